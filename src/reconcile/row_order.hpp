// The order of a file's rows, its duplicates and its balance chain (S01 to S03). Pure functions.
#pragma once

#include <optional>
#include <vector>

#include "zhun/reconciliation.hpp"

namespace zhun::reconcile {

using Ordered = std::vector<const Transaction*>;

// Oldest first. A day on which a row has no time keeps the file's order.
[[nodiscard]] Ordered in_order(const Statement& statement);

// Without exact duplicates of one file, which are added to `duplicates`.
[[nodiscard]] Ordered without_duplicates(const Ordered& rows, std::uint32_t statement,
                                         std::vector<DuplicateRow>& duplicates);

[[nodiscard]] Money balance_after(Money balance, const Transaction& t);

// Puts rows of one moment into the order in which their balances follow one another, if there is
// one, starting from `opening`; O(n log n) whatever their number.
void order_by_balance(Ordered& rows, std::optional<Money> opening);

// Rows whose balance does not follow from the row before; the chain goes on from what is printed.
[[nodiscard]] std::vector<ChainBreak> chain_breaks(const Ordered& rows, std::uint32_t statement,
                                                   std::optional<Money> opening);

}  // namespace zhun::reconcile
