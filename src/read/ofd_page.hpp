// Text objects of the pages of an OFD, found by page and object number. Pure; thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/xml.hpp"
#include "zhun/money.hpp"

namespace zhun::read {

class OfdPageTexts {
 public:
  // Adds the text objects of a page, in the order of the page; numbers that come twice keep the
  // first. Templates have texts, too, but no reference leads to them.
  void add_page(const std::string& page, const xml::Element& root);
  void add_template(const xml::Element& root);

  // "" when there is no such object; an unknown page is searched everywhere.
  [[nodiscard]] const std::string& text_of(const std::string& page,
                                           const std::string& object) const;

  // The amount in words that the pages print, when it is one and the same everywhere.
  [[nodiscard]] std::string amount_in_words() const;
  // A text with a currency sign that is this amount; "" when there is none.
  [[nodiscard]] std::string text_of_amount(Money amount) const;
  // The first text of the form *category*name.
  [[nodiscard]] std::string first_item() const;
  // Whether any text of pages or templates has the word.
  [[nodiscard]] bool mentions(std::string_view word) const;

 private:
  void collect(const xml::Element& root, const std::string* page);

  std::map<std::pair<std::string, std::string>, std::string> by_page_;
  std::map<std::string, std::string> by_object_;
  std::vector<std::string> texts_;  // of pages
  std::string all_;                 // pages and templates
};

}  // namespace zhun::read
