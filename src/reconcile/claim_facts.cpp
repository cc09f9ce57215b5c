// What the applicant states and what government sources say, beside flows and invoices: addresses,
// premises, taxes and contributions paid, electricity, control, capital, purpose (DOMAIN 5, X07 to
// X44).
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "reconcile/address.hpp"
#include "reconcile/invoice_view.hpp"
#include "reconcile/work.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

// X07
void addresses(Work& work) {
  std::uint32_t source = 0;
  const Registry* registry = work.registry(&source);
  if (work.dossier.customer.address.empty())
    return work.missing("address_division_same", "申请资料未填经营地址", "M-APP");
  if (registry == nullptr)
    return work.missing_source("address_division_same", SourceKind::government);
  const Division claimed = division_of(work.dossier.customer.address);
  const Division registered = division_of(registry->address);
  if (claimed.district.empty() || registered.district.empty())
    return work.missing("address_division_same", "地址未写明区县", "M-LEASE");
  Evidence evidence;
  evidence.add_source(source);
  work.set("address_division_same", agree(claimed, registered), evidence);
}

bool owns_property(const Work& work, const GovernmentRecord& record) {
  const Customer& customer = work.dossier.customer;
  const std::array names = {customer.name, customer.business_name, customer.legal_representative,
                            customer.spouse};
  for (const RealEstate& estate : *record.real_estate) {
    for (const std::string& owner : estate.owners) {
      for (const std::string& name : names)
        if (!name.empty() && normalise_name(owner) == normalise_name(name)) return true;
    }
  }
  return false;
}

// X09 and X37
void premises(Work& work) {
  const std::string& stated = work.dossier.customer.premises;
  const GovernmentRecord* record = newest(work, &GovernmentRecord::real_estate);
  Evidence property;
  if (record != nullptr) property.add_source(record->source);
  if (stated != "OWNED") {
    work.not_applicable("owned_premises_registered", "申请人未申报自有场地");
  } else if (record == nullptr) {
    work.missing("owned_premises_registered", "未提供不动产数据", "M-PROP");
  } else {
    work.set("owned_premises_registered", owns_property(work, *record), property);
  }
  const auto rent = work.number("rent_paid");
  if (!rent) return work.missing_source("rent_contradicts_premises", SourceKind::statement);
  Evidence evidence = work.evidence("rent_paid");
  evidence.add(property);
  if (!rent->is_zero()) {
    work.set("rent_contradicts_premises", stated == "OWNED", evidence);
  } else if (record != nullptr) {
    work.set("rent_contradicts_premises", !owns_property(work, *record), evidence);
  } else if (stated == "OWNED") {
    work.set("rent_contradicts_premises", false, evidence);
  } else {
    work.missing("rent_contradicts_premises", "流水无租金，未提供不动产数据", "M-LEASE");
  }
}

// What a source says was paid, and what the statements show, of the same wholly covered months.
class Paid {
 public:
  explicit Paid(Work& work) : work_(work) {}

  void stated(Month month, Money amount, std::uint32_t source, std::uint32_t row) {
    if (!is_full(month)) return;
    stated_ += amount;
    months_.push_back(month);
    if (row > 0)
      evidence_.add_row(source, row);
    else
      evidence_.add_source(source);
  }

  // Relative difference; missing where nothing can be compared.
  void compare(std::string_view name, TransactionClass cls, std::string_view why_not) {
    if (work_.statements.empty()) return work_.missing_source(name, SourceKind::statement);
    Money shown;
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.cls != cls || !row.is_out() ||
          std::find(months_.begin(), months_.end(), row.date().month()) == months_.end())
        continue;
      shown += row.amount();
      work_.add_row(evidence_, row);
    }
    const Money larger = std::max(stated_, shown);
    if (months_.empty() || larger.is_zero()) return work_.missing(name, std::string(why_not));
    work_.set(name, *ratio(larger - std::min(stated_, shown), larger), evidence_);
  }

 private:
  [[nodiscard]] bool is_full(Month month) const {
    return std::binary_search(work_.full_months.begin(), work_.full_months.end(), month);
  }

  Work& work_;
  Money stated_;
  std::vector<Month> months_;
  Evidence evidence_;
};

// X19: a period's tax is paid in the month that follows it.
void tax_beside_flows(Work& work) {
  Paid paid(work);
  for (const TaxReturns* returns : work.tax_returns) {
    for (const TaxPeriod& period : returns->periods) {
      if (period.tax_payable)
        paid.stated(period.to.month().plus(1), *period.tax_payable, returns->source, period.row);
    }
  }
  if (work.tax_returns.empty())
    work.missing_source("tax_paid_difference", SourceKind::tax);
  else
    paid.compare("tax_paid_difference", TransactionClass::tax, "税务数据与流水无可比的缴税月份");
}

// X20
void contributions_beside_flows(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::social_security);
  if (record == nullptr) return work.missing("social_paid_difference", "未提供社保数据", "M-SS");
  Paid paid(work);
  for (const SocialSecurityMonth& month : record->social_security->months)
    if (month.paid) paid.stated(month.month, *month.paid, record->source, 0);
  paid.compare("social_paid_difference", TransactionClass::social,
               "社保数据与流水无可比的缴费月份");
}

// X26
void utilities_beside_flows(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::utilities);
  if (record == nullptr) return work.missing("utility_paid_difference", "未提供水电数据");
  Paid paid(work);
  const Utilities& all = *record->utilities;
  for (const auto* list : {&all.electricity, &all.water, &all.gas}) {
    for (const UtilityMonth& month : *list)
      if (month.fee) paid.stated(month.month, *month.fee, record->source, 0);
  }
  paid.compare("utility_paid_difference", TransactionClass::util, "水电数据与流水无可比的缴费月份");
}

// X25: the last six months beside the six before, of electricity and of invoices.
void electricity_beside_sales(Work& work, const InvoiceView& view) {
  constexpr std::array kNames = {std::string_view("electricity_change_6m"),
                                 std::string_view("invoice_change_6m")};
  const auto nothing = [&](std::string_view why) {
    for (const auto name : kNames) work.missing(name, std::string(why));
  };
  const GovernmentRecord* record = newest(work, &GovernmentRecord::utilities);
  const Registry* registry = work.registry();
  if (registry == nullptr || registry->industry.empty()) return nothing("登记数据无行业");
  if (registry->industry.front() != 'C') {
    for (const auto name : kNames) work.not_applicable(name, "非制造业");
    return;
  }
  if (record == nullptr || record->utilities->electricity.empty()) return nothing("未提供用电数据");
  if (!view.from || !view.to) return nothing("未提供发票数据");
  const Month last = record->utilities->electricity.back().month;
  if (*view.from > Date::first_of(last.plus(-11)) || *view.to < Date::last_of(last))
    return nothing("发票与用电数据无共同的12个月");
  std::array<Decimal, 2> power{};
  std::array<Money, 2> sales{};
  std::size_t months = 0;
  Evidence power_evidence, sales_evidence;
  power_evidence.add_source(record->source);
  for (const UtilityMonth& month : record->utilities->electricity) {
    const int back = last.minus(month.month);
    if (back < 0 || back > 11 || !month.quantity) continue;
    power.at(back < 6 ? 0 : 1) += *month.quantity;
    ++months;
  }
  for (const auto& line : view.output) {
    const int back = last.minus(line.issued.month());
    if (back < 0 || back > 11) continue;
    sales.at(back < 6 ? 0 : 1) += line.amount_ex;
    sales_evidence.add_row(line.list->source, line.invoice->row);
  }
  const auto power_change = months == 12 ? divide(power[0], power[1]) : std::nullopt;
  const auto sales_change = ratio(sales[0], sales[1]);
  if (!power_change || !sales_change) return nothing("用电或开票不足12个月");
  work.set(kNames[0], *power_change - Decimal(1), power_evidence);
  work.set(kNames[1], *sales_change - Decimal(1), sales_evidence);
}

// X23: alike within three persons or thirty per cent of the greater number.
void staff_filings(Work& work) {
  const auto insured = work.number("insured_headcount"), filed = work.number("withheld_persons");
  if (!insured || !filed) {
    return work.missing("staff_filing_difference",
                        insured ? "未提供个税申报人数" : "未提供社保人数", insured ? "" : "M-SS");
  }
  const Decimal larger = std::max(*insured, *filed);
  const Decimal gap = larger - std::min(*insured, *filed);
  const Decimal allowed = std::max(Decimal(3), larger * Decimal::from_scaled(3, -1));
  Evidence evidence = work.evidence("insured_headcount");
  evidence.add(work.evidence("withheld_persons"));
  work.set("staff_filing_difference", *divide(gap, allowed), evidence);
}

// X24: verified annual sales per insured person, beside three times the policy's band either way.
void sales_per_head(Work& work) {
  const auto nothing = [&](const std::string& why, const std::string& material = {}) {
    for (const std::string_view name : {"sales_per_head", "sales_per_head_in_band"})
      work.missing(name, why, material);
  };
  const auto sales = work.number("annual_sales_verified"), heads = work.number("insured_headcount");
  if (!heads || heads->is_zero()) return nothing("未提供社保人数", "M-SS");
  if (!sales) return nothing("无核实年销售额");
  const Decimal each = *divide(*sales, *heads);
  Evidence evidence = work.evidence("annual_sales_verified");
  evidence.add(work.evidence("insured_headcount"));
  work.set("sales_per_head", each, evidence);
  const Registry* registry = work.registry();
  constexpr std::string_view kBand = "sales_per_head_in_band";
  if (registry == nullptr || registry->industry.empty())
    return work.missing(kBand, "登记数据无行业", "M-BL");
  const SalesPerHeadBand* band = entry_of(work.policy.sales_per_head_bands, registry->industry);
  if (band == nullptr) return work.missing(kBand, "规则包未配置该行业的人均产值区间");
  evidence.add(work.evidence("industry"));
  const Decimal three(3);
  work.set(kBand,
           each * three >= Decimal::from_yuan(band->low) &&
               each <= Decimal::from_yuan(band->high) * three,
           evidence);
}

// *金属制品*轴承: 金属制品. Empty: none printed.
std::string_view category_of(std::string_view item) {
  if (!item.starts_with('*')) return {};
  const auto end = item.find('*', 1);
  return end == std::string_view::npos ? std::string_view() : item.substr(1, end - 1);
}

// X31: the category with the greatest part of the sales invoiced.
void items_beside_industry(Work& work, const InvoiceView& view) {
  const auto nothing = [&](const std::string& why, const std::string& material = {}) {
    for (const std::string_view name : {"main_invoice_item", "invoice_item_conflict"})
      work.missing(name, why, material);
  };
  if (view.output.empty()) return nothing("未提供销项发票", "M-INV");
  std::map<std::string, std::pair<Money, Evidence>, std::less<>> categories;
  for (const auto& line : view.output) {
    const std::string_view category = category_of(line.invoice->item);
    auto& [sales, evidence] = categories[std::string(category)];
    sales += line.amount_ex;
    evidence.add_row(line.list->source, line.invoice->row);
  }
  const auto main = std::max_element(
      categories.begin(), categories.end(),
      [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  // What carries no category might be of any: it must not be the greatest part.
  if (main->first.empty()) return nothing("发票多未写明商品和服务分类简称", "M-INV");
  if (main->second.first <= Money()) return nothing("销项发票净额不为正");
  Evidence evidence = main->second.second;
  work.set("main_invoice_item", main->first, evidence);
  constexpr std::string_view kConflict = "invoice_item_conflict";
  const Registry* registry = work.registry();
  if (registry == nullptr || registry->industry.empty())
    return work.missing(kConflict, "登记数据无行业", "M-BL");
  const ItemConflict* table = entry_of(work.policy.item_conflicts, registry->industry);
  if (table == nullptr) return work.missing(kConflict, "规则包未配置该行业的品目对照");
  evidence.add(work.evidence("industry"));
  work.set(kConflict,
           std::find(table->items.begin(), table->items.end(), main->first) != table->items.end(),
           evidence);
}

// X29 and X30
void control_and_capital(Work& work) {
  std::uint32_t source = 0;
  const Registry* registry = work.registry(&source);
  Evidence evidence;
  evidence.add_source(source);
  const Customer& customer = work.dossier.customer;
  const auto state = [&](std::string_view name, bool claimed, bool registered, bool value,
                         std::string_view unclaimed, std::string_view unregistered) {
    if (!work.is_legal())
      work.not_applicable(name, "个体工商户无股权结构");
    else if (!claimed)
      work.missing(name, std::string(unclaimed));
    else if (registry == nullptr)
      work.missing_source(name, SourceKind::government);
    else if (!registered)
      work.missing(name, std::string(unregistered));
    else
      work.set(name, value, evidence);
  };
  std::optional<Decimal> largest;
  bool is_controller = false;
  if (registry != nullptr) {
    for (const Shareholder& holder : registry->shareholders)
      if (holder.share && (!largest || *holder.share > *largest)) largest = holder.share;
    for (const Shareholder& holder : registry->shareholders) {
      is_controller = is_controller ||
                      (largest && holder.share == largest &&
                       normalise_name(holder.name) == normalise_name(customer.actual_controller));
    }
  }
  state("controller_is_largest_holder", !customer.actual_controller.empty(), largest.has_value(),
        is_controller, "申请资料未填实际控制人", "登记数据无股东出资比例");
  state("capital_matches", customer.claimed_capital.has_value(),
        registry != nullptr && registry->capital.has_value(),
        registry != nullptr && registry->capital == customer.claimed_capital,
        "申请资料未填注册资本", "登记数据无注册资本");
}

// X32: the supplier whom the loan is to pay sold to the applicant, or was paid, within a year.
void purpose(Work& work, const InvoiceView& view) {
  const std::string supplier = normalise_name(work.dossier.application.purpose_supplier);
  if (supplier.empty())
    return work.missing("purpose_supplier_seen", "申请资料未填用途对应的供应商", "M-CTR");
  const Date since = work.dossier.as_of.plus_days(-365);
  bool seen = false;
  Evidence evidence;
  for (const auto& line : view.input) {
    if (line.seller != supplier || line.issued < since) continue;
    seen = true;
    evidence.add_row(line.list->source, line.invoice->row);
  }
  for (const Row& row : work.rows) {
    work.keep_on();
    if (!row.is_out() || row.date() < since || work.parties[row.party].name != supplier) continue;
    seen = true;
    work.add_row(evidence, row);
  }
  if (!seen && work.statements.empty() && view.input.empty())
    return work.missing("purpose_supplier_seen", "未提供流水与进项发票", "M-STMT");
  work.set("purpose_supplier_seen", seen, evidence);
}

// Compared from the end, as far as both are printed; stars stand for anything.
bool same_account(std::string_view a, std::string_view b) {
  const std::size_t size = std::min(a.size(), b.size());
  if (size < 4) return false;
  for (std::size_t i = 1; i <= size; ++i) {
    const char x = a[a.size() - i], y = b[b.size() - i];
    if (x != y && x != '*' && y != '*') return false;
  }
  return true;
}

// X44
void stated_accounts(Work& work) {
  const auto& stated = work.dossier.customer.owner_accounts;
  if (stated.empty()) return work.missing("stated_accounts_missing", "申请资料未填主要账户");
  if (work.statements.empty())
    return work.missing_source("stated_accounts_missing", SourceKind::statement);
  Evidence evidence;
  for (const Statement* statement : work.statements) evidence.add_source(statement->source);
  const auto unseen = std::count_if(stated.begin(), stated.end(), [&](const std::string& account) {
    return std::none_of(
        work.statements.begin(), work.statements.end(),
        [&](const Statement* statement) { return same_account(statement->account, account); });
  });
  work.set("stated_accounts_missing", static_cast<std::int64_t>(unseen), evidence);
}

}  // namespace

void claim_facts(Work& work) {
  const InvoiceView view(work);
  addresses(work);
  premises(work);
  tax_beside_flows(work);
  contributions_beside_flows(work);
  utilities_beside_flows(work);
  electricity_beside_sales(work, view);
  staff_filings(work);
  sales_per_head(work);
  items_beside_industry(work, view);
  control_and_capital(work);
  purpose(work, view);
  stated_accounts(work);
}

}  // namespace zhun
