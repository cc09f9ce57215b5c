// Margins by offsets from the decoded path, which is exact where one explanation changes one run of
// balances, and cheap.
#include "ocr/chain_proof.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

namespace zhun::ocr {
namespace {

constexpr double kFarEnough = 60;

// Sums evidence against a shift: what speaks for it counts wholly, what speaks against it by the
// three clearest cells only, since cells of one page err together.
class ShiftCost {
 public:
  void add(double cost) {
    if (cost <= 0) {
      negative_ += cost;
      return;
    }
    for (auto& top : top_) {
      if (cost > top) std::swap(cost, top);
    }
  }
  [[nodiscard]] double value() const { return negative_ + top_[0] + top_[1] + top_[2]; }

 private:
  double negative_ = 0;
  std::array<double, 3> top_{};
};

class Prover {
 public:
  Prover(std::vector<ChainRow>& rows, const std::vector<ChainLink>& links,
         const std::vector<RowProof>& proofs, double proof_margin)
      : rows_(rows),
        links_(links),
        proofs_(proofs),
        limit_(proof_margin + 4),
        break_(1.3 * proof_margin) {}

  void prove(std::size_t row, RowProof& proof);

 private:
  [[nodiscard]] bool linked(std::size_t row) const {
    return row < rows_.size() && proofs_[row].closed;
  }
  [[nodiscard]] double balance_change(std::size_t row, std::int64_t shift) {
    if (!rows_[row].has_balance()) return 0;
    const std::int64_t balance = links_[row].balance;
    return rows_[row].balance_cost(balance + shift) - rows_[row].balance_cost(balance);
  }
  [[nodiscard]] double amount_change(std::size_t row, std::int64_t shift) {
    const std::int64_t change = links_[row].change;
    return rows_[row].change_cost(change + shift) - rows_[row].change_cost(change);
  }
  // All balances from `row` on, forward or back, are off by `shift` up to where a change takes it
  // back or the chain ends.
  [[nodiscard]] double shift_run(std::size_t row, std::int64_t shift, bool forward);
  [[nodiscard]] double leave(std::size_t row, std::int64_t shift, bool forward, bool& ends);
  [[nodiscard]] std::vector<std::int64_t> shifts_of(std::size_t row);

  std::vector<ChainRow>& rows_;
  const std::vector<ChainLink>& links_;
  const std::vector<RowProof>& proofs_;
  double limit_, break_;
};

// What it costs that the shift ends behind `row` (forward) or before it.
double Prover::leave(std::size_t row, std::int64_t shift, bool forward, bool& ends) {
  const std::size_t link = forward ? row + 1 : row;
  ends = !linked(link);
  if (ends) return 0;
  return std::min(break_, amount_change(link, forward ? -shift : shift));
}

double Prover::shift_run(std::size_t row, std::int64_t shift, bool forward) {
  ShiftCost cost;
  double best = kFarEnough;
  for (std::size_t k = row;; forward ? ++k : --k) {
    cost.add(balance_change(k, shift));
    bool ends = false;
    best = std::min(best, cost.value() + leave(k, shift, forward, ends));
    if (ends || cost.value() > limit_ || (!forward && k == 0)) return best;
  }
}

std::vector<std::int64_t> Prover::shifts_of(std::size_t row) {
  std::vector<std::int64_t> shifts;
  const auto offer = [&](std::int64_t shift) {
    if (shift == 0) return;
    for (const std::int64_t value : {shift, -shift}) {
      if (std::find(shifts.begin(), shifts.end(), value) == shifts.end()) shifts.push_back(value);
    }
  };
  const std::size_t begin = row == 0 ? 0 : row - 1;
  for (std::size_t k = begin; k <= row + 1 && k < rows_.size(); ++k) {
    for (const auto& item : rows_[k].balance.candidates()) offer(item.fen - links_[k].balance);
    for (const auto& item : rows_[k].changes()) offer(item.fen - links_[k].change);
  }
  offer(2 * links_[row].change);
  return shifts;
}

void Prover::prove(std::size_t row, RowProof& proof) {
  double amount = kFarEnough, direction = kFarEnough, balance = kFarEnough;
  const std::int64_t change = links_[row].change;
  for (const std::int64_t shift : shifts_of(row)) {
    // Another balance here, entered and left on both sides.
    const double own = balance_change(row, shift);
    if (own < limit_) {
      bool ends = false;
      double left = leave(row, shift, false, ends);
      if (!ends) left = std::min(left, shift_run(row - 1, shift, false));
      double right = leave(row, shift, true, ends);
      if (!ends) right = std::min(right, shift_run(row + 1, shift, true));
      balance = std::min(balance, own + left + right);
    }
    if (!linked(row)) continue;
    const double other = amount_change(row, shift);
    if (other >= limit_) continue;
    const double moved = std::min({break_, shift_run(row, shift, true),
                                   row == 0 ? break_ : shift_run(row - 1, -shift, false)});
    const std::int64_t value = change + shift;
    const bool same_amount = value == -change;
    if (!same_amount) amount = std::min(amount, other + moved);
    if ((value > 0) != (change > 0)) direction = std::min(direction, other + moved);
  }
  proof.balance_margin = std::min(balance, kFarEnough);
  if (!linked(row)) return;
  proof.amount_margin = amount;
  proof.direction_margin = direction;
}

// The best readings of one link: before + change = after.
struct RawLink {
  std::int64_t before = 0, change = 0, after = 0;
};

std::optional<RawLink> raw_link(std::vector<ChainRow>& rows, std::size_t row) {
  ChainRow& own = rows[row];
  if (!rows[row - 1].has_balance() || !own.has_balance() || own.changes().empty()) {
    return std::nullopt;
  }
  RawLink link{rows[row - 1].balance.best(), own.changes().front().fen, own.balance.best()};
  // The direction is not what a confused digit breaks.
  const std::int64_t difference = link.after - link.before;
  if (own.mode == AmountMode::unmarked && (difference < 0) != (link.change < 0)) {
    link.change = -link.change;
  }
  return link;
}

struct Place {
  std::int64_t value = 0;  // what one such digit more or less changes
  std::uint8_t cell = 0;   // 0: balance before, 1: change, 2: balance after
};

void list_places(std::int64_t number, int digit, std::int64_t sign, std::uint8_t cell,
                 std::vector<Place>& places) {
  std::int64_t power = 1;
  if (number < 0) sign = -sign;
  for (std::uint64_t rest = static_cast<std::uint64_t>(number < 0 ? -number : number); rest > 0;
       rest /= 10) {
    if (static_cast<int>(rest % 10) == digit) places.push_back({sign * power, cell});
    power *= 10;
  }
}

// Whether the link closes when some digits `read` of its cells are `truth`; bit mask of the cells
// that change, 0: no.
unsigned explain(const RawLink& link, int read, int truth) {
  constexpr std::size_t kPlacesMax = 9;
  const std::int64_t error = link.after - link.before - link.change;
  const std::int64_t step = truth - read;
  if (error == 0 || error % step != 0) return 0;
  const std::int64_t wanted = error / step;
  std::vector<Place> places;
  list_places(link.before, read, 1, 0, places);
  list_places(link.change, read, 1, 1, places);
  list_places(link.after, read, -1, 2, places);
  if (places.empty() || places.size() > kPlacesMax) return 0;
  for (unsigned subset = 1; subset < (1U << places.size()); ++subset) {
    std::int64_t sum = 0;
    unsigned cells = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if ((subset >> i & 1U) == 0) continue;
      sum += places[i].value;
      cells |= 1U << places[i].cell;
    }
    if (sum == wanted) return cells;
  }
  return 0;
}

}  // namespace

double repair_limit(const NumberCell& cell) {
  constexpr double kOneInFifty = 3.9, kShareOfFloor = 0.6;
  return std::min(kOneInFifty * static_cast<double>(cell.crops()),
                  kShareOfFloor * cell.unseen_cost());
}

std::vector<Confusion> find_confusions(std::vector<ChainRow>& rows) {
  std::vector<RawLink> broken;
  std::vector<std::size_t> at;
  std::size_t links = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto link = raw_link(rows, i);
    if (!link) continue;
    ++links;
    if (link->before + link->change == link->after) continue;
    // Only the direction is wrong: a lost minus, no digit.
    if (link->before - link->change == link->after) continue;
    broken.push_back(*link);
    at.push_back(i);
  }
  std::vector<Confusion> confusions;
  for (int read = 0; read < 10; ++read) {
    for (int truth = 0; truth < 10; ++truth) {
      if (read == truth) continue;
      std::size_t count = 0, last = 0;
      for (std::size_t i = 0; i < broken.size(); ++i) {
        const unsigned cells = explain(broken[i], read, truth);
        if (cells == 0) continue;
        // One balance misread breaks two links; it is one error.
        const bool same_cell = last + 1 == at[i] && last != 0 && cells == 1U;
        if (!same_cell) ++count;
        last = at[i];
      }
      constexpr std::size_t kFewLinks = 12;
      if (count >= 2 || (count == 1 && links < kFewLinks)) {
        confusions.push_back({static_cast<char>('0' + read), static_cast<char>('0' + truth)});
      }
    }
  }
  return confusions;
}

namespace {

bool is_zero_change(const ChainRow& row, const ChainLink& link) {
  return row.kind == RowKind::anchor || link.change == 0;
}

// The row prints which way the money went, and not only by the want of a sign: a minus is easily
// lost, a word or a column is not.
bool prints_direction(const ChainRow& row) {
  switch (row.mode) {
    case AmountMode::signed_amount:
      return row.amount.has_value() && (row.amount.best() < 0 || row.amount.printed().front().plus);
    case AmountMode::marked:
    case AmountMode::marked_signed:
      return row.direction.known && row.direction.best() != Direction::neutral;
    case AmountMode::two_columns:
      return true;
    case AmountMode::unmarked:
      return false;
  }
  return false;
}

// What the path took over from the pixels, and what it concluded against them.
void classify(ChainRow& row, const ChainRow* before, ChainLink& link, RowProof& proof) {
  if (row.has_balance() && link.has_balance) {
    const double limit = repair_limit(row.balance);
    proof.balance_repaired = link.balance != row.balance.best() && link.balance_cost > 0.01;
    proof.balance_contradicts = link.balance_cost > limit;
  }
  const bool reach = before != nullptr && link.linked;
  if (!reach) {
    proof.gap_before = link.broken;
    return;
  }
  if (is_zero_change(row, link)) {
    proof.closed = row.kind == RowKind::anchor || link.change_cost < 0.01;
    return;
  }
  NumberCell& cell = row.amount_cell(link.change);
  const std::int64_t magnitude = link.change < 0 ? -link.change : link.change;
  const double cost = cell.has_value() ? std::min(cell.cost(magnitude), cell.cost(-magnitude))
                                       : ChainCosts::kUnread;
  const std::int64_t best = cell.has_value() ? cell.best() : 0;
  proof.amount_repaired = best != magnitude && best != -magnitude;
  proof.amount_contradicts = cost > repair_limit(cell);
  const double marker = link.change_cost - cost;
  proof.direction_repaired = marker > 0.3;
  // The direction follows the balances either way; what is printed against them is a finding.
  proof.direction_contradicts =
      !proof.amount_contradicts && marker > repair_limit(cell) && prints_direction(row);
  proof.closed = !proof.amount_contradicts;
}

}  // namespace

ChainProof prove_chain(std::vector<ChainRow>& rows, std::vector<ChainLink>& links,
                       double proof_margin) {
  ChainProof proof;
  proof.rows.resize(rows.size());
  proof.confusions = find_confusions(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    classify(rows[i], i == 0 ? nullptr : &rows[i - 1], links[i], proof.rows[i]);
  }
  std::size_t closed = 0, open = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (!links[i].has_balance || !links[i - 1].has_balance) continue;
    // A balance against its pixels, or one that was repaired twice over, closes nothing.
    const RowProof& before = proof.rows[i - 1];
    if (proof.rows[i].balance_contradicts || before.balance_contradicts) {
      proof.rows[i].closed = false;
    }
    (proof.rows[i].closed ? closed : open) += 1;
  }
  // Where much is broken, a link that closes alone, or beside repairs only, may do so by chance.
  const bool shaky = open * 5 >= closed + open;
  const auto stands = [&](std::size_t i) {
    const RowProof& item = proof.rows[i];
    return item.closed && !item.amount_repaired && !item.direction_repaired &&
           !item.balance_repaired;
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool next = i + 1 < rows.size() && stands(i + 1);
    const bool last = i > 0 && stands(i - 1);
    proof.rows[i].isolated = shaky && proof.rows[i].closed && !next && !last;
  }
  std::vector<ChainRow> doubting = rows;
  for (const auto& confusion : proof.confusions) {
    constexpr float kAsLikely = 0.5F;
    for (auto& row : doubting) {
      row.balance.allow_confusion(confusion.read, confusion.truth, kAsLikely);
      row.amount.allow_confusion(confusion.read, confusion.truth, kAsLikely);
      row.outflow.allow_confusion(confusion.read, confusion.truth, kAsLikely);
      row.forget();
    }
  }
  std::vector<RowProof> margins = proof.rows;
  Prover prover(doubting, links, proof.rows, proof_margin);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (links[i].has_balance) prover.prove(i, margins[i]);
  }
  proof.rows = std::move(margins);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowProof& item = proof.rows[i];
    if (!item.amount_contradicts || rows[i].changes().empty()) continue;
    // The document says what it says: its own reading stands.
    links[i].change = rows[i].changes().front().fen;
    links[i].linked = false;
    links[i].broken = true;
    item.gap_before = true;
  }
  return proof;
}

}  // namespace zhun::ocr
