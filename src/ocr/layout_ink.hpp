// Ink: which pixels of a page are print, in runs, specks, rulings and words. Pure.
#pragma once

#include "ocr/layout_image.hpp"

namespace zhun::ocr {

// The brightness below which a pixel of a flattened plane is print; a pale watermark is above it.
[[nodiscard]] int ink_threshold(const Plane& flat);
// 1 where the flattened plane is darker than the threshold.
[[nodiscard]] Plane ink_mask(const Plane& flat, int threshold);

// Pixels; right and bottom stand behind the last one.
struct InkBox {
  int left = 0, top = 0, right = 0, bottom = 0;
  int pixels = 0;
  [[nodiscard]] int width() const { return right - left; }
  [[nodiscard]] int height() const { return bottom - top; }
  [[nodiscard]] int middle() const { return (top + bottom) / 2; }
};

// The connected pieces of a mask (eight neighbours), where pieces of one row that stand no more
// than `gap` pixels apart are connected, too.
[[nodiscard]] std::vector<InkBox> pieces_of(const Plane& mask, int gap);

// The pieces within a part of the mask, in the coordinates of the whole.
[[nodiscard]] std::vector<InkBox> pieces_in(const Plane& mask, const InkBox& part, int gap);

// Takes pieces out of the mask that are smaller than `pixels_min` or higher or wider than
// `size_max` (specks, seals, watermarks); of a wide one only if it is no row of letters.
void erase_odd_pieces(Plane& mask, int pixels_min, int size_max);

// Takes pieces out of the mask none of whose pixels is darker than `level`: pale watermarks.
void erase_pale_pieces(Plane& mask, const Plane& flat, int level);

// Takes pieces out of the mask of whose pixels less than `percent` are darker than `level`.
void erase_mostly_pale_pieces(Plane& mask, const Plane& flat, int level, int percent);

// The mean length, weighed by length, of the stretches of ink along rows when gaps up to `gap` are
// closed.
[[nodiscard]] double stretch_along_rows(const Plane& mask, int gap);

// The median slope of the words that are long for their height, by least squares through their ink;
// `words` says of how many.
[[nodiscard]] double slope_of_words(const Plane& mask, int gap, std::size_t& words);

// Takes the stretches along rows that are at least `length` long (gaps of a pixel are closed) out
// of the mask: rulings.
void erase_long_runs(Plane& mask, int length);

// A straight stroke of a table, as it lies along its row or column: nearly straight, `level` is its
// position across at its middle, `slope` its rise per pixel.
struct Ruling {
  int begin = 0, end = 0;
  double level = 0, slope = 0;
  int thickness = 1;
  int inked = 0;  // pixels along it that were seen
  [[nodiscard]] int length() const { return end - begin; }
  [[nodiscard]] double at(double along) const {
    return level + slope * (along - (begin + end) / 2.0);
  }
};

// The strokes along the rows of a flattened plane, at least `length_min` long: also pale ones and
// such that are broken by gaps. From top to bottom.
// Of 100 pixels along it `share` must be there.
[[nodiscard]] std::vector<Ruling> find_rulings(const Plane& flat, int length_min, int share);

// Takes a ruling out of a mask; `across`: it lies along the rows.
void erase_ruling(Plane& mask, const Ruling& ruling, bool across);

}  // namespace zhun::ocr
