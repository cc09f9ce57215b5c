// The ledger: the rows of all accounts by time, the class of each and why, and what the files say
// about themselves (S01 to S04).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

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
      has_wallet_ = has_wallet_ || is_wallet(*statement);
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
    row.wallet = hits_.has(wallet_);
    if (t.direction == Direction::neutral) {
      row.cls = TransactionClass::neutral;
      ledger.reason = "账单标为不计收支";
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
      if (ledger.reason.empty()) {
        ledger.reason = row.acquiring ? hits_.word(words_, acquirer_)
                        : in          ? "不属其他类别的流入"
                                      : "不属其他类别的流出";
      }
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
    add(work_.own_names, customer.name);
    add(work_.own_names, customer.business_name);
    for (const auto& name : customer.owner_names) add(work_.own_names, name);
    for (const auto& account : customer.owner_accounts) own_accounts_.insert(account);
    add(work_.related_names, customer.spouse);
    if (work_.is_legal()) add(work_.related_names, customer.legal_representative);
    for (const auto& name : customer.related_names) add(work_.related_names, name);
    for (const Statement* statement : work_.statements) {
      for (const auto& name : statement->owner_names) add(work_.own_names, name);
      for (const auto& name : statement->related_names) add(work_.related_names, name);
      if (statement->account.size() >= 8 && statement->account.find('*') == std::string::npos) {
        own_accounts_.insert(statement->account);
      }
    }
    if (const Registry* registry = work_.registry()) {
      for (const auto& name : registry->former_names) add(work_.own_names, name);
      add(work_.related_names, registry->legal_representative);
      for (const auto& holder : registry->shareholders) add(work_.related_names, holder.name);
    }
  }

  std::uint32_t party_of(std::string_view printed) {
    const auto cached = by_print_.find(printed);
    if (cached != by_print_.end()) return cached->second;
    std::string name = normalise_name(printed);
    if (const auto known = work_.known_as.find(name); known != work_.known_as.end()) {
      name = known->second;
    }
    const auto [it, fresh] =
        work_.party_index.emplace(name, static_cast<std::uint32_t>(work_.parties.size()));
    if (fresh) {
      Party party;
      party.own = work_.own_names.contains(name);
      party.related = !party.own && work_.related_names.contains(name);
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
  std::set<std::string> own_accounts_;
  std::unordered_map<std::string_view, std::uint32_t> by_print_;
  bool has_wallet_ = false;
};

// The reviewer's decisions (人工改判): a row that another file repeats is meant by either place.
class Overrides {
 public:
  explicit Overrides(const Work& work) : work_(work) {
    for (const ClassOverride& decision : work.dossier.overrides) {
      by_place_.emplace(std::pair(decision.source, decision.row), &decision);
    }
    for (const DuplicateRow& d : work.out.duplicates) {
      const std::uint32_t source = work.dossier.statements[d.statement].source;
      const auto it = by_place_.find({source, d.row});
      if (it != by_place_.end()) by_place_.emplace(std::pair(source, d.duplicate_of), it->second);
    }
  }

  void apply(Row& row, LedgerRow& ledger) const {
    if (by_place_.empty()) return;
    const ClassOverride* decision = find(row.statement->source, row.transaction->row);
    if (decision == nullptr && row.again != 0) {
      for (const RowPlace& place : work_.again[row.again - 1]) {
        decision = find(work_.dossier.statements[place.statement].source, place.row);
        if (decision != nullptr) break;
      }
    }
    if (decision == nullptr) return;
    ledger.class_before = row.cls;
    ledger.reason = "人工改判";
    row.cls = decision->cls;
    row.bank_made = row.cls == TransactionClass::interest || row.cls == TransactionClass::fee;
    row.acquiring = row.acquiring && row.cls == TransactionClass::operating_in;
  }

 private:
  const ClassOverride* find(std::uint32_t source, std::uint32_t row) const {
    const auto it = by_place_.find({source, row});
    return it == by_place_.end() ? nullptr : it->second;
  }

  const Work& work_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, const ClassOverride*> by_place_;
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

}  // namespace

void build_ledger(Work& work) {
  Classifier classifier(work);
  const auto sensitive_rules = work.policy.keywords->group("sensitive");
  const Overrides overrides(work);
  std::size_t total = 0;
  for (const WorkAccount& account : work.accounts) total += account.placed.size();
  work.rows.reserve(total);
  work.out.ledger.reserve(total);
  // Merge the accounts by time; rows of one moment in the order of accounts, then of the balance.
  std::vector<std::size_t> next(work.accounts.size(), 0);
  for (std::size_t done = 0; done < total; ++done) {
    std::size_t best = work.accounts.size();
    for (std::size_t i = 0; i < work.accounts.size(); ++i) {
      const auto& placed = work.accounts[i].placed;
      if (next[i] == placed.size()) continue;
      if (best == work.accounts.size() ||
          placed[next[i]].transaction->time <
              work.accounts[best].placed[next[best]].transaction->time) {
        best = i;
      }
    }
    const PlacedRow& placed = work.accounts[best].placed[next[best]++];
    Row row;
    row.statement = placed.statement;
    row.transaction = placed.transaction;
    row.again = placed.again;
    row.account = static_cast<std::uint32_t>(best);
    LedgerRow ledger;
    ledger.statement = work.index_of(*row.statement);
    ledger.index = static_cast<std::uint32_t>(row.transaction - row.statement->rows.data());
    classifier.classify(row, ledger);
    note_sensitive(work, classifier.hits(), sensitive_rules, work.rows.size());
    overrides.apply(row, ledger);
    ledger.cls = row.cls;
    ledger.bank_made = row.bank_made;
    ledger.acquiring = row.acquiring;
    work.accounts[best].rows.push_back(work.rows.size());
    work.rows.push_back(row);
    work.out.ledger.push_back(ledger);
  }
}

namespace {

// S40: what the readers noticed about how the files came to be, of statements and invoices.
void edited_files(Work& work) {
  std::int64_t count = 0;
  Evidence evidence;
  std::string text;
  const auto look_at = [&](std::uint32_t source, const std::vector<ReadNote>& notes) {
    const bool edited = std::any_of(notes.begin(), notes.end(),
                                    [](const ReadNote& n) { return n.code == "pdf_edited"; });
    if (!edited) return;
    ++count;
    evidence.add_source(source);
    text += (text.empty() ? "" : "、") + work.dossier.sources[source].id;
  };
  std::optional<std::uint32_t> last;  // several statements may be of one file
  for (const Statement* statement : work.statements) {
    if (last != statement->source) look_at(statement->source, statement->notes);
    last = statement->source;
  }
  for (const InvoiceList* list : work.invoice_lists) look_at(list->source, list->notes);
  if (work.statements.empty() && work.invoice_lists.empty()) {
    work.missing_all({"edited_files", "edited_text"}, SourceKind::statement);
    return;
  }
  if (!text.empty()) text += "的文件属性显示曾经编辑或另存";
  work.set("edited_files", count, evidence);
  work.set("edited_text", text, evidence);
}

}  // namespace

void check_chains(Work& work) {
  edited_files(work);
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

}  // namespace zhun
