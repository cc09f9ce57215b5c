// Layout: from a picture to the cells of its table. Pure; thread-safe.
#pragma once

#include <cstdint>

#include "ocr/page.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::ocr {

// Finds the paper, turns and rectifies it, and finds the table's columns, rows and lines. The text
// is upright or upside down afterwards (read_page() tries both); 90 degrees are decided here.
// ErrorCode::unsupported with a clear sentence for a blank page or a page without a table,
// ErrorCode::limit for too many pixels. `picture` has 1 or 3 channels.
[[nodiscard]] Result<PageGrid> find_grid(const Image& picture, std::uint32_t page,
                                         const Limits& limits);

// The pixels of a line as an engine wants them: from the rectified page, with a margin of
// `margin` times the line's height on all sides, never of a neighbour's ink if it can be helped.
[[nodiscard]] Image crop_line(const PageGrid& grid, const Box& box, float margin);

}  // namespace zhun::ocr
