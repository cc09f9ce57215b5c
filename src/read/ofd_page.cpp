// Walks the tree of a page without recursion.
#include "read/ofd_page.hpp"

#include "read/einvoice_fields.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kWordsBytesMax = 400;

std::string text_codes_of(const xml::Element& object) {
  std::string text;
  for (const xml::Element& child : object.children) {
    if (child.name == "TextCode") text += child.text;
  }
  return std::string(trim(text));
}

}  // namespace

void OfdPageTexts::collect(const xml::Element& root, const std::string* page) {
  std::vector<const xml::Element*> open = {&root};
  while (!open.empty()) {
    const xml::Element* element = open.back();
    open.pop_back();
    for (auto it = element->children.rbegin(); it != element->children.rend(); ++it)
      open.push_back(&*it);
    if (element->name != "TextObject") continue;
    std::string text = text_codes_of(*element);
    if (text.empty()) continue;
    all_ += text;
    if (page == nullptr) continue;
    const std::string id(element->attribute("ID"));
    if (!id.empty()) {
      by_page_.try_emplace({*page, id}, text);
      by_object_.try_emplace(id, text);
    }
    texts_.push_back(std::move(text));
  }
}

void OfdPageTexts::add_page(const std::string& page, const xml::Element& root) {
  collect(root, &page);
}

void OfdPageTexts::add_template(const xml::Element& root) { collect(root, nullptr); }

const std::string& OfdPageTexts::text_of(const std::string& page, const std::string& object) const {
  static const std::string none;
  if (const auto found = by_page_.find({page, object}); found != by_page_.end())
    return found->second;
  const auto found = by_object_.find(object);
  return found == by_object_.end() ? none : found->second;
}

std::string OfdPageTexts::amount_in_words() const {
  std::string words;
  std::optional<Money> value;
  for (const std::string& text : texts_) {
    if (text.size() > kWordsBytesMax ||
        (text.find("圆") == std::string::npos && text.find("元") == std::string::npos))
      continue;
    const auto amount = parse_amount_in_words(text);
    if (!amount) continue;
    if (value && *value != *amount) return "";
    value = amount;
    words = text;
  }
  return words;
}

std::string OfdPageTexts::text_of_amount(Money amount) const {
  for (const std::string& text : texts_) {
    const bool has_sign =
        text.find("¥") != std::string::npos || text.find("￥") != std::string::npos;
    if (has_sign && parse_printed_money(text) == amount) return text;
  }
  return "";
}

std::string OfdPageTexts::first_item() const {
  for (const std::string& text : texts_) {
    if (!text.starts_with('*')) continue;
    const auto end = text.find('*', 1);
    if (end != std::string::npos && end > 1 && end + 1 < text.size() && text[end + 1] != '*')
      return text;
  }
  return "";
}

bool OfdPageTexts::mentions(std::string_view word) const {
  return all_.find(word) != std::string::npos;
}

}  // namespace zhun::read
