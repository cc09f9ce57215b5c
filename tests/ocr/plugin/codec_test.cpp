#include "ocr/codecs/codec.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "files.hpp"
#include "zhun/limits.hpp"

namespace zhun::ocr {
namespace {

constexpr std::uint64_t kPixelsMax = 100'000'000;

struct Decoded {
  PictureInfo info;
  std::vector<std::uint8_t> pixels;

  [[nodiscard]] std::array<int, 3> at(std::uint32_t x, std::uint32_t y) const {
    const std::size_t first = (std::size_t{y} * info.width + x) * info.channels;
    const std::size_t step = info.channels == 3 ? 1 : 0;
    return {pixels[first], pixels[first + step], pixels[first + 2 * step]};
  }
};

Result<Decoded> decode(std::string_view bytes, std::uint32_t frame = 0,
                       std::uint64_t pixels_max = kPixelsMax) {
  Decoded decoded;
  const auto room = [&](const PictureInfo& info) {
    decoded.info = info;
    decoded.pixels.resize(std::size_t{info.width} * info.height * info.channels);
    return decoded.pixels.data();
  };
  auto done = decode_picture_file(bytes, {frame, pixels_max}, room);
  if (!done) return tl::unexpected(done.error());
  return decoded;
}

std::string file(const std::string& name) { return test::fixture("ocr/fixtures/engine/" + name); }

bool near(std::array<int, 3> a, std::array<int, 3> b, int slack) {
  for (std::size_t i = 0; i < 3; ++i)
    if (std::abs(a[i] - b[i]) > slack) return false;
  return true;
}

// The picture of make_engine_fixtures.py: red, green, blue and grey quarters.
void check_quarters(const std::string& name, int slack) {
  CAPTURE(name);
  const auto decoded = decode(file(name));
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message);
  CHECK(decoded->info.width == 48);
  CHECK(decoded->info.height == 32);
  REQUIRE(decoded->info.channels == 3);
  CHECK(near(decoded->at(3, 3), {255, 0, 0}, slack));
  CHECK(near(decoded->at(44, 3), {0, 255, 0}, slack));
  CHECK(near(decoded->at(3, 28), {0, 0, 255}, slack));
  CHECK(near(decoded->at(44, 28), {128, 128, 128}, slack));
}

void check_grey_quarters(const std::string& name, int slack) {
  CAPTURE(name);
  const auto decoded = decode(file(name));
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message);
  REQUIRE(decoded->info.channels == 1);
  CHECK(near(decoded->at(3, 3), {76, 76, 76}, slack));
  CHECK(near(decoded->at(44, 3), {149, 149, 149}, slack));
  CHECK(near(decoded->at(44, 28), {128, 128, 128}, slack));
}

ErrorCode code_of(const Result<Decoded>& decoded) {
  REQUIRE(!decoded.has_value());
  CHECK(!decoded.error().message.empty());
  return decoded.error().code;
}

}  // namespace

TEST_CASE("colours of PNG, JPEG and TIFF come out as they went in") {
  for (const char* name :
       {"rgb.png", "palette.png", "rgb.tif", "palette.tif", "planes.tif", "tiles.tif"})
    check_quarters(name, 0);
  for (const char* name : {"rgb.jpg", "progressive.jpg", "jpeg.tif"}) check_quarters(name, 12);
  for (const char* name : {"cmyk.jpg", "cmyk.tif"}) check_quarters(name, 12);
}

TEST_CASE("grey pictures stay grey") {
  check_grey_quarters("grey.png", 1);
  check_grey_quarters("grey.jpg", 4);
}

TEST_CASE("a picture is turned upright by EXIF's and TIFF's orientation") {
  check_quarters("turned.jpg", 12);
  check_quarters("turned.tif", 0);
}

TEST_CASE("each orientation puts the first pixel where EXIF says") {
  // 3 x 2, numbered; the corner of pixel 0 for orientations 1 to 8.
  const std::array<std::uint8_t, 6> stored{0, 1, 2, 3, 4, 5};
  const std::array<std::size_t, 9> first{0, 0, 2, 5, 3, 0, 1, 5, 4};
  for (unsigned value = 1; value <= 8; ++value) {
    CAPTURE(value);
    std::array<std::uint8_t, 6> upright{9, 9, 9, 9, 9, 9};
    for (std::uint32_t y = 0; y < 2; ++y)
      place_row(stored.data() + 3 * y, y, {3, 2, 1}, {value}, upright.data());
    CHECK(upright[first[value]] == 0);
    std::array<bool, 6> seen{};
    for (const std::uint8_t pixel : upright) seen.at(pixel) = true;
    CHECK(seen == std::array<bool, 6>{true, true, true, true, true, true});
  }
}

TEST_CASE("one-bit pictures are black on white, whatever their polarity") {
  for (const char* name : {"bits.png", "pages.tif"}) {
    CAPTURE(name);
    const auto decoded = decode(file(name));
    REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message);
    CHECK(decoded->info.channels == 1);
    CHECK(decoded->at(2, 2)[0] == 0);
    CHECK(decoded->at(30, 12)[0] == 255);
  }
}

TEST_CASE("transparency is laid on white paper") {
  const auto decoded = decode(file("transparent.png"));
  REQUIRE(decoded.has_value());
  CHECK(decoded->at(3, 3) == std::array<int, 3>{255, 255, 255});
}

TEST_CASE("resolution is in dots per inch") {
  CHECK(decode(file("rgb.png"))->info.dots_per_inch == 300);
  CHECK(decode(file("rgb.jpg"))->info.dots_per_inch == 200);
  CHECK(decode(file("pages.tif"))->info.dots_per_inch == 200);
}

TEST_CASE("the pages of a TIFF are decoded one by one") {
  const std::string pages = file("pages.tif");
  const auto first = decode(pages, 0), second = decode(pages, 1), third = decode(pages, 2);
  REQUIRE((first && second && third));
  CHECK(first->info.frame_count == 3);
  CHECK(second->at(2, 2)[0] == 255);
  CHECK(second->at(37, 13)[0] == 0);
  CHECK(third->info.width == 20);
  CHECK(code_of(decode(pages, 3)) == ErrorCode::invalid_argument);
  CHECK(code_of(decode(file("rgb.png"), 1)) == ErrorCode::invalid_argument);
}

TEST_CASE("what is no picture is said to be none") {
  for (const std::string_view bytes : {std::string_view(), std::string_view("%PDF-1.7"),
                                       std::string_view("GIF89a"), std::string_view("\x89PN")})
    CHECK(code_of(decode(bytes)) == ErrorCode::unsupported);
}

TEST_CASE("a header that promises too many pixels is refused before there is room for them") {
  for (const char* name : {"huge_header.png", "huge_header.jpg", "huge_header.tif"}) {
    CAPTURE(name);
    const std::string bytes = file(name);
    REQUIRE(!bytes.empty());
    bool asked = false;
    const auto done = decode_picture_file(bytes, {0, kPixelsMax}, [&](const PictureInfo&) {
      asked = true;
      return nullptr;
    });
    REQUIRE(!done.has_value());
    CHECK(done.error().code == ErrorCode::limit);
    CHECK_FALSE(asked);
  }
  CHECK(code_of(decode(file("bomb.png"))) == ErrorCode::limit);
  CHECK(code_of(decode(file("rgb.png"), 0, 48 * 32 - 1)) == ErrorCode::limit);
  CHECK(decode(file("rgb.png"), 0, 48 * 32).has_value());
}

TEST_CASE("400 megapixels are more than a page has") {
  const PictureOptions usual{0, Limits{}.pixels_max};
  CHECK(check_size(20'000, 20'000, usual).error().code == ErrorCode::limit);
  CHECK(check_size(65'535, 65'535, usual).error().code == ErrorCode::limit);
  CHECK(check_size(2'480, 3'508, usual).has_value());  // A4 at 300 dots an inch
}

TEST_CASE("directories of a TIFF that go round in a circle are refused") {
  CHECK(code_of(decode(file("loop.tif"))) == ErrorCode::limit);
}

TEST_CASE("a picture that its reader does not want is cancelled") {
  const auto done = decode_picture_file(file("rgb.png"), {0, kPixelsMax},
                                        [](const PictureInfo&) { return nullptr; });
  REQUIRE(!done.has_value());
  CHECK(done.error().code == ErrorCode::cancelled);
}

TEST_CASE("cut anywhere, a picture is an error or what it was, never half of it") {
  for (const char* name : {"rgb.png", "bits.png", "rgb.jpg", "progressive.jpg", "cmyk.jpg",
                           "rgb.tif", "pages.tif", "jpeg.tif", "tiles.tif", "cmyk.tif"}) {
    CAPTURE(name);
    const std::string whole = file(name);
    const auto expected = decode(whole);
    REQUIRE(expected.has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      const auto decoded = decode(whole.substr(0, size));
      if (decoded) CHECK(decoded->pixels == expected->pixels);
    }
  }
}

TEST_CASE("flipped bits end in a picture or an error") {
  for (const char* name : {"rgb.png", "rgb.jpg", "progressive.jpg", "rgb.tif", "pages.tif",
                           "jpeg.tif", "tiles.tif", "palette.tif", "cmyk.tif"}) {
    CAPTURE(name);
    const std::string whole = file(name);
    for (std::size_t bit = 0; bit < std::min<std::size_t>(whole.size() * 8, 8000); ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      const auto decoded = decode(flipped, 0, 1'000'000);
      if (!decoded) CHECK(!decoded.error().message.empty());
    }
  }
}

}  // namespace zhun::ocr
