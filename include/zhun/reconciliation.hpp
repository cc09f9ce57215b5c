// Reconciliation (核对): what the sources say together: facts, and the tables behind them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/dossier.hpp"
#include "zhun/evidence.hpp"
#include "zhun/fact.hpp"
#include "zhun/matching.hpp"
#include "zhun/money.hpp"
#include "zhun/transaction_class.hpp"

namespace zhun {

// One row of a statement: the statement's index in Dossier::statements, and Transaction::row.
struct RowPlace {
  std::uint32_t statement = 0, row = 0;
  auto operator<=>(const RowPlace&) const = default;
};

// A row that takes part in the figures: duplicates are not here.
struct LedgerRow {
  std::uint32_t statement = 0;  // index into Dossier::statements
  std::uint32_t index = 0;      // index into Statement::rows
  TransactionClass cls = TransactionClass::neutral;
  bool bank_made = false;  // interest, fees: not the customer's act
  bool acquiring = false;  // 收单结算
  bool mirrored = false;   // the same payment counts in another account: neutral here
  // The keyword or the rule that decided the class (static text or the policy's).
  std::string_view reason;
  // Set where a reviewer's decision changed the class: what the rules said before.
  std::optional<TransactionClass> class_before;
};

// One account (账户): what all of its files say together.
struct LedgerAccount {
  std::vector<std::uint32_t> statements;  // indices; the file whose rows are kept comes first
  struct Days {
    Date from, to;
  };
  std::vector<Days> covered, gaps, silent;  // silent: over 15 days without a row in a busy account
  std::uint32_t rows = 0, repeated = 0;     // counted rows; rows seen again in another file
  // Rows on days that lie inside two files, and only one of the files has them.
  std::vector<RowPlace> differences;
  struct Joint {  // a file that does not begin with the balance with which the days before ended
    std::uint32_t statement = 0;
    Date at;
    Money expected, shown;
  };
  std::vector<Joint> joints;
};

// A row that another place shows as well, and that counts once.
struct RepeatedRow {
  RowPlace row, of;
  bool other_account = false;  // false: another file of one account
};

// Both ends of a transfer between the customer's own accounts.
struct OwnTransfer {
  RowPlace out, in;
};

struct MonthlyFigures {
  Month month;
  bool full = false;                 // the month is wholly covered
  Money inflow, outflow, effective;  // effective: net effective inflow (may be negative)
  std::uint32_t inflow_count = 0, outflow_count = 0;
};

struct DailyBalance {
  Date date;
  Money balance;  // at the end of the day, summed over the accounts that print balances
};

// S08, DOMAIN 2.5.
struct InterestCheck {
  std::uint32_t statement = 0, row = 0;  // row: Transaction::row; 0 = the interest row is absent
  Date credited_on, period_from, period_to;
  int days = 0, covered_days = 0;
  Money accumulated;  // Σ daily balances of the covered days
  Decimal rate;       // annual
  Decimal expected;   // exact, yuan
  Money stated;
  Decimal observed_average, implied_average;  // yuan
  std::optional<Decimal> rest_average;        // partly covered: what the other days must average
  std::string verdict;                        // "PASS", "RATE", "WARN", "KO", "ABSENT"
};

struct ChainBreak {
  std::uint32_t statement = 0, row = 0;
  Money expected, shown;
};

struct DuplicateRow {
  std::uint32_t statement = 0, row = 0, duplicate_of = 0;
};

// S20: a transfer that came back, by way of one counterparty or of several.
struct Cycle {
  std::vector<RowPlace> legs;        // in the order of time; one row a leg, two at least
  std::vector<std::string> parties;  // whom the money went through, without the start
  std::uint32_t from_statement = 0;  // account in which it began
  int days = 0;
  Money amount;  // the smallest leg
  Date from, to;
};

// A payment and the invoice that it settles, out of the dossier's own sources (X14, X39).
struct InvoicePayment {
  std::uint32_t invoice_source = 0, invoice_row = 0;
  std::string invoice_number, customer;  // customer: normal form of the buyer's name
  Date issued, paid;
  RowPlace payment;
  std::string payer;
  Money invoice_amount, payment_amount;
  Money settled;   // what of the invoice this payment settles
  Money deducted;  // fees or discounts of the whole settlement
  SettlementKind kind = SettlementKind::single;
  bool ambiguous = false;        // others are nearly as likely: it proves nothing by itself
  bool interchangeable = false;  // another invoice of the same buyer and amount would do as well
  std::string why;               // one Chinese sentence without a value of the documents
  struct Other {                 // another invoice that the same payment may settle
    std::uint32_t source = 0, row = 0;
    std::string number;
  };
  std::vector<Other> others;  // of ambiguous and interchangeable ones, at most five
};

// Two spellings that are taken for one party, and why.
struct NameMerge {
  std::string printed, known;  // normal forms
  std::string why;             // one Chinese sentence without the names
  Evidence evidence;           // where `printed` stands
};

// Two records of one thing that say different things: an invoice in two lists, a period in two tax
// files, a registry pulled twice. The first is the newer one, and counts.
struct Contradiction {
  std::uint32_t source = 0, row = 0, other_source = 0, other_row = 0;
  std::string record, field, stated, other_stated;  // names are marked
  std::optional<Date> since;
};

// One filed VAT period of all tax files together.
struct FiledVat {
  std::uint32_t source = 0, row = 0;
  Date from, to;
  Money sales_ex;
  Decimal usual_rate;  // of payers of this kind, where no invoices tell: 0.13, 0.01
};

struct CounterpartyFigures {
  std::string name;
  Money amount, inflow, outflow;
  Decimal share;
  Evidence evidence;
  bool person = false;
};

struct InvoiceMonth {
  Month month;
  Money issued_ex, issued_incl, attributed_ex;
  bool covered = false;
};

struct VatPeriodComparison {
  Date from, to;
  Money declared_ex, invoiced_ex;
  std::optional<Decimal> effective_rate;
};

struct SourceAge {
  std::uint32_t source = 0;
  std::string label;  // 登记, 司法, 流水, ...
  Date data_as_of;
  int age_days = 0, warn_days = 0, hard_days = 0;
  [[nodiscard]] bool old() const { return age_days > warn_days; }
};

struct Reconciliation {
  Facts facts;
  std::vector<LedgerRow> ledger;  // by time, then statement, then row
  std::vector<LedgerAccount> accounts;
  std::vector<DuplicateRow> duplicates;  // within one file
  std::vector<RepeatedRow> repeats;      // across files and accounts
  std::vector<OwnTransfer> own_transfers;
  std::vector<ChainBreak> breaks;
  std::vector<Cycle> cycles;
  std::vector<MonthlyFigures> months;
  std::vector<DailyBalance> daily;
  std::vector<InterestCheck> interest;
  std::vector<CounterpartyFigures> customers, suppliers, buyers;  // largest first
  std::vector<CounterpartyFigures> both_sides;                    // S11
  std::vector<InvoiceMonth> invoice_months;
  std::vector<VatPeriodComparison> vat;
  std::vector<SourceAge> ages;
  std::vector<InvoicePayment> invoice_payments;  // by invoice, then payment
  std::vector<RowPlace> unresolved_payments;     // several explanations, none chosen
  // Input invoices and the payments for them; `customer` is the seller, `payer` the payee.
  std::vector<InvoicePayment> purchase_payments;
  std::vector<RowPlace> unresolved_purchases;
  bool matching_complete = true;                 // false: a limit of the search was met
  std::vector<NameMerge> name_merges;            // by printed name
  std::vector<Contradiction> contradictions;     // by record, then field
  std::vector<FiledVat> filed;                   // ascending
  struct ClassTotal {
    TransactionClass cls;
    Money amount;
    std::uint32_t count;
    Evidence evidence;
  };
  std::vector<ClassTotal> classes;  // in the order of TransactionClass; rows of that class
};

}  // namespace zhun
