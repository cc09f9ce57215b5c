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

Parser::Parser(std::string_view text, Environment& environment, const Place& place)
    : environment_(&environment), place_(place) {
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
  if (node->height > environment_->limits->expression_depth_max) {
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
  if (++depth_ > environment_->limits->expression_depth_max) {
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
  else if (is_keyword("function") && tokens_[at_ + 1].is("("))
    node = parse_function();
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
  const std::size_t locals_size = environment_->locals.size();
  const std::uint32_t next = environment_->locals_next;
  std::vector<Iteration> iterations;
  do {
    const std::string name = take_new_name("in");
    if (!expect("in")) return nullptr;
    Iteration iteration;
    iteration.list = parse_or();
    if (accept("..")) iteration.end = parse_or();
    if (failed()) return nullptr;
    iteration.local = environment_->push_local(name);
    iterations.push_back(std::move(iteration));
    if (iterations.size() > kIterationsMax)
      return refuse("the loop has too many variables", ErrorCode::limit);
  } while (accept(",") || continues_quantifier(loop));
  if (!expect(loop == Loop::each ? "return" : "satisfies")) return nullptr;
  std::optional<std::uint32_t> partial;  // the results so far
  if (loop == Loop::each && is_ahead("partial")) partial = environment_->push_local("partial");
  NodePtr body = parse_expression();
  environment_->pop_to(locals_size, next);
  if (failed()) return nullptr;
  return make_loop(loop, std::move(iterations), std::move(body), partial);
}

bool Parser::is_ahead(std::string_view word) const {
  return std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(at_), tokens_.end(),
                     [word](const Token& token) { return token.is(word); });
}

// DMN 1.1 allowed `some a in x b in y satisfies`.
bool Parser::continues_quantifier(Loop loop) const {
  return loop != Loop::each && !failed() && current().kind == TokenKind::name &&
         current().text != "satisfies";
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
    } else if (current().is("instance") && tokens_[at_ + 1].is("of")) {
      at_ += 2;
      TypePtr type = parse_type();
      if (failed()) return nullptr;
      left = finish(make_instance_test(std::move(left), std::move(type)), offset);
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
      node = finish(parse_value_call(std::move(node)), offset);
    } else {
      return node;
    }
  }
  return nullptr;
}

NodePtr Parser::parse_filter(NodePtr list) {
  const std::size_t locals_size = environment_->locals.size();
  const std::uint32_t next = environment_->locals_next;
  const std::uint32_t item = environment_->push_item();
  NodePtr condition = parse_expression();
  environment_->pop_to(locals_size, next);
  if (!expect("]")) return nullptr;
  return make_filter(std::move(list), item, std::move(condition));
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
  const std::uint32_t offset = current().offset;
  ++at_;
  if (const auto op = accept_comparison()) {  // (< 10)
    NodePtr end = parse_sum();
    if (!expect(")")) return nullptr;
    return finish(make_open_range(*op, std::move(end)), offset);
  }
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
  const std::size_t locals_size = environment_->locals.size();
  const std::uint32_t next = environment_->locals_next;
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
      entry.local = environment_->push_local(entry.name);
      entries.push_back(std::move(entry));
    } while (accept(","));
  }
  environment_->pop_to(locals_size, next);
  if (!expect("}")) return nullptr;
  return finish(make_context(std::move(entries)), offset);
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
