// Edges from ruling lines: see the header.
#include "read/pdf_rules.hpp"

#include <algorithm>

namespace zhun::read {
namespace {

constexpr float kSamePlace = 2;  // points

}  // namespace

std::vector<float> PageRules::column_edges(float y) const {
  std::vector<float> edges;
  for (const PdfRule& rule : text_->vertical) {
    if (rule.from > y || rule.to < y) continue;
    if (edges.empty() || rule.at - edges.back() > kSamePlace) edges.push_back(rule.at);
  }
  return edges;
}

std::vector<float> PageRules::row_edges(float top, float bottom, float left, float right) const {
  std::vector<float> edges;
  const auto& rules = text_->horizontal;
  const auto first = std::lower_bound(rules.begin(), rules.end(), top,
                                      [](const PdfRule& rule, float y) { return rule.at < y; });
  for (auto begin = first; begin != rules.end() && begin->at <= bottom;) {
    // Pieces at about one height are one line.
    auto end = begin;
    float covered = 0, reached = left;
    for (; end != rules.end() && end->at - begin->at <= kSamePlace; ++end) {
      const float from = std::max(end->from, left), to = std::min(end->to, right);
      if (to <= reached) continue;
      covered += to - std::max(from, reached);
      reached = to;
    }
    constexpr float kMost = 0.6F;
    if (covered >= kMost * (right - left)) edges.push_back(begin->at);
    begin = end;
  }
  return edges;
}

bool PageRules::is_parted(float upper, float lower, float left, float right) const {
  return !row_edges(upper, lower, left, right).empty();
}

}  // namespace zhun::read
