// Rectifying: from the edges of the paper and the directions of its lines to a page that lies
// straight. Pure.
#pragma once

#include "ocr/layout_image.hpp"

namespace zhun::ocr {

struct Rectification {
  Homography to_picture;      // rectified pixel -> pixel of the picture
  int width = 0, height = 0;  // of the rectified page
  bool paper_found = false;   // the edges of the paper stand out from a ground
};

// The text lies straight afterwards, upright or upside down. Costs a few per cent of reading the
// picture: it works on a copy of at most 1,800 pixels a side.
[[nodiscard]] Rectification rectify(const Image& picture);

// The four corners of the sheet in a plane whose ground is darker: left top, right top, right
// bottom, left bottom as they lie in the picture; false if no sheet stands out.
[[nodiscard]] bool find_sheet(const Plane& plane, std::array<Spot, 4>& corners);

}  // namespace zhun::ocr
