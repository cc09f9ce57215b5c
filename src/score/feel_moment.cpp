// The calendar of FEEL: days and dates, by eras of 400 years.
#include "score/feel_moment.hpp"

namespace zhun::feel {
namespace {

constexpr std::int64_t kDaysOfEra = 146'097;    // 400 years
constexpr std::int64_t kDaysToEpoch = 719'468;  // from 0000-03-01 to 1970-01-01

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

// Years begin in March here, so that the leap day is the last one.
std::int64_t count_days(const Ymd& date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_divide(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t month = date.month + (date.month > 2 ? -3 : 9);
  const std::int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysOfEra + day_of_era - kDaysToEpoch;
}

}  // namespace

int days_of_month(std::int64_t year, int month) {
  if (month == 2) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return leap ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::optional<std::int64_t> day_of(Ymd date) {
  if (date.year > kYearMax || date.year < -kYearMax || date.month < 1 || date.month > 12 ||
      date.day < 1 || date.day > days_of_month(date.year, date.month)) {
    return std::nullopt;
  }
  return count_days(date);
}

Ymd ymd_of(std::int64_t day) {
  const std::int64_t shifted = day + kDaysToEpoch;
  const std::int64_t era = floor_divide(shifted, kDaysOfEra);
  const std::int64_t day_of_era = shifted - era * kDaysOfEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  Ymd date;
  date.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  date.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

int weekday_of(std::int64_t day) {
  const std::int64_t since_monday = day + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(since_monday - floor_divide(since_monday, 7) * 7) + 1;
}

bool is_in_calendar(std::int64_t day) {
  static const std::int64_t kFirst = count_days({-kYearMax, 1, 1});
  static const std::int64_t kLast = count_days({kYearMax, 12, 31});
  return day >= kFirst && day <= kLast;
}

std::optional<std::int64_t> plus_months(std::int64_t day, std::int64_t months) {
  constexpr std::int64_t kMonthsMax = 24'000'000'000;
  if (months > kMonthsMax || months < -kMonthsMax) return std::nullopt;
  const Ymd from = ymd_of(day);
  const std::int64_t index = from.year * 12 + from.month - 1 + months;
  Ymd to;
  to.year = floor_divide(index, 12);
  to.month = static_cast<int>(index - to.year * 12) + 1;
  const int last = days_of_month(to.year, to.month);
  to.day = from.day < last ? from.day : last;
  return day_of(to);
}

std::int32_t offset_of(const Moment& moment) {
  if (moment.zone == 0) return moment.offset;
  return zone_offset(moment.zone, moment.day * kSecondsOfDay + moment.nanosecond / kNanoseconds);
}

Int128 instant_of(const Moment& moment) {
  const std::int32_t offset = offset_of(moment);
  const Int128 local = Int128{moment.day} * kNanosecondsOfDay + moment.nanosecond;
  return offset == kNoOffset ? local : local - Int128{offset} * kNanoseconds;
}

}  // namespace zhun::feel
