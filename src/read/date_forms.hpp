// The rarer forms in which statements print days and times: names of months, years of two digits,
// serial numbers of spreadsheets, clocks of twelve hours. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "zhun/date.hpp"

namespace zhun::read {

// "05 Jan 2026", "5-Jan-26", "Jan 5, 2026 10:33 AM": the name leaves no doubt about the order.
[[nodiscard]] std::optional<DateTime> parse_named_date(std::string_view trimmed);

// 45296 or 45296.38, the days since 1899-12-30 that a spreadsheet shows for a date that lost its
// format: 2000 to 2049 only.
[[nodiscard]] std::optional<DateTime> parse_serial_date(std::string_view trimmed);

// What zhun::parse_time_of_day reads, and "10:33 AM", "10.33.07", "9:05:00.000", each also with a
// zone (Z, UTC, +0800) that is skipped.
[[nodiscard]] std::optional<std::int32_t> parse_clock(std::string_view trimmed);

// 24 and 2024: the year; nullopt for anything else.
[[nodiscard]] std::optional<int> full_year(int year, std::size_t digits);

}  // namespace zhun::read
