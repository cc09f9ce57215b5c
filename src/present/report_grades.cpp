// Reading the scale of the score out of the policy; see report_grades.hpp.
#include "present/report_grades.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace zhun::report {
namespace {

// The first whole number in a cell such as "[640..680)" or ">= 680".
std::optional<int> first_number(std::string_view cell) {
  std::size_t i = 0;
  while (i < cell.size() && (cell[i] < '0' || cell[i] > '9')) ++i;
  if (i == cell.size()) return std::nullopt;
  int value = 0;
  for (; i < cell.size() && cell[i] >= '0' && cell[i] <= '9' && value < 100'000; ++i) {
    value = value * 10 + (cell[i] - '0');
  }
  return value;
}

std::string unquoted(std::string_view cell) {
  const std::size_t from = cell.find('"');
  const std::size_t to = cell.rfind('"');
  return from == to ? std::string(cell) : std::string(cell.substr(from + 1, to - from - 1));
}

// Bands of a table that has a column of the score and an output of one short word.
std::vector<ScoreBand> bands_of(const dmn::DecisionInfo& table, int low) {
  std::vector<ScoreBand> bands;
  const auto column =
      std::find_if(table.inputs.begin(), table.inputs.end(),
                   [](const dmn::Column& c) { return c.text.find("score") != std::string::npos; });
  if (column == table.inputs.end()) return bands;
  const auto index = static_cast<std::size_t>(column - table.inputs.begin());
  for (const auto& rule : table.rules) {
    if (index >= rule.inputs.size() || rule.outputs.empty()) continue;
    const std::string& test = rule.inputs[index];
    const bool catches_all =
        std::all_of(rule.inputs.begin(), rule.inputs.end(), [](const auto& c) { return c == "-"; });
    const std::optional<int> number = first_number(test);
    const std::string name = unquoted(rule.outputs.front());
    if ((!number && !catches_all) || name.empty() || name.size() > 3) continue;
    bands.push_back({name, !number || test.starts_with('<') ? low : *number});
  }
  std::stable_sort(bands.begin(), bands.end(),
                   [](const auto& a, const auto& b) { return a.from < b.from; });
  bands.erase(std::unique(bands.begin(), bands.end(),
                          [](const auto& a, const auto& b) {
                            return a.name == b.name || a.from == b.from;
                          }),
              bands.end());
  return bands;
}

void add_range(GradeScale& scale, const pmml::Scorecard& card) {
  Decimal low, high;
  for (const auto& characteristic : card.characteristics()) {
    if (characteristic.attributes.empty()) continue;
    Decimal least = characteristic.attributes.front().partial_score, most = least;
    for (const auto& attribute : characteristic.attributes) {
      least = std::min(least, attribute.partial_score);
      most = std::max(most, attribute.partial_score);
    }
    low += least;
    high += most;
  }
  scale.low += static_cast<int>(low.rounded(0).to_int64().value_or(0));
  scale.high += static_cast<int>(high.rounded(0).to_int64().value_or(0));
}

}  // namespace

GradeScale grade_scale(const Context& context) {
  const Score& score = context.assessment.score;
  GradeScale scale{{}, score.base, score.base};
  const PolicyPack* policy = context.policy;
  if (policy != nullptr) {
    const auto card = policy->scorecards.find(score.card);
    if (card != policy->scorecards.end()) add_range(scale, card->second);
  }
  if (scale.low == scale.high) {
    for (const auto& point : score.points) scale.high += std::max(point.points_max, 0);
    scale.low = std::min(scale.low, score.total);
  }
  if (policy != nullptr) {
    for (const auto& decision : policy->grade.decisions()) {
      if (decision.is_table && scale.bands.empty()) scale.bands = bands_of(decision, scale.low);
    }
  }
  scale.low = std::min(scale.low, score.total);
  scale.high = std::max(scale.high, score.total);
  // The lowest grade may be very wide: only as much of it is shown as lies next to the others.
  if (scale.bands.size() > 1) {
    const int span = std::max(scale.high - scale.bands[1].from, 60);
    scale.low = std::max(scale.low, std::min(score.total, scale.bands[1].from - span / 3));
    scale.bands.front().from = scale.low;
  } else if (scale.bands.empty()) {
    scale.bands.push_back(
        {std::to_string(scale.low) + "–" + std::to_string(scale.high), scale.low});
  }
  return scale;
}

}  // namespace zhun::report
