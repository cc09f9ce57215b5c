// Accounts: which statement files are of one account, its rows without repetitions, and how the
// files' periods and balances join (S02, S03, S07).
//
// Files of one account are known by its number, also a masked one; without a number by rows that
// only one account can have, or because one begins where the other ends. On days that two files
// cover, equal rows count as often as the file that has them most often says.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

#include "dossier/names.hpp"
#include "reconcile/row_order.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

using reconcile::Ordered;

// ---- which files are of one account ----

// Letters and digits, and one star for each that is hidden.
std::string account_symbols(std::string_view printed) {
  std::string out;
  const std::string normal = nfkc(printed);
  for (const std::string_view symbol : code_points(normal)) {
    if (symbol.size() != 1) {
      if (symbol == "•" || symbol == "●") out += '*';
      continue;
    }
    const char c = symbol[0];
    const bool digit = c >= '0' && c <= '9', letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    if (c == '*' || (letter && (c | 32) == 'x' && !out.empty() && out.back() == '*'))
      out += '*';
    else if (digit || letter || c == '@' || c == '.')
      out += c;
  }
  return out;
}

constexpr std::size_t kTailMin = 4;  // what masks leave of a number at least

bool agree(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return x == y || x == '*' || y == '*'; });
}

// The part behind the last star, or all of a number that is nothing but its end.
std::string_view visible_tail(std::string_view number) {
  const auto star = number.rfind('*');
  return star == std::string_view::npos ? number : number.substr(star + 1);
}

bool same_number(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.size() == b.size()) {
    const bool masked = a.find('*') != a.npos || b.find('*') != b.npos;
    return masked && agree(a, b) &&
           std::min(visible_tail(a).size(), visible_tail(b).size()) >= kTailMin;
  }
  // One of another length stands for a whole number only if it is masked or no more than its end.
  const bool a_short = a.find('*') != a.npos || a.size() <= kTailMin;
  const bool b_short = b.find('*') != b.npos || b.size() <= kTailMin;
  if (!a_short && !b_short) return false;
  const std::string_view x = visible_tail(a), y = visible_tail(b);
  const std::size_t size = std::min(x.size(), y.size());
  return size >= kTailMin && x.substr(x.size() - size) == y.substr(y.size() - size);
}

bool holders_agree(std::string_view a, std::string_view b) {
  const auto x = code_points(a), y = code_points(b);
  if (x.empty() || y.empty()) return true;
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](auto s, auto t) { return s == t || s == "*" || t == "*"; });
}

// What a provider's exports have in common, whatever their container: "wechat", "icbc".
std::string_view family(const Statement& statement) {
  return std::string_view(statement.layout).substr(0, statement.layout.find('-'));
}

// A row that no other account has on that day: the balance behind it, or the provider's number.
using Mark = std::tuple<Date, Direction, Money, std::int64_t, std::string_view>;

std::set<Mark> marks_of(const Statement& statement) {
  std::set<Mark> marks;
  for (const Transaction& t : statement.rows) {
    if (t.balance) marks.emplace(t.time.date, t.direction, t.amount, t.balance->fen(), "");
    if (!t.reference.empty()) {
      marks.emplace(t.time.date, t.direction, t.amount, 0, t.reference.view());
    }
  }
  return marks;
}

// One of the files; all that grouping looks at again and again.
struct File {
  const Statement* statement;
  std::string number, holder;
  std::set<Mark> marks;  // only of files without a number
};

bool periods_overlap(const Statement& a, const Statement& b) {
  return a.period_from && a.period_to && b.period_from && b.period_to &&
         *a.period_from <= *b.period_to && *b.period_from <= *a.period_to;
}

std::optional<Money> last_balance(const Statement& statement) {
  const Ordered rows = reconcile::in_order(statement);
  for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
    if ((*it)->balance) return (*it)->balance;
  }
  return statement.opening_balance;
}

// One goes on where the other ends, and its opening balance does not speak against it.
bool follows(const Statement& earlier, const Statement& later) {
  if (!earlier.period_to || !later.period_from) return false;
  const bool adjacent = *later.period_from == earlier.period_to->plus_days(1);
  if (!adjacent || !later.opening_balance) return true;
  const auto closing = last_balance(earlier);
  return !closing || *closing == *later.opening_balance;
}

bool one_account(const File& a, const File& b) {
  const Statement &x = *a.statement, &y = *b.statement;
  if (!holders_agree(a.holder, b.holder)) return false;
  if (!a.number.empty() && !b.number.empty()) return same_number(a.number, b.number);
  if (!x.bank.empty() && !y.bank.empty() && x.bank != y.bank) return false;
  if (is_wallet(x) || is_wallet(y)) return family(x) == family(y);
  if (std::any_of(a.marks.begin(), a.marks.end(),
                  [&](const Mark& mark) { return b.marks.contains(mark); })) {
    return true;
  }
  if (a.number != b.number || family(x) != family(y) || periods_overlap(x, y)) return false;
  return x.period_to < y.period_from ? follows(x, y) : follows(y, x);
}

// The file whose rows are kept stands first: read and not recognised, with balances, the longest.
bool more_telling(const Statement& a, const Statement& b) {
  const auto rank = [](const Statement& s) {
    const bool balances = std::any_of(s.rows.begin(), s.rows.end(),
                                      [](const Transaction& t) { return t.balance.has_value(); });
    return std::tuple(!s.structured, !balances, s.period_from.value_or(Date()),
                      -static_cast<std::int64_t>(s.rows.size()));
  };
  return rank(a) < rank(b);
}

void group_files(Work& work) {
  std::vector<File> files;
  const bool unnumbered = std::any_of(work.statements.begin(), work.statements.end(),
                                      [](const Statement* s) { return s->account.empty(); });
  for (const Statement* statement : work.statements) {
    File file{
        statement, account_symbols(statement->account), normalise_name(statement->holder), {}};
    if (unnumbered && work.statements.size() > 1) file.marks = marks_of(*statement);
    files.push_back(std::move(file));
  }
  std::vector<std::size_t> group(files.size());
  std::iota(group.begin(), group.end(), 0);
  for (std::size_t i = 0; i < files.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (group[i] == group[j] || !one_account(files[j], files[i])) continue;
      const std::size_t from = std::max(group[i], group[j]), to = std::min(group[i], group[j]);
      std::replace(group.begin(), group.end(), from, to);
    }
  }
  std::map<std::size_t, WorkAccount> accounts;
  for (std::size_t i = 0; i < files.size(); ++i) {
    accounts[group[i]].files.push_back(files[i].statement);
  }
  for (auto& [number, account] : accounts) {
    std::stable_sort(account.files.begin(), account.files.end(),
                     [](const Statement* a, const Statement* b) { return more_telling(*a, *b); });
    work.accounts.push_back(std::move(account));
  }
  // The order of the sources must not decide which of two rows of one moment comes first.
  std::stable_sort(work.accounts.begin(), work.accounts.end(),
                   [](const WorkAccount& a, const WorkAccount& b) {
                     const Statement &x = *a.files[0], &y = *b.files[0];
                     return std::tie(x.account, x.layout, x.holder, x.opening_balance) <
                            std::tie(y.account, y.layout, y.holder, y.opening_balance);
                   });
}

// ---- periods ----

std::vector<Period> periods_of(const std::vector<const Statement*>& files) {
  std::vector<Period> periods;
  for (const Statement* statement : files) {
    if (statement->period_from && statement->period_to &&
        *statement->period_from <= *statement->period_to) {
      periods.push_back({*statement->period_from, *statement->period_to});
    }
  }
  return merged_periods(std::move(periods));
}

void cover(Work& work) {
  work.coverage = periods_of(work.statements);
  for (const Period& period : work.coverage) {
    for (Month month = period.from.month(); month <= period.to.month(); month = month.plus(1)) {
      if (Date::first_of(month) >= period.from && Date::last_of(month) <= period.to) {
        work.full_months.push_back(month);
      }
    }
  }
  for (const WorkAccount& account : work.accounts) {
    LedgerAccount figures;
    for (const Statement* file : account.files) figures.statements.push_back(work.index_of(*file));
    for (const Period& period : periods_of(account.files)) {
      if (!figures.covered.empty()) {
        figures.gaps.push_back({figures.covered.back().to.plus_days(1), period.from.plus_days(-1)});
      }
      figures.covered.push_back({period.from, period.to});
    }
    work.out.accounts.push_back(std::move(figures));
  }
}

// ---- rows of several files ----

bool inside(const Statement& file, Date day) {
  return file.period_from && file.period_to && *file.period_from < day && day < *file.period_to;
}

class FileMerger {
 public:
  FileMerger(Work& work, LedgerAccount& figures) : work_(work), figures_(figures) {}

  void add(const Statement& file, const Ordered& rows) {
    files_.push_back(&file);
    const auto before = kept_.size();
    for (const Transaction* t : rows) {
      work_.keep_on();
      const std::size_t same = find(file, *t, before);
      if (same != kNone) {
        repeat(kept_[same], {work_.index_of(file), t->row});
        continue;
      }
      kept_.push_back({&file, t, 0});
      seen_in_.push_back(files_.size());
      if (inside_another(file, t->time.date)) {
        figures_.differences.push_back({work_.index_of(file), t->row});
      }
    }
    for (std::size_t i = 0; i < before; ++i) {
      const Date day = kept_[i].transaction->time.date;
      if (seen_in_[i] == files_.size() || !inside(file, day) || !inside(*kept_[i].statement, day)) {
        continue;
      }
      figures_.differences.push_back(
          {work_.index_of(*kept_[i].statement), kept_[i].transaction->row});
    }
    index(before);
  }

  std::vector<PlacedRow> take(std::optional<Money> opening) {
    std::sort(figures_.differences.begin(), figures_.differences.end());
    figures_.differences.erase(
        std::unique(figures_.differences.begin(), figures_.differences.end()),
        figures_.differences.end());
    if (files_.size() > 1) order(opening);
    return std::move(kept_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  using Key = std::tuple<Date, Direction, Money>;

  void index(std::size_t from) {
    for (std::size_t i = from; i < kept_.size(); ++i) {
      work_.keep_on();
      const Transaction& t = *kept_[i].transaction;
      buckets_[{t.time.date, t.direction, t.amount}].push_back(i);
    }
  }

  bool inside_another(const Statement& file, Date day) const {
    if (!inside(file, day)) return false;
    return std::any_of(files_.begin(), files_.end(), [&](const Statement* other) {
      return other != &file && inside(*other, day);
    });
  }

  // 2: surely the same row; 1: nothing speaks against it; 0: another.
  static int likeness(const Statement& a, const Transaction& x, const Statement& b,
                      const Transaction& y) {
    if (x.balance && y.balance) return *x.balance == *y.balance ? 2 : 0;
    if (!x.reference.empty() && !y.reference.empty()) {
      if (x.reference == y.reference) return 2;
      if (family(a) == family(b)) return 0;
    }
    if (x.time.has_time() && y.time.has_time() && x.time != y.time) return 0;
    const std::string p = normalise_name(x.counterparty_name);
    const std::string q = normalise_name(y.counterparty_name);
    return p.empty() || q.empty() || holders_agree(p, q) || p.starts_with(q) || q.starts_with(p);
  }

  std::size_t find(const Statement& file, const Transaction& t, std::size_t before) {
    const auto bucket = buckets_.find({t.time.date, t.direction, t.amount});
    if (bucket == buckets_.end()) return kNone;
    std::size_t best = kNone;
    int best_likeness = 0;
    for (const std::size_t i : bucket->second) {
      if (i >= before || seen_in_[i] == files_.size()) continue;
      const int like = likeness(*kept_[i].statement, *kept_[i].transaction, file, t);
      if (like > best_likeness) {
        best = i;
        best_likeness = like;
      }
      if (like == 2) break;
    }
    if (best != kNone) seen_in_[best] = files_.size();
    return best;
  }

  void repeat(PlacedRow& kept, RowPlace place) {
    ++figures_.repeated;
    work_.out.repeats.push_back(
        {place, {work_.index_of(*kept.statement), kept.transaction->row}, false});
    Row row;
    row.again = kept.again;
    work_.shows_again(row, place);
    kept.again = row.again;
  }

  void order(std::optional<Money> opening) {
    std::set<Date> untimed;
    for (const PlacedRow& row : kept_) {
      if (!row.transaction->time.has_time()) untimed.insert(row.transaction->time.date);
    }
    const auto key = [&](const PlacedRow& row) {
      const DateTime& time = row.transaction->time;
      return std::pair(time.date, untimed.contains(time.date) ? 0 : time.second_of_day);
    };
    std::stable_sort(kept_.begin(), kept_.end(),
                     [&](const PlacedRow& a, const PlacedRow& b) { return key(a) < key(b); });
    std::unordered_map<const Transaction*, PlacedRow> by_transaction;
    Ordered rows;
    for (const PlacedRow& row : kept_) {
      work_.keep_on();
      by_transaction.emplace(row.transaction, row);
      rows.push_back(row.transaction);
    }
    reconcile::order_by_balance(rows, opening);
    for (std::size_t i = 0; i < rows.size(); ++i) kept_[i] = by_transaction.at(rows[i]);
  }

  Work& work_;
  LedgerAccount& figures_;
  std::vector<const Statement*> files_;
  std::vector<PlacedRow> kept_;
  std::vector<std::size_t> seen_in_;  // count of files when the row was seen last
  std::map<Key, std::vector<std::size_t>> buckets_;
};

// S03: the balance with which a file begins is the one with which the days before it ended.
void check_joints(Work& work, const WorkAccount& account, LedgerAccount& figures) {
  for (const Statement* file : account.files) {
    if (!file->opening_balance || !file->period_from) continue;
    const Date from = *file->period_from;
    const bool joined = std::any_of(
        figures.covered.begin(), figures.covered.end(),
        [&](const auto& days) { return days.from < from && from <= days.to.plus_days(1); });
    if (!joined) continue;
    const auto after = std::partition_point(
        account.placed.begin(), account.placed.end(),
        [&](const PlacedRow& row) { return row.transaction->time.date < from; });
    if (after == account.placed.begin()) continue;
    const auto balance = std::prev(after)->transaction->balance;
    if (!balance || *balance == *file->opening_balance) continue;
    figures.joints.push_back({work.index_of(*file), from, *balance, *file->opening_balance});
  }
}

// S03: more than 15 days without a row in an account that has one a day and more.
void find_silence(const WorkAccount& account, LedgerAccount& figures) {
  constexpr int kSilentDays = 15;
  int days = 0;
  for (const auto& covered : figures.covered) days += covered.to.minus(covered.from) + 1;
  if (account.placed.size() < static_cast<std::size_t>(days) || days == 0) return;
  auto next = account.placed.begin();
  for (const auto& covered : figures.covered) {
    Date quiet_from = covered.from;
    const auto end_at = [&](Date day) {  // the first day that is not quiet any more
      if (day.minus(quiet_from) > kSilentDays) {
        figures.silent.push_back({quiet_from, day.plus_days(-1)});
      }
      quiet_from = day.plus_days(1);
    };
    for (; next != account.placed.end() && next->transaction->time.date <= covered.to; ++next) {
      if (next->transaction->time.date >= covered.from) end_at(next->transaction->time.date);
    }
    end_at(covered.to.plus_days(1));
  }
}

}  // namespace

bool is_wallet(const Statement& statement) {
  const auto names = [&](std::string_view word) {
    return statement.bank.find(word) != std::string::npos;
  };
  return family(statement) == "wechat" || family(statement) == "alipay" || names("微信") ||
         names("支付宝") || names("财付通");
}

bool same_account_number(std::string_view a, std::string_view b) {
  const std::string x = account_symbols(a), y = account_symbols(b);
  return x.size() >= kTailMin && y.size() >= kTailMin && same_number(x, y);
}

std::vector<Period> merged_periods(std::vector<Period> periods) {
  std::sort(periods.begin(), periods.end(), [](const Period& a, const Period& b) {
    return std::tie(a.from, a.to) < std::tie(b.from, b.to);
  });
  std::vector<Period> out;
  for (const Period& period : periods) {
    if (!out.empty() && period.from <= out.back().to.plus_days(1)) {
      out.back().to = std::max(out.back().to, period.to);
    } else {
      out.push_back(period);
    }
  }
  return out;
}

void group_accounts(Work& work) {
  group_files(work);
  cover(work);
}

void place_rows(Work& work) {
  for (std::size_t i = 0; i < work.accounts.size(); ++i) {
    WorkAccount& account = work.accounts[i];
    LedgerAccount& figures = work.out.accounts[i];
    FileMerger merger(work, figures);
    std::optional<Money> opening;
    std::optional<Date> from;
    for (const Statement* file : account.files) {
      const std::uint32_t index = work.index_of(*file);
      // Each of these goes through all rows without looking up.
      Ordered rows = reconcile::in_order(*file);
      zhun::keep_on(work.watch, file->rows.size());
      rows = reconcile::without_duplicates(rows, index, work.out.duplicates);
      zhun::keep_on(work.watch, rows.size());
      reconcile::order_by_balance(rows, file->opening_balance);
      zhun::keep_on(work.watch, rows.size());
      for (ChainBreak& b : reconcile::chain_breaks(rows, index, file->opening_balance)) {
        work.out.breaks.push_back(std::move(b));
      }
      if (!from || (file->period_from && *file->period_from < *from)) {
        from = file->period_from;
        opening = file->opening_balance;
      }
      merger.add(*file, rows);
    }
    account.placed = merger.take(opening);
    figures.rows = static_cast<std::uint32_t>(account.placed.size());
    if (account.files.size() > 1) check_joints(work, account, figures);
    find_silence(account, figures);
  }
  const auto by_place = [](const auto& a, const auto& b) {
    return std::tie(a.statement, a.row) < std::tie(b.statement, b.row);
  };
  std::stable_sort(work.out.duplicates.begin(), work.out.duplicates.end(), by_place);
  std::stable_sort(work.out.breaks.begin(), work.out.breaks.end(), by_place);
}

std::string account_label(const Work& work, std::size_t account) {
  const Statement& file = *work.accounts[account].files[0];
  const std::string number = account_symbols(file.account);
  std::string label = file.bank;
  if (number.size() >= kTailMin) label += "尾号" + number.substr(number.size() - kTailMin);
  if (label.empty()) label = work.dossier.sources[file.source].id;
  return label;
}

namespace {

// What is not as it should be between the files, one clause each (S03).
class Joining {
 public:
  explicit Joining(Work& work) : work_(work) {
    for (std::size_t i = 0; i < work.accounts.size(); ++i) add(i);
  }

  void set_facts() {
    Evidence files;
    for (const Statement* statement : work_.statements) files.add_source(statement->source);
    const auto set = [&](std::string_view name, std::int64_t count, const Evidence& rows) {
      work_.set(name, count, rows.empty() ? files : rows);
    };
    set("account_count", static_cast<std::int64_t>(work_.accounts.size()), files);
    set("statement_gaps", gaps_, files);
    set("silent_gaps", silent_, files);
    set("overlap_differences", differences_, difference_rows_);
    set("unjoined_files", joints_, joint_rows_);
    work_.set("statement_gap_text", gap_text_, files);
    work_.set("coverage_text", text_, files);
    Evidence repeated, paired;
    for (const RepeatedRow& row : work_.out.repeats) {
      add_place(repeated, row.row);
      add_place(repeated, row.of);
    }
    for (const OwnTransfer& transfer : work_.out.own_transfers) {
      add_place(paired, transfer.out);
      add_place(paired, transfer.in);
    }
    set("repeated_rows", static_cast<std::int64_t>(work_.out.repeats.size()), repeated);
    set("own_transfer_pairs", static_cast<std::int64_t>(work_.out.own_transfers.size()), paired);
  }

 private:
  void add_place(Evidence& evidence, RowPlace place) const {
    evidence.add_row(work_.dossier.statements[place.statement].source, place.row);
  }

  std::string source_id(std::uint32_t statement) const {
    return work_.dossier.sources[work_.dossier.statements[statement].source].id;
  }

  void say(const std::string& clause) { text_ += (text_.empty() ? "" : "；") + clause; }

  void add(std::size_t index) {
    const LedgerAccount& account = work_.out.accounts[index];
    const std::string label = account_label(work_, index);
    for (const auto& gap : account.gaps) {
      ++gaps_;
      const std::string days = fmt::format("{}至{}", to_string(gap.from), to_string(gap.to));
      gap_text_ += (gap_text_.empty() ? "" : "、") + days;
      say(fmt::format("{}流水缺{}", label, days));
    }
    for (const auto& joint : account.joints) {
      ++joints_;
      joint_rows_.add_source(work_.dossier.statements[joint.statement].source);
      say(fmt::format("{}自{}起的期初余额{}元，此前一日余额{}元", source_id(joint.statement),
                      to_string(joint.at), to_grouped_string(joint.shown),
                      to_grouped_string(joint.expected)));
    }
    if (!account.differences.empty()) {
      differences_ += static_cast<std::int64_t>(account.differences.size());
      std::string places;
      for (const RowPlace& place : account.differences) {
        add_place(difference_rows_, place);
        if (&place - account.differences.data() >= 3) continue;
        places += fmt::format("{}{}第{}行", places.empty() ? "" : "、", source_id(place.statement),
                              place.row);
      }
      say(fmt::format("{}的两份文件重叠期内有{}行只见于其中一份（{}）", label,
                      account.differences.size(), places));
    }
    for (const auto& silent : account.silent) {
      ++silent_;
      say(fmt::format("{}自{}至{}无任何交易", label, to_string(silent.from), to_string(silent.to)));
    }
  }

  Work& work_;
  std::int64_t gaps_ = 0, joints_ = 0, differences_ = 0, silent_ = 0;
  Evidence joint_rows_, difference_rows_;
  std::string gap_text_, text_;
};

}  // namespace

void account_facts(Work& work) {
  if (work.statements.empty()) {
    work.missing_all(
        {"account_count", "statement_gaps", "statement_gap_text", "coverage_text", "silent_gaps",
         "overlap_differences", "unjoined_files", "repeated_rows", "own_transfer_pairs"},
        SourceKind::statement);
    return;
  }
  Joining(work).set_facts();
}

}  // namespace zhun
