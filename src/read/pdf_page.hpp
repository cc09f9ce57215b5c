// The page of a PDF as the readers see it: characters with their boxes and ruling lines, in points
// from the left top corner of the page as it is shown.
#pragma once

#include <cstdint>
#include <vector>

namespace zhun::read {

struct PdfBox {
  float left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] float width() const { return right - left; }
  [[nodiscard]] float height() const { return bottom - top; }
  [[nodiscard]] float middle_x() const { return (left + right) / 2; }
  [[nodiscard]] float middle_y() const { return (top + bottom) / 2; }
};

// From the left end of its advance to the right end, from the font's descent to its ascent.
struct PdfChar {
  PdfBox box;
  float base = 0;  // y of the base line
  char32_t code = 0;
};

// A straight line: drawn as one, or a thin filled rectangle, or the side of a rectangle.
struct PdfRule {
  bool horizontal = false;
  float at = 0;            // y of a horizontal line, x of a vertical one
  float from = 0, to = 0;  // its ends on the other axis
};

struct PdfPage {
  std::uint32_t number = 0;  // 1-based
  float width = 0, height = 0;
  std::vector<PdfChar> chars;    // upright ones, in the order in which the page draws them
  std::vector<PdfRule> rules;    // not merged
  std::uint32_t turned = 0;      // characters left out because they stand at an angle: watermarks
  std::uint32_t map_errors = 0;  // characters whose font does not say what they are
  std::uint32_t invisible = 0;   // characters that are not painted: text that an OCR program added
  float image_share = 0;         // of the page's area that is covered by pictures, at most 1

  // More than a few characters cannot be told: the others are not to be believed either.
  [[nodiscard]] bool is_unmapped() const {
    return map_errors * 33 > chars.size() + map_errors;  // 3 %
  }
  // There is no text of the page's own.
  [[nodiscard]] bool is_picture() const {
    return chars.empty() || (image_share > 0.5F && invisible * 2 > chars.size());
  }
};

}  // namespace zhun::read
