// TIFF through libtiff, many pictures in a file: fax (G3, G4), grey, palette and RGB row by row;
// tiles, separate planes and other colours through libtiff's RGBA reader.
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "ocr/codecs/codec.hpp"

namespace zhun::ocr {
namespace {

constexpr std::size_t kFramesMax = 10'000;
constexpr tmsize_t kSpareBytes = tmsize_t{16} << 20U;

// The offsets of the directories of pictures, without previews. Written here because libtiff's own
// count takes time quadratic in the directories of a hostile file.
class DirectoryChain {
 public:
  explicit DirectoryChain(std::string_view bytes)
      : bytes_(bytes), little_(bytes.substr(0, 1) == "I"), big_(number(2, 2) == 43) {}

  [[nodiscard]] Result<std::vector<std::uint64_t>> walk() const {
    std::vector<std::uint64_t> pictures;
    std::uint64_t directory = big_ ? number(8, 8) : number(4, 4);
    for (std::size_t seen = 0; directory != 0; ++seen) {
      if (seen == kFramesMax)
        return fail(ErrorCode::limit, {}, "the TIFF file has more pictures than the limit allows");
      const std::uint64_t count = number(directory, big_ ? 8 : 2);
      const std::uint64_t entries = directory + (big_ ? 8 : 2), size = big_ ? 20 : 12;
      if (directory >= bytes_.size() || count > (bytes_.size() - directory) / size) break;
      if (!is_preview(entries, count)) pictures.push_back(directory);
      directory = number(entries + count * size, big_ ? 8 : 4);
    }
    if (pictures.empty()) return fail(ErrorCode::format, {}, "the TIFF file has no picture");
    return pictures;
  }

 private:
  // Little or big endian; 0 beyond the end.
  [[nodiscard]] std::uint64_t number(std::uint64_t offset, std::size_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8U |
              static_cast<unsigned char>(
                  bytes_[static_cast<std::size_t>(offset) + (little_ ? size - 1 - i : i)]);
    return value;
  }

  // Bit 0 of NewSubfileType, the lowest tag of all: a reduced version of another picture.
  [[nodiscard]] bool is_preview(std::uint64_t entries, std::uint64_t count) const {
    return count > 0 && number(entries, 2) == TIFFTAG_SUBFILETYPE &&
           (number(entries + (big_ ? 12 : 8), 4) & FILETYPE_REDUCEDIMAGE) != 0;
  }

  std::string_view bytes_;
  bool little_, big_;
};

// What libtiff reads from, and what it complained of.
struct Source {
  std::string_view bytes;
  std::uint64_t position = 0;
  bool damaged = false;
};

tmsize_t give_bytes(thandle_t handle, void* out, tmsize_t size) {
  auto* source = static_cast<Source*>(handle);
  if (size <= 0 || source->position >= source->bytes.size()) return 0;
  const auto left = source->bytes.size() - static_cast<std::size_t>(source->position);
  const std::size_t given = std::min(static_cast<std::size_t>(size), left);
  std::memcpy(out, source->bytes.data() + source->position, given);
  source->position += given;
  return static_cast<tmsize_t>(given);
}
tmsize_t take_bytes(thandle_t /*handle*/, void* /*bytes*/, tmsize_t /*size*/) { return 0; }
toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto* source = static_cast<Source*>(handle);
  if (whence == SEEK_CUR) offset += source->position;
  if (whence == SEEK_END) offset += source->bytes.size();
  source->position = offset;
  return offset;
}
int close_source(thandle_t /*handle*/) { return 0; }
toff_t size_of(thandle_t handle) { return static_cast<Source*>(handle)->bytes.size(); }
int map(thandle_t handle, void** base, toff_t* size) {
  const auto* source = static_cast<Source*>(handle);
  *base = const_cast<char*>(source->bytes.data());  // libtiff maps read-only
  *size = source->bytes.size();
  return 1;
}
void unmap(thandle_t /*handle*/, void* /*base*/, toff_t /*size*/) {}

int note_error(TIFF* /*tiff*/, void* data, const char* /*module*/, const char* /*format*/,
               va_list /*values*/) {
  static_cast<Source*>(data)->damaged = true;
  return 1;
}
// The fax decoder only warns where its data end or make no sense, and paints white.
int note_warning(TIFF* /*tiff*/, void* data, const char* module, const char* /*format*/,
                 va_list /*values*/) {
  if (module != nullptr && std::strncmp(module, "Fax", 3) == 0)
    static_cast<Source*>(data)->damaged = true;
  return 1;
}

struct CloseTiff {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffHandle = std::unique_ptr<TIFF, CloseTiff>;

TiffHandle open_tiff(Source& source, std::uint64_t pixels_max) {
  TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
  if (options == nullptr) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options, note_warning, &source);
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40U;
  TIFFOpenOptionsSetMaxSingleMemAlloc(
      options, static_cast<tmsize_t>(std::min(pixels_max, kMost)) * 4 + kSpareBytes);
  TIFF* tiff = TIFFClientOpenExt("picture", "r", &source, give_bytes, take_bytes, seek,
                                 close_source, size_of, map, unmap, options);
  TIFFOpenOptionsFree(options);
  return TiffHandle(tiff);
}

template <typename T>
T field(TIFF* tiff, std::uint32_t tag, T absent) {
  T value = absent;
  return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : absent;
}

struct Layout {
  StoredSize stored;
  std::uint16_t bits = 1, samples = 1, photometric = PHOTOMETRIC_MINISWHITE;
  Orientation orientation;
  bool by_rows = false;                                             // else through the RGBA reader
  std::uint16_t *red = nullptr, *green = nullptr, *blue = nullptr;  // of a palette, in 16 bits
};

bool is_simple(TIFF* tiff, const Layout& layout) {
  if (TIFFIsTiled(tiff) != 0) return false;
  if (layout.samples > 1 &&
      field<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG, 1) != PLANARCONFIG_CONTIG)
    return false;
  if (field<std::uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, 1) != SAMPLEFORMAT_UINT) return false;
  const std::uint16_t bits = layout.bits;
  switch (layout.photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
      return layout.samples == 1 &&
             (bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16);
    case PHOTOMETRIC_PALETTE:
      return layout.samples == 1 && layout.red != nullptr &&
             (bits == 1 || bits == 2 || bits == 4 || bits == 8);
    case PHOTOMETRIC_RGB:
      return layout.samples == 3 && (bits == 8 || bits == 16);
    default:
      return false;
  }
}

Layout layout_of(TIFF* tiff) {
  Layout layout;
  layout.stored.width = field<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0);
  layout.stored.height = field<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0);
  layout.bits = field<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = field<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.photometric = field<std::uint16_t>(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
  const auto orientation = field<std::uint16_t>(tiff, TIFFTAG_ORIENTATION, 1);
  layout.orientation.value = orientation >= 1 && orientation <= 8 ? orientation : 1U;
  if (layout.photometric == PHOTOMETRIC_PALETTE &&
      TIFFGetField(tiff, TIFFTAG_COLORMAP, &layout.red, &layout.green, &layout.blue) != 1)
    layout.red = nullptr;
  if (layout.photometric == PHOTOMETRIC_YCBCR &&
      field<std::uint16_t>(tiff, TIFFTAG_COMPRESSION, 1) == COMPRESSION_JPEG &&
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB) == 1)
    layout.photometric = PHOTOMETRIC_RGB;
  layout.by_rows = is_simple(tiff, layout);
  const bool grey =
      layout.photometric == PHOTOMETRIC_MINISWHITE || layout.photometric == PHOTOMETRIC_MINISBLACK;
  layout.stored.channels = grey && layout.by_rows ? 1 : 3;
  return layout;
}

std::uint32_t dots_per_inch(TIFF* tiff) {
  float dots = 0;
  if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &dots) != 1) return 0;
  const auto unit = field<std::uint16_t>(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  if (unit == RESUNIT_CENTIMETER) dots *= 2.54F;
  return unit != RESUNIT_NONE && dots > 0 && dots < 100'000
             ? static_cast<std::uint32_t>(dots + 0.5F)
             : 0;
}

// Sample number `index` of a row, as 8 bits where it is a colour and raw where it names one.
unsigned sample(const std::vector<std::uint8_t>& row, std::size_t index, unsigned bits) {
  if (bits == 8) return row[index];
  if (bits == 16) {
    std::uint16_t value = 0;  // libtiff has put it into the machine's order
    std::memcpy(&value, row.data() + index * 2, 2);
    return value >> 8U;
  }
  const std::size_t at = index * bits;
  return (static_cast<unsigned>(row[at / 8]) >> (8 - bits - at % 8)) & ((1U << bits) - 1U);
}

void convert_row(const Layout& layout, const std::vector<std::uint8_t>& row, std::uint8_t* out) {
  const std::uint32_t width = layout.stored.width;
  const unsigned bits = layout.bits;
  if (layout.photometric == PHOTOMETRIC_RGB) {
    for (std::size_t i = 0; i < std::size_t{width} * 3; ++i)
      out[i] = static_cast<std::uint8_t>(sample(row, i, bits));
  } else if (layout.photometric == PHOTOMETRIC_PALETTE) {
    for (std::size_t x = 0; x < width; ++x) {
      const unsigned colour = sample(row, x, bits);
      *out++ = static_cast<std::uint8_t>(layout.red[colour] >> 8U);
      *out++ = static_cast<std::uint8_t>(layout.green[colour] >> 8U);
      *out++ = static_cast<std::uint8_t>(layout.blue[colour] >> 8U);
    }
  } else {
    const unsigned most = bits >= 8 ? 255U : (1U << bits) - 1U;
    const bool white_is_zero = layout.photometric == PHOTOMETRIC_MINISWHITE;
    for (std::size_t x = 0; x < width; ++x) {
      const unsigned grey = sample(row, x, bits) * 255U / most;
      out[x] = static_cast<std::uint8_t>(white_is_zero ? 255U - grey : grey);
    }
  }
}

bool read_by_rows(TIFF* tiff, const Layout& layout, std::uint8_t* out) {
  const std::size_t needed =
      (std::size_t{layout.stored.width} * layout.samples * layout.bits + 7) / 8;
  const tmsize_t size = TIFFScanlineSize(tiff);
  if (size <= 0 || static_cast<std::size_t>(size) < needed ||
      static_cast<std::size_t>(size) > needed * 2 + 64)
    return false;
  std::vector<std::uint8_t> row(static_cast<std::size_t>(size));
  std::vector<std::uint8_t> converted(std::size_t{layout.stored.width} * layout.stored.channels);
  for (std::uint32_t y = 0; y < layout.stored.height; ++y) {
    if (TIFFReadScanline(tiff, row.data(), y, 0) != 1) return false;
    convert_row(layout, row, converted.data());
    place_row(converted.data(), y, layout.stored, layout.orientation, out);
  }
  return true;
}

// A strip or tile of the RGBA reader, its lowest row first, laid on white.
void rgba_row(const std::uint32_t* pixels, std::uint32_t width, std::uint8_t* out) {
  for (std::uint32_t x = 0; x < width; ++x) {
    const std::uint32_t pixel = pixels[x], alpha = TIFFGetA(pixel);
    // The colours were multiplied with alpha by libtiff.
    *out++ = static_cast<std::uint8_t>(std::min(255U, TIFFGetR(pixel) + 255U - alpha));
    *out++ = static_cast<std::uint8_t>(std::min(255U, TIFFGetG(pixel) + 255U - alpha));
    *out++ = static_cast<std::uint8_t>(std::min(255U, TIFFGetB(pixel) + 255U - alpha));
  }
}

bool read_by_strips(TIFF* tiff, const Layout& layout, std::uint8_t* out) {
  const std::uint32_t width = layout.stored.width, height = layout.stored.height;
  const std::uint32_t rows =
      std::min(height, std::max(1U, field<std::uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP, height)));
  std::vector<std::uint32_t> raster(std::size_t{width} * rows);
  std::vector<std::uint8_t> converted(std::size_t{width} * 3);
  for (std::uint32_t top = 0; top < height; top += rows) {
    if (TIFFReadRGBAStripExt(tiff, top, raster.data(), 1) != 1) return false;
    const std::uint32_t here = std::min(rows, height - top);
    for (std::uint32_t y = 0; y < here; ++y) {
      rgba_row(raster.data() + std::size_t{here - 1 - y} * width, width, converted.data());
      place_row(converted.data(), top + y, layout.stored, layout.orientation, out);
    }
  }
  return true;
}

bool read_by_tiles(TIFF* tiff, const Layout& layout, const PictureOptions& options,
                   std::uint8_t* out) {
  const std::uint32_t width = layout.stored.width, height = layout.stored.height;
  const auto across = field<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH, 0);
  const auto down = field<std::uint32_t>(tiff, TIFFTAG_TILELENGTH, 0);
  if (!check_size(across, down, options)) return false;
  std::vector<std::uint32_t> raster(std::size_t{across} * down);
  // A band of tiles is upright only when it is whole.
  std::vector<std::uint8_t> band(std::size_t{width} * 3 * std::min(down, height));
  std::vector<std::uint8_t> converted(std::size_t{across} * 3);
  for (std::uint32_t top = 0; top < height; top += down) {
    const std::uint32_t here = std::min(down, height - top);
    for (std::uint32_t left = 0; left < width; left += across) {
      if (TIFFReadRGBATileExt(tiff, left, top, raster.data(), 1) != 1) return false;
      const std::size_t shown = std::size_t{std::min(across, width - left)} * 3;
      for (std::uint32_t y = 0; y < here; ++y) {
        rgba_row(raster.data() + std::size_t{down - 1 - y} * across, across, converted.data());
        std::memcpy(band.data() + (std::size_t{y} * width + left) * 3, converted.data(), shown);
      }
    }
    for (std::uint32_t y = 0; y < here; ++y)
      place_row(band.data() + std::size_t{y} * width * 3, top + y, layout.stored,
                layout.orientation, out);
  }
  return true;
}

}  // namespace

Result<void> decode_tiff(std::string_view bytes, const PictureOptions& options,
                         const PictureRoom& room) {
  const auto damaged = [] {
    return fail(ErrorCode::format, {}, "the TIFF picture is damaged or cut short");
  };
  const auto pictures = DirectoryChain(bytes).walk();
  if (!pictures) return tl::unexpected(pictures.error());
  if (options.frame >= pictures->size())
    return fail(ErrorCode::invalid_argument, {}, "the TIFF file has fewer pictures");
  Source source{bytes};
  const TiffHandle tiff = open_tiff(source, options.pixels_max);
  if (tiff == nullptr || TIFFSetSubDirectory(tiff.get(), (*pictures)[options.frame]) != 1)
    return damaged();
  const Layout layout = layout_of(tiff.get());
  if (auto fits = check_size(layout.stored.width, layout.stored.height, options); !fits)
    return fits;
  PictureInfo info{layout.stored.width, layout.stored.height, layout.stored.channels,
                   dots_per_inch(tiff.get()), static_cast<std::uint32_t>(pictures->size())};
  if (layout.orientation.swaps()) std::swap(info.width, info.height);
  std::uint8_t* out = room(info);
  if (out == nullptr) return fail(ErrorCode::cancelled, {}, "the picture was not wanted");
  source.damaged = false;  // of what the header's unknown tags may have said
  bool read = false;
  if (layout.by_rows) {
    read = read_by_rows(tiff.get(), layout, out);
  } else {
    // It would turn the picture half of the way by itself.
    TIFFSetField(tiff.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    read = TIFFIsTiled(tiff.get()) != 0 ? read_by_tiles(tiff.get(), layout, options, out)
                                        : read_by_strips(tiff.get(), layout, out);
  }
  if (!read || source.damaged) return damaged();
  return {};
}

}  // namespace zhun::ocr
