// Chain: the balances of all rows of one account, oldest first, decoded together.
//
// balance = balance before + change. Each row offers changes (amount and direction) and balances
// with their costs; the cheapest sequence that the equation allows wins, and where none is cheap
// enough the chain breaks. Not thread-safe: rows remember what they have scored.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "ocr/numbers.hpp"
#include "zhun/statement.hpp"

namespace zhun::ocr {

// What the direction cell says: costs of inflow, outflow and neutral, the best is 0.
struct DirectionCosts {
  bool known = false;
  std::array<double, 3> cost{};
  [[nodiscard]] double of(Direction direction) const {
    return cost[static_cast<std::size_t>(direction)];
  }
  [[nodiscard]] Direction best() const;
};

// How a table prints which way the money went.
enum class AmountMode : std::uint8_t {
  signed_amount,  // by the sign of the amount
  marked,         // by a word beside it; a minus takes the word back
  marked_signed,  // by a word, and once more by the sign
  two_columns,    // by the column
  unmarked        // only the balance tells
};

enum class RowKind : std::uint8_t {
  transaction,
  anchor  // a balance alone: carried over, opening, closing
};

// Costs above which a reading is no reading any more but a contradiction.
struct ChainCosts {
  static constexpr double kBreak = 13;          // the equation does not hold here
  static constexpr double kContradiction = 14;  // a balance is not what its pixels say
  static constexpr double kUnread = 8;          // there is ink, and nobody can read it
  static constexpr double kNoInk = 10;          // an amount where nothing is printed
};

// A change that a row offers: signed fen.
struct Change {
  std::int64_t fen = 0;
  double cost = 0;
};

class ChainRow {
 public:
  RowKind kind = RowKind::transaction;
  AmountMode mode = AmountMode::unmarked;
  NumberCell amount;   // or the inflow of two columns
  NumberCell outflow;  // of two columns
  NumberCell balance;
  DirectionCosts direction;
  bool reversed = false;  // a positive amount raises what is owed

  // The likeliest changes first; empty when the row has no readable amount.
  [[nodiscard]] const std::vector<Change>& changes();
  [[nodiscard]] double change_cost(std::int64_t fen);
  // 0 for every value where no balance is printed.
  [[nodiscard]] double balance_cost(std::int64_t fen);
  [[nodiscard]] bool has_balance() const { return balance.has_value(); }
  // The cell that prints a change, and the value that it prints.
  [[nodiscard]] NumberCell& amount_cell(std::int64_t change);
  [[nodiscard]] bool has_amount() const { return amount.has_value() || outflow.has_value(); }
  void forget();  // after the cells changed

 private:
  [[nodiscard]] double amount_cost(std::int64_t change);
  [[nodiscard]] double cost_of_cell(NumberCell& cell, std::int64_t fen);
  std::vector<Change> changes_;
  std::vector<std::pair<std::int64_t, float>> known_;
  bool listed_ = false;
};

struct ChainLink {
  std::int64_t balance = 0;  // after the row, as decoded
  std::int64_t change = 0;
  bool has_balance = false;  // the row is part of the chain
  bool linked = false;       // balance == balance before + change, and the pixels allow both
  bool broken = false;       // there is a row before, and the equation does not hold
  double change_cost = 0, balance_cost = 0;
  bool balance_contradicts = false;  // the printed balance is another one
};

// Rows oldest first. Rows before the first and behind the last printed balance are no part of the
// chain; `linked` is false for the first row.
[[nodiscard]] std::vector<ChainLink> decode_chain(std::vector<ChainRow>& rows);

}  // namespace zhun::ocr
