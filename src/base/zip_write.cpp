// Local headers with their bytes, then the central directory (APPNOTE 4.3).
#include "base/zip_write.hpp"

#include <zlib.h>

#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>

namespace zhun {
namespace {

constexpr std::uint32_t kLocalMark = 0x04034b50, kCentralMark = 0x02014b50, kEndMark = 0x06054b50;
constexpr std::uint32_t kVersion = 20;        // deflate
constexpr std::size_t kNotWorthIt = 8 << 10;  // packing a small part takes longer than it saves
constexpr std::uint32_t kNamesAreUtf8 = 1 << 11;
constexpr std::uint32_t kFirstDay = 1 << 5 | 1;  // 1980-01-01, midnight

void append16(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>(value >> 8 & 0xFF);
}

void append32(std::string& out, std::uint32_t value) {
  append16(out, value & 0xFFFF);
  append16(out, value >> 16);
}

// What both headers of an entry say.
struct Entry {
  std::uint32_t method = 0, checksum = 0, packed = 0, expanded = 0, begin = 0;
};

void append_common(std::string& out, const Entry& entry, std::size_t name_bytes) {
  append16(out, kVersion);
  append16(out, kNamesAreUtf8);
  append16(out, entry.method);
  append16(out, 0);
  append16(out, kFirstDay);
  append32(out, entry.checksum);
  append32(out, entry.packed);
  append32(out, entry.expanded);
  append16(out, static_cast<std::uint32_t>(name_bytes));
  append16(out, 0);
}

// One compressor for all entries: setting one up costs more than packing a small part.
class Deflater {
 public:
  Deflater() {
    // Level 2: the XML of office files shrinks to a tenth at any level.
    if (deflateInit2(&stream_, 2, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  void append(std::string& out, std::string_view bytes) {
    deflateReset(&stream_);
    const std::size_t begin = out.size();
    const uLong room = deflateBound(&stream_, static_cast<uLong>(bytes.size()));
    out.resize(begin + room);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + begin);
    stream_.avail_out = static_cast<uInt>(room);
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) throw std::bad_alloc();
    out.resize(begin + room - stream_.avail_out);
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::string write_zip(std::span<const ZipFile> files, ZipMethod method) {
  std::string out, central;
  std::uint64_t total = 0;
  for (const ZipFile& file : files) total += file.bytes.size() + 2 * file.name.size() + 100;
  if (files.size() > std::numeric_limits<std::uint16_t>::max() ||
      total > std::numeric_limits<std::uint32_t>::max() / 2)
    throw std::length_error("an archive without zip64 cannot hold this");
  Deflater deflater;
  for (const ZipFile& file : files) {
    Entry entry;
    entry.begin = static_cast<std::uint32_t>(out.size());
    entry.expanded = static_cast<std::uint32_t>(file.bytes.size());
    entry.checksum = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data()), entry.expanded));
    std::string packed;
    if (method == ZipMethod::deflated && file.bytes.size() > kNotWorthIt)
      deflater.append(packed, file.bytes);
    const bool smaller = !packed.empty() && packed.size() < file.bytes.size();
    const std::string& body = smaller ? packed : file.bytes;
    entry.method = smaller ? 8 : 0;
    entry.packed = static_cast<std::uint32_t>(body.size());
    append32(out, kLocalMark);
    append_common(out, entry, file.name.size());
    out += file.name;
    out += body;
    append32(central, kCentralMark);
    append16(central, kVersion);
    append_common(central, entry, file.name.size());
    append16(central, 0);  // comment
    append16(central, 0);  // disk
    append16(central, 0);
    append32(central, 0);
    append32(central, entry.begin);
    central += file.name;
  }
  const auto begin = static_cast<std::uint32_t>(out.size());
  out += central;
  append32(out, kEndMark);
  append32(out, 0);
  append16(out, static_cast<std::uint32_t>(files.size()));
  append16(out, static_cast<std::uint32_t>(files.size()));
  append32(out, static_cast<std::uint32_t>(central.size()));
  append32(out, begin);
  append16(out, 0);
  return out;
}

}  // namespace zhun
