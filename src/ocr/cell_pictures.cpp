// Cells are sampled from the picture as it was handed in, so that they show what was scanned and
// not what the layout made of it.
#include "ocr/cell_pictures.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ocr/lattice.hpp"

namespace zhun::ocr {
namespace {

double length(Point a, Point b) {
  return std::hypot(double{b.x} - double{a.x}, double{b.y} - double{a.y});
}

// Between four corners, u from left to right and v from the top down. A cell is small, so that its
// perspective does not matter.
Point inside(const Quad& quad, double u, double v) {
  const auto mix = [&](float a, float b, float c, float d) {
    const double top = double{a} * (1 - u) + double{b} * u;
    const double bottom = double{d} * (1 - u) + double{c} * u;
    return static_cast<float>(top * (1 - v) + bottom * v);
  };
  return {mix(quad[0].x, quad[1].x, quad[2].x, quad[3].x),
          mix(quad[0].y, quad[1].y, quad[2].y, quad[3].y)};
}

double grey_at(const Image& picture, std::int64_t x, std::int64_t y) {
  x = std::clamp<std::int64_t>(x, 0, std::int64_t{picture.width} - 1);
  y = std::clamp<std::int64_t>(y, 0, std::int64_t{picture.height} - 1);
  const std::uint8_t* pixel =
      picture.row(static_cast<std::uint32_t>(y)) + static_cast<std::size_t>(x) * picture.channels;
  if (picture.channels == 1) return pixel[0];
  return (299.0 * pixel[0] + 587.0 * pixel[1] + 114.0 * pixel[2]) / 1000.0;
}

double sample(const Image& picture, Point at) {
  const double x = double{at.x} - 0.5, y = double{at.y} - 0.5;
  const auto left = static_cast<std::int64_t>(std::floor(x));
  const auto top = static_cast<std::int64_t>(std::floor(y));
  const double right_share = x - std::floor(x), lower_share = y - std::floor(y);
  const double upper = grey_at(picture, left, top) * (1 - right_share) +
                       grey_at(picture, left + 1, top) * right_share;
  const double lower = grey_at(picture, left, top + 1) * (1 - right_share) +
                       grey_at(picture, left + 1, top + 1) * right_share;
  return upper * (1 - lower_share) + lower * lower_share;
}

bool is_empty(const Quad& quad) {
  return length(quad[0], quad[1]) < 2 || length(quad[0], quad[3]) < 2;
}

bool is_inside(const Image& picture, const Quad& quad) {
  return std::all_of(quad.begin(), quad.end(), [&](Point corner) {
    return std::isfinite(corner.x) && std::isfinite(corner.y) && corner.x > -1000 &&
           corner.y > -1000 && corner.x < static_cast<float>(picture.width) + 1000 &&
           corner.y < static_cast<float>(picture.height) + 1000;
  });
}

struct Content {
  std::size_t digits = 0, letters = 0;
};

Content content_of(const std::string& text) {
  Content content;
  for (const char32_t symbol : to_utf32(text)) {
    const bool digit = (symbol >= U'0' && symbol <= U'9') || symbol == U'*' ||
                       (symbol >= U'\uFF10' && symbol <= U'\uFF19');
    const bool mark = symbol < 0x30 || (symbol >= 0x3A && symbol <= 0x40);
    content.digits += digit ? 1U : 0U;
    content.letters += digit || mark ? 0U : 1U;
  }
  return content;
}

// Not more than an amount, a date with its time or a word of direction needs: no account, no name.
bool may_be_shown(std::string_view field, const std::string& text) {
  const Content content = content_of(text);
  if (field == "direction") return content.digits == 0 && content.letters <= 3;
  if (field == "date") return content.digits <= 14 && content.letters <= 3;  // 年月日
  return content.digits > 0 && content.digits <= 14 && content.letters <= 2;
}

const ScannedCell* cell_at(const ScannedPage& page, const Quad& quad) {
  const auto same = [&](const ScannedCell& cell) {
    return length(cell.box[0], quad[0]) < 0.5 && length(cell.box[2], quad[2]) < 0.5;
  };
  const auto at = std::find_if(page.cells.begin(), page.cells.end(), same);
  return at == page.cells.end() ? nullptr : &*at;
}

struct Field {
  const char* name;
  Quad RowVerdict::*box;
};
constexpr Field kFields[] = {{"date", &RowVerdict::date_box},
                             {"direction", &RowVerdict::direction_box},
                             {"amount", &RowVerdict::amount_box},
                             {"balance", &RowVerdict::balance_box}};

void cut_row(RowVerdict& verdict, const ScannedPage& page, const Image& picture,
             std::size_t& left) {
  for (const Field& field : kFields) {
    const Quad& quad = verdict.*field.box;
    if (left == 0 || is_empty(quad) || !is_inside(picture, quad)) continue;
    const ScannedCell* cell = cell_at(page, quad);
    if (cell == nullptr || !may_be_shown(field.name, cell->text)) continue;
    verdict.pictures.push_back({field.name, cut_upright(picture, quad)});
    --left;
  }
}

bool is_to_look_at(const RowVerdict& verdict, bool named) {
  const bool repaired =
      std::any_of(verdict.repairs.begin(), verdict.repairs.end(),
                  [](const Repair& repair) { return repair.field != "counterparty"; });
  return named || repaired || verdict.verdict == Verdict::doubtful;
}

bool is_about_a_figure(const ReadNote& note) {
  return note.place.row > 0 && (note.code == "altered_figure" || note.code == "rows_missing" ||
                                note.code == "balance_break" || note.code == "row_crossed_out");
}

// The rows to look at, page by page.
std::vector<std::vector<RowVerdict*>> choose_rows(Scan& scan, std::uint32_t pages) {
  std::vector<std::vector<RowVerdict*>> by_page(pages);
  for (ScannedStatement& scanned : scan.statements) {
    std::set<std::uint32_t> named;
    for (const ReadNote& note : scanned.statement.notes) {
      if (is_about_a_figure(note)) named.insert(note.place.row);
    }
    for (std::size_t i = 0; i < scanned.verdicts.size(); ++i) {
      RowVerdict& verdict = scanned.verdicts[i];
      const bool known = verdict.page > 0 && verdict.page <= pages;
      if (known && is_to_look_at(verdict, named.contains(scanned.statement.rows[i].row)))
        by_page[verdict.page - 1].push_back(&verdict);
    }
  }
  return by_page;
}

}  // namespace

Image cut_upright(const Image& picture, const Quad& quad, PictureSize size) {
  if (picture.empty() || is_empty(quad)) return {};
  const double width = length(quad[0], quad[1]), height = length(quad[0], quad[3]);
  const double scale = std::max({1.0, width / size.width_max, height / size.height_max});
  Image out;
  out.width = static_cast<std::uint32_t>(std::clamp(std::round(width / scale), 1.0, 4000.0));
  out.height = static_cast<std::uint32_t>(std::clamp(std::round(height / scale), 1.0, 4000.0));
  out.pixels.resize(std::size_t{out.width} * out.height);
  const int steps = static_cast<int>(std::clamp(std::ceil(scale), 1.0, 8.0));
  for (std::uint32_t y = 0; y < out.height; ++y) {
    for (std::uint32_t x = 0; x < out.width; ++x) {
      double sum = 0;
      for (int sy = 0; sy < steps; ++sy) {
        for (int sx = 0; sx < steps; ++sx) {
          const double u = (x + (sx + 0.5) / steps) / out.width;
          const double v = (y + (sy + 0.5) / steps) / out.height;
          sum += sample(picture, inside(quad, u, v));
        }
      }
      out.row(y)[x] = static_cast<std::uint8_t>(std::lround(sum / (steps * steps)));
    }
  }
  return out;
}

void cut_cells(Scan& scan, const Pictures& pictures, const OcrEngine& engine,
               std::size_t count_max) {
  std::size_t left = count_max;
  const auto by_page = choose_rows(scan, pictures.count);
  for (const ScannedPage& page : scan.pages) {
    if (left == 0) return;
    if (page.page == 0 || page.page > by_page.size() || by_page[page.page - 1].empty()) continue;
    const auto picture = pictures.load(page.page - 1, engine);
    if (!picture) continue;  // it was read before: a host that cannot show it again shows none
    for (RowVerdict* verdict : by_page[page.page - 1]) cut_row(*verdict, page, *picture, left);
  }
}

}  // namespace zhun::ocr
