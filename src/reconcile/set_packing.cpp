// Branch and bound over the groups of sets that share items.
#include "reconcile/set_packing.hpp"

#include <algorithm>
#include <numeric>

namespace zhun::reconcile {
namespace {

constexpr double kTie = 1e-9;
// Up to here every margin is searched for; in greater groups a neighbouring packing must do.
constexpr std::size_t kMarginsMax = 48;

class Groups {
 public:
  explicit Groups(std::uint32_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t find(std::uint32_t item) {
    while (parent_[item] != item) {
      parent_[item] = parent_[parent_[item]];
      item = parent_[item];
    }
    return item;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

// One group: its sets by weight, the heaviest first, its items renumbered.
class Group {
 public:
  Group(std::span<const WeightedSet> sets, std::vector<std::uint32_t> members,
        std::vector<std::uint32_t>& number_of_item, Watch* watch)
      : watch_(watch), members_(std::move(members)) {
    std::sort(members_.begin(), members_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return sets[a].weight != sets[b].weight ? sets[a].weight > sets[b].weight : a < b;
    });
    std::uint32_t items = 0;
    std::vector<std::uint32_t> seen;
    for (const std::uint32_t member : members_) {
      weights_.push_back(sets[member].weight);
      signatures_.push_back(sets[member].signature);
      std::vector<std::uint32_t> own;
      for (const std::uint32_t item : sets[member].items) {
        if (number_of_item[item] == 0) {
          number_of_item[item] = ++items;
          seen.push_back(item);
        }
        own.push_back(number_of_item[item] - 1);
      }
      items_.push_back(std::move(own));
    }
    for (const std::uint32_t item : seen) number_of_item[item] = 0;
    taken_.assign(items, 0);
    sets_of_item_.resize(items);
    for (std::uint32_t i = 0; i < items_.size(); ++i)
      for (const std::uint32_t item : items_[i]) sets_of_item_[item].push_back(i);
  }

  [[nodiscard]] const std::vector<std::uint32_t>& members() const { return members_; }

  // The best packing that leaves `forbidden` out (npos: none). Positions in members(), ascending.
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::vector<std::uint32_t> solve(std::uint32_t forbidden, std::int64_t work_max) {
    forbidden_ = forbidden;
    work_left_ = work_max;
    best_ = improved(greedy());
    best_weight_ = weight_of(best_);
    std::fill(taken_.begin(), taken_.end(), 0);
    current_.clear();
    search(0, 0);
    exact_ = work_left_ > 0;
    std::sort(best_.begin(), best_.end());
    return best_;
  }
  [[nodiscard]] double best_weight() const { return best_weight_; }
  [[nodiscard]] bool exact() const { return exact_; }
  // What the sets at these positions mean, as a sorted list.
  [[nodiscard]] std::vector<std::uint64_t> meaning(const std::vector<std::uint32_t>& chosen) const {
    std::vector<std::uint64_t> all;
    for (const std::uint32_t i : chosen) all.push_back(signatures_[i]);
    std::sort(all.begin(), all.end());
    return all;
  }

  // The heaviest set that could stand in the place of a chosen one with all others kept.
  [[nodiscard]] std::uint32_t substitute(const std::vector<std::uint32_t>& chosen,
                                         std::uint32_t position) {
    std::fill(taken_.begin(), taken_.end(), 0);
    for (const std::uint32_t other : chosen)
      if (other != position) mark(other, 1);
    std::uint32_t best = kNone;
    for (const std::uint32_t item : items_[position]) {
      for (const std::uint32_t other : sets_of_item_[item]) {
        if (other != position && other < best && is_free(other)) best = other;
      }
    }
    return best;
  }
  [[nodiscard]] double weight(std::uint32_t position) const { return weights_[position]; }
  [[nodiscard]] std::uint64_t signature(std::uint32_t position) const {
    return signatures_[position];
  }

 private:
  [[nodiscard]] double weight_of(const std::vector<std::uint32_t>& chosen) const {
    double sum = 0;
    for (const std::uint32_t i : chosen) sum += weights_[i];
    return sum;
  }
  [[nodiscard]] bool is_free(std::uint32_t set) const {
    return std::all_of(items_[set].begin(), items_[set].end(),
                       [&](std::uint32_t item) { return taken_[item] == 0; });
  }
  void mark(std::uint32_t set, std::uint8_t value) {
    for (const std::uint32_t item : items_[set]) taken_[item] = value;
  }

  std::vector<std::uint32_t> greedy() {
    std::fill(taken_.begin(), taken_.end(), 0);
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
      if (i == forbidden_ || !is_free(i)) continue;
      mark(i, 1);
      chosen.push_back(i);
    }
    return chosen;
  }

  // Exchanges: a set comes in for those in its way, and what becomes free is filled up again; as
  // long as that gains.
  std::vector<std::uint32_t> improved(const std::vector<std::uint32_t>& start) {
    holder_.assign(taken_.size(), kNone);
    const auto put = [&](std::uint32_t set, std::uint32_t holder) {
      for (const std::uint32_t item : items_[set]) holder_[item] = holder;
    };
    for (const std::uint32_t set : start) put(set, set);
    const auto is_open = [&](std::uint32_t set) {
      return std::all_of(items_[set].begin(), items_[set].end(),
                         [&](std::uint32_t item) { return holder_[item] == kNone; });
    };
    for (bool gained = true; gained && work_left_ > 0;) {
      gained = false;
      for (std::uint32_t set = 0; set < items_.size() && work_left_ > 0; ++set) {
        keep_on(watch_);
        if (set == forbidden_ || holder_[items_[set].front()] == set) continue;
        std::vector<std::uint32_t> out, in = {set};
        for (const std::uint32_t item : items_[set])
          if (holder_[item] != kNone) out.push_back(holder_[item]);
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        double gain = weights_[set];
        for (const std::uint32_t other : out) {
          gain -= weights_[other];
          put(other, kNone);
        }
        put(set, set);
        for (const std::uint32_t other : out) refill(other, gain, in, is_open, put);
        --work_left_;
        if (gain > kTie) {
          gained = true;
          continue;
        }
        for (const std::uint32_t other : in) put(other, kNone);
        for (const std::uint32_t other : out) put(other, other);
      }
    }
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t set = 0; set < items_.size(); ++set)
      if (holder_[items_[set].front()] == set) chosen.push_back(set);
    return chosen;
  }

  // Fills the items that `gone` has left, the heaviest first.
  template <typename IsOpen, typename Put>
  void refill(std::uint32_t gone, double& gain, std::vector<std::uint32_t>& in, IsOpen is_open,
              Put put) {
    for (const std::uint32_t item : items_[gone]) {
      work_left_ -= 1 + static_cast<std::int64_t>(sets_of_item_[item].size()) / 16;
      for (const std::uint32_t set : sets_of_item_[item]) {
        if (holder_[item] != kNone) break;
        if (set == forbidden_ || set == gone || !is_open(set)) continue;
        gain += weights_[set];
        in.push_back(set);
        put(set, set);
      }
    }
  }

  // What the sets from `from` on can add at most: every free item carries the greatest share of a
  // set that has it, and a set counts where its share is carried by its first free item.
  [[nodiscard]] double bound(std::uint32_t from) {
    share_.assign(taken_.size(), 0);
    for (std::uint32_t i = from; i < items_.size(); ++i) {
      if (i == forbidden_ || !is_free(i)) continue;
      const double share = weights_[i] / static_cast<double>(items_[i].size());
      for (const std::uint32_t item : items_[i]) share_[item] = std::max(share_[item], share);
    }
    return std::accumulate(share_.begin(), share_.end(), 0.0);
  }

  // Takes the heaviest set that is still possible, then leaves it and goes on with the next.
  void search(std::uint32_t from, double weight) {
    for (;; ++from) {
      work_left_ -= 1 + static_cast<std::int64_t>(items_.size() - from) / 16;
      keep_on(watch_, 1 + (items_.size() - from) / 16);
      if (work_left_ <= 0) return;
      while (from < items_.size() && (from == forbidden_ || !is_free(from))) ++from;
      if (weight > best_weight_ + kTie) {
        best_weight_ = weight;
        best_ = current_;
      }
      if (from == items_.size() || weight + bound(from) <= best_weight_ + kTie) return;
      mark(from, 1);
      current_.push_back(from);
      search(from + 1, weight + weights_[from]);
      current_.pop_back();
      mark(from, 0);
      // Leaving it only helps if something that it excludes is taken instead.
      if (!blocks_anything(from)) return;
    }
  }

  [[nodiscard]] bool blocks_anything(std::uint32_t set) const {
    for (const std::uint32_t item : items_[set]) {
      for (const std::uint32_t other : sets_of_item_[item]) {
        if (other > set && other != forbidden_ && is_free(other)) return true;
      }
    }
    return false;
  }

  Watch* watch_;
  std::vector<std::uint32_t> members_;
  std::vector<double> weights_;
  std::vector<std::uint64_t> signatures_;
  std::vector<std::vector<std::uint32_t>> items_, sets_of_item_;
  std::vector<std::uint8_t> taken_;
  std::vector<double> share_;
  std::vector<std::uint32_t> holder_;  // the chosen set of each item
  std::uint32_t forbidden_ = kNone;
  std::int64_t work_left_ = 0;
  std::vector<std::uint32_t> current_, best_;
  double best_weight_ = 0;
  bool exact_ = true;
};

}  // namespace

Packing pack_sets(std::span<const WeightedSet> sets, std::uint32_t item_count,
                  std::uint32_t work_max, Watch* watch) {
  Groups groups(item_count);
  for (const WeightedSet& set : sets)
    for (const std::uint32_t item : set.items) groups.join(set.items.front(), item);
  std::vector<std::vector<std::uint32_t>> members(item_count);
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    if (!sets[i].items.empty()) members[groups.find(sets[i].items.front())].push_back(i);
  }
  Packing out;
  std::vector<std::uint32_t> number_of_item(item_count, 0);
  for (auto& own : members) {
    if (own.empty()) continue;
    keep_on(watch, own.size());
    Group group(sets, std::move(own), number_of_item, watch);
    const std::vector<std::uint32_t> best = group.solve(Group::kNone, work_max);
    const double weight = group.best_weight();
    const std::vector<std::uint64_t> meaning = group.meaning(best);
    out.exact = out.exact && group.exact();
    for (const std::uint32_t position : best) {
      ChosenSet chosen{group.members()[position], 0, false};
      if (best.size() <= kMarginsMax) {
        const auto share = std::max<std::int64_t>(work_max / 8, 500);
        const std::vector<std::uint32_t> other = group.solve(position, share);
        chosen.margin = weight - group.best_weight();
        chosen.equivalent = group.meaning(other) == meaning;
      } else {
        const std::uint32_t other = group.substitute(best, position);
        chosen.margin = group.weight(position);
        if (other != Group::kNone) {
          chosen.margin -= group.weight(other);
          chosen.equivalent = group.signature(other) == group.signature(position);
        }
      }
      out.chosen.push_back(chosen);
    }
  }
  std::sort(out.chosen.begin(), out.chosen.end(),
            [](const ChosenSet& a, const ChosenSet& b) { return a.set < b.set; });
  return out;
}

}  // namespace zhun::reconcile
