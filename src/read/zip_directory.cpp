// End record, zip64 record, central headers, in the order in which they are found from the end.
#include "read/zip_directory.hpp"

#include <algorithm>

namespace zhun::read {
namespace {

constexpr std::size_t kEndBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56;
constexpr std::size_t kCentralBytes = 46, kLocalBytes = 30;
constexpr std::size_t kCommentMax = 0xFFFF;
constexpr std::uint64_t kNot16 = 0xFFFF, kNot32 = 0xFFFFFFFF;  // the value stands in a zip64 field
constexpr std::uint64_t kFlagEncrypted = 1U, kFlagDescribedLater = 1U << 3, kFlagStrong = 1U << 6,
                        kFlagMasked = 1U << 13;
constexpr std::uint64_t kMethodAes = 99;

// Bounds have been checked by the caller.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

std::uint16_t number16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(number(bytes, at, 2));
}

struct Directory {
  std::uint64_t begin = 0, end = 0;  // in the bytes
  std::uint64_t prefix = 0;          // bytes in front of the archive, which offsets do not count
  std::uint64_t entries = 0;
};

std::optional<std::size_t> find_end(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return std::nullopt;
  const std::size_t last = bytes.size() - kEndBytes;
  const std::size_t first = last - std::min(last, kCommentMax);
  for (auto at = bytes.rfind("PK\x05\x06", last); at != std::string_view::npos && at >= first;
       at = at == 0 ? std::string_view::npos : bytes.rfind("PK\x05\x06", at - 1)) {
    if (at + kEndBytes + number(bytes, at + 20, 2) <= bytes.size()) return at;
  }
  return std::nullopt;
}

tl::expected<Directory, ZipFault> find_directory(std::string_view bytes) {
  const auto end = find_end(bytes);
  if (!end) return tl::unexpected(ZipFault::damaged);
  Directory directory;
  directory.end = *end;
  directory.entries = number(bytes, *end + 10, 2);
  std::uint64_t size = number(bytes, *end + 12, 4), offset = number(bytes, *end + 16, 4);
  std::uint64_t disk = number(bytes, *end + 4, 2);
  const bool is_64 = directory.entries == kNot16 || size == kNot32 || offset == kNot32;
  if (is_64 && *end >= kLocatorBytes &&
      bytes.substr(*end - kLocatorBytes).starts_with("PK\x06\x07")) {
    const std::uint64_t at = number(bytes, *end - kLocatorBytes + 8, 8);
    if (at > *end - kLocatorBytes || *end - kLocatorBytes - at < kEnd64Bytes ||
        !bytes.substr(static_cast<std::size_t>(at)).starts_with("PK\x06\x06")) {
      return tl::unexpected(ZipFault::damaged);
    }
    const auto record = static_cast<std::size_t>(at);
    disk = number(bytes, record + 16, 4);
    directory.entries = number(bytes, record + 32, 8);
    size = number(bytes, record + 40, 8);
    offset = number(bytes, record + 48, 8);
    directory.end = at;
  }
  if (disk != 0 && disk != kNot16) return tl::unexpected(ZipFault::split);
  if (size > directory.end || offset > directory.end - size)
    return tl::unexpected(ZipFault::damaged);
  directory.begin = directory.end - size;
  directory.prefix = directory.begin - offset;
  return directory;
}

// The fields behind the name. False when they are damaged.
bool read_extra(std::string_view extra, ZipItem& item) {
  while (extra.size() >= 4) {
    const std::uint64_t id = number(extra, 0, 2);
    const auto size = static_cast<std::size_t>(number(extra, 2, 2));
    if (size > extra.size() - 4) return false;
    std::string_view field = extra.substr(4, size);
    extra.remove_prefix(4 + size);
    if (id == 1) {
      for (std::uint64_t* value : {&item.expanded, &item.packed, &item.begin}) {
        if (*value != kNot32) continue;
        if (field.size() < 8) return false;
        *value = number(field, 0, 8);
        field.remove_prefix(8);
      }
    } else if (id == 0x9901 && item.method == kMethodAes) {
      if (field.size() < 7 || field.substr(2, 2) != "AE") return false;
      item.aes_version = number16(field, 0);
      item.aes_strength = static_cast<std::uint8_t>(field[4]);
      item.method = number16(field, 5);
    }
  }
  return true;
}

// The central header at `at`, which is then behind it.
std::optional<ZipItem> read_central(std::string_view bytes, std::size_t& at) {
  const std::string_view header = bytes.substr(at);
  if (header.size() < kCentralBytes || !header.starts_with("PK\x01\x02")) return std::nullopt;
  const std::size_t name = number16(header, 28), extra = number16(header, 30);
  const std::size_t size = kCentralBytes + name + extra + number16(header, 32);
  if (size > header.size()) return std::nullopt;
  const std::uint64_t flags = number(header, 8, 2);
  ZipItem item;
  item.encrypted = (flags & kFlagEncrypted) != 0;
  item.strongly_encrypted = (flags & (kFlagStrong | kFlagMasked)) != 0;
  item.described_later = (flags & kFlagDescribedLater) != 0;
  item.method = number16(header, 10);
  item.time = number16(header, 12);
  item.checksum = static_cast<std::uint32_t>(number(header, 16, 4));
  item.packed = number(header, 20, 4);
  item.expanded = number(header, 24, 4);
  item.begin = number(header, 42, 4);
  item.name = std::string(header.substr(kCentralBytes, name));
  if (!read_extra(header.substr(kCentralBytes + name, extra), item)) return std::nullopt;
  at += size;
  return item;
}

// Entries that share bytes are how small archives expand without end.
bool are_apart(const std::vector<ZipItem>& items, std::uint64_t end) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  ranges.reserve(items.size());
  for (const ZipItem& item : items) {
    const std::uint64_t head = kLocalBytes + item.name.size();
    if (item.begin > end || end - item.begin < head || item.packed > end - item.begin - head)
      return false;
    ranges.emplace_back(item.begin, item.begin + head + item.packed);
  }
  std::sort(ranges.begin(), ranges.end());
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].first < ranges[i - 1].second) return false;
  }
  return true;
}

}  // namespace

tl::expected<std::vector<ZipItem>, ZipFault> read_zip_directory(std::string_view bytes,
                                                                std::size_t entries_max) {
  const auto directory = find_directory(bytes);
  if (!directory) return tl::unexpected(directory.error());
  if (directory->entries > entries_max) return tl::unexpected(ZipFault::entries);
  std::vector<ZipItem> items;
  const std::string_view central = bytes.substr(0, static_cast<std::size_t>(directory->end));
  auto at = static_cast<std::size_t>(directory->begin);
  while (items.size() < directory->entries) {
    auto item = read_central(central, at);
    if (!item || item->begin > directory->begin) return tl::unexpected(ZipFault::damaged);
    item->begin += directory->prefix;
    items.push_back(std::move(*item));
  }
  // More entries than the end record counts would be left out in silence.
  if (central.substr(at).starts_with("PK\x01\x02")) return tl::unexpected(ZipFault::damaged);
  if (!are_apart(items, directory->begin)) return tl::unexpected(ZipFault::damaged);
  return items;
}

std::optional<std::string_view> packed_bytes(std::string_view bytes, const ZipItem& item) {
  if (item.begin > bytes.size()) return std::nullopt;
  const std::string_view header = bytes.substr(static_cast<std::size_t>(item.begin));
  if (header.size() < kLocalBytes || !header.starts_with("PK\x03\x04")) return std::nullopt;
  const bool encrypted = (number(header, 6, 2) & kFlagEncrypted) != 0;
  const std::uint64_t method = number(header, 8, 2);
  if (encrypted != item.encrypted) return std::nullopt;
  if (method != (item.aes_strength != 0 ? kMethodAes : item.method)) return std::nullopt;
  const std::size_t head = kLocalBytes + number16(header, 26) + number16(header, 28);
  if (head > header.size() || item.packed > header.size() - head) return std::nullopt;
  return header.substr(head, static_cast<std::size_t>(item.packed));
}

}  // namespace zhun::read
