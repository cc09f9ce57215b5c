// XLS (BIFF8 of Excel 97 to 2003, and BIFF5): the records of a workbook stream -> cells. Formulas
// are not computed, their stored results are read; macros are never looked at. Not thread-safe.
#pragma once

#include <string_view>

#include "read/sheet.hpp"

namespace zhun::read {

// A compound file; whether a workbook is inside shows when it is opened.
[[nodiscard]] bool is_xls(std::string_view bytes);
[[nodiscard]] OpenedWorkbook open_xls(std::string_view bytes, const ReadOptions& options);

}  // namespace zhun::read
