// FlatBuffer: a small writer of flatbuffers, which is the form of the metadata in an Arrow IPC
// stream. It grows from its end towards its beginning, children before parents, as the format
// wants. For a few kilobytes of metadata; not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhun::arrow {

class FlatBuffer {
 public:
  // Distance of an object from the end of the buffer.
  using Offset = std::uint32_t;

  // A member of a table: its number in the schema file, and a scalar or the offset of a child.
  struct Member {
    std::uint16_t id = 0;
    std::uint8_t size = 0;  // 1, 2, 4, 8; 0: a child
    std::uint64_t value = 0;
  };
  [[nodiscard]] static Member u8(std::uint16_t id, std::uint8_t value) { return {id, 1, value}; }
  [[nodiscard]] static Member i16(std::uint16_t id, std::uint16_t value) { return {id, 2, value}; }
  [[nodiscard]] static Member i32(std::uint16_t id, std::uint32_t value) { return {id, 4, value}; }
  [[nodiscard]] static Member i64(std::uint16_t id, std::int64_t value) {
    return {id, 8, static_cast<std::uint64_t>(value)};
  }
  [[nodiscard]] static Member child(std::uint16_t id, Offset offset) { return {id, 0, offset}; }

  [[nodiscard]] Offset text(std::string_view text);
  [[nodiscard]] Offset children(const std::vector<Offset>& items);
  [[nodiscard]] Offset pairs(const std::vector<std::pair<std::int64_t, std::int64_t>>& items);
  [[nodiscard]] Offset table(std::vector<Member> members);
  // The whole buffer; its size is a multiple of 8.
  [[nodiscard]] std::string finish(Offset root);

 private:
  [[nodiscard]] std::size_t size() const { return reversed_.size(); }
  void pad(std::size_t upcoming, std::size_t alignment);
  void put(std::uint64_t value, std::size_t bytes);  // little-endian
  [[nodiscard]] Offset here() const { return static_cast<Offset>(size()); }

  std::string reversed_;  // the last byte of the buffer first
};

}  // namespace zhun::arrow
