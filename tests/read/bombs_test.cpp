// Files that are small and would cost much are refused within the limits, or harmless.
#include "bombs_for_tests.hpp"

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

TEST_CASE("what would cost too much is refused, and formulas and macros do nothing") {
  for (const Bomb& bomb : bombs()) {
    CAPTURE(bomb.name);
    const auto source = read_any(bomb.make(), options_for("bomb"));
    CHECK((source ? "read" : std::string(to_string(source.error().code))) == bomb.fate);
    if (!source) CHECK_FALSE(source.error().message.empty());
  }
}

TEST_CASE("a formula gives its stored result") {
  const auto statements = read_statements(workbook_of(formula_rows()), options_for("a.xlsx"));
  REQUIRE(statements.has_value());
  REQUIRE(statements->front().rows.size() == 1);
  CHECK(statements->front().rows[0].amount.fen() == 500);
  CHECK(statements->front().rows[0].summary == "x");
}

TEST_CASE("sheets that share one part are read once") {
  auto parts = workbook_parts(formula_rows());
  parts[1] = stored("xl/workbook.xml",
                    "<workbook xmlns:r=\"r\"><sheets>" +
                        repeated("<sheet name=\"a\" r:id=\"r1\"/>", 200) +
                        "</sheets></workbook>");
  const auto statements = read_statements(archive_of(parts), options_for("a.xlsx"));
  REQUIRE(statements.has_value());
  CHECK(statements->size() == 1);
}
