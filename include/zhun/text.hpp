// Text: encodings of files, Unicode normal forms, and the normal form of names.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/error.hpp"

namespace zhun {

enum class Encoding : std::uint8_t { utf8, utf16le, utf16be, gb18030 };
[[nodiscard]] std::string_view to_string(Encoding encoding);

struct EncodingGuess {
  Encoding encoding = Encoding::utf8;
  std::size_t bom_bytes = 0;
};

// By byte order mark, then the zero bytes of UTF-16, then strict UTF-8, then strict GB18030.
// nullopt-like failure: ErrorCode::format when the bytes are none of them.
[[nodiscard]] Result<EncodingGuess> detect_encoding(std::string_view bytes);

// Strict: the first byte sequence that is not valid is an error with its offset's line as
// Place::row.
[[nodiscard]] Result<std::string> to_utf8(std::string_view bytes, Encoding encoding);

[[nodiscard]] bool is_valid_utf8(std::string_view bytes);

// Unicode NFKC; invalid UTF-8 is returned unchanged.
[[nodiscard]] std::string nfkc(std::string_view utf8);

// The form in which names are compared (DOMAIN 0): NFKC, no white space, one kind of brackets and
// of middle dots. Equal forms are equal names.
[[nodiscard]] std::string normalise_name(std::string_view name);

// normalise_name without the legal form at the end and the administrative place in front: names
// equal in this form are similar, which is worth a question but never a match.
[[nodiscard]] std::string name_core(std::string_view name);

// Without ASCII and Unicode white space, NBSP and BOM at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

// Code points, for masking and widths. Invalid bytes count as one each.
[[nodiscard]] std::vector<std::string_view> code_points(std::string_view utf8);

// Keeps the texts of a statement or an invoice list together and wipes them when it goes.
class TextArena {
 public:
  TextArena() = default;
  TextArena(const TextArena&) = delete;
  TextArena& operator=(const TextArena&) = delete;
  ~TextArena();
  // A copy of `text` that lives as long as the arena.
  std::string_view store(std::string_view text);

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t used_ = 0;
};

// Overwrites memory so that the compiler cannot leave it out.
void wipe(void* data, std::size_t size);

}  // namespace zhun
