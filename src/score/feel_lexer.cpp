// Splits a FEEL text into tokens (DMN 1.5, 10.3.1.2). Names with spaces are several tokens: the
// parser joins them, for only it knows which names there are.
#include "score/feel_lexer.hpp"

#include <algorithm>
#include <array>

namespace zhun::feel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The bytes of the white space that starts `text`; 0: none. Unicode spaces count, as in the
// standard.
std::size_t space_length(std::string_view text) {
  const auto c = static_cast<unsigned char>(text[0]);
  if (c == ' ' || (c >= 0x09 && c <= 0x0D)) return 1;
  if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) return 2;
  if (text.starts_with("\xE3\x80\x80") || text.starts_with("\xEF\xBB\xBF")) return 3;
  if (text.starts_with("\xE2\x80") && text.size() >= 3) {
    const auto third = static_cast<unsigned char>(text[2]);
    if (third <= 0x8B || third == 0xA8 || third == 0xA9) return 3;
  }
  return 0;
}

class Lexer {
 public:
  Lexer(std::string_view text, LexerError& error) : text_(text), error_(error) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    while (error_.sentence == nullptr && skip_space_and_comments()) tokens.push_back(next());
    tokens.push_back({TokenKind::end, {}, static_cast<std::uint32_t>(text_.size())});
    return tokens;
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  // False at the end of the text.
  bool skip_space_and_comments() {
    while (at_ < text_.size()) {
      if (const std::size_t length = space_length(rest()); length != 0) {
        at_ += length;
      } else if (rest().starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest().starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          error_ = {static_cast<std::uint32_t>(at_), "a comment is not closed"};
          return false;
        }
        at_ = end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  Token take(TokenKind kind, std::size_t length) {
    const Token token{kind, text_.substr(at_, length), static_cast<std::uint32_t>(at_)};
    at_ += length;
    return token;
  }

  Token next() {
    const char c = text_[at_];
    if (c == '"') return take_string();
    if (is_digit(c) || (c == '.' && is_digit(peek(1))))
      return take(TokenKind::number, number_length());
    if (is_name_start(c)) {
      std::size_t length = 1;
      while (at_ + length < text_.size() &&
             (is_name_start(peek(length)) || is_digit(peek(length))) &&
             space_length(text_.substr(at_ + length)) == 0) {
        ++length;
      }
      return take(TokenKind::name, length);
    }
    static constexpr std::array<std::string_view, 6> kPairs{"..", "**", "<=", ">=", "!=", "->"};
    for (const auto pair : kPairs) {
      if (rest().starts_with(pair)) return take(TokenKind::sign, 2);
    }
    return take(TokenKind::sign, 1);
  }

  Token take_string() {
    std::size_t length = 1;
    while (at_ + length < text_.size() && text_[at_ + length] != '"') {
      length += text_[at_ + length] == '\\' ? 2 : 1;
    }
    if (at_ + length >= text_.size()) {
      error_ = {static_cast<std::uint32_t>(at_), "a text in quotes is not closed"};
      return take(TokenKind::string, text_.size() - at_);
    }
    return take(TokenKind::string, length + 1);
  }

  // 12, 12.5, .5, 1e3; the point of `1..5` does not belong to the number.
  [[nodiscard]] std::size_t number_length() const {
    std::size_t length = 0;
    while (is_digit(peek(length))) ++length;
    if (peek(length) == '.' && is_digit(peek(length + 1))) {
      ++length;
      while (is_digit(peek(length))) ++length;
    }
    if (peek(length) == 'e' || peek(length) == 'E') {
      std::size_t exponent = length + 1;
      if (peek(exponent) == '+' || peek(exponent) == '-') ++exponent;
      if (is_digit(peek(exponent))) {
        while (is_digit(peek(exponent))) ++exponent;
        length = exponent;
      }
    }
    return length;
  }

  std::string_view text_;
  LexerError& error_;
  std::size_t at_ = 0;
};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

bool read_hex(std::string_view digits, std::uint32_t& code) {
  code = 0;
  for (const char c : digits) {
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<std::uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<std::uint32_t>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      digit = static_cast<std::uint32_t>(c - 'A' + 10);
    else
      return false;
    code = code * 16 + digit;
  }
  return true;
}

// \uXXXX, a pair of them, or \UXXXXXX at `at`; advances it.
bool decode_code(std::string_view body, std::size_t& at, std::string& out) {
  const std::size_t digits = body[at + 1] == 'u' ? 4 : 6;
  std::uint32_t code = 0;
  if (at + 2 + digits > body.size() || !read_hex(body.substr(at + 2, digits), code)) return false;
  at += 2 + digits;
  if (code >= 0xD800 && code < 0xDC00) {
    std::uint32_t low = 0;
    if (at + 6 > body.size() || body.substr(at, 2) != "\\u" ||
        !read_hex(body.substr(at + 2, 4), low) || low < 0xDC00 || low > 0xDFFF) {
      return false;
    }
    at += 6;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code < 0xE000) {
    return false;
  }
  if (code > 0x10FFFF) return false;
  append_utf8(out, code);
  return true;
}

}  // namespace

std::vector<Token> split_tokens(std::string_view text, LexerError& error) {
  return Lexer(text, error).run();
}

bool decode_string(std::string_view quoted, std::string& out) {
  const std::string_view body = quoted.substr(1, quoted.size() - 2);
  out.clear();
  out.reserve(body.size());
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] != '\\') {
      out += body[at++];
      continue;
    }
    if (at + 1 >= body.size()) return false;
    switch (body[at + 1]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case '"':
      case '\'':
      case '\\':
        out += body[at + 1];
        break;
      case 'u':
      case 'U':
        if (!decode_code(body, at, out)) return false;
        continue;
      default:  // "\d" of a pattern: both characters stand
        out += '\\';
        out += body[at + 1];
    }
    at += 2;
  }
  return true;
}

}  // namespace zhun::feel
