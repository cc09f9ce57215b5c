// The page between layout and decoder: where the cells are, and what an engine saw in them.
//
// find_grid() (layout) makes a PageGrid of a picture; read_page() lets an engine read its lines;
// decode_pages() (decoder) makes statements of the readings. Values, no shared state.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "zhun/image.hpp"
#include "zhun/ocr.hpp"

namespace zhun::ocr {

// In pixels of the rectified page.
struct Box {
  float left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] float width() const { return right - left; }
  [[nodiscard]] float height() const { return bottom - top; }
};

// One line of text. `reading` is filled by read_page().
struct Line {
  Box box;
  LineReading reading;
  LineReading second;   // by a second engine; may be empty
  LineReading again{};  // another crop of the same line by the first engine; may be empty
};

// One cell of the table; several lines where its text is wrapped, none where it has no ink.
struct Cell {
  Box box;
  std::vector<Line> lines;
};

struct Row {
  Box box;
  std::vector<Cell> cells;   // one a column
  bool crossed_out = false;  // a stroke runs through the row
};

struct Column {
  float left = 0, right = 0;
};

// The table and the lines of text around it, of one page in rectified coordinates.
struct PageGrid {
  std::uint32_t page = 0;  // 1-based
  Image upright;           // the rectified page, in its own colours, not cleaned
  // Rectified pixel (x, y, 1) -> pixel of the picture: projective, row by row.
  std::array<double, 9> to_picture{1, 0, 0, 0, 1, 0, 0, 0, 1};
  std::vector<Column> columns;
  std::vector<Row> header;  // the rows of the header: usually one, two where it is wrapped
  std::vector<Row> rows;
  std::vector<Line> above, below;  // lines of text before and behind the table
  bool ruled = false;
  bool one_bit = false;  // the picture has but black and white
  // Tables that stand on the page below or above this one; without pixels of their own, and with
  // lines around them only after read_page().
  std::vector<PageGrid> more;

  [[nodiscard]] Quad quad(const Box& box) const;
};

}  // namespace zhun::ocr
