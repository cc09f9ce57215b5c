// Tables without a header: read where the balances prove the columns, refused elsewhere.
#include "read/headless.hpp"

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

TEST_CASE("dates and balances prove the columns of a table without a header") {
  const auto statements = read_statements(
      "2026-01-05,甲,5.00,,95.00\n2026-01-06,乙,,20.00,115.00\n"
      "2026-01-07,丙,15.00,,100.00\n2026-01-08,丁,,1.00,101.00\n",
      options_for("given.csv"));
  REQUIRE(statements.has_value());
  const Statement& statement = statements->front();
  CHECK(has_note(statement.notes, "header_missing"));
  REQUIRE(statement.rows.size() == 4);
  CHECK(statement.rows[0].direction == Direction::outflow);
  CHECK(statement.rows[1].direction == Direction::inflow);
  CHECK(statement.rows[1].summary == "乙");
}

TEST_CASE("without balances that follow from each other nothing is guessed") {
  for (const char* text : {"2026-01-05,甲,5.00\n2026-01-06,乙,20.00\n2026-01-07,丙,15.00\n"
                           "2026-01-08,丁,1.00\n",
                           "2026-01-05,甲,5.00,,95.00\n2026-01-06,乙,,20.00,116.00\n"
                           "2026-01-07,丙,15.00,,103.00\n2026-01-08,丁,,1.00,109.00\n",
                           "2026-01-05,甲,5.00,,95.00\n2026-01-06,乙,,20.00,115.00\n"}) {
    const auto statements = read_statements(text, options_for("given.csv"));
    REQUIRE_FALSE(statements.has_value());
    CHECK(statements.error().code == ErrorCode::unsupported);
  }
}
