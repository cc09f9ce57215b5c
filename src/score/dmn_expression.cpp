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

Result<NodePtr> ModelReader::read_expression(const xml::Element& element, Logic& logic) {
  Result<NodePtr> node = NodePtr();
  DecisionInfo* info = std::exchange(logic.info, nullptr);
  if (element.name == "literalExpression") {
    node = read_literal(element, logic);
  } else if (element.name == "decisionTable") {
    logic.info = info;
    node = read_table(element, logic);
    logic.info = nullptr;
  } else if (element.name == "context") {
    node = read_context(element, logic);
  } else if (element.name == "invocation") {
    node = read_invocation(element, logic);
  } else if (element.name == "list") {
    node = read_list(element, logic);
  } else if (element.name == "relation") {
    node = read_relation(element, logic);
  } else if (element.name == "conditional") {
    node = read_conditional(element, logic);
  } else {
    return tl::unexpected(*error(element, logic.name,
                                 "zhun does not evaluate this kind of boxed expression",
                                 ErrorCode::unsupported));
  }
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
  auto found = types_.find(type, place_of(element, logic.name));
  if (!found) return tl::unexpected(found.error());
  if (is_any(**found)) return node;
  return feel::make_coerced(coercion_to(std::move(*found)), std::move(node));
}

Result<NodePtr> ModelReader::read_text(const xml::Element& holder, Logic& logic) {
  const xml::Element* text = child(holder, "text");
  const xml::Element& at = text != nullptr ? *text : holder;
  if (text == nullptr || trim(text->text).empty()) return feel::make_constant({});
  Place place = place_of(at, logic.name);
  auto node = feel::parse_expression(text->text, logic.environment, place);
  if (!node) return node;
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

Result<NodePtr> ModelReader::read_invocation(const xml::Element& element, Logic& logic) {
  const xml::Element* called = child(element, "literalExpression");
  if (called == nullptr)
    return tl::unexpected(*error(element, logic.name, "the invocation names no function"));
  const std::vector<std::string> words = feel::split_words(called->child_text("text"));
  std::shared_ptr<const feel::Function> function;
  if (!words.empty()) {
    const auto* known = logic.environment.names->words_from(words[0]);
    for (const auto& word : known != nullptr ? *known : std::vector<feel::Names::Word>()) {
      if (word.function != nullptr && word.tokens == words) function = word.function;
    }
  }
  if (function == nullptr) {
    return tl::unexpected(
        *error(*called, logic.name,
               "the invocation does not name a business knowledge model that is required here"));
  }
  std::vector<NodePtr> arguments(function->parameters.size());
  for (const auto& binding : element.children) {
    if (binding.name != "binding" || !is_ours(binding)) continue;
    const xml::Element* parameter = child(binding, "parameter");
    const std::string_view name = parameter != nullptr ? parameter->attribute("name") : "";
    const auto at = std::find(function->parameters.begin(), function->parameters.end(), name);
    if (at == function->parameters.end()) {
      return tl::unexpected(
          *error(binding, logic.name, "the function has no parameter of this name"));
    }
    const xml::Element* expression = expression_of(binding);
    if (expression == nullptr) continue;
    auto value = read_expression(*expression, logic);
    if (!value) return value;
    arguments[static_cast<std::size_t>(at - function->parameters.begin())] = std::move(*value);
  }
  for (auto& argument : arguments) {
    if (argument == nullptr) argument = feel::make_constant({});
  }
  return feel::make_call(std::move(function), std::move(arguments));
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

Result<NodePtr> ModelReader::read_conditional(const xml::Element& element, Logic& logic) {
  std::array<NodePtr, 3> parts;
  static constexpr std::array<std::string_view, 3> kParts{"if", "then", "else"};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const xml::Element* holder = child(element, kParts[i]);
    const xml::Element* expression = holder != nullptr ? expression_of(*holder) : nullptr;
    if (expression == nullptr)
      return tl::unexpected(*error(element, logic.name, "the conditional is not complete"));
    auto part = read_expression(*expression, logic);
    if (!part) return part;
    parts[i] = std::move(*part);
  }
  return feel::make_if(std::move(parts[0]), std::move(parts[1]), std::move(parts[2]));
}

// ---- decision tables ----

namespace {

std::optional<HitPolicy> hit_policy_of(std::string_view policy, std::string_view aggregation) {
  if (policy.empty() || policy == "UNIQUE") return HitPolicy::unique;
  if (policy == "ANY") return HitPolicy::any;
  if (policy == "PRIORITY") return HitPolicy::priority;
  if (policy == "FIRST") return HitPolicy::first;
  if (policy == "RULE ORDER") return HitPolicy::rule_order;
  if (policy == "OUTPUT ORDER") return HitPolicy::output_order;
  if (policy != "COLLECT") return std::nullopt;
  if (aggregation.empty()) return HitPolicy::collect;
  if (aggregation == "SUM") return HitPolicy::collect_sum;
  if (aggregation == "MIN") return HitPolicy::collect_min;
  if (aggregation == "MAX") return HitPolicy::collect_max;
  if (aggregation == "COUNT") return HitPolicy::collect_count;
  return std::nullopt;
}

bool needs_priority(HitPolicy policy) {
  return policy == HitPolicy::priority || policy == HitPolicy::output_order;
}

}  // namespace

Result<NodePtr> ModelReader::read_table(const xml::Element& element, Logic& logic) {
  TableReading reading{element, logic, {}, logic.info, {}, {}};
  reading.table.id = logic.id;
  reading.table.name = logic.name;
  const auto policy =
      hit_policy_of(element.attribute("hitPolicy"), element.attribute("aggregation"));
  if (!policy)
    return tl::unexpected(*error(element, logic.name, "the hit policy is not one of DMN"));
  reading.table.hit_policy = *policy;
  for (const auto& annotation : element.children) {
    if (annotation.name == "annotation" && is_ours(annotation)) {
      reading.annotation_names.emplace_back(annotation.attribute("name"));
    }
  }
  if (auto failure = read_inputs(reading)) return tl::unexpected(*failure);
  if (auto failure = read_outputs(reading)) return tl::unexpected(*failure);
  if (auto failure = read_rules(reading)) return tl::unexpected(*failure);
  if (DecisionInfo* info = reading.info; info != nullptr) {
    info->hit_policy = *policy;
    info->inputs = reading.columns;
    for (const auto& output : reading.table.outputs) info->outputs.push_back(output.name);
  }
  NodePtr node = make_table(std::move(reading.table));
  node->offset = 1;
  return feel::make_placed(place_of(element, logic.name), std::move(node));
}

ModelReader::Failure ModelReader::read_inputs(TableReading& reading) {
  feel::Environment& environment = reading.logic.environment;
  for (const auto& input : reading.element.children) {
    if (input.name != "input" || !is_ours(input)) continue;
    const xml::Element* expression = child(input, "inputExpression");
    if (expression == nullptr)
      return error(input, reading.logic.name, "the input has no expression");
    Column column;
    column.text = expression->child_text("text");
    column.label = input.attribute("label");
    if (column.text.empty()) return error(input, reading.logic.name, "the input has no expression");
    const std::vector<std::uint32_t> before = std::exchange(environment.used, {});
    auto node = read_text(*expression, reading.logic);
    if (!node) return node.error();
    for (const auto slot : environment.used) column.names.push_back(environment.names->name(slot));
    std::sort(column.names.begin(), column.names.end());
    const std::vector<std::uint32_t> here = std::exchange(environment.used, before);
    for (const auto slot : here) environment.use(slot);
    feel::TestPtr allowed;
    if (const xml::Element* values = child(input, "inputValues");
        values != nullptr && !values->child_text("text").empty()) {
      auto tests = feel::parse_unary_tests(values->child_text("text"), environment,
                                           place_of(*values, reading.logic.name));
      if (!tests) return tests.error();
      allowed = std::move(tests->test);
    }
    reading.table.input_texts.push_back(column.text);
    reading.table.inputs.push_back(std::move(*node));
    reading.table.input_values.push_back(std::move(allowed));
    reading.columns.push_back(std::move(column));
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_outputs(TableReading& reading) {
  for (const auto& output : reading.element.children) {
    if (output.name != "output" || !is_ours(output)) continue;
    TableOutput compiled;
    compiled.name = output.attribute("name");
    if (const xml::Element* entry = child(output, "defaultOutputEntry")) {
      auto value = read_text(*entry, reading.logic);
      if (!value) return value.error();
      compiled.default_value = std::move(*value);
    }
    reading.table.outputs.push_back(std::move(compiled));
    if (auto failure = read_output_values(reading, output, reading.table.outputs.size() - 1))
      return failure;
  }
  auto& outputs = reading.table.outputs;
  if (outputs.empty()) return error(reading.element, reading.logic.name, "the table has no output");
  const HitPolicy policy = reading.table.hit_policy;
  const bool aggregates = policy == HitPolicy::collect_sum || policy == HitPolicy::collect_min ||
                          policy == HitPolicy::collect_max;
  if (aggregates && outputs.size() > 1) {
    return error(reading.element, reading.logic.name, "a table with an aggregation has one output");
  }
  for (std::size_t i = 0; i < outputs.size() && outputs.size() > 1; ++i) {
    if (outputs[i].name.empty())
      return error(reading.element, reading.logic.name, "an output has no name");
    for (std::size_t j = 0; j < i; ++j) {
      if (outputs[j].name == outputs[i].name) {
        return error(reading.element, reading.logic.name, "two outputs have the same name");
      }
    }
  }
  const bool ranked = std::any_of(outputs.begin(), outputs.end(), [](const TableOutput& output) {
    return !output.priorities.empty();
  });
  if (needs_priority(policy) && !ranked) {
    return error(reading.element, reading.logic.name,
                 "the hit policy needs output values, whose order is the priority");
  }
  return std::nullopt;
}

// The output values of the column, or else the allowed values of its type.
ModelReader::Failure ModelReader::read_output_values(TableReading& reading,
                                                     const xml::Element& output,
                                                     std::size_t index) {
  std::string text;
  Place place = place_of(output, reading.logic.name);
  if (const xml::Element* values = child(output, "outputValues")) {
    text = values->child_text("text");
    place.row = values->line;
  } else if (needs_priority(reading.table.hit_policy)) {
    auto type = types_.find(output.attribute("typeRef"), place);
    if (!type) return type.error();
    const TypePtr& result = reading.logic.result_type;
    if (!(*type)->allowed_text.empty())
      text = (*type)->allowed_text;
    else if (result != nullptr)
      text = result->allowed_text;
  }
  if (trim(text).empty()) return std::nullopt;
  auto tests = feel::parse_test_list(text, reading.logic.environment, place);
  if (!tests) return tests.error();
  if (needs_priority(reading.table.hit_policy))
    reading.table.outputs[index].priorities = std::move(*tests);
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_rules(TableReading& reading) {
  for (const auto& rule : reading.element.children) {
    if (rule.name != "rule" || !is_ours(rule)) continue;
    if (reading.table.rules.size() >= limits_.rows_max) {
      return error(rule, reading.logic.name, "the table has more rules than the limit",
                   ErrorCode::limit);
    }
    if (auto failure = read_rule(reading, rule)) return failure;
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_rule(TableReading& reading, const xml::Element& rule) {
  RuleInfo info;
  info.id = rule.attribute("id");
  info.line = rule.line;
  reading.table.rules.emplace_back();
  if (auto failure = read_rule_cells(reading, rule, info)) return failure;
  TableRule& compiled = reading.table.rules.back();
  if (compiled.inputs.size() != reading.table.inputs.size()) {
    return error(rule, reading.logic.name, "the rule has another number of inputs than the table");
  }
  if (compiled.outputs.size() != reading.table.outputs.size()) {
    return error(rule, reading.logic.name, "the rule has another number of outputs than the table");
  }
  compiled.annotations = info.annotations;
  if (reading.info != nullptr) reading.info->rules.push_back(std::move(info));
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_rule_cells(TableReading& reading, const xml::Element& rule,
                                                  RuleInfo& info) {
  TableRule& compiled = reading.table.rules.back();
  for (const auto& cell : rule.children) {
    if (!is_ours(cell)) continue;
    const xml::Element* text = child(cell, "text");
    const Place place = place_of(text != nullptr ? *text : cell, reading.logic.name);
    if (cell.name == "inputEntry") {
      const std::size_t column = compiled.inputs.size();
      info.inputs.emplace_back(cell.child_text("text"));
      auto tests = feel::parse_unary_tests(text != nullptr ? text->text : "",
                                           reading.logic.environment, place);
      if (!tests) return tests.error();
      if (column < reading.columns.size() && tests->null_test)
        reading.columns[column].has_null_test = true;
      compiled.inputs.push_back(std::move(tests->test));
    } else if (cell.name == "outputEntry") {
      info.outputs.emplace_back(cell.child_text("text"));
      auto value = read_text(cell, reading.logic);
      if (!value) return value.error();
      compiled.outputs.push_back(std::move(*value));
    } else if (cell.name == "annotationEntry") {
      const std::size_t column = info.annotations.size();
      info.annotations.emplace_back(column < reading.annotation_names.size()
                                        ? reading.annotation_names[column]
                                        : std::string(),
                                    cell.child_text("text"));
    }
  }
  return std::nullopt;
}

}  // namespace zhun::dmn
