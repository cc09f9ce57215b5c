// camt.052, camt.053 and camt.054 of ISO 20022, versions 1 to 8: a stream of XML events -> one
// statement for each Stmt, Rpt or Ntfctn, one row for each Ntry. No tree is built; a DOCTYPE is
// refused. Pure functions; thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

[[nodiscard]] bool is_camt(std::string_view bytes);

[[nodiscard]] Result<std::vector<Statement>> read_camt(std::string_view bytes,
                                                       const ReadOptions& options);

}  // namespace zhun::read
