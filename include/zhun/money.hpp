// Money (金额): an amount in minor units, fen (分) for yuan, as a 64-bit integer.
//
// Never floating point. Arithmetic is checked: an overflow throws std::overflow_error inside a
// stage and becomes an Error at the stage's boundary. A value type; thread-safe as any value.
//
//   Money a = Money::from_fen(123456);          // 1,234.56 yuan
//   to_string(a + Money::from_yuan(1))          // "1235.56"
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace zhun {

class Money {
 public:
  constexpr Money() = default;
  [[nodiscard]] static constexpr Money from_fen(std::int64_t fen) { return Money(fen); }
  [[nodiscard]] static Money from_yuan(std::int64_t yuan);  // throws std::overflow_error

  [[nodiscard]] constexpr std::int64_t fen() const { return fen_; }
  [[nodiscard]] constexpr bool is_zero() const { return fen_ == 0; }
  [[nodiscard]] constexpr bool is_negative() const { return fen_ < 0; }

  constexpr auto operator<=>(const Money&) const = default;

  Money& operator+=(Money other);
  Money& operator-=(Money other);
  friend Money operator+(Money a, Money b) { return a += b; }
  friend Money operator-(Money a, Money b) { return a -= b; }
  Money operator-() const { return Money() - *this; }
  [[nodiscard]] Money magnitude() const { return is_negative() ? -*this : *this; }

 private:
  explicit constexpr Money(std::int64_t fen) : fen_(fen) {}
  std::int64_t fen_ = 0;
};

// A Money or none, in eight bytes: for the many rows of a statement. The one amount that it cannot
// hold, the least of 64 bits, is beyond what parse_money reads.
class OptionalMoney {
 public:
  constexpr OptionalMoney() = default;
  constexpr OptionalMoney(std::nullopt_t) {}
  constexpr OptionalMoney(Money value) : value_(value) {}
  constexpr OptionalMoney(const std::optional<Money>& value) : value_(value.value_or(kNone)) {}

  [[nodiscard]] constexpr bool has_value() const { return value_ != kNone; }
  constexpr explicit operator bool() const { return has_value(); }
  constexpr const Money& operator*() const { return value_; }
  constexpr Money& operator*() { return value_; }
  constexpr const Money* operator->() const { return &value_; }
  [[nodiscard]] const Money& value() const {
    return has_value() ? value_ : throw std::bad_optional_access();
  }
  [[nodiscard]] constexpr Money value_or(Money other) const { return has_value() ? value_ : other; }
  constexpr void reset() { value_ = kNone; }
  constexpr operator std::optional<Money>() const {
    return has_value() ? std::optional(value_) : std::nullopt;
  }
  constexpr bool operator==(const OptionalMoney&) const = default;

 private:
  static constexpr Money kNone = Money::from_fen(std::numeric_limits<std::int64_t>::min());
  Money value_ = kNone;
};

// "1234.56", "-0.05": two decimals, no separators.
[[nodiscard]] std::string to_string(Money value);

// "1,234.56": two decimals with thousands separators; minus is ASCII.
[[nodiscard]] std::string to_grouped_string(Money value);

// Reads what statements print: "1,234.50", "+12", "-3.9", "3.90-", "(1,234.50)", a currency sign in
// front, full-width digits and signs, spaces and tabs around. Refuses letters, more than two
// significant decimals, misplaced separators, and anything beyond 64 bits: nullopt.
[[nodiscard]] std::optional<Money> parse_money(std::string_view text);

}  // namespace zhun
