// From a page taken apart to its table: columns, rows, header.
#include "ocr/layout_table.hpp"

#include <algorithm>
#include <cmath>

namespace zhun::ocr {
namespace {

// The levels at which rulings cross most of the region, in one piece or in several.
std::vector<int> crossing_levels(const InkPage& page, const Region& region) {
  struct Crossing {
    double level = 0;
    int length = 0;
  };
  const int height = page.line_height;
  const double middle = (region.left + region.right) / 2.0;
  std::vector<Crossing> crossings;
  for (const Ruling& ruling : page.across) {
    const int shared = std::min(ruling.end, region.right) - std::max(ruling.begin, region.left);
    const double level = ruling.at(middle);
    if (shared < height || level < region.top - height || level > region.bottom + height) {
      continue;
    }
    if (!crossings.empty() && std::fabs(level - crossings.back().level) * 3 <= height) {
      crossings.back().length += shared;
    } else {
      crossings.push_back({level, shared});
    }
  }
  std::vector<int> levels;
  for (const Crossing& crossing : crossings) {
    if (crossing.length * 2 >= region.right - region.left) {
      levels.push_back(static_cast<int>(std::lround(crossing.level)));
    }
  }
  return levels;
}

// Horizontal rulings that begin and end alike hold a table together even without vertical ones.
void region_of_rulings(const InkPage& page, Region& region) {
  const int tolerance = page.line_height * 3 / 2;
  std::vector<const Ruling*> best;
  for (const Ruling& model : page.across) {
    std::vector<const Ruling*> group;
    for (const Ruling& other : page.across) {
      if (std::abs(other.begin - model.begin) <= tolerance &&
          std::abs(other.end - model.end) <= tolerance) {
        group.push_back(&other);
      }
    }
    if (group.size() > best.size()) {
      best = group;
    }
  }
  if (best.size() < 5) {
    return;
  }
  region.top = static_cast<int>(best.front()->level);
  region.bottom = static_cast<int>(best.back()->level);
  region.left = best.front()->begin;
  region.right = best.front()->end;
  for (const Ruling* ruling : best) {
    region.left = std::min(region.left, ruling->begin);
    region.right = std::max(region.right, ruling->end);
  }
}

// A stroke through a row is no ruling between rows: print stands on both sides of it, right at it,
// in most of the columns that have any there.
bool strikes(const ColumnLines& lines, int level, int line_height) {
  int touched = 0, struck = 0;
  for (const auto& column : lines) {
    bool above = false, below = false, near = false;
    for (const InkBox& line : column) {
      const int reach = line_height * 3 / 10;
      near = near || (line.top < level + line_height / 2 && line.bottom > level - line_height / 2);
      above = above || (line.top <= level - reach && line.bottom > level - line_height / 6);
      below = below || (line.bottom >= level + reach && line.top < level + line_height / 6);
    }
    touched += near ? 1 : 0;
    struck += above && below ? 1 : 0;
  }
  return touched >= 3 && struck * 3 >= touched * 2;
}

bool alike(const InkBox& a, const InkBox& b, int tolerance) {
  return std::abs(a.left - b.left) <= tolerance && std::abs(a.right - b.right) <= tolerance &&
         std::abs(a.height() - b.height()) <= tolerance;
}

// In how many columns the lines of a row begin, end and are as high as those of other rows: dates
// and times do, headings do not.
int columns_like_others(const std::vector<TableRow>& rows, std::size_t index, int line_height) {
  const int tolerance = std::max(2, line_height / 5);
  int count = 0;
  for (std::size_t c = 0; c < rows[index].lines.size(); ++c) {
    const auto& own = rows[index].lines[c];
    if (own.empty()) {
      continue;
    }
    int same = 0, filled = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& other = rows[i].lines[c];
      if (i != index && !other.empty()) {
        ++filled;
        same += other.size() == own.size() && alike(other.front(), own.front(), tolerance) ? 1 : 0;
      }
    }
    count += filled >= 3 && same * 10 >= filled * 6 ? 1 : 0;
  }
  return count;
}

int middle_of(const TableRow& row) {
  int sum = 0, count = 0;
  for (const auto& cell : row.lines) {
    for (const InkBox& line : cell) {
      sum += line.middle();
      ++count;
    }
  }
  return count == 0 ? (row.top + row.bottom) / 2 : sum / count;
}

std::size_t header_rows(const std::vector<TableRow>& rows, int line_height) {
  if (rows.size() < 2) {
    return 0;
  }
  std::vector<int> alike;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    alike.push_back(columns_like_others(rows, i, line_height));
  }
  std::vector<int> sorted = alike;
  std::sort(sorted.begin(), sorted.end());
  const int usual = sorted[sorted.size() / 2];
  if (alike[0] * 2 >= usual && usual > 0) {
    return 0;
  }
  // A second line of a heading stands close below the first; a row would not.
  const int pitch = middle_of(rows[1]) - middle_of(rows[0]);
  return rows.size() > 2 && alike[1] * 2 < usual && pitch * 10 < 15 * line_height ? 2 : 1;
}

// A ruling that was not seen leaves two rows in one: much higher than others, with several rows by
// pitch in it.
std::vector<TableRow> parted(std::vector<TableRow> ruled, const std::vector<TableRow>& by_pitch) {
  std::vector<int> heights;
  for (const TableRow& row : ruled) {
    heights.push_back(row.bottom - row.top);
  }
  if (heights.size() < 4) {
    return ruled;
  }
  std::sort(heights.begin(), heights.end());
  const int usual = heights[heights.size() / 2];
  std::vector<TableRow> rows;
  for (TableRow& row : ruled) {
    std::vector<TableRow> inside;
    for (const TableRow& part : by_pitch) {
      const int middle = (part.top + part.bottom) / 2;
      if (middle >= row.top && middle < row.bottom && part.top > row.top - usual / 3 &&
          part.bottom < row.bottom + usual / 3) {
        inside.push_back(part);
      }
    }
    const bool two = inside.size() >= 2 && (row.bottom - row.top) * 10 >= usual * 17;
    if (two) {
      rows.insert(rows.end(), inside.begin(), inside.end());
    } else {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

ColumnLines lines_of_columns(const InkPage& page, const Region& region,
                             const std::vector<int>& borders) {
  ColumnLines lines;
  for (std::size_t c = 0; c + 1 < borders.size(); ++c) {
    const InkBox part{std::max(borders[c], 0), std::max(region.top, 0),
                      std::min(borders[c + 1], page.text.width),
                      std::min(region.bottom, page.text.height), 0};
    lines.push_back(lines_in(page, part, page.text.width));
  }
  return lines;
}

}  // namespace

Table find_table(const InkPage& page) {
  Table table;
  Region region;
  if (page.line_height == 0) {
    return table;
  }
  bool found = ruled_columns(page, region, table.borders);
  if (!found) {
    region = {};
    region_of_rulings(page, region);
    found = white_columns(page, region, table.borders);
    if (!found && region.bottom > 0) {
      region = {};
      found = white_columns(page, region, table.borders);
    }
  }
  if (!found) {
    table.borders.clear();
    return table;
  }
  const ColumnLines lines = lines_of_columns(page, region, table.borders);
  std::vector<int> levels = crossing_levels(page, region), strokes;
  const auto rulings = std::stable_partition(levels.begin(), levels.end(), [&](int level) {
    return !strikes(lines, level, page.line_height);
  });
  strokes.assign(rulings, levels.end());
  levels.erase(rulings, levels.end());
  std::vector<TableRow> by_pitch = rows_by_pitch(lines, region, page.line_height);
  // Rulings part rows if there are nearly as many as rows.
  table.ruled = levels.size() >= 3 && levels.size() * 10 >= by_pitch.size() * 6;
  if (table.ruled) {
    if (levels.front() - region.top > page.line_height) {
      levels.insert(levels.begin(), region.top);
    }
    if (region.bottom - levels.back() > page.line_height) {
      levels.push_back(region.bottom);
    }
    by_pitch = parted(rows_between(lines, levels, page.line_height), by_pitch);
  }
  for (TableRow& row : by_pitch) {
    row.crossed_out = std::any_of(strokes.begin(), strokes.end(), [&row](int level) {
      return level > row.top && level < row.bottom;
    });
  }
  const std::size_t headers = header_rows(by_pitch, page.line_height);
  table.header.assign(by_pitch.begin(), by_pitch.begin() + static_cast<std::ptrdiff_t>(headers));
  table.rows.assign(by_pitch.begin() + static_cast<std::ptrdiff_t>(headers), by_pitch.end());
  table.top = region.top;
  table.bottom = region.bottom;
  return table;
}

}  // namespace zhun::ocr
