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

// Without ASCII and Unicode white space, NBSP and BOM at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

// Code points, for masking and widths. Invalid bytes count as one each.
[[nodiscard]] std::vector<std::string_view> code_points(std::string_view utf8);

// A text that a TextArena keeps, as one pointer: its length stands in front of its bytes. It reads
// like a std::string_view and must not outlive its arena.
class StoredText {
 public:
  constexpr StoredText() = default;

  [[nodiscard]] std::string_view view() const {
    if (stored_ == nullptr) return {};
    const auto size = static_cast<unsigned char>(*stored_);
    return size < kLongSize ? std::string_view(stored_ + 1, size) : long_view();
  }
  operator std::string_view() const { return view(); }
  [[nodiscard]] bool empty() const { return stored_ == nullptr; }  // an empty text is never stored
  [[nodiscard]] std::size_t size() const { return view().size(); }
  [[nodiscard]] const char* data() const { return view().data(); }
  [[nodiscard]] const char* begin() const { return view().data(); }
  [[nodiscard]] const char* end() const { return begin() + size(); }
  [[nodiscard]] bool starts_with(std::string_view text) const { return view().starts_with(text); }
  [[nodiscard]] bool ends_with(std::string_view text) const { return view().ends_with(text); }
  [[nodiscard]] std::size_t find(std::string_view text) const { return view().find(text); }

  friend bool operator==(StoredText a, StoredText b) {
    return a.stored_ == b.stored_ || a.view() == b.view();
  }
  friend bool operator==(StoredText a, std::string_view b) { return a.view() == b; }

 private:
  friend class TextArena;
  static constexpr unsigned char kLongSize = 0xFF;  // the length stands behind it in eight bytes
  explicit StoredText(const char* stored) : stored_(stored) {}
  [[nodiscard]] std::string_view long_view() const;

  const char* stored_ = nullptr;
};

// Keeps the texts of a statement or a file together and wipes them when it goes.
class TextArena {
 public:
  TextArena() = default;
  TextArena(const TextArena&) = delete;
  TextArena& operator=(const TextArena&) = delete;
  ~TextArena();
  // A copy of `text` that lives as long as the arena.
  StoredText store(std::string_view text);
  // The text itself, without a copy; for whole files.
  std::string_view keep(std::string text);

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0, used = 0;
  };
  std::vector<Block> blocks_;
  std::vector<std::unique_ptr<std::string>> kept_;
};

// Overwrites memory so that the compiler cannot leave it out.
void wipe(void* data, std::size_t size);

}  // namespace zhun
