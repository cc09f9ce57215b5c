#include "ocr/ppocr/ppocr_input.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "ocr/ppocr/ppocr_golden.hpp"

namespace zhun::ocr {
namespace {

struct Line {
  std::vector<std::uint8_t> pixels;
  LineView view;
  Line(std::uint32_t width, std::uint32_t height, std::uint32_t channels, std::uint8_t value)
      : pixels(std::size_t{width} * height * channels, value) {
    view.pixels = pixels;
    view.stride = std::size_t{width} * channels;
    view.width = width;
    view.height = height;
    view.channels = channels;
  }
};

std::vector<float> input_of(const LineView& line) {
  std::vector<float> planes(std::size_t{3} * kPpocrHeight * ppocr_width(line), 7);
  fill_ppocr_input(line, ppocr_width(line), planes);
  return planes;
}

}  // namespace

TEST_CASE("the width is the scaled line's, filled up to a multiple of 32") {
  CHECK(ppocr_width(Line(64, 48, 1, 0).view) == 64);
  CHECK(ppocr_width(Line(65, 48, 1, 0).view) == 96);
  CHECK(ppocr_width(Line(100, 24, 1, 0).view) == 224);
  CHECK(ppocr_width(Line(60000, 10, 1, 0).view) == 6400);
  CHECK(ppocr_width(Line(1, 4000, 1, 0).view) == 32);
}

TEST_CASE("black is -1, white is 1, and behind the line is 0") {
  const auto black = input_of(Line(40, 48, 1, 0).view), white = input_of(Line(40, 48, 1, 255).view);
  CHECK(black[0] == -1.0F);
  CHECK(white[39] == 1.0F);
  CHECK(white[40] == 0.0F);
  CHECK(std::count(white.begin(), white.end(), 7.0F) == 0);
}

TEST_CASE("the planes are blue, green, red") {
  Line line(32, 48, 3, 0);
  for (std::size_t i = 0; i < line.pixels.size(); i += 3) line.pixels[i] = 255;  // red
  const auto planes = input_of(line.view);
  const std::size_t plane = std::size_t{kPpocrHeight} * 32;
  CHECK(planes[0] == -1.0F);
  CHECK(planes[plane] == -1.0F);
  CHECK(planes[2 * plane] == 1.0F);
}

TEST_CASE("a stroke of one pixel survives scaling to a quarter") {
  Line line(160, 192, 1, 255);
  for (std::size_t y = 0; y < 192; ++y) line.pixels[y * 160 + 81] = 0;
  const auto planes = input_of(line.view);
  CHECK(*std::min_element(planes.begin(), planes.begin() + 40) < 0.6F);
}

TEST_CASE("the golden crop has ink and a margin") {
  const GoldenCrop crop = golden_crop();
  REQUIRE(crop.pixels.size() == std::size_t{crop.width} * crop.height);
  CHECK(std::count(crop.pixels.begin(), crop.pixels.end(), 0) > 200);
  CHECK(std::all_of(crop.pixels.begin(), crop.pixels.begin() + crop.width,
                    [](std::uint8_t pixel) { return pixel == 255; }));
  CHECK(crop.text.size() == 10);
}

}  // namespace zhun::ocr
