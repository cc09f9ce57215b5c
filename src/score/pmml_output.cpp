// What a PMML model hands out: Targets (4.4, Targets) and Output (4.4, Output).
#include "score/pmml_output.hpp"

#include <algorithm>
#include <stdexcept>

#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;

Value TargetRule::apply(const Value& predicted) const {
  if (predicted.is_null()) return when_missing;
  if (!predicted.is_number()) return predicted;
  Decimal number = predicted.number();
  if (min && number < *min) number = *min;
  if (max && number > *max) number = *max;
  number = number * factor + constant;
  if (rounding) {
    if (halves_up) number += Decimal::from_scaled(5, -1);
    number = number.rounded(0, *rounding);
  }
  return Value(number);
}

namespace {

Result<void> read_target(const Reading& reading, const xml::Element& element,
                         const TargetField& target, TargetRule& rule) {
  const auto min = reading.decimal(element, "min");
  const auto max = reading.decimal(element, "max");
  const auto factor = reading.decimal(element, "rescaleFactor");
  const auto constant = reading.decimal(element, "rescaleConstant");
  for (const auto* number : {&min, &max, &factor, &constant}) {
    if (!*number) return tl::unexpected(number->error());
  }
  rule.min = *min;
  rule.max = *max;
  rule.factor = factor->value_or(Decimal(1));
  rule.constant = constant->value_or(Decimal());
  const std::string_view whole = element.attribute("castInteger");
  if (whole == "round" || whole == "floor")
    rule.rounding = Decimal::Rounding::floor;
  else if (whole == "ceiling")
    rule.rounding = Decimal::Rounding::ceiling;
  else if (!whole.empty())
    return reading.refuse(element, "castInteger is not one of PMML");
  rule.halves_up = whole == "round";
  for (const auto& child : element.children) {
    if (child.name != "TargetValue") continue;
    if (child.has_attribute("defaultValue")) {
      const auto number = reading.required_decimal(child, "defaultValue");
      if (!number) return tl::unexpected(number.error());
      rule.when_missing = Value(*number);
    }
    if (!child.has_attribute("value")) continue;
    auto value = reading.typed(child, child.attribute("value"), target.type);
    if (!value) return tl::unexpected(value.error());
    if (child.has_attribute("displayValue"))
      rule.display.emplace_back(std::move(*value), child.attribute("displayValue"));
  }
  return {};
}

Result<OutputRule> read_output(const Reading& reading, const xml::Element& element,
                               const ExpressionReader& expressions) {
  OutputRule rule;
  rule.name = element.attribute("name");
  if (element.has_attribute("dataType")) rule.type = data_type_of(element.attribute("dataType"));
  const std::string_view feature = element.attribute("feature");
  if (feature.empty() || feature == "predictedValue") {
    rule.feature = Feature::predicted_value;
    // An expression without a feature is a transformation (versions before 4.2).
    if (feature.empty() && expression_below(element) != nullptr)
      rule.feature = Feature::transformed_value;
  } else if (feature == "predictedDisplayValue") {
    rule.feature = Feature::predicted_display_value;
  } else if (feature == "probability") {
    rule.feature = Feature::probability;
    rule.category = element.attribute("value");
  } else if (feature == "reasonCode") {
    rule.feature = Feature::reason_code;
    const auto rank = reading.decimal(element, "rank");
    if (!rank) return tl::unexpected(rank.error());
    const auto number = rank->value_or(Decimal(1)).to_int64();
    if (!number || *number < 1 || *number > 1000)
      return reading.refuse(element, "the rank of a reason code is a whole number from 1");
    rule.rank = static_cast<std::size_t>(*number);
  } else if (feature == "transformedValue" || feature == "decision") {
    rule.feature = Feature::transformed_value;
  } else {
    return reading.refuse(element, "zhun does not compute this feature of an output field",
                          ErrorCode::unsupported);
  }
  if (rule.feature != Feature::transformed_value) return rule;
  auto expression = expressions.read_below(element);
  if (!expression) return tl::unexpected(expression.error());
  rule.expression = std::move(*expression);
  return rule;
}

DataType type_of_output(const OutputRule& rule, const TargetField& target) {
  if (rule.type) return *rule.type;
  switch (rule.feature) {
    case Feature::predicted_value:
      return target.type;
    case Feature::probability:
      return DataType::real;
    case Feature::transformed_value:
      return rule.expression->type();
    case Feature::predicted_display_value:
    case Feature::reason_code:
      break;
  }
  return DataType::string;
}

Value value_of(const OutputRule& rule, const Predicted& predicted,
               const std::vector<Value>& values) {
  switch (rule.feature) {
    case Feature::predicted_value:
      return predicted.value;
    case Feature::predicted_display_value:
      for (const auto& [value, words] : predicted.target.display) {
        if (feel::same(value, predicted.value)) return Value(words);
      }
      return predicted.value;
    case Feature::probability: {
      const std::string category = !rule.category.empty()      ? rule.category
                                   : predicted.value.is_null() ? std::string()
                                                               : feel::to_string(predicted.value);
      for (const auto& [name, probability] : predicted.probabilities) {
        if (name == category) return Value(probability);
      }
      return Value();
    }
    case Feature::reason_code:
      return rule.rank <= predicted.reason_codes.size() ? predicted.reason_codes[rule.rank - 1]
                                                        : Value();
    case Feature::transformed_value:
      return rule.expression->value(values);
  }
  return Value();
}

}  // namespace

Result<TargetRule> read_targets(const Reading& reading, const xml::Element& model,
                                const TargetField& target) {
  TargetRule rule;
  const xml::Element* targets = model.child("Targets");
  if (targets == nullptr) return rule;
  std::size_t count = 0;
  for (const auto& child : targets->children) {
    if (child.name != "Target") continue;
    const std::string_view field = child.attribute("field");
    if (!field.empty() && !target.name.empty() && field != target.name) continue;
    if (++count > 1) return reading.refuse(child, "the target has two rules");
    auto read = read_target(reading, child, target, rule);
    if (!read) return tl::unexpected(read.error());
  }
  return rule;
}

Result<std::vector<OutputRule>> read_outputs(const Reading& reading, const xml::Element& model,
                                             const Schema& schema) {
  std::vector<OutputRule> rules;
  const xml::Element* output = model.child("Output");
  if (output == nullptr) return rules;
  const auto find_slot = [&](const xml::Element& user, std::string_view name) -> Result<Slot> {
    for (std::size_t i = rules.size(); i-- > 0;) {
      if (rules[i].name == name)
        return Slot{static_cast<std::uint32_t>(schema.fields().size() + i),
                    type_of_output(rules[i], schema.target())};
    }
    if (const auto slot = schema.find(name)) return *slot;
    return reading.refuse(user, "the expression names a field that the model does not have");
  };
  const ExpressionReader expressions(reading, find_slot, schema.functions());
  for (const auto& child : output->children) {
    if (child.name != "OutputField") continue;
    auto rule = read_output(reading, child, expressions);
    if (!rule) return tl::unexpected(rule.error());
    rules.push_back(std::move(*rule));
  }
  return rules;
}

void make_outputs(const std::vector<OutputRule>& rules, const Predicted& predicted,
                  std::vector<Value>& values, std::vector<Value>& outputs) {
  const std::size_t fields = values.size();
  values.resize(fields + rules.size());
  outputs.resize(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    Value value = value_of(rules[i], predicted, values);
    if (rules[i].type) value = cast(value, *rules[i].type).value_or(std::move(value));
    outputs[i] = value;
    values[fields + i] = std::move(value);
  }
}

}  // namespace zhun::pmml
