// The sheet of paper on a darker ground: four lines across which the picture gets brighter inwards
// over their whole length. Edges are weighed by contrast; a threshold fails where the shadow on the
// paper is as dark as the ground in the light.
#include <algorithm>
#include <cmath>

#include "ocr/layout_rectify.hpp"

namespace zhun::ocr {
namespace {

// Directed line: the points with nx * x + ny * y = offset; the paper lies on the side of (nx, ny).
struct Edge {
  double nx = 0, ny = 0, offset = 0;
  double votes = 0;
  bool border = false;  // the border of the picture itself: the sheet goes on beyond
};

constexpr int kDirections = 240;  // 1.5 degrees each

struct Directions {
  std::array<double, kDirections> x{}, y{};
  Directions() {
    // Rotation by a 240th of a turn, again and again: the same bits on every machine.
    constexpr double kCosine = 0.99965732497555726, kSine = 0.026176948307873149;
    double a = 1, b = 0;
    for (std::size_t i = 0; i < kDirections; ++i) {
      x[i] = a;
      y[i] = b;
      const double next = a * kCosine - b * kSine;
      b = a * kSine + b * kCosine;
      a = next;
    }
  }
};

struct Gradients {
  int width = 0, height = 0;
  std::vector<float> x, y;
};

Gradients gradients_of(const Plane& plane) {
  Gradients result;
  result.width = plane.width;
  result.height = plane.height;
  result.x.assign(plane.pixels.size(), 0);
  result.y.assign(plane.pixels.size(), 0);
  for (int y = 2; y + 2 < plane.height; ++y) {
    for (int x = 2; x + 2 < plane.width; ++x) {
      int gx = 0, gy = 0;
      for (int d = -1; d <= 1; ++d) {
        gx += plane.row(y + d)[x + 2] + plane.row(y + d)[x + 1] - plane.row(y + d)[x - 1] -
              plane.row(y + d)[x - 2];
        gy += plane.row(y + 2)[x + d] + plane.row(y + 1)[x + d] - plane.row(y - 1)[x + d] -
              plane.row(y - 2)[x + d];
      }
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(plane.width) +
                      static_cast<std::size_t>(x);
      result.x[at] = static_cast<float>(gx) / 6;
      result.y[at] = static_cast<float>(gy) / 6;
    }
  }
  return result;
}

// The strongest lines of the directed Hough transform.
std::vector<Edge> strongest_edges(const Gradients& gradients) {
  const Directions directions;
  const int reach = static_cast<int>(std::sqrt(static_cast<double>(
                        gradients.width * gradients.width + gradients.height * gradients.height))) +
                    2;
  const int offsets = 2 * reach;
  std::vector<float> votes(static_cast<std::size_t>(kDirections) *
                           static_cast<std::size_t>(offsets));
  for (int y = 0; y < gradients.height; ++y) {
    for (int x = 0; x < gradients.width; ++x) {
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(gradients.width) +
                      static_cast<std::size_t>(x);
      const double gx = gradients.x[at], gy = gradients.y[at];
      const double strength = std::sqrt(gx * gx + gy * gy);
      if (strength < 6) {
        continue;
      }
      for (std::size_t d = 0; d < kDirections; ++d) {
        if (gx * directions.x[d] + gy * directions.y[d] < 0.985 * strength) {
          continue;
        }
        const double offset = x * directions.x[d] + y * directions.y[d];
        const auto bin = static_cast<std::size_t>(offset + reach + 0.5);
        votes[d * static_cast<std::size_t>(offsets) + bin] +=
            static_cast<float>(std::min(strength, 40.0));
      }
    }
  }
  std::vector<Edge> edges;
  for (int round = 0; round < 48; ++round) {
    const auto best =
        static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
    const double value = votes[best];
    if (value < 8.0 * std::min(gradients.width, gradients.height) * 0.25) {
      break;
    }
    const int d = static_cast<int>(best) / offsets, bin = static_cast<int>(best) % offsets;
    const auto index = static_cast<std::size_t>(d);
    edges.push_back(
        {directions.x[index], directions.y[index], static_cast<double>(bin - reach), value, false});
    for (int dd = -3; dd <= 3; ++dd) {
      const auto near = static_cast<std::size_t>((d + dd + kDirections) % kDirections);
      for (int b = std::max(0, bin - 4); b <= std::min(offsets - 1, bin + 4); ++b) {
        votes[near * static_cast<std::size_t>(offsets) + static_cast<std::size_t>(b)] = 0;
      }
    }
  }
  return edges;
}

bool meet(const Edge& a, const Edge& b, Spot& spot) {
  const double determinant = a.nx * b.ny - a.ny * b.nx;
  if (std::fabs(determinant) < 0.5) {
    return false;
  }
  spot = {(a.offset * b.ny - b.offset * a.ny) / determinant,
          (a.nx * b.offset - b.nx * a.offset) / determinant};
  return true;
}

int pixel_at(const Plane& plane, double x, double y) {
  const int column = std::clamp(static_cast<int>(x + 0.5), 0, plane.width - 1);
  const int row = std::clamp(static_cast<int>(y + 0.5), 0, plane.height - 1);
  return plane.row(row)[column];
}

// The mean contrast, and which share of the side has any, between two corners.
struct Support {
  double contrast = 0, share = 0;
};

Support support_of(const Plane& plane, const Edge& edge, Spot from, Spot to) {
  constexpr int kSamples = 48;
  double sum = 0;
  int seen = 0;
  for (int i = 0; i < kSamples; ++i) {
    const double t = (i + 0.5) / kSamples;
    const double x = from.x + (to.x - from.x) * t, y = from.y + (to.y - from.y) * t;
    const int inside = pixel_at(plane, x + 3 * edge.nx, y + 3 * edge.ny);
    const int outside = pixel_at(plane, x - 3 * edge.nx, y - 3 * edge.ny);
    const int contrast = std::clamp(inside - outside, -30, 80);
    sum += contrast;
    seen += contrast >= 10 ? 1 : 0;
  }
  return {sum / kSamples, static_cast<double>(seen) / kSamples};
}

struct Sheet {
  std::array<Spot, 4> corners;
  double score = 0;
};

// Scores the quadrilateral of four edges, given in the order top, right, bottom, left.
void consider(const Plane& plane, const std::array<const Edge*, 4>& edges, Sheet& best) {
  std::array<Spot, 4> corners;
  for (std::size_t i = 0; i < 4; ++i) {
    Spot& corner = corners[(i + 1) % 4];
    if (!meet(*edges[i], *edges[(i + 1) % 4], corner)) {
      return;
    }
    const double slack_x = 0.06 * plane.width, slack_y = 0.06 * plane.height;
    if (corner.x < -slack_x || corner.y < -slack_y || corner.x > plane.width + slack_x ||
        corner.y > plane.height + slack_y) {
      return;
    }
  }
  double area = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Spot& a = corners[i];
    const Spot& b = corners[(i + 1) % 4];
    const Spot& c = corners[(i + 2) % 4];
    if ((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) <= 0) {
      return;  // not convex
    }
    area += a.x * b.y - b.x * a.y;
  }
  area /= 2;
  if (area < 0.2 * plane.width * plane.height) {
    return;
  }
  double score = 0;
  int real = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Spot& from = corners[i];
    const Spot& to = corners[(i + 1) % 4];
    const double length =
        std::sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));
    if (edges[i]->border) {
      score += 6 * length;
      continue;
    }
    const Support support = support_of(plane, *edges[i], from, to);
    if (support.share < 0.75 || support.contrast < 12) {
      return;
    }
    ++real;
    score += support.contrast * support.share * length;
  }
  if (real >= 2 && score > best.score) {
    best = {corners, score};
  }
}

// Moves each side to where the contrast is highest: the Hough bins are coarse.
void sharpen(const Plane& plane, std::array<Spot, 4>& corners) {
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < 8; ++i) {
      Spot& a = corners[i / 2];
      Spot& b = corners[(i / 2 + 1) % 4];
      const double dx = b.x - a.x, dy = b.y - a.y, length = std::sqrt(dx * dx + dy * dy);
      Spot& moved = i % 2 == 0 ? a : b;
      const Spot before = moved;
      Spot best = moved;
      double best_contrast = -1e9;
      for (int step = -8; step <= 8; ++step) {
        moved = {before.x - dy / length * step * 0.5, before.y + dx / length * step * 0.5};
        const double ex = b.x - a.x, ey = b.y - a.y, size = std::sqrt(ex * ex + ey * ey);
        const Edge edge{-ey / size, ex / size, 0, 0, false};
        const double contrast = support_of(plane, edge, a, b).contrast;
        if (contrast > best_contrast + 1e-9) {
          best_contrast = contrast;
          best = moved;
        }
      }
      moved = best_contrast < 12 ? before : best;
    }
  }
}

// The ground around a sheet is darker than the sheet: not so around a grey row of a table.
bool ground_is_darker(const Plane& plane, const std::array<Spot, 4>& corners) {
  double inside = 0, outside = 0;
  int inside_count = 0, outside_count = 0;
  for (int y = 1; y < plane.height; y += 3) {
    for (int x = 1; x < plane.width; x += 3) {
      bool in = true, near = false;
      for (std::size_t i = 0; i < 4; ++i) {
        const Spot& a = corners[i];
        const Spot& b = corners[(i + 1) % 4];
        const double cross = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
        in = in && cross > 0;
        near = near || std::fabs(cross) < 2 * (std::fabs(b.x - a.x) + std::fabs(b.y - a.y));
      }
      if (in) {
        inside += plane.row(y)[x];
        ++inside_count;
      } else if (!near) {
        outside += plane.row(y)[x];
        ++outside_count;
      }
    }
  }
  return inside_count > 0 && outside_count > 0 &&
         inside / inside_count > outside / outside_count + 20;
}

}  // namespace

bool find_sheet(const Plane& plane, std::array<Spot, 4>& corners) {
  if (plane.width < 40 || plane.height < 40) {
    return false;
  }
  std::vector<Edge> edges = strongest_edges(gradients_of(plane));
  edges.push_back({0, 1, 0, 0, true});
  edges.push_back({-1, 0, -(plane.width - 1.0), 0, true});
  edges.push_back({0, -1, -(plane.height - 1.0), 0, true});
  edges.push_back({1, 0, 0, 0, true});
  // A side is "top" if the paper lies below it, give or take 45 degrees.
  std::array<std::vector<const Edge*>, 4> sides;
  for (const Edge& edge : edges) {
    const bool upright = std::fabs(edge.ny) >= std::fabs(edge.nx);
    const std::size_t side = upright ? (edge.ny > 0 ? 0U : 2U) : (edge.nx < 0 ? 1U : 3U);
    if (edge.border || sides[side].size() < 9) {
      sides[side].push_back(&edge);
    }
  }
  Sheet best;
  for (const Edge* top : sides[0]) {
    for (const Edge* right : sides[1]) {
      for (const Edge* bottom : sides[2]) {
        for (const Edge* left : sides[3]) {
          consider(plane, {top, right, bottom, left}, best);
        }
      }
    }
  }
  if (best.score <= 0) {
    return false;
  }
  corners = best.corners;
  sharpen(plane, corners);
  return ground_is_darker(plane, corners);
}

}  // namespace zhun::ocr
