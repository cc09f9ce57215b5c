// Building the index: the constants of a column cut its values into points and gaps, and for each
// the rules that hold are bits.
#include "score/dmn_index.hpp"

#include <algorithm>

namespace zhun::dmn {

using feel::Kind;
using feel::Range;
using feel::TestShape;
using feel::Value;

namespace {

constexpr std::size_t kWordsMax = std::size_t{1} << 22;  // 32 megabytes
constexpr std::size_t kOverlapWorkMax = 20'000'000;

bool is_ordered_kind(Kind kind) {
  return kind == Kind::number || kind == Kind::string || kind == Kind::date;
}

Kind kind_of(const Range& range) {
  return range.start.is_null() ? range.end.kind() : range.start.kind();
}

bool is_of_kind(const TestShape& shape, Kind kind) {
  return std::all_of(shape.ranges.begin(), shape.ranges.end(), [kind](const Range& range) {
    const bool start = range.start.is_null() || range.start.kind() == kind;
    return start && (range.end.is_null() || range.end.kind() == kind);
  });
}

}  // namespace

std::optional<TableIndex> TableIndex::build(const Table& table) {
  TableIndex index;
  index.rules_ = table.rules.size();
  index.words_ = (table.rules.size() + 63) / 64;
  index.columns_.resize(table.inputs.size());
  bool any = false;
  for (std::size_t column = 0; column < table.inputs.size(); ++column)
    any = index.build_column(table, column) || any;
  if (!any || table.rules.size() < 2) return std::nullopt;
  return index;
}

bool TableIndex::build_column(const Table& table, std::size_t column_index) {
  Column& column = columns_[column_index];
  std::vector<TestShape> shapes(rules_);
  column.open.assign(words_, 0);
  std::vector<Value> ends;
  for (std::size_t rule = 0; rule < rules_; ++rule) {
    const auto& test = table.rules[rule].inputs[column_index];
    if (test == nullptr || !test->describe(shapes[rule]) || shapes[rule].ranges.empty()) continue;
    shapes[rule].is_known = true;
    if (column.kind == Kind::null) column.kind = kind_of(shapes[rule].ranges[0]);
  }
  if (!is_ordered_kind(column.kind) && column.kind != Kind::boolean) return false;
  for (std::size_t rule = 0; rule < rules_; ++rule) {
    if (table.rules[rule].inputs[column_index] == nullptr) continue;
    if (shapes[rule].is_known && is_of_kind(shapes[rule], column.kind)) {
      for (const Range& range : shapes[rule].ranges) {
        for (const Value* end : {&range.start, &range.end}) {
          if (!end->is_null()) ends.push_back(*end);
        }
      }
    } else {
      shapes[rule].is_known = false;
      column.open[rule / 64] |= Word{1} << (rule % 64);
      column.has_open = true;
    }
  }
  column.ends = OrderedEnds(column.kind, std::move(ends));
  const std::size_t rows = column.ends.positions();
  if (rows * words_ > kWordsMax) return false;
  column.bits.assign(rows * words_, 0);
  for (std::size_t rule = 0; rule < rules_; ++rule) {
    if (!shapes[rule].is_known) shapes[rule] = TestShape{{}, true, true};  // all values
    set_rule(column, shapes[rule], rule);
  }
  column.is_indexed = true;
  return true;
}

// The rows of the ranges, or with `negated` the others.
void TableIndex::set_rule(Column& column, const TestShape& shape, std::size_t rule) const {
  const std::size_t rows = column.ends.positions();
  std::vector<bool> holds(rows, false);
  for (const Range& range : shape.ranges) {
    std::size_t first = 0, last = rows;  // the rows [first, last)
    if (!range.start.is_null())
      first = column.ends.position_of(range.start) + (range.start_included ? 0 : 1);
    if (!range.end.is_null())
      last = column.ends.position_of(range.end) + (range.end_included ? 1 : 0);
    for (std::size_t row = first; row < last; ++row) holds[row] = true;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    if (holds[row] != shape.negated)
      column.bits[row * words_ + rule / 64] |= Word{1} << (rule % 64);
  }
}

const TableIndex::Word* TableIndex::find(std::size_t column_index, const Value& value) const {
  const Column& column = columns_[column_index];
  if (!column.is_indexed || value.kind() != column.kind) return nullptr;
  return &column.bits[column.ends.position_of(value) * words_];
}

std::vector<std::int32_t> TableIndex::single_rules() const {
  std::vector<std::int32_t> rules;
  if (columns_.size() != 1 || !columns_[0].is_indexed || columns_[0].has_open) return rules;
  for (std::size_t row = 0; row * words_ < columns_[0].bits.size(); ++row) {
    std::int32_t found = kNone;
    for (std::size_t rule = 0; rule < rules_; ++rule) {
      if ((columns_[0].bits[row * words_ + rule / 64] >> (rule % 64) & 1) == 0) continue;
      found = found == kNone ? static_cast<std::int32_t>(rule) : kSeveral;
    }
    rules.push_back(found);
  }
  return rules;
}

// Only where every column is known: rows of a column are not empty, so rules that share one in each
// column hold together.
std::optional<std::pair<std::size_t, std::size_t>> TableIndex::overlap() const {
  std::size_t rows = 0;
  for (const Column& column : columns_) {
    if (!column.is_indexed || column.has_open) return std::nullopt;
    rows += column.bits.size() / words_;
  }
  if (rows * words_ * rules_ > kOverlapWorkMax) return std::nullopt;
  for (std::size_t rule = 0; rule < rules_; ++rule) {
    std::vector<Word> together(words_, ~Word{0});
    for (const Column& column : columns_) {
      std::vector<Word> shared(words_, 0);
      for (std::size_t row = 0; row < column.bits.size() / words_; ++row) {
        const Word* bits = &column.bits[row * words_];
        if ((bits[rule / 64] >> (rule % 64) & 1) == 0) continue;
        for (std::size_t i = 0; i < words_; ++i) shared[i] |= bits[i];
      }
      for (std::size_t i = 0; i < words_; ++i) together[i] &= shared[i];
    }
    for (std::size_t other = rule + 1; other < rules_; ++other) {
      if ((together[other / 64] >> (other % 64) & 1) != 0) return std::pair(rule, other);
    }
  }
  return std::nullopt;
}

}  // namespace zhun::dmn
