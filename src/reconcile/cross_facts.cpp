// Cross-source facts (DOMAIN 5), triangulated sales (1.5), working-capital need (1.2) and capacity.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reconcile/invoice_view.hpp"
#include "reconcile/need.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

Decimal yuan(Money amount) { return Decimal::from_yuan(amount); }

// ---- who is who ----

void application_facts(Work& work) {
  const Application& application = work.dossier.application;
  work.set("customer_type", std::string(work.is_legal() ? "LEGAL" : "PERSONAL"));
  work.set("product", application.product);
  work.set("secured", application.secured);
  work.set("requested_amount", application.requested);
  work.set("term_months", std::int64_t{application.term_months});
  const auto optional_money = [&](std::string_view name, const std::optional<Money>& value,
                                  std::string_view why) {
    if (value) {
      work.set(name, *value);
    } else {
      work.missing(name, std::string(why), "M-APP");
    }
  };
  optional_money("existing_loans", application.existing_loans, "申请资料未填现有贷款");
  optional_money("declared_annual_sales", application.declared_annual_sales,
                 "申请资料未填年销售额");
  if (work.dossier.customer.premises.empty()) {
    work.missing("premises", "申请资料未填经营场地是租是有", "M-APP");
  } else {
    work.set("premises", work.dossier.customer.premises);
  }
  if (work.dossier.customer.claimed_staff) {
    work.set("claimed_staff", *work.dossier.customer.claimed_staff);
  } else {
    work.missing("claimed_staff", "申请资料未填员工人数", "M-APP");
  }
}

// A holder printed with stars matches a name of the same length that agrees elsewhere.
bool same_holder(const std::string& printed, const std::string& name) {
  const auto a = code_points(printed), b = code_points(name);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != "*" && a[i] != b[i]) return false;
  }
  return true;
}

// X02
void holders(Work& work) {
  if (work.statements.empty()) {
    work.missing_all({"holder_matches", "holder_detail"}, SourceKind::statement);
    return;
  }
  const Customer& customer = work.dossier.customer;
  std::set<std::string> allowed;
  const auto allow = [&](std::string_view name) {
    if (!name.empty()) allowed.insert(normalise_name(name));
  };
  allow(customer.name);
  allow(customer.business_name);
  for (const auto& name : customer.owner_names) allow(name);
  if (!work.is_legal()) allow(customer.spouse);
  bool known = false, matches = true;
  Evidence evidence;
  for (const Statement* statement : work.statements) {
    if (statement->holder.empty()) continue;
    known = true;
    evidence.add_source(statement->source);
    const std::string holder = normalise_name(statement->holder);
    matches = matches && std::any_of(allowed.begin(), allowed.end(), [&](const std::string& name) {
                return same_holder(holder, name);
              });
  }
  if (!known) {
    work.missing("holder_matches", "流水未印户名", "M-STMT");
    work.missing("holder_detail", "流水未印户名", "M-STMT");
    return;
  }
  work.set("holder_matches", matches, evidence);
  work.set("holder_detail", std::string(matches ? "equal" : "differs"), evidence);
}

// X06
void sellers(Work& work, const InvoiceView& view) {
  if (work.invoice_lists.empty()) {
    work.missing_source("foreign_seller_invoices", SourceKind::invoices);
    return;
  }
  std::int64_t foreign = 0, known = 0;
  Evidence evidence;
  for (const auto& line : view.output) {
    if (line.invoice->seller_tax_no.empty()) continue;
    ++known;
    if (line.invoice->seller_tax_no == work.dossier.customer.uscc) continue;
    ++foreign;
    evidence.add_row(line.list->source, line.invoice->row);
  }
  if (known == 0) {
    work.missing("foreign_seller_invoices", "发票未列销方税号", "M-INV");
  } else {
    work.set("foreign_seller_invoices", foreign,
             evidence.empty() ? work.evidence("invoice_count") : evidence);
  }
}

// X41 and X42
void sources(Work& work) {
  std::int64_t refused = 0, warn = 0, hard = 0;
  Evidence refused_sources, old_sources;
  for (std::uint32_t i = 0; i < work.dossier.sources.size(); ++i) {
    if (work.dossier.sources[i].authorised) continue;
    ++refused;
    refused_sources.add_source(i);
  }
  std::string detail, fresh, text;
  for (const SourceAge& age : work.out.ages) {
    if (age.age_days > age.warn_days) {
      ++(age.age_days > age.hard_days ? hard : warn);
      old_sources.add_source(age.source);
      detail += fmt::format("{}{} {} d > {} d (hard {})", detail.empty() ? "" : "; ", age.label,
                            age.age_days, age.warn_days, age.hard_days);
      text += fmt::format("{}{}数据日期{}，已{}天", text.empty() ? "" : "；", age.label,
                          to_string(age.data_as_of), age.age_days);
    } else {
      fresh += fmt::format("{}{} {} d", fresh.empty() ? "" : ", ", age.label, age.age_days);
    }
  }
  work.set("refused_sources", refused, refused_sources);
  work.set("stale_sources", warn + hard, old_sources);
  work.set("expired_sources", hard, old_sources);
  work.set("stale_text", text.empty() ? fresh : text, old_sources);
  work.set("stale_detail", detail.empty() ? fresh : detail, old_sources);
  std::set<std::string> documents;
  for (const Consent& consent : work.dossier.consents) {
    documents.insert(consent.document == ConsentDocument::personal     ? "PI"
                     : consent.document == ConsentDocument::enterprise ? "EN"
                                                                       : "QCL");
  }
  std::string names;
  for (const auto& name : documents) names += (names.empty() ? "" : ",") + name;
  work.set("consent_detail", refused == 0 ? names + " valid" : fmt::format("{} refused", refused));
}

// ---- sales: three sources for one figure (DOMAIN 1.5) ----

constexpr int kAnnualisedDaysMin = 90;

void annual_from_statements(Work& work) {
  if (work.statements.empty()) {
    work.missing_source("annual_sales_statements", SourceKind::statement);
    return;
  }
  const Evidence& evidence = work.evidence("net_effective_inflow");
  int days = 0;  // of the last 365
  for (const Period& period : work.coverage) {
    const Date since = work.coverage.back().to.plus_days(-364);
    if (period.to >= since) days += Period{std::max(period.from, since), period.to}.days();
  }
  if (days < kAnnualisedDaysMin) {
    work.missing("annual_sales_statements", "流水覆盖不足90天", "M-STMT");
    return;
  }
  const Decimal net = *work.number("effective_inflow_12m");
  work.set("annual_sales_statements",
           days >= 365 ? net : *divide(net * Decimal(365), Decimal(days)), evidence);
}

void annual_from_invoices(Work& work, const InvoiceView& view) {
  if (work.invoice_lists.empty() || !view.from || !view.to) {
    work.missing_source("annual_sales_invoices", SourceKind::invoices);
    return;
  }
  // The last 365 days up to the last covered one; days that no list covers do not count.
  const Date since = view.to->plus_days(-364);
  int days = 0;
  for (const Period& period : view.covered) {
    if (period.to >= since) days += Period{std::max(period.from, since), period.to}.days();
  }
  if (days < kAnnualisedDaysMin) {
    work.missing("annual_sales_invoices", "发票覆盖不足90天", "M-INV");
    return;
  }
  Money total;
  Evidence evidence;
  for (const auto& line : view.output) {
    if (line.issued < since || !view.covers(line.issued, line.issued)) continue;
    total += line.total();
    evidence.add_row(line.list->source, line.invoice->row);
  }
  const Decimal annual =
      days >= 365 ? yuan(total) : *divide(yuan(total) * Decimal(365), Decimal(days));
  work.set("annual_sales_invoices", annual, evidence);
}

// The rate of the invoices of the same time; else 13 % for general and 1 % for small-scale payers.
Decimal rate_for(const FiledVat& filed, const InvoiceView& view, Date from, Date to) {
  return view.effective_rate(from, to).value_or(filed.usual_rate);
}

void annual_from_tax(Work& work, const InvoiceView& view) {
  if (work.tax_returns.empty()) {
    work.missing_source("annual_sales_tax", SourceKind::tax);
    return;
  }
  const std::vector<FiledVat>& filed = work.out.filed;
  if (filed.empty()) {
    work.missing("annual_sales_tax", "无增值税申报", "M-VAT");
    return;
  }
  const Date last = filed.back().to;
  const bool year = last.month().minus(filed.front().from.month()) >= 11;
  const Date since = year ? Date::first_of(last.month().plus(-11)) : filed.front().from;
  Money sales;
  std::int64_t days = 0;
  Evidence evidence;
  for (const FiledVat& period : filed) {
    if (period.from < since) continue;
    sales += period.sales_ex;
    days += period.to.minus(period.from) + 1;
    evidence.add_row(period.source, period.row);
  }
  if (days < kAnnualisedDaysMin) {
    work.missing("annual_sales_tax", "申报覆盖不足90天", "M-VAT");
    return;
  }
  const Decimal incl = yuan(sales) * (Decimal(1) + rate_for(filed.front(), view, since, last));
  work.set("annual_sales_tax", days >= 365 ? incl : *divide(incl * Decimal(365), Decimal(days)),
           evidence);
}

void triangulate(Work& work) {
  std::vector<Decimal> figures;
  Evidence evidence;
  for (const auto name : {"annual_sales_statements", "annual_sales_invoices", "annual_sales_tax"}) {
    if (const auto value = work.number(name)) {
      figures.push_back(*value);
      evidence.add(work.evidence(name));
    }
  }
  if (figures.empty()) {
    const bool none = work.statements.empty();
    for (const auto name : {"annual_sales_verified", "sales_dispersion", "claimed_to_verified"}) {
      if (none) {
        work.missing_source(name, SourceKind::statement);
      } else {
        work.missing(name, "流水、发票、申报均不足90天", "M-STMT");
      }
    }
    return;
  }
  const auto [low, high] = std::minmax_element(figures.begin(), figures.end());
  work.set("annual_sales_verified", *low, evidence);
  if (figures.size() > 1 && *high > Decimal(0)) {
    work.set("sales_dispersion", *divide(*high - *low, *high), evidence);
  } else {
    work.missing("sales_dispersion", "可用来源不足两个", "");
  }
  const auto claimed = work.number("declared_annual_sales");
  const auto value = claimed ? divide(*claimed, *low) : std::nullopt;
  if (value && *low > Decimal(0)) {
    work.set("claimed_to_verified", *value, evidence);
  } else if (!claimed) {
    work.missing("claimed_to_verified", "申请资料未填年销售额", "M-APP");
  } else {
    work.missing("claimed_to_verified", "核实年销售额不为正", "M-STMT");
  }
}

// ---- flows beside invoices ----

// Days that the statements and the invoice lists both cover: only there may flows stand beside
// invoices.
struct Overlap {
  std::vector<Period> periods;
  int days = 0;
  std::vector<const InvoiceView::Line*> lines;  // attributed view
  [[nodiscard]] bool contains(Date date) const {
    return std::any_of(periods.begin(), periods.end(),
                       [&](const Period& p) { return date >= p.from && date <= p.to; });
  }
};

Overlap overlap_of(const Work& work, const InvoiceView& view) {
  Overlap overlap;
  for (const Period& period : work.coverage) {
    for (const Period& invoiced : view.covered) {
      const Period both{std::max(period.from, invoiced.from), std::min(period.to, invoiced.to)};
      if (both.from > both.to) continue;
      overlap.periods.push_back(both);
      overlap.days += both.days();
    }
  }
  for (const auto& line : view.output) {
    if (overlap.contains(line.attributed)) overlap.lines.push_back(&line);
  }
  return overlap;
}

// X10 and S39
void inflow_beside_invoices(Work& work, const Overlap& overlap) {
  static constexpr std::string_view kNames[] = {"inflow_to_invoice", "inflow_invoice_deviation",
                                                "invoiced_in_period", "effective_in_period"};
  if (work.statements.empty() || work.invoice_lists.empty()) {
    for (const auto name : kNames) {
      work.missing_source(name,
                          work.statements.empty() ? SourceKind::statement : SourceKind::invoices);
    }
    return;
  }
  Money invoiced, effective;
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.effective.is_zero() || !overlap.contains(row.date())) continue;
    effective += row.effective;
    work.add_row(evidence, row);
  }
  for (const auto* line : overlap.lines) {
    invoiced += line->total();
    evidence.add_row(line->list->source, line->invoice->row);
  }
  work.set("invoiced_in_period", invoiced, evidence);
  work.set("effective_in_period", effective, evidence);
  const auto value = invoiced > Money() ? ratio(effective, invoiced) : std::nullopt;
  if (!value) {
    for (const auto name : {kNames[0], kNames[1]})
      work.missing(name, "流水与发票重合期内无开票", "M-INV");
  } else if (overlap.days < 60) {
    for (const auto name : {kNames[0], kNames[1]}) {
      work.missing(
          name,
          fmt::format("流水与发票重合{}天，不足60天；参考值{}", overlap.days,
                      to_fixed_string(*value, 4)),
          work.number("statement_days").value_or(Decimal(0)) < Decimal(60) ? "M-STMT" : "M-INV");
    }
  } else {
    work.set("inflow_to_invoice", *value, evidence);
    const Decimal off = *value - Decimal(1);
    work.set("inflow_invoice_deviation", off.is_negative() ? -off : off, evidence);
  }
}

// X12: months that the statements cover wholly and that belong to a filed period.
void declared_beside_inflow(Work& work, const InvoiceView& view) {
  const auto nothing = [&](std::string why, std::string material) {
    work.missing("declared_flow_difference", why, material);
    work.missing("declared_flow_detail", why, material);
    for (const auto name : {"declared_incl_compared", "effective_compared", "compared_months"}) {
      work.missing(name, why, material);
    }
  };
  if (work.statements.empty() || work.tax_returns.empty()) {
    work.missing_all({"declared_flow_difference", "declared_flow_detail", "declared_incl_compared",
                      "effective_compared", "compared_months"},
                     work.statements.empty() ? SourceKind::statement : SourceKind::tax);
    return;
  }
  Decimal declared;
  Money effective;
  std::string months;
  std::int64_t count = 0;
  Evidence evidence;
  for (const FiledVat& period : work.out.filed) {
    bool full = true;
    for (Month m = period.from.month(); m <= period.to.month(); m = m.plus(1)) {
      full = full && std::binary_search(work.full_months.begin(), work.full_months.end(), m);
    }
    if (!full) continue;
    const Decimal rate = rate_for(period, view, period.from, period.to);
    declared += yuan(period.sales_ex) * (Decimal(1) + rate);
    evidence.add_row(period.source, period.row);
    for (const auto& month : work.out.months) {
      if (month.month < period.from.month() || month.month > period.to.month()) continue;
      effective += month.effective;
      ++count;
      months += months.empty() ? to_string(month.month) : "," + to_string(month.month).substr(5);
    }
  }
  if (count < 2) return nothing("申报期与流水完整月份重合不足2个月", "M-STMT");
  evidence.add(work.evidence("net_effective_inflow"));
  const Decimal flow = yuan(effective);
  const Decimal larger = std::max(declared, flow);
  const Decimal gap = larger - std::min(declared, flow);
  const auto difference = larger > Decimal(0) ? divide(gap, larger) : std::nullopt;
  if (!difference) return nothing("同期申报与流入均为零", "M-VAT");
  work.set("declared_flow_difference", *difference, evidence);
  work.set("declared_incl_compared", declared, evidence);
  work.set("effective_compared", effective, evidence);
  work.set("compared_months", count, evidence);
  work.set("declared_flow_detail",
           fmt::format("{} vs {} ({})", to_fixed_string(declared, 2), to_string(effective), months),
           evidence);
}

// X14 and X15
void buyers_beside_payers(Work& work, const Overlap& overlap) {
  static constexpr std::string_view kNames[] = {"buyers_paid_share", "payers_invoiced_share"};
  if (work.statements.empty() || work.invoice_lists.empty()) {
    for (const auto name : kNames) {
      work.missing_source(name,
                          work.statements.empty() ? SourceKind::statement : SourceKind::invoices);
    }
    return;
  }
  struct Buyer {
    Money value;
    Month first;
    Evidence evidence;
  };
  std::map<std::string, Buyer> buyers;
  for (const auto* line : overlap.lines) {
    auto [it, fresh] = buyers.try_emplace(line->buyer);
    Buyer& buyer = it->second;
    buyer.first =
        fresh ? line->attributed.month() : std::min(buyer.first, line->attributed.month());
    buyer.value += line->total();
    buyer.evidence.add_row(line->list->source, line->invoice->row);
  }
  std::map<std::string_view, Month> last_payment;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.cls != TransactionClass::operating_in) continue;
    Month& last = last_payment[work.parties[row.party].name];
    last = std::max(last, row.date().month());
  }
  std::set<std::string_view> paid_by_link, payers_by_link;
  for (const InvoicePayment& link : work.out.invoice_payments) {
    if (link.ambiguous) continue;
    paid_by_link.insert(link.customer);
    payers_by_link.insert(link.payer);
  }
  std::vector<std::pair<std::string, const Buyer*>> top;
  for (const auto& [name, buyer] : buyers) {
    if (buyer.value > Money()) top.emplace_back(name, &buyer);
  }
  std::sort(top.begin(), top.end(), [](const auto& a, const auto& b) {
    return a.second->value != b.second->value ? a.second->value > b.second->value
                                              : a.first < b.first;
  });
  if (top.size() > 10) top.resize(10);
  Money total, paid;
  Evidence evidence;
  for (const auto& [name, buyer] : top) {
    total += buyer->value;
    evidence.add(buyer->evidence);
    const auto it = last_payment.find(name);
    const bool by_name = it != last_payment.end() && it->second >= buyer->first;
    if (by_name || paid_by_link.contains(name)) paid += buyer->value;
  }
  if (const auto share = ratio(paid, total)) {
    work.set("buyers_paid_share", *share, evidence);
  } else {
    work.missing("buyers_paid_share", "流水期内无开票", "M-INV");
  }
  std::set<std::string> invoiced;
  for (const auto& figures : work.out.buyers) invoiced.insert(figures.name);
  for (const auto& [name, buyer] : buyers) invoiced.insert(name);
  Money payers, matched;
  Evidence payer_rows;
  for (std::size_t i = 0; i < work.out.customers.size() && i < 10; ++i) {
    const auto& customer = work.out.customers[i];
    payers += customer.amount;
    payer_rows.add(customer.evidence);
    if (invoiced.contains(customer.name) || payers_by_link.contains(customer.name)) {
      matched += customer.amount;
    }
  }
  const auto top10 = work.number("customer_top10_share");
  if (top10 && *top10 < Decimal::from_scaled(3, -1)) {
    work.not_applicable("payers_invoiced_share", "付款方分散（零售）");
  } else if (const auto share = ratio(matched, payers)) {
    work.set("payers_invoiced_share", *share, payer_rows);
  } else {
    work.missing("payers_invoiced_share", "流水无经营收入", "M-STMT");
  }
}

// X16
void suppliers_beside_payees(Work& work, const InvoiceView& view) {
  if (work.invoice_lists.empty()) {
    work.missing_source("suppliers_paid_share", SourceKind::invoices);
    return;
  }
  if (view.input.empty()) {
    work.missing("suppliers_paid_share", "未提供进项发票", "M-INV");
    return;
  }
  if (work.statements.empty()) {
    work.missing_source("suppliers_paid_share", SourceKind::statement);
    return;
  }
  std::map<std::string, std::pair<Money, Evidence>> sellers;
  for (const auto& line : view.input) {
    if (!work.is_covered(line.attributed)) continue;
    auto& [value, evidence] = sellers[line.seller];
    value += line.total();
    evidence.add_row(line.list->source, line.invoice->row);
  }
  std::vector<std::pair<Money, std::string>> top;
  for (const auto& [name, entry] : sellers) top.emplace_back(entry.first, name);
  std::sort(top.begin(), top.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  if (top.size() > 10) top.resize(10);
  std::set<std::string_view> payees;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.is_out()) payees.insert(work.parties[row.party].name);
  }
  for (const InvoicePayment& link : work.out.purchase_payments)
    if (!link.ambiguous) payees.insert(link.customer);
  Money total, paid;
  Evidence evidence;
  for (const auto& [value, name] : top) {
    total += value;
    evidence.add(sellers[name].second);
    if (payees.contains(name)) paid += value;
  }
  if (const auto share = ratio(paid, total)) {
    work.set("suppliers_paid_share", *share, evidence);
  } else {
    work.missing("suppliers_paid_share", "流水期内无进项发票", "M-INV");
  }
}

// X39: the links that matching is sure of; what they leave of a buyer's payments settles the oldest
// open invoices in turn. Amounts weigh the days. Invoices from before the statements were paid
// unseen.
class CollectionDays {
 public:
  CollectionDays(Work& work, const InvoiceView& view) : work_(work) {
    for (const auto& line : view.output) {
      if (line.invoice->red || line.synthetic || !work.is_covered(line.issued)) continue;
      auto& open = open_[line.buyer];
      places_[{line.list->source, line.invoice->row}] = {&open, open.size()};
      open.push_back({&line, line.total()});
    }
  }

  void compute() {
    std::map<RowPlace, std::vector<const InvoicePayment*>> links;
    for (const InvoicePayment& link : work_.out.invoice_payments) {
      if (!link.ambiguous) links[link.payment].push_back(&link);
    }
    std::vector<const Row*> rest;
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.cls != TransactionClass::operating_in) continue;
      const auto found = links.find(work_.place_of(row));
      if (found == links.end()) {
        rest.push_back(&row);
        continue;
      }
      for (const InvoicePayment* link : found->second) settle(row, *link);
    }
    for (const Row* row : rest) {
      const auto it = open_.find(work_.parties[row->party].name);
      if (it != open_.end()) settle_in_turn(*row, it->second);
    }
    if (const auto days = divide(weighted_, yuan(matched_))) {
      work_.set("collection_days", *days, evidence_);
    } else if (work_.statements.empty() || work_.invoice_lists.empty()) {
      work_.missing_source("collection_days",
                           work_.statements.empty() ? SourceKind::statement : SourceKind::invoices);
    } else {
      work_.missing("collection_days", "无可匹配的开票与回款", "M-INV");
    }
  }

 private:
  static constexpr int kDaysMax = 180;
  struct Open {
    const InvoiceView::Line* line;
    Money left;
  };

  static bool may_settle(const Row& row, const Open& open) {
    const int days = row.date().minus(open.line->issued);
    return !open.left.is_zero() && days >= -31 && days <= kDaysMax;
  }

  void take(const Row& row, Open& open, Money part) {
    weighted_ += yuan(part) * Decimal(row.date().minus(open.line->issued));
    matched_ += part;
    open.left -= part;
    work_.add_row(evidence_, row);
  }

  void settle(const Row& row, const InvoicePayment& link) {
    const auto it = places_.find({link.invoice_source, link.invoice_row});
    if (it == places_.end()) return;  // issued before the statements begin
    Open& open = (*it->second.first)[it->second.second];
    take(row, open, std::min(open.left, link.settled));
  }

  void settle_in_turn(const Row& row, std::vector<Open>& invoices) {
    Money left = row.amount();
    for (Open& open : invoices) {
      if (left.is_zero()) return;
      if (row.date() < open.line->issued || !may_settle(row, open)) continue;
      const Money part = std::min(left, open.left);
      take(row, open, part);
      left -= part;
    }
  }

  Work& work_;
  std::map<std::string_view, std::vector<Open>> open_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<std::vector<Open>*, std::size_t>>
      places_;
  Decimal weighted_;
  Money matched_;
  Evidence evidence_;
};

// X17
void related_flows(Work& work) {
  if (work.statements.empty()) {
    work.missing_source("related_flow_share", SourceKind::statement);
    return;
  }
  Money related, gross;
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.cls == TransactionClass::neutral) continue;
    gross += row.amount();
    if (!work.parties[row.party].related) continue;
    related += row.amount();
    work.add_row(evidence, row);
  }
  if (const auto share = ratio(related, gross)) {
    work.set("related_flow_share", *share, evidence);
  } else {
    work.missing("related_flow_share", "流水无交易", "M-STMT");
  }
}

// X38: own transfers whose other leg is in no supplied statement.
void own_legs(Work& work) {
  if (work.statements.empty()) {
    work.missing_source("unmatched_own_transfers", SourceKind::statement);
    return;
  }
  std::set<RowPlace> paired;
  for (const OwnTransfer& transfer : work.out.own_transfers) {
    paired.insert(transfer.out);
    paired.insert(transfer.in);
  }
  std::int64_t unmatched = 0;
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.cls != TransactionClass::own || paired.contains(work.place_of(row))) continue;
    ++unmatched;
    work.add_row(evidence, row);
  }
  work.set("unmatched_own_transfers", unmatched, evidence);
}

// X20 to X22
void staff_beside_flows(Work& work) {
  const auto insured = work.number("insured_headcount");
  const auto claimed = work.number("claimed_staff");
  if (!claimed) {
    work.missing("insured_to_claimed", "申请资料未填员工人数", "M-APP");
  } else if (!insured) {
    work.missing("insured_to_claimed", "未提供社保数据", "M-SS");
  } else if (const auto share = divide(*insured, *claimed)) {
    work.set("insured_to_claimed", *share, work.evidence("insured_headcount"));
  } else {
    work.missing("insured_to_claimed", "申报员工人数为零", "M-APP");
  }
  const auto wages = work.number("wage_paid"), months = work.number("wage_months");
  if (!insured || insured->is_zero()) {
    work.missing("wage_per_head", "未提供社保人数", "M-SS");
  } else if (!wages || !months) {
    work.missing_source("wage_per_head", SourceKind::statement);
  } else if (months->is_zero()) {
    work.missing("wage_per_head", "流水完整月份内无工资", "M-WAGE");
  } else {
    Money in_full_months;
    for (const Row& row : work.rows) {
      work.keep_on();
      const bool full =
          std::binary_search(work.full_months.begin(), work.full_months.end(), row.date().month());
      if (row.cls == TransactionClass::wage && full) in_full_months += row.amount();
    }
    work.set("wage_per_head", *divide(yuan(in_full_months), *months * *insured),
             work.evidence("wage_paid"));
  }
}

// ---- need and capacity ----

// DOMAIN 1.2: the claimed growth, but no more than the invoices grew last year and than the policy
// allows.
Decimal credible_growth(const Work& work) {
  Decimal growth = work.dossier.application.growth.value_or(Decimal(0));
  if (const auto last_year = work.number("invoice_yoy")) {
    growth = std::min(growth, std::max(Decimal(0), *last_year));
  }
  return std::min(growth, work.parameter("growth_max"));
}

void need_facts(Work& work) {
  const Application& application = work.dossier.application;
  const Decimal loans = yuan(application.existing_loans.value_or(Money()));
  std::optional<Decimal> total;
  std::string method;
  Evidence evidence;
  Decimal deducted = loans;
  if (application.working_capital) {
    const auto need =
        working_capital_need(*application.working_capital, credible_growth(work), NeedMode::exact);
    total = need.amount;
    method = "EXACT";
    deducted = loans + yuan(application.own_funds.value_or(Money())) +
               yuan(application.other_funds.value_or(Money()));
  } else if (work.is_legal()) {
    if (const auto annual = work.number("annual_sales_verified")) {
      total = *annual * work.parameter("need_sales_ratio");
      method = "WC-S1";
      evidence = work.evidence("annual_sales_verified");
    }
  } else if (const auto monthly = work.number("monthly_effective_mean")) {
    total = *monthly * work.parameter("need_months");
    method = "WC-S2";
    evidence = work.evidence("monthly_effective_mean");
  }
  if (!total) {
    for (const auto name : {"need_total", "need_gap", "need_method", "requested_to_need"}) {
      work.missing(name, work.is_legal() ? "无可核实的年销售额" : "完整月份不足2个", "M-STMT");
    }
    return;
  }
  const Decimal gap = std::max(Decimal(0), *total - deducted);
  work.set("need_total", *total, evidence);
  work.set("need_method", method);
  work.set("need_gap", gap, evidence);
  const auto share = divide(yuan(application.requested), gap);
  if (share) {
    work.set("requested_to_need", *share, evidence);
  } else {
    work.missing("requested_to_need", "测算需求缺口为零，无比值", "");
  }
}

// S38 and cap7: instalment of an annuity (DOMAIN 7.2), r = annual rate / 12.
void capacity_facts(Work& work) {
  const Application& application = work.dossier.application;
  const auto nothing = [&](std::string why, std::string material) {
    for (const auto name : {"proposed_instalment", "dscr", "affordable_principal"}) {
      work.missing(name, why, material);
    }
  };
  if (application.repayment == "REVOLVING") return nothing("循环额度无分期计划", "");
  if (application.repayment != "INSTALMENT") return nothing("非分期还款", "");
  if (!application.annual_rate || application.annual_rate->is_negative() ||
      application.term_months == 0) {
    return nothing("申请资料未填利率或期限", "M-APP");
  }
  const Decimal rate = *divide(*application.annual_rate, Decimal(12));
  // One yuan of principal, paid monthly.
  Decimal factor = *divide(Decimal(1), Decimal(application.term_months));
  const Decimal growth = *power(Decimal(1) + rate, application.term_months);
  if (growth > Decimal(1)) {  // else the rate is zero, or too small to tell from it
    factor = *divide(rate * growth, growth - Decimal(1));
  }
  const Decimal instalment = (yuan(application.requested) * factor).rounded(2);
  if (instalment <= Decimal(0)) return nothing("每期还款额不足1分", "M-APP");
  work.set("proposed_instalment", to_money_or_throw(instalment));
  const auto net = work.number("monthly_operating_net");
  if (!net) {
    work.missing("dscr", "完整月份不足2个", "M-STMT");
    work.missing("affordable_principal", "完整月份不足2个", "M-STMT");
    return;
  }
  const Decimal existing = application.existing_instalment
                               ? yuan(*application.existing_instalment)
                               : work.number("monthly_loan_repayment").value_or(Decimal(0));
  const Evidence& evidence = work.evidence("monthly_operating_net");
  work.set("dscr", *divide(*net, existing + instalment), evidence);
  const Decimal room = *divide(*net, work.parameter("dscr_min")) - existing;
  work.set("affordable_principal", *divide(std::max(Decimal(0), room), factor), evidence);
  if (const auto average = work.number("average_daily_balance")) {
    work.set("adb_to_instalment", *divide(*average, instalment),
             work.evidence("average_daily_balance"));
  }
}

void top_customer(Work& work) {
  for (const auto name : {"buyer_top1_share", "customer_top1_share"}) {
    if (const Fact* fact = work.find(name)) {
      work.set("top1_customer_share", fact->value, fact->evidence);
      return;
    }
  }
  work.missing("top1_customer_share", "无发票且流水无经营收入", "M-STMT");
}

}  // namespace

void cross_facts(Work& work) {
  const InvoiceView view(work);
  const Overlap overlap = overlap_of(work, view);
  application_facts(work);
  holders(work);
  sellers(work, view);
  sources(work);
  annual_from_statements(work);
  annual_from_invoices(work, view);
  annual_from_tax(work, view);
  triangulate(work);
  inflow_beside_invoices(work, overlap);
  declared_beside_inflow(work, view);
  buyers_beside_payers(work, overlap);
  suppliers_beside_payees(work, view);
  CollectionDays(work, view).compute();
  related_flows(work);
  own_legs(work);
  staff_beside_flows(work);
  need_facts(work);
  work.not_applicable("adb_to_instalment", "无分期计划");
  capacity_facts(work);
  top_customer(work);
}

}  // namespace zhun
