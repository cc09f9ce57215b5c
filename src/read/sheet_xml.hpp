// SpreadsheetML of Excel 2003: one XML file with all sheets, usually named .xls. Not thread-safe.
#pragma once

#include <string_view>

#include "read/sheet.hpp"

namespace zhun::read {

[[nodiscard]] bool is_spreadsheet_xml(std::string_view text);
[[nodiscard]] OpenedWorkbook open_spreadsheet_xml(const TableText& table,
                                                  const ReadOptions& options);

}  // namespace zhun::read
