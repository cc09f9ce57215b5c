// minizip over memory: it reads through callbacks, and every byte that it inflates is counted.
#include "read/zip.hpp"

#include <unzip.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace zhun::read {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kNameBytesMax = 4096;
constexpr unsigned kFlagEncrypted = 1U;

// The stream that minizip sees. All positions are checked against the view.
struct Memory {
  std::string_view bytes;
  std::uint64_t position = 0;
};

voidpf on_open(voidpf opaque, const void*, int) {
  static_cast<Memory*>(opaque)->position = 0;
  return opaque;
}

uLong on_read(voidpf, voidpf stream, void* buffer, uLong size) {
  auto& memory = *static_cast<Memory*>(stream);
  if (memory.position >= memory.bytes.size()) return 0;
  const auto count =
      std::min<std::uint64_t>(size, std::uint64_t{memory.bytes.size()} - memory.position);
  std::memcpy(buffer, memory.bytes.data() + memory.position, static_cast<std::size_t>(count));
  memory.position += count;
  return static_cast<uLong>(count);
}

uLong on_write(voidpf, voidpf, const void*, uLong) { return 0; }

ZPOS64_T on_tell(voidpf, voidpf stream) { return static_cast<Memory*>(stream)->position; }

long on_seek(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  auto& memory = *static_cast<Memory*>(stream);
  const std::uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? memory.position
                             : origin == ZLIB_FILEFUNC_SEEK_END ? memory.bytes.size()
                                                                : 0;
  if (offset > memory.bytes.size() - std::min<std::uint64_t>(base, memory.bytes.size())) return -1;
  memory.position = base + offset;
  return 0;
}

int on_close(voidpf, voidpf) { return 0; }
int on_error(voidpf, voidpf) { return 0; }

struct CloseArchive {
  void operator()(void* file) const { unzClose(file); }
};

// minizip would accept an end record that is itself cut.
bool has_whole_end(std::string_view bytes) {
  constexpr std::size_t kEndBytes = 22;
  const auto at = bytes.rfind("PK\x05\x06");
  return at != std::string_view::npos && bytes.size() - at >= kEndBytes;
}

constexpr const char* kDamaged =
    "the zip archive is damaged or incomplete; fetch or export the file again";
constexpr const char* kEncrypted =
    "the zip archive is protected with a password; unpack it and hand in the file inside";
constexpr const char* kTooLarge = "an entry of the zip archive expands beyond the limits";

}  // namespace

struct ZipReader::Archive {
  const ReadOptions* options = nullptr;
  Memory memory;
  std::unique_ptr<void, CloseArchive> file;
  std::vector<unz64_file_pos> places;

  [[nodiscard]] tl::unexpected<Error> error(ErrorCode code, const char* message) const {
    return fail(code, Place{options->source_name, 0, 0, 0, {}}, message);
  }
};

ZipReader::ZipReader(std::unique_ptr<Archive> archive) : archive_(std::move(archive)) {}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

bool ZipReader::is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

Result<ZipReader> ZipReader::open(std::string_view bytes, const ReadOptions& options) {
  auto archive = std::make_unique<Archive>();
  archive->options = &options;
  archive->memory.bytes = bytes;
  if (bytes.size() > options.limits.bytes_max)
    return archive->error(ErrorCode::limit, "the source is larger than the limits allow");
  if (!has_whole_end(bytes)) return archive->error(ErrorCode::format, kDamaged);
  zlib_filefunc64_def functions = {on_open, on_read,  on_write, on_tell,
                                   on_seek, on_close, on_error, &archive->memory};
  archive->file.reset(unzOpen2_64("", &functions));
  if (!archive->file) return archive->error(ErrorCode::format, kDamaged);
  ZipReader reader(std::move(archive));
  Archive& opened = *reader.archive_;
  int status = unzGoToFirstFile(opened.file.get());
  while (status == UNZ_OK) {
    if (reader.names_.size() >= kEntriesMax)
      return opened.error(ErrorCode::limit, "the zip archive has more entries than allowed");
    unz_file_info64 info = {};
    std::string name(kNameBytesMax, '\0');
    if (unzGetCurrentFileInfo64(opened.file.get(), &info, name.data(), kNameBytesMax, nullptr, 0,
                                nullptr, 0) != UNZ_OK ||
        info.size_filename >= kNameBytesMax) {
      return opened.error(ErrorCode::format, kDamaged);
    }
    name.resize(static_cast<std::size_t>(info.size_filename));
    reader.names_.push_back(std::move(name));
    opened.places.emplace_back();
    if (unzGetFilePos64(opened.file.get(), &opened.places.back()) != UNZ_OK)
      return opened.error(ErrorCode::format, kDamaged);
    status = unzGoToNextFile(opened.file.get());
  }
  if (status != UNZ_END_OF_LIST_OF_FILE && !reader.names_.empty())
    return opened.error(ErrorCode::format, kDamaged);
  return reader;
}

bool ZipReader::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

Result<std::size_t> ZipReader::find(std::string_view name) const {
  const auto at = std::find(names_.begin(), names_.end(), name);
  if (at == names_.end())
    return archive_->error(ErrorCode::format, "the zip archive lacks a part that it needs");
  return static_cast<std::size_t>(at - names_.begin());
}

Result<void> ZipReader::begin(std::size_t index, std::size_t expanded_max) {
  Archive& archive = *archive_;
  void* file = archive.file.get();
  unzCloseCurrentFile(file);  // does nothing when none is open
  if (index >= names_.size())
    return archive.error(ErrorCode::invalid_argument, "the zip archive has no such entry");
  unz_file_info64 info = {};
  if (unzGoToFilePos64(file, &archive.places[index]) != UNZ_OK ||
      unzGetCurrentFileInfo64(file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) {
    return archive.error(ErrorCode::format, kDamaged);
  }
  if ((info.flag & kFlagEncrypted) != 0) return archive.error(ErrorCode::encrypted, kEncrypted);
  if (info.compression_method != 0 && info.compression_method != Z_DEFLATED)
    return archive.error(ErrorCode::unsupported,
                         "the zip archive uses a method of compression other than deflate");
  const std::uint64_t total_max = std::uint64_t{archive.options->limits.bytes_max} * 2;
  const std::uint64_t ratio_max =
      info.compressed_size > total_max / kRatioMax ? total_max : info.compressed_size * kRatioMax;
  entry_max_ = std::min<std::uint64_t>({expanded_max, total_max - std::min(expanded_, total_max),
                                        std::max(kRatioFreeBytes, ratio_max)});
  taken_ = 0;
  stated_ = info.uncompressed_size;
  // A header that admits too much saves the work; one that lies is caught while taking.
  if (stated_ > entry_max_) return archive.error(ErrorCode::limit, kTooLarge);
  if (unzOpenCurrentFile(file) != UNZ_OK) return archive.error(ErrorCode::format, kDamaged);
  return {};
}

Result<std::size_t> ZipReader::take(char* buffer, std::size_t size) {
  void* file = archive_->file.get();
  const int count = unzReadCurrentFile(file, buffer, static_cast<unsigned>(size));
  if (count < 0) {
    unzCloseCurrentFile(file);
    return archive_->error(ErrorCode::format, kDamaged);
  }
  if (count == 0) {  // closing compares the checksum
    if (unzCloseCurrentFile(file) != UNZ_OK || taken_ != stated_)
      return archive_->error(ErrorCode::format, kDamaged);
    return std::size_t{0};
  }
  taken_ += static_cast<std::uint64_t>(count);
  expanded_ += static_cast<std::uint64_t>(count);
  if (taken_ > entry_max_) {
    unzCloseCurrentFile(file);
    return archive_->error(ErrorCode::limit, kTooLarge);
  }
  return static_cast<std::size_t>(count);
}

Result<void> ZipReader::stream(std::size_t index, std::size_t expanded_max,
                               const Take& take_piece) {
  const auto begun = begin(index, expanded_max);
  if (!begun) return tl::unexpected(begun.error());
  std::vector<char> piece(kPieceBytes);
  for (;;) {
    const auto count = take(piece.data(), piece.size());
    if (!count) return tl::unexpected(count.error());
    if (*count == 0) return {};
    if (!take_piece(std::string_view(piece.data(), *count))) {
      unzCloseCurrentFile(archive_->file.get());
      return {};
    }
  }
}

Result<void> ZipReader::stream(std::string_view name, std::size_t expanded_max,
                               const Take& take_piece) {
  const auto index = find(name);
  if (!index) return tl::unexpected(index.error());
  return stream(*index, expanded_max, take_piece);
}

Result<std::string> ZipReader::read(std::size_t index, std::size_t expanded_max) {
  std::string text;
  const auto done = stream(index, expanded_max, [&](std::string_view piece) {
    text.append(piece);
    return true;
  });
  if (!done) return tl::unexpected(done.error());
  return text;
}

Result<std::string> ZipReader::read(std::string_view name, std::size_t expanded_max) {
  const auto index = find(name);
  if (!index) return tl::unexpected(index.error());
  return read(*index, expanded_max);
}

}  // namespace zhun::read
