// Image: pixels of a page or of a part of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zhun {

// Rows from the top, pixels from the left, no padding: pixel (x, y) begins at
// (y * width + x) * channels. A value.
struct Image {
  std::uint32_t width = 0, height = 0;
  std::uint32_t channels = 1;        // 1: grey, 0 is black; 3: red, green, blue
  std::uint32_t dots_per_inch = 0;   // 0: unknown
  std::vector<std::uint8_t> pixels;  // width * height * channels

  [[nodiscard]] bool empty() const { return pixels.empty(); }
  [[nodiscard]] const std::uint8_t* row(std::uint32_t y) const {
    return pixels.data() + std::size_t{y} * width * channels;
  }
  [[nodiscard]] std::uint8_t* row(std::uint32_t y) {
    return pixels.data() + std::size_t{y} * width * channels;
  }
};

}  // namespace zhun
