// Classing by dynamic programming over the fine classes.
//
// best[k][i][j]: the largest information value of the classes before j in k bins of which the last
// is [i, j). Where bins must follow a trend the bin before the last is looked up by its share of
// bad cases, among those that end at i, sorted by it.
#include "score/binning.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace zhun {

namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

double adjusted(std::int64_t count) { return count == 0 ? 0.5 : static_cast<double>(count); }

class Joiner {
 public:
  Joiner(std::span<const ClassCount> classes, const Totals& totals, const CoarseLimits& limits)
      : totals_(totals), limits_(limits), size_(classes.size()), sums_(classes.size() + 1) {
    for (std::size_t i = 0; i < size_; ++i) {
      sums_[i + 1].good = sums_[i].good + classes[i].good;
      sums_[i + 1].bad = sums_[i].bad + classes[i].bad;
    }
  }

  struct Answer {
    double value = kNever;  // less what the number of bins costs
    std::vector<std::size_t> ends;
  };

  Answer any() {
    // best[j]: of the classes before j in k bins.
    std::vector<double> best(size_ + 1, kNever);
    best[0] = 0;
    std::vector<std::vector<std::uint32_t>> from;
    Answer answer;
    fill_values();
    for (std::size_t k = 1; k <= limits_.bins_max; ++k) {
      std::vector<double> next(size_ + 1, kNever);
      auto& back = from.emplace_back(size_ + 1, 0);
      for (std::size_t j = k; j <= size_; ++j) {
        for (std::size_t i = k - 1; i < j; ++i) {
          const double value = best[i] + value_of(i, j);
          if (value > next[j]) {
            next[j] = value;
            back[j] = static_cast<std::uint32_t>(i);
          }
        }
      }
      consider(next[size_], k, from, answer);
      best = std::move(next);
    }
    return answer;
  }

  Answer with_trend(bool ascending) {
    fill_values();
    // of_last[i * (size + 1) + j]: the last bin is [i, j).
    const std::size_t width = size_ + 1;
    std::vector<double> best(width * width, kNever);
    std::vector<std::vector<std::uint32_t>> from;  // the begin of the bin before the last
    Answer answer;
    for (std::size_t k = 1; k <= limits_.bins_max; ++k) {
      std::vector<double> next(width * width, kNever);
      auto& back = from.emplace_back(width * width, 0);
      if (k == 1) {
        for (std::size_t j = 1; j <= size_; ++j) next[j] = value_of(0, j);
      } else {
        for (std::size_t i = 1; i < size_; ++i) extend(i, best, ascending, next, back);
      }
      consider_last(next, k, from, answer);
      best = std::move(next);
    }
    return answer;
  }

 private:
  [[nodiscard]] ClassCount count_of(std::size_t i, std::size_t j) const {
    return {sums_[j].good - sums_[i].good, sums_[j].bad - sums_[i].bad};
  }
  [[nodiscard]] double rate_of(std::size_t i, std::size_t j) const {
    const ClassCount bin = count_of(i, j);
    return static_cast<double>(bin.bad) /
           static_cast<double>(std::max<std::int64_t>(1, bin.count()));
  }
  void fill_values() {
    if (!values_.empty()) return;
    values_.assign((size_ + 1) * (size_ + 1), kNever);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = i + 1; j <= size_; ++j) {
        const ClassCount bin = count_of(i, j);
        if (bin.good < 1 || bin.bad < 1 || bin.count() < limits_.count_min) continue;
        values_[i * (size_ + 1) + j] = information_value(bin, totals_);
      }
    }
  }
  [[nodiscard]] double value_of(std::size_t i, std::size_t j) const {
    return values_[i * (size_ + 1) + j];
  }

  // All bins [i, j) after the bins [h, i) that the trend lets come before.
  void extend(std::size_t i, const std::vector<double>& best, bool ascending,
              std::vector<double>& next, std::vector<std::uint32_t>& back) const {
    struct Before {
      double rate, value;
      std::uint32_t begin;
    };
    const std::size_t width = size_ + 1;
    std::vector<Before> before;
    for (std::size_t h = 0; h < i; ++h) {
      const double value = best[h * width + i];
      if (value == kNever) continue;
      const double rate = ascending ? rate_of(h, i) : -rate_of(h, i);
      before.push_back({rate, value, static_cast<std::uint32_t>(h)});
    }
    if (before.empty()) return;
    std::sort(before.begin(), before.end(),
              [](const Before& a, const Before& b) { return a.rate < b.rate; });
    for (std::size_t k = 1; k < before.size(); ++k) {  // the best of all up to it
      if (before[k - 1].value >= before[k].value) {
        before[k].value = before[k - 1].value;
        before[k].begin = before[k - 1].begin;
      }
    }
    for (std::size_t j = i + 1; j <= size_; ++j) {
      const double own = value_of(i, j);
      if (own == kNever) continue;
      const double rate = ascending ? rate_of(i, j) : -rate_of(i, j);
      const auto after =
          std::upper_bound(before.begin(), before.end(), rate,
                           [](double limit, const Before& b) { return limit < b.rate; });
      if (after == before.begin()) continue;
      next[i * width + j] = (after - 1)->value + own;
      back[i * width + j] = (after - 1)->begin;
    }
  }

  void consider(double value, std::size_t bins, const std::vector<std::vector<std::uint32_t>>& from,
                Answer& answer) const {
    const double net = value - limits_.gain_min * static_cast<double>(bins);
    if (value == kNever || net <= answer.value) return;
    answer.value = net;
    answer.ends.assign(bins, 0);
    std::size_t end = size_;
    for (std::size_t k = bins; k-- > 0;) {
      answer.ends[k] = end;
      end = from[k][end];
    }
  }

  void consider_last(const std::vector<double>& values, std::size_t bins,
                     const std::vector<std::vector<std::uint32_t>>& from, Answer& answer) const {
    const std::size_t width = size_ + 1;
    for (std::size_t i = 0; i < size_; ++i) {
      const double value = values[i * width + size_];
      const double net = value - limits_.gain_min * static_cast<double>(bins);
      if (value == kNever || net <= answer.value) continue;
      answer.value = net;
      answer.ends.assign(bins, 0);
      std::size_t begin = i;
      std::size_t end = size_;
      for (std::size_t k = bins; k-- > 0;) {
        answer.ends[k] = end;
        const std::size_t before = from[k][begin * width + end];
        end = begin;
        begin = before;
      }
    }
  }

  Totals totals_;
  CoarseLimits limits_;
  std::size_t size_;
  std::vector<ClassCount> sums_;
  std::vector<double> values_;
};

}  // namespace

double weight_of_evidence(const ClassCount& bin, const Totals& totals) {
  return std::log((adjusted(bin.bad) / adjusted(totals.bad)) /
                  (adjusted(bin.good) / adjusted(totals.good)));
}

double information_value(const ClassCount& bin, const Totals& totals) {
  const double bad = adjusted(bin.bad) / adjusted(totals.bad);
  const double good = adjusted(bin.good) / adjusted(totals.good);
  return (bad - good) * std::log(bad / good);
}

std::vector<std::size_t> join_classes(std::span<const ClassCount> classes, const Totals& totals,
                                      const CoarseLimits& limits) {
  if (classes.empty()) return {};
  Joiner joiner(classes, totals, limits);
  Joiner::Answer answer;
  if (limits.trend == Trend::any) {
    answer = joiner.any();
  } else {
    if (limits.trend != Trend::descending) answer = joiner.with_trend(true);
    if (limits.trend != Trend::ascending) {
      auto falling = joiner.with_trend(false);
      if (falling.value > answer.value) answer = std::move(falling);
    }
  }
  if (answer.ends.empty()) answer.ends = {classes.size()};
  return answer.ends;
}

}  // namespace zhun
