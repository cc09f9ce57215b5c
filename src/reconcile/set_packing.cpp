// Belief propagation in odds instead of logarithms: a round costs some multiplications a member.
#include "reconcile/set_packing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zhun::reconcile {
namespace {

// Which sets hold each item: positions in Sets::items.
struct Holders {
  std::vector<std::uint32_t> begin, members;

  explicit Holders(const Sets& sets) : begin(sets.item_count + 1), members(sets.items.size()) {
    for (const std::uint32_t item : sets.items) ++begin[item + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<std::uint32_t> end(begin.begin(), begin.end() - 1);
    for (std::uint32_t at = 0; at < sets.items.size(); ++at) members[end[sets.items[at]]++] = at;
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t item) const {
    return std::span(members).subspan(begin[item], begin[item + 1] - begin[item]);
  }
};

std::vector<std::uint32_t> set_of_member(const Sets& sets) {
  std::vector<std::uint32_t> out(sets.items.size());
  for (std::uint32_t set = 0; set < sets.size(); ++set)
    std::fill(out.begin() + sets.begin[set], out.begin() + sets.begin[set + 1], set);
  return out;
}

class Beliefs {
 public:
  Beliefs(const Sets& sets, std::span<const float> weights)
      : sets_(sets),
        holders_(sets),
        set_of_(set_of_member(sets)),
        odds_(weights.size()),
        leave_(sets.items.size(), 1),
        restless_(sets.item_count, true) {
    for (std::size_t i = 0; i < weights.size(); ++i)
      odds_[i] = std::exp(std::clamp(static_cast<double>(weights[i]), -kLogMax, kLogMax));
  }

  Chances run(std::uint32_t rounds_max, Watch* watch) {
    Chances out;
    bool any = true;
    for (std::uint32_t round = 0; any && round < rounds_max; ++round) {
      any = false;
      for (std::uint32_t item = 0; item < sets_.item_count; ++item) {
        if (!restless_[item]) continue;
        keep_on(watch, 1 + holders_.of(item).size() / 16);
        restless_[item] = false;
        any = tell(item) || any;
      }
    }
    out.settled = !any;
    for (const double odds : odds_) out.of.push_back(static_cast<float>(odds / (1 + odds)));
    return out;
  }

 private:
  static constexpr double kLogMax = 60, kLeast = 1e-30;
  static constexpr double kNews = 0.02;  // relative change that others must hear of

  // Tells each set of the item what taking it from the others and from nobody costs.
  bool tell(std::uint32_t item) {
    const auto members = holders_.of(item);
    wanted_.resize(members.size());
    double sum = 1, most = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
      wanted_[i] = odds_[set_of_[members[i]]] / leave_[members[i]];
      sum += wanted_[i];
      most = std::max(most, wanted_[i]);
    }
    bool news = false;
    for (std::size_t i = 0; i < members.size(); ++i) {
      double others = sum - wanted_[i];
      if (wanted_[i] == most && most * 2 > sum) others = sum_without(i);
      const double leave = std::max(1 / others, kLeast);
      double& before = leave_[members[i]];
      const double change = leave / before;
      before = leave;
      odds_[set_of_[members[i]]] *= change;
      if (change > 1 + kNews || change < 1 - kNews)
        news = spread(set_of_[members[i]], item) || news;
    }
    return news;
  }

  [[nodiscard]] double sum_without(std::size_t one) const {
    double sum = 1;
    for (std::size_t i = 0; i < wanted_.size(); ++i)
      if (i != one) sum += wanted_[i];
    return sum;
  }

  bool spread(std::uint32_t set, std::uint32_t from) {
    bool any = false;
    for (const std::uint32_t item : sets_.of(set)) {
      if (item == from) continue;
      restless_[item] = true;
      any = true;
    }
    return any;
  }

  const Sets& sets_;
  const Holders holders_;
  const std::vector<std::uint32_t> set_of_;
  std::vector<double> odds_;    // of each set, all that its items said included
  std::vector<double> leave_;   // what each member's item said last
  std::vector<char> restless_;  // items of which a set has heard something new
  std::vector<double> wanted_;  // of the item at hand
};

class Packer {
 public:
  Packer(const Sets& sets, std::span<const float> values)
      : sets_(sets),
        values_(values),
        holders_(sets),
        set_of_(set_of_member(sets)),
        holder_(sets.item_count, kNone),
        order_(values.size()),
        steps_left_(kStepsOfMember * static_cast<std::int64_t>(sets.items.size())) {
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return values_[a] > values_[b]; });
  }

  std::vector<std::uint32_t> run(Watch* watch) {
    for (const std::uint32_t set : order_)
      if (is_open(set)) put(set, set);
    bool gained = true;
    while (gained && steps_left_ > 0) {
      gained = false;
      for (const std::uint32_t set : order_) {
        keep_on(watch);
        gained = (steps_left_ > 0 && exchange(set)) || gained;
      }
    }
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t set = 0; set < sets_.size(); ++set)
      if (!sets_.of(set).empty() && holder_[sets_.of(set).front()] == set) chosen.push_back(set);
    return chosen;
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::int64_t kStepsOfMember = 32;
  static constexpr float kTie = 1e-6F;

  [[nodiscard]] bool is_open(std::uint32_t set) const {
    const auto own = sets_.of(set);
    return std::all_of(own.begin(), own.end(),
                       [&](std::uint32_t item) { return holder_[item] == kNone; });
  }
  void put(std::uint32_t set, std::uint32_t holder) {
    for (const std::uint32_t item : sets_.of(set)) holder_[item] = holder;
  }

  // A set comes in for those in its way, and what becomes free is filled up again, if that gains.
  bool exchange(std::uint32_t set) {
    if (sets_.of(set).empty() || holder_[sets_.of(set).front()] == set) return false;
    --steps_left_;
    out_.clear();
    in_.assign(1, set);
    float gain = values_[set];
    for (const std::uint32_t item : sets_.of(set)) {
      const std::uint32_t other = holder_[item];
      if (other == kNone || std::find(out_.begin(), out_.end(), other) != out_.end()) continue;
      out_.push_back(other);
      gain -= values_[other];
    }
    for (const std::uint32_t other : out_) put(other, kNone);
    put(set, set);
    for (const std::uint32_t other : out_) gain += refill(other);
    if (gain > kTie) return true;
    for (const std::uint32_t other : in_) put(other, kNone);
    for (const std::uint32_t other : out_) put(other, other);
    return false;
  }

  float refill(std::uint32_t gone) {
    float gain = 0;
    for (const std::uint32_t item : sets_.of(gone)) {
      if (holder_[item] != kNone) continue;
      std::uint32_t best = kNone;
      steps_left_ -= static_cast<std::int64_t>(holders_.of(item).size());
      for (const std::uint32_t member : holders_.of(item)) {
        const std::uint32_t set = set_of_[member];
        if (set != gone && (best == kNone || values_[set] > values_[best]) && is_open(set))
          best = set;
      }
      if (best == kNone) continue;
      gain += values_[best];
      in_.push_back(best);
      put(best, best);
    }
    return gain;
  }

  const Sets& sets_;
  std::span<const float> values_;
  const Holders holders_;
  const std::vector<std::uint32_t> set_of_;
  std::vector<std::uint32_t> holder_;  // the chosen set of each item
  std::vector<std::uint32_t> order_;   // sets, the greatest value first
  std::int64_t steps_left_;            // of exchanges
  std::vector<std::uint32_t> in_, out_;
};

}  // namespace

Chances set_chances(const Sets& sets, std::span<const float> weights, std::uint32_t rounds_max,
                    Watch* watch) {
  return Beliefs(sets, weights).run(rounds_max, watch);
}

std::vector<std::uint32_t> pack_sets(const Sets& sets, std::span<const float> values,
                                     Watch* watch) {
  return Packer(sets, values).run(watch);
}

}  // namespace zhun::reconcile
