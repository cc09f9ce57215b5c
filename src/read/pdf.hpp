// PDF files as workbooks: the tables of all pages are one sheet, whose rows know their page.
#pragma once

#include <string_view>

#include "read/sheet.hpp"
#include "zhun/pdf.hpp"

namespace zhun::read {

// Reads all pages. ErrorCode::unsupported without an engine, or when no page has text that can be
// believed; a single page without such text becomes the note "needs_ocr".
[[nodiscard]] OpenedWorkbook open_pdf(std::string_view bytes, const ReadOptions& options);

}  // namespace zhun::read
