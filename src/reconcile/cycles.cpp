// S20: transfers that came back, by way of one counterparty or of several accounts.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

// Rows of one direction that may still be a second leg. The earliest within a range of amounts
// costs one descent of a tree of minima, however many rows stand on one day.
class Waiting {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  Waiting(const Work& work, const std::vector<std::size_t>& rows, bool in) {
    for (const std::size_t row : rows) {
      if (work.rows[row].is_in() == in) leaves_.emplace_back(work.rows[row].amount(), row);
    }
    std::sort(leaves_.begin(), leaves_.end());
    tree_.resize(2 * leaves_.size(), none);
    for (std::size_t i = 0; i < leaves_.size(); ++i) tree_[leaves_.size() + i] = leaves_[i].second;
    for (std::size_t i = leaves_.size(); i-- > 1;) {
      tree_[i] = std::min(tree_[2 * i], tree_[2 * i + 1]);
    }
  }

  void remove(Money amount, std::size_t row) {
    std::size_t at = leaves_.size() + position({amount, row});
    for (tree_[at] = none; at > 1; at /= 2) tree_[at / 2] = std::min(tree_[at], tree_[at ^ 1]);
  }

  [[nodiscard]] std::size_t earliest(Money low, Money high) const {
    std::size_t from = leaves_.size() + position({low, 0});
    std::size_t to = leaves_.size() + position({high, none});
    std::size_t best = none;
    for (; from < to; from /= 2, to /= 2) {
      if (from % 2 == 1) best = std::min(best, tree_[from++]);
      if (to % 2 == 1) best = std::min(best, tree_[--to]);
    }
    return best;
  }

 private:
  using Leaf = std::pair<Money, std::size_t>;
  [[nodiscard]] std::size_t position(const Leaf& leaf) const {
    return static_cast<std::size_t>(std::lower_bound(leaves_.begin(), leaves_.end(), leaf) -
                                    leaves_.begin());
  }

  std::vector<Leaf> leaves_;  // by amount, then row
  std::vector<std::size_t> tree_;
};

class CycleFinder;

// (b) of S20: money that goes through several of the supplied accounts, and perhaps through others,
// and comes back: every leg after the one before, within days of it and within the tolerance of the
// first. A node is a supplied account or a counterparty; a row that both of its accounts show is
// one edge. A circle of the customer's own accounts alone is no income and no cycle.
class LongCycles {
 public:
  explicit LongCycles(CycleFinder& finder);
  void find();

 private:
  static constexpr std::size_t kLegsMax = 4;
  static constexpr std::size_t kStepsMax = 256;  // of the search from one row
  struct Edge {
    std::uint32_t from = 0, to = 0;
    Money amount;
    Date date;
    std::size_t row = 0;               // index into Work::rows: the sender's, if supplied
    std::optional<std::size_t> other;  // the receiver's row of the same transfer
    bool used = false;
  };

  void build();
  std::uint32_t node_of(const Row& row) const;
  void add_edge(std::size_t row, std::uint32_t from, std::uint32_t to);
  void take_receivers(const std::vector<std::size_t>& rows);
  bool extend(std::uint32_t start);
  std::vector<std::size_t> next_edges(const Edge& last, const Edge& first) const;
  void record();
  std::string name_of(std::uint32_t node) const;
  bool is_own(std::uint32_t node) const;

  CycleFinder& finder_;
  Work& work_;
  std::uint32_t accounts_;
  std::vector<Edge> edges_;  // by date, then row
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<std::size_t>> buckets_;
  std::map<std::string, std::vector<std::uint32_t>> by_holder_;
  std::map<RowPlace, std::uint32_t> own_partner_;  // account at the other end of an own transfer
  std::vector<std::size_t> path_;
  std::size_t steps_ = 0;
};

// The first account of the same holder, by account; all accounts of the customer are one holder's.
std::vector<std::size_t> purses_of(const Work& work) {
  std::map<std::string, std::size_t> first;
  std::vector<std::size_t> purses;
  for (std::size_t i = 0; i < work.accounts.size(); ++i) {
    std::string holder = normalise_name(work.accounts[i].files[0]->holder);
    if (!work.related_names.contains(holder)) holder.clear();
    purses.push_back(first.emplace(std::move(holder), i).first->second);
  }
  return purses;
}

class CycleFinder {
 public:
  explicit CycleFinder(Work& work)
      : work_(work),
        used_(work.rows.size()),
        days_max_(static_cast<int>(work.parameter("cycle_days").to_int64().value_or(10))),
        tolerance_(work.parameter("cycle_tolerance")),
        amount_min_(to_money_or_throw(work.parameter("cycle_amount_min"))) {}

  void find() {
    // Out of one purse and back into it: the customer's own accounts are one, others' are theirs.
    const std::vector<std::size_t> purses = purses_of(work_);
    for (std::size_t purse = 0; purse < work_.accounts.size(); ++purse) {
      if (purses[purse] != purse) continue;
      std::vector<std::vector<std::size_t>> by_party(work_.parties.size());
      for (std::size_t i = 0; i < work_.rows.size(); ++i) {
        work_.keep_on();
        const Row& row = work_.rows[i];
        if (purses[row.account] == purse && is_candidate(i)) by_party[row.party].push_back(i);
      }
      for (const auto& rows : by_party) {
        if (rows.size() > 1) find_in(rows);
      }
    }
    if (work_.accounts.size() > 1) LongCycles(*this).find();
    std::sort(work_.out.cycles.begin(), work_.out.cycles.end(), [](const Cycle& a, const Cycle& b) {
      return std::tie(a.from, a.legs) < std::tie(b.from, b.legs);
    });
  }

 private:
  friend class LongCycles;

  // Refunds, own accounts, lenders, wealth products and bank-made rows go out and come back by
  // nature.
  bool is_candidate(std::size_t i) const {
    const Row& row = work_.rows[i];
    const TransactionClass cls = work_.out.ledger[i].class_before.value_or(row.cls);
    const bool open = cls == TransactionClass::operating_in ||
                      cls == TransactionClass::operating_out || cls == TransactionClass::related;
    return open && !row.acquiring && !work_.parties[row.party].name.empty();
  }

  void find_in(const std::vector<std::size_t>& rows) {
    Waiting in(work_, rows, true), out(work_, rows, false);
    for (const std::size_t i : rows) {
      const Row& first = work_.rows[i];
      if (used_[i]) continue;
      Waiting& others = first.is_in() ? out : in;
      (first.is_in() ? in : out).remove(first.amount(), i);  // only later rows are second legs
      if (first.amount() < amount_min_) continue;
      const auto [low, high] = partners_of(first.amount());
      const std::size_t j = others.earliest(low, high);
      if (j == Waiting::none || work_.rows[j].date().minus(first.date()) > days_max_) continue;
      others.remove(work_.rows[j].amount(), j);
      record(i, j);
    }
  }

  // Amounts that differ from this one by no more than the tolerance of the larger of the two.
  std::pair<Money, Money> partners_of(Money amount) const {
    const Decimal least = Decimal(1) - tolerance_;
    const auto bound = [](const Decimal& value, Decimal::Rounding mode) {
      return Money::from_fen(value.rounded(0, mode).to_int64().value_or(INT64_MAX));
    };
    const Decimal fen(amount.fen());
    const auto most = least > Decimal(0) ? divide(fen, least) : std::nullopt;
    return {bound(fen * least, Decimal::Rounding::ceiling),
            most ? bound(*most, Decimal::Rounding::floor) : Money::from_fen(INT64_MAX)};
  }

  void record(std::size_t i, std::size_t j) {
    const Row& a = work_.rows[i];
    const Row& b = work_.rows[j];
    Cycle cycle;
    cycle.legs = {work_.place_of(a), work_.place_of(b)};
    cycle.parties = {work_.parties[a.party].name};
    cycle.from_statement = work_.out.ledger[i].statement;
    cycle.days = b.date().minus(a.date());
    cycle.amount = std::min(a.amount(), b.amount());
    cycle.from = a.date();
    cycle.to = b.date();
    work_.out.cycles.push_back(std::move(cycle));
    for (const std::size_t k : {i, j}) mark(k);
  }

  // A leg leaves the effective flow, unless a reviewer decided what the row is.
  void mark(std::size_t k) {
    used_[k] = true;
    LedgerRow& ledger = work_.out.ledger[k];
    const TransactionClass cls = ledger.class_before.value_or(work_.rows[k].cls);
    if (cls != TransactionClass::operating_in && cls != TransactionClass::operating_out) return;
    if (ledger.class_before) {
      ledger.class_before = TransactionClass::round_trip;
      return;
    }
    work_.rows[k].cls = ledger.cls = TransactionClass::round_trip;
    ledger.reason = "去而复返";
  }

  Work& work_;
  std::vector<bool> used_;
  int days_max_;
  Decimal tolerance_;
  Money amount_min_;
};

// Amounts of one bucket differ by no more than a thirty-second; buckets follow amounts.
std::uint64_t bucket_of(Money amount) {
  auto fen = static_cast<std::uint64_t>(std::max<std::int64_t>(amount.fen(), 1));
  std::uint64_t shift = 0;
  for (; fen >= 64; fen >>= 1) ++shift;
  return shift * 64 + fen;
}

LongCycles::LongCycles(CycleFinder& finder)
    : finder_(finder),
      work_(finder.work_),
      accounts_(static_cast<std::uint32_t>(work_.accounts.size())) {}

void LongCycles::find() {
  build();
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (edges_[i].used) continue;
    path_ = {i};
    steps_ = 0;
    if (extend(edges_[i].from)) record();
  }
}

std::uint32_t LongCycles::node_of(const Row& row) const {
  if (const auto it = own_partner_.find(work_.place_of(row)); it != own_partner_.end()) {
    return it->second;
  }
  const std::string_view number = row.transaction->counterparty_account;
  for (std::uint32_t account = 0; !number.empty() && account < accounts_; ++account) {
    if (account != row.account &&
        same_account_number(number, work_.accounts[account].files[0]->account)) {
      return account;
    }
  }
  const auto holder = by_holder_.find(work_.parties[row.party].name);
  if (holder != by_holder_.end() && holder->second.size() == 1 &&
      holder->second[0] != row.account) {
    return holder->second[0];
  }
  return accounts_ + row.party;
}

void LongCycles::add_edge(std::size_t row, std::uint32_t from, std::uint32_t to) {
  const Row& r = work_.rows[row];
  edges_.push_back({from, to, r.amount(), r.date(), row, std::nullopt, false});
}

// Rows that show the receiver's end of a transfer whose sender's end is an edge already.
void LongCycles::take_receivers(const std::vector<std::size_t>& rows) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, Money, Date>, std::vector<std::size_t>> sent;
  for (std::size_t i = edges_.size(); i-- > 0;) {
    const Edge& edge = edges_[i];
    if (edge.to < accounts_) sent[{edge.from, edge.to, edge.amount, edge.date}].push_back(i);
  }
  for (const std::size_t row : rows) {
    const Row& r = work_.rows[row];
    const std::uint32_t from = node_of(r);
    bool found = false;
    for (const int days : {0, -1, 1}) {
      const auto it = sent.find({from, r.account, r.amount(), r.date().plus_days(days)});
      if (found || it == sent.end() || it->second.empty()) continue;
      edges_[it->second.back()].other = row;
      it->second.pop_back();
      found = true;
    }
    if (!found) add_edge(row, from, r.account);
  }
}

void LongCycles::build() {
  for (std::uint32_t i = 0; i < accounts_; ++i) {
    const std::string holder = normalise_name(work_.accounts[i].files[0]->holder);
    if (!holder.empty()) by_holder_[holder].push_back(i);
  }
  std::map<RowPlace, std::uint32_t> account_at;
  for (const Row& row : work_.rows) {
    work_.keep_on();
    if (row.cls == TransactionClass::own) account_at[work_.place_of(row)] = row.account;
  }
  for (const OwnTransfer& transfer : work_.out.own_transfers) {
    const auto out = account_at.find(transfer.out), in = account_at.find(transfer.in);
    if (out == account_at.end() || in == account_at.end()) continue;
    own_partner_[transfer.out] = in->second;
    own_partner_[transfer.in] = out->second;
  }
  std::vector<std::size_t> received;
  for (std::size_t i = 0; i < work_.rows.size(); ++i) {
    work_.keep_on();
    const Row& row = work_.rows[i];
    const bool own = row.cls == TransactionClass::own;
    if (finder_.used_[i] || row.mirrored || row.amount() < finder_.amount_min_) continue;
    if (!own && !finder_.is_candidate(i)) continue;
    if (row.is_out()) {
      add_edge(i, row.account, node_of(row));
    } else if (row.is_in()) {
      received.push_back(i);
    }
  }
  take_receivers(received);
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.date, a.row) < std::tie(b.date, b.row);
  });
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    buckets_[{edges_[i].from, bucket_of(edges_[i].amount)}].push_back(i);
  }
}

// Edges that may follow: out of where the last one ended, after it, of an amount near the first's.
std::vector<std::size_t> LongCycles::next_edges(const Edge& last, const Edge& first) const {
  const auto [low, high] = finder_.partners_of(first.amount);
  const std::size_t after = path_.back();
  std::vector<std::size_t> found;
  for (auto it = buckets_.lower_bound({last.to, bucket_of(low)});
       it != buckets_.end() && it->first <= std::pair(last.to, bucket_of(high)); ++it) {
    const auto& list = it->second;
    std::size_t taken = 0;
    for (auto at = std::upper_bound(list.begin(), list.end(), after); at != list.end(); ++at) {
      const Edge& edge = edges_[*at];
      if (edge.date.minus(last.date) > finder_.days_max_ || taken == kStepsMax) break;
      if (edge.used || edge.amount < low || edge.amount > high) continue;
      found.push_back(*at);
      ++taken;
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Extends path_ until it is back at `start`; the earliest way first. At most kLegsMax deep.
bool LongCycles::extend(std::uint32_t start) {
  const Edge& last = edges_[path_.back()];
  if (last.to == start) {
    return path_.size() > 2 && std::any_of(path_.begin(), path_.end(),
                                           [&](std::size_t i) { return !is_own(edges_[i].to); });
  }
  if (path_.size() == kLegsMax) return false;
  for (const std::size_t next : next_edges(last, edges_[path_.front()])) {
    if (++steps_ > kStepsMax) return false;
    const bool seen = std::any_of(path_.begin(), path_.end(), [&](std::size_t i) {
      return edges_[i].from == edges_[next].to && edges_[next].to != start;
    });
    if (seen) continue;
    path_.push_back(next);
    if (extend(start)) return true;
    path_.pop_back();
  }
  return false;
}

bool LongCycles::is_own(std::uint32_t node) const {
  if (node >= accounts_) return work_.parties[node - accounts_].own;
  const std::string holder = normalise_name(work_.accounts[node].files[0]->holder);
  return holder.empty() || work_.own_names.contains(holder);
}

std::string LongCycles::name_of(std::uint32_t node) const {
  if (node >= accounts_) return work_.parties[node - accounts_].name;
  return is_own(node) ? account_label(work_, node)
                      : normalise_name(work_.accounts[node].files[0]->holder);
}

void LongCycles::record() {
  const Edge& first = edges_[path_.front()];
  Cycle cycle;
  cycle.from_statement = work_.out.ledger[first.row].statement;
  cycle.amount = first.amount;
  cycle.from = first.date;
  for (const std::size_t i : path_) {
    Edge& edge = edges_[i];
    edge.used = true;
    cycle.legs.push_back(work_.place_of(work_.rows[edge.row]));
    if (edge.to != first.from) cycle.parties.push_back(name_of(edge.to));
    cycle.amount = std::min(cycle.amount, edge.amount);
    cycle.to = edge.date;
    finder_.mark(edge.row);
    if (edge.other) finder_.mark(*edge.other);
  }
  cycle.days = cycle.to.minus(cycle.from);
  work_.out.cycles.push_back(std::move(cycle));
}

}  // namespace

void find_cycles(Work& work) {
  if (work.statements.empty()) {
    work.missing_all({"cycle_count", "cycle_amount", "cycle_share", "cycle_recent", "cycle_detail",
                      "cycle_text", "cycle_ratio_detail"},
                     SourceKind::statement);
    return;
  }
  CycleFinder(work).find();
  Money total;
  Evidence evidence;
  std::string detail, text;
  bool recent = false;
  for (const Cycle& cycle : work.out.cycles) {
    total += cycle.amount;
    std::string rows, through;
    for (const RowPlace& leg : cycle.legs) {
      evidence.add_row(work.dossier.statements[leg.statement].source, leg.row);
      rows += fmt::format("{}{}", rows.empty() ? "" : ",", leg.row);
    }
    for (const auto& party : cycle.parties) {
      through += (through.empty() ? "" : "、") + marked_name(party);
    }
    recent = recent || work.dossier.as_of.minus(cycle.to) <= 90;
    if (&cycle - work.out.cycles.data() < 3) {
      detail += fmt::format("{}({}) {} {} d", detail.empty() ? "" : "; ", rows,
                            to_string(cycle.amount), cycle.days);
      text += fmt::format("{}{}{}{}{}{}元（{}日内）", text.empty() ? "" : "；",
                          to_string(cycle.from), cycle.legs.size() == 2 ? "与" : "经", through,
                          cycle.legs.size() == 2 ? "往返" : "转回", to_grouped_string(cycle.amount),
                          cycle.days);
    }
  }
  Money inflow;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.is_in()) inflow += row.amount();
  }
  work.set("cycle_count", static_cast<std::int64_t>(work.out.cycles.size()), evidence);
  work.set("cycle_amount", total, evidence);
  work.set("cycle_recent", recent, evidence);
  work.set("cycle_detail", detail.empty() ? std::string("0 cycles") : detail, evidence);
  work.set("cycle_text", text, evidence);
  const auto share = ratio(total, inflow);
  work.set("cycle_ratio_detail",
           work.out.cycles.empty() || !share
               ? std::string()
               : fmt::format("; {}/{} {}%", to_string(total), to_string(inflow),
                             to_fixed_string(*share * Decimal(100), 2)),
           evidence);
  if (share) {
    work.set("cycle_share", *share, evidence);
  } else {
    work.missing("cycle_share", "流水无流入", "M-STMT");
  }
}

}  // namespace zhun
