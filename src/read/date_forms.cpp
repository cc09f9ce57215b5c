// The rarer forms of days and times.
#include "read/date_forms.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "zhun/text.hpp"

namespace zhun::read {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// jan, Sept, January: 1 to 12; 0: no name of a month.
int month_of_name(std::string_view word) {
  static constexpr std::array<std::string_view, 12> names = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const std::string folded = lower(word);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (folded.size() >= 3 && names[i].substr(0, folded.size()) == folded)
      return static_cast<int>(i) + 1;
  }
  return 0;
}

struct Number {
  int value = 0;
  std::size_t digits = 0;
};

Number take_number(std::string_view& text) {
  Number number;
  while (number.digits < text.size() && number.digits < 5 && is_digit(text[number.digits])) {
    number.value = number.value * 10 + (text[number.digits] - '0');
    ++number.digits;
  }
  text.remove_prefix(number.digits);
  return number;
}

int take_month(std::string_view& text) {
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[letters])) ++letters;
  const int month = month_of_name(text.substr(0, letters));
  if (month != 0) text.remove_prefix(letters);
  return month;
}

void skip_dividers(std::string_view& text) {
  constexpr std::string_view dividers = " -,/.";
  while (!text.empty() && dividers.find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
}

std::string_view skip_zone(std::string_view text) {
  for (const std::string_view zone : {"Z", "UTC", "GMT", "CST", "EST", "EDT", "PST", "PDT", "ET"}) {
    if (text.size() > zone.size() && text.ends_with(zone))
      return trim(text.substr(0, text.size() - zone.size()));
  }
  const auto sign = text.find_last_of("+-");
  if (sign == std::string_view::npos || sign == 0) return text;
  const auto zone = text.substr(sign + 1);
  const bool digits =
      std::all_of(zone.begin(), zone.end(), [](char c) { return is_digit(c) || c == ':'; });
  return digits && zone.size() >= 2 && zone.size() <= 5 ? trim(text.substr(0, sign)) : text;
}

}  // namespace

std::optional<int> full_year(int year, std::size_t digits) {
  if (digits == 4 && year >= 1000) return year;
  if (digits == 2) return year + (year < 80 ? 2000 : 1900);
  return std::nullopt;
}

std::optional<DateTime> parse_named_date(std::string_view text) {
  const bool month_first = !text.empty() && is_letter(text.front());
  int month = month_first ? take_month(text) : 0;
  if (month_first && month == 0) return std::nullopt;
  skip_dividers(text);
  const Number day = take_number(text);
  skip_dividers(text);
  if (!month_first) {
    month = take_month(text);
    skip_dividers(text);
  }
  const Number year = take_number(text);
  const auto whole_year = full_year(year.value, year.digits);
  if (month == 0 || day.digits == 0 || day.digits > 2 || !whole_year) return std::nullopt;
  const auto date = Date::from_ymd(*whole_year, month, day.value);
  if (!date) return std::nullopt;
  if (text.empty()) return DateTime{*date, -1};
  if (text.front() != ' ' && text.front() != ',') return std::nullopt;
  skip_dividers(text);
  const auto second = parse_clock(text);
  if (!second) return std::nullopt;
  return DateTime{*date, *second};
}

std::optional<DateTime> parse_serial_date(std::string_view text) {
  constexpr int kFirst = 36526, kLast = 54788;  // 2000-01-01 and 2049-12-31
  const Number days = take_number(text);
  if (days.digits != 5 || days.value < kFirst || days.value > kLast) return std::nullopt;
  DateTime time{*Date::from_ymd(2000, 1, 1), -1};
  time.date = time.date.plus_days(days.value - kFirst);
  if (text.empty()) return time;
  if (text.front() != '.' || text.size() < 2) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t part = 0, scale = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    if (i >= 10) continue;  // far below a second
    part = part * 10 + (text[i] - '0');
    scale *= 10;
  }
  constexpr std::int64_t kDay = 86400;
  const std::int64_t second = (part * kDay + scale / 2) / scale;
  time.second_of_day = static_cast<std::int32_t>(std::min(second, kDay - 1));
  return time;
}

std::optional<std::int32_t> parse_clock(std::string_view text) {
  text = trim(text);
  if (const auto time = parse_time_of_day(text)) return time;
  text = skip_zone(text);
  int hours_more = 0, hours_max = 23;
  if (text.size() > 2 && is_letter(text.back())) {
    const std::string half = lower(text.substr(text.size() - 2));
    if (half != "am" && half != "pm") return std::nullopt;
    hours_more = half == "pm" ? 12 : 0;
    hours_max = 12;
    text = trim(text.substr(0, text.size() - 2));
  }
  std::array<int, 3> part{};
  std::size_t parts = 0;
  char divider = 0;
  while (parts < part.size()) {
    const Number number = take_number(text);
    if (number.digits == 0 || number.digits > 2) return std::nullopt;
    part[parts++] = number.value;
    if (text.empty() || parts == part.size()) break;
    if (text.front() != ':' && text.front() != '.') return std::nullopt;
    if (divider != 0 && text.front() != divider) return std::nullopt;
    divider = text.front();
    text.remove_prefix(1);
  }
  if (!text.empty()) {  // a fraction of a second
    if (parts != part.size() || text.front() != '.') return std::nullopt;
    if (!std::all_of(text.begin() + 1, text.end(), is_digit)) return std::nullopt;
  }
  if (parts < 2 || part[0] > hours_max || part[1] > 59 || part[2] > 59) return std::nullopt;
  if (hours_max == 12) part[0] = part[0] % 12 + hours_more;
  return part[0] * 3600 + part[1] * 60 + part[2];
}

}  // namespace zhun::read
