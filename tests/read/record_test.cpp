// What the record readers share: periods, parties, unknown members.
#include "read/record_fields.hpp"

#include <doctest/doctest.h>

using namespace zhun;
using namespace zhun::read;

namespace {

std::string span_text(std::string_view text) {
  const auto span = parse_month_span(text);
  return span ? to_string(span->from) + ".." + to_string(span->to) : "none";
}

}  // namespace

TEST_CASE("periods of months and quarters are read in every form that tax offices print") {
  CHECK(span_text("2026-02") == "2026-02-01..2026-02-28");
  CHECK(span_text("202602") == "2026-02-01..2026-02-28");
  CHECK(span_text("2026年2月") == "2026-02-01..2026-02-28");
  CHECK(span_text("2026-Q1") == "2026-01-01..2026-03-31");
  CHECK(span_text("2026Q4") == "2026-10-01..2026-12-31");
  CHECK(span_text("2026年第2季度") == "2026-04-01..2026-06-30");
  CHECK(span_text("2026年三季度") == "2026-07-01..2026-09-30");
  CHECK(span_text("2026-01-01至2026-03-31") == "2026-01-01..2026-03-31");
  CHECK(span_text("2026-01 ~ 2026-03") == "2026-01-01..2026-03-31");
}

TEST_CASE("what is not made of whole months is no tax period") {
  CHECK(span_text("2026-13") == "none");
  CHECK(span_text("2026-Q5") == "none");
  CHECK(span_text("2026-01-02至2026-03-31") == "none");
  CHECK(span_text("2026-03-01至2026-01-31") == "none");
  CHECK(span_text("去年") == "none");
  CHECK(span_text("") == "none");
}

TEST_CASE("the applicant's side is found by tax number first, then by name") {
  ReadOptions options;
  options.own_tax_no = "91370102PDY00001XB";
  options.own_names = {"济南示例(集团)有限公司"};
  CHECK(own_side({"甲", "91370102pdy00001xb", "乙", "1"}, options) == OwnSide::seller);
  CHECK(own_side({"甲", "2", "乙", "91370102PDY00001XB"}, options) == OwnSide::buyer);
  CHECK(own_side({"济南示例（集团）有限公司", "", "乙", ""}, options) == OwnSide::seller);
  CHECK(own_side({"", "", "济南示例（集团）有限公司", ""}, options) == OwnSide::buyer);
  // The same name with another number is another firm.
  CHECK(own_side({"济南示例(集团)有限公司", "2", "乙", "3"}, options) == OwnSide::neither);
  CHECK(own_side({"", "", "乙", ""}, options) == OwnSide::unknown);
}

TEST_CASE("unknown members are counted once") {
  const auto value = json::parse(R"({"a":1,"b":2,"c":3})", "given", Limits{});
  REQUIRE(value.has_value());
  CHECK(count_unknown_members(*value, {"a"}) == 2);
}
