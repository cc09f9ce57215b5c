// Decimal: 34-digit arithmetic on a 128-bit coefficient; products and quotients through 256 bits.
#include "zhun/decimal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace zhun {

namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr std::array<UInt128, 39> make_powers() {
  std::array<UInt128, 39> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr auto kPowers = make_powers();
constexpr UInt128 kCoefficientMax = kPowers[Decimal::kDigitsMax] - 1;

int digit_count(UInt128 value) {
  const auto it = std::upper_bound(kPowers.begin(), kPowers.end(), value);
  return static_cast<int>(it - kPowers.begin());  // 0 for 0
}

UInt128 magnitude(Int128 value) {
  return value < 0 ? static_cast<UInt128>(-(value + 1)) + 1 : static_cast<UInt128>(value);
}

// A 256-bit unsigned number, just enough for a product of two coefficients and a shifted dividend.
struct Wide {
  UInt128 high = 0, low = 0;
};

Wide multiply(UInt128 a, UInt128 b) {
  const UInt128 mask = ~std::uint64_t{0};
  const UInt128 a0 = a & mask, a1 = a >> 64, b0 = b & mask, b1 = b >> 64;
  const UInt128 p00 = a0 * b0, p01 = a0 * b1, p10 = a1 * b0;
  const UInt128 middle = (p00 >> 64) + (p01 & mask) + (p10 & mask);
  return {a1 * b1 + (p01 >> 64) + (p10 >> 64) + (middle >> 64), (middle << 64) | (p00 & mask)};
}

// Quotient (must fit 128 bits when `high` < divisor) and remainder, bit by bit from the top.
UInt128 divide_wide(Wide value, UInt128 divisor, UInt128& remainder) {
  if (value.high == 0) {
    remainder = value.low % divisor;
    return value.low / divisor;
  }
  UInt128 rest = value.high % divisor, quotient = 0;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (rest >> 127) != 0;
    rest = (rest << 1) | ((value.low >> bit) & 1);
    quotient <<= 1;
    if (carry || rest >= divisor) {
      rest -= divisor;
      quotient |= 1;
    }
  }
  remainder = rest;
  return quotient;
}

// Whether |q| + rest/divisor rounds up in magnitude.
bool rounds_up(UInt128 quotient, UInt128 rest, UInt128 divisor, bool negative,
               Decimal::Rounding mode) {
  if (rest == 0) return false;
  const UInt128 other = divisor - rest;
  switch (mode) {
    case Decimal::Rounding::half_up:
      return rest >= other;
    case Decimal::Rounding::half_down:
      return rest > other;
    case Decimal::Rounding::half_even:
      return rest > other || (rest == other && (quotient & 1) != 0);
    case Decimal::Rounding::up:
      return true;
    case Decimal::Rounding::down:
      return false;
    case Decimal::Rounding::floor:
      return negative;
    case Decimal::Rounding::ceiling:
      return !negative;
  }
  return false;
}

// coefficient (with `sticky`: plus something smaller than one unit) x 10^exponent, at most 34
// digits.
Decimal compose(UInt128 coefficient, int exponent, bool negative, bool sticky) {
  if (coefficient > kCoefficientMax) {
    const int drop = digit_count(coefficient) - Decimal::kDigitsMax;
    const UInt128 divisor = kPowers[static_cast<std::size_t>(drop)];
    const UInt128 rest = coefficient % divisor, half = divisor / 2;
    coefficient /= divisor;
    exponent += drop;
    if (rest > half || (rest == half && (sticky || (coefficient & 1) != 0))) ++coefficient;
  }
  const auto value = static_cast<Int128>(coefficient);
  return Decimal::from_scaled(negative ? -value : value, exponent);
}

}  // namespace

Decimal Decimal::from_scaled(Int128 coefficient, int exponent) {
  const UInt128 size = magnitude(coefficient);
  if (size > kCoefficientMax) return compose(size, exponent, coefficient < 0, false);
  if (exponent > kExponentMax || exponent < -kExponentMax) {
    if (coefficient == 0) return Decimal();
    throw std::overflow_error("a decimal number exceeds its range");
  }
  Decimal value;
  value.coefficient_ = coefficient;
  value.exponent_ = coefficient == 0 ? std::clamp(exponent, -Decimal::kDigitsMax, 0) : exponent;
  return value;
}

Decimal Decimal::from_yuan(Money value) { return from_scaled(value.fen(), -2); }

std::optional<Decimal> Decimal::parse(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  UInt128 coefficient = 0;
  int exponent = 0, digits = 0;
  bool point = false, any = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.') {
      if (point) return std::nullopt;
      point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      if (digits == kDigitsMax) return std::nullopt;
      coefficient = coefficient * 10 + static_cast<UInt128>(c - '0');
      if (coefficient != 0) ++digits;
      if (point && --exponent < -kExponentMax) return std::nullopt;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    text.remove_prefix(i + 1);
    bool down = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
      down = text[0] == '-';
      text.remove_prefix(1);
    }
    if (text.empty() || text.size() > 4) return std::nullopt;
    int shift = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return std::nullopt;
      shift = shift * 10 + (c - '0');
    }
    exponent += down ? -shift : shift;
  }
  if (exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  const auto value = static_cast<Int128>(coefficient);
  return from_scaled(negative ? -value : value, exponent);
}

bool Decimal::is_integer() const {
  if (exponent_ >= 0 || coefficient_ == 0) return true;
  if (exponent_ < -kDigitsMax) return false;
  return magnitude(coefficient_) % kPowers[static_cast<std::size_t>(-exponent_)] == 0;
}

Decimal Decimal::operator-() const {
  Decimal value = *this;
  value.coefficient_ = -coefficient_;
  return value;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  if (a.exponent_ == b.exponent_)
    return Decimal::from_scaled(a.coefficient_ + b.coefficient_, a.exponent_);
  const Decimal& high = a.exponent_ > b.exponent_ ? a : b;
  const Decimal& low = a.exponent_ > b.exponent_ ? b : a;
  if (high.coefficient_ == 0) return low;
  if (low.coefficient_ == 0) return high;
  const UInt128 size = magnitude(high.coefficient_);
  const int shift = high.exponent_ - low.exponent_;
  const int room = 37 - digit_count(size);  // 10^37 + 10^34 still fits 127 bits
  if (shift <= room) {
    const auto scaled = static_cast<Int128>(size * kPowers[static_cast<std::size_t>(shift)]);
    return Decimal::from_scaled((high.coefficient_ < 0 ? -scaled : scaled) + low.coefficient_,
                                low.exponent_);
  }
  // The smaller operand only decides the rounding: replace what does not fit by a sticky digit.
  const auto scaled = static_cast<Int128>(size * kPowers[static_cast<std::size_t>(room)]);
  const int exponent = high.exponent_ - room;
  const int drop = exponent - low.exponent_;
  const UInt128 low_size = magnitude(low.coefficient_);
  UInt128 kept = 0;
  bool rest = true;
  if (drop < 39) {
    kept = low_size / kPowers[static_cast<std::size_t>(drop)];
    rest = low_size % kPowers[static_cast<std::size_t>(drop)] != 0;
  }
  Int128 sum = high.coefficient_ < 0 ? -scaled : scaled;
  const auto kept_signed = static_cast<Int128>(kept);
  sum += low.coefficient_ < 0 ? -kept_signed : kept_signed;
  const bool same_sign = (sum < 0) == (low.coefficient_ < 0);
  if (rest && !same_sign) sum += sum < 0 ? 1 : -1;
  return compose(magnitude(sum), exponent, sum < 0, rest);
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }

Decimal operator*(const Decimal& a, const Decimal& b) {
  const UInt128 x = magnitude(a.coefficient_), y = magnitude(b.coefficient_);
  const bool negative = (a.coefficient_ < 0) != (b.coefficient_ < 0);
  const int exponent = a.exponent_ + b.exponent_;
  const int digits = digit_count(x) + digit_count(y);  // of the product, or one more
  if (digits <= 38) return compose(x * y, exponent, negative, false);
  const int drop = digits - 37;  // leaves 36 or 37 digits: compose() rounds once
  UInt128 rest = 0;
  const UInt128 quotient =
      divide_wide(multiply(x, y), kPowers[static_cast<std::size_t>(drop)], rest);
  return compose(quotient, exponent + drop, negative, rest != 0);
}

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
  if (b.coefficient_ == 0) return std::nullopt;
  if (a.coefficient_ == 0) return Decimal();
  const UInt128 x = magnitude(a.coefficient_), y = magnitude(b.coefficient_);
  const bool negative = (a.coefficient_ < 0) != (b.coefficient_ < 0);
  const int digits = digit_count(y);
  if (y == kPowers[static_cast<std::size_t>(digits - 1)]) {  // a power of ten moves the point
    int exponent = a.exponent_ - b.exponent_ - (digits - 1);
    UInt128 quotient = x;
    while (exponent < a.exponent_ - b.exponent_ && quotient % 10 == 0) {
      quotient /= 10;
      ++exponent;
    }
    return compose(quotient, exponent, negative, false);
  }
  // Scale the dividend so that the quotient has 36 or 37 digits; compose() rounds once.
  const int shift = std::max(0, 36 + digits - digit_count(x));
  const int first = std::min(shift, 37);
  const int more = shift - first;
  UInt128 rest = 0;
  UInt128 quotient = divide_wide(multiply(x, kPowers[static_cast<std::size_t>(first)]), y, rest);
  if (more > 0) {
    const UInt128 scale = kPowers[static_cast<std::size_t>(more)];
    UInt128 next = 0;
    quotient = quotient * scale + divide_wide(multiply(rest, scale), y, next);
    rest = next;
  }
  int exponent = a.exponent_ - b.exponent_ - shift;
  if (rest == 0) {  // exact: strip the zeros that scaling added
    while (quotient % 10 == 0 && exponent < a.exponent_ - b.exponent_) {
      quotient /= 10;
      ++exponent;
    }
  }
  return compose(quotient, exponent, negative, rest != 0);
}

// The integer square root of value < 2^254, bit by bit, and whether there is a rest.
static UInt128 integer_root(Wide value, bool& has_rest) {
  const auto less = [](const Wide& a, const Wide& b) {
    return a.high != b.high ? a.high < b.high : a.low < b.low;
  };
  Wide rest = value, root;
  for (int bit = 252; bit >= 0; bit -= 2) {
    Wide trial = root;  // root + 2^bit
    (bit >= 128 ? trial.high : trial.low) |= UInt128{1} << (bit % 128);
    root = {root.high >> 1, (root.low >> 1) | (root.high << 127)};
    if (less(rest, trial)) continue;
    rest = {rest.high - trial.high - (rest.low < trial.low ? 1 : 0), rest.low - trial.low};
    (bit >= 128 ? root.high : root.low) |= UInt128{1} << (bit % 128);
  }
  has_rest = rest.high != 0 || rest.low != 0;
  return root.low;
}

std::optional<Decimal> square_root(const Decimal& a) {
  if (a.coefficient_ < 0) return std::nullopt;
  if (a.coefficient_ == 0) return Decimal();
  // Scaled to 69 or 70 digits and an even exponent, the root has 35.
  const UInt128 size = magnitude(a.coefficient_);
  const int first = Decimal::kDigitsMax - digit_count(size);
  int exponent = a.exponent_ - first;
  const int second = (exponent - 35) % 2 == 0 ? 35 : 36;
  exponent -= second;
  bool has_rest = false;
  UInt128 root = integer_root(multiply(size * kPowers[static_cast<std::size_t>(first)],
                                       kPowers[static_cast<std::size_t>(second)]),
                              has_rest);
  exponent /= 2;
  while (!has_rest && exponent < 0 && root % 10 == 0) {
    root /= 10;
    ++exponent;
  }
  return compose(root, exponent, false, has_rest);
}

std::optional<Decimal> power(const Decimal& a, std::int64_t exponent) {
  if (exponent < 0 && a.is_zero()) return std::nullopt;
  std::uint64_t n = exponent < 0 ? ~static_cast<std::uint64_t>(exponent) + 1
                                 : static_cast<std::uint64_t>(exponent);
  Decimal result = 1, base = a;
  while (n != 0) {
    if (n & 1) result = result * base;
    n >>= 1;
    if (n != 0) base = base * base;
  }
  return exponent < 0 ? divide(Decimal(1), result) : std::optional<Decimal>(result);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const int sign = a.sign(), other = b.sign();
  if (sign != other) return sign <=> other;
  if (sign == 0) return std::strong_ordering::equal;
  if (a.exponent_ == b.exponent_) return a.coefficient_ <=> b.coefficient_;
  const UInt128 x = magnitude(a.coefficient_), y = magnitude(b.coefficient_);
  const int order_a = digit_count(x) + a.exponent_, order_b = digit_count(y) + b.exponent_;
  std::strong_ordering order = std::strong_ordering::equal;
  if (order_a != order_b) {
    order = order_a <=> order_b;
  } else if (a.exponent_ > b.exponent_) {
    order = x * kPowers[static_cast<std::size_t>(a.exponent_ - b.exponent_)] <=> y;
  } else {
    order = x <=> y * kPowers[static_cast<std::size_t>(b.exponent_ - a.exponent_)];
  }
  return sign > 0 ? order : 0 <=> order;
}

Decimal Decimal::rounded(int scale, Rounding mode) const {
  const int drop = -scale - exponent_;
  if (drop <= 0 || coefficient_ == 0) return *this;
  const UInt128 size = magnitude(coefficient_);
  const bool negative = coefficient_ < 0;
  UInt128 quotient = 0, rest = size, divisor = kPowers[38];
  if (drop < 38) {
    divisor = kPowers[static_cast<std::size_t>(drop)];
    quotient = size / divisor;
    rest = size % divisor;
  }
  if (rounds_up(quotient, rest, divisor, negative, mode)) ++quotient;
  const auto value = static_cast<Int128>(quotient);
  return from_scaled(negative ? -value : value, -scale);
}

std::optional<Money> Decimal::to_money() const {
  const Decimal fen = rounded(2) * Decimal(100);
  const auto value = fen.to_int64();
  if (!value) return std::nullopt;
  return Money::from_fen(*value);
}

std::optional<std::int64_t> Decimal::to_int64() const {
  if (!is_integer()) return std::nullopt;
  if (coefficient_ == 0) return 0;
  UInt128 size = magnitude(coefficient_);
  if (exponent_ > 0) {
    if (digit_count(size) + exponent_ > 19) return std::nullopt;
    size *= kPowers[static_cast<std::size_t>(exponent_)];
  } else {
    size /= kPowers[static_cast<std::size_t>(-exponent_)];
  }
  const UInt128 limit = UInt128{1} << 63;
  if (size > limit || (size == limit && coefficient_ > 0)) return std::nullopt;
  return static_cast<std::int64_t>(coefficient_ < 0 ? -static_cast<Int128>(size)
                                                    : static_cast<Int128>(size));
}

double Decimal::to_double() const {
  return static_cast<double>(static_cast<long double>(coefficient_) *
                             std::pow(10.0L, static_cast<long double>(exponent_)));
}

std::string to_string(const Decimal& value) {
  UInt128 size = magnitude(value.coefficient_);
  if (size == 0) return "0";
  int exponent = value.exponent_;
  while (exponent < 0 && size % 10 == 0) {
    size /= 10;
    ++exponent;
  }
  std::string digits;
  for (; size != 0; size /= 10) digits += static_cast<char>('0' + static_cast<int>(size % 10));
  std::reverse(digits.begin(), digits.end());
  if (exponent > 0) {
    digits.append(static_cast<std::size_t>(exponent), '0');
  } else if (exponent < 0) {
    const auto places = static_cast<std::size_t>(-exponent);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return (value.coefficient_ < 0 ? "-" : "") + digits;
}

std::string to_fixed_string(const Decimal& value, int scale) {
  std::string text = to_string(value.rounded(scale));
  if (scale <= 0) return text;
  auto point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  const std::size_t places = text.size() - point - 1;
  text.append(static_cast<std::size_t>(scale) - places, '0');
  return text;
}

}  // namespace zhun
