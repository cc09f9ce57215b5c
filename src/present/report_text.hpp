// How the report writes values: escaped text, amounts, shares and dates in the style of the report.
// Amounts are rounded from whole fen, half away from zero; the minus sign is U+2212.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/money.hpp"

namespace zhun::report {

// The only way for text into the page: escapes & < > " ', replaces invalid UTF-8, control
// characters and characters that turn the writing direction around.
void append_escaped(std::string& out, std::string_view text);
[[nodiscard]] std::string escaped(std::string_view text);
// The same cleaning without the entities, for text that goes through the JSON writer.
[[nodiscard]] std::string cleaned(std::string_view text);

[[nodiscard]] std::string yuan(Money amount);         // 1,234.56
[[nodiscard]] std::string signed_yuan(Money amount);  // +1,234.56
[[nodiscard]] std::string wan(Money amount);          // 12.35, in ten thousand yuan
[[nodiscard]] std::string wan_short(Money amount);    // 12.3, for labels of charts
[[nodiscard]] std::string signed_wan_short(Money amount);
[[nodiscard]] std::string yuan(const Decimal& amount);
[[nodiscard]] std::string wan(const Decimal& amount);
[[nodiscard]] std::string percent(const Decimal& ratio, int scale = 1);  // 85.7%
[[nodiscard]] std::string share_of(Money part, Money whole);             // 85.7%, "—" of nothing
[[nodiscard]] std::string grouped(std::uint64_t count);                  // 5,000
[[nodiscard]] std::string signed_number(std::int64_t value);             // +25, −10, 0
[[nodiscard]] std::string short_month(Month month);                      // 25/07

// "-1234.5" -> "−1,234.5"
[[nodiscard]] std::string grouped_digits(std::string_view plain);
// The first and the last digits of a digest: "4f0c2a…b19e".
[[nodiscard]] std::string short_digest(std::string_view hex);

// Width in half-width columns: 1 for ASCII, 2 for everything else.
[[nodiscard]] std::size_t columns_of(std::string_view text);
// At most `columns_max` columns, the rest as "…".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns_max);

}  // namespace zhun::report
