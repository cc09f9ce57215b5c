// Ruling lines of a page as edges of columns and rows. Pure; thread-safe.
#pragma once

#include <vector>

#include "read/pdf_lines.hpp"

namespace zhun::read {

class PageRules {
 public:
  explicit PageRules(const PdfText& text) : text_(&text) {}

  // Vertical lines that cross `y`, from the left.
  [[nodiscard]] std::vector<float> column_edges(float y) const;
  // A horizontal line runs between the two heights across most of [left, right].
  [[nodiscard]] bool is_parted(float upper, float lower, float left, float right) const;
  // Heights of the horizontal lines across most of [left, right] between two heights.
  [[nodiscard]] std::vector<float> row_edges(float top, float bottom, float left,
                                             float right) const;

 private:
  const PdfText* text_;
};

}  // namespace zhun::read
