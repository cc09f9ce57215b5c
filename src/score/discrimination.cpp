// Discrimination: AUC by ranks, KS, bands of tenths, and the population stability index.
#include "score/discrimination.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zhun {

namespace {

struct Case {
  double score;
  std::uint8_t bad;
};

std::vector<ScoreBand> bands_of(const std::vector<Case>& cases) {
  std::vector<ScoreBand> bands;
  const std::size_t count = std::min<std::size_t>(10, cases.size());
  std::size_t begin = 0;
  for (std::size_t band = 1; band <= count && begin < cases.size(); ++band) {
    std::size_t end = band * cases.size() / count;
    // Equal scores stand in one band.
    while (end < cases.size() && end > begin && cases[end].score == cases[end - 1].score) ++end;
    if (end <= begin) continue;
    ScoreBand next{cases[begin].score, cases[end - 1].score, 0, 0};
    for (; begin < end; ++begin) (cases[begin].bad != 0 ? next.bad : next.good) += 1;
    bands.push_back(next);
  }
  return bands;
}

}  // namespace

Discrimination discriminate(std::span<const double> scores, std::span<const std::uint8_t> outcome) {
  std::vector<Case> cases(scores.size());
  Discrimination result;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    cases[i] = {scores[i], outcome[i]};
    (outcome[i] != 0 ? result.bad : result.good) += 1;
  }
  if (result.good == 0 || result.bad == 0) return result;
  std::sort(cases.begin(), cases.end(),
            [](const Case& a, const Case& b) { return a.score < b.score; });
  const auto good = static_cast<double>(result.good);
  const auto bad = static_cast<double>(result.bad);
  double bad_before = 0, good_before = 0, pairs = 0;
  for (std::size_t begin = 0; begin < cases.size();) {
    std::size_t end = begin;
    double bad_here = 0, good_here = 0;
    for (; end < cases.size() && cases[end].score == cases[begin].score; ++end)
      (cases[end].bad != 0 ? bad_here : good_here) += 1;
    pairs += good_here * (bad_before + bad_here / 2);
    bad_before += bad_here;
    good_before += good_here;
    result.ks = std::max(result.ks, std::fabs(bad_before / bad - good_before / good));
    begin = end;
  }
  result.auc = pairs / (good * bad);
  result.gini = 2 * result.auc - 1;
  result.bands = bands_of(cases);
  const std::size_t quantiles = std::min<std::size_t>(1000, cases.size());
  for (std::size_t q = 0; q < quantiles; ++q)
    result.scores_sorted.push_back(cases[q * cases.size() / quantiles].score);
  return result;
}

double stability_index(std::span<const double> shares_then, std::span<const double> shares_now) {
  double sum = 0;
  for (std::size_t i = 0; i < shares_then.size() && i < shares_now.size(); ++i) {
    const double then = std::max(shares_then[i], 1e-6);
    const double now = std::max(shares_now[i], 1e-6);
    if (shares_then[i] == 0 && shares_now[i] == 0) continue;
    sum += (now - then) * std::log(now / then);
  }
  return sum;
}

std::vector<double> decile_bounds(std::vector<double> scores) {
  std::vector<double> bounds;
  if (scores.empty()) return bounds;
  std::sort(scores.begin(), scores.end());
  for (std::size_t k = 1; k < 10; ++k) {
    // Between two ranks as numpy's quantile does.
    const double position = static_cast<double>(k) / 10 * static_cast<double>(scores.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, scores.size() - 1);
    const double part = position - static_cast<double>(below);
    const double bound = scores[below] + part * (scores[above] - scores[below]);
    if (bounds.empty() || bound > bounds.back()) bounds.push_back(bound);
  }
  return bounds;
}

std::vector<double> shares_between(std::span<const double> scores,
                                   const std::vector<double>& bounds) {
  std::vector<double> shares(bounds.size() + 1);
  for (const double score : scores) {
    const auto at = std::upper_bound(bounds.begin(), bounds.end(), score);
    shares[static_cast<std::size_t>(at - bounds.begin())] += 1;
  }
  for (double& share : shares)
    share /= static_cast<double>(std::max<std::size_t>(1, scores.size()));
  return shares;
}

}  // namespace zhun
