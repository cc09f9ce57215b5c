// Numbers: amounts that a cell may show, each with what it costs to believe it.
//
// A cost is how much less likely (natural logarithm) a value is than the best reading of its cell.
// Not thread-safe: a cell remembers what it has scored.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ocr/lattice.hpp"

namespace zhun::ocr {

// How a column prints its amounts, learnt from its best readings; logarithms of shares.
struct AmountStyle {
  double grouped = 0, plain = 0;  // 1,234.56 or 1234.56
  double cents = 0, whole = -4;   // 1234.00 or 1234
  double plus = -6;               // +12.00
};

// What a printed amount is: 0 when it is none. `fen` has its sign.
struct PrintedAmount {
  std::int64_t fen = 0;
  bool grouped = false, has_groups = false;  // a separator of thousands; four digits or more
  bool whole = false;                        // without decimals
  bool plus = false;
};
[[nodiscard]] bool parse_printed(std::string_view text, PrintedAmount& amount);
[[nodiscard]] bool may_add_to_amount(std::string_view prefix, char next);

struct AmountCandidate {
  std::int64_t fen = 0;
  double cost = 0;
};

class NumberCell {
 public:
  NumberCell() = default;
  // The lines of one cell, appended to each other; `again`: the same lines by another crop. Both
  // have their say: what one crop saturates at counts twice where both show it.
  explicit NumberCell(NumberLattice lattice, NumberLattice again = {});

  // There is ink that can be read as an amount.
  [[nodiscard]] bool has_value() const { return !candidates_.empty(); }
  [[nodiscard]] bool has_ink() const { return !lattice_.empty(); }
  [[nodiscard]] const std::vector<AmountCandidate>& candidates() const { return candidates_; }
  [[nodiscard]] std::int64_t best() const { return candidates_.front().fen; }
  // How clearly the best reading stands before the second one.
  [[nodiscard]] double margin() const;
  // The share of the best reading among all candidates, per cent.
  [[nodiscard]] std::uint8_t confidence() const;
  // kCostMax for what the pixels do not show at all, and for a cell without a value.
  static constexpr double kCostMax = 18;
  [[nodiscard]] double cost(std::int64_t fen);
  [[nodiscard]] bool cheaper_than(std::int64_t fen, double limit) { return cost(fen) < limit; }

  void set_style(const AmountStyle& style);
  void allow_confusion(char read, char truth, float share);
  [[nodiscard]] const std::vector<PrintedAmount>& printed() const { return printed_; }
  // What a symbol costs of which the pixels show nothing: the floor of all crops.
  [[nodiscard]] double unseen_cost() const;
  [[nodiscard]] std::size_t crops() const { return again_.empty() ? 1 : 2; }

 private:
  [[nodiscard]] double score(std::int64_t fen, double give_up) const;
  [[nodiscard]] double log_likelihood(std::string_view text, double give_up) const;
  void rank();

  NumberLattice lattice_, again_;
  AmountStyle style_;
  std::vector<PrintedAmount> printed_;  // of the raw candidates, the likeliest first
  std::vector<ScoredText> texts_;
  std::vector<AmountCandidate> candidates_;
  double base_ = 0;  // score of cost 0
  // The likeliest text of all is no amount: what no amount may be better than.
  double invalid_best_ = kImpossible;
  std::size_t digits_least_ = 0, digits_most_ = 0;
  std::vector<std::pair<std::int64_t, float>> known_;  // costs found so far
};

// Learns the style of a column from the best readings of its cells.
[[nodiscard]] AmountStyle learn_style(const std::vector<const NumberCell*>& cells);

[[nodiscard]] std::string print_amount(std::int64_t fen, bool grouped, bool cents);

}  // namespace zhun::ocr
