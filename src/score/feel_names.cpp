// Names of FEEL: dictionaries of names with several tokens, and what the parser knows about them.
#include <algorithm>

#include "score/feel_lexer.hpp"
#include "score/feel_node.hpp"

namespace zhun::feel {

std::vector<std::string> split_words(std::string_view name) {
  LexerError error;
  std::vector<std::string> words;
  for (const Token& token : split_tokens(name, error)) {
    if (token.kind != TokenKind::end) words.emplace_back(token.text);
  }
  return words;
}

std::string join_words(std::span<const std::string> tokens) {
  std::string text;
  for (const auto& token : tokens) {
    if (!text.empty()) text += ' ';
    text += token;
  }
  return text;
}

namespace {

bool is_plain_word(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

std::vector<std::string> words_of(std::string_view name) {
  if (is_plain_word(name)) return {std::string(name)};
  return split_words(name);
}

// A word and its longer forms stand longest first, so that the first match is the longest.
void insert_word(std::map<std::string, std::vector<Names::Word>, std::less<>>& dictionary,
                 Names::Word word) {
  if (word.tokens.empty()) return;
  std::vector<Names::Word>& words = dictionary[word.tokens[0]];
  const auto at = std::find_if(words.begin(), words.end(), [&word](const Names::Word& other) {
    return other.tokens.size() < word.tokens.size();
  });
  words.insert(at, std::move(word));
}

}  // namespace

// A name of one plain word is found by its slot; only the others need a dictionary.
std::uint32_t Names::add(std::string_view name) {
  if (const auto known = find(name)) return *known;
  const auto slot = static_cast<std::uint32_t>(size());
  add_at(name, slot);
  return slot;
}

void Names::add_at(std::string_view name, std::uint32_t slot) {
  const std::size_t position = slot - base_size();
  if (names_.size() <= position) names_.resize(position + 1);
  names_[position] = name;
  slots_.insert_or_assign(std::string(name), slot);
  if (is_plain_word(name)) return;
  insert_word(words_, {words_of(name), std::string(name), slot, nullptr});
}

void Names::add_member(std::string_view name) {
  Word word{words_of(name), std::string(name), 0, nullptr};
  if (word.tokens.empty()) return;
  const auto& words = members_[word.tokens[0]];
  const bool known = std::any_of(words.begin(), words.end(),
                                 [&](const Word& other) { return other.text == word.text; });
  if (!known) insert_word(members_, std::move(word));
}

void Names::add_function(std::string_view name, std::shared_ptr<const Function> function) {
  Word word{words_of(name), std::string(name), 0, std::move(function)};
  insert_word(words_, std::move(word));
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
  if (const auto at = slots_.find(name); at != slots_.end()) return at->second;
  return base_ != nullptr ? base_->find(name) : std::nullopt;
}

const std::vector<Names::Word>* Names::words_from(std::string_view first_token) const {
  const auto at = words_.find(first_token);
  return at == words_.end() ? nullptr : &at->second;
}

const std::vector<Names::Word>* Names::members_from(std::string_view first_token) const {
  const auto at = members_.find(first_token);
  return at == members_.end() ? nullptr : &at->second;
}

std::uint32_t Environment::push_local(std::string_view name) {
  const std::uint32_t index = locals_next++;
  locals_max = std::max(locals_max, locals_next);
  locals.push_back({words_of(name), std::string(name), index, false});
  return index;
}

std::uint32_t Environment::push_item() {
  const std::uint32_t index = push_local("item");
  locals.back().is_item = true;
  return index;
}

void Environment::use(std::uint32_t slot) {
  if (std::find(used.begin(), used.end(), slot) == used.end()) used.push_back(slot);
}

}  // namespace zhun::feel
