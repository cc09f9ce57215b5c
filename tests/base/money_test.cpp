#include "zhun/money.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using zhun::Money;
using zhun::parse_money;

TEST_CASE("arithmetic is checked") {
  const Money most = Money::from_fen(INT64_MAX);
  CHECK_THROWS_AS(most + Money::from_fen(1), std::overflow_error);
  CHECK_THROWS_AS(Money::from_fen(INT64_MIN) - Money::from_fen(1), std::overflow_error);
  CHECK_THROWS_AS((void)Money::from_yuan(INT64_MAX / 100 + 1), std::overflow_error);
  CHECK(-Money::from_fen(5) == Money::from_fen(-5));
  CHECK_THROWS_AS(-Money::from_fen(INT64_MIN), std::overflow_error);
}

TEST_CASE("text forms") {
  CHECK(to_string(Money::from_fen(123456)) == "1234.56");
  CHECK(to_string(Money::from_fen(-5)) == "-0.05");
  CHECK(to_string(Money::from_fen(INT64_MIN)) == "-92233720368547758.08");
  CHECK(to_grouped_string(Money::from_fen(123456789)) == "1,234,567.89");
  CHECK(to_grouped_string(Money::from_fen(-12345600)) == "-123,456.00");
  CHECK(to_grouped_string(Money::from_fen(99)) == "0.99");
}

TEST_CASE("amounts as statements print them") {
  CHECK(parse_money("1,234.50")->fen() == 123450);
  CHECK(parse_money("+12")->fen() == 1200);
  CHECK(parse_money("-3.9")->fen() == -390);
  CHECK(parse_money("3.90-")->fen() == -390);
  CHECK(parse_money("(1,234.50)")->fen() == -123450);
  CHECK(parse_money(" \t28.16\xC2\xA0")->fen() == 2816);
  CHECK(parse_money("\xC2\xA5"
                    "28.16")
            ->fen() == 2816);  // U+00A5
  CHECK(parse_money("\xEF\xBF\xA5"
                    "28.16")
            ->fen() == 2816);                                     // U+FFE5
  CHECK(parse_money("\xEF\xBC\x91\xEF\xBC\x92")->fen() == 1200);  // full-width 12
  CHECK(parse_money("100.000")->fen() == 10000);
  CHECK(parse_money("92233720368547758.07")->fen() == INT64_MAX);
  CHECK(parse_money("90071992547409.93")->fen() == 9007199254740993);
}

TEST_CASE("what is not an amount is refused") {
  for (const char* text :
       {"", "-", "abc", "1,23", "12,3456.00", "1234,567.00", "1.2.3", "1.005", "12a", ",123", "--5",
        "1 2", "92233720368547758.08", "99999999999999999999", ".", "1,", "+-1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_money(text).has_value());
  }
}
