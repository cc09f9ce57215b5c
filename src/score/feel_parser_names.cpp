// The FEEL parser: which name stands at a token, and what it stands for.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "score/feel_parser.hpp"

namespace zhun::feel {

// A name that the text introduces: the tokens up to `stop`.
std::string Parser::take_new_name(std::string_view stop, std::string_view other_stop) {
  std::vector<std::string> words;
  while (!failed() && current().kind != TokenKind::end && !current().is(stop) &&
         (other_stop.empty() || !(current().is(other_stop) || current().is(","))) &&
         words.size() < 32) {
    if (current().kind == TokenKind::string) break;
    words.emplace_back(current().text);
    ++at_;
  }
  if (words.empty()) refuse("a name is expected here");
  return join_name(words);
}

std::string Parser::join_name(std::span<const std::string> words) const {
  // As written, with single spaces: "a b", but "a-b" when nothing stands between.
  std::string name;
  const std::size_t first = at_ - words.size();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) {
      const Token& before = tokens_[first + i - 1];
      if (before.offset + before.text.size() != tokens_[first + i].offset) name += ' ';
    }
    name += words[i];
  }
  return name;
}

std::string Parser::take_member_name() {
  if (failed()) return {};
  for (const Names* names = environment_->names; names != nullptr; names = names->base()) {
    const auto* words = names->members_from(current().text);
    for (std::size_t i = 0; words != nullptr && i < words->size(); ++i) {
      if (!matches(at_, (*words)[i].tokens)) continue;
      at_ += (*words)[i].tokens.size();
      return (*words)[i].text;
    }
  }
  // Properties with a space: start included, end included, time offset.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kProperties{
      {{"start", "included"}, {"end", "included"}, {"time", "offset"}}};
  for (const auto& [first, second] : kProperties) {
    if (current().is(first) && tokens_[at_ + 1].is(second)) {
      at_ += 2;
      return std::string(first) + " " + std::string(second);
    }
  }
  if (current().kind != TokenKind::name) {
    refuse("the name of a member is expected after the point");
    return {};
  }
  return std::string(tokens_[at_++].text);
}

bool Parser::matches(std::size_t at, std::span<const std::string> words) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (at + i >= tokens_.size() || !tokens_[at + i].is(words[i])) return false;
  }
  return true;
}

// The longest known name at a token; none: zero tokens. A function's body sees the names around it.
Parser::NameMatch Parser::match_name(std::size_t at) const {
  NameMatch best;
  bool in_filter = false;
  for (const Environment* scope = environment_; scope != nullptr; scope = scope->outer) {
    for (const auto* list : {&scope->locals, &scope->parameters}) {
      for (const auto& local : *list) {
        in_filter = in_filter || local.is_item;
        if (local.tokens.size() > best.tokens && matches(at, local.tokens)) {
          best = {local.tokens.size(), local.text, nullptr};
        }
      }
    }
  }
  const auto look_into = [&](const std::vector<Names::Word>* words) {
    if (words == nullptr) return;
    for (const auto& word : *words) {
      if (word.tokens.size() > best.tokens && matches(at, word.tokens)) {
        best = {word.tokens.size(), word.text, word.function};
      }
    }
  };
  for (const Names* names = environment_->names; names != nullptr; names = names->base()) {
    look_into(names->words_from(tokens_[at].text));
    if (in_filter) look_into(names->members_from(tokens_[at].text));
  }
  if (best.tokens == 0 && tokens_[at].kind == TokenKind::name &&
      environment_->names->find(tokens_[at].text)) {
    best = {1, std::string(tokens_[at].text), nullptr};
  }
  return best;
}

NodePtr Parser::parse_name() {
  const Token token = current();
  const NameMatch match = match_name(at_);
  const std::size_t builtin = match_builtin_at(at_);
  if (builtin != 0 && builtin >= match.tokens && match.function == nullptr) {
    return parse_builtin_call(builtin);
  }
  if (match.tokens == 0) return parse_keyword_or_unknown();
  if (match.tokens == 1 && (token.is("true") || token.is("false") || token.is("null"))) {
    return parse_keyword_or_unknown();
  }
  at_ += match.tokens;
  if (match.function != nullptr && current().is("(")) return parse_function_call(match.function);
  if (match.function != nullptr && !is_value_name(match.text))
    return finish(make_constant(FunctionValue{match.function, nullptr, {}}), token.offset);
  return resolve(match.text, token.offset);
}

bool Parser::is_value_name(std::string_view name) const {
  const auto is_named = [name](const Environment::Local& local) { return local.text == name; };
  for (const Environment* scope = environment_; scope != nullptr; scope = scope->outer) {
    if (std::any_of(scope->locals.begin(), scope->locals.end(), is_named) ||
        std::any_of(scope->parameters.begin(), scope->parameters.end(), is_named)) {
      return true;
    }
  }
  return environment_->names->find(name).has_value();
}

NodePtr Parser::parse_keyword_or_unknown() {
  const Token token = current();
  if (token.is("true") || token.is("false")) {
    ++at_;
    return finish(make_constant(Value(token.is("true"))), token.offset);
  }
  if (token.is("null")) {
    ++at_;
    return finish(make_constant({}), token.offset);
  }
  if (tokens_[at_ + 1].is("(")) {
    if (is_value_name(token.text)) {
      ++at_;
      return resolve(std::string(token.text), token.offset);
    }
    return refuse(fmt::format("the function \"{}\" is not known", token.text));
  }
  static constexpr std::array<std::string_view, 12> kWords{
      "if",   "then",  "else",      "for", "in", "return",
      "some", "every", "satisfies", "and", "or", "between"};
  if (std::find(kWords.begin(), kWords.end(), token.text) != kWords.end()) {
    return refuse(fmt::format("\"{}\" is not expected here", token.text));
  }
  ++at_;
  return resolve(std::string(token.text), token.offset);
}

// From the innermost scope outwards; inside a filter the members of the item come first.
NodePtr Parser::resolve(const std::string& name, std::uint32_t offset) {
  NodePtr node = resolve_in(*environment_, name);
  if (node == nullptr && !failed()) {
    const auto builtins = builtins_named(name);
    if (builtins.empty()) {
      set_error(ErrorCode::policy, offset, fmt::format("the name \"{}\" is not known", name));
      return nullptr;
    }
    node = make_constant(FunctionValue{nullptr, builtins[0], {}});
  }
  return finish(std::move(node), offset);
}

NodePtr Parser::resolve_in(Environment& scope, const std::string& name) {
  std::vector<std::uint32_t> items;
  NodePtr node;
  for (auto local = scope.locals.rbegin(); local != scope.locals.rend(); ++local) {
    if (local->text == name) {
      node = make_local(local->index);
      if (local->is_item) items.push_back(local->index);  // [{item: 1}][item > 0]
      break;
    }
    if (local->is_item) items.push_back(local->index);
  }
  if (node == nullptr) node = resolve_outside(scope, name);
  if (node == nullptr && items.empty()) return nullptr;
  for (auto item = items.rbegin(); item != items.rend(); ++item)
    node = make_item_member(*item, name, std::move(node));
  return node;
}

// A parameter, a name of the scope around a function, or a name of the model.
NodePtr Parser::resolve_outside(Environment& scope, const std::string& name) {
  for (const auto& parameter : scope.parameters) {
    if (parameter.text == name) return make_slot(parameter.index);
  }
  if (scope.outer == nullptr) {
    const auto slot = scope.names->find(name);
    if (!slot) return nullptr;
    scope.use(*slot);
    return make_slot(*slot);
  }
  const auto first = static_cast<std::uint32_t>(scope.parameters.size());
  for (std::uint32_t i = 0; i < scope.captures.size(); ++i) {
    if (scope.captures[i].text == name) return make_slot(first + i);
  }
  NodePtr value = resolve_in(*scope.outer, name);
  if (value == nullptr) return nullptr;
  if (value->constant() != nullptr) return value;
  scope.captures.push_back({name, std::move(value)});
  return make_slot(first + static_cast<std::uint32_t>(scope.captures.size()) - 1);
}

}  // namespace zhun::feel
