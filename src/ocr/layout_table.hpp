// The table on a rectified page: its columns, its rows and the lines of text in its cells, found
// by rulings or, where there are none, by the white between columns and the pitch of rows. Pure.
#pragma once

#include "ocr/layout_ink.hpp"

namespace zhun::ocr {

// A reduced copy of the rectified page, taken apart. All positions are its pixels.
struct InkPage {
  Plane text;           // mask: print without rulings, specks, seals
  Plane faint;          // the same, with strokes that are hardly darker than the paper
  int line_height = 0;  // of ordinary print
  std::vector<Ruling> across, down;
  bool one_bit = false;
};

[[nodiscard]] InkPage take_apart(const Plane& page, bool one_bit);

struct TableRow {
  int top = 0, bottom = 0;
  std::vector<std::vector<InkBox>> lines;  // one list a column
  bool crossed_out = false;
};

struct Table {
  std::vector<int> borders;  // of the columns: one more than columns, left to right
  int top = 0, bottom = 0;
  std::vector<TableRow> header, rows;
  bool ruled = false;
  [[nodiscard]] std::size_t columns() const { return borders.empty() ? 0 : borders.size() - 1; }
  [[nodiscard]] bool found() const { return columns() >= 2 && !rows.empty(); }
};

[[nodiscard]] Table find_table(const InkPage& page);

// Lines of text in a part of the page, chunks that stand far apart being lines of their own; from
// top to bottom and left to right.
[[nodiscard]] std::vector<InkBox> lines_in(const InkPage& page, const InkBox& part, int gap);

// How the stages of find_table() share the work.
struct Region {
  int left = 0, right = 0, top = 0, bottom = 0;
};

// Columns from rulings; from the white between words. They set the region, too.
[[nodiscard]] bool ruled_columns(const InkPage& page, Region& region, std::vector<int>& borders);
[[nodiscard]] bool white_columns(const InkPage& page, Region& region, std::vector<int>& borders);

// Lines of text, one list a column, each from top to bottom.
using ColumnLines = std::vector<std::vector<InkBox>>;

// The rows of a region: between rulings, or around the lines of those columns that have but one
// line a row (amounts, as a rule), to which the lines of wrapped cells are given.
[[nodiscard]] std::vector<TableRow> rows_between(const ColumnLines& lines,
                                                 const std::vector<int>& levels, int line_height);
[[nodiscard]] std::vector<TableRow> rows_by_pitch(const ColumnLines& lines, const Region& region,
                                                  int line_height);

}  // namespace zhun::ocr
