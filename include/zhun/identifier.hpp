// Identifiers: check digits of the codes a Chinese dossier carries. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "zhun/date.hpp"

namespace zhun {

// 统一社会信用代码, GB 32100-2015: length, alphabet and check character (modulus 31).
[[nodiscard]] bool is_valid_uscc(std::string_view code);
// 组织机构代码, GB 11714: eight characters and a check character, with or without hyphen.
[[nodiscard]] bool is_valid_organisation_code(std::string_view code);
// 15-digit registration number, ISO 7064 MOD 11,10.
[[nodiscard]] bool is_valid_registration_number(std::string_view code);
// 公民身份号码, GB 11643-1999: 18 characters, a real birth date, check character (modulus 11-2).
[[nodiscard]] bool is_valid_resident_id(std::string_view id);
// The 18-character form of a 15-digit number; nullopt if it is not one.
[[nodiscard]] std::optional<std::string> resident_id_from_15(std::string_view id);
[[nodiscard]] std::optional<Date> birth_date_of(std::string_view resident_id);
// Luhn (ISO/IEC 7812-1) over 12 to 19 digits.
[[nodiscard]] bool is_valid_card_number(std::string_view digits);
[[nodiscard]] bool is_mobile_number(
    std::string_view text);  // after removing +86, spaces and hyphens

}  // namespace zhun
