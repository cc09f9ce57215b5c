// Statements as zhun parse prints them: every row, what proves it, and what did not add up.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/json.hpp"
#include "zhun/present.hpp"

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

// The proof of a statement: for each row the balance that it must have, and whether the totals that
// the file prints hold for the rows of each direction.
class Proof {
 public:
  explicit Proof(const Statement& statement);

  [[nodiscard]] const std::optional<Money>& expected(std::size_t index) const {
    return expected_[index];
  }
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
  std::vector<std::optional<Money>> expected_;
  bool totals_hold_ = false;
  bool inflow_printed_ = false, outflow_printed_ = false, neutral_printed_ = false;
};

Proof::Proof(const Statement& statement) : statement_(statement) {
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

std::string time_text(std::int32_t second) {
  return fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
}

void put_row(json::Writer& w, const Transaction& row, bool verified) {
  w.begin_object();
  w.member("row", row.row);
  w.member("line", row.line);
  if (row.page > 0) w.member("page", row.page);
  w.member("date", to_string(row.time.date));
  w.key("time");
  if (row.time.has_time()) {
    w.value(time_text(row.time.second_of_day));
  } else {
    w.null();
  }
  w.member("direction", to_string(row.direction));
  w.member("amount", row.amount);
  w.optional_member("balance", row.balance);
  w.member("counterparty", row.counterparty_name);
  w.member("counterparty_account", row.counterparty_account);
  w.member("counterparty_bank", row.counterparty_bank);
  w.member("summary", row.summary);
  w.member("purpose", row.purpose);
  w.member("kind", row.kind);
  w.member("channel", row.channel);
  w.member("status", row.status);
  w.member("reference", row.reference);
  if (!row.currency.empty()) w.member("currency", row.currency);
  if (row.repaired) w.member("repaired", true);
  w.member("verified", verified);
  w.end_object();
}

void put_count(json::Writer& w, std::string_view name, const std::optional<std::uint64_t>& count) {
  w.key(name);
  if (count) {
    w.value(static_cast<std::int64_t>(*count));
  } else {
    w.null();
  }
}

void put_totals(json::Writer& w, const std::vector<ControlTotal>& totals) {
  w.key("totals");
  w.begin_array();
  for (const ControlTotal& total : totals) {
    w.begin_object();
    w.member("kind", total.kind);
    put_count(w, "printed_count", total.printed_count);
    put_count(w, "computed_count", total.computed_count);
    w.optional_member("printed_sum", total.printed_sum);
    w.optional_member("computed_sum", total.computed_sum);
    w.member("line", total.line);
    w.member("holds", total.holds());
    w.end_object();
  }
  w.end_array();
}

void put_broken_total(json::Writer& w, const ControlTotal& total) {
  const auto side = [&](std::string_view name, const std::optional<std::uint64_t>& count,
                        const std::optional<Money>& sum) {
    put_count(w, fmt::format("{}_count", name), count);
    w.optional_member(fmt::format("{}_sum", name), sum);
  };
  w.begin_object();
  w.member("code", "control_total");
  w.member("row", total.line);
  w.member("kind", total.kind);
  side("expected", total.printed_count, total.printed_sum);
  side("found", total.computed_count, total.computed_sum);
  w.member("message", "a total that the file prints differs from what its rows give");
  w.end_object();
}

void put_break(json::Writer& w, const Transaction& row, Money expected) {
  w.begin_object();
  w.member("code", "balance_break");
  w.member("row", row.line);
  w.member("transaction", row.row);
  w.member("expected", expected);
  w.optional_member("found", row.balance);
  w.member("message", "the balance does not follow from the row before");
  w.end_object();
}

// The notes that only announce a break or a broken total are replaced by the figures themselves.
void put_findings(json::Writer& w, const Statement& statement, const Proof& proof) {
  w.key("findings");
  w.begin_array();
  for (const ReadNote& note : statement.notes) {
    if (note.code == "control_total" || note.code == "balance_break") continue;
    w.begin_object();
    w.member("code", note.code);
    w.member("row", note.place.row);
    w.member("column", note.place.column);
    w.member("field", note.place.field);
    w.member("message", note.message);
    w.end_object();
  }
  for (const ControlTotal& total : statement.totals) {
    if (!total.holds()) put_broken_total(w, total);
  }
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    if (proof.is_break(i)) put_break(w, statement.rows[i], *proof.expected(i));
  }
  w.end_array();
}

void put_date(json::Writer& w, std::string_view name, const std::optional<Date>& date) {
  w.key(name);
  if (date) {
    w.value(to_string(*date));
  } else {
    w.null();
  }
}

void put_statement(json::Writer& w, const Statement& statement) {
  const Proof proof(statement);
  w.begin_object();
  w.member("layout", statement.layout);
  w.member("holder", statement.holder);
  w.member("account", statement.account);
  w.member("bank", statement.bank);
  w.member("currency", statement.currency);
  w.key("period");
  w.begin_object();
  put_date(w, "from", statement.period_from);
  put_date(w, "to", statement.period_to);
  w.end_object();
  w.optional_member("opening_balance", statement.opening_balance);
  w.optional_member("closing_balance", statement.closing_balance);
  w.key("rows");
  w.begin_array();
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    put_row(w, statement.rows[i], proof.is_verified(i));
  }
  w.end_array();
  put_totals(w, statement.totals);
  put_findings(w, statement, proof);
  w.end_object();
}

}  // namespace

std::string render_statements_json(const std::vector<Statement>& statements) {
  json::Writer w;
  if (statements.size() == 1) {
    put_statement(w, statements.front());
    return w.take();
  }
  w.begin_object();
  w.key("statements");
  w.begin_array();
  for (const Statement& statement : statements) put_statement(w, statement);
  w.end_array();
  w.end_object();
  return w.take();
}

}  // namespace zhun
