// What only the whole table can tell: the meaning of signs without markers, the currency, the
// accounts.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "read/directions.hpp"
#include "read/statement_table.hpp"

namespace zhun::read {
namespace {

Direction opposite(Direction direction) {
  switch (direction) {
    case Direction::inflow:
      return Direction::outflow;
    case Direction::outflow:
      return Direction::inflow;
    case Direction::neutral:
      return Direction::neutral;
  }
  return direction;
}

bool is_chinese(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return !name.empty() && static_cast<unsigned char>(name.front()) >= 0x80;
  });
}

}  // namespace

void StatementTable::flip_all() {
  for (auto& row : statement_.rows) row.direction = opposite(row.direction);
}

// A marker and a sign may say the same twice ("DEBIT, -68.32") or the sign may take the marker back
// (借方 -100.00, a reversal). They say the same only if every outflow is negative and no inflow is.
void StatementTable::settle_directions() {
  if (amount_ == -1) {
    direction_how_ = "by the column that is filled; a negative amount takes it back";
    settle_negative_column();
    return;
  }
  if (direction_ == -1) {
    settle_unmarked();
    return;
  }
  direction_how_ = "by the word in this column";
  if (negatives_.empty()) return;
  auto& rows = statement_.rows;
  std::size_t outflows = 0, negative_outflows = 0, negative_inflows = 0;
  for (const auto& row : rows)
    outflows += row.direction == Direction::outflow && !row.amount.is_zero() ? 1u : 0u;
  for (const auto index : negatives_) {
    negative_outflows += rows[index].direction == Direction::outflow ? 1u : 0u;
    negative_inflows += rows[index].direction == Direction::inflow ? 1u : 0u;
  }
  if (negative_inflows == 0 && negative_outflows == outflows) {
    direction_how_ = "by the word in this column; the sign of the amount says the same";
    return;
  }
  direction_how_ = "by the word in this column; a negative amount takes it back";
  for (const auto index : negatives_) rows[index].direction = opposite(rows[index].direction);
}

// A column of outflows whose every amount is negative ("支出(-元)") says the same twice, unless the
// balances show that its rows are reversals.
void StatementTable::settle_negative_column() {
  if (negatives_.empty() || any_plus_) return;
  const auto flip = [&] {
    for (const auto index : negatives_)
      statement_.rows[index].direction = opposite(statement_.rows[index].direction);
  };
  constexpr std::size_t kTellingMin = 2;  // one alone is a reversal unless its balance denies it
  const std::uint32_t as_reversals = count_chained(statement_);
  flip();
  const std::uint32_t as_echo = count_chained(statement_);
  if (as_echo == as_reversals) {
    note(notes_, "negative_outflows", 0, outflow_,
         "every amount of the column of outflows is negative, and no balance tells whether these "
         "are outflows or reversals");
  }
  if (as_echo < as_reversals || (as_echo == as_reversals && negatives_.size() < kTellingMin)) {
    flip();
    return;
  }
  direction_how_ = "by the column that is filled; the minus of its outflows says the same";
}

void StatementTable::settle_unmarked() {
  if (statement_.rows.empty()) return;
  if (layout_->charge_positive) {
    direction_how_ = "by the sign: in this layout a positive amount is money out";
    flip_all();
    return;
  }
  direction_how_ = "by the sign of the amount";
  if (layout_->signed_amount) return;
  if (settle_by_kind()) {
    direction_how_ = "by the column of kinds, all of whose words are directions";
    return;
  }
  if (any_negative_ || any_plus_) {
    settle_charge_sign();
    return;
  }
  // Every amount stands without a sign and nothing marks the direction.
  if (header_.columns.has(kRoleCardTail) && balance_ == -1) {
    direction_how_ = "a bill of a card without signs: every amount is money out";
    flip_all();
    note(notes_, "direction_by_layout", 0, amount_,
         "the table is a bill of a card; its amounts without a sign are taken as money out");
    return;
  }
  direction_how_ = "by the change of the balance";
  if (settle_by_balance()) return;
  direction_how_ = "by the first word of the summary";
  if (settle_by_text()) return;
  direction_how_ = "nothing tells it: every row is neutral";
  for (auto& row : statement_.rows) {
    row.direction = Direction::neutral;
    count(undecided_, row.line, amount_);
  }
}

// 交易类型 whose cells are CREDIT and DEBIT and nothing else.
bool StatementTable::settle_by_kind() {
  if (!header_.columns.has(kRoleKind)) return false;
  auto& rows = statement_.rows;
  std::vector<Direction> directions;
  directions.reserve(rows.size());
  for (const auto& row : rows) {
    const auto direction = row.kind.empty() ? std::nullopt : parse_direction(row.kind);
    if (!direction || *direction == Direction::neutral) return false;
    directions.push_back(*direction);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].direction = directions[i];
  return true;
}

// Each balance tells the direction of its row, in the one order of the file that explains all rows.
bool StatementTable::settle_by_balance() {
  auto& rows = statement_.rows;
  if (balance_ == -1 || rows.size() < 2) return false;
  for (const bool newest_first : {false, true}) {
    std::vector<Direction> directions(rows.size(), Direction::neutral);
    bool all = true;
    for (std::size_t i = 1; i < rows.size() && all; ++i) {
      const std::size_t later = newest_first ? i - 1 : i, earlier = newest_first ? i : i - 1;
      if (!rows[later].balance || !rows[earlier].balance) return false;
      std::int64_t change = 0;
      if (__builtin_sub_overflow(rows[later].balance->fen(), rows[earlier].balance->fen(), &change))
        return false;
      const std::int64_t amount = rows[later].amount.fen();
      all = change == amount || change == -amount;
      directions[later] = change == amount ? Direction::inflow : Direction::outflow;
    }
    if (!all) continue;
    settle_oldest(directions[newest_first ? rows.size() - 1 : 0], directions,
                  rows[newest_first ? rows.size() - 1 : 0]);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].direction = directions[i];
    note(notes_, "direction_by_balance", 0, amount_,
         "no sign and no marker tells the direction; it is taken from the change of the balance");
    return true;
  }
  return false;
}

// No balance stands before the oldest row: the printed opening balance tells, or that every other
// row is money in, so that an amount without a sign is.
void StatementTable::settle_oldest(Direction& oldest, const std::vector<Direction>& all,
                                   const Transaction& row) {
  for (const auto* totals : {&preamble_.totals, &footer_.totals}) {
    for (const auto& total : *totals) {
      if (total.kind != "opening" || !total.printed_sum || !row.balance) continue;
      const std::int64_t before = total.printed_sum->fen(), amount = row.amount.fen();
      std::int64_t change = 0;
      if (__builtin_sub_overflow(row.balance->fen(), before, &change)) continue;
      if (change != amount && change != -amount) continue;
      oldest = change == amount ? Direction::inflow : Direction::outflow;
      return;
    }
  }
  const auto inflows = std::count(all.begin(), all.end(), Direction::inflow);
  if (static_cast<std::size_t>(inflows) + 1 == all.size()) {
    oldest = Direction::inflow;
    return;
  }
  count(undecided_, row.line, amount_);
}

bool StatementTable::settle_by_text() {
  auto& rows = statement_.rows;
  std::vector<Direction> directions;
  directions.reserve(rows.size());
  for (const auto& row : rows) {
    const auto direction = direction_of_text(row.summary);
    if (!direction) return false;
    directions.push_back(*direction);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].direction = directions[i];
  note(notes_, "direction_by_text", 0, amount_,
       "no sign and no marker tells the direction; it is taken from the first word of the summary");
  return true;
}

// Signed amounts of a card bill: purchases positive. Told by the words of the rows, or by a card
// column without a balance.
void StatementTable::settle_charge_sign() {
  std::size_t as_bill = 0, as_account = 0;
  for (const auto& row : statement_.rows) {
    const auto direction = direction_of_text(row.summary);
    if (!direction) continue;
    (row.direction == *direction ? as_account : as_bill) += 1;
  }
  const bool card = header_.columns.has(kRoleCardTail) && balance_ == -1;
  if (as_account > as_bill || (as_bill == as_account && !card)) return;
  direction_how_ = "by the sign: a bill of a card, where a positive amount is money out";
  flip_all();
  note(notes_, "charge_positive", 0, amount_,
       "the table is a bill of a card, where a positive amount is money out");
}

void StatementTable::settle_sides() {
  if (!has_sides_) return;
  auto& rows = statement_.rows;
  for (std::size_t i = 0; i < rows.size() && i < sides_.size(); ++i) {
    if (rows[i].direction == Direction::neutral) continue;
    const auto& side = rows[i].direction == Direction::inflow ? sides_[i].payer : sides_[i].payee;
    if (rows[i].counterparty_name.empty()) rows[i].counterparty_name = side[0];
    if (rows[i].counterparty_account.empty()) rows[i].counterparty_account = side[1];
    if (rows[i].counterparty_bank.empty()) rows[i].counterparty_bank = side[2];
  }
}

// The statement's currency is that of most rows; rows of another keep their own.
void StatementTable::settle_currency() {
  if (!first_currency_.empty()) {
    statement_.currency = first_currency_;
  } else if (!preamble_.currency.empty()) {
    statement_.currency = preamble_.currency;
  } else if (!is_chinese(header_.columns.names)) {
    note(notes_, "currency_assumed", 0, -1,
         "no currency is printed in this file in English; its amounts are taken as CNY");
  }
  if (!several_currencies_) return;
  std::map<std::string_view, std::size_t> rows_of;
  for (auto& row : statement_.rows) {
    if (row.currency.empty()) row.currency = first_currency_;
    rows_of[row.currency] += 1;
  }
  std::string_view main = first_currency_;
  for (const auto& [currency, rows] : rows_of) {
    if (rows > rows_of[main]) main = currency;
  }
  for (auto& row : statement_.rows) {
    if (row.currency == main) row.currency = {};
  }
  statement_.currency = main;
  note(notes_, "several_currencies", 0, currency_,
       "the rows are in several currencies; only those of the statement's currency are summed");
}

void StatementTable::note_oddities() {
  const auto tell = [&](const Oddity& oddity, std::string_view code, std::string_view text) {
    if (oddity.count == 0) return;
    note(notes_, std::string(code), oddity.line, oddity.column,
         fmt::format("{} ({} {}, here first)", text, oddity.count,
                     oddity.count == 1 ? "row" : "rows"));
  };
  tell(unknown_direction_, "direction_unknown",
       "the word of direction is not known; the row is kept as neutral");
  tell(undecided_, "direction_undecided",
       "nothing tells the direction; the row is kept as neutral");
  tell(bad_balance_, "balance_unreadable", "the balance is not a number");
  if (missing_balance_.count < statement_.rows.size()) {
    tell(missing_balance_, "balance_missing", "the row has no balance while others have");
  }
  tell(bad_time_, "time_unreadable", "the time of day is not known in this form");
  tell(bad_currency_, "currency_unknown",
       "the currency is not known; the row counts in the statement's currency");
  tell(short_row_, "short_row", "the row has fewer cells than the header");
  tell(long_row_, "long_row", "the row has more cells than the header");
  tell(damaged_row_, "quote_unclosed", "a quote is opened and never closed");
  tell(unknown_text_, "text_after_table", "the text behind the table is not known");
  tell(year_beside_, "year_inferred", "the day has no year; it is taken from the day of booking");
  tell(rounded_, "reference_rounded",
       "a spreadsheet made a rounded number of the number of an order or account");
  tell(continued_, "row_continued",
       "a row without date and amount holds text only; it is passed over");
  tell(realigned_row_, "row_realigned",
       "a text with delimiters is not quoted; the columns behind it are found by their form");
  tell(resumed_, "table_resumed", "the table goes on behind a line that looked like its end");
  if (preamble_.unreadable_totals + footer_.unreadable_totals > 0) {
    const bool before = preamble_.unreadable_totals > 0;
    note(notes_, "total_unreadable", before ? preamble_.unreadable_line : footer_.unreadable_line,
         -1, "a total that the file prints is not a number; it could not be compared");
  }
  if (forms_.order_assumed) {
    note(notes_, "date_order_assumed", 0, date_,
         "every date can be read day first or month first; the order that keeps the rows closer "
         "together is assumed, else day first");
  }
  if (forms_.order == DateOrder::serial) {
    note(notes_, "date_serial", 0, date_,
         "the dates are numbers of days, as a spreadsheet leaves them; they are counted from 1900");
  }
  if (dates_.year_inferred()) {
    note(notes_, "year_inferred", 0, date_,
         "the dates have no year; it is taken from the month of the bill");
  }
  if (statement_.rows.empty()) note(notes_, "no_rows", 0, -1, "the table has no rows");
}

void StatementTable::settle_labels(Statement& statement) const {
  const auto first_of = [](const std::string& a, const std::string& b) {
    return a.empty() ? b : a;
  };
  statement.holder = first_of(preamble_.holder, footer_.holder);
  if (statement.holder.empty()) statement.holder = own_name_;
  statement.account = first_of(preamble_.account, footer_.account);
  statement.bank = first_of(preamble_.bank, std::string(layout_->bank));
  statement.account_opened_on =
      preamble_.account_opened_on ? preamble_.account_opened_on : footer_.account_opened_on;
  statement.period_from = preamble_.period_from ? preamble_.period_from : footer_.period_from;
  statement.period_to = preamble_.period_to ? preamble_.period_to : footer_.period_to;
}

// One statement for each own account, in the order in which the file names them.
std::vector<Statement> StatementTable::split_accounts() {
  std::vector<Statement> parts;
  if (!several_accounts_) {
    if (!own_accounts_.empty() && statement_.account.empty())
      statement_.account = own_accounts_.front();
    parts.push_back(std::move(statement_));
    return parts;
  }
  std::map<std::string_view, std::size_t> part_of;
  for (std::size_t i = 0; i < statement_.rows.size(); ++i) {
    const auto [place, added] = part_of.emplace(own_accounts_[i], parts.size());
    if (added) {
      Statement part;
      part.layout = statement_.layout;
      part.holder = statement_.holder;
      part.account = own_accounts_[i];
      part.bank = statement_.bank;
      part.currency = statement_.currency;
      part.period_from = statement_.period_from;
      part.period_to = statement_.period_to;
      part.notes = statement_.notes;
      part.text = statement_.text;
      parts.push_back(std::move(part));
    }
    parts[place->second].rows.push_back(statement_.rows[i]);
  }
  return parts;
}

Result<std::vector<Statement>> StatementTable::finish() {
  if (error_) return tl::unexpected(*error_);
  statement_.layout = layout_->name;
  settle_directions();
  settle_sides();
  settle_currency();
  settle_labels(statement_);
  note_oddities();
  statement_.notes = std::move(notes_);
  auto recognised = trace();
  std::vector<Statement> statements = split_accounts();
  statements.front().recognised = std::move(recognised);
  LabelFacts labels = std::move(preamble_);
  labels.totals.insert(labels.totals.end(), own_totals_.begin(), own_totals_.end());
  labels.totals.insert(labels.totals.end(), footer_.totals.begin(), footer_.totals.end());
  // Totals over several accounts cannot be held against one of them.
  if (statements.size() > 1) labels.totals.clear();
  try {
    for (auto& statement : statements) {
      settle_order(statement, options_);
      settle_balances(statement, labels, options_);
      settle_totals(statement, labels.totals, options_);
      if (statement.rows.empty()) continue;
      const auto [first, last] = std::minmax_element(
          statement.rows.begin(), statement.rows.end(),
          [](const Transaction& a, const Transaction& b) { return a.time.date < b.time.date; });
      if (!statement.period_from) statement.period_from = first->time.date;
      if (!statement.period_to) statement.period_to = last->time.date;
    }
  } catch (const std::overflow_error&) {
    return fail(
        ErrorCode::format, Place{options_.source_name, 0, 0, 0, {}},
        "the sum of the amounts exceeds 64 bits; the file cannot be a statement of one account");
  }
  return statements;
}

}  // namespace zhun::read
