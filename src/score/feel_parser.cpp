// The FEEL parser (DMN 1.5, 10.3.1.2): from text to nodes with resolved names, by precedence
// climbing.
//
// Names may contain spaces and signs, so a name is the longest sequence of tokens that some known
// name has; keywords come after that. Depth is limited by Limits::expression_depth_max, in the text
// and in the tree.
#include "score/feel_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "score/feel_lexer.hpp"

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

// ---- Parser ----

Parser::Parser(std::string_view text, Environment& environment, const Place& place)
    : environment_(environment), place_(place) {
  if (text.size() > environment.limits->expression_bytes_max) {
    set_error(ErrorCode::limit, 0, "the expression is longer than the limit");
    tokens_.push_back({});
    return;
  }
  LexerError error;
  tokens_ = split_tokens(text, error);
  if (error.sentence != nullptr) set_error(ErrorCode::policy, error.offset, error.sentence);
}

void Parser::set_error(ErrorCode code, std::uint32_t offset, std::string sentence) {
  if (error_) return;
  Place place = place_;
  place.column = offset + 1;
  error_ = Error{code, std::move(place), std::move(sentence)};
}

NodePtr Parser::refuse(std::string sentence, ErrorCode code) {
  set_error(code, current().offset, std::move(sentence));
  return nullptr;
}

bool Parser::accept(std::string_view word) {
  if (failed() || !current().is(word)) return false;
  ++at_;
  return true;
}

bool Parser::expect(std::string_view word) {
  if (accept(word)) return true;
  refuse(fmt::format("\"{}\" is expected here", word));
  return false;
}

NodePtr Parser::finish(NodePtr node, std::uint32_t offset) {
  if (failed() || node == nullptr) return nullptr;
  node->offset = offset + 1;
  if (node->height > environment_.limits->expression_depth_max) {
    return refuse("the expression is nested more deeply than the limit", ErrorCode::limit);
  }
  return node;
}

Result<NodePtr> Parser::run_expression() {
  NodePtr node = failed() ? nullptr : parse_expression();
  if (!failed() && current().kind != TokenKind::end) {
    refuse("the expression should end here");
  }
  if (failed()) return tl::unexpected(*error_);
  return node;
}

NodePtr Parser::parse_expression() {
  if (failed()) return nullptr;
  if (++depth_ > environment_.limits->expression_depth_max) {
    --depth_;
    return refuse("the expression is nested more deeply than the limit", ErrorCode::limit);
  }
  const std::uint32_t offset = current().offset;
  NodePtr node;
  if (is_keyword("if"))
    node = parse_if();
  else if (is_keyword("for"))
    node = parse_loop(Loop::each);
  else if (is_keyword("some"))
    node = parse_loop(Loop::some);
  else if (is_keyword("every"))
    node = parse_loop(Loop::every);
  else if (is_keyword("function"))
    node = refuse("zhun does not evaluate function definitions", ErrorCode::unsupported);
  else
    node = parse_or();
  --depth_;
  return finish(std::move(node), offset);
}

// A word of the grammar, unless a known name starts with it and is longer.
bool Parser::is_keyword(std::string_view word) const {
  return !failed() && current().kind == TokenKind::name && current().text == word &&
         match_name(at_).tokens <= 1;
}

NodePtr Parser::parse_if() {
  ++at_;
  NodePtr condition = parse_expression();
  if (!expect("then")) return nullptr;
  NodePtr then = parse_expression();
  if (!expect("else")) return nullptr;
  NodePtr otherwise = parse_expression();
  if (failed()) return nullptr;
  return make_if(std::move(condition), std::move(then), std::move(otherwise));
}

NodePtr Parser::parse_loop(Loop loop) {
  ++at_;
  const std::size_t locals_size = environment_.locals.size();
  const std::uint32_t next = environment_.locals_next;
  std::vector<Iteration> iterations;
  do {
    const std::string name = take_new_name("in");
    if (!expect("in")) return nullptr;
    Iteration iteration;
    iteration.list = parse_or();
    if (accept("..")) iteration.end = parse_or();
    if (failed()) return nullptr;
    iteration.local = environment_.push_local(name);
    iterations.push_back(std::move(iteration));
  } while (accept(",") || continues_quantifier(loop));
  if (!expect(loop == Loop::each ? "return" : "satisfies")) return nullptr;
  NodePtr body = parse_expression();
  environment_.pop_to(locals_size, next);
  if (failed()) return nullptr;
  return make_loop(loop, std::move(iterations), std::move(body));
}

// DMN 1.1 allowed `some a in x b in y satisfies`.
bool Parser::continues_quantifier(Loop loop) const {
  return loop != Loop::each && !failed() && current().kind == TokenKind::name &&
         current().text != "satisfies";
}

// A name that the text introduces: the tokens up to `stop`.
std::string Parser::take_new_name(std::string_view stop) {
  std::vector<std::string> words;
  while (!failed() && current().kind != TokenKind::end && !current().is(stop) &&
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

NodePtr Parser::parse_or() {
  const std::uint32_t offset = current().offset;
  std::vector<NodePtr> operands;
  do {
    operands.push_back(parse_and());
    if (failed()) return nullptr;
  } while (accept("or"));
  if (operands.size() == 1) return std::move(operands[0]);
  return finish(make_or(std::move(operands)), offset);
}

NodePtr Parser::parse_and() {
  const std::uint32_t offset = current().offset;
  std::vector<NodePtr> operands;
  do {
    operands.push_back(parse_comparison());
    if (failed()) return nullptr;
  } while (accept("and"));
  if (operands.size() == 1) return std::move(operands[0]);
  return finish(make_and(std::move(operands)), offset);
}

std::optional<Operator> Parser::accept_comparison() {
  if (accept("<=")) return Operator::less_equal;
  if (accept(">=")) return Operator::greater_equal;
  if (accept("!=")) return Operator::not_equal;
  if (accept("<")) return Operator::less;
  if (accept(">")) return Operator::greater;
  if (accept("=")) return Operator::equal;
  return std::nullopt;
}

NodePtr Parser::parse_comparison() {
  const std::uint32_t offset = current().offset;
  NodePtr left = parse_sum();
  while (!failed()) {
    if (const auto op = accept_comparison()) {
      NodePtr right = parse_sum();
      if (failed()) return nullptr;
      null_test_ = null_test_ || is_null_constant(*left) || is_null_constant(*right);
      left = finish(make_comparison(*op, std::move(left), std::move(right)), offset);
    } else if (accept("between")) {
      NodePtr low = parse_sum();
      if (!expect("and")) return nullptr;
      NodePtr high = parse_sum();
      if (failed()) return nullptr;
      left = finish(make_between(std::move(left), std::move(low), std::move(high)), offset);
    } else if (accept("in")) {
      TestPtr test = parse_in_tests();
      if (failed()) return nullptr;
      left = finish(make_in(std::move(left), std::move(test)), offset);
    } else if (current().is("instance")) {
      return refuse("zhun does not evaluate instance of", ErrorCode::unsupported);
    } else {
      return left;
    }
  }
  return nullptr;
}

bool Parser::is_null_constant(const Node& node) {
  return node.constant() != nullptr && node.constant()->is_null();
}

NodePtr Parser::parse_sum() {
  const std::uint32_t offset = current().offset;
  Chain chain;
  chain.operands.push_back(parse_product());
  while (!failed()) {
    if (accept("+"))
      chain.operators.push_back(Operator::add);
    else if (accept("-"))
      chain.operators.push_back(Operator::subtract);
    else
      break;
    chain.operands.push_back(parse_product());
  }
  if (failed()) return nullptr;
  if (chain.operators.empty()) return std::move(chain.operands[0]);
  return finish(make_arithmetic(std::move(chain)), offset);
}

NodePtr Parser::parse_product() {
  const std::uint32_t offset = current().offset;
  Chain chain;
  chain.operands.push_back(parse_power());
  while (!failed()) {
    if (accept("*"))
      chain.operators.push_back(Operator::multiply);
    else if (accept("/"))
      chain.operators.push_back(Operator::divide);
    else
      break;
    chain.operands.push_back(parse_power());
  }
  if (failed()) return nullptr;
  if (chain.operators.empty()) return std::move(chain.operands[0]);
  return finish(make_arithmetic(std::move(chain)), offset);
}

NodePtr Parser::parse_power() {
  const std::uint32_t offset = current().offset;
  Chain chain;
  chain.operands.push_back(parse_unary());
  while (accept("**")) {
    chain.operators.push_back(Operator::power);
    chain.operands.push_back(parse_unary());
  }
  if (failed()) return nullptr;
  if (chain.operators.empty()) return std::move(chain.operands[0]);
  return finish(make_arithmetic(std::move(chain)), offset);
}

// Negation binds more tightly than ** in FEEL: -3 ** 2 = 9.
NodePtr Parser::parse_unary() {
  const std::uint32_t offset = current().offset;
  std::size_t signs = 0;
  while (accept("-")) ++signs;
  NodePtr node = parse_postfix();
  if (failed()) return nullptr;
  if (signs == 0) return node;
  node = finish(make_negation(std::move(node)), offset);
  if (node != nullptr && signs % 2 == 0) node = finish(make_negation(std::move(node)), offset);
  return node;
}

NodePtr Parser::parse_postfix() {
  const std::uint32_t offset = current().offset;
  const bool filters = !no_filter_;
  no_filter_ = false;
  NodePtr node = parse_primary();
  while (!failed()) {
    if (accept(".")) {
      const std::string name = take_member_name();
      if (failed()) return nullptr;
      node = finish(make_path(std::move(node), name), offset);
    } else if (filters && current().is("[")) {
      ++at_;
      node = finish(parse_filter(std::move(node)), offset);
    } else if (current().is("(")) {
      return refuse("only functions can be called");
    } else {
      return node;
    }
  }
  return nullptr;
}

NodePtr Parser::parse_filter(NodePtr list) {
  const std::size_t locals_size = environment_.locals.size();
  const std::uint32_t next = environment_.locals_next;
  const std::uint32_t item = environment_.push_item();
  NodePtr condition = parse_expression();
  environment_.pop_to(locals_size, next);
  if (!expect("]")) return nullptr;
  return make_filter(std::move(list), item, std::move(condition));
}

std::string Parser::take_member_name() {
  if (failed()) return {};
  for (const Names* names = environment_.names; names != nullptr; names = names->base()) {
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

// The longest known name at a token; none: zero tokens.
Parser::NameMatch Parser::match_name(std::size_t at) const {
  NameMatch best;
  bool in_filter = false;
  for (const auto& local : environment_.locals) {
    in_filter = in_filter || local.is_item;
    if (local.tokens.size() > best.tokens && matches(at, local.tokens)) {
      best = {local.tokens.size(), local.text, nullptr};
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
  for (const Names* names = environment_.names; names != nullptr; names = names->base()) {
    look_into(names->words_from(tokens_[at].text));
    if (in_filter) look_into(names->members_from(tokens_[at].text));
  }
  if (best.tokens == 0 && tokens_[at].kind == TokenKind::name &&
      environment_.names->find(tokens_[at].text)) {
    best = {1, std::string(tokens_[at].text), nullptr};
  }
  return best;
}

NodePtr Parser::parse_primary() {
  if (failed()) return nullptr;
  const Token token = current();
  switch (token.kind) {
    case TokenKind::end:
      return refuse("the expression ends too early");
    case TokenKind::number:
      return parse_number();
    case TokenKind::string:
      return parse_string();
    case TokenKind::name:
      return parse_name();
    case TokenKind::sign:
      break;
  }
  if (token.is("(")) return parse_parenthesis();
  if (token.is("[")) return parse_list();
  if (token.is("]")) {
    ++at_;
    NodePtr start = parse_endpoint();
    return parse_range_end(std::move(start), false);
  }
  if (token.is("{")) return parse_context();
  if (token.is("@")) return parse_at_literal();
  if (token.is("?")) {
    if (!allow_input_) return refuse("? stands for the input of a test and has no meaning here");
    ++at_;
    has_input_ = true;
    return finish(make_input(), token.offset);
  }
  return refuse("this sign is not expected here");
}

NodePtr Parser::parse_number() {
  const Token token = tokens_[at_++];
  std::string digits(token.text);
  if (digits[0] == '.') digits.insert(0, "0");
  const auto number = Decimal::parse(digits);
  if (!number) {
    set_error(ErrorCode::policy, token.offset, "a number has at most 34 digits");
    return nullptr;
  }
  return finish(make_constant(*number), token.offset);
}

NodePtr Parser::parse_string() {
  const Token token = tokens_[at_++];
  std::string content;
  if (!decode_string(token.text, content)) {
    set_error(ErrorCode::policy, token.offset, "an escape in the text is wrong");
    return nullptr;
  }
  return finish(make_constant(Value(std::move(content))), token.offset);
}

NodePtr Parser::parse_at_literal() {
  const std::uint32_t offset = current().offset;
  ++at_;
  std::string content;
  if (current().kind != TokenKind::string || !decode_string(current().text, content)) {
    return refuse("a text is expected after @");
  }
  Value value = parse_temporal(content);
  if (value.is_null())
    return refuse("the text after @ is no date, time or duration that zhun reads");
  ++at_;
  return finish(make_constant(std::move(value)), offset);
}

NodePtr Parser::parse_parenthesis() {
  ++at_;
  NodePtr node = parse_expression();
  if (current().is("..")) return parse_range_end(std::move(node), false);
  if (!expect(")")) return nullptr;
  return node;
}

NodePtr Parser::parse_list() {
  const std::uint32_t offset = current().offset;
  ++at_;
  std::vector<NodePtr> items;
  if (accept("]")) return finish(make_list(std::move(items)), offset);
  do {
    items.push_back(parse_expression());
    if (failed()) return nullptr;
    if (items.size() == 1 && current().is("..")) return parse_range_end(std::move(items[0]), true);
  } while (accept(","));
  if (!expect("]")) return nullptr;
  return finish(make_list(std::move(items)), offset);
}

NodePtr Parser::parse_endpoint() {
  no_filter_ = true;  // the [ after an upper end closes the range
  NodePtr node = parse_sum();
  no_filter_ = false;
  return node;
}

// After the lower end of a range, at the two points.
NodePtr Parser::parse_range_end(NodePtr start, bool start_included) {
  const std::uint32_t offset = current().offset;
  if (!expect("..")) return nullptr;
  NodePtr end = parse_endpoint();
  if (failed()) return nullptr;
  bool end_included = false;
  if (accept("]"))
    end_included = true;
  else if (!accept(")") && !accept("["))
    return refuse("the range is not closed");
  if (is_reversed(*start, *end)) {
    set_error(ErrorCode::policy, offset, "the lower end of the range is above the upper end");
    return nullptr;
  }
  return finish(make_range(std::move(start), start_included, std::move(end), end_included), offset);
}

bool Parser::is_reversed(const Node& start, const Node& end) {
  if (start.constant() == nullptr || end.constant() == nullptr) return false;
  return compare(*start.constant(), *end.constant()) == 1;
}

NodePtr Parser::parse_context() {
  const std::uint32_t offset = current().offset;
  ++at_;
  const std::size_t locals_size = environment_.locals.size();
  const std::uint32_t next = environment_.locals_next;
  std::vector<ContextEntry> entries;
  if (!current().is("}")) {
    do {
      ContextEntry entry;
      if (current().kind == TokenKind::string) {
        if (!decode_string(current().text, entry.name))
          return refuse("an escape in the text is wrong");
        ++at_;
      } else {
        entry.name = take_new_name(":");
      }
      if (!expect(":")) return nullptr;
      entry.value = parse_expression();
      if (failed()) return nullptr;
      for (const auto& other : entries) {
        if (other.name == entry.name) return refuse("the context has two entries of this name");
      }
      if (entries.size() >= kContextEntriesMax)
        return refuse("the context has too many entries", ErrorCode::limit);
      entry.local = environment_.push_local(entry.name);
      entries.push_back(std::move(entry));
    } while (accept(","));
  }
  environment_.pop_to(locals_size, next);
  if (!expect("}")) return nullptr;
  return finish(make_context(std::move(entries)), offset);
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
  if (match.function != nullptr && !is_value_name(match.text)) {
    return refuse("a function stands here without its arguments", ErrorCode::unsupported);
  }
  return resolve(match.text, token.offset);
}

bool Parser::is_value_name(std::string_view name) const {
  return environment_.names->find(name).has_value() ||
         std::any_of(environment_.locals.begin(), environment_.locals.end(),
                     [&](const auto& local) { return local.text == name; });
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
    return refuse(fmt::format("the function \"{}\" is not known", token.text),
                  ErrorCode::unsupported);
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
  std::vector<std::uint32_t> items;
  NodePtr node;
  for (auto local = environment_.locals.rbegin(); local != environment_.locals.rend(); ++local) {
    if (local->text == name) {
      node = make_local(local->index);
      break;
    }
    if (local->is_item) items.push_back(local->index);
  }
  if (node == nullptr) {
    if (const auto slot = environment_.names->find(name)) {
      environment_.use(*slot);
      node = make_slot(*slot);
    }
  }
  if (node == nullptr && items.empty()) {
    set_error(ErrorCode::policy, offset, fmt::format("the name \"{}\" is not known", name));
    return nullptr;
  }
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    node = finish(make_item_member(*item, name, std::move(node)), offset);
    if (node == nullptr) return nullptr;
  }
  return finish(std::move(node), offset);
}

// The tokens of a built-in name at `at` that an argument list follows; else 0.
std::size_t Parser::match_builtin_at(std::size_t at) const {
  constexpr std::size_t kWordsMax = 5;
  std::array<std::string_view, kWordsMax> words;
  std::size_t count = 0;
  while (count < kWordsMax && at + count < tokens_.size() &&
         tokens_[at + count].kind == TokenKind::name) {
    words[count] = tokens_[at + count].text;
    ++count;
  }
  const std::size_t length = match_builtin(std::span(words.data(), count));
  return length != 0 && tokens_[at + length].is("(") ? length : 0;
}

// The arguments after `(`: positional, or all named.
bool Parser::parse_arguments(std::vector<NodePtr>& arguments, std::vector<std::string>& names) {
  if (!expect("(")) return false;
  if (accept(")")) return true;
  do {
    std::size_t end = at_;  // name: value?
    while (tokens_[end].kind == TokenKind::name && end < at_ + 8) ++end;
    if (end != at_ && tokens_[end].is(":")) {
      names.push_back(take_new_name(":"));
      ++at_;
    }
    arguments.push_back(parse_expression());
    if (failed()) return false;
  } while (accept(","));
  if (!names.empty() && names.size() != arguments.size()) {
    refuse("either all arguments have names or none has");
    return false;
  }
  return expect(")");
}

NodePtr Parser::parse_builtin_call(std::size_t words) {
  const std::uint32_t offset = current().offset;
  std::string name;
  for (std::size_t i = 0; i < words; ++i) {
    if (i != 0) name += ' ';
    name += tokens_[at_ + i].text;
  }
  at_ += words;
  std::vector<NodePtr> arguments;
  std::vector<std::string> argument_names;
  if (!parse_arguments(arguments, argument_names)) return nullptr;
  const Builtin* builtin = nullptr;
  if (argument_names.empty()) {
    builtin = find_builtin(name, arguments.size());
  } else {
    builtin = arrange_named(name, arguments, argument_names);
  }
  if (failed()) return nullptr;
  if (builtin == nullptr) {
    set_error(ErrorCode::policy, offset,
              fmt::format("the function \"{}\" does not take these arguments", name));
    return nullptr;
  }
  return finish(make_builtin_call(*builtin, std::move(arguments)), offset);
}

// Puts named arguments in the order of the parameters; those left out in the middle are null.
const Builtin* Parser::arrange_named(std::string_view name, std::vector<NodePtr>& arguments,
                                     std::span<const std::string> names) {
  for (const Builtin* builtin : builtins_named(name)) {
    std::vector<NodePtr> ordered(builtin->parameters.size());
    std::vector<std::size_t> positions;
    for (const auto& argument : names) {
      const auto at = std::find(builtin->parameters.begin(), builtin->parameters.end(), argument);
      if (at == builtin->parameters.end()) break;
      positions.push_back(static_cast<std::size_t>(at - builtin->parameters.begin()));
    }
    if (positions.size() != names.size()) continue;
    std::size_t count = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
      ordered[positions[i]] = std::move(arguments[i]);
      count = std::max(count, positions[i] + 1);
    }
    ordered.resize(count);
    for (auto& argument : ordered) {
      if (argument == nullptr) argument = make_constant({});
    }
    arguments = std::move(ordered);
    return count >= builtin->arguments_min ? builtin : nullptr;
  }
  return nullptr;
}

NodePtr Parser::parse_function_call(const std::shared_ptr<const Function>& function) {
  const std::uint32_t offset = current().offset;
  std::vector<NodePtr> arguments;
  std::vector<std::string> names;
  if (!parse_arguments(arguments, names)) return nullptr;
  if (arguments.size() != function->parameters.size()) {
    set_error(ErrorCode::policy, offset,
              "the number of arguments differs from the number of parameters");
    return nullptr;
  }
  if (!names.empty()) {
    std::vector<NodePtr> ordered(arguments.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto at = std::find(function->parameters.begin(), function->parameters.end(), names[i]);
      if (at == function->parameters.end())
        return refuse("the function has no parameter of this name");
      ordered[static_cast<std::size_t>(at - function->parameters.begin())] =
          std::move(arguments[i]);
    }
    for (const auto& argument : ordered) {
      if (argument == nullptr) return refuse("an argument is given twice and another is missing");
    }
    arguments = std::move(ordered);
  }
  return finish(make_call(function, std::move(arguments)), offset);
}

// ---- tests ----

// Right of `in`: one test, or several in parentheses.
TestPtr Parser::parse_in_tests() {
  if (!current().is("(")) return parse_test();
  ++at_;
  std::vector<TestPtr> tests;
  if (!starts_operator()) {
    // An expression, a range that is open below, or the first of several.
    NodePtr node = parse_expression();
    if (failed()) return nullptr;
    if (current().is("..")) return value_test(parse_range_end(std::move(node), false));
    null_test_ = null_test_ || is_null_constant(*node);
    tests.push_back(value_test(std::move(node)));
  } else {
    tests.push_back(parse_test());
  }
  while (accept(",")) tests.push_back(parse_test());
  if (!expect(")")) return nullptr;
  if (tests.size() == 1) return std::move(tests[0]);
  return make_any_test(std::move(tests));
}

bool Parser::starts_operator() const {
  static constexpr std::array<std::string_view, 6> kSigns{"<", "<=", ">", ">=", "=", "!="};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](auto sign) { return current().is(sign); });
}

TestPtr Parser::value_test(NodePtr node) {
  if (failed() || node == nullptr) return nullptr;
  const std::uint32_t offset = node->offset;
  TestPtr test = make_value_test(std::move(node));
  test->offset = offset;
  return test;
}

// One test: an operator with its end, a range, or a value or condition.
TestPtr Parser::parse_test() {
  if (failed()) return nullptr;
  const std::uint32_t offset = current().offset;
  TestPtr test;
  if (const auto op = accept_comparison()) {
    NodePtr end = parse_sum();
    if (failed()) return nullptr;
    null_test_ = null_test_ || is_null_constant(*end);
    test = make_comparison_test(*op, std::move(end));
  } else {
    const bool outer_input = has_input_;
    has_input_ = false;
    NodePtr node = parse_expression();
    const bool condition = has_input_;
    has_input_ = outer_input || condition;
    if (failed()) return nullptr;
    if (condition) {
      test = make_condition_test(std::move(node));
    } else {
      null_test_ = null_test_ || is_null_constant(*node);
      test = value_test(std::move(node));
    }
  }
  test->offset = offset + 1;
  if (test->height > environment_.limits->expression_depth_max) {
    refuse("the expression is nested more deeply than the limit", ErrorCode::limit);
  }
  return test;
}

TestPtr Parser::parse_test_list() {
  std::vector<TestPtr> tests;
  do {
    tests.push_back(parse_test());
    if (failed()) return nullptr;
  } while (accept(","));
  if (tests.size() == 1) return std::move(tests[0]);
  return make_any_test(std::move(tests));
}

Result<ParsedTests> Parser::run_tests() {
  allow_input_ = true;
  ParsedTests parsed;
  if (failed()) return tl::unexpected(*error_);
  if (current().kind == TokenKind::end ||
      (current().is("-") && tokens_[1].kind == TokenKind::end)) {
    return parsed;
  }
  if (current().is("not") && tokens_[1].is("(")) {
    const std::size_t locals_size = environment_.locals.size();
    const std::uint32_t next = environment_.locals_next;
    at_ = 2;
    TestPtr inner = parse_test_list();
    if (accept(")") && current().kind == TokenKind::end) {
      parsed.test = make_not_test(std::move(inner));
      parsed.null_test = null_test_;
      return parsed;
    }
    at_ = 0;  // not(...) is the beginning of a longer expression
    if (error_ && error_->code == ErrorCode::limit) return tl::unexpected(*error_);
    error_.reset();
    environment_.pop_to(locals_size, next);
    null_test_ = has_input_ = false;
    depth_ = 0;
  }
  parsed.test = parse_test_list();
  if (!failed() && current().kind != TokenKind::end) refuse("the tests should end here");
  if (failed()) return tl::unexpected(*error_);
  parsed.null_test = null_test_;
  return parsed;
}

Result<std::vector<TestPtr>> Parser::run_test_list() {
  allow_input_ = true;
  std::vector<TestPtr> tests;
  do {
    tests.push_back(parse_test());
  } while (accept(","));
  if (!failed() && current().kind != TokenKind::end) refuse("the list of values should end here");
  if (failed()) return tl::unexpected(*error_);
  return tests;
}

Result<NodePtr> parse_expression(std::string_view text, Environment& environment,
                                 const Place& place) {
  return Parser(text, environment, place).run_expression();
}

Result<std::vector<TestPtr>> parse_test_list(std::string_view text, Environment& environment,
                                             const Place& place) {
  return Parser(text, environment, place).run_test_list();
}

Result<ParsedTests> parse_unary_tests(std::string_view text, Environment& environment,
                                      const Place& place) {
  return Parser(text, environment, place).run_tests();
}

}  // namespace zhun::feel
