// The fields of MT940 and MT942.
#include "read/mt940_fields.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "read/message_values.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::array<std::string_view, 21> kTags = {"20",  "21",  "25",  "25P", "28",  "28C", "34F",
                                                    "13",  "13D", "60F", "60M", "61",  "86",  "62F",
                                                    "62M", "64",  "65",  "90C", "90D", "940", "NS"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// YYMMDD; 80 to 99 are the years of the last century.
std::optional<Day> parse_short_date(std::string_view text) {
  if (text.size() < 6) return std::nullopt;
  const auto year = parse_digits(text.substr(0, 2)), month = parse_digits(text.substr(2, 2)),
             day = parse_digits(text.substr(4, 2));
  if (!year || !month || !day) return std::nullopt;
  return parse_day(*year + (*year < 80 ? 2000 : 1900), *month, *day);
}

// MMDD of the year that brings it next to `value`.
std::optional<Day> parse_entry_date(std::string_view text, Date value) {
  const auto month = parse_digits(text.substr(0, 2)), day = parse_digits(text.substr(2, 2));
  if (!month || !day) return std::nullopt;
  std::optional<Day> nearest;
  for (int year = value.year() - 1; year <= value.year() + 1; ++year) {
    const auto candidate = parse_day(year, *month, *day);
    if (!candidate) return std::nullopt;
    if (!nearest || std::abs(candidate->date.minus(value)) < std::abs(nearest->date.minus(value)))
      nearest = candidate;
  }
  return nearest;
}

struct Mark {
  std::string_view text;
  Direction direction;
  std::string_view status;
};
constexpr std::array<Mark, 6> kMarks = {{{"RC", Direction::outflow, "reversal"},
                                         {"RD", Direction::inflow, "reversal"},
                                         {"EC", Direction::inflow, "expected"},
                                         {"ED", Direction::outflow, "expected"},
                                         {"C", Direction::inflow, ""},
                                         {"D", Direction::outflow, ""}}};

bool read_mark(std::string_view& text, Mt940Line& line) {
  for (const Mark& mark : kMarks) {
    if (!text.starts_with(mark.text)) continue;
    line.direction = mark.direction;
    line.status = mark.status;
    text.remove_prefix(mark.text.size());
    return true;
  }
  return false;
}

void take_back(Mt940Line& line) {
  line.negative = true;
  line.direction = line.direction == Direction::inflow ? Direction::outflow : Direction::inflow;
}

// Behind the amount: type (1!a3!c), reference of the customer [//of the bank].
void read_references(std::string_view text, Mt940Line& line) {
  text = trim(text);
  if (text.empty()) return;
  line.complete = text.front() == 'N' || text.front() == 'F' || text.front() == 'S';
  if (text.size() >= 4) {
    line.kind = trim(text.substr(1, 3));
    text.remove_prefix(4);
  } else {
    return;
  }
  const auto bank = text.find("//");
  std::string_view customer = text.substr(0, bank);
  // Rabobank: an account or NONREF padded to 16 places, then the name.
  if (bank == std::string_view::npos && text.size() > 16 && text[15] == ' ') {
    customer = text.substr(0, 16);
    line.name = trim(text.substr(16));
  }
  line.reference = trim(customer);
  if (bank != std::string_view::npos) {
    const auto of_bank = trim(text.substr(bank + 2));
    if (!of_bank.empty() && of_bank != "NONREF") line.reference = of_bank;
  }
  if (line.reference == "NONREF") line.reference = {};
}

}  // namespace

std::string_view mt940_tag(std::string_view line) {
  if (line.size() < 4 || line.front() != ':') return {};
  const auto end = line.find(':', 1);
  if (end == std::string_view::npos || end > 4) return {};
  const auto tag = line.substr(1, end - 1);
  return std::find(kTags.begin(), kTags.end(), tag) != kTags.end() ? tag : std::string_view();
}

std::optional<Mt940Line> parse_mt940_line(std::string_view text, std::string_view& wrong_part) {
  Mt940Line line;
  wrong_part = "value date";
  const auto value = parse_short_date(text);
  if (!value) return std::nullopt;
  line.date = value->date;
  line.day_moved = value->moved;
  text.remove_prefix(6);
  if (text.size() >= 4 && std::all_of(text.begin(), text.begin() + 4, is_digit)) {
    wrong_part = "entry date";
    const auto entry = parse_entry_date(text, line.date);
    if (!entry) return std::nullopt;
    if (value->moved && !entry->moved) line.date = entry->date;
    text.remove_prefix(4);
  }
  wrong_part = "mark";
  if (!read_mark(text, line)) return std::nullopt;
  wrong_part = "amount";
  // The third letter of the currency; some print it as a word or leave a space.
  while (!text.empty() && (text.front() == ' ' || (text.front() >= 'A' && text.front() <= 'Z')))
    text.remove_prefix(1);
  if (!text.empty() && text.front() == '-') {
    take_back(line);
    text.remove_prefix(1);
  }
  std::size_t size = 0;
  while (size < text.size() && (is_digit(text[size]) || text[size] == ',' || text[size] == '.'))
    ++size;
  const std::string_view number = text.substr(0, size);
  const bool point = number.find('.') != std::string_view::npos;
  const auto amount = parse_message_amount(number, point ? '.' : ',');
  if (!amount) return std::nullopt;
  line.amount = *amount;
  read_references(text.substr(size), line);
  return line;
}

std::optional<Mt940Balance> parse_mt940_balance(std::string_view text) {
  text = trim(text);
  if (text.size() < 11 || (text[0] != 'C' && text[0] != 'D')) return std::nullopt;
  Mt940Balance balance;
  const bool debit = text[0] == 'D';
  if (const auto day = parse_short_date(text.substr(1))) balance.date = day->date;
  balance.currency = text.substr(7, 3);
  if (!is_currency_code(balance.currency)) return std::nullopt;
  const auto amount = parse_message_amount(text.substr(10), ',');
  if (!amount) return std::nullopt;
  balance.amount = debit ? -*amount : *amount;
  return balance;
}

std::optional<Mt940Total> parse_mt940_total(std::string_view text) {
  text = trim(text);
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const auto count = parse_digits(text.substr(0, digits));
  if (!count || text.size() < digits + 4) return std::nullopt;
  Mt940Total total;
  total.count = static_cast<std::uint64_t>(*count);
  total.currency = text.substr(digits, 3);
  const auto sum = parse_message_amount(text.substr(digits + 3), ',');
  if (!is_currency_code(total.currency) || !sum) return std::nullopt;
  total.sum = *sum;
  return total;
}

}  // namespace zhun::read
