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

InvoiceView::InvoiceView(const Work& work) {
  std::map<std::string_view, const Invoice*> blues;
  std::set<std::pair<InvoiceSide, std::string_view>> seen;  // lists may overlap
  std::map<std::string_view, Money> reversed;               // of a blue invoice, by its red rows
  for (const InvoiceList* list : work.invoice_lists) {
    for (const Invoice& invoice : list->invoices) {
      if (!invoice.red && invoice.status != InvoiceStatus::voided) blues[invoice.number] = &invoice;
    }
  }
  // Sales are covered by the lists that hold sales; a longer list of purchases does not count.
  const auto has_output = [](const InvoiceList* list) {
    return std::any_of(list->invoices.begin(), list->invoices.end(),
                       [](const Invoice& i) { return i.side == InvoiceSide::output; });
  };
  const bool any_output =
      std::any_of(work.invoice_lists.begin(), work.invoice_lists.end(), has_output);
  for (const InvoiceList* list : work.invoice_lists) {
    if (any_output && !has_output(list)) continue;
    if (list->period_from) from = from ? std::min(*from, *list->period_from) : list->period_from;
    if (list->period_to) to = to ? std::max(*to, *list->period_to) : list->period_to;
  }
  for (const InvoiceList* list : work.invoice_lists) {
    for (const Invoice& invoice : list->invoices) {
      if (invoice.red && invoice.status != InvoiceStatus::voided) {
        reversed[invoice.original_number] += invoice.amount_ex;
      }
    }
  }
  for (const InvoiceList* list : work.invoice_lists) {
    for (const Invoice& invoice : list->invoices) {
      if (!seen.emplace(invoice.side, invoice.number).second) continue;
      auto& side = invoice.side == InvoiceSide::output ? output : input;
      if (invoice.status == InvoiceStatus::voided) {
        ++(invoice.side == InvoiceSide::output ? void_output : void_input);
        continue;
      }
      Line line{list,
                &invoice,
                invoice.date,
                invoice.date,
                normalise_name(invoice.buyer),
                normalise_name(invoice.seller),
                invoice.amount_ex,
                invoice.tax};
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
  if (!from && !output.empty()) from = output.front().issued;
  if (!to && !output.empty()) to = output.back().issued;
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
                                              "red_without_blue",
                                              "void_ratio",
                                              "input_output_ratio",
                                              "related_sales_share",
                                              "invoice_rush_ratio",
                                              "invoice_period_days"};
constexpr std::string_view kTaxFacts[] = {"tax_rating",      "overdue_tax",      "declared_periods",
                                          "tax_burden",      "late_filings",     "zero_filing_run",
                                          "taxpayer_status", "withheld_persons", "declared_months"};
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
    figures.covered = Date::first_of(month) >= *view.from && Date::last_of(month) <= *view.to;
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
    run = gap ? run + 1 : 0;
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
  std::vector<Money> months;
  for (const auto& month : work.out.invoice_months) {
    if (month.covered && month.month < work.dossier.as_of.month())
      months.push_back(month.issued_ex);
  }
  if (months.size() < 24) {
    work.missing("invoice_yoy", "发票完整月份不足24个", "M-INV");
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
  Evidence red_rows, related_rows;
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
  if (end.minus(*view.from) < 179) {
    work.missing("invoice_rush_ratio", "发票覆盖不足180天", "M-INV");
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
  work.set("invoice_period_days", std::int64_t{view.to->minus(*view.from) + 1}, all);
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
  for (const TaxReturns* returns : work.tax_returns) {
    for (const TaxPeriod& period : returns->periods) {
      if (view.output.empty() || period.from < *view.from || period.to > *view.to) continue;
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

void filings(Work& work, const TaxReturns& returns, const Evidence& evidence) {
  const int grace = static_cast<int>(work.parameter("filing_grace_days").to_int64().value_or(5));
  std::int64_t late = 0, run = 0, longest = 0, months = 0;
  Money payable, sales;
  bool any_filed = false, any_payable = false;
  Evidence late_rows, zero_rows;
  for (const TaxPeriod& period : returns.periods) {
    if (period.sales_ex <= Money()) zero_rows.add_row(returns.source, period.row);
    months += period.to.month().minus(period.from.month()) + 1;
    run = period.sales_ex <= Money() ? run + period.to.month().minus(period.from.month()) + 1 : 0;
    longest = std::max(longest, run);
    if (period.filed_on) {
      any_filed = true;
      // Due on the 15th of the next month; holidays may move it by a few days.
      if (*period.filed_on > period.to.plus_days(15 + grace)) {
        ++late;
        late_rows.add_row(returns.source, period.row);
      }
    }
    if (period.tax_payable && period.to > work.dossier.as_of.plus_days(-400)) {
      any_payable = true;
      payable += *period.tax_payable;
      sales += period.sales_ex;
    }
  }
  work.set("declared_months", months, evidence);
  work.set("zero_filing_run", longest, zero_rows.empty() ? evidence : zero_rows);
  if (any_filed) {
    work.set("late_filings", late, late_rows.empty() ? evidence : late_rows);
  } else {
    work.missing("late_filings", "申报数据无申报日期", "");
  }
  const auto burden = any_payable && sales > Money() ? ratio(payable, sales) : std::nullopt;
  if (burden) {
    work.set("tax_burden", *burden, evidence);
  } else {
    work.missing("tax_burden", "申报数据无应纳税额", "");
  }
}

void tax_facts(Work& work) {
  if (work.tax_returns.empty()) {
    for (const auto name : kTaxFacts) work.missing_source(name, SourceKind::tax);
    return;
  }
  const TaxReturns& returns = *work.tax_returns.front();
  Evidence evidence;
  evidence.add_source(returns.source);
  for (const TaxPeriod& period : returns.periods) evidence.add_row(returns.source, period.row);
  if (returns.credit_rating.empty()) {
    work.missing("tax_rating", "未提供纳税信用级别", "M-TAX");
  } else {
    work.set("tax_rating", returns.credit_rating, evidence);
  }
  if (returns.overdue_tax) {
    work.set("overdue_tax", *returns.overdue_tax, evidence);
  } else {
    work.missing("overdue_tax", "未提供欠税信息", "M-TAX");
  }
  if (returns.taxpayer_status.empty()) {
    work.missing("taxpayer_status", "未提供纳税人状态", "");
  } else {
    work.set("taxpayer_status", returns.taxpayer_status, evidence);
  }
  if (returns.withheld_persons) {
    work.set("withheld_persons", *returns.withheld_persons, evidence);
  } else {
    work.missing("withheld_persons", "未提供个税申报人数", "");
  }
  work.set("declared_periods", static_cast<std::int64_t>(returns.periods.size()), evidence);
  filings(work, returns, evidence);
}

}  // namespace

void invoice_facts(Work& work) {
  tax_facts(work);
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
