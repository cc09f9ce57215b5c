// Tables as rows, whatever file they come from: decoding of delimited text, and the reader of rows
// that delimited text and sheets have in common. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "read/csv.hpp"
#include "zhun/read.hpp"
#include "zhun/text.hpp"

namespace zhun::read {

struct TableText {
  Encoding encoding = Encoding::utf8;  // of the file
  std::shared_ptr<TextArena> arena = std::make_shared<TextArena>();
  std::string_view text;  // UTF-8 without byte order mark
  TextWindow window;
};

// Decodes the bytes of a text file, which may go afterwards: the text is in the arena. Errors name
// the source.
[[nodiscard]] Result<TableText> load_text(std::string_view bytes, const ReadOptions& options);

// The same without a copy, for tables: the bytes must outlive the result. `text` is a view of them
// where they are UTF-8, and only the beginning of the file where it is large and in another
// encoding. Then invalid bytes further behind are an error of whoever reads `window`.
[[nodiscard]] Result<TableText> open_text(std::string_view bytes, const ReadOptions& options);

// An error of the tokenizer with the name of the source.
[[nodiscard]] Error with_source(Error error, const ReadOptions& options);

// The rows of one table file or sheet. The cells are valid until the next row is read.
class RowReader {
 public:
  virtual ~RowReader() = default;
  RowReader() = default;
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // False at the end, or when error() says why.
  [[nodiscard]] virtual bool next(CsvRow& row) = 0;
  [[nodiscard]] virtual const std::optional<Error>& error() const = 0;
  // The number of cells of the header row, once it is found.
  virtual void expect_columns(std::size_t columns) = 0;
  // Another reader of the rows that this one has not given yet.
  [[nodiscard]] virtual std::unique_ptr<RowReader> fork() const = 0;
  // About how many rows are left; a guess.
  [[nodiscard]] virtual std::size_t estimate_rows() const = 0;
};

class CsvRows final : public RowReader {
 public:
  CsvRows(const TableText& table, char delimiter, const Limits& limits)
      : reader_(table.window, delimiter, limits) {}

  [[nodiscard]] bool next(CsvRow& row) override { return reader_.next(row); }
  [[nodiscard]] const std::optional<Error>& error() const override { return reader_.error(); }
  void expect_columns(std::size_t columns) override { reader_.expect_columns(columns); }
  [[nodiscard]] std::unique_ptr<RowReader> fork() const override {
    return std::unique_ptr<RowReader>(new CsvRows(reader_));
  }
  [[nodiscard]] std::size_t estimate_rows() const override { return reader_.estimate_rows(); }

 private:
  explicit CsvRows(const CsvReader& reader) : reader_(reader) {}

  CsvReader reader_;
};

}  // namespace zhun::read
