// StatementProof: what the balances and the printed totals of a statement prove of its rows.
#pragma once

#include <optional>
#include <vector>

#include "zhun/statement.hpp"

namespace zhun {

// The proof of a statement: for each row the balance that it must have, and whether the totals that
// the file prints hold for the rows of each direction.
class StatementProof {
 public:
  explicit StatementProof(const Statement& statement);

  [[nodiscard]] std::optional<Money> expected(std::size_t index) const { return expected_[index]; }
  [[nodiscard]] bool is_break(std::size_t index) const {
    return expected_[index] && *expected_[index] != *statement_.rows[index].balance;
  }
  [[nodiscard]] bool is_verified(std::size_t index) const {
    if (expected_[index]) return !is_break(index);
    const Transaction& row = statement_.rows[index];
    if (!totals_hold_ || !row.currency.empty()) return false;
    switch (row.direction) {
      case Direction::inflow:
        return inflow_printed_;
      case Direction::outflow:
        return outflow_printed_;
      case Direction::neutral:
        return neutral_printed_;
    }
    return false;
  }

 private:
  const Statement& statement_;
  std::vector<OptionalMoney> expected_;
  bool totals_hold_ = false;
  bool inflow_printed_ = false, outflow_printed_ = false, neutral_printed_ = false;
};

}  // namespace zhun
