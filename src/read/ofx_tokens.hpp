// OFX as a row of tags: SGML without end tags (OFX 1) and XML (OFX 2) alike. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zhun::read {

struct OfxToken {
  std::string name;  // capitals, without '/' and attributes
  bool closes = false;
  std::string_view value;  // the text behind the tag, trimmed; entities are not replaced
  std::uint32_t line = 0;  // of the tag
};

class OfxTokens {
 public:
  // `line` is the number of the first line of `text`.
  explicit OfxTokens(std::string_view text, std::uint32_t line = 1) : text_(text), line_(line) {}
  // False at the end.
  [[nodiscard]] bool next(OfxToken& token);
  [[nodiscard]] bool has_doctype() const { return has_doctype_; }

 private:
  [[nodiscard]] bool find_tag();
  void skip_to(std::size_t at);
  std::string_view take_value();

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_;
  bool has_doctype_ = false;
};

// &amp; &lt; &gt; &quot; &apos; &nbsp; and numbers; anything else stays as it is.
[[nodiscard]] std::string replace_entities(std::string_view value);

}  // namespace zhun::read
