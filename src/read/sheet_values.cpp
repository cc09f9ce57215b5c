// Decimal arithmetic on digits: no binary fraction is rounded by a binary fraction.
#include "read/sheet_values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "zhun/date.hpp"

namespace zhun::read {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::size_t kDigitsMax = 400;
constexpr std::size_t kExactDigits = 15;  // that a binary number of 64 bits surely keeps

// digits * 10^-decimals, without zeros in front.
struct Digits {
  bool negative = false;
  bool exponent = false;  // one was written
  std::string digits;
  std::size_t decimals = 0;
};

std::optional<Digits> split_number(std::string_view text) {
  Digits number;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) number.negative = text[at++] == '-';
  bool point = false, any = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    any = true;
    number.digits += text[at];
    number.decimals += point ? 1u : 0u;
  }
  if (!any || number.digits.size() > kDigitsMax) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    number.exponent = true;
    bool below = false;
    if (++at < text.size() && (text[at] == '-' || text[at] == '+')) below = text[at++] == '-';
    std::size_t power = 0, power_digits = 0;
    for (; at < text.size() && is_digit(text[at]) && power_digits < 4; ++at, ++power_digits)
      power = power * 10 + static_cast<std::size_t>(text[at] - '0');
    if (power_digits == 0 || power > kDigitsMax) return std::nullopt;
    if (below) {
      number.decimals += power;
    } else {
      const std::size_t moved = std::min(power, number.decimals);
      number.decimals -= moved;
      number.digits.append(power - moved, '0');
    }
  }
  if (at != text.size()) return std::nullopt;
  if (number.digits.size() <= number.decimals)
    number.digits.insert(0, number.decimals + 1 - number.digits.size(), '0');
  const std::size_t whole = number.digits.size() - number.decimals;
  const std::size_t zeros =
      std::min(number.digits.find_first_not_of('0'), whole - 1);  // npos when all are zeros
  number.digits.erase(0, zeros);
  return number;
}

// Adds one in the last place.
void round_up(std::string& digits) {
  for (std::size_t i = digits.size(); i > 0; --i) {
    if (digits[i - 1] != '9') {
      digits[i - 1] = static_cast<char>(digits[i - 1] + 1);
      return;
    }
    digits[i - 1] = '0';
  }
  digits.insert(digits.begin(), '1');
}

bool is_plain(std::string_view text) {
  std::size_t at = !text.empty() && text.front() == '-' ? 1 : 0;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == begin) return false;
  if (at == text.size()) return true;
  return text[at] == '.' && text.size() - at <= 3 &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(), is_digit);
}

}  // namespace

bool is_date_format(std::uint32_t id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
         (id >= 50 && id <= 58) || (id >= 71 && id <= 81);
}

bool is_date_format(std::string_view code) {
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = lower(code[at]);
    if (c == ';') return false;  // the other sections are for other signs
    if (c == '\\' || c == '_' || c == '*') {
      ++at;
    } else if (c == '"') {
      at = std::min(code.find('"', at + 1), code.size());
    } else if (c == '[') {
      const char first = at + 1 < code.size() ? lower(code[at + 1]) : ']';
      const std::size_t end = std::min(code.find(']', at), code.size());
      // Elapsed time; [Red], [$-804] and conditions are something else.
      const bool elapsed = first == 'h' || first == 's' || first == 'm';
      if (elapsed && end - at <= 3) return true;
      at = end;
    } else if (c == 'y' || c == 'd' || c == 'h' || c == 's' || c == 'm') {
      return true;
    }
  }
  return false;
}

std::string_view plain_number(std::string_view text, std::string& scratch) {
  if (is_plain(text)) return text;
  auto number = split_number(text);
  if (!number) return text;
  std::string& digits = number->digits;
  if (number->exponent && number->decimals == 0 && digits.size() > kExactDigits) return text;
  constexpr std::size_t kNearDigits = 4;  // behind the cents: 0.000001 of the unit
  if (number->decimals > 2) {
    const std::size_t cents = digits.size() - number->decimals + 2;
    std::string tail = digits.substr(cents);
    if (tail.size() < kNearDigits) tail.append(kNearDigits - tail.size(), '0');
    const auto near = std::string_view(tail).substr(0, kNearDigits);
    if (near == "0000" || near == "9999") {
      digits.erase(cents);
      number->decimals = 2;
      if (near == "9999") round_up(digits);
    }
  }
  const bool zero = digits.find_first_not_of('0') == std::string::npos;
  scratch.assign(number->negative && !zero ? "-" : "");
  scratch.append(digits, 0, digits.size() - number->decimals);
  if (number->decimals > 0) {
    scratch += '.';
    scratch.append(digits, digits.size() - number->decimals);
  }
  return scratch;
}

std::string_view plain_number(double value, std::string& scratch) {
  const std::string shortest = fmt::format("{}", value);
  const auto plain = plain_number(std::string_view(shortest), scratch);
  if (plain.data() == shortest.data()) scratch = shortest;
  return scratch;
}

std::optional<std::string> date_of_serial(std::string_view text, bool epoch_1904) {
  constexpr std::int64_t kSecondsPerDay = 86'400, kUnixDay1900 = 25'569, kDays1904 = 1'462;
  constexpr std::int64_t kSerialMax = 109'574;  // the last day of 2199
  constexpr std::size_t kFractionDigits = 12;
  const auto number = split_number(text);
  if (!number || (number->negative && number->digits != "0")) return std::nullopt;
  const std::size_t whole = number->digits.size() - number->decimals;
  if (whole > 6) return std::nullopt;
  std::int64_t day = 0, fraction = 0, scale = 1;
  for (std::size_t i = 0; i < number->digits.size() && i < whole + kFractionDigits; ++i) {
    const int digit = number->digits[i] - '0';
    if (i < whole) {
      day = day * 10 + digit;
    } else {
      fraction = fraction * 10 + digit;
      scale *= 10;
    }
  }
  std::int64_t second = (fraction * kSecondsPerDay + scale / 2) / scale;
  const bool time_only = day == 0;
  if (second == kSecondsPerDay) {
    if (time_only) return std::nullopt;
    second = 0;
    day += 1;
  }
  const std::string time =
      fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  if (time_only) return time;
  if (epoch_1904) {
    day += kDays1904;
  } else if (day < 60) {
    day += 1;  // a 29 February 1900 that never was stands behind it
  }
  if (day > kSerialMax) return std::nullopt;
  std::string date = to_string(Date().plus_days(static_cast<int>(day - kUnixDay1900)));
  return second == 0 ? date : date + " " + time;
}

}  // namespace zhun::read
