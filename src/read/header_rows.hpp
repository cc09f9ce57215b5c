// Headers that take two rows: 发生额 above 借方 and 贷方, 对方 above 户名 and 账号. Pure function.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::read {

// The names of both rows together; nullopt when the row below is a row of the table, or when the
// two are no header together.
[[nodiscard]] std::optional<std::vector<std::string>> join_header_rows(
    std::span<const std::string_view> above, std::span<const std::string_view> below);

}  // namespace zhun::read
