#include "zhun/decimal.hpp"

#include <doctest/doctest.h>

#include <random>

using zhun::Decimal;

namespace {
Decimal d(const char* text) { return Decimal::parse(text).value(); }
}  // namespace

TEST_CASE("sums and products that fit 34 digits are exact") {
  CHECK(to_string(d("0.1") + d("0.2")) == "0.3");
  CHECK(to_string(d("9999999999999999999999999999999999") - d("1")) ==
        "9999999999999999999999999999999998");
  CHECK(to_string(d("12345678901234567") * d("98765432109876543")) ==
        "1219326311370217861743636654061881");
  CHECK(to_string(d("1e30") + d("1e-3")) == "1000000000000000000000000000000.001");
}

TEST_CASE("what does not fit is rounded half to even") {
  CHECK(to_string(d("1e34") + d("0.5")) == "10000000000000000000000000000000000");
  CHECK(to_string(d("9999999999999999999999999999999999") *
                  d("9999999999999999999999999999999999")) ==
        "99999999999999999999999999999999980000000000000000000000000000000000");
  CHECK(to_string(*divide(d("2"), d("3"))) == "0.6666666666666666666666666666666667");
  CHECK(to_string(*divide(d("1"), d("3e20"))) ==
        "0.000000000000000000003333333333333333333333333333333333");
  CHECK(to_string(*divide(d("1"), d("9999999999999999999999999999999999"))) ==
        "0.0000000000000000000000000000000001");
}

TEST_CASE("exact quotients stay short and division by zero is nothing") {
  CHECK(to_string(*divide(d("10"), d("4"))) == "2.5");
  CHECK(to_string(*divide(d("7000"), d("70"))) == "100");
  // By powers of ten: in the form of any exact quotient, no longer than it has to be.
  CHECK(to_string(*divide(d("-1234500"), d("1000000"))) == "-1.2345");
  CHECK(divide(d("1234500"), d("1000000"))->exponent() == -4);
  CHECK(divide(d("5000000"), d("1000"))->coefficient() == 5000);
  CHECK(to_string(*divide(d("7.50"), d("-0.001"))) == "-7500");
  CHECK_FALSE(divide(d("1"), d("0")).has_value());
}

TEST_CASE("comparison ignores the exponent") {
  CHECK(d("1.0") == d("1"));
  CHECK(d("-2") < d("-1.999"));
  CHECK(d("1e10") > d("9999999999.99"));
  CHECK(d("0") == d("0.000"));
  CHECK(d("0.30") == *divide(d("3"), d("10")));
}

TEST_CASE("rounding modes") {
  CHECK(to_string(d("2.5").rounded(0)) == "3");
  CHECK(to_string(d("-2.5").rounded(0)) == "-3");
  CHECK(to_string(d("2.5").rounded(0, Decimal::Rounding::half_even)) == "2");
  CHECK(to_string(d("-2.1").rounded(0, Decimal::Rounding::floor)) == "-3");
  CHECK(to_string(d("-2.9").rounded(0, Decimal::Rounding::ceiling)) == "-2");
  CHECK(to_string(d("245888.61").rounded(-4, Decimal::Rounding::floor)) == "240000");
  CHECK(to_fixed_string(d("0.005"), 2) == "0.01");
  CHECK(to_fixed_string(d("7"), 2) == "7.00");
  CHECK(to_string(d("1e-40").rounded(2)) == "0");
}

TEST_CASE("square roots are right to the last digits and exact where they can be") {
  CHECK(to_string(*square_root(d("0.25"))) == "0.5");
  CHECK(to_string(*square_root(d("144"))) == "12");
  CHECK(to_fixed_string(*square_root(d("2")), 30) == "1.414213562373095048801688724210");
  CHECK(to_fixed_string(*square_root(d("20")), 20) == "4.47213595499957939282");
  CHECK_FALSE(square_root(d("-1")).has_value());
}

TEST_CASE("text forms") {
  CHECK_FALSE(Decimal::parse("").has_value());
  CHECK_FALSE(Decimal::parse("1.2.3").has_value());
  CHECK_FALSE(Decimal::parse("12a").has_value());
  CHECK_FALSE(Decimal::parse("12345678901234567890123456789012345").has_value());
  CHECK(to_string(d("1e3")) == "1000");
  CHECK(to_string(d("-0.050")) == "-0.05");
  CHECK(d("123.455").to_money()->fen() == 12346);
  CHECK_FALSE(d("1e17").to_money().has_value());
  CHECK(d("9223372036854775807").to_int64() == INT64_MAX);
  CHECK_FALSE(d("9223372036854775808").to_int64().has_value());
  CHECK(d("-9223372036854775808").to_int64() == INT64_MIN);
}

TEST_CASE("property: (a / b) * b comes back to a within the last digit, and a + b - b is a") {
  std::mt19937_64 random(20261124);
  for (int i = 0; i < 20000; ++i) {
    const auto a = static_cast<std::int64_t>(random() >> (random() % 60)) - 1000;
    const auto b = static_cast<std::int64_t>(random() >> (random() % 60)) + 1;
    if (b <= 0) continue;
    const Decimal x(a), y(b);
    CHECK(x + y - y == x);
    const Decimal back = *divide(x, y) * y;
    const Decimal error = back - x;
    CHECK((error.is_negative() ? -error : error) <= Decimal::from_scaled(1, -13));
    const auto product = static_cast<zhun::Int128>(a) * b;
    if (product < static_cast<zhun::Int128>(1e33L) && product > static_cast<zhun::Int128>(-1e33L)) {
      CHECK(x * y == Decimal::from_scaled(product, 0));
    }
    CHECK((x <=> y) == (a <=> b));
  }
}
