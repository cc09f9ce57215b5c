// Set packing: of weighted sets, the disjoint ones with the greatest weight. Exact by branch and
// bound for each connected group within a number of steps, else the best found. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reconcile/stopping.hpp"

namespace zhun::reconcile {

struct WeightedSet {
  double weight = 0;                 // above 0
  std::vector<std::uint32_t> items;  // sorted, distinct
  // Sets with the same signature mean the same to a reader: packings with the same signatures
  // differ only in which of several equal things they take.
  std::uint64_t signature = 0;
};

struct ChosenSet {
  std::uint32_t set = 0;
  double margin = 0;  // by how much the packing is better than the best one found without the set
  bool equivalent = false;  // that other packing has the same signatures
};

struct Packing {
  std::vector<ChosenSet> chosen;  // by index of set
  bool exact = true;
};

// `work_max` limits the search in each group.
[[nodiscard]] Packing pack_sets(std::span<const WeightedSet> sets, std::uint32_t item_count,
                                std::uint32_t work_max, Watch* watch = nullptr);

}  // namespace zhun::reconcile
