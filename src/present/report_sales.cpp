// M4 税票交叉验证, M5 评分与额度.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "present/charts.hpp"
#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

// A filed VAT period beside the invoices of the same time.
struct FiledPeriod {
  Date from, to;
  Money declared_ex;
  std::optional<Money> invoiced_ex;
  std::optional<Decimal> invoice_rate;  // of the invoices of the period
  Decimal rate;                         // as used: that, or the rate that the kind of taxpayer pays
  Evidence rows;

  [[nodiscard]] int months() const { return to.month().minus(from.month()) + 1; }
  [[nodiscard]] std::optional<Money> declared_incl() const {
    return (Decimal::from_yuan(declared_ex) * (Decimal(1) + rate)).to_money();
  }
  [[nodiscard]] std::string name() const {
    const std::string first = to_string(from.month());
    return months() <= 1 ? first : first + " 至 " + to_string(to.month());
  }
};

// Small-scale payers file by quarter and pay 1 %, general payers file by month and mostly pay 13 %.
Decimal usual_rate(const TaxReturns& returns, const TaxPeriod& period) {
  const bool monthly = period.from.month() == period.to.month();
  return Decimal::from_scaled(returns.general_payer.value_or(monthly) ? 13 : 1, -2);
}

std::vector<FiledPeriod> filed_periods(const Context& context) {
  std::vector<FiledPeriod> periods;
  for (const auto& returns : context.dossier.tax_returns) {
    for (const auto& period : returns.periods) {
      FiledPeriod filed{
          period.from, period.to, period.sales_ex, {}, {}, usual_rate(returns, period), {}};
      filed.rows.add_row(returns.source, period.row);
      for (const auto& compared : context.reconciliation.vat) {
        if (compared.from != period.from || compared.to != period.to) continue;
        filed.invoiced_ex = compared.invoiced_ex;
        filed.invoice_rate = compared.effective_rate;
        if (compared.effective_rate) filed.rate = *compared.effective_rate;
        break;
      }
      periods.push_back(std::move(filed));
    }
  }
  return periods;
}

std::map<Month, SalesMonth> sales_months(const Context& context,
                                         const std::vector<FiledPeriod>& filed,
                                         std::optional<Month> first, std::optional<Month> last) {
  std::map<Month, SalesMonth> months;
  if (!first || !last) return months;
  for (Month month = *first; month <= *last; month = month.plus(1)) months[month].month = month;
  for (const auto& flow : context.reconciliation.months) {
    if (const auto it = months.find(flow.month); it != months.end())
      it->second.inflow = flow.effective;
  }
  for (const auto& invoices : context.reconciliation.invoice_months) {
    const auto it = months.find(invoices.month);
    if (it != months.end() && (invoices.covered || !invoices.issued_incl.is_zero()))
      it->second.invoiced = invoices.issued_incl;
  }
  for (const auto& period : filed) {
    const auto total = period.declared_incl();
    if (!total) continue;
    const int count = std::max(period.months(), 1);
    for (int i = 0; i < count; ++i) {
      const auto it = months.find(period.from.month().plus(i));
      // Of a quarter, each month shows the average; the table below has the period itself.
      if (it != months.end()) it->second.declared = Money::from_fen(total->fen() / count);
    }
  }
  return months;
}

struct Span {
  std::optional<Month> first, last;
  void add(Month month) {
    first = first ? std::min(*first, month) : month;
    last = last ? std::max(*last, month) : month;
  }
};

// At most three years, the latest.
Span months_shown(const Context& context, const std::vector<FiledPeriod>& filed) {
  Span span;
  for (const auto& month : context.reconciliation.invoice_months) span.add(month.month);
  for (const auto& period : filed) {
    span.add(period.from.month());
    span.add(period.to.month());
  }
  for (const auto& month : context.reconciliation.months) span.add(month.month);
  if (span.first && span.last->minus(*span.first) >= 36) span.first = span.last->plus(-35);
  return span;
}

std::string sales_title(const std::vector<SalesMonth>& months) {
  Money inflow, invoiced;
  int common = 0;
  for (const auto& month : months) {
    if (!month.inflow || !month.invoiced) continue;
    inflow += *month.inflow;
    invoiced += *month.invoiced;
    ++common;
  }
  if (common == 0) return "流水与发票没有重合的月份，不能比较";
  const auto ratio = divide(Decimal::from_yuan(inflow), Decimal::from_yuan(invoiced));
  if (!ratio) return fmt::format("重合的 {} 个月中没有开票净额", common);
  return fmt::format("重合的 {} 个月中，有效流入是开票的 {}（{} / {} 万元）", common,
                     percent(*ratio), wan(inflow), wan(invoiced));
}

std::string optional_yuan(const std::optional<Money>& amount) {
  return amount ? yuan(*amount) : "—";
}

std::string sales_table(Context& context, const std::vector<SalesMonth>& months) {
  std::map<Month, Evidence> rows;
  for (const auto& list : context.dossier.invoice_lists) {
    for (const auto& invoice : list.invoices) {
      if (invoice.side == InvoiceSide::output)
        rows[invoice.date.month()].add_row(list.source, invoice.row);
    }
  }
  std::string out;
  open_table(
      out, "有效流入、开票与申报",
      {"月份", "#有效净流入（元）", "#开票净额含税（元）", "#申报含税（元，季报为月均）", "证据"});
  for (const auto& month : months) {
    out += "<tr>";
    head_cell(out, to_string(month.month));
    number_cell(out, optional_yuan(month.inflow));
    number_cell(out, optional_yuan(month.invoiced));
    number_cell(out, optional_yuan(month.declared));
    out += "<td>";
    if (month.invoiced) {
      EvidenceEntry entry;
      entry.title = to_string(month.month) + " 销项开票净额";
      entry.value = yuan(*month.invoiced) + " 元（价税合计）";
      entry.definition = "当月销项发票减红字与作废，按开票日期";
      context.evidence.append_chip(
          out, context.evidence.of_custom("invoices/" + to_string(month.month), std::move(entry),
                                          rows[month.month], 3));
    }
    out += "</td></tr>";
  }
  close_table(out);
  return out;
}

void append_sales_chart(Context& context, const std::vector<FiledPeriod>& filed) {
  const Span span = months_shown(context, filed);
  std::vector<SalesMonth> months;
  for (auto& [month, values] : sales_months(context, filed, span.first, span.last)) {
    months.push_back(values);
  }
  if (months.empty()) return;
  const bool quarterly =
      std::any_of(filed.begin(), filed.end(), [](const auto& p) { return p.months() > 1; });
  const bool assumed = std::any_of(filed.begin(), filed.end(), [](const auto& p) {
    return !p.invoice_rate && !p.declared_ex.is_zero();
  });
  Figure figure;
  figure.id = "c7";
  figure.wide = true;
  figure.title = sales_title(months);
  figure.subtitle = "同一含税口径，按月；缺数据的月份留空";
  if (quarterly) figure.subtitle += "；按季申报者为月均";
  if (assumed) figure.subtitle += "；没有开票可比的申报期，一般纳税人按 13%、小规模按 1% 折算含税";
  context.evidence.append_fact_chip(figure.chips, facts::kInflowToInvoice);
  figure.svg = draw_sales(months);
  figure.summary = figure.title;
  figure.data_table = sales_table(context, months);
  append_figure(context, std::move(figure));
}

// One source's annual figure, with the rows that its fact rests on.
std::string annual_chip(Context& context, std::string_view label, std::string_view fact,
                        const Decimal& value, std::string_view formula) {
  const Triangulation& all = context.assessment.triangulation;
  EvidenceEntry entry;
  entry.title = fmt::format("年销售额：{}", label);
  entry.value = yuan(value) + " 元";
  entry.calculation = formula;
  if (all.dispersion) {
    entry.inputs = {{"离散度", percent(*all.dispersion, 2)}, {"吻合度", all.agreement}};
  }
  entry.rule = fmt::format("指标 {}", fact);
  const Fact* found = context.evidence.fact(fact);
  std::string chip;
  context.evidence.append_chip(
      chip, context.evidence.of_custom(fmt::format("annual/{}", fact), std::move(entry),
                                       found != nullptr ? found->evidence : Evidence()));
  return chip;
}

void append_triangulation(Context& context) {
  const Triangulation& all = context.assessment.triangulation;
  std::string& out = context.out;
  std::string title = "年销售额三角验证";
  if (all.dispersion) {
    title = fmt::format("年销售额各来源离散度 {}，吻合度 {}", percent(*all.dispersion, 2),
                        all.agreement);
  }
  out += "<div class=\"card\"><h3>";
  append_escaped(out, title);
  out += "<span class=\"sub\">年化、含税，元</span></h3>";
  open_table(out, "年销售额三角验证", {"来源", "#年化含税（元）", "证据"});
  struct Line {
    std::string_view label, fact;
    const std::optional<Decimal>& value;
    std::string_view formula;
  };
  const Line lines[] = {
      {"流水（净有效流入）", "annual_sales_statements", all.statements,
       "净有效流入 × 365 ÷ 覆盖天数"},
      {"发票（销项净额）", "annual_sales_invoices", all.invoices,
       "销项净额（含税）× 365 ÷ 覆盖天数"},
      {"申报（增值税）", "annual_sales_tax", all.tax, "申报销售额 ×（1 + 税率）× 365 ÷ 申报期天数"},
      {"核定（取最小）", "annual_sales_verified", all.verified, "可用来源的最小值"}};
  for (const auto& line : lines) {
    out += line.fact == "annual_sales_verified" ? "<tr class=\"total\">" : "<tr>";
    head_cell(out, line.label);
    number_cell(out, line.value ? yuan(*line.value) : "— 未提供");
    out += "<td>";
    if (line.value) out += annual_chip(context, line.label, line.fact, *line.value, line.formula);
    out += "</td></tr>";
  }
  close_table(out);
  out += "</div>";
}

std::string filed_chip(Context& context, const FiledPeriod& period) {
  EvidenceEntry entry;
  entry.title = period.name() + " 增值税申报";
  entry.value = yuan(period.declared_ex) + " 元（不含税）";
  if (period.invoiced_ex) {
    entry.calculation =
        fmt::format("申报 {} − 开票 {} = {}", yuan(period.declared_ex), yuan(*period.invoiced_ex),
                    signed_yuan(period.declared_ex - *period.invoiced_ex));
  }
  entry.inputs = {{period.invoice_rate ? "同期发票实际税率" : "折算税率（按纳税人类型）",
                   percent(period.rate, 2)}};
  std::string chip;
  context.evidence.append_chip(
      chip, context.evidence.of_custom("vat/" + period.name(), std::move(entry), period.rows, 3));
  return chip;
}

void append_vat(Context& context, const std::vector<FiledPeriod>& filed) {
  if (filed.empty()) return;
  std::string& out = context.out;
  out += "<div class=\"card\"><h3>申报与开票逐期对照<span class=\"sub\">不含税，元</span></h3>";
  open_table(out, "申报与开票", {"申报期", "#申报", "#开票", "#差额", "证据"});
  for (const auto& period : filed) {
    out += "<tr>";
    head_cell(out, period.name());
    number_cell(out, yuan(period.declared_ex));
    number_cell(out, period.invoiced_ex ? yuan(*period.invoiced_ex) : "—");
    number_cell(out,
                period.invoiced_ex ? signed_yuan(period.declared_ex - *period.invoiced_ex) : "—");
    out += "<td>" + filed_chip(context, period) + "</td></tr>";
  }
  close_table(out);
  out += "</div>";
}

void append_buyers(Context& context) {
  const auto& buyers = context.reconciliation.buyers;
  if (buyers.empty()) return;
  std::string& out = context.out;
  std::map<std::string_view, const CounterpartyFigures*> payers;
  for (const auto& payer : context.reconciliation.customers) payers.emplace(payer.name, &payer);
  out += "<div class=\"card\"><h3>";
  append_escaped(out, fmt::format("第一大购方占开票 {}", percent(buyers.front().share)));
  out += "<span class=\"sub\">购方与付款方按名称对照</span></h3>";
  open_table(out, "购方", {"购方", "#开票净额（元）", "#占比", "#其流水付款（元）", "证据"});
  for (std::size_t i = 0; i < std::min<std::size_t>(buyers.size(), 10); ++i) {
    const auto& buyer = buyers[i];
    const std::string name = context.masker.name(buyer.name);
    const auto payer = payers.find(buyer.name);
    out += "<tr>";
    head_cell(out, name);
    number_cell(out, yuan(buyer.amount));
    number_cell(out, percent(buyer.share));
    number_cell(out, payer != payers.end() ? yuan(payer->second->amount) : "未见付款");
    EvidenceEntry entry;
    entry.title = "购方：" + name;
    entry.value = fmt::format("{} 元，占 {}", yuan(buyer.amount), percent(buyer.share));
    out += "<td>";
    context.evidence.append_chip(
        out, context.evidence.of_custom(fmt::format("buyer/{}", i), std::move(entry),
                                        buyer.evidence, 4));
    out += "</td></tr>";
  }
  close_table(out);
  out += "</div>";
}

// M5
// -------------------------------------------------------------------------------------------------

std::string point_chip(Context& context, const ScorePoint& point) {
  EvidenceEntry entry;
  entry.title = point.characteristic + " " + point.title;
  entry.value = signed_number(point.points) + " 分";
  const std::string observed = context.masker.text(point.observed);
  entry.inputs.emplace_back(context.evidence.fact_title(point.fact), observed);
  if (!point.next_bin.empty())
    entry.inputs.emplace_back(
        "上一档", fmt::format("{}，{} 分", point.next_bin, signed_number(point.next_points)));
  entry.calculation = fmt::format("观察值 {} 落入的档得 {} 分，最高 {} 分", observed,
                                  signed_number(point.points), signed_number(point.points_max));
  if (const auto it = context.wording.facts.find(point.fact); it != context.wording.facts.end())
    entry.definition = it->second.definition;
  entry.rule = context.assessment.score.model + " " + point.characteristic;
  Evidence rows;
  if (const Fact* fact = context.evidence.fact(point.fact)) rows = fact->evidence;
  std::string chip;
  context.evidence.append_chip(
      chip, context.evidence.of_custom("point/" + point.characteristic, std::move(entry), rows));
  return chip;
}

std::string points_table(Context& context) {
  const Score& score = context.assessment.score;
  std::string out;
  open_table(out, "评分明细", {"项", "观察值", "#得分", "#最高", "若达到上一档", "证据"});
  for (const auto& point : score.points) {
    out += "<tr>";
    head_cell(out, point.characteristic + " " + point.title);
    cell(out, point.missing ? "— 缺失" : context.masker.text(point.observed));
    number_cell(out, signed_number(point.points));
    number_cell(out, signed_number(point.points_max));
    cell(out, point.next_bin.empty()
                  ? "已是最高档"
                  : fmt::format("{}：{} 分", point.next_bin, signed_number(point.next_points)));
    out += "<td>" + point_chip(context, point) + "</td></tr>";
  }
  close_table(out);
  return out;
}

void append_score_chart(Context& context) {
  const Score& score = context.assessment.score;
  std::vector<ScoreStep> steps;
  std::int64_t gained = 0, lost = 0;
  for (const auto& point : score.points) {
    (point.points > 0 ? gained : lost) += point.points;
    steps.push_back(
        {point.title, point.missing ? "缺失" : context.masker.text(point.observed), point.points});
  }
  // Gains first, then losses: the reader sees what pulls down at the end.
  std::stable_sort(steps.begin(), steps.end(),
                   [](const auto& a, const auto& b) { return a.points > b.points; });
  Figure figure;
  figure.id = "c8";
  figure.title = fmt::format("评分 {} = 基准 {} + 加分 {} \u2212 减分 {}", score.total, score.base,
                             gained, -lost);
  figure.subtitle = fmt::format("评分卡 {}；横轴不从 0 开始，斜纹为减分", score.model);
  figure.svg = draw_score(score.base, steps, score.total);
  figure.summary = figure.title;
  figure.data_table = points_table(context);
  append_figure(context, std::move(figure));
}

std::string cap_chip(Context& context, const LimitCap& cap) {
  EvidenceEntry entry;
  entry.title = "额度上限：" + cap.title;
  entry.value = cap.amount ? yuan(*cap.amount) + " 元" : "— " + cap.reason;
  entry.calculation = cap.formula;
  entry.rule = "额度表 " + cap.id;
  Evidence rows;
  for (const auto& name : cap.facts) {
    const Fact* fact = context.evidence.fact(name);
    if (fact == nullptr) continue;
    rows.add(fact->evidence);
    entry.inputs.emplace_back(context.evidence.fact_title(name), context.evidence.fact_value(name));
  }
  std::string chip;
  context.evidence.append_chip(chip,
                               context.evidence.of_custom("cap/" + cap.id, std::move(entry), rows));
  return chip;
}

void append_caps(Context& context) {
  const CreditLimit& limit = context.assessment.limit;
  std::string& out = context.out;
  out += "<div class=\"card\"><h3>";
  std::string title = fmt::format("建议额度 {} 万元", wan(limit.limit));
  for (const auto& cap : limit.caps) {
    if (cap.id == limit.binding_cap && cap.amount)
      title += fmt::format("：{} {} 万元 × 系数 {}", cap.title, wan(*cap.amount),
                           to_string(limit.factor));
  }
  append_escaped(out, title);
  out += "<span class=\"sub\">各上限取最小，乘等级系数，取整到万元</span></h3>";
  open_table(out, "额度上限", {"上限", "计算", "#金额（元）", "证据"}, "caps");
  for (const auto& cap : limit.caps) {
    const bool binding = cap.id == limit.binding_cap;
    out += binding ? "<tr class=\"binding\">" : "<tr>";
    head_cell(out, (binding ? "► " : "") + cap.title);
    cell(out, cap.amount ? cap.formula : cap.reason);
    number_cell(out, cap.amount ? yuan(*cap.amount) : "—");
    out += "<td>" + cap_chip(context, cap) + "</td></tr>";
  }
  if (limit.before_floor) {
    out += "<tr class=\"total\">";
    head_cell(out, "乘系数后");
    cell(out, fmt::format("最小上限 × {}", to_string(limit.factor)));
    number_cell(out, yuan(*limit.before_floor));
    out += "<td></td></tr>";
  }
  out += "<tr class=\"total\">";
  head_cell(out, "建议额度");
  cell(out, "向下取整到万元，不超过申请金额");
  number_cell(out, yuan(limit.limit));
  out += "<td></td></tr>";
  close_table(out);
  if (!context.assessment.score.grade_note.empty()) {
    out += "<p class=\"note\">";
    append_escaped(out, context.assessment.score.grade_note);
    out += "</p>";
  }
  out += "</div>";
}

void append_loss_reasons(Context& context) {
  const Score& score = context.assessment.score;
  if (score.reason_codes.empty()) return;
  std::string& out = context.out;
  out += "<div class=\"card\"><h3>失分最多的项与改善空间</h3>";
  open_table(out, "失分项", {"项", "观察值", "#失分", "达到上一档"});
  for (const auto& code : score.reason_codes) {
    for (const auto& point : score.points) {
      if (point.characteristic != code) continue;
      out += "<tr>";
      head_cell(out, point.characteristic + " " + point.title);
      cell(out, point.missing ? "— 缺失" : context.masker.text(point.observed));
      number_cell(out, signed_number(point.points - point.points_max));
      cell(out, point.next_bin.empty()
                    ? "—"
                    : fmt::format("{}：总分 {}", point.next_bin,
                                  score.total - point.points + point.next_points));
      out += "</tr>";
    }
  }
  close_table(out);
  out += "</div>";
}

}  // namespace

void append_sales(Context& context) {
  open_module(context.out, {4, "m4", "税票交叉验证", "流水 × 发票 × 申报"});
  const auto& all = context.reconciliation;
  const std::vector<FiledPeriod> filed = filed_periods(context);
  if (all.invoice_months.empty() && filed.empty()) {
    append_not_supplied(context.out, "发票清单与纳税申报", "流水收入没有第二来源可核对");
    close_module(context.out);
    return;
  }
  if (all.invoice_months.empty()) append_not_supplied(context.out, "发票清单", "见待补充资料");
  if (filed.empty()) append_not_supplied(context.out, "增值税申报", "见待补充资料");
  context.out += "<div class=\"grid\">";
  append_sales_chart(context, filed);
  context.out += "<div class=\"stack\">";
  append_triangulation(context);
  append_buyers(context);
  context.out += "</div>";
  append_vat(context, filed);
  context.out += "</div>";
  close_module(context.out);
}

void append_score(Context& context) {
  open_module(context.out, {5, "m5", "评分与额度", "每一分、每一道上限都有来历"});
  if (context.assessment.score.points.empty() && context.assessment.limit.caps.empty()) {
    append_not_supplied(context.out, "评分与额度", "规则包没有评分卡");
    close_module(context.out);
    return;
  }
  context.out += "<div class=\"grid\">";
  append_score_chart(context);
  context.out += "<div class=\"stack\">";
  append_caps(context);
  append_loss_reasons(context);
  context.out += "</div></div>";
  close_module(context.out);
}

}  // namespace zhun::report
