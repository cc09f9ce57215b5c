// Decimal: a decimal number of up to 34 significant digits, the number type of FEEL
// (DMN 1.5, 10.3.2.3.1).
//
// Sums, differences and products that fit 34 digits are exact; what does not fit is rounded half to
// even. A quotient of two amounts is right to 34 digits, and two amounts below 10^17 yuan whose
// ratio differs from a threshold of at most ten decimals differ from it by more than 10^-30:
// comparing such quotients with such thresholds decides as exact fractions would. A value type
// without allocation; thread-safe as any value.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "zhun/money.hpp"

namespace zhun {

__extension__ using Int128 = __int128;

class Decimal {
 public:
  static constexpr int kDigitsMax = 34;
  static constexpr int kExponentMax = 6000;  // beyond it arithmetic throws std::overflow_error

  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t value) : coefficient_(value) {}  // NOLINT: implicit on purpose
  constexpr Decimal(int value) : coefficient_(value) {}           // NOLINT: implicit on purpose
  [[nodiscard]] static Decimal from_scaled(Int128 coefficient, int exponent);
  [[nodiscard]] static Decimal from_yuan(Money value);  // 1,234.56 yuan -> 1234.56

  // "12", "-0.5", "1e3"; at most 34 significant digits, else nullopt.
  [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return coefficient_ == 0; }
  [[nodiscard]] bool is_negative() const { return coefficient_ < 0; }
  [[nodiscard]] bool is_integer() const;
  [[nodiscard]] int sign() const { return coefficient_ < 0 ? -1 : coefficient_ > 0 ? 1 : 0; }

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  Decimal operator-() const;
  Decimal& operator+=(const Decimal& other) { return *this = *this + other; }

  // nullopt when b is zero.
  friend std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
  // Rounded half to even; nullopt when negative.
  friend std::optional<Decimal> square_root(const Decimal& a);
  // Whole exponents only; nullopt for 0 to a negative power.
  friend std::optional<Decimal> power(const Decimal& a, std::int64_t exponent);

  // coefficient() x 10^exponent(); equal numbers may have several such forms.
  [[nodiscard]] Int128 coefficient() const { return coefficient_; }
  [[nodiscard]] int exponent() const { return exponent_; }

  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

  enum class Rounding : std::uint8_t { half_up, half_even, half_down, up, down, floor, ceiling };
  // Rounded to `scale` digits after the point (negative: before it). half_up is away from zero
  // (四舍五入).
  [[nodiscard]] Decimal rounded(int scale, Rounding mode = Rounding::half_up) const;

  // Rounded half away from zero to whole fen; nullopt beyond 64 bits.
  [[nodiscard]] std::optional<Money> to_money() const;
  [[nodiscard]] std::optional<std::int64_t> to_int64()
      const;  // nullopt unless a whole number that fits
  [[nodiscard]] double to_double() const;

 private:
  friend std::string to_string(const Decimal& value);
  Int128 coefficient_ = 0;  // |coefficient| < 10^34
  std::int32_t exponent_ = 0;
};

// e^a; 0 where it is below every decimal. Throws std::overflow_error where it is above.
[[nodiscard]] Decimal exponential(const Decimal& a);
// nullopt unless a is positive.
[[nodiscard]] std::optional<Decimal> natural_logarithm(const Decimal& a);
// Any exponent; nullopt for a negative base with an exponent that is no whole number, and for zero
// to a negative power. All three are right to within a unit of the 34th digit.
[[nodiscard]] std::optional<Decimal> power(const Decimal& a, const Decimal& exponent);

// Plain notation, without trailing zeros after the point: "0.35", "1200", "-3.5".
[[nodiscard]] std::string to_string(const Decimal& value);
// Exactly `scale` digits after the point, rounded half away from zero: (2/3, 4) -> "0.6667".
[[nodiscard]] std::string to_fixed_string(const Decimal& value, int scale);

}  // namespace zhun
