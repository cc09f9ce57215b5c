// Columns: what each column of the tables means, by its header (read with tolerance), by what
// stands in it, and by the other pages of the file. Which numeric column is the amount and which
// the balance is settled by the chain where the header does not say (chain_roles.hpp).
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ocr/page.hpp"
#include "read/statement_columns.hpp"

namespace zhun::ocr {

// The texts of a page, cell by cell, as the engine read them best.
struct CellText {
  std::string text;       // lines joined; with a blank between them where they are no Chinese
  double confidence = 1;  // mean over the symbols
};
struct PageTexts {
  std::vector<CellText> header;             // one a column, all header rows joined
  std::vector<std::vector<CellText>> rows;  // one a row and column
};
[[nodiscard]] CellText read_cell(const Cell& cell);
[[nodiscard]] PageTexts read_texts(const PageGrid& page);

// What a cell looks like.
enum class Look : std::uint8_t {
  blank,
  date,
  time,
  amount,
  count,
  digits,
  direction,
  currency,
  chinese,
  other
};
[[nodiscard]] Look look_of(std::string_view text);

struct ColumnLooks {
  std::array<std::uint32_t, 10> count{};
  std::uint32_t filled = 0;      // cells that are not blank
  std::uint32_t symbols = 0;     // code points of Chinese cells
  std::uint32_t dated_time = 0;  // dates with a time behind
  std::uint32_t longest_digits = 0;
  [[nodiscard]] std::uint32_t of(Look look) const { return count[static_cast<std::size_t>(look)]; }
  [[nodiscard]] bool mostly(Look look) const { return filled > 0 && of(look) * 2 > filled; }
  void add(const ColumnLooks& other);
};
[[nodiscard]] std::vector<ColumnLooks> look_at_columns(const PageTexts& texts, std::size_t columns);

enum class RoleOrigin : std::uint8_t { header, other_page, content };

struct PageColumns {
  static constexpr int kNone = -1;
  std::vector<std::uint8_t> roles;  // read::Role, one a column
  std::array<int, read::ColumnMap::kRolesMax> by_role;
  RoleOrigin origin = RoleOrigin::content;
  std::uint32_t named = 0;  // columns that the header names
  PageColumns() { by_role.fill(kNone); }
  [[nodiscard]] int column(std::uint8_t role) const { return by_role[role]; }
  [[nodiscard]] bool has(std::uint8_t role) const { return by_role[role] != kNone; }
  void set(std::size_t column, std::uint8_t role);
  void clear_role(std::uint8_t role);
};

// The role of a header as an engine read it: exactly, or the one name that it nearly is.
struct NameGuess {
  std::uint8_t role = 0;
  std::uint8_t rank = 0;
  double likeness = 0;  // 1: exactly
};
[[nodiscard]] NameGuess guess_column_name(std::string_view text);

// Roles for every page. Numeric columns that nothing names have the role kRoleNone; the chain
// settles them.
[[nodiscard]] std::vector<PageColumns> assign_columns(std::span<const PageGrid> pages,
                                                      std::span<const PageTexts> texts);

// Columns that hold amounts by their looks and have no role yet.
[[nodiscard]] std::vector<std::size_t> numeric_columns(const PageColumns& columns,
                                                       const std::vector<ColumnLooks>& looks);

// Code points of edit between two texts.
[[nodiscard]] std::size_t edit_distance(std::u32string_view a, std::u32string_view b);

}  // namespace zhun::ocr
