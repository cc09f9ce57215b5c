// Near misses: the tests of the missed cells are read again, which only a trace pays for.
#include "score/near_miss.hpp"

#include <algorithm>

#include "score/feel_node.hpp"

namespace zhun::dmn {

using feel::Kind;
using feel::Range;
using feel::Value;

namespace {

constexpr std::size_t kMissedMax = 2;

// Numbers as they are, dates as days.
std::optional<Decimal> scale(const Value& value) {
  if (value.is_number()) return value.number();
  if (value.kind() != Kind::date) return std::nullopt;
  const auto date = value.date();
  if (!date) return std::nullopt;
  return Decimal(std::int64_t{date->days_since_epoch()});
}

Decimal size_of(const Decimal& number) { return number.is_negative() ? -number : number; }

void measure(const feel::TestShape& shape, MissedCell& cell) {
  const auto value = scale(cell.value);
  if (!value || shape.negated) return;
  for (const Range& range : shape.ranges) {
    for (const bool at_start : {true, false}) {
      const Value& end = at_start ? range.start : range.end;
      const auto bound = end.kind() == cell.value.kind() ? scale(end) : std::nullopt;
      if (!bound) continue;
      const Decimal distance = *bound - *value;
      // Only the bound on this side of the range is on the way.
      if (at_start ? distance.is_negative() : distance.sign() > 0) continue;
      if (cell.distance && !(size_of(distance) < size_of(*cell.distance))) continue;
      cell.distance = distance;
      cell.beyond = !(at_start ? range.start_included : range.end_included);
    }
  }
}

MissedCell missed_cell(const DecisionTrace& trace, const RuleInfo& rule, std::size_t column) {
  MissedCell cell{static_cast<std::uint32_t>(column),
                  trace.inputs[column].text,
                  rule.inputs[column],
                  trace.inputs[column].value,
                  std::nullopt,
                  false};
  if (const auto shape = feel::shape_of(rule.inputs[column])) measure(*shape, cell);
  return cell;
}

}  // namespace

std::vector<NearMiss> near_misses(const DecisionTrace& trace, const DecisionInfo& info,
                                  std::size_t count_max) {
  std::vector<NearMiss> misses;
  const std::size_t columns = trace.inputs.size();
  if (columns == 0) return misses;
  for (std::size_t missed = 1; missed <= kMissedMax; ++missed) {
    for (std::size_t r = 0; r < trace.cells.size() / columns && r < info.rules.size(); ++r) {
      const std::string_view cells = trace.cells_of(r);
      const auto count = static_cast<std::size_t>(
          std::count_if(cells.begin(), cells.end(), [](char cell) { return cell != '1'; }));
      if (count != missed) continue;
      // Two cells of two columns are every rule that is far off.
      if (missed == columns && columns > 1) continue;
      if (misses.size() == count_max) return misses;
      NearMiss& miss = misses.emplace_back();
      miss.rule = static_cast<std::uint32_t>(r + 1);
      for (std::size_t column = 0; column < columns; ++column) {
        if (cells[column] != '1') miss.cells.push_back(missed_cell(trace, info.rules[r], column));
      }
    }
  }
  return misses;
}

}  // namespace zhun::dmn
