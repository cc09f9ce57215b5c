// Field 86 of MT940.
#include "read/mt940_details.hpp"

#include <array>
#include <cstdint>

#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kLineBytesFull = 65;  // 6*65x, SWIFT field 86

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "171?00TEXT?20...": three digits of the business code, then a separator that starts every
// subfield. 0 when the text is not of this kind.
char subfield_separator(std::string_view text) {
  if (text.size() < 6 || !is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[2])) return 0;
  const char separator = text[3];
  const auto byte = static_cast<unsigned char>(separator);
  const bool letter = (separator >= 'A' && separator <= 'Z') ||
                      (separator >= 'a' && separator <= 'z') || is_digit(separator);
  if (letter || byte <= ' ' || byte >= 0x7F || separator == '/') return 0;
  return is_digit(text[4]) && is_digit(text[5]) ? separator : '\0';
}

// The German tags inside ?20-?29: "EREF+... SVWZ+...".
constexpr std::array<std::string_view, 18> kPurposeTags = {
    "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "IBAN+",
    "BIC+",  "COAM+", "OAMT+", "PURP+", "BREF+", "RREF+", "RCUR+", "SQTP+", "ORCR+"};

// The text of SVWZ+ (Verwendungszweck) alone, where the purpose has it.
std::string_view purpose_of(std::string_view text) {
  const auto at = text.find("SVWZ+");
  if (at == std::string_view::npos) return text;
  std::string_view purpose = text.substr(at + 5);
  std::size_t end = purpose.size();
  for (const auto tag : kPurposeTags) end = std::min(end, purpose.find(tag));
  return purpose.substr(0, end);
}

Mt940Details parse_subfields(std::string_view text, char separator) {
  Mt940Details details;
  std::string purpose;
  std::size_t at = 3;
  while (at + 3 <= text.size()) {
    std::size_t end = at + 3;
    while (end < text.size() && !(text[end] == separator && end + 2 < text.size() &&
                                  is_digit(text[end + 1]) && is_digit(text[end + 2])))
      ++end;
    const int number = (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    const std::string_view value = text.substr(at + 3, end - at - 3);
    if (number == 0) details.kind = trim(value);
    if ((number >= 20 && number <= 29) || (number >= 60 && number <= 63)) purpose += value;
    if (number == 30) details.bank = trim(value);
    if (number == 31) details.account = trim(value);
    if (number == 32 || number == 33) details.name += value;
    at = end;
  }
  details.name = std::string(trim(details.name));
  details.summary = trim(purpose_of(purpose));
  return details;
}

// /TRTP/SEPA OVERBOEKING/IBAN/NL.../BIC/.../NAME/J JANSEN/REMI/text/EREF/...
constexpr std::array<std::string_view, 24> kCodes = {
    "TRTP", "IBAN", "BIC",  "NAME", "REMI", "EREF", "CNTP", "BENM", "ORDP", "MARF", "CSID", "ISDT",
    "PREF", "RTRN", "SVCL", "PURP", "ADDR", "ULTD", "ULTC", "ULTB", "SWOC", "TYPE", "PAYM", "CITY"};

// The code that begins at `at` ("/NAME/"), or empty.
std::string_view code_at(std::string_view text, std::size_t at) {
  if (text[at] != '/') return {};
  for (const auto code : kCodes) {
    if (text.size() > at + 1 + code.size() && text.substr(at + 1, code.size()) == code &&
        text[at + 1 + code.size()] == '/')
      return code;
  }
  return {};
}

// CNTP/account/bank/name/city: the parts by position.
void read_cntp(std::string_view value, Mt940Details& details) {
  std::array<std::string*, 3> parts = {&details.account, &details.bank, &details.name};
  for (std::string* part : parts) {
    const auto end = value.find('/');
    *part = trim(value.substr(0, end));
    if (end == std::string_view::npos) return;
    value.remove_prefix(end + 1);
  }
}

Mt940Details parse_codes(std::string_view text) {
  Mt940Details details;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view code = code_at(text, at);
    const std::size_t from = at + code.size() + 2;
    std::size_t end = from;
    while (end < text.size() && code_at(text, end).empty()) ++end;
    std::string_view value = text.substr(from, end - from);
    while (value.ends_with('/')) value.remove_suffix(1);
    if (code == "CNTP") read_cntp(value, details);
    if (code == "IBAN") details.account = trim(value);
    if (code == "BIC") details.bank = trim(value);
    if (code == "NAME" && details.name.empty()) details.name = trim(value);
    if (code == "TRTP") details.kind = trim(value);
    if (code == "REMI") {
      if (value.starts_with("USTD//")) value.remove_prefix(6);
      details.summary = trim(value);
    }
    at = end;
  }
  if (details.summary.empty()) details.summary = trim(text);
  return details;
}

}  // namespace

Mt940Details parse_mt940_details(std::string_view text) {
  text = trim(text);
  if (const char separator = subfield_separator(text)) return parse_subfields(text, separator);
  if (!text.empty() && !code_at(text, 0).empty()) return parse_codes(text);
  Mt940Details details;
  details.summary = trim(text);
  return details;
}

void join_mt940_line(std::string& text, std::string_view line, std::size_t& last_line_bytes) {
  const bool subfields = subfield_separator(trim(text)) != 0;
  // Blanks that fill a line up say nothing, and the next line is another word.
  if (!subfields && !(text.empty() && subfield_separator(trim(line)) != 0)) {
    while (line.ends_with(' ')) line.remove_suffix(1);
  }
  const bool goes_on = last_line_bytes >= kLineBytesFull || subfields;
  if (!text.empty() && !line.empty() && !goes_on) text += ' ';
  text += line;
  last_line_bytes = line.size();
}

}  // namespace zhun::read
