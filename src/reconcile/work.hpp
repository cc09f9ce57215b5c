// Work: what the steps of a reconciliation share: the sources in use, the rows with their classes,
// and the facts so far. Internal to src/reconcile; one object a call.
#pragma once

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
  std::uint32_t party = 0;  // index into Work::parties
  TransactionClass cls = TransactionClass::neutral;
  bool bank_made = false, acquiring = false, lender = false;
  Money effective;  // its part of the net effective inflow: negative for refunds to customers

  [[nodiscard]] Date date() const { return transaction->time.date; }
  [[nodiscard]] Money amount() const { return transaction->amount; }
  [[nodiscard]] bool is_in() const { return transaction->direction == Direction::inflow; }
  [[nodiscard]] bool is_out() const { return transaction->direction == Direction::outflow; }
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
  std::vector<const TaxReturns*> tax_returns;
  std::vector<const GovernmentRecord*> government;

  std::vector<GovernmentRecord> fresh_government;  // without the parts that are too old

  std::vector<Row> rows;  // as out.ledger
  struct Sensitive {
    std::size_t row, rule;
    std::string_view word;
  };
  std::vector<Sensitive> sensitive;  // rows that hit a word of the sensitive lists
  std::vector<Party> parties;
  std::unordered_map<std::string, std::uint32_t> party_index;
  std::vector<Period> coverage;                     // of the statements together, merged, ascending
  std::vector<Month> full_months;                   // wholly covered
  std::vector<std::vector<DailyBalance>> balances;  // by statement in use; empty without balances

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
  }
  [[nodiscard]] bool is_covered(Date date) const;
  [[nodiscard]] const Registry* registry(std::uint32_t* source = nullptr) const;
};

// Steps, in order. Each reads what the ones before it wrote.
void select_sources(Work& work);    // staleness (X42), consent results
void build_ledger(Work& work);      // duplicates, order, classes
void check_chains(Work& work);      // S01
void find_cycles(Work& work);       // S20
void balance_facts(Work& work);     // daily balances, interest (S07, S08, S18, S19)
void statement_facts(Work& work);   // effective flow and the S metrics
void pattern_facts(Work& work);     // S11 to S13, S17, S20 to S27, S33 to S36
void invoice_facts(Work& work);     // V and T
void government_facts(Work& work);  // G, identity
void cross_facts(Work& work);       // X, triangulation, need, capacity
void scan_facts(Work& work);        // X40, S60, and how much of each fact rests on doubtful rows

// Shared arithmetic.
[[nodiscard]] std::optional<Decimal> ratio(Money a, Money b);
[[nodiscard]] std::optional<Decimal> ratio(std::size_t a, std::size_t b);
[[nodiscard]] Money to_money_or_throw(const Decimal& yuan);

}  // namespace zhun
