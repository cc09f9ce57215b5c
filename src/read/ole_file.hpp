// OleFile: the streams of a compound file (OLE2), the container of XLS. Every chain of sectors is
// bounded by the size of the file. Not thread-safe; the bytes must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

// Little-endian numbers of a record; the caller has checked that they are inside.
[[nodiscard]] inline std::uint32_t little_endian(std::string_view bytes, std::size_t at,
                                                 std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i > 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

class OleFile {
 public:
  [[nodiscard]] static bool is_ole(std::string_view bytes);
  [[nodiscard]] static Result<OleFile> open(std::string_view bytes, const ReadOptions& options);

  // Names are compared without regard to the case of ASCII letters.
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] Result<std::string> read(std::string_view name) const;

 private:
  struct Entry {
    std::string name;
    std::uint8_t type = 0;
    std::uint32_t start = 0;
    std::uint64_t size = 0;
  };
  OleFile(std::string_view bytes, const ReadOptions& options) : bytes_(bytes), options_(&options) {}
  [[nodiscard]] tl::unexpected<Error> damaged() const;
  [[nodiscard]] const Entry* find(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> sector(std::uint32_t number) const;
  [[nodiscard]] std::optional<std::string> chain(std::uint32_t start) const;
  [[nodiscard]] std::size_t sectors_max() const { return bytes_.size() / sector_bytes_ + 1; }
  [[nodiscard]] bool load_table();
  [[nodiscard]] bool load_directory(std::uint32_t start);

  std::string_view bytes_;
  const ReadOptions* options_;
  std::size_t sector_bytes_ = 512, mini_bytes_ = 64;
  std::uint32_t mini_cutoff_ = 4096;
  std::vector<std::uint32_t> table_, mini_table_;
  std::string mini_stream_;
  std::vector<Entry> entries_;
};

}  // namespace zhun::read
