// Statements from rows of cells: finds the header row, feeds the rows to StatementTable.
#pragma once

#include <vector>

#include "read/table_file.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

[[nodiscard]] Result<std::vector<Statement>> read_statement_csv(const TableText& table,
                                                                const ReadOptions& options);

// All tables of one file or sheet; none when there is no header row. `arena` holds the cells.
[[nodiscard]] Result<std::vector<Statement>> read_statement_rows(
    RowReader& rows, const std::shared_ptr<TextArena>& arena, const ReadOptions& options);
// The error of a file without a header row.
[[nodiscard]] Error no_statement_header(const ReadOptions& options);

}  // namespace zhun::read
