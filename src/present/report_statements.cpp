// M3 流水分析: charts 1 to 5 and the tables behind them.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "present/charts.hpp"
#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

// Excluded classes that get a step of their own in the waterfall.
constexpr std::size_t kStepsMax = 6;
constexpr std::size_t kParetoMax = 9;
constexpr std::size_t kFlowNodesMax = 7;
constexpr std::size_t kCyclesShown = 40;
constexpr int kCalendarDaysMax = 3 * 366;

std::string class_filter(TransactionClass cls, Direction direction) {
  return fmt::format("class={}&dir={}", class_title(cls),
                     direction == Direction::inflow ? "in" : "out");
}

std::string class_chip(Context& context, TransactionClass cls) {
  std::string chip;
  for (const auto& total : context.reconciliation.classes) {
    if (total.cls != cls) continue;
    EvidenceEntry entry;
    entry.title = fmt::format("{} 合计", class_title(cls));
    entry.value = fmt::format("{} 元，{} 笔", yuan(total.amount), grouped(total.count));
    entry.definition = "按类别词典与规则归类的全部行，已剔除重复行；先匹配者优先";
    entry.rule = fmt::format("类别 {}", to_string(cls));
    entry.filter = fmt::format("class={}", class_title(cls));
    context.evidence.append_chip(
        chip, context.evidence.of_custom(fmt::format("class/{}", to_string(cls)), std::move(entry),
                                         total.evidence));
  }
  return chip;
}

struct ClassAmount {
  TransactionClass cls;
  Money amount;
  std::uint32_t count;
};

std::vector<ClassAmount> sides(const std::array<FlowTotals::Side, kClassCount>& totals) {
  std::vector<ClassAmount> result;
  for (std::size_t i = 0; i < totals.size(); ++i) {
    if (totals[i].count > 0)
      result.push_back({static_cast<TransactionClass>(i), totals[i].amount, totals[i].count});
  }
  return result;
}

bool is_alarming(TransactionClass cls) {
  return cls == TransactionClass::round_trip || cls == TransactionClass::gamble;
}

std::string class_table(Context& context) {
  std::string out;
  open_table(out, "流入与流出分类合计",
             {"类别", "#流入（元）", "#笔", "#流出（元）", "#笔", "证据"});
  for (std::size_t i = 0; i < kClassCount; ++i) {
    const auto& in = context.flows.in[i];
    const auto& outward = context.flows.out[i];
    if (in.count + outward.count == 0) continue;
    const auto cls = static_cast<TransactionClass>(i);
    out += "<tr>";
    head_cell(out, class_title(cls));
    number_cell(out, in.count > 0 ? yuan(in.amount) : "—");
    number_cell(out, in.count > 0 ? grouped(in.count) : "—");
    number_cell(out, outward.count > 0 ? yuan(outward.amount) : "—");
    number_cell(out, outward.count > 0 ? grouped(outward.count) : "—");
    out += "<td>" + class_chip(context, cls) + "</td></tr>";
  }
  out += "<tr class=\"total\">";
  head_cell(out, "合计");
  number_cell(out, yuan(context.flows.gross_in));
  number_cell(out, "");
  number_cell(out, yuan(context.flows.gross_out));
  out += "<td></td><td></td></tr>";
  close_table(out);
  return out;
}

// Gross inflow over the excluded classes to the net effective inflow.
std::vector<WaterfallStep> waterfall_steps(const Context& context, Money net_effective) {
  std::vector<ClassAmount> excluded;
  for (const auto& side : sides(context.flows.in)) {
    if (side.cls != TransactionClass::operating_in) excluded.push_back(side);
  }
  std::vector<ClassAmount> largest = excluded;
  std::stable_sort(largest.begin(), largest.end(),
                   [](const auto& a, const auto& b) { return a.amount > b.amount; });
  if (largest.size() > kStepsMax) largest.resize(kStepsMax);
  std::vector<WaterfallStep> steps{{"毛流入", "dir=in", context.flows.gross_in, true, false}};
  Money level = context.flows.gross_in, rest;
  for (const auto& side : excluded) {
    const bool own_step = std::any_of(largest.begin(), largest.end(),
                                      [&](const auto& l) { return l.cls == side.cls; });
    level -= side.amount;
    if (!own_step) {
      rest += side.amount;
      continue;
    }
    steps.push_back({std::string(class_title(side.cls)), class_filter(side.cls, Direction::inflow),
                     -side.amount, false, is_alarming(side.cls)});
  }
  if (!rest.is_zero()) steps.push_back({"其他剔除", {}, -rest, false, false});
  // What was excluded by class may count in part (cash), and refunds to customers are taken off.
  const Money adjustment = net_effective - level;
  if (!adjustment.is_zero()) {
    steps.push_back(
        {adjustment.is_negative() ? "退客户款" : "现金折算", {}, adjustment, false, false});
  }
  steps.push_back({"有效流入", {}, net_effective, true, false});
  return steps;
}

void append_waterfall(Context& context) {
  const Fact* net = context.evidence.fact(facts::kNetEffective);
  if (net == nullptr || !std::holds_alternative<Money>(net->value)) return;
  const Money effective = std::get<Money>(net->value);
  const auto steps = waterfall_steps(context, effective);
  Figure figure;
  figure.id = "c1";
  figure.title = fmt::format("毛流入 {} 万元中，有效流入占 {}", wan(context.flows.gross_in),
                             context.evidence.fact_value(facts::kEffectiveRatio));
  figure.subtitle = fmt::format("全部账户，{} 笔流入逐笔归类；灰色为剔除", grouped([&] {
                                  std::uint64_t count = 0;
                                  for (const auto& side : context.flows.in) count += side.count;
                                  return count;
                                }()));
  for (const auto name : {facts::kGrossInflow, facts::kNetEffective, facts::kEffectiveRatio}) {
    context.evidence.append_fact_chip(figure.chips, name);
  }
  figure.svg = draw_waterfall(steps);
  for (const auto& step : steps)
    figure.summary += fmt::format("{} {} 元；", step.label, yuan(step.amount));
  figure.data_table = class_table(context);
  append_figure(context, std::move(figure));
}

std::string monthly_title(const std::vector<MonthlyFigures>& months) {
  std::size_t negative = 0;
  while (negative < months.size()) {
    const auto& month = months[months.size() - 1 - negative];
    if (month.inflow >= month.outflow) break;
    ++negative;
  }
  Money in, out;
  std::size_t positive = 0;
  for (const auto& month : months) {
    in += month.inflow;
    out += month.outflow;
    positive += month.inflow > month.outflow ? 1 : 0;
  }
  if (negative >= 2) {
    return fmt::format("{} 起连续 {} 个月净流出", to_string(months[months.size() - negative].month),
                       negative);
  }
  return fmt::format("{} 个月中 {} 个月净流入，累计净流量 {} 万元", months.size(), positive,
                     wan(in - out));
}

std::string month_chip(Context& context, const MonthlyFigures& month, const Evidence& rows) {
  EvidenceEntry entry;
  entry.title = to_string(month.month) + " 月度收支";
  entry.value = fmt::format("流入 {}，流出 {} 元", yuan(month.inflow), yuan(month.outflow));
  entry.definition =
      month.full ? "完整自然月，全部账户，已剔除重复行" : "流水未覆盖整月，不进入月均";
  entry.calculation =
      fmt::format("净流量 {}；有效净流入 {}", signed_yuan(month.inflow - month.outflow),
                  signed_yuan(month.effective));
  entry.filter = "month=" + to_string(month.month);
  std::string chip;
  const std::string key = entry.filter;
  context.evidence.append_chip(chip,
                               context.evidence.of_custom(key, std::move(entry), rows, 3));
  return chip;
}

std::string monthly_table(Context& context) {
  std::map<Month, Evidence> rows;
  for (const auto& row : context.table.rows()) {
    if (row.counted)
      rows[context.table.transaction(row).time.date.month()].add_row(row.source, row.row);
  }
  std::string out;
  open_table(out, "月度收支",
             {"月份", "#流入（元）", "#笔", "#流出（元）", "#笔", "#净流量（元）",
              "#有效净流入（元）", "证据"});
  for (const auto& month : context.reconciliation.months) {
    out += "<tr>";
    head_cell(out, to_string(month.month) + (month.full ? "" : "（不完整）"));
    number_cell(out, yuan(month.inflow));
    number_cell(out, grouped(month.inflow_count));
    number_cell(out, yuan(month.outflow));
    number_cell(out, grouped(month.outflow_count));
    number_cell(out, signed_yuan(month.inflow - month.outflow));
    number_cell(out, yuan(month.effective));
    out += "<td>" + month_chip(context, month, rows[month.month]) + "</td></tr>";
  }
  close_table(out);
  return out;
}

void append_monthly(Context& context) {
  const auto& months = context.reconciliation.months;
  if (months.empty()) return;
  std::vector<MonthFlow> flows;
  for (const auto& month : months)
    flows.push_back({month.month, month.inflow, month.outflow, month.full});
  Figure figure;
  figure.id = "c2";
  figure.title = monthly_title(months);
  figure.subtitle = fmt::format("全部账户，{} 至 {}；下图为净流量，斜纹为净流出",
                                to_string(months.front().month), to_string(months.back().month));
  context.evidence.append_fact_chip(figure.chips, facts::kMonthlyMean);
  figure.svg = draw_monthly_flow(flows);
  figure.summary = figure.title;
  figure.data_table = monthly_table(context);
  append_figure(context, std::move(figure));
}

// Interest
// ---------------------------------------------------------------------------------------------

bool is_wrong(const InterestCheck& check) {
  return check.verdict != "PASS" && check.verdict != "RATE" && check.verdict != "INFO";
}

std::string verdict_words(const InterestCheck& check) {
  if (check.verdict == "PASS") return "✓ 相符";
  if (check.verdict == "RATE") return "✓ 利率口径不同";
  if (check.verdict == "ABSENT") return "✗ 缺结息行";
  if (check.verdict == "KO") return "✗ 严重不符";
  return "▲ 不符";
}

std::string interest_chip(Context& context, const InterestCheck& check) {
  EvidenceEntry entry;
  entry.title = to_string(check.credited_on) + " 结息核验";
  entry.value = check.verdict == "ABSENT" ? "缺结息行，应 " + yuan(check.expected) + " 元"
                                          : fmt::format("实收 {} 元，应为 {} 元",
                                                        yuan(check.stated), yuan(check.expected));
  entry.definition = fmt::format("积数计息：{} 至 {} 每日终余额之和 × 年利率 ÷ 360",
                                 to_string(check.period_from), to_string(check.period_to));
  entry.calculation = fmt::format("{} × {} ÷ 360 = {}", yuan(check.accumulated),
                                  percent(check.rate, 2), yuan(check.expected));
  entry.inputs = {{"计息天数", fmt::format("{}，流水覆盖 {}", check.days, check.covered_days)},
                  {"流水日均余额", yuan(check.observed_average) + " 元"},
                  {"由结息倒推的日均余额", yuan(check.implied_average) + " 元"}};
  if (check.rest_average)
    entry.inputs.emplace_back("未覆盖日须日均", yuan(*check.rest_average) + " 元");
  entry.rule = "S08 结息倒推";
  Evidence rows;
  const std::uint32_t source = context.dossier.statements[check.statement].source;
  if (check.row != 0) rows.add_row(source, check.row);
  std::string chip;
  context.evidence.append_chip(
      chip, context.evidence.of_custom(
                fmt::format("interest/{}/{}", check.statement, to_string(check.credited_on)),
                std::move(entry), rows));
  return chip;
}

std::string interest_table(Context& context) {
  std::string out;
  open_table(out, "结息核验",
             {"结息日", "账户", "#天数", "#日均余额（元）", "#利率", "#应收（元）", "#实收（元）",
              "结论", "证据"});
  for (const auto& check : context.reconciliation.interest) {
    out += is_wrong(check) ? "<tr class=\"wrong\">" : "<tr>";
    head_cell(out, to_string(check.credited_on));
    cell(out, context.account_label(check.statement));
    number_cell(out, fmt::format("{}/{}", check.covered_days, check.days));
    number_cell(out, yuan(check.observed_average));
    number_cell(out, percent(check.rate, 2));
    number_cell(out, yuan(check.expected));
    number_cell(out, check.verdict == "ABSENT" ? "—" : yuan(check.stated));
    cell(out, verdict_words(check));
    out += "<td>" + interest_chip(context, check) + "</td></tr>";
  }
  close_table(out);
  return out;
}

std::string interest_title(const std::vector<InterestCheck>& checks) {
  if (checks.empty()) return "流水期内没有可核验的结息";
  std::size_t wrong = 0;
  std::string first;
  for (const auto& check : checks) {
    if (!is_wrong(check)) continue;
    if (wrong == 0) first = to_string(check.credited_on);
    ++wrong;
  }
  if (wrong == 0) return fmt::format("{} 次结息均与日终余额推算相符", checks.size());
  if (wrong == 1) return fmt::format("{} 次结息中，{} 与余额推算不符", checks.size(), first);
  return fmt::format("{} 次结息中 {} 次与余额推算不符，最早 {}", checks.size(), wrong, first);
}

void append_balance(Context& context) {
  std::vector<BalancePoint> days;
  for (const auto& day : context.reconciliation.daily) days.push_back({day.date, day.balance});
  std::vector<BalanceMarker> markers;
  for (const auto& check : context.reconciliation.interest) {
    const bool wrong = is_wrong(check);
    markers.push_back({check.credited_on, wrong,
                       check.verdict == "ABSENT" ? "缺结息行" : yuan(check.stated),
                       wrong ? "应 " + yuan(check.expected) : "相符"});
  }
  Figure figure;
  figure.id = "c3";
  figure.title = interest_title(context.reconciliation.interest);
  figure.subtitle = "日终余额（打印余额的账户合计）；竖线为结息日，实线为不符";
  context.evidence.append_fact_chip(figure.chips, facts::kDailyBalance);
  for (const auto& check : context.reconciliation.interest) {
    if (is_wrong(check)) figure.chips += interest_chip(context, check);
  }
  figure.svg = draw_daily_balance(days, markers);
  figure.summary = figure.title;
  if (!context.reconciliation.interest.empty()) figure.data_table = interest_table(context);
  append_figure(context, std::move(figure));
}

// Counterparties
// -----------------------------------------------------------------------------------------

std::string counterparty_table(Context& context, const std::vector<CounterpartyFigures>& list,
                               std::string_view kind, std::string_view title) {
  std::string out;
  open_table(out, title, {"对手方", "#金额（元）", "#占比", "证据"});
  for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 10); ++i) {
    const auto& party = list[i];
    out += "<tr>";
    const std::string name = context.masker.name(party.name);
    head_cell(out, name);
    number_cell(out, yuan(party.amount));
    number_cell(out, percent(party.share));
    EvidenceEntry entry;
    entry.title = name;
    entry.value = fmt::format("{} 元，占 {}", yuan(party.amount), percent(party.share));
    entry.definition = title;
    entry.key = fmt::format("{}/{}", kind, i);
    out += "<td>";
    context.evidence.append_chip(out, context.evidence.of_custom(fmt::format("{}/{}", kind, i),
                                                                 std::move(entry), party.evidence));
    out += "</td></tr>";
  }
  close_table(out);
  return out;
}

void append_customers(Context& context) {
  const auto& customers = context.reconciliation.customers;
  if (customers.empty()) return;
  Figure figure;
  context.evidence.append_fact_chip(figure.chips, facts::kTopCustomer);
  context.evidence.append_fact_chip(figure.chips, facts::kTopFiveCustomers);
  figure.data_table = counterparty_table(context, customers, "customer", "有效流入的付款方");
  std::vector<ParetoBar> bars;
  Decimal cumulative;
  Money rest;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    if (i >= kParetoMax && customers.size() > kParetoMax + 1) {
      rest += customers[i].amount;
      continue;
    }
    cumulative += customers[i].share;
    bars.push_back({context.masker.name(customers[i].name),
                    fmt::format("key=customer/{}", i),
                    customers[i].amount,
                    percent(customers[i].share),
                    percent(cumulative),
                    false});
  }
  const std::string top = bars.back().cumulative;
  const std::size_t shown = bars.size();
  if (customers.size() > shown) {
    const Decimal share = Decimal(1) - cumulative;
    bars.push_back({fmt::format("其余 {} 户", customers.size() - shown),
                    {},
                    rest,
                    percent(share),
                    "100.0%",
                    true});
  }
  figure.id = "c4";
  figure.title = fmt::format("第一大客户占 {}，前 {} 大合计 {}", bars.front().share, shown, top);
  figure.subtitle = "有效流入按付款方归并；收单结算不计入集中度";
  figure.svg = draw_pareto(bars);
  for (const auto& bar : bars) figure.summary += fmt::format("{} {}；", bar.label, bar.share);
  append_figure(context, std::move(figure));
}

// Flow
// ---------------------------------------------------------------------------------------

std::vector<FlowNode> flow_nodes(const std::array<FlowTotals::Side, kClassCount>& totals,
                                 Direction direction) {
  std::vector<ClassAmount> all = sides(totals);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    // What is alarming must not vanish among the rest.
    return std::pair(!is_alarming(a.cls), -a.amount.fen()) <
           std::pair(!is_alarming(b.cls), -b.amount.fen());
  });
  std::vector<FlowNode> nodes;
  Money rest;
  for (const auto& side : all) {
    if (nodes.size() == kFlowNodesMax) {
      rest += side.amount;
      continue;
    }
    std::string label(class_title(side.cls));
    if (side.cls == TransactionClass::round_trip)
      label += direction == Direction::inflow ? " · 转回" : " · 转出";
    nodes.push_back({label, class_filter(side.cls, direction), side.amount, is_alarming(side.cls)});
  }
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](const auto& a, const auto& b) { return a.amount > b.amount; });
  if (!rest.is_zero()) nodes.push_back({"其他", {}, rest, false});
  return nodes;
}

std::string cycle_table(Context& context) {
  std::string out;
  const auto& cycles = context.reconciliation.cycles;
  open_table(out, "资金回流", {"对手方", "转出日", "转回日", "#间隔（天）", "#金额（元）", "证据"});
  for (std::size_t i = 0; i < std::min(cycles.size(), kCyclesShown); ++i) {
    const auto& cycle = cycles[i];
    Evidence rows;
    for (const RowPlace& leg : cycle.legs) {
      rows.add_row(context.dossier.statements[leg.statement].source, leg.row);
    }
    std::string name;
    for (const auto& party : cycle.parties) {
      name += (name.empty() ? "" : " → ") + context.masker.name(party);
    }
    EvidenceEntry entry;
    entry.title = "回流：" + name;
    entry.value = fmt::format("{} 元，{} 天后转回", yuan(cycle.amount), cycle.days);
    entry.definition = "转给同一对手后短期内转回的款项，一对一配对，较小的一方为回流金额";
    entry.rule = "S20 资金回流";
    out += "<tr class=\"wrong\">";
    head_cell(out, name);
    cell(out, to_string(cycle.from));
    cell(out, to_string(cycle.to));
    number_cell(out, std::to_string(cycle.days));
    number_cell(out, yuan(cycle.amount));
    out += "<td>";
    context.evidence.append_chip(
        out, context.evidence.of_custom(fmt::format("cycle/{}", i), std::move(entry), rows));
    out += "</td></tr>";
  }
  close_table(out);
  if (cycles.size() > kCyclesShown) {
    fmt::format_to(std::back_inserter(out),
                   "<p class=\"note\">另 {} 组，在流水明细中按标记“回流”筛选</p>",
                   cycles.size() - kCyclesShown);
  }
  return out;
}

void append_flow(Context& context) {
  const auto sources = flow_nodes(context.flows.in, Direction::inflow);
  const auto targets = flow_nodes(context.flows.out, Direction::outflow);
  if (sources.empty() && targets.empty()) return;
  const auto& cycles = context.reconciliation.cycles;
  Money cycled;
  for (const auto& cycle : cycles) cycled += cycle.amount;
  Figure figure;
  figure.id = "c5";
  figure.wide = true;
  if (!cycles.empty()) {
    figure.title =
        fmt::format("资金流向：{} 组款项转出后又转回，合计 {} 万元", cycles.size(), wan(cycled));
  } else {
    figure.title = sources.empty()
                       ? "资金流向：流水期内没有流入"
                       : fmt::format("资金流向：流入以{}为主，占 {}", sources.front().label,
                                     share_of(sources.front().amount, context.flows.gross_in));
  }
  figure.subtitle = "左为来源、右为去向，全部账户；红色斜纹为回流或敏感类别";
  context.evidence.append_fact_chip(figure.chips, facts::kCycleShare);
  figure.svg = draw_flow(sources, targets, "申请人账户");
  for (const auto& node : sources)
    figure.summary += fmt::format("流入 {} {} 元；", node.label, yuan(node.amount));
  for (const auto& node : targets)
    figure.summary += fmt::format("流出 {} {} 元；", node.label, yuan(node.amount));
  if (!cycles.empty()) figure.data_table = cycle_table(context);
  append_figure(context, std::move(figure));
}

// Calendar
// ------------------------------------------------------------------------------------

// Operating inflow of every day from the first row to the last, days without any included.
std::vector<CalendarDay> calendar_days(const Context& context) {
  std::map<Date, Money> amounts;
  for (const auto& row : context.table.rows()) {
    const Transaction& transaction = context.table.transaction(row);
    Money& amount = amounts[transaction.time.date];
    if (row.counted && row.cls == TransactionClass::operating_in &&
        transaction.direction == Direction::inflow) {
      amount += transaction.amount;
    }
  }
  std::vector<CalendarDay> days;
  if (amounts.empty()) return days;
  const Date last = amounts.rbegin()->first;
  // A wrong year must not make a chart of centuries.
  const Date first = std::max(amounts.begin()->first, last.plus_days(-kCalendarDaysMax));
  for (Date date = first; date <= last; date = date.plus_days(1)) {
    const auto it = amounts.find(date);
    days.push_back({date, it == amounts.end() ? Money() : it->second});
  }
  return days;
}

void append_calendar(Context& context) {
  const std::vector<CalendarDay> days = calendar_days(context);
  if (days.empty()) return;
  std::size_t busy = 0, gap = 0, longest = 0, longest_end = 0;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const bool quiet = days[i].amount.is_zero();
    busy += quiet ? 0 : 1;
    gap = quiet ? gap + 1 : 0;
    if (gap > longest) {
      longest = gap;
      longest_end = i;
    }
  }
  Figure figure;
  figure.id = "c6";
  figure.wide = true;
  figure.title = fmt::format("{} 天中 {} 天有经营流入", grouped(days.size()), grouped(busy));
  if (longest > 1) {
    figure.title += fmt::format("，最长 {} 天没有（{} 至 {}）", longest,
                                to_string(days[longest_end + 1 - longest].date),
                                to_string(days[longest_end].date));
  }
  figure.subtitle = "一格一天，列为周；颜色越深当日经营流入越多；点一格看当天的流水";
  figure.svg = draw_calendar(days);
  figure.summary = figure.title;
  append_figure(context, std::move(figure));
}

// Breaks and both-sided counterparties
// --------------------------------------------------------------------

void append_breaks(Context& context) {
  std::string& out = context.out;
  const auto& all = context.reconciliation;
  if (all.breaks.empty() && all.duplicates.empty()) return;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>余额断链 {} 处，重复 {} 行</h3>", all.breaks.size(),
                 all.duplicates.size());
  open_table(out, "断链与重复", {"类型", "账户", "位置", "#应为（元）", "#显示（元）", "证据"});
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < std::min(all.breaks.size(), kShown); ++i) {
    const auto& gap = all.breaks[i];
    const std::uint32_t source = context.dossier.statements[gap.statement].source;
    Evidence rows;
    rows.add_row(source, gap.row);
    EvidenceEntry entry;
    entry.title = fmt::format("余额断链 {}·r{}", context.source_id(source), gap.row);
    entry.value = fmt::format("应为 {} 元，显示 {} 元", yuan(gap.expected), yuan(gap.shown));
    entry.definition = "每行余额 = 上行余额 ± 本行金额";
    entry.calculation = fmt::format("相差 {} 元", signed_yuan(gap.shown - gap.expected));
    out += "<tr class=\"wrong\"><td>▲ 断链</td>";
    cell(out, context.account_label(gap.statement));
    cell(out, fmt::format("{}·r{}", context.source_id(source), gap.row));
    number_cell(out, yuan(gap.expected));
    number_cell(out, yuan(gap.shown));
    out += "<td>";
    context.evidence.append_chip(
        out, context.evidence.of_custom(fmt::format("break/{}/{}", gap.statement, gap.row),
                                        std::move(entry), rows));
    out += "</td></tr>";
  }
  for (std::size_t i = 0; i < std::min(all.duplicates.size(), kShown); ++i) {
    const auto& copy = all.duplicates[i];
    const std::uint32_t source = context.dossier.statements[copy.statement].source;
    Evidence rows;
    rows.add_row(source, copy.duplicate_of);
    rows.add_row(source, copy.row);
    EvidenceEntry entry;
    entry.title = fmt::format("重复行 {}·r{}", context.source_id(source), copy.row);
    entry.value = fmt::format("与 r{} 相同，已剔除", copy.duplicate_of);
    out += "<tr><td>◆ 重复</td>";
    cell(out, context.account_label(copy.statement));
    cell(out, fmt::format("{}·r{} = r{}", context.source_id(source), copy.row, copy.duplicate_of));
    out += "<td class=\"n\">—</td><td class=\"n\">已剔除</td><td>";
    context.evidence.append_chip(
        out, context.evidence.of_custom(fmt::format("duplicate/{}/{}", copy.statement, copy.row),
                                        std::move(entry), rows));
    out += "</td></tr>";
  }
  close_table(out);
  if (all.breaks.size() > kShown || all.duplicates.size() > kShown)
    out += "<p class=\"note\">其余在流水明细中按标记筛选</p>";
  out += "</div>";
}

void append_both_sides(Context& context) {
  const auto& list = context.reconciliation.both_sides;
  if (list.empty()) return;
  std::string& out = context.out;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>既收又付的对手方 {} 户</h3>", list.size());
  open_table(out, "既收又付", {"对手方", "#收（元）", "#付（元）", "证据"});
  for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 10); ++i) {
    const auto& party = list[i];
    const std::string name = context.masker.name(party.name);
    EvidenceEntry entry;
    entry.title = "既收又付：" + name;
    entry.value = fmt::format("收 {} 元，付 {} 元", yuan(party.inflow), yuan(party.outflow));
    out += "<tr>";
    head_cell(out, name);
    number_cell(out, yuan(party.inflow));
    number_cell(out, yuan(party.outflow));
    out += "<td>";
    context.evidence.append_chip(out, context.evidence.of_custom(fmt::format("both/{}", i),
                                                                 std::move(entry), party.evidence));
    out += "</td></tr>";
  }
  close_table(out);
  out += "</div>";
}

}  // namespace

void append_statements(Context& context) {
  const auto& statements = context.dossier.statements;
  const auto& months = context.reconciliation.months;
  std::string subtitle =
      fmt::format("{} 个账户，{} 笔", statements.size(), grouped(context.table.rows().size()));
  if (!months.empty())
    subtitle +=
        fmt::format("，{} 至 {}", to_string(months.front().month), to_string(months.back().month));
  open_module(context.out, {3, "m3", "流水分析", subtitle});
  if (context.table.rows().empty()) {
    append_not_supplied(context.out, "银行、支付宝或微信流水", "见待补充资料");
    close_module(context.out);
    return;
  }
  context.out += "<div class=\"grid\">";
  append_waterfall(context);
  append_monthly(context);
  append_balance(context);
  append_customers(context);
  append_flow(context);
  append_calendar(context);
  append_accounts(context);
  append_breaks(context);
  append_both_sides(context);
  context.out += "</div>";
  close_module(context.out);
}

}  // namespace zhun::report
