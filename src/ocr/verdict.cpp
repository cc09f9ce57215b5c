// A row is verified when an equation leaves no other explanation that is likely enough; plausible
// when it is read clearly and nothing contradicts; doubtful else.
#include "ocr/verdict.hpp"

#include <algorithm>
#include <cmath>

#include "zhun/money.hpp"

namespace zhun {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::verified:
      return "verified";
    case Verdict::plausible:
      return "plausible";
    case Verdict::doubtful:
      return "doubtful";
  }
  return "";
}

}  // namespace zhun

namespace zhun::ocr {
namespace {

constexpr double kClearMargin = 2.5;  // of a reading that nothing proves

std::int64_t magnitude(std::int64_t value) { return value < 0 ? -value : value; }

Direction direction_of(std::int64_t change) {
  return change > 0 ? Direction::inflow : change < 0 ? Direction::outflow : Direction::neutral;
}

std::string print(std::int64_t fen) { return to_string(Money::from_fen(fen)); }

bool has_marker(const ChainRow& row) {
  return row.direction.known &&
         (row.mode == AmountMode::marked || row.mode == AmountMode::marked_signed);
}

// How clearly the row's own cells say which way the money went.
double marker_margin(const DecodedRow& row) {
  ChainRow& chain = *row.chain;
  switch (chain.mode) {
    case AmountMode::two_columns:
      return NumberCell::kCostMax;
    case AmountMode::signed_amount:
      return chain.amount.has_value() ? chain.amount.cost(-chain.amount.best()) : 0;
    case AmountMode::marked:
    case AmountMode::marked_signed: {
      if (!chain.direction.known) return 0;
      double second = NumberCell::kCostMax;
      for (std::size_t k = 0; k < chain.direction.cost.size(); ++k) {
        if (static_cast<Direction>(k) != row.direction) {
          second = std::min(second, chain.direction.cost[k]);
        }
      }
      return second - chain.direction.of(row.direction);
    }
    case AmountMode::unmarked:
      return 0;
  }
  return 0;
}

// Whether a repair turned a digit that the page is known to confuse.
bool rests_on_confusion(std::int64_t read, std::int64_t chosen,
                        const std::vector<Confusion>& confusions) {
  const std::string a = print(read), b = print(chosen);
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    for (const auto& confusion : confusions) {
      if (confusion.read == a[i] && confusion.truth == b[i]) return true;
    }
  }
  return false;
}

bool proved_by_chain(const DecodedRow& row, const std::vector<Confusion>& confusions,
                     double margin) {
  const RowProof& proof = row.proof;
  if (!proof.closed || proof.isolated || proof.amount_repaired || proof.direction_repaired ||
      proof.balance_contradicts || row.amount == 0 || row.direction == Direction::neutral) {
    return false;
  }
  if (proof.balance_repaired &&
      rests_on_confusion(row.chain->balance.best(), row.link.balance, confusions)) {
    return false;
  }
  return proof.amount_margin >= margin && proof.direction_margin >= margin &&
         (!row.chain->has_balance() || proof.balance_margin >= margin);
}

bool contradicted(const DecodedRow& row) {
  return row.proof.amount_contradicts || row.proof.balance_contradicts ||
         row.proof.direction_contradicts || row.proof.gap_before;
}

// The first reason why the row is not proved, and whether it is even doubtful.
struct Doubt {
  std::string why;
  bool doubtful = false;
};

Doubt find_doubt(const DecodedRow& row, bool has_chain) {
  ChainRow& chain = *row.chain;
  if (row.source->crossed_out) return {"the row is crossed out", true};
  if (row.amount_implied) return {"the amount cannot be read; the balances imply it", true};
  if (!chain.has_amount()) return {"the amount cannot be read", true};
  if (!row.direction_known) return {"nothing tells which way the money went", true};
  if (row.proof.direction_contradicts) {
    return {"the direction that is printed contradicts the balances", true};
  }
  if (row.proof.amount_contradicts) {
    return {"the balances around the row ask for another amount than the one that is printed",
            true};
  }
  if (row.proof.balance_contradicts) {
    return {"the rows around it ask for another balance than the one that is printed", true};
  }
  if (row.proof.gap_before) return {"its balance does not follow from the row before", true};
  if (row.proof.amount_repaired) {
    return {"the amount is unclear and was concluded from the balances", true};
  }
  if (row.proof.direction_repaired) {
    return {"the direction is unclear and was concluded from the balances", true};
  }
  if (!row.date.known || row.date.margin < 1.5) return {"the date is unclear", true};
  if (row.source->second_amount && *row.source->second_amount != row.amount) {
    return {"two readings of the amount differ", true};
  }
  NumberCell& cell = chain.amount_cell(row.link.change);
  if (!row.proof.closed && cell.has_value() && cell.margin() < kClearMargin) {
    return {"the amount can be read in several ways", true};
  }
  if (!row.proof.closed && marker_margin(row) < kClearMargin) {
    return {"the direction can be read in several ways", true};
  }
  if (!has_chain) return {"no balance is printed, and no total proves the row", false};
  if (row.first) return {"no balance stands before this row that could prove it", false};
  if (!row.date.certain) return {"the date is not certain", false};
  return {"other readings fit the balances nearly as well", false};
}

void add_repairs(const DecodedRow& row, RowVerdict& verdict) {
  ChainRow& chain = *row.chain;
  const bool plus = row.link.change > 0;
  if (row.proof.closed || row.amount_implied) {
    NumberCell& cell = chain.amount_cell(row.link.change);
    const std::string equation =
        plus ? "balance = balance before + amount" : "balance = balance before - amount";
    if (row.amount_implied || (row.proof.amount_repaired && cell.has_value())) {
      verdict.repairs.push_back({"amount", cell.has_value() ? print(magnitude(cell.best())) : "",
                                 print(row.amount), equation});
    }
    if (row.proof.direction_repaired && has_marker(chain)) {
      verdict.repairs.push_back({"direction", std::string(to_string(chain.direction.best())),
                                 std::string(to_string(row.direction)), equation});
    }
  }
  if (row.proof.balance_repaired && !row.proof.balance_contradicts) {
    verdict.repairs.push_back({"balance", print(chain.balance.best()), print(row.link.balance),
                               "balance = balance before + change"});
  }
  if (row.date.repaired && row.date.known && row.source->date.has_value()) {
    verdict.repairs.push_back({"date", to_string(row.source->date.candidates().front().date),
                               to_string(row.date.date), "dates keep the document's order"});
  }
}

std::vector<Alternative> list_alternatives(const NumberCell& cell) {
  std::vector<Alternative> list;
  for (const auto& item : cell.candidates()) list.push_back({print(item.fen), -item.cost});
  return list;
}

}  // namespace

void settle_value(DecodedRow& row) {
  ChainRow& chain = *row.chain;
  const bool linked = row.link.linked;
  std::int64_t change = row.link.change;
  row.direction_known = true;
  if (!chain.has_amount()) {
    row.amount_implied = linked && change != 0;
    row.amount = row.amount_implied ? magnitude(change) : 0;
    row.direction = direction_of(chain.reversed ? -change : change);
    row.direction_known = row.amount_implied;
    return;
  }
  const bool neutral = has_marker(chain) && chain.direction.best() == Direction::neutral;
  if (neutral && (!linked || change == 0)) {
    row.amount = magnitude(chain.amount.best());
    row.direction = Direction::neutral;
    return;
  }
  if (!linked && !chain.changes().empty()) change = chain.changes().front().fen;
  row.amount = magnitude(change);
  row.direction = direction_of(chain.reversed ? -change : change);
  const bool told = linked || chain.mode == AmountMode::two_columns ||
                    chain.mode == AmountMode::signed_amount || chain.direction.known;
  if (!told && row.amount != 0) {
    row.direction = Direction::neutral;
    row.direction_known = false;
  }
}

RowVerdict judge_row(const DecodedRow& row, bool has_chain,
                     const std::vector<Confusion>& confusions, double proof_margin) {
  RowVerdict verdict;
  const SourceRow& source = *row.source;
  const bool clean =
      row.date.certain && !source.crossed_out && row.direction_known && row.chain->has_amount();
  if (source.second_amount) {
    const bool agrees = *source.second_amount == row.amount;
    verdict.second = agrees ? SecondReading::agrees : SecondReading::differs;
  }
  if (clean && has_chain && proved_by_chain(row, confusions, proof_margin)) {
    verdict.verdict = Verdict::verified;
    verdict.by = "balance chain";
  } else if (clean && row.total.margin >= proof_margin && !contradicted(row) &&
             !row.proof.amount_repaired && !row.proof.direction_repaired) {
    verdict.verdict = Verdict::verified;
    verdict.by = row.total.of_page ? "page total" : "statement total";
  } else {
    const Doubt doubt = find_doubt(row, has_chain);
    verdict.verdict = doubt.doubtful ? Verdict::doubtful : Verdict::plausible;
    verdict.why = doubt.why;
  }
  add_repairs(row, verdict);
  if (verdict.verdict == Verdict::doubtful) {
    verdict.amounts = list_alternatives(row.chain->amount_cell(row.link.change));
    verdict.balances = list_alternatives(row.chain->balance);
  }
  return verdict;
}

namespace {

// The digits of two amounts differ in one place or two, as an edited figure does.
bool differ_like_an_edit(std::int64_t a, std::int64_t b) {
  const std::string x = print(a), y = print(b);
  if (x.size() != y.size()) return false;
  std::size_t different = 0;
  for (std::size_t i = 0; i < x.size(); ++i) different += x[i] != y[i] ? 1U : 0U;
  return different <= 2;
}

bool is_crisp(const NumberCell& cell) {
  constexpr double kCrisp = 4;
  return cell.has_value() && cell.margin() >= kCrisp;
}

struct BreakText {
  const char* code;
  const char* field;
  const char* message;
};

BreakText describe_break(const DecodedRow& row, const DecodedRow* before) {
  ChainRow& chain = *row.chain;
  if (row.proof.balance_contradicts && is_crisp(chain.balance)) {
    return {"altered_figure", "balance",
            "the printed balance is clear, and it is not what the rows before and behind it give; "
            "it may have been altered"};
  }
  if (row.proof.direction_contradicts) {
    return {"altered_figure", "direction",
            "the printed direction is clear, and the balances say the opposite"};
  }
  const bool other_page = before != nullptr && before->source->page != row.source->page;
  const bool crisp = is_crisp(chain.amount_cell(row.link.change)) && is_crisp(chain.balance);
  if (before != nullptr && row.link.has_balance && before->link.has_balance && crisp) {
    const std::int64_t asked = magnitude(row.link.balance - before->link.balance);
    if (differ_like_an_edit(asked, row.amount)) {
      return {"altered_figure", "amount",
              "the printed amount is clear, and it is not what the balances around it give; it or "
              "the balances may have been altered"};
    }
    if (other_page) {
      return {"rows_missing", "balance",
              "the balance at the beginning of this page does not follow from the page before; "
              "rows or pages may be missing"};
    }
    return {"rows_missing", "balance",
            "the balance does not follow from the row before; rows may be missing or a figure may "
            "have been altered"};
  }
  return {
      "balance_break", "balance",
      "the balance does not follow from the row before, and the figures are not clear enough to "
      "say why"};
}

}  // namespace

void note_breaks(const std::vector<DecodedRow>& rows, const DecodeOptions& options,
                 std::vector<ReadNote>& notes) {
  constexpr std::size_t kNotesMax = 100;
  std::size_t breaks = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!contradicted(rows[i])) continue;
    ++breaks;
    if (breaks > kNotesMax) continue;
    const BreakText text = describe_break(rows[i], i == 0 ? nullptr : &rows[i - 1]);
    notes.push_back({text.code,
                     Place{options.source_name, rows[i].source->page->grid->page, rows[i].number, 0,
                           text.field},
                     text.message});
  }
}

}  // namespace zhun::ocr
