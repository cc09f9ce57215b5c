// A linear scan over the tags: the innermost open element names the field.
#include "read/ofd_tags.hpp"

#include <algorithm>

#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kIdentifierBytesMax = 20;

struct Tag {
  std::string_view name;  // local
  std::string_view attributes;
  bool closing = false, empty = false;
};

Tag parse_tag(std::string_view inside) {
  Tag tag;
  tag.closing = inside.starts_with('/');
  if (tag.closing) inside.remove_prefix(1);
  tag.empty = inside.ends_with('/');
  if (tag.empty) inside.remove_suffix(1);
  const auto end = std::min(inside.find_first_of(" \t\r\n"), inside.size());
  tag.attributes = inside.substr(end);
  const auto name = inside.substr(0, end);
  const auto colon = name.rfind(':');
  tag.name = colon == std::string_view::npos ? name : name.substr(colon + 1);
  return tag;
}

std::string_view attribute_of(std::string_view attributes, std::string_view name) {
  const auto at = attributes.find(name);
  if (at == std::string_view::npos) return "";
  auto rest = trim(attributes.substr(at + name.size()));
  if (!rest.starts_with('=')) return "";
  rest = trim(rest.substr(1));
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return "";
  const auto end = rest.find(rest.front(), 1);
  return end == std::string_view::npos ? "" : rest.substr(1, end - 1);
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= kIdentifierBytesMax &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::vector<TagReference> scan_tag_references(std::string_view text, std::size_t references_max) {
  std::vector<TagReference> references;
  std::string_view field;
  std::uint32_t goods = 0, goods_seen = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    const auto end = text.find('>', at);
    if (end == std::string_view::npos) break;
    const Tag tag = parse_tag(text.substr(at + 1, end - at - 1));
    at = end + 1;
    if (tag.name == "GoodsInfo") goods = tag.closing || tag.empty ? 0 : ++goods_seen;
    if (tag.name != "ObjectRef") {
      // A closed field leaves nothing behind: what follows belongs to the next one.
      field = tag.closing || tag.empty ? std::string_view() : tag.name;
      continue;
    }
    if (tag.closing || tag.empty || field.empty()) continue;
    const auto stop = std::min(text.find('<', at), text.size());
    const auto object = trim(text.substr(at, stop - at));
    if (!is_identifier(object)) continue;
    if (references.size() >= references_max) break;
    references.push_back({std::string(field), goods,
                          std::string(attribute_of(tag.attributes, "PageRef")),
                          std::string(object)});
  }
  return references;
}

}  // namespace zhun::read
