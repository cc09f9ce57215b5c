// Values and checks of bank messages.
#include "read/message_values.hpp"

#include <algorithm>
#include <array>

namespace zhun::read {

std::optional<Money> parse_message_amount(std::string_view text, char decimal_sign) {
  std::int64_t minor = 0;
  int decimals = -1;  // -1: still in front of the decimal sign
  bool any = false;
  for (const char c : text) {
    if (c == decimal_sign && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    if (decimals >= 2) {
      if (c != '0') return std::nullopt;
      continue;
    }
    if (decimals >= 0) ++decimals;
    if (__builtin_mul_overflow(minor, 10, &minor) || __builtin_add_overflow(minor, c - '0', &minor))
      return std::nullopt;
  }
  if (!any) return std::nullopt;
  for (int i = std::max(decimals, 0); i < 2; ++i) {
    if (__builtin_mul_overflow(minor, 10, &minor)) return std::nullopt;
  }
  return Money::from_fen(minor);
}

std::optional<int> parse_digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Day> parse_day(int year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  if (const auto date = Date::from_ymd(year, month, day)) return Day{*date, false};
  if (!Date::from_ymd(year, month, 1)) return std::nullopt;
  return Day{Date::last_of(Month(year, month)), true};
}

bool is_currency_code(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string decode_eight_bit(std::string_view bytes) {
  // windows-1252 from 0x80 to 0x9F; 0 where it has nothing.
  static constexpr std::array<std::uint16_t, 32> kWindows = {
      0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
      continue;
    }
    std::uint32_t point = byte;
    if (byte < 0xA0 && kWindows[byte - 0x80] != 0) point = kWindows[byte - 0x80];
    if (point < 0x800) {
      text += static_cast<char>(0xC0 | point >> 6);
    } else {
      text += static_cast<char>(0xE0 | point >> 12);
      text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    }
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
  return text;
}

void add_note(Statement& statement, const ReadOptions& options, std::string code,
              std::uint32_t line, std::string message) {
  if (statement.notes.size() >= kNotesMax) return;
  statement.notes.push_back(
      {std::move(code), Place{options.source_name, 0, line, 0, {}}, std::move(message)});
}

void check_closing(Statement& statement, Money printed, std::uint32_t line,
                   const ReadOptions& options, bool (*not_booked)(std::string_view status)) {
  statement.closing_balance = printed;
  if (!statement.opening_balance) return;
  Money computed = *statement.opening_balance;
  for (const Transaction& row : statement.rows) {
    if (!row.currency.empty() || (not_booked != nullptr && not_booked(row.status))) continue;
    if (row.direction == Direction::inflow) computed += row.amount;
    if (row.direction == Direction::outflow) computed -= row.amount;
  }
  ControlTotal total;
  total.kind = "closing";
  total.printed_sum = printed;
  total.computed_sum = computed;
  total.line = line;
  if (!total.holds()) {
    add_note(statement, options, "control_total", line,
             "the closing balance differs from the opening balance and the rows");
  }
  statement.totals.push_back(std::move(total));
}

void settle_period(Statement& statement, const ReadOptions& options) {
  if (statement.rows.empty()) {
    add_note(statement, options, "no_rows", 0, "the statement has no rows");
    return;
  }
  const auto [first, last] =
      std::minmax_element(statement.rows.begin(), statement.rows.end(),
                          [](const auto& a, const auto& b) { return a.time.date < b.time.date; });
  if (!statement.period_from) statement.period_from = first->time.date;
  if (!statement.period_to) statement.period_to = last->time.date;
}

}  // namespace zhun::read
