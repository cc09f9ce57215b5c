// Reading a page: layout, then an engine for every line of it. Thread-safe as its engines are.
#pragma once

#include "ocr/page.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::ocr {

// `second` may be nullptr; it reads the numbers once more, into Line::second.
struct PageReaders {
  const OcrEngine* first = nullptr;
  const OcrEngine* second = nullptr;
};

// The grid of a picture with its lines read, turned so that the text is upright. PageGrid::upright
// is dropped: 30 MB a page. Errors of find_grid() and of the engines.
[[nodiscard]] Result<PageGrid> read_page(const Image& picture, std::uint32_t page,
                                         const PageReaders& readers, const Limits& limits);

}  // namespace zhun::ocr
