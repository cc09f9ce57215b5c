// Tables of PDF pages: where the header row is, where its columns run, which lines are one row.
//
// Columns are taken from ruling lines where there are any, else from the gaps that no text of the
// table crosses. Rows are taken from ruling lines, else each line with an amount is the anchor of a
// row and the lines around it are shared out so that the cells stand evenly to their anchors.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "read/pdf_lines.hpp"

namespace zhun::read {

enum class PdfTableKind : std::uint8_t { statement, invoices, tax };

// A header row and the columns below it.
struct PdfHeader {
  PdfTableKind kind = PdfTableKind::statement;
  std::size_t begin = 0, end = 0;  // of PdfText::lines
  std::vector<std::string> names;
  std::vector<PdfBox> boxes;         // of the names
  std::vector<float> edges;          // ruled: one more than columns; else empty
  std::vector<std::size_t> amounts;  // columns that each row has a number in
  std::vector<std::size_t> dates;
};

// The header rows of a page, from the top.
[[nodiscard]] std::vector<PdfHeader> find_headers(const PdfText& text);

// Lines [begin, end) of a page below a header row (also of an earlier page).
struct PdfRegion {
  std::size_t begin = 0, end = 0;
};

struct PdfTableRow {
  std::size_t line = 0;  // of PdfText::lines: the anchor
  std::vector<std::string> cells;
};

struct PdfTablePart {
  std::vector<PdfTableRow> rows;
  std::vector<std::size_t> outside;  // lines that are no part of a row
};

[[nodiscard]] PdfTablePart read_table_part(const PdfText& text, const PdfHeader& header,
                                           PdfRegion region);

// "第1页/共5页", "1/5", "Page 2 of 4", or a line drawn with characters.
[[nodiscard]] bool is_page_mark(std::string_view text);

// A line outside the tables as cells: words that stand apart.
[[nodiscard]] std::vector<std::string> split_line(const PdfText& text, const PdfLine& line);

}  // namespace zhun::read
