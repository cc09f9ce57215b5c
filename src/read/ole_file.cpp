// Sectors, their allocation table, the directory, and the mini stream for small streams
// ([MS-CFB]).
#include "read/ole_file.hpp"

#include <algorithm>

namespace zhun::read {
namespace {

constexpr std::string_view kMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
constexpr std::size_t kHeaderBytes = 512, kEntryBytes = 128;
constexpr std::uint32_t kSectorMax = 0xFFFFFFFA;  // numbers above mean something else
constexpr std::size_t kEntriesMax = 65'536;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

void append_numbers(std::string_view bytes, std::vector<std::uint32_t>& numbers) {
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
    numbers.push_back(little_endian(bytes, at, 4));
}

}  // namespace

bool OleFile::is_ole(std::string_view bytes) { return bytes.starts_with(kMark); }

tl::unexpected<Error> OleFile::damaged() const {
  return fail(ErrorCode::format, Place{options_->source_name, 0, 0, 0, {}},
              "the workbook is damaged or incomplete; fetch or export the file again");
}

std::optional<std::string_view> OleFile::sector(std::uint32_t number) const {
  if (number >= kSectorMax) return std::nullopt;
  // The header takes the place of one sector.
  const std::uint64_t begin = (std::uint64_t{number} + 1) * sector_bytes_;
  if (begin >= bytes_.size()) return std::nullopt;
  return bytes_.substr(static_cast<std::size_t>(begin), sector_bytes_);
}

// nullopt when it leaves the file or is longer than it.
std::optional<std::string> OleFile::chain(std::uint32_t start) const {
  std::string stream;
  std::size_t sectors = 0;
  for (std::uint32_t at = start; at < kSectorMax; at = table_[at]) {
    const auto bytes = sector(at);
    if (!bytes || at >= table_.size() || ++sectors > sectors_max()) return std::nullopt;
    // Only the last sector of the file may be cut, and only at the end of its chain.
    if (bytes->size() < sector_bytes_ && table_[at] < kSectorMax) return std::nullopt;
    stream.append(*bytes);
  }
  return stream;
}

bool OleFile::load_table() {
  std::vector<std::uint32_t> places;
  append_numbers(bytes_.substr(0x4C, 109 * 4), places);
  std::uint32_t next = little_endian(bytes_, 0x44, 4);
  for (std::size_t count = 0; next < kSectorMax; ++count) {
    const auto bytes = sector(next);
    if (!bytes || bytes->size() < sector_bytes_ || count > sectors_max()) return false;
    append_numbers(bytes->substr(0, sector_bytes_ - 4), places);
    next = little_endian(*bytes, sector_bytes_ - 4, 4);
  }
  const std::size_t count = little_endian(bytes_, 0x2C, 4);
  if (count > sectors_max()) return false;
  std::size_t loaded = 0;
  for (const auto place : places) {
    if (place >= kSectorMax) continue;
    if (loaded == count) break;
    const auto bytes = sector(place);
    if (!bytes || bytes->size() < sector_bytes_) return false;
    append_numbers(*bytes, table_);
    ++loaded;
  }
  return loaded == count && loaded > 0;
}

bool OleFile::load_directory(std::uint32_t start) {
  const auto directory = chain(start);
  if (!directory) return false;
  for (std::size_t at = 0; at + kEntryBytes <= directory->size(); at += kEntryBytes) {
    if (entries_.size() >= kEntriesMax) return false;
    const auto bytes = std::string_view(*directory).substr(at, kEntryBytes);
    Entry entry;
    const std::size_t name_bytes = std::min<std::size_t>(little_endian(bytes, 64, 2), 64);
    for (std::size_t i = 0; i + 2 < name_bytes; i += 2)  // names that matter are ASCII
      entry.name += bytes[i + 1] == '\0' ? bytes[i] : '?';
    entry.type = static_cast<std::uint8_t>(bytes[66]);
    entry.start = little_endian(bytes, 116, 4);
    entry.size = little_endian(bytes, 120, 4);
    entries_.push_back(std::move(entry));
  }
  return !entries_.empty();
}

Result<OleFile> OleFile::open(std::string_view bytes, const ReadOptions& options) {
  OleFile file(bytes, options);
  if (!is_ole(bytes) || bytes.size() < kHeaderBytes) return file.damaged();
  const auto sector_shift = little_endian(bytes, 0x1E, 2);
  if (sector_shift != 9 && sector_shift != 12) return file.damaged();
  file.sector_bytes_ = std::size_t{1} << sector_shift;
  if (little_endian(bytes, 0x20, 2) != 6) return file.damaged();
  file.mini_cutoff_ = little_endian(bytes, 0x38, 4);
  if (!file.load_table() || !file.load_directory(little_endian(bytes, 0x30, 4)))
    return file.damaged();
  const auto mini_start = little_endian(bytes, 0x3C, 4);
  if (mini_start < kSectorMax) {
    const auto table = file.chain(mini_start);
    auto stream = file.chain(file.entries_.front().start);
    if (!table || !stream) return file.damaged();
    append_numbers(*table, file.mini_table_);
    file.mini_stream_ = std::move(*stream);
  }
  return file;
}

const OleFile::Entry* OleFile::find(std::string_view name) const {
  constexpr std::uint8_t kStream = 2;
  for (const Entry& entry : entries_) {
    if (entry.type == kStream && same_name(entry.name, name)) return &entry;
  }
  return nullptr;
}

Result<std::string> OleFile::read(std::string_view name) const {
  const Entry* entry = find(name);
  if (entry == nullptr) return damaged();
  std::string stream;
  if (entry->size >= mini_cutoff_) {
    auto whole = chain(entry->start);
    if (!whole) return damaged();
    stream = std::move(*whole);
  } else {
    std::size_t count = 0;
    for (std::uint32_t at = entry->start; at < kSectorMax; at = mini_table_[at]) {
      const std::size_t begin = std::size_t{at} * mini_bytes_;
      if (at >= mini_table_.size() || begin >= mini_stream_.size() ||
          ++count > mini_stream_.size() / mini_bytes_ + 1) {
        return damaged();
      }
      stream.append(mini_stream_, begin, mini_bytes_);
    }
  }
  if (stream.size() < entry->size) return damaged();
  stream.resize(static_cast<std::size_t>(entry->size));
  return stream;
}

}  // namespace zhun::read
