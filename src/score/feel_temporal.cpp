// Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.9): reading, writing,
// arithmetic.
//
// All times are civil times without a zone; a text with a zone gives null. Seconds have no
// fraction.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

constexpr std::int64_t kSecondsOfDay = 86400;
constexpr std::int64_t kDaysMax = 1'000'000;             // of a duration that is added to a date
constexpr std::int64_t kSecondsMax = 1'000'000'000'000;  // of a duration
constexpr std::int64_t kMonthsMax = 12'000'000'000;

// Reads `digits` digits at `at`; -1 when they are not all digits.
int read_digits(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::int64_t seconds_of(const DateTime& moment) {
  return moment.date.days_since_epoch() * kSecondsOfDay + std::max(moment.second_of_day, 0);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

Value moment_from_seconds(std::int64_t seconds) {
  const std::int64_t days = floor_divide(seconds, kSecondsOfDay);
  const auto date = plus_days(Date(), days);
  if (!date) return {};
  return DateTime{*date, static_cast<std::int32_t>(seconds - days * kSecondsOfDay)};
}

Value duration(Kind kind, std::int64_t count) {
  const std::int64_t bound = kind == Kind::days_duration ? kSecondsMax : kMonthsMax;
  if (count > bound || count < -bound) return {};
  return Value::temporal(kind, count);
}

bool is_moment(const Value& value) {
  return value.kind() == Kind::date || value.kind() == Kind::date_time;
}
bool is_duration(const Value& value) {
  return value.kind() == Kind::days_duration || value.kind() == Kind::months_duration;
}

DateTime moment_of(const Value& value) {
  return value.kind() == Kind::date ? DateTime{value.date(), 0} : value.date_time();
}

Value add_duration(const Value& moment, const Value& amount, std::int64_t sign, const char** why) {
  const std::int64_t count = amount.count() * sign;
  Value result;
  if (amount.kind() == Kind::months_duration) {
    if (const auto date = plus_months(moment_of(moment).date, count)) {
      result = moment.kind() == Kind::date
                   ? Value(*date)
                   : Value(DateTime{*date, moment.date_time().second_of_day});
    }
  } else if (moment.kind() == Kind::date) {
    // A date plus hours is the day on which they end.
    if (const auto date = plus_days(moment.date(), floor_divide(count, kSecondsOfDay)))
      result = *date;
  } else {
    result = moment_from_seconds(seconds_of(moment.date_time()) + count);
  }
  if (result.is_null()) *why = "the date is outside the years 1800 to 2199";
  return result;
}

// Duration times or divided by a number, and duration divided by duration.
Value scale_duration(Operator op, const Value& a, const Value& b, const char** why) {
  Decimal count;
  if (is_duration(a) && b.is_number()) {
    if (op == Operator::multiply)
      count = Decimal(a.count()) * b.number();
    else if (const auto quotient = divide(Decimal(a.count()), b.number()))
      count = *quotient;
    else {
      *why = "division by zero";
      return {};
    }
    const auto whole = count.rounded(0, Decimal::Rounding::down).to_int64();
    if (whole) return duration(a.kind(), *whole);
  } else if (a.is_number() && is_duration(b) && op == Operator::multiply) {
    return scale_duration(op, b, a, why);
  } else if (a.kind() == b.kind() && op == Operator::divide) {
    if (const auto quotient = divide(Decimal(a.count()), Decimal(b.count()))) return *quotient;
    *why = "division by zero";
    return {};
  }
  *why = "an operator on values that it is not defined for";
  return {};
}

std::string duration_to_string(const Value& value) {
  const std::int64_t count = value.count();
  const std::int64_t size = count < 0 ? -count : count;
  std::string out = count < 0 ? "-P" : "P";
  if (value.kind() == Kind::months_duration) {
    if (size / 12 != 0) out += fmt::format("{}Y", size / 12);
    if (size % 12 != 0 || size == 0) out += fmt::format("{}M", size % 12);
    return out;
  }
  const std::int64_t rest = size % kSecondsOfDay;
  if (size / kSecondsOfDay != 0) out += fmt::format("{}D", size / kSecondsOfDay);
  if (rest == 0) return size == 0 ? "PT0S" : out;
  out += 'T';
  if (rest / 3600 != 0) out += fmt::format("{}H", rest / 3600);
  if (rest % 3600 / 60 != 0) out += fmt::format("{}M", rest % 3600 / 60);
  if (rest % 60 != 0) out += fmt::format("{}S", rest % 60);
  return out;
}

std::string time_to_string(std::int64_t second) {
  return fmt::format("{:02}:{:02}:{:02}", second / 3600, second % 3600 / 60, second % 60);
}

}  // namespace

std::optional<Date> plus_days(Date date, std::int64_t days) {
  if (days > kDaysMax || days < -kDaysMax) return std::nullopt;
  const Date moved = date.plus_days(static_cast<int>(days));
  static const Date kFirst = *Date::from_ymd(1800, 1, 1);
  static const Date kLast = *Date::from_ymd(2199, 12, 31);
  if (moved < kFirst || moved > kLast) return std::nullopt;
  return moved;
}

// The same day of the month, or the last one if that is earlier.
std::optional<Date> plus_months(Date date, std::int64_t months) {
  if (months > 12'000 || months < -12'000) return std::nullopt;
  const Month month = date.month().plus(static_cast<int>(months));
  if (month.year() < 1800 || month.year() > 2199) return std::nullopt;
  const int day = std::min(date.day(), Date::last_of(month).day());
  return Date::from_ymd(month.year(), month.month(), day);
}

Value parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const int year = read_digits(text, 0, 4), month = read_digits(text, 5, 2),
            day = read_digits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return {};
  const auto date = Date::from_ymd(year, month, day);
  return date ? Value(*date) : Value();
}

Value parse_iso_time(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return {};
  const int hour = read_digits(text, 0, 2), minute = read_digits(text, 3, 2),
            second = read_digits(text, 6, 2);
  if (hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 || second > 59) return {};
  return Value::temporal(Kind::time, hour * 3600 + minute * 60 + second);
}

Value parse_iso_date_time(std::string_view text) {
  const std::size_t mark = text.find('T');
  const Value date = parse_iso_date(text.substr(0, mark));
  if (date.is_null()) return {};
  if (mark == std::string_view::npos) return DateTime{date.date(), 0};
  const Value time = parse_iso_time(text.substr(mark + 1));
  if (time.is_null()) return {};
  return DateTime{date.date(), static_cast<std::int32_t>(time.count())};
}

Value parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (!text.starts_with('P')) return {};
  text.remove_prefix(1);
  bool in_time = false, any = false, any_in_time = false;
  bool months = false, days = false;
  std::int64_t total = 0;
  std::string_view order = "YMDHMS";  // of which the next unit must be a later one
  std::size_t next = 0;
  while (!text.empty()) {
    if (text[0] == 'T') {
      if (in_time) return {};
      in_time = true;
      next = 3;
      text.remove_prefix(1);
      continue;
    }
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || digits > 10 || digits == text.size()) return {};
    std::int64_t amount = 0;
    for (std::size_t i = 0; i < digits; ++i) amount = amount * 10 + (text[i] - '0');
    const std::size_t unit = order.find(text[digits], next);
    if (unit == std::string_view::npos || (unit >= 3) != in_time) return {};
    static constexpr std::int64_t kUnits[] = {12, 1, kSecondsOfDay, 3600, 60, 1};
    total += amount * kUnits[unit];
    (unit < 2 ? months : days) = true;
    any = true;
    any_in_time = any_in_time || in_time;
    next = unit + 1;
    text.remove_prefix(digits + 1);
  }
  if (!any || (in_time && !any_in_time) || (months && days)) return {};
  return duration(months ? Kind::months_duration : Kind::days_duration, negative ? -total : total);
}

Value parse_temporal(std::string_view text) {
  for (const auto parse : {parse_iso_date, parse_iso_time, parse_iso_date_time, parse_duration}) {
    Value value = parse(text);
    if (!value.is_null()) return value;
  }
  return {};
}

std::string temporal_to_string(const Value& value) {
  if (value.kind() == Kind::date) return to_string(value.date());
  if (value.kind() == Kind::time) return time_to_string(value.count());
  if (value.kind() == Kind::date_time) {
    return to_string(value.date_time().date) + "T" +
           time_to_string(std::max(value.date_time().second_of_day, 0));
  }
  return is_duration(value) ? duration_to_string(value) : std::string();
}

Value temporal_calculate(Operator op, const Value& a, const Value& b, const char** why) {
  const bool sum = op == Operator::add, difference = op == Operator::subtract;
  if (sum && is_moment(a) && is_duration(b)) return add_duration(a, b, 1, why);
  if (sum && is_duration(a) && is_moment(b)) return add_duration(b, a, 1, why);
  if (difference && is_moment(a) && is_duration(b)) return add_duration(a, b, -1, why);
  if (difference && is_moment(a) && is_moment(b)) {
    return duration(Kind::days_duration, seconds_of(moment_of(a)) - seconds_of(moment_of(b)));
  }
  if ((sum || difference) && is_duration(a) && a.kind() == b.kind()) {
    return duration(a.kind(), sum ? a.count() + b.count() : a.count() - b.count());
  }
  const bool time = a.kind() == Kind::time;
  if (difference && time && b.kind() == Kind::time)
    return duration(Kind::days_duration, a.count() - b.count());
  if ((sum || difference) && time && b.kind() == Kind::days_duration) {
    const std::int64_t moved = a.count() + (sum ? b.count() : -b.count());
    return Value::temporal(Kind::time, moved - floor_divide(moved, kSecondsOfDay) * kSecondsOfDay);
  }
  if (op == Operator::multiply || op == Operator::divide) return scale_duration(op, a, b, why);
  *why = "an operator on values that it is not defined for";
  return {};
}

Value temporal_property(const Value& value, std::string_view name) {
  if (is_moment(value)) {
    const Date date = moment_of(value).date;
    if (name == "year") return date.year();
    if (name == "month") return date.month_of_year();
    if (name == "day") return date.day();
    if (name == "weekday") return date.weekday() + 1;
  }
  if (value.kind() == Kind::date_time || value.kind() == Kind::time) {
    const std::int64_t second =
        value.kind() == Kind::time ? value.count() : std::max(value.date_time().second_of_day, 0);
    if (name == "hour") return second / 3600;
    if (name == "minute") return second % 3600 / 60;
    if (name == "second") return second % 60;
  }
  if (value.kind() == Kind::months_duration) {
    if (name == "years") return value.count() / 12;
    if (name == "months") return value.count() % 12;
  }
  if (value.kind() == Kind::days_duration) {
    if (name == "days") return value.count() / kSecondsOfDay;
    if (name == "hours") return value.count() % kSecondsOfDay / 3600;
    if (name == "minutes") return value.count() % 3600 / 60;
    if (name == "seconds") return value.count() % 60;
  }
  return {};
}

}  // namespace zhun::feel
