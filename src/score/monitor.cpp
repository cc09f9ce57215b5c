// Monitoring a scorecard: how the distributions of its score and its characteristics have moved.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "score/coded_table.hpp"
#include "score/discrimination.hpp"
#include "score/pmml.hpp"

namespace zhun {

namespace {

struct Scored {
  std::vector<double> scores;
  // Of each characteristic: how many rows each attribute took.
  std::vector<std::vector<std::int64_t>> counts;
  std::optional<std::vector<std::uint8_t>> outcome;
  std::size_t without_score = 0;
};

Result<Scored> score_table(const pmml::Scorecard& card, const ColumnTable& table,
                           const SourceFile& file, const MonitorOptions& options) {
  Scored scored;
  for (const auto& characteristic : card.characteristics())
    scored.counts.emplace_back(characteristic.attributes.size());
  std::optional<std::size_t> target;
  if (!options.target.empty()) {
    target = table.find(options.target);
    if (target) scored.outcome.emplace();
  }
  std::vector<std::pair<std::string, std::size_t>> inputs;
  for (const auto& field : card.fields()) {
    const auto column = table.find(field);
    if (!column)
      return fail(ErrorCode::format, Place{file.name, 0, 0, 0, field},
                  "the table lacks a column that the scorecard uses");
    inputs.emplace_back(field, *column);
  }
  feel::Context context;
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (const auto& [name, column] : inputs) {
      const std::string_view cell = table.columns[column][row];
      context.set(name, is_missing_cell(cell) ? feel::Value() : feel::Value(cell));
    }
    const auto score = card.evaluate(context);
    if (!score) {
      ++scored.without_score;
      continue;
    }
    scored.scores.push_back(score->total.to_double());
    for (std::size_t c = 0; c < score->partials.size(); ++c)
      ++scored.counts[c][score->partials[c].attribute];
    if (target) scored.outcome->push_back(table.columns[*target][row] == options.bad ? 1 : 0);
  }
  return scored;
}

std::vector<double> shares_of(const std::vector<std::int64_t>& counts) {
  std::int64_t sum = 0;
  for (const auto count : counts) sum += count;
  std::vector<double> shares;
  for (const auto count : counts)
    shares.push_back(static_cast<double>(count) /
                     static_cast<double>(std::max<std::int64_t>(1, sum)));
  return shares;
}

MonitoredVariable compare_scores(const Scored& then, const Scored& now) {
  MonitoredVariable result;
  result.name = "score";
  const auto bounds = decile_bounds(then.scores);
  const auto shares_then = shares_between(then.scores, bounds);
  const auto shares_now = shares_between(now.scores, bounds);
  result.psi = stability_index(shares_then, shares_now);
  for (std::size_t i = 0; i < shares_then.size(); ++i) {
    const std::string low = i == 0 ? "-inf" : fmt::format("{:.6g}", bounds[i - 1]);
    const std::string high = i < bounds.size() ? fmt::format("{:.6g}", bounds[i]) : "inf";
    const double count = shares_now[i] * static_cast<double>(now.scores.size());
    result.bins.push_back(
        {"[" + low + ", " + high + ")", shares_then[i], shares_now[i], std::llround(count)});
  }
  return result;
}

MonitoredVariable compare_attributes(const pmml::Characteristic& characteristic,
                                     const std::vector<std::int64_t>& then,
                                     const std::vector<std::int64_t>& now) {
  MonitoredVariable result;
  result.name = characteristic.name;
  const auto shares_then = shares_of(then);
  const auto shares_now = shares_of(now);
  result.psi = stability_index(shares_then, shares_now);
  for (std::size_t i = 0; i < then.size(); ++i) {
    if (then[i] == 0 && now[i] == 0) continue;
    result.bins.push_back(
        {characteristic.attributes[i].words, shares_then[i], shares_now[i], now[i]});
  }
  return result;
}

}  // namespace

Result<ScorecardMonitor> monitor_scorecard(const SourceFile& card_file, const SourceFile& then_file,
                                           const SourceFile& now_file,
                                           const MonitorOptions& options) {
  const auto card = pmml::Scorecard::parse(card_file.bytes, card_file.name, options.limits);
  if (!card) return tl::unexpected(card.error());
  ScorecardMonitor monitor;
  std::vector<Scored> scored;
  for (const SourceFile* file : {&then_file, &now_file}) {
    const auto table = read_column_table(*file, options.limits);
    if (!table) return tl::unexpected(table.error());
    auto scores = score_table(*card, *table, *file, options);
    if (!scores) return tl::unexpected(scores.error());
    if (scores->scores.empty())
      return fail(ErrorCode::format, Place{file->name, 0, 0, 0, ""}, "no row has a score");
    if (scores->without_score > 0)
      monitor.notes.push_back(std::to_string(scores->without_score) + " rows of " + file->name +
                              " have no score");
    scored.push_back(std::move(*scores));
  }
  monitor.rows_then = scored[0].scores.size();
  monitor.rows_now = scored[1].scores.size();
  monitor.score = compare_scores(scored[0], scored[1]);
  const auto characteristics = card->characteristics();
  for (std::size_t c = 0; c < characteristics.size(); ++c)
    monitor.variables.push_back(
        compare_attributes(characteristics[c], scored[0].counts[c], scored[1].counts[c]));
  if (scored[0].outcome) monitor.then = discriminate(scored[0].scores, *scored[0].outcome);
  if (scored[1].outcome) monitor.now = discriminate(scored[1].scores, *scored[1].outcome);
  return monitor;
}

}  // namespace zhun
