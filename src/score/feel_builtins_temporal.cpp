// Built-in functions on dates and durations (DMN 1.5, 10.3.4.7). now() and today() give what the
// host set for the evaluation: there is no clock.
#include <array>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

constexpr const char* kWantsDate = "a date is expected";

bool is_date(const Value& value) {
  return value.kind() == Kind::date || value.kind() == Kind::date_time;
}

// Whole months from one date to another, towards zero; the time of the day does not count.
Value function_months_between(Arguments& a) {
  const Value &from = single(a[0]), &to = single(a[1]);
  if (!is_date(from) || !is_date(to)) return a.fail("two dates are expected");
  const Ymd first = ymd_of(from.moment().day), last = ymd_of(to.moment().day);
  std::int64_t months = (last.year - first.year) * 12 + last.month - first.month;
  if (months > 0 && last.day < first.day) --months;
  if (months < 0 && last.day > first.day) ++months;
  return Value::duration(Kind::months_duration, months);
}

Value function_day_of_week(Arguments& a) {
  static constexpr std::array<const char*, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
  const Value& date = single(a[0]);
  if (!is_date(date)) return a.fail(kWantsDate);
  return kDays[static_cast<std::size_t>(weekday_of(date.moment().day) - 1)];
}

Value function_month_of_year(Arguments& a) {
  static constexpr std::array<const char*, 12> kMonths{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const Value& date = single(a[0]);
  if (!is_date(date)) return a.fail(kWantsDate);
  return kMonths[static_cast<std::size_t>(ymd_of(date.moment().day).month - 1)];
}

std::int64_t day_of_year(std::int64_t day) { return day - *day_of({ymd_of(day).year, 1, 1}) + 1; }

Value function_day_of_year(Arguments& a) {
  const Value& date = single(a[0]);
  if (!is_date(date)) return a.fail(kWantsDate);
  return day_of_year(date.moment().day);
}

// ISO 8601: the week belongs to the year that has its Thursday.
Value function_week_of_year(Arguments& a) {
  const Value& date = single(a[0]);
  if (!is_date(date)) return a.fail(kWantsDate);
  const std::int64_t thursday = date.moment().day - weekday_of(date.moment().day) + 4;
  return (day_of_year(thursday) - 1) / 7 + 1;
}

Value function_now(Arguments& a) {
  if (!a.state.now) return a.fail("the evaluation was given no clock");
  return Value::moment(Kind::date_time, *a.state.now);
}

Value function_today(Arguments& a) {
  if (!a.state.now) return a.fail("the evaluation was given no clock");
  return Value::moment(Kind::date, Moment{a.state.now->day, 0, kNoOffset, 0});
}

}  // namespace

void add_temporal_builtins(Builtins& all) {
  all.insert(all.end(),
             {
                 {"years and months duration", 2, 2, {"from", "to"}, function_months_between},
                 {"day of week", 1, 1, {"date"}, function_day_of_week},
                 {"month of year", 1, 1, {"date"}, function_month_of_year},
                 {"day of year", 1, 1, {"date"}, function_day_of_year},
                 {"week of year", 1, 1, {"date"}, function_week_of_year},
                 {"now", 0, 0, {}, function_now},
                 {"today", 0, 0, {}, function_today},
             });
}

}  // namespace zhun::feel
