#include "score/column_table.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "score/batch.hpp"

using zhun::CellType;
using zhun::read_column_table;

TEST_CASE("a table is read by columns, quotes and blank cells included") {
  const auto table = read_column_table({"t.csv", "a,b\n1,\"x, \"\"y\"\"\"\n , z\n\n"}, {});
  REQUIRE(table);
  CHECK(table->rows == 2);
  REQUIRE(table->names == std::vector<std::string>{"a", "b"});
  CHECK(table->columns[0][1].empty());
  CHECK(table->columns[1][0] == "x, \"y\"");
  CHECK(table->columns[1][1] == " z");
}

TEST_CASE("a row of another length is refused with its line and without its text") {
  const auto table = read_column_table({"t.csv", "a,b\n1,2\n3\n"}, {});
  REQUIRE_FALSE(table);
  CHECK(table.error().place.row == 3);
  CHECK_FALSE(read_column_table({"t.csv", ""}, {}));
}

TEST_CASE("the type of a column is the narrowest of all its cells") {
  CHECK(zhun::cell_type_of({"1", "", "-2.5e3"}) == CellType::number);
  CHECK(zhun::cell_type_of({"1", "x"}) == CellType::text);
  CHECK(zhun::cell_type_of({"true", "False"}) == CellType::boolean);
  CHECK(zhun::cell_type_of({"2026-01-31"}) == CellType::date);
  CHECK(zhun::cell_type_of({"", ""}) == CellType::text);
  CHECK(zhun::cell_value("", CellType::number).is_null());
  CHECK(zhun::cell_value("True", CellType::boolean).is_true());
}

TEST_CASE("blocks stand in the order of the rows for any number of threads") {
  for (const unsigned threads : {1U, 2U, 7U}) {
    const auto blocks = zhun::in_blocks<std::vector<std::size_t>>(
        1000, 7, threads, [](std::size_t begin, std::size_t end) {
          std::vector<std::size_t> rows(end - begin);
          std::iota(rows.begin(), rows.end(), begin);
          return rows;
        });
    std::size_t next = 0;
    for (const auto& block : blocks) {
      for (const auto row : block) CHECK(row == next++);
    }
    CHECK(next == 1000);
  }
}

TEST_CASE("what a block throws reaches the caller") {
  const auto work = [](std::size_t begin, std::size_t) -> int {
    if (begin == 50) throw std::bad_alloc();
    return 0;
  };
  CHECK_THROWS_AS((void)zhun::in_blocks<int>(100, 10, 3, work), std::bad_alloc);
}
