// XML: a small tree for models (DMN, PMML), read with expat. A DOCTYPE is refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::xml {

struct Element {
  std::string name;                                             // local name, without prefix
  std::string space;                                            // namespace URI
  std::vector<std::pair<std::string, std::string>> attributes;  // local names, in order
  std::vector<Element> children;
  std::string text;  // all character data of the element itself, as written
  std::uint32_t line = 0;

  // "" when absent.
  [[nodiscard]] std::string_view attribute(std::string_view local_name) const;
  [[nodiscard]] bool has_attribute(std::string_view local_name) const;
  [[nodiscard]] const Element* child(std::string_view local_name) const;  // the first, or nullptr
  // `text` of the child, trimmed; "" when absent.
  [[nodiscard]] std::string_view child_text(std::string_view local_name) const;
};

// Errors: ErrorCode::format with the line in Place::row, ErrorCode::limit for depth and size.
[[nodiscard]] Result<Element> parse(std::string_view bytes, std::string_view source_name,
                                    const Limits& limits);

// Well-formed, without a DOCTYPE and within the limits; no tree is built.
[[nodiscard]] Result<void> check(std::string_view bytes, std::string_view source_name,
                                 const Limits& limits);

// The tree as a document: indented, name spaces declared where they change. What parse() leaves out
// (comments, prefixes of attributes) is not there.
[[nodiscard]] std::string write(const Element& root);

}  // namespace zhun::xml
