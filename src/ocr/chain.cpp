// Viterbi over candidate balances. A row's states are what its cell may show and what the
// neighbours' candidates imply.
#include "ocr/chain.hpp"

#include <algorithm>
#include <optional>

namespace zhun::ocr {
namespace {

constexpr std::size_t kStatesMax = 14;
constexpr std::size_t kChangesMax = 8;

Direction direction_of(std::int64_t change) {
  return change > 0 ? Direction::inflow : change < 0 ? Direction::outflow : Direction::neutral;
}

Direction opposite(Direction direction) {
  return direction == Direction::inflow    ? Direction::outflow
         : direction == Direction::outflow ? Direction::inflow
                                           : Direction::neutral;
}

// The balance, not the cell, may tell which way 其他 went.
double marker_cost(const DirectionCosts& costs, Direction direction) {
  constexpr double kNeutralMoves = 1;
  if (!costs.known) return 0;
  return std::min(costs.of(direction), costs.of(Direction::neutral) + kNeutralMoves);
}

}  // namespace

Direction DirectionCosts::best() const {
  const auto place = std::min_element(cost.begin(), cost.end()) - cost.begin();
  return static_cast<Direction>(place);
}

void ChainRow::forget() {
  known_.clear();
  changes_.clear();
  listed_ = false;
}

double ChainRow::cost_of_cell(NumberCell& cell, std::int64_t fen) {
  if (cell.has_value()) return cell.cost(fen);
  return cell.has_ink() ? ChainCosts::kUnread : ChainCosts::kNoInk;
}

double ChainRow::amount_cost(std::int64_t change) {
  if (reversed) change = -change;
  const std::int64_t magnitude = change < 0 ? -change : change;
  switch (mode) {
    case AmountMode::signed_amount:
      return cost_of_cell(amount, change);
    case AmountMode::marked: {
      double cost = cost_of_cell(amount, magnitude) + marker_cost(direction, direction_of(change));
      const bool negative = amount.has_value() && amount.best() < 0;
      if (negative && change != 0) {
        cost = std::min(cost, cost_of_cell(amount, -magnitude) +
                                  marker_cost(direction, opposite(direction_of(change))));
      }
      return cost;
    }
    case AmountMode::marked_signed:
      return cost_of_cell(amount, change) + marker_cost(direction, direction_of(change));
    case AmountMode::two_columns: {
      if (!amount.has_ink() && !outflow.has_ink()) return ChainCosts::kNoInk;
      const double as_inflow = (amount.has_ink() ? cost_of_cell(amount, change) : kImpossible);
      const double as_outflow = (outflow.has_ink() ? cost_of_cell(outflow, -change) : kImpossible);
      // The other cell is blank, or prints 0.00.
      double best = NumberCell::kCostMax;
      if (as_inflow != kImpossible) {
        best = std::min(best, as_inflow + (outflow.has_value() ? outflow.cost(0) : 0));
      }
      if (as_outflow != kImpossible) {
        best = std::min(best, as_outflow + (amount.has_value() ? amount.cost(0) : 0));
      }
      return best;
    }
    case AmountMode::unmarked: {
      const double cost = cost_of_cell(amount, magnitude);
      return change < 0 ? std::min(cost, cost_of_cell(amount, change)) : cost;
    }
  }
  return NumberCell::kCostMax;
}

double ChainRow::change_cost(std::int64_t fen) {
  if (kind == RowKind::anchor) return fen == 0 ? 0 : NumberCell::kCostMax;
  for (const auto& [value, cost] : known_) {
    if (value == fen) return cost;
  }
  double cost = std::min(amount_cost(fen), NumberCell::kCostMax);
  // 不计收支: the balance stays.
  if (fen == 0 && direction.known && direction.of(Direction::neutral) < cost) {
    cost = direction.of(Direction::neutral);
  }
  known_.push_back({fen, static_cast<float>(cost)});
  return cost;
}

double ChainRow::balance_cost(std::int64_t fen) {
  if (balance.has_value()) return balance.cost(fen);
  return 0;
}

const std::vector<Change>& ChainRow::changes() {
  if (listed_) return changes_;
  listed_ = true;
  if (kind == RowKind::anchor) {
    changes_.push_back({0, 0});
    return changes_;
  }
  const auto offer = [&](std::int64_t fen) {
    const bool known = std::any_of(changes_.begin(), changes_.end(),
                                   [&](const Change& item) { return item.fen == fen; });
    if (!known) changes_.push_back({fen, change_cost(fen)});
  };
  for (const auto& item : amount.candidates()) {
    offer(item.fen);
    if (mode != AmountMode::two_columns) offer(-item.fen);
  }
  for (const auto& item : outflow.candidates()) offer(-item.fen);
  if (direction.known && direction.best() == Direction::neutral) offer(0);
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const Change& a, const Change& b) { return a.cost < b.cost; });
  if (changes_.size() > kChangesMax) changes_.resize(kChangesMax);
  return changes_;
}

NumberCell& ChainRow::amount_cell(std::int64_t change) {
  if (mode != AmountMode::two_columns) return amount;
  if (!outflow.has_ink()) return amount;
  if (!amount.has_ink()) return outflow;
  return (change < 0) != reversed ? outflow : amount;
}

namespace {

struct State {
  std::int64_t balance = 0;
  double own = 0;
  double total = 0;
  int from = -1;        // state of the row before; -1: none
  bool broken = false;  // the link to it
};

using States = std::vector<State>;

void add_state(States& states, ChainRow& row, std::int64_t balance) {
  for (const auto& state : states) {
    if (state.balance == balance) return;
  }
  State state;
  state.balance = balance;
  state.own = std::min(row.balance_cost(balance), ChainCosts::kContradiction);
  states.push_back(state);
}

void keep_best(States& states) {
  if (states.size() <= kStatesMax) return;
  std::stable_sort(states.begin(), states.end(),
                   [](const State& a, const State& b) { return a.own < b.own; });
  states.resize(kStatesMax);
}

bool add_overflows(std::int64_t a, std::int64_t b, std::int64_t& sum) {
  return __builtin_add_overflow(a, b, &sum);
}

// What `from` and the changes imply for `to`: from + sign * change of `changes`.
void imply(const States& from, ChainRow& changing, int sign, States& to, ChainRow& row) {
  constexpr std::size_t kFromMax = 4, kChangesUsed = 3;
  std::vector<const State*> best;
  for (const auto& state : from) best.push_back(&state);
  const std::size_t used = std::min(kFromMax, best.size());
  std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(used), best.end(),
                    [](const State* a, const State* b) {
                      return a->own != b->own ? a->own < b->own : a->balance < b->balance;
                    });
  const auto& changes = changing.changes();
  for (std::size_t i = 0; i < used; ++i) {
    for (std::size_t k = 0; k < std::min(kChangesUsed, changes.size()); ++k) {
      // The very best pair goes in whatever the pixels say: a balance may be a forgery.
      std::int64_t balance = 0;
      if (add_overflows(best[i]->balance, sign * changes[k].fen, balance)) continue;
      const bool first = i == 0 && k == 0;
      if (first || row.balance_cost(balance) < ChainCosts::kContradiction) {
        add_state(to, row, balance);
      }
    }
  }
}

std::vector<States> list_states(std::vector<ChainRow>& rows) {
  std::vector<States> states(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& item : rows[i].balance.candidates()) add_state(states[i], rows[i], item.fen);
  }
  // Both ways, so that a row whose own cell says nothing gets what its neighbours know.
  for (std::size_t i = 1; i < rows.size(); ++i) {
    imply(states[i - 1], rows[i], 1, states[i], rows[i]);
    keep_best(states[i]);
  }
  for (std::size_t i = rows.size() - 1; i-- > 0;) {
    imply(states[i + 1], rows[i + 1], -1, states[i], rows[i]);
    keep_best(states[i]);
  }
  return states;
}

void link_states(const States& before, States& states, ChainRow& row) {
  double cheapest = 1e12;
  int cheapest_at = -1;
  for (std::size_t k = 0; k < before.size(); ++k) {
    if (before[k].total < cheapest) {
      cheapest = before[k].total;
      cheapest_at = static_cast<int>(k);
    }
  }
  for (auto& state : states) {
    state.total = cheapest + ChainCosts::kBreak + state.own;
    state.from = cheapest_at;
    state.broken = true;
    for (std::size_t k = 0; k < before.size(); ++k) {
      if (before[k].total + state.own >= state.total) continue;
      std::int64_t change = 0;
      if (__builtin_sub_overflow(state.balance, before[k].balance, &change)) continue;
      const double cost = row.change_cost(change);
      if (cost >= ChainCosts::kBreak) continue;
      const double total = before[k].total + cost + state.own;
      if (total < state.total) {
        state.total = total;
        state.from = static_cast<int>(k);
        state.broken = false;
      }
    }
  }
}

}  // namespace

std::vector<ChainLink> decode_chain(std::vector<ChainRow>& rows) {
  std::vector<ChainLink> links(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].changes().empty()) {
      links[i].change = rows[i].changes().front().fen;
      links[i].change_cost = rows[i].changes().front().cost;
    }
  }
  const auto printed = [](const ChainRow& row) { return row.has_balance(); };
  if (std::count_if(rows.begin(), rows.end(), printed) == 0) return links;
  std::vector<States> states = list_states(rows);
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (states[i].empty()) {
      if (first) states[i] = states[i - 1];  // nothing known: as if nothing had changed
      if (!first) continue;
    }
    if (!first) {
      first = i;
      for (auto& state : states[i]) state.total = state.own;
      continue;
    }
    link_states(states[i - 1], states[i], rows[i]);
  }
  int at = 0;
  for (std::size_t k = 1; k < states.back().size(); ++k) {
    if (states.back()[k].total < states.back()[static_cast<std::size_t>(at)].total) {
      at = static_cast<int>(k);
    }
  }
  for (std::size_t i = rows.size(); i-- > *first;) {
    const State& state = states[i][static_cast<std::size_t>(at)];
    ChainLink& link = links[i];
    link.balance = state.balance;
    link.has_balance = true;
    link.balance_cost = rows[i].balance_cost(state.balance);
    link.balance_contradicts =
        rows[i].has_balance() && link.balance_cost >= ChainCosts::kContradiction;
    if (i > *first) {
      link.broken = state.broken;
      link.linked = !state.broken;
      if (link.linked) {
        link.change = state.balance - states[i - 1][static_cast<std::size_t>(state.from)].balance;
        link.change_cost = rows[i].change_cost(link.change);
      }
      at = state.from;
    }
  }
  return links;
}

}  // namespace zhun::ocr
