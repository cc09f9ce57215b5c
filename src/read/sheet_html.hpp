// Tables in HTML and MHTML, as banks name them .xls: a tolerant extractor of rows and cells. No
// script, style, link or frame is followed. Not thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "read/sheet.hpp"

namespace zhun::read {

// Decoded text that begins as mark-up does and has a <table>.
[[nodiscard]] bool is_html_table(std::string_view text);
// Bytes that begin as a MIME message with an HTML part.
[[nodiscard]] bool is_mhtml(std::string_view bytes);

[[nodiscard]] OpenedWorkbook open_html(const TableText& table, const ReadOptions& options);
[[nodiscard]] OpenedWorkbook open_mhtml(std::string_view bytes, const ReadOptions& options);

// "&amp;", "&nbsp;", "&#165;", "&#xA5;"; what is no reference stays.
[[nodiscard]] std::string decode_references(std::string_view text);
[[nodiscard]] std::string decode_quoted_printable(std::string_view text);
[[nodiscard]] std::string decode_base64(std::string_view text);

}  // namespace zhun::read
