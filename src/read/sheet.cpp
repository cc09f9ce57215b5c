// What is common to all workbooks: which reader the bytes are for, the shape of rows, and the walk
// over the sheets.
#include "read/sheet.hpp"

#include <algorithm>
#include <unordered_set>

#include "read/invoices.hpp"
#include "read/pdf.hpp"
#include "read/recognition.hpp"
#include "read/sheet_html.hpp"
#include "read/sheet_xml.hpp"
#include "read/statement_columns.hpp"
#include "read/statement_csv.hpp"
#include "read/xls.hpp"
#include "read/xlsx.hpp"
#include "read/zip.hpp"
#include "zhun/watch.hpp"

namespace zhun::read {
namespace {

Place place_of(const ReadOptions& options, std::size_t sheet = 0) {
  return {options.source_name, static_cast<std::uint32_t>(sheet), 0, 0, {}};
}

// A zip archive that is no XLSX: says what it is.
Error why_no_workbook(std::string_view bytes, const ReadOptions& options) {
  auto zip = ZipReader::open(bytes, options);
  if (!zip) return zip.error();
  for (std::size_t i = 0; i < zip->names().size(); ++i) {
    const auto begun = zip->begin(i, options.limits.bytes_max);
    if (!begun && begun.error().code == ErrorCode::encrypted) return begun.error();
  }
  return {ErrorCode::unsupported, place_of(options),
          "the zip archive holds no workbook; unpack it and hand in the files inside"};
}

// "wechat-csv" -> "wechat-xlsx".
void rename_layout(std::string& layout, std::string_view format) {
  constexpr std::string_view csv = "-csv";
  const auto at = layout.find(csv);
  if (at != std::string::npos) layout.replace(at + 1, csv.size() - 1, format);
}

// Which sheet of what kind of workbook the table stands in.
void put_sheet_first(std::vector<Recognition>& target, const Workbook& book, std::size_t sheet,
                     const ReadOptions& options) {
  if (book.format() != "pdf") {
    put_first(target, recognition("sheet",
                                  "sheet " + std::to_string(sheet + 1) + " of " +
                                      std::to_string(book.sheet_count()),
                                  options, place_of(options, sheet + 1)));
  }
  std::vector<Recognition> reasons;
  book.add_reasons(reasons, options);
  target.insert(target.begin(), std::make_move_iterator(reasons.begin()),
                std::make_move_iterator(reasons.end()));
}
void put_sheet_first(std::vector<Statement>& statements, const Workbook& book, std::size_t sheet,
                     const ReadOptions& options) {
  if (!statements.empty()) put_sheet_first(statements.front().recognised, book, sheet, options);
}

// The same transactions in the same order: a copy of another sheet.
bool is_copy(const Statement& a, const Statement& b) {
  return a.rows.size() == b.rows.size() && a.currency == b.currency &&
         std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(),
                    [](const Transaction& x, const Transaction& y) {
                      return x.time == y.time && x.direction == y.direction &&
                             x.amount == y.amount && x.balance == y.balance &&
                             x.reference == y.reference;
                    });
}

}  // namespace

bool RowShaper::trim(CsvRow& row) {
  while (!row.cells.empty() && row.cells.back().empty()) row.cells.pop_back();
  return !row.cells.empty();
}

void RowShaper::finish(CsvRow& row) {
  auto& cells = row.cells;
  const auto empty = static_cast<std::size_t>(std::count_if(
      cells.begin(), cells.end(), [](std::string_view cell) { return cell.empty(); }));
  row.quote_open = false;
  row.raw = {};
  // Outside the table the whole line is searched for labels.
  if (columns_expected_ == 0 || (cells.size() - empty) * 2 < columns_expected_) {
    scratch_.clear();
    for (const auto cell : cells) {
      if (cell.empty()) continue;
      if (!scratch_.empty()) scratch_ += ',';
      scratch_ += cell;
    }
    row.raw = scratch_;
  }
  if (cells.size() < columns_expected_) cells.resize(columns_expected_);
}

std::optional<Error> RowShaper::check(const CsvRow& row) const {
  const Place place{{}, 0, row.line, 0, {}};
  if (is_stopped(*limits_)) return cancelled_error({});
  if (row.cells.size() > limits_->columns_max)
    return Error{ErrorCode::limit, place, "the row has more columns than the limits allow"};
  for (const auto cell : row.cells) {
    if (cell.size() > limits_->cell_bytes_max)
      return Error{ErrorCode::limit, place, "a cell is longer than the limits allow"};
  }
  return std::nullopt;
}

bool MemoryRows::next(CsvRow& row) {
  while (!error_ && next_ < sheet_->rows.size()) {
    const SheetCells::Row& stored = sheet_->rows[next_++];
    row.line = stored.line;
    row.cells.clear();
    for (std::size_t i = stored.begin; i < stored.end; ++i) {
      const auto& cell = sheet_->cells[i];
      if (cell.column >= shaper_.columns_max()) {
        error_ = Error{ErrorCode::limit, Place{{}, 0, row.line, 0, {}},
                       "the row has more columns than the limits allow"};
        return false;
      }
      row.cells.resize(cell.column);
      row.cells.push_back(cell.text);
    }
    if ((error_ = shaper_.check(row))) return false;
    if (!RowShaper::trim(row)) continue;
    shaper_.finish(row);
    return true;
  }
  return false;
}

std::unique_ptr<RowReader> MemoryRows::fork() const {
  auto other = std::make_unique<MemoryRows>(sheet_, arena_, limits_);
  other->next_ = next_;
  return other;
}

std::optional<OpenedWorkbook> open_workbook(std::string_view bytes, const ReadOptions& options) {
  if (bytes.size() > options.limits.bytes_max) return std::nullopt;  // whoever reads text says so
  if (ZipReader::is_zip(bytes)) {
    if (is_xlsx(bytes, options)) return open_xlsx(bytes, options);
    return OpenedWorkbook(tl::unexpected(why_no_workbook(bytes, options)));
  }
  if (is_xls(bytes)) return open_xls(bytes, options);
  if (is_pdf(bytes)) return open_pdf(bytes, options);
  if (is_mhtml(bytes)) return open_mhtml(bytes, options);
  constexpr std::size_t kMarkupBytes = 64;
  if (bytes.substr(0, kMarkupBytes).find('<') == std::string_view::npos) return std::nullopt;
  const auto text = load_text(bytes, options);
  if (!text) return std::nullopt;
  if (is_spreadsheet_xml(text->text)) return open_spreadsheet_xml(*text, options);
  if (is_html_table(text->text)) return open_html(*text, options);
  return std::nullopt;
}

Result<WorkbookKind> kind_of_workbook(Workbook& book, const ReadOptions& options) {
  if (book.has_invoices()) return WorkbookKind::invoices;
  for (std::size_t sheet = 0; sheet < book.sheet_count(); ++sheet) {
    auto rows = book.open_sheet(sheet);
    if (!rows) return tl::unexpected(with_source(rows.error(), options));
    CsvRow row;
    for (std::size_t i = 0; i < options.limits.preamble_rows_max && (*rows)->next(row); ++i) {
      if (is_invoice_header(row.cells)) return WorkbookKind::invoices;
      if (is_tax_header(row.cells)) return WorkbookKind::tax;
      if (match_statement_header(row.cells).is_header) return WorkbookKind::statement;
    }
    if ((*rows)->error()) return tl::unexpected(with_source(*(*rows)->error(), options));
  }
  return WorkbookKind::unknown;
}

Result<std::vector<Statement>> read_statement_workbook(Workbook& book, const ReadOptions& options) {
  std::vector<Statement> statements;
  std::vector<ReadNote> notes;
  std::size_t rows_read = 0;
  for (std::size_t sheet = 0; sheet < book.sheet_count(); ++sheet) {
    auto rows = book.open_sheet(sheet);
    if (!rows) return tl::unexpected(with_source(rows.error(), options));
    auto part = read_statement_rows(**rows, std::make_shared<TextArena>(), options);
    if (!part) return tl::unexpected(part.error());
    if (part->empty()) {
      auto again = book.open_sheet(sheet);
      CsvRow row;
      if (again && (*again)->next(row))
        notes.push_back({"sheet_ignored", place_of(options, sheet + 1),
                         "this sheet has no header row of a statement; it was not read"});
      continue;
    }
    put_sheet_first(*part, book, sheet, options);
    for (Statement& statement : *part) {
      rename_layout(statement.layout, book.format());
      rows_read += statement.rows.size();
      const bool copy = !statement.rows.empty() && std::any_of(statements.begin(), statements.end(),
                                                               [&](const Statement& other) {
                                                                 return is_copy(other, statement);
                                                               });
      if (book.lacks_rows(sheet))
        statement.notes.push_back({"rows_missing", place_of(options, sheet + 1),
                                   "the sheet has fewer rows than it says itself"});
      if (copy)
        statement.notes.push_back({"sheet_repeats", place_of(options, sheet + 1),
                                   "this sheet has the same rows as an earlier one"});
      statements.push_back(std::move(statement));
    }
    if (rows_read > options.limits.rows_max)
      return fail(ErrorCode::limit, place_of(options),
                  "the source has more rows than the limits allow");
  }
  if (statements.empty()) return tl::unexpected(no_statement_header(options));
  for (ReadNote& note : notes) statements.front().notes.push_back(std::move(note));
  book.add_notes(statements.front().notes);
  book.review(statements);
  return statements;
}

Result<InvoiceList> read_invoice_workbook(Workbook& book, const ReadOptions& options) {
  if (book.has_invoices()) return book.read_invoices();
  std::optional<InvoiceList> list;
  std::unordered_set<std::string> numbers;
  for (std::size_t sheet = 0; sheet < book.sheet_count(); ++sheet) {
    auto rows = book.open_sheet(sheet);
    if (!rows) return tl::unexpected(with_source(rows.error(), options));
    auto part = read_invoice_rows(**rows, options);
    if (!part) return tl::unexpected(part.error());
    if (!*part) continue;
    std::size_t repeated = 0;
    if (!list) {
      list = std::move(**part);
      put_sheet_first(list->recognised, book, sheet, options);
      for (const Invoice& invoice : list->invoices) numbers.insert(invoice.number);
      continue;
    }
    for (Invoice& invoice : (*part)->invoices) {
      if (numbers.insert(invoice.number).second) {
        list->invoices.push_back(std::move(invoice));
      } else {
        ++repeated;
      }
    }
    for (ReadNote& note : (*part)->notes) list->notes.push_back(std::move(note));
    if (repeated > 0)
      list->notes.push_back({"sheet_repeats", place_of(options, sheet + 1),
                             "this sheet has invoices of an earlier one; those count once"});
    if (list->invoices.size() > options.limits.rows_max)
      return fail(ErrorCode::limit, place_of(options),
                  "the source has more rows than the limits allow");
  }
  if (!list) return tl::unexpected(no_invoice_header(options));
  rename_layout(list->layout, book.format());
  book.add_notes(list->notes);
  return std::move(*list);
}

Result<TaxReturns> read_tax_workbook(Workbook& book, const ReadOptions& options) {
  for (std::size_t sheet = 0; sheet < book.sheet_count(); ++sheet) {
    auto rows = book.open_sheet(sheet);
    if (!rows) return tl::unexpected(with_source(rows.error(), options));
    auto returns = read_tax_rows(**rows, options);
    if (!returns) return tl::unexpected(returns.error());
    if (!*returns) continue;
    rename_layout((*returns)->layout, book.format());
    book.add_notes((*returns)->notes);
    put_sheet_first((*returns)->recognised, book, sheet, options);
    return std::move(**returns);
  }
  return tl::unexpected(no_tax_header(options));
}

}  // namespace zhun::read
