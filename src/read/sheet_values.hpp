// Values of spreadsheet cells as text: numbers without the noise of binary fractions, serial
// numbers as dates, and which number formats mean a date. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhun::read {

// Built-in number formats 14 to 22, 45 to 47 and those of East Asia that show a date or a time.
[[nodiscard]] bool is_date_format(std::uint32_t builtin_id);
// A custom format code that shows years, days, hours or seconds: yyyy"年"m"月"d"日", [h]:mm:ss.
[[nodiscard]] bool is_date_format(std::string_view code);

// "2.816E1" -> "28.16", "28.160000000000004" -> "28.16": a number within 0.000001 of whole cents
// is those cents; any other keeps its decimals, so that a column of money refuses it. Whole numbers
// written with an exponent beyond 15 digits, which are rounded, keep the exponent. What is no
// number is returned as it is. The result is a view of `text` or of `scratch`.
[[nodiscard]] std::string_view plain_number(std::string_view text, std::string& scratch);
// Of a binary number, by its shortest decimal form.
[[nodiscard]] std::string_view plain_number(double value, std::string& scratch);

// 45678.5 -> "2025-01-21 12:00:00"; "2025-01-21" at midnight, "12:00:00" below 1. nullopt: no date.
[[nodiscard]] std::optional<std::string> date_of_serial(std::string_view plain_number,
                                                        bool epoch_1904);

}  // namespace zhun::read
