// Charts with horizontal bars, the flow chart and the score scale; see charts.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "present/charts.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
std::string draw_pareto(const std::vector<ParetoBar>& bars) {
  std::int64_t high = 1;
  for (const auto& bar : bars) high = std::max(high, bar.amount.fen());
  constexpr double kLeft = 150, kRight = 408;
  const int height = 40 + 25 * static_cast<int>(std::max<std::size_t>(bars.size(), 1));
  Svg svg("pareto", kHalfWidth, std::max(height, 300));
  svg.text(kHalfWidth - 6, 16, "累计占比", {Anchor::end, colour::kSecondary, 11, false});
  if (bars.empty()) {
    svg.text(kHalfWidth / 2.0, 60, "没有可归并的对手方",
             {Anchor::middle, colour::kSecondary, 13, false});
  }
  const Scale x{0, static_cast<double>(high), kLeft, kRight};
  const MoneyAxis axis(0, high, 5);
  double y = 28;
  for (std::size_t i = 0; i < bars.size(); ++i, y += 25) {
    const auto& bar = bars[i];
    const double end = x.at(std::max<std::int64_t>(bar.amount.fen(), 0));
    svg.text(kLeft - 8, y + 13, fitted(bar.label, kLeft - 12, 12),
             {Anchor::end, colour::kText, 12, false});
    svg.rect({kLeft, y, std::max(end - kLeft, 0.75), 17},
             bar.rest ? colour::kExcluded
             : i == 0 ? colour::kInflow
                      : colour::kInflowLight,
             {fmt::format("{} {} 元 {}", bar.label, yuan(bar.amount), bar.share), bar.filter});
    svg.text(end + 6, y + 13, fmt::format("{} · {}", axis.amount(bar.amount.fen()), bar.share),
             {Anchor::start, colour::kText, 11, false});
    svg.text(kHalfWidth - 6, y + 13, bar.cumulative, {Anchor::end, colour::kSecondary, 11, false});
  }
  return std::move(svg).finish();
}

namespace {

struct FlowColumn {
  double x = 0, label_x = 0;
  Anchor anchor = Anchor::end;
  std::string_view fill;
};

constexpr double kFlowTop = 14, kFlowHeight = 230, kFlowGap = 17, kNodeWidth = 10;
constexpr double kCentreX = 475;

// A ribbon between two vertical extents of the same height.
std::string ribbon(double x1, double y1, double x2, double y2, double height) {
  const double middle = (x1 + x2) / 2;
  std::string path;
  const auto point = [&](char command, double x, double y) {
    path += command;
    append_coordinate(path, x);
    path += ' ';
    append_coordinate(path, y);
  };
  point('M', x1, y1);
  point('C', middle, y1);
  point(' ', middle, y2);
  point(' ', x2, y2);
  point('L', x2, y2 + height);
  point('C', middle, y2 + height);
  point(' ', middle, y1 + height);
  point(' ', x1, y1 + height);
  return path + "z";
}

void draw_flow_column(Svg& svg, const std::vector<FlowNode>& nodes, const FlowColumn& column,
                      double fen_per_pixel, bool left, bool in_wan) {
  double y = kFlowTop;
  double centre_y = kFlowTop + 20;
  for (const auto& node : nodes) {
    const double height = static_cast<double>(node.amount.fen()) / fen_per_pixel;
    const double shown = std::max(height, 1.0);
    const double inner = left ? column.x + kNodeWidth : column.x;
    const double centre = left ? kCentreX : kCentreX + kNodeWidth;
    svg.path(left ? ribbon(inner, y, centre, centre_y, height)
                  : ribbon(centre, centre_y, inner, y, height),
             node.alert ? colour::kAlert : "#c9d6e4", node.alert ? ".5" : ".65");
    const Mark mark{fmt::format("{} {} 元", node.label, yuan(node.amount)), node.filter};
    if (node.alert) {
      svg.hatched_rect({column.x, y, kNodeWidth, shown}, colour::kAlert, mark);
    } else {
      svg.rect({column.x, y, kNodeWidth, shown}, column.fill, mark);
    }
    const std::string amount = in_wan ? wan_short(node.amount) : yuan(node.amount);
    svg.text(column.label_x, y + shown / 2 + 4,
             fmt::format("{} {}", fitted(node.label, 116, 12), amount),
             {column.anchor, node.alert ? colour::kAlert : colour::kText, 12, node.alert});
    y += std::max(height, 1.0) + kFlowGap;
    centre_y += height;
  }
}

}  // namespace

std::string draw_flow(const std::vector<FlowNode>& sources, const std::vector<FlowNode>& targets,
                      std::string_view centre) {
  std::int64_t in = 0, out = 0;
  for (const auto& node : sources) in += node.amount.fen();
  for (const auto& node : targets) out += node.amount.fen();
  const std::int64_t larger = std::max<std::int64_t>({in, out, 1});
  const double fen_per_pixel = static_cast<double>(larger) / kFlowHeight;
  const auto extent = [&](const std::vector<FlowNode>& nodes) {
    double sum = 0;
    for (const auto& node : nodes)
      sum += std::max(static_cast<double>(node.amount.fen()) / fen_per_pixel, 1.0) + kFlowGap;
    return sum;
  };
  const double tallest = std::max({extent(sources), extent(targets), kFlowHeight + 20});
  const int height = static_cast<int>(kFlowTop + tallest) + 8;
  Svg svg("flow", kFullWidth, height);
  const bool in_wan = larger >= 1'000'000;
  draw_flow_column(svg, sources, {190, 182, Anchor::end, colour::kInflowLight}, fen_per_pixel, true,
                   in_wan);
  draw_flow_column(svg, targets, {760, 778, Anchor::start, colour::kOutflowLight}, fen_per_pixel,
                   false, in_wan);
  svg.rect({kCentreX, kFlowTop + 20, kNodeWidth, kFlowHeight}, colour::kInflow);
  svg.text(kCentreX + kNodeWidth / 2, kFlowTop + 8, centre,
           {Anchor::middle, colour::kText, 12, true});
  return std::move(svg).finish();
}

std::string draw_score(int base, const std::vector<ScoreStep>& steps, int total) {
  int low = std::min(base, total), high = std::max(base, total), level = base;
  for (const auto& step : steps) {
    level += step.points;
    low = std::min(low, level);
    high = std::max(high, level);
  }
  // The axis starts below the lowest level, on a round number; the note below says so.
  const int tick_step = high - low > 300 ? 100 : high - low > 120 ? 50 : 20;
  const int from = std::max(low - 10, 0) / tick_step * tick_step;
  const int to = (high + 9 + tick_step) / tick_step * tick_step;
  constexpr double kLeft = 236, kRight = kHalfWidth - 40;
  const double row = 23;
  const double bottom = 14 + row * static_cast<double>(steps.size() + 2);
  Svg svg("score", kHalfWidth, static_cast<int>(bottom) + 24);
  const Scale x{static_cast<double>(from), static_cast<double>(to), kLeft, kRight};
  for (int tick = from; tick <= to; tick += tick_step) {
    const double at = x.at(tick);
    svg.line(at, 10, at, bottom, {colour::kGrid});
    svg.text(at, bottom + 16, std::to_string(tick),
             {Anchor::middle, colour::kSecondary, 11, false});
  }
  double y = 14;
  const auto bar = [&](std::string_view label, std::string_view observed, int start, int end,
                       std::string_view fill, const std::string& value, bool bold) {
    const double a = x.at(std::min(start, end));
    const double b = x.at(std::max(start, end));
    svg.text(6, y + 12, fitted(label, 124, 11), {Anchor::start, colour::kText, 11, bold});
    svg.text(kLeft - 10, y + 12, fitted(observed, kLeft - 10 - 136, 11),
             {Anchor::end, colour::kSecondary, 11, false});
    const Box box{a, y + 1, std::max(b - a, start == end ? 1.5 : 1.0), row - 6};
    if (end < start) {
      svg.hatched_rect(box, fill);
    } else {
      svg.rect(box, fill);
    }
    svg.text(b + 5, y + 12, value, {Anchor::start, colour::kText, 11, bold});
    y += row;
  };
  bar("基准分", "", from, base, colour::kExcluded, std::to_string(base), false);
  level = base;
  for (const auto& part : steps) {
    bar(part.label, part.observed, level, level + part.points,
        part.points < 0   ? colour::kOutflow
        : part.points > 0 ? colour::kInflow
                          : colour::kAxis,
        signed_number(part.points), false);
    level += part.points;
  }
  bar("评分", "", from, total, colour::kTax, std::to_string(total), true);
  return std::move(svg).finish();
}

std::string draw_freshness(const std::vector<FreshnessBar>& bars, Date as_of) {
  Date first = as_of.plus_days(-30);
  for (const auto& bar : bars) first = std::min({first, bar.from.value_or(bar.to), bar.to});
  // A very old date must not squeeze the rest: three years are shown.
  first = std::max(first, as_of.plus_days(-3 * 366));
  constexpr double kLeft = 150, kRight = kFullWidth - 160;
  const double row = 26;
  const double bottom = 34 + row * static_cast<double>(std::max<std::size_t>(bars.size(), 1));
  Svg svg("freshness", kFullWidth, static_cast<int>(bottom) + 26);
  const Scale x{static_cast<double>(first.days_since_epoch()),
                static_cast<double>(as_of.days_since_epoch()), kLeft, kRight};
  const int months = as_of.month().minus(first.month());
  const int step = std::max(1, (months + 9) / 10);
  for (int i = 1; i <= months; i += step) {
    const Month month = first.month().plus(i);
    const double at = x.at(Date::first_of(month).days_since_epoch());
    svg.line(at, 26, at, bottom, {colour::kGrid});
    svg.text(at, bottom + 17, short_month(month), {Anchor::middle, colour::kSecondary, 12, false});
  }
  double y = 32;
  for (const auto& bar : bars) {
    const double end = x.at(bar.to.days_since_epoch());
    const std::string_view fill = bar.level == 0   ? colour::kEffectiveLight
                                  : bar.level == 1 ? colour::kLag
                                                   : colour::kAlert;
    svg.text(kLeft - 12, y + 14, fitted(bar.label, kLeft - 16, 12),
             {Anchor::end, colour::kText, 12, false});
    if (end < kRight) {
      svg.line(end, y + 9, kRight, y + 9, {bar.level == 0 ? colour::kAxis : fill, 1.5, "3 3"});
    }
    if (bar.from) {
      const double start = x.at(bar.from->days_since_epoch());
      svg.rect({start, y + 2, std::max(end - start, 2.0), 14}, fill);
    } else {
      svg.diamond(end, y + 9, 6, fill);
    }
    const std::string_view ink = bar.level == 0   ? colour::kOk
                                 : bar.level == 1 ? colour::kCaution
                                                  : colour::kAlert;
    svg.text(kRight + 16, y + 14, bar.verdict, {Anchor::start, ink, 12, bar.level != 0});
    y += row;
  }
  svg.line(kRight, 24, kRight, bottom, {colour::kText, 1.25});
  svg.text(kRight, 16, "基准日 " + to_string(as_of), {Anchor::middle, colour::kText, 12, true});
  return std::move(svg).finish();
}

std::string draw_score_scale(const std::vector<ScoreBand>& bands, int low, int high, int score) {
  constexpr double kWidth = 230;
  constexpr std::string_view kFills[] = {"#c6d0db", "#9fb4cf", "#6f97c8",
                                         "#3f77b8", "#1f5fa8", "#123e73"};
  Svg svg("scale", static_cast<int>(kWidth), 34);
  const Scale x{static_cast<double>(low), static_cast<double>(std::max(high, low + 1)), 0, kWidth};
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const double from = x.at(std::max(bands[i].from, low));
    const double to = i + 1 < bands.size() ? x.at(std::max(bands[i + 1].from, low)) : kWidth;
    svg.rect({from, 6, to - from - (i + 1 < bands.size() ? 1 : 0), 7},
             kFills[std::min(i + (bands.size() < 4 ? 2u : 0u), std::size(kFills) - 1)]);
    svg.text((from + to) / 2, 29, bands[i].name, {Anchor::middle, colour::kSecondary, 12, false});
  }
  const double at = std::clamp(x.at(score), 1.5, kWidth - 1.5);
  svg.rect({at - 3, 1, 6, 17}, "#fff");
  svg.rect({at - 1.5, 1, 3, 17}, colour::kText);
  return std::move(svg).finish();
}

}  // namespace zhun::report
