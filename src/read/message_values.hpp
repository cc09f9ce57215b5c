// What the readers of bank messages (MT940, camt, OFX) share: amounts with a fixed decimal sign,
// days that do not exist, 8-bit texts, and the checks of a whole statement.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "zhun/read.hpp"

namespace zhun::read {

// More statements in one file, and more notes on one statement, are hostile: some 50 years of days,
// and more than anybody reads.
inline constexpr std::size_t kStatementsMax = 20'000;
inline constexpr std::size_t kNotesMax = 1'000;

// Digits with at most one decimal sign: "300,", "8.85000". No sign, no spaces. nullopt when there
// is no digit, when more than two decimals are significant, or beyond 64 bits.
[[nodiscard]] std::optional<Money> parse_message_amount(std::string_view text, char decimal_sign);

// The value of digits only; nullopt for anything else, or more than nine of them.
[[nodiscard]] std::optional<int> parse_digits(std::string_view text);

struct Day {
  Date date;
  bool moved = false;  // there is no such day (30 February): the last of its month
};
// nullopt when there is no such month, or no month has such a day.
[[nodiscard]] std::optional<Day> parse_day(int year, int month, int day);

[[nodiscard]] bool is_currency_code(std::string_view text);  // three capital letters

// Bytes of an 8-bit encoding as UTF-8: latin-1, with windows-1252 where latin-1 has control codes.
[[nodiscard]] std::string decode_eight_bit(std::string_view bytes);

// Up to kNotesMax.
void add_note(Statement& statement, const ReadOptions& options, std::string code,
              std::uint32_t line, std::string message);

// Sets the closing balance and holds it against opening + in - out of the rows of the statement's
// currency, without those whose status `not_booked` accepts. Throws std::overflow_error.
void check_closing(Statement& statement, Money printed, std::uint32_t line,
                   const ReadOptions& options, bool (*not_booked)(std::string_view status));

// Period from the rows where none is printed, and the note of a statement without rows.
void settle_period(Statement& statement, const ReadOptions& options);

}  // namespace zhun::read
