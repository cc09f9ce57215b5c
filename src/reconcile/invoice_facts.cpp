// Invoices and tax (DOMAIN 3): the issue and the attributed view, gaps, concentration, red letters,
// and declared sales beside invoices.
#include "reconcile/invoice_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

// What a list covers: as it says, else from its first invoice to its last. nullopt: it has no sales
// and only lists with sales are asked for, or it says nothing.
std::optional<Period> period_of(const InvoiceList& list, bool with_output_only) {
  std::optional<Period> found;
  bool output = false;
  for (const Invoice& invoice : list.invoices) {
    output = output || invoice.side == InvoiceSide::output;
    if (!found) found = Period{invoice.date, invoice.date};
    found = Period{std::min(found->from, invoice.date), std::max(found->to, invoice.date)};
  }
  if (with_output_only && !output) return std::nullopt;
  if (list.period_from && list.period_to && *list.period_from <= *list.period_to) {
    return Period{*list.period_from, *list.period_to};
  }
  return found;
}

std::string normal_known(const Work& work, std::string_view name) {
  std::string normal = normalise_name(name);
  const auto known = work.known_as.find(normal);
  return known == work.known_as.end() ? normal : known->second;
}

}  // namespace

InvoiceView::InvoiceView(const Work& work) {
  std::map<std::string_view, const Invoice*> blues;
  std::map<std::pair<InvoiceSide, std::string_view>, Line> seen;  // lists may overlap
  std::map<std::string_view, Money> reversed;  // of a blue invoice, by its red rows
  for (const InvoiceList* list : work.invoice_lists) {
    for (const Invoice& invoice : list->invoices) {
      if (!invoice.red && invoice.status != InvoiceStatus::voided) blues[invoice.number] = &invoice;
    }
  }
  // An invoice that two lists have counts as the newer list says: it may have been reversed since.
  std::vector<const InvoiceList*> lists = work.invoice_lists;
  std::stable_sort(lists.begin(), lists.end(), [&](const InvoiceList* x, const InvoiceList* y) {
    const auto age = [&](const InvoiceList* list) {
      return std::pair(date_of(work.dossier.sources[list->source]), list->period_to);
    };
    return age(x) > age(y);
  });
  // Sales are covered by the lists that hold sales; a longer list of purchases does not count.
  std::vector<Period> periods;
  for (const bool output_only : {true, false}) {
    if (!periods.empty()) break;
    for (const InvoiceList* list : lists) {
      if (const auto period = period_of(*list, output_only)) periods.push_back(*period);
    }
  }
  covered = merged_periods(std::move(periods));
  if (!covered.empty()) {
    from = covered.front().from;
    to = covered.back().to;
  }
  for (const InvoiceList* list : work.invoice_lists) {
    for (const Invoice& invoice : list->invoices) {
      if (invoice.red && invoice.status != InvoiceStatus::voided) {
        reversed[invoice.original_number] += invoice.amount_ex;
      }
    }
  }
  for (const InvoiceList* list : lists) {
    for (const Invoice& invoice : list->invoices) {
      Line line{list,
                &invoice,
                invoice.date,
                invoice.date,
                normal_known(work, invoice.buyer),
                normal_known(work, invoice.seller),
                invoice.amount_ex,
                invoice.tax};
      const auto [kept, fresh] =
          seen.emplace(std::pair(invoice.side, std::string_view(invoice.number)), line);
      if (!fresh) {
        if (kept->second.total() != line.total()) differing.push_back({kept->second, line});
        continue;
      }
      auto& side = invoice.side == InvoiceSide::output ? output : input;
      if (invoice.status == InvoiceStatus::voided) {
        ++(invoice.side == InvoiceSide::output ? void_output : void_input);
        continue;
      }
      if (invoice.red) {
        const auto blue = blues.find(invoice.original_number);
        if (blue != blues.end()) {
          line.attributed = blue->second->date;
        } else {
          ++red_without_blue;
        }
      }
      side.push_back(line);
      // A wholly reversed invoice whose red row is not in the data still nets to nothing.
      if (!invoice.red && invoice.status == InvoiceStatus::full_red &&
          !reversed.contains(invoice.number)) {
        line.amount_ex = -invoice.amount_ex;
        line.tax = -invoice.tax;
        line.synthetic = true;
        side.push_back(line);
      }
    }
  }
  const auto by_date = [](const Line& a, const Line& b) {
    return std::tie(a.issued, a.invoice->number) < std::tie(b.issued, b.invoice->number);
  };
  std::stable_sort(output.begin(), output.end(), by_date);
  std::stable_sort(input.begin(), input.end(), by_date);
}

bool InvoiceView::covers(Date first, Date last) const {
  return std::any_of(covered.begin(), covered.end(),
                     [&](const Period& p) { return p.from <= first && last <= p.to; });
}

int InvoiceView::covered_days() const {
  int days = 0;
  for (const Period& period : covered) days += period.days();
  return days;
}

std::optional<Decimal> InvoiceView::effective_rate(Date first, Date last) const {
  Money ex, tax;
  for (const Line& line : output) {
    if (line.issued < first || line.issued > last) continue;
    ex += line.amount_ex;
    tax += line.tax;
  }
  if (ex <= Money()) return std::nullopt;
  return ratio(tax, ex);
}

namespace {

constexpr std::string_view kInvoiceFacts[] = {"invoice_count",
                                              "invoice_errors",
                                              "invoice_error_detail",
                                              "invoice_net_ex",
                                              "invoice_net_incl",
                                              "invoice_yoy",
                                              "gap_months",
                                              "gap_run",
                                              "gap_detail",
                                              "gap_text",
                                              "covered_invoice_months",
                                              "buyer_top1_share",
                                              "buyer_top5_share",
                                              "buyer_top1_name",
                                              "buyer_count",
                                              "seller_top1_share",
                                              "red_ratio",
                                              "large_reds",
                                              "large_reds_at_month_start",
                                              "red_without_blue",
                                              "void_ratio",
                                              "input_output_ratio",
                                              "related_sales_share",
                                              "invoice_rush_ratio",
                                              "invoice_period_days",
                                              "invoice_list_gaps",
                                              "invoice_list_gap_text",
                                              "invoices_differing",
                                              "customer_churn",
                                              "churn_text",
                                              "item_mismatch_share",
                                              "item_mismatch_text",
                                              "blue_invoice_count",
                                              "same_amount_share",
                                              "average_invoice",
                                              "buyer_province_text"};
constexpr std::string_view kTaxFacts[] = {
    "tax_rating",        "overdue_tax",        "declared_periods",   "tax_burden",
    "late_filings",      "zero_filing_run",    "taxpayer_status",    "withheld_persons",
    "declared_months",   "declared_sales_12m", "payer_type_changed", "overdue_tax_days",
    "tax_burden_to_low", "tax_burden_to_high", "loss_years",         "taxable_margin"};
constexpr std::string_view kBothFacts[] = {"invoiced_to_declared", "invoiced_compared",
                                           "declared_compared", "vat_compared_periods"};

void add(Evidence& evidence, const InvoiceView::Line& line) {
  evidence.add_row(line.list->source, line.invoice->row);
}

// V01, DOMAIN 3.1: the arithmetic of one invoice.
bool is_consistent(const Invoice& invoice) {
  if (invoice.red != (invoice.amount_ex < Money())) return false;
  if (invoice.rate) {
    const Decimal tax = (Decimal::from_yuan(invoice.amount_ex) * *invoice.rate).rounded(2);
    const Decimal gap = tax - Decimal::from_yuan(invoice.tax);
    if ((gap.is_negative() ? -gap : gap) > Decimal::from_scaled(6, -2)) return false;
  }
  if (!invoice.seller_tax_no.empty() && invoice.seller_tax_no == invoice.buyer_tax_no) return false;
  if (invoice.number.size() != 20) return true;  // the older code and number carry no year
  const int year = (invoice.number[0] - '0') * 10 + (invoice.number[1] - '0');
  return invoice.date.year() % 100 == year;
}

void consistency(Work& work, const InvoiceView& view) {
  std::int64_t errors = 0;
  Evidence evidence, all;
  for (const auto* side : {&view.output, &view.input}) {
    for (const auto& line : *side) {
      if (line.synthetic) continue;
      add(all, line);
      if (is_consistent(*line.invoice)) continue;
      ++errors;
      add(evidence, line);
    }
  }
  const auto count = static_cast<std::int64_t>(all.row_count());
  work.set("invoice_count", count, all);
  work.set("invoice_errors", errors, evidence.empty() ? all : evidence);
  work.set(
      "invoice_error_detail",
      errors == 0 ? fmt::format("{} invoices ok", count) : fmt::format("{} of {}", errors, count),
      evidence.empty() ? all : evidence);
}

void monthly(Work& work, const InvoiceView& view) {
  std::map<Month, InvoiceMonth> months;
  for (Month m = view.from->month(); m <= view.to->month(); m = m.plus(1)) months[m].month = m;
  for (const auto& line : view.output) {
    auto& issued = months[line.issued.month()];
    issued.month = line.issued.month();
    issued.issued_ex += line.amount_ex;
    issued.issued_incl += line.amount_ex + line.tax;
    auto& attributed = months[line.attributed.month()];
    attributed.month = line.attributed.month();
    attributed.attributed_ex += line.amount_ex;
  }
  for (auto& [month, figures] : months) {
    figures.covered = view.covers(Date::first_of(month), Date::last_of(month));
    work.out.invoice_months.push_back(figures);
  }
}

bool has_spring_festival(const Work& work, Month month) {
  return std::any_of(work.policy.spring_festivals.begin(), work.policy.spring_festivals.end(),
                     [&](Date day) { return day.month() == month; });
}

// V04: covered months before the month of as_of, at most twelve, whose attributed net is not
// positive.
void gaps(Work& work, const Evidence& all) {
  std::vector<const InvoiceMonth*> covered;
  for (const auto& month : work.out.invoice_months) {
    if (month.covered && month.month < work.dossier.as_of.month()) covered.push_back(&month);
  }
  if (covered.size() > 12) covered.erase(covered.begin(), covered.end() - 12);
  work.set("covered_invoice_months", static_cast<std::int64_t>(covered.size()), all);
  if (covered.size() < 3) {
    for (const auto name : {"gap_months", "gap_run", "gap_detail", "gap_text"}) {
      work.missing(name, "发票完整月份不足3个", "M-INV");
    }
    return;
  }
  const auto is_gap = [](const InvoiceMonth* m) { return m->attributed_ex <= Money(); };
  std::int64_t count = 0, run = 0, longest = 0;
  std::string detail;
  std::set<Month> gap_months;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    bool gap = is_gap(covered[i]);
    const bool alone =
        (i == 0 || !is_gap(covered[i - 1])) && (i + 1 == covered.size() || !is_gap(covered[i + 1]));
    if (gap && alone && has_spring_festival(work, covered[i]->month)) gap = false;
    const bool adjacent = i > 0 && covered[i]->month == covered[i - 1]->month.plus(1);
    run = gap ? (adjacent ? run : 0) + 1 : 0;
    longest = std::max(longest, run);
    if (!gap) continue;
    ++count;
    gap_months.insert(covered[i]->month);
    detail += (detail.empty() ? "" : ", ") + to_string(covered[i]->month);
  }
  // What contradicts a gap is the income of its months; without a gap the invoices show it.
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (!row.effective.is_zero() && gap_months.contains(row.date().month())) {
      work.add_row(evidence, row);
    }
  }
  if (evidence.empty()) evidence = all;
  work.set("gap_months", count, evidence);
  work.set("gap_run", longest, evidence);
  work.set("gap_text", detail, evidence);
  work.set("gap_detail",
           count == 0 ? fmt::format("0 gaps of {} covered months", covered.size())
                      : fmt::format("gaps {} run {}", detail, longest),
           evidence);
}

// V03: the last twelve full months beside the twelve before them.
void year_on_year(Work& work, const Evidence& all) {
  std::vector<Money> months;  // whole months that follow one another up to the last
  std::optional<Month> previous;
  for (const auto& month : work.out.invoice_months) {
    if (!month.covered || month.month >= work.dossier.as_of.month()) continue;
    if (previous && month.month != previous->plus(1)) months.clear();
    previous = month.month;
    months.push_back(month.issued_ex);
  }
  if (months.size() < 24) {
    work.missing("invoice_yoy", "发票连续完整月份不足24个", "M-INV");
    return;
  }
  Money last, before;
  for (std::size_t i = months.size() - 12; i < months.size(); ++i) last += months[i];
  for (std::size_t i = months.size() - 24; i < months.size() - 12; ++i) before += months[i];
  const auto value = before <= Money() ? std::nullopt : ratio(last, before);
  if (value) {
    work.set("invoice_yoy", *value - Decimal(1), all);
  } else {
    work.missing("invoice_yoy", "上年同期无开票", "");
  }
}

void parties(Work& work, const InvoiceView& view) {
  const Date since = work.dossier.as_of.plus_days(-365);
  const auto collect = [&](const std::vector<InvoiceView::Line>& lines, bool buyers) {
    std::map<std::string, CounterpartyFigures> by_name;
    Money total;
    for (const auto& line : lines) {
      if (line.attributed < since) continue;
      const std::string& name = buyers ? line.buyer : line.seller;
      auto& figures = by_name[name];
      figures.name = name;
      figures.amount += line.amount_ex;
      total += line.amount_ex;
      add(figures.evidence, line);
    }
    std::vector<CounterpartyFigures> sorted;
    for (auto& [name, figures] : by_name) {
      figures.share = ratio(figures.amount, total).value_or(Decimal(0));
      sorted.push_back(std::move(figures));
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.amount != b.amount ? a.amount > b.amount : a.name < b.name;
    });
    return sorted;
  };
  work.out.buyers = collect(view.output, true);
  const auto sellers = collect(view.input, false);
  const auto& buyers = work.out.buyers;
  if (buyers.empty() || buyers[0].amount <= Money()) {
    for (const auto name : {"buyer_top1_share", "buyer_top5_share", "buyer_top1_name"}) {
      work.missing(name, "近12个月无销项发票", "M-INV");
    }
  } else {
    Decimal top;
    Evidence evidence;
    for (std::size_t i = 0; i < buyers.size() && i < 5; ++i) {
      top += buyers[i].share;
      evidence.add(buyers[i].evidence);
    }
    work.set("buyer_top1_share", buyers[0].share, buyers[0].evidence);
    work.set("buyer_top1_name", marked_name(buyers[0].name), buyers[0].evidence);
    work.set("buyer_top5_share", top, evidence);
  }
  work.set("buyer_count", static_cast<std::int64_t>(buyers.size()));
  if (sellers.empty()) {
    work.missing("seller_top1_share", "未提供进项发票", "M-INV");
  } else {
    work.set("seller_top1_share", sellers[0].share, sellers[0].evidence);
  }
}

void reds_and_ratios(Work& work, const InvoiceView& view, const Evidence& all) {
  const Date since = work.dossier.as_of.plus_days(-365);
  Money red, blue, output, input, related;
  Evidence red_rows, related_rows, large_rows, late_rows;
  std::int64_t large = 0, late = 0;
  const Decimal large_min = work.parameter("large_red_min");
  const Decimal first_days = work.parameter("red_month_start_days");
  std::set<std::string> related_names;
  for (const auto& party : work.parties) {
    if (party.related) related_names.insert(party.name);
  }
  for (const auto& name : work.dossier.customer.related_names)
    related_names.insert(normalise_name(name));
  for (const auto& line : view.output) {
    if (line.issued < since) continue;
    output += line.amount_ex;
    if (line.amount_ex.is_negative()) {
      red -= line.amount_ex;
      add(red_rows, line);
      if (!line.synthetic && Decimal::from_yuan(-line.amount_ex) >= large_min) {
        ++large;
        add(large_rows, line);
        if (Decimal(line.issued.day()) <= first_days) {
          ++late;
          add(late_rows, line);
        }
      }
    } else {
      blue += line.amount_ex;
    }
    if (related_names.contains(line.buyer)) {
      related += line.amount_ex;
      add(related_rows, line);
    }
  }
  for (const auto& line : view.input) {
    if (line.issued >= since) input += line.amount_ex;
  }
  const auto share = [&](std::string_view name, Money part, Money whole, const Evidence& evidence) {
    const auto value = whole <= Money() ? std::nullopt : ratio(part, whole);
    if (value) {
      work.set(name, *value, evidence.empty() ? all : evidence);
    } else {
      work.missing(name, "近12个月无销项发票", "M-INV");
    }
  };
  work.set("large_reds", large, large_rows.empty() ? all : large_rows);
  work.set("large_reds_at_month_start", late, late_rows.empty() ? all : late_rows);
  share("red_ratio", red, blue, red_rows);
  share("related_sales_share", related, output, related_rows);
  if (view.input.empty()) {
    work.missing("input_output_ratio", "未提供进项发票", "M-INV");
  } else {
    share("input_output_ratio", input, output, all);
  }
  work.set("red_without_blue", static_cast<std::int64_t>(view.red_without_blue), all);
  const std::size_t printed = view.output.size() + view.void_output;
  if (printed > 0) {
    work.set("void_ratio", *ratio(view.void_output, printed), all);
  } else {
    work.missing("void_ratio", "无销项发票", "M-INV");
  }
}

// V14
void rush(Work& work, const InvoiceView& view, const Evidence& all) {
  const Date end = std::min(*view.to, work.dossier.as_of);
  if (end.minus(view.covered.back().from) < 179) {
    work.missing("invoice_rush_ratio", "发票连续覆盖不足180天", "M-INV");
    return;
  }
  const Date recent = end.plus_days(-29), start = end.plus_days(-179);
  Money last, before;
  for (const auto& line : view.output) {
    if (line.issued < start || line.issued > end) continue;
    (line.issued >= recent ? last : before) += line.amount_ex;
  }
  const auto value = before <= Money() ? std::nullopt : ratio(last, before);
  if (value) {
    work.set("invoice_rush_ratio", *value * Decimal(5), all);
  } else {
    work.missing("invoice_rush_ratio", "此前150天无开票", "");
  }
}

void net_totals(Work& work, const InvoiceView& view, const Evidence& all) {
  Money ex, incl;
  for (const auto& line : view.output) {
    ex += line.amount_ex;
    incl += line.amount_ex + line.tax;
  }
  work.set("invoice_net_ex", ex, all);
  work.set("invoice_net_incl", incl, all);
  work.set("invoice_period_days", std::int64_t{view.covered_days()}, all);
  std::string holes;
  for (std::size_t i = 1; i < view.covered.size(); ++i) {
    holes += fmt::format("{}{}至{}", holes.empty() ? "" : "、",
                         to_string(view.covered[i - 1].to.plus_days(1)),
                         to_string(view.covered[i].from.plus_days(-1)));
  }
  work.set("invoice_list_gaps", static_cast<std::int64_t>(view.covered.size()) - 1, all);
  work.set("invoice_list_gap_text", holes, all);
  work.set("invoices_differing", static_cast<std::int64_t>(view.differing.size()), all);
  for (const auto& [kept, other] : view.differing) {
    work.out.contradictions.push_back({kept.list->source, kept.invoice->row, other.list->source,
                                       other.invoice->row, "发票 " + kept.invoice->number,
                                       "价税合计", to_string(kept.total()),
                                       to_string(other.total()), kept.issued});
  }
}

// ---- tax ----

std::string label_of(const TaxPeriod& period) {
  if (period.from.month() == period.to.month()) return to_string(period.from.month());
  return fmt::format("{}-Q{}", period.from.year(), (period.from.month_of_year() + 2) / 3);
}

void compare_declared(Work& work, const InvoiceView& view) {
  Money invoiced, declared;
  Evidence evidence;
  std::string first, last;
  for (const auto& [filed, returns] : work.filed) {
    const TaxPeriod& period = *filed;
    if (view.output.empty() || !view.covers(period.from, period.to)) continue;
    VatPeriodComparison comparison;
    comparison.from = period.from;
    comparison.to = period.to;
    comparison.declared_ex = period.sales_ex;
    comparison.effective_rate = view.effective_rate(period.from, period.to);
    for (const auto& line : view.output) {
      if (line.issued < period.from || line.issued > period.to) continue;
      comparison.invoiced_ex += line.amount_ex;
      add(evidence, line);
    }
    invoiced += comparison.invoiced_ex;
    declared += comparison.declared_ex;
    evidence.add_row(returns->source, period.row);
    if (first.empty()) first = label_of(period);
    last = label_of(period);
    work.out.vat.push_back(comparison);
  }
  if (work.out.vat.empty()) {
    for (const auto name : kBothFacts) {
      work.missing(name, "申报期与发票期间无重合", view.output.empty() ? "M-INV" : "M-VAT");
    }
    return;
  }
  work.set("invoiced_compared", invoiced, evidence);
  work.set("declared_compared", declared, evidence);
  work.set("vat_compared_periods", first == last ? first : first + ".." + last, evidence);
  const auto value = declared <= Money() ? std::nullopt : ratio(invoiced, declared);
  if (value) {
    work.set("invoiced_to_declared", *value, evidence);
  } else {
    work.missing("invoiced_to_declared", "申报销售额为零，无比值", "M-VAT");
  }
}

void filings(Work& work, const Evidence& evidence) {
  const int grace = static_cast<int>(work.parameter("filing_grace_days").to_int64().value_or(5));
  std::int64_t late = 0, run = 0, longest = 0, months = 0;
  bool any_filed = false;
  Evidence late_rows, zero_rows;
  std::optional<Date> previous;
  for (const auto& [filed, returns] : work.filed) {
    const TaxPeriod& period = *filed;
    const int count = period.to.month().minus(period.from.month()) + 1;
    months += count;
    if (previous && period.from != previous->plus_days(1)) run = 0;  // a period is not supplied
    previous = period.to;
    run = period.sales_ex <= Money() ? run + count : 0;
    if (run > 0) zero_rows.add_row(returns->source, period.row);
    longest = std::max(longest, run);
    if (period.filed_on) {
      any_filed = true;
      // Due on the 15th of the next month; holidays may move it by a few days.
      if (*period.filed_on > period.to.plus_days(15 + grace)) {
        ++late;
        late_rows.add_row(returns->source, period.row);
      }
    }
  }
  work.set("declared_months", months, evidence);
  work.set("zero_filing_run", longest, zero_rows.empty() ? evidence : zero_rows);
  if (any_filed) {
    work.set("late_filings", late, late_rows.empty() ? evidence : late_rows);
  } else {
    work.missing("late_filings", "申报数据无申报日期", "");
  }
}

// T01, T03: the twelve months up to the last period filed.
void declared_year(Work& work) {
  if (work.filed.empty()) {
    for (const auto name : {"declared_sales_12m", "tax_burden"}) {
      work.missing(name, "申报数据无申报期", "M-VAT");
    }
    return;
  }
  const Month since = work.filed.back().period->to.month().plus(-11);
  Money declared, payable, sales;
  Evidence declared_rows, payable_rows;
  for (const auto& [period, returns] : work.filed) {
    if (period->from.month() < since) continue;
    declared += period->sales_ex;
    declared_rows.add_row(returns->source, period->row);
    if (!period->tax_payable) continue;
    payable += *period->tax_payable;
    sales += period->sales_ex;
    payable_rows.add_row(returns->source, period->row);
  }
  work.set("declared_sales_12m", declared, declared_rows);
  if (payable_rows.empty()) {
    work.missing("tax_burden", "申报数据无应纳税额", "");
  } else if (sales <= Money()) {
    work.missing("tax_burden", "申报销售额为零，无比值", "");
  } else {
    work.set("tax_burden", *ratio(payable, sales), payable_rows);
  }
}

// T03: only general payers, whom the bands are about; small-scale ones pay a levy or nothing.
void burden_beside_band(Work& work) {
  constexpr std::array kNames = {std::string_view("tax_burden_to_low"),
                                 std::string_view("tax_burden_to_high")};
  const auto nothing = [&](const std::string& why, const std::string& material = {}) {
    for (const auto name : kNames) work.missing(name, why, material);
  };
  const auto burden = work.number("tax_burden");
  if (!burden) return nothing(work.out.facts.find("tax_burden")->second.reason);
  const bool general = std::all_of(
      work.out.filed.begin(), work.out.filed.end(),
      [](const FiledVat& filed) { return filed.usual_rate > Decimal::from_scaled(1, -2); });
  if (!general) {
    for (const auto name : kNames) work.not_applicable(name, "小规模纳税人不适用税负率区间");
    return;
  }
  const Registry* registry = work.registry();
  if (registry == nullptr || registry->industry.empty()) return nothing("登记数据无行业", "M-BL");
  const TaxBurdenBand* band = entry_of(work.policy.tax_burden_bands, registry->industry);
  if (band == nullptr) return nothing("规则包未配置该行业的税负率区间");
  work.set(kNames[0], *divide(*burden, band->low), work.evidence("tax_burden"));
  work.set(kNames[1], *divide(*burden, band->high), work.evidence("tax_burden"));
}

// T08: the yearly returns up to the last one, which is due by the end of May.
void income_tax(Work& work) {
  constexpr std::array kNames = {std::string_view("loss_years"),
                                 std::string_view("taxable_margin")};
  const auto nothing = [&](const std::string& why) {
    for (const auto name : kNames) work.missing(name, why, "M-FS");
  };
  if (!work.is_legal()) {
    for (const auto name : kNames) work.not_applicable(name, "个体工商户不缴企业所得税");
    return;
  }
  std::map<int, const IncomeTaxYear*> years;  // the newest file's counts
  Evidence evidence;
  for (const TaxReturns* returns : work.tax_returns) {
    for (const IncomeTaxYear& year : returns->income_tax)
      if (years.emplace(year.year, &year).second) evidence.add_source(returns->source);
  }
  if (years.empty()) return nothing("未提供企业所得税年度申报");
  const Date as_of = work.dossier.as_of;
  if (years.rbegin()->first < as_of.year() - (as_of.month_of_year() > 5 ? 1 : 2))
    return nothing("最近一年的企业所得税年度申报未提供");
  std::int64_t losses = 0;
  int expected = years.rbegin()->first;
  for (auto it = years.rbegin(); it != years.rend() && it->first == expected; ++it, --expected) {
    if (!it->second->taxable_profit.is_negative()) break;
    ++losses;
  }
  work.set(kNames[0], losses, evidence);
  const IncomeTaxYear& last = *years.rbegin()->second;
  if (const auto margin = ratio(last.taxable_profit, last.revenue)) {
    work.set(kNames[1], *margin, evidence);
  } else {
    work.missing(kNames[1], "企业所得税年度申报收入为零，无比值");
  }
}

// T09: what two tax files within twelve months say of the kind of taxpayer.
void payer_type(Work& work) {
  const TaxReturns* latest = nullptr;
  std::size_t compared = 0;
  bool changed = false;
  Evidence evidence;
  for (const TaxReturns* returns : work.tax_returns) {
    if (!returns->general_payer) continue;
    const auto date = date_of(work.dossier.sources[returns->source]);
    if (!date || work.dossier.as_of.minus(*date) > 365) continue;
    if (latest == nullptr) latest = returns;
    ++compared;
    changed = changed || *returns->general_payer != *latest->general_payer;
    evidence.add_source(returns->source);
  }
  if (compared < 2) {
    work.missing("payer_type_changed", "12个月内仅有一份或没有注明纳税人类型的税务数据", "");
  } else {
    work.set("payer_type_changed", changed, evidence);
  }
}

// T07: what the lists of government say of taxes.
void tax_record(Work& work) {
  const auto says = [](std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
  };
  std::uint32_t source = 0;
  if (const Registry* registry = work.registry(&source)) {
    Evidence evidence;
    evidence.add_source(source);
    const auto open = std::count_if(
        registry->serious_illegal.begin(), registry->serious_illegal.end(),
        [&](const AbnormalEntry& entry) { return !entry.out_date && says(entry.reason, "税"); });
    work.set("tax_violations_open", static_cast<std::int64_t>(open), evidence);
  } else {
    work.missing_source("tax_violations_open", SourceKind::government);
  }
  const GovernmentRecord* newest = nullptr;
  for (const GovernmentRecord* record : work.government) {
    if (!record->penalties) continue;
    if (newest == nullptr || record->data_as_of > newest->data_as_of) newest = record;
  }
  if (newest == nullptr) {
    work.missing("tax_penalties_24m", "未提供行政处罚数据", "");
    return;
  }
  Evidence evidence;
  evidence.add_source(newest->source);
  const auto count = std::count_if(
      newest->penalties->begin(), newest->penalties->end(), [&](const Penalty& penalty) {
        const bool of_taxes = says(penalty.authority, "税务") || says(penalty.reason, "税");
        return of_taxes && (!penalty.date || work.dossier.as_of.minus(*penalty.date) <= 730);
      });
  work.set("tax_penalties_24m", static_cast<std::int64_t>(count), evidence);
}

void tax_facts(Work& work) {
  if (work.tax_returns.empty()) {
    for (const auto name : kTaxFacts) work.missing_source(name, SourceKind::tax);
    return;
  }
  Evidence evidence;
  for (const TaxReturns* returns : work.tax_returns) evidence.add_source(returns->source);
  for (const auto& [period, returns] : work.filed) evidence.add_row(returns->source, period->row);
  // What is not of a period counts as the newest file that says it.
  const auto newest = [&](const auto& says) -> const TaxReturns* {
    const auto it = std::find_if(work.tax_returns.begin(), work.tax_returns.end(),
                                 [&](const TaxReturns* returns) { return says(*returns); });
    return it == work.tax_returns.end() ? nullptr : *it;
  };
  if (const auto* r = newest([](const auto& t) { return !t.credit_rating.empty(); })) {
    work.set("tax_rating", r->credit_rating, evidence);
  } else {
    work.missing("tax_rating", "未提供纳税信用级别", "M-TAX");
  }
  if (const auto* r = newest([](const auto& t) { return t.overdue_tax.has_value(); })) {
    work.set("overdue_tax", *r->overdue_tax, evidence);
    if (r->overdue_tax->is_zero()) {
      work.set("overdue_tax_days", std::int64_t{0}, evidence);
    } else if (r->overdue_since) {
      work.set("overdue_tax_days", std::int64_t{work.dossier.as_of.minus(*r->overdue_since)},
               evidence);
    } else {
      work.missing("overdue_tax_days", "税务数据未载明欠税起始日", "M-TAX");
    }
  } else {
    work.missing("overdue_tax", "未提供欠税信息", "M-TAX");
    work.missing("overdue_tax_days", "未提供欠税信息", "M-TAX");
  }
  if (const auto* r = newest([](const auto& t) { return !t.taxpayer_status.empty(); })) {
    work.set("taxpayer_status", r->taxpayer_status, evidence);
  } else {
    work.missing("taxpayer_status", "未提供纳税人状态", "");
  }
  if (const auto* r = newest([](const auto& t) { return t.withheld_persons.has_value(); })) {
    work.set("withheld_persons", *r->withheld_persons, evidence);
  } else {
    work.missing("withheld_persons", "未提供个税申报人数", "");
  }
  work.set("declared_periods", static_cast<std::int64_t>(work.filed.size()), evidence);
  filings(work, evidence);
  declared_year(work);
  burden_beside_band(work);
  income_tax(work);
  payer_type(work);
}

}  // namespace

void invoice_facts(Work& work) {
  tax_facts(work);
  tax_record(work);
  const InvoiceView view(work);
  if (work.invoice_lists.empty()) {
    for (const auto name : kInvoiceFacts) work.missing_source(name, SourceKind::invoices);
  } else if (!view.from || !view.to) {
    for (const auto name : kInvoiceFacts) work.missing(name, "发票清单为空且未注明期间", "M-INV");
  } else {
    consistency(work, view);
    const Evidence all = work.evidence("invoice_count");
    net_totals(work, view, all);
    monthly(work, view);
    gaps(work, all);
    year_on_year(work, all);
    parties(work, view);
    reds_and_ratios(work, view, all);
    rush(work, view, all);
    invoice_pattern_facts(work, view);
  }
  if (work.tax_returns.empty()) {
    for (const auto name : kBothFacts) work.missing_source(name, SourceKind::tax);
  } else if (work.invoice_lists.empty()) {
    for (const auto name : kBothFacts) work.missing_source(name, SourceKind::invoices);
  } else {
    compare_declared(work, view);
  }
}

}  // namespace zhun
