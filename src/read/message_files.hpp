// Bank messages (MT940, camt, OFX) among the sources: recognised by content. Pure; thread-safe.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

// nullopt when the bytes are no such message.
[[nodiscard]] std::optional<Result<std::vector<Statement>>> read_bank_message(
    std::string_view bytes, const ReadOptions& options);

}  // namespace zhun::read
