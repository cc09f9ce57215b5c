// The fields of a PMML model: reading them, and preparing their values for an evaluation.
#include "score/pmml_schema.hpp"

#include <algorithm>
#include <stdexcept>

#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;

using Failure = std::optional<Error>;

class SchemaReader {
 public:
  SchemaReader(const Reading& reading, const xml::Element& document, const xml::Element& model)
      : reading_(reading), document_(document), model_(model) {}

  Result<Schema> run() {
    if (auto failure = read_given()) return tl::unexpected(*failure);
    if (auto failure = collect_derived()) return tl::unexpected(*failure);
    for (const auto* element : derived_order_) {
      if (auto failure = derive(*element)) return tl::unexpected(*failure);
    }
    return std::move(schema_);
  }

 private:
  Failure refuse(const xml::Element& element, const char* sentence,
                 ErrorCode code = ErrorCode::policy) const {
    return reading_.refuse(element, sentence, code).value();
  }

  Failure read_given() {
    const xml::Element* schema = model_.child("MiningSchema");
    const xml::Element* dictionary = document_.child("DataDictionary");
    if (schema == nullptr || dictionary == nullptr)
      return refuse(model_, "the mining schema or the data dictionary is missing");
    std::map<std::string_view, const xml::Element*> declared;
    for (const auto& field : dictionary->children) {
      if (field.name == "DataField") declared[field.attribute("name")] = &field;
    }
    for (const auto& mining : schema->children) {
      if (mining.name != "MiningField") continue;
      const std::string_view usage = mining.attribute("usageType");
      const auto field = declared.find(mining.attribute("name"));
      if (usage == "target" || usage == "predicted") {
        if (auto failure = read_target(mining, field == declared.end() ? nullptr : field->second))
          return failure;
        continue;
      }
      if (!usage.empty() && usage != "active") continue;
      if (field == declared.end()) return refuse(mining, "the field is not in the data dictionary");
      if (auto failure = read_field(mining, *field->second)) return failure;
    }
    return std::nullopt;
  }

  Failure read_target(const xml::Element& mining, const xml::Element* declared) {
    schema_.target_.name = mining.attribute("name");
    if (declared == nullptr) return std::nullopt;  // a target may be declared by the model alone
    const auto type = data_type_of(declared->attribute("dataType"));
    if (!type)
      return refuse(*declared, "zhun does not predict values of this data type",
                    ErrorCode::unsupported);
    schema_.target_.type = *type;
    schema_.target_.ordinal = declared->attribute("optype") == "ordinal";
    schema_.target_.declared = true;
    return std::nullopt;
  }

  Failure read_field(const xml::Element& mining, const xml::Element& declared) {
    const auto type = data_type_of(declared.attribute("dataType"));
    if (!type)
      return refuse(declared,
                    "zhun reads fields of the types string, boolean, integer, float, double and "
                    "date",
                    ErrorCode::unsupported);
    Field field{std::string(declared.attribute("name")), *type};
    if (schema_.find(field.name))
      return refuse(mining, "the field stands twice in the mining schema");
    FieldRule rule;
    if (auto failure = read_values(declared, field, rule)) return failure;
    if (auto failure = read_treatment(mining, field, rule)) return failure;
    rule.plain = plain_kind(field, rule);
    schema_.fields_.push_back(std::move(field));
    schema_.rules_.push_back(std::move(rule));
    return std::nullopt;
  }

  static feel::Kind plain_kind(const Field& field, const FieldRule& rule) {
    if (!rule.valid_values.empty() || !rule.missing_values.empty() ||
        !rule.invalid_values.empty() || !rule.intervals.empty() || rule.outliers != Outliers::as_is)
      return feel::Kind::null;
    if (field.type == DataType::string) return feel::Kind::string;
    return field.type == DataType::real ? feel::Kind::number : feel::Kind::null;
  }

  Failure read_values(const xml::Element& declared, const Field& field, FieldRule& rule) const {
    for (const auto& child : declared.children) {
      if (child.name == "Value") {
        const std::string_view property = child.attribute("property");
        auto value = reading_.typed(child, child.attribute("value"), field.type);
        // A mark for missing or invalid values ("N/A") need not be of the field's type.
        if (!value && (property == "missing" || property == "invalid"))
          value = Value(child.attribute("value"));
        if (!value) return value.error();
        auto& list = property == "missing"   ? rule.missing_values
                     : property == "invalid" ? rule.invalid_values
                                             : rule.valid_values;
        list.push_back(std::move(*value));
      } else if (child.name == "Interval") {
        auto interval = read_interval(reading_, child);
        if (!interval) return interval.error();
        rule.intervals.push_back(*interval);
      }
    }
    return std::nullopt;
  }

  Failure read_treatment(const xml::Element& mining, const Field& field, FieldRule& rule) const {
    const std::string_view invalid = mining.attribute("invalidValueTreatment");
    if (invalid == "asIs")
      rule.invalid = Treatment::as_is;
    else if (invalid == "asMissing")
      rule.invalid = Treatment::as_missing;
    else if (invalid == "asValue")
      rule.invalid = Treatment::as_value;
    else if (!invalid.empty() && invalid != "returnInvalid")
      return refuse(mining, "the treatment of invalid values is not one of PMML");
    if (rule.invalid == Treatment::as_value && !mining.has_attribute("invalidValueReplacement"))
      return refuse(mining, "the replacement for invalid values is missing");
    if (auto failure =
            read_replacement(mining, "invalidValueReplacement", field, rule.invalid_replacement))
      return failure;
    rule.refuse_missing = mining.attribute("missingValueTreatment") == "returnInvalid";
    if (auto failure =
            read_replacement(mining, "missingValueReplacement", field, rule.missing_replacement))
      return failure;
    const std::string_view outliers = mining.attribute("outliers");
    if (outliers == "asMissingValues")
      rule.outliers = Outliers::as_missing;
    else if (outliers == "asExtremeValues")
      rule.outliers = Outliers::as_extreme;
    else if (!outliers.empty() && outliers != "asIs")
      return refuse(mining, "the treatment of outliers is not one of PMML");
    const auto low = reading_.decimal(mining, "lowValue");
    if (!low) return low.error();
    const auto high = reading_.decimal(mining, "highValue");
    if (!high) return high.error();
    rule.low = *low;
    rule.high = *high;
    return std::nullopt;
  }

  Failure read_replacement(const xml::Element& mining, std::string_view name, const Field& field,
                           Value& out) const {
    if (!mining.has_attribute(name)) return std::nullopt;
    auto value = reading_.typed(mining, mining.attribute(name), field.type);
    if (!value) return value.error();
    out = std::move(*value);
    return std::nullopt;
  }

  Failure collect_derived() {
    for (const xml::Element* holder :
         {document_.child("TransformationDictionary"), model_.child("LocalTransformations")}) {
      if (holder == nullptr) continue;
      for (const auto& child : holder->children) {
        const std::string name(child.attribute("name"));
        if (child.name == "DefineFunction") {
          if (!schema_.functions_.emplace(name, &child).second)
            return refuse(child, "the function is defined twice");
        } else if (child.name == "DerivedField") {
          if (!derived_.emplace(name, &child).second || schema_.find(name))
            return refuse(child, "a field of this name exists already");
          derived_order_.push_back(&child);
        }
      }
    }
    return std::nullopt;
  }

  // Compiles a derived field, those that it names before it.
  Failure derive(const xml::Element& element) {
    const std::string name(element.attribute("name"));
    if (schema_.find(name)) return std::nullopt;
    // Fields in their order need no nesting here; each level may hold a whole deep expression.
    constexpr std::size_t kNestingMax = 24;
    if (open_.size() >= kNestingMax)
      return refuse(element, "derived fields rest on one another more deeply than the limit",
                    ErrorCode::limit);
    if (std::find(open_.begin(), open_.end(), name) != open_.end())
      return refuse(element, "the derived field rests on itself");
    open_.push_back(name);
    const ExpressionReader reader(
        reading_,
        [this](const xml::Element& user, std::string_view field) { return slot_of(user, field); },
        schema_.functions_);
    auto expression = reader.read_below(element);
    open_.pop_back();
    if (!expression) return expression.error();
    schema_.fields_.push_back({name, (*expression)->type()});
    schema_.derived_.push_back({name, std::move(*expression)});
    return std::nullopt;
  }

  Result<Slot> slot_of(const xml::Element& user, std::string_view name) {
    if (const auto slot = schema_.find(name)) return *slot;
    const auto derived = derived_.find(name);
    if (derived == derived_.end())
      return reading_.refuse(user, "the expression names a field that the model does not have");
    if (auto failure = derive(*derived->second)) return tl::unexpected(*failure);
    return *schema_.find(name);
  }

  Reading reading_;
  const xml::Element& document_;
  const xml::Element& model_;
  std::map<std::string, const xml::Element*, std::less<>> derived_;
  std::vector<const xml::Element*> derived_order_;
  std::vector<std::string> open_;
  Schema schema_;
};

Result<Schema> Schema::read(const Reading& reading, const xml::Element& document,
                            const xml::Element& model) {
  return SchemaReader(reading, document, model).run();
}

std::optional<Slot> Schema::find(std::string_view name) const {
  for (std::uint32_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].name == name) return Slot{i, fields_[i].type};
  }
  return std::nullopt;
}

namespace {

bool contains(const std::vector<Value>& list, const Value& value) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Value& item) { return feel::same(item, value); });
}

bool is_valid(const Value& value, const FieldRule& rule) {
  if (contains(rule.invalid_values, value)) return false;
  if (!rule.valid_values.empty() && !contains(rule.valid_values, value)) return false;
  if (rule.intervals.empty() || !value.is_number()) return true;
  return std::any_of(rule.intervals.begin(), rule.intervals.end(),
                     [&](const Interval& interval) { return interval.contains(value.number()); });
}

Value treat_outlier(const Value& value, const FieldRule& rule) {
  if (rule.outliers == Outliers::as_is || !value.is_number()) return value;
  const bool below = rule.low && value.number() < *rule.low;
  const bool above = rule.high && value.number() > *rule.high;
  if (!below && !above) return value;
  if (rule.outliers == Outliers::as_missing) return rule.missing_replacement;
  return below ? *rule.low : *rule.high;
}

// The value that the model sees; nullopt: the model wants no result.
std::optional<Value> prepare_value(const Value& input, const Field& field, const FieldRule& rule) {
  const auto missing = [&]() -> std::optional<Value> {
    if (rule.refuse_missing) return std::nullopt;
    return rule.missing_replacement;
  };
  if (input.is_null()) return missing();
  auto value = cast(input, field.type);
  if (contains(rule.missing_values, value ? *value : input)) return missing();
  if (value && is_valid(*value, rule)) return treat_outlier(*value, rule);
  switch (rule.invalid) {
    case Treatment::refuse:
      return std::nullopt;
    case Treatment::as_is:
      return value;  // what has the wrong type stays invalid
    case Treatment::as_missing:
      return missing();
    case Treatment::as_value:
      return rule.invalid_replacement;
  }
  return std::nullopt;
}

}  // namespace

Result<void> Schema::prepare(std::span<const Value> inputs, std::string_view file,
                             std::vector<Value>& values) const {
  values.resize(fields_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (inputs[i].kind() == rules_[i].plain && !inputs[i].is_null()) {
      values[i] = inputs[i];
      continue;
    }
    auto value = prepare_value(inputs[i], fields_[i], rules_[i]);
    if (!value) {
      Place place;
      place.source = file;
      place.field = fields_[i].name;
      return fail(ErrorCode::format, std::move(place),
                  "the value of the field is not valid for the model");
    }
    values[i] = std::move(*value);
  }
  for (std::size_t i = 0; i < derived_.size(); ++i)
    values[rules_.size() + i] = derived_[i].expression->value(values);
  return {};
}

}  // namespace zhun::pmml
