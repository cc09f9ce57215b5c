// What a PMML model hands out: Targets rescale what it predicted, Output fields name it.
// Internal to pmml*.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "score/pmml_schema.hpp"

namespace zhun::pmml {

struct TargetRule {
  std::optional<Decimal> min, max;
  Decimal factor = 1, constant;
  std::optional<Decimal::Rounding> rounding;
  bool halves_up = false;  // castInteger round: halves go up
  feel::Value when_missing;
  std::vector<std::pair<feel::Value, std::string>> display;  // value, displayValue
  [[nodiscard]] feel::Value apply(const feel::Value& predicted) const;
};

enum class Feature : std::uint8_t {
  predicted_value,
  predicted_display_value,
  probability,
  reason_code,
  transformed_value,
};

struct OutputRule {
  std::string name;
  Feature feature = Feature::predicted_value;
  std::optional<DataType> type;
  std::string category;  // probability: whose; "" the predicted one's
  std::size_t rank = 1;  // reason code
  ExpressionPtr expression;
};

// What outputs are made of.
struct Predicted {
  feel::Value value;  // after Targets
  const std::vector<std::pair<std::string, Decimal>>& probabilities;
  std::span<const feel::Value> reason_codes;
  const TargetRule& target;
};

[[nodiscard]] Result<TargetRule> read_targets(const Reading& reading, const xml::Element& model,
                                              const TargetField& target);
// Expressions of outputs see the fields and the outputs before them, which have the slots that
// follow the fields'.
[[nodiscard]] Result<std::vector<OutputRule>> read_outputs(const Reading& reading,
                                                           const xml::Element& model,
                                                           const Schema& schema);
// `values` of all fields; the outputs are appended to them.
void make_outputs(const std::vector<OutputRule>& rules, const Predicted& predicted,
                  std::vector<feel::Value>& values, std::vector<feel::Value>& outputs);

}  // namespace zhun::pmml
