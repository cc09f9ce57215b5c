// RowTable: every row of every statement in one order of time, with class and marks; and the way
// from a place of evidence (source, row) back to the row.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "zhun/assessment.hpp"

namespace zhun::report {

// Marks of rows, as bits; the titles stand in kRowMarkTitles at the same positions.
enum RowMark : std::uint16_t {
  kMarkCycle = 1 << 0,
  kMarkBreak = 1 << 1,
  kMarkDuplicate = 1 << 2,
  kMarkInterestWrong = 1 << 3,
  kMarkSensitive = 1 << 4,
  kMarkLender = 1 << 5,
  kMarkFastThrough = 1 << 6,
  kMarkSplit = 1 << 7,
  kMarkRepaired = 1 << 8,
  kMarkInterest = 1 << 9,
  kMarkDoubtful = 1 << 10,
  kMarkOverridden = 1 << 11,
};
inline constexpr std::array<std::string_view, 12> kRowMarkTitles = {
    "回流",     "余额断链", "重复",     "结息不符", "敏感",     "借贷",
    "快进快出", "拆分",     "识别修复", "结息",     "识别存疑", "人工改判"};
// Marks that ask for a look; settled interest alone does not.
inline constexpr std::uint16_t kMarksToLookAt = 0x0dff;

struct TableRow {
  std::uint32_t statement = 0, index = 0;  // into Dossier::statements and Statement::rows
  std::uint32_t source = 0, row = 0;       // as evidence names it
  TransactionClass cls = TransactionClass::neutral;
  std::uint16_t marks = 0;
  bool counted = true;                       // duplicates are shown, but no figure counts them
  std::string_view reason = "同一笔已计入";  // why it is of its class
  bool overridden = false;                   // by a reviewer
};

class RowTable {
 public:
  explicit RowTable(const Assessment& assessment);

  [[nodiscard]] const std::vector<TableRow>& rows() const { return rows_; }
  [[nodiscard]] const TableRow* find(std::uint32_t source, std::uint32_t row) const;
  [[nodiscard]] const Transaction& transaction(const TableRow& row) const;
  [[nodiscard]] const Statement& statement(const TableRow& row) const;
  // Positions in rows() of at most `count_max` rows inside the ranges: those to look at, in their
  // order, then the largest amounts.
  [[nodiscard]] std::vector<std::uint32_t> sample(const std::vector<RowRange>& ranges,
                                                  std::size_t count_max) const;

 private:
  using Position = std::pair<std::uint32_t, std::uint32_t>;  // row number, position in rows_
  void take(const std::vector<std::vector<Position>>& lists, const std::vector<RowRange>& ranges,
            std::size_t count_max, bool skip_marked, std::vector<std::uint32_t>& result) const;
  void collect(const Reconciliation& reconciliation);
  void index_sources();
  void mark_rows(const Assessment& assessment);
  void mark(std::uint32_t statement, std::uint32_t row, std::uint16_t bits);
  void mark(const Evidence& evidence, std::uint16_t bits);
  const Dossier& dossier_;
  std::vector<TableRow> rows_;
  std::vector<std::vector<Position>> by_source_;         // ascending by row number
  std::vector<std::vector<Position>> marked_by_source_;  // those with kMarksToLookAt
};

}  // namespace zhun::report
