// Expressions of PMML: constants, fields, normalisation, discretisation, lookup tables and calls.
#include "score/pmml_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "score/pmml_functions.hpp"
#include "score/pmml_interval.hpp"
#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;
using Values = std::span<const Value>;

namespace {

constexpr std::uint64_t kCostMax = 1'000'000;

class Constant final : public Expression {
 public:
  Constant(Value value, DataType type) : Expression(type), value_(std::move(value)) {}
  Value value(Values) const override { return value_; }

 private:
  Value value_;
};

class FieldValue final : public Expression {
 public:
  FieldValue(Slot slot, Value missing)
      : Expression(slot.type), index_(slot.index), missing_(std::move(missing)) {}
  Value value(Values values) const override {
    return values[index_].is_null() ? missing_ : values[index_];
  }

 private:
  std::uint32_t index_;
  Value missing_;
};

class ParameterValue final : public Expression {
 public:
  ParameterValue(ExpressionPtr argument, DataType type)
      : Expression(type), argument_(std::move(argument)) {
    add_cost(argument_->cost());
  }
  Value value(Values values) const override {
    return cast(argument_->value(values), type()).value_or(Value());
  }

 private:
  ExpressionPtr argument_;
};

enum class Outside : std::uint8_t { as_is, as_missing, as_extreme };

class NormContinuous final : public Expression {
 public:
  struct Point {
    Decimal original, normal;
  };
  NormContinuous(ExpressionPtr source, std::vector<Point> points, Outside outside, Value missing)
      : Expression(DataType::real),
        source_(std::move(source)),
        points_(std::move(points)),
        outside_(outside),
        missing_(std::move(missing)) {
    add_cost(source_->cost() + points_.size());
  }
  Value value(Values values) const override {
    const Value input = source_->value(values);
    if (!input.is_number()) return missing_;
    const Decimal& x = input.number();
    const bool below = x < points_.front().original;
    const bool above = x > points_.back().original;
    if ((below || above) && outside_ == Outside::as_missing) return missing_;
    if (below && outside_ == Outside::as_extreme) return Value(points_.front().normal);
    if (above && outside_ == Outside::as_extreme) return Value(points_.back().normal);
    std::size_t right = 1;
    while (right + 1 < points_.size() && x > points_[right].original) ++right;
    const Point& a = points_[right - 1];
    const Point& b = points_[right];
    const auto step = divide((x - a.original) * (b.normal - a.normal), b.original - a.original);
    return step ? Value(a.normal + *step) : Value();
  }

 private:
  ExpressionPtr source_;
  std::vector<Point> points_;
  Outside outside_;
  Value missing_;
};

class NormDiscrete final : public Expression {
 public:
  NormDiscrete(ExpressionPtr source, Value category, Value missing)
      : Expression(DataType::real),
        source_(std::move(source)),
        category_(std::move(category)),
        missing_(std::move(missing)) {
    add_cost(source_->cost());
  }
  Value value(Values values) const override {
    const Value input = source_->value(values);
    if (input.is_null()) return missing_;
    return Value(feel::same(input, category_) ? 1 : 0);
  }

 private:
  ExpressionPtr source_;
  Value category_, missing_;
};

class Discretize final : public Expression {
 public:
  struct Bin {
    Interval interval;
    Value value;
  };
  Discretize(ExpressionPtr source, DataType type) : Expression(type), source_(std::move(source)) {
    add_cost(source_->cost());
  }
  Value value(Values values) const override {
    const Value input = source_->value(values);
    if (!input.is_number()) return missing;
    for (const Bin& bin : bins) {
      if (bin.interval.contains(input.number())) return bin.value;
    }
    return otherwise;
  }
  std::vector<Bin> bins;
  Value missing, otherwise;

 private:
  ExpressionPtr source_;
};

class MapValues final : public Expression {
 public:
  struct Row {
    std::vector<Value> inputs;
    Value output;
  };
  MapValues(std::vector<ExpressionPtr> sources, DataType type)
      : Expression(type), sources_(std::move(sources)) {
    for (const auto& source : sources_) add_cost(source->cost());
  }
  Value value(Values values) const override {
    std::array<Value, kColumnsMax> inputs;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      inputs[i] = sources_[i]->value(values);
      if (inputs[i].is_null()) return missing;
    }
    for (const Row& row : rows) {
      bool fits = true;
      for (std::size_t i = 0; fits && i < sources_.size(); ++i)
        fits = feel::same(row.inputs[i], inputs[i]);
      if (fits) return row.output;
    }
    return otherwise;
  }
  static constexpr std::size_t kColumnsMax = 16;
  std::vector<Row> rows;
  Value missing, otherwise;

 private:
  std::vector<ExpressionPtr> sources_;
};

class Call final : public Expression {
 public:
  Call(const BuiltIn& function, std::vector<ExpressionPtr> arguments, DataType type)
      : Expression(type), function_(function), arguments_(std::move(arguments)) {
    for (const auto& argument : arguments_) add_cost(argument->cost());
  }
  Value value(Values values) const override {
    std::array<Argument, 8> few;
    std::vector<Argument> many;
    if (arguments_.size() > few.size()) many.resize(arguments_.size());
    const std::span<Argument> given =
        many.empty() ? std::span<Argument>(few).first(arguments_.size()) : std::span(many);
    bool any_missing = false;
    for (std::size_t i = 0; i < given.size(); ++i) {
      given[i] = {arguments_[i]->value(values), arguments_[i]->type()};
      if (!given[i].value.is_null()) continue;
      if (has_missing) return missing;
      any_missing = true;
    }
    Value result;
    if (!any_missing || function_.sees_missing) result = call(given);
    return result.is_null() ? otherwise : result;
  }
  bool has_missing = false;  // mapMissingTo was given
  Value missing, otherwise;

 private:
  [[nodiscard]] Value call(std::span<const Argument> given) const {
    try {
      return function_.call(given);
    } catch (const std::overflow_error&) {
      return Value();
    }
  }
  const BuiltIn& function_;
  std::vector<ExpressionPtr> arguments_;
};

class Cast final : public Expression {
 public:
  Cast(ExpressionPtr source, DataType type) : Expression(type), source_(std::move(source)) {
    add_cost(source_->cost());
  }
  Value value(Values values) const override {
    return cast(source_->value(values), type()).value_or(Value());
  }

 private:
  ExpressionPtr source_;
};

std::string_view without_prefix(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

constexpr std::array<std::string_view, 7> kExpressions{
    "Constant", "FieldRef", "NormContinuous", "NormDiscrete", "Discretize", "MapValues", "Apply"};
constexpr std::array<std::string_view, 4> kRefused{"TextIndex", "Aggregate", "Lag",
                                                   "VectorInstance"};

bool is_refused(std::string_view name) {
  return std::find(kRefused.begin(), kRefused.end(), name) != kRefused.end();
}

// The type of texts whose holder does not say: numbers when all of them are.
DataType type_of_texts(const std::vector<std::string_view>& texts) {
  bool whole = true;
  for (const auto text : texts) {
    const auto number = Decimal::parse(trim(text));
    if (!number) return DataType::string;
    whole = whole && text.find_first_of(".eE") == std::string_view::npos;
  }
  return whole ? DataType::integer : DataType::real;
}

}  // namespace

bool is_expression(std::string_view element_name) {
  return std::find(kExpressions.begin(), kExpressions.end(), element_name) != kExpressions.end();
}

const xml::Element* expression_below(const xml::Element& holder) {
  for (const auto& child : holder.children) {
    if (is_expression(child.name) || is_refused(child.name)) return &child;
  }
  return nullptr;
}

Result<ExpressionPtr> ExpressionReader::read(const xml::Element& element,
                                             std::optional<DataType> expected) const {
  return compile(element, expected, Scope{});
}

Result<ExpressionPtr> ExpressionReader::read_below(const xml::Element& holder) const {
  const xml::Element* element = expression_below(holder);
  if (element == nullptr) return reading_.refuse(holder, "the element has no expression");
  std::optional<DataType> type;
  if (holder.has_attribute("dataType")) {
    type = data_type_of(holder.attribute("dataType"));
    if (!type)
      return reading_.refuse(holder, "zhun does not compute values of this data type",
                             ErrorCode::unsupported);
  }
  auto expression = read(*element, type);
  if (!expression || !type || (*expression)->type() == *type) return expression;
  return std::make_shared<Cast>(std::move(*expression), *type);
}

Result<ExpressionPtr> ExpressionReader::compile(const xml::Element& element,
                                                std::optional<DataType> expected,
                                                Scope scope) const {
  if (++scope.depth > reading_.limits.expression_depth_max)
    return reading_.refuse(element, "expressions are nested more deeply than the limit",
                           ErrorCode::limit);
  Result<ExpressionPtr> result = ExpressionPtr();
  if (element.name == "Constant")
    result = compile_constant(element, expected);
  else if (element.name == "FieldRef")
    result = compile_field(element, scope);
  else if (element.name == "NormContinuous")
    result = compile_norm_continuous(element, scope);
  else if (element.name == "NormDiscrete")
    result = compile_norm_discrete(element, scope);
  else if (element.name == "Discretize")
    result = compile_discretize(element, expected, scope);
  else if (element.name == "MapValues")
    result = compile_map(element, expected, scope);
  else if (element.name == "Apply")
    result = compile_apply(element, scope);
  else
    return reading_.refuse(element, "zhun does not evaluate this kind of expression",
                           ErrorCode::unsupported);
  if (result && (*result)->cost() > kCostMax)
    return reading_.refuse(element, "the expression takes more steps than the limit",
                           ErrorCode::limit);
  return result;
}

Result<ExpressionPtr> ExpressionReader::compile_constant(const xml::Element& element,
                                                         std::optional<DataType> expected) const {
  if (element.attribute("missing") == "true")
    return std::make_shared<Constant>(Value(), expected.value_or(DataType::string));
  DataType type = type_of_texts({element.text});
  if (element.has_attribute("dataType")) {
    const auto given = data_type_of(element.attribute("dataType"));
    if (!given)
      return reading_.refuse(element, "zhun does not compute values of this data type",
                             ErrorCode::unsupported);
    type = *given;
  }
  auto value = reading_.typed(element, element.text, type);
  if (!value) return tl::unexpected(value.error());
  return std::make_shared<Constant>(std::move(*value), type);
}

Result<Value> ExpressionReader::replacement(const xml::Element& element, std::string_view attribute,
                                            DataType type) const {
  if (!element.has_attribute(attribute)) return Value();
  return reading_.typed(element, element.attribute(attribute), type);
}

Result<ExpressionPtr> ExpressionReader::source_of(const xml::Element& element,
                                                  std::string_view name, Scope scope) const {
  if (scope.parameters != nullptr) {
    const auto parameter = scope.parameters->find(name);
    if (parameter != scope.parameters->end()) return parameter->second;
  }
  const auto slot = find_slot_(element, name);
  if (!slot) return tl::unexpected(slot.error());
  return std::make_shared<FieldValue>(*slot, Value());
}

Result<ExpressionPtr> ExpressionReader::compile_field(const xml::Element& element,
                                                      Scope scope) const {
  auto source = source_of(element, element.attribute("field"), scope);
  if (!source || !element.has_attribute("mapMissingTo")) return source;
  auto missing = replacement(element, "mapMissingTo", (*source)->type());
  if (!missing) return tl::unexpected(missing.error());
  if (scope.parameters != nullptr && scope.parameters->contains(element.attribute("field")))
    return reading_.refuse(element, "zhun does not replace missing parameters of functions",
                           ErrorCode::unsupported);
  const auto slot = find_slot_(element, element.attribute("field"));
  if (!slot) return tl::unexpected(slot.error());
  return std::make_shared<FieldValue>(*slot, std::move(*missing));
}

Result<ExpressionPtr> ExpressionReader::compile_norm_continuous(const xml::Element& element,
                                                                Scope scope) const {
  auto source = source_of(element, element.attribute("field"), scope);
  if (!source) return source;
  std::vector<NormContinuous::Point> points;
  for (const auto& child : element.children) {
    if (child.name != "LinearNorm") continue;
    const auto original = reading_.required_decimal(child, "orig");
    const auto normal = reading_.required_decimal(child, "norm");
    if (!original) return tl::unexpected(original.error());
    if (!normal) return tl::unexpected(normal.error());
    if (!points.empty() && *original <= points.back().original)
      return reading_.refuse(child, "the points of a normalisation must ascend");
    points.push_back({*original, *normal});
  }
  if (points.size() < 2) return reading_.refuse(element, "a normalisation has two points or more");
  const std::string_view outliers = element.attribute("outliers");
  const Outside outside = outliers == "asMissingValues"   ? Outside::as_missing
                          : outliers == "asExtremeValues" ? Outside::as_extreme
                                                          : Outside::as_is;
  auto missing = replacement(element, "mapMissingTo", DataType::real);
  if (!missing) return tl::unexpected(missing.error());
  return std::make_shared<NormContinuous>(std::move(*source), std::move(points), outside,
                                          std::move(*missing));
}

Result<ExpressionPtr> ExpressionReader::compile_norm_discrete(const xml::Element& element,
                                                              Scope scope) const {
  auto source = source_of(element, element.attribute("field"), scope);
  if (!source) return source;
  auto category = reading_.typed(element, element.attribute("value"), (*source)->type());
  if (!category) return tl::unexpected(category.error());
  auto missing = replacement(element, "mapMissingTo", DataType::real);
  if (!missing) return tl::unexpected(missing.error());
  return std::make_shared<NormDiscrete>(std::move(*source), std::move(*category),
                                        std::move(*missing));
}

Result<ExpressionPtr> ExpressionReader::compile_discretize(const xml::Element& element,
                                                           std::optional<DataType> expected,
                                                           Scope scope) const {
  auto source = source_of(element, element.attribute("field"), scope);
  if (!source) return source;
  std::optional<DataType> type = expected;
  if (element.has_attribute("dataType")) type = data_type_of(element.attribute("dataType"));
  std::vector<std::string_view> texts;
  for (const auto& child : element.children) {
    if (child.name == "DiscretizeBin") texts.push_back(child.attribute("binValue"));
  }
  if (!type) type = type_of_texts(texts);
  auto result = std::make_shared<Discretize>(std::move(*source), *type);
  for (const auto& child : element.children) {
    if (child.name != "DiscretizeBin") continue;
    const xml::Element* interval = child.child("Interval");
    if (interval == nullptr) return reading_.refuse(child, "the bin has no interval");
    auto range = read_interval(reading_, *interval);
    if (!range) return tl::unexpected(range.error());
    auto value = reading_.typed(child, child.attribute("binValue"), *type);
    if (!value) return tl::unexpected(value.error());
    result->bins.push_back({*range, std::move(*value)});
  }
  auto missing = replacement(element, "mapMissingTo", *type);
  if (!missing) return tl::unexpected(missing.error());
  auto otherwise = replacement(element, "defaultValue", *type);
  if (!otherwise) return tl::unexpected(otherwise.error());
  result->missing = std::move(*missing);
  result->otherwise = std::move(*otherwise);
  return result;
}

Result<ExpressionPtr> ExpressionReader::compile_map(const xml::Element& element,
                                                    std::optional<DataType> expected,
                                                    Scope scope) const {
  std::vector<ExpressionPtr> sources;
  std::vector<std::string_view> columns;
  for (const auto& child : element.children) {
    if (child.name != "FieldColumnPair") continue;
    auto source = source_of(child, child.attribute("field"), scope);
    if (!source) return source;
    sources.push_back(std::move(*source));
    columns.push_back(without_prefix(child.attribute("column")));
  }
  if (sources.empty() || sources.size() > MapValues::kColumnsMax)
    return reading_.refuse(element, "a lookup table has one to sixteen columns of input");
  const xml::Element* table = element.child("InlineTable");
  if (table == nullptr)
    return reading_.refuse(element, "zhun reads lookup tables that stand in the document",
                           ErrorCode::unsupported);
  const std::string_view output = without_prefix(element.attribute("outputColumn"));
  std::optional<DataType> type = expected;
  if (element.has_attribute("dataType")) type = data_type_of(element.attribute("dataType"));
  if (!type) {
    std::vector<std::string_view> texts;
    for (const auto& row : table->children) {
      if (row.child(output) != nullptr) texts.push_back(row.child_text(output));
    }
    type = type_of_texts(texts);
  }
  auto result = std::make_shared<MapValues>(sources, *type);
  for (const auto& row : table->children) {
    if (row.name != "row") continue;
    MapValues::Row cells;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const xml::Element* cell = row.child(columns[i]);
      if (cell == nullptr) return reading_.refuse(row, "the row lacks a column of the table");
      auto value = reading_.typed(*cell, cell->text, sources[i]->type());
      if (!value) return tl::unexpected(value.error());
      cells.inputs.push_back(std::move(*value));
    }
    const xml::Element* cell = row.child(output);
    if (cell == nullptr) return reading_.refuse(row, "the row lacks the column of the output");
    auto value = reading_.typed(*cell, cell->text, *type);
    if (!value) return tl::unexpected(value.error());
    cells.output = std::move(*value);
    result->rows.push_back(std::move(cells));
  }
  auto missing = replacement(element, "mapMissingTo", *type);
  if (!missing) return tl::unexpected(missing.error());
  auto otherwise = replacement(element, "defaultValue", *type);
  if (!otherwise) return tl::unexpected(otherwise.error());
  result->missing = std::move(*missing);
  result->otherwise = std::move(*otherwise);
  return result;
}

Result<ExpressionPtr> ExpressionReader::compile_apply(const xml::Element& element,
                                                      Scope scope) const {
  std::vector<ExpressionPtr> arguments;
  for (const auto& child : element.children) {
    if (!is_expression(child.name) && !is_refused(child.name)) continue;
    auto argument = compile(child, std::nullopt, scope);
    if (!argument) return argument;
    arguments.push_back(std::move(*argument));
  }
  const std::string_view name = element.attribute("function");
  const auto own = functions_.find(name);
  if (own != functions_.end())
    return compile_call(element, *own->second, std::move(arguments), scope);
  const BuiltIn* function = find_built_in(name);
  if (function == nullptr)
    return reading_.refuse(element, "zhun does not have this function", ErrorCode::unsupported);
  if (arguments.size() < function->arguments_min || arguments.size() > function->arguments_max)
    return reading_.refuse(element, "the function takes another number of arguments");
  const std::size_t first = function->name == "if" ? 1 : 0;
  DataType type = arguments[first]->type();
  for (std::size_t i = first + 1; i < arguments.size(); ++i)
    type = common_type(type, arguments[i]->type());
  if (function->name != "if" && type != DataType::integer) type = DataType::real;
  type = function->type.value_or(type);
  auto result = std::make_shared<Call>(*function, std::move(arguments), type);
  result->has_missing = element.has_attribute("mapMissingTo");
  auto missing = replacement(element, "mapMissingTo", type);
  if (!missing) return tl::unexpected(missing.error());
  auto otherwise = replacement(element, "defaultValue", type);
  if (!otherwise) return tl::unexpected(otherwise.error());
  result->missing = std::move(*missing);
  result->otherwise = std::move(*otherwise);
  return result;
}

Result<ExpressionPtr> ExpressionReader::compile_call(const xml::Element& element,
                                                     const xml::Element& function,
                                                     std::vector<ExpressionPtr> arguments,
                                                     Scope scope) const {
  Parameters parameters;
  std::size_t count = 0;
  for (const auto& child : function.children) {
    if (child.name != "ParameterField") continue;
    if (count >= arguments.size()) break;
    const auto type = data_type_of(child.attribute("dataType"));
    ExpressionPtr argument = std::move(arguments[count++]);
    const DataType own = type.value_or(argument->type());
    parameters[std::string(child.attribute("name"))] =
        std::make_shared<ParameterValue>(std::move(argument), own);
  }
  if (count != arguments.size() || parameters.size() != count)
    return reading_.refuse(element, "the function takes another number of arguments");
  const xml::Element* body = expression_below(function);
  if (body == nullptr) return reading_.refuse(function, "the function has no expression");
  scope.parameters = &parameters;  // the body sees its own parameters only
  std::optional<DataType> type;
  if (function.has_attribute("dataType")) type = data_type_of(function.attribute("dataType"));
  auto result = compile(*body, type, scope);
  if (!result || !type || (*result)->type() == *type) return result;
  return std::make_shared<Cast>(std::move(*result), *type);
}

}  // namespace zhun::pmml
