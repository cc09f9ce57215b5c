// OFX 1 and 2 (bank and credit card statements): one statement for each account. The sign of
// TRNAMT decides the direction. Pure functions; thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

[[nodiscard]] bool is_ofx(std::string_view bytes);

// UTF-8, GB18030 where the bytes are that, else windows-1252: the header often says it wrong.
[[nodiscard]] Result<std::vector<Statement>> read_ofx(std::string_view bytes,
                                                      const ReadOptions& options);

}  // namespace zhun::read
