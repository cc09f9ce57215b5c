// Exponential, logarithm, power and root of decimals: known digits, and Intel's decimal library as
// an independent witness where it is installed (libintelrdfpmath-dev).
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>

#include "zhun/decimal.hpp"

using namespace zhun;  // NOLINT: functions that argument lookup does not find for integers

namespace {

Decimal d(const char* text) { return Decimal::parse(text).value(); }

// At most `units` of the last of 34 digits apart.
bool is_near(const Decimal& a, const Decimal& b, int units) {
  const Decimal difference = a < b ? b - a : a - b;
  if (difference.is_zero()) return true;
  const Decimal size = a.is_negative() ? -a : a;
  return *divide(difference, size) <= Decimal::from_scaled(units, -33);
}

}  // namespace

TEST_CASE("exponential and logarithm have 34 right digits") {
  CHECK(to_string(exponential(1)) == "2.718281828459045235360287471352662");
  CHECK(to_string(exponential(-1)) == "0.3678794411714423215955237701614609");
  CHECK(to_string(exponential(0)) == "1");
  CHECK(to_string(exponential(d("1e-40"))) == "1");
  CHECK(to_string(*natural_logarithm(2)) == "0.6931471805599453094172321214581766");
  CHECK(to_string(*natural_logarithm(1)) == "0");
  CHECK(to_string(*natural_logarithm(10)) == "2.302585092994045684017991454684364");
  // Where digits cancel: ln(1 + x) = x - x^2/2 + ...
  CHECK(to_string(*natural_logarithm(d("1.000000000000000000000000000000001"))) ==
        to_string(d("9.999999999999999999999999999999995e-34")));
  CHECK_FALSE(natural_logarithm(0));
  CHECK_FALSE(natural_logarithm(-1));
  CHECK_THROWS_AS((void)exponential(d("1e9")), std::overflow_error);
  CHECK(exponential(d("-1e9")).is_zero());
}

TEST_CASE("roots are rounded half to even") {
  CHECK(to_string(*square_root(Decimal(2))) == "1.414213562373095048801688724209698");
  CHECK(to_string(*square_root(d("0.25"))) == "0.5");
  CHECK(to_string(*square_root(d("1e60"))) == to_string(d("1e30")));
  CHECK(to_string(*square_root(d("1e-61"))) ==
        to_string(d("3.162277660168379331998893544432719e-31")));
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto whole = Decimal(static_cast<std::int64_t>(random() >> 12));
    CHECK(*square_root(whole * whole) == whole);
  }
}

TEST_CASE("powers take any exponent") {
  CHECK(to_string(*power(d("5"), d("2.55"))) == "60.58617166606633673745724928244262");
  CHECK(*power(d("4"), d("0.5")) == 2);
  CHECK(to_string(*power(d("2"), d("-0.5"))) == "0.707106781186547524400844362104849");
  CHECK_FALSE(power(d("-2"), d("0.5")));
  CHECK_FALSE(power(d("0"), d("-0.5")));
  CHECK(*power(d("0"), d("0.5")) == 0);
}

TEST_CASE("exponential and logarithm undo each other") {
  std::mt19937_64 random(11);
  for (int i = 0; i < 500; ++i) {
    const auto digits = static_cast<std::int64_t>(random() >> 4);
    const Decimal x = Decimal::from_scaled(digits, -static_cast<int>(random() % 40));
    CHECK(is_near(exponential(*natural_logarithm(x)), x, 400));
  }
}

#ifdef ZHUN_TEST_INTEL_DECIMAL
// The library's calling convention: values by value, the rounding mode and the flags as arguments.
extern "C" {
struct alignas(16) IntelDecimal {
  std::uint64_t words[2];
};
IntelDecimal __bid128_from_string(char* text, unsigned rounding, unsigned* flags);
void __bid128_to_string(char* text, IntelDecimal value, unsigned* flags);
IntelDecimal __bid128_add(IntelDecimal a, IntelDecimal b, unsigned rounding, unsigned* flags);
IntelDecimal __bid128_mul(IntelDecimal a, IntelDecimal b, unsigned rounding, unsigned* flags);
IntelDecimal __bid128_div(IntelDecimal a, IntelDecimal b, unsigned rounding, unsigned* flags);
IntelDecimal __bid128_sqrt(IntelDecimal a, unsigned rounding, unsigned* flags);
IntelDecimal __bid128_exp(IntelDecimal a, unsigned rounding, unsigned* flags);
IntelDecimal __bid128_log(IntelDecimal a, unsigned rounding, unsigned* flags);
}

namespace {

IntelDecimal to_intel(const Decimal& value) {
  std::string text = to_string(Decimal::from_scaled(value.coefficient(), 0)) + "E" +
                     std::to_string(value.exponent());
  unsigned flags = 0;
  return __bid128_from_string(text.data(), 0, &flags);
}

Decimal from_intel(IntelDecimal value) {
  char text[128] = {};
  unsigned flags = 0;
  __bid128_to_string(text, value, &flags);
  const auto parsed = Decimal::parse(text);
  REQUIRE_MESSAGE(parsed, text);
  return *parsed;
}

Decimal random_decimal(std::mt19937_64& random) {
  Int128 coefficient = 0;
  const auto digits = random() % 34 + 1;
  for (std::uint64_t i = 0; i < digits; ++i)
    coefficient = coefficient * 10 + static_cast<int>(random() % 10);
  return Decimal::from_scaled(random() % 2 == 0 ? coefficient : -coefficient,
                              static_cast<int>(random() % 41) - 20);
}

}  // namespace

TEST_CASE("sums, products, quotients and roots are those of Intel's decimal library") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    const Decimal a = random_decimal(random), b = random_decimal(random);
    const IntelDecimal x = to_intel(a), y = to_intel(b);
    unsigned flags = 0;
    CHECK(a + b == from_intel(__bid128_add(x, y, 0, &flags)));
    CHECK(a * b == from_intel(__bid128_mul(x, y, 0, &flags)));
    if (!b.is_zero()) CHECK(*divide(a, b) == from_intel(__bid128_div(x, y, 0, &flags)));
    const Decimal size = a.is_negative() ? -a : a;
    CHECK(*square_root(size) == from_intel(__bid128_sqrt(to_intel(size), 0, &flags)));
  }
}

TEST_CASE("exponentials and logarithms are within two units of Intel's") {
  std::mt19937_64 random(5);
  for (int i = 0; i < 5'000; ++i) {
    const Decimal a = random_decimal(random);
    const Decimal size = a.is_negative() ? -a : a;
    unsigned flags = 0;
    if (size < Decimal(10'000))
      CHECK(is_near(exponential(a), from_intel(__bid128_exp(to_intel(a), 0, &flags)), 2));
    if (!a.is_zero()) {
      CHECK(is_near(*natural_logarithm(size), from_intel(__bid128_log(to_intel(size), 0, &flags)),
                    2));
    }
  }
}
#endif
