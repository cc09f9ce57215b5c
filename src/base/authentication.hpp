// Authentication data (JR/T 0171-2020, class C3): passwords, card verification codes and expiry,
// magnetic tracks, biometric data, one-time codes. No assessment needs them, so they stop at the
// door. Fields are known by their names, free text by its shape; no value is ever told.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace zhun {

// Whether a column or member of this name holds authentication data ("CVV2", "查询密码").
[[nodiscard]] bool is_authentication_name(std::string_view name);

// Whether a text holds a magnetic track, or says a password or code behind its name.
[[nodiscard]] bool has_authentication_data(std::string_view text);
// The text with what has_authentication_data() finds replaced by "***".
[[nodiscard]] std::string without_authentication_data(std::string_view text);

inline constexpr std::string_view kAuthenticationRefused =
    "this field holds authentication data (class C3), which must not be passed on; remove it";

// The path of the first member of a JSON document, at any depth, that is one or holds a track.
[[nodiscard]] std::optional<std::string> find_authentication_field(const json::Value& value);

}  // namespace zhun
