// Dates, times and durations as texts (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8): the lexical forms of XML
// Schema, and a zone after @. What is not exactly of that form is null.
#include <fmt/format.h>

#include <algorithm>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

constexpr std::int32_t kOffsetMax = 14 * 3600;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return text_.empty(); }
  [[nodiscard]] std::string_view rest() const { return text_; }
  bool accept(char sign) {
    if (text_.empty() || text_[0] != sign) return false;
    text_.remove_prefix(1);
    return true;
  }
  // The digits here; empty when there are none.
  std::string_view digits() {
    std::size_t count = 0;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') ++count;
    const std::string_view found = text_.substr(0, count);
    text_.remove_prefix(count);
    return found;
  }
  // Exactly two digits, or -1.
  int two_digits() {
    const std::string_view found = digits();
    return found.size() == 2 ? (found[0] - '0') * 10 + (found[1] - '0') : -1;
  }

 private:
  std::string_view text_;
};

std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

// Digits after the point as nanoseconds; what is finer is dropped.
std::int64_t nanoseconds_of(std::string_view digits) {
  std::string padded(digits.substr(0, 9));
  padded.append(9 - padded.size(), '0');
  return value_of(padded);
}

// [-]YYYY[...]-MM-DD: a year of more than four digits has no leading zero.
std::optional<std::int64_t> read_day(Reader& reader) {
  const bool negative = reader.accept('-');
  const std::string_view year = reader.digits();
  if (year.size() < 4 || year.size() > 9 || (year.size() > 4 && year[0] == '0'))
    return std::nullopt;
  Ymd date;
  date.year = negative ? -value_of(year) : value_of(year);
  if (!reader.accept('-')) return std::nullopt;
  date.month = reader.two_digits();
  if (!reader.accept('-')) return std::nullopt;
  date.day = reader.two_digits();
  return day_of(date);
}

bool read_offset(Reader& reader, Moment& moment) {
  if (reader.at_end()) return true;
  if (reader.accept('Z') || reader.accept('z')) {
    moment.offset = 0;
    return reader.at_end();
  }
  if (reader.accept('@')) {
    moment.zone = find_zone(reader.rest());
    return moment.zone != 0;
  }
  const bool negative = reader.accept('-');
  if (!negative && !reader.accept('+')) return false;
  const int hours = reader.two_digits();
  if (hours < 0 || !reader.accept(':')) return false;
  const int minutes = reader.two_digits();
  int seconds = 0;
  if (reader.accept(':')) seconds = reader.two_digits();
  if (minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || !reader.at_end()) return false;
  const std::int32_t offset = hours * 3600 + minutes * 60 + seconds;
  if (offset > kOffsetMax) return false;
  moment.offset = negative ? -offset : offset;
  return true;
}

// HH:MM:SS[.fraction][zone]; 24:00:00 is the end of the day.
bool read_time(Reader& reader, Moment& moment, bool& is_midnight_after) {
  const int hour = reader.two_digits();
  if (!reader.accept(':')) return false;
  const int minute = reader.two_digits();
  if (!reader.accept(':')) return false;
  const int second = reader.two_digits();
  std::int64_t fraction = 0;
  if (reader.accept('.')) {
    const std::string_view digits = reader.digits();
    if (digits.empty()) return false;
    fraction = nanoseconds_of(digits);
  }
  if (hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 59) return false;
  is_midnight_after = hour == 24 && minute == 0 && second == 0 && fraction == 0;
  if (hour > 23 && !is_midnight_after) return false;
  moment.nanosecond =
      (std::int64_t{hour % 24} * 3600 + minute * 60 + second) * kNanoseconds + fraction;
  return read_offset(reader, moment);
}

void append_fraction(std::string& out, std::int64_t nanosecond) {
  if (nanosecond == 0) return;
  std::string digits = fmt::format(".{:09}", nanosecond);
  digits.erase(digits.find_last_not_of('0') + 1);
  out += digits;
}

void append_date(std::string& out, const Moment& moment) {
  const Ymd date = ymd_of(moment.day);
  if (date.year < 0) out += '-';
  out += fmt::format("{:04}-{:02}-{:02}", date.year < 0 ? -date.year : date.year, date.month,
                     date.day);
}

void append_time(std::string& out, const Moment& moment) {
  const std::int64_t second = moment.nanosecond / kNanoseconds;
  out += fmt::format("{:02}:{:02}:{:02}", second / 3600, second % 3600 / 60, second % 60);
  append_fraction(out, moment.nanosecond % kNanoseconds);
  if (moment.zone != 0) {
    out += '@';
    out += zone_name(moment.zone);
  } else if (moment.offset == 0) {
    out += 'Z';
  } else if (moment.offset != kNoOffset) {
    const std::int32_t size = moment.offset < 0 ? -moment.offset : moment.offset;
    out +=
        fmt::format("{}{:02}:{:02}", moment.offset < 0 ? '-' : '+', size / 3600, size % 3600 / 60);
    if (size % 60 != 0) out += fmt::format(":{:02}", size % 60);
  }
}

void append_duration(std::string& out, const Value& value) {
  const Int128 count = value.count();
  const Int128 size = count < 0 ? -count : count;
  out += count < 0 ? "-P" : "P";
  const auto part = [&out](std::int64_t amount, char unit) {
    if (amount != 0) out += fmt::format("{}{}", amount, unit);
  };
  if (value.kind() == Kind::months_duration) {
    const auto months = static_cast<std::int64_t>(size);
    part(months / 12, 'Y');
    part(months % 12, 'M');
    if (months == 0) out += "0M";
    return;
  }
  const auto seconds = static_cast<std::int64_t>(size / kNanoseconds);
  const auto fraction = static_cast<std::int64_t>(size % kNanoseconds);
  part(seconds / kSecondsOfDay, 'D');
  if (seconds % kSecondsOfDay == 0 && fraction == 0) {
    if (seconds == 0) out += "T0S";
    return;
  }
  out += 'T';
  part(seconds % kSecondsOfDay / 3600, 'H');
  part(seconds % 3600 / 60, 'M');
  if (seconds % 60 == 0 && fraction == 0) return;
  out += fmt::format("{}", seconds % 60);
  append_fraction(out, fraction);
  out += 'S';
}

}  // namespace

Value parse_iso_date(std::string_view text) {
  Reader reader(text);
  const auto day = read_day(reader);
  if (!day || !reader.at_end()) return {};
  return Value::moment(Kind::date, Moment{*day, 0, kNoOffset, 0});
}

Value parse_iso_time(std::string_view text) {
  Reader reader(text);
  Moment moment;
  bool is_midnight_after = false;
  if (!read_time(reader, moment, is_midnight_after)) return {};
  return Value::moment(Kind::time, moment);
}

Value parse_iso_date_time(std::string_view text) {
  Reader reader(text);
  const auto day = read_day(reader);
  if (!day) return {};
  Moment moment;
  moment.day = *day;
  if (reader.at_end()) return Value::moment(Kind::date_time, moment);
  bool is_midnight_after = false;
  if (!reader.accept('T') || !read_time(reader, moment, is_midnight_after)) return {};
  if (is_midnight_after) ++moment.day;
  if (!is_in_calendar(moment.day)) return {};
  return Value::moment(Kind::date_time, moment);
}

Value parse_duration(std::string_view text) {
  constexpr std::size_t kDigitsMax = 18;
  static constexpr std::string_view kOrder = "YMDHMS";
  static constexpr std::int64_t kUnits[] = {12, 1, kSecondsOfDay, 3600, 60, 1};
  Reader reader(text);
  const bool negative = reader.accept('-');
  if (!reader.accept('P')) return {};
  bool in_time = false, any = false, months = false, days = false;
  Int128 total = 0;
  std::size_t next = 0;
  while (!reader.at_end()) {
    if (reader.accept('T')) {
      if (in_time || reader.at_end()) return {};
      in_time = true;
      next = 3;
      continue;
    }
    const std::string_view digits = reader.digits();
    if (digits.empty() || digits.size() > kDigitsMax) return {};
    std::int64_t fraction = 0;
    const bool has_point = reader.accept('.');
    if (has_point) fraction = nanoseconds_of(reader.digits());
    const std::size_t unit =
        reader.at_end() ? std::string_view::npos : kOrder.find(reader.rest()[0], next);
    if (unit == std::string_view::npos || (unit >= 3) != in_time || (has_point && unit != 5))
      return {};
    reader.accept(kOrder[unit]);
    total += Int128{value_of(digits)} * kUnits[unit] * (unit < 2 ? 1 : kNanoseconds) + fraction;
    (unit < 2 ? months : days) = true;
    any = true;
    next = unit + 1;
  }
  if (!any || (months && days)) return {};
  const Kind kind = months ? Kind::months_duration : Kind::days_duration;
  const Int128 bound = Int128{kYearMax} * (months ? 24 : 732 * Int128{kNanosecondsOfDay});
  if (total > bound) return {};
  return Value::duration(kind, negative ? -total : total);
}

Value parse_temporal(std::string_view text) {
  for (const auto parse : {parse_iso_date, parse_iso_time, parse_iso_date_time, parse_duration}) {
    Value value = parse(text);
    if (!value.is_null()) return value;
  }
  return {};
}

std::string temporal_to_string(const Value& value) {
  std::string out;
  if (value.kind() == Kind::days_duration || value.kind() == Kind::months_duration) {
    append_duration(out, value);
    return out;
  }
  if (value.kind() != Kind::time) append_date(out, value.moment());
  if (value.kind() == Kind::date_time) out += 'T';
  if (value.kind() != Kind::date) append_time(out, value.moment());
  return out;
}

}  // namespace zhun::feel
