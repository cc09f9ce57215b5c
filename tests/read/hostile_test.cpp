// Damage, for every format: cut at every byte and with every bit flipped, a file is refused or
// read, and where it carries a balance or a total it never gives other sums in silence. A step
// through all that in the usual run; everything where ZHUN_LONG is set.
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

enum class Proof : std::uint8_t {
  none,    // nothing in the file proves its sums: only crashes and hangs count
  flips,   // proved against flips; a cut between two rows shows nothing
  always,  // against cuts as well
};

struct Target {
  const char* name;
  Proof proof;
  // The amount of the first row where no opening balance is printed: it stands in no equation.
  const char* unproved = nullptr;
};

const std::string kStatementJson =
    R"({"statement": {"holder": "a", "account": "1", "opening_balance_fen": 10000,
 "closing_balance_fen": 12500, "rows": [
 {"ts": "2026-01-05T10:00:00", "dir": "C", "amount_fen": 5000, "balance_fen": 15000},
 {"ts": "2026-01-06T11:00:00", "dir": "D", "amount_fen": 2500, "balance_fen": 12500,
  "cp_name": "b", "summary": "c"}]}})";
const std::string kInvoicesJson =
    R"({"invoices": [{"no": "01", "date": "2026-01-05", "amount_fen": 10000, "tax_fen": 1300,
 "rate": "0.13", "seller": "a", "seller_tax_no": "91", "buyer": "b", "sign": "BLUE"},
 {"no": "02", "date": "2026-02-05", "amount_fen": -10000, "tax_fen": -1300, "sign": "RED",
 "orig_no": "01", "side": "output"}], "period_from": "2026-01-01", "period_to": "2026-03-31"})";
const std::string kTaxJson =
    R"({"credit_rating": "B", "rating_year": 2025, "overdue_tax_fen": 0, "vat_declared": [
 {"period": "2026-01", "sales_ex_fen": 100000, "tax_payable_fen": 1000, "filed_on": "2026-02-10"},
 {"period": "2026-Q1", "sales_ex_fen": 300000}]})";
const std::string kGovernmentJson =
    R"({"schema": "gov-pull/1", "pull_id": "p", "status": "OK", "retrieved_at":
 "2026-01-05T10:00:00", "subject": {"name": "a", "id": "1"}, "data": {"registry": {"name": "a",
 "established": "2015-03-04", "registered_capital_fen": 100, "shareholders": [{"name": "b",
 "ratio": "1"}], "changes": [], "legal_rep": "b"}, "social_security": {"months": [{"month":
 "2026-01", "headcount": 5, "paid_fen": 100}]}, "penalty": []}})";
const std::string kTaxCsv = "所属期,销售额,应纳税额,申报日期\n2026-01,100.00,1.00,2026-02-10\n";
const std::string kInvoiceCsv =
    "发票号码,开票日期,金额,税额,价税合计,销方名称\n"
    "00000001,2026-01-05,100.00,13.00,113.00,a\n";

const Target kTargets[] = {
    {"alipay_2023.csv", Proof::always},
    {"wechat.csv", Proof::always},
    {"corporate.csv", Proof::flips},
    {"corporate_utf16le.csv", Proof::none},
    {"messages/mt940.sta", Proof::always},
    {"messages/mt942_latin1.sta", Proof::none},
    {"messages/camt053_v2.xml", Proof::always},
    {"messages/camt052_v8.xml", Proof::none},
    {"messages/ofx1.ofx", Proof::none},
    {"messages/ofx2.ofx", Proof::none},
    {"sheets/bank_1904.xlsx", Proof::always},
    {"sheets/bank_small.xls", Proof::flips},
    {"sheets/bank_2003.xls", Proof::flips},
    {"sheets/bank_html.xls", Proof::flips, "42315.83"},
    {"sheets/bank_mhtml.xls", Proof::flips, "4231=\r\n5.83"},
    {"einvoices/special.xml", Proof::always},
    {"einvoices/special.xbrl", Proof::none},
    {"einvoices/original_invoice.xml", Proof::always},
    {"einvoices/attached.ofd", Proof::always},
    {"einvoices/digital.ofd", Proof::always},
    {"archives/abc_traditional_stored.zip", Proof::always},
    {"archives/abc_aes256_ae1.zip", Proof::always},
    {"archives/two_statements.zip", Proof::always},
    {"statement.json", Proof::always},
    {"invoices.json", Proof::none},
    {"tax.json", Proof::none},
    {"government.json", Proof::none},
    {"tax.csv", Proof::none},
    {"invoices.csv", Proof::none},
};

std::string bytes_of(const std::string& name) {
  const std::pair<std::string_view, const std::string*> own[] = {
      {"statement.json", &kStatementJson},
      {"invoices.json", &kInvoicesJson},
      {"tax.json", &kTaxJson},
      {"government.json", &kGovernmentJson},
      {"tax.csv", &kTaxCsv},
      {"invoices.csv", &kInvoiceCsv}};
  for (const auto& [own_name, bytes] : own) {
    if (own_name == name) return *bytes;
  }
  return fixture("read/fixtures/" + name);
}

// What must not change in silence, and what says that something did.
struct Reading {
  std::map<std::string, std::int64_t> sums;
  std::multiset<std::string> notes;
};

void add_notes(Reading& reading, const std::vector<ReadNote>& notes) {
  for (const ReadNote& note : notes) reading.notes.insert(note.code);
}

Reading reading_of(const AnySource& source) {
  Reading reading;
  if (const auto* statements = std::get_if<std::vector<Statement>>(&source)) {
    for (const Statement& statement : *statements) {
      add_notes(reading, statement.notes);
      for (const ControlTotal& total : statement.totals) {
        if (!total.holds()) reading.notes.insert("total:" + total.kind);
      }
      for (const Transaction& row : statement.rows) {
        const std::string currency(row.currency.empty() ? statement.currency
                                                        : std::string(row.currency));
        reading.sums[currency + std::string(to_string(row.direction))] += row.amount.fen();
      }
    }
  } else if (const auto* list = std::get_if<InvoiceList>(&source)) {
    add_notes(reading, list->notes);
    for (const Invoice& invoice : list->invoices) {
      reading.sums["amount"] += invoice.amount_ex.fen();
      reading.sums["tax"] += invoice.tax.fen();
    }
  } else if (const auto* returns = std::get_if<TaxReturns>(&source)) {
    add_notes(reading, returns->notes);
    for (const TaxPeriod& period : returns->periods) reading.sums["sales"] += period.sales_ex.fen();
  }
  std::erase_if(reading.sums, [](const auto& sum) { return sum.second == 0; });
  return reading;
}

// Refused with a sentence, or the same sums, or a finding that the whole file does not have.
bool is_honest(const Result<AnySource>& result, const Reading& whole) {
  if (!result) return !result.error().message.empty();
  const Reading reading = reading_of(*result);
  return reading.sums == whole.sums || !std::includes(whole.notes.begin(), whole.notes.end(),
                                                      reading.notes.begin(), reading.notes.end());
}

// Everything in the long run; else a step that meets every bit of a byte in turn.
std::size_t step(std::size_t usual) { return std::getenv("ZHUN_LONG") != nullptr ? 1 : usual; }

ReadOptions options_of(const Target& target) {
  ReadOptions options = options_for(target.name);
  options.password = "283746";
  return options;
}

}  // namespace

TEST_CASE("a file that is cut anywhere is refused, or right, or says what it lacks") {
  for (const Target& target : kTargets) {
    CAPTURE(std::string(target.name));
    const std::string whole = bytes_of(target.name);
    const auto complete = read_any(whole, options_of(target));
    REQUIRE_MESSAGE(complete.has_value(), to_string(complete.error()));
    const Reading expected = reading_of(*complete);
    for (std::size_t size = 0; size < whole.size(); size += step(3)) {
      const auto cut = read_any(std::string_view(whole).substr(0, size), options_of(target));
      const bool honest = is_honest(cut, expected);
      if (honest || target.proof != Proof::always) continue;
      CAPTURE(size);
      CHECK_MESSAGE(false, "other sums without a finding");
    }
  }
}

TEST_CASE("a file with a flipped bit is refused, or right, or says that it is wrong") {
  for (const Target& target : kTargets) {
    CAPTURE(std::string(target.name));
    const std::string whole = bytes_of(target.name);
    const auto complete = read_any(whole, options_of(target));
    REQUIRE_MESSAGE(complete.has_value(), to_string(complete.error()));
    const Reading expected = reading_of(*complete);
    const std::string_view unproved = target.unproved != nullptr ? target.unproved : "";
    const std::size_t begin = unproved.empty() ? whole.size() : whole.find(unproved);
    REQUIRE(begin != std::string::npos);
    std::string changed = whole;
    for (std::size_t bit = 0; bit < whole.size() * 8; bit += step(11)) {
      const char kept = changed[bit / 8];
      changed[bit / 8] = static_cast<char>(kept ^ (1 << bit % 8));
      const auto result = read_any(changed, options_of(target));
      changed[bit / 8] = kept;
      const bool honest = is_honest(result, expected);
      if (honest || target.proof == Proof::none) continue;
      if (bit / 8 >= begin && bit / 8 < begin + unproved.size()) continue;
      CAPTURE(bit / 8);
      CAPTURE(bit % 8);
      CHECK_MESSAGE(false, "other sums without a finding");
    }
  }
}
