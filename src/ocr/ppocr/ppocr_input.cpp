// Bilinear scaling, halving first what is more than twice too large: a bilinear sample looks at two
// pixels only and would miss thin strokes.
#include "ocr/ppocr/ppocr_input.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace zhun::ocr {
namespace {

constexpr std::uint32_t kWidthUnit = 32;
constexpr std::uint32_t kWidthMax = 6400;  // a longer line is squeezed

std::uint32_t scaled_width(std::uint32_t width, std::uint32_t height) {
  const std::uint64_t exact = (std::uint64_t{width} * kPpocrHeight + height - 1) / height;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(exact, 1, kWidthMax));
}

struct Plane {
  std::uint32_t width = 0, height = 0, channels = 1;
  std::vector<std::uint8_t> pixels;
};

Plane copy_of(const LineView& line) {
  Plane plane{line.width, line.height, line.channels, {}};
  const std::size_t row = std::size_t{line.width} * line.channels;
  plane.pixels.resize(row * line.height);
  for (std::uint32_t y = 0; y < line.height; ++y)
    std::copy_n(line.row(y), row, plane.pixels.data() + y * row);
  return plane;
}

Plane halved(const Plane& from) {
  Plane to{std::max(1U, from.width / 2), from.height / 2, from.channels, {}};
  const std::size_t channels = from.channels, row = std::size_t{from.width} * channels;
  to.pixels.reserve(std::size_t{to.width} * to.height * channels);
  const std::size_t next = from.width > 1 ? channels : 0;
  for (std::uint32_t y = 0; y < to.height; ++y)
    for (std::uint32_t x = 0; x < to.width; ++x)
      for (std::size_t c = 0; c < channels; ++c) {
        const std::uint8_t* at = from.pixels.data() + 2 * y * row + 2 * x * channels + c;
        to.pixels.push_back(
            static_cast<std::uint8_t>((at[0] + at[next] + at[row] + at[row + next] + 2) / 4));
      }
  return to;
}

// Where a target pixel lies between two pixels of the source.
struct Between {
  std::size_t first = 0, second = 0;
  float share = 0;  // of the second
};

std::vector<Between> positions(std::uint32_t from, std::uint32_t to) {
  std::vector<Between> all(to);
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  const auto last = static_cast<float>(from - 1);
  for (std::uint32_t i = 0; i < to; ++i) {
    const float at = std::clamp((static_cast<float>(i) + 0.5F) * scale - 0.5F, 0.0F, last);
    const auto first = static_cast<std::size_t>(at);
    all[i] = {first, std::min<std::size_t>(first + 1, from - 1), at - static_cast<float>(first)};
  }
  return all;
}

}  // namespace

std::uint32_t ppocr_width(const LineView& line) {
  const std::uint32_t width = scaled_width(line.width, line.height);
  return (width + kWidthUnit - 1) / kWidthUnit * kWidthUnit;
}

void fill_ppocr_input(const LineView& line, std::uint32_t width, std::span<float> planes) {
  Plane plane = copy_of(line);
  while (plane.height >= 2 * kPpocrHeight) plane = halved(plane);
  const std::uint32_t scaled = std::min(width, scaled_width(line.width, line.height));
  const std::vector<Between> across = positions(plane.width, scaled);
  const std::vector<Between> down = positions(plane.height, kPpocrHeight);
  std::fill(planes.begin(), planes.end(), 0.0F);
  const std::size_t row = std::size_t{plane.width} * plane.channels;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::size_t from = plane.channels == 3 ? 2 - channel : 0;
    for (std::size_t y = 0; y < kPpocrHeight; ++y) {
      const std::uint8_t* upper = plane.pixels.data() + down[y].first * row + from;
      const std::uint8_t* lower = plane.pixels.data() + down[y].second * row + from;
      float* out = planes.data() + (channel * kPpocrHeight + y) * width;
      for (std::size_t x = 0; x < scaled; ++x) {
        const std::size_t left = across[x].first * plane.channels;
        const std::size_t right = across[x].second * plane.channels;
        const auto mix = [share = across[x].share](std::uint8_t a, std::uint8_t b) {
          return static_cast<float>(a) + share * static_cast<float>(b - a);
        };
        const float top = mix(upper[left], upper[right]);
        const float value = top + down[y].share * (mix(lower[left], lower[right]) - top);
        out[x] = std::round(value) / 127.5F - 1.0F;
      }
    }
  }
}

}  // namespace zhun::ocr
