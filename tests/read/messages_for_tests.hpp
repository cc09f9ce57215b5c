// Helpers for the tests of bank messages.
#pragma once

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

namespace zhun::test {

inline std::string message(const std::string& name) {
  return fixture("read/fixtures/messages/" + name);
}

inline std::vector<Statement> read_whole(const std::string& bytes) {
  auto statements = read_statements(bytes, options_for("message"));
  REQUIRE_MESSAGE(statements.has_value(), (statements ? "" : to_string(statements.error())));
  return std::move(*statements);
}

// "2024-02-01 in 250.00 name|account|bank|summary|purpose|kind|status|reference"
inline std::string row_text(const Transaction& row) {
  std::string text = to_string(row.time) + " " + std::string(to_string(row.direction)) + " " +
                     to_string(row.amount) + " ";
  bool first = true;
  for (const auto part : {row.counterparty_name, row.counterparty_account, row.counterparty_bank,
                          row.summary, row.purpose, row.kind, row.status, row.reference}) {
    if (!first) text += '|';
    first = false;
    text += part;
  }
  return text;
}

inline std::string balances(const Statement& statement) {
  const auto text = [](const std::optional<Money>& money) {
    return money ? to_string(*money) : std::string("-");
  };
  return statement.account + " " + statement.currency + " " + text(statement.opening_balance) +
         " " + text(statement.closing_balance);
}

}  // namespace zhun::test
