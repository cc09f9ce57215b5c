// Inflating straight from the bytes of the archive; every byte that comes out is counted.
#include "read/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "read/zip_cipher.hpp"
#include "read/zip_directory.hpp"
#include "zhun/text.hpp"
#include "zhun/watch.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kCipherBytes = 16 << 10;
constexpr std::uint16_t kStored = 0, kDeflated = 8;

constexpr const char* kDamaged =
    "the zip archive is damaged or incomplete; fetch or export the file again";
constexpr const char* kDamagedOrPassword =
    "the zip archive is damaged, or the password is wrong; check the password, then fetch or "
    "export the file again";
constexpr const char* kNoPassword =
    "the zip archive is protected with a password; give its password (WeChat and Alipay show it in "
    "the app where the export was asked for), or unpack it and hand in the file inside";
constexpr const char* kWrongPassword =
    "the password does not open the zip archive; give the one that was shown for this very export, "
    "or unpack it and hand in the file inside";
constexpr const char* kUnknownCipher =
    "the zip archive is encrypted by a method that is not read; unpack it and hand in the file "
    "inside";
constexpr const char* kTooLarge = "an entry of the zip archive expands beyond the limits";

struct Inflater {
  z_stream stream = {};
  bool ready = false;
  ~Inflater() {
    if (ready) inflateEnd(&stream);
  }
  bool reset() {
    const int status =
        ready ? inflateReset(&stream) : inflateInit2(&stream, -MAX_WBITS);  // without zlib's head
    ready = ready || status == Z_OK;
    stream.avail_in = 0;
    return status == Z_OK;
  }
};

}  // namespace

struct ZipReader::Archive {
  const ReadOptions* options = nullptr;
  std::string_view bytes;
  std::vector<ZipItem> items;
  // Of the entry that begin opened; nullptr: none is open.
  const ZipItem* open = nullptr;
  std::string_view packed;            // what is still to be read of it, where it is not encrypted
  std::unique_ptr<ZipCipher> cipher;  // where it is
  std::string decrypted;              // a piece of what the cipher gave
  Inflater inflater;
  bool inflated = false;  // the end of the stream was found
  std::uint32_t checksum = 0;

  ~Archive() { wipe(decrypted.data(), decrypted.size()); }

  [[nodiscard]] tl::unexpected<Error> error(ErrorCode code, const char* message) const {
    return fail(code, Place{options->source_name, 0, 0, 0, {}}, message);
  }
  // AES has proved by its own check that the password is right and the packed bytes are whole.
  [[nodiscard]] tl::unexpected<Error> damaged() const {
    const bool doubt = open != nullptr && open->encrypted && open->aes_strength == 0;
    return error(ErrorCode::format, doubt ? kDamagedOrPassword : kDamaged);
  }
  [[nodiscard]] Result<void> open_cipher(const ZipItem& item);
  // The next packed bytes, decrypted; empty at the end.
  [[nodiscard]] std::string_view next_packed(std::size_t size);
  [[nodiscard]] std::size_t left() const { return cipher ? cipher->left() : packed.size(); }
  // nullopt: the stream is damaged. 0: it has ended.
  [[nodiscard]] std::optional<std::size_t> unpack(char* buffer, std::size_t size);
  [[nodiscard]] std::optional<std::size_t> unpack_deflated(char* buffer, std::size_t size);
};

Result<void> ZipReader::Archive::open_cipher(const ZipItem& item) {
  auto made = ZipCipher::open(item, packed, options->password);
  if (made) {
    cipher = std::move(*made);
    decrypted.resize(kCipherBytes);
    return {};
  }
  switch (made.error()) {
    case ZipCipher::Fault::wrong_password:
      return error(ErrorCode::encrypted, options->password.empty() ? kNoPassword : kWrongPassword);
    case ZipCipher::Fault::unsupported:
      return error(ErrorCode::encrypted, kUnknownCipher);
    case ZipCipher::Fault::damaged:
      break;
  }
  return error(ErrorCode::format, kDamaged);
}

std::string_view ZipReader::Archive::next_packed(std::size_t size) {
  if (cipher) {
    const std::size_t count = cipher->take(decrypted.data(), std::min(size, decrypted.size()));
    return std::string_view(decrypted).substr(0, count);
  }
  const std::string_view piece = packed.substr(0, size);
  packed.remove_prefix(piece.size());
  return piece;
}

std::optional<std::size_t> ZipReader::Archive::unpack_deflated(char* buffer, std::size_t size) {
  constexpr std::size_t kInputMax = std::size_t{1} << 30;  // zlib counts in 32 bits
  z_stream& stream = inflater.stream;
  stream.next_out = reinterpret_cast<Bytef*>(buffer);
  stream.avail_out = static_cast<uInt>(size);
  while (stream.avail_out > 0 && !inflated) {
    if (stream.avail_in == 0) {
      const std::string_view piece = next_packed(kInputMax);
      // zlib only reads through this pointer.
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      stream.avail_in = static_cast<uInt>(piece.size());
    }
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END) return std::nullopt;
    inflated = status == Z_STREAM_END;
  }
  // Bytes behind the end of the stream would never have been looked at.
  if (inflated && (stream.avail_in > 0 || left() > 0)) return std::nullopt;
  return size - stream.avail_out;
}

std::optional<std::size_t> ZipReader::Archive::unpack(char* buffer, std::size_t size) {
  if (open->method == kDeflated) return unpack_deflated(buffer, size);
  const std::string_view piece = next_packed(size);
  std::memcpy(buffer, piece.data(), piece.size());
  return piece.size();
}

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
  archive->bytes = bytes;
  if (bytes.size() > options.limits.bytes_max)
    return archive->error(ErrorCode::limit, "the source is larger than the limits allow");
  auto items = read_zip_directory(bytes, kEntriesMax);
  if (!items) {
    switch (items.error()) {
      case ZipFault::entries:
        return archive->error(ErrorCode::limit, "the zip archive has more entries than allowed");
      case ZipFault::split:
        return archive->error(ErrorCode::unsupported,
                              "the zip archive is one part of several; join them and hand in the "
                              "file inside");
      case ZipFault::damaged:
        break;
    }
    return archive->error(ErrorCode::format, kDamaged);
  }
  archive->items = std::move(*items);
  ZipReader reader(std::move(archive));
  for (const ZipItem& item : reader.archive_->items) reader.names_.push_back(item.name);
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
  archive.open = nullptr;
  archive.cipher.reset();
  if (index >= names_.size())
    return archive.error(ErrorCode::invalid_argument, "the zip archive has no such entry");
  const ZipItem& item = archive.items[index];
  const auto packed = packed_bytes(archive.bytes, item);
  if (!packed) return archive.error(ErrorCode::format, kDamaged);
  archive.packed = *packed;
  if (item.encrypted) {
    if (auto opened = archive.open_cipher(item); !opened) return opened;
  }
  if (item.method != kStored && item.method != kDeflated)
    return archive.error(ErrorCode::unsupported,
                         "the zip archive uses a method of compression other than deflate");
  const std::uint64_t total_max =
      std::min(std::uint64_t{archive.options->limits.bytes_max} * 2,
               std::max(kTotalFreeBytes, std::uint64_t{archive.bytes.size()} * kRatioMax));
  const std::uint64_t ratio_max =
      item.packed > total_max / kRatioMax ? total_max : item.packed * kRatioMax;
  entry_max_ = std::min<std::uint64_t>({expanded_max, total_max - std::min(expanded_, total_max),
                                        std::max(kRatioFreeBytes, ratio_max)});
  taken_ = 0;
  stated_ = item.expanded;
  // A header that admits too much saves the work; one that lies is caught while taking.
  if (stated_ > entry_max_) return archive.error(ErrorCode::limit, kTooLarge);
  archive.inflated = false;
  archive.checksum = 0;
  if (item.method == kDeflated && !archive.inflater.reset())
    return archive.error(ErrorCode::out_of_memory, "memory ran out while reading a zip archive");
  archive.open = &item;
  return {};
}

Result<std::size_t> ZipReader::take(char* buffer, std::size_t size) {
  Archive& archive = *archive_;
  if (archive.open == nullptr)
    return archive.error(ErrorCode::invalid_argument, "no entry of the zip archive is open");
  if (is_stopped_now(archive.options->limits)) return tl::unexpected(cancelled_error({}));
  const auto count = archive.unpack(buffer, size);
  if (!count) {
    const auto error = archive.damaged();
    archive.open = nullptr;
    return error;
  }
  if (*count == 0) {
    const ZipItem& item = *archive.open;
    const bool checked = item.aes_version != 2;  // AE-2 has no checksum but that of its cipher
    if (taken_ != stated_ || (checked && archive.checksum != item.checksum))
      return archive.damaged();
    archive.open = nullptr;
    return std::size_t{0};
  }
  archive.checksum = static_cast<std::uint32_t>(
      crc32(archive.checksum, reinterpret_cast<const Bytef*>(buffer), static_cast<uInt>(*count)));
  taken_ += *count;
  expanded_ += *count;
  if (taken_ > entry_max_) {
    archive.open = nullptr;
    return archive.error(ErrorCode::limit, kTooLarge);
  }
  if (taken_ > stated_) {
    const auto error = archive.damaged();
    archive.open = nullptr;
    return error;
  }
  return *count;
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
      archive_->open = nullptr;
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
