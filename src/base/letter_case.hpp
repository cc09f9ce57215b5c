// Letters in upper and lower case, by the simple mappings of Unicode (one letter to one letter).
#pragma once

#include <string>
#include <string_view>

namespace zhun {

// `text` is UTF-8; bytes that are not stay as they are.
[[nodiscard]] std::string upper_case(std::string_view text);
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace zhun
