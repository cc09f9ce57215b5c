// Rows of one file in their order. Rows of one moment are the edges of a graph whose nodes are
// balances: the order that closes the chain is a path that takes every edge once (Euler).
#include "reconcile/row_order.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace zhun::reconcile {

Ordered in_order(const Statement& statement) {
  Ordered rows;
  rows.reserve(statement.rows.size());
  for (const Transaction& t : statement.rows) rows.push_back(&t);
  // A day on which a row has no time keeps the file's order: its times cannot order all its rows.
  std::set<Date> untimed;
  for (const Transaction& t : statement.rows) {
    if (!t.time.has_time()) untimed.insert(t.time.date);
  }
  const auto key = [&](const Transaction* t) {
    const bool timed = untimed.empty() || !untimed.contains(t->time.date);
    const auto row = static_cast<std::int64_t>(t->row);
    return std::tuple(t->time.date, timed ? t->time.second_of_day : 0,
                      statement.newest_first ? -row : row);
  };
  const auto earlier = [&](const Transaction* a, const Transaction* b) { return key(a) < key(b); };
  const auto moment = [](const Transaction* a, const Transaction* b) {
    if (a->time.date != b->time.date) return a->time.date < b->time.date;
    return a->time.has_time() && b->time.has_time() &&
           a->time.second_of_day < b->time.second_of_day;
  };
  if (!std::is_sorted(rows.begin(), rows.end(), moment)) {
    std::sort(rows.begin(), rows.end(), earlier);
  }
  return rows;
}

Money balance_after(Money balance, const Transaction& t) {
  if (t.direction == Direction::inflow) return balance + t.amount;
  if (t.direction == Direction::outflow) return balance - t.amount;
  return balance;
}

namespace {

Money balance_before(const Transaction& t) {  // of a row with a balance
  if (t.direction == Direction::inflow) return *t.balance - t.amount;
  if (t.direction == Direction::outflow) return *t.balance + t.amount;
  return *t.balance;
}

// Among days without times, a row that continues the chain is a payment of its own.
bool continues(const Ordered& kept, const Transaction& t) {
  return !t.time.has_time() && t.balance && !kept.empty() && kept.back()->balance &&
         balance_after(*kept.back()->balance, t) == *t.balance;
}

void advance(std::optional<Money>& balance, const Transaction& t) {
  if (t.balance) {
    balance = t.balance;
  } else if (balance) {
    balance = balance_after(*balance, t);
  }
}

bool closes(const Ordered& rows, std::size_t from, std::size_t to, std::optional<Money> balance) {
  for (std::size_t i = from; i < to; ++i) {
    const Transaction& t = *rows[i];
    if (balance && t.balance && balance_after(*balance, t) != *t.balance) return false;
    advance(balance, t);
  }
  return true;
}

// Hierholzer's walk over the rows of one moment, all with balances.
class BalancePath {
 public:
  explicit BalancePath(Ordered rows) : edges_(std::move(rows)), next_(edges_.size()) {
    std::sort(edges_.begin(), edges_.end(), [](const Transaction* a, const Transaction* b) {
      return std::tuple(balance_before(*a), a->amount, a->row) <
             std::tuple(balance_before(*b), b->amount, b->row);
    });
    for (std::size_t i = 0; i < edges_.size(); ++i) first_.emplace(balance_before(*edges_[i]), i);
    for (const auto& [node, at] : first_) next_[at] = at;
  }

  // Every row once, each beginning where the one before ended; empty: there is no such order.
  Ordered find(std::optional<Money> start) {
    if (!start) start = loose_end();
    std::vector<const Transaction*> stack, reversed;
    Money node = *start;
    while (true) {
      if (const Transaction* t = take(node)) {
        stack.push_back(t);
        node = *t->balance;
      } else if (!stack.empty()) {
        reversed.push_back(stack.back());
        node = balance_before(*stack.back());
        stack.pop_back();
      } else {
        break;
      }
    }
    std::reverse(reversed.begin(), reversed.end());
    const bool all =
        reversed.size() == edges_.size() && balance_before(*reversed.front()) == *start;
    for (std::size_t i = 1; all && i < reversed.size(); ++i) {
      if (balance_before(*reversed[i]) != *reversed[i - 1]->balance) return {};
    }
    return all ? reversed : Ordered();
  }

 private:
  const Transaction* take(Money node) {
    const auto it = first_.find(node);
    if (it == first_.end()) return nullptr;
    std::size_t& at = next_[it->second];
    if (at == edges_.size() || balance_before(*edges_[at]) != node) return nullptr;
    return edges_[at++];
  }

  // The balance that more rows leave than reach; of a closed walk, that of the first row printed.
  Money loose_end() const {
    std::map<Money, int> degree;
    for (const Transaction* t : edges_) {
      ++degree[balance_before(*t)];
      --degree[*t->balance];
    }
    for (const auto& [node, count] : degree) {
      if (count > 0) return node;
    }
    const auto first = std::min_element(
        edges_.begin(), edges_.end(),
        [](const Transaction* a, const Transaction* b) { return a->row < b->row; });
    return balance_before(**first);
  }

  Ordered edges_;                       // by the balance they begin with
  std::map<Money, std::size_t> first_;  // first edge of a balance
  std::vector<std::size_t> next_;       // at the first edge of a balance: the next one not taken
};

}  // namespace

// An exact duplicate repeats time, direction, amount, account, summary and the balance, which two
// real payments cannot share; where no balance is printed, the provider's own number must be the
// same.
Ordered without_duplicates(const Ordered& rows, std::uint32_t statement,
                           std::vector<DuplicateRow>& duplicates) {
  using Key = std::tuple<DateTime, Direction, Money, std::int64_t, bool, std::string_view,
                         std::string_view, std::string_view>;
  std::map<Key, std::uint32_t> seen;
  Ordered kept;
  kept.reserve(rows.size());
  for (const Transaction* t : rows) {
    const bool provable = t->balance.has_value() || !t->reference.empty();
    if (provable) {
      const Key key{t->time,
                    t->direction,
                    t->amount,
                    t->balance ? t->balance->fen() : 0,
                    t->balance.has_value(),
                    t->counterparty_account,
                    t->summary,
                    t->balance ? std::string_view() : t->reference};
      const auto [it, fresh] = seen.emplace(key, t->row);
      if (!fresh && !continues(kept, *t)) {
        duplicates.push_back({statement, t->row, it->second});
        continue;
      }
    }
    kept.push_back(t);
  }
  return kept;
}

void order_by_balance(Ordered& rows, std::optional<Money> opening) {
  std::optional<Money> balance = opening;
  for (std::size_t from = 0; from < rows.size();) {
    std::size_t to = from + 1;
    while (to < rows.size() && rows[to]->time == rows[from]->time) ++to;
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(from);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(to);
    const bool printed =
        std::all_of(first, last, [](const Transaction* t) { return t->balance.has_value(); });
    if (to - from > 1 && printed && !closes(rows, from, to, balance)) {
      const Ordered path = BalancePath(Ordered(first, last)).find(balance);
      std::copy(path.begin(), path.end(), first);
    }
    for (std::size_t i = from; i < to; ++i) advance(balance, *rows[i]);
    from = to;
  }
}

std::vector<ChainBreak> chain_breaks(const Ordered& rows, std::uint32_t statement,
                                     std::optional<Money> opening) {
  std::vector<ChainBreak> breaks;
  std::optional<Money> balance = opening;
  for (const Transaction* t : rows) {
    if (balance && t->balance) {
      const Money expected = balance_after(*balance, *t);
      if (expected != *t->balance) breaks.push_back({statement, t->row, expected, *t->balance});
    }
    advance(balance, *t);
  }
  return breaks;
}

}  // namespace zhun::reconcile
