// Words of a FEEL text: numbers, strings, names and signs with their places. Internal to the
// parser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/error.hpp"

namespace zhun::feel {

enum class TokenKind : std::uint8_t { end, number, string, name, sign };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;     // as written; strings with their quotes
  std::uint32_t offset = 0;  // 0-based, in bytes

  [[nodiscard]] bool is(std::string_view word) const {
    return text == word && kind != TokenKind::string;
  }
};

struct LexerError {
  std::uint32_t offset = 0;
  const char* sentence = nullptr;
};

// The tokens, closed by one of kind `end`; on an error `error.sentence` is set.
[[nodiscard]] std::vector<Token> split_tokens(std::string_view text, LexerError& error);

// The content of a string token; false when an escape is wrong.
[[nodiscard]] bool decode_string(std::string_view quoted, std::string& out);

}  // namespace zhun::feel
