// Values of cells: amounts, dates and times as statements print them, fast for the usual forms.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "zhun/date.hpp"
#include "zhun/money.hpp"

namespace zhun::read {

// `cell` without white space (Unicode too) at both ends, and without the ="..." that keeps numbers
// text.
[[nodiscard]] std::string_view trim_cell(std::string_view cell);

// What statements print for "nothing": empty, a run of hyphens, or one slash.
[[nodiscard]] bool is_blank(std::string_view trimmed);

struct Amount {
  Money value;                // with its sign
  bool signed_text = false;   // a sign, brackets or CR/DR were printed
  std::string_view currency;  // "CNY" of "CNY 13.50"; empty: not printed
  std::string_view remark;    // "(已退款89.84)" behind the number
};

// nullopt when it is not an amount, or beyond 64 bits.
[[nodiscard]] std::optional<Amount> parse_amount(std::string_view trimmed);

// The same where a comma is the decimal sign and a point divides thousands: "1.234,56".
[[nodiscard]] std::optional<Amount> parse_amount_with_comma(std::string_view trimmed);

// `serial`: the numbers of days that a spreadsheet leaves of dates whose format is lost.
enum class DateOrder : std::uint8_t { year_first, day_first, month_first, serial };

// Remembers the last text, since neighbouring rows mostly share their date.
class DateParser {
 public:
  explicit DateParser(DateOrder order = DateOrder::year_first) : order_(order) {}
  // The year and month of a bill whose rows print MM/DD only.
  void set_statement_month(Month month) { statement_month_ = month; }
  [[nodiscard]] std::optional<DateTime> parse(std::string_view trimmed);
  [[nodiscard]] bool year_inferred() const { return year_inferred_; }

 private:
  [[nodiscard]] std::optional<DateTime> parse_other(std::string_view text);
  [[nodiscard]] std::optional<DateTime> parse_numbers(std::string_view text);
  DateOrder order_;
  std::optional<Month> statement_month_;
  bool year_inferred_ = false;
  char last_text_[10] = {};
  Date last_date_;
  bool has_last_ = false;
};

// HH:MM:SS, HH:MM, HHMMSS, HMMSS as a spreadsheet leaves it, and the clocks of date_forms.hpp.
[[nodiscard]] std::optional<std::int32_t> parse_time(std::string_view trimmed);

// ISO 4217 code of 人民币, 美元, RMB, CNY, 156, ...; empty when it is none.
[[nodiscard]] std::string_view currency_code(std::string_view text);

}  // namespace zhun::read
