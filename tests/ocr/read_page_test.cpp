// Which way up a page is, and several tables on one page: with an engine that reads drawn marks.
#include "ocr/read_page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "ocr/lattice.hpp"
#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;

namespace {

// Letters of 20 pixels, heavy at the top; the number of letters says what they mean.
constexpr int kLetter = 20, kPitch = 56;
constexpr std::array<int, 6> kColumns = {100, 420, 640, 860, 1130, 1540};

struct Sheet {
  Image image{1654, 2339, 1, 200, std::vector<std::uint8_t>(std::size_t{1654} * 2339, 250)};

  void stroke(int left, int top, int right, int bottom) {
    for (int y = top; y < bottom; ++y)
      for (int x = left; x < right; ++x) image.row(static_cast<std::uint32_t>(y))[x] = 20;
  }
  void text(int left, int top, int letters) {
    for (int i = 0; i < letters; ++i) {
      const int x = left + kLetter * i;
      stroke(x + 2, top, x + 18, top + 7);
      stroke(x + (i % 2 == 0 ? 3 : 13), top, x + (i % 2 == 0 ? 6 : 16), top + 20);
    }
  }
  // Date, summary, amount, balance, name: a heading and `rows` rows between rulings.
  int table(int top, int rows) {
    for (int row = 0; row <= rows; ++row) {
      const std::array<int, 5> letters = row == 0 ? std::array<int, 5>{4, 3, 5, 6, 7}
                                                  : std::array<int, 5>{10, 2, 8, 9, 11 + row % 3};
      for (std::size_t c = 0; c < 5; ++c) {
        const int left =
            c == 2 || c == 3 ? kColumns[c + 1] - 10 - kLetter * letters[c] : kColumns[c] + 10;
        text(left, top + row * kPitch + 18, letters[c]);
      }
    }
    const int bottom = top + (rows + 1) * kPitch;
    for (int y = top; y <= bottom; y += kPitch) stroke(kColumns.front(), y, kColumns.back(), y + 2);
    for (const int x : kColumns) stroke(x, top, x + 2, bottom + 2);
    return bottom;
  }
};

const char* meaning(int letters) {
  switch (letters) {
    case 3:
      return "摘要";
    case 4:
      return "交易日期";
    case 5:
      return "交易金额";
    case 6:
      return "账户余额";
    case 7:
      return "对方户名";
    case 8:
      return "1,000.00";
    case 9:
      return "21,000.00";
    case 10:
      return "2024-01-05";
    default:
      return "转账";
  }
}

// Reads marks by their number, surely where they stand upright.
class MarkEngine final : public OcrEngine {
 public:
  [[nodiscard]] std::string_view name() const override { return "marks"; }
  [[nodiscard]] double proof_margin() const override { return 10; }
  [[nodiscard]] Result<std::vector<LineReading>> read(
      std::span<const LineCrop> lines) const override {
    std::vector<LineReading> readings;
    for (const LineCrop& line : lines) readings.push_back(read_one(line.image));
    return readings;
  }

 private:
  static LineReading read_one(const Image& image) {
    int left = 1 << 20, right = -1, upper = 0, lower = 0;
    for (std::uint32_t y = 0; y < image.height; ++y)
      for (std::uint32_t x = 0; x < image.width; ++x) {
        if (image.row(y)[x] > 128) continue;
        left = std::min(left, static_cast<int>(x));
        right = std::max(right, static_cast<int>(x));
        (y * 2 < image.height ? upper : lower) += 1;
      }
    if (right < left) return {};
    simulated::Random random(1);
    LineReading reading =
        simulated::make_reading(meaning((right - left + kLetter / 2) / kLetter), {}, random);
    if (upper < lower) {
      for (SymbolScore& score : reading.scores) score.probability *= 0.7F;
    }
    return reading;
  }
};

Image turned(const Image& image) {
  Image out = image;
  std::reverse(out.pixels.begin(), out.pixels.end());
  return out;
}

std::string text_of(const Cell& cell) {
  return cell.lines.empty() ? "" : read_best_path(cell.lines.front().reading).text;
}

PageGrid read(const Image& image) {
  const MarkEngine engine;
  auto grid = read_page(image, 1, {&engine, nullptr}, {});
  REQUIRE(grid.has_value());
  return std::move(*grid);
}

}  // namespace

TEST_CASE("a page upside down is read the right way up, and its boxes lie in the picture") {
  Sheet sheet;
  sheet.table(300, 20);
  const PageGrid upright = read(sheet.image), turned_page = read(turned(sheet.image));
  for (const PageGrid* grid : {&upright, &turned_page}) {
    REQUIRE(grid->header.size() == 1);
    CHECK(text_of(grid->header[0].cells[0]) == "交易日期");
    CHECK(grid->rows.size() == 20);
  }
  const Quad a = upright.quad(upright.rows[0].box), b = turned_page.quad(turned_page.rows[0].box);
  CHECK(b[0].x == doctest::Approx(1653 - a[0].x).epsilon(0.01));
  CHECK(b[0].y == doctest::Approx(2338 - a[0].y).epsilon(0.01));
}

TEST_CASE("a second statement on the page is a grid of its own, wherever it stands") {
  Sheet sheet;
  sheet.text(400, 120, 14);
  const int bottom = sheet.table(200, 8);
  sheet.text(400, bottom + 140, 15);
  sheet.table(bottom + 230, 12);
  for (const Image& image : {sheet.image, turned(sheet.image)}) {
    const PageGrid grid = read(image);
    REQUIRE(grid.more.size() == 1);
    CHECK(std::min(grid.rows.size(), grid.more[0].rows.size()) == 8);
    CHECK(std::max(grid.rows.size(), grid.more[0].rows.size()) == 12);
    CHECK(text_of(grid.more[0].header[0].cells[2]) == "交易金额");
    CHECK(text_of(grid.more[0].rows[0].cells[2]) == "1,000.00");
    const Quad one = grid.quad(grid.rows[0].box), two = grid.more[0].quad(grid.more[0].rows[0].box);
    CHECK(one[0].y != doctest::Approx(two[0].y));
    // What stands between the two is told once, of the one that it stands above.
    const PageGrid& lower = grid.rows.size() == 12 ? grid : grid.more[0];
    const PageGrid& upper = grid.rows.size() == 12 ? grid.more[0] : grid;
    CHECK_FALSE(upper.above.empty());
    CHECK(upper.below.empty());
    CHECK_FALSE(lower.above.empty());
    CHECK(lower.below.empty());
  }
}

TEST_CASE("a table below that is no statement stays text") {
  Sheet sheet;
  const int bottom = sheet.table(200, 8);
  for (int row = 0; row < 8; ++row) {
    for (std::size_t c = 0; c < 4; ++c)
      sheet.text(kColumns[c] + 10, bottom + 300 + row * kPitch, row == 0 ? 3 : 2);
  }
  const PageGrid grid = read(sheet.image);
  CHECK(grid.rows.size() == 8);
  CHECK(grid.more.empty());
  CHECK(grid.below.size() == 32);
}
