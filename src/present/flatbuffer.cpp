// Writing of flatbuffers, from the end.
#include "present/flatbuffer.hpp"

#include <algorithm>

namespace zhun::arrow {

// So that what comes after `upcoming` more bytes is aligned.
void FlatBuffer::pad(std::size_t upcoming, std::size_t alignment) {
  while ((size() + upcoming) % alignment != 0) reversed_ += '\0';
}

void FlatBuffer::put(std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) reversed_ += static_cast<char>(value >> (8 * i) & 0xFFU);
}

FlatBuffer::Offset FlatBuffer::text(std::string_view text) {
  pad(text.size() + 1, 4);
  reversed_ += '\0';
  reversed_.append(text.rbegin(), text.rend());
  put(text.size(), 4);
  return here();
}

FlatBuffer::Offset FlatBuffer::children(const std::vector<Offset>& items) {
  pad(0, 4);
  for (auto item = items.rbegin(); item != items.rend(); ++item) put(here() + 4 - *item, 4);
  put(items.size(), 4);
  return here();
}

FlatBuffer::Offset FlatBuffer::pairs(
    const std::vector<std::pair<std::int64_t, std::int64_t>>& items) {
  pad(0, 8);
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    put(static_cast<std::uint64_t>(item->second), 8);
    put(static_cast<std::uint64_t>(item->first), 8);
  }
  put(items.size(), 4);
  return here();
}

// The table stands right behind its table of positions (vtable), which no other table shares.
FlatBuffer::Offset FlatBuffer::table(std::vector<Member> members) {
  std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return (a.size == 0 ? 4 : a.size) > (b.size == 0 ? 4 : b.size);
  });
  std::size_t slots = 0;
  for (const Member& member : members) slots = std::max<std::size_t>(slots, member.id + 1U);
  std::vector<Offset> at(slots, 0);
  const Offset end = here();
  for (const Member& member : members) {
    const std::size_t bytes = member.size == 0 ? 4 : member.size;
    pad(bytes, bytes);
    put(member.size == 0 ? here() + 4 - member.value : member.value, bytes);
    at[member.id] = here();
  }
  pad(4, 4);
  const std::size_t positions_bytes = 4 + 2 * slots;
  put(positions_bytes, 4);
  const Offset start = here();
  for (std::size_t slot = slots; slot-- > 0;) put(at[slot] == 0 ? 0 : start - at[slot], 2);
  put(start - end, 2);
  put(positions_bytes, 2);
  return start;
}

std::string FlatBuffer::finish(Offset root) {
  pad(4, 8);
  put(here() + 4 - root, 4);
  return {reversed_.rbegin(), reversed_.rend()};
}

}  // namespace zhun::arrow
