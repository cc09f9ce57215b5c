// Reads boxed expressions of DMN into nodes: literal expressions, contexts, invocations, lists,
// relations, conditionals and decision tables.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"
#include "zhun/text.hpp"

namespace zhun::dmn {

using feel::NodePtr;

// What the dispatch leaves is a literal expression.
Result<NodePtr> ModelReader::read_kind(const xml::Element& element, Logic& logic) {
  struct Kind {
    std::string_view name;
    Result<NodePtr> (ModelReader::*read)(const xml::Element&, Logic&);
  };
  static constexpr std::array<Kind, 12> kKinds{{
      {"literalExpression", &ModelReader::read_literal},
      {"decisionTable", &ModelReader::read_table},
      {"context", &ModelReader::read_context},
      {"invocation", &ModelReader::read_invocation},
      {"list", &ModelReader::read_list},
      {"relation", &ModelReader::read_relation},
      {"conditional", &ModelReader::read_conditional},
      {"functionDefinition", &ModelReader::read_function_definition},
      {"filter", &ModelReader::read_filter},
      {"for", &ModelReader::read_iterator},
      {"some", &ModelReader::read_iterator},
      {"every", &ModelReader::read_iterator},
  }};
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const Kind& known) { return known.name == element.name; });
  return (this->*kind->read)(element, logic);
}

Result<NodePtr> ModelReader::read_expression(const xml::Element& element, Logic& logic) {
  // Only a table that is the whole logic fills the information about the decision.
  DecisionInfo* info = std::exchange(logic.info, nullptr);
  if (element.name == "decisionTable") logic.info = info;
  auto node = read_kind(element, logic);
  logic.info = nullptr;
  const std::string_view type = element.attribute("typeRef");
  if (node && !type.empty() && element.name != "functionDefinition")
    node = typed(std::move(*node), type, element, logic);
  if (node && (*node)->height > limits_.expression_depth_max) {
    return tl::unexpected(*error(element, logic.name,
                                 "the decision logic is nested more deeply than the limit",
                                 ErrorCode::limit));
  }
  return node;
}

// The value as `type` wants it.
Result<NodePtr> ModelReader::typed(NodePtr node, std::string_view type, const xml::Element& element,
                                   Logic& logic) const {
  auto found = find_type(type, element, logic.name);
  if (!found) return tl::unexpected(found.error());
  if (feel::is_any(**found) || (*found)->base == feel::BaseType::function) return node;
  return feel::make_coerced(std::move(*found), std::move(node));
}

Result<NodePtr> ModelReader::read_text(const xml::Element& holder, Logic& logic) {
  const xml::Element* text = child(holder, "text");
  const xml::Element& at = text != nullptr ? *text : holder;
  if (text == nullptr || trim(text->text).empty()) return feel::make_constant({});
  Place place = place_of(at, logic.name);
  feel::Environment& environment = logic.environment;
  const std::size_t locals_size = environment.locals.size();
  const std::uint32_t next = environment.locals_next;
  auto node = feel::parse_expression(text->text, environment, place);
  if (!node) {
    if (options_.reading == Reading::strict || node.error().code != ErrorCode::policy) return node;
    environment.pop_to(locals_size, next);
    return refused(node.error());
  }
  if ((*node)->constant() != nullptr) return node;
  return feel::make_placed(std::move(place), std::move(*node));
}

Result<NodePtr> ModelReader::read_literal(const xml::Element& element, Logic& logic) {
  const std::string_view language = element.attribute("expressionLanguage");
  if (!language.empty() && !is_feel(language)) {
    return tl::unexpected(
        *error(element, logic.name, "zhun evaluates FEEL only", ErrorCode::unsupported));
  }
  if (child(element, "importedValues") != nullptr) {
    return tl::unexpected(
        *error(element, logic.name, "zhun does not read imported values", ErrorCode::unsupported));
  }
  return read_text(element, logic);
}

Result<NodePtr> ModelReader::read_context(const xml::Element& element, Logic& logic) {
  constexpr std::size_t kEntriesMax = 2000;
  feel::Environment& environment = logic.environment;
  const std::size_t locals_size = environment.locals.size();
  const std::uint32_t next = environment.locals_next;
  std::vector<feel::ContextEntry> entries;
  NodePtr result;
  for (const auto& entry : element.children) {
    if (entry.name != "contextEntry" || !is_ours(entry)) continue;
    const xml::Element* expression = expression_of(entry);
    if (expression == nullptr)
      return tl::unexpected(*error(entry, logic.name, "the context entry has no value"));
    if (result != nullptr || entries.size() == kEntriesMax) {
      return tl::unexpected(
          *error(entry, logic.name, "only the last entry of a context may have no name"));
    }
    auto value = read_expression(*expression, logic);
    if (!value) return value;
    const xml::Element* variable = child(entry, "variable");
    if (variable == nullptr) {
      result = std::move(*value);
      continue;
    }
    auto fitted = typed(std::move(*value), variable->attribute("typeRef"), *variable, logic);
    if (!fitted) return fitted;
    const std::string name(variable->attribute("name"));
    entries.push_back({name, environment.push_local(name), std::move(*fitted)});
  }
  environment.pop_to(locals_size, next);
  return feel::make_context(std::move(entries), std::move(result));
}

// Of what the called expression gives; business knowledge models are known when the model is read.
Result<NodePtr> ModelReader::read_invocation(const xml::Element& element, Logic& logic) {
  const xml::Element* called = expression_of(element);
  if (called == nullptr)
    return tl::unexpected(*error(element, logic.name, "the invocation names no function"));
  auto function = read_expression(*called, logic);
  if (!function) return function;
  std::vector<NodePtr> arguments;
  std::vector<std::string> names;
  if (auto failure = read_bindings(element, logic, arguments, names))
    return tl::unexpected(*failure);
  const feel::Value* constant = (*function)->constant();
  if (constant == nullptr) {
    return feel::make_value_call(std::move(*function), std::move(arguments), std::move(names));
  }
  if (constant->kind() != feel::Kind::function) {
    return tl::unexpected(*error(*called, logic.name, "what is invoked is not a function"));
  }
  const feel::FunctionValue& value = constant->function();
  if (value.builtin != nullptr)
    return feel::make_value_call(std::move(*function), std::move(arguments), std::move(names));
  std::vector<NodePtr> ordered(value.function->parameters.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& parameters = value.function->parameters;
    const auto at = std::find(parameters.begin(), parameters.end(), names[i]);
    if (at == parameters.end()) {
      return tl::unexpected(
          *error(element, logic.name, "the function has no parameter of this name"));
    }
    ordered[static_cast<std::size_t>(at - parameters.begin())] = std::move(arguments[i]);
  }
  for (auto& argument : ordered) {
    if (argument == nullptr) argument = feel::make_constant({});
  }
  return feel::make_call(value.function, std::move(ordered));
}

ModelReader::Failure ModelReader::read_bindings(const xml::Element& element, Logic& logic,
                                                std::vector<NodePtr>& arguments,
                                                std::vector<std::string>& names) {
  for (const auto& binding : element.children) {
    if (binding.name != "binding" || !is_ours(binding)) continue;
    const xml::Element* parameter = child(binding, "parameter");
    const xml::Element* expression = expression_of(binding);
    if (parameter == nullptr) return error(binding, logic.name, "the binding has no parameter");
    if (expression == nullptr) continue;
    auto value = read_expression(*expression, logic);
    if (!value) return value.error();
    auto fitted = typed(std::move(*value), parameter->attribute("typeRef"), *parameter, logic);
    if (!fitted) return fitted.error();
    arguments.push_back(std::move(*fitted));
    names.emplace_back(parameter->attribute("name"));
  }
  return std::nullopt;
}

namespace {

class RefusedNode : public feel::Node {
 public:
  explicit RefusedNode(std::string why) : why_(std::move(why)) {}
  const feel::Value& get(feel::Frame& frame, feel::Value& storage) const override {
    return fail(frame, storage, why_.c_str());
  }

 private:
  std::string why_;
};

}  // namespace

Result<NodePtr> ModelReader::refused(Error error) {
  NodePtr node = std::make_unique<RefusedNode>(error.message);
  node->offset = error.place.column;
  Place place = error.place;
  place.column = 0;
  data_->problems.push_back(std::move(error));
  return feel::make_placed(std::move(place), std::move(node));
}

}  // namespace zhun::dmn
