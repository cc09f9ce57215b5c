// Workbooks: files of one or several sheets (XLSX, XLS, tables in HTML), recognised by content,
// read into the same statements, invoices and tax returns as delimited text. Not thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "read/table_file.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

class Workbook {
 public:
  virtual ~Workbook() = default;
  Workbook() = default;
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  [[nodiscard]] virtual std::size_t sheet_count() const = 0;
  // The rows that have a filled cell. CsvRow::line is the number of the row in the sheet.
  [[nodiscard]] virtual Result<std::unique_ptr<RowReader>> open_sheet(std::size_t index) = 0;
  // A sheet that was opened has fewer rows than it says itself.
  [[nodiscard]] virtual bool lacks_rows(std::size_t) const { return false; }
  // What opening noticed, to be told with whatever the rows are.
  virtual void add_notes(std::vector<ReadNote>&) const {}
  // How the file as a whole was recognised, in front of what its tables say.
  virtual void add_reasons(std::vector<Recognition>& reasons, const ReadOptions& options) const {
    reasons.push_back({"container", "workbook (" + std::string(format()) + ")",
                       Place{options.source_name, 0, 0, 0, {}}});
  }
  // Checks what only the file as a whole can: totals of pages.
  virtual void review(std::vector<Statement>&) const {}
  // Single invoices printed in the file, which then is no table.
  [[nodiscard]] virtual bool has_invoices() const { return false; }
  [[nodiscard]] virtual Result<InvoiceList> read_invoices() { return InvoiceList(); }
  // "xlsx", "xls", "html" or "pdf": what the names of layouts end in.
  [[nodiscard]] virtual std::string_view format() const = 0;
  [[nodiscard]] const std::shared_ptr<TextArena>& arena() const { return arena_; }

 private:
  std::shared_ptr<TextArena> arena_ = std::make_shared<TextArena>();
};

// PNG, JPEG or TIFF: its rows are read by OCR, if it is a statement.
[[nodiscard]] bool is_picture(std::string_view bytes);

// nullopt when the bytes are no workbook. A picture is ErrorCode::unsupported. The bytes and the
// options must outlive it.
using OpenedWorkbook = Result<std::unique_ptr<Workbook>>;
[[nodiscard]] std::optional<OpenedWorkbook> open_workbook(std::string_view bytes,
                                                          const ReadOptions& options);

enum class WorkbookKind : std::uint8_t { statement, invoices, tax, unknown };
// The first row of any sheet that can be a header decides.
[[nodiscard]] Result<WorkbookKind> kind_of_workbook(Workbook& book, const ReadOptions& options);

// Each sheet with the header of a statement gives its statements; the others are noted.
[[nodiscard]] Result<std::vector<Statement>> read_statement_workbook(Workbook& book,
                                                                     const ReadOptions& options);
// The lists of all sheets together; a number that an earlier sheet has counts once.
[[nodiscard]] Result<InvoiceList> read_invoice_workbook(Workbook& book, const ReadOptions& options);
// The first sheet with tax returns.
[[nodiscard]] Result<TaxReturns> read_tax_workbook(Workbook& book, const ReadOptions& options);

// A sheet whose filled cells are all in memory, by rows and columns.
struct SheetCells {
  struct Cell {
    std::uint32_t column = 0;  // 0-based
    std::string_view text;
  };
  struct Row {
    std::uint32_t line = 0;
    std::size_t begin = 0, end = 0;  // of `cells`
  };
  std::vector<Row> rows;
  std::vector<Cell> cells;
};

// Gives the rows of a sheet the shape that the table readers expect.
class RowShaper {
 public:
  explicit RowShaper(const Limits& limits) : limits_(&limits) {}
  void expect_columns(std::size_t columns) { columns_expected_ = columns; }
  // Drops empty cells at the end; false when nothing is left.
  [[nodiscard]] static bool trim(CsvRow& row);
  // When a row is handed out: fills it up to the header's number of cells; rows of a few cells get
  // a text of the whole, which is searched for labels and valid until the next row.
  void finish(CsvRow& row);
  // The row has too many cells, or one that is too long.
  [[nodiscard]] std::optional<Error> check(const CsvRow& row) const;
  [[nodiscard]] std::size_t columns_max() const { return limits_->columns_max; }

 private:
  const Limits* limits_;
  std::size_t columns_expected_ = 0;
  std::string scratch_;
};

class MemoryRows final : public RowReader {
 public:
  MemoryRows(std::shared_ptr<const SheetCells> sheet, TextArena& arena, const Limits& limits)
      : sheet_(std::move(sheet)), arena_(arena), limits_(limits), shaper_(limits) {}

  [[nodiscard]] bool next(CsvRow& row) override;
  [[nodiscard]] const std::optional<Error>& error() const override { return error_; }
  void expect_columns(std::size_t columns) override { shaper_.expect_columns(columns); }
  [[nodiscard]] std::unique_ptr<RowReader> fork() const override;
  [[nodiscard]] std::size_t estimate_rows() const override { return sheet_->rows.size() - next_; }

 private:
  std::shared_ptr<const SheetCells> sheet_;
  TextArena& arena_;
  const Limits& limits_;
  RowShaper shaper_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

}  // namespace zhun::read
