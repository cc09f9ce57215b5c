// The FEEL parser: calls of functions, definitions of functions, and types.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "score/feel_parser.hpp"

namespace zhun::feel {

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

// A call of what an expression gives: f(1)(2), library.rate(3).
NodePtr Parser::parse_value_call(NodePtr function) {
  const Value* constant = function->constant();
  if (constant != nullptr && constant->kind() != Kind::function)
    return refuse("only functions can be called");
  std::vector<NodePtr> arguments;
  std::vector<std::string> names;
  if (!parse_arguments(arguments, names)) return nullptr;
  return make_value_call(std::move(function), std::move(arguments), std::move(names));
}

// function(a: number, b) a + b
NodePtr Parser::parse_function() {
  const std::uint32_t offset = current().offset;
  at_ += 2;
  Environment scope;
  scope.names = environment_->names;
  scope.limits = environment_->limits;
  scope.types = environment_->types;
  scope.outer = environment_;
  Function function;
  if (!accept(")")) {
    do {
      const std::string name = take_new_name(":", ")");
      scope.parameters.push_back(
          {split_words(name), name, static_cast<std::uint32_t>(scope.parameters.size()), false});
      function.parameters.push_back(name);
      function.types.push_back(accept(":") ? parse_type() : nullptr);
    } while (accept(","));
    if (!expect(")")) return nullptr;
  }
  if (current().is("external"))
    return refuse("zhun does not call external functions (Java, PMML)", ErrorCode::unsupported);
  const bool outer_input = std::exchange(allow_input_, false);
  Environment* outer = std::exchange(environment_, &scope);
  NodePtr body = parse_expression();
  environment_ = outer;
  allow_input_ = outer_input;
  if (failed()) return nullptr;
  Place place = place_;
  place.column = offset + 1;
  return finish_function(std::move(function), std::move(scope), std::move(body), std::move(place));
}

// number, list<number>, range<date>, context<a: string>, function<number> -> number, or a type of
// the model.
TypePtr Parser::parse_type() {
  if (failed()) return nullptr;
  if (++depth_ > environment_->limits->expression_depth_max) {
    --depth_;
    refuse("the type is nested more deeply than the limit", ErrorCode::limit);
    return nullptr;
  }
  TypePtr type;
  const bool has_arguments = tokens_[std::min(at_ + 1, tokens_.size() - 1)].is("<");
  if (has_arguments && (current().is("list") || current().is("range"))) {
    const BaseType base = current().is("list") ? BaseType::list : BaseType::range;
    at_ += 2;
    TypePtr element = parse_type();
    expect(">");
    type = make_type(base, std::move(element));
  } else if (has_arguments && current().is("context")) {
    type = parse_context_type();
  } else if (has_arguments && current().is("function")) {
    type = parse_function_type();
  } else {
    type = parse_type_name();
  }
  --depth_;
  return type;
}

TypePtr Parser::parse_context_type() {
  at_ += 2;
  auto type = std::make_shared<Type>();
  type->base = BaseType::context;
  do {
    std::string name = take_new_name(":");
    if (!expect(":")) return nullptr;
    type->members.emplace_back(std::move(name), parse_type());
  } while (accept(","));
  expect(">");
  return type;
}

TypePtr Parser::parse_function_type() {
  at_ += 2;
  auto type = std::make_shared<Type>();
  type->base = BaseType::function;
  type->is_signature_known = true;
  if (!current().is(">")) {
    do {
      type->parameters.push_back(parse_type());
    } while (accept(","));
  }
  if (!expect(">") || !expect("->")) return nullptr;
  type->result = parse_type();
  return type;
}

// The longest sequence of tokens that names a type.
TypePtr Parser::parse_type_name() {
  constexpr std::size_t kTokensMax = 16;
  TypePtr best;
  std::size_t length = 0;
  std::string name;
  for (std::size_t i = 0; i < kTokensMax && at_ + i < tokens_.size(); ++i) {
    const Token& token = tokens_[at_ + i];
    if (token.kind == TokenKind::end || token.kind == TokenKind::string) break;
    if (i != 0 && tokens_[at_ + i - 1].offset + tokens_[at_ + i - 1].text.size() != token.offset)
      name += ' ';
    name += token.text;
    TypePtr found = environment_->types != nullptr ? (*environment_->types)(name) : nullptr;
    if (found == nullptr) found = named_base_type(name);
    if (found == nullptr) continue;
    best = std::move(found);
    length = i + 1;
  }
  if (best == nullptr) {
    refuse("the type is not defined");
    return nullptr;
  }
  at_ += length;
  return best;
}

}  // namespace zhun::feel
