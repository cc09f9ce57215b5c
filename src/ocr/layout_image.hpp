// Grey planes, projective maps and resampling: the picture work below the layout search. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "zhun/image.hpp"

namespace zhun::ocr {

// Grey, 0 is black. An ink mask is a plane of 0 (paper) and 1 (ink).
struct Plane {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;

  Plane() = default;
  Plane(int plane_width, int plane_height, std::uint8_t value = 0)
      : width(plane_width),
        height(plane_height),
        pixels(static_cast<std::size_t>(plane_width) * static_cast<std::size_t>(plane_height),
               value) {}
  [[nodiscard]] const std::uint8_t* row(int y) const {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
  [[nodiscard]] std::uint8_t* row(int y) {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

// A point in double precision.
struct Spot {
  double x = 0, y = 0;
};

// (x, y, 1) -> projective, row by row.
struct Homography {
  std::array<double, 9> m{1, 0, 0, 0, 1, 0, 0, 0, 1};

  [[nodiscard]] Spot map(double x, double y) const;
  [[nodiscard]] Homography after(const Homography& first) const;  // this(first(point))
  [[nodiscard]] Homography inverse() const;
};

// The map that takes the rectangle (0, 0)..(width - 1, height - 1) to the corners (left top, right
// top, right bottom, left bottom).
[[nodiscard]] Homography rectangle_to(const std::array<Spot, 4>& corners, double width,
                                      double height);

enum class Channel : std::uint8_t {
  red,     // in which red seals are paper: red, and once more as much as it exceeds green
  darkest  // in which white paper stands out from coloured ground
};

// One channel, reduced `factor` times by means of squares.
[[nodiscard]] Plane reduce(const Image& picture, int factor, Channel channel);
[[nodiscard]] Plane reduce(const Plane& plane, int factor);
[[nodiscard]] Image reduce(const Image& picture, int factor);

// Resamples: pixel (x, y) of the result is the source at to_source(x, y), white outside.
[[nodiscard]] Plane warp(const Plane& source, const Homography& to_source, int width, int height);
[[nodiscard]] Image warp(const Image& source, const Homography& to_source, int width, int height);

// Divides by the brightness of the paper around: 255 is paper, shadows and grey rows are gone.
[[nodiscard]] Plane flatten(const Plane& plane, int block);

[[nodiscard]] Plane transpose(const Plane& plane);

}  // namespace zhun::ocr
