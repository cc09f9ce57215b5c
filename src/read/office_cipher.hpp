// Workbooks with a password: an OOXML package inside a compound file, encrypted in one of the two
// ways of [MS-OFFCRYPTO] that Excel writes, "agile" (2010 and later) and "standard" (2007).
// Pure functions; thread-safe.
#pragma once

#include <string>

#include "read/ole_file.hpp"

namespace zhun::read {

// The package, a zip. ErrorCode::encrypted when ReadOptions::password does not open it or the way
// of encryption is another, ErrorCode::format when it is damaged.
[[nodiscard]] Result<std::string> decrypt_office(const OleFile& file, const ReadOptions& options);

// UTF-16 in little-endian order; empty for what is no UTF-8.
[[nodiscard]] std::string utf16_of_password(std::string_view utf8);

}  // namespace zhun::read
