// What a row is: a transaction, a balance carried over, a total, or nothing that counts.
#include "ocr/decoder_rows.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace zhun::ocr {
namespace {

constexpr std::array<std::string_view, 18> kAnchorWords = {
    "承前页",   "过次页",   "承上页",   "转下页",   "结转下页", "上页余额",
    "上页结转", "上页结余", "期初余额", "上期余额", "上期结余", "余额结转",
    "上月余额", "上月结余", "期末余额", "承前余额", "上年结转", "期初结余"};
constexpr std::array<std::string_view, 7> kTotalWords = {"合计", "总计", "小计",    "累计",
                                                         "共计", "总额", "发生额计"};

template <std::size_t count>
bool has_word(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// As many of the header's own names stand in the row as make it a header.
bool is_header_again(const PageWork& page, std::size_t index) {
  std::size_t same = 0, filled = 0;
  const auto& cells = page.texts.rows[index];
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (cells[c].text.empty()) continue;
    ++filled;
    const NameGuess guess = guess_column_name(cells[c].text);
    same += guess.likeness >= 0.99 ? 1U : 0U;
  }
  return same >= 3 && same * 2 > filled;
}

}  // namespace

NumberLattice lattice_of(const Cell& cell) {
  NumberLattice lattice;
  for (const auto& line : cell.lines) {
    if (line.reading.steps() > 0) lattice.append(line.reading);
  }
  return lattice;
}

NumberLattice other_lattice_of(const Cell& cell) {
  NumberLattice lattice;
  for (const auto& line : cell.lines) {
    if (line.reading.steps() > 0 && line.again.steps() == 0) return {};
    if (line.reading.steps() > 0) lattice.append(line.again);
  }
  return lattice;
}

SourceKind kind_of_row(const PageWork& page, std::size_t index) {
  const auto& cells = page.texts.rows[index];
  bool dated = false, amount = false, balance = false, any = false;
  std::string words;  // texts of cells that are neither names nor numbers
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (cells[c].text.empty()) continue;
    any = true;
    const std::uint8_t role = c < page.columns.roles.size() ? page.columns.roles[c] : 0;
    const Look look = look_of(cells[c].text);
    const bool number =
        look == Look::amount || look == Look::count || look == Look::other || look == Look::digits;
    if (role == read::kRoleDate || role == read::kRoleMoment) dated |= look == Look::date;
    if (role == read::kRoleAmount || role == read::kRoleInflow || role == read::kRoleOutflow ||
        role == read::kRoleNone) {
      amount |= number;
    }
    if (role == read::kRoleBalance) balance |= number;
    if (look == Look::chinese) words += cells[c].text + "|";
  }
  if (!any) return SourceKind::skipped;
  const auto* name_text = &words;
  if (has_word(*name_text, kAnchorWords) && !dated) return SourceKind::anchor;
  if (has_word(*name_text, kAnchorWords) && balance && !amount) return SourceKind::anchor;
  if (has_word(*name_text, kTotalWords) && !dated) return SourceKind::total;
  if (!dated && !amount && !balance && is_header_again(page, index)) return SourceKind::skipped;
  if (amount || balance) return SourceKind::transaction;
  return dated ? SourceKind::transaction : SourceKind::skipped;
}

std::vector<RawRow> read_raw_rows(const std::vector<const PageWork*>& pages) {
  std::vector<RawRow> rows;
  for (const auto* page : pages) {
    const auto numeric = numeric_columns(page->columns, page->looks);
    for (std::size_t r = 0; r < page->grid->rows.size(); ++r) {
      RawRow raw;
      raw.page = page;
      raw.index = r;
      raw.cells.resize(page->grid->columns.size());
      const auto& cells = page->grid->rows[r].cells;
      for (const std::size_t c : numeric) {
        if (c < cells.size())
          raw.cells[c] = NumberCell(lattice_of(cells[c]), other_lattice_of(cells[c]));
      }
      rows.push_back(std::move(raw));
    }
  }
  return rows;
}

const Cell* SourceRow::cell(std::uint8_t role) const {
  const int column = page->columns.column(role);
  if (column == PageColumns::kNone) return nullptr;
  const auto& cells = row().cells;
  const auto at = static_cast<std::size_t>(column);
  return at < cells.size() ? &cells[at] : nullptr;
}

const CellText* SourceRow::text(std::uint8_t role) const {
  const int column = page->columns.column(role);
  if (column == PageColumns::kNone) return nullptr;
  const auto& cells = page->texts.rows[index];
  const auto at = static_cast<std::size_t>(column);
  return at < cells.size() ? &cells[at] : nullptr;
}

}  // namespace zhun::ocr
