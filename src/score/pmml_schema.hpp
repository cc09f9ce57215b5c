// The fields of a PMML model: those it is given (DataDictionary, MiningSchema, with what becomes of
// missing, invalid and extreme values) and those it derives. Internal to pmml*.cpp.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/pmml_expression.hpp"
#include "score/pmml_interval.hpp"
#include "score/pmml_reading.hpp"

namespace zhun::pmml {

enum class Treatment : std::uint8_t { refuse, as_is, as_missing, as_value };
enum class Outliers : std::uint8_t { as_is, as_missing, as_extreme };

// What becomes of the values of a field.
struct FieldRule {
  std::vector<feel::Value> valid_values, missing_values, invalid_values;
  std::vector<Interval> intervals;
  feel::Value missing_replacement, invalid_replacement;
  Treatment invalid = Treatment::refuse;
  bool refuse_missing = false;
  Outliers outliers = Outliers::as_is;
  feel::Kind plain = feel::Kind::null;  // values of this kind are taken as they are
  std::optional<Decimal> low, high;
};

struct Derived {
  std::string name;
  ExpressionPtr expression;
};

// The field that the model predicts.
struct TargetField {
  std::string name;
  DataType type = DataType::real;
  bool ordinal = false;
  bool declared = false;
};

class Schema {
 public:
  [[nodiscard]] static Result<Schema> read(const Reading& reading, const xml::Element& document,
                                           const xml::Element& model);

  // Those that the model is given, then the derived ones in the order of their evaluation.
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] std::size_t given_count() const { return rules_.size(); }
  [[nodiscard]] const TargetField& target() const { return target_; }
  [[nodiscard]] const std::map<std::string, const xml::Element*, std::less<>>& functions() const {
    return functions_;
  }
  [[nodiscard]] std::optional<Slot> find(std::string_view name) const;

  // The values of all fields, from those that are given in their order. Errors: a value that is
  // invalid or missing where the model wants no result then.
  [[nodiscard]] Result<void> prepare(std::span<const feel::Value> inputs, std::string_view file,
                                     std::vector<feel::Value>& values) const;
  void forget_document() { functions_.clear(); }

 private:
  friend class SchemaReader;
  std::vector<Field> fields_;
  std::vector<FieldRule> rules_;
  std::vector<Derived> derived_;
  TargetField target_;
  std::map<std::string, const xml::Element*, std::less<>> functions_;
};

}  // namespace zhun::pmml
