// What OCR gave becomes a source: rows that cannot count are taken out and remembered.
#include "dossier/scanned_source.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "read/pdf_page.hpp"
#include "read/sheet.hpp"
#include "zhun/pdf.hpp"

namespace zhun {
namespace {

constexpr std::size_t kPicturesMax = 240;  // cells cut out of one source

constexpr std::string_view kNoEngine =
    "扫描件未识别：没有可用的OCR引擎；请安装识别引擎后重新评估，或提供银行导出的电子流水";
constexpr std::string_view kNotRead =
    "扫描件识别不出流水：页面上没有可读的日期栏和金额栏；请重新拍摄或扫描，或提供银行导出的电子流"
    "水";

// The days between which the rows that are not doubtful lie.
struct Span {
  std::optional<Date> from, to;
};

Span span_of(const ScannedStatement& scanned, Date as_of) {
  Span span;
  for (std::size_t i = 0; i < scanned.statement.rows.size(); ++i) {
    const Date date = scanned.statement.rows[i].time.date;
    if (scanned.verdicts[i].verdict == Verdict::doubtful || date == Date() || date > as_of)
      continue;
    span.from = span.from ? std::min(*span.from, date) : date;
    span.to = span.to ? std::max(*span.to, date) : date;
  }
  return span;
}

// Why a row can be in no figure; nullptr: it can. A doubtful row must not stretch the period that a
// statement covers: what rests on the period would be wrong of all rows.
const char* reason_to_leave_out(const Transaction& row, const RowVerdict& verdict, const Span& span,
                                Date as_of) {
  constexpr int kDaysBeyondMax = 31;
  const Date date = row.time.date;
  if (date == Date()) return "the date cannot be read, so that the row is in no figure";
  if (date > as_of)
    return "the date that was read lies after the dossier's date, so that the row is in no figure";
  if (verdict.verdict != Verdict::doubtful) return nullptr;
  if (span.from &&
      (span.from->minus(date) > kDaysBeyondMax || date.minus(*span.to) > kDaysBeyondMax))
    return "the date that was read lies far from those of the other rows, so that the row is in no "
           "figure";
  if (row.amount.is_zero()) return "the amount cannot be read, so that the row is in no figure";
  if (row.direction == Direction::neutral)
    return "nothing tells which way the money went, so that the row is in no figure";
  return nullptr;
}

struct Days {
  Date from, to;
};

Days days_of(const std::vector<Transaction>& rows) {
  const auto [first, last] = std::minmax_element(
      rows.begin(), rows.end(),
      [](const Transaction& a, const Transaction& b) { return a.time.date < b.time.date; });
  return {first->time.date, last->time.date};
}

// A printed period may lie beyond the rows, but not beyond the dossier's date: then it was misread,
// or asked for before it was over. One that all rows gave must follow those that count.
void settle_period(Statement& statement, const Days& all, Date as_of) {
  if (statement.rows.empty()) return;
  const Days used = days_of(statement.rows);
  if (statement.period_from == all.from || statement.period_from > used.from)
    statement.period_from = used.from;
  if (statement.period_to == all.to || statement.period_to > as_of) statement.period_to = used.to;
}

void take_statement(ScannedStatement&& scanned, Date as_of, ScanReading& out) {
  const auto offset = static_cast<std::uint32_t>(out.scan.rows.size());
  Statement& statement = scanned.statement;
  for (ReadNote& note : statement.notes) {
    if (note.place.row > 0) note.place.row += offset;
  }
  const Span span = span_of(scanned, as_of);
  std::vector<Transaction> used;
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    Transaction& row = statement.rows[i];
    row.row += offset;
    ScannedRow kept;
    kept.row = row.row;
    kept.amount = row.amount;
    kept.verdict = std::move(scanned.verdicts[i]);
    if (const char* why = reason_to_leave_out(row, kept.verdict, span, as_of)) {
      kept.used = false;
      kept.verdict.verdict = Verdict::doubtful;
      kept.verdict.by.clear();
      kept.verdict.why = why;
      statement.notes.push_back({"row_left_out", {{}, row.page, row.row, 0, {}}, why});
    } else {
      used.push_back(row);
    }
    out.scan.rows.push_back(std::move(kept));
  }
  if (statement.rows.empty()) return;
  const Days all = days_of(statement.rows);
  statement.rows = std::move(used);
  settle_period(statement, all, as_of);
  out.statements.push_back(std::move(statement));
}

bool is_pdf_of_pictures(std::string_view bytes, const ReadOptions& options) {
  if (options.pdf == nullptr || !is_pdf(bytes)) return false;
  const auto file = options.pdf->open_file(bytes, options);
  if (!file) return false;
  bool any = false;
  for (std::uint32_t number = 1; number <= (*file)->page_count(); ++number) {
    const auto page = (*file)->read_page(number);
    if (!page) return false;
    if (page->is_picture() && page->chars.empty() && page->image_share == 0) continue;  // blank
    if (!page->is_picture() && !page->is_unmapped()) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool is_scan(std::string_view bytes, const ReadOptions& options) {
  return read::is_picture(bytes) || is_pdf_of_pictures(bytes, options);
}

Result<ScanReading> read_scanned_source(std::span<const PictureFile> files,
                                        const DossierOptions& options,
                                        std::vector<std::string> lexicon, Date as_of) {
  ScanReading out;
  if (options.ocr_engines.empty()) {
    out.unread = kNoEngine;
    return out;
  }
  PictureOptions opening;
  opening.limits = options.limits;
  opening.pdf = options.pdf;
  const auto pictures = open_pictures(files, *options.ocr_engines.front(), opening);
  if (!pictures) return tl::unexpected(pictures.error());
  ScanOptions reading;
  reading.source_name = files.front().name;
  reading.limits = options.limits;
  reading.lexicon = std::move(lexicon);
  reading.pictures = kPicturesMax;
  reading.progress = options.progress;
  auto scan = read_scan(*pictures, options.ocr_engines, options.ocr_seconds, reading);
  if (!scan) {
    if (scan.error().code != ErrorCode::unsupported) return tl::unexpected(scan.error());
    out.unread = kNotRead;
    return out;
  }
  out.scan.engine = scan->engine;
  for (ScannedStatement& scanned : scan->statements) take_statement(std::move(scanned), as_of, out);
  std::erase_if(out.statements, [](const Statement& statement) { return statement.rows.empty(); });
  if (out.statements.empty()) out.unread = kNotRead;
  std::sort(out.scan.rows.begin(), out.scan.rows.end(),
            [](const ScannedRow& a, const ScannedRow& b) { return a.row < b.row; });
  return out;
}

const ScannedRow* ScannedSource::find(std::uint32_t row) const {
  const auto at = std::lower_bound(rows.begin(), rows.end(), row,
                                   [](const ScannedRow& a, std::uint32_t b) { return a.row < b; });
  return at != rows.end() && at->row == row ? &*at : nullptr;
}

const ScannedSource* Dossier::scan_of(std::uint32_t source) const {
  const auto at = std::find_if(scans.begin(), scans.end(),
                               [&](const ScannedSource& scan) { return scan.source == source; });
  return at != scans.end() ? &*at : nullptr;
}

}  // namespace zhun
