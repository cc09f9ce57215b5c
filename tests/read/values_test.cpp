// Cells as statements print them: amounts, dates, times, currencies.
#include "read/values.hpp"

#include <doctest/doctest.h>

using namespace zhun;
using namespace zhun::read;

namespace {

std::string amount_text(std::string_view cell) {
  const auto amount = parse_amount(trim_cell(cell));
  return amount ? to_string(amount->value) : "none";
}

std::string date_text(std::string_view cell, DateOrder order = DateOrder::year_first) {
  DateParser dates(order);
  const auto value = dates.parse(trim_cell(cell));
  return value ? to_string(*value) : "none";
}

}  // namespace

TEST_CASE("amounts are read in every form that statements print") {
  CHECK(amount_text("1,234.50") == "1234.50");
  CHECK(amount_text("+10000.00") == "10000.00");
  CHECK(amount_text("-2,600.00") == "-2600.00");
  CHECK(amount_text("4,621.01   \t") == "4621.01");
  CHECK(amount_text("¥28.16") == "28.16");
  CHECK(amount_text("￥50.0") == "50.00");
  CHECK(amount_text("7") == "7.00");
  CHECK(amount_text("１，２３４．５０") == "1234.50");
  CHECK(amount_text("CNY13.50") == "13.50");
  CHECK(amount_text("CNY 13.50") == "13.50");
  CHECK(amount_text("27元") == "27.00");
  CHECK(amount_text("100.00DR") == "-100.00");
  CHECK(amount_text("100.00 CR") == "100.00");
  CHECK(amount_text("(1,234.50)") == "-1234.50");
  CHECK(amount_text("3.90-") == "-3.90");
  CHECK(amount_text("=\"12.30\"") == "12.30");
}

TEST_CASE("a remark behind an amount is kept apart") {
  const auto partly = parse_amount("131.77(已退款89.84)");
  REQUIRE(partly.has_value());
  CHECK(to_string(partly->value) == "131.77");
  CHECK(partly->remark == "(已退款89.84)");
  CHECK(amount_text("-3.90(CN)") == "-3.90");
}

TEST_CASE("what is not an amount is refused") {
  CHECK(amount_text("") == "none");
  CHECK(amount_text("12.3O") == "none");
  CHECK(amount_text("xx,yyyy.zz") == "none");
  CHECK(amount_text("1,23.00") == "none");
  CHECK(amount_text("1234,567.00") == "none");
  CHECK(amount_text("1.234") == "none");
  CHECK(amount_text("92233720368547758.08") == "none");
  CHECK(amount_text("99999999999999999999.00") == "none");
  CHECK(amount_text("--5") == "none");
  CHECK(amount_text("5 apples") == "none");
}

TEST_CASE("the largest amounts of 64 bits are exact") {
  CHECK(amount_text("92233720368547758.07") == "92233720368547758.07");
  CHECK(amount_text("9999999999999999.99") == "9999999999999999.99");
  CHECK(amount_text("-92233720368547758.07") == "-92233720368547758.07");
}

TEST_CASE("a sign is known to have been printed") {
  CHECK(parse_amount("+1.00")->signed_text);
  CHECK(parse_amount("-1.00")->signed_text);
  CHECK(parse_amount("(1.00)")->signed_text);
  CHECK_FALSE(parse_amount("1.00")->signed_text);
  CHECK_FALSE(parse_amount("１.００")->signed_text);
}

TEST_CASE("dates are read in the forms that statements print") {
  CHECK(date_text("2026-01-05") == "2026-01-05");
  CHECK(date_text("2026/01/05") == "2026-01-05");
  CHECK(date_text("2026/1/5 9:05") == "2026-01-05T09:05:00");
  CHECK(date_text("20260105") == "2026-01-05");
  CHECK(date_text("20260105093007") == "2026-01-05T09:30:07");
  CHECK(date_text("2026-01-05 23:59:59") == "2026-01-05T23:59:59");
  CHECK(date_text("2026-01-05T00:00:00") == "2026-01-05T00:00:00");
  CHECK(date_text("2026年1月5日") == "2026-01-05");
  CHECK(date_text("２０２６-０１-０５") == "2026-01-05");
  CHECK(date_text("05 Jan 2026") == "2026-01-05");
  CHECK(date_text("5-January-2026") == "2026-01-05");
  CHECK(date_text("Jan 5, 2026") == "2026-01-05");
  CHECK(date_text("05/01/2026", DateOrder::day_first) == "2026-01-05");
  CHECK(date_text("05/01/2026", DateOrder::month_first) == "2026-05-01");
}

TEST_CASE("impossible dates are refused, and nothing is guessed") {
  CHECK(date_text("2026-02-30") == "none");
  CHECK(date_text("2026-13-01") == "none");
  CHECK(date_text("2026-01-05 24:00:00") == "none");
  CHECK(date_text("05/01/2026") == "none");
  CHECK(date_text("31/02/2026", DateOrder::day_first) == "none");
  CHECK(date_text("01/05") == "none");
  CHECK(date_text("2026-01-0") == "none");
  CHECK(date_text("货款") == "none");
  CHECK(date_text("31 Feb 2026") == "none");
  CHECK(date_text("5 Foo 2026") == "none");
  CHECK(date_text("5 Jan 126") == "none");
}

TEST_CASE("a date is not taken from its neighbour when only the beginning is equal") {
  DateParser dates;
  REQUIRE(dates.parse("2026-01-05"));
  CHECK(to_string(*dates.parse("2026-01-06")) == "2026-01-06");
  CHECK(to_string(*dates.parse("2026-01-05 10:00:00")) == "2026-01-05T10:00:00");
  CHECK_FALSE(dates.parse("2026-01-05x").has_value());
}

TEST_CASE("dates without a year take it from the month of the bill") {
  DateParser dates;
  dates.set_statement_month(Month(2026, 1));
  CHECK(to_string(*dates.parse("01/03")) == "2026-01-03");
  CHECK(to_string(*dates.parse("12/30")) == "2025-12-30");
  CHECK(dates.year_inferred());
}

TEST_CASE("times are read with and without colons") {
  CHECK(parse_time("13:23:24") == 13 * 3600 + 23 * 60 + 24);
  CHECK(parse_time("132324") == 13 * 3600 + 23 * 60 + 24);
  CHECK(parse_time("93045") == 9 * 3600 + 30 * 60 + 45);
  CHECK(parse_time("09:05") == 9 * 3600 + 5 * 60);
  CHECK_FALSE(parse_time("25:00:00").has_value());
  CHECK_FALSE(parse_time("12:60:00").has_value());
}

TEST_CASE("cells are trimmed of every kind of blank") {
  CHECK(trim_cell(" \t甲\xC2\xA0\xE3\x80\x80 ") == "甲");
  CHECK(trim_cell("\xEF\xBB\xBF交易时间") == "交易时间");
  CHECK(trim_cell("=\"007\"") == "007");
  CHECK(trim_cell("\t \t").empty());
}

TEST_CASE("printed forms of nothing are blank, a lone minus and a slash among them") {
  CHECK(is_blank(""));
  CHECK(is_blank("-------------------"));
  CHECK(is_blank("/"));
  CHECK_FALSE(is_blank("-5"));
  CHECK_FALSE(is_blank("//"));
}

TEST_CASE("currencies are known by code, number and Chinese name") {
  CHECK(currency_code("人民币") == "CNY");
  CHECK(currency_code("RMB") == "CNY");
  CHECK(currency_code("人民币(CNY)") == "CNY");
  CHECK(currency_code("美元") == "USD");
  CHECK(currency_code("156") == "CNY");
  CHECK(currency_code("苹果").empty());
}

TEST_CASE("signs, symbols and groups of an amount are read wherever they stand") {
  const auto fen = [](const char* text) {
    const auto amount = parse_amount(text);
    return amount ? amount->value.fen() : std::int64_t{-1};
  };
  CHECK(fen("-CNY 1,234.50") == -123450);
  CHECK(fen("-￥12.00") == -1200);
  CHECK(fen("£67.40") == 6740);
  CHECK(fen("1 234.56") == 123456);
  CHECK(fen("20'827.00") == 2082700);
  CHECK(fen("12 34.00") == -1);
  CHECK(fen("100.00-") == -10000);
  CHECK(parse_amount_with_comma("1.234,56")->value.fen() == 123456);
  CHECK(parse_amount_with_comma("-33,87")->value.fen() == -3387);
  CHECK_FALSE(parse_amount_with_comma("33.87").has_value());
}

TEST_CASE("days and times that spreadsheets and English exports leave are read") {
  CHECK(date_text("05-Jan-24") == "2024-01-05");
  CHECK(date_text("Jan 5, 2026 9:03 PM") == "2026-01-05T21:03:00");
  CHECK(date_text("20260105 093005") == "2026-01-05T09:30:05");
  CHECK(date_text("05/01/26", DateOrder::day_first) == "2026-01-05");
  CHECK(date_text("2026.01.05.") == "2026-01-05");
  CHECK(date_text("45296") == "none");
  CHECK(date_text("45296.5", DateOrder::serial) == "2024-01-05T12:00:00");
}
