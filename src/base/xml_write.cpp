// XML documents from trees.
#include "base/xml.hpp"
#include "zhun/text.hpp"

namespace zhun::xml {

namespace {

void escape(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
}

// Depth is bounded: trees come from parse() or from us.
void write_element(const Element& element, std::string_view space, std::size_t depth,
                   std::string& out) {
  out.append(depth * 2, ' ');
  out += '<' + element.name;
  if (element.space != space) {
    out += " xmlns=\"";
    escape(element.space, out);
    out += '"';
  }
  for (const auto& [name, value] : element.attributes) {
    out += ' ' + name + "=\"";
    escape(value, out);
    out += '"';
  }
  const bool has_text = !trim(element.text).empty();
  if (element.children.empty() && !has_text) {
    out += "/>\n";
    return;
  }
  out += '>';
  if (has_text) escape(element.text, out);
  if (!element.children.empty()) {
    out += '\n';
    for (const auto& child : element.children) write_element(child, element.space, depth + 1, out);
    out.append(depth * 2, ' ');
  }
  out += "</" + element.name + ">\n";
}

}  // namespace

std::string write(const Element& root) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  write_element(root, "", 0, out);
  return out;
}

}  // namespace zhun::xml
