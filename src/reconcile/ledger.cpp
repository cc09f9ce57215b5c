// The ledger: which sources are in use, the rows without duplicates in their order, the balance
// chain, the class of each row, and transfers that came back.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

// ---- sources and their age (DOMAIN 5.1) ----

struct Aged {
  std::string_view key, label;
};

void add_age(Work& work, std::uint32_t source, Aged what, std::optional<Date> as_of) {
  if (!as_of) return;
  const auto it = work.policy.staleness.find(what.key);
  if (it == work.policy.staleness.end()) return;
  work.out.ages.push_back({source, std::string(what.label), *as_of,
                           work.dossier.as_of.minus(*as_of), it->second.first, it->second.second});
}

bool stale(const Work& work, std::uint32_t source, std::string_view label) {
  return std::any_of(work.out.ages.begin(), work.out.ages.end(), [&](const SourceAge& age) {
    return age.source == source && age.label == label && age.age_days > age.hard_days;
  });
}

// Several files may be of one account, or of the invoices of several years: only the newest tells
// whether the data are out of date, the others reach back.
class Newest {
 public:
  void note(const std::string& key, std::uint32_t source, std::optional<Date> date) {
    if (!date) return;
    const auto [it, fresh] = newest_.emplace(key, std::pair(*date, source));
    if (!fresh && *date > it->second.first) it->second = {*date, source};
  }
  void add_ages(Work& work, Aged what) const {
    for (const auto& [key, entry] : newest_) add_age(work, entry.second, what, entry.first);
  }
  [[nodiscard]] bool is_stale(const Work& work, const std::string& key,
                              std::string_view label) const {
    const auto it = newest_.find(key);
    return it != newest_.end() && stale(work, it->second.second, label);
  }

 private:
  std::map<std::string, std::pair<Date, std::uint32_t>> newest_;
};

std::string account_of(const Statement& statement) {
  if (!statement.account.empty()) return statement.account;
  return statement.layout + "/" + normalise_name(statement.holder);
}

// Parts of a record with an age of their own; a stale part counts as missing.
template <typename Part>
void keep_if_fresh(Work& work, const GovernmentRecord& record, Aged what,
                   std::optional<Part>& part) {
  if (!part) return;
  add_age(work, record.source, what, work.dossier.sources[record.source].data_as_of);
  if (stale(work, record.source, what.label)) part.reset();
}

void select_government(Work& work) {
  work.fresh_government.reserve(work.dossier.government.size());
  for (const GovernmentRecord& original : work.dossier.government) {
    GovernmentRecord record = original;
    if (record.status == PullStatus::error) continue;
    keep_if_fresh(work, record, {"registry", "登记"}, record.registry);
    if (!record.judicial_from_registry) {
      keep_if_fresh(work, record, {"judicial", "司法"}, record.judicial);
    } else if (!record.registry) {
      record.judicial.reset();
    }
    keep_if_fresh(work, record, {"penalty", "处罚"}, record.penalties);
    keep_if_fresh(work, record, {"social", "社保"}, record.social_security);
    keep_if_fresh(work, record, {"housing_fund", "公积金"}, record.housing_fund);
    keep_if_fresh(work, record, {"utility", "水电"}, record.utilities);
    keep_if_fresh(work, record, {"real_estate", "不动产"}, record.real_estate);
    work.fresh_government.push_back(std::move(record));
  }
  for (const GovernmentRecord& record : work.fresh_government) work.government.push_back(&record);
}

// ---- order and duplicates ----

using Ordered = std::vector<const Transaction*>;

Ordered in_order(const Statement& statement) {
  Ordered rows;
  rows.reserve(statement.rows.size());
  for (const Transaction& t : statement.rows) rows.push_back(&t);
  // A day on which a row has no time keeps the file's order: its times cannot order all its rows.
  std::set<Date> untimed;
  for (const Transaction& t : statement.rows) {
    if (!t.time.has_time()) untimed.insert(t.time.date);
  }
  const auto key = [&](const Transaction* t) {
    const bool timed = untimed.empty() || !untimed.contains(t->time.date);
    const auto row = static_cast<std::int64_t>(t->row);
    return std::tuple(t->time.date, timed ? t->time.second_of_day : 0,
                      statement.newest_first ? -row : row);
  };
  const auto earlier = [&](const Transaction* a, const Transaction* b) { return key(a) < key(b); };
  const auto moment = [](const Transaction* a, const Transaction* b) {
    if (a->time.date != b->time.date) return a->time.date < b->time.date;
    return a->time.has_time() && b->time.has_time() &&
           a->time.second_of_day < b->time.second_of_day;
  };
  if (!std::is_sorted(rows.begin(), rows.end(), moment)) {
    std::sort(rows.begin(), rows.end(), earlier);
  }
  return rows;
}

Money after(Money balance, const Transaction& t) {
  if (t.direction == Direction::inflow) return balance + t.amount;
  if (t.direction == Direction::outflow) return balance - t.amount;
  return balance;
}

// Among days without times, a row that continues the chain is a payment of its own.
bool continues(const Ordered& kept, const Transaction& t) {
  return !t.time.has_time() && t.balance && !kept.empty() && kept.back()->balance &&
         after(*kept.back()->balance, t) == *t.balance;
}

// An exact duplicate repeats time, direction, amount, account, summary and the balance, which two
// real payments cannot share; where no balance is printed, the provider's own number must be the
// same.
Ordered without_duplicates(Work& work, std::uint32_t index, const Ordered& rows) {
  using Key = std::tuple<DateTime, Direction, Money, std::int64_t, bool, std::string_view,
                         std::string_view, std::string_view>;
  std::map<Key, std::uint32_t> seen;
  Ordered kept;
  kept.reserve(rows.size());
  for (const Transaction* t : rows) {
    work.keep_on();
    const bool provable = t->balance.has_value() || !t->reference.empty();
    if (provable) {
      const Key key{t->time,
                    t->direction,
                    t->amount,
                    t->balance ? t->balance->fen() : 0,
                    t->balance.has_value(),
                    t->counterparty_account,
                    t->summary,
                    t->balance ? std::string_view() : t->reference};
      const auto [it, fresh] = seen.emplace(key, t->row);
      if (!fresh && !continues(kept, *t)) {
        work.out.duplicates.push_back({index, t->row, it->second});
        continue;
      }
    }
    kept.push_back(t);
  }
  return kept;
}

// ---- the balance chain (S01) ----

class Chain {
 public:
  Chain(Work& work, std::uint32_t index, const Statement& statement)
      : work_(work), index_(index), balance_(statement.opening_balance) {}

  // Rows of one moment may stand in any order: the order that closes is taken.
  void check(Ordered& rows) {
    for (std::size_t from = 0; from < rows.size();) {
      std::size_t to = from + 1;
      while (to < rows.size() && rows[to]->time == rows[from]->time) ++to;
      if (!closes(rows, from, to) && to - from > 1 && to - from <= kPermutedMax) {
        permute(rows, from, to);
      }
      for (std::size_t i = from; i < to; ++i) step(*rows[i]);
      from = to;
    }
  }

 private:
  static constexpr std::size_t kPermutedMax = 6;

  bool closes(const Ordered& rows, std::size_t from, std::size_t to) const {
    auto balance = balance_;
    for (std::size_t i = from; i < to; ++i) {
      const Transaction& t = *rows[i];
      if (balance && t.balance && after(*balance, t) != *t.balance) return false;
      if (t.balance)
        balance = *t.balance;
      else if (balance)
        balance = after(*balance, t);
    }
    return true;
  }

  void permute(Ordered& rows, std::size_t from, std::size_t to) const {
    Ordered trial(rows.begin() + static_cast<std::ptrdiff_t>(from),
                  rows.begin() + static_cast<std::ptrdiff_t>(to));
    const auto by_row = [](const Transaction* a, const Transaction* b) { return a->row < b->row; };
    std::sort(trial.begin(), trial.end(), by_row);
    do {
      if (closes(trial, 0, trial.size())) {
        std::copy(trial.begin(), trial.end(), rows.begin() + static_cast<std::ptrdiff_t>(from));
        return;
      }
    } while (std::next_permutation(trial.begin(), trial.end(), by_row));
  }

  void step(const Transaction& t) {
    if (balance_) {
      const Money expected = after(*balance_, t);
      if (t.balance && expected != *t.balance) {
        work_.out.breaks.push_back({index_, t.row, expected, *t.balance});
      }
      balance_ = t.balance ? *t.balance : expected;  // re-synchronise
    } else if (t.balance) {
      balance_ = t.balance;
    }
  }

  Work& work_;
  std::uint32_t index_;
  std::optional<Money> balance_;
};

// ---- classes (DOMAIN 2.3) ----

class Classifier {
 public:
  explicit Classifier(Work& work) : work_(work), words_(*work.policy.keywords), hits_(words_) {
    const auto in = [&](std::string_view name) { return words_.find_rule("inflow", name); };
    const auto out = [&](std::string_view name) { return words_.find_rule("outflow", name); };
    inflow_ = {{TransactionClass::refund_in, in("REFUND_IN")},
               {TransactionClass::interest, in("INTEREST")},
               {TransactionClass::loan_in, in("LOAN_IN")},
               {TransactionClass::own, npos},
               {TransactionClass::related, npos},
               {TransactionClass::wealth, in("WEALTH")},
               {TransactionClass::capital, in("CAPITAL")},
               {TransactionClass::deposit, in("DEPOSIT")},
               {TransactionClass::gov, in("GOV")},
               {TransactionClass::cash, in("CASH")}};
    outflow_ = {{TransactionClass::gamble, out("GAMBLE")},
                {TransactionClass::refund_out, out("REFUND_OUT")},
                {TransactionClass::loan_repay, out("LOAN_REPAY")},
                {TransactionClass::own, npos},
                {TransactionClass::related, npos},
                {TransactionClass::tax, out("TAX")},
                {TransactionClass::social, out("SOCIAL")},
                {TransactionClass::wage, out("WAGE")},
                {TransactionClass::util, out("UTIL")},
                {TransactionClass::rent, out("RENT")},
                {TransactionClass::wealth, out("WEALTH")},
                {TransactionClass::fee, out("FEE")},
                {TransactionClass::cash_out, out("CASH_OUT")}};
    lender_ = words_.find_rule("list", "lender");
    acquirer_ = words_.find_rule("list", "acquirer");
    wallet_ = words_.find_rule("list", "wallet");
    withdrawal_ = words_.find_rule("list", "wallet_withdrawal");
    collect_names();
    for (const Statement* statement : work.statements) {
      if (statement->layout.starts_with("wechat") || statement->layout.starts_with("alipay")) {
        has_wallet_ = true;
      }
    }
  }

  void classify(Row& row, LedgerRow& ledger) {
    const Transaction& t = *row.transaction;
    row.party = party_of(t.counterparty_name);
    hits_.clear();
    words_.scan(work_.parties[row.party].name, true, hits_);
    for (const auto text : {t.summary, t.purpose, t.kind}) {
      if (!text.empty()) words_.scan(normalise_name(text), false, hits_);
    }
    row.lender = hits_.has(lender_);
    if (t.direction == Direction::neutral) {
      row.cls = TransactionClass::neutral;
    } else {
      const bool in = row.is_in();
      row.cls = in ? TransactionClass::operating_in : TransactionClass::operating_out;
      for (const Step& step : in ? inflow_ : outflow_) {
        if (matches(step, row, ledger)) {
          row.cls = step.cls;
          break;
        }
      }
      row.acquiring = row.cls == TransactionClass::operating_in && hits_.has(acquirer_);
    }
    row.bank_made = row.cls == TransactionClass::interest || row.cls == TransactionClass::fee;
  }

  // The rules of a group that hit the row classified last.
  [[nodiscard]] const KeywordMatcher::Hits& hits() const { return hits_; }

 private:
  static constexpr std::size_t npos = KeywordMatcher::npos;
  struct Step {
    TransactionClass cls;
    std::size_t rule;
  };

  bool matches(const Step& step, const Row& row, LedgerRow& ledger) const {
    const Party& party = work_.parties[row.party];
    const auto by_word = [&](std::size_t rule) {
      if (!hits_.has(rule)) return false;
      ledger.reason = hits_.word(words_, rule);
      return true;
    };
    if (step.cls == TransactionClass::own) {
      if (party.own || own_accounts_.contains(std::string(row.transaction->counterparty_account))) {
        ledger.reason = "本人名下";
        return true;
      }
      if (has_wallet_ && row.is_in() && hits_.has(wallet_) && by_word(withdrawal_)) return true;
      return false;
    }
    if (step.cls == TransactionClass::related) {
      if (party.related) ledger.reason = "关联方";
      return party.related;
    }
    if (step.cls == TransactionClass::loan_in || step.cls == TransactionClass::loan_repay) {
      return by_word(step.rule) || by_word(lender_);
    }
    return by_word(step.rule);
  }

  void collect_names() {
    const Customer& customer = work_.dossier.customer;
    const auto add = [](std::set<std::string>& names, std::string_view name) {
      std::string normal = normalise_name(name);
      if (!normal.empty()) names.insert(std::move(normal));
    };
    add(own_, customer.name);
    add(own_, customer.business_name);
    for (const auto& name : customer.owner_names) add(own_, name);
    for (const auto& account : customer.owner_accounts) own_accounts_.insert(account);
    add(related_, customer.spouse);
    if (work_.is_legal()) add(related_, customer.legal_representative);
    for (const auto& name : customer.related_names) add(related_, name);
    for (const Statement* statement : work_.statements) {
      for (const auto& name : statement->owner_names) add(own_, name);
      for (const auto& name : statement->related_names) add(related_, name);
      if (statement->account.size() >= 8 && statement->account.find('*') == std::string::npos) {
        own_accounts_.insert(statement->account);
      }
    }
    if (const Registry* registry = work_.registry()) {
      add(related_, registry->legal_representative);
      for (const auto& holder : registry->shareholders) add(related_, holder.name);
    }
  }

  std::uint32_t party_of(std::string_view printed) {
    const auto cached = by_print_.find(printed);
    if (cached != by_print_.end()) return cached->second;
    std::string name = normalise_name(printed);
    const auto [it, fresh] =
        work_.party_index.emplace(name, static_cast<std::uint32_t>(work_.parties.size()));
    if (fresh) {
      Party party;
      party.own = own_.contains(name);
      party.related = !party.own && related_.contains(name);
      party.enterprise = is_enterprise_name(name);
      party.name = std::move(name);
      work_.parties.push_back(std::move(party));
    }
    by_print_.emplace(printed, it->second);
    return it->second;
  }

  Work& work_;
  const KeywordMatcher& words_;
  KeywordMatcher::Hits hits_;
  std::vector<Step> inflow_, outflow_;
  std::size_t lender_ = npos, acquirer_ = npos, wallet_ = npos, withdrawal_ = npos;
  std::set<std::string> own_, related_, own_accounts_;
  std::unordered_map<std::string_view, std::uint32_t> by_print_;
  bool has_wallet_ = false;
};

void note_sensitive(Work& work, const KeywordMatcher::Hits& hits,
                    const std::vector<std::size_t>& rules, std::size_t row) {
  for (const std::size_t rule : rules) {
    if (hits.has(rule)) {
      work.sensitive.push_back({row, rule, hits.word(*work.policy.keywords, rule)});
      return;
    }
  }
}

void merge_coverage(Work& work) {
  std::vector<Period> periods;
  for (const Statement* statement : work.statements) {
    if (statement->period_from && statement->period_to &&
        *statement->period_from <= *statement->period_to) {
      periods.push_back({*statement->period_from, *statement->period_to});
    }
  }
  std::sort(periods.begin(), periods.end(), [](const Period& a, const Period& b) {
    return std::tie(a.from, a.to) < std::tie(b.from, b.to);
  });
  for (const Period& period : periods) {
    if (!work.coverage.empty() && period.from <= work.coverage.back().to.plus_days(1)) {
      work.coverage.back().to = std::max(work.coverage.back().to, period.to);
    } else {
      work.coverage.push_back(period);
    }
  }
  for (const Period& period : work.coverage) {
    for (Month month = period.from.month(); month <= period.to.month(); month = month.plus(1)) {
      if (Date::first_of(month) >= period.from && Date::last_of(month) <= period.to) {
        work.full_months.push_back(month);
      }
    }
  }
}

}  // namespace

void select_sources(Work& work) {
  const auto age_date = [&](std::uint32_t index) {  // DOMAIN 5.1: else the day of retrieval
    const Source& source = work.dossier.sources[index];
    return source.data_as_of || !source.retrieved_at ? source.data_as_of
                                                     : std::optional(source.retrieved_at->date);
  };
  Newest accounts, lists, filings;
  for (const Statement& statement : work.dossier.statements) {
    accounts.note(account_of(statement), statement.source, age_date(statement.source));
  }
  for (const InvoiceList& list : work.dossier.invoice_lists) {
    lists.note("", list.source, age_date(list.source));
  }
  bool quarterly = false;
  for (const TaxReturns& returns : work.dossier.tax_returns) {
    std::optional<Date> last;
    for (const TaxPeriod& period : returns.periods) {
      last = last ? std::max(*last, period.to) : period.to;
      quarterly = quarterly || period.to.month() != period.from.month();
    }
    filings.note("", returns.source, last);
  }
  accounts.add_ages(work, {"statement", "流水"});
  lists.add_ages(work, {"invoices", "发票"});
  filings.add_ages(work, {quarterly ? "tax_quarterly" : "tax_monthly", "纳税申报"});
  for (const Statement& statement : work.dossier.statements) {
    // Rows in a foreign currency are listed by the reader but never summed.
    if (statement.currency == "CNY" && !accounts.is_stale(work, account_of(statement), "流水")) {
      work.statements.push_back(&statement);
    }
  }
  for (const InvoiceList& list : work.dossier.invoice_lists) {
    if (!lists.is_stale(work, "", "发票")) work.invoice_lists.push_back(&list);
  }
  for (const TaxReturns& returns : work.dossier.tax_returns) {
    if (!filings.is_stale(work, "", "纳税申报")) work.tax_returns.push_back(&returns);
  }
  select_government(work);
  merge_coverage(work);
}

void build_ledger(Work& work) {
  std::vector<Ordered> ordered;
  for (std::uint32_t i = 0; i < work.statements.size(); ++i) {
    const Statement& statement = *work.statements[i];
    const auto index = static_cast<std::uint32_t>(&statement - work.dossier.statements.data());
    Ordered rows = without_duplicates(work, index, in_order(statement));
    Chain(work, index, statement).check(rows);
    ordered.push_back(std::move(rows));
  }
  Classifier classifier(work);
  const auto sensitive_rules = work.policy.keywords->group("sensitive");
  std::size_t total = 0;
  for (const Ordered& rows : ordered) total += rows.size();
  work.rows.reserve(total);
  work.out.ledger.reserve(total);
  // Merge the statements by time; rows of one moment in the order of statements, then of the chain.
  std::vector<std::size_t> next(ordered.size(), 0);
  for (std::size_t done = 0; done < total; ++done) {
    work.keep_on();
    std::size_t best = ordered.size();
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      if (next[i] == ordered[i].size()) continue;
      if (best == ordered.size() || ordered[i][next[i]]->time < ordered[best][next[best]]->time) {
        best = i;
      }
    }
    const Statement& statement = *work.statements[best];
    const Transaction& t = *ordered[best][next[best]++];
    Row row;
    row.statement = &statement;
    row.transaction = &t;
    LedgerRow ledger;
    ledger.statement = static_cast<std::uint32_t>(&statement - work.dossier.statements.data());
    ledger.index = static_cast<std::uint32_t>(&t - statement.rows.data());
    classifier.classify(row, ledger);
    note_sensitive(work, classifier.hits(), sensitive_rules, work.rows.size());
    ledger.cls = row.cls;
    ledger.bank_made = row.bank_made;
    ledger.acquiring = row.acquiring;
    work.rows.push_back(row);
    work.out.ledger.push_back(ledger);
  }
}

void check_chains(Work& work) {
  if (work.statements.empty()) {
    work.missing_all({"statement_rows", "duplicate_rows", "duplicate_detail", "duplicate_text",
                      "chain_breaks_structured", "chain_breaks_recognised", "chain_break_detail",
                      "chain_break_text", "control_totals_broken"},
                     SourceKind::statement);
    return;
  }
  Evidence duplicates;
  std::string duplicate_detail, duplicate_text;
  for (const DuplicateRow& d : work.out.duplicates) {
    const auto source = work.dossier.statements[d.statement].source;
    duplicates.add_row(source, d.duplicate_of);
    duplicates.add_row(source, d.row);
    if (&d - work.out.duplicates.data() < 3) {
      duplicate_detail += fmt::format("{}row {} duplicates row {}, dropped",
                                      duplicate_detail.empty() ? "" : "; ", d.row, d.duplicate_of);
      duplicate_text += fmt::format("{}第{}行与第{}行完全重复", duplicate_text.empty() ? "" : "，",
                                    d.row, d.duplicate_of);
    }
  }
  std::int64_t rows = 0;
  bool any_balance = false, any_total = false;
  std::int64_t broken_totals = 0;
  Evidence all;
  for (const Statement* statement : work.statements) {
    rows += static_cast<std::int64_t>(statement->rows.size());
    all.add_source(statement->source);
    for (const Transaction& t : statement->rows) any_balance = any_balance || t.balance.has_value();
    for (const ControlTotal& total : statement->totals) {
      any_total = true;
      broken_totals += total.holds() ? 0 : 1;
    }
  }
  work.set("statement_rows", rows, all);
  work.set("duplicate_rows", static_cast<std::int64_t>(work.out.duplicates.size()), duplicates);
  work.set("duplicate_detail", duplicate_detail.empty() ? std::string("0") : duplicate_detail,
           duplicates);
  work.set("duplicate_text", duplicate_text, duplicates);
  if (any_total) {
    work.set("control_totals_broken", broken_totals, all);
  } else {
    work.not_applicable("control_totals_broken", "流水未印合计");
  }
  if (!any_balance) {
    for (const auto name : {"chain_breaks_structured", "chain_breaks_recognised",
                            "chain_break_detail", "chain_break_text"}) {
      work.not_applicable(name, "流水未印余额");
    }
    return;
  }
  std::int64_t structured = 0, recognised = 0;
  Evidence evidence;
  std::string detail, text;
  for (const ChainBreak& b : work.out.breaks) {
    const Statement& statement = work.dossier.statements[b.statement];
    ++(statement.structured ? structured : recognised);
    evidence.add_row(statement.source, b.row);
    if (&b - work.out.breaks.data() < 3) {
      detail +=
          fmt::format("{}row {} expected {} shown {} diff {}", detail.empty() ? "" : "; ", b.row,
                      to_string(b.expected), to_string(b.shown), to_string(b.shown - b.expected));
      text += fmt::format("{}第{}行余额应为{}，流水显示{}，相差{}", text.empty() ? "" : "；", b.row,
                          to_grouped_string(b.expected), to_grouped_string(b.shown),
                          to_grouped_string(b.shown - b.expected));
    }
  }
  if (evidence.empty()) evidence = all;
  work.set("chain_breaks_structured", structured, evidence);
  work.set("chain_breaks_recognised", recognised, evidence);
  work.set("chain_break_text", text, evidence);
  work.set("chain_break_detail", detail.empty() ? std::string("0 breaks") : detail, evidence);
}

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

class CycleFinder {
 public:
  explicit CycleFinder(Work& work)
      : work_(work),
        used_(work.rows.size()),
        days_max_(static_cast<int>(work.parameter("cycle_days").to_int64().value_or(10))),
        tolerance_(work.parameter("cycle_tolerance")),
        amount_min_(to_money_or_throw(work.parameter("cycle_amount_min"))) {}

  void find() {
    std::vector<std::vector<std::size_t>> by_party(work_.parties.size());
    for (std::size_t i = 0; i < work_.rows.size(); ++i) {
      work_.keep_on();
      if (is_candidate(work_.rows[i])) by_party[work_.rows[i].party].push_back(i);
    }
    for (const auto& rows : by_party) {
      if (rows.size() > 1) find_in(rows);
    }
    std::sort(work_.out.cycles.begin(), work_.out.cycles.end(), [](const Cycle& a, const Cycle& b) {
      return std::tie(a.from, a.first_statement, a.first_row) <
             std::tie(b.from, b.first_statement, b.first_row);
    });
  }

 private:
  // Refunds, own accounts, lenders, wealth products and bank-made rows go out and come back by
  // nature.
  bool is_candidate(const Row& row) const {
    const bool open = row.cls == TransactionClass::operating_in ||
                      row.cls == TransactionClass::operating_out ||
                      row.cls == TransactionClass::related;
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
    used_[i] = used_[j] = true;
    const Row& a = work_.rows[i];
    const Row& b = work_.rows[j];
    Cycle cycle;
    cycle.first_statement = work_.out.ledger[i].statement;
    cycle.first_row = a.transaction->row;
    cycle.second_statement = work_.out.ledger[j].statement;
    cycle.second_row = b.transaction->row;
    cycle.counterparty = work_.parties[a.party].name;
    cycle.days = b.date().minus(a.date());
    cycle.amount = std::min(a.amount(), b.amount());
    cycle.from = a.date();
    cycle.to = b.date();
    work_.out.cycles.push_back(std::move(cycle));
    for (const std::size_t k : {i, j}) {
      if (work_.rows[k].cls == TransactionClass::related) continue;
      work_.rows[k].cls = work_.out.ledger[k].cls = TransactionClass::round_trip;
      work_.out.ledger[k].reason = "去而复返";
    }
  }

  Work& work_;
  std::vector<bool> used_;
  int days_max_;
  Decimal tolerance_;
  Money amount_min_;
};

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
    evidence.add_row(work.dossier.statements[cycle.first_statement].source, cycle.first_row);
    evidence.add_row(work.dossier.statements[cycle.second_statement].source, cycle.second_row);
    recent = recent || work.dossier.as_of.minus(cycle.to) <= 90;
    if (&cycle - work.out.cycles.data() < 3) {
      detail += fmt::format("{}({},{}) {} {} d", detail.empty() ? "" : "; ", cycle.first_row,
                            cycle.second_row, to_string(cycle.amount), cycle.days);
      text +=
          fmt::format("{}{}与{}往返{}元（{}日内）", text.empty() ? "" : "；", to_string(cycle.from),
                      marked_name(cycle.counterparty), to_grouped_string(cycle.amount), cycle.days);
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
