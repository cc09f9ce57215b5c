// Picture files (PNG, JPEG, TIFF) -> pixels. Sizes come from headers first and are refused before
// anything is allocated for them; no file is opened, nothing is printed. Linked into the plugins.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "zhun/error.hpp"

namespace zhun::ocr {

struct PictureInfo {
  std::uint32_t width = 0, height = 0;
  std::uint32_t channels = 1;       // 1: grey, 0 is black; 3: red, green, blue
  std::uint32_t dots_per_inch = 0;  // 0: unknown
  std::uint32_t frame_count = 1;
};

// Gives room for width * height * channels bytes; NULL: the caller wants no pixels.
using PictureRoom = std::function<std::uint8_t*(const PictureInfo&)>;

struct PictureOptions {
  std::uint32_t frame = 0;  // 0-based
  std::uint64_t pixels_max = 0;
};

// ErrorCode::unsupported for what is none of the three, format for what is damaged, limit for more
// pixels than allowed, invalid_argument for a frame that the file does not have, cancelled when
// there is no room. What is cut short is damaged: half a page must not pass for a page.
[[nodiscard]] Result<void> decode_picture_file(std::string_view bytes,
                                               const PictureOptions& options,
                                               const PictureRoom& room);

// The three formats. `options.frame` is 0 for PNG and JPEG.
[[nodiscard]] Result<void> decode_png(std::string_view bytes, const PictureOptions& options,
                                      const PictureRoom& room);
[[nodiscard]] Result<void> decode_jpeg(std::string_view bytes, const PictureOptions& options,
                                       const PictureRoom& room);
[[nodiscard]] Result<void> decode_tiff(std::string_view bytes, const PictureOptions& options,
                                       const PictureRoom& room);

// What every format checks of a header before it asks for room.
[[nodiscard]] Result<void> check_size(std::uint64_t width, std::uint64_t height,
                                      const PictureOptions& options);

// EXIF and TIFF orientation, 1 to 8 (5 to 8 swap width and height): copies one row of the stored
// picture to where it belongs in the upright one.
struct Orientation {
  unsigned value = 1;
  [[nodiscard]] bool swaps() const { return value >= 5; }
};
struct StoredSize {
  std::uint32_t width = 0, height = 0, channels = 1;
};
void place_row(const std::uint8_t* row, std::uint32_t y, const StoredSize& stored,
               Orientation orientation, std::uint8_t* upright);

}  // namespace zhun::ocr
