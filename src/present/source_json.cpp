// One source as zhun parse prints it: invoices, tax returns and government data to JSON.
#include <string>
#include <variant>

#include "base/json.hpp"
#include "present/source_words.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

template <typename T>
void put(json::Writer& w, std::string_view name, const std::optional<T>& item) {
  w.key(name);
  if (!item) {
    w.null();
  } else if constexpr (requires { w.value(*item); }) {
    w.value(*item);
  } else {
    w.value(std::string_view(to_string(*item)));
  }
}

void put(json::Writer& w, std::string_view name, const std::vector<std::string>& items) {
  w.key(name);
  w.begin_array();
  for (const std::string& item : items) w.value(item);
  w.end_array();
}

void put_notes(json::Writer& w, const std::vector<ReadNote>& notes) {
  w.key("findings");
  w.begin_array();
  for (const ReadNote& note : notes) {
    w.begin_object();
    w.member("code", note.code);
    w.member("row", note.place.row);
    w.member("column", note.place.column);
    w.member("field", note.place.field);
    w.member("message", note.message);
    w.end_object();
  }
  w.end_array();
}

template <typename T>
void put_reading(json::Writer& w, const T& source) {
  put_notes(w, source.notes);
  put_recognised(w, source.recognised);
}

void put_invoice(json::Writer& w, const Invoice& invoice) {
  w.begin_object();
  w.member("row", invoice.row);
  w.member("number", invoice.number);
  w.member("date", to_string(invoice.date));
  w.member("side", invoice.side == InvoiceSide::output ? "output" : "input");
  w.member("red", invoice.red);
  w.member("status", name_of(invoice.status));
  w.member("kind", invoice.kind);
  w.member("seller", invoice.seller);
  w.member("seller_tax_no", invoice.seller_tax_no);
  w.member("buyer", invoice.buyer);
  w.member("buyer_tax_no", invoice.buyer_tax_no);
  w.member("original_number", invoice.original_number);
  w.member("item", invoice.item);
  w.member("amount_ex", invoice.amount_ex);
  w.member("tax", invoice.tax);
  put(w, "rate", invoice.rate);
  w.member("total", invoice.total());
  w.end_object();
}

void put_source(json::Writer& w, const InvoiceList& list) {
  w.member("kind", "invoices");
  w.member("layout", list.layout);
  put(w, "period_from", list.period_from);
  put(w, "period_to", list.period_to);
  w.key("invoices");
  w.begin_array();
  for (const Invoice& invoice : list.invoices) put_invoice(w, invoice);
  w.end_array();
  put_reading(w, list);
}

void put_source(json::Writer& w, const TaxReturns& tax) {
  w.member("kind", "tax");
  w.member("layout", tax.layout);
  w.member("credit_rating", tax.credit_rating);
  w.member("rating_year", tax.rating_year);
  put(w, "overdue_tax", tax.overdue_tax);
  if (tax.overdue_since) put(w, "overdue_since", tax.overdue_since);
  put(w, "general_payer", tax.general_payer);
  w.member("taxpayer_status", tax.taxpayer_status);
  put(w, "withheld_persons", tax.withheld_persons);
  w.key("periods");
  w.begin_array();
  for (const TaxPeriod& period : tax.periods) {
    w.begin_object();
    w.member("row", period.row);
    w.member("from", to_string(period.from));
    w.member("to", to_string(period.to));
    w.member("sales_ex", period.sales_ex);
    put(w, "tax_payable", period.tax_payable);
    put(w, "filed_on", period.filed_on);
    w.end_object();
  }
  w.end_array();
  if (!tax.income_tax.empty()) {
    w.key("income_tax");
    w.begin_array();
    for (const IncomeTaxYear& year : tax.income_tax) {
      w.begin_object();
      w.member("year", year.year);
      w.member("revenue", year.revenue);
      w.member("taxable_profit", year.taxable_profit);
      w.end_object();
    }
    w.end_array();
  }
  put_reading(w, tax);
}

void put_entries(json::Writer& w, std::string_view name, const std::vector<AbnormalEntry>& items) {
  w.key(name);
  w.begin_array();
  for (const AbnormalEntry& item : items) {
    w.begin_object();
    put(w, "in_date", item.in_date);
    put(w, "out_date", item.out_date);
    w.member("reason", item.reason);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const Registry& part);
void put_part(json::Writer& w, const SocialSecurity& part);
void put_part(json::Writer& w, const HousingFund& part);
void put_part(json::Writer& w, const Utilities& part);
void put_part(json::Writer& w, const Judicial& part);
void put_part(json::Writer& w, const std::vector<Penalty>& part);
void put_part(json::Writer& w, const std::vector<RealEstate>& part);
void put_part(json::Writer& w, const std::vector<EquityPledge>& part);
void put_part(json::Writer& w, const std::vector<EquityFreeze>& part);
void put_part(json::Writer& w, const std::vector<OperatingLicence>& part);
void put_part(json::Writer& w, const LicencePicture& part);
void put_part(json::Writer& w, const CreditReport& part);

// A part that was not pulled is absent, so that it cannot be taken for "nothing found".
template <typename T>
void put_pulled(json::Writer& w, std::string_view name, const std::optional<T>& part) {
  if (!part) return;
  w.key(name);
  put_part(w, *part);
}

void put_part(json::Writer& w, const std::vector<EquityPledge>& pledges) {
  w.begin_array();
  for (const EquityPledge& pledge : pledges) {
    w.begin_object();
    w.member("pledgor", pledge.pledgor);
    w.member("pledgee", pledge.pledgee);
    put(w, "share", pledge.share);
    put(w, "amount", pledge.amount);
    put(w, "date", pledge.date);
    put(w, "released_on", pledge.released_on);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const std::vector<EquityFreeze>& freezes) {
  w.begin_array();
  for (const EquityFreeze& freeze : freezes) {
    w.begin_object();
    w.member("holder", freeze.holder);
    w.member("court", freeze.court);
    put(w, "date", freeze.date);
    put(w, "released_on", freeze.released_on);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const std::vector<OperatingLicence>& licences) {
  w.begin_array();
  for (const OperatingLicence& licence : licences) {
    w.begin_object();
    w.member("name", licence.name);
    w.member("number", licence.number);
    put(w, "valid_to", licence.valid_to);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const LicencePicture& licence) {
  w.begin_object();
  w.member("name", licence.name);
  w.member("uscc", licence.uscc);
  w.member("legal_representative", licence.legal_representative);
  w.member("address", licence.address);
  put(w, "established", licence.established);
  w.end_object();
}

void put_part(json::Writer& w, const CreditReport& report) {
  w.begin_object();
  w.key("lenders");
  w.begin_array();
  for (const CreditLender& lender : report.lenders) {
    w.begin_object();
    w.member("name", lender.name);
    w.member("kind", lender.kind);
    put(w, "balance", lender.balance);
    put(w, "opened", lender.opened);
    w.member("status", lender.status);
    w.end_object();
  }
  w.end_array();
  w.end_object();
}

void put_part(json::Writer& w, const Registry& registry) {
  w.begin_object();
  w.member("name", registry.name);
  w.member("uscc", registry.uscc);
  w.member("status", registry.status);
  w.member("legal_representative", registry.legal_representative);
  w.member("industry", registry.industry);
  w.member("address", registry.address);
  w.member("scope", registry.scope);
  w.member("type", registry.type);
  put(w, "former_names", registry.former_names);
  put(w, "established", registry.established);
  put(w, "capital", registry.capital);
  put(w, "paid_in_capital", registry.paid_in_capital);
  w.key("shareholders");
  w.begin_array();
  for (const Shareholder& holder : registry.shareholders) {
    w.begin_object();
    w.member("name", holder.name);
    put(w, "share", holder.share);
    w.end_object();
  }
  w.end_array();
  w.key("changes");
  w.begin_array();
  for (const RegistryChange& change : registry.changes) {
    w.begin_object();
    put(w, "date", change.date);
    w.member("item", change.item);
    w.member("before", change.before);
    w.member("after", change.after);
    w.end_object();
  }
  w.end_array();
  put_entries(w, "abnormal", registry.abnormal);
  put_entries(w, "serious_illegal", registry.serious_illegal);
  put_pulled(w, "equity_pledges", registry.equity_pledges);
  put_pulled(w, "equity_freezes", registry.equity_freezes);
  put_pulled(w, "licences", registry.licences);
  put(w, "legal_representative_changed_on", registry.legal_representative_changed_on);
  put(w, "last_annual_report_year", registry.last_annual_report_year);
  w.end_object();
}

void put_part(json::Writer& w, const SocialSecurity& social) {
  w.begin_object();
  w.key("months");
  w.begin_array();
  for (const SocialSecurityMonth& month : social.months) {
    w.begin_object();
    w.member("month", to_string(month.month));
    w.member("headcount", month.headcount);
    put(w, "paid", month.paid);
    w.end_object();
  }
  w.end_array();
  put(w, "headcount_now", social.headcount_now);
  put(w, "arrears", social.arrears);
  w.end_object();
}

void put_part(json::Writer& w, const HousingFund& fund) {
  w.begin_object();
  put(w, "headcount", fund.headcount);
  if (!fund.persons.empty()) {
    w.key("persons");
    w.begin_array();
    for (const HousingFundPerson& person : fund.persons) {
      w.begin_object();
      w.member("name", person.name);
      put(w, "base", person.base);
      put(w, "monthly", person.monthly);
      w.end_object();
    }
    w.end_array();
  }
  w.end_object();
}

void put_months(json::Writer& w, std::string_view name, const std::vector<UtilityMonth>& months) {
  w.key(name);
  w.begin_array();
  for (const UtilityMonth& month : months) {
    w.begin_object();
    w.member("month", to_string(month.month));
    put(w, "quantity", month.quantity);
    put(w, "fee", month.fee);
    w.member("arrears", month.arrears);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const Utilities& utilities) {
  w.begin_object();
  put_months(w, "electricity", utilities.electricity);
  put_months(w, "water", utilities.water);
  put_months(w, "gas", utilities.gas);
  if (!utilities.addresses.empty()) put(w, "addresses", utilities.addresses);
  w.end_object();
}

void put_cases(json::Writer& w, std::string_view name, const std::vector<JudicialCase>& cases) {
  w.key(name);
  w.begin_array();
  for (const JudicialCase& item : cases) {
    w.begin_object();
    w.member("case_no", item.case_no);
    w.member("court", item.court);
    w.member("role", item.role);
    w.member("cause", item.cause);
    w.member("status", item.status);
    put(w, "amount", item.amount);
    put(w, "date", item.date);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const Judicial& judicial) {
  w.begin_object();
  put_cases(w, "dishonest", judicial.dishonest);
  put_cases(w, "enforced", judicial.enforced);
  put_cases(w, "restricted", judicial.restricted);
  put_cases(w, "litigation", judicial.litigation);
  w.end_object();
}

void put_part(json::Writer& w, const std::vector<Penalty>& penalties) {
  w.begin_array();
  for (const Penalty& penalty : penalties) {
    w.begin_object();
    w.member("document_no", penalty.document_no);
    w.member("authority", penalty.authority);
    w.member("reason", penalty.reason);
    put(w, "date", penalty.date);
    put(w, "amount", penalty.amount);
    w.end_object();
  }
  w.end_array();
}

void put_part(json::Writer& w, const std::vector<RealEstate>& estates) {
  w.begin_array();
  for (const RealEstate& estate : estates) {
    w.begin_object();
    w.member("certificate_no", estate.certificate_no);
    w.member("address", estate.address);
    w.member("use", estate.use);
    put(w, "owners", estate.owners);
    w.member("mortgaged", estate.mortgaged);
    w.member("seized", estate.seized);
    w.end_object();
  }
  w.end_array();
}

void put_source(json::Writer& w, const GovernmentRecord& record) {
  w.member("kind", "government");
  w.member("pull_id", record.pull_id);
  w.member("source_code", record.source_code);
  w.member("source_name", record.source_name);
  w.member("department", record.department);
  w.member("subject_name", record.subject_name);
  w.member("subject_id", record.subject_id);
  w.member("authorisation_no", record.authorisation_no);
  w.member("status", name_of(record.status));
  put(w, "retrieved_at", record.retrieved_at);
  put(w, "data_as_of", record.data_as_of);
  put_pulled(w, "registry", record.registry);
  put_pulled(w, "social_security", record.social_security);
  put_pulled(w, "housing_fund", record.housing_fund);
  put_pulled(w, "utilities", record.utilities);
  put_pulled(w, "judicial", record.judicial);
  put_pulled(w, "penalties", record.penalties);
  put_pulled(w, "real_estate", record.real_estate);
  put_pulled(w, "licence", record.licence);
  put_pulled(w, "credit_report", record.credit_report);
  put_reading(w, record);
}

}  // namespace

std::string render_source_json(const AnySource& source) {
  if (const auto* statements = std::get_if<std::vector<Statement>>(&source))
    return render_statements_json(*statements);
  json::Writer w(true);
  w.begin_object();
  std::visit(
      [&w](const auto& item) {
        if constexpr (requires { put_source(w, item); }) put_source(w, item);
      },
      source);
  w.end_object();
  return w.take() + "\n";
}

}  // namespace zhun
