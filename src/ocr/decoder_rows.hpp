// Rows: the rows of all pages of one account in their printed order, each with the numbers, dates
// and texts that its columns offer. Not thread-safe: cells remember what they have scored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ocr/chain.hpp"
#include "ocr/columns.hpp"
#include "ocr/dates.hpp"
#include "ocr/decoder_labels.hpp"
#include "ocr/page.hpp"

namespace zhun::ocr {

struct PageWork {
  const PageGrid* grid = nullptr;
  PageTexts texts;
  PageColumns columns;
  std::vector<ColumnLooks> looks;
  PageLabels labels;
};

enum class SourceKind : std::uint8_t { transaction, anchor, total, skipped };

struct SourceRow {
  const PageWork* page = nullptr;
  std::size_t index = 0;  // of the page's rows
  SourceKind kind = SourceKind::transaction;
  ChainRow chain;
  std::optional<std::int64_t> second_amount;  // what a second engine read
  DateCell date;
  bool crossed_out = false;
  bool left_out = false;  // crossed out, and the balances pass it over
  std::string more_name;  // a name that goes on in a row of its own

  [[nodiscard]] const Row& row() const { return page->grid->rows[index]; }
  [[nodiscard]] const Cell* cell(std::uint8_t role) const;
  [[nodiscard]] const CellText* text(std::uint8_t role) const;
};

// The numeric cells of a row, before it is known what their columns mean.
struct RawRow {
  const PageWork* page = nullptr;
  std::size_t index = 0;
  std::vector<NumberCell> cells;  // one a column; without ink where the column is not numeric
};

[[nodiscard]] SourceKind kind_of_row(const PageWork& page, std::size_t index);
[[nodiscard]] NumberLattice lattice_of(const Cell& cell);
// By the other crop; empty where a line of the cell has none.
[[nodiscard]] NumberLattice other_lattice_of(const Cell& cell);
[[nodiscard]] std::vector<RawRow> read_raw_rows(const std::vector<const PageWork*>& pages);

}  // namespace zhun::ocr
