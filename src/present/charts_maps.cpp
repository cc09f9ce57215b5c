// Charts of many small cells: the calendar of a statement's days, the pages of a scan.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "present/charts.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

// From nothing to much; neighbours differ in lightness, so that they print in grey, too.
constexpr std::array<std::string_view, 5> kHeat = {colour::kHeat0, colour::kHeat1, colour::kHeat2,
                                                   colour::kHeat3, colour::kHeat4};
constexpr double kCalendarLeft = 40, kCalendarTop = 50;

void append_cell(std::string& path, double x, double y, double size) {
  path += 'M';
  append_coordinate(path, x);
  path += ' ';
  append_coordinate(path, y);
  for (const auto& [command, length] : {std::pair{'h', size}, {'v', size}, {'h', -size}}) {
    path += command;
    append_coordinate(path, length);
  }
  path += 'z';
}

// "≤1.0" in the unit of the chart; the limits are round.
std::string limit_words(const MoneyAxis& axis, std::int64_t fen) {
  const bool whole = fen % (axis.in_wan ? 1'000'000 : 100) == 0;
  if (whole) return grouped(static_cast<std::uint64_t>(fen / (axis.in_wan ? 1'000'000 : 100)));
  return axis.in_wan ? grouped_digits(to_fixed_string(Decimal::from_scaled(fen, -6), 2))
                     : yuan(Money::from_fen(fen));
}

void draw_heat_legend(Svg& svg, const std::array<std::int64_t, 3>& limits, const MoneyAxis& axis,
                      double right) {
  const std::string a = limit_words(axis, limits[0]), b = limit_words(axis, limits[1]),
                    c = limit_words(axis, limits[2]);
  const std::array<std::string, 5> names = {"无", "≤" + a, a + "–" + b, b + "–" + c, ">" + c};
  double x = right;
  for (std::size_t i = names.size(); i-- > 0;) {
    x -= 6.6 * static_cast<double>(columns_of(names[i]));
    svg.text(x, 18, names[i], {Anchor::start, colour::kSecondary, 11, false});
    x -= 16;
    svg.rect({x, 8, 11, 11}, kHeat[i]);
    x -= 12;
  }
}

void draw_month_heads(Svg& svg, Date first, Date last, std::int32_t monday, double cell) {
  double free_from = 0;
  for (Month month = first.month(); !(last < Date::first_of(month)); month = month.plus(1)) {
    const Date day = std::max(Date::first_of(month), first);
    const double x = kCalendarLeft + cell * ((day.days_since_epoch() - monday) / 7);
    if (x < free_from || x + 32 > kFullWidth) continue;
    svg.text(x, kCalendarTop - 8, short_month(month),
             {Anchor::start, colour::kSecondary, 11, false});
    free_from = x + 38;
  }
}

}  // namespace

std::array<std::int64_t, 3> heat_limits(const std::vector<CalendarDay>& days) {
  std::vector<std::int64_t> amounts;
  for (const auto& day : days) {
    if (day.amount.fen() > 0) amounts.push_back(day.amount.fen());
  }
  std::sort(amounts.begin(), amounts.end());
  std::array<std::int64_t, 3> limits{};
  std::int64_t below = 0;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const std::int64_t quartile =
        amounts.empty() ? 0 : amounts[std::min(amounts.size() * (i + 1) / 4, amounts.size() - 1)];
    // The next round amount from the quartile on, and above the limit before.
    std::int64_t limit =
        nice_ticks(0, std::max({quartile, below + 1, std::int64_t{10'000}}), 2).last;
    limits[i] = below = limit;
  }
  return limits;
}

std::string draw_calendar(const std::vector<CalendarDay>& days) {
  if (days.empty()) {
    Svg svg("calendar", kFullWidth, 60);
    svg.text(kFullWidth / 2.0, 34, "没有可画的日期",
             {Anchor::middle, colour::kSecondary, 13, false});
    return std::move(svg).finish();
  }
  const auto limits = heat_limits(days);
  const MoneyAxis axis(0, limits.back(), 5);
  const Date first = days.front().date, last = days.back().date;
  const std::int32_t monday = first.days_since_epoch() - first.weekday();
  const int weeks = (last.days_since_epoch() - monday) / 7 + 1;
  const double cell = std::min((kFullWidth - kCalendarLeft - 4) / weeks, 17.0);
  Svg svg("calendar", kFullWidth, static_cast<int>(kCalendarTop + cell * 7) + 8);
  svg.text(6, 18, fmt::format("经营流入（{}/天）", axis.unit()),
           {Anchor::start, colour::kSecondary, 11, false});
  draw_heat_legend(svg, limits, axis, kFullWidth - 6);
  draw_month_heads(svg, first, last, monday, cell);
  constexpr std::array<std::string_view, 7> kDays = {"一", "二", "三", "四", "五", "六", "日"};
  for (std::size_t i = 0; i < kDays.size(); i += cell < 13 ? 2 : 1) {
    svg.text(kCalendarLeft - 10, kCalendarTop + cell * (static_cast<double>(i) + 0.5) + 4, kDays[i],
             {Anchor::end, colour::kSecondary, 11, false});
  }
  std::array<std::string, kHeat.size()> paths;
  for (const auto& day : days) {
    const std::int32_t offset = day.date.days_since_epoch() - monday;
    if (offset < 0) continue;
    std::size_t level = 0;
    if (day.amount.fen() > 0) {
      level = 1;
      while (level < 4 && day.amount.fen() > limits[level - 1]) ++level;
    }
    append_cell(paths[level], kCalendarLeft + cell * (offset / 7),
                kCalendarTop + cell * (offset % 7), cell - (cell > 6 ? 1.5 : 0.5));
  }
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (!paths[i].empty()) svg.path(paths[i], kHeat[i], "1");
  }
  svg.day_area({kCalendarLeft, kCalendarTop, cell * weeks, cell * 7}, monday, cell);
  return std::move(svg).finish();
}

std::string draw_scan_pages(const std::vector<ScanPage>& pages) {
  constexpr double kLeft = 64, kCellWidth = 44, kCellHeight = 36;
  constexpr std::size_t kInRow = 20;
  struct Level {
    std::string_view fill, icon, name, ink;
  };
  constexpr std::array<Level, 3> kLevels = {{{colour::kHeat1, "✓", "全部证实", colour::kText},
                                             {colour::kHeat2, "·", "有识读未证", colour::kText},
                                             {colour::kDoubt, "◇", "有存疑或修复", colour::kText}}};
  std::size_t lines = 0, in_line = 0;
  for (std::size_t i = 0; i < pages.size(); ++i, ++in_line) {
    if (i == 0 || pages[i].source != pages[i - 1].source || in_line == kInRow) {
      ++lines;
      in_line = 0;
    }
  }
  Svg svg("scan", kFullWidth, 40 + static_cast<int>(kCellHeight * static_cast<double>(lines)) + 6);
  double x = kFullWidth - 6;
  for (std::size_t i = kLevels.size(); i-- > 0;) {
    const std::string name = fmt::format("{} {}", kLevels[i].icon, kLevels[i].name);
    x -= 6.6 * static_cast<double>(columns_of(name));
    svg.text(x, 18, name, {Anchor::start, colour::kSecondary, 11, false});
    x -= 16;
    svg.rect({x, 8, 11, 11}, kLevels[i].fill);
    x -= 14;
  }
  if (pages.empty()) {
    svg.text(kFullWidth / 2.0, 34, "没有扫描页", {Anchor::middle, colour::kSecondary, 13, false});
  }
  double y = 40 - kCellHeight;
  in_line = 0;
  for (std::size_t i = 0; i < pages.size(); ++i, ++in_line) {
    const ScanPage& page = pages[i];
    const bool other = i == 0 || page.source != pages[i - 1].source;
    if (other || in_line == kInRow) {
      y += kCellHeight;
      in_line = 0;
    }
    if (other) {
      svg.text(kLeft - 10, y + 22, shortened(page.source, 8),
               {Anchor::end, colour::kText, 12, false});
    }
    const Level& level = kLevels[page.doubtful + page.repaired > 0 ? 2 : page.unproved > 0 ? 1 : 0];
    const double left = kLeft + kCellWidth * static_cast<double>(in_line);
    svg.rect(
        {left, y, kCellWidth - 3, kCellHeight - 3}, level.fill,
        {fmt::format("{} 第 {} 页：{} 行，已证实 {}，识读未证 {}，修复 {}，存疑 {}", page.source,
                     page.page, page.rows, page.rows - page.unproved - page.doubtful, page.unproved,
                     page.repaired, page.doubtful),
         {}});
    const double middle = left + (kCellWidth - 3) / 2;
    svg.text(middle, y + 14, fmt::format("p{} {}", page.page, level.icon),
             {Anchor::middle, level.ink, 11, page.doubtful > 0});
    svg.text(middle, y + 28,
             fmt::format("{}/{}", page.rows - page.unproved - page.doubtful, page.rows),
             {Anchor::middle, level.ink, 11, false});
  }
  return std::move(svg).finish();
}

}  // namespace zhun::report
