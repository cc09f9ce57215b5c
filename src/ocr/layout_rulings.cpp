// Rulings: rows of pixels that are a little darker than what lies a few pixels above and below,
// over a length that no character has. Works on pale lines, too, because only the contrast across
// counts; text has none that lasts.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "ocr/layout_ink.hpp"

namespace zhun::ocr {
namespace {

struct Stretch {
  int y = 0, begin = 0, end = 0, inked = 0, clear = 0;
};

// The mean of `2 * reach + 1` pixels along each row.
Plane smooth_rows(const Plane& plane, int reach) {
  Plane result(plane.width, plane.height);
  const int size = 2 * reach + 1;
  for (int y = 0; y < plane.height; ++y) {
    const std::uint8_t* row = plane.row(y);
    std::uint8_t* out = result.row(y);
    int sum = 0;
    const auto at = [&](int x) { return int{row[std::clamp(x, 0, plane.width - 1)]}; };
    for (int x = -reach; x <= reach; ++x) {
      sum += at(x);
    }
    for (int x = 0; x < plane.width; ++x) {
      out[x] = static_cast<std::uint8_t>(sum / size);
      sum += at(x + reach + 1) - at(x - reach);
    }
  }
  return result;
}

// Stretches of a row whose pixels are darker than those `away` above and below.
void dark_stretches(const Plane& smooth, int y, int away, std::vector<Stretch>& stretches) {
  constexpr int kContrast = 7, kGap = 4, kShortest = 24, kPaper = 215;
  const std::uint8_t* row = smooth.row(y);
  const std::uint8_t* above = smooth.row(y - away);
  const std::uint8_t* below = smooth.row(y + away);
  Stretch open{y, -1, -1, 0, 0};
  const auto close = [&] {
    if (open.begin >= 0 && open.end - open.begin >= kShortest &&
        open.inked * 10 >= (open.end - open.begin) * 8) {
      stretches.push_back(open);
    }
  };
  for (int x = 0; x < smooth.width; ++x) {
    const int beside = std::min(above[x], below[x]);
    if (row[x] + kContrast > beside) {
      continue;
    }
    if (open.begin < 0 || x - open.end > kGap) {
      close();
      open = {y, x, x, 0, 0};
    }
    open.end = x + 1;
    ++open.inked;
    open.clear += beside >= kPaper ? 1 : 0;
  }
  close();
}

struct Trace {
  int begin = 0, end = 0;
  double weight = 0, x = 0, y = 0, xx = 0, xy = 0;
  int top = 0, bottom = 0;
  int inked = 0, clear = 0;
  int covered = 0;  // how far its stretches reach, overlaps counted once

  void add(const Stretch& stretch) {
    const double length = stretch.end - stretch.begin, middle = (stretch.begin + stretch.end) / 2.0;
    weight += length;
    x += length * middle;
    y += length * stretch.y;
    xx += length * (middle * middle + length * length / 12);
    xy += length * middle * stretch.y;
    inked += stretch.inked;
    clear += stretch.clear;
  }
};

Ruling ruling_of(const Trace& trace) {
  Ruling ruling;
  ruling.begin = trace.begin;
  ruling.end = trace.end;
  const double mean_x = trace.x / trace.weight, mean_y = trace.y / trace.weight;
  const double spread = trace.xx / trace.weight - mean_x * mean_x;
  const double slope = spread > 1 ? (trace.xy / trace.weight - mean_x * mean_y) / spread : 0.0;
  ruling.slope = std::clamp(slope, -0.05, 0.05);
  ruling.level = mean_y + ruling.slope * ((trace.begin + trace.end) / 2.0 - mean_x);
  ruling.thickness =
      std::max(1, static_cast<int>(trace.weight / std::max(1, trace.end - trace.begin) + 0.5));
  ruling.inked = trace.covered;
  return ruling;
}

std::size_t root_of(std::vector<std::size_t>& parents, std::size_t index) {
  while (parents[index] != index) {
    parents[index] = parents[parents[index]];
    index = parents[index];
  }
  return index;
}

int covered_by(std::vector<Stretch>& stretches) {
  std::sort(stretches.begin(), stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  int covered = 0, end = -1;
  for (const Stretch& stretch : stretches) {
    covered += std::max(0, stretch.end - std::max(end, stretch.begin));
    end = std::max(end, stretch.end);
  }
  return covered;
}

// Stretches of one row or of neighbouring rows that touch are of one line.
std::vector<Trace> traces_of(const std::vector<Stretch>& stretches) {
  std::vector<std::size_t> parents(stretches.size());
  std::iota(parents.begin(), parents.end(), std::size_t{0});
  std::size_t behind = 0;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    while (stretches[behind].y + 1 < stretches[i].y) {
      ++behind;
    }
    for (std::size_t j = behind; j < i; ++j) {
      if (stretches[j].y < stretches[i].y && stretches[j].begin <= stretches[i].end + 8 &&
          stretches[i].begin <= stretches[j].end + 8) {
        const std::size_t a = root_of(parents, i), b = root_of(parents, j);
        parents[std::max(a, b)] = std::min(a, b);
      }
    }
  }
  std::vector<Trace> traces;
  std::vector<std::size_t> trace_of(stretches.size());
  std::vector<std::vector<Stretch>> parts;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const std::size_t root = root_of(parents, i);
    if (root == i) {
      trace_of[i] = traces.size();
      Trace trace;
      trace.begin = stretches[i].begin;
      trace.end = stretches[i].end;
      trace.top = stretches[i].y;
      traces.push_back(trace);
      parts.emplace_back();
    }
    trace_of[i] = trace_of[root];
    parts[trace_of[i]].push_back(stretches[i]);
    Trace& trace = traces[trace_of[root]];
    trace.begin = std::min(trace.begin, stretches[i].begin);
    trace.end = std::max(trace.end, stretches[i].end);
    trace.bottom = stretches[i].y;
    trace.add(stretches[i]);
  }
  for (std::size_t i = 0; i < traces.size(); ++i) {
    traces[i].covered = covered_by(parts[i]);
  }
  return traces;
}

// Pieces of one line with a gap between them (a seal, a broken copy) become one.
std::vector<Ruling> joined(std::vector<Ruling> pieces, int gap_max) {
  std::sort(pieces.begin(), pieces.end(), [](const Ruling& a, const Ruling& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.level < b.level;
  });
  std::vector<Ruling> result;
  for (const Ruling& piece : pieces) {
    Ruling* best = nullptr;
    double best_distance = 4;
    for (Ruling& line : result) {
      if (piece.begin > line.end + gap_max || piece.end <= line.end) {
        continue;
      }
      const double from_line = std::fabs(line.at(piece.begin) - piece.at(piece.begin));
      const double from_piece = std::fabs(line.at(line.end) - piece.at(line.end));
      const double distance = std::min(from_line, from_piece);
      if (distance < best_distance) {
        best_distance = distance;
        best = &line;
      }
    }
    if (best == nullptr) {
      result.push_back(piece);
      continue;
    }
    const double first = best->at(best->begin), last = piece.at(piece.end);
    best->inked += piece.inked;
    best->thickness = std::max(best->thickness, piece.thickness);
    best->end = piece.end;
    best->slope = (last - first) / std::max(1, best->length());
    best->level = (first + last) / 2;
  }
  return result;
}

}  // namespace

std::vector<Ruling> find_rulings(const Plane& flat, int length_min, int share) {
  constexpr int kAway = 4, kThickest = 6;
  const Plane smooth = smooth_rows(flat, 2);
  std::vector<Stretch> stretches;
  for (int y = kAway; y + kAway < flat.height; ++y) {
    dark_stretches(smooth, y, kAway, stretches);
  }
  std::vector<Ruling> pieces;
  for (const Trace& trace : traces_of(stretches)) {
    const Ruling ruling = ruling_of(trace);
    // Letters in a row are dark along their feet, too, but have no white on both sides.
    if (ruling.thickness <= kThickest && trace.clear * 10 >= trace.inked * 4 &&
        ruling.length() >= std::max(40, length_min / 4) &&
        trace.bottom - trace.top <= kThickest + ruling.length() / 20) {
      pieces.push_back(ruling);
    }
  }
  std::vector<Ruling> rulings = joined(std::move(pieces), std::max(60, flat.width / 12));
  std::erase_if(rulings, [length_min, share](const Ruling& ruling) {
    return ruling.length() < length_min || ruling.inked * 100 < ruling.length() * share;
  });
  std::sort(rulings.begin(), rulings.end(), [](const Ruling& a, const Ruling& b) {
    return a.level != b.level ? a.level < b.level : a.begin < b.begin;
  });
  return rulings;
}

void erase_ruling(Plane& mask, const Ruling& ruling, bool across) {
  const int reach = ruling.thickness / 2 + 1;
  for (int along = ruling.begin; along < ruling.end; ++along) {
    const int level = static_cast<int>(std::lround(ruling.at(along)));
    for (int offset = -reach; offset <= reach; ++offset) {
      const int x = across ? along : level + offset, y = across ? level + offset : along;
      if (x >= 0 && y >= 0 && x < mask.width && y < mask.height) {
        mask.row(y)[x] = 0;
      }
    }
  }
}

}  // namespace zhun::ocr
