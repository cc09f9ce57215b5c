// Near misses of a decision table: rules that few cells kept from matching, and how far the values
// are from the tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "score/dmn.hpp"

namespace zhun::dmn {

// A cell that did not hold. Its texts are those of the trace and of the decision.
struct MissedCell {
  std::uint32_t column = 0;  // 0-based
  std::string_view input, test;
  feel::Value value;
  // Numbers: what would have to be added to reach the nearest bound of the test; dates: the days.
  // Empty where the test is no set of ranges or the value is missing.
  std::optional<Decimal> distance;
  bool beyond = false;  // the bound itself does not hold: somewhat more than the distance
};

struct NearMiss {
  std::uint32_t rule = 0;  // 1-based
  std::vector<MissedCell> cells;
};

// Rules with one or two cells that did not hold, those with one first, at most `count_max`. `trace`
// was made with cells.
[[nodiscard]] std::vector<NearMiss> near_misses(const DecisionTrace& trace,
                                                const DecisionInfo& info,
                                                std::size_t count_max = 16);

}  // namespace zhun::dmn
