// A table by columns, for scoring and fitting: delimited text with a header row. Cells are texts
// as they stand; a blank one is missing. Thread-safe to read.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "read/table_file.hpp"
#include "score/feel.hpp"
#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun {

struct ColumnTable {
  std::vector<std::string> names;
  std::vector<std::vector<std::string_view>> columns;  // of `names`
  std::size_t rows = 0;

  // The first of the name.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  std::shared_ptr<TextArena> arena;  // what the cells look into, with the caller's bytes
  std::deque<std::string> copies;
};

// The bytes must outlive the table. Errors: a row of another length than the header, a column
// without a name, no header.
[[nodiscard]] Result<ColumnTable> read_column_table(const SourceFile& file, const Limits& limits);

// How the cells of a column are values of FEEL.
enum class CellType : std::uint8_t { text, number, boolean, date };
// The narrowest type of all filled cells of a column.
[[nodiscard]] CellType cell_type_of(const std::vector<std::string_view>& cells);
[[nodiscard]] feel::Value cell_value(std::string_view cell, CellType type);

}  // namespace zhun
