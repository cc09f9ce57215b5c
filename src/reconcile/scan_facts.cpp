// Facts of scans (X40, S60): how much of what was recognised is proved, what is doubtful, which
// figures contradict those around them; and of every other fact, how much of it rests on such rows.
#include "reconcile/scan_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reconcile/work.hpp"

namespace zhun {
namespace {

Doubt added(const Doubt& a, const Doubt& b) {
  return {a.unproved_rows + b.unproved_rows, a.doubtful_rows + b.doubtful_rows,
          a.doubtful_amount + b.doubtful_amount};
}

Doubt between(const Doubt& upper, const Doubt& lower) {
  return {upper.unproved_rows - lower.unproved_rows, upper.doubtful_rows - lower.doubtful_rows,
          upper.doubtful_amount - lower.doubtful_amount};
}

Doubt doubt_of_row(const ScannedRow& row) {
  Doubt doubt;
  doubt.unproved_rows = row.verdict.verdict == Verdict::verified ? 0 : 1;
  if (row.verdict.verdict != Verdict::doubtful) return doubt;
  doubt.doubtful_rows = 1;
  doubt.doubtful_amount = row.amount;
  return doubt;
}

bool is_repaired(const ScannedRow& row) {
  return std::any_of(row.verdict.repairs.begin(), row.verdict.repairs.end(),
                     [](const Repair& repair) { return repair.field != "counterparty"; });
}

constexpr std::size_t kRowsNamed = 5;

struct ScanTally {
  std::int64_t rows = 0, proved = 0, doubtful = 0, unsure = 0, left_out = 0;
  Money amount, doubtful_amount;
  Evidence all, proved_rows, doubtful_rows;
  std::string text;  // the first doubtful rows, for people
};

void tally_row(const Work& work, const ScannedSource& scan, const ScannedRow& row,
               ScanTally& tally) {
  ++tally.rows;
  tally.amount += row.amount;
  tally.all.add_row(scan.source, row.row);
  if (row.verdict.verdict == Verdict::verified) {
    ++tally.proved;
    tally.proved_rows.add_row(scan.source, row.row);
  }
  const bool doubtful = row.verdict.verdict == Verdict::doubtful;
  if (doubtful || is_repaired(row)) ++tally.unsure;
  if (!doubtful) return;
  ++tally.doubtful;
  tally.left_out += row.used ? 0 : 1;
  tally.doubtful_amount += row.amount;
  tally.doubtful_rows.add_row(scan.source, row.row);
  if (static_cast<std::size_t>(tally.doubtful) > kRowsNamed) return;
  const std::string& id = work.dossier.sources[scan.source].id;
  tally.text += fmt::format("{}{}第{}页第{}行", tally.text.empty() ? "" : "、", id,
                            row.verdict.page, row.row);
  tally.text += row.used ? fmt::format("（{}元）", to_grouped_string(row.amount))
                         : std::string("（不可读，未计入）");
}

void set_tally(Work& work, const ScanTally& tally) {
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return divide(Decimal(part), Decimal(whole)).value_or(Decimal(0));
  };
  work.set("scanned_rows", tally.rows, tally.all);
  work.set("scan_proved_rows", tally.proved, tally.proved_rows);
  work.set("scan_doubtful_rows", tally.doubtful, tally.doubtful_rows);
  work.set("scan_rows_left_out", tally.left_out, tally.doubtful_rows);
  work.set("scan_doubtful_amount", tally.doubtful_amount, tally.doubtful_rows);
  work.set("scan_unsure_row_share", share(tally.unsure, tally.rows), tally.all);
  work.set("scan_doubtful_amount_share",
           ratio(tally.doubtful_amount, tally.amount).value_or(Decimal(0)), tally.all);
  std::string text = tally.text.empty() ? std::string("无") : tally.text;
  if (static_cast<std::size_t>(tally.doubtful) > kRowsNamed)
    text += fmt::format("等{}行", tally.doubtful);
  work.set("scan_doubt_text", text, tally.doubtful_rows);
}

std::string quality_text(const Work& work, const ScanTally& tally, std::int64_t unread) {
  std::string text;
  if (tally.rows > 0) {
    text = fmt::format("扫描件{}行中{}行已证实，{}行存疑共{}元", tally.rows, tally.proved,
                       tally.doubtful, to_grouped_string(tally.doubtful_amount));
  }
  if (unread == 0) return text;
  if (!text.empty()) text += "；";
  text += fmt::format("{}份扫描件未识别，未进入任何指标", unread);
  for (const Source& source : work.dossier.sources) {
    if (source.authorised && !source.unread.empty())
      return text + fmt::format("（{}：{}）", source.id, source.unread);
  }
  return text;
}

// Figures that are printed clearly and that the figures around them contradict. Where a page
// confuses digits, such a figure may be the engine's mistake.
void set_altered(Work& work, const std::set<std::uint32_t>& scanned) {
  std::int64_t altered = 0;
  Evidence evidence;
  std::string text;
  for (const Statement* statement : work.statements) {
    if (!scanned.contains(statement->source)) continue;
    const bool confused =
        std::any_of(statement->notes.begin(), statement->notes.end(),
                    [](const ReadNote& note) { return note.code == "digits_confused"; });
    for (const ReadNote& note : statement->notes) {
      if (note.code != "altered_figure" || confused) continue;
      evidence.add_row(statement->source, note.place.row);
      if (static_cast<std::size_t>(++altered) > kRowsNamed) continue;
      const std::string_view field = note.place.field == "balance"     ? "余额"
                                     : note.place.field == "direction" ? "收付方向"
                                                                       : "金额";
      text += fmt::format("{}{}第{}页第{}行{}", text.empty() ? "" : "、",
                          work.dossier.sources[statement->source].id, note.place.page,
                          note.place.row, field);
    }
  }
  if (static_cast<std::size_t>(altered) > kRowsNamed) text += fmt::format("等{}处", altered);
  work.set("altered_figures", altered, evidence);
  work.set("altered_text", text.empty() ? std::string("无") : text, evidence);
}

constexpr std::string_view kFacts[] = {"scanned_rows",
                                       "scan_proved_rows",
                                       "scan_doubtful_rows",
                                       "scan_rows_left_out",
                                       "scan_doubtful_amount",
                                       "scan_unsure_row_share",
                                       "scan_doubtful_amount_share",
                                       "scan_doubt_text",
                                       "altered_figures",
                                       "altered_text",
                                       "unread_scans",
                                       "scan_quality_text"};

}  // namespace

DoubtIndex::DoubtIndex(const Dossier& dossier) {
  for (const ScannedSource& scan : dossier.scans) {
    Sums& sums = by_source_[scan.source];
    Doubt total;
    for (const ScannedRow& row : scan.rows) {
      if (!row.used) {
        sums.left_out = added(sums.left_out, doubt_of_row(row));
        continue;
      }
      sums.rows.push_back(row.row);
      sums.before.push_back(total);
      total = added(total, doubt_of_row(row));
    }
    sums.before.push_back(total);
  }
}

Doubt DoubtIndex::of(const Evidence& evidence) const {
  Doubt doubt;
  if (by_source_.empty()) return doubt;
  std::set<std::uint32_t> seen;
  for (const RowRange& range : evidence.ranges()) {
    const auto at = by_source_.find(range.source);
    if (at == by_source_.end()) continue;
    const Sums& sums = at->second;
    const auto position = [&](std::uint64_t row) {
      return static_cast<std::size_t>(std::lower_bound(sums.rows.begin(), sums.rows.end(), row) -
                                      sums.rows.begin());
    };
    const bool whole = range.first == 0;
    const std::size_t from = whole ? 0 : position(range.first);
    const std::size_t to = whole ? sums.rows.size() : position(std::uint64_t{range.last} + 1);
    doubt = added(doubt, between(sums.before[to], sums.before[from]));
    if (seen.insert(range.source).second) doubt = added(doubt, sums.left_out);
  }
  return doubt;
}

void scan_facts(Work& work) {
  std::int64_t unread = 0;
  Evidence unread_sources;
  for (std::uint32_t i = 0; i < work.dossier.sources.size(); ++i) {
    const Source& source = work.dossier.sources[i];
    if (!source.authorised || source.unread.empty()) continue;
    ++unread;
    unread_sources.add_source(i);
  }
  std::set<std::uint32_t> scanned;
  for (const Statement* statement : work.statements) {
    if (work.dossier.scan_of(statement->source) != nullptr) scanned.insert(statement->source);
  }
  if (unread == 0 && scanned.empty()) {
    for (const auto name : kFacts) work.not_applicable(name, "无扫描件流水");
    return;
  }
  ScanTally tally;
  for (const ScannedSource& scan : work.dossier.scans) {
    if (!scanned.contains(scan.source)) continue;
    for (const ScannedRow& row : scan.rows) tally_row(work, scan, row, tally);
  }
  work.set("unread_scans", unread, unread_sources);
  set_tally(work, tally);
  Evidence doubted = tally.doubtful_rows;
  doubted.add(unread_sources);
  work.set("scan_quality_text", quality_text(work, tally, unread), doubted);
  set_altered(work, scanned);
  const DoubtIndex index(work.dossier);
  for (auto& [name, fact] : work.out.facts) fact.doubt = index.of(fact.evidence);
}

}  // namespace zhun
