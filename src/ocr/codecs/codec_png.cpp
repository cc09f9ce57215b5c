// PNG through libpng: any depth and colour to 8-bit grey or RGB, transparency laid on white paper.
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "ocr/codecs/codec.hpp"

namespace zhun::ocr {
namespace {

constexpr png_alloc_size_t kChunkBytesMax = 8U << 20U;  // one ancillary chunk
constexpr png_uint_32 kChunksMax = 1000;

struct Source {
  std::string_view bytes;
  std::size_t position = 0;
};

void give_bytes(png_structp png, png_bytep out, std::size_t size) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (size > source->bytes.size() - source->position) png_error(png, "cut short");
  std::memcpy(out, source->bytes.data() + source->position, size);
  source->position += size;
}

[[noreturn]] void give_up(png_structp png, png_const_charp /*message*/) { png_longjmp(png, 1); }
void stay_silent(png_structp /*png*/, png_const_charp /*message*/) {}

// Everything that libpng may jump out of lives here, so that nothing with a destructor is jumped
// over.
class PngDecoder {
 public:
  explicit PngDecoder(std::string_view bytes) : source_{bytes} {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, give_up, stay_silent);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  [[nodiscard]] bool ready() const { return info_ != nullptr; }

  [[nodiscard]] bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &source_, give_bytes);
    // The caller's limit is on the product and comes right behind; libpng's own is on the sides.
    png_set_user_limits(png_, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_malloc_max(png_, kChunkBytesMax);
    png_set_chunk_cache_max(png_, kChunksMax);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    png_read_info(png_, info_);
    width = png_get_image_width(png_, info_);
    height = png_get_image_height(png_, info_);
    png_uint_32 x = 0, y = 0;
    int unit = 0;
    if (png_get_pHYs(png_, info_, &x, &y, &unit) != 0 && unit == PNG_RESOLUTION_METER)
      pixels_per_meter = x;
    return true;
  }

  // All to 8-bit grey, grey and alpha, RGB or RGBA.
  [[nodiscard]] bool begin_pixels() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_packing(png_);
    passes = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    channels = png_get_channels(png_, info_);
    return png_get_bit_depth(png_, info_) == 8 && channels >= 1 && channels <= 4 &&
           png_get_rowbytes(png_, info_) == std::size_t{width} * channels;
  }

  [[nodiscard]] bool read_row(std::uint8_t* row) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_row(png_, row, nullptr);
    return true;
  }

  [[nodiscard]] bool finish() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_end(png_, nullptr);
    return true;
  }

  std::uint32_t width = 0, height = 0, channels = 0, pixels_per_meter = 0;
  int passes = 1;

 private:
  Source source_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

// Alpha lies behind the 1 or 3 colours.
void lay_on_white(const std::uint8_t* row, std::uint32_t width, std::uint32_t colours,
                  std::uint8_t* out) {
  for (std::uint32_t x = 0; x < width; ++x) {
    const std::uint8_t* pixel = row + std::size_t{x} * (colours + 1);
    const unsigned alpha = pixel[colours];
    for (std::uint32_t c = 0; c < colours; ++c)
      *out++ = static_cast<std::uint8_t>((pixel[c] * alpha + 255U * (255U - alpha) + 127U) / 255U);
  }
}

// An interlaced picture comes in passes over all its rows.
bool read_rows(PngDecoder& png, std::uint32_t colours, std::uint8_t* out) {
  const std::size_t stored = std::size_t{png.width} * png.channels;
  const bool has_alpha = png.channels != colours;
  const std::size_t rows_kept = has_alpha ? (png.passes > 1 ? png.height : 1) : 0;
  std::vector<std::uint8_t> kept(stored * rows_kept);
  for (int pass = 0; pass < png.passes; ++pass) {
    for (std::uint32_t y = 0; y < png.height; ++y) {
      std::uint8_t* to = out + std::size_t{y} * png.width * colours;
      std::uint8_t* row = has_alpha ? kept.data() + (png.passes > 1 ? y * stored : 0) : to;
      if (!png.read_row(row)) return false;
      if (has_alpha && pass + 1 == png.passes) lay_on_white(row, png.width, colours, to);
    }
  }
  return png.finish();
}

}  // namespace

Result<void> decode_png(std::string_view bytes, const PictureOptions& options,
                        const PictureRoom& room) {
  PngDecoder png(bytes);
  if (!png.ready()) return fail(ErrorCode::out_of_memory, {}, "there is not enough memory");
  if (!png.read_header()) return fail(ErrorCode::format, {}, "the PNG picture is damaged");
  if (auto fits = check_size(png.width, png.height, options); !fits) return fits;
  if (!png.begin_pixels()) return fail(ErrorCode::format, {}, "the PNG picture is damaged");
  PictureInfo info{png.width, png.height, png.channels >= 3 ? 3U : 1U, 0, 1};
  info.dots_per_inch =
      static_cast<std::uint32_t>((std::uint64_t{png.pixels_per_meter} * 254 + 5000) / 10000);
  std::uint8_t* out = room(info);
  if (out == nullptr) return fail(ErrorCode::cancelled, {}, "the picture was not wanted");
  if (!read_rows(png, info.channels, out))
    return fail(ErrorCode::format, {}, "the PNG picture is damaged or cut short");
  return {};
}

}  // namespace zhun::ocr
