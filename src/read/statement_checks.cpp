// Checks of a whole statement: its order, its balances, and the totals that it prints.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "read/statement_table.hpp"

namespace zhun::read {
namespace {

void add_note(Statement& statement, const ReadOptions& options, std::string code,
              std::uint32_t line, std::string message) {
  statement.notes.push_back(
      {std::move(code), Place{options.source_name, 0, line, 0, {}}, std::move(message)});
}

// Whether `later` follows from `earlier`; nullopt when the equation cannot be set up.
std::optional<bool> follows(const Transaction& earlier, const Transaction& later) {
  if (!earlier.balance || !later.balance || earlier.currency != later.currency) return std::nullopt;
  std::int64_t expected = 0;
  const std::int64_t before = earlier.balance->fen(), amount = later.amount.fen();
  bool overflow = false;
  switch (later.direction) {
    case Direction::inflow:
      overflow = __builtin_add_overflow(before, amount, &expected);
      break;
    case Direction::outflow:
      overflow = __builtin_sub_overflow(before, amount, &expected);
      break;
    case Direction::neutral:
      return std::nullopt;
  }
  return !overflow && expected == later.balance->fen();
}

struct Links {
  std::uint32_t holding_forward = 0, holding_backward = 0;
};

Links count_links(const std::vector<Transaction>& rows) {
  Links links;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    links.holding_forward += follows(rows[i - 1], rows[i]).value_or(false) ? 1u : 0u;
    links.holding_backward += follows(rows[i], rows[i - 1]).value_or(false) ? 1u : 0u;
  }
  return links;
}

struct Sums {
  std::uint64_t count = 0;
  Money sum;
};

}  // namespace

void settle_order(Statement& statement, const ReadOptions& options) {
  auto& rows = statement.rows;
  std::uint32_t ascents = 0, descents = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& before = rows[i - 1].time;
    const auto& after = rows[i].time;
    const bool both_timed = before.has_time() && after.has_time();
    if (before.date < after.date || (both_timed && before.date == after.date && before < after)) {
      ++ascents;
    } else if (after.date < before.date ||
               (both_timed && before.date == after.date && after < before)) {
      ++descents;
    }
  }
  bool newest_first = descents > ascents;
  if (ascents == descents && rows.size() > 1) {
    const Links links = count_links(rows);
    newest_first = links.holding_backward > links.holding_forward;
  }
  if (ascents > 0 && descents > 0) {
    add_note(
        statement, options, "order_mixed", 0,
        fmt::format(
            "the rows are not in the order of their times: {} steps go forward and {} back; the "
            "order of the file is kept",
            ascents, descents));
  }
  if (newest_first) {
    std::reverse(rows.begin(), rows.end());
    add_note(statement, options, "newest_first", 0,
             "the file lists the newest row first; the rows are kept oldest first");
  }
  statement.newest_first = newest_first;
}

ChainState check_chain(const Statement& statement) {
  ChainState state;
  const auto& rows = statement.rows;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto holds = follows(rows[i - 1], rows[i]);
    if (!holds) continue;
    ++state.links;
    if (*holds) continue;
    ++state.breaks;
    if (state.first_row == 0) {
      state.first_row = rows[i].row;
      state.first_line = rows[i].line;
    }
  }
  return state;
}

std::uint32_t count_chained(const Statement& statement) {
  const Links links = count_links(statement.rows);
  return std::max(links.holding_forward, links.holding_backward);
}

void settle_balances(Statement& statement, const LabelFacts& labels, const ReadOptions& options) {
  const auto& rows = statement.rows;
  for (const auto& total : labels.totals) {
    if (total.kind == "opening" && !statement.opening_balance)
      statement.opening_balance = total.printed_sum;
    if (total.kind == "closing" && !statement.closing_balance)
      statement.closing_balance = total.printed_sum;
  }
  if (rows.empty()) return;
  if (!statement.opening_balance && rows.front().balance &&
      rows.front().direction != Direction::neutral) {
    const Money amount =
        rows.front().direction == Direction::inflow ? -rows.front().amount : rows.front().amount;
    statement.opening_balance = *rows.front().balance + amount;
    add_note(statement, options, "opening_derived", rows.front().line,
             "the opening balance is not printed; it is derived from the oldest row");
  }
  if (!statement.closing_balance && rows.back().balance)
    statement.closing_balance = rows.back().balance;
  const ChainState chain = check_chain(statement);
  if (chain.breaks > 0) {
    add_note(
        statement, options, "balance_break", chain.first_line,
        fmt::format(
            "the balance of {} of {} rows does not follow from the row before; the first is row {}",
            chain.breaks, chain.links, chain.first_row));
  }
}

void settle_totals(Statement& statement, const std::vector<ControlTotal>& printed,
                   const ReadOptions& options) {
  Sums all, in, out, neutral;
  for (const auto& row : statement.rows) {
    if (!row.currency.empty()) {
      all.count += 1;
      continue;  // of another currency than the statement: counted, not summed
    }
    Sums& sums = row.direction == Direction::inflow    ? in
                 : row.direction == Direction::outflow ? out
                                                       : neutral;
    sums.count += 1;
    sums.sum += row.amount;
    all.count += 1;
  }
  for (ControlTotal total : printed) {
    std::optional<Sums> sums;
    if (total.kind == "count") sums = all;
    if (total.kind == "inflow" || total.kind == "inflow_count") sums = in;
    if (total.kind == "outflow" || total.kind == "outflow_count") sums = out;
    if (total.kind == "neutral" || total.kind == "neutral_count") sums = neutral;
    if (sums) {
      if (total.printed_count) total.computed_count = sums->count;
      if (total.printed_sum) total.computed_sum = sums->sum;
    } else {
      const bool opening = total.kind == "opening";
      const auto& rows = statement.rows;
      const bool chained = !rows.empty() && rows.front().balance && rows.back().balance &&
                           rows.front().direction != Direction::neutral;
      if (chained && opening) {
        total.computed_sum = *rows.front().balance + (rows.front().direction == Direction::inflow
                                                          ? -rows.front().amount
                                                          : rows.front().amount);
      } else if (chained) {
        total.computed_sum = rows.back().balance;
      } else if (!opening && statement.opening_balance) {
        total.computed_sum = *statement.opening_balance + in.sum - out.sum;
      } else {
        continue;  // nothing to compare it with
      }
    }
    if (!total.holds()) {
      add_note(statement, options, "control_total", total.line,
               fmt::format("the total \"{}\" that the file prints differs from what its rows give",
                           total.kind));
    }
    statement.totals.push_back(std::move(total));
  }
}

}  // namespace zhun::read
