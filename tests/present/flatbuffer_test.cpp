// The small writer of flatbuffers, read back by following its offsets.
#include <doctest/doctest.h>

#include <cstring>

#include "present/flatbuffer.hpp"

using zhun::arrow::FlatBuffer;

namespace {

template <typename T>
T at(const std::string& bytes, std::size_t position) {
  REQUIRE(position + sizeof(T) <= bytes.size());
  REQUIRE(position % sizeof(T) == 0);  // aligned
  T value;
  std::memcpy(&value, bytes.data() + position, sizeof value);
  return value;
}

// Position of a member of the table at `table`; 0: absent.
std::size_t member(const std::string& bytes, std::size_t table, std::size_t id) {
  const std::size_t positions = table - static_cast<std::size_t>(at<std::int32_t>(bytes, table));
  if (4 + 2 * id >= at<std::uint16_t>(bytes, positions)) return 0;
  const auto distance = at<std::uint16_t>(bytes, positions + 4 + 2 * id);
  return distance == 0 ? 0 : table + distance;
}

std::size_t follow(const std::string& bytes, std::size_t position) {
  return position + at<std::uint32_t>(bytes, position);
}

}  // namespace

TEST_CASE("members of every size, texts, lists and pairs are found where the offsets say") {
  FlatBuffer b;
  const auto first = b.text("first"), second = b.text("");
  const auto list = b.children({first, second});
  const auto pairs = b.pairs({{1, -2}, {3, 4}});
  const auto inner = b.table({});
  const auto root =
      b.table({FlatBuffer::u8(0, 7), FlatBuffer::i16(1, 300), FlatBuffer::i32(2, 70'000),
               FlatBuffer::i64(4, -9), FlatBuffer::child(5, list), FlatBuffer::child(6, pairs),
               FlatBuffer::child(7, inner)});
  const std::string bytes = b.finish(root);
  CHECK(bytes.size() % 8 == 0);
  const std::size_t table = follow(bytes, 0);
  CHECK(at<std::uint8_t>(bytes, member(bytes, table, 0)) == 7);
  CHECK(at<std::uint16_t>(bytes, member(bytes, table, 1)) == 300);
  CHECK(at<std::uint32_t>(bytes, member(bytes, table, 2)) == 70'000);
  CHECK(member(bytes, table, 3) == 0);
  CHECK(at<std::int64_t>(bytes, member(bytes, table, 4)) == -9);
  CHECK(member(bytes, table, 8) == 0);

  const std::size_t texts = follow(bytes, member(bytes, table, 5));
  REQUIRE(at<std::uint32_t>(bytes, texts) == 2);
  const std::size_t text = follow(bytes, texts + 4);
  CHECK(at<std::uint32_t>(bytes, text) == 5);
  CHECK(bytes.substr(text + 4, 6) == std::string("first\0", 6));
  CHECK(at<std::uint32_t>(bytes, follow(bytes, texts + 8)) == 0);

  const std::size_t structs = follow(bytes, member(bytes, table, 6));
  REQUIRE(at<std::uint32_t>(bytes, structs) == 2);
  CHECK(at<std::int64_t>(bytes, structs + 4) == 1);
  CHECK(at<std::int64_t>(bytes, structs + 12) == -2);
  CHECK(at<std::int64_t>(bytes, structs + 28) == 4);
  CHECK(member(bytes, follow(bytes, member(bytes, table, 7)), 0) == 0);
}
