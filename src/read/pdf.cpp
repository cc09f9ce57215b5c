// From the bytes of a PDF to rows: reads the pages, refuses what cannot be believed, and holds the
// totals of pages against their rows.
#include "read/pdf.hpp"

#include <algorithm>
#include <utility>

#include "read/pdf_document.hpp"
#include "read/pdf_facts.hpp"
#include "read/pdf_invoice.hpp"
#include "read/pdf_page.hpp"
#include "read/recognition.hpp"
#include "zhun/watch.hpp"

namespace zhun::read {
namespace {

constexpr const char* kNoEngine =
    "this is a PDF, which is read through PDFium: install the Python package pypdfium2 and name "
    "its libpdfium.so (ReadOptions::pdf; the zhun command: --pdfium or ZHUN_PDFIUM)";
constexpr const char* kPictures =
    "the pages are pictures; they need OCR, or an export of the same data as text";
constexpr const char* kUnmapped =
    "the fonts of the PDF do not say which characters they show, so that its text cannot be "
    "believed; the pages need OCR, or an export of the same data as text";

Place page_place(const ReadOptions& options, std::uint32_t page) {
  return {options.source_name, page, 0, 0, {}};
}

struct PdfRows {
  std::vector<CsvRow> rows;
};

class PdfRowReader final : public RowReader {
 public:
  PdfRowReader(std::shared_ptr<const PdfRows> rows, TextArena& arena, const Limits& limits)
      : rows_(std::move(rows)), arena_(arena), limits_(limits), shaper_(limits) {}

  [[nodiscard]] bool next(CsvRow& row) override {
    if (error_ || next_ == rows_->rows.size()) return false;
    row = rows_->rows[next_++];
    if ((error_ = shaper_.check(row))) return false;
    const std::string_view raw = row.raw;
    shaper_.finish(row);
    if (!raw.empty()) row.raw = raw;
    return true;
  }
  [[nodiscard]] const std::optional<Error>& error() const override { return error_; }
  void expect_columns(std::size_t columns) override { shaper_.expect_columns(columns); }
  [[nodiscard]] std::unique_ptr<RowReader> fork() const override {
    auto other = std::make_unique<PdfRowReader>(rows_, arena_, limits_);
    other->next_ = next_;
    return other;
  }
  [[nodiscard]] std::size_t estimate_rows() const override { return rows_->rows.size() - next_; }

 private:
  std::shared_ptr<const PdfRows> rows_;
  TextArena& arena_;
  const Limits& limits_;
  RowShaper shaper_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

class PdfWorkbook final : public Workbook {
 public:
  explicit PdfWorkbook(const ReadOptions& options) : options_(options), assembler_(*arena()) {}

  // Reads the pages; the error of a file without a page that can be believed.
  [[nodiscard]] std::optional<Error> read(const PdfFile& file, std::string_view bytes) {
    const std::size_t file_bytes = bytes.size();
    tell_facts(file, bytes);
    // Pages may share their content: what all of them hold together is bound to the file's size.
    std::size_t budget = 500'000 + file_bytes * 20;
    std::uint32_t pictures = 0, unmapped = 0;
    for (std::uint32_t number = 1; number <= file.page_count(); ++number) {
      if (is_stopped_now(options_.limits)) return cancelled_error({});
      const auto page = file.read_page(number);
      if (!page) return page.error();
      const std::size_t objects = page->chars.size() + page->rules.size() + page->turned;
      if (objects > budget)
        return Error{ErrorCode::limit, page_place(options_, number),
                     "the pages hold more text than the limits allow for a file of this size"};
      budget -= objects;
      if (page->is_unmapped()) {
        ++unmapped;
        needs_ocr(number,
                  "the fonts of this page do not say which characters they show; it was "
                  "not read and needs OCR");
        continue;
      }
      if (page->is_picture()) {
        if (page->chars.empty() && page->image_share == 0) continue;  // nothing at all
        ++pictures;
        needs_ocr(number, "this page is a picture; it was not read and needs OCR");
        continue;
      }
      if (page->map_errors > 0)
        notes_.push_back({"characters_unmapped", page_place(options_, number),
                          "some characters of this page cannot be told and were left out"});
      any_text_ = true;
      const PdfText text = arrange_page(*page);
      auto invoices = invoices_on_page(text, number);
      for (PrintedInvoice& invoice : invoices) append_invoice_page(invoices_, std::move(invoice));
      if (!invoices.empty()) continue;
      other_pages_ += 1;
      other_page_ = number;
      assembler_.add_page(text, number);
    }
    note_other_pages();
    if (!any_text_ && pictures + unmapped == 0)
      return Error{ErrorCode::format, page_place(options_, 0), "no page of the PDF has any text"};
    if (!any_text_) {
      return Error{ErrorCode::unsupported, page_place(options_, 0),
                   unmapped > pictures ? kUnmapped : kPictures};
    }
    rows_ = std::make_shared<PdfRows>(PdfRows{assembler_.finish()});
    return std::nullopt;
  }

  [[nodiscard]] std::size_t sheet_count() const override { return 1; }
  [[nodiscard]] Result<std::unique_ptr<RowReader>> open_sheet(std::size_t) override {
    return std::make_unique<PdfRowReader>(rows_, *arena(), options_.limits);
  }
  [[nodiscard]] std::string_view format() const override { return "pdf"; }
  void add_notes(std::vector<ReadNote>& notes) const override {
    notes.insert(notes.end(), notes_.begin(), notes_.end());
  }

  void add_reasons(std::vector<Recognition>& reasons, const ReadOptions&) const override {
    reasons.insert(reasons.end(), facts_.begin(), facts_.end());
  }

  [[nodiscard]] bool has_invoices() const override { return !invoices_.empty(); }
  [[nodiscard]] Result<InvoiceList> read_invoices() override {
    InvoiceList list;
    list.layout = "einvoice-pdf";
    list.recognised = facts_;
    list.recognised.push_back(recognition(
        "layout", "known by a title, a number, a date and a total of an invoice on its page",
        options_));
    for (PrintedInvoice& invoice : invoices_) {
      if (auto error = settle_printed_invoice(std::move(invoice), list, options_))
        return tl::unexpected(std::move(*error));
    }
    invoices_.clear();
    add_notes(list.notes);
    return list;
  }

  void review(std::vector<Statement>& statements) const override {
    for (Statement& statement : statements) {
      if (statement.bank.empty()) statement.bank = assembler_.bank();
    }
    for (const PdfPageTotal& printed : assembler_.page_totals()) check_total(printed, statements);
  }

 private:
  // How the file came to be, for whoever doubts it.
  void tell_facts(const PdfFile& file, std::string_view bytes) {
    const auto add = [&](std::string_view what, std::string how) {
      facts_.push_back(recognition(what, std::move(how), options_));
    };
    add("container", "PDF, pages: " + std::to_string(file.page_count()));
    const PdfProgram* program = pdf_program(file.programs());
    if (program != nullptr) add("program", "written with " + std::string(program->name));
    const PdfRevisions revisions = pdf_revisions(bytes);
    if (revisions.count > 1 || revisions.signatures > 0) {
      add("revisions", "saved " + std::to_string(revisions.count) +
                           " times, signatures: " + std::to_string(revisions.signatures));
    }
    if (revisions.changed())
      notes_.push_back({"pdf_edited", page_place(options_, 0),
                        "the file was changed after it was made, and not by signing it"});
    if (program != nullptr && program->edits)
      notes_.push_back({"pdf_edited", page_place(options_, 0),
                        "the file was written with " + std::string(program->name) +
                            ", with which people change documents"});
  }

  // Pages beside those of invoices, as lists of goods, are told and not read.
  void note_other_pages() {
    if (invoices_.empty() || other_pages_ == 0) return;
    notes_.push_back({"pages_skipped", page_place(options_, other_page_),
                      "pages that are no invoice stand beside the invoices; they were not read"});
  }

  void needs_ocr(std::uint32_t page, std::string message) {
    notes_.push_back({"needs_ocr", page_place(options_, page), std::move(message)});
  }

  void check_total(const PdfPageTotal& printed, std::vector<Statement>& statements) const {
    const ControlTotal& total = printed.total;
    const bool in = total.kind.starts_with("inflow"), out = total.kind.starts_with("outflow");
    if (!in && !out) return;
    const Direction direction = in ? Direction::inflow : Direction::outflow;
    Statement* owner = nullptr;
    Money sum;
    std::uint64_t count = 0;
    for (Statement& statement : statements) {
      for (const Transaction& row : statement.rows) {
        if (row.page != printed.page) continue;
        if (owner == nullptr) owner = &statement;
        if (row.direction != direction) continue;
        sum += row.amount;
        ++count;
      }
    }
    if (owner == nullptr) return;
    const bool holds = (!total.printed_sum || *total.printed_sum == sum) &&
                       (!total.printed_count || *total.printed_count == count);
    if (holds) return;
    Place place = page_place(options_, printed.page);
    place.row = total.line;
    owner->notes.push_back(
        {"page_total", std::move(place), "a total that the page prints is not that of its rows"});
  }

  const ReadOptions& options_;
  PdfAssembler assembler_;
  std::shared_ptr<const PdfRows> rows_;
  std::vector<ReadNote> notes_;
  std::vector<Recognition> facts_;
  std::vector<PrintedInvoice> invoices_;
  std::uint32_t other_pages_ = 0, other_page_ = 0;  // how many, and the last one
  bool any_text_ = false;
};

}  // namespace

OpenedWorkbook open_pdf(std::string_view bytes, const ReadOptions& options) {
  if (options.pdf == nullptr)
    return fail(ErrorCode::unsupported, page_place(options, 0), kNoEngine);
  const auto file = options.pdf->open_file(bytes, options);
  if (!file) return tl::unexpected(file.error());
  auto book = std::make_unique<PdfWorkbook>(options);
  if (auto error = book->read(**file, bytes))
    return tl::unexpected(with_source(std::move(*error), options));
  return book;
}

}  // namespace zhun::read
