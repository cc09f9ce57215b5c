// Rows. Where rulings part them, a row is what lies between two; else the columns whose cells never
// wrap say where rows are, and each line of another column goes to the row it is nearest to, blocks
// of lines being cut where the white between lines is widest.
#include <algorithm>
#include <cmath>

#include "ocr/layout_table.hpp"

namespace zhun::ocr {
namespace {

struct Anchor {
  double middle = 0;
  int weight = 0;
  bool leading = false;  // the column that agrees with the most others has a line here
};

struct Mark {
  int middle = 0;
  std::size_t column = 0;
};

// Lines on about one level are one row; its weight is how many columns have one there.
std::vector<Anchor> gathered(std::vector<Mark> marks, int tolerance, std::size_t leading) {
  std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
    return a.middle != b.middle ? a.middle < b.middle : a.column < b.column;
  });
  std::vector<Anchor> anchors;
  std::vector<std::size_t> seen;
  int count = 0;
  for (const Mark& mark : marks) {
    if (anchors.empty() || mark.middle - anchors.back().middle > tolerance) {
      anchors.push_back({static_cast<double>(mark.middle), 1, mark.column == leading});
      seen.assign(1, mark.column);
      count = 1;
      continue;
    }
    Anchor& anchor = anchors.back();
    anchor.middle = (anchor.middle * count + mark.middle) / (count + 1);
    ++count;
    anchor.leading = anchor.leading || mark.column == leading;
    if (std::find(seen.begin(), seen.end(), mark.column) == seen.end()) {
      seen.push_back(mark.column);
      ++anchor.weight;
    }
  }
  return anchors;
}

// How many lines of one column have a line of the other on their level.
std::size_t on_one_level(const std::vector<InkBox>& a, const std::vector<InkBox>& b,
                         int tolerance) {
  std::size_t count = 0, j = 0;
  for (const InkBox& line : a) {
    while (j < b.size() && b[j].middle() < line.middle() - tolerance) {
      ++j;
    }
    count += j < b.size() && b[j].middle() <= line.middle() + tolerance ? 1 : 0;
  }
  return count;
}

// The columns whose lines stand on one level, line by line, with those of most other columns: they
// have one line a row. Columns of wrapped cells have more lines than the others.
std::vector<std::size_t> columns_of_anchors(const ColumnLines& lines, int line_height) {
  const int tolerance = line_height * 4 / 10;
  const auto likeness = [&](std::size_t a, std::size_t b) {
    const std::size_t most = std::max(lines[a].size(), lines[b].size());
    const std::size_t shared = on_one_level(lines[a], lines[b], tolerance);
    return most == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(most);
  };
  std::size_t best = 0, most_lines = 1;
  double best_sum = -1;
  for (const auto& column : lines) {
    most_lines = std::max(most_lines, column.size());
  }
  for (std::size_t a = 0; a < lines.size(); ++a) {
    double sum = 0;
    for (std::size_t b = 0; b < lines.size(); ++b) {
      sum += a == b ? 0 : likeness(a, b);
    }
    // Where two are as good, the one with fewer lines.
    sum *= 1.8 - 0.8 * static_cast<double>(lines[a].size()) / static_cast<double>(most_lines);
    if (!lines[a].empty() && sum > best_sum + 1e-9) {
      best = a;
      best_sum = sum;
    }
  }
  std::vector<std::size_t> columns(1, best);
  for (std::size_t c = 0; c < lines.size(); ++c) {
    if (c != best && likeness(best, c) >= 0.65) {
      columns.push_back(c);
    }
  }
  return columns;
}

// Drops what stands between two rows closer than rows do and is borne out by few columns: specks,
// parts of a seal.
void erase_extra(std::size_t columns, std::vector<Anchor>& anchors) {
  if (anchors.size() < 5) {
    return;
  }
  std::vector<double> pitches;
  for (std::size_t i = 1; i < anchors.size(); ++i) {
    pitches.push_back(anchors[i].middle - anchors[i - 1].middle);
  }
  std::sort(pitches.begin(), pitches.end());
  const double near = 0.75 * pitches[pitches.size() / 2];
  for (;;) {
    std::size_t weakest = 0;
    for (std::size_t i = 1; i + 1 < anchors.size(); ++i) {
      const bool extra =
          anchors[i].middle - anchors[i - 1].middle < near &&
          anchors[i + 1].middle - anchors[i].middle < near &&
          (static_cast<std::size_t>(anchors[i].weight) * 2 <= columns ||
           (!anchors[i].leading && anchors[i - 1].leading && anchors[i + 1].leading));
      if (extra && (weakest == 0 || anchors[i].weight < anchors[weakest].weight)) {
        weakest = i;
      }
    }
    if (weakest == 0) {
      return;
    }
    anchors.erase(anchors.begin() + static_cast<std::ptrdiff_t>(weakest));
  }
}

// Where rows are: the lines of the columns that have one line a row.
std::vector<Anchor> anchors_of(const ColumnLines& lines, int line_height) {
  const std::vector<std::size_t> columns = columns_of_anchors(lines, line_height);
  std::vector<Mark> marks;
  for (const std::size_t c : columns) {
    for (const InkBox& line : lines[c]) {
      if (line.height() * 2 >= line_height) {
        marks.push_back({line.middle(), c});
      }
    }
  }
  std::vector<Anchor> anchors = gathered(std::move(marks), line_height * 45 / 100, columns.front());
  // A line that few columns have, near one that many have, is the second of a wrapped cell.
  if (columns.size() >= 3) {
    for (std::size_t i = 0; i < anchors.size();) {
      const auto outweighed = [&](std::size_t other) {
        return anchors[other].weight >= std::max(2, 2 * anchors[i].weight) &&
               std::fabs(anchors[other].middle - anchors[i].middle) < 1.6 * line_height;
      };
      const bool stray =
          static_cast<std::size_t>(anchors[i].weight) * 3 <= columns.size() &&
          ((i > 0 && outweighed(i - 1)) || (i + 1 < anchors.size() && outweighed(i + 1)));
      if (stray) {
        anchors.erase(anchors.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
  }
  erase_extra(columns.size(), anchors);
  return anchors;
}

// Of the lines of one column that stand between two anchors, how many belong to the upper one: cut
// at the widest white; where all is even, at the half way.
std::size_t cut_between(const std::vector<InkBox>& lines, std::size_t begin, std::size_t end,
                        const Anchor& upper, const Anchor& lower, int line_height) {
  std::size_t best = begin;
  double best_score = -1e9;
  for (std::size_t cut = begin; cut <= end; ++cut) {
    const double before = cut == 0 ? -1e4 : lines[cut - 1].bottom;
    const double behind = cut == lines.size() ? 1e6 : lines[cut].top;
    const double white = std::min(behind - before, 3.0 * line_height);
    const double half_way = (upper.middle + lower.middle) / 2;
    const double middle = std::clamp(half_way, before, std::max(before, behind));
    const double score = white - 0.5 * std::fabs(middle - half_way);
    if (score > best_score) {
      best_score = score;
      best = cut;
    }
  }
  return best;
}

InkBox joined(const InkBox& a, const InkBox& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom), a.pixels + b.pixels};
}

// Parts of one line of a cell become one; what is no line beside a proper one is dropped.
void tidy_cell(std::vector<InkBox>& cell, int line_height) {
  for (std::size_t i = 0; i + 1 < cell.size();) {
    bool merged = false;
    for (std::size_t j = i + 1; j < cell.size() && !merged; ++j) {
      const int shared =
          std::min(cell[i].bottom, cell[j].bottom) - std::max(cell[i].top, cell[j].top);
      const InkBox both = joined(cell[i], cell[j]);
      const bool one_line = shared * 2 >= std::min(cell[i].height(), cell[j].height()) ||
                            (shared * 5 >= -line_height && both.height() * 10 <= 12 * line_height);
      if (one_line) {
        cell[i] = both;
        cell.erase(cell.begin() + static_cast<std::ptrdiff_t>(j));
        merged = true;
      }
    }
    i = merged ? 0 : i + 1;
  }
  const bool proper = std::any_of(cell.begin(), cell.end(), [line_height](const InkBox& line) {
    return line.height() * 10 >= line_height * 6;
  });
  if (proper) {
    std::erase_if(cell, [line_height](const InkBox& line) {
      return line.height() * 10 < line_height * 6 && line.width() * 10 < line_height * 15;
    });
  }
  std::sort(cell.begin(), cell.end(),
            [](const InkBox& a, const InkBox& b) { return a.top < b.top; });
}

void set_edges(std::vector<TableRow>& rows, const Region& region) {
  for (TableRow& row : rows) {
    bool any = false;
    for (const auto& cell : row.lines) {
      for (const InkBox& line : cell) {
        row.top = any ? std::min(row.top, line.top) : line.top;
        row.bottom = any ? std::max(row.bottom, line.bottom) : line.bottom;
        any = true;
      }
    }
  }
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const int border = (rows[i].bottom + rows[i + 1].top) / 2;
    rows[i].bottom = rows[i + 1].top = border;
  }
  if (!rows.empty()) {
    rows.front().top = std::min(rows.front().top, std::max(region.top, 0));
    rows.back().bottom = std::max(rows.back().bottom, region.bottom);
  }
}

TableRow row_between(const ColumnLines& lines, int top, int bottom) {
  TableRow row;
  row.top = top;
  row.bottom = bottom;
  for (const auto& column : lines) {
    auto& cell = row.lines.emplace_back();
    std::copy_if(column.begin(), column.end(), std::back_inserter(cell), [&](const InkBox& line) {
      return line.middle() >= top && line.middle() < bottom;
    });
  }
  return row;
}

}  // namespace

std::vector<TableRow> rows_between(const ColumnLines& lines, const std::vector<int>& levels,
                                   int line_height) {
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    if (levels[i + 1] - levels[i] < line_height * 8 / 10) {
      continue;
    }
    TableRow row = row_between(lines, levels[i], levels[i + 1]);
    for (auto& cell : row.lines) {
      tidy_cell(cell, line_height);
    }
    const bool empty = std::all_of(row.lines.begin(), row.lines.end(),
                                   [](const auto& cell) { return cell.empty(); });
    if (!empty) {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<TableRow> rows_by_pitch(const ColumnLines& lines, const Region& region,
                                    int line_height) {
  const std::vector<Anchor> anchors = anchors_of(lines, line_height);
  std::vector<TableRow> rows(anchors.size());
  for (TableRow& row : rows) {
    row.lines.resize(lines.size());
  }
  if (rows.empty()) {
    return rows;
  }
  for (std::size_t c = 0; c < lines.size(); ++c) {
    const auto& column = lines[c];
    std::size_t next = 0;
    for (std::size_t i = 0; i < anchors.size(); ++i) {
      std::size_t end = column.size();
      if (i + 1 < anchors.size()) {
        // Lines on the level of an anchor are its own; those between are cut.
        const double reach = 0.35 * line_height;
        std::size_t begin = next;
        while (begin < column.size() && column[begin].middle() <= anchors[i].middle + reach) {
          ++begin;
        }
        std::size_t stop = begin;
        while (stop < column.size() && column[stop].middle() < anchors[i + 1].middle - reach) {
          ++stop;
        }
        end = cut_between(column, begin, stop, anchors[i], anchors[i + 1], line_height);
      }
      for (; next < end; ++next) {
        rows[i].lines[c].push_back(column[next]);
      }
    }
  }
  for (TableRow& row : rows) {
    for (auto& cell : row.lines) {
      tidy_cell(cell, line_height);
    }
  }
  set_edges(rows, region);
  return rows;
}

}  // namespace zhun::ocr
