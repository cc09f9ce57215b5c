// What PP-OCR's network is given: a line scaled to 48 pixels' height, as floating-point planes.
#pragma once

#include <cstdint>
#include <span>

#include "ocr/plugin/engine_table.hpp"

namespace zhun::ocr {

inline constexpr std::uint32_t kPpocrHeight = 48;

// The width of the input: the line's after scaling, filled up to a multiple of 32.
[[nodiscard]] std::uint32_t ppocr_width(const LineView& line);

// Planes blue, green, red of kPpocrHeight rows of `width`; 0 right of the line.
void fill_ppocr_input(const LineView& line, std::uint32_t width, std::span<float> planes);

}  // namespace zhun::ocr
