// ZipReader: the entries of a zip archive in memory, inflated within limits.
//
// Names of entries are only ever compared, never used as paths. What is counted are the bytes that
// inflating gives, not what the headers say. Not thread-safe; the bytes and the options must
// outlive the reader.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

class ZipReader {
 public:
  // An entry's expansion beyond its first MiB; a zip of honest documents stays far below.
  static constexpr std::uint64_t kRatioMax = 100;
  static constexpr std::uint64_t kRatioFreeBytes = std::uint64_t{1} << 20;
  // The same over all entries that one reader gives.
  static constexpr std::uint64_t kTotalFreeBytes = std::uint64_t{16} << 20;
  static constexpr std::size_t kEntriesMax = 10'000;

  // By the mark of a first entry, or of an archive without entries.
  [[nodiscard]] static bool is_zip(std::string_view bytes);

  // Reads the directory. ErrorCode::format when it is damaged, ErrorCode::limit for its size.
  [[nodiscard]] static Result<ZipReader> open(std::string_view bytes, const ReadOptions& options);

  // In the order of the directory; a name may stand in it twice.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool has(std::string_view name) const;

  // The whole entry. Names are compared exactly; of equal names the first counts. At most
  // `expanded_max` bytes, and at most twice Limits::bytes_max over all reads of this reader.
  // ErrorCode::encrypted for an entry that ReadOptions::password does not open.
  [[nodiscard]] Result<std::string> read(std::string_view name, std::size_t expanded_max);
  [[nodiscard]] Result<std::string> read(std::size_t index, std::size_t expanded_max);

  // Gives the entry to `take` in pieces. `take` returns false to stop; that is no error here, and
  // the rest of the entry is then neither inflated nor checked.
  using Take = std::function<bool(std::string_view piece)>;
  [[nodiscard]] Result<void> stream(std::string_view name, std::size_t expanded_max,
                                    const Take& take);
  [[nodiscard]] Result<void> stream(std::size_t index, std::size_t expanded_max, const Take& take);

  // The same by hand, for one entry at a time: begin, then take until it gives 0, which compares
  // the checksum. What begin opened is closed by the next begin, read or stream.
  [[nodiscard]] Result<void> begin(std::size_t index, std::size_t expanded_max);
  [[nodiscard]] Result<std::size_t> take(char* buffer, std::size_t size);
  // Of the entry that begin opened, as its header says: a hint only.
  [[nodiscard]] std::uint64_t stated_size() const { return stated_; }

  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;
  ~ZipReader();

 private:
  struct Archive;
  explicit ZipReader(std::unique_ptr<Archive> archive);
  [[nodiscard]] Result<std::size_t> find(std::string_view name) const;

  std::unique_ptr<Archive> archive_;
  std::vector<std::string> names_;
  std::uint64_t expanded_ = 0;                            // over all entries
  std::uint64_t taken_ = 0, entry_max_ = 0, stated_ = 0;  // of the open entry
};

}  // namespace zhun::read
