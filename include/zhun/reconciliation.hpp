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
#include "zhun/money.hpp"

namespace zhun {

// Class of a row (交易类别), DOMAIN 2.3; the first that matches, in the order of that table.
enum class TransactionClass : std::uint8_t {
  refund_in,
  interest,
  loan_in,
  own,
  related,
  wealth,
  capital,
  deposit,
  gov,
  cash,
  round_trip,
  operating_in,
  gamble,
  refund_out,
  loan_repay,
  tax,
  social,
  wage,
  util,
  rent,
  fee,
  cash_out,
  operating_out,
  neutral,  // 不计收支, 交易关闭
};
[[nodiscard]] std::string_view to_string(TransactionClass value);    // "OPERATING_IN"
[[nodiscard]] std::string_view class_title(TransactionClass value);  // "经营收入"

// A row that takes part in the figures: duplicates are not here.
struct LedgerRow {
  std::uint32_t statement = 0;  // index into Dossier::statements
  std::uint32_t index = 0;      // index into Statement::rows
  TransactionClass cls = TransactionClass::neutral;
  bool bank_made = false;  // interest, fees: not the customer's act
  bool acquiring = false;  // 收单结算
  std::string_view
      reason;  // the keyword or the rule that decided the class (static or policy text)
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

// S20: a transfer that came back.
struct Cycle {
  std::uint32_t first_statement = 0, first_row = 0, second_statement = 0, second_row = 0;
  std::string counterparty;
  int days = 0;
  Money amount;
  Date from, to;
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
};

struct Reconciliation {
  Facts facts;
  std::vector<LedgerRow> ledger;  // by time, then statement, then row
  std::vector<DuplicateRow> duplicates;
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
  struct ClassTotal {
    TransactionClass cls;
    Money amount;
    std::uint32_t count;
    Evidence evidence;
  };
  std::vector<ClassTotal> classes;  // in the order of TransactionClass; rows of that class
};

}  // namespace zhun
