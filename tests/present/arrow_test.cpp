// Columns in Arrow's layout.
#include <doctest/doctest.h>

#include <cstring>

#include "present/arrow_batch.hpp"

using namespace zhun::arrow;

TEST_CASE("a column without a null has no validity bits") {
  Column column(Type::int64);
  column.append_int64(7);
  CHECK(column.buffers()[0].empty());
  CHECK(column.buffers()[1].size() == 8);
  CHECK(column.null_count() == 0);
}

TEST_CASE("the first null gives the values before it their bits") {
  Column column(Type::date32);
  for (int i = 0; i < 9; ++i) column.append_days(i);
  column.append_null();
  column.append_days(5);
  const auto bits = column.buffers()[0];
  REQUIRE(bits.size() == 2);
  CHECK(bits[0] == std::byte{0xFF});
  CHECK(bits[1] == std::byte{0b101});
  CHECK(column.null_count() == 1);
  CHECK(column.length() == 11);
  CHECK(column.buffers()[1].size() == 44);
}

TEST_CASE("texts have one offset more than rows") {
  Column column(Type::utf8);
  CHECK(column.buffers()[1].size() == 4);
  column.append_text("ab");
  column.append_null();
  column.append_text("");
  std::int32_t offsets[4];
  REQUIRE(column.buffers()[1].size() == sizeof offsets);
  std::memcpy(offsets, column.buffers()[1].data(), sizeof offsets);
  CHECK(offsets[0] == 0);
  CHECK(offsets[1] == 2);
  CHECK(offsets[2] == 2);
  CHECK(offsets[3] == 2);
}

TEST_CASE("booleans are bits") {
  Column column(Type::boolean);
  for (int i = 0; i < 10; ++i) column.append_boolean(i % 2 == 0);
  column.append_null();
  REQUIRE(column.buffers()[1].size() == 2);
  CHECK(column.buffers()[1][0] == std::byte{0x55});
  CHECK(column.buffers()[0][1] == std::byte{0b011});
}
