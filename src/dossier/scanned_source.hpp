// Scanned source: pictures of a statement -> its statements, and beside them what proves each row.
// Pure functions; thread-safe as long as the engines are not shared.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/read.hpp"

namespace zhun {

struct ScanReading {
  std::vector<Statement> statements;  // Statement::source is not set
  ScannedSource scan;
  std::string unread;  // nothing could be read: why, and what to do (Chinese)
};

// The files are the pages of one source, in their order. Rows are numbered through its accounts.
// Rows whose amount, date or direction cannot be read, and those dated after `as_of`, are left out
// of the statements; ScannedSource keeps them. ErrorCode::cancelled, or what is wrong with a file.
[[nodiscard]] Result<ScanReading> read_scanned_source(std::span<const PictureFile> files,
                                                      const DossierOptions& options,
                                                      std::vector<std::string> lexicon, Date as_of);

}  // namespace zhun
