// From the bytes of a PDF to rows: reads the pages, refuses what cannot be believed, and holds the
// totals of pages against their rows.
#include "read/pdf.hpp"

#include <algorithm>
#include <utility>

#include "read/pdf_document.hpp"
#include "read/pdf_page.hpp"

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
  [[nodiscard]] std::optional<Error> read(const PdfFile& file, std::size_t file_bytes) {
    // Pages may share their content: what all of them hold together is bound to the file's size.
    std::size_t budget = 500'000 + file_bytes * 20;
    std::uint32_t pictures = 0, unmapped = 0;
    for (std::uint32_t number = 1; number <= file.page_count(); ++number) {
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
      assembler_.add_page(arrange_page(*page), number);
    }
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

  void review(std::vector<Statement>& statements) const override {
    for (Statement& statement : statements) {
      if (statement.bank.empty()) statement.bank = assembler_.bank();
    }
    for (const PdfPageTotal& printed : assembler_.page_totals()) check_total(printed, statements);
  }

 private:
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
  bool any_text_ = false;
};

}  // namespace

OpenedWorkbook open_pdf(std::string_view bytes, const ReadOptions& options) {
  if (options.pdf == nullptr)
    return fail(ErrorCode::unsupported, page_place(options, 0), kNoEngine);
  const auto file = options.pdf->open_file(bytes, options);
  if (!file) return tl::unexpected(file.error());
  auto book = std::make_unique<PdfWorkbook>(options);
  if (auto error = book->read(**file, bytes.size()))
    return tl::unexpected(with_source(std::move(*error), options));
  return book;
}

}  // namespace zhun::read
