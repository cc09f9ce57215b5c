// A line of text of our own making that the engine must read right before it is trusted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zhun::ocr {

struct GoldenCrop {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> pixels;  // grey
  std::u32string text;
};

[[nodiscard]] GoldenCrop golden_crop();

}  // namespace zhun::ocr
