// JPEG through libjpeg-turbo: grey, YCbCr, RGB, CMYK and Adobe's YCCK to grey or RGB, turned
// upright by the EXIF orientation of cameras.
#include <cstdio>  // jpeglib.h names FILE without including it

#include <jpeglib.h>

#include <jerror.h>

#include <csetjmp>
#include <vector>

#include "ocr/codecs/codec.hpp"

namespace zhun::ocr {
namespace {

constexpr int kScansMax = 200;  // a progressive picture: each scan goes over all its pixels
constexpr unsigned kExifBytesMax = 0xFFFF;

struct ErrorManager {
  jpeg_error_mgr base;  // first: libjpeg hands back a pointer to it
  std::jmp_buf escape;
  bool damaged;
};

[[noreturn]] void give_up(j_common_ptr jpeg) {
  std::longjmp(reinterpret_cast<ErrorManager*>(jpeg->err)->escape, 1);
}

// libjpeg warns of damage and paints on: a reader of figures must know.
void note_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  const int code = jpeg->err->msg_code;
  if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE ||
      code == JWRN_MUST_RESYNC || code == JWRN_ARITH_BAD_CODE)
    reinterpret_cast<ErrorManager*>(jpeg->err)->damaged = true;
}

void stay_silent(j_common_ptr /*jpeg*/) {}

void watch_scans(j_common_ptr jpeg) {
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number > kScansMax) give_up(jpeg);
}

// EXIF: TIFF's tag 274 in the first directory of an APP1 marker.
class Exif {
 public:
  explicit Exif(std::string_view marker) {
    constexpr std::string_view kHead{"Exif\0\0", 6};
    if (marker.substr(0, 6) == kHead) tiff_ = marker.substr(6);
    little_ = tiff_.substr(0, 2) == "II";
  }

  [[nodiscard]] unsigned orientation() const {
    const std::size_t directory = number(4, 4);
    const std::size_t entries = number(directory, 2);
    for (std::size_t i = 0; i < entries && i < 200; ++i) {
      const std::size_t entry = directory + 2 + 12 * i;
      if (number(entry, 2) != 274) continue;
      const std::size_t value = number(entry + 8, 2);
      return value >= 1 && value <= 8 ? static_cast<unsigned>(value) : 1;
    }
    return 1;
  }

 private:
  // 0 beyond the end.
  [[nodiscard]] std::size_t number(std::size_t offset, std::size_t size) const {
    if (offset > tiff_.size() || size > tiff_.size() - offset) return 0;
    std::size_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value =
          value << 8U | static_cast<unsigned char>(tiff_[offset + (little_ ? size - 1 - i : i)]);
    return value;
  }

  std::string_view tiff_;
  bool little_ = true;
};

// Everything that libjpeg may jump out of lives here, so that nothing with a destructor is jumped
// over.
class JpegDecoder {
 public:
  explicit JpegDecoder(std::string_view bytes) : bytes_(bytes) {
    jpeg_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = give_up;
    errors_.base.emit_message = note_message;
    errors_.base.output_message = stay_silent;
    errors_.damaged = false;
    progress_.progress_monitor = watch_scans;
  }
  ~JpegDecoder() {
    if (created_) jpeg_destroy_decompress(&jpeg_);
  }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  [[nodiscard]] bool read_header() {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_create_decompress(&jpeg_);
    created_ = true;
    jpeg_.progress = &progress_;
    jpeg_mem_src(&jpeg_, reinterpret_cast<const unsigned char*>(bytes_.data()),
                 static_cast<unsigned long>(bytes_.size()));
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 1, kExifBytesMax);
    return jpeg_read_header(&jpeg_, TRUE) == JPEG_HEADER_OK;
  }

  [[nodiscard]] bool begin_pixels() {
    if (setjmp(errors_.escape) != 0) return false;
    const int stored = jpeg_.num_components;
    jpeg_.out_color_space = stored == 1 ? JCS_GRAYSCALE : stored == 4 ? JCS_CMYK : JCS_RGB;
    if (jpeg_start_decompress(&jpeg_) == FALSE) return false;
    return jpeg_.output_components == (stored == 1 ? 1 : stored == 4 ? 4 : 3);
  }

  [[nodiscard]] bool read_row(std::uint8_t* row) {
    if (setjmp(errors_.escape) != 0) return false;
    return jpeg_read_scanlines(&jpeg_, &row, 1) == 1;
  }

  [[nodiscard]] bool finish() {
    if (setjmp(errors_.escape) != 0) return false;
    return jpeg_finish_decompress(&jpeg_) == TRUE && !errors_.damaged;
  }

  // Sides above 65,500, which libjpeg refuses by itself.
  [[nodiscard]] bool is_too_big() const { return errors_.base.msg_code == JERR_IMAGE_TOO_BIG; }
  [[nodiscard]] std::uint32_t width() const { return jpeg_.image_width; }
  [[nodiscard]] std::uint32_t height() const { return jpeg_.image_height; }
  [[nodiscard]] bool is_grey() const { return jpeg_.num_components == 1; }
  [[nodiscard]] bool is_cmyk() const { return jpeg_.num_components == 4; }
  [[nodiscard]] bool is_inverted() const { return jpeg_.saw_Adobe_marker == TRUE; }
  [[nodiscard]] std::uint32_t dots_per_inch() const {
    if (jpeg_.saw_JFIF_marker == FALSE) return 0;
    if (jpeg_.density_unit == 1) return jpeg_.X_density;
    return jpeg_.density_unit == 2 ? (std::uint32_t{jpeg_.X_density} * 254 + 50) / 100 : 0;
  }
  [[nodiscard]] Orientation orientation() const {
    for (auto* marker = jpeg_.marker_list; marker != nullptr; marker = marker->next) {
      const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
      if (const unsigned value = Exif(data).orientation(); value != 1) return {value};
    }
    return {};
  }

 private:
  std::string_view bytes_;
  ErrorManager errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct jpeg_{};
  bool created_ = false;
};

// Adobe stores ink inverted: 255 is no ink.
void cmyk_to_rgb(const std::uint8_t* cmyk, std::uint32_t width, bool inverted, std::uint8_t* rgb) {
  const unsigned flip = inverted ? 0U : 255U;
  for (std::uint32_t x = 0; x < width; ++x, cmyk += 4)
    for (int c = 0; c < 3; ++c)
      *rgb++ = static_cast<std::uint8_t>(((cmyk[c] ^ flip) * (cmyk[3] ^ flip) + 127U) / 255U);
}

}  // namespace

Result<void> decode_jpeg(std::string_view bytes, const PictureOptions& options,
                         const PictureRoom& room) {
  const auto damaged = [] {
    return fail(ErrorCode::format, {}, "the JPEG picture is damaged or cut short");
  };
  JpegDecoder jpeg(bytes);
  if (!jpeg.read_header()) {
    if (jpeg.is_too_big()) return check_size(0xFFFF, 0xFFFF, {0, 1});
    return damaged();
  }
  if (auto fits = check_size(jpeg.width(), jpeg.height(), options); !fits) return fits;
  const Orientation orientation = jpeg.orientation();
  const StoredSize stored{jpeg.width(), jpeg.height(), jpeg.is_grey() ? 1U : 3U};
  PictureInfo info{stored.width, stored.height, stored.channels, jpeg.dots_per_inch(), 1};
  if (orientation.swaps()) std::swap(info.width, info.height);
  std::uint8_t* out = room(info);
  if (out == nullptr) return fail(ErrorCode::cancelled, {}, "the picture was not wanted");
  if (!jpeg.begin_pixels()) return damaged();
  std::vector<std::uint8_t> row(std::size_t{stored.width} * (jpeg.is_cmyk() ? 4 : stored.channels));
  std::vector<std::uint8_t> colours(jpeg.is_cmyk() ? std::size_t{stored.width} * 3 : 0);
  for (std::uint32_t y = 0; y < stored.height; ++y) {
    if (!jpeg.read_row(row.data())) return damaged();
    if (jpeg.is_cmyk()) cmyk_to_rgb(row.data(), stored.width, jpeg.is_inverted(), colours.data());
    place_row(jpeg.is_cmyk() ? colours.data() : row.data(), y, stored, orientation, out);
  }
  if (!jpeg.finish()) return damaged();
  return {};
}

}  // namespace zhun::ocr
