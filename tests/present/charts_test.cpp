// The charts: finite, well-formed, with labels that equal the formatted values, whatever the data.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/xml.hpp"
#include "present/charts.hpp"
#include "present/report_text.hpp"

using namespace zhun;
using namespace zhun::report;

namespace {

Money yuan_of(std::int64_t value) { return Money::from_yuan(value); }

std::vector<MonthFlow> flows(int count, std::int64_t in, std::int64_t out) {
  std::vector<MonthFlow> months;
  for (int i = 0; i < count; ++i)
    months.push_back({Month(2023, 1).plus(i), yuan_of(in + i), yuan_of(out), i != 0});
  return months;
}

std::vector<BalancePoint> balances(int count, std::int64_t first, std::int64_t step) {
  std::vector<BalancePoint> days;
  for (int i = 0; i < count; ++i)
    days.push_back({Date::first_of(Month(2023, 1)).plus_days(i), yuan_of(first + step * i)});
  return days;
}

void check_drawing(const std::string& svg) {
  const auto parsed = xml::parse(svg, "chart.svg", Limits{});
  if (!parsed) MESSAGE(to_string(parsed.error()));
  REQUIRE(parsed.has_value());
  CHECK(parsed->name == "svg");
  for (const char* word : {"nan", "inf", "NaN", "e+", "style=", "href"}) {
    CAPTURE(word);
    CHECK(svg.find(word) == std::string::npos);
  }
}

bool has_label(const std::string& svg, const std::string& label) {
  return svg.find(">" + escaped(label) + "</text>") != std::string::npos;
}

}  // namespace

namespace {

// Made-up charts with names of any length and amounts of any size: the same for one seed.
class RandomCharts {
 public:
  explicit RandomCharts(std::uint64_t seed) : seed_(seed * 2654435761U + 1) {}

  std::vector<std::string> draw() {
    const Date as_of = Date::first_of(Month(2026, 3));
    return {waterfall(),      draw_monthly_flow(months()), balance(), pareto(),
            flow(),           draw_calendar(calendar()),   sales(),   score(),
            freshness(as_of), draw_scan_pages(pages())};
  }

 private:
  std::uint64_t below(std::uint64_t count) {
    seed_ = seed_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (seed_ >> 33) % count;
  }
  Money amount() {  // from cents to hundreds of millions
    std::int64_t scale = 100;
    for (std::uint64_t i = below(9); i > 0; --i) scale *= 10;
    return Money::from_fen(static_cast<std::int64_t>(below(1'000)) * scale / 100);
  }
  std::string name() {
    std::string text;
    for (std::uint64_t i = 1 + below(30); i > 0; --i) text += below(4) == 0 ? "A" : "泉";
    return text;
  }
  std::vector<MonthFlow> months() {
    std::vector<MonthFlow> list;
    for (int i = static_cast<int>(below(40)); i > 0; --i)
      list.push_back({Month(2026, 1).plus(-i), amount(), amount(), below(5) != 0});
    return list;
  }
  std::string waterfall() {
    Money level = amount();
    std::vector<WaterfallStep> steps{{"毛流入", "", level, true, false}};
    for (std::uint64_t i = below(8); i > 0; --i) {
      const Money part = -amount();
      level += part;
      steps.push_back({name(), "", part, false, below(3) == 0});
    }
    steps.push_back({"有效流入", "", level, true, false});
    return draw_waterfall(steps);
  }
  std::string balance() {
    std::vector<BalancePoint> days;
    for (int i = 0, count = static_cast<int>(below(800)); i < count; ++i)
      days.push_back({Date::first_of(Month(2023, 1)).plus_days(i), amount() - amount()});
    std::vector<BalanceMarker> markers;
    for (std::size_t i = below(60); i < days.size(); i += 20 + below(100))
      markers.push_back({days[i].date, below(3) == 0, "1,234.56", "应 2,345.67"});
    return draw_daily_balance(days, markers);
  }
  std::string pareto() {
    std::vector<ParetoBar> bars;
    for (std::uint64_t i = below(11); i > 0; --i)
      bars.push_back({name(), "", amount(), "31.6%", "100.0%", i == 1});
    return draw_pareto(bars);
  }
  std::string flow() {
    std::vector<FlowNode> in, out;
    for (std::uint64_t i = below(9); i > 0; --i) in.push_back({name(), "", amount(), i == 2});
    for (std::uint64_t i = below(9); i > 0; --i) out.push_back({name(), "", amount(), i == 3});
    return draw_flow(in, out, "申请人账户");
  }
  std::vector<CalendarDay> calendar() {
    std::vector<CalendarDay> days;
    for (int i = 0, count = static_cast<int>(below(1'098)); i < count; ++i)
      days.push_back({Date::first_of(Month(2023, 1)).plus_days(i), below(3) ? amount() : Money()});
    return days;
  }
  std::string sales() {
    std::vector<SalesMonth> list;
    for (int i = static_cast<int>(below(37)); i > 0; --i) {
      SalesMonth month{Month(2026, 1).plus(-i), {}, {}, {}};
      if (below(4) != 0) month.inflow = amount();
      if (below(4) != 0) month.invoiced = amount();
      if (below(4) != 0) month.declared = amount() - amount();
      list.push_back(month);
    }
    return draw_sales(list);
  }
  std::string score() {
    int total = 500;
    std::vector<ScoreStep> steps;
    for (std::uint64_t i = below(15); i > 0; --i) {
      const int points = static_cast<int>(below(120)) - 60;
      total += points;
      steps.push_back({name(), name(), points});
    }
    return draw_score(500, steps, total);
  }
  std::string freshness(Date as_of) {
    std::vector<FreshnessBar> bars;
    for (std::uint64_t i = below(14); i > 0; --i) {
      const int age = static_cast<int>(below(1'200));
      FreshnessBar bar{name(), "◆ 120 天，超 90 天", {}, as_of.plus_days(-age), age > 90 ? 2 : 0};
      if (below(2) != 0) bar.from = bar.to.plus_days(-400);
      bars.push_back(bar);
    }
    return draw_freshness(bars, as_of);
  }
  std::vector<ScanPage> pages() {
    std::vector<ScanPage> list;
    std::string source = "F01";
    for (std::uint32_t i = 1, count = static_cast<std::uint32_t>(below(60)); i <= count; ++i) {
      if (below(20) == 0) source = "F" + std::to_string(10 + i);
      list.push_back({source, i, 2 + below(60), 0, below(3) == 0 ? 1U : 0U, below(2)});
    }
    return list;
  }
  std::uint64_t seed_;
};

}  // namespace

// For tests/browser, which measures the labels.
TEST_CASE("the charts are written to ZHUN_CHARTS_OUT when it is set") {
  const char* path = std::getenv("ZHUN_CHARTS_OUT");
  if (path == nullptr) return;
  std::ofstream file(path, std::ios::binary);
  file << "<!DOCTYPE html><meta charset=\"utf-8\"><title>charts</title>";
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    file << "<div id=\"seed" << seed << "\">";
    for (const std::string& svg : RandomCharts(seed).draw()) file << svg;
    file << "</div>";
  }
  CHECK(file.good());
}

// ZHUN_UPDATE_GOLDEN=1 writes them again: look at the difference.
TEST_CASE("every chart is drawn as it was") {
  constexpr std::array<const char*, 10> kNames = {
      "waterfall", "monthly-flow", "daily-balance", "pareto",    "flow",
      "calendar",  "sales",        "score",         "freshness", "scan-pages"};
  const auto charts = RandomCharts(1).draw();
  REQUIRE(charts.size() == kNames.size());
  for (std::size_t i = 0; i < charts.size(); ++i) {
    const std::string path = std::string(ZHUN_TEST_DATA) + "/present/charts/" + kNames[i] + ".svg";
    CAPTURE(path);
    CHECK(charts[i].size() > 1'500);
    if (std::getenv("ZHUN_UPDATE_GOLDEN") != nullptr)
      std::ofstream(path, std::ios::binary) << charts[i] << '\n';
    std::ifstream file(path, std::ios::binary);
    const std::string golden{std::istreambuf_iterator<char>(file), {}};
    const bool same = golden == charts[i] + "\n";  // a failure must not print both
    CHECK(same);
  }
}

TEST_CASE("the axis of the score starts on a round number that it names, bars of amounts at zero") {
  const std::string score = draw_score(500, {{"项", "值", 90}, {"项", "值", -30}}, 560);
  CHECK(has_label(score, "480"));
  CHECK(has_label(score, "600"));
  const std::string flow = draw_monthly_flow(flows(12, 900'000, 850'000));
  CHECK(has_label(flow, "0"));
  for (const auto& [low, high] : {std::pair{-90'000LL, 0LL}, {0LL, 90'000LL}, {-5LL, 90'000LL}}) {
    const Ticks ticks = nice_ticks(low, high, 5);
    CHECK(ticks.first % ticks.step == 0);
    CHECK(ticks.first <= std::min(low, 0LL));
  }
}

TEST_CASE("the calendar has a class for nothing and round limits between the others") {
  std::vector<CalendarDay> days;
  for (int i = 0; i < 100; ++i)
    days.push_back({Date::first_of(Month(2025, 1)).plus_days(i), yuan_of(i * 1'000)});
  const auto limits = heat_limits(days);
  CHECK(limits[0] == 5'000'000);  // 50,000 yuan
  CHECK(limits[0] < limits[1]);
  CHECK(limits[1] < limits[2]);
  const std::string svg = draw_calendar(days);
  CHECK(has_label(svg, "无"));
  CHECK(has_label(svg, "≤5"));
  CHECK(has_label(svg, "25/01"));
  // 2025-01-01 was a Wednesday: the week begins on Monday, 2024-12-30.
  CHECK(svg.find("data-first-day=\"" +
                 std::to_string(Date::from_ymd(2024, 12, 30)->days_since_epoch()) + "\"") !=
        std::string::npos);
}

TEST_CASE("a page of a scan with a doubtful row is marked by a sign, not only by its colour") {
  const std::string svg = draw_scan_pages({{"F01", 1, 30, 0, 0, 0}, {"F01", 2, 28, 2, 3, 1}});
  CHECK(has_label(svg, "p1 ✓"));
  CHECK(has_label(svg, "30/30"));
  CHECK(has_label(svg, "p2 ◇"));
  CHECK(has_label(svg, "23/28"));
}

TEST_CASE("random charts are well-formed") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    for (const std::string& svg : RandomCharts(seed).draw()) check_drawing(svg);
  }
}

TEST_CASE("every chart draws data that is empty, single, zero, negative, long or extreme") {
  const Date as_of = Date::first_of(Month(2026, 3));
  const Money most = Money::from_fen(INT64_MAX / 4), least = Money::from_fen(INT64_MIN / 4);
  check_drawing(draw_waterfall({}));
  check_drawing(draw_waterfall(
      {{"毛流入", "", Money(), true, false}, {"有效流入", "", Money(), true, false}}));
  check_drawing(draw_waterfall({{"毛流入", "", most, true, false},
                                {"剔除", "", -most, false, true},
                                {"有效", "", least, true, false}}));
  for (const int count : {0, 1, 2, 36, 120}) {
    check_drawing(draw_monthly_flow(flows(count, 0, 0)));
    check_drawing(draw_monthly_flow(flows(count, 100'000, 900'000)));
    check_drawing(draw_daily_balance(balances(count, 0, 0), {}));
    check_drawing(draw_daily_balance(balances(count * 30, -5'000, 100),
                                     {{Date::first_of(Month(2023, 1)), true, "1.00", "应 2.00"}}));
    std::vector<SalesMonth> sales;
    for (int i = 0; i < count; ++i)
      sales.push_back({Month(2023, 1).plus(i), yuan_of(i), yuan_of(-i), {}});
    check_drawing(draw_sales(sales));
    std::vector<ScoreStep> steps(static_cast<std::size_t>(count),
                                 {"项", "值", count % 2 == 0 ? 10 : -10});
    check_drawing(draw_score(500, steps, 500 + count * 10));
    std::vector<ParetoBar> bars(static_cast<std::size_t>(count),
                                {"某某公司", "", yuan_of(count), "1.0%", "1.0%", false});
    check_drawing(draw_pareto(bars));
    std::vector<FreshnessBar> ages(static_cast<std::size_t>(count),
                                   {"流水", "✓ 1 天", {}, as_of, count % 3});
    check_drawing(draw_freshness(ages, as_of));
    std::vector<FlowNode> nodes(static_cast<std::size_t>(count),
                                {"类别", "", yuan_of(count % 2), count == 1});
    check_drawing(draw_flow(nodes, {}, "账户"));
    check_drawing(draw_spark(std::vector<std::int64_t>(static_cast<std::size_t>(count), -5),
                             {0, 3, colour::kInflow}));
  }
  check_drawing(draw_calendar({}));
  check_drawing(draw_calendar({{as_of, least}}));
  check_drawing(draw_calendar({{as_of, most}}));
  check_drawing(draw_scan_pages({}));
  check_drawing(draw_scan_pages({{"F01", 1, 0, 0, 0, 0}}));
  check_drawing(draw_sales({{Month(2023, 1), {}, {}, {}}}));
  check_drawing(draw_freshness(
      {{"很旧", "✗", Date::first_of(Month(1950, 1)), Date::first_of(Month(1951, 1)), 2}}, as_of));
  check_drawing(draw_score_scale({{"E", 400}, {"A", 700}}, 400, 740, 9'999));
  check_drawing(draw_score_scale({}, 0, 0, 0));
}

TEST_CASE("the labels of the waterfall are the formatted amounts") {
  const std::string svg =
      draw_waterfall({{"毛流入", "dir=in", Money::from_fen(77'805'375), true, false},
                      {"本人互转", "", Money::from_fen(-10'000'000), false, false},
                      {"结息", "", Money::from_fen(-5'375), false, false},
                      {"有效流入", "", Money::from_fen(66'670'000), true, false}});
  CHECK(has_label(svg, "77.8"));
  CHECK(has_label(svg, "−10.0"));
  CHECK(has_label(svg, "−53.75元"));  // too small for 万元, and not nothing
  CHECK(has_label(svg, "66.7"));
  CHECK(svg.find("毛流入 778,053.75 元") != std::string::npos);
  CHECK(svg.find("data-filter=\"dir=in\"") != std::string::npos);
}

TEST_CASE(
    "a wrong interest payment is a solid line with what it should be, a right one is dashed") {
  const auto days = balances(200, 1'000'000, 10);
  const Date day = days[80].date;
  const std::string wrong = draw_daily_balance(days, {{day, true, "135.24", "应 316.73"}});
  CHECK(has_label(wrong, "✗ 135.24"));
  CHECK(has_label(wrong, "应 316.73"));
  CHECK(wrong.find("stroke-dasharray") == std::string::npos);
  const std::string right = draw_daily_balance(days, {{day, false, "53.75", "相符"}});
  CHECK(has_label(right, "✓ 53.75"));
  CHECK(right.find("stroke-dasharray") != std::string::npos);
}

TEST_CASE("a wrong interest payment keeps its label beside many right ones") {
  const auto days = balances(1'100, 1'000'000, 10);
  std::vector<BalanceMarker> markers;
  for (std::size_t i = 0; i < 12; ++i)
    markers.push_back(
        {days[40 + i * 85].date, i == 6, std::to_string(i) + ".00", i == 6 ? "应 9.00" : "相符"});
  const std::string svg = draw_daily_balance(days, markers);
  CHECK(has_label(svg, "✗ 6.00"));
  CHECK(has_label(svg, "应 9.00"));
}

TEST_CASE("a long balance series is thinned to what a screen can show") {
  const std::string svg = draw_daily_balance(balances(20'000, 0, 37), {});
  CHECK(svg.size() < 60'000);
}

TEST_CASE("months that pay out more than they take in are hatched, not only coloured") {
  CHECK(draw_monthly_flow(flows(3, 100'000, 900'000)).find("url(#monthly-h0)") !=
        std::string::npos);
  CHECK(draw_monthly_flow(flows(3, 900'000, 100'000)).find("url(#monthly-h0)") ==
        std::string::npos);
}

TEST_CASE("labels of many months keep a distance") {
  const std::string svg = draw_monthly_flow(flows(36, 100'000, 90'000));
  CHECK(has_label(svg, "23/01"));
  CHECK_FALSE(has_label(svg, "23/02"));
}

TEST_CASE("amounts are rounded half away from zero, with a true minus and separators") {
  CHECK(wan(Money::from_fen(200'245'000'00)) == "20,024.50");
  CHECK(wan(Money::from_fen(123'450'000)) == "123.45");
  CHECK(wan(Money::from_fen(5'000)) == "0.01");
  CHECK(wan(Money::from_fen(-5'000)) == "−0.01");
  CHECK(yuan(Money::from_fen(-123'456'789)) == "−1,234,567.89");
  CHECK(signed_yuan(Money::from_fen(100)) == "+1.00");
  CHECK(yuan(Money::from_fen(INT64_MIN)) == "−92,233,720,368,547,758.08");
  CHECK(percent(*Decimal::parse("0.85689"), 1) == "85.7%");
  CHECK(share_of(Money::from_fen(1), Money()) == "—");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(short_month(Month(2025, 7)) == "25/07");
}

TEST_CASE("escaping keeps text and nothing but text") {
  CHECK(escaped("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(escaped("\xff\xc0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(escaped("a\x01"
                "b") == "a b");
  CHECK(escaped("\u202E"
                "abc") ==
        "\uFFFD"
        "abc");
  CHECK(escaped("济南启明") == "济南启明");
}
