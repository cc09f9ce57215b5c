// Civil time of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.6): days of the proleptic Gregorian calendar
// between the years -999,999,999 and 999,999,999, nanoseconds of the day, and an offset or a zone.
//
// Zones are those of the IANA database of the machine that built the library; no evaluation looks
// at the machine it runs on.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace zhun::feel {

__extension__ using Int128 = __int128;

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::int64_t kSecondsOfDay = 86'400;
constexpr std::int64_t kNanosecondsOfDay = kSecondsOfDay * kNanoseconds;
constexpr std::int64_t kYearMax = 999'999'999;
constexpr std::int32_t kNoOffset = std::numeric_limits<std::int32_t>::min();

// A date, a time of day (day is 0), or both.
struct Moment {
  std::int64_t day = 0;             // since 1970-01-01
  std::int64_t nanosecond = 0;      // of the day
  std::int32_t offset = kNoOffset;  // seconds east of UTC; with a zone: unused
  std::uint16_t zone = 0;           // number of a zone, 0: none

  [[nodiscard]] bool is_local() const { return offset == kNoOffset && zone == 0; }
};

struct Ymd {
  std::int64_t year = 0;
  int month = 0, day = 0;
};

[[nodiscard]] int days_of_month(std::int64_t year, int month);
[[nodiscard]] std::optional<std::int64_t> day_of(Ymd date);  // nullopt: there is no such day
[[nodiscard]] Ymd ymd_of(std::int64_t day);
[[nodiscard]] int weekday_of(std::int64_t day);  // 1 = Monday ... 7 = Sunday
// The same day of the month, or the last one if that is earlier; nullopt outside the calendar.
[[nodiscard]] std::optional<std::int64_t> plus_months(std::int64_t day, std::int64_t months);
[[nodiscard]] bool is_in_calendar(std::int64_t day);

// ---- zones (feel_zone.cpp) ----
[[nodiscard]] std::uint16_t find_zone(std::string_view name);  // 0: unknown
[[nodiscard]] std::string_view zone_name(std::uint16_t zone);
// Seconds east of UTC at a local time: the earlier offset where clocks are put back, the one before
// where they are put forward.
[[nodiscard]] std::int32_t zone_offset(std::uint16_t zone, std::int64_t local_second);

// Nanoseconds since 1970-01-01T00:00Z; a moment without offset counts as UTC.
[[nodiscard]] Int128 instant_of(const Moment& moment);
[[nodiscard]] std::int32_t offset_of(const Moment& moment);  // kNoOffset for a local one

}  // namespace zhun::feel
