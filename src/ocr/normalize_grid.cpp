// A table out of placed words: rows by height, columns by the strips that no row's words cross.
#include <algorithm>
#include <cmath>

#include "ocr/columns.hpp"
#include "ocr/normalize.hpp"

namespace zhun::ocr {
namespace {

struct WordRow {
  std::vector<const PlacedWord*> words;  // from left to right
  Box box;
};

Box join(const Box& a, const Box& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom)};
}

std::vector<WordRow> find_rows(const PlacedPage& page) {
  std::vector<const PlacedWord*> words;
  for (const auto& word : page.words) words.push_back(&word);
  const auto middle = [](const Box& box) { return (box.top + box.bottom) / 2; };
  std::stable_sort(words.begin(), words.end(), [&](const PlacedWord* a, const PlacedWord* b) {
    return middle(a->box) < middle(b->box);
  });
  std::vector<WordRow> rows;
  for (const auto* word : words) {
    const float height = std::max(word->box.height(), 1.0F);
    const bool same =
        !rows.empty() && middle(word->box) - middle(rows.back().words.back()->box) < height * 0.5F;
    if (!same) rows.push_back({{}, word->box});
    rows.back().words.push_back(word);
    rows.back().box = join(rows.back().box, word->box);
  }
  for (auto& row : rows) {
    std::stable_sort(
        row.words.begin(), row.words.end(),
        [](const PlacedWord* a, const PlacedWord* b) { return a->box.left < b->box.left; });
  }
  return rows;
}

const std::string& text_of(const PlacedWord& word) {
  static const std::string none;
  return word.readings.empty() ? none : word.readings.front().text;
}

// Names of columns in the row.
std::size_t count_names(const WordRow& row) {
  return static_cast<std::size_t>(std::count_if(
      row.words.begin(), row.words.end(),
      [](const PlacedWord* word) { return guess_column_name(text_of(*word)).likeness >= 0.7; }));
}

bool has_date(const WordRow& row) {
  return std::any_of(row.words.begin(), row.words.end(),
                     [](const PlacedWord* word) { return look_of(text_of(*word)) == Look::date; });
}

bool has_number(const WordRow& row) {
  return std::any_of(row.words.begin(), row.words.end(), [](const PlacedWord* word) {
    return look_of(text_of(*word)) == Look::amount;
  });
}

// Columns: the words of all table rows laid on one axis; where next to none lies, a column ends.
std::vector<Column> find_columns(const std::vector<WordRow>& rows, std::size_t begin,
                                 std::size_t end, const WordRow* header) {
  float left = 1e9F, right = 0;
  for (std::size_t r = begin; r < end; ++r) {
    left = std::min(left, rows[r].box.left);
    right = std::max(right, rows[r].box.right);
  }
  if (header != nullptr) {
    left = std::min(left, header->box.left);
    right = std::max(right, header->box.right);
  }
  constexpr std::size_t kBins = 1000;
  const float step = std::max((right - left) / static_cast<float>(kBins), 1e-3F);
  std::vector<std::uint32_t> covered(kBins + 1);
  const auto cover = [&](const WordRow& row, std::uint32_t weight) {
    for (const auto* word : row.words) {
      const auto from = static_cast<std::size_t>(std::max(0.0F, (word->box.left - left) / step));
      const auto to = static_cast<std::size_t>(std::max(0.0F, (word->box.right - left) / step));
      for (std::size_t bin = from; bin <= std::min(to, kBins); ++bin) covered[bin] += weight;
    }
  };
  for (std::size_t r = begin; r < end; ++r) cover(rows[r], 1);
  if (header != nullptr) cover(*header, static_cast<std::uint32_t>(end - begin));
  // A long name may run into its neighbour in a row or two.
  const auto few = static_cast<std::uint32_t>((end - begin) / 20);
  std::vector<Column> columns;
  bool inside = false;
  for (std::size_t bin = 0; bin <= kBins; ++bin) {
    const bool filled = covered[bin] > few;
    const float x = left + step * static_cast<float>(bin);
    if (filled && !inside) columns.push_back({x, x});
    if (filled) columns.back().right = x + step;
    inside = filled;
  }
  // The strips between belong to both sides by halves.
  for (std::size_t c = 1; c < columns.size(); ++c) {
    const float middle = (columns[c - 1].right + columns[c].left) / 2;
    columns[c - 1].right = columns[c].left = middle;
  }
  return columns;
}

Line make_line(const PlacedWord& word) {
  Line line;
  line.box = word.box;
  line.reading = reading_of(word.readings);
  return line;
}

Row make_row(const WordRow& words, const std::vector<Column>& columns) {
  Row row;
  row.box = words.box;
  row.cells.resize(columns.size());
  for (const auto* word : words.words) {
    std::size_t best = 0;
    float most = -1e9F;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const float overlap =
          std::min(word->box.right, columns[c].right) - std::max(word->box.left, columns[c].left);
      if (overlap > most) {
        most = overlap;
        best = c;
      }
    }
    Cell& cell = row.cells[best];
    cell.box = cell.lines.empty() ? word->box : join(cell.box, word->box);
    cell.lines.push_back(make_line(*word));
  }
  return row;
}

float middle_of(const Box& box) { return (box.top + box.bottom) / 2; }

// Rows of words that belong to one row of the table: those with an amount hold it, and the others
// (a wrapped name, a time below its date) go to the nearest of them.
std::vector<WordRow> join_wrapped(const std::vector<WordRow>& rows, std::size_t begin,
                                  std::size_t end) {
  std::vector<WordRow> table;
  for (std::size_t r = begin; r < end; ++r) {
    if (has_number(rows[r])) table.push_back(rows[r]);
  }
  for (std::size_t r = begin; r < end && !table.empty(); ++r) {
    if (has_number(rows[r])) continue;
    WordRow* nearest = &table.front();
    for (auto& row : table) {
      const float distance = std::abs(middle_of(row.words.front()->box) - middle_of(rows[r].box));
      const float least = std::abs(middle_of(nearest->words.front()->box) - middle_of(rows[r].box));
      if (distance < least) nearest = &row;
    }
    nearest->words.insert(nearest->words.end(), rows[r].words.begin(), rows[r].words.end());
    nearest->box = join(nearest->box, rows[r].box);
  }
  return table;
}

// Words of one cell: line by line from the top, from left to right in a line.
void order_lines(Row& row) {
  for (auto& cell : row.cells) {
    std::stable_sort(cell.lines.begin(), cell.lines.end(), [](const Line& a, const Line& b) {
      return middle_of(a.box) < middle_of(b.box);
    });
    for (std::size_t begin = 0; begin < cell.lines.size();) {
      std::size_t end = begin + 1;
      while (end < cell.lines.size() &&
             middle_of(cell.lines[end].box) < cell.lines[begin].box.bottom) {
        ++end;
      }
      std::stable_sort(cell.lines.begin() + static_cast<std::ptrdiff_t>(begin),
                       cell.lines.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Line& a, const Line& b) { return a.box.left < b.box.left; });
      begin = end;
    }
  }
}

// Where the table ends: behind the last amount and what is wrapped below it.
std::size_t find_end(const std::vector<WordRow>& rows, std::size_t begin) {
  std::size_t end = begin;
  float last = 0, spacing = 0;
  for (std::size_t r = begin; r < rows.size(); ++r) {
    if (!has_number(rows[r]) || rows[r].words.size() < 3) continue;
    const float middle = middle_of(rows[r].box);
    if (end > begin) spacing = spacing == 0 ? middle - last : std::min(spacing, middle - last);
    last = middle;
    end = r + 1;
  }
  while (end < rows.size() && end > begin && middle_of(rows[end].box) - last < spacing * 0.6F)
    ++end;
  return end;
}

}  // namespace

PageGrid grid_of_words(const PlacedPage& page) {
  PageGrid grid;
  grid.page = page.page;
  const std::vector<WordRow> rows = find_rows(page);
  std::size_t header = rows.size(), most = 2;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::size_t names = count_names(rows[r]);
    if (names > most && !has_number(rows[r])) {
      most = names;
      header = r;
    }
  }
  std::size_t begin = header < rows.size() ? header + 1 : 0;
  if (header == rows.size()) {
    while (begin < rows.size() && !(has_number(rows[begin]) && rows[begin].words.size() >= 3)) {
      ++begin;
    }
    // The date of the first row may stand a little higher than its amount.
    if (begin > 0 && begin < rows.size() && has_date(rows[begin - 1]) && !has_date(rows[begin])) {
      --begin;
    }
  }
  const std::size_t end = find_end(rows, begin);
  const WordRow* named = header < rows.size() ? &rows[header] : nullptr;
  if (begin < end) grid.columns = find_columns(rows, begin, end, named);
  if (named != nullptr && !grid.columns.empty()) {
    grid.header.push_back(make_row(*named, grid.columns));
  }
  const std::size_t above = named != nullptr ? header : begin;
  for (const auto& words : join_wrapped(rows, begin, end)) {
    grid.rows.push_back(make_row(words, grid.columns));
    order_lines(grid.rows.back());
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r >= above && r < end) continue;
    for (const auto* word : rows[r].words) {
      (r < above ? grid.above : grid.below).push_back(make_line(*word));
    }
  }
  return grid;
}

}  // namespace zhun::ocr
