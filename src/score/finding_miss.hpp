// The nearest miss of a failing check: which facts, changed as little as the table's bounds ask,
// would have let a passing or milder rule fire.
#pragma once

#include "score/policy_pack.hpp"
#include "zhun/fact.hpp"
#include "zhun/finding.hpp"

namespace zhun {

// Of a table whose rule `finding.rule` fired. Tried are one fact, then two, and every proposal is
// evaluated: what is told holds. Facts are numbers, amounts and truth values that stand alone in a
// column; a code is not "missed". Empty where no such change gives a milder rule.
[[nodiscard]] std::optional<FindingNearMiss> nearest_miss(
    const dmn::Model& model, const dmn::DecisionInfo& decision, const Facts& facts,
    const feel::Context& context, const Wording& wording, const Finding& finding);

}  // namespace zhun
