#include "zhun/evidence.hpp"

#include <doctest/doctest.h>

using namespace zhun;

TEST_CASE("consecutive rows are one range") {
  Evidence evidence;
  for (std::uint32_t row = 1; row <= 20000; ++row) evidence.add_row(0, row);
  evidence.add_row(1, 7);
  evidence.add_row(1, 9);
  evidence.add_row(1, 8);
  evidence.add_row(1, 8);
  evidence.add_source(2);
  evidence.add_source(2);
  const auto ranges = evidence.ranges();
  REQUIRE(ranges.size() == 3);
  CHECK(ranges[0] == RowRange{0, 1, 20000});
  CHECK(ranges[1] == RowRange{1, 7, 9});
  CHECK(ranges[2] == RowRange{2, 0, 0});
  CHECK(evidence.row_count() == 20003);
}
