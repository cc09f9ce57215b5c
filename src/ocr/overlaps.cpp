// Pages are sequences of rows; two that overlap are aligned so that at either end at most one of
// them goes on. What is joined is held against further pages as one sequence.
#include "ocr/overlaps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace zhun::ocr {
namespace {

// How alike two rows of two photos are: of date, amount and balance those that both show.
struct Likeness {
  std::size_t same = 0, different = 0;
};

Likeness compare_rows(const SourceRow& a, const SourceRow& b) {
  Likeness likeness;
  const auto count = [&](bool known, bool same) {
    if (known) (same ? likeness.same : likeness.different) += 1;
  };
  const auto compare = [&](const NumberCell& x, const NumberCell& y) {
    const bool known = x.has_value() && y.has_value();
    count(known, known && x.best() == y.best());
  };
  compare(a.chain.amount, b.chain.amount);
  compare(a.chain.outflow, b.chain.outflow);
  compare(a.chain.balance, b.chain.balance);
  const bool dated = a.date.has_value() && b.date.has_value();
  count(dated, dated && a.date.candidates().front().date == b.date.candidates().front().date);
  if (a.date.second() && b.date.second()) count(true, a.date.second() == b.date.second());
  const CellText *x = a.text(read::kRoleReference), *y = b.text(read::kRoleReference);
  if (x != nullptr && y != nullptr && !x->text.empty() && !y->text.empty()) {
    count(true, x->text == y->text);
  }
  return likeness;
}

// A row with its amount and either a balance or a time is not met twice by chance.
bool same_row(const SourceRow& a, const SourceRow& b) {
  const Likeness likeness = compare_rows(a, b);
  return likeness.same >= 2 && likeness.different == 0;
}

bool nearly_same_row(const SourceRow& a, const SourceRow& b) {
  const Likeness likeness = compare_rows(a, b);
  return likeness.same >= 2 && likeness.different <= 1;
}

bool telling(const SourceRow& row) {
  return row.chain.has_balance() || row.date.second().has_value();
}

double clearness(const SourceRow& row) {
  double sum = 0;
  for (const auto* cell : {&row.chain.amount, &row.chain.outflow, &row.chain.balance}) {
    if (cell->has_value()) sum += cell->margin();
  }
  return sum;
}

// A transaction with the balances carried over that stand before and behind it on its page.
struct Item {
  SourceRow* row = nullptr;
  std::vector<SourceRow*> before, after;
};

using Sequence = std::vector<Item>;

// Two rows at the same place of both sequences, or one that only one of them has.
struct Step {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t a = kNone, b = kNone;
};

struct Alignment {
  std::vector<Step> steps;  // from the first to the last row of both
  std::size_t matched = 0, same = 0, telling_same = 0, alone_inside = 0;
};

// Scores of pairs of rows, and the best way through them: free at the ends, a row that one page has
// not costs a little in between.
class Aligner {
 public:
  Aligner(const Sequence& a, const Sequence& b)
      : a_(a), b_(b), width_(b.size() + 1), score_((a.size() + 1) * width_, 0) {
    pair_.resize(a.size() * b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t j = 0; j < b.size(); ++j) pair_[i * b.size() + j] = pair_score(i, j);
    for (std::size_t i = 1; i <= a.size(); ++i)
      for (std::size_t j = 1; j <= b.size(); ++j) at(i, j) = best(i, j);
  }

  [[nodiscard]] Alignment align() const {
    // The best end lies where one of the two has no more rows.
    std::size_t i = a_.size(), j = 0;
    for (std::size_t k = 0; k <= b_.size(); ++k)
      if (at(a_.size(), k) > at(i, j)) i = a_.size(), j = k;
    for (std::size_t k = 0; k <= a_.size(); ++k)
      if (at(k, b_.size()) > at(i, j)) i = k, j = b_.size();
    Alignment out;
    for (std::size_t k = b_.size(); k > j; --k) out.steps.push_back({Step::kNone, k - 1});
    for (std::size_t k = a_.size(); k > i; --k) out.steps.push_back({k - 1, Step::kNone});
    while (i > 0 && j > 0) walk_back(i, j, out);
    for (; j > 0; --j) out.steps.push_back({Step::kNone, j - 1});
    for (; i > 0; --i) out.steps.push_back({i - 1, Step::kNone});
    std::reverse(out.steps.begin(), out.steps.end());
    return out;
  }

 private:
  static constexpr int kSame = 3, kNearly = 1, kAlone = -1, kNever = -1000;

  [[nodiscard]] int& at(std::size_t i, std::size_t j) { return score_[i * width_ + j]; }
  [[nodiscard]] int at(std::size_t i, std::size_t j) const { return score_[i * width_ + j]; }
  [[nodiscard]] int pair(std::size_t i, std::size_t j) const { return pair_[i * b_.size() + j]; }

  [[nodiscard]] int pair_score(std::size_t i, std::size_t j) const {
    if (a_[i].row->page == b_[j].row->page) return kNever;
    if (same_row(*a_[i].row, *b_[j].row)) return kSame;
    return nearly_same_row(*a_[i].row, *b_[j].row) ? kNearly : kNever;
  }

  [[nodiscard]] int best(std::size_t i, std::size_t j) const {
    return std::max(
        {at(i - 1, j - 1) + pair(i - 1, j - 1), at(i - 1, j) + kAlone, at(i, j - 1) + kAlone});
  }

  void walk_back(std::size_t& i, std::size_t& j, Alignment& out) const {
    const int score = at(i, j);
    if (score == at(i - 1, j - 1) + pair(i - 1, j - 1)) {
      const bool same = pair(i - 1, j - 1) == kSame;
      out.matched += 1;
      out.same += same ? 1U : 0U;
      out.telling_same += same && telling(*a_[i - 1].row) ? 1U : 0U;
      out.steps.push_back({--i, --j});
    } else if (score == at(i - 1, j) + kAlone) {
      out.alone_inside += 1;
      out.steps.push_back({--i, Step::kNone});
    } else {
      out.alone_inside += 1;
      out.steps.push_back({Step::kNone, --j});
    }
  }

  const Sequence& a_;
  const Sequence& b_;
  std::size_t width_;
  std::vector<int> score_, pair_;
};

// Rows at the edges of a photo are often cut or blurred, and now and then one is lost.
bool is_overlap(const Alignment& alignment) {
  return alignment.matched > 0 && alignment.alone_inside * 4 <= alignment.matched &&
         alignment.same * 2 >= alignment.matched &&
         alignment.telling_same >= (alignment.matched == 1 ? 1U : 2U);
}

// The one page goes on where the other ends: then rows that look alike may be others.
bool follows(const SourceRow& before, const SourceRow& after, bool newest_first) {
  const SourceRow& earlier = newest_first ? after : before;
  const SourceRow& later = newest_first ? before : after;
  if (!earlier.chain.has_balance() || !later.chain.has_balance()) return false;
  auto chain = later.chain;
  if (chain.changes().empty()) return false;
  return later.chain.balance.best() - earlier.chain.balance.best() == chain.changes().front().fen;
}

// Times to the second, or references, tell rows apart that have all figures in common.
bool is_unmistakable(const Sequence& a, const Sequence& b, const Alignment& alignment) {
  return std::all_of(alignment.steps.begin(), alignment.steps.end(), [&](const Step& step) {
    if (step.a == Step::kNone || step.b == Step::kNone) return true;
    const SourceRow &x = *a[step.a].row, &y = *b[step.b].row;
    return x.date.second().has_value() || y.date.second().has_value() ||
           compare_rows(x, y).same >= 4;
  });
}

Sequence merge(const Sequence& a, const Sequence& b, const Alignment& alignment) {
  Sequence out;
  for (const Step& step : alignment.steps) {
    if (step.a == Step::kNone) {
      out.push_back(b[step.b]);
    } else if (step.b == Step::kNone) {
      out.push_back(a[step.a]);
    } else {
      const bool first = clearness(*a[step.a].row) >= clearness(*b[step.b].row);
      out.push_back(first ? a[step.a] : b[step.b]);
    }
  }
  return out;
}

// What a clear row has that hardly another one has.
std::string key_of(SourceRow& row) {
  if (!telling(row)) return {};
  const NumberCell& amount = row.chain.amount.has_value() ? row.chain.amount : row.chain.outflow;
  if (!amount.has_value()) return {};
  std::string key = fmt::format("{}", amount.best());
  if (row.chain.has_balance()) return key + fmt::format("/{}", row.chain.balance.best());
  return key + fmt::format("@{}", *row.date.second());
}

class Joiner {
 public:
  Joiner(Account& account, const DecodeOptions& options) : account_(account), options_(options) {}

  void add_page(Sequence page) {
    std::set<std::size_t> near = neighbours(page);
    std::size_t own = sequences_.size();
    sequences_.push_back(std::move(page));
    remember(own);
    // A page may be the bridge between others that have nothing in common.
    while (!near.empty()) {
      const std::size_t other = *near.begin();
      near.erase(near.begin());
      if (other == own || sequences_[other].empty()) continue;
      const std::size_t into = std::min(own, other), from = std::max(own, other);
      if (!join(into, from)) continue;
      own = into;
      remember(own);
      near.merge(neighbours(sequences_[own]));
      near.erase(own);
    }
  }

  [[nodiscard]] std::vector<SourceRow*> in_order() const {
    std::vector<SourceRow*> order;
    for (const Sequence& sequence : sequences_) {
      for (const Item& item : sequence) {
        order.insert(order.end(), item.before.begin(), item.before.end());
        order.push_back(item.row);
        order.insert(order.end(), item.after.begin(), item.after.end());
      }
    }
    return order;
  }

 private:
  [[nodiscard]] std::set<std::size_t> neighbours(const Sequence& sequence) const {
    std::set<std::size_t> near;
    for (const Item& item : sequence) {
      const auto found = by_key_.find(key_of(*item.row));
      if (found != by_key_.end()) near.insert(found->second.begin(), found->second.end());
    }
    return near;
  }

  void remember(std::size_t index) {
    for (const Item& item : sequences_[index]) {
      std::string key = key_of(*item.row);
      if (!key.empty()) by_key_[std::move(key)].insert(index);
    }
  }

  bool join(std::size_t into, std::size_t from) {
    const Sequence &a = sequences_[into], &b = sequences_[from];
    if (!tried_.insert({into, from, a.size(), b.size()}).second) return false;
    if (a.size() * b.size() > kPairsMax) return false;
    const Alignment alignment = Aligner(a, b).align();
    if (!is_overlap(alignment)) return false;
    const SourceRow& first = *b.front().row;
    const Place place{options_.source_name, first.page->grid->page, 0, 0, {}};
    if (follows(*a.back().row, first, account_.newest_first) && !is_unmistakable(a, b, alignment)) {
      account_.notes.push_back(
          {"overlap_unclear", place,
           fmt::format("{} rows of this page look like rows of a page before, but the balances run "
                       "on from page to page; they are all kept",
                       alignment.matched)});
      return false;
    }
    account_.notes.push_back(
        {"overlap_joined", place,
         fmt::format("{} rows of this page stand on another page as well; they are kept once",
                     alignment.matched)});
    sequences_[into] = merge(a, b, alignment);
    sequences_[from].clear();
    return true;
  }

  static constexpr std::size_t kPairsMax = 4'000'000;

  Account& account_;
  const DecodeOptions& options_;
  std::vector<Sequence> sequences_;  // by their first page; empty: joined to another one
  std::map<std::string, std::set<std::size_t>> by_key_;
  std::set<std::array<std::size_t, 4>> tried_;
};

// The rows of each page; what is no transaction goes with its neighbour.
std::vector<Sequence> pages_of(std::vector<SourceRow>& rows) {
  std::vector<Sequence> pages;
  const PageWork* last = nullptr;
  std::vector<SourceRow*> waiting;
  for (SourceRow& row : rows) {
    if (row.page != last) {
      if (!waiting.empty() && !pages.empty() && !pages.back().empty()) {
        auto& after = pages.back().back().after;
        after.insert(after.end(), waiting.begin(), waiting.end());
        waiting.clear();
      }
      pages.emplace_back();
      last = row.page;
    }
    if (row.chain.kind != RowKind::transaction) {
      waiting.push_back(&row);
      continue;
    }
    pages.back().push_back({&row, std::move(waiting), {}});
    waiting.clear();
  }
  for (std::size_t p = pages.size(); p-- > 0 && !waiting.empty();) {
    if (pages[p].empty()) continue;
    auto& after = pages[p].back().after;
    after.insert(after.end(), waiting.begin(), waiting.end());
    waiting.clear();
  }
  std::erase_if(pages, [](const Sequence& page) { return page.empty(); });
  return pages;
}

}  // namespace

void join_overlaps(Account& account, const DecodeOptions& options) {
  std::vector<Sequence> pages = pages_of(account.rows);
  if (pages.size() < 2) return;
  Joiner joiner(account, options);
  for (Sequence& page : pages) joiner.add_page(std::move(page));
  std::vector<SourceRow> joined;
  for (SourceRow* row : joiner.in_order()) joined.push_back(std::move(*row));
  account.rows = std::move(joined);
}

}  // namespace zhun::ocr
