// Identifiers as documents print them: whether their check digits hold. Values stay where they are;
// what is told is only that one does not hold, and where. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

namespace zhun::read {

enum class IdentifierState : std::uint8_t {
  holds,
  wrong,      // its length is that of no such number, or its check digit does not hold
  old,        // a number of 15, 17 or 20 characters from before 2015: nothing to check
  unchecked,  // none, or masked
};

// 统一社会信用代码 or, of persons, 公民身份号码; older tax numbers. Lower case is accepted.
[[nodiscard]] IdentifierState check_tax_number(std::string_view text);

// By the kind that a record states: USCC, ID, ORG (组织机构代码), REG (注册号); any other kind
// as a tax number.
[[nodiscard]] IdentifierState check_identifier(std::string_view kind, std::string_view text);

}  // namespace zhun::read
