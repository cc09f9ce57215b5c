// The directory of a zip archive (APPNOTE 4.3 and 4.5): what it says of each entry, with zip64 and
// the field of WinZip's encryption, and where the bytes of an entry stand. Nothing is believed that
// leaves the archive. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace zhun::read {

struct ZipItem {
  std::string name;  // as it stands there, in whatever encoding
  bool encrypted = false;
  bool strongly_encrypted = false;  // a method of PKWARE's that needs certificates or a licence
  bool described_later = false;     // sizes and checksum follow the data, too
  std::uint8_t aes_strength = 0;    // 1, 2, 3: WinZip AES with 128, 192, 256 bits
  std::uint16_t aes_version = 0;    // 1: AE-1, 2: AE-2, which has no checksum
  std::uint16_t method = 0;         // of compression
  std::uint16_t time = 0;
  std::uint32_t checksum = 0;
  std::uint64_t packed = 0, expanded = 0;  // bytes, as the directory says
  std::uint64_t begin = 0;                 // of the local header
};

// `damaged`: also when two entries share bytes, or an entry and the directory do.
enum class ZipFault : std::uint8_t { damaged, entries, split };

[[nodiscard]] tl::expected<std::vector<ZipItem>, ZipFault> read_zip_directory(
    std::string_view bytes, std::size_t entries_max);

// The packed bytes behind the local header; nullopt when that contradicts the directory.
[[nodiscard]] std::optional<std::string_view> packed_bytes(std::string_view bytes,
                                                           const ZipItem& item);

}  // namespace zhun::read
