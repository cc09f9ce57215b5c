// Date (日期), DateTime and Month: civil time of Asia/Shanghai, without a clock and without zones.
// Value types; thread-safe as any value.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhun {

// A calendar month, counted from year 0: Month{2026, 3}.
class Month {
 public:
  constexpr Month() = default;
  constexpr Month(int year, int month) : index_(year * 12 + month - 1) {}
  [[nodiscard]] constexpr int year() const { return index_ / 12; }
  [[nodiscard]] constexpr int month() const { return index_ % 12 + 1; }
  [[nodiscard]] constexpr Month plus(int months) const {
    Month m;
    m.index_ = index_ + months;
    return m;
  }
  [[nodiscard]] constexpr int minus(Month other) const { return index_ - other.index_; }
  constexpr auto operator<=>(const Month&) const = default;

 private:
  int index_ = 0;
};

// A civil date between 1800-01-01 and 2199-12-31.
class Date {
 public:
  constexpr Date() = default;
  // nullopt when there is no such day.
  [[nodiscard]] static std::optional<Date> from_ymd(int year, int month, int day);
  [[nodiscard]] static Date first_of(Month month);
  [[nodiscard]] static Date last_of(Month month);

  [[nodiscard]] int year() const;
  [[nodiscard]] int month_of_year() const;
  [[nodiscard]] int day() const;
  [[nodiscard]] Month month() const { return {year(), month_of_year()}; }
  [[nodiscard]] int weekday() const;  // 0 = Monday ... 6 = Sunday
  [[nodiscard]] constexpr Date plus_days(int days) const {
    Date d;
    d.days_ = days_ + days;
    return d;
  }
  [[nodiscard]] constexpr int minus(Date other) const { return days_ - other.days_; }  // days
  [[nodiscard]] constexpr std::int32_t days_since_epoch() const { return days_; }
  // Whole years from `earlier` to this date; 0 if it is later.
  [[nodiscard]] int whole_years_since(Date earlier) const;
  [[nodiscard]] int whole_months_since(Date earlier) const;

  constexpr auto operator<=>(const Date&) const = default;

 private:
  std::int32_t days_ = 0;  // since 1970-01-01
};

// A date with an optional time of day. Without a time, nothing that depends on the hour may be
// computed.
struct DateTime {
  Date date;
  std::int32_t second_of_day = -1;  // -1: no time known

  [[nodiscard]] bool has_time() const { return second_of_day >= 0; }
  [[nodiscard]] int hour() const { return second_of_day / 3600; }
  auto operator<=>(const DateTime&) const = default;
};

[[nodiscard]] std::string to_string(Date value);   // 2026-03-25
[[nodiscard]] std::string to_string(Month value);  // 2026-03
[[nodiscard]] std::string to_string(
    const DateTime& value);  // 2026-03-25T10:12:05, or the date alone

// 2026-01-05, 2026/1/5, 2026.1.5, 20260105, 2026年1月5日; spaces around are skipped. No guessing.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
// A date as above, then optionally ' ' or 'T' and HH:MM[:SS[.fff]], and a zone suffix Z or +08:00
// that is skipped (all times are Asia/Shanghai).
[[nodiscard]] std::optional<DateTime> parse_date_time(std::string_view text);
// HH:MM, HH:MM:SS or HHMMSS -> second of the day.
[[nodiscard]] std::optional<std::int32_t> parse_time_of_day(std::string_view text);
[[nodiscard]] std::optional<Month> parse_month(std::string_view text);  // 2026-03 or 202603

}  // namespace zhun
