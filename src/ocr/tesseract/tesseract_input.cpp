// Stretches the red channel between its darkest and its lightest percent.
#include "ocr/tesseract/tesseract_input.hpp"

#include <algorithm>
#include <array>

namespace zhun::ocr {
namespace {

constexpr std::uint32_t kAspectMax = 120;  // width to height

// The greys below and above which one pixel in a hundred lies.
std::pair<unsigned, unsigned> percentiles(const LineView& line) {
  std::array<std::uint64_t, 256> histogram{};
  for (std::uint32_t y = 0; y < line.height; ++y) {
    const std::uint8_t* row = line.row(y);
    for (std::uint32_t x = 0; x < line.width; ++x) ++histogram[row[std::size_t{x} * line.channels]];
  }
  const std::uint64_t part = std::uint64_t{line.width} * line.height / 100;
  unsigned low = 0, high = 255;
  for (std::uint64_t seen = histogram[0]; low < 255 && seen <= part; seen += histogram[++low]) {
  }
  for (std::uint64_t seen = histogram[255]; high > 0 && seen <= part; seen += histogram[--high]) {
  }
  return {low, high};
}

}  // namespace

GreyLine tesseract_input(const LineView& line) {
  const auto [low, high] = percentiles(line);
  std::array<std::uint8_t, 256> stretched{};
  // A line of one grey is paper: stretching it would make noise into ink.
  const bool flat = high < low + 16;
  for (unsigned value = 0; value < 256; ++value)
    stretched[value] =
        flat ? 255
             : static_cast<std::uint8_t>((std::clamp(value, low, high) - low) * 255 / (high - low));
  // Tesseract scales to a fixed height: a thin line would become a very long one.
  const std::uint32_t height_least = line.width / kAspectMax;
  const std::uint32_t margin =
      std::max({4U, line.height / 4, (std::max(height_least, line.height) - line.height) / 2});
  GreyLine grey{line.width + 2 * margin, line.height + 2 * margin, {}, !flat};
  grey.pixels.assign(std::size_t{grey.width} * grey.height, 255);
  for (std::uint32_t y = 0; y < line.height; ++y) {
    const std::uint8_t* row = line.row(y);
    std::uint8_t* out = grey.pixels.data() + std::size_t{y + margin} * grey.width + margin;
    for (std::uint32_t x = 0; x < line.width; ++x)
      out[x] = stretched[row[std::size_t{x} * line.channels]];
  }
  return grey;
}

}  // namespace zhun::ocr
