// Pseudonyms: keyed names under which datasets can be joined.
#include "base/digest.hpp"
#include "zhun/audit.hpp"
#include "zhun/text.hpp"

namespace zhun {

Result<std::string> pseudonym(std::string_view key, std::string_view type, std::string_view id) {
  constexpr std::size_t kKeyBytesMin = 16;
  if (key.size() < kKeyBytesMin)
    return fail(ErrorCode::invalid_argument, {}, "the key of pseudonyms needs at least 16 bytes");
  std::string normal = normalise_name(id);
  for (char& c : normal) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (normal.empty()) return fail(ErrorCode::invalid_argument, {}, "an empty id has no pseudonym");
  return hmac_sm3_hex(key, std::string(type) + '\x1f' + normal);
}

}  // namespace zhun
