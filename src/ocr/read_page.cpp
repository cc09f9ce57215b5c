// Reading a page: which way up, which columns hold numbers, and all lines in one go.
#include "ocr/read_page.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ocr/lattice.hpp"
#include "ocr/layout.hpp"
#include "read/statement_columns.hpp"

namespace zhun::ocr {
namespace {

// Numbers want a loose window: a tight one loses leading digits.
constexpr float kNumberMargin = 0.35F;
// The second crop of a figure; the engine sees other pixels at another scale.
constexpr float kOtherNumberMargin = 0.15F;
// Figures are cut out of their cell with this much beside their ink, in heights of the line.
constexpr float kFigureReach = 0.8F, kEdgeInset = 0.3F;
constexpr float kTextMargin = 0.15F;
// Lines that are read to find out which way up the page is.
constexpr std::size_t kSampleLines = 12;
// Cells of a column that are read to find out what it holds.
constexpr std::size_t kSampleCells = 6;
// A page that reads at least this well is upright without asking how it reads upside down: figures
// turned by half a turn read well, too.
constexpr float kUprightConfidence = 0.96F;

Image turned_half(const Image& picture) {
  Image out = picture;
  const std::size_t channels = picture.channels;
  const std::size_t pixels = std::size_t{picture.width} * picture.height;
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::size_t from = (pixels - 1 - i) * channels;
    std::copy_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(from), channels,
                out.pixels.begin() + static_cast<std::ptrdiff_t>(i * channels));
  }
  return out;
}

// A point of the turned picture is (width - 1 - x, height - 1 - y) of the picture.
void turn_back(PageGrid& grid, const Image& picture) {
  const double right = picture.width - 1.0, bottom = picture.height - 1.0;
  std::array<double, 9>& m = grid.to_picture;
  for (std::size_t column = 0; column < 3; ++column) {
    m[column] = right * m[6 + column] - m[column];
    m[3 + column] = bottom * m[6 + column] - m[3 + column];
  }
  for (PageGrid& more : grid.more) more.to_picture = m;
}

// Lines to read, gathered so that the engine gets them at once.
class Batch {
 public:
  explicit Batch(const PageGrid& grid, float number_margin = kNumberMargin)
      : grid_(grid), number_margin_(number_margin) {}

  void add(Line& line, LineContent content) {
    const float margin = content == LineContent::number ? number_margin_ : kTextMargin;
    crops_.push_back({crop_line(grid_, line.box, margin), content});
    lines_.push_back(&line);
  }
  // The figures of a cell: a minus or a pale first digit may stand before the ink that layout saw;
  // the rulings of the cell stay out, they look like a 1.
  void add_figures(Line& line, const Box& cell) {
    const float height = line.box.height(), margin = number_margin_ * height;
    const float inset = kEdgeInset * height + margin;
    Box box = line.box;
    box.left =
        std::min(std::max(box.left - kFigureReach * height, cell.left + inset), box.left + margin);
    box.right = std::max(std::min(box.right, cell.right - inset), box.right - margin);
    crops_.push_back({crop_line(grid_, box, number_margin_), LineContent::number});
    lines_.push_back(&line);
  }

  [[nodiscard]] Result<void> read(const OcrEngine& engine, LineReading Line::*into) {
    if (crops_.empty()) return {};
    auto readings = engine.read(crops_);
    if (!readings) return tl::unexpected(readings.error());
    if (readings->size() != lines_.size())
      return fail(ErrorCode::internal, {}, "the engine gave another number of lines than it got");
    for (std::size_t i = 0; i < lines_.size(); ++i) lines_[i]->*into = std::move((*readings)[i]);
    return {};
  }

 private:
  const PageGrid& grid_;
  float number_margin_;
  std::vector<LineCrop> crops_;
  std::vector<Line*> lines_;
};

template <typename Visit>
void visit_cells(std::vector<Row>& rows, Visit visit) {
  for (Row& row : rows) {
    for (std::size_t column = 0; column < row.cells.size(); ++column)
      for (Line& line : row.cells[column].lines) visit(line, column, row.cells[column]);
  }
}

// How a spread of lines can be read as they stand and turned by half a turn.
struct Sample {
  float upright = 0, turned = 0;  // means of the lines' confidences
  std::size_t lines = 0, better_upright = 0;

  // Digits can be read upside down, too, and bad print hardly either way: most lines must say it.
  [[nodiscard]] bool upside_down() const { return turned > upright && better_upright * 3 <= lines; }
};

Result<std::vector<float>> confidences(const OcrEngine& engine,
                                       const std::vector<LineCrop>& crops) {
  auto readings = engine.read(crops);
  if (!readings) return tl::unexpected(readings.error());
  std::vector<float> values;
  for (const LineReading& reading : *readings) {
    values.push_back(static_cast<float>(read_best_path(reading).confidence));
  }
  values.resize(crops.size());
  return values;
}

float mean_of(const std::vector<float>& values) {
  float sum = 0;
  for (const float value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<float>(values.size());
}

Result<Sample> sample_lines(PageGrid& grid, const OcrEngine& engine) {
  std::vector<const Line*> lines;
  visit_cells(grid.header, [&](Line& line, std::size_t, const Cell&) { lines.push_back(&line); });
  visit_cells(grid.rows, [&](Line& line, std::size_t, const Cell&) { lines.push_back(&line); });
  Sample sample;
  if (lines.empty()) return sample;
  const std::size_t step = std::max<std::size_t>(1, lines.size() / kSampleLines);
  std::vector<LineCrop> crops;
  for (std::size_t i = 0; i < lines.size(); i += step) {
    crops.push_back({crop_line(grid, lines[i]->box, kNumberMargin), LineContent::text});
  }
  const auto upright = confidences(engine, crops);
  if (!upright) return tl::unexpected(upright.error());
  sample.lines = sample.better_upright = crops.size();
  sample.upright = mean_of(*upright);
  if (sample.upright >= kUprightConfidence) return sample;
  for (LineCrop& crop : crops) crop.image = turned_half(crop.image);
  const auto turned = confidences(engine, crops);
  if (!turned) return tl::unexpected(turned.error());
  sample.turned = mean_of(*turned);
  sample.better_upright = 0;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    sample.better_upright += (*upright)[i] >= (*turned)[i] ? 1U : 0U;
  }
  return sample;
}

// The grid of the page the right way up.
Result<PageGrid> upright_grid(const Image& picture, std::uint32_t page, const OcrEngine& engine,
                              const Limits& limits) {
  auto grid = find_grid(picture, page, limits);
  if (grid) {
    const auto sample = sample_lines(*grid, engine);
    if (!sample) return tl::unexpected(sample.error());
    if (!sample->upside_down()) return grid;
  } else if (grid.error().code != ErrorCode::unsupported) {
    return grid;
  }
  // A table upside down may not look like one: its header is behind the rows.
  auto turned = find_grid(turned_half(picture), page, limits);
  if (!turned) return grid;
  if (!grid) {
    const auto sample = sample_lines(*turned, engine);
    if (!sample) return tl::unexpected(sample.error());
    if (sample->upside_down()) return grid;
  }
  turn_back(*turned, picture);
  return turned;
}

bool is_number_role(std::uint8_t role) {
  switch (role) {
    case read::kRoleDate:
    case read::kRoleMoment:
    case read::kRoleTime:
    case read::kRoleAmount:
    case read::kRoleInflow:
    case read::kRoleOutflow:
    case read::kRoleBalance:
    case read::kRoleAccount:
    case read::kRoleReference:
    case read::kRoleOwnAccount:
      return true;
    default:
      return false;
  }
}

std::uint8_t role_of_name(std::string_view name) {
  const std::string normal = read::normalise_column_name(name);
  for (const read::ColumnName& known : read::statement_vocabulary())
    if (known.name == normal) return known.role;
  return read::guess_statement_role(normal);
}

// What a column holds where its header does not say: what a few of its cells look like.
bool looks_numeric(const PageGrid& grid, std::size_t column) {
  std::size_t digits = 0, others = 0;
  for (const Row& row : grid.rows) {
    for (const Line& line : row.cells[column].lines) {
      for (const ReadSymbol& read : read_best_path(line.reading).symbols) {
        if (read.symbol >= U'0' && read.symbol <= U'9')
          ++digits;
        else if (read.symbol > 0x2E00)
          ++others;
      }
    }
  }
  return digits > 2 * others;
}

std::vector<std::uint8_t> roles_of_header(const PageGrid& grid) {
  std::vector<std::string> names(grid.columns.size());
  for (const Row& row : grid.header) {
    for (std::size_t column = 0; column < row.cells.size(); ++column)
      for (const Line& line : row.cells[column].lines)
        names[column] += read_best_path(line.reading).text;
  }
  std::vector<std::uint8_t> roles;
  for (const std::string& name : names) roles.push_back(role_of_name(name));
  return roles;
}

std::vector<LineContent> contents_of_columns(const PageGrid& grid,
                                             const std::vector<std::uint8_t>& roles) {
  std::vector<LineContent> contents(grid.columns.size(), LineContent::text);
  for (std::size_t column = 0; column < contents.size(); ++column) {
    const std::uint8_t role = roles[column];
    const bool number =
        role == read::kRoleNone ? looks_numeric(grid, column) : is_number_role(role);
    if (number) contents[column] = LineContent::number;
  }
  return contents;
}

// A few cells of every column whose name says nothing: they tell whether it holds figures.
Result<void> read_samples(PageGrid& grid, const std::vector<std::uint8_t>& roles,
                          const OcrEngine& engine) {
  Batch cells(grid);
  const std::size_t step = std::max<std::size_t>(1, grid.rows.size() / kSampleCells);
  for (std::size_t r = 0; r < grid.rows.size(); r += step) {
    for (std::size_t column = 0; column < grid.rows[r].cells.size(); ++column) {
      if (roles[column] != read::kRoleNone) continue;
      for (Line& line : grid.rows[r].cells[column].lines) cells.add(line, LineContent::text);
    }
  }
  return cells.read(engine, &Line::reading);
}

// Figures that must be proved: two crops of one cell say more than one. Account and transaction
// numbers are long and prove nothing.
bool is_read_twice(std::uint8_t role, LineContent content) {
  switch (role) {
    case read::kRoleDate:
    case read::kRoleMoment:
    case read::kRoleAmount:
    case read::kRoleInflow:
    case read::kRoleOutflow:
    case read::kRoleBalance:
      return true;
    case read::kRoleNone:
      return content == LineContent::number;
    default:
      return false;
  }
}

// The lines of a grid that has its pixels: headings and texts first, since they tell which columns
// hold figures.
Result<void> read_lines(PageGrid& grid, const PageReaders& readers) {
  Batch texts(grid);
  visit_cells(grid.header,
              [&](Line& line, std::size_t, const Cell&) { texts.add(line, LineContent::text); });
  for (Line& line : grid.above) texts.add(line, LineContent::text);
  for (Line& line : grid.below) texts.add(line, LineContent::text);
  if (auto done = texts.read(*readers.first, &Line::reading); !done) return done;

  const std::vector<std::uint8_t> roles = roles_of_header(grid);
  if (auto done = read_samples(grid, roles, *readers.first); !done) return done;
  const std::vector<LineContent> contents = contents_of_columns(grid, roles);
  Batch cells(grid), numbers(grid), again(grid, kOtherNumberMargin);
  visit_cells(grid.rows, [&](Line& line, std::size_t column, const Cell& cell) {
    if (is_read_twice(roles[column], contents[column])) {
      cells.add_figures(line, cell.box);
      again.add_figures(line, cell.box);
    } else {
      cells.add(line, contents[column]);
    }
    if (readers.second != nullptr && contents[column] == LineContent::number)
      numbers.add_figures(line, cell.box);
  });
  if (auto done = cells.read(*readers.first, &Line::reading); !done) return done;
  if (auto done = again.read(*readers.first, &Line::again); !done) return done;
  if (readers.second == nullptr) return {};
  return numbers.read(*readers.second, &Line::second);
}

// A heading that names dates and amounts.
bool is_statement(const PageGrid& grid) {
  const std::vector<std::uint8_t> roles = roles_of_header(grid);
  const auto has = [&](std::uint8_t role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  return (has(read::kRoleDate) || has(read::kRoleMoment)) &&
         (has(read::kRoleAmount) || has(read::kRoleInflow) || has(read::kRoleOutflow));
}

float top_of(const PageGrid& grid) {
  return (grid.header.empty() ? grid.rows : grid.header).front().box.top;
}

// Lines of text between tables go to the nearer one; what stands in another table is its own.
void share_lines(PageGrid& grid) {
  std::vector<PageGrid*> tables{&grid};
  for (PageGrid& more : grid.more) tables.push_back(&more);
  std::vector<Line> lines = std::move(grid.above);
  lines.insert(lines.end(), std::make_move_iterator(grid.below.begin()),
               std::make_move_iterator(grid.below.end()));
  grid.above.clear();
  grid.below.clear();
  for (Line& line : lines) {
    const float middle = (line.box.top + line.box.bottom) / 2;
    const auto distance = [&](const PageGrid* table) {
      const float before = top_of(*table) - middle, behind = middle - table->rows.back().box.bottom;
      return std::max({before, behind, 0.0F});
    };
    PageGrid* nearest = *std::min_element(
        tables.begin(), tables.end(),
        [&](const PageGrid* a, const PageGrid* b) { return distance(a) < distance(b); });
    if (distance(nearest) == 0) continue;
    (middle < top_of(*nearest) ? nearest->above : nearest->below).push_back(std::move(line));
  }
}

// Reads the other tables of the page and keeps those that are statements.
Result<void> read_more_tables(PageGrid& grid, const PageReaders& readers) {
  std::vector<PageGrid> statements;
  for (PageGrid& more : grid.more) {
    std::swap(more.upright, grid.upright);
    Batch heading(more);
    visit_cells(more.header, [&](Line& line, std::size_t, const Cell&) {
      heading.add(line, LineContent::text);
    });
    auto done = heading.read(*readers.first, &Line::reading);
    const bool statement = done && is_statement(more);
    if (statement) done = read_lines(more, readers);
    std::swap(more.upright, grid.upright);
    if (!done) return done;
    if (statement) statements.push_back(std::move(more));
  }
  grid.more = std::move(statements);
  if (!grid.more.empty()) share_lines(grid);
  return {};
}

}  // namespace

Result<PageGrid> read_page(const Image& picture, std::uint32_t page, const PageReaders& readers,
                           const Limits& limits) {
  auto grid = upright_grid(picture, page, *readers.first, limits);
  if (!grid) return grid;
  if (auto done = read_lines(*grid, readers); !done) return tl::unexpected(done.error());
  if (auto done = read_more_tables(*grid, readers); !done) return tl::unexpected(done.error());
  grid->upright = Image();
  return grid;
}

}  // namespace zhun::ocr
