// find_grid() and crop_line(): the stages put together, and positions of the reduced copy turned
// into those of the rectified page.
#include "ocr/layout.hpp"

#include <algorithm>
#include <cmath>

#include "ocr/layout_rectify.hpp"
#include "ocr/layout_table.hpp"

namespace zhun::ocr {
namespace {

constexpr int kSearchSide = 2600;  // a page of A4 at 220 dots an inch

bool has_but_black_and_white(const Image& picture) {
  return std::all_of(picture.pixels.begin(), picture.pixels.end(),
                     [](std::uint8_t value) { return value == 0 || value == 255; });
}

// From the pixels of the reduced copy to those of the page.
class Scale {
 public:
  explicit Scale(int factor) : factor_(static_cast<float>(factor)) {}
  [[nodiscard]] float at(int position) const { return static_cast<float>(position) * factor_; }
  [[nodiscard]] Box box(const InkBox& ink) const {
    return {at(ink.left), at(ink.top), at(ink.right), at(ink.bottom)};
  }

 private:
  float factor_;
};

Row row_of(const TableRow& source, const std::vector<Column>& columns, const Scale& scale) {
  Row row;
  row.crossed_out = source.crossed_out;
  row.box = {columns.front().left, scale.at(source.top), columns.back().right,
             scale.at(source.bottom)};
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Cell cell;
    cell.box = {columns[c].left, row.box.top, columns[c].right, row.box.bottom};
    for (const InkBox& line : source.lines[c]) {
      cell.lines.push_back({scale.box(line), {}, {}});
    }
    row.cells.push_back(std::move(cell));
  }
  return row;
}

void add_lines(const InkPage& page, const InkBox& part, const Scale& scale,
               std::vector<Line>& lines) {
  if (part.bottom <= part.top) {
    return;
  }
  for (const InkBox& line : lines_in(page, part, 3 * page.line_height)) {
    if (line.width() * 2 >= page.line_height) {
      lines.push_back({scale.box(line), {}, {}});
    }
  }
}

void fill_grid(const Table& table, const Scale& scale, PageGrid& grid) {
  for (std::size_t c = 0; c < table.columns(); ++c) {
    grid.columns.push_back({scale.at(table.borders[c]), scale.at(table.borders[c + 1])});
  }
  for (const TableRow& row : table.header) {
    grid.header.push_back(row_of(row, grid.columns, scale));
  }
  for (const TableRow& row : table.rows) {
    grid.rows.push_back(row_of(row, grid.columns, scale));
  }
  grid.ruled = table.ruled;
}

// The page with all but some of its levels left blank.
InkPage levels_of(const InkPage& ink, int top, int bottom) {
  InkPage part = ink;
  for (Plane* plane : {&part.text, &part.faint}) {
    for (int y = 0; y < plane->height; ++y) {
      if (y < top || y >= bottom) {
        std::fill(plane->row(y), plane->row(y) + plane->width, std::uint8_t{0});
      }
    }
  }
  std::erase_if(part.across,
                [&](const Ruling& ruling) { return ruling.level < top || ruling.level >= bottom; });
  std::erase_if(part.down, [&](const Ruling& ruling) {
    return (ruling.begin + ruling.end) / 2 < top || (ruling.begin + ruling.end) / 2 >= bottom;
  });
  return part;
}

// Another statement on the same sheet or photo: a table with a heading and rows of its own, below
// the first one or above it.
void add_more_tables(const InkPage& ink, const Table& table, const Scale& scale, PageGrid& grid) {
  constexpr std::ptrdiff_t kLinesMin = 12;  // a heading and three rows of three columns
  constexpr std::size_t kTablesMax = 4, kRowsMin = 3;
  struct Part {
    int top = 0, bottom = 0;
  };
  std::vector<Part> parts{{0, table.top}, {table.bottom, ink.text.height}};
  while (!parts.empty() && grid.more.size() < kTablesMax) {
    const Part part = parts.back();
    parts.pop_back();
    const auto inside = [&](const Line& line) {
      return line.box.top >= scale.at(part.top) && line.box.bottom <= scale.at(part.bottom);
    };
    const auto lines = std::count_if(grid.above.begin(), grid.above.end(), inside) +
                       std::count_if(grid.below.begin(), grid.below.end(), inside);
    if (lines < kLinesMin) {
      continue;
    }
    const InkPage rest = levels_of(ink, part.top, part.bottom);
    const Table other = find_table(rest);
    const bool whole = other.found() && other.columns() >= 3 && other.rows.size() >= kRowsMin &&
                       !other.header.empty() && other.top >= part.top &&
                       other.bottom <= part.bottom + ink.line_height;
    if (!whole) {
      continue;
    }
    PageGrid more;
    more.page = grid.page;
    more.one_bit = grid.one_bit;
    more.to_picture = grid.to_picture;
    fill_grid(other, scale, more);
    grid.more.push_back(std::move(more));
    parts.push_back({other.bottom, part.bottom});
  }
}

Error no_table(std::uint32_t page, const char* message) {
  return {ErrorCode::unsupported, {{}, page, 0, 0, {}}, message};
}

}  // namespace

Quad PageGrid::quad(const Box& box) const {
  const Homography map{to_picture};
  const auto point = [&map](float x, float y) {
    const Spot spot = map.map(double{x}, double{y});
    return Point{static_cast<float>(spot.x), static_cast<float>(spot.y)};
  };
  return {point(box.left, box.top), point(box.right, box.top), point(box.right, box.bottom),
          point(box.left, box.bottom)};
}

Result<PageGrid> find_grid(const Image& picture, std::uint32_t page, const Limits& limits) {
  const std::size_t pixels = std::size_t{picture.width} * picture.height;
  if ((picture.channels != 1 && picture.channels != 3) ||
      picture.pixels.size() != pixels * picture.channels) {
    return fail(ErrorCode::invalid_argument, {{}, page, 0, 0, {}},
                "the picture does not have the pixels that its size announces");
  }
  if (pixels > limits.pixels_max) {
    return fail(ErrorCode::limit, {{}, page, 0, 0, {}},
                "the picture has more pixels than the limit; scan the page at 300 dots an inch");
  }
  if (picture.width < 100 || picture.height < 100) {
    return tl::unexpected(no_table(page, "the picture is too small to hold a table"));
  }
  PageGrid grid;
  grid.page = page;
  grid.one_bit = has_but_black_and_white(picture);
  const Rectification straight = rectify(picture);
  grid.to_picture = straight.to_picture.m;
  if (straight.to_picture.m == Homography{}.m) {
    grid.upright = picture;
  } else {
    grid.upright = warp(picture, straight.to_picture, straight.width, straight.height);
  }
  const int longest = static_cast<int>(std::max(grid.upright.width, grid.upright.height));
  const int factor = std::max(1, (longest + kSearchSide - 1) / kSearchSide);
  const InkPage ink = take_apart(reduce(grid.upright, factor, Channel::red), grid.one_bit);
  if (ink.line_height == 0) {
    return tl::unexpected(no_table(page, "the page is blank or holds hardly any text"));
  }
  const Table table = find_table(ink);
  if (!table.found()) {
    return tl::unexpected(
        no_table(page, "the page holds no table: no columns stand above each other"));
  }
  const Scale scale(factor);
  fill_grid(table, scale, grid);
  add_lines(ink, {0, 0, ink.text.width, std::max(table.top, 0), 0}, scale, grid.above);
  add_lines(ink, {0, std::min(table.bottom, ink.text.height), ink.text.width, ink.text.height, 0},
            scale, grid.below);
  add_more_tables(ink, table, scale, grid);
  return grid;
}

Image crop_line(const PageGrid& grid, const Box& box, float margin) {
  const float reach = margin * box.height();
  const auto clamp = [](float value, std::uint32_t size) {
    return static_cast<std::uint32_t>(std::clamp(value, 0.0F, static_cast<float>(size)));
  };
  const Image& page = grid.upright;
  const std::uint32_t left = clamp(std::floor(box.left - reach), page.width);
  const std::uint32_t right = clamp(std::ceil(box.right + reach), page.width);
  const std::uint32_t top = clamp(std::floor(box.top - reach), page.height);
  const std::uint32_t bottom = clamp(std::ceil(box.bottom + reach), page.height);
  Image crop;
  crop.channels = page.channels;
  crop.dots_per_inch = page.dots_per_inch;
  if (right <= left || bottom <= top) {
    return crop;
  }
  crop.width = right - left;
  crop.height = bottom - top;
  crop.pixels.reserve(std::size_t{crop.width} * crop.height * crop.channels);
  for (std::uint32_t y = top; y < bottom; ++y) {
    const std::uint8_t* row = page.row(y);
    crop.pixels.insert(crop.pixels.end(), row + std::size_t{left} * page.channels,
                       row + std::size_t{right} * page.channels);
  }
  return crop;
}

}  // namespace zhun::ocr
