// Normalisation: words that another OCR read -> the grids that the decoder takes. The public entry
// is normalize_words() of zhun/ocr.hpp; docs/ocr.md describes the JSON.
// Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocr/page.hpp"

namespace zhun::ocr {

// A word or a line with its place, as the host's engine gave it.
struct WordAlternative {
  std::string text;
  double score = 0;  // 0 to 1
};
struct PlacedWord {
  Quad quad{};                            // in the picture
  Box box;                                // upright
  std::vector<WordAlternative> readings;  // the best first
};
struct PlacedPage {
  std::uint32_t page = 0;
  std::vector<PlacedWord> words;
};

// Posteriors that say what the readings say: at each symbol the alternatives with their scores.
[[nodiscard]] LineReading reading_of(const std::vector<WordAlternative>& readings);

// Rows by overlap in height, columns by the gaps between the rows' words; the header is the row
// that names columns.
[[nodiscard]] PageGrid grid_of_words(const PlacedPage& page);

}  // namespace zhun::ocr
