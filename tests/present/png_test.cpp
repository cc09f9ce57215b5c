// Pictures inside reports: what is written is read back by the standard's own rules.
#include "present/png.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace zhun;

namespace {

std::uint32_t number_at(const std::string& png, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<std::uint8_t>(png[at + i]);
  return number;
}

// A small reader of what write_png writes: grey, no interlace, filters none and up.
std::vector<std::vector<int>> read_grey(const std::string& png) {
  REQUIRE(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  const std::uint32_t width = number_at(png, 16), height = number_at(png, 20);
  const int bits = png[24];
  std::string data;
  for (std::size_t at = 8; at < png.size();) {
    const std::uint32_t size = number_at(png, at);
    const std::string type = png.substr(at + 4, 4);
    const std::string body = png.substr(at + 8, size);
    const auto* begin = reinterpret_cast<const Bytef*>(png.data() + at + 4);
    CHECK(number_at(png, at + 8 + size) == crc32(0, begin, size + 4));
    if (type == "IDAT") data = body;
    at += 12 + size;
  }
  const std::size_t line = bits == 8 ? width : (std::size_t{width} + 1) / 2;
  std::string raw((line + 1) * height, '\0');
  uLongf size = raw.size();
  REQUIRE(uncompress(reinterpret_cast<Bytef*>(raw.data()), &size,
                     reinterpret_cast<const Bytef*>(data.data()),
                     static_cast<uLong>(data.size())) == Z_OK);
  REQUIRE(size == raw.size());
  std::vector<std::vector<int>> rows;
  std::vector<std::uint8_t> above(line);
  for (std::uint32_t y = 0; y < height; ++y) {
    const char filter = raw[y * (line + 1)];
    REQUIRE((filter == 0 || filter == 2));
    std::vector<int> row;
    for (std::size_t i = 0; i < line; ++i) {
      auto byte = static_cast<std::uint8_t>(raw[y * (line + 1) + 1 + i]);
      if (filter == 2) byte = static_cast<std::uint8_t>(byte + above[i]);
      above[i] = byte;
      if (bits == 8) {
        row.push_back(byte);
      } else {
        row.push_back(byte >> 4);
        if (row.size() < width) row.push_back(byte & 15);
      }
    }
    rows.push_back(row);
  }
  return rows;
}

Image made(std::uint32_t width, std::uint32_t height, std::uint32_t channels) {
  Image image{width, height, channels, 0, {}};
  for (std::uint32_t i = 0; i < width * height * channels; ++i)
    image.pixels.push_back(static_cast<std::uint8_t>(i * 37 % 256));
  return image;
}

}  // namespace

TEST_CASE("grey of eight bits comes back as it was") {
  const Image image = made(7, 5, 1);
  const auto rows = read_grey(write_png(image, 8));
  REQUIRE(rows.size() == 5);
  for (std::uint32_t y = 0; y < 5; ++y) {
    REQUIRE(rows[y].size() == 7);
    for (std::uint32_t x = 0; x < 7; ++x) CHECK(rows[y][x] == image.row(y)[x]);
  }
}

TEST_CASE("grey of four bits is the nearest of sixteen, also where the width is odd") {
  const Image image = made(5, 3, 1);
  const auto rows = read_grey(write_png(image, 4));
  for (std::uint32_t y = 0; y < 3; ++y) {
    REQUIRE(rows[y].size() == 5);
    for (std::uint32_t x = 0; x < 5; ++x)
      CHECK(std::abs(rows[y][x] * 17 - int{image.row(y)[x]}) <= 8);
  }
}

TEST_CASE("colours are mixed: white and black stay, green is lighter than blue") {
  Image image{4, 1, 3, 0, {255, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0, 255}};
  const auto rows = read_grey(write_png(image, 8));
  CHECK(rows[0][0] == 255);
  CHECK(rows[0][1] == 0);
  CHECK(rows[0][2] > rows[0][3]);
}

TEST_CASE("a picture that is too wide is made smaller by means, one that fits is not") {
  Image image{4, 2, 1, 0, {0, 100, 200, 200, 100, 0, 200, 200}};
  const Image half = grey_at_most(image, 2);
  CHECK(half.width == 2);
  CHECK(half.height == 1);
  CHECK(half.pixels == std::vector<std::uint8_t>{50, 200});
  CHECK(grey_at_most(image, 9).pixels == image.pixels);
}

TEST_CASE("bytes as an address follow RFC 4648") {
  CHECK(data_uri("") == "data:image/png;base64,");
  CHECK(data_uri("f") == "data:image/png;base64,Zg==");
  CHECK(data_uri("fo") == "data:image/png;base64,Zm8=");
  CHECK(data_uri("foobar") == "data:image/png;base64,Zm9vYmFy");
}
