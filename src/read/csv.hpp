// CSV: a fast, tolerant tokenizer of delimited text (UTF-8), for files that banks and wallets
// export.
//
// Cells are views into the text; only a quoted cell with doubled quotes is copied. They are valid
// until the next row is read.
// Damage that is tolerated: blanks around quotes, quotes inside unquoted or quoted cells, a quote
// that is never closed (it then ends with its line), short and long rows, CR, LF and CRLF mixed.
// Cost: linear in the text. Not thread-safe; the text must outlive the reader.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "read/text_window.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::read {

struct CsvRow {
  std::uint32_t line = 0;               // 1-based physical line where the row begins
  bool quote_open = false;              // a quote was opened and never closed
  std::string_view raw;                 // the row without its line end
  std::vector<std::string_view> cells;  // without quotes; blanks of unquoted cells are kept
  std::uint32_t page = 0;               // 1-based; 0 when the source has no pages
};

// The delimiter among , ; tab | that divides the most rows into the most equal numbers of cells.
[[nodiscard]] char detect_delimiter(std::string_view text);

class CsvReader {
 public:
  CsvReader(TextWindow text, char delimiter, const Limits& limits);
  CsvReader(std::string_view utf8, char delimiter, const Limits& limits)
      : CsvReader(TextWindow(utf8), delimiter, limits) {}
  CsvReader(const CsvReader& other);  // the copy reads on by itself
  CsvReader& operator=(const CsvReader&) = delete;

  // Reads the next row, empty ones included. False at the end of the text or when a limit is
  // passed: then error() says so.
  [[nodiscard]] bool next(CsvRow& row);
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  // The number of cells of the header row: it decides whether an open quote runs over a line end.
  void expect_columns(std::size_t columns) { columns_expected_ = columns; }
  // About how many rows are left; a guess.
  [[nodiscard]] std::size_t estimate_rows() const { return window_.estimate_lines(position_); }

 private:
  enum class Quotes : std::uint8_t { across_lines, within_line, literal };
  struct Scan {
    std::size_t end = 0;   // of the row's text
    std::size_t next = 0;  // beginning of the next row
    std::uint32_t lines = 1;
    bool open = false;       // a quote was not closed
    bool crossed = false;    // a quoted cell runs over a line end
    bool odd = false;        // a quote stands inside a quoted cell
    bool swallowed = false;  // a line inside a quoted cell looks like a row
  };

  [[nodiscard]] std::uint64_t block_mask(std::size_t block) const;
  void seek(std::size_t position);
  [[nodiscard]] std::size_t next_mark();
  [[nodiscard]] Scan scan_row(Quotes quotes, CsvRow& row);
  [[nodiscard]] std::size_t scan_quoted(std::size_t begin, Quotes quotes, Scan& scan, CsvRow& row);
  [[nodiscard]] bool closes(std::size_t quote, std::size_t& after);
  [[nodiscard]] std::string_view unescape(std::string_view cell);
  [[nodiscard]] bool check_limits(const CsvRow& row);
  [[nodiscard]] Scan read_row(CsvRow& row);
  void slide();
  // A line that a quoted cell ran over has about as many delimiters as a row of the table.
  [[nodiscard]] bool is_row_like(std::size_t delimiters) const {
    return columns_expected_ > 2 && delimiters + 2 >= columns_expected_;
  }
  [[nodiscard]] bool is_mark(char c) const {
    return c == delimiter_ || c == '"' || c == '\n' || c == '\r';
  }

  TextWindow window_;
  std::string_view text_;  // what is in view
  char delimiter_;
  const Limits& limits_;
  std::size_t columns_expected_ = 0;
  std::size_t position_ = 0;
  std::uint32_t line_ = 1;
  std::size_t block_ = 0;   // first byte of the block that mask_ describes
  std::uint64_t mask_ = 0;  // marks of the block not yet taken
  bool saw_end_ = false;    // of the text in view; what follows may change the row
  std::deque<std::string> unescaped_;
  std::size_t unescaped_used_ = 0;
  std::optional<Error> error_;
};

}  // namespace zhun::read
