// The table of all statement rows; see report_rows.hpp. Everything here is linear in the rows, but
// for one sort by time.
#include "present/report_rows.hpp"

#include <algorithm>
#include <string_view>

namespace zhun::report {
namespace {

// Which failing check marks the rows of its evidence, and how.
struct MarkRule {
  std::string_view finding;
  std::uint16_t bits;
};
constexpr MarkRule kMarkRules[] = {{"S27", kMarkSensitive},
                                   {"S26", kMarkLender},
                                   {"S25", kMarkLender},
                                   {"S17", kMarkFastThrough},
                                   {"S21", kMarkSplit}};

bool earlier(const DateTime& a, const DateTime& b) { return a < b; }

}  // namespace

RowTable::RowTable(const Assessment& assessment) : dossier_(*assessment.dossier) {
  collect(assessment.reconciliation);
  index_sources();
  mark_rows(assessment);
  marked_by_source_.resize(by_source_.size());
  for (std::size_t source = 0; source < by_source_.size(); ++source) {
    for (const Position& position : by_source_[source]) {
      if ((rows_[position.second].marks & kMarksToLookAt) != 0) {
        marked_by_source_[source].push_back(position);
      }
    }
  }
}

void RowTable::collect(const Reconciliation& reconciliation) {
  std::vector<std::vector<bool>> seen;
  std::size_t total = 0;
  for (const auto& statement : dossier_.statements) {
    seen.emplace_back(statement.rows.size(), false);
    total += statement.rows.size();
  }
  rows_.reserve(total);
  for (const auto& entry : reconciliation.ledger) {
    if (entry.statement >= seen.size() || entry.index >= seen[entry.statement].size()) continue;
    const Statement& owner = dossier_.statements[entry.statement];
    rows_.push_back({entry.statement, entry.index, owner.source, owner.rows[entry.index].row,
                     entry.cls, 0, !entry.mirrored, entry.reason, entry.class_before.has_value()});
    seen[entry.statement][entry.index] = true;
  }
  const std::size_t counted = rows_.size();
  for (std::uint32_t s = 0; s < seen.size(); ++s) {
    const Statement& owner = dossier_.statements[s];
    for (std::uint32_t i = 0; i < seen[s].size(); ++i) {
      if (seen[s][i]) continue;
      rows_.push_back({s, i, owner.source, owner.rows[i].row, TransactionClass::neutral, 0, false,
                       "同一笔已计入", false});
    }
  }
  const auto by_time = [this](const TableRow& a, const TableRow& b) {
    return earlier(transaction(a).time, transaction(b).time);
  };
  const auto middle = rows_.begin() + static_cast<std::ptrdiff_t>(counted);
  std::stable_sort(middle, rows_.end(), by_time);
  std::inplace_merge(rows_.begin(), middle, rows_.end(), by_time);
}

void RowTable::index_sources() {
  by_source_.resize(dossier_.sources.size());
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].source >= by_source_.size()) by_source_.resize(rows_[i].source + 1);
    by_source_[rows_[i].source].emplace_back(rows_[i].row, i);
  }
  for (auto& positions : by_source_) {
    if (!std::is_sorted(positions.begin(), positions.end())) {
      std::sort(positions.begin(), positions.end());
    }
  }
}

void RowTable::mark_rows(const Assessment& assessment) {
  const Reconciliation& all = assessment.reconciliation;
  for (const auto& cycle : all.cycles) {
    for (const RowPlace& leg : cycle.legs) mark(leg.statement, leg.row, kMarkCycle);
  }
  for (const auto& gap : all.breaks) mark(gap.statement, gap.row, kMarkBreak);
  for (const auto& repeat : all.repeats) {
    mark(repeat.row.statement, repeat.row.row, kMarkDuplicate);
  }
  for (const auto& copy : all.duplicates) mark(copy.statement, copy.row, kMarkDuplicate);
  for (const auto& check : all.interest) {
    if (check.row == 0) continue;
    const bool holds = check.verdict == "PASS" || check.verdict == "RATE";
    mark(check.statement, check.row, holds ? kMarkInterest : kMarkInterestWrong | kMarkInterest);
  }
  for (const auto& finding : assessment.findings) {
    if (finding.status != FindingStatus::fail) continue;
    for (const auto& rule : kMarkRules) {
      if (finding.id == rule.finding) mark(finding.evidence, rule.bits);
    }
  }
  for (auto& row : rows_) {
    if (transaction(row).repaired) row.marks |= kMarkRepaired;
    if (row.overridden) row.marks |= kMarkOverridden;
    const ScannedSource* scan = dossier_.scan_of(row.source);
    const ScannedRow* scanned = scan != nullptr ? scan->find(row.row) : nullptr;
    if (scanned != nullptr && scanned->verdict.verdict == Verdict::doubtful)
      row.marks |= kMarkDoubtful;
    if (row.cls == TransactionClass::interest) row.marks |= kMarkInterest;
  }
}

void RowTable::mark(std::uint32_t statement, std::uint32_t row, std::uint16_t bits) {
  if (statement >= dossier_.statements.size()) return;
  const TableRow* found = find(dossier_.statements[statement].source, row);
  if (found != nullptr) {
    auto& marks = rows_[static_cast<std::size_t>(found - rows_.data())].marks;
    marks = static_cast<std::uint16_t>(marks | bits);
  }
}

void RowTable::mark(const Evidence& evidence, std::uint16_t bits) {
  for (const auto& range : evidence.ranges()) {
    if (range.source >= by_source_.size() || range.first == 0) continue;
    const auto& positions = by_source_[range.source];
    auto it = std::lower_bound(positions.begin(), positions.end(), Position{range.first, 0});
    for (; it != positions.end() && it->first <= range.last; ++it) {
      auto& marks = rows_[it->second].marks;
      marks = static_cast<std::uint16_t>(marks | bits);
    }
  }
}

const TableRow* RowTable::find(std::uint32_t source, std::uint32_t row) const {
  if (source >= by_source_.size()) return nullptr;
  const auto& positions = by_source_[source];
  const auto it = std::lower_bound(positions.begin(), positions.end(), Position{row, 0});
  return it != positions.end() && it->first == row ? &rows_[it->second] : nullptr;
}

const Statement& RowTable::statement(const TableRow& row) const {
  return dossier_.statements[row.statement];
}

const Transaction& RowTable::transaction(const TableRow& row) const {
  return statement(row).rows[row.index];
}

std::vector<std::uint32_t> RowTable::sample(const std::vector<RowRange>& ranges,
                                            std::size_t count_max) const {
  std::vector<std::uint32_t> result;
  take(marked_by_source_, ranges, count_max, false, result);
  if (result.size() == count_max) return result;
  // Of very many rows, the largest among the first: a look, not a statistic.
  constexpr std::size_t kCandidatesMax = 4'000;
  std::vector<std::uint32_t> others;
  take(by_source_, ranges, kCandidatesMax, true, others);
  const std::size_t wanted = std::min(count_max - result.size(), others.size());
  const auto larger = [this](std::uint32_t a, std::uint32_t b) {
    const Money x = transaction(rows_[a]).amount, y = transaction(rows_[b]).amount;
    return x != y ? x > y : a < b;
  };
  std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(wanted),
                    others.end(), larger);
  result.insert(result.end(), others.begin(), others.begin() + static_cast<std::ptrdiff_t>(wanted));
  return result;
}

void RowTable::take(const std::vector<std::vector<Position>>& lists,
                    const std::vector<RowRange>& ranges, std::size_t count_max, bool skip_marked,
                    std::vector<std::uint32_t>& result) const {
  for (const auto& range : ranges) {
    if (range.source >= lists.size() || range.first == 0) continue;
    const auto& positions = lists[range.source];
    auto it = std::lower_bound(positions.begin(), positions.end(), Position{range.first, 0});
    for (; it != positions.end() && it->first <= range.last; ++it) {
      if (result.size() >= count_max) return;
      if (skip_marked && (rows_[it->second].marks & kMarksToLookAt) != 0) continue;
      result.push_back(it->second);
    }
  }
}

}  // namespace zhun::report
