// Tables without a header row: the columns are known only where the balances prove them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "read/table_file.hpp"

namespace zhun::read {

// Names for the columns of the rows that `rows` will give, in the words of the vocabulary;
// nullopt unless one column holds dates only and amounts and balances follow from each other in
// one order in at least four of five rows (and three).
[[nodiscard]] std::optional<std::vector<std::string_view>> prove_columns(RowReader& rows);

}  // namespace zhun::read
