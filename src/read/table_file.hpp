// A delimited text file as rows: decoding, the delimiter, and the search for a header row.
// Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "read/csv.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

struct TableText {
  std::shared_ptr<TextArena> arena = std::make_shared<TextArena>();
  std::string_view text;  // UTF-8 without byte order mark, inside the arena
};

// Decodes the bytes of a text file; errors name the source.
[[nodiscard]] Result<TableText> load_text(std::string_view bytes, const ReadOptions& options);

// An error of the tokenizer with the name of the source.
[[nodiscard]] Error with_source(Error error, const ReadOptions& options);

}  // namespace zhun::read
