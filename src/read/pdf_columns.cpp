// Clusters of text and the names above them: names may stand left of, right of or over their cells.
#include "read/pdf_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace zhun::read {
namespace {

std::span<const PdfWord> words_of(const PdfText& text, const PdfLine& line) {
  return std::span(text.words).subspan(line.begin, line.end - line.begin);
}

bool is_digit_code(char32_t code) { return code >= '0' && code <= '9'; }

// Looks like an amount, a date or a number, without reading it.
bool is_numeric(const PdfText& text, const PdfWord& word) {
  const char32_t last = text.chars[word.first + word.count - 1].code;
  if (!is_digit_code(last)) return false;
  for (std::uint32_t i = 0; i < word.count; ++i) {
    const char32_t code = text.chars[word.first + i].code;
    const bool part = is_digit_code(code) || code == '.' || code == ',' || code == '-' ||
                      code == '+' || code == '/' || code == ':' || code == 0xA5 || code == 0xFFE5;
    if (!part) return false;
  }
  return true;
}

bool has_colon(const PdfText& text, const PdfWord& word) {
  constexpr char32_t kColon = 0xFF1A;
  const auto chars = std::span(text.chars).subspan(word.first, word.count);
  return std::any_of(chars.begin(), chars.end(), [](const PdfChar& c) { return c.code == kColon; });
}

// The line of a data row: at least two numbers among its words, and no label of a total.
bool is_data_line(const PdfText& text, const PdfLine& line) {
  int numbers = 0;
  for (const PdfWord& word : words_of(text, line)) {
    if (has_colon(text, word)) return false;
    numbers += is_numeric(text, word) ? 1 : 0;
  }
  return numbers >= 2;
}

// How many words of the table stand over each quarter of a point of the page's width.
constexpr float kSteps = 4;  // a point

struct Profile {
  std::vector<int> count;
  int data_lines = 0;
};

Profile profile_of(const PdfText& text, std::size_t begin, std::size_t end) {
  const auto width = static_cast<std::size_t>(std::max(1.0F, text.width) * kSteps) + 2;
  std::vector<int> change(width + 1);
  const auto at = [&](float x) {
    return static_cast<std::size_t>(std::clamp(x, 0.0F, static_cast<float>(width - 1)));
  };
  Profile profile;
  std::size_t first = end, last = begin;
  for (std::size_t l = begin; l < end; ++l) {
    if (!is_data_line(text, text.lines[l])) continue;
    first = std::min(first, l);
    last = l;
    profile.data_lines += 1;
  }
  for (std::size_t l = first; l <= last && l < end; ++l) {
    for (const PdfWord& word : words_of(text, text.lines[l])) {
      change[at(std::floor(word.box.left * kSteps))] += 1;
      change[at(std::ceil(word.box.right * kSteps))] -= 1;
    }
  }
  profile.count.resize(width);
  int now = 0;
  for (std::size_t x = 0; x < width; ++x) profile.count[x] = now += change[x];
  return profile;
}

struct Cluster {
  float left = 0, right = 0;
};

// What a few rows print across a gap does not close it.
std::vector<Cluster> clusters_of(const Profile& profile, float em) {
  const float blank = 0.1F * em;
  constexpr int kRowsToCross = 40;
  const int few = profile.data_lines / kRowsToCross;
  std::vector<Cluster> clusters;
  bool inside = false;
  for (std::size_t x = 0; x < profile.count.size(); ++x) {
    const bool filled = profile.count[x] > few;
    const float here = static_cast<float>(x) / kSteps;
    if (filled && !inside && (clusters.empty() || here - clusters.back().right > blank))
      clusters.push_back({here, here});
    if (filled) clusters.back().right = here + 1 / kSteps;
    inside = filled;
  }
  return clusters;
}

// Which name each cluster belongs to, in their order, at the least cost: distance up to a limit, a
// name without a cluster, a second cluster for one name.
std::vector<std::size_t> assign(const std::vector<Cluster>& clusters,
                                const std::vector<PdfBox>& names, float em) {
  constexpr float kNone = std::numeric_limits<float>::max() / 4;
  const float far = 2 * em, empty = 2.5F * em, again = 2.5F * em;
  const auto distance = [&](const Cluster& cluster, const PdfBox& name) {
    const float gap = std::max(name.left - cluster.right, cluster.left - name.right);
    return std::clamp(gap, 0.0F, far);
  };
  // least[c][n]: the first c + 1 clusters are given out, the last of them to name n.
  std::vector<std::vector<float>> least(clusters.size(), std::vector<float>(names.size(), kNone));
  std::vector<std::vector<std::size_t>> from(clusters.size(),
                                             std::vector<std::size_t>(names.size()));
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    for (std::size_t n = 0; n < names.size(); ++n) {
      const float own = distance(clusters[c], names[n]);
      if (c == 0) {
        least[c][n] = own + static_cast<float>(n) * empty;
        continue;
      }
      // Behind a gap like a blank between words the same cell goes on, unless the text stands under
      // a name of its own.
      const bool close = clusters[c].left - clusters[c - 1].right < 0.45F * em;
      const float apart = close ? 1.5F * em * std::min(1.0F, own / em) : 0;
      const float joined = close ? 0.3F * em : again + own;
      for (std::size_t before = 0; before <= n; ++before) {
        const float step =
            before == n ? joined : static_cast<float>(n - before - 1) * empty + own + apart;
        const float sum = least[c - 1][before] + step;
        if (sum >= least[c][n]) continue;
        least[c][n] = sum;
        from[c][n] = before;
      }
    }
  }
  std::vector<std::size_t> owner(clusters.size());
  if (clusters.empty()) return owner;
  float best = kNone;
  for (std::size_t n = 0; n < names.size(); ++n) {
    const float sum = least.back()[n] + static_cast<float>(names.size() - 1 - n) * empty;
    if (sum >= best) continue;
    best = sum;
    owner.back() = n;
  }
  for (std::size_t c = clusters.size() - 1; c > 0; --c) owner[c - 1] = from[c][owner[c]];
  return owner;
}

// Between two names over one cluster: where the fewest words stand.
float thinnest(const Profile& profile, float from, float to) {
  float best = (from + to) / 2;
  int fewest = std::numeric_limits<int>::max();
  std::size_t run = 0, best_run = 0;
  for (auto x = static_cast<std::size_t>(std::max(0.0F, from * kSteps));
       x < profile.count.size() && static_cast<float>(x) < to * kSteps; ++x) {
    run = x > 0 && profile.count[x] == profile.count[x - 1] ? run + 1 : 1;
    if (profile.count[x] > fewest || (profile.count[x] == fewest && run <= best_run)) continue;
    fewest = profile.count[x];
    best_run = run;
    best = (static_cast<float>(x) + 1 - static_cast<float>(run) / 2) / kSteps;
  }
  return best;
}

}  // namespace

std::vector<float> column_edges(const PdfText& text, const PdfHeader& header, std::size_t begin,
                                std::size_t end) {
  const Profile profile = profile_of(text, begin, end);
  const float em = begin < end ? text.lines[begin].em : 10;
  const auto clusters = clusters_of(profile, em);
  const auto& names = header.boxes;
  const auto owner = assign(clusters, names, em);
  std::vector<bool> filled(names.size());
  std::vector<Cluster> extent(names.size());
  for (std::size_t n = 0; n < names.size(); ++n) extent[n] = {names[n].left, names[n].right};
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    const std::size_t n = owner[c];
    if (!filled[n]) extent[n] = clusters[c];
    filled[n] = true;
    extent[n].right = clusters[c].right;
  }
  std::vector<float> edges = {0};
  for (std::size_t n = 0; n + 1 < names.size(); ++n) {
    // One cluster under both names: the text of two columns runs into each other.
    const bool swallowed =
        (filled[n] && !filled[n + 1] && extent[n].right > names[n + 1].middle_x()) ||
        (!filled[n] && filled[n + 1] && extent[n + 1].left < names[n].middle_x());
    float edge = (extent[n].right + extent[n + 1].left) / 2;
    if (swallowed)
      edge = thinnest(profile, names[n].middle_x(), names[n + 1].middle_x());
    else if (extent[n].right > extent[n + 1].left)
      edge = filled[n] ? extent[n].right : extent[n + 1].left;
    edges.push_back(std::max(edge, edges.back()));
  }
  edges.push_back(text.width + 1);
  return edges;
}

}  // namespace zhun::read
