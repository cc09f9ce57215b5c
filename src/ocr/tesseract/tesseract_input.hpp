// What Tesseract is given: the red channel of a line, stretched, with paper around it.
#pragma once

#include <cstdint>
#include <vector>

#include "ocr/plugin/engine_table.hpp"

namespace zhun::ocr {

struct GreyLine {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> pixels;
  bool has_ink = false;
};

// Red: seals vanish in it. Stretched, not cleaned: cleaning costs Tesseract thin strokes.
[[nodiscard]] GreyLine tesseract_input(const LineView& line);

}  // namespace zhun::ocr
