// Reads decision tables (DMN 1.5, chapter 8).
#include <fmt/format.h>

#include <algorithm>

#include "score/dmn_index.hpp"
#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"
#include "zhun/text.hpp"

namespace zhun::dmn {

using feel::NodePtr;

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
  if (*policy == HitPolicy::unique && options_.reading == Reading::strict) {
    const auto index = TableIndex::build(reading.table);
    if (const auto both = index ? index->overlap() : std::nullopt) {
      return tl::unexpected(*error(element, logic.name,
                                   fmt::format("rules {} and {} of a unique table hold together",
                                               both->first + 1, both->second + 1)));
    }
  }
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
    auto type = find_type(output.attribute("typeRef"), output, reading.logic.name);
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
