// Tags of OFX.
#include "read/ofx_tokens.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kNameBytesMax = 32;
constexpr std::string_view kCdata = "<![CDATA[";

bool starts_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' || c == '!' || c == '?';
}

void append_point(std::string& text, std::uint32_t point) {
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xC0 | point >> 6);
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    text += static_cast<char>(0xE0 | point >> 12);
    text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | point >> 18);
    text += static_cast<char>(0x80 | (point >> 12 & 0x3F));
    text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (point & 0x3F));
  }
}

// The code point of "#39" or "#x27"; 0 when it is none.
std::uint32_t numeric_point(std::string_view name) {
  const bool hex = name.size() > 2 && (name[1] == 'x' || name[1] == 'X');
  std::uint32_t point = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const std::uint32_t digit =
        c >= '0' && c <= '9'          ? static_cast<std::uint32_t>(c - '0')
        : hex && c >= 'a' && c <= 'f' ? static_cast<std::uint32_t>(c - 'a') + 10
        : hex && c >= 'A' && c <= 'F' ? static_cast<std::uint32_t>(c - 'A') + 10
                                      : 99;
    if (digit == 99) return 0;
    point = point * (hex ? 16 : 10) + digit;
    if (point > 0x10FFFF) return 0;
  }
  return point >= 0xD800 && point <= 0xDFFF ? 0 : point;
}

}  // namespace

void OfxTokens::skip_to(std::size_t at) {
  const auto begin = text_.begin();
  line_ += static_cast<std::uint32_t>(std::count(begin + static_cast<std::ptrdiff_t>(at_),
                                                 begin + static_cast<std::ptrdiff_t>(at), '\n'));
  at_ = at;
}

// Moves to the '<' of the next tag, past comments and instructions.
bool OfxTokens::find_tag() {
  while (true) {
    const auto open = text_.find('<', at_);
    if (open == std::string_view::npos || open + 1 >= text_.size()) return false;
    skip_to(open);
    const std::string_view rest = text_.substr(open);
    if (rest.starts_with("<!--")) {
      const auto end = text_.find("-->", open);
      if (end == std::string_view::npos) return false;
      skip_to(end + 3);
    } else if (rest[1] == '?' || rest[1] == '!') {
      has_doctype_ = has_doctype_ || rest.starts_with("<!DOCTYPE");
      const auto end = text_.find('>', open);
      if (end == std::string_view::npos) return false;
      skip_to(end + 1);
    } else if (starts_name(rest[1])) {
      return true;
    } else {
      skip_to(open + 1);
    }
  }
}

// The text up to the next tag. A '<' that begins no tag belongs to it.
std::string_view OfxTokens::take_value() {
  const auto first = text_.find_first_not_of(" \t\r\n", at_);
  if (first != std::string_view::npos && text_.substr(first).starts_with(kCdata)) {
    const auto begin = first + kCdata.size();
    const auto end = text_.find("]]>", begin);
    const std::string_view value = text_.substr(begin, end - begin);
    skip_to(end == std::string_view::npos ? text_.size() : end + 3);
    return trim(value);
  }
  auto end = text_.find('<', at_);
  while (end != std::string_view::npos && end + 1 < text_.size() && !starts_name(text_[end + 1]))
    end = text_.find('<', end + 1);
  const std::string_view value = text_.substr(at_, end - at_);
  skip_to(end == std::string_view::npos ? text_.size() : end);
  return trim(value);
}

bool OfxTokens::next(OfxToken& token) {
  if (!find_tag()) return false;
  const auto close = text_.find('>', at_);
  if (close == std::string_view::npos) return false;
  std::string_view name = text_.substr(at_ + 1, close - at_ - 1);
  token.line = line_;
  token.closes = name.starts_with('/');
  if (token.closes) name.remove_prefix(1);
  name = name.substr(0, name.find_first_of(" \t\r\n/"));
  token.name.assign(name.substr(0, kNameBytesMax));
  for (char& c : token.name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  skip_to(close + 1);
  token.value = token.closes ? std::string_view() : take_value();
  return true;
}

std::string replace_entities(std::string_view value) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {
      {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}}};
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto end = value[i] == '&' ? value.substr(i, 10).find(';') : std::string_view::npos;
    if (end == std::string_view::npos) {
      text += value[i];
      continue;
    }
    const std::string_view name = value.substr(i + 1, end - 1);
    const auto* known = std::find_if(kEntities.begin(), kEntities.end(),
                                     [&](const auto& entity) { return entity.first == name; });
    const std::uint32_t point = name.starts_with('#') ? numeric_point(name) : 0;
    if (known != kEntities.end()) {
      text += known->second;
    } else if (point != 0) {
      append_point(text, point);
    } else {
      text += value[i];
      continue;
    }
    i += end;
  }
  return text;
}

}  // namespace zhun::read
