// Runs, connected pieces and stretches of an ink mask.
#include "ocr/layout_ink.hpp"

#include <algorithm>
#include <numeric>

namespace zhun::ocr {
namespace {

struct Run {
  int y = 0, left = 0, right = 0, ink = 0;
};

std::vector<Run> runs_of(const Plane& mask, const InkBox& part, int gap) {
  std::vector<Run> runs;
  for (int y = part.top; y < part.bottom; ++y) {
    const std::uint8_t* row = mask.row(y);
    bool open = false;
    for (int x = part.left; x < part.right; ++x) {
      if (row[x] == 0) {
        continue;
      }
      if (open && x - runs.back().right <= gap) {
        runs.back().right = x + 1;
        ++runs.back().ink;
      } else {
        runs.push_back({y, x, x + 1, 1});
        open = true;
      }
    }
  }
  return runs;
}

std::uint32_t root_of(std::vector<std::uint32_t>& parents, std::uint32_t index) {
  while (parents[index] != index) {
    parents[index] = parents[parents[index]];
    index = parents[index];
  }
  return index;
}

struct Pieces {
  std::vector<Run> runs;
  std::vector<InkBox> boxes;
  std::vector<std::uint32_t> piece_of;  // one a run
};

// Joins the runs of a row with those of the row before that they touch.
void join_rows(const std::vector<Run>& runs, std::vector<std::uint32_t>& parents) {
  std::size_t above = 0, above_end = 0;
  for (std::size_t i = 0; i < runs.size();) {
    std::size_t end = i;
    while (end < runs.size() && runs[end].y == runs[i].y) {
      ++end;
    }
    const bool adjacent = above_end > above && runs[above].y + 1 == runs[i].y;
    for (std::size_t j = i, k = above; adjacent && j < end && k < above_end;) {
      if (runs[k].left <= runs[j].right && runs[j].left <= runs[k].right) {
        const std::uint32_t a = root_of(parents, static_cast<std::uint32_t>(j));
        const std::uint32_t b = root_of(parents, static_cast<std::uint32_t>(k));
        parents[std::max(a, b)] = std::min(a, b);
      }
      (runs[k].right < runs[j].right ? k : j) += 1;
    }
    above = i;
    above_end = end;
    i = end;
  }
}

Pieces pieces_with_runs(const Plane& mask, const InkBox& part, int gap) {
  Pieces pieces;
  pieces.runs = runs_of(mask, part, gap);
  const std::vector<Run>& runs = pieces.runs;
  std::vector<std::uint32_t> parents(runs.size());
  std::iota(parents.begin(), parents.end(), 0U);
  join_rows(runs, parents);
  pieces.piece_of.assign(runs.size(), 0);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::uint32_t root = root_of(parents, static_cast<std::uint32_t>(i));
    const Run& run = runs[i];
    if (root == i) {
      pieces.piece_of[i] = static_cast<std::uint32_t>(pieces.boxes.size());
      pieces.boxes.push_back({run.left, run.y, run.right, run.y + 1, run.ink});
      continue;
    }
    pieces.piece_of[i] = pieces.piece_of[root];
    InkBox& piece = pieces.boxes[pieces.piece_of[root]];
    piece.left = std::min(piece.left, run.left);
    piece.right = std::max(piece.right, run.right);
    piece.bottom = run.y + 1;
    piece.pixels += run.ink;
  }
  return pieces;
}

}  // namespace

int ink_threshold(const Plane& flat) {
  std::array<int, 256> counts{};
  for (const std::uint8_t value : flat.pixels) {
    ++counts[value];
  }
  constexpr std::size_t kClearlyPrint = 190;
  const int total = std::accumulate(counts.begin(), counts.begin() + kClearlyPrint, 0);
  int seen = 0;
  std::size_t dark = 0;  // a quarter of the print is darker
  for (; dark < kClearlyPrint; ++dark) {
    seen += counts[dark];
    if (seen * 4 >= total) {
      break;
    }
  }
  return std::clamp((static_cast<int>(dark) * 5 + 255 * 3) / 8, 150, 186);
}

Plane ink_mask(const Plane& flat, int threshold) {
  Plane mask(flat.width, flat.height);
  std::transform(flat.pixels.begin(), flat.pixels.end(), mask.pixels.begin(),
                 [threshold](std::uint8_t value) {
                   return static_cast<std::uint8_t>(value < threshold ? 1 : 0);
                 });
  return mask;
}

std::vector<InkBox> pieces_of(const Plane& mask, int gap) {
  return pieces_with_runs(mask, {0, 0, mask.width, mask.height, 0}, gap).boxes;
}

std::vector<InkBox> pieces_in(const Plane& mask, const InkBox& part, int gap) {
  return pieces_with_runs(mask, part, gap).boxes;
}

void erase_odd_pieces(Plane& mask, int pixels_min, int size_max) {
  const Pieces pieces = pieces_with_runs(mask, {0, 0, mask.width, mask.height, 0}, 0);
  for (std::size_t i = 0; i < pieces.runs.size(); ++i) {
    const InkBox& box = pieces.boxes[pieces.piece_of[i]];
    const bool letters = box.height() * 2 <= size_max && box.width() <= 8 * size_max;
    if (box.pixels < pixels_min || box.height() > size_max ||
        (box.width() > size_max && !letters)) {
      const Run& run = pieces.runs[i];
      std::fill(mask.row(run.y) + run.left, mask.row(run.y) + run.right, std::uint8_t{0});
    }
  }
}

void erase_pale_pieces(Plane& mask, const Plane& flat, int level) {
  const Pieces pieces = pieces_with_runs(mask, {0, 0, mask.width, mask.height, 0}, 0);
  std::vector<std::uint8_t> darkest(pieces.boxes.size(), 255);
  for (std::size_t i = 0; i < pieces.runs.size(); ++i) {
    const Run& run = pieces.runs[i];
    const std::uint8_t* row = flat.row(run.y);
    std::uint8_t& value = darkest[pieces.piece_of[i]];
    value = std::min(value, *std::min_element(row + run.left, row + run.right));
  }
  for (std::size_t i = 0; i < pieces.runs.size(); ++i) {
    const Run& run = pieces.runs[i];
    if (darkest[pieces.piece_of[i]] >= level) {
      std::fill(mask.row(run.y) + run.left, mask.row(run.y) + run.right, std::uint8_t{0});
    }
  }
}

void erase_mostly_pale_pieces(Plane& mask, const Plane& flat, int level, int percent) {
  const Pieces pieces = pieces_with_runs(mask, {0, 0, mask.width, mask.height, 0}, 0);
  std::vector<int> dark(pieces.boxes.size(), 0);
  for (std::size_t i = 0; i < pieces.runs.size(); ++i) {
    const Run& run = pieces.runs[i];
    const std::uint8_t* row = flat.row(run.y);
    dark[pieces.piece_of[i]] += static_cast<int>(std::count_if(
        row + run.left, row + run.right, [level](std::uint8_t value) { return value < level; }));
  }
  for (std::size_t i = 0; i < pieces.runs.size(); ++i) {
    const Run& run = pieces.runs[i];
    if (dark[pieces.piece_of[i]] * 100 < pieces.boxes[pieces.piece_of[i]].pixels * percent) {
      std::fill(mask.row(run.y) + run.left, mask.row(run.y) + run.right, std::uint8_t{0});
    }
  }
}

double stretch_along_rows(const Plane& mask, int gap) {
  double squares = 0, total = 0;
  for (const Run& run : runs_of(mask, {0, 0, mask.width, mask.height, 0}, gap)) {
    const double length = run.right - run.left;
    squares += length * length;
    total += length;
  }
  return total > 0 ? squares / total : 0;
}

double slope_of_words(const Plane& mask, int gap, std::size_t& words) {
  struct Moments {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  };
  const Pieces pieces = pieces_with_runs(mask, {0, 0, mask.width, mask.height, 0}, gap);
  std::vector<Moments> moments(pieces.boxes.size());
  for (std::size_t i = 0; i < pieces.runs.size(); ++i) {
    const Run& run = pieces.runs[i];
    const InkBox& box = pieces.boxes[pieces.piece_of[i]];
    Moments& sums = moments[pieces.piece_of[i]];
    const double length = run.right - run.left;
    const double x = (run.left + run.right) / 2.0 - box.left, y = run.y - box.top;
    sums.n += length;
    sums.x += length * x;
    sums.y += length * y;
    sums.xx += length * (x * x + length * length / 12);
    sums.xy += length * x * y;
  }
  std::vector<double> slopes;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const InkBox& box = pieces.boxes[i];
    if (box.height() < 5 || box.width() < 5 * box.height()) {
      continue;
    }
    const Moments& sums = moments[i];
    const double spread = sums.xx - sums.x * sums.x / sums.n;
    slopes.push_back((sums.xy - sums.x * sums.y / sums.n) / spread);
  }
  words = slopes.size();
  if (slopes.empty()) {
    return 0;
  }
  const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
  std::nth_element(slopes.begin(), middle, slopes.end());
  return *middle;
}

void erase_long_runs(Plane& mask, int length) {
  for (const Run& run : runs_of(mask, {0, 0, mask.width, mask.height, 0}, 2)) {
    if (run.right - run.left >= length) {
      std::fill(mask.row(run.y) + run.left, mask.row(run.y) + run.right, std::uint8_t{0});
    }
  }
}

}  // namespace zhun::ocr
