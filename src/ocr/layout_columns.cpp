// Columns: between rulings, or between the stripes that stay white from row to row. That the left
// or right edges of words stand above each other tells the rows of a table from other text.
#include <algorithm>
#include <cmath>

#include "ocr/layout_table.hpp"

namespace zhun::ocr {
namespace {

int median_of(std::vector<int> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The largest group of rulings that begin and end alike; empty if there are fewer than `least`.
std::vector<const Ruling*> alike(const std::vector<Ruling>& rulings, int tolerance,
                                 std::size_t least) {
  std::vector<const Ruling*> best;
  int best_length = 0;
  for (const Ruling& model : rulings) {
    std::vector<const Ruling*> group;
    for (const Ruling& other : rulings) {
      if (std::abs(other.begin - model.begin) <= tolerance &&
          std::abs(other.end - model.end) <= tolerance) {
        group.push_back(&other);
      }
    }
    if (group.size() >= least && (group.size() > best.size() ||
                                  (group.size() == best.size() && model.length() > best_length))) {
      best = group;
      best_length = model.length();
    }
  }
  return best;
}

struct Word {
  InkBox box;
  bool aligned = false;  // one edge stands above those of other words
  bool fixed = false;    // both do: a date, a time
};

std::vector<Word> words_of(const InkPage& page) {
  const int height = page.line_height;
  std::vector<Word> words;
  for (const InkBox& piece : pieces_of(page.text, std::max(2, height * 3 / 10))) {
    if ((piece.height() * 5 >= height * 2 || piece.width() * 2 >= height) &&
        piece.pixels * 100 >= height * height * 8) {
      words.push_back({piece, false, false});
    }
  }
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    return a.box.middle() != b.box.middle() ? a.box.middle() < b.box.middle()
                                            : a.box.left < b.box.left;
  });
  return words;
}

// How many of the sorted positions are within `tolerance` of `at`.
std::ptrdiff_t near(const std::vector<int>& sorted, int at, int tolerance) {
  return std::upper_bound(sorted.begin(), sorted.end(), at + tolerance) -
         std::lower_bound(sorted.begin(), sorted.end(), at - tolerance);
}

void mark_aligned(std::vector<Word>& words, int tolerance, int least) {
  std::vector<int> lefts, rights;
  for (const Word& word : words) {
    lefts.push_back(word.box.left);
    rights.push_back(word.box.right);
  }
  std::sort(lefts.begin(), lefts.end());
  std::sort(rights.begin(), rights.end());
  for (Word& word : words) {
    const bool left = near(lefts, word.box.left, tolerance) >= least;
    const bool right = near(rights, word.box.right, tolerance) >= least;
    word.aligned = left || right;
    word.fixed = left && right;
  }
}

struct Level {
  int top = 0, bottom = 0, aligned = 0, fixed = 0, words = 0;
  [[nodiscard]] int middle() const { return (top + bottom) / 2; }
};

// Words in their order from the top, gathered by height.
std::vector<Level> levels_of(const std::vector<Word>& words, int line_height) {
  std::vector<Level> levels;
  for (const Word& word : words) {
    if (word.box.height() * 2 < line_height) {
      continue;
    }
    Level* level = nullptr;
    for (std::size_t i = levels.size(); i > 0 && i + 4 > levels.size(); --i) {
      if (std::abs(levels[i - 1].middle() - word.box.middle()) * 100 < 45 * line_height) {
        level = &levels[i - 1];
        break;
      }
    }
    if (level == nullptr) {
      level = &levels.emplace_back(Level{word.box.top, word.box.bottom, 0, 0, 0});
    }
    level->aligned += word.aligned ? 1 : 0;
    level->fixed += word.fixed ? 1 : 0;
    ++level->words;
  }
  return levels;
}

// The longest stack of levels with several aligned words.
bool stack_of(const std::vector<Level>& levels, int line_height, Region& region) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].aligned >= 3) {
      rows.push_back(i);
    }
  }
  if (rows.size() < 2) {
    return false;
  }
  std::vector<int> distances;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    distances.push_back(levels[rows[i]].middle() - levels[rows[i - 1]].middle());
  }
  const int reach = std::max(6 * line_height, 3 * median_of(distances));
  std::size_t best = 0, best_count = 0;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() &&
           levels[rows[end]].middle() - levels[rows[end - 1]].middle() <= reach) {
      ++end;
    }
    if (end - i > best_count) {
      best = i;
      best_count = end - i;
    }
    i = end;
  }
  if (best_count < 2) {
    return false;
  }
  std::size_t first = rows[best], last = rows[best + best_count - 1];
  // What belongs to a wrapped cell of the last row.
  while (last + 1 < levels.size() && levels[last + 1].aligned > 0 &&
         (levels[last + 1].middle() - levels[last].middle()) * 10 < 12 * line_height) {
    ++last;
  }
  while (first > 0 && levels[first - 1].aligned > 0 &&
         (levels[first].middle() - levels[first - 1].middle()) * 10 < 10 * line_height) {
    --first;
  }
  region.top = levels[first].top - line_height / 4;
  region.bottom = levels[last].bottom + line_height / 4;
  return true;
}

struct Stripe {
  int left = 0, right = 0;
  int border = 0;    // in the middle of where the fewest words cross
  int crossing = 0;  // so many do there
  [[nodiscard]] int width() const { return right - left; }
};

// The stripes that at most `tolerance` words cross, between the outermost words.
std::vector<Stripe> white_stripes(const std::vector<Word>& words, int width, int tolerance,
                                  int width_min) {
  std::vector<int> crossing(static_cast<std::size_t>(width) + 1, 0);
  for (const Word& word : words) {
    ++crossing[static_cast<std::size_t>(word.box.left)];
    --crossing[static_cast<std::size_t>(word.box.right)];
  }
  for (std::size_t x = 1; x < crossing.size(); ++x) {
    crossing[x] += crossing[x - 1];
  }
  std::vector<Stripe> stripes;
  int left = -1;
  bool begun = false;
  for (int x = 0; x < width; ++x) {
    if (crossing[static_cast<std::size_t>(x)] <= tolerance) {
      left = left < 0 ? x : left;
      continue;
    }
    if (begun && left >= 0 && x - left >= width_min) {
      const auto from = crossing.begin() + left, to = crossing.begin() + x;
      const auto least = std::min_element(from, to);
      const auto end = std::find_if(least, to, [&](int count) { return count != *least; });
      stripes.push_back(
          {left, x, static_cast<int>(least - crossing.begin() + (end - least) / 2), *least});
    }
    begun = true;
    left = -1;
  }
  return stripes;
}

// Words end right before the stripe or begin right behind it in half of the rows or more.
bool edges_at(const std::vector<Word>& words, const Stripe& stripe, int tolerance,
              std::ptrdiff_t rows) {
  std::ptrdiff_t ends = 0, begins = 0;
  for (const Word& word : words) {
    ends += word.box.right <= stripe.left + 1 && word.box.right >= stripe.left - tolerance ? 1 : 0;
    begins +=
        word.box.left >= stripe.right - 1 && word.box.left <= stripe.right + tolerance ? 1 : 0;
  }
  return std::max(ends, begins) * 2 >= rows;
}

std::vector<Word> between(const std::vector<Word>& words, int top, int bottom) {
  std::vector<Word> result;
  std::copy_if(words.begin(), words.end(), std::back_inserter(result), [&](const Word& word) {
    return word.box.middle() >= top && word.box.middle() < bottom;
  });
  return result;
}

// How the words of a level sit in the columns.
struct Fit {
  int filled = 0, crossing = 0;
  int rightmost = 0;  // of the columns filled, from 1
  int reach = 0;      // where the last word ends
};

Fit fit_of(const std::vector<Word>& words, const Level& level, const std::vector<int>& borders,
           int line_height) {
  Fit fit;
  std::vector<bool> filled(borders.size() + 1, false);
  const int slack = line_height / 3, reach = line_height * 45 / 100;
  for (const Word& word : between(words, level.middle() - reach, level.middle() + reach + 1)) {
    const auto left = std::upper_bound(borders.begin(), borders.end(), word.box.left + slack);
    const auto right = std::upper_bound(borders.begin(), borders.end(), word.box.right - slack);
    fit.crossing += left < right ? 1 : 0;
    filled[static_cast<std::size_t>(left - borders.begin())] = true;
    if (word.box.right <= borders.back() + line_height) {
      fit.reach = std::max(fit.reach, word.box.right);
    }
  }
  // Before the first border and behind the last one are no columns.
  for (std::size_t i = 1; i + 1 < filled.size(); ++i) {
    fit.filled += filled[i] ? 1 : 0;
    fit.rightmost = filled[i] ? static_cast<int>(i) : fit.rightmost;
  }
  return fit;
}

// Rows and their header go on to the right; a line of particulars before the table ends early.
bool spans(const Fit& fit, const std::vector<int>& borders) {
  const int columns = static_cast<int>(borders.size()) - 1;
  return fit.rightmost * 5 >= columns * 3 &&
         (fit.reach - borders.front()) * 5 >= (borders.back() - borders.front()) * 3;
}

// The borders of the columns of a region, of whose rows one in `rows_a_crossing` may cross one.
bool borders_in(const std::vector<Word>& words, const std::vector<Level>& levels, int line_height,
                int rows_a_crossing, Region& region, std::vector<int>& borders,
                std::vector<Stripe>& narrow) {
  const std::vector<Word> inside = between(words, region.top, region.bottom);
  const auto rows = std::count_if(levels.begin(), levels.end(), [&](const Level& level) {
    return level.aligned >= 3 && level.middle() > region.top && level.middle() < region.bottom;
  });
  int left = 1 << 30, right = 0;
  for (const Word& word : inside) {
    left = std::min(left, word.box.left);
    right = std::max(right, word.box.right);
  }
  if (inside.empty()) {
    return false;
  }
  const int strict = static_cast<int>(rows) / rows_a_crossing;
  const auto stripes =
      white_stripes(inside, right + 1, std::max(strict, static_cast<int>(rows) / 6),
                    std::max(3, line_height * 3 / 10));
  const std::vector<Word> header =
      between(words, region.top - 3 * line_height, region.top + 3 * line_height / 2);
  std::vector<int> inner;
  narrow.clear();
  for (const Stripe& stripe : stripes) {
    // Seals, watermarks and single long names may cross a border that edges bear out.
    if (stripe.crossing > strict && !edges_at(inside, stripe, line_height / 3, rows)) {
      continue;
    }
    inner.push_back(stripe.border);
    if (stripe.width() * 10 < 12 * line_height) {
      narrow.push_back(stripe);
    }
  }
  region.left = std::max(0, left - line_height / 2);
  region.right = right + line_height / 2;
  // A column has words in it: in many rows, or in some and a heading.
  borders.assign(1, region.left);
  inner.push_back(region.right);
  for (const int border : inner) {
    const auto within = [&](const Word& word) {
      const int middle = (word.box.left + word.box.right) / 2;
      return middle >= borders.back() && middle < border;
    };
    const auto count = std::count_if(inside.begin(), inside.end(), within);
    const bool headed = std::any_of(header.begin(), header.end(), within);
    if (count >= std::max<std::ptrdiff_t>(2, headed ? rows / 12 : rows / 4)) {
      borders.push_back(border);
    }
  }
  borders.back() = region.right;
  return borders.size() >= 4;
}

// Takes levels off both ends of a region that cross borders, fill but few columns or have edges of
// their own.
void trim(const std::vector<Word>& words, const std::vector<Level>& levels,
          const std::vector<int>& borders, int line_height, Region& region) {
  std::vector<int> filled;
  for (const Level& level : levels) {
    if (level.middle() > region.top && level.middle() < region.bottom) {
      filled.push_back(fit_of(words, level, borders, line_height).filled);
    }
  }
  std::sort(filled.begin(), filled.end());
  const int usual = filled.empty() ? 0 : filled[filled.size() * 3 / 4];
  const auto stays = [&](std::size_t index) {
    const Level& level = levels[index];
    const Fit fit = fit_of(words, level, borders, line_height);
    // A row whose name is missing ends early, but all its words stand under those of others.
    const bool in_line =
        level.fixed > 0 && level.aligned == level.words && fit.filled * 3 >= usual * 2;
    return fit.crossing * 5 <= fit.filled && fit.filled >= std::max(2, (usual + 1) / 2) &&
           level.aligned * 2 >= level.words && (in_line || spans(fit, borders));
  };
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].middle() > region.top && levels[i].middle() < region.bottom) {
      inside.push_back(i);
    }
  }
  std::size_t first = 0, last = inside.size();
  while (first < last && !stays(inside[first])) {
    ++first;
  }
  // The end of a wrapped cell stays with what it belongs to.
  while (last > first + 1 && !stays(inside[last - 1]) &&
         (levels[inside[last - 1]].middle() - levels[inside[last - 2]].middle()) * 10 >=
             12 * line_height) {
    --last;
  }
  if (last > first) {
    region.top = levels[inside[first]].top - line_height / 4;
    region.bottom = levels[inside[last - 1]].bottom + line_height / 4;
  }
}

// The header stands right above the first row: a level with words in most columns, none of which
// crosses a border.
bool include_header(const std::vector<Word>& words, const std::vector<Level>& levels,
                    const std::vector<int>& borders, int line_height, Region& region) {
  bool included = false;
  for (int round = 0; round < 3; ++round) {
    const Level* above = nullptr;
    for (const Level& level : levels) {
      if (level.middle() < region.top && (above == nullptr || level.middle() > above->middle())) {
        above = &level;
      }
    }
    // The upper line of a wrapped cell reaches into the first row.
    if (above != nullptr && above->bottom > region.top - line_height / 10) {
      region.top = above->top - line_height / 4;
      continue;
    }
    // The second line of a heading is near the first.
    const int away = included ? line_height / 2 : 2 * line_height;
    if (above == nullptr || region.top - above->bottom > away) {
      return included;
    }
    const Fit fit = fit_of(words, *above, borders, line_height);
    const auto columns = static_cast<int>(borders.size()) - 1;
    if (fit.filled < 3 || (fit.filled * 2 < columns && !included) || !spans(fit, borders) ||
        fit.crossing * 4 > fit.filled) {
      return included;
    }
    region.top = above->top - line_height / 4;
    included = true;
  }
  return included;
}

// The words of a heading, letters that stand near joined.
std::vector<InkBox> heading_words(const std::vector<Word>& words, int top, int bottom, int gap) {
  std::vector<InkBox> result;
  std::vector<Word> inside = between(words, top, bottom);
  std::sort(inside.begin(), inside.end(),
            [](const Word& a, const Word& b) { return a.box.left < b.box.left; });
  for (const Word& word : inside) {
    if (!result.empty() && word.box.left - result.back().right <= gap) {
      result.back().right = std::max(result.back().right, word.box.right);
    } else {
      result.push_back(word.box);
    }
  }
  return result;
}

// A narrow stripe parts two columns only if each has a heading: between the groups of digits of one
// cell there is white, too, but one word above it. Without a heading, wider white is asked for.
void join_by_header(const std::vector<Word>& words, const std::vector<Level>& levels,
                    int line_height, const Region& region, const std::vector<Stripe>& narrow,
                    bool included, std::vector<int>& borders) {
  const Level* first = nullptr;
  std::vector<int> fixed;
  for (const Level& level : levels) {
    if (level.middle() > region.top && level.middle() < region.bottom) {
      first = first == nullptr || level.middle() < first->middle() ? &level : first;
      fixed.push_back(level.fixed);
    }
  }
  if (first == nullptr) {
    return;
  }
  const int reach = line_height * 45 / 100;
  std::sort(fixed.begin(), fixed.end());
  const int usual = fixed[fixed.size() * 3 / 4];
  const bool headed = included || (first->fixed * 2 <= usual && usual > 0);
  std::vector<InkBox> heading = heading_words(words, first->middle() - reach,
                                              first->middle() + reach + 1, line_height * 35 / 100);
  for (const Stripe& stripe : narrow) {
    const auto at = std::find(borders.begin(), borders.end(), stripe.border);
    if (at == borders.end() || at == borders.begin() || at + 1 == borders.end()) {
      continue;
    }
    bool joins = false;
    if (!headed) {
      joins = stripe.width() * 100 < 48 * line_height;
    } else {
      const int slack = line_height / 4;
      bool left = false, right = false;
      for (const InkBox& word : heading) {
        const int middle = (word.left + word.right) / 2;
        joins = joins || (word.left < stripe.left - slack && word.right > stripe.right + slack);
        left = left || (middle > *(at - 1) && middle < *at);
        right = right || (middle > *at && middle < *(at + 1));
      }
      joins = joins || !left || !right;
    }
    if (joins) {
      borders.erase(at);
    }
  }
}

// The borders that do not stand in a narrow stripe, if they are enough to go by.
std::vector<int> wide_borders(const std::vector<int>& borders, const std::vector<Stripe>& narrow) {
  std::vector<int> wide = borders;
  std::erase_if(wide, [&](int border) {
    return std::any_of(narrow.begin(), narrow.end(),
                       [border](const Stripe& stripe) { return stripe.border == border; });
  });
  return wide.size() >= 4 ? wide : borders;
}

}  // namespace

bool ruled_columns(const InkPage& page, Region& region, std::vector<int>& borders) {
  const int height = page.line_height;
  const auto group = alike(page.down, 5 * height / 2, 3);
  if (group.empty()) {
    return false;
  }
  std::vector<int> begins, ends;
  for (const Ruling* ruling : group) {
    begins.push_back(ruling->begin);
    ends.push_back(ruling->end);
  }
  region.top = median_of(begins);
  region.bottom = median_of(ends);
  std::vector<int> levels;
  for (const Ruling& ruling : page.down) {
    const int shared = std::min(ruling.end, region.bottom) - std::max(ruling.begin, region.top);
    if (shared * 10 >= 4 * (region.bottom - region.top)) {
      levels.push_back(
          static_cast<int>(std::lround(ruling.at((region.top + region.bottom) / 2.0))));
    }
  }
  // A table that is open at its sides: the rulings across reach beyond the outer ones down.
  std::vector<int> lefts, rights;
  for (const Ruling& ruling : page.across) {
    if (ruling.level > region.top - height && ruling.level < region.bottom + height) {
      lefts.push_back(ruling.begin);
      rights.push_back(ruling.end);
    }
  }
  std::sort(levels.begin(), levels.end());
  if (lefts.size() >= 3) {
    if (median_of(lefts) < levels.front() - 2 * height) {
      levels.insert(levels.begin(), median_of(lefts));
    }
    if (median_of(rights) > levels.back() + 2 * height) {
      levels.push_back(median_of(rights));
    }
  }
  borders.clear();
  for (const int level : levels) {
    if (borders.empty() || level - borders.back() > height / 2) {
      borders.push_back(level);
    }
  }
  if (borders.size() < 4) {
    return false;
  }
  region.left = borders.front();
  region.right = borders.back();
  return true;
}

bool white_columns(const InkPage& page, Region& region, std::vector<int>& borders) {
  const int height = page.line_height;
  std::vector<Word> words = words_of(page);
  const auto rough = levels_of(words, height);
  mark_aligned(words, std::max(2, height / 3),
               std::clamp(static_cast<int>(rough.size()) / 5, 3, 10));
  const std::vector<Level> levels = levels_of(words, height);
  std::vector<Stripe> narrow;
  if (region.bottom <= region.top) {
    if (!stack_of(levels, height, region)) {
      return false;
    }
    // The lines before and behind the table are still in it: they cross what is white in most.
    if (!borders_in(words, levels, height, 8, region, borders, narrow)) {
      return false;
    }
    trim(words, levels, borders, height, region);
  }
  if (!borders_in(words, levels, height, 25, region, borders, narrow)) {
    return false;
  }
  const bool headed = include_header(words, levels, wide_borders(borders, narrow), height, region);
  join_by_header(words, levels, height, region, narrow, headed, borders);
  return borders.size() >= 4;
}

}  // namespace zhun::ocr
