// The fields of MT940 and MT942 by themselves: statement line (61), balances (60F, 62F), totals
// (90C, 90D). Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "zhun/date.hpp"
#include "zhun/statement.hpp"

namespace zhun::read {

// "60F" of ":60F:C140507EUR0,"; empty when the line begins no field of MT940 or MT942.
[[nodiscard]] std::string_view mt940_tag(std::string_view line);

struct Mt940Line {
  Date date;               // of value
  bool day_moved = false;  // its day does not exist: the date of entry, or the last of the month
  bool negative = false;   // a minus in front of the amount, which takes the mark back
  bool complete = false;   // the transaction type follows: the amount is whole
  Direction direction = Direction::neutral;
  std::string_view status;  // "reversal", "expected", or empty; static
  Money amount;
  std::string_view kind;       // "TRF" of NTRF
  std::string_view reference;  // of the bank, else of the customer
  std::string_view name;       // what some Dutch banks print behind the reference
};
// `text` is the first line of field 61. On failure the field's part that is wrong, static.
[[nodiscard]] std::optional<Mt940Line> parse_mt940_line(std::string_view text,
                                                        std::string_view& wrong_part);

struct Mt940Balance {
  Money amount;  // signed
  std::string currency;
  std::optional<Date> date;
  std::uint32_t line = 0;
  bool intermediate = false;  // 60M, 62M
};
[[nodiscard]] std::optional<Mt940Balance> parse_mt940_balance(std::string_view text);

struct Mt940Total {
  std::uint64_t count = 0;
  std::string currency;
  Money sum;
};
[[nodiscard]] std::optional<Mt940Total> parse_mt940_total(std::string_view text);

}  // namespace zhun::read
