// Built-in functions of conversion (DMN 1.5, 10.3.4.1), and is().
#include <algorithm>
#include <string>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

Value function_string(Arguments& a) {
  if (a[0].is_null()) return {};
  std::string text = to_string(a[0]);
  if (!a.state.spend(text.size() / 16)) return a.fail(kTooManySteps);
  return text;
}

// number(from, grouping separator, decimal separator)
Value function_number(Arguments& a) {
  const Value& from = a[0];
  if (from.is_number() && a.size() == 1) return from;
  if (!from.is_string()) return a.fail(kWantsText);
  std::string text = from.string();
  if (a.size() == 3) {
    for (const std::size_t separator : {1, 2}) {
      if (!a[separator].is_null() && !a[separator].is_string()) return a.fail(kWantsText);
    }
    const std::string group = a[1].is_null() ? "" : a[1].string();
    const std::string point = a[2].is_null() ? "." : a[2].string();
    if ((group != "" && group != " " && group != "." && group != ",") ||
        (point != "." && point != ",") || group == point) {
      return a.fail("the separators are not allowed");
    }
    if (!group.empty()) std::erase(text, group[0]);
    if (point == "," && text.find('.') != std::string::npos)
      return a.fail("the text is not a number");
    std::replace(text.begin(), text.end(), point[0], '.');
  }
  const auto number = Decimal::parse(text);
  if (!number) return a.fail("the text is not a number");
  return *number;
}

const char* const kNoSuchDay = "there is no such day";
const char* const kNoSuchTime = "there is no such time";

Value function_date(Arguments& a) {
  const Value& from = single(a[0]);
  if (a.size() == 3) {
    const auto year = whole(from), month = whole(a[1]), day = whole(a[2]);
    const auto small = [](const auto& part) { return part && *part >= 1 && *part <= 31; };
    if (!year || !small(month) || !small(day)) return a.fail(kNoSuchDay);
    const auto found = day_of({*year, static_cast<int>(*month), static_cast<int>(*day)});
    if (!found) return a.fail(kNoSuchDay);
    return Value::moment(Kind::date, Moment{*found, 0, kNoOffset, 0});
  }
  if (from.kind() == Kind::date) return from;
  if (from.kind() == Kind::date_time)
    return Value::moment(Kind::date, Moment{from.moment().day, 0, kNoOffset, 0});
  if (!from.is_string()) return a.fail(kWantsText);
  Value date = parse_iso_date(from.string());
  return date.is_null() ? a.fail("the text is not a date") : date;
}

// time(hour, minute, second, offset): the second may have a fraction.
Value time_of_parts(Arguments& a) {
  const auto hour = whole(a[0]), minute = whole(a[1]);
  const auto fits = [](const auto& part, std::int64_t end) {
    return part && *part >= 0 && *part < end;
  };
  if (!fits(hour, 24) || !fits(minute, 60) || !a[2].is_number()) return a.fail(kNoSuchTime);
  const auto nanoseconds =
      (a[2].number() * Decimal(kNanoseconds)).rounded(0, Decimal::Rounding::down).to_int64();
  if (!fits(nanoseconds, 60 * kNanoseconds)) return a.fail(kNoSuchTime);
  Moment moment;
  moment.nanosecond = (*hour * 3600 + *minute * 60) * kNanoseconds + *nanoseconds;
  if (!a[3].is_null()) {
    constexpr Int128 kOffsetMax = Int128{14 * 3600} * kNanoseconds;
    if (a[3].kind() != Kind::days_duration || a[3].count() > kOffsetMax ||
        a[3].count() < -kOffsetMax) {
      return a.fail(kNoSuchTime);
    }
    moment.offset = static_cast<std::int32_t>(a[3].count() / kNanoseconds);
  }
  return Value::moment(Kind::time, moment);
}

Value function_time(Arguments& a) {
  if (a.size() >= 3) return time_of_parts(a);
  const Value& from = single(a[0]);
  if (from.kind() == Kind::time) return from;
  if (from.kind() == Kind::date) return Value::moment(Kind::time, Moment{0, 0, 0, 0});
  if (from.kind() == Kind::date_time) {
    Moment moment = from.moment();
    moment.day = 0;
    return Value::moment(Kind::time, moment);
  }
  if (!from.is_string()) return a.fail(kWantsText);
  Value time = parse_iso_time(from.string());
  return time.is_null() ? a.fail("the text is not a time") : time;
}

Value function_date_and_time(Arguments& a) {
  const Value& from = single(a[0]);
  const bool is_date = from.kind() == Kind::date || from.kind() == Kind::date_time;
  if (a.size() == 2) {
    const Value& time = single(a[1]);
    if (!is_date || time.kind() != Kind::time) return a.fail("a date and a time are expected");
    Moment moment = time.moment();
    moment.day = from.moment().day;
    return Value::moment(Kind::date_time, moment);
  }
  if (is_date) return Value::moment(Kind::date_time, from.moment());
  if (!from.is_string()) return a.fail(kWantsText);
  Value moment = parse_iso_date_time(from.string());
  return moment.is_null() ? a.fail("the text is not a date and time") : moment;
}

Value function_duration(Arguments& a) {
  const Value& from = single(a[0]);
  if (from.kind() == Kind::days_duration || from.kind() == Kind::months_duration) return from;
  if (!from.is_string()) return a.fail(kWantsText);
  Value value = parse_duration(from.string());
  return value.is_null() ? a.fail("the text is not a duration") : value;
}

// The same kind and the same content, zones and offsets included.
Value function_is(Arguments& a) { return Value(a[0].kind() == a[1].kind() && same(a[0], a[1])); }
Value function_is_defined(Arguments& a) { return Value(!a[0].is_null()); }

}  // namespace

void add_conversion_builtins(Builtins& all) {
  all.insert(
      all.end(),
      {
          {"string", 1, 1, {"from"}, function_string},
          {"number", 1, 1, {"from"}, function_number},
          {"number", 3, 3, {"from", "grouping separator", "decimal separator"}, function_number},
          {"date", 1, 1, {"from"}, function_date},
          {"date", 3, 3, {"year", "month", "day"}, function_date},
          {"time", 1, 1, {"from"}, function_time},
          {"time", 3, 4, {"hour", "minute", "second", "offset"}, function_time},
          {"date and time", 1, 1, {"from"}, function_date_and_time},
          {"date and time", 2, 2, {"date", "time"}, function_date_and_time},
          {"duration", 1, 1, {"from"}, function_duration},
          {"is", 1, 2, {"value1", "value2"}, function_is},
          {"is defined", 1, 1, {"value"}, function_is_defined},
      });
}

}  // namespace zhun::feel
