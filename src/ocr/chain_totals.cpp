// A total proves its rows when it closes with the best readings: another amount in one row then
// needs another amount in a second row or another total, and that must be unlikely enough.
#include "ocr/chain_totals.hpp"

#include <algorithm>
#include <cmath>

namespace zhun::ocr {
namespace {

constexpr double kFar = 60;

bool covers(const PrintedTotal& total, const TotalRow& row) {
  if (total.of_page && total.page != row.page) return false;
  return total.kind == (row.direction == Direction::inflow    ? "inflow"
                        : row.direction == Direction::outflow ? "outflow"
                                                              : "neutral");
}

bool is_sum(const PrintedTotal& total) {
  return total.sum &&
         (total.kind == "inflow" || total.kind == "outflow" || total.kind == "neutral");
}

struct Sum {
  std::int64_t fen = 0;
  std::uint64_t count = 0;
};

std::optional<Sum> sum_of(const std::vector<TotalRow>& rows, const PrintedTotal& total) {
  Sum sum;
  for (const auto& row : rows) {
    if (!covers(total, row)) continue;
    if (__builtin_add_overflow(sum.fen, row.amount, &sum.fen)) return std::nullopt;
    sum.count += 1;
  }
  return sum;
}

NumberCell& cell_of(TotalRow& row) {
  const bool lowers = (row.direction == Direction::outflow) != row.row->reversed;
  return row.row->amount_cell(lowers ? -1 : 1);
}

// What it costs that the row's amount is `amount`.
double amount_cost(TotalRow& row, std::int64_t amount) {
  if (amount < 0) return kFar;
  NumberCell& cell = cell_of(row);
  if (!cell.has_value()) return 0;  // unread: everything is possible
  const double own = std::min(cell.cost(row.amount), cell.cost(-row.amount));
  return std::min(cell.cost(amount), cell.cost(-amount)) - own;
}

// What it costs that the row is not of this direction.
double marker_cost(const TotalRow& row) {
  const ChainRow& chain = *row.row;
  if (chain.mode == AmountMode::two_columns) return kFar / 2;  // another column
  if (chain.mode == AmountMode::signed_amount) {
    NumberCell& cell = row.row->amount;
    return cell.has_value() ? cell.cost(-cell.best()) : 0;
  }
  if (!chain.direction.known) return 0;
  double best = kFar;
  for (const auto other : {Direction::inflow, Direction::outflow, Direction::neutral}) {
    if (other != row.direction) best = std::min(best, chain.direction.of(other));
  }
  return best;
}

// What the other rows offer: a difference of their amount and its cost.
struct Offer {
  std::int64_t shift = 0;
  double cost = 0;
  const TotalRow* row = nullptr;
  bool operator<(const Offer& other) const { return shift < other.shift; }
};

class TotalProver {
 public:
  TotalProver(std::vector<TotalRow>& rows, PrintedTotal& total) : rows_(rows), total_(total) {
    for (auto& row : rows_) {
      if (!covers(total_, row)) continue;
      NumberCell& cell = cell_of(row);
      if (!cell.has_value()) {
        unread_ = true;
        continue;
      }
      least_ = std::min(least_, cell.unseen_cost());
      for (const auto& item : cell.candidates()) {
        const std::int64_t value = item.fen < 0 ? -item.fen : item.fen;
        if (value != row.amount) {
          offers_.push_back({value - row.amount, amount_cost(row, value), &row});
        }
      }
    }
    std::sort(offers_.begin(), offers_.end());
  }

  // The amount is another one: a second row or the total makes up for it.
  [[nodiscard]] double amount_margin(TotalRow& row) {
    double margin = kFar;
    NumberCell& cell = cell_of(row);
    if (!cell.has_value() || unread_) return 0;
    for (const auto& item : cell.candidates()) {
      const std::int64_t value = item.fen < 0 ? -item.fen : item.fen;
      if (value == row.amount) continue;
      const std::int64_t shift = value - row.amount;
      margin = std::min(margin, amount_cost(row, value) + make_up(row, shift));
    }
    // The other way round: what the other cells may be asks this one to be another value.
    for (const auto& offer : offers_) {
      if (offer.row == &row || offer.cost >= margin) continue;
      margin = std::min(margin, offer.cost + amount_cost(row, row.amount - offer.shift));
    }
    for (const auto& item : total_.cell.candidates()) {
      const std::int64_t shift = item.fen - total_.sum->fen();
      if (shift != 0) margin = std::min(margin, item.cost + amount_cost(row, row.amount + shift));
    }
    return std::min(margin, 2 * least_);
  }

  // The direction is another one: then the sum is off by the whole amount.
  [[nodiscard]] double direction_margin(TotalRow& row) {
    if (unread_) return 0;
    double rest = make_up(row, -row.amount);
    for (auto& other : rows_) {  // a row of the same amount that belongs here in its stead
      const bool outside = !covers(total_, other) && other.amount == row.amount;
      if (outside) rest = std::min(rest, marker_cost(other));
    }
    return marker_cost(row) + rest;
  }

 private:
  // What it costs that all the rest is off by `shift`: the total, or one other row.
  [[nodiscard]] double make_up(const TotalRow& row, std::int64_t shift) {
    double rest = std::min(least_, total_.cell.cost(total_.sum->fen() + shift));
    const auto [begin, end] =
        std::equal_range(offers_.begin(), offers_.end(), Offer{-shift, 0, {}});
    for (auto at = begin; at != end; ++at) {
      if (at->row != &row) rest = std::min(rest, at->cost);
    }
    return rest;
  }

  std::vector<TotalRow>& rows_;
  PrintedTotal& total_;
  std::vector<Offer> offers_;
  double least_ = kFar;  // a digit that the pixels do not show at all
  bool unread_ = false;
};

// The number of rows that the same page or statement prints must be right where it is printed.
bool count_holds(const std::vector<PrintedTotal>& totals, const PrintedTotal& total,
                 std::uint64_t count) {
  if (total.count && *total.count != count) return false;
  for (const auto& other : totals) {
    const bool same = other.of_page == total.of_page && other.page == total.page &&
                      other.kind == total.kind + "_count";
    if (same && other.count && *other.count != count) return false;
  }
  return true;
}

}  // namespace

std::vector<TotalCheck> check_page_totals(const std::vector<TotalRow>& rows,
                                          const std::vector<PrintedTotal>& totals) {
  std::vector<TotalCheck> checks;
  for (const auto& total : totals) {
    if (!total.of_page || !is_sum(total)) continue;
    if (const auto sum = sum_of(rows, total)) checks.push_back({&total, sum->fen});
  }
  return checks;
}

std::vector<TotalProof> prove_by_totals(std::vector<TotalRow>& rows,
                                        std::vector<PrintedTotal>& totals) {
  std::vector<TotalProof> proofs(rows.size());
  for (auto& total : totals) {
    if (!is_sum(total) || total.kind == "neutral" || !total.cell.has_value()) continue;
    const auto sum = sum_of(rows, total);
    if (!sum || sum->count == 0 || sum->fen != total.sum->fen()) continue;
    if (!count_holds(totals, total, sum->count)) continue;
    TotalProver prover(rows, total);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!covers(total, rows[i])) continue;
      const double margin =
          std::min(prover.amount_margin(rows[i]), prover.direction_margin(rows[i]));
      if (margin > proofs[i].margin) proofs[i] = {margin, total.of_page};
    }
  }
  return proofs;
}

}  // namespace zhun::ocr
