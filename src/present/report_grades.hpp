// GradeScale: the range of the scorecard and the grades' lower edges, read from the policy itself.
#pragma once

#include <vector>

#include "present/charts.hpp"
#include "present/report_context.hpp"

namespace zhun::report {

struct GradeScale {
  std::vector<ScoreBand> bands;  // ascending; empty when the policy has no table of this shape
  int low = 0, high = 0;
};
[[nodiscard]] GradeScale grade_scale(const Context& context);

}  // namespace zhun::report
