// Reads the boxed expressions that hold others: lists, relations, conditionals, functions, filters
// and iterators (DMN 1.5, 10.2.2).
#include <algorithm>
#include <array>

#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"

namespace zhun::dmn {

using feel::NodePtr;

namespace {

constexpr std::array<std::string_view, 12> kExpressions{
    "literalExpression", "decisionTable",      "context", "invocation", "list",  "relation",
    "conditional",       "functionDefinition", "for",     "filter",     "every", "some"};

bool is_expression(std::string_view name) {
  return std::find(kExpressions.begin(), kExpressions.end(), name) != kExpressions.end();
}

}  // namespace

const xml::Element* ModelReader::expression_of(const xml::Element& holder) const {
  for (const auto& candidate : holder.children) {
    if (is_ours(candidate) && is_expression(candidate.name)) return &candidate;
  }
  return nullptr;
}

Result<NodePtr> ModelReader::read_list(const xml::Element& element, Logic& logic) {
  std::vector<NodePtr> items;
  for (const auto& candidate : element.children) {
    if (!is_ours(candidate) || !is_expression(candidate.name)) continue;
    auto item = read_expression(candidate, logic);
    if (!item) return item;
    items.push_back(std::move(*item));
  }
  return feel::make_list(std::move(items));
}

// A table of expressions: a list of contexts, one a row.
Result<NodePtr> ModelReader::read_relation(const xml::Element& element, Logic& logic) {
  std::vector<std::string> columns;
  std::vector<NodePtr> rows;
  for (const auto& candidate : element.children) {
    if (!is_ours(candidate)) continue;
    if (candidate.name == "column") columns.emplace_back(candidate.attribute("name"));
    if (candidate.name != "row") continue;
    std::vector<feel::ContextEntry> entries;
    const std::uint32_t next = logic.environment.locals_next;
    const std::size_t locals_size = logic.environment.locals.size();
    std::vector<NodePtr> cells;
    for (const auto& cell : candidate.children) {
      if (!is_ours(cell) || !is_expression(cell.name)) continue;
      auto value = read_expression(cell, logic);
      if (!value) return value;
      cells.push_back(std::move(*value));
    }
    if (cells.size() != columns.size()) {
      return tl::unexpected(*error(candidate, logic.name,
                                   "the row has another number of cells than there are columns"));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      entries.push_back(
          {columns[i], logic.environment.push_local(columns[i]), std::move(cells[i])});
    }
    logic.environment.pop_to(locals_size, next);
    rows.push_back(feel::make_context(std::move(entries)));
  }
  return feel::make_list(std::move(rows));
}

// The expression in a part of a boxed expression: <in>, <return>, ...
Result<NodePtr> ModelReader::read_part(const xml::Element& element, std::string_view part,
                                       Logic& logic) {
  const xml::Element* holder = child(element, part);
  const xml::Element* expression = holder != nullptr ? expression_of(*holder) : nullptr;
  if (expression == nullptr)
    return tl::unexpected(*error(element, logic.name, "the boxed expression is not complete"));
  auto node = read_expression(*expression, logic);
  if (!node) return node;
  return typed(std::move(*node), holder->attribute("typeRef"), *holder, logic);
}

Result<NodePtr> ModelReader::read_conditional(const xml::Element& element, Logic& logic) {
  std::array<NodePtr, 3> parts;
  static constexpr std::array<std::string_view, 3> kParts{"if", "then", "else"};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto part = read_part(element, kParts[i], logic);
    if (!part) return part;
    parts[i] = std::move(*part);
  }
  return feel::make_if(std::move(parts[0]), std::move(parts[1]), std::move(parts[2]));
}

// The body is read in an environment of its own, as that of `function(...)` in FEEL.
Result<NodePtr> ModelReader::read_function_definition(const xml::Element& element, Logic& logic) {
  const std::string_view kind = element.attribute("kind");
  if (!kind.empty() && kind != "FEEL") {
    return tl::unexpected(*error(element, logic.name,
                                 "zhun does not call external functions (Java, PMML)",
                                 ErrorCode::unsupported));
  }
  feel::Function function;
  feel::Environment scope;
  scope.names = logic.environment.names;
  scope.limits = logic.environment.limits;
  scope.types = logic.environment.types;
  for (const auto& parameter : element.children) {
    if (parameter.name != "formalParameter" || !is_ours(parameter)) continue;
    auto type = find_type(parameter.attribute("typeRef"), parameter, logic.name);
    if (!type) return tl::unexpected(type.error());
    const std::string name(parameter.attribute("name"));
    scope.parameters.push_back({feel::split_words(name), name,
                                static_cast<std::uint32_t>(scope.parameters.size()), false});
    function.parameters.push_back(name);
    function.types.push_back(std::move(*type));
  }
  const xml::Element* body = expression_of(element);
  if (body == nullptr)
    return tl::unexpected(*error(element, logic.name, "the function has no body"));
  feel::Environment outer = std::exchange(logic.environment, std::move(scope));
  logic.environment.outer = &outer;
  auto node = read_expression(*body, logic);
  scope = std::exchange(logic.environment, std::move(outer));
  if (!node) return node;
  return feel::finish_function(std::move(function), std::move(scope), std::move(*node),
                               place_of(element, logic.name));
}

Result<NodePtr> ModelReader::read_filter(const xml::Element& element, Logic& logic) {
  auto list = read_part(element, "in", logic);
  if (!list) return list;
  feel::Environment& environment = logic.environment;
  const std::size_t locals_size = environment.locals.size();
  const std::uint32_t next = environment.locals_next;
  const std::uint32_t item = environment.push_item();
  auto condition = read_part(element, "match", logic);
  environment.pop_to(locals_size, next);
  if (!condition) return condition;
  return feel::make_boxed_filter(std::move(*list), item, std::move(*condition));
}

// for, some and every.
Result<NodePtr> ModelReader::read_iterator(const xml::Element& element, Logic& logic) {
  feel::Iteration iteration;
  auto list = read_part(element, "in", logic);
  if (!list) return list;
  iteration.list = std::move(*list);
  feel::Environment& environment = logic.environment;
  const std::size_t locals_size = environment.locals.size();
  const std::uint32_t next = environment.locals_next;
  const std::string_view name = element.attribute("iteratorVariable");
  if (name.empty())
    return tl::unexpected(*error(element, logic.name, "the iterator has no variable"));
  iteration.local = environment.push_local(name);
  const bool is_for = element.name == "for";
  std::optional<std::uint32_t> partial;
  if (is_for) partial = environment.push_local("partial");
  auto body = read_part(element, is_for ? "return" : "satisfies", logic);
  environment.pop_to(locals_size, next);
  if (!body) return body;
  std::vector<feel::Iteration> iterations;
  iterations.push_back(std::move(iteration));
  if (is_for)
    return feel::make_loop(feel::Loop::each, std::move(iterations), std::move(*body), partial);
  return feel::make_boxed_quantifier(element.name == "some" ? feel::Loop::some : feel::Loop::every,
                                     std::move(iterations), std::move(*body));
}

}  // namespace zhun::dmn
