#include "zhun/date.hpp"

#include <doctest/doctest.h>

using namespace zhun;

TEST_CASE("date forms") {
  for (const char* text : {"2026-01-05", "2026/1/5", "2026.1.5", "20260105",
                           "2026\xE5\xB9\xB4"
                           "1\xE6\x9C\x88"
                           "5\xE6\x97\xA5",
                           " 2026-01-05\t"}) {
    CAPTURE(text);
    REQUIRE(parse_date(text).has_value());
    CHECK(to_string(*parse_date(text)) == "2026-01-05");
  }
  for (const char* text : {"", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "26-01-05",
                           "2026-01-051", "2026-1", "202601", "1799-12-31", "2026-01/05", "x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
}

TEST_CASE("date and time forms") {
  CHECK(to_string(*parse_date_time("2026-03-23T15:20:00+08:00")) == "2026-03-23T15:20:00");
  CHECK(to_string(*parse_date_time("2025/12/03  14:06:51")) == "2025-12-03T14:06:51");
  CHECK(to_string(*parse_date_time("2025-12-03 14:06")) == "2025-12-03T14:06:00");
  CHECK_FALSE(parse_date_time("2025-12-03")->has_time());
  CHECK_FALSE(parse_date_time("2025-12-03 25:00:00").has_value());
  CHECK_FALSE(parse_date_time("2025-12-03 11:00 x").has_value());
  CHECK(parse_time_of_day("132324") == 13 * 3600 + 23 * 60 + 24);
  CHECK_FALSE(parse_time_of_day("246000").has_value());
}

TEST_CASE("calendar arithmetic") {
  const Date date = *parse_date("2024-02-29");
  CHECK(to_string(date.plus_days(366)) == "2025-03-01");
  CHECK(date.weekday() == 3);
  CHECK(parse_date("2026-03-21")->weekday() == 5);
  CHECK(parse_date("1969-12-31")->weekday() == 2);
  CHECK(to_string(Date::last_of(Month(2028, 2))) == "2028-02-29");
  CHECK(parse_date("2026-03-25")->whole_years_since(*parse_date("2019-05-06")) == 6);
  CHECK(parse_date("2025-05-05")->whole_years_since(*parse_date("2019-05-06")) == 5);
  CHECK(to_string(Month(2025, 11).plus(3)) == "2026-02");
  CHECK(Month(2026, 2).minus(Month(2025, 11)) == 3);
}
