// Builds dossiers of invented applicants for the tests, and shows facts as short texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "zhun/dossier.hpp"
#include "zhun/reconciliation.hpp"

namespace zhun::test {

inline Date day(std::string_view text) { return parse_date(text).value(); }
inline Money fen(std::int64_t amount) { return Money::from_fen(amount); }
inline Money yuan(std::int64_t amount) { return Money::from_yuan(amount); }

class Case;

// One account of a case: rows carry the running balance unless `balances` is off.
class Account {
 public:
  Account(Case& owner, std::size_t index, Money opening)
      : owner_(owner), index_(index), balance_(opening) {}
  bool balances = true;
  Transaction& in(std::string_view time, Money amount, std::string_view party,
                  std::string_view summary = "货款") {
    return add(time, Direction::inflow, amount, party, summary);
  }
  Transaction& out(std::string_view time, Money amount, std::string_view party,
                   std::string_view summary = "采购款") {
    return add(time, Direction::outflow, amount, party, summary);
  }
  Transaction& add(std::string_view time, Direction direction, Money amount, std::string_view party,
                   std::string_view summary);
  [[nodiscard]] Statement& statement();

 private:
  Case& owner_;
  std::size_t index_;
  Money balance_;
};

// A dossier under construction; every source is authorised and as old as the reference date.
class Case {
 public:
  explicit Case(CustomerType type = CustomerType::legal, std::string_view as_of = "2026-06-30") {
    dossier.as_of = day(as_of);
    dossier.digest = "0";
    dossier.customer.type = type;
    dossier.customer.uscc = "91370102PDY00001XB";
    if (type == CustomerType::legal) {
      dossier.customer.name = "济南样例轴承有限公司";
      dossier.customer.legal_representative = "周样例";
      dossier.customer.legal_representative_id = "370199198509140012";
    } else {
      dossier.customer.name = "吴样例";
      dossier.customer.id_no = "370199199003072854";
      dossier.customer.business_name = "济南市历下区样例面馆";
      dossier.customer.uscc = "92370102PDY0000288";
    }
    dossier.application.requested = yuan(200000);
    dossier.application.term_months = 12;
    dossier.application.repayment = "REVOLVING";
    dossier.application.existing_loans = Money();
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  Account account(std::string_view from, std::string_view to,
                  std::optional<Money> opening = yuan(100000)) {
    Statement statement;
    statement.source = source(SourceKind::statement, to);
    statement.layout = "json";
    statement.holder = dossier.customer.name;
    statement.period_from = day(from);
    statement.period_to = day(to);
    statement.opening_balance = opening;
    dossier.statements.push_back(std::move(statement));
    return {*this, dossier.statements.size() - 1, opening.value_or(yuan(100000))};
  }

  // Later invoice() calls go into this list.
  void invoices(std::string_view from, std::string_view to) {
    InvoiceList list;
    list.source = source(SourceKind::invoices, to);
    list.period_from = day(from);
    list.period_to = day(to);
    dossier.invoice_lists.push_back(std::move(list));
  }
  Invoice& invoice(std::string_view number, std::string_view date, std::string_view buyer,
                   Money amount_ex, Money tax) {
    auto& list = dossier.invoice_lists.back().invoices;
    Invoice invoice;
    invoice.row = static_cast<std::uint32_t>(list.size() + 1);
    invoice.number = number;
    invoice.date = day(date);
    invoice.buyer = buyer;
    invoice.seller = dossier.customer.name;
    invoice.amount_ex = amount_ex;
    invoice.tax = tax;
    invoice.red = amount_ex.is_negative();
    list.push_back(std::move(invoice));
    return list.back();
  }

  // Months or quarters that follow one another: tax({"2026-01-01", "2026-03-31", yuan(1)}).
  struct Filed {
    std::string_view from, to;
    Money sales;
  };
  TaxReturns& tax(std::initializer_list<Filed> periods) {
    TaxReturns returns;
    returns.source = source(SourceKind::tax, to_string(dossier.as_of));
    returns.credit_rating = "B";
    returns.overdue_tax = Money();
    returns.taxpayer_status = "正常";
    for (const Filed& filed : periods) {
      TaxPeriod period;
      period.row = static_cast<std::uint32_t>(returns.periods.size() + 1);
      period.from = day(filed.from);
      period.to = day(filed.to);
      period.sales_ex = filed.sales;
      returns.periods.push_back(period);
    }
    dossier.tax_returns.push_back(std::move(returns));
    return dossier.tax_returns.back();
  }

  GovernmentRecord& government(std::string_view data_as_of = "2026-06-30") {
    GovernmentRecord record;
    record.source = source(SourceKind::government, data_as_of);
    record.data_as_of = day(data_as_of);
    dossier.government.push_back(std::move(record));
    return dossier.government.back();
  }
  Registry& registry() {
    GovernmentRecord& record = government();
    Registry entry;
    entry.name = dossier.customer.type == CustomerType::legal ? dossier.customer.name
                                                              : dossier.customer.business_name;
    entry.uscc = dossier.customer.uscc;
    entry.status = "存续";
    entry.legal_representative = dossier.customer.type == CustomerType::legal
                                     ? dossier.customer.legal_representative
                                     : dossier.customer.name;
    entry.established = day("2018-04-01");
    record.registry = std::move(entry);
    return *record.registry;
  }

  // A consent for everything, so that the gate lets the case through.
  void consent_to_all() {
    Consent consent;
    consent.id = "EN-1";
    consent.subject_name = dossier.customer.name;
    consent.subject_id = dossier.customer.type == CustomerType::legal ? dossier.customer.uscc
                                                                      : dossier.customer.id_no;
    consent.purposes = {"PRE_LOAN"};
    consent.scopes = {"STATEMENT",    "INVOICE", "TAX",        "SOCIAL",
                      "HOUSING_FUND", "UTILITY", "REAL_ESTATE", "CREDIT_REPORT"};
    consent.signed_at = {dossier.as_of.plus_days(-10), -1};
    consent.valid_to = dossier.as_of.plus_days(100);
    dossier.consents.push_back(std::move(consent));
  }

  Dossier dossier;

 private:
  std::uint32_t source(SourceKind kind, std::string_view data_as_of) {
    Source source;
    source.id = "F" + std::to_string(dossier.sources.size() + 1);
    source.name = source.id + ".json";
    source.kind = kind;
    source.data_as_of = day(data_as_of);
    source.retrieved_at = DateTime{dossier.as_of, -1};
    dossier.sources.push_back(std::move(source));
    return static_cast<std::uint32_t>(dossier.sources.size() - 1);
  }
};

inline Statement& Account::statement() { return owner_.dossier.statements[index_]; }

inline Transaction& Account::add(std::string_view time, Direction direction, Money amount,
                                 std::string_view party, std::string_view summary) {
  Statement& target = statement();
  Transaction row;
  row.row = static_cast<std::uint32_t>(target.rows.size() + 1);
  row.time = parse_date_time(time).value();
  row.direction = direction;
  row.amount = amount;
  if (balances && direction == Direction::inflow) balance_ += amount;
  if (balances && direction == Direction::outflow) balance_ -= amount;
  if (balances) row.balance = balance_;
  row.counterparty_name = target.text->store(party);
  row.summary = target.text->store(summary);
  target.rows.push_back(row);
  return target.rows.back();
}

struct ShowValue {
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Money amount) const { return to_string(amount); }
  std::string operator()(const Decimal& number) const { return to_string(number.rounded(4)); }
  std::string operator()(Date date) const { return to_string(date); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::string>& texts) const {
    std::string joined;
    for (const auto& text : texts) joined += text + ",";
    return joined;
  }
};

// "12.50", "0.5" (numbers to four decimals), "missing", "n/a", or "absent" when there is none.
inline std::string shown(const Facts& facts, std::string_view name) {
  const auto it = facts.find(name);
  if (it == facts.end()) return "absent";
  if (it->second.state == FactState::missing) return "missing";
  if (it->second.state == FactState::not_applicable) return "n/a";
  return std::visit(ShowValue{}, it->second.value);
}

}  // namespace zhun::test
