// Chances and packings of sets against trying everything.
#include "reconcile/set_packing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <vector>

using namespace zhun::reconcile;

namespace {

struct Problem {
  Sets sets;
  std::vector<float> weights;

  void add(float weight, std::vector<std::uint32_t> items) {
    sets.add(items);
    weights.push_back(weight);
  }
};

// Every packing, as bits; its sum of weights goes to `visit`.
template <typename Visit>
void each_packing(const Problem& problem, Visit visit) {
  const std::size_t count = problem.sets.size();
  for (std::uint32_t mask = 0; mask < 1U << count; ++mask) {
    std::set<std::uint32_t> used;
    double weight = 0;
    bool disjoint = true;
    for (std::uint32_t i = 0; i < count && disjoint; ++i) {
      if ((mask >> i & 1) == 0) continue;
      weight += problem.weights[i];
      for (const std::uint32_t item : problem.sets.of(i))
        disjoint = disjoint && used.insert(item).second;
    }
    if (disjoint) visit(mask, weight);
  }
}

std::vector<double> exact_chances(const Problem& problem) {
  double sum = 0;
  std::vector<double> chances(problem.sets.size());
  each_packing(problem, [&](std::uint32_t mask, double weight) {
    sum += std::exp(weight);
    for (std::size_t i = 0; i < chances.size(); ++i)
      if ((mask >> i & 1) != 0) chances[i] += std::exp(weight);
  });
  for (double& chance : chances) chance /= sum;
  return chances;
}

double best_weight(const Problem& problem) {
  double best = 0;
  each_packing(problem, [&](std::uint32_t, double weight) { best = std::max(best, weight); });
  return best;
}

}  // namespace

TEST_CASE("without loops the chances are those of all packings") {
  // Sets in a row, each sharing one item with the next, and two that stand alone.
  Problem row;
  row.sets.item_count = 11;
  row.add(2, {0, 1});
  row.add(1.5F, {1, 2, 3});
  row.add(3, {3, 4});
  row.add(-1, {4, 5});
  row.add(0.5F, {5});
  row.add(7, {8, 9});
  row.add(40, {10});
  const Chances chances = set_chances(row.sets, row.weights, 50);
  CHECK(chances.settled);
  const std::vector<double> exact = exact_chances(row);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    CAPTURE(i);
    CHECK(chances.of[i] == doctest::Approx(exact[i]).epsilon(0.02));
  }
}

TEST_CASE("with loops the chances are close to those of all packings") {
  std::mt19937 source(7);
  const auto random = [&] { return static_cast<std::uint32_t>(source()); };
  double error = 0;
  std::size_t count = 0;
  for (int round = 0; round < 100; ++round) {
    Problem problem;
    problem.sets.item_count = 14;
    for (std::uint32_t i = 2 + random() % 10; i > 0; --i) {
      std::set<std::uint32_t> items;
      for (std::uint32_t j = 1 + random() % 3; j > 0; --j) items.insert(random() % 14);
      problem.add(static_cast<float>(random() % 500) / 100, {items.begin(), items.end()});
    }
    const Chances chances = set_chances(problem.sets, problem.weights, 50);
    const std::vector<double> exact = exact_chances(problem);
    for (std::size_t i = 0; i < exact.size(); ++i)
      error += std::abs(static_cast<double>(chances.of[i]) - exact[i]);
    count += exact.size();
  }
  CHECK(error / static_cast<double>(count) < 0.02);
}

TEST_CASE("of equal sets for one item each has its share, nobody's included") {
  Problem problem;
  problem.sets.item_count = 1;
  for (int i = 0; i < 3; ++i) problem.add(0, {0});
  for (const float chance : set_chances(problem.sets, problem.weights, 50).of)
    CHECK(chance == doctest::Approx(0.25));
}

TEST_CASE("a packing is disjoint and close to the heaviest") {
  std::mt19937 source(11);
  const auto random = [&] { return static_cast<std::uint32_t>(source()); };
  double found = 0, best = 0;
  for (int round = 0; round < 200; ++round) {
    Problem problem;
    problem.sets.item_count = 9;
    for (std::uint32_t i = 1 + random() % 11; i > 0; --i) {
      std::set<std::uint32_t> items;
      for (std::uint32_t j = 1 + random() % 3; j > 0; --j) items.insert(random() % 9);
      problem.add(1 + static_cast<float>(random() % 1000) / 100, {items.begin(), items.end()});
    }
    std::set<std::uint32_t> used;
    for (const std::uint32_t set : pack_sets(problem.sets, problem.weights)) {
      for (const std::uint32_t item : problem.sets.of(set)) CHECK(used.insert(item).second);
      found += static_cast<double>(problem.weights[set]);
    }
    best += best_weight(problem);
  }
  CHECK(found <= best + 0.01);
  CHECK(found > 0.99 * best);
}

TEST_CASE("an exchange of one set for two is found") {
  Problem problem;
  problem.sets.item_count = 4;
  problem.add(5, {1, 2});
  problem.add(3, {0, 1});
  problem.add(3, {2, 3});
  CHECK(pack_sets(problem.sets, problem.weights) == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("ten thousand equal sets are packed as far as they go") {
  Problem problem;
  problem.sets.item_count = 200;
  for (std::uint32_t i = 0; i < 100; ++i)
    for (std::uint32_t j = 0; j < 100; ++j) problem.add(1, {i, 100 + j});
  CHECK(pack_sets(problem.sets, problem.weights).size() == 100);
  for (const float chance : set_chances(problem.sets, problem.weights, 50).of)
    CHECK(chance == doctest::Approx(0.01).epsilon(0.15));
}

TEST_CASE("nothing to choose from is nothing") {
  Sets none;
  none.item_count = 5;
  CHECK(pack_sets(none, {}).empty());
  CHECK(set_chances(none, {}, 5).of.empty());
}
