// Columns of a table without ruling lines. Pure function; thread-safe.
#pragma once

#include <vector>

#include "read/pdf_table.hpp"

namespace zhun::read {

// The edges of the columns below `header`, one more than columns, from the text of lines
// [begin, end): where its rows have text at all are clusters, each of which is given to a name of
// the header in their order, the near ones first.
[[nodiscard]] std::vector<float> column_edges(const PdfText& text, const PdfHeader& header,
                                              std::size_t begin, std::size_t end);

}  // namespace zhun::read
