// Set packing against trying everything.
#include "reconcile/set_packing.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <vector>

using namespace zhun::reconcile;

namespace {

double brute_force(const std::vector<WeightedSet>& sets, std::uint32_t forbidden) {
  double best = 0;
  for (std::uint32_t mask = 0; mask < 1U << sets.size(); ++mask) {
    if (forbidden < sets.size() && (mask >> forbidden & 1) != 0) continue;
    std::set<std::uint32_t> used;
    double weight = 0;
    bool disjoint = true;
    for (std::uint32_t i = 0; i < sets.size(); ++i) {
      if ((mask >> i & 1) == 0) continue;
      weight += sets[i].weight;
      for (const std::uint32_t item : sets[i].items)
        disjoint = disjoint && used.insert(item).second;
    }
    if (disjoint) best = std::max(best, weight);
  }
  return best;
}

}  // namespace

TEST_CASE("the heaviest packing and its margins are those of trying everything") {
  std::mt19937 source(7);
  const auto random = [&] { return static_cast<std::uint32_t>(source()); };
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    std::vector<WeightedSet> sets(1 + random() % 11);
    for (WeightedSet& set : sets) {
      set.weight = 1 + static_cast<double>(random() % 1000) / 100;
      std::set<std::uint32_t> items;
      for (std::uint32_t i = 1 + random() % 3; i > 0; --i) items.insert(random() % 9);
      set.items.assign(items.begin(), items.end());
    }
    const Packing packing = pack_sets(sets, 9, 100'000);
    CHECK(packing.exact);
    double weight = 0;
    for (const ChosenSet& chosen : packing.chosen) weight += sets[chosen.set].weight;
    const double best = brute_force(sets, 0xFFFF);
    CHECK(weight == doctest::Approx(best));
    for (const ChosenSet& chosen : packing.chosen)
      CHECK(chosen.margin == doctest::Approx(best - brute_force(sets, chosen.set)));
  }
}

TEST_CASE("two packings of the same meaning are equivalent, others are not") {
  // Payments 0 and 1 for invoices 2 and 3, either way; set 4 is another meaning.
  std::vector<WeightedSet> sets = {
      {5, {0, 2}, 100}, {5, {1, 3}, 101}, {5, {0, 3}, 100}, {5, {1, 2}, 101}};
  for (const ChosenSet& chosen : pack_sets(sets, 4, 1000).chosen) {
    CHECK(chosen.margin == doctest::Approx(0));
    CHECK(chosen.equivalent);
  }
  sets[2].signature = 102;
  for (const ChosenSet& chosen : pack_sets(sets, 4, 1000).chosen) CHECK_FALSE(chosen.equivalent);
}

TEST_CASE(
    "a group of ten thousand equal sets ends within its work and says that it may be better") {
  std::vector<WeightedSet> sets;
  for (std::uint32_t i = 0; i < 100; ++i)
    for (std::uint32_t j = 0; j < 100; ++j) sets.push_back({1, {i, 100 + j}, 0});
  const Packing packing = pack_sets(sets, 200, 2000);
  CHECK(packing.chosen.size() == 100);
}

TEST_CASE("nothing to choose from is nothing") { CHECK(pack_sets({}, 5, 10).chosen.empty()); }
