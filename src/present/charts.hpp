// The report's charts: plain data in, one SVG out. Each draws whatever it is given, empty,
// constant, negative or long; the caller chooses the title and says what is missing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "present/svg.hpp"
#include "zhun/date.hpp"
#include "zhun/money.hpp"

namespace zhun::report {

inline constexpr int kHalfWidth = 560;  // two in a row
inline constexpr int kFullWidth = 960;

// From a gross amount over what is taken away to a net amount.
struct WaterfallStep {
  std::string label, filter;
  Money amount;        // as it counts: exclusions negative
  bool total = false;  // stands on the axis
  bool alert = false;  // drawn hatched in the alert colour
};
[[nodiscard]] std::string draw_waterfall(const std::vector<WaterfallStep>& steps);

struct MonthFlow {
  Month month;
  Money inflow, outflow;
  bool full = true;
};
[[nodiscard]] std::string draw_monthly_flow(const std::vector<MonthFlow>& months);

struct BalancePoint {
  Date date;
  Money balance;
};
struct BalanceMarker {
  Date date;
  bool wrong = false;
  std::string stated, verdict;  // the two lines above the plot
};
[[nodiscard]] std::string draw_daily_balance(const std::vector<BalancePoint>& days,
                                             const std::vector<BalanceMarker>& markers);

struct ParetoBar {
  std::string label, filter;
  Money amount;
  std::string share, cumulative;
  bool rest = false;
};
[[nodiscard]] std::string draw_pareto(const std::vector<ParetoBar>& bars);

struct FlowNode {
  std::string label, filter;
  Money amount;
  bool alert = false;
};
// Where money came from (left) and went to (right) through the applicant's accounts.
[[nodiscard]] std::string draw_flow(const std::vector<FlowNode>& sources,
                                    const std::vector<FlowNode>& targets, std::string_view centre);

struct SalesMonth {
  Month month;
  std::optional<Money> inflow, invoiced, declared;
};
[[nodiscard]] std::string draw_sales(const std::vector<SalesMonth>& months);

struct ScoreStep {
  std::string label, observed;
  int points = 0;
};
[[nodiscard]] std::string draw_score(int base, const std::vector<ScoreStep>& steps, int total);

struct FreshnessBar {
  std::string label, verdict;
  std::optional<Date> from;  // nothing: a single date
  Date to;
  int level = 0;  // 0 in time, 1 late, 2 too old
};
[[nodiscard]] std::string draw_freshness(const std::vector<FreshnessBar>& bars, Date as_of);

// One cell a day: weeks from left to right, Monday on top.
struct CalendarDay {
  Date date;
  Money amount;
};
[[nodiscard]] std::string draw_calendar(const std::vector<CalendarDay>& days);  // ascending
// The round amounts between the four classes of days with an amount.
[[nodiscard]] std::array<std::int64_t, 3> heat_limits(const std::vector<CalendarDay>& days);

// One cell a page of a scan: how many of its rows are proved.
struct ScanPage {
  std::string source;
  std::uint32_t page = 0;
  std::size_t rows = 0, unproved = 0, doubtful = 0, repaired = 0;
};
[[nodiscard]] std::string draw_scan_pages(const std::vector<ScanPage>& pages);

// Bars without labels for the cards; those from `first` on, `count` of them, in the strong colour.
struct SparkHighlight {
  std::size_t first = 0, count = 0;
  std::string_view colour = colour::kInflow;
};
[[nodiscard]] std::string draw_spark(const std::vector<std::int64_t>& values,
                                     SparkHighlight highlight);

// A scale from low to high with named bands and a mark.
struct ScoreBand {
  std::string name;
  int from = 0;
};
[[nodiscard]] std::string draw_score_scale(const std::vector<ScoreBand>& bands, int low, int high,
                                           int score);

}  // namespace zhun::report
