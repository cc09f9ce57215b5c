// EvidenceBook: gives every figure of the report its number (E01, E02, ...) in the order of
// reading, and keeps what stands behind it: definition, calculation, rule, rows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "present/report_masker.hpp"
#include "present/report_rows.hpp"
#include "present/scan_crops.hpp"
#include "reconcile/scan_facts.hpp"
#include "score/wording.hpp"

namespace zhun::report {

// One row of a source behind a figure.
struct EvidenceRow {
  std::uint32_t source = 0;
  std::string place;   // "p31·r12", "r12"; empty: the source as a whole
  std::string text;    // date, counterparty, summary
  std::string amount;  // signed, yuan
  bool marked = false;
  std::string verdict;             // of a scan: what is doubtful, what was repaired
  std::vector<std::size_t> crops;  // numbers of pictures of its cells
};

struct EvidenceEntry {
  std::string title, value, text;  // text: a sentence, of findings
  std::string doubt;               // how much of it rests on rows of scans that nothing proves
  std::string definition, calculation, rule;
  std::string near_miss;  // of a failing finding: what would have been milder
  std::vector<std::pair<std::string, std::string>> inputs;  // operand, value
  std::vector<EvidenceRow> rows;
  std::uint64_t row_count = 0;  // all, of which `rows` are a part
  bool minor = false;           // stands in a table of its own kind: its rows are not printed
  std::string filter;           // of the transaction table: "month=2026-03", "set=4"
  std::string key;              // by which a mark of a chart names it: "key=customer/0"
};

class EvidenceBook {
 public:
  EvidenceBook(const Assessment& assessment, const Wording& wording, Masker& masker,
               const RowTable& table);

  // The number of an entry; equal keys are one entry.
  std::string of_fact(std::string_view name);  // "" when there is no such fact or it has no value
  std::string of_finding(const Finding& finding, std::size_t rows_max = 8);
  // `rows` are sampled; `entry.filter` is set when empty.
  std::string of_custom(std::string_view key, EvidenceEntry entry, const Evidence& rows,
                        std::size_t rows_max = 8);

  // Appends the link that opens the evidence; nothing for "".
  void append_chip(std::string& out, std::string_view id) const;
  void append_fact_chip(std::string& out, std::string_view name) {
    append_chip(out, of_fact(name));
  }

  [[nodiscard]] std::string fact_value(std::string_view name) const;  // with its unit, or "—"
  [[nodiscard]] std::string fact_title(std::string_view name) const;
  [[nodiscard]] const Fact* fact(std::string_view name) const;  // nullptr unless it has a value

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // In the order of their numbers.
  [[nodiscard]] const std::vector<EvidenceEntry>& entries() const { return entries_; }
  // For reading without a script; pictures of cells are here, once each.
  // `page` is the report so far: an entry that only folded parts name is marked, and not printed.
  void append_index(std::string& out, std::string_view page) const;
  void append_json(std::string& out) const;  // for the script
  // Whether the transaction table must hold this row.
  [[nodiscard]] const std::vector<std::uint32_t>& sampled_rows() const { return sampled_rows_; }

 private:
  std::string add(std::string key, EvidenceEntry entry);
  void add_inputs(EvidenceEntry& entry, const Finding& finding) const;
  std::string find(std::string_view key) const;
  void fill_rows(EvidenceEntry& entry, const Evidence& rows, std::size_t rows_max);
  EvidenceRow statement_row(std::uint32_t position);
  void append_left_out(EvidenceEntry& entry, const std::vector<RowRange>& ranges,
                       std::size_t rows_max);
  void add_scan(EvidenceRow& row, const ScannedRow& scanned);
  [[nodiscard]] std::vector<std::size_t> owners_of_crops() const;
  [[nodiscard]] std::vector<bool> named_unfolded(std::string_view page) const;
  void append_crops(std::string& out, const EvidenceRow& row) const;
  void append_other_rows(EvidenceEntry& entry, const RowRange& range, std::size_t rows_max);
  EvidenceRow other_row(std::uint32_t source, std::uint32_t row);
  void append_index_rows(std::string& out, const EvidenceEntry& entry) const;
  std::string filter_of(const std::vector<RowRange>& ranges);

  const Assessment& assessment_;
  const Wording& wording_;
  Masker& masker_;
  const RowTable& table_;
  std::vector<EvidenceEntry> entries_;
  std::map<std::string, std::size_t, std::less<>> by_key_;
  std::vector<std::string> sets_;  // encoded ranges of statement rows
  std::unordered_map<std::string, std::size_t> set_numbers_;
  std::size_t set_bytes_ = 0;
  std::vector<std::uint32_t> sampled_rows_;
  DoubtIndex doubts_;
  ScanCrops crops_;
  std::map<std::uint32_t, const InvoiceList*> invoices_;
  std::map<std::uint32_t, const TaxReturns*> tax_returns_;
};

}  // namespace zhun::report
