// Statements as zhun parse prints them: every row, what proves it, and what did not add up.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "present/source_words.hpp"
#include "present/statement_proof.hpp"
#include "present/verdict_json.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

std::string time_text(std::int32_t second) {
  return fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
}

void put_row(json::Writer& w, const Transaction& row, bool verified, const RowVerdict* verdict) {
  w.begin_object();
  w.member("row", row.row);
  w.member("line", row.line);
  if (row.page > 0) w.member("page", row.page);
  w.key("date");
  if (verdict != nullptr && row.time.date == Date()) {
    w.null();  // a scan whose date could not be read
  } else {
    w.value(to_string(row.time.date));
  }
  w.key("time");
  if (row.time.has_time()) {
    w.value(time_text(row.time.second_of_day));
  } else {
    w.null();
  }
  // Scans call 其他 what the reference pages call it; everything else is neutral.
  const bool other = verdict != nullptr && row.direction == Direction::neutral;
  w.member("direction", other ? std::string_view("other") : to_string(row.direction));
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
  if (verdict != nullptr)
    put_verdict(w, *verdict, [](std::string_view name) { return std::string(name); });
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

// The verdict on the transaction of this number; nullptr: it is not of a scan.
const RowVerdict* verdict_of(const Statement& statement, std::span<const RowVerdict> verdicts,
                             std::uint32_t row) {
  for (std::size_t i = 0; row > 0 && i < statement.rows.size() && i < verdicts.size(); ++i) {
    if (statement.rows[i].row == row) return &verdicts[i];
  }
  return nullptr;
}

void put_break(json::Writer& w, const Transaction& row, Money expected, const RowVerdict* verdict) {
  w.begin_object();
  w.member("code", "balance_break");
  w.member("row", verdict != nullptr ? row.row : row.line);
  w.member("transaction", row.row);
  w.member("expected", expected);
  w.optional_member("found", row.balance);
  w.member("message", "the balance does not follow from the row before");
  if (verdict != nullptr) put_finding_box(w, *verdict, "balance");
  w.end_object();
}

void put_note(json::Writer& w, const ReadNote& note, const RowVerdict* verdict, bool scan) {
  w.begin_object();
  w.member("code", note.code);
  w.member("row", note.place.row);
  w.member("column", note.place.column);
  w.member("field", note.place.field);
  w.member("message", note.message);
  if (verdict != nullptr) {
    put_finding_box(w, *verdict, note.place.field);
  } else if (scan && note.place.page > 0) {
    w.member("page", note.place.page);
  }
  w.end_object();
}

// The notes that only announce a break or a broken total are replaced by the figures themselves. A
// scan's break that its decoder told has no second finding.
void put_findings(json::Writer& w, const Statement& statement, const StatementProof& proof,
                  std::span<const RowVerdict> verdicts) {
  w.key("findings");
  w.begin_array();
  const bool scan = !verdicts.empty();
  for (const ReadNote& note : statement.notes) {
    const bool of_page = scan && note.place.page > 0;  // told by the decoder, and nowhere else
    if ((note.code == "control_total" || note.code == "balance_break") && !of_page) continue;
    put_note(w, note, verdict_of(statement, verdicts, note.place.row), scan);
  }
  for (const ControlTotal& total : statement.totals) {
    if (!total.holds()) put_broken_total(w, total);
  }
  const auto told = [&](const Transaction& row) {
    return std::any_of(statement.notes.begin(), statement.notes.end(), [&](const ReadNote& note) {
      return note.place.row == row.row &&
             (note.code == "altered_figure" || note.code == "rows_missing" ||
              note.code == "balance_break");
    });
  };
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    const Transaction& row = statement.rows[i];
    if (!proof.is_break(i) || (scan && told(row))) continue;
    put_break(w, row, *proof.expected(i), i < verdicts.size() ? &verdicts[i] : nullptr);
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

// Rows of a scan come as they stand on its pages, which is what one compares them with; others
// oldest first.
std::vector<std::size_t> order_of_output(const Statement& statement, bool as_printed) {
  std::vector<std::size_t> order(statement.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (as_printed) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return statement.rows[a].row < statement.rows[b].row;
    });
  }
  return order;
}

// `verdicts` has one a row for a scan, whose rows are proved by its decoder; else it is empty.
void put_statement(json::Writer& w, const Statement& statement,
                   std::span<const RowVerdict> verdicts) {
  const StatementProof proof(statement);
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
  if (statement.account_opened_on)
    w.member("account_opened_on", to_string(*statement.account_opened_on));
  w.optional_member("opening_balance", statement.opening_balance);
  w.optional_member("closing_balance", statement.closing_balance);
  w.key("rows");
  w.begin_array();
  for (const std::size_t i : order_of_output(statement, !verdicts.empty())) {
    const RowVerdict* verdict = i < verdicts.size() ? &verdicts[i] : nullptr;
    const bool verified =
        verdict != nullptr ? verdict->verdict == Verdict::verified : proof.is_verified(i);
    put_row(w, statement.rows[i], verified, verdict);
  }
  w.end_array();
  put_totals(w, statement.totals);
  put_findings(w, statement, proof, verdicts);
  put_recognised(w, statement.recognised);
  w.end_object();
}

// One statement is the document itself; several are its member "statements".
template <typename T, typename Put>
void put_all(json::Writer& w, const std::vector<T>& statements, Put put) {
  if (statements.size() == 1) {
    put(statements.front());
    return;
  }
  w.begin_object();
  w.key("statements");
  w.begin_array();
  for (const T& statement : statements) put(statement);
  w.end_array();
  w.end_object();
}

}  // namespace

std::string render_statements_json(const std::vector<Statement>& statements) {
  json::Writer w;
  put_all(w, statements, [&](const Statement& statement) { put_statement(w, statement, {}); });
  return w.take();
}

std::string render_scan_json(const Scan& scan) {
  json::Writer w;
  put_all(w, scan.statements, [&](const ScannedStatement& scanned) {
    put_statement(w, scanned.statement, scanned.verdicts);
  });
  return w.take();
}

}  // namespace zhun
