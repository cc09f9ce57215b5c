// The drawing kit: round ticks, clamped scales, safe coordinates.
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "present/svg.hpp"

using namespace zhun::report;

namespace {

std::string coordinate(double value) {
  std::string out;
  append_coordinate(out, value);
  return out;
}

bool is_round(std::int64_t step) {
  while (step % 10 == 0) step /= 10;
  return step == 1 || step == 2 || step == 5;
}

}  // namespace

TEST_CASE("coordinates have at most two decimals and are always finite") {
  CHECK(coordinate(0) == "0");
  CHECK(coordinate(12.5) == "12.5");
  CHECK(coordinate(-0.126) == "-0.13");
  CHECK(coordinate(3.999) == "4");
  CHECK(coordinate(7.05) == "7.05");
  CHECK(coordinate(std::numeric_limits<double>::quiet_NaN()) == "0");
  CHECK(coordinate(std::numeric_limits<double>::infinity()) == "0");
  CHECK(coordinate(1e300) == "10000000");
}

TEST_CASE("ticks are round, cover the domain with zero, and are few") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  const std::pair<std::int64_t, std::int64_t> domains[] = {{0, 0},
                                                           {0, 1},
                                                           {0, 99},
                                                           {-7, 0},
                                                           {-120, 340},
                                                           {0, 123'456'789},
                                                           {-90'000'000, 4'000'000'000},
                                                           {500, 900},
                                                           {-900, -500},
                                                           {0, kMax},
                                                           {kMin, kMax}};
  for (const auto& [low, high] : domains) {
    CAPTURE(low);
    CAPTURE(high);
    const Ticks ticks = nice_ticks(low, high, 6);
    CHECK(is_round(ticks.step));
    CHECK(ticks.first <= 0);
    CHECK(ticks.last >= 0);
    CHECK(ticks.first < ticks.last);
    CHECK(ticks.values().size() <= 7);
    if (high < 4'000'000'000'000'000'000) CHECK(ticks.last >= high);
    if (low > -4'000'000'000'000'000'000) CHECK(ticks.first <= low);
  }
}

TEST_CASE("a scale keeps values inside and survives an empty domain") {
  const Scale scale{0, 100, 10, 210};
  CHECK(scale.at(0) == doctest::Approx(10));
  CHECK(scale.at(50) == doctest::Approx(110));
  CHECK(scale.at(1'000) == doctest::Approx(210));
  CHECK(scale.at(-5) == doctest::Approx(10));
  CHECK(Scale{5, 5, 10, 210}.at(5) == doctest::Approx(10));
}

TEST_CASE("an axis of amounts names its unit and writes its ticks with the decimals of the step") {
  const MoneyAxis large(0, 1'234'567'800, 6);  // 12,345,678.00 yuan
  CHECK(large.unit() == "万元");
  CHECK(large.label(500'000'000) == "500");
  CHECK(large.amount(1'234'567'800) == "1,234.6");
  const MoneyAxis small(0, 12'345, 6);  // 123.45 yuan
  CHECK(small.unit() == "元");
  CHECK(small.label(5'000) == "50");
  CHECK(small.amount(12'345) == "123.45");
  const MoneyAxis one(0, 1'500'000, 6);  // 1.5 ten thousand
  CHECK(one.label(500'000) == "0.5");
}

TEST_CASE("a text is shortened until it fits") {
  CHECK(fitted("济南启明", 48, 12) == "济南启明");
  CHECK(fitted("济南启明", 47, 12) == "济南…");
  CHECK(text_width("济南启明", 12) == doctest::Approx(48));
  CHECK(text_width("MM", 10) > text_width("ll", 10));
  CHECK(fitted("", 10, 12).empty());
  const std::string very_long(500, 'W');
  CHECK(text_width(fitted(very_long, 100, 12), 12) <= 100);
}

TEST_CASE("text of a drawing is escaped") {
  Svg svg("t", 10, 10);
  svg.text(1, 2, "<img src=x onerror=alert(1)>&\"", {});
  svg.rect({0, 0, 1, 1}, "#fff", {"\"><script>", "month=2026-03"});
  const std::string out = std::move(svg).finish();
  CHECK(out.find("<img") == std::string::npos);
  CHECK(out.find("<script") == std::string::npos);
  CHECK(out.find("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;") != std::string::npos);
}
