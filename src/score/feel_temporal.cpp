// Arithmetic and properties of dates, times and durations (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.9 and
// tables 50 to 56).
#include <algorithm>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

constexpr Int128 kDaysMax = Int128{kYearMax} * 366 * 2;
constexpr Int128 kDurationMax = kDaysMax * kNanosecondsOfDay;
constexpr Int128 kMonthsMax = Int128{kYearMax} * 12 * 2;

const char* const kNotDefined = "an operator on values that it is not defined for";
const char* const kOutside = "the date is outside the calendar";

bool is_date(const Value& value) {
  return value.kind() == Kind::date || value.kind() == Kind::date_time;
}
bool is_duration(const Value& value) {
  return value.kind() == Kind::days_duration || value.kind() == Kind::months_duration;
}

Int128 floor_divide(Int128 a, Int128 b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// A date counts as midnight UTC beside a date and time (10.3.2.3.6).
Moment as_date_time(const Value& value) {
  Moment moment = value.moment();
  if (value.kind() == Kind::date) moment.offset = 0;
  return moment;
}

Value add_days(const Value& value, Int128 nanoseconds, const char** why) {
  Moment moment = value.moment();
  const Int128 total = Int128{moment.day} * kNanosecondsOfDay + moment.nanosecond + nanoseconds;
  const Int128 day = floor_divide(total, kNanosecondsOfDay);
  if (day > kDaysMax || day < -kDaysMax || !is_in_calendar(static_cast<std::int64_t>(day))) {
    *why = kOutside;
    return {};
  }
  moment.day = static_cast<std::int64_t>(day);
  moment.nanosecond =
      value.kind() == Kind::date ? 0 : static_cast<std::int64_t>(total - day * kNanosecondsOfDay);
  return Value::moment(value.kind(), moment);
}

Value add_duration(const Value& value, const Value& amount, int sign, const char** why) {
  const Int128 count = amount.count() * sign;
  if (amount.kind() == Kind::days_duration) return add_days(value, count, why);
  Moment moment = value.moment();
  const auto day = plus_months(moment.day, static_cast<std::int64_t>(count));
  if (!day) {
    *why = kOutside;
    return {};
  }
  moment.day = *day;
  return Value::moment(value.kind(), moment);
}

// Times go round the clock.
Value add_to_time(const Value& value, Int128 nanoseconds) {
  Moment moment = value.moment();
  const Int128 total = moment.nanosecond + nanoseconds;
  moment.nanosecond =
      static_cast<std::int64_t>(total - floor_divide(total, kNanosecondsOfDay) * kNanosecondsOfDay);
  return Value::moment(Kind::time, moment);
}

Value between(const Value& a, const Value& b, const char** why) {
  const bool dates = a.kind() == Kind::date && b.kind() == Kind::date;
  const bool times = a.kind() == Kind::time;
  const Moment first = dates || times ? a.moment() : as_date_time(a);
  const Moment second = dates || times ? b.moment() : as_date_time(b);
  if (first.is_local() != second.is_local()) {
    *why = "a time with a zone and one without cannot be subtracted";
    return {};
  }
  return Value::duration(Kind::days_duration, instant_of(first) - instant_of(second));
}

Value bounded(Kind kind, Int128 count, const char** why) {
  const Int128 bound = kind == Kind::days_duration ? kDurationMax : kMonthsMax;
  if (count <= bound && count >= -bound) return Value::duration(kind, count);
  *why = "the duration is too long";
  return {};
}

// Exact up to 34 digits: durations have at most 29.
Decimal number_of(const Value& duration) { return Decimal::from_scaled(duration.count(), 0); }

std::optional<Int128> to_count(const Decimal& number) {
  const Decimal billion = kNanoseconds;
  const auto high = divide(number, billion)->rounded(0, Decimal::Rounding::down);
  const auto low = (number - high * billion).rounded(0, Decimal::Rounding::down).to_int64();
  const auto whole = high.to_int64();
  if (!whole || !low) return std::nullopt;
  return Int128{*whole} * kNanoseconds + *low;
}

// Duration times or divided by a number, and duration divided by duration.
Value scale_duration(Operator op, const Value& a, const Value& b, const char** why) {
  if (a.is_number() && is_duration(b) && op == Operator::multiply)
    return scale_duration(op, b, a, why);
  std::optional<Decimal> result;
  if (is_duration(a) && b.is_number()) {
    result =
        op == Operator::multiply ? number_of(a) * b.number() : divide(number_of(a), b.number());
    if (result) {
      const auto count = to_count(*result);
      if (count) return bounded(a.kind(), *count, why);
      *why = "the duration is too long";
      return {};
    }
  } else if (is_duration(a) && a.kind() == b.kind() && op == Operator::divide) {
    result = divide(number_of(a), number_of(b));
    if (result) return *result;
  } else {
    *why = kNotDefined;
    return {};
  }
  *why = "division by zero";
  return {};
}

Value duration_property(const Value& value, std::string_view name) {
  if (value.kind() == Kind::months_duration) {
    if (name == "years") return static_cast<std::int64_t>(value.count() / 12);
    if (name == "months") return static_cast<std::int64_t>(value.count() % 12);
    return {};
  }
  const auto seconds = static_cast<std::int64_t>(value.count() / kNanoseconds);
  if (name == "days") return seconds / kSecondsOfDay;
  if (name == "hours") return seconds % kSecondsOfDay / 3600;
  if (name == "minutes") return seconds % 3600 / 60;
  if (name == "seconds")
    return Decimal::from_scaled(value.count() % (Int128{60} * kNanoseconds), -9);
  return {};
}

Value time_property(const Moment& moment, std::string_view name) {
  const std::int64_t second = moment.nanosecond / kNanoseconds;
  if (name == "hour") return second / 3600;
  if (name == "minute") return second % 3600 / 60;
  if (name == "second") return second % 60;
  if (name == "time offset") {
    const std::int32_t offset = offset_of(moment);
    if (offset == kNoOffset) return {};
    return Value::duration(Kind::days_duration, Int128{offset} * kNanoseconds);
  }
  if (name == "timezone" && moment.zone != 0) return Value(zone_name(moment.zone));
  return {};
}

}  // namespace

Value temporal_calculate(Operator op, const Value& a, const Value& b, const char** why) {
  const bool sum = op == Operator::add, difference = op == Operator::subtract;
  if (op == Operator::multiply || op == Operator::divide) return scale_duration(op, a, b, why);
  if (!sum && !difference) {
    *why = kNotDefined;
    return {};
  }
  if (is_date(a) && is_duration(b)) return add_duration(a, b, sum ? 1 : -1, why);
  if (sum && is_duration(a) && is_date(b)) return add_duration(b, a, 1, why);
  if (difference && is_date(a) && is_date(b)) return between(a, b, why);
  if (difference && a.kind() == Kind::time && b.kind() == Kind::time) return between(a, b, why);
  if (is_duration(a) && a.kind() == b.kind())
    return bounded(a.kind(), sum ? a.count() + b.count() : a.count() - b.count(), why);
  if (a.kind() == Kind::time && b.kind() == Kind::days_duration)
    return add_to_time(a, sum ? b.count() : -b.count());
  if (sum && a.kind() == Kind::days_duration && b.kind() == Kind::time)
    return add_to_time(b, a.count());
  *why = kNotDefined;
  return {};
}

bool has_temporal_property(Kind kind, std::string_view name) {
  const auto one_of = [name](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const bool of_date = one_of({"year", "month", "day", "weekday"});
  const bool of_time = one_of({"hour", "minute", "second", "time offset", "timezone"});
  switch (kind) {
    case Kind::date:
    case Kind::date_time:
      return of_date || of_time;
    case Kind::time:
      return of_time;
    case Kind::days_duration:
      return one_of({"days", "hours", "minutes", "seconds"});
    case Kind::months_duration:
      return one_of({"years", "months"});
    case Kind::null:
    case Kind::boolean:
    case Kind::number:
    case Kind::string:
    case Kind::list:
    case Kind::context:
    case Kind::range:
    case Kind::function:
      return false;
  }
  return false;
}

Value temporal_property(const Value& value, std::string_view name) {
  if (is_duration(value)) return duration_property(value, name);
  if (is_date(value)) {
    const Ymd date = ymd_of(value.moment().day);
    if (name == "year") return date.year;
    if (name == "month") return date.month;
    if (name == "day") return date.day;
    if (name == "weekday") return weekday_of(value.moment().day);
  }
  return time_property(value.kind() == Kind::date ? as_date_time(value) : value.moment(), name);
}

}  // namespace zhun::feel
