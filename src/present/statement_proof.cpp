// The balance that each row must have, and the directions whose totals the file prints.
#include "present/statement_proof.hpp"

#include <cstdint>
#include <string_view>

namespace zhun {
namespace {

// What a row's balance must be after the balance before it; nullopt when that cannot be said.
std::optional<Money> expected_balance(const std::optional<Money>& before, const Transaction& row) {
  if (!before || !row.balance || row.direction == Direction::neutral) return std::nullopt;
  const std::int64_t start = before->fen(), amount = row.amount.fen();
  std::int64_t end = 0;
  const bool overflow = row.direction == Direction::inflow
                            ? __builtin_add_overflow(start, amount, &end)
                            : __builtin_sub_overflow(start, amount, &end);
  if (overflow) return std::nullopt;
  return Money::from_fen(end);
}

}  // namespace

StatementProof::StatementProof(const Statement& statement) : statement_(statement) {
  bool derived = false;  // a derived opening balance proves nothing
  for (const ReadNote& note : statement.notes) derived = derived || note.code == "opening_derived";
  std::optional<Money> before = derived ? std::nullopt : statement.opening_balance;
  std::string_view currency;
  expected_.reserve(statement.rows.size());
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    const Transaction& row = statement.rows[i];
    const bool same = i == 0 || row.currency == currency;
    expected_.push_back(same ? expected_balance(before, row) : std::nullopt);
    before = row.balance;
    currency = row.currency;
  }
  totals_hold_ = !statement.totals.empty();
  for (const ControlTotal& total : statement.totals) {
    totals_hold_ = totals_hold_ && total.holds();
    if (!total.printed_sum) continue;
    inflow_printed_ = inflow_printed_ || total.kind == "inflow";
    outflow_printed_ = outflow_printed_ || total.kind == "outflow";
    neutral_printed_ = neutral_printed_ || total.kind == "neutral";
  }
}

}  // namespace zhun
