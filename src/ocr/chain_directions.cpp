// The sets of words that tables use; a column uses one of them throughout.
#include "ocr/chain_directions.hpp"

#include <algorithm>
#include <array>

#include "ocr/lattice.hpp"

namespace zhun::ocr {
namespace {

struct WordSet {
  std::array<std::u32string_view, 2> inflow, outflow;
  std::array<std::u32string_view, 4> neutral;
};

constexpr std::array<WordSet, 16> kSets = {{
    {{U"贷", {}}, {U"借", {}}, {}},
    {{U"收入", {}}, {U"支出", {}}, {U"其他", U"不计收支", U"中性交易", U"/"}},
    {{U"收", {}}, {U"支", {}}, {U"其他", U"/", {}, {}}},
    {{U"收", {}}, {U"付", {}}, {}},
    {{U"贷方", {}}, {U"借方", {}}, {}},
    {{U"贷记", {}}, {U"借记", {}}, {}},
    {{U"转入", {}}, {U"转出", {}}, {}},
    {{U"存入", {}}, {U"支取", U"取出"}, {}},
    {{U"入账", {}}, {U"出账", {}}, {}},
    {{U"入", {}}, {U"出", {}}, {}},
    {{U"来账", {}}, {U"往账", {}}, {}},
    {{U"收款", {}}, {U"付款", {}}, {}},
    {{U"CR", U"Cr"}, {U"DR", U"Dr"}, {}},
    {{U"C", {}}, {U"D", {}}, {}},
    {{U"CREDIT", U"Credit"}, {U"DEBIT", U"Debit"}, {}},
    {{U"+", {}}, {U"-", {}}, {}},
}};

template <std::size_t count>
double best_of(const TextLattice& lattice, const std::array<std::u32string_view, count>& words) {
  double best = kImpossible;
  for (const auto word : words) {
    if (!word.empty()) best = std::max(best, lattice.log_likelihood(word));
  }
  return best;
}

std::array<double, 3> score(const TextLattice& lattice, const WordSet& set) {
  return {best_of(lattice, set.inflow), best_of(lattice, set.outflow),
          best_of(lattice, set.neutral)};
}

constexpr double kDirectionCostMax = 18;

}  // namespace

std::vector<DirectionCosts> score_directions(const std::vector<const Cell*>& cells) {
  std::vector<TextLattice> lattices(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] == nullptr) continue;
    for (const auto& line : cells[i]->lines) {
      if (line.reading.steps() > 0) lattices[i].append(line.reading);
    }
  }
  const WordSet* best_set = nullptr;
  double best_total = 0;
  for (const auto& set : kSets) {
    double total = 0;
    for (const auto& lattice : lattices) {
      if (lattice.steps() == 0) continue;
      const auto scores = score(lattice, set);
      constexpr double kWorst = -25;  // one foreign cell must not decide
      total += std::max(kWorst, std::max({scores[0], scores[1], scores[2]}));
    }
    if (best_set == nullptr || total > best_total) {
      best_set = &set;
      best_total = total;
    }
  }
  std::vector<DirectionCosts> costs(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (lattices[i].steps() == 0) continue;
    const auto scores = score(lattices[i], *best_set);
    const double best = std::max({scores[0], scores[1], scores[2]});
    if (best == kImpossible) continue;
    // A cell that says something else altogether says nothing.
    constexpr double kUnreadable = -25;
    if (best < kUnreadable) continue;
    costs[i].known = true;
    for (std::size_t k = 0; k < scores.size(); ++k) {
      costs[i].cost[k] = std::min(kDirectionCostMax, best - scores[k]);
    }
  }
  return costs;
}

}  // namespace zhun::ocr
