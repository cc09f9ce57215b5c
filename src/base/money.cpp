// Money: checked arithmetic and the text forms that statements print.
#include "zhun/money.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr const char* kOverflow = "an amount exceeds the range of 64-bit fen";

// U+FF0B, U+FF0D, U+FF08, U+FF09 and U+FF10.. become ASCII; U+FFE5 and U+00A5 (yen signs) are
// dropped.
std::string to_ascii(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += text[i++];
      continue;
    }
    if (byte == 0xC2 && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[i + 1]);
      if (next != 0xA5 && next != 0xA0) return "?";
      i += 2;
      continue;
    }
    if (i + 2 >= text.size()) return "?";
    const auto second = static_cast<unsigned char>(text[i + 1]);
    const auto third = static_cast<unsigned char>(text[i + 2]);
    const std::uint32_t point = ((byte & 0x0Fu) << 12) | ((second & 0x3Fu) << 6) | (third & 0x3Fu);
    i += 3;
    if (point >= 0xFF01 && point <= 0xFF5E) {
      out += static_cast<char>(point - 0xFEE0);
    } else if (point == 0x2212) {
      out += '-';
    } else if (point != 0xFFE5 && point != 0x3000) {
      return "?";
    }
  }
  return out;
}

// Digits with optional thousands commas, then an optional point and decimals.
std::optional<std::int64_t> parse_unsigned_fen(std::string_view text) {
  std::int64_t fen = 0;
  int digits = 0, decimals = -1, since_comma = -1;
  for (const char c : text) {
    if (c == ',') {
      const bool first_group = since_comma < 0;
      if (decimals >= 0 || digits == 0 || (first_group ? digits > 3 : since_comma != 3)) {
        return std::nullopt;
      }
      since_comma = 0;
    } else if (c == '.') {
      if (decimals >= 0 || digits == 0 || (since_comma >= 0 && since_comma != 3))
        return std::nullopt;
      decimals = 0;
    } else if (c >= '0' && c <= '9') {
      if (decimals >= 2) {
        if (c != '0') return std::nullopt;
        continue;
      }
      if (__builtin_mul_overflow(fen, std::int64_t{10}, &fen) ||
          __builtin_add_overflow(fen, std::int64_t{c - '0'}, &fen)) {
        return std::nullopt;
      }
      ++digits;
      if (decimals >= 0) {
        ++decimals;
      } else if (since_comma >= 0) {
        ++since_comma;
      }
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0 || (decimals < 0 && since_comma >= 0 && since_comma != 3)) return std::nullopt;
  for (int i = decimals < 0 ? 0 : decimals; i < 2; ++i) {
    if (__builtin_mul_overflow(fen, std::int64_t{10}, &fen)) return std::nullopt;
  }
  return fen;
}

}  // namespace

Money Money::from_yuan(std::int64_t yuan) {
  std::int64_t fen = 0;
  if (__builtin_mul_overflow(yuan, std::int64_t{100}, &fen)) throw std::overflow_error(kOverflow);
  return Money(fen);
}

Money& Money::operator+=(Money other) {
  if (__builtin_add_overflow(fen_, other.fen_, &fen_)) throw std::overflow_error(kOverflow);
  return *this;
}

Money& Money::operator-=(Money other) {
  if (__builtin_sub_overflow(fen_, other.fen_, &fen_)) throw std::overflow_error(kOverflow);
  return *this;
}

std::string to_string(Money value) {
  const auto fen = value.fen();
  const std::uint64_t size =
      fen < 0 ? ~static_cast<std::uint64_t>(fen) + 1 : static_cast<std::uint64_t>(fen);
  return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", size / 100, size % 100);
}

std::string to_grouped_string(Money value) {
  std::string text = to_string(value);
  const std::size_t first = text[0] == '-' ? 1 : 0;
  for (std::size_t at = text.size() - 3; at > first + 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::optional<Money> parse_money(std::string_view text) {
  std::string ascii;
  text = trim(text);
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      ascii = to_ascii(text);
      text = trim(ascii);
      break;
    }
  }
  bool negative = false, marked = false;
  const auto take_sign = [&](char c) {
    if (c != '+' && c != '-') return false;
    negative = c == '-';
    marked = true;
    return true;
  };
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')') {
    negative = marked = true;
    text = trim(text.substr(1, text.size() - 2));
  }
  if (!text.empty() && !marked && take_sign(text.front())) text = trim(text.substr(1));
  if (!text.empty() && text.front() == '$') text = trim(text.substr(1));
  if (!text.empty() && !marked && take_sign(text.front())) text = trim(text.substr(1));
  if (!text.empty() && !marked && take_sign(text.back()))
    text = trim(text.substr(0, text.size() - 1));
  const auto fen = parse_unsigned_fen(text);
  if (!fen) return std::nullopt;
  return Money::from_fen(negative ? -*fen : *fen);
}

}  // namespace zhun
