// Statements from delimited text: finds the header row, feeds the rows to StatementTable.
#pragma once

#include <vector>

#include "read/table_file.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

[[nodiscard]] Result<std::vector<Statement>> read_statement_csv(const TableText& table,
                                                                const ReadOptions& options);

}  // namespace zhun::read
