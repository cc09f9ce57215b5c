// Charts over time and the waterfall; see charts.hpp. Geometry is floating point, labels never.
#include "present/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "present/report_text.hpp"

namespace zhun::report {
namespace {

constexpr TextStyle kTickLabel{Anchor::end, colour::kSecondary, 11, false};
constexpr TextStyle kBelow{Anchor::middle, colour::kSecondary, 11, false};

// Horizontal grid lines with their labels, and the unit above.
void draw_money_axis(Svg& svg, const MoneyAxis& axis, const Scale& y, double left, double right) {
  for (const std::int64_t tick : axis.ticks.values()) {
    const double at = y.at(tick);
    svg.line(left, at, right, at, {tick == 0 ? colour::kAxis : colour::kGrid});
    svg.text(left - 6, at + 4, axis.label(tick), kTickLabel);
  }
}

Scale scale_of(const MoneyAxis& axis, double from, double to) {
  return {static_cast<double>(axis.ticks.first), static_cast<double>(axis.ticks.last), from, to};
}

// A bar between two values of a vertical scale; never thinner than a hair when there is an amount.
Box bar_box(const Scale& y, std::int64_t from, std::int64_t to, double x, double width) {
  const double a = y.at(from);
  const double b = y.at(to);
  const double height = std::abs(a - b);
  return {x, std::min(a, b), width, from == to ? 0 : std::max(height, 0.75)};
}

std::string month_filter(Month month) { return "month=" + to_string(month); }

void legend(Svg& svg, double right, double y,
            const std::vector<std::pair<std::string_view, std::string_view>>& entries) {
  double x = right;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const double width = 6.2 * static_cast<double>(columns_of(entry->first));
    x -= width;
    svg.text(x, y, entry->first, {Anchor::start, colour::kSecondary, 12, false});
    x -= 15;
    svg.rect({x, y - 9, 10, 10}, entry->second);
    x -= 14;
  }
}

// Every n-th month is named, so that names never touch.
std::size_t label_step(std::size_t count, double band) {
  std::size_t step = 1;
  while (band * static_cast<double>(step) < 36 && step < count) ++step;
  return step;
}

std::string empty_chart(int width, std::string_view sentence) {
  Svg svg("empty", width, 60);
  svg.text(width / 2.0, 34, sentence, {Anchor::middle, colour::kSecondary, 13, false});
  return std::move(svg).finish();
}

}  // namespace

std::string draw_waterfall(const std::vector<WaterfallStep>& steps) {
  if (steps.empty()) return empty_chart(kHalfWidth, "没有可画的金额");
  std::int64_t low = 0, high = 0, level = 0;
  for (const auto& step : steps) {
    const std::int64_t from = step.total ? 0 : level;
    level = from + step.amount.fen();
    low = std::min({low, level, from});
    high = std::max({high, level, from});
  }
  const MoneyAxis axis(low, high, 6);
  constexpr double kLeft = 54, kRight = kHalfWidth - 6, kTop = 34, kBottom = 262;
  Svg svg("waterfall", kHalfWidth, 300);
  const Scale y = scale_of(axis, kBottom, kTop);
  svg.text(6, 16, axis.unit(), {Anchor::start, colour::kSecondary, 11, false});
  draw_money_axis(svg, axis, y, kLeft, kRight);
  const double band = (kRight - kLeft) / static_cast<double>(steps.size());
  const double width = std::min(band * 0.62, 56.0);
  level = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const double x = kLeft + band * static_cast<double>(i) + (band - width) / 2;
    const std::int64_t from = step.total ? 0 : level;
    level = from + step.amount.fen();
    const Box box = bar_box(y, from, level, x, width);
    const Mark mark{fmt::format("{} {} 元", step.label, yuan(step.amount)), step.filter};
    const bool last = i + 1 == steps.size();
    if (step.alert) {
      svg.hatched_rect(box, colour::kAlert, mark);
    } else {
      svg.rect(box,
               !step.total ? colour::kExcluded
               : last      ? colour::kEffective
                           : colour::kInflow,
               mark);
    }
    if (!last) {
      svg.line(x + width, y.at(level), x + band, y.at(level), {colour::kAxis, 1, "2 2"});
    }
    const std::string_view fill = step.alert ? colour::kAlert : colour::kText;
    svg.text(x + width / 2, box.y - 6, axis.amount(step.amount.fen()),
             {Anchor::middle, fill, 11, step.total});
    svg.text(x + width / 2, kBottom + 18, fitted(step.label, band - 4, 11),
             {Anchor::middle, step.alert ? colour::kAlert : colour::kSecondary, 11, false});
  }
  return std::move(svg).finish();
}

std::string draw_monthly_flow(const std::vector<MonthFlow>& months) {
  if (months.empty()) return empty_chart(kHalfWidth, "没有可画的月份");
  std::int64_t high = 0, net_low = 0, net_high = 0;
  for (const auto& month : months) {
    high = std::max({high, month.inflow.fen(), month.outflow.fen()});
    const std::int64_t net = (month.inflow - month.outflow).fen();
    net_low = std::min(net_low, net);
    net_high = std::max(net_high, net);
  }
  const MoneyAxis axis(0, high, 5), net_axis(net_low, net_high, 4);
  constexpr double kLeft = 54, kRight = kHalfWidth - 6;
  Svg svg("monthly", kHalfWidth, 300);
  const Scale y = scale_of(axis, 182, 30);
  const Scale net_y = scale_of(net_axis, 272, 212);
  svg.text(6, 16, axis.unit(), {Anchor::start, colour::kSecondary, 11, false});
  legend(
      svg, kRight, 17,
      {{"流入", colour::kInflow}, {"流出", colour::kOutflow}, {"净流量", colour::kEffectiveLight}});
  draw_money_axis(svg, axis, y, kLeft, kRight);
  draw_money_axis(svg, net_axis, net_y, kLeft, kRight);
  svg.text(6, 204, fmt::format("净流量（{}）", net_axis.unit()),
           {Anchor::start, colour::kSecondary, 11, false});
  const double band = (kRight - kLeft) / static_cast<double>(months.size());
  const double bar = std::clamp(band * 0.36, 1.5, 26.0);
  const std::size_t step = label_step(months.size(), band);
  for (std::size_t i = 0; i < months.size(); ++i) {
    const auto& month = months[i];
    const double centre = kLeft + band * (static_cast<double>(i) + 0.5);
    const Money net = month.inflow - month.outflow;
    svg.rect(bar_box(y, 0, month.inflow.fen(), centre - bar, bar), colour::kInflow);
    svg.rect(bar_box(y, 0, month.outflow.fen(), centre, bar), colour::kOutflow);
    const Box box = bar_box(net_y, 0, net.fen(), centre - bar * 0.8, bar * 1.6);
    if (net.is_negative()) {
      svg.hatched_rect(box, colour::kAlert);
    } else {
      svg.rect(box, colour::kEffectiveLight);
    }
    if (i % step == 0)
      svg.text(std::min(centre, kHalfWidth - 17.0), 290, short_month(month.month), kBelow);
    svg.hit_area({centre - band / 2, 26, band, 250},
                 {fmt::format("{}{}：流入 {}，流出 {}，净 {} 元", to_string(month.month),
                              month.full ? "" : "（不完整月）", yuan(month.inflow),
                              yuan(month.outflow), signed_yuan(net)),
                  month_filter(month.month)});
  }
  return std::move(svg).finish();
}

namespace {

// At most one point every half pixel: the last balance of each group of days.
std::vector<BalancePoint> thinned(const std::vector<BalancePoint>& days) {
  constexpr std::size_t kPointsMax = 1100;
  if (days.size() <= kPointsMax) return days;
  const std::size_t group = (days.size() + kPointsMax - 1) / kPointsMax;
  std::vector<BalancePoint> result;
  for (std::size_t i = 0; i < days.size(); i += group) {
    result.push_back(days[std::min(i + group - 1, days.size() - 1)]);
  }
  return result;
}

struct BalancePlot {
  Scale x, y;
  double left, right, bottom;
};

void draw_balance_line(Svg& svg, const BalancePlot& plot, const std::vector<BalancePoint>& days) {
  std::string line = "M";
  append_coordinate(line, plot.x.at(days.front().date.days_since_epoch()));
  line += ' ';
  append_coordinate(line, plot.y.at(days.front().balance.fen()));
  for (std::size_t i = 1; i < days.size(); ++i) {
    line += 'H';
    append_coordinate(line, plot.x.at(days[i].date.days_since_epoch()));
    if (days[i].balance == days[i - 1].balance) continue;
    line += 'V';
    append_coordinate(line, plot.y.at(days[i].balance.fen()));
  }
  const double end = plot.x.at(days.back().date.days_since_epoch() + 1);
  line += 'H';
  append_coordinate(line, end);
  std::string area = line + "V";
  append_coordinate(area, plot.y.at(0));
  area += 'H';
  append_coordinate(area, plot.x.at(days.front().date.days_since_epoch()));
  svg.path(area + "z", colour::kFaint, ".8");
  svg.polyline(line, {colour::kInflow, 1.25});
}

void draw_month_names(Svg& svg, const BalancePlot& plot, Date first, Date last, double y) {
  const int months = last.month().minus(first.month()) + 1;
  const double band = (plot.right - plot.left) / std::max(months, 1);
  const std::size_t step = label_step(static_cast<std::size_t>(std::max(months, 1)), band);
  for (int i = 0; i < months; i += static_cast<int>(step)) {
    const Month month = first.month().plus(i);
    const Date day = std::max(Date::first_of(month), first);
    const double at = plot.x.at(day.days_since_epoch());
    svg.line(at, plot.bottom, at, plot.bottom + 4, {colour::kAxis});
    if (at > plot.right - 6) break;  // half of the name would be outside
    svg.text(std::max(at, plot.left + 8), y, short_month(month), kBelow);
  }
}

void draw_marker(Svg& svg, const BalancePlot& plot, const BalanceMarker& marker, double label_x) {
  const double at = plot.x.at(marker.date.days_since_epoch());
  const std::string_view fill = marker.wrong ? colour::kAlert : colour::kEffective;
  const TextStyle style{Anchor::middle, fill, 11, marker.wrong};
  svg.line(at, 40, at, plot.bottom,
           {fill, marker.wrong ? 1.75 : 1.0, marker.wrong ? std::string_view() : "4 3"});
  svg.text(label_x, 20, (marker.wrong ? "✗ " : "✓ ") + marker.stated, style);
  svg.text(label_x, 34, marker.verdict, style);
}

}  // namespace

std::string draw_daily_balance(const std::vector<BalancePoint>& all_days,
                               const std::vector<BalanceMarker>& markers) {
  if (all_days.empty()) return empty_chart(kHalfWidth, "流水没有余额列，无法画日终余额");
  const std::vector<BalancePoint> days = thinned(all_days);
  std::int64_t low = 0, high = 0;
  for (const auto& day : days) {
    low = std::min(low, day.balance.fen());
    high = std::max(high, day.balance.fen());
  }
  const MoneyAxis axis(low, high, 6);
  const double top = markers.empty() ? 30 : 52;
  const double first = days.front().date.days_since_epoch();
  const double last = std::max<double>(days.back().date.days_since_epoch() + 1, first + 1);
  const BalancePlot plot{
      {first, last, 54, kHalfWidth - 10}, scale_of(axis, 266, top), 54, kHalfWidth - 10, 266};
  Svg svg("balance", kHalfWidth, 300);
  svg.text(6, 16, axis.unit(), {Anchor::start, colour::kSecondary, 11, false});
  draw_money_axis(svg, axis, plot.y, plot.left, plot.right);
  draw_balance_line(svg, plot, days);
  draw_month_names(svg, plot, days.front().date, days.back().date, 290);
  // Labels keep a distance, wrong ones first; what finds no place is a sign, and told on hovering.
  std::vector<double> labels, signs;
  const auto is_free = [](const std::vector<double>& taken, double x, double distance) {
    return std::none_of(taken.begin(), taken.end(),
                        [&](double other) { return std::abs(other - x) < distance; });
  };
  for (const bool wrong : {true, false}) {
    for (const auto& marker : markers) {
      if (marker.wrong != wrong) continue;
      const double at = plot.x.at(marker.date.days_since_epoch());
      const double label = std::clamp(at, 84.0, kHalfWidth - 38.0);
      if (is_free(labels, label, 76)) {
        draw_marker(svg, plot, marker, label);
        labels.push_back(label);
        continue;
      }
      const std::string_view fill = wrong ? colour::kAlert : colour::kEffective;
      svg.line(at, 48, at, plot.bottom, {fill, 1, wrong ? std::string_view() : "4 3"});
      if (!is_free(signs, at, 14)) continue;
      svg.text(at, 47, wrong ? "✗" : "✓", {Anchor::middle, fill, 11, wrong});
      signs.push_back(at);
    }
  }
  return std::move(svg).finish();
}

namespace {

void sales_tip(std::string& tip, std::string_view name, const std::optional<Money>& amount) {
  tip += fmt::format("，{} {}", name, amount ? yuan(*amount) + " 元" : "—");
}

// One horizontal piece a month; consecutive months of one filed quarter join to one step.
void draw_declared(Svg& svg, const std::vector<SalesMonth>& months, const Scale& y, double left,
                   double band) {
  std::string line;
  bool joined = false;
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (!months[i].declared) {
      joined = false;
      continue;
    }
    line += joined ? 'L' : 'M';
    append_coordinate(line, left + band * (static_cast<double>(i) + 0.06));
    line += ' ';
    append_coordinate(line, y.at(months[i].declared->fen()));
    line += 'H';
    append_coordinate(line, left + band * (static_cast<double>(i) + 0.94));
    joined = true;
  }
  if (!line.empty()) svg.polyline(line, {colour::kTax, 2});
}

}  // namespace

std::string draw_sales(const std::vector<SalesMonth>& months) {
  if (months.empty()) return empty_chart(kFullWidth, "没有可画的月份");
  std::int64_t low = 0, high = 0;
  for (const auto& month : months) {
    for (const auto& amount : {month.inflow, month.invoiced, month.declared}) {
      if (!amount) continue;
      low = std::min(low, amount->fen());
      high = std::max(high, amount->fen());
    }
  }
  const MoneyAxis axis(low, high, 6);
  constexpr double kLeft = 58, kRight = kFullWidth - 8;
  Svg svg("sales", kFullWidth, 310);
  const Scale y = scale_of(axis, 276, 36);
  svg.text(6, 16, axis.unit(), {Anchor::start, colour::kSecondary, 12, false});
  legend(svg, kRight, 18,
         {{"有效流入", colour::kEffectiveLight},
          {"开票（价税合计）", colour::kInflow},
          {"增值税申报（含税）", colour::kTax}});
  draw_money_axis(svg, axis, y, kLeft, kRight);
  const double band = (kRight - kLeft) / static_cast<double>(months.size());
  const double bar = std::clamp(band * 0.34, 1.5, 30.0);
  const std::size_t step = label_step(months.size(), band);
  for (std::size_t i = 0; i < months.size(); ++i) {
    const auto& month = months[i];
    const double centre = kLeft + band * (static_cast<double>(i) + 0.5);
    if (month.inflow)
      svg.rect(bar_box(y, 0, month.inflow->fen(), centre - bar, bar), colour::kEffectiveLight);
    if (month.invoiced) {
      const Box box = bar_box(y, 0, month.invoiced->fen(), centre, bar);
      if (month.invoiced->is_negative()) {
        svg.hatched_rect(box, colour::kInflow);
      } else {
        svg.rect(box, colour::kInflow);
      }
    }
    if (i % step == 0) {
      svg.text(centre, 296, short_month(month.month),
               {Anchor::middle, colour::kSecondary, 12, false});
    }
  }
  draw_declared(svg, months, y, kLeft, band);
  for (std::size_t i = 0; i < months.size(); ++i) {
    std::string tip = to_string(months[i].month);
    sales_tip(tip, "有效流入", months[i].inflow);
    sales_tip(tip, "开票", months[i].invoiced);
    sales_tip(tip, "申报", months[i].declared);
    svg.hit_area({kLeft + band * static_cast<double>(i), 30, band, 250},
                 {tip, month_filter(months[i].month)});
  }
  return std::move(svg).finish();
}

std::string draw_spark(const std::vector<std::int64_t>& values, SparkHighlight highlight) {
  constexpr double kWidth = 156, kHeight = 24;
  Svg svg("spark", static_cast<int>(kWidth), static_cast<int>(kHeight));
  if (values.empty()) return std::move(svg).finish();
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const Scale y{static_cast<double>(std::min<std::int64_t>(*low, 0)),
                static_cast<double>(std::max<std::int64_t>(*high, 0)), kHeight, 0};
  const double band = kWidth / static_cast<double>(std::max<std::size_t>(values.size(), 6));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool marked = i >= highlight.first && i - highlight.first < highlight.count;
    svg.rect(bar_box(y, 0, values[i], band * static_cast<double>(i), band * 0.86),
             marked ? highlight.colour : colour::kSpark);
  }
  return std::move(svg).finish();
}

}  // namespace zhun::report
