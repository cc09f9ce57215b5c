// Recognises a picture file by its first bytes; what the formats share.
#include "ocr/codecs/codec.hpp"

#include <cstring>

namespace zhun::ocr {
namespace {

bool begins(std::string_view bytes, std::string_view magic) {
  return bytes.substr(0, magic.size()) == magic;
}

bool is_tiff(std::string_view bytes) {
  return begins(bytes, {"II*\0", 4}) || begins(bytes, {"MM\0*", 4}) ||
         begins(bytes, {"II+\0", 4}) || begins(bytes, {"MM\0+", 4});
}

}  // namespace

Result<void> decode_picture_file(std::string_view bytes, const PictureOptions& options,
                                 const PictureRoom& room) {
  if (is_tiff(bytes)) {
#ifdef ZHUN_OCR_TIFF
    return decode_tiff(bytes, options, room);
#else
    return fail(ErrorCode::unsupported, {},
                "this engine was built without TIFF; convert the file to PNG or PDF");
#endif
  }
  const bool png = begins(bytes, "\x89PNG\r\n\x1a\n");
  if (!png && !begins(bytes, "\xff\xd8\xff"))
    return fail(ErrorCode::unsupported, {}, "the file is no PNG, JPEG or TIFF picture");
  if (options.frame != 0)
    return fail(ErrorCode::invalid_argument, {}, "the file has one picture only");
  return png ? decode_png(bytes, options, room) : decode_jpeg(bytes, options, room);
}

Result<void> check_size(std::uint64_t width, std::uint64_t height, const PictureOptions& options) {
  if (width == 0 || height == 0)
    return fail(ErrorCode::format, {}, "the picture's header gives it no size");
  // Sides fit 32 bits in all formats: the product fits 64.
  if (width > 0xFFFFFFFFU || height > 0xFFFFFFFFU || width * height > options.pixels_max)
    return fail(ErrorCode::limit, {}, "the picture has more pixels than the limit allows");
  return {};
}

void place_row(const std::uint8_t* row, std::uint32_t y, const StoredSize& stored,
               Orientation orientation, std::uint8_t* upright) {
  const std::size_t channels = stored.channels;
  const std::size_t width = orientation.swaps() ? stored.height : stored.width;
  if (orientation.value <= 1 || orientation.value > 8) {
    std::memcpy(upright + y * width * channels, row, stored.width * channels);
    return;
  }
  for (std::uint32_t x = 0; x < stored.width; ++x) {
    const std::uint32_t back_x = stored.width - 1 - x, back_y = stored.height - 1 - y;
    std::size_t to_x = x, to_y = y;
    switch (orientation.value) {
      case 2:
        to_x = back_x;
        break;
      case 3:
        to_x = back_x;
        to_y = back_y;
        break;
      case 4:
        to_y = back_y;
        break;
      case 5:
        to_x = y;
        to_y = x;
        break;
      case 6:
        to_x = back_y;
        to_y = x;
        break;
      case 7:
        to_x = back_y;
        to_y = back_x;
        break;
      default:
        to_x = y;
        to_y = back_x;
        break;
    }
    std::memcpy(upright + (to_y * width + to_x) * channels, row + x * channels, channels);
  }
}

}  // namespace zhun::ocr
