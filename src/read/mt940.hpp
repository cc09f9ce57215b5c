// MT940 and MT942 (SWIFT customer statements): field lines ":61:..." -> statements, one for each
// message. RC is money out and RD money in. Pure functions; thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

// The first lines hold a field of such a message.
[[nodiscard]] bool is_mt940(std::string_view bytes);

// UTF-8, or whatever 8-bit encoding it is, which is read as windows-1252.
[[nodiscard]] Result<std::vector<Statement>> read_mt940(std::string_view bytes,
                                                        const ReadOptions& options);

}  // namespace zhun::read
