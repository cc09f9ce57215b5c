// Cell pictures: what a person has to look at, cut out of the pages. Thread-safe as the engine is.
#pragma once

#include <cstddef>

#include "zhun/ocr.hpp"

namespace zhun::ocr {

// The quad upright: as wide as its upper side and as high as its left side, made smaller to at most
// `width_max` by `height_max` pixels. Grey; empty where the quad has no area.
struct PictureSize {
  std::uint32_t width_max = 360, height_max = 96;
};
[[nodiscard]] Image cut_upright(const Image& picture, const Quad& quad, PictureSize size = {});

// Fills RowVerdict::pictures of rows that are doubtful, repaired or named by a note, in the order
// of the pages, `count_max` cells at most. Pages are loaded once more. A cell whose reading is no
// date, direction or amount is left out: it might show a name or an account.
void cut_cells(Scan& scan, const Pictures& pictures, const OcrEngine& engine,
               std::size_t count_max);

}  // namespace zhun::ocr
