// Resampling and background division; integer arithmetic where pixels are concerned.
#include "ocr/layout_image.hpp"

#include <algorithm>
#include <cmath>

namespace zhun::ocr {
namespace {

std::uint8_t channel_of(const std::uint8_t* pixel, std::uint32_t channels, Channel channel) {
  if (channels == 1) {
    return pixel[0];
  }
  if (channel == Channel::darkest) {
    return std::min({pixel[0], pixel[1], pixel[2]});
  }
  const int redness = std::max(0, pixel[0] - pixel[1]);
  return static_cast<std::uint8_t>(std::min(255, pixel[0] + redness));
}

// The four neighbours of a point and their weights in 1/256.
struct Sample {
  int x = 0, y = 0;
  int right = 0, down = 0;
  bool inside = false;
};

Sample sample_at(double x, double y, int width, int height) {
  Sample sample;
  if (!(x > -1.0 && y > -1.0 && x < width && y < height)) {
    return sample;
  }
  x = std::clamp(x, 0.0, static_cast<double>(width - 1));
  y = std::clamp(y, 0.0, static_cast<double>(height - 1));
  sample.x = static_cast<int>(x);
  sample.y = static_cast<int>(y);
  sample.right = static_cast<int>((x - sample.x) * 256 + 0.5);
  sample.down = static_cast<int>((y - sample.y) * 256 + 0.5);
  sample.inside = true;
  return sample;
}

std::uint8_t blend(int a, int b, int c, int d, int right, int down) {
  const int top = a * (256 - right) + b * right;
  const int bottom = c * (256 - right) + d * right;
  return static_cast<std::uint8_t>((top * (256 - down) + bottom * down + (1 << 15)) >> 16);
}

template <int kChannels>
void warp_pixels(const std::uint8_t* source, int width, int height, const Homography& map,
                 std::uint8_t* target, int target_width, int target_height) {
  const std::size_t stride = static_cast<std::size_t>(width) * kChannels;
  for (int v = 0; v < target_height; ++v) {
    double x = map.m[1] * v + map.m[2], y = map.m[4] * v + map.m[5], w = map.m[7] * v + map.m[8];
    for (int u = 0; u < target_width; ++u, target += kChannels) {
      const double scale = 1 / w;
      const Sample at = sample_at(x * scale, y * scale, width, height);
      x += map.m[0];
      y += map.m[3];
      w += map.m[6];
      if (!at.inside) {
        std::fill(target, target + kChannels, std::uint8_t{255});
        continue;
      }
      const std::uint8_t* p = source + static_cast<std::size_t>(at.y) * stride +
                              static_cast<std::size_t>(at.x) * kChannels;
      const std::size_t next = at.x + 1 < width ? kChannels : 0;
      const std::size_t below = at.y + 1 < height ? stride : 0;
      for (std::size_t c = 0; c < kChannels; ++c) {
        target[c] = blend(p[c], p[c + next], p[c + below], p[c + next + below], at.right, at.down);
      }
    }
  }
}

// The brightness that `share` of 100 pixels of a block do not exceed.
std::uint8_t block_level(const Plane& plane, int left, int top, int size, int share) {
  std::array<int, 64> counts{};
  int total = 0;
  for (int y = top; y < std::min(top + size, plane.height); ++y) {
    const std::uint8_t* row = plane.row(y);
    for (int x = left; x < std::min(left + size, plane.width); ++x) {
      ++counts[row[x] >> 2];
      ++total;
    }
  }
  int seen = 0;
  std::size_t level = 0;
  for (; level < 63; ++level) {
    seen += counts[level];
    if (seen * 100 >= total * share) {
      break;
    }
  }
  return static_cast<std::uint8_t>(level * 4 + 3);
}

}  // namespace

Spot Homography::map(double x, double y) const {
  const double w = m[6] * x + m[7] * y + m[8];
  return {(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w};
}

Homography Homography::after(const Homography& first) const {
  Homography result;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      result.m[i * 3 + j] =
          m[i * 3] * first.m[j] + m[i * 3 + 1] * first.m[3 + j] + m[i * 3 + 2] * first.m[6 + j];
    }
  }
  return result;
}

Homography Homography::inverse() const {
  const auto& a = m;
  Homography result;
  result.m = {a[4] * a[8] - a[5] * a[7], a[2] * a[7] - a[1] * a[8], a[1] * a[5] - a[2] * a[4],
              a[5] * a[6] - a[3] * a[8], a[0] * a[8] - a[2] * a[6], a[2] * a[3] - a[0] * a[5],
              a[3] * a[7] - a[4] * a[6], a[1] * a[6] - a[0] * a[7], a[0] * a[4] - a[1] * a[3]};
  const double scale = result.m[8];
  for (double& value : result.m) {
    value /= scale;
  }
  return result;
}

// Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3.
Homography rectangle_to(const std::array<Spot, 4>& corners, double width, double height) {
  const auto& [p0, p1, p2, p3] = corners;
  const double dx1 = p1.x - p2.x, dx2 = p3.x - p2.x, sx = p0.x - p1.x + p2.x - p3.x;
  const double dy1 = p1.y - p2.y, dy2 = p3.y - p2.y, sy = p0.y - p1.y + p2.y - p3.y;
  const double determinant = dx1 * dy2 - dx2 * dy1;
  const double g = (sx * dy2 - dx2 * sy) / determinant;
  const double h = (dx1 * sy - sx * dy1) / determinant;
  const double u = 1 / (width - 1), v = 1 / (height - 1);
  Homography result;
  result.m = {(p1.x - p0.x + g * p1.x) * u,
              (p3.x - p0.x + h * p3.x) * v,
              p0.x,
              (p1.y - p0.y + g * p1.y) * u,
              (p3.y - p0.y + h * p3.y) * v,
              p0.y,
              g * u,
              h * v,
              1};
  return result;
}

Plane reduce(const Image& picture, int factor, Channel channel) {
  const int width = static_cast<int>(picture.width) / factor;
  const int height = static_cast<int>(picture.height) / factor;
  Plane result(std::max(width, 1), std::max(height, 1));
  const int area = factor * factor;
  std::vector<int> sums(static_cast<std::size_t>(result.width));
  for (int y = 0; y < result.height; ++y) {
    std::fill(sums.begin(), sums.end(), 0);
    for (int dy = 0; dy < factor; ++dy) {
      const std::uint8_t* pixel = picture.row(static_cast<std::uint32_t>(y * factor + dy));
      for (int& sum : sums) {
        for (int dx = 0; dx < factor; ++dx, pixel += picture.channels) {
          sum += channel_of(pixel, picture.channels, channel);
        }
      }
    }
    std::transform(sums.begin(), sums.end(), result.row(y),
                   [area](int sum) { return static_cast<std::uint8_t>((sum + area / 2) / area); });
  }
  return result;
}

Plane reduce(const Plane& plane, int factor) {
  if (factor <= 1) {
    return plane;
  }
  Plane result(std::max(plane.width / factor, 1), std::max(plane.height / factor, 1));
  const int area = factor * factor;
  for (int y = 0; y < result.height; ++y) {
    std::uint8_t* out = result.row(y);
    for (int x = 0; x < result.width; ++x) {
      int sum = area / 2;
      for (int dy = 0; dy < factor; ++dy) {
        const std::uint8_t* row = plane.row(std::min(y * factor + dy, plane.height - 1));
        for (int dx = 0; dx < factor; ++dx) {
          sum += row[std::min(x * factor + dx, plane.width - 1)];
        }
      }
      out[x] = static_cast<std::uint8_t>(sum / area);
    }
  }
  return result;
}

Image reduce(const Image& picture, int factor) {
  const auto step = static_cast<std::uint32_t>(factor);
  Image result;
  result.width = picture.width / step;
  result.height = picture.height / step;
  result.channels = picture.channels;
  result.dots_per_inch = picture.dots_per_inch / step;
  result.pixels.resize(std::size_t{result.width} * result.height * result.channels);
  const std::uint32_t area = step * step;
  std::vector<std::uint32_t> sums(std::size_t{result.width} * result.channels);
  for (std::uint32_t y = 0; y < result.height; ++y) {
    std::fill(sums.begin(), sums.end(), 0U);
    for (std::uint32_t dy = 0; dy < step; ++dy) {
      const std::uint8_t* pixel = picture.row(y * step + dy);
      for (std::uint32_t x = 0; x < result.width; ++x) {
        for (std::uint32_t dx = 0; dx < step; ++dx) {
          for (std::uint32_t c = 0; c < result.channels; ++c) {
            sums[x * result.channels + c] += *pixel++;
          }
        }
      }
    }
    std::transform(sums.begin(), sums.end(), result.row(y), [area](std::uint32_t sum) {
      return static_cast<std::uint8_t>((sum + area / 2) / area);
    });
  }
  return result;
}

Plane warp(const Plane& source, const Homography& to_source, int width, int height) {
  Plane result(width, height);
  warp_pixels<1>(source.pixels.data(), source.width, source.height, to_source, result.pixels.data(),
                 width, height);
  return result;
}

Image warp(const Image& source, const Homography& to_source, int width, int height) {
  Image result;
  result.width = static_cast<std::uint32_t>(width);
  result.height = static_cast<std::uint32_t>(height);
  result.channels = source.channels;
  result.dots_per_inch = source.dots_per_inch;
  result.pixels.resize(std::size_t{result.width} * result.height * result.channels);
  const int source_width = static_cast<int>(source.width);
  const int source_height = static_cast<int>(source.height);
  if (source.channels == 1) {
    warp_pixels<1>(source.pixels.data(), source_width, source_height, to_source,
                   result.pixels.data(), width, height);
  } else {
    warp_pixels<3>(source.pixels.data(), source_width, source_height, to_source,
                   result.pixels.data(), width, height);
  }
  return result;
}

Plane flatten(const Plane& plane, int block) {
  const int columns = (plane.width + block - 1) / block, rows = (plane.height + block - 1) / block;
  Plane levels(columns, rows);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      levels.row(y)[x] = block_level(plane, x * block, y * block, block, 80);
    }
  }
  Plane result(plane.width, plane.height);
  const double half = (block - 1) / 2.0;
  for (int y = 0; y < plane.height; ++y) {
    const double v = std::clamp((y - half) / block, 0.0, static_cast<double>(rows - 1));
    const int top = static_cast<int>(v), down = static_cast<int>((v - top) * 256);
    const std::uint8_t* first = levels.row(top);
    const std::uint8_t* second = levels.row(std::min(top + 1, rows - 1));
    const std::uint8_t* source = plane.row(y);
    std::uint8_t* target = result.row(y);
    for (int x = 0; x < plane.width; ++x) {
      const double u = std::clamp((x - half) / block, 0.0, static_cast<double>(columns - 1));
      const int left = static_cast<int>(u), right = static_cast<int>((u - left) * 256);
      const int next = std::min(left + 1, columns - 1);
      const int level = blend(first[left], first[next], second[left], second[next], right, down);
      target[x] = static_cast<std::uint8_t>(std::min(255, source[x] * 255 / std::max(level, 1)));
    }
  }
  return result;
}

Plane transpose(const Plane& plane) {
  Plane result(plane.height, plane.width);
  constexpr int kTile = 32;
  for (int top = 0; top < plane.height; top += kTile) {
    for (int left = 0; left < plane.width; left += kTile) {
      for (int y = top; y < std::min(top + kTile, plane.height); ++y) {
        const std::uint8_t* row = plane.row(y);
        for (int x = left; x < std::min(left + kTile, plane.width); ++x) {
          result.row(x)[y] = row[x];
        }
      }
    }
  }
  return result;
}

}  // namespace zhun::ocr
