// Two corrections, one after the other: the sheet's four edges, then skew and keystone by the
// sharpness of projections. Rows and columns of a perspective picture run to two vanishing points;
// in (y - s0 x) / (1 + s1 x + t1 y) the lines through one of them are exactly the levels.
#include "ocr/layout_rectify.hpp"

#include <algorithm>
#include <cmath>

#include "ocr/layout_ink.hpp"

namespace zhun::ocr {
namespace {

struct Slopes {
  double s0 = 0, s1 = 0, t0 = 0, t1 = 0;  // of rows and of columns, at the middle and their change
};

// Points of ink in coordinates from the middle of the frame, its longer half side being 1.
struct Marks {
  std::vector<Spot> feet;           // lower edges of strokes
  std::vector<Spot> starts, stops;  // left and right edges of words and of vertical rulings
};

struct Frame {
  Homography to_small;
  int width = 0, height = 0;
};

double unit_of(const Frame& frame) { return std::max(frame.width, frame.height) / 2.0; }

void thin_out(std::vector<Spot>& spots, std::size_t most) {
  if (spots.size() <= most) {
    return;
  }
  // Every n-th, by a step that is no multiple of anything on the page.
  std::vector<Spot> kept;
  const double step = static_cast<double>(spots.size()) / static_cast<double>(most);
  for (std::size_t i = 0; i < most; ++i) {
    kept.push_back(spots[static_cast<std::size_t>(static_cast<double>(i) * step)]);
  }
  spots = std::move(kept);
}

Marks marks_of(const Plane& mask, int gap) {
  Marks marks;
  const double unit = std::max(mask.width, mask.height) / 2.0;
  const double half_width = mask.width / 2.0, half_height = mask.height / 2.0;
  for (int y = 0; y + 1 < mask.height; ++y) {
    const std::uint8_t* row = mask.row(y);
    const std::uint8_t* next = mask.row(y + 1);
    int last = -1000000;
    for (int x = 0; x < mask.width; ++x) {
      if (row[x] == 0) {
        continue;
      }
      const double u = (x - half_width) / unit, v = (y - half_height) / unit;
      if (next[x] == 0) {
        marks.feet.push_back({u, v});
      }
      if (x - last > gap) {
        marks.starts.push_back({u, v});
        if (last >= 0) {
          marks.stops.push_back({(last - half_width) / unit, v});
        }
      }
      last = x;
    }
  }
  return marks;
}

// How sharply the projection of the marks stands out: the sum of squares of its histogram.
class Projection {
 public:
  explicit Projection(int bins) : bins_(bins) {}

  double rows(const std::vector<Spot>& spots, const Slopes& slopes) {
    return sharpness(spots, [&slopes](const Spot& spot) {
      return (spot.y - slopes.s0 * spot.x) / (1 + slopes.s1 * spot.x + slopes.t1 * spot.y);
    });
  }
  double columns(const std::vector<Spot>& spots, const Slopes& slopes) {
    return sharpness(spots, [&slopes](const Spot& spot) {
      return (spot.x - slopes.t0 * spot.y) / (1 + slopes.s1 * spot.x + slopes.t1 * spot.y);
    });
  }

 private:
  template <typename Position>
  double sharpness(const std::vector<Spot>& spots, const Position& position) {
    counts_.assign(static_cast<std::size_t>(bins_) + 2, 0);
    const double scale = bins_ / 3.0;  // from -1.5 to 1.5
    for (const Spot& spot : spots) {
      const double at = (position(spot) + 1.5) * scale;
      if (at >= 0 && at < bins_) {
        const auto bin = static_cast<std::size_t>(at);
        const auto part = static_cast<float>(at - static_cast<double>(bin));
        counts_[bin] += 1 - part;
        counts_[bin + 1] += part;
      }
    }
    double sum = 0;
    for (const float count : counts_) {
      sum += double{count} * count;
    }
    return sum;
  }

  int bins_;
  std::vector<float> counts_;
};

// Climbs from the best point of a coarse grid; `score` takes (skew, keystone).
template <typename Score>
void climb(const Score& score, double skew_reach, double keystone_reach, double& skew,
           double& keystone) {
  constexpr double kSkewStep = 0.004, kKeystoneStep = 0.008;
  const double skew0 = skew, keystone0 = keystone;
  const double plain = score(skew0, keystone0);
  double best = plain;
  const int skews = static_cast<int>(skew_reach / kSkewStep);
  const int keystones = static_cast<int>(keystone_reach / kKeystoneStep);
  for (int i = -skews; i <= skews; ++i) {
    for (int j = -keystones; j <= keystones; ++j) {
      const double a = skew0 + i * kSkewStep, b = keystone0 + j * kKeystoneStep;
      const double value = score(a, b);
      if (value > best * (1 + 1e-9)) {
        best = value;
        skew = a;
        keystone = b;
      }
    }
  }
  double skew_step = kSkewStep / 2, keystone_step = kKeystoneStep / 2;
  while (skew_step > 0.00006) {
    bool moved = false;
    for (int i = -1; i <= 1; ++i) {
      for (int j = -1; j <= 1; ++j) {
        const double a = skew + i * skew_step, b = keystone + j * keystone_step;
        const double value = score(a, b);
        if (value > best * (1 + 1e-9)) {
          best = value;
          skew = a;
          keystone = b;
          moved = true;
        }
      }
    }
    if (!moved) {
      skew_step /= 2;
      keystone_step /= 2;
    }
  }
  if (best < plain * 1.02) {  // no better than straight: leave the pixels as they are
    skew = skew0;
    keystone = keystone0;
  }
}

// The picture in a frame: flattened, and its ink without the rim, where a photo has the edges of
// the paper.
struct View {
  Plane flat, mask;
};

View view_of(const Plane& small, const Frame& frame, bool sheet) {
  View view;
  const int longest = std::max(frame.width, frame.height);
  view.flat =
      flatten(warp(small, frame.to_small, frame.width, frame.height), std::max(16, longest / 64));
  const int rim = sheet ? longest / 36 : 2;
  for (int y = 0; y < view.flat.height; ++y) {
    std::uint8_t* row = view.flat.row(y);
    const bool whole = y < rim || y >= view.flat.height - rim;
    std::fill(row, row + (whole ? view.flat.width : std::min(rim, view.flat.width)),
              std::uint8_t{255});
    std::fill(row + std::max(0, view.flat.width - rim), row + view.flat.width, std::uint8_t{255});
  }
  view.mask = ink_mask(view.flat, ink_threshold(view.flat));
  return view;
}

Frame turned_quarter(const Frame& frame) {
  Homography quarter;  // what was the left side becomes the top
  quarter.m = {0, 1, 0, -1, 0, frame.height - 1.0, 0, 0, 1};
  return {frame.to_small.after(quarter), frame.height, frame.width};
}

// A frame turned by the angle of the given cosine and sine, large enough for all of the old one.
Frame turned(const Frame& frame, double cosine, double sine) {
  const int width =
      static_cast<int>(std::fabs(cosine) * frame.width + std::fabs(sine) * frame.height + 0.5);
  const int height =
      static_cast<int>(std::fabs(sine) * frame.width + std::fabs(cosine) * frame.height + 0.5);
  Homography turn;
  turn.m = {cosine, -sine,  (frame.width - cosine * width + sine * height) / 2,
            sine,   cosine, (frame.height - sine * width - cosine * height) / 2,
            0,      0,      1};
  return {frame.to_small.after(turn), width, height};
}

// A picture without edges of paper may be turned by any angle: tries each degree up to 45.
Frame coarsely_turned(const Frame& frame, const Plane& mask) {
  Marks marks = marks_of(mask, 6);
  thin_out(marks.feet, 8000);
  Projection projection(360);
  constexpr double kCosine = 0.99984769515639127, kSine = 0.017452406437283512;  // 1 degree
  double cosine = 1, sine = 0, best_cosine = 1, best_sine = 0, best = 0, straight = 0;
  for (int degree = 0; degree <= 45; ++degree) {
    for (const double sign : {1.0, -1.0}) {
      std::vector<Spot> spots = marks.feet;
      for (Spot& spot : spots) {
        spot = {cosine * spot.x + sign * sine * spot.y, cosine * spot.y - sign * sine * spot.x};
      }
      const double value = std::max(projection.rows(spots, {}), projection.columns(spots, {}));
      if (degree <= 4) {
        straight = std::max(straight, value);
      }
      if (value > best) {
        best = value;
        best_cosine = cosine;
        best_sine = sign * sine;
      }
    }
    const double next = cosine * kCosine - sine * kSine;
    sine = cosine * kSine + sine * kCosine;
    cosine = next;
  }
  return best > straight * 1.15 ? turned(frame, best_cosine, best_sine) : frame;
}

// Letters of a word stand closer than lines: with small gaps closed, ink stretches along the text.
bool text_runs_down(const View& view) {
  const int longest = std::max(view.mask.width, view.mask.height);
  const int gap = std::max(3, longest / 230);
  Plane text = view.mask;
  for (const Ruling& ruling : find_rulings(view.flat, longest / 12, 70)) {
    erase_ruling(text, ruling, true);
  }
  for (const Ruling& ruling : find_rulings(transpose(view.flat), longest / 12, 70)) {
    erase_ruling(text, ruling, false);
  }
  erase_long_runs(text, longest / 25);
  text = transpose(text);
  erase_long_runs(text, longest / 25);
  erase_odd_pieces(text, 3, longest / 45);  // a watermark's letters run anywhere
  const double down = stretch_along_rows(text, gap);
  return down > stretch_along_rows(transpose(text), gap);
}

// Slope as a linear function of the level, from rulings; false if there are too few. What does not
// fit is no ruling of the table.
bool fit_rulings(const std::vector<Ruling>& rulings, double middle_along, double middle_across,
                 double unit, double& slope, double& change) {
  std::vector<Spot> points;  // level and slope
  for (const Ruling& ruling : rulings) {
    points.push_back({(ruling.at(middle_along) - middle_across) / unit, ruling.slope});
  }
  for (int round = 0; round < 3; ++round) {
    if (points.size() < 4) {
      return false;
    }
    std::vector<double> slopes;
    double x = 0, y = 0, xx = 0, xy = 0;
    const auto n = static_cast<double>(points.size());
    for (const Spot& point : points) {
      slopes.push_back(point.y);
      x += point.x / n;
      y += point.y / n;
      xx += point.x * point.x / n;
      xy += point.x * point.y / n;
    }
    const double spread = xx - x * x;
    change = spread > 0.01 ? (xy - x * y) / spread : 0;
    slope = y - change * x;
    if (round == 0) {
      // The first fit may be tilted by strangers: the median is not.
      std::nth_element(slopes.begin(), slopes.begin() + static_cast<std::ptrdiff_t>(n / 2),
                       slopes.end());
      slope = slopes[slopes.size() / 2];
      change = 0;
    }
    const double tolerance = round == 0 ? 0.02 : 0.003;
    const double fitted = slope, fitted_change = change;
    std::erase_if(points, [&](const Spot& point) {
      return std::fabs(point.y - fitted - fitted_change * point.x) > tolerance;
    });
  }
  return points.size() >= 4 && points.size() * 2 >= rulings.size();
}

// By the sharpness of projections: rotation first, since a scanner does nothing else; keystone
// where it clearly explains more.
Slopes slopes_of_text(const Plane& mask, bool sheet) {
  const double unit = std::max(mask.width, mask.height) / 2.0;
  const int gap = static_cast<int>(unit / 80);
  Marks marks = marks_of(mask, gap);
  thin_out(marks.feet, 12000);
  thin_out(marks.starts, 6000);
  thin_out(marks.stops, 6000);
  Projection projection(static_cast<int>(unit * 1.2));
  const auto rows = [&](const Slopes& tried) { return projection.rows(marks.feet, tried); };
  const auto columns = [&](const Slopes& tried) {
    return projection.columns(marks.starts, tried) + projection.columns(marks.stops, tried);
  };
  // Lines of wrapped cells lie half a line off: tilted, they seem to continue those beside. The
  // slope of single words cannot be mistaken.
  std::size_t words = 0;
  const double slope = slope_of_words(mask, gap, words);
  const bool sure = words >= 10 && std::fabs(slope) < 0.1;
  Slopes turn;
  turn.s0 = sure ? slope : 0;
  double unused = 0;
  const double plain_rows = rows({}), plain_columns = columns({});
  if (sheet) {
    climb(
        [&](double skew, double) {
          return rows({skew, 0, 0, 0});
        },
        sure ? 0.008 : 0.04, 0, turn.s0, unused);
  } else {
    climb(
        [&](double skew, double) {
          const Slopes tried{skew, 0, -skew, 0};
          return rows(tried) / plain_rows + columns(tried) / plain_columns;
        },
        sure ? 0.008 : 0.09, 0, turn.s0, unused);
    turn.t0 = -turn.s0;
  }
  Slopes slopes = turn;
  const double keystone = sheet ? 0.04 : 0.08;
  climb(
      [&](double skew, double change) {
        return rows({skew, change, slopes.t0, slopes.t1});
      },
      0.005, keystone, slopes.s0, slopes.s1);
  climb(
      [&](double skew, double change) {
        return columns({slopes.s0, slopes.s1, skew, change});
      },
      0.03, keystone, slopes.t0, slopes.t1);
  const double needed = sheet ? 1.0 : 1.15;
  const bool better =
      rows(slopes) > needed * rows(turn) || columns(slopes) > needed * columns(turn);
  return better ? slopes : turn;
}

Slopes slopes_of(const View& view, bool sheet) {
  Slopes slopes = slopes_of_text(view.mask, sheet);
  const double unit = std::max(view.flat.width, view.flat.height) / 2.0;
  const double middle_x = view.flat.width / 2.0, middle_y = view.flat.height / 2.0;
  double slope = 0, change = 0;
  const auto across = find_rulings(view.flat, view.flat.width / 4, 70);
  const bool rows_ruled = fit_rulings(across, middle_x, middle_y, unit, slope, change);
  if (rows_ruled) {
    slopes.s0 = slope;
    slopes.s1 = sheet || std::fabs(change) > 0.002 ? change : 0;
  }
  const auto down = find_rulings(transpose(view.flat), view.flat.height / 6, 88);
  if (fit_rulings(down, middle_y, middle_x, unit, slope, change)) {
    slopes.t0 = slope;
    slopes.t1 = sheet || std::fabs(change) > 0.002 ? change : 0;
  } else if (rows_ruled && !sheet && slopes.t1 == 0) {
    slopes.t0 = -slopes.s0;
  }
  return slopes;
}

// The frame in which rows and columns with the given slopes lie straight.
Frame straightened(const Frame& frame, const Slopes& slopes) {
  const double unit = unit_of(frame);
  Homography to_unit, straight;
  to_unit.m = {1 / unit, 0, -frame.width / (2 * unit), 0, 1 / unit, -frame.height / (2 * unit), 0,
               0,        1};
  straight.m = {1, -slopes.t0, 0, -slopes.s0, 1, 0, slopes.s1, slopes.t1, 1};
  const Homography back =
      to_unit.inverse().after(straight.inverse()).after(to_unit);  // straight pixel -> frame pixel
  return {frame.to_small.after(back), frame.width, frame.height};
}

Frame sheet_frame(const std::array<Spot, 4>& corners) {
  const auto distance = [](const Spot& a, const Spot& b) {
    return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
  };
  Frame frame;
  frame.width = static_cast<int>(
      std::max(distance(corners[0], corners[1]), distance(corners[3], corners[2])) + 0.5);
  frame.height = static_cast<int>(
      std::max(distance(corners[0], corners[3]), distance(corners[1], corners[2])) + 0.5);
  frame.to_small = rectangle_to(corners, frame.width, frame.height);
  return frame;
}

bool nearly_the_same(const Homography& map, int width, int height) {
  for (const double x : {0.0, width - 1.0}) {
    for (const double y : {0.0, height - 1.0}) {
      const Spot spot = map.map(x, y);
      if (std::fabs(spot.x - x) > 0.6 || std::fabs(spot.y - y) > 0.6) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

Rectification rectify(const Image& picture) {
  const int longest = static_cast<int>(std::max(picture.width, picture.height));
  const int factor = std::max(1, (longest + 1799) / 1800);
  const Plane small = reduce(picture, factor, Channel::red);
  const int coarse = std::max(1, (std::max(small.width, small.height) + 399) / 400);
  const Plane sheet_plane = reduce(reduce(picture, factor, Channel::darkest), coarse);
  Rectification result;
  Frame frame{{}, small.width, small.height};
  std::array<Spot, 4> corners;
  if (find_sheet(sheet_plane, corners)) {
    result.paper_found = true;
    for (Spot& corner : corners) {
      corner = {(corner.x + 0.5) * coarse - 0.5, (corner.y + 0.5) * coarse - 0.5};
    }
    frame = sheet_frame(corners);
  }
  View view = view_of(small, frame, result.paper_found);
  if (!result.paper_found) {
    const Frame other = coarsely_turned(frame, view.mask);
    if (other.width != frame.width || other.height != frame.height) {
      frame = other;
      view = view_of(small, frame, false);
    }
  }
  if (text_runs_down(view)) {
    frame = turned_quarter(frame);
    view = view_of(small, frame, result.paper_found);
  }
  frame = straightened(frame, slopes_of(view, result.paper_found));

  constexpr int kLongestUpright = 3600;
  const int upright = std::max(frame.width, frame.height) * factor;
  const double scale = upright > kLongestUpright ? double{kLongestUpright} / upright : 1.0;
  result.width = static_cast<int>(frame.width * factor * scale + 0.5);
  result.height = static_cast<int>(frame.height * factor * scale + 0.5);
  if (!result.paper_found && frame.width == small.width && frame.height == small.height &&
      scale == 1.0) {
    result.width = static_cast<int>(picture.width);
    result.height = static_cast<int>(picture.height);
  }
  // Pixel i of the small plane is the middle of the pixels factor * i ... of the picture.
  Homography to_frame, from_small;
  const double shrink = 1 / (factor * scale), grow = factor;
  to_frame.m = {shrink, 0, (shrink - 1) / 2, 0, shrink, (shrink - 1) / 2, 0, 0, 1};
  from_small.m = {grow, 0, (grow - 1) / 2, 0, grow, (grow - 1) / 2, 0, 0, 1};
  result.to_picture = from_small.after(frame.to_small).after(to_frame);
  if (nearly_the_same(result.to_picture, result.width, result.height)) {
    result.to_picture = Homography{};
  }
  return result;
}

}  // namespace zhun::ocr
