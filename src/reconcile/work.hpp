// Work: what the steps of a reconciliation share: the sources in use, the rows with their classes,
// and the facts so far. Internal to src/reconcile; one object a call.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reconcile/keywords.hpp"
#include "reconcile/reconcile.hpp"
#include "reconcile/stopping.hpp"

namespace zhun {

// A row of the ledger with its statement, transaction and counterparty at hand.
struct Row {
  const Statement* statement = nullptr;
  const Transaction* transaction = nullptr;
  std::uint32_t party = 0;    // index into Work::parties
  std::uint32_t account = 0;  // index into Work::accounts
  std::uint32_t again = 0;    // 1 + index into Work::again: other places that show the row; 0: none
  TransactionClass cls = TransactionClass::neutral;
  bool bank_made = false, acquiring = false, lender = false, wallet = false;
  bool mirrored = false;  // the payment counts in another account
  Money effective;        // its part of the net effective inflow: negative for refunds to customers

  [[nodiscard]] Date date() const { return transaction->time.date; }
  [[nodiscard]] Money amount() const { return transaction->amount; }
  [[nodiscard]] bool is_in() const {
    return transaction->direction == Direction::inflow && !mirrored;
  }
  [[nodiscard]] bool is_out() const {
    return transaction->direction == Direction::outflow && !mirrored;
  }
};

// A row on its way into the ledger.
struct PlacedRow {
  const Statement* statement = nullptr;
  const Transaction* transaction = nullptr;
  std::uint32_t again = 0;  // as Row::again
};

// One account: its files, and its rows without repetitions in the order of the balance.
struct WorkAccount {
  std::vector<const Statement*> files;  // the one whose rows are kept comes first
  std::vector<PlacedRow> placed;        // moved into the ledger by build_ledger
  std::vector<std::size_t> rows;        // indices into Work::rows
};

// A counterparty: one normal form of a name.
struct Party {
  std::string name;  // normal form
  bool enterprise = false, own = false, related = false;
};

// Days from..to that the statements cover.
struct Period {
  Date from, to;
  [[nodiscard]] int days() const { return to.minus(from) + 1; }
};

struct Work {
  Work(const Dossier& the_dossier, const ReconcilePolicy& the_policy, Watch* the_watch)
      : dossier(the_dossier), policy(the_policy), watch(the_watch) {}

  const Dossier& dossier;
  const ReconcilePolicy& policy;
  Watch* watch;  // may be nullptr
  Reconciliation out;

  // The sources in use: authorised, and not older than the policy's hard limit.
  std::vector<const Statement*> statements;
  std::vector<const InvoiceList*> invoice_lists;
  std::vector<const TaxReturns*> tax_returns;  // the newest first
  std::vector<const GovernmentRecord*> government;

  // Filed periods of all tax files, ascending; of a period that two files have, the newer file's.
  struct Filed {
    const TaxPeriod* period;
    const TaxReturns* returns;
  };
  std::vector<Filed> filed;

  std::vector<GovernmentRecord> fresh_government;  // without the parts that are too old

  std::vector<Row> rows;                     // as out.ledger
  std::vector<WorkAccount> accounts;         // as out.accounts
  std::vector<std::vector<RowPlace>> again;  // see Row::again
  struct Sensitive {
    std::size_t row, rule;
    std::string_view word;
  };
  std::vector<Sensitive> sensitive;                // rows that hit a word of the sensitive lists
  std::set<std::string> own_names, related_names;  // normal forms
  std::map<std::string, std::string, std::less<>> known_as;  // printed normal form -> known one
  std::vector<Party> parties;
  std::unordered_map<std::string, std::uint32_t> party_index;
  std::vector<Period> coverage;    // of the statements together, merged, ascending
  std::vector<Month> full_months;  // wholly covered

  [[nodiscard]] bool is_legal() const { return dossier.customer.type == CustomerType::legal; }
  [[nodiscard]] Decimal parameter(std::string_view name) const;

  void keep_on() const { zhun::keep_on(watch); }  // in loops over rows

  void set(std::string_view name, FactValue value, Evidence evidence = {});
  void missing(std::string_view name, std::string reason, std::string material = {});
  void not_applicable(std::string_view name, std::string reason);
  [[nodiscard]] const Fact* find(std::string_view name) const;  // nullptr unless it has a value
  [[nodiscard]] std::optional<Decimal> number(std::string_view name) const;
  [[nodiscard]] const Evidence& evidence(std::string_view name) const;

  // Why a source of a kind is not in use, and which material supplies it.
  void missing_source(std::string_view name, SourceKind kind);
  void missing_all(std::initializer_list<std::string_view> names, SourceKind kind);

  void add_row(Evidence& evidence, const Row& row) const {
    evidence.add_row(row.statement->source, row.transaction->row);
    if (row.again == 0) return;
    for (const RowPlace& place : again[row.again - 1]) {
      evidence.add_row(dossier.statements[place.statement].source, place.row);
    }
  }
  [[nodiscard]] std::uint32_t index_of(const Statement& statement) const {
    return static_cast<std::uint32_t>(&statement - dossier.statements.data());
  }
  [[nodiscard]] RowPlace place_of(const Row& row) const {
    return {index_of(*row.statement), row.transaction->row};
  }
  // Two places of one payment: the evidence of `row` shows `place` as well.
  void shows_again(Row& row, RowPlace place);
  [[nodiscard]] bool is_covered(Date date) const;
  [[nodiscard]] const Registry* registry(std::uint32_t* source = nullptr) const;
};

// Steps, in order. Each reads what the ones before it wrote.
void select_sources(Work& work);      // staleness (X42), consent results
void group_accounts(Work& work);      // which files are of one account, and what they cover
void merge_names(Work& work);         // spellings of one company (before the classes)
void place_rows(Work& work);          // rows of each account, in order, and its balance chains
void build_ledger(Work& work);        // duplicates, order, classes
void pair_own_transfers(Work& work);  // transfers and payments that two accounts show
void account_facts(Work& work);       // S03
void check_chains(Work& work);        // S01 to S04
void find_cycles(Work& work);         // S20
void balance_facts(Work& work);       // daily balances, interest (S07, S08, S18, S19)
void statement_facts(Work& work);     // effective flow and the S metrics
void pattern_facts(Work& work);       // S11 to S13, S17, S20 to S27, S33 to S36
void invoice_facts(Work& work);       // V and T
void government_facts(Work& work);    // G, identity
void match_invoices(Work& work);      // which payments settle which invoices
void cross_facts(Work& work);         // X, triangulation, need, capacity
void claim_facts(Work& work);         // X07 to X44: what is stated and what others say
void disclosure_facts(Work& work);    // X05, X08, X18, X27, X43
void scan_facts(Work& work);          // X40, S60, what of each fact rests on doubtful rows

// The newest record that has a part; nullptr: none.
template <typename Part>
[[nodiscard]] const GovernmentRecord* newest(const Work& work, Part GovernmentRecord::*part) {
  const GovernmentRecord* found = nullptr;
  for (const GovernmentRecord* record : work.government) {
    if (!(record->*part)) continue;
    if (found == nullptr || record->data_as_of > found->data_as_of) found = record;
  }
  return found;
}

// Whether one of the names is the lender's, in one of the forms that names of organisations take.
[[nodiscard]] bool lists_lender(const std::vector<std::string>& names, std::string_view lender);

// The entry of a table by industry whose code is the longest beginning of `industry`; nullptr:
// none.
template <typename Entry>
[[nodiscard]] const Entry* entry_of(const std::vector<Entry>& table, std::string_view industry) {
  const Entry* found = nullptr;
  for (const Entry& entry : table) {
    if (!industry.starts_with(entry.industry)) continue;
    if (found == nullptr || entry.industry.size() > found->industry.size()) found = &entry;
  }
  return found;
}

// 微信 or 支付宝: it shows payments that a bank card made.
[[nodiscard]] bool is_wallet(const Statement& statement);
// Whether two printed account numbers may be one: equal, or masked and equal where visible.
[[nodiscard]] bool same_account_number(std::string_view a, std::string_view b);

// "工商银行尾号7731": what people may see of an account.
[[nodiscard]] std::string account_label(const Work& work, std::size_t account);

// Periods in one list without overlaps; neighbours are joined.
[[nodiscard]] std::vector<Period> merged_periods(std::vector<Period> periods);
// How old a source is by its data, else by the day of retrieval.
[[nodiscard]] std::optional<Date> date_of(const Source& source);

// Shared arithmetic.
[[nodiscard]] std::optional<Decimal> ratio(Money a, Money b);
[[nodiscard]] std::optional<Decimal> ratio(std::size_t a, std::size_t b);
[[nodiscard]] Money to_money_or_throw(const Decimal& yuan);

}  // namespace zhun
