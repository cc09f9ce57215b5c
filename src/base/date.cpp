// Date: civil calendar arithmetic and the date forms that statements print.
#include "zhun/date.hpp"

#include <fmt/format.h>

#include <chrono>

#include "zhun/text.hpp"

namespace zhun {

namespace {

std::chrono::year_month_day civil(Date date) {
  return std::chrono::sys_days{std::chrono::days{date.days_since_epoch()}};
}

// Reads up to `digits_max` digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits_min,
                               std::size_t digits_max) {
  int value = 0;
  std::size_t n = 0;
  while (n < digits_max && n < text.size() && text[n] >= '0' && text[n] <= '9') {
    value = value * 10 + (text[n] - '0');
    ++n;
  }
  if (n < digits_min) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

// A date at the front of `text`.
std::optional<Date> take_date(std::string_view& text) {
  auto rest = text;
  const auto year = take_number(rest, 4, 4);
  if (!year) return std::nullopt;
  std::optional<int> month, day;
  if (take(rest, "\xE5\xB9\xB4")) {  // 年 月 日
    month = take_number(rest, 1, 2);
    if (!month || !take(rest, "\xE6\x9C\x88")) return std::nullopt;
    day = take_number(rest, 1, 2);
    if (!day || !take(rest, "\xE6\x97\xA5")) return std::nullopt;
  } else if (!rest.empty() && (rest[0] == '-' || rest[0] == '/' || rest[0] == '.')) {
    const auto separator = rest.substr(0, 1);
    rest.remove_prefix(1);
    month = take_number(rest, 1, 2);
    if (!month || !take(rest, separator)) return std::nullopt;
    day = take_number(rest, 1, 2);
  } else {
    month = take_number(rest, 2, 2);
    day = take_number(rest, 2, 2);
  }
  if (!month || !day || (!rest.empty() && rest[0] >= '0' && rest[0] <= '9')) return std::nullopt;
  const auto date = Date::from_ymd(*year, *month, *day);
  if (date) text = rest;
  return date;
}

std::optional<std::int32_t> take_time(std::string_view& text) {
  const auto hour = take_number(text, 1, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2, 2);
  int second = 0;
  if (!minute) return std::nullopt;
  if (take(text, ":")) {
    const auto seconds = take_number(text, 2, 2);
    if (!seconds) return std::nullopt;
    second = *seconds;
    if (take(text, ".")) {
      const auto fraction = take_number(text, 1, 9);
      if (!fraction) return std::nullopt;
    }
  }
  if (*hour > 23 || *minute > 59 || second > 59) return std::nullopt;
  return *hour * 3600 + *minute * 60 + second;
}

void skip_zone(std::string_view& text) {
  if (take(text, "Z")) return;
  if (text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':') text = {};
}

}  // namespace

std::optional<Date> Date::from_ymd(int year, int month, int day) {
  if (year < 1800 || year > 2199 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year{year},
                                        std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return std::nullopt;
  Date date;
  date.days_ = static_cast<std::int32_t>(std::chrono::sys_days{ymd}.time_since_epoch().count());
  return date;
}

Date Date::first_of(Month month) {
  return from_ymd(month.year(), month.month(), 1).value_or(Date());
}

Date Date::last_of(Month month) { return first_of(month.plus(1)).plus_days(-1); }

int Date::year() const { return static_cast<int>(civil(*this).year()); }
int Date::month_of_year() const {
  return static_cast<int>(static_cast<unsigned>(civil(*this).month()));
}
int Date::day() const { return static_cast<int>(static_cast<unsigned>(civil(*this).day())); }

int Date::weekday() const {
  const int weekday = (days_ + 3) % 7;  // 1970-01-01 was a Thursday
  return weekday < 0 ? weekday + 7 : weekday;
}

int Date::whole_months_since(Date earlier) const {
  if (*this < earlier) return 0;
  const int months = month().minus(earlier.month());
  return day() >= earlier.day() ? months : months - 1;
}

int Date::whole_years_since(Date earlier) const { return whole_months_since(earlier) / 12; }

std::string to_string(Date value) {
  const auto ymd = civil(value);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

std::string to_string(Month value) {
  return fmt::format("{:04}-{:02}", value.year(), value.month());
}

std::string to_string(const DateTime& value) {
  if (!value.has_time()) return to_string(value.date);
  const int s = value.second_of_day;
  return fmt::format("{}T{:02}:{:02}:{:02}", to_string(value.date), s / 3600, s / 60 % 60, s % 60);
}

std::optional<Date> parse_date(std::string_view text) {
  text = trim(text);
  const auto date = take_date(text);
  if (!date || !text.empty()) return std::nullopt;
  return date;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
  text = trim(text);
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  DateTime value{*date, -1};
  if (text.empty()) return value;
  if (!take(text, "T") && text[0] != ' ') return std::nullopt;
  text = trim(text);
  if (text.empty()) return value;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  skip_zone(text);
  if (!text.empty()) return std::nullopt;
  value.second_of_day = *time;
  return value;
}

std::optional<std::int32_t> parse_time_of_day(std::string_view text) {
  text = trim(text);
  if (text.size() == 6 && text.find(':') == std::string_view::npos) {
    const auto hour = take_number(text, 2, 2), minute = take_number(text, 2, 2),
               second = take_number(text, 2, 2);
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
      return std::nullopt;
    return *hour * 3600 + *minute * 60 + *second;
  }
  const auto time = take_time(text);
  if (!time || !text.empty()) return std::nullopt;
  return time;
}

std::optional<Month> parse_month(std::string_view text) {
  text = trim(text);
  const auto year = take_number(text, 4, 4);
  if (!year) return std::nullopt;
  take(text, "-");
  const auto month = take_number(text, 2, 2);
  if (!month || !text.empty() || *month < 1 || *month > 12 || *year < 1800 || *year > 2199) {
    return std::nullopt;
  }
  return Month(*year, *month);
}

}  // namespace zhun
