// Classing: fine classes of a column, and the coarse bins with the largest information value under
// limits on their number, size and trend, found exactly by dynamic programming.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zhun/scorecard.hpp"

namespace zhun {

struct ClassCount {
  std::int64_t good = 0, bad = 0;
  [[nodiscard]] std::int64_t count() const { return good + bad; }
};

struct Totals {
  std::int64_t good = 0, bad = 0;
};

// ln(share of bad / share of good); no cases of a kind count as half a one.
[[nodiscard]] double weight_of_evidence(const ClassCount& bin, const Totals& totals);
[[nodiscard]] double information_value(const ClassCount& bin, const Totals& totals);

struct CoarseLimits {
  std::size_t bins_max = 7;
  std::int64_t count_min = 1;
  double gain_min = 0;
  Trend trend = Trend::any;
};

// Neighbouring classes joined into bins: the ends (exclusive) of the bins, in order. One bin where
// nothing else is allowed.
[[nodiscard]] std::vector<std::size_t> join_classes(std::span<const ClassCount> classes,
                                                    const Totals& totals,
                                                    const CoarseLimits& limits);

}  // namespace zhun
