// Archives: zip files that bundle documents of one kind, such as the password zips of WeChat and
// Alipay or a folder of electronic invoices. Each entry is read by its content; its name is never
// shown and never used as a path. Pure functions; thread-safe.
#pragma once

#include <functional>
#include <string_view>

#include "zhun/read.hpp"

namespace zhun::read {

// A zip that is no document by itself (XLSX, OFD), a damaged one included.
[[nodiscard]] bool is_archive(std::string_view bytes, const ReadOptions& options);

// `read_entry` reads one file that is no archive. Statements of all entries stand behind each
// other, invoices and tax returns become one list. Rows keep the numbers that they have in their
// entry; the source of places is "<source>, entry 2", the second of the archive's directory.
// ErrorCode::unsupported for several kinds, for an archive in the archive, and when no entry can
// be read; ErrorCode::encrypted when ReadOptions::password does not open an entry.
using ReadEntry = std::function<Result<AnySource>(std::string_view, const ReadOptions&)>;
[[nodiscard]] Result<AnySource> read_archive(std::string_view bytes, const ReadOptions& options,
                                             const ReadEntry& read_entry);

}  // namespace zhun::read
