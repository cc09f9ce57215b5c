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

// A point or a comma belongs to the digits before it.
void take_in_point(const InkBox& point, int height, std::vector<Word>& words) {
  const auto from =
      std::lower_bound(words.begin(), words.end(), point.bottom - height,
                       [](const Word& word, int middle) { return word.box.middle() < middle; });
  for (auto word = from; word != words.end() && word->box.middle() <= point.middle(); ++word) {
    const int distance = point.left - word->box.right;
    if (distance >= 0 && distance * 2 <= height &&
        std::abs(point.bottom - word->box.bottom) * 3 <= height) {
      word->box.right = point.right;
      return;
    }
  }
}

// A minus sign stands apart from its number.
void take_in(const InkBox& dash, int height, std::vector<Word>& words) {
  const auto from =
      std::lower_bound(words.begin(), words.end(), dash.middle() - height / 3,
                       [](const Word& word, int middle) { return word.box.middle() < middle; });
  for (auto word = from; word != words.end() && word->box.middle() <= dash.middle() + height / 3;
       ++word) {
    const int distance = word->box.left - dash.right;
    if (distance >= 0 && distance * 10 <= 6 * height) {
      word->box.left = dash.left;
      return;
    }
  }
}

std::vector<Word> words_of(const InkPage& page) {
  const int height = page.line_height;
  std::vector<Word> words;
  std::vector<InkBox> dashes, points;
  for (const InkBox& piece : pieces_of(page.faint, std::max(2, height * 3 / 10))) {
    if ((piece.height() * 5 >= height * 2 || piece.width() * 2 >= height) &&
        piece.pixels * 100 >= height * height * 8) {
      words.push_back({piece, false, false});
    } else if (piece.width() * 2 >= piece.height() * 3 && piece.width() * 5 >= height &&
               piece.width() <= height && piece.height() * 3 <= height) {
      dashes.push_back(piece);
    } else if (piece.pixels >= 4 && piece.width() * 5 <= 2 * height &&
               piece.height() * 5 <= 2 * height) {
      points.push_back(piece);
    }
  }
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    return a.box.middle() != b.box.middle() ? a.box.middle() < b.box.middle()
                                            : a.box.left < b.box.left;
  });
  for (const InkBox& dash : dashes) {
    take_in(dash, height, words);
  }
  for (const InkBox& point : points) {
    take_in_point(point, height, words);
  }
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
                std::vector<Stripe>& used) {
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
  used.clear();
  for (const Stripe& stripe : stripes) {
    // Seals, watermarks and single long names may cross a border that edges bear out.
    if (stripe.crossing > strict && !edges_at(inside, stripe, line_height / 3, rows)) {
      continue;
    }
    inner.push_back(stripe.border);
    used.push_back(stripe);
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
  if ((last - first) * 3 >= inside.size() * 2) {
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

// Where the words of a heading stand, of all its lines together, letters that stand near joined.
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

// The levels at the top of a region that are its heading: words of rows end where those of other
// rows do, headings do not. None if the table has no heading.
std::vector<const Level*> heading_of(const std::vector<Level>& levels, const Region& region,
                                     bool included, int line_height) {
  std::vector<const Level*> inside;
  std::vector<int> fixed;
  for (const Level& level : levels) {
    if (level.middle() > region.top && level.middle() < region.bottom) {
      inside.push_back(&level);
      fixed.push_back(level.fixed);
    }
  }
  std::vector<const Level*> heading;
  if (inside.empty()) {
    return heading;
  }
  std::sort(inside.begin(), inside.end(),
            [](const Level* a, const Level* b) { return a->middle() < b->middle(); });
  std::sort(fixed.begin(), fixed.end());
  const int usual = fixed[fixed.size() * 3 / 4];
  const bool headed = included || (inside.front()->fixed * 2 <= usual && usual > 0);
  if (headed) {
    heading.push_back(inside.front());
    for (std::size_t i = 1; i < std::min<std::size_t>(4, inside.size()); ++i) {
      const int below = inside[i]->middle() - inside[i - 1]->middle();
      // Blurred letters fall to pieces: what stands less than a line lower is the same line.
      const bool same_line = below * 10 < 9 * line_height;
      const bool near = below * 10 < 14 * line_height;
      if (!same_line && (!near || inside[i]->fixed * 2 > usual || usual == 0)) {
        break;
      }
      heading.push_back(inside[i]);
    }
  }
  return heading;
}

// In how many words, at most, a column between two stripes has one a row.
std::ptrdiff_t words_between(const std::vector<Word>& words, int left, int right) {
  return std::count_if(words.begin(), words.end(), [&](const Word& word) {
    return word.box.left >= left && word.box.right <= right;
  });
}

// How well a stripe parts columns: few words cross it, many begin or end at it.
double quality_of(const Stripe& stripe, const std::vector<Word>& inside, int line_height) {
  int ends = 0, begins = 0;
  for (const Word& word : inside) {
    ends += word.box.right <= stripe.left + 1 && word.box.right >= stripe.left - line_height / 4;
    begins += word.box.left >= stripe.right - 1 && word.box.left <= stripe.right + line_height / 4;
  }
  // The white behind a decimal point is as straight, but narrow.
  const double width = std::min(1.5, static_cast<double>(stripe.width()) / line_height);
  return (std::max(ends, begins) + 0.5 * std::min(ends, begins)) * width - 2.0 * stripe.crossing;
}

// The white between two headings that a stripe shares most with.
std::size_t gap_of(const std::vector<InkBox>& heading, const Stripe& stripe) {
  std::size_t best = 0;
  int most = -1 << 30;
  for (std::size_t gap = 0; gap + 1 < heading.size(); ++gap) {
    const int shared =
        std::min(stripe.right, heading[gap + 1].left) - std::max(stripe.left, heading[gap].right);
    if (shared > most) {
      most = shared;
      best = gap;
    }
  }
  return best;
}

// Where in a stripe the border stands: in the middle of the white that both columns leave, near the
// edge of the column that has one if a long text of the other reaches into the stripe.
int border_in(const Stripe& stripe, int heading_left, int heading_right,
              const std::vector<Word>& inside, int line_height, std::ptrdiff_t rows) {
  const int left = std::max(stripe.left, heading_left);
  const int right = std::min(stripe.right, heading_right);
  std::ptrdiff_t ends = 0, begins = 0;
  for (const Word& word : inside) {
    ends += word.box.right <= stripe.left + 1 && word.box.right >= stripe.left - line_height / 4;
    begins += word.box.left >= stripe.right - 1 && word.box.left <= stripe.right + line_height / 4;
  }
  const int near = std::max(1, line_height / 5);
  const bool crossed = stripe.crossing > 0 || stripe.border - stripe.left < stripe.width() / 4;
  if (crossed && begins * 2 >= rows && begins > 2 * ends && stripe.right - near < heading_right) {
    return stripe.right - std::min(near, stripe.width() / 2);
  }
  if (crossed && ends * 2 >= rows && ends > 2 * begins && stripe.left + near > heading_left) {
    return stripe.left + std::min(near, stripe.width() / 2);
  }
  if (stripe.crossing == 0 && stripe.border > heading_left && stripe.border < heading_right) {
    return stripe.border;
  }
  return left < right ? (left + right) / 2 : stripe.border;
}

// The stripe as far as it lies in a gap between two headings. A column that is nearly empty is part
// of one white stripe with the white on both sides of it.
Stripe clipped(const Stripe& stripe, int left, int right, const std::vector<Word>& inside) {
  Stripe part = stripe;
  part.left = std::max(stripe.left, left);
  part.right = std::min(stripe.right, right);
  if (part.left == stripe.left && part.right == stripe.right) {
    return stripe;
  }
  part.border = (part.left + part.right) / 2;
  part.crossing = static_cast<int>(std::count_if(inside.begin(), inside.end(), [&](const Word& w) {
    return w.box.left < part.border && w.box.right > part.border;
  }));
  return part;
}

bool covers(const Stripe& stripe, const InkBox& heading) {
  return stripe.left <= heading.left && stripe.right >= heading.right;
}

// Between two neighbouring headings there is one border: the stripe that parts columns best, in the
// white between the headings. What stands within a heading parts nothing: between the groups of
// digits of one cell there is white, too.
void borders_by_heading(const std::vector<InkBox>& heading, const std::vector<Word>& inside,
                        const std::vector<Stripe>& stripes, int line_height, std::ptrdiff_t rows,
                        std::vector<int>& borders) {
  const int slack = line_height / 4;
  std::vector<int> kept{borders.front()};
  for (std::size_t gap = 0; gap + 1 < heading.size(); ++gap) {
    const int from = heading[gap].right - slack, to = heading[gap + 1].left + slack;
    std::vector<Stripe> candidates;
    for (const Stripe& stripe : stripes) {
      const int shared = std::min(stripe.right, to) - std::max(stripe.left, from);
      const bool wide = covers(stripe, heading[gap]) || covers(stripe, heading[gap + 1]);
      if (shared >= 2 && (wide || gap_of(heading, stripe) == gap)) {
        candidates.push_back(
            wide ? clipped(stripe, heading[gap].right, heading[gap + 1].left, inside) : stripe);
      }
    }
    const Stripe* best = nullptr;
    double best_quality = 0;
    std::vector<const Stripe*> here;
    for (const Stripe& stripe : candidates) {
      // A column without a heading has words of its own in most rows, and much white around.
      if (!here.empty() && stripe.width() * 10 >= 12 * line_height &&
          here.back()->width() * 10 >= 12 * line_height &&
          words_between(inside, here.back()->right - 1, stripe.left + 1) * 2 >= rows) {
        kept.push_back(best->border);
        best = nullptr;
      }
      here.push_back(&stripe);
      const double quality = quality_of(stripe, inside, line_height);
      if (best == nullptr || quality > best_quality) {
        best = &stripe;
        best_quality = quality;
      }
    }
    if (best != nullptr) {
      kept.push_back(
          border_in(*best, heading[gap].right, heading[gap + 1].left, inside, line_height, rows));
    }
  }
  kept.push_back(borders.back());
  borders = std::move(kept);
}

// The groups of digits of one cell stand apart, as well, where points and commas are pale: all
// that stands left of such a stripe ends at it, all that stands right of it begins there and is
// short.
bool parts_digits(const std::vector<Word>& inside, const Stripe& stripe, int before, int behind,
                  int line_height) {
  if (stripe.width() * 100 < 48 * line_height) {
    return true;
  }
  if (stripe.width() * 10 > 8 * line_height) {
    return false;
  }
  int left = 0, ends = 0, right = 0, begins = 0;
  for (const Word& word : inside) {
    const int middle = (word.box.left + word.box.right) / 2;
    if (middle >= before && middle < stripe.border) {
      ++left;
      ends += word.box.right >= stripe.left - line_height / 4 ? 1 : 0;
    } else if (middle >= stripe.border && middle < behind) {
      ++right;
      begins += word.box.left <= stripe.right + line_height / 4 &&
                        word.box.width() * 10 <= 23 * line_height
                    ? 1
                    : 0;
    }
  }
  return ends * 10 >= left * 8 && begins * 10 >= right * 8;
}

void join_digits(const std::vector<Word>& inside, const std::vector<Stripe>& stripes,
                 int line_height, std::vector<int>& borders) {
  for (std::size_t i = stripes.size(); i > 0; --i) {
    const Stripe& stripe = stripes[i - 1];
    const auto at = std::find(borders.begin(), borders.end(), stripe.border);
    if (at != borders.end() && at != borders.begin() && at + 1 != borders.end() &&
        parts_digits(inside, stripe, *(at - 1), *(at + 1), line_height)) {
      borders.erase(at);
    }
  }
}

std::vector<InkBox> words_at(const std::vector<Word>& words, const Level& level, int line_height) {
  const int reach = line_height * 45 / 100;
  return heading_words(words, level.middle() - reach, level.middle() + reach + 1,
                       line_height * 55 / 100);
}

// The first level of a region if hardly another one has more words: it fills all columns, be it a
// heading or a row.
std::vector<const Level*> fullest_first(const std::vector<Word>& words,
                                        const std::vector<Level>& levels, const Region& region,
                                        int line_height) {
  const Level* first = nullptr;
  std::vector<std::size_t> counts;
  for (const Level& level : levels) {
    if (level.middle() > region.top && level.middle() < region.bottom) {
      first = first == nullptr || level.middle() < first->middle() ? &level : first;
      counts.push_back(words_at(words, level, line_height).size());
    }
  }
  if (first == nullptr) {
    return {};
  }
  std::sort(counts.begin(), counts.end());
  const std::size_t usual = std::max<std::size_t>(4, counts[counts.size() * 3 / 4]);
  if (words_at(words, *first, line_height).size() < usual) {
    return {};
  }
  return {first};
}

// Headings stand nearer to each other than words do where a column that ends at the right edge
// stands before one that begins at the left: then the edges below tell them apart.
std::vector<InkBox> joined_headings(const std::vector<InkBox>& pieces,
                                    const std::vector<Word>& inside,
                                    const std::vector<Stripe>& stripes, int line_height,
                                    std::ptrdiff_t rows) {
  const int tolerance = line_height / 4;
  const auto parts = [&](const InkBox& before, const InkBox& behind) {
    return std::any_of(stripes.begin(), stripes.end(), [&](const Stripe& stripe) {
      const int shared = std::min(stripe.right, behind.left) - std::max(stripe.left, before.right);
      if (stripe.crossing > 0 || shared < 2) {
        return false;
      }
      std::ptrdiff_t ends = 0, begins = 0;
      for (const Word& word : inside) {
        ends += word.box.right <= stripe.left + 1 && word.box.right >= stripe.left - tolerance;
        begins += word.box.left >= stripe.right - 1 && word.box.left <= stripe.right + tolerance;
      }
      return ends * 3 >= rows * 2 && begins * 3 >= rows * 2;
    });
  };
  std::vector<InkBox> headings;
  for (const InkBox& piece : pieces) {
    const bool near =
        !headings.empty() && (piece.left - headings.back().right) * 100 <= 55 * line_height;
    if (near && !parts(headings.back(), piece)) {
      headings.back().right = std::max(headings.back().right, piece.right);
    } else {
      headings.push_back(piece);
    }
  }
  return headings;
}

void join_by_header(const std::vector<Word>& words, const std::vector<Level>& levels,
                    int line_height, const Region& region, const std::vector<Stripe>& stripes,
                    bool included, std::vector<int>& borders) {
  const std::vector<Word> inside = between(words, region.top, region.bottom);
  auto lines = heading_of(levels, region, included, line_height);
  const bool headed = !lines.empty();
  if (!headed) {
    lines = fullest_first(words, levels, region, line_height);
  }
  if (lines.empty()) {
    join_digits(inside, stripes, line_height, borders);
    return;
  }
  const int reach = line_height * 45 / 100;
  const std::vector<InkBox> pieces =
      heading_words(words, lines.front()->middle() - reach, lines.back()->middle() + reach + 1,
                    line_height * (headed ? 30 : 55) / 100);
  const auto rows = std::count_if(levels.begin(), levels.end(), [&](const Level& level) {
    return level.aligned >= 3 && level.middle() > region.top && level.middle() < region.bottom;
  });
  const std::vector<InkBox> heading =
      headed ? joined_headings(pieces, inside, stripes, line_height, rows) : pieces;
  borders_by_heading(heading, inside, stripes, line_height, rows, borders);
  if (!headed) {  // a row, in whose figures pale points leave white
    join_digits(inside, stripes, line_height, borders);
  }
}

// A table is spoilt by the lines before and behind it, which cross its white: takes off both ends
// what leaves the most filled cells under the words of the first line.
void best_stack(const std::vector<Word>& words, const std::vector<Level>& levels, int line_height,
                Region& region) {
  std::vector<const Level*> inside;
  for (const Level& level : levels) {
    if (level.middle() > region.top && level.middle() < region.bottom) {
      inside.push_back(&level);
    }
  }
  constexpr std::size_t kMost = 200, kOff = 5;
  if (inside.size() > kMost) {
    return;
  }
  Region best = region;
  int best_score = -1 << 20;
  std::size_t best_first = 0;
  for (std::size_t first = 0; first <= kOff && first + 3 <= inside.size(); ++first) {
    for (std::size_t off = 0; off <= kOff && first + off + 3 <= inside.size(); ++off) {
      const std::size_t end = inside.size() - off;
      Region tried = region;
      tried.top = inside[first]->top - line_height / 4;
      tried.bottom = inside[end - 1]->bottom + line_height / 4;
      std::vector<int> borders;
      std::vector<Stripe> stripes;
      if (!borders_in(words, levels, line_height, 25, tried, borders, stripes)) {
        continue;
      }
      const std::vector<InkBox> heading = words_at(words, *inside[first], line_height);
      if (heading.size() < 4) {
        continue;
      }
      const auto rows = static_cast<std::ptrdiff_t>(end - first);
      borders_by_heading(heading, between(words, tried.top, tried.bottom), stripes, line_height,
                         rows, borders);
      int score = 0;
      for (std::size_t i = 0; i < inside.size(); ++i) {
        const Fit fit = fit_of(words, *inside[i], borders, line_height);
        score += i >= first && i < end ? fit.filled - 2 * fit.crossing : 0;
      }
      // A row reads like a heading, too: the first lines go only if that gains much.
      const int needed = first == best_first ? best_score : best_score + std::abs(best_score) / 5;
      if (score > needed) {
        best_score = score;
        best_first = first;
        best = tried;
      }
    }
  }
  region.top = best.top;
  region.bottom = best.bottom;
}

// The borders that do not stand in a narrow stripe, if they are enough to go by.
std::vector<int> wide_borders(const std::vector<int>& borders, const std::vector<Stripe>& stripes,
                              int line_height) {
  std::vector<int> wide = borders;
  std::erase_if(wide, [&](int border) {
    return std::any_of(stripes.begin(), stripes.end(), [&](const Stripe& stripe) {
      return stripe.border == border && stripe.width() * 10 < 12 * line_height;
    });
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
  if (region.right > region.left) {  // rulings say how far the table goes
    std::erase_if(words, [&](const Word& word) {
      return word.box.left < region.left - height || word.box.right > region.right + height;
    });
  }
  const auto rough = levels_of(words, height);
  mark_aligned(words, std::max(2, height / 3),
               std::clamp(static_cast<int>(rough.size()) / 5, 3, 10));
  const std::vector<Level> levels = levels_of(words, height);
  std::vector<Stripe> stripes;
  if (region.bottom <= region.top) {
    if (!stack_of(levels, height, region)) {
      return false;
    }
    best_stack(words, levels, height, region);
    // The lines before and behind the table are still in it: they cross what is white in most.
    if (!borders_in(words, levels, height, 8, region, borders, stripes)) {
      return false;
    }
    trim(words, levels, borders, height, region);
  }
  if (!borders_in(words, levels, height, 25, region, borders, stripes)) {
    return false;
  }
  const bool headed =
      include_header(words, levels, wide_borders(borders, stripes, height), height, region);
  join_by_header(words, levels, height, region, stripes, headed, borders);
  return borders.size() >= 4;
}

}  // namespace zhun::ocr
