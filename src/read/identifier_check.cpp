// Which check an identifier of a document has to pass.
#include "read/identifier_check.hpp"

#include <algorithm>
#include <string>

#include "zhun/identifier.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

std::string upper(std::string_view text) {
  std::string out(trim(text));
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

bool is_masked(std::string_view text) { return text.find('*') != std::string_view::npos; }

IdentifierState state_of(bool holds) {
  return holds ? IdentifierState::holds : IdentifierState::wrong;
}

}  // namespace

IdentifierState check_tax_number(std::string_view text) {
  const std::string code = upper(text);
  if (code.empty() || is_masked(code)) return IdentifierState::unchecked;
  const bool plain = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  });
  if (!plain) return IdentifierState::wrong;
  switch (code.size()) {
    case 18:
      return state_of(is_valid_uscc(code) || is_valid_resident_id(code));
    case 15:
    case 17:
    case 20:
      return IdentifierState::old;
    default:
      return IdentifierState::wrong;
  }
}

IdentifierState check_identifier(std::string_view kind, std::string_view text) {
  const std::string code = upper(text);
  if (code.empty() || is_masked(code)) return IdentifierState::unchecked;
  if (kind == "USCC") return state_of(is_valid_uscc(code));
  if (kind == "ID")
    return state_of(is_valid_resident_id(code) || resident_id_from_15(code).has_value());
  if (kind == "ORG") return state_of(is_valid_organisation_code(code));
  if (kind == "REG") return state_of(is_valid_registration_number(code));
  return check_tax_number(code);
}

}  // namespace zhun::read
