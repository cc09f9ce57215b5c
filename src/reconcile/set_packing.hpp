// Set packing with chances: of weighted sets that exclude one another where they share an item, how
// likely each is, and disjoint ones of great value. Pure.
//
// A packing is as likely as the product of its sets' odds. How likely a set is over all packings is
// found by belief propagation (Pearl 1982; on graphs with loops an approximation): an item tells
// each of its sets how much the others want it, until nobody learns anything new.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reconcile/stopping.hpp"

namespace zhun::reconcile {

// Items of all sets, one set after the other: set i has items[begin[i]] to items[begin[i + 1]].
struct Sets {
  std::vector<std::uint32_t> begin = {0}, items;
  std::uint32_t item_count = 0;

  void add(std::span<const std::uint32_t> own) {
    items.insert(items.end(), own.begin(), own.end());
    begin.push_back(static_cast<std::uint32_t>(items.size()));
  }
  [[nodiscard]] std::size_t size() const { return begin.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t set) const {
    return std::span(items).subspan(begin[set], begin[set + 1] - begin[set]);
  }
};

struct Chances {
  std::vector<float> of;  // each set's, 0..1
  bool settled = true;    // false: `rounds_max` was not enough
};
// `weights`: natural logarithms of the odds of a set against none of its items being taken.
[[nodiscard]] Chances set_chances(const Sets& sets, std::span<const float> weights,
                                  std::uint32_t rounds_max, Watch* watch = nullptr);

// Disjoint sets whose values, all above 0, have a great sum: the best of a greedy choice and
// exchanges. Ascending. Of equal values the earlier set is preferred.
[[nodiscard]] std::vector<std::uint32_t> pack_sets(const Sets& sets, std::span<const float> values,
                                                   Watch* watch = nullptr);

}  // namespace zhun::reconcile
