// Writing PMML 4.4: indented, attributes in their order, the same bytes for the same tree.
#include "score/pmml_write.hpp"

#include <fmt/format.h>

#include "score/pmml.hpp"
#include "zhun/text.hpp"

namespace zhun::pmml {

namespace {

constexpr std::string_view kSpace = "http://www.dmg.org/PMML-4_4";

void escape(std::string_view text, bool in_attribute, std::string& out) {
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"' && in_attribute)
      out += "&quot;";
    else if (in_attribute && (c == '\n' || c == '\t'))
      out += c == '\n' ? "&#10;" : "&#9;";
    else if (c == '\r')
      out += "&#13;";
    else
      out += c;
  }
}

bool is_own(const xml::Element& element) {
  return element.space.empty() || element.space.find("dmg.org/PMML") != std::string::npos;
}

// The name spaces that are not PMML's, in the order of their first element, with the prefixes that
// stand for them. Exporters call their columns by the prefix "data".
class Prefixes {
 public:
  // Depth is bounded: the tree was read within Limits::xml_depth_max or made by us.
  void collect(const xml::Element& element) {
    if (!is_own(element) && find(element.space).empty()) {
      const bool inline_table = element.space.find("InlineTable") != std::string::npos;
      const std::string prefix = inline_table && !has_data_ ? "data" : fmt::format("n{}", ++count_);
      has_data_ = has_data_ || inline_table;
      spaces_.emplace_back(element.space, prefix);
    }
    for (const auto& child : element.children) collect(child);
  }
  [[nodiscard]] std::string_view find(std::string_view space) const {
    for (const auto& [known, prefix] : spaces_) {
      if (known == space) return prefix;
    }
    return {};
  }
  void declare(std::string& out) const {
    for (const auto& [space, prefix] : spaces_) {
      out += " xmlns:" + prefix + "=\"";
      escape(space, true, out);
      out += '"';
    }
  }

 private:
  std::vector<std::pair<std::string, std::string>> spaces_;  // name space, prefix
  bool has_data_ = false;
  int count_ = 0;
};

void write(const xml::Element& element, const Prefixes& prefixes, std::size_t depth,
           std::string& out) {
  std::string name = element.name;
  if (!is_own(element)) name = std::string(prefixes.find(element.space)) + ":" + name;
  out.append(depth * 2, ' ');
  out += '<' + name;
  if (depth == 0) {
    out += fmt::format(" xmlns=\"{}\"", kSpace);
    prefixes.declare(out);
  }
  for (const auto& [attribute, value] : element.attributes) {
    if (depth == 0 && (attribute == "version" || attribute == "schemaLocation")) continue;
    out += ' ' + attribute + "=\"";
    escape(value, true, out);
    out += '"';
  }
  if (depth == 0) out += " version=\"4.4\"";
  const bool has_text = !trim(element.text).empty();
  if (element.children.empty() && !has_text) {
    out += "/>\n";
    return;
  }
  out += '>';
  if (has_text) escape(element.text, false, out);
  if (!element.children.empty()) {
    out += '\n';
    for (const auto& child : element.children) write(child, prefixes, depth + 1, out);
    out.append(depth * 2, ' ');
  }
  out += "</" + name + ">\n";
}

}  // namespace

xml::Element make_element(std::string_view name,
                          std::vector<std::pair<std::string, std::string>> attributes) {
  xml::Element element;
  element.name = name;
  element.attributes = std::move(attributes);
  return element;
}

std::string write_document(const xml::Element& root) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  Prefixes prefixes;
  prefixes.collect(root);
  write(root, prefixes, 0, out);
  return out;
}

Result<std::string> rewrite(std::string_view bytes, std::string_view file, const Limits& limits) {
  const auto model = Model::parse(bytes, file, limits);
  if (!model) return tl::unexpected(model.error());
  const auto root = xml::parse(bytes, file, limits);
  if (!root) return tl::unexpected(root.error());
  return write_document(*root);
}

}  // namespace zhun::pmml
