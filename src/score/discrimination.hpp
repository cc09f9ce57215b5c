// How well scores tell good cases from bad ones, and how stable a distribution is.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zhun/scorecard.hpp"

namespace zhun {

// High scores are good; `outcome` is 1 for a bad case. Ties count half in the AUC.
[[nodiscard]] Discrimination discriminate(std::span<const double> scores,
                                          std::span<const std::uint8_t> outcome);
// Of two distributions over the same bins, in counts; shares below 1e-6 count as that.
[[nodiscard]] double stability_index(std::span<const double> shares_then,
                                     std::span<const double> shares_now);
// The upper bounds of ten bins of equally many scores, without the last; fewer where scores tie.
[[nodiscard]] std::vector<double> decile_bounds(std::vector<double> scores);
[[nodiscard]] std::vector<double> shares_between(std::span<const double> scores,
                                                 const std::vector<double>& bounds);

}  // namespace zhun
