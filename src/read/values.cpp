// Parsing of cells: a fast path for the plain ASCII forms, the general functions of base for the
// rest.
#include "read/values.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "read/date_forms.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_ascii_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Unicode white space begins with one of these bytes and ends with a byte of the second list.
bool may_begin_blank(unsigned char c) {
  return c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3 || c == 0xEF;
}
bool may_end_blank(unsigned char c) {
  return (c >= 0x80 && c <= 0x8D) || c == 0x9F || c == 0xA0 || c == 0xA8 || c == 0xA9 ||
         c == 0xAF || c == 0xBF;
}

int two_digits(const char* p) {
  if (!is_digit(p[0]) || !is_digit(p[1])) return -1;
  return (p[0] - '0') * 10 + (p[1] - '0');
}

// "-1,234.56" and simpler: sign, digits with commas every three, a point with one or two decimals.
std::optional<std::int64_t> parse_plain_fen(std::string_view text, bool& signed_text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  bool negative = false;
  if (p != end && (*p == '-' || *p == '+')) {
    negative = *p == '-';
    signed_text = true;
    ++p;
  }
  if (end - p > 20) return std::nullopt;
  std::int64_t value = 0;
  int digits = 0, group = -1;
  for (; p != end && *p != '.'; ++p) {
    if (*p == ',') {
      if (digits == 0 || (group >= 0 && group != 3) || (group < 0 && digits > 3))
        return std::nullopt;
      group = 0;
      continue;
    }
    if (!is_digit(*p) || ++digits > 16) return std::nullopt;
    if (group >= 0) ++group;
    value = value * 10 + (*p - '0');
  }
  if (digits == 0 || (group >= 0 && group != 3)) return std::nullopt;
  value *= 100;
  if (p != end) {
    ++p;
    if (end - p == 2) {
      const int decimals = two_digits(p);
      if (decimals < 0) return std::nullopt;
      value += decimals;
    } else if (end - p == 1 && is_digit(*p)) {
      value += (*p - '0') * 10;
    } else {
      return std::nullopt;
    }
  }
  return negative ? -value : value;
}

// Takes letters or a currency word in front or behind: "CNY 13.50", "13.50元", "13.50 CR".
bool take_affixes(std::string_view& text, Amount& amount, bool& debit) {
  std::size_t letters = 0;
  while (letters < text.size() && is_letter(text[letters])) ++letters;
  if (letters > 0) {
    const auto code = currency_code(text.substr(0, letters));
    if (code.empty()) return false;
    amount.currency = code;
    text = trim(text.substr(letters));
  } else if (text.substr(0, std::string_view("人民币").size()) == "人民币") {
    amount.currency = "CNY";
    text = trim(text.substr(std::string_view("人民币").size()));
  }
  constexpr std::string_view yuan = "元";
  if (text.size() > yuan.size() && text.substr(text.size() - yuan.size()) == yuan) {
    text = trim(text.substr(0, text.size() - yuan.size()));
  }
  if (text.size() > 2 && is_letter(text.back())) {
    const auto tail = text.substr(text.size() - 2);
    const bool credit = tail == "CR" || tail == "Cr" || tail == "cr";
    debit = tail == "DR" || tail == "Dr" || tail == "dr";
    if (credit || debit) {
      amount.signed_text = true;
      text = trim(text.substr(0, text.size() - 2));
    } else {
      std::size_t begin = text.size();
      while (begin > 0 && is_letter(text[begin - 1])) --begin;
      const auto code = currency_code(text.substr(begin));
      if (code.empty() || begin == 0) return false;
      amount.currency = code;
      text = trim(text.substr(0, begin));
    }
  }
  return true;
}

// Takes a remark in brackets behind the number: "131.77(已退款89.84)", "-3.90(CN)".
void take_remark(std::string_view& text, Amount& amount) {
  constexpr std::string_view open_wide = "（", close_wide = "）";
  if (text.empty() || text.front() == '(') return;
  const bool narrow = text.back() == ')';
  if (!narrow && (text.size() < 3 || text.substr(text.size() - 3) != close_wide)) return;
  const auto open = std::min(text.find('('), text.find(open_wide));
  if (open == std::string_view::npos || open == 0) return;
  amount.remark = text.substr(open);
  text = trim(text.substr(0, open));
}

// A sign in front of a currency: "-￥12.00", "- CNY 12.00"; a minus that is no hyphen as well.
bool take_front_sign(std::string_view& text, bool& minus) {
  constexpr std::string_view kMinus = "\xE2\x88\x92", kDash = "\xE2\x80\x93";
  for (const auto sign : {kMinus, kDash, std::string_view("-"), std::string_view("+")}) {
    if (!text.starts_with(sign)) continue;
    const auto rest = trim(text.substr(sign.size()));
    if (rest.empty() || (sign.size() == 1 && (is_digit(rest.front()) || rest.front() == '.')))
      return false;  // parse_money reads it
    minus = sign != "+";
    text = rest;
    return true;
  }
  return false;
}

// $ is the sign of many currencies and names none.
void take_symbol(std::string_view& text, Amount& amount) {
  struct Symbol {
    std::string_view text, code;
  };
  static constexpr std::array<Symbol, 8> symbols = {{{"\xC2\xA5", ""},
                                                     {"\xEF\xBF\xA5", ""},
                                                     {"\xC2\xA3", "GBP"},
                                                     {"\xE2\x82\xAC", "EUR"},
                                                     {"US$", "USD"},
                                                     {"HK$", "HKD"},
                                                     {"S$", "SGD"},
                                                     {"$", ""}}};
  for (const auto& symbol : symbols) {
    if (text.starts_with(symbol.text)) {
      text = trim(text.substr(symbol.text.size()));
      if (!symbol.code.empty()) amount.currency = symbol.code;
      return;
    }
    if (symbol.text.size() > 1 && text.ends_with(symbol.text)) {  // "12.00 \xE2\x82\xAC"
      text = trim(text.substr(0, text.size() - symbol.text.size()));
      if (!symbol.code.empty()) amount.currency = symbol.code;
      return;
    }
  }
}

// "1 234.56" and "1'234.56": groups of three without their dividers in `joined`, which stays empty
// where there are none. False: groups of another size.
bool join_groups(std::string_view text, std::string& joined) {
  const auto divider = [&](std::size_t at) -> std::size_t {
    for (const std::string_view sign :
         {" ", "'", "\xE2\x80\x99", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"}) {
      if (text.substr(at, sign.size()) == sign) return sign.size();
    }
    return 0;
  };
  std::string out;
  bool any = false;
  std::size_t group = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = at > 0 && is_digit(text[at - 1]) ? divider(at) : 0;
    if (size == 0) {
      if (any && !is_digit(text[at]) && group != 3 && is_digit(text[at - 1])) return false;
      group = is_digit(text[at]) ? group + 1 : 0;
      out += text[at++];
      continue;
    }
    if (group > 3 || (any && group != 3)) return false;
    any = true;
    group = 0;
    at += size;
  }
  if (!any) return true;
  const auto point = out.find('.');
  if (point == std::string::npos && group != 3) return false;
  joined = std::move(out);
  return true;
}

// "1234,567.00": a comma behind more than three digits divides no thousands.
bool has_long_group(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == ',') return digits > 3;
    digits += is_digit(c) ? 1u : 0u;
  }
  return false;
}

}  // namespace

std::string_view trim_cell(std::string_view cell) {
  while (!cell.empty() && is_ascii_blank(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_ascii_blank(cell.back())) cell.remove_suffix(1);
  if (cell.empty()) return cell;
  const auto first = static_cast<unsigned char>(cell.front());
  const auto last = static_cast<unsigned char>(cell.back());
  if (first >= 0x80 || last >= 0x80) {
    if (may_begin_blank(first) || may_end_blank(last)) cell = trim(cell);
  } else if (first == '=' && cell.size() >= 3 && cell[1] == '"' && last == '"') {
    cell = trim(cell.substr(2, cell.size() - 3));
  }
  return cell;
}

bool is_blank(std::string_view trimmed) {
  if (trimmed.empty()) return true;
  if (trimmed.front() != '-' && trimmed.front() != '/') return false;
  if (trimmed == "/") return true;
  return trimmed.find_first_not_of('-') == std::string_view::npos;
}

std::optional<Amount> parse_amount(std::string_view trimmed) {
  Amount amount;
  constexpr std::string_view yen = "\xC2\xA5", yen_wide = "\xEF\xBF\xA5";
  if (trimmed.substr(0, 2) == yen) {
    trimmed.remove_prefix(2);
  } else if (trimmed.substr(0, 3) == yen_wide) {
    trimmed.remove_prefix(3);
  }
  if (const auto fen = parse_plain_fen(trimmed, amount.signed_text)) {
    amount.value = Money::from_fen(*fen);
    return amount;
  }
  amount.signed_text = false;
  std::string_view text = trim(trimmed);
  bool debit = false, minus = false;
  take_remark(text, amount);
  if (take_front_sign(text, minus)) amount.signed_text = true;
  take_symbol(text, amount);
  if (text.empty() || !take_affixes(text, amount, debit) || text.empty()) return std::nullopt;
  if (has_long_group(text)) return std::nullopt;
  std::string joined;
  if (!join_groups(text, joined)) return std::nullopt;
  if (!joined.empty()) text = joined;
  const auto value = parse_money(text);
  if (!value || (minus && value->is_negative())) return std::nullopt;
  amount.signed_text = amount.signed_text || value->is_negative() ||
                       text.find_first_of("+-(") != std::string_view::npos ||
                       text.find("＋") != std::string_view::npos;
  amount.value = (debit || minus) && !value->is_negative() ? -*value : *value;
  return amount;
}

std::optional<Amount> parse_amount_with_comma(std::string_view trimmed) {
  std::string swapped(trimmed);
  for (char& c : swapped) c = c == ',' ? '.' : c == '.' ? ',' : c;
  auto amount = parse_amount(swapped);
  if (amount) amount->remark = {};  // a view of what was swapped
  return amount;
}

std::optional<DateTime> DateParser::parse(std::string_view text) {
  if (text.size() >= 10 && order_ == DateOrder::year_first && (text[4] == '-' || text[4] == '/') &&
      text[7] == text[4]) {
    if (!has_last_ || std::memcmp(text.data(), last_text_, 10) != 0) {
      const int century = two_digits(text.data()), year = two_digits(text.data() + 2);
      const int month = two_digits(text.data() + 5), day = two_digits(text.data() + 8);
      if (century < 0 || year < 0 || month < 0 || day < 0) return parse_other(text);
      const auto date = Date::from_ymd(century * 100 + year, month, day);
      if (!date) return std::nullopt;
      last_date_ = *date;
      std::memcpy(last_text_, text.data(), 10);
      has_last_ = true;
    }
    if (text.size() == 10) return DateTime{last_date_, -1};
    if (text.size() == 19 && (text[10] == ' ' || text[10] == 'T') && text[13] == ':' &&
        text[16] == ':') {
      const int hour = two_digits(text.data() + 11), minute = two_digits(text.data() + 14),
                second = two_digits(text.data() + 17);
      if (hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
      }
      return DateTime{last_date_, hour * 3600 + minute * 60 + second};
    }
  }
  return parse_other(text);
}

std::optional<DateTime> DateParser::parse_other(std::string_view text) {
  std::string narrow;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {  // full-width digits; 年月日 stay
      narrow = nfkc(text);
      text = trim(narrow);
      break;
    }
  }
  if (const auto value = parse_date_time(text)) return value;
  if (order_ == DateOrder::serial) {
    if (const auto value = parse_serial_date(text)) return value;
  }
  if (const auto value = parse_named_date(text)) return value;
  // 20250101 14:06:51, and 20250101140651 as one number.
  if (text.size() == 14 && std::all_of(text.begin(), text.end(), is_digit)) {
    const auto date = parse_date(text.substr(0, 8));
    const auto time = parse_time_of_day(text.substr(8));
    if (date && time) return DateTime{*date, *time};
  }
  return parse_numbers(text);
}

std::optional<DateTime> DateParser::parse_numbers(std::string_view text) {
  std::array<int, 3> part{};
  std::size_t parts = 0, at = 0, last_digits = 0;
  char divider = 0;
  while (at < text.size() && parts < 3) {
    int value = 0;
    std::size_t digits = 0;
    while (at < text.size() && is_digit(text[at]) && digits < 8) {
      value = value * 10 + (text[at] - '0');
      ++at;
      ++digits;
    }
    if (digits == 0) return std::nullopt;
    if (digits == 8 && parts == 0 && at < text.size()) {  // 20250101 140651
      const auto date = parse_date(text.substr(0, at));
      const auto time = parse_time(trim(text.substr(at)));
      if (date && time) return DateTime{*date, *time};
    }
    if (digits > 4) return std::nullopt;
    part[parts++] = value;
    last_digits = digits;
    if (parts == 3 || at == text.size()) break;
    if (text[at] != '/' && text[at] != '-' && text[at] != '.') return std::nullopt;
    if (divider != 0 && text[at] != divider) return std::nullopt;
    divider = text[at++];
  }
  if (parts == 3 && at < text.size() && text[at] == divider) ++at;  // 2019.04.19.
  const auto rest = trim(text.substr(at));
  std::int32_t second = -1;
  if (!rest.empty()) {
    const auto time = parse_time(rest);
    if (!time) return std::nullopt;
    second = *time;
  }
  if (parts == 3 && part[0] >= 1000) {
    const auto date = Date::from_ymd(part[0], part[1], part[2]);
    if (!date) return std::nullopt;
    return DateTime{*date, second};
  }
  if (parts == 2 && statement_month_ && divider == '/') {
    // Rows of December in a bill of January are of last year.
    const int year = statement_month_->year() - (part[0] > statement_month_->month() ? 1 : 0);
    const auto date = Date::from_ymd(year, part[0], part[1]);
    if (!date) return std::nullopt;
    year_inferred_ = true;
    return DateTime{*date, second};
  }
  const bool day_first = order_ == DateOrder::day_first;
  const auto year = full_year(part[2], last_digits);
  if (parts != 3 || !year || (!day_first && order_ != DateOrder::month_first)) return std::nullopt;
  const auto date =
      Date::from_ymd(*year, day_first ? part[1] : part[0], day_first ? part[0] : part[1]);
  if (!date) return std::nullopt;
  return DateTime{*date, second};
}

std::optional<std::int32_t> parse_time(std::string_view text) {
  if (text.size() == 8 && text[2] == ':' && text[5] == ':') {
    const int hour = two_digits(text.data()), minute = two_digits(text.data() + 3),
              second = two_digits(text.data() + 6);
    if (hour >= 0 && minute >= 0 && second >= 0 && hour < 24 && minute < 60 && second < 60) {
      return hour * 3600 + minute * 60 + second;
    }
    return std::nullopt;
  }
  if (text.size() == 5 && std::all_of(text.begin(), text.end(), is_digit)) {
    std::string padded(1, '0');
    padded += text;
    return parse_time_of_day(padded);
  }
  if (!text.empty() && static_cast<unsigned char>(text.front()) >= 0x80)
    return parse_clock(nfkc(text));
  return parse_clock(text);
}

std::string_view currency_code(std::string_view text) {
  struct Entry {
    std::string_view word, code;
  };
  static constexpr std::array<Entry, 34> entries = {{
      {"CNY", "CNY"},      {"人民币", "CNY"},   {"人民币元", "CNY"},   {"RMB", "CNY"},
      {"CNH", "CNY"},      {"156", "CNY"},      {"01", "CNY"},         {"USD", "USD"},
      {"美元", "USD"},     {"840", "USD"},      {"HKD", "HKD"},        {"港币", "HKD"},
      {"港元", "HKD"},     {"344", "HKD"},      {"EUR", "EUR"},        {"欧元", "EUR"},
      {"JPY", "JPY"},      {"日元", "JPY"},     {"日圆", "JPY"},       {"GBP", "GBP"},
      {"英镑", "GBP"},     {"AUD", "AUD"},      {"澳大利亚元", "AUD"}, {"澳元", "AUD"},
      {"CAD", "CAD"},      {"加拿大元", "CAD"}, {"加元", "CAD"},       {"SGD", "SGD"},
      {"新加坡元", "SGD"}, {"CHF", "CHF"},      {"瑞士法郎", "CHF"},   {"MOP", "MOP"},
      {"KRW", "KRW"},      {"NZD", "NZD"},
  }};
  for (const auto& entry : entries) {
    if (entry.word == text) return entry.code;
  }
  // "人民币(CNY)", "CNY 人民币", "cny".
  std::string letters;
  for (const char c : text) {
    if (is_letter(c)) letters += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
  }
  if (letters.size() == 3 || text.substr(0, 9) == "人民币") {
    for (const auto& entry : entries) {
      if (entry.word == letters) return entry.code;
    }
    if (text.substr(0, 9) == "人民币") return "CNY";
  }
  return {};
}

}  // namespace zhun::read
