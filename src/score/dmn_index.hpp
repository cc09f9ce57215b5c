// The index of a decision table: for every input column, which rules hold for which values, as
// bits. A lookup is a binary search a column and an "and" over the columns, however many rules
// there are. Internal to dmn*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/dmn_table.hpp"
#include "score/ordered_ends.hpp"

namespace zhun::dmn {

class TableIndex {
 public:
  using Word = std::uint64_t;

  // Empty where the table is too large for the index, or no test is on constants alone.
  [[nodiscard]] static std::optional<TableIndex> build(const Table& table);

  [[nodiscard]] std::size_t words() const { return words_; }
  // The rules whose test of this column holds, and those that have to be tested; nullptr: the value
  // is not of the column's kind, and every test of the column has to be looked at.
  [[nodiscard]] const Word* find(std::size_t column, const feel::Value& value) const;
  // Of the rules that find() gives: whether the test of the column has to be looked at.
  [[nodiscard]] bool is_open(std::size_t column, std::size_t rule) const {
    return (columns_[column].open[rule / 64] >> (rule % 64) & 1) != 0;
  }
  // Of a table with this column alone: for each value of the column's kind the rule that holds.
  static constexpr std::int32_t kNone = -1, kSeveral = -2;
  [[nodiscard]] std::vector<std::int32_t> single_rules() const;  // empty: not all are known
  [[nodiscard]] std::optional<std::size_t> row(const feel::Value& value) const {
    if (value.kind() != columns_[0].kind) return std::nullopt;
    return columns_[0].ends.position_of(value);
  }
  [[nodiscard]] bool has_open(std::size_t column) const { return columns_[column].has_open; }
  // Two rules that hold for the same values, for certain.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> overlap() const;

 private:
  struct Column {
    bool is_indexed = false;
    feel::Kind kind = feel::Kind::null;
    OrderedEnds ends;
    std::vector<Word> bits;  // a row for each position among the ends
    std::vector<Word> open;
    bool has_open = false;
  };

  bool build_column(const Table& table, std::size_t column);
  void set_rule(Column& column, const feel::TestShape& shape, std::size_t rule) const;

  std::size_t rules_ = 0, words_ = 0;
  std::vector<Column> columns_;
};

}  // namespace zhun::dmn
