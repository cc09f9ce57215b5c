// XLSX (Office Open XML workbooks): zip entries are inflated and parsed piece by piece, so that a
// sheet is never in memory as a whole. A DOCTYPE is refused, nesting and sizes are limited;
// formulas are not computed, their stored results are read. Not thread-safe.
#pragma once

#include <memory>
#include <string_view>

#include "read/sheet.hpp"

namespace zhun::read {

// A zip archive with the parts of an office workbook.
[[nodiscard]] bool is_xlsx(std::string_view bytes, const ReadOptions& options);
[[nodiscard]] OpenedWorkbook open_xlsx(std::string_view bytes, const ReadOptions& options);
// The workbook keeps the bytes.
[[nodiscard]] OpenedWorkbook open_decrypted_xlsx(std::string bytes, const ReadOptions& options);

// "C7" -> 2, "AA1" -> 26; nullopt when it does not begin with letters or is beyond XFD.
[[nodiscard]] std::optional<std::size_t> column_of_reference(std::string_view reference);
// _x000D_ stands for a control character.
[[nodiscard]] std::string decode_escapes(std::string_view text);

}  // namespace zhun::read
