// Time zones: transitions up to the last one that the IANA database lists, and then its rule for
// every year. The tables are generated when the library is built (tools/zones_generate.cpp).
#include <algorithm>
#include <span>

#include "score/feel_moment.hpp"

namespace zhun::feel {
namespace {

// "The `week`-th `weekday` of `month`, `second` seconds after midnight"; week 5 is the last one.
struct Change {
  std::int8_t month = 0, week = 0, weekday = 0;  // weekday: 0 = Sunday
  std::int32_t second = 0;
};

struct Zone {
  std::string_view name;
  std::uint32_t first = 0, count = 0;  // of its transitions
  std::int32_t before = 0;             // the offset before the first one
  // After the last one; `to_summer.month` is 0 where the offset is always the same.
  std::int32_t standard = 0, summer = 0;
  Change to_summer, to_standard;
};

#include "zones.inc"  // kTransitions (UTC seconds), kOffsets (from then on), kZones (by name)

std::int64_t second_of_change(const Change& change, std::int64_t year) {
  const std::int64_t first = *day_of({year, change.month, 1});
  const int first_weekday = weekday_of(first) % 7;  // 0 = Sunday
  int day = 1 + (change.weekday - first_weekday + 7) % 7 + (change.week - 1) * 7;
  while (day > days_of_month(year, change.month)) day -= 7;
  return (first + day - 1) * kSecondsOfDay + change.second;
}

std::int32_t offset_by_rule(const Zone& zone, std::int64_t second) {
  if (zone.to_summer.month == 0) return zone.standard;
  const std::int64_t local = second + zone.standard;
  const std::int64_t year =
      ymd_of(local / kSecondsOfDay - (local % kSecondsOfDay < 0 ? 1 : 0)).year;
  const std::int64_t begin = second_of_change(zone.to_summer, year) - zone.standard;
  const std::int64_t end = second_of_change(zone.to_standard, year) - zone.summer;
  const bool summer =
      begin < end ? second >= begin && second < end : second >= begin || second < end;
  return summer ? zone.summer : zone.standard;
}

std::int32_t offset_at(const Zone& zone, std::int64_t second) {
  const std::span<const std::int64_t> transitions(kTransitions + zone.first, zone.count);
  const auto after = std::upper_bound(transitions.begin(), transitions.end(), second);
  if (after == transitions.begin() && zone.count != 0) return zone.before;
  if (after == transitions.end()) return offset_by_rule(zone, second);
  return kOffsets[zone.first + static_cast<std::size_t>(after - transitions.begin()) - 1];
}

}  // namespace

std::uint16_t find_zone(std::string_view name) {
  const std::span<const Zone> zones(kZones);
  const auto at = std::lower_bound(
      zones.begin(), zones.end(), name,
      [](const Zone& zone, std::string_view wanted) { return zone.name < wanted; });
  if (at == zones.end() || at->name != name) return 0;
  return static_cast<std::uint16_t>(at - zones.begin() + 1);
}

std::string_view zone_name(std::uint16_t zone) {
  return zone == 0 ? std::string_view() : std::span<const Zone>(kZones)[zone - 1U].name;
}

std::int32_t zone_offset(std::uint16_t number, std::int64_t local_second) {
  const Zone& zone = std::span<const Zone>(kZones)[number - 1U];
  const std::int32_t before = offset_at(zone, local_second - kSecondsOfDay);
  const std::int32_t after = offset_at(zone, local_second + kSecondsOfDay);
  if (before == after) return before;
  if (offset_at(zone, local_second - before) == before) return before;
  return offset_at(zone, local_second - after) == after ? after : before;
}

}  // namespace zhun::feel
