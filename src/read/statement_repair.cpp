// Rows of a table that need mending before they can be read: a text with delimiters that nobody
// quoted, text that goes on in a row of its own, days without a year beside a day of booking.
#include <algorithm>
#include <cstdlib>

#include "read/directions.hpp"
#include "read/statement_table.hpp"

namespace zhun::read {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// MMDD and MM/DD: month and day.
struct MonthDay {
  int month = 0, day = 0;
};
std::optional<MonthDay> parse_month_day(std::string_view text) {
  const auto number = [](std::string_view part) {
    int value = 0;
    for (const char c : part) value = value * 10 + (c - '0');
    return value;
  };
  if (text.size() < 3 || text.size() > 5) return std::nullopt;
  const auto divider = text.find_first_of("/-.");
  const auto month = text.substr(0, divider == std::string_view::npos ? 2 : divider);
  const auto day = text.substr(divider == std::string_view::npos ? 2 : divider + 1);
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.size() <= 2 && std::all_of(part.begin(), part.end(), is_digit);
  };
  if (!digits(month) || !digits(day)) return std::nullopt;
  if (divider == std::string_view::npos && text.size() != 4) return std::nullopt;
  return MonthDay{number(month), number(day)};
}

}  // namespace

// "1230" beside a booking of 2026-01-02 is of 2025: the year that brings it next to the booking.
std::optional<DateTime> StatementTable::date_beside(std::string_view text, const TableRow& row) {
  const auto day = parse_month_day(text);
  if (!day || date_second_ == -1) return std::nullopt;
  const auto booked = dates_.parse(trim_cell(cell(row, date_second_)));
  if (!booked) return std::nullopt;
  std::optional<Date> nearest;
  for (const int year : {booked->date.year(), booked->date.year() - 1, booked->date.year() + 1}) {
    const auto date = Date::from_ymd(year, day->month, day->day);
    if (!date) continue;
    if (!nearest || std::abs(date->minus(booked->date)) < std::abs(nearest->minus(booked->date)))
      nearest = date;
  }
  if (!nearest) return std::nullopt;
  count(year_beside_, row.line, date_);
  return DateTime{*nearest, -1};
}

// Text under the row that it belongs to: no date, no amount, no balance.
bool StatementTable::continues_row(const TableRow& row) const {
  if (statement_.rows.empty()) return false;
  for (const int column : {date_, date_second_, amount_, inflow_, outflow_, balance_}) {
    if (!is_blank(trim_cell(cell(row, column)))) return false;
  }
  return true;
}

// A text with delimiters in it moves everything behind it to the right. The one shift that puts a
// known word of direction and an amount (or an amount and a balance) in their columns is taken.
bool StatementTable::realign(const TableRow& row) {
  constexpr std::size_t kShiftMax = 6;
  const int first = direction_ != -1 ? std::min(direction_, amount_) : amount_;
  if (amount_ == -1 || (direction_ == -1 && balance_ == -1) || first <= date_ + 1) return false;
  const auto cell_at = [&](int column, std::size_t shift) {
    const std::size_t index = static_cast<std::size_t>(column) + shift;
    return index < row.cells.size() ? trim_cell(row.cells[index]) : std::string_view();
  };
  std::size_t found = 0;
  for (std::size_t shift = 1; shift <= kShiftMax; ++shift) {
    if (!amount_of(cell_at(amount_, shift))) continue;
    if (direction_ != -1) {
      const auto word = cell_at(direction_, shift);
      if (word.empty() || !parse_direction(word)) continue;
    }
    if (balance_ > amount_ && !amount_of(cell_at(balance_, shift))) continue;
    if (found != 0) return false;
    found = shift;
  }
  if (found == 0) return false;
  int join = header_.columns.column(kRoleName);
  if (join == -1 || join >= first) join = header_.columns.column(kRoleSummary);
  if (join == -1 || join >= first) join = first - 1;
  const auto at = static_cast<std::size_t>(join);
  std::string joined;
  for (std::size_t i = at; i <= at + found; ++i) {
    if (i > at) joined += ',';
    joined += row.cells[i];
  }
  realigned_.assign(row.cells.begin(), row.cells.begin() + join);
  realigned_.push_back(store(joined).view());
  realigned_.insert(realigned_.end(),
                    row.cells.begin() + static_cast<std::ptrdiff_t>(at + found + 1),
                    row.cells.end());
  count(realigned_row_, row.line, join);
  return true;
}

}  // namespace zhun::read
