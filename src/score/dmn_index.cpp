// Building the index: the constants of a column cut its values into points and gaps, and for each
// the rules that hold are bits.
#include "score/dmn_index.hpp"

#include <algorithm>
#include <array>

namespace zhun::dmn {

using feel::Kind;
using feel::Range;
using feel::TestShape;
using feel::Value;

namespace {

constexpr std::size_t kWordsMax = std::size_t{1} << 22;  // 32 megabytes
constexpr std::size_t kOverlapWorkMax = 20'000'000;

constexpr std::array<std::int64_t, 19> kPowersOfTen = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    powers[i] = power;
    if (i + 1 < powers.size()) power *= 10;
  }
  return powers;
}();

// The number in units of 10^unit, rounded down; nullopt when it does not fit.
struct Key {
  std::int64_t whole = 0;
  bool has_rest = false;
};
std::optional<Key> key_of(const Decimal& number, int unit) {
  const auto coefficient = static_cast<std::int64_t>(number.coefficient());
  const int shift = number.exponent() - unit;
  if (coefficient != number.coefficient() || shift > 18 || shift < -18) return std::nullopt;
  Key key;
  if (shift >= 0) {
    const std::int64_t power = kPowersOfTen[static_cast<std::size_t>(shift)];
    if (__builtin_mul_overflow(coefficient, power, &key.whole)) return std::nullopt;
    return key;
  }
  const std::int64_t power = kPowersOfTen[static_cast<std::size_t>(-shift)];
  key.whole = coefficient / power;
  const std::int64_t rest = coefficient % power;
  key.has_rest = rest != 0;
  if (rest < 0) --key.whole;
  return key;
}

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

bool is_less(const Value& a, const Value& b) {
  if (a.kind() == Kind::boolean) return !a.boolean() && b.boolean();
  return feel::compare(a, b) == -1;
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
          if (!end->is_null()) column.ends.push_back(*end);
        }
      }
    } else {
      shapes[rule].is_known = false;
      column.open[rule / 64] |= Word{1} << (rule % 64);
      column.has_open = true;
    }
  }
  std::sort(column.ends.begin(), column.ends.end(), is_less);
  column.ends.erase(
      std::unique(column.ends.begin(), column.ends.end(),
                  [](const Value& a, const Value& b) { return !is_less(a, b) && !is_less(b, a); }),
      column.ends.end());
  if (column.kind == Kind::number) set_keys(column);
  if (column.kind == Kind::string) {
    for (const Value& end : column.ends) column.texts.emplace_back(end.string());
  }
  const std::size_t rows = 2 * column.ends.size() + 1;
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
  const std::size_t rows = 2 * column.ends.size() + 1;
  std::vector<bool> holds(rows, false);
  for (const Range& range : shape.ranges) {
    std::size_t first = 0, last = rows;  // the rows [first, last)
    if (!range.start.is_null())
      first = row_of(column, range.start) + (range.start_included ? 0 : 1);
    if (!range.end.is_null()) last = row_of(column, range.end) + (range.end_included ? 1 : 0);
    for (std::size_t row = first; row < last; ++row) holds[row] = true;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    if (holds[row] != shape.negated)
      column.bits[row * words_ + rule / 64] |= Word{1} << (rule % 64);
  }
}

// Inputs often have more decimals than the ends: in a finer unit they are whole too, which saves
// a division.
void TableIndex::set_keys(Column& column) {
  constexpr int kFiner = 4;
  int lowest = 0;
  for (const Value& end : column.ends) lowest = std::min(lowest, end.number().exponent());
  for (const int unit : {lowest - kFiner, lowest}) {
    column.keys.clear();
    column.unit = unit;
    for (const Value& end : column.ends) {
      const auto key = key_of(end.number(), unit);
      if (!key || key->has_rest) break;
      column.keys.push_back(key->whole);
    }
    if (column.keys.size() == column.ends.size()) return;
  }
  column.keys.clear();
}

std::optional<std::size_t> TableIndex::row_by_key(const Column& column, const Decimal& number) {
  constexpr std::size_t kScanMax = 16;  // counting has no branch to guess
  if (column.keys.empty()) return std::nullopt;
  const auto key = key_of(number, column.unit);
  if (!key) return std::nullopt;
  std::size_t below = 0;
  if (column.keys.size() <= kScanMax) {
    for (const std::int64_t end : column.keys) below += end < key->whole ? 1 : 0;
  } else {
    below = static_cast<std::size_t>(
        std::lower_bound(column.keys.begin(), column.keys.end(), key->whole) - column.keys.begin());
  }
  const bool is_end = below != column.keys.size() && column.keys[below] == key->whole;
  if (key->has_rest) return 2 * (below + (is_end ? 1 : 0));
  return 2 * below + (is_end ? 1 : 0);
}

std::size_t TableIndex::row_of(const Column& column, const Value& value) const {
  if (value.is_number()) {
    if (const auto row = row_by_key(column, value.number())) return *row;
  } else if (value.is_string()) {
    const std::string_view text = value.string();
    const auto end = std::lower_bound(column.texts.begin(), column.texts.end(), text);
    const auto below = static_cast<std::size_t>(end - column.texts.begin());
    return 2 * below + (end != column.texts.end() && *end == text ? 1 : 0);
  }
  const auto at = std::lower_bound(column.ends.begin(), column.ends.end(), value, is_less);
  const auto position = static_cast<std::size_t>(at - column.ends.begin());
  const bool is_end = at != column.ends.end() && !is_less(value, *at);
  return 2 * position + (is_end ? 1 : 0);
}

const TableIndex::Word* TableIndex::find(std::size_t column_index, const Value& value) const {
  const Column& column = columns_[column_index];
  if (!column.is_indexed || value.kind() != column.kind) return nullptr;
  return &column.bits[row_of(column, value) * words_];
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
