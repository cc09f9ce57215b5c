// Exponential, logarithm and powers of decimals, in binary fixed point with 320 bits after the
// point: some 60 digits more than a result needs, however small it is.
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "zhun/decimal.hpp"

namespace zhun {

namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr std::size_t kLimbs = 6;  // the last one is the whole part
constexpr std::uint64_t kTenTo18 = 1'000'000'000'000'000'000;
constexpr int kArgumentMax = 14'000;  // e^14000 is above 10^6000

// A sign and a magnitude below 2^64.
struct Fixed {
  std::array<std::uint64_t, kLimbs> limbs{};
  bool negative = false;

  [[nodiscard]] bool is_zero() const {
    for (const auto limb : limbs) {
      if (limb != 0) return false;
    }
    return true;
  }
  [[nodiscard]] std::uint64_t whole() const { return limbs[kLimbs - 1]; }
};

// The natural logarithm of ten.
constexpr Fixed kLogarithmOfTen{{0x58bc0b5ec6a04173, 0x0f187a0807c0b5ca, 0x8a3fb3e76977e43a,
                                 0xa95b58ae0b4c28a3, 0x4d763776aaa2b05b, 0x2},
                                false};

int compare_size(const Fixed& a, const Fixed& b) {
  for (std::size_t i = kLimbs; i-- > 0;) {
    if (a.limbs[i] != b.limbs[i]) return a.limbs[i] < b.limbs[i] ? -1 : 1;
  }
  return 0;
}

Fixed operator-(Fixed a) {
  a.negative = !a.negative;
  return a;
}

Fixed operator+(const Fixed& a, const Fixed& b) {
  Fixed sum;
  if (a.negative == b.negative) {
    UInt128 carry = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      carry += UInt128{a.limbs[i]} + b.limbs[i];
      sum.limbs[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    sum.negative = a.negative;
    return sum;
  }
  const bool swapped = compare_size(a, b) < 0;
  const Fixed &large = swapped ? b : a, &small = swapped ? a : b;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    const UInt128 taken = UInt128{small.limbs[i]} + borrow;
    sum.limbs[i] = static_cast<std::uint64_t>(UInt128{large.limbs[i]} - taken);
    borrow = large.limbs[i] < taken ? 1 : 0;
  }
  sum.negative = large.negative;
  return sum;
}

Fixed operator*(const Fixed& a, const Fixed& b) {
  std::array<std::uint64_t, 2 * kLimbs> product{};
  for (std::size_t i = 0; i < kLimbs; ++i) {
    UInt128 carry = 0;
    for (std::size_t j = 0; j < kLimbs; ++j) {
      carry += UInt128{a.limbs[i]} * b.limbs[j] + product[i + j];
      product[i + j] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    product[i + kLimbs] = static_cast<std::uint64_t>(carry);
  }
  if (product[2 * kLimbs - 1] != 0) throw std::overflow_error("a power exceeds its range");
  Fixed result;
  for (std::size_t i = 0; i < kLimbs; ++i) result.limbs[i] = product[i + kLimbs - 1];
  result.negative = a.negative != b.negative;
  return result;
}

void divide_by(Fixed& value, std::uint64_t divisor) {
  UInt128 rest = 0;
  for (std::size_t i = kLimbs; i-- > 0;) {
    rest = rest << 64 | value.limbs[i];
    value.limbs[i] = static_cast<std::uint64_t>(rest / divisor);
    rest %= divisor;
  }
}

// Multiplies the part after the point; what comes before it is returned.
std::uint64_t take_digits(Fixed& value, std::uint64_t factor) {
  UInt128 carry = 0;
  for (std::size_t i = 0; i + 1 < kLimbs; ++i) {
    carry += UInt128{value.limbs[i]} * factor;
    value.limbs[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  value.limbs[kLimbs - 1] = 0;
  return static_cast<std::uint64_t>(carry);
}

Fixed from_whole(std::uint64_t whole) {
  Fixed value;
  value.limbs[kLimbs - 1] = whole;
  return value;
}

// Throws where the magnitude is 2^63 or more.
Fixed from_decimal(const Decimal& number) {
  const bool negative = number.is_negative();
  const Decimal size = negative ? -number : number;
  if (size >= Decimal::from_scaled(9, 18))
    throw std::overflow_error("an exponent exceeds its range");
  const Decimal whole = size.rounded(0, Decimal::Rounding::down);
  Fixed value = from_whole(static_cast<std::uint64_t>(*whole.to_int64()));
  // The rest is below one: its digits from the last to the first, each a tenth of the next.
  const Decimal rest = size - whole;
  if (!rest.is_zero() && rest.exponent() > -300) {
    auto coefficient = static_cast<UInt128>(rest.coefficient());
    Fixed fraction;
    int places = -rest.exponent();
    while (places > 0) {
      const int step = places < 18 ? places : 18;
      std::uint64_t divisor = 1;
      for (int i = 0; i < step; ++i) divisor *= 10;
      const auto digits = static_cast<std::uint64_t>(coefficient % divisor);
      coefficient /= divisor;
      fraction.limbs[kLimbs - 1] = digits;
      divide_by(fraction, divisor);
      places -= step;
    }
    value = value + fraction;
  }
  value.negative = negative;
  return value;
}

// value x 10^exponent, right to 34 digits.
Decimal to_decimal(Fixed value, int exponent) {
  if (value.is_zero()) return Decimal();
  UInt128 coefficient = value.whole();
  UInt128 enough = kTenTo18;  // 10^36
  enough *= kTenTo18;
  while (coefficient < enough) {
    coefficient = coefficient * 10 + take_digits(value, 10);
    --exponent;
  }
  value.limbs[kLimbs - 1] = 0;
  if (!value.is_zero() && coefficient % 5 == 0) ++coefficient;  // so that no tie is seen
  const auto size = static_cast<Int128>(coefficient);
  return Decimal::from_scaled(value.negative ? -size : size, exponent);
}

// e^x for 0 <= x < 3 by its series.
Fixed exponential_series(const Fixed& x) {
  Fixed sum = from_whole(1), term = from_whole(1);
  for (std::uint64_t n = 1; !term.is_zero(); ++n) {
    term = term * x;
    divide_by(term, n);
    sum = sum + term;
  }
  return sum;
}

Decimal exponential_of(const Fixed& x) {
  if (x.whole() >= static_cast<std::uint64_t>(kArgumentMax)) {
    if (x.negative) return Decimal();
    throw std::overflow_error("a power exceeds its range");
  }
  // x = k ln 10 + rest with 0 <= rest < ln 10.
  auto k = static_cast<std::int64_t>(static_cast<double>(x.whole()) / 2.302585092994046 *
                                     (x.negative ? -1 : 1));
  const auto rest_at = [&x](std::int64_t count) {
    Fixed multiple = kLogarithmOfTen * from_whole(static_cast<std::uint64_t>(std::llabs(count)));
    multiple.negative = count < 0;
    return x + -multiple;
  };
  Fixed rest = rest_at(k);
  while (rest.negative && !rest.is_zero()) rest = rest_at(--k);
  while (compare_size(rest, kLogarithmOfTen) >= 0) rest = rest_at(++k);
  rest.negative = false;
  if (k < -Decimal::kExponentMax) return Decimal();
  return to_decimal(exponential_series(rest), static_cast<int>(k));
}

// ln(1 + d) for |d| < 2^-40.
Fixed logarithm_near_one(const Fixed& d) {
  Fixed sum, power = d;
  for (std::uint64_t n = 1; n <= 9; ++n) {
    Fixed term = power;
    divide_by(term, n);
    sum = n % 2 == 1 ? sum + term : sum + -term;
    power = power * d;
  }
  return sum;
}

Fixed logarithm_of(const Decimal& a) {
  auto coefficient = static_cast<UInt128>(a.coefficient());
  int digits = 0;
  for (UInt128 rest = coefficient; rest != 0; rest /= 10) ++digits;
  // a = m x 10^(digits + exponent) with 0.1 <= m < 1; a first estimate, then one exact step.
  const Decimal mantissa = Decimal::from_scaled(a.coefficient(), -digits);
  const Fixed m = from_decimal(mantissa);
  constexpr double kTwoTo53 = 9007199254740992.0;
  const double estimate = -std::log(mantissa.to_double());  // 0 ... 2.3026
  Fixed y;                                                  // ln m is about -y
  if (estimate > 0) {
    const auto bits = static_cast<std::uint64_t>(estimate * kTwoTo53);
    y.limbs[kLimbs - 1] = bits >> 53;
    y.limbs[kLimbs - 2] = bits << 11;
  }
  const Fixed near_one = m * exponential_series(y);
  Fixed result = logarithm_near_one(near_one + -from_whole(1)) + -y;
  const int power = digits + a.exponent();
  Fixed multiple = kLogarithmOfTen * from_whole(static_cast<std::uint64_t>(std::abs(power)));
  multiple.negative = power < 0;
  return result + multiple;
}

}  // namespace

Decimal exponential(const Decimal& a) {
  if (a > Decimal(kArgumentMax)) throw std::overflow_error("a power exceeds its range");
  if (a < Decimal(-kArgumentMax)) return Decimal();
  return exponential_of(from_decimal(a));
}

std::optional<Decimal> natural_logarithm(const Decimal& a) {
  if (a.sign() <= 0) return std::nullopt;
  if (a == Decimal(1)) return Decimal();
  return to_decimal(logarithm_of(a), 0);
}

std::optional<Decimal> power(const Decimal& a, const Decimal& exponent) {
  if (const auto whole = exponent.to_int64()) return power(a, *whole);
  if (a.is_negative()) return std::nullopt;
  if (a.is_zero()) return exponent.is_negative() ? std::nullopt : std::optional<Decimal>(Decimal());
  return exponential_of(logarithm_of(a) * from_decimal(exponent));
}

}  // namespace zhun
