// Identifiers: check digits as the standards define them.
#include "zhun/identifier.hpp"

#include <array>
#include <cstdint>

namespace zhun {

namespace {

constexpr std::string_view kUsccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

char resident_check(std::string_view first_17) {
  static constexpr std::array<int, 17> kWeights = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                                   3, 7, 9,  10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (first_17[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

}  // namespace

bool is_valid_uscc(std::string_view code) {
  if (code.size() != 18) return false;
  std::size_t sum = 0, weight = 1;
  for (std::size_t i = 0; i < 17; ++i) {
    const auto value = kUsccAlphabet.find(code[i]);
    if (value == std::string_view::npos) return false;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return code[17] == kUsccAlphabet[(31 - sum % 31) % 31];
}

bool is_valid_organisation_code(std::string_view code) {
  static constexpr std::array<int, 8> kWeights = {3, 7, 9, 10, 5, 8, 4, 2};
  std::string compact;
  for (const char c : code) {
    if (c != '-') compact += c;
  }
  if (compact.size() != 9) return false;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    const char c = compact[i];
    int value = 0;
    if (c >= '0' && c <= '9') {
      value = c - '0';
    } else if (c >= 'A' && c <= 'Z') {
      value = c - 'A' + 10;
    } else {
      return false;
    }
    sum += value * kWeights[i];
  }
  const int check = 11 - sum % 11;
  return compact[8] == (check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check));
}

bool is_valid_registration_number(std::string_view code) {
  if (code.size() != 15 || !all_digits(code)) return false;
  int r = 10;
  for (std::size_t i = 0; i < 14; ++i) {
    r = (r + (code[i] - '0')) % 10;
    if (r == 0) r = 10;
    r = r * 2 % 11;
  }
  return code[14] - '0' == (11 - r) % 10;
}

std::optional<Date> birth_date_of(std::string_view resident_id) {
  if (resident_id.size() != 18 || !all_digits(resident_id.substr(0, 17))) return std::nullopt;
  return parse_date(resident_id.substr(6, 8));
}

bool is_valid_resident_id(std::string_view id) {
  if (!birth_date_of(id)) return false;
  const char last = id[17] == 'x' ? 'X' : id[17];
  return last == resident_check(id.substr(0, 17));
}

std::optional<std::string> resident_id_from_15(std::string_view id) {
  if (id.size() != 15 || !all_digits(id)) return std::nullopt;
  std::string full = std::string(id.substr(0, 6)) + "19" + std::string(id.substr(6));
  full += resident_check(full);
  if (!birth_date_of(full)) return std::nullopt;
  return full;
}

bool is_valid_card_number(std::string_view digits) {
  if (digits.size() < 12 || digits.size() > 19 || !all_digits(digits)) return false;
  int sum = 0;
  bool second = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, second = !second) {
    int digit = *it - '0';
    if (second) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

bool is_mobile_number(std::string_view text) {
  std::string digits;
  if (text.starts_with("+86")) text.remove_prefix(3);
  for (const char c : text) {
    if (c != ' ' && c != '-') digits += c;
  }
  return digits.size() == 11 && all_digits(digits) && digits[0] == '1' && digits[1] >= '3';
}

}  // namespace zhun
