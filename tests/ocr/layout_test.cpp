#include "ocr/layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "ocr/layout_rectify.hpp"
#include "ocr/layout_table.hpp"

using namespace zhun;
using namespace zhun::ocr;

namespace {

// A page that the test draws: blocks of strokes stand for letters.
struct Paper {
  Image image;

  Paper(std::uint32_t width, std::uint32_t height) {
    image.width = width;
    image.height = height;
    image.channels = 3;
    image.pixels.assign(std::size_t{width} * height * 3, 250);
  }
  void fill(int left, int top, int right, int bottom, int red, int green, int blue) {
    for (int y = std::max(top, 0); y < std::min(bottom, static_cast<int>(image.height)); ++y) {
      for (int x = std::max(left, 0); x < std::min(right, static_cast<int>(image.width)); ++x) {
        std::uint8_t* pixel = image.row(static_cast<std::uint32_t>(y)) + x * 3;
        pixel[0] = static_cast<std::uint8_t>(red);
        pixel[1] = static_cast<std::uint8_t>(green);
        pixel[2] = static_cast<std::uint8_t>(blue);
      }
    }
  }
  void stroke(int left, int top, int right, int bottom) {
    fill(left, top, right, bottom, 20, 20, 20);
  }
  // `letters` letters of 20 pixels from `left`, each a different pattern of strokes.
  void text(int left, int top, int letters, int seed) {
    for (int i = 0; i < letters; ++i) {
      const int x = left + 20 * i;
      const int kind = (seed * 7 + i * 5) % 4;
      stroke(x + 2, top, x + 5, top + 20);
      stroke(x + 2, top + 2 + 4 * kind, x + 17, top + 5 + 4 * kind);
      if (kind != 1) {
        stroke(x + 13, top, x + 16, top + 20);
      }
      if (kind != 2) {
        stroke(x + 2, top + 17, x + 17, top + 20);
      }
    }
  }
};

// Six columns as on a statement: date, currency, amount and balance to the right, purpose, name.
struct Sheet {
  int left = 120, top = 300, pitch = 60, rows = 20;
  bool grid = false, lines = false, header = true;
};

constexpr std::array<int, 7> kBorders = {0, 220, 340, 560, 800, 960, 1360};

void draw_row(Paper& paper, const Sheet& sheet, int y, int row) {
  const int x = sheet.left;
  paper.text(x + 10, y, 8, 3);
  paper.text(x + kBorders[1] + 10, y, 3, 1);
  const int amount = 3 + row % 5, balance = 6 + row % 3;
  paper.text(x + kBorders[3] - 10 - 20 * amount, y, amount, row);
  paper.text(x + kBorders[4] - 10 - 20 * balance, y, balance, row + 1);
  paper.text(x + kBorders[4] + 10, y, 2 + row % 3, row + 2);
  if (row % 7 != 3) {
    paper.text(x + kBorders[5] + 10, y, 3 + (row * 5) % 14, row + 3);
  }
}

Paper draw(const Sheet& sheet) {
  Paper paper(1654, 2339);
  const int x = sheet.left;
  paper.text(600, 120, 14, 5);      // title
  paper.text(x, 190, 17, 6);        // holder
  paper.text(x + 380, 190, 19, 2);  // account
  int y = sheet.top;
  if (sheet.header) {
    for (std::size_t c = 0; c < 6; ++c) {
      const int middle = x + (kBorders[c] + kBorders[c + 1]) / 2;
      paper.text(middle - 36, y + 20, 3, static_cast<int>(c) + 4);
    }
    y += sheet.pitch;
  }
  for (int row = 0; row < sheet.rows; ++row) {
    draw_row(paper, sheet, y + row * sheet.pitch + 20, row);
  }
  const int bottom = y + sheet.rows * sheet.pitch;
  if (sheet.grid || sheet.lines) {
    for (int level = sheet.top; level <= bottom; level += sheet.pitch) {
      paper.stroke(x, level, x + kBorders[6], level + 2);
    }
  }
  for (const int border : kBorders) {
    if (sheet.grid) {
      paper.stroke(x + border, sheet.top, x + border + 2, bottom + 2);
    }
  }
  paper.text(x, bottom + 60, 12, 1);  // page number
  return paper;
}

Image turned(const Image& image, const Homography& to_source, int width, int height) {
  return warp(image, to_source, width, height);
}

Homography rotation(double degrees, double width, double height) {
  const double angle = degrees * 3.14159265358979 / 180;
  const double c = std::cos(angle), s = std::sin(angle);
  Homography map;
  map.m = {c, -s, width / 2 - c * width / 2 + s * height / 2,
           s, c,  height / 2 - s * width / 2 - c * height / 2,
           0, 0,  1};
  return map;
}

PageGrid grid_of(const Image& image) {
  auto grid = find_grid(image, 1, {});
  REQUIRE(grid.has_value());
  return std::move(*grid);
}

std::size_t lines_in_column(const PageGrid& grid, std::size_t column) {
  std::size_t count = 0;
  for (const Row& row : grid.rows) {
    count += row.cells[column].lines.size();
  }
  return count;
}

}  // namespace

TEST_CASE("a clean ruled page keeps its pixels and gives every cell") {
  Sheet sheet;
  sheet.grid = true;
  const Paper paper = draw(sheet);
  const PageGrid grid = grid_of(paper.image);
  CHECK(grid.ruled);
  CHECK(grid.upright.pixels == paper.image.pixels);
  CHECK(grid.header.size() == 1);
  CHECK(grid.rows.size() == 20);
  REQUIRE(grid.columns.size() == 6);
  for (std::size_t c = 0; c < 6; ++c) {
    CHECK(grid.columns[c].left == doctest::Approx(120 + kBorders[c]).epsilon(0.02));
  }
}

TEST_CASE("without rulings the white between columns and the pitch of rows give the same") {
  const PageGrid grid = grid_of(draw({}).image);
  CHECK_FALSE(grid.ruled);
  CHECK(grid.columns.size() == 6);
  CHECK(grid.rows.size() == 20);
  CHECK(grid.header.size() == 1);
}

TEST_CASE("a balance that ends right before a purpose stays a column of its own") {
  // The white between the two is 20 pixels, one letter.
  const PageGrid grid = grid_of(draw({}).image);
  REQUIRE(grid.columns.size() == 6);
  CHECK(grid.columns[4].left > 120 + kBorders[4] - 12);
  CHECK(grid.columns[4].left < 120 + kBorders[4] + 12);
}

TEST_CASE("a cell without ink has no lines") {
  const PageGrid grid = grid_of(draw({}).image);
  REQUIRE(grid.rows.size() == 20);
  REQUIRE(grid.columns.size() == 6);
  for (std::size_t row = 0; row < 20; ++row) {
    CHECK(grid.rows[row].cells[5].lines.empty() == (row % 7 == 3));
    CHECK(grid.rows[row].cells[2].lines.size() == 1);
  }
}

TEST_CASE("what stands before and behind the table is no row of it") {
  const PageGrid grid = grid_of(draw({}).image);
  CHECK(grid.above.size() == 2);  // holder and account stand on one line
  CHECK(grid.below.size() == 1);
}

TEST_CASE("a first row that looks like the others is no header") {
  Sheet sheet;
  sheet.grid = true;
  sheet.header = false;
  const PageGrid grid = grid_of(draw(sheet).image);
  CHECK(grid.header.empty());
  CHECK(grid.rows.size() == 20);
}

TEST_CASE("rows that only horizontal rulings part") {
  Sheet sheet;
  sheet.lines = true;
  const PageGrid grid = grid_of(draw(sheet).image);
  CHECK(grid.ruled);
  CHECK(grid.rows.size() == 20);
  CHECK(grid.columns.size() == 6);
}

TEST_CASE("a skewed scan is put straight and maps back to its pixels") {
  for (const double degrees : {1.5, -1.2, 0.4}) {
    CAPTURE(degrees);
    const Paper paper = draw({});
    const Homography map = rotation(degrees, 1654, 2339);
    const PageGrid grid = grid_of(turned(paper.image, map, 1654, 2339));
    CHECK(grid.rows.size() == 20);
    CHECK(grid.columns.size() == 6);
    // The page as drawn, as the scan shows it, as the grid has it: the same place.
    const Homography back = Homography{grid.to_picture};
    const Box& first = grid.rows.front().cells[0].lines.front().box;
    const Box& last = grid.rows.back().cells[0].lines.front().box;
    const Spot drawn_first =
        map.map(back.map(first.left, first.top).x, back.map(first.left, first.top).y);
    const Spot drawn_last =
        map.map(back.map(last.left, last.top).x, back.map(last.left, last.top).y);
    CHECK(drawn_first.x == doctest::Approx(132).epsilon(0.03));
    CHECK(drawn_first.y == doctest::Approx(380).epsilon(0.01));
    CHECK(drawn_last.x == doctest::Approx(132).epsilon(0.03));
    CHECK(drawn_last.y == doctest::Approx(380 + 19 * 60).epsilon(0.004));
  }
}

TEST_CASE("a page on its side is turned, upright or upside down") {
  Sheet sheet;
  const Paper paper = draw(sheet);
  Homography quarter;
  quarter.m = {0, 1, 0, -1, 0, 2338, 0, 0, 1};
  const PageGrid grid = grid_of(turned(paper.image, quarter, 2339, 1654));
  CHECK(grid.upright.width < grid.upright.height);
  // Upside down, the header is behind the rows; read_page() asks again with the page turned.
  CHECK(grid.rows.size() >= 20);
  CHECK(grid.rows.size() <= 21);
  CHECK(grid.columns.size() == 6);
}

TEST_CASE("a sheet in perspective on a dark ground is found by its edges") {
  const Paper paper = draw({});
  const std::array<Spot, 4> corners = {Spot{140, 90}, {1500, 160}, {1560, 2100}, {70, 2040}};
  const Homography to_photo = rectangle_to(corners, 1654, 2339);
  Image photo = warp(paper.image, to_photo.inverse(), 1654, 2200);
  // Outside the sheet warp() leaves white: paint the ground, with a texture.
  const Homography from_photo = to_photo.inverse();
  for (std::uint32_t y = 0; y < photo.height; ++y) {
    for (std::uint32_t x = 0; x < photo.width; ++x) {
      const Spot at = from_photo.map(x, y);
      if (at.x < 0 || at.y < 0 || at.x > 1653 || at.y > 2338) {
        std::uint8_t* pixel = photo.row(y) + x * 3;
        pixel[0] = static_cast<std::uint8_t>(90 + (x / 40 % 2) * 20);
        pixel[1] = 60;
        pixel[2] = 50;
      }
    }
  }
  const PageGrid grid = grid_of(photo);
  CHECK(grid.rows.size() == 20);
  CHECK(grid.columns.size() == 6);
  CHECK(lines_in_column(grid, 0) == 20);
}

TEST_CASE("a red seal over the table adds no rows and takes none") {
  Paper paper = draw({});
  for (int degree = 0; degree < 3600; ++degree) {
    const double angle = degree * 3.14159265358979 / 1800;
    const int x = 800 + static_cast<int>(200 * std::cos(angle));
    const int y = 900 + static_cast<int>(200 * std::sin(angle));
    for (int d = 0; d < 8; ++d) {
      std::uint8_t* pixel = paper.image.row(static_cast<std::uint32_t>(y)) + (x + d) * 3;
      pixel[1] = static_cast<std::uint8_t>(std::min<int>(pixel[1], 50));
      pixel[2] = static_cast<std::uint8_t>(std::min<int>(pixel[2], 60));
      pixel[0] = static_cast<std::uint8_t>(std::min<int>(pixel[0], 215));
    }
  }
  const PageGrid grid = grid_of(paper.image);
  CHECK(grid.rows.size() == 20);
  CHECK(grid.columns.size() == 6);
  CHECK(lines_in_column(grid, 3) == 20);
}

TEST_CASE("the grid is the same at other scales") {
  const Paper paper = draw({});
  for (const double scale : {0.8, 1.25, 1.5}) {
    CAPTURE(scale);
    Homography map;
    map.m = {1 / scale, 0, 0, 0, 1 / scale, 0, 0, 0, 1};
    const PageGrid grid = grid_of(
        turned(paper.image, map, static_cast<int>(1654 * scale), static_cast<int>(2339 * scale)));
    CHECK(grid.rows.size() == 20);
    CHECK(grid.columns.size() == 6);
  }
}

TEST_CASE("the same picture gives the same grid") {
  const Paper paper = draw({});
  const PageGrid a = grid_of(paper.image), b = grid_of(paper.image);
  CHECK(a.to_picture == b.to_picture);
  CHECK(a.upright.pixels == b.upright.pixels);
  REQUIRE(a.rows.size() == b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    CHECK(a.rows[i].box.top == b.rows[i].box.top);
  }
}

TEST_CASE("a row that a stroke runs through is crossed out and stays one row") {
  for (const bool ruled : {true, false}) {
    Sheet sheet;
    sheet.grid = ruled;
    Paper paper = draw(sheet);
    const int y = sheet.top + 8 * sheet.pitch + 28;  // through the letters of the eighth row
    paper.stroke(sheet.left + 15, y, sheet.left + kBorders[6] - 100, y + 3);
    const PageGrid grid = grid_of(paper.image);
    REQUIRE(grid.rows.size() == 20);
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
      CHECK(grid.rows[row].crossed_out == (row == 7));
    }
  }
}

TEST_CASE("the second line of a heading is no row") {
  Sheet sheet;
  Paper paper = draw(sheet);
  for (std::size_t c = 0; c < 6; ++c) {
    const int middle = sheet.left + (kBorders[c] + kBorders[c + 1]) / 2;
    const int letters = 2 + static_cast<int>(c % 2);
    paper.text(middle - 20 * (letters - 1), sheet.top - 4, letters, 9);
  }
  const PageGrid grid = grid_of(paper.image);
  CHECK(grid.header.size() == 2);
  CHECK(grid.rows.size() == 20);
  CHECK(grid.columns.size() == 6);
}

TEST_CASE("a small table keeps its columns below lines that cross them") {
  Sheet sheet;
  sheet.rows = 5;
  Paper paper = draw(sheet);
  paper.text(sheet.left, sheet.top - 30, 12, 5);
  paper.text(sheet.left + 300, sheet.top - 30, 16, 3);
  paper.text(sheet.left + 10, sheet.top + 6 * sheet.pitch + 10, 15, 7);
  const PageGrid grid = grid_of(paper.image);
  CHECK(grid.columns.size() == 6);
  CHECK(grid.rows.size() == 5);
}

TEST_CASE("a minus sign belongs to its number") {
  Sheet sheet;
  Paper paper = draw(sheet);
  const int x = sheet.left + kBorders[3] - 10, y = sheet.top + sheet.pitch + 20;
  const int row = 4, left = x - 20 * (3 + row % 5);
  paper.stroke(left - 14, y + row * sheet.pitch + 9, left - 4, y + row * sheet.pitch + 12);
  const PageGrid grid = grid_of(paper.image);
  REQUIRE(grid.rows.size() == 20);
  REQUIRE_FALSE(grid.rows[4].cells[2].lines.empty());
  CHECK(grid.rows[4].cells[2].lines[0].box.left <= static_cast<float>(left - 12));
}

TEST_CASE("pages without a table say so") {
  const Paper blank(1654, 2339);
  CHECK(find_grid(blank.image, 1, {}).error().code == ErrorCode::unsupported);
  Paper prose(1654, 2339);
  for (int line = 0; line < 40; ++line) {
    // Words of all lengths, one after the other.
    int x = 140;
    for (int word = 0; x < 1300; ++word) {
      const int letters = 2 + (line * 7 + word * 5 + line * word) % 9;
      prose.text(x, 200 + line * 46, letters, line + word);
      x += 20 * letters + 7 + (line * 3 + word) % 5;
    }
  }
  const auto contract = find_grid(prose.image, 1, {});
  REQUIRE_FALSE(contract.has_value());
  CHECK(contract.error().code == ErrorCode::unsupported);
  CHECK(contract.error().place.page == 1);
}

TEST_CASE("pictures that lie about their size or are too large are refused") {
  Image image;
  image.width = 65535;
  image.height = 65535;
  CHECK(find_grid(image, 1, {}).error().code == ErrorCode::invalid_argument);
  image.width = 10;
  image.height = 10;
  image.pixels.assign(100, 255);
  CHECK(find_grid(image, 1, {}).error().code == ErrorCode::unsupported);
  image.channels = 2;
  CHECK(find_grid(image, 1, {}).error().code == ErrorCode::invalid_argument);
  Limits few;
  few.pixels_max = 100 * 100;
  CHECK(find_grid(Paper(101, 100).image, 1, few).error().code == ErrorCode::limit);
}

TEST_CASE("a crop has a margin and ends at the page") {
  PageGrid grid;
  grid.upright = Paper(200, 100).image;
  const Image crop = crop_line(grid, {50, 40, 90, 60}, 0.5F);
  CHECK(crop.width == 60);
  CHECK(crop.height == 40);
  CHECK(crop.channels == 3);
  const Image corner = crop_line(grid, {190, 90, 200, 100}, 1.0F);
  CHECK(corner.width == 20);
  CHECK(corner.height == 20);
  CHECK(crop_line(grid, {300, 300, 320, 310}, 0.0F).empty());
}

TEST_CASE("a projective map and its inverse cancel out") {
  const Homography map =
      rectangle_to({Spot{140, 90}, {1500, 160}, {1560, 2100}, {70, 2040}}, 1654, 2339);
  const Homography back = map.inverse();
  for (const double x : {0.0, 800.0, 1653.0}) {
    for (const double y : {0.0, 1200.0, 2338.0}) {
      const Spot there = map.map(x, y), here = back.map(there.x, there.y);
      CHECK(here.x == doctest::Approx(x).epsilon(1e-6));
      CHECK(here.y == doctest::Approx(y).epsilon(1e-6));
    }
  }
  CHECK(map.map(0, 0).x == doctest::Approx(140));
  CHECK(map.map(1653, 2338).y == doctest::Approx(2100));
}

TEST_CASE("a page turned by any angle is put straight") {
  for (const double degrees : {45.0, -30.0, 17.0}) {
    CAPTURE(degrees);
    const Paper paper = draw({});
    const int side = 2866;  // as long as the diagonal
    Homography map = rotation(degrees, side, side);
    Homography middle;
    middle.m = {1, 0, -(side - 1654) / 2.0, 0, 1, -(side - 2339) / 2.0, 0, 0, 1};
    const PageGrid grid = grid_of(turned(paper.image, middle.after(map), side, side));
    CHECK(grid.columns.size() == 6);
    CHECK(grid.rows.size() >= 20);  // upside down the heading may count as a row
    CHECK(grid.rows.size() <= 21);
  }
}

TEST_CASE("curled paper is read as it is or refused, but its rows are never mixed") {
  for (const double rise : {6.0, 12.0, 40.0, 90.0}) {
    CAPTURE(rise);
    Sheet sheet;
    sheet.grid = true;
    const Paper paper = draw(sheet);
    Image curled = paper.image;
    for (std::uint32_t y = 0; y < curled.height; ++y) {
      for (std::uint32_t x = 0; x < curled.width; ++x) {
        const double arc = rise * std::sin(3.14159265 * x / curled.width);
        const auto from = static_cast<std::uint32_t>(std::clamp(y + arc, 0.0, 2338.0));
        std::copy_n(paper.image.row(from) + x * 3, 3, curled.row(y) + x * 3);
      }
    }
    const auto grid = find_grid(curled, 1, {});
    if (!grid) {
      CHECK(grid.error().code == ErrorCode::unsupported);
    } else if (rise < 10) {
      CHECK(grid->rows.size() + grid->header.size() == 21);
      CHECK(grid->columns.size() == 6);
    }
  }
}

TEST_CASE("a photograph of anything else holds no table") {
  std::uint32_t state = 7;
  const auto noise = [&](std::uint32_t most) {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::uint8_t>((state >> 16U) % most);
  };
  Paper grains(1200, 900), hills(1200, 900), bricks(1200, 900);
  for (auto& value : grains.image.pixels) value = noise(255);
  for (std::uint32_t y = 0; y < 900; ++y) {
    for (std::uint32_t x = 0; x < 1200; ++x) {
      std::uint8_t* pixel = hills.image.row(y) + x * 3;
      const bool sky = y < 380 + 60 * std::sin(x / 150.0) + 25 * std::sin(x / 37.0);
      pixel[0] = static_cast<std::uint8_t>(sky ? 150 : 40 + noise(60));
      pixel[1] = static_cast<std::uint8_t>(sky ? 190 : 90 + noise(70));
      pixel[2] = static_cast<std::uint8_t>(sky ? 240 : 30 + noise(40));
    }
  }
  for (int row = 0; row < 18; ++row) {
    for (int brick = -1; brick < 12; ++brick) {
      const int left = brick * 100 + (row % 2) * 50;
      bricks.fill(left, row * 50, left + 92, row * 50 + 42, 150 + noise(40), 70, 60);
    }
  }
  for (const Paper* photo : {&grains, &hills, &bricks}) {
    const auto grid = find_grid(photo->image, 1, {});
    REQUIRE_FALSE(grid.has_value());
    CHECK(grid.error().code == ErrorCode::unsupported);
  }
}
