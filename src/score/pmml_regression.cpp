// PMML RegressionModel (4.4, Regression): linear predictors, and what makes probabilities of them.
#include "score/pmml_regression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "score/pmml_functions.hpp"
#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;
using Values = std::span<const Value>;

namespace {

// The value as a number; nullopt: missing.
std::optional<Decimal> number_at(Values values, std::uint32_t slot) {
  const auto value = cast(values[slot], DataType::real);
  return value && value->is_number() ? std::optional(value->number()) : std::nullopt;
}

std::optional<Decimal> raised(const Decimal& base, const Decimal& exponent) {
  if (exponent == 1) return base;
  const auto whole = exponent.to_int64();
  if (whole && *whole >= 0 && *whole <= 16) return power(base, *whole);
  const Value value = from_double(std::pow(base.to_double(), exponent.to_double()));
  return value.is_number() ? std::optional(value.number()) : std::nullopt;
}

// The inverse link: a linear predictor as a probability.
double probability_of(Normalization method, double y) {
  switch (method) {
    case Normalization::none:
    case Normalization::simplemax:
      return y;
    case Normalization::softmax:
    case Normalization::logit:
      return 1 / (1 + std::exp(-y));
    case Normalization::probit:
      return std::erfc(-y / std::numbers::sqrt2) / 2;
    case Normalization::cloglog:
      return 1 - std::exp(-std::exp(y));
    case Normalization::loglog:
      return std::exp(-std::exp(-y));
    case Normalization::cauchit:
      return 0.5 + std::atan(y) / std::numbers::pi;
    case Normalization::exponential:
      return std::exp(y);
  }
  return y;
}

void divide_by_sum(std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number;
  for (double& number : numbers) number /= sum;
}

// exp of each over their sum; the largest is taken off first, so that nothing overflows.
void soften(std::vector<double>& numbers) {
  const double largest = *std::max_element(numbers.begin(), numbers.end());
  for (double& number : numbers) number = std::exp(number - largest);
  divide_by_sum(numbers);
}

// Each is the probability of its category or of one before it; the last is the rest.
void split_cumulative(std::vector<double>& numbers) {
  double before = 0;
  for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
    const double cumulative = std::clamp(numbers[i], 0.0, 1.0);
    numbers[i] = cumulative - before;
    before = cumulative;
  }
  numbers.back() = 1 - before;
}

void fill_last(std::vector<double>& numbers) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < numbers.size(); ++i) sum += numbers[i];
  numbers.back() = 1 - sum;
}

void normalize(std::vector<double>& numbers, Normalization method, bool ordinal) {
  if (method == Normalization::softmax) return soften(numbers);
  if (method == Normalization::simplemax) return divide_by_sum(numbers);
  for (double& number : numbers) number = probability_of(method, number);
  if (ordinal) return split_cumulative(numbers);
  // Of two the second is the rest; of several each stands against all others.
  if (numbers.size() == 2 || method == Normalization::none) return fill_last(numbers);
  divide_by_sum(numbers);
}

class RegressionReader {
 public:
  RegressionReader(const Reading& reading, const Schema& schema)
      : reading_(reading), schema_(schema) {}

  Result<Normalization> normalization_of(const xml::Element& element) const {
    static constexpr std::array<std::pair<std::string_view, Normalization>, 10> kNames{{
        {"", Normalization::none},
        {"none", Normalization::none},
        {"simplemax", Normalization::simplemax},
        {"softmax", Normalization::softmax},
        {"logit", Normalization::logit},
        {"probit", Normalization::probit},
        {"cloglog", Normalization::cloglog},
        {"exp", Normalization::exponential},
        {"loglog", Normalization::loglog},
        {"cauchit", Normalization::cauchit},
    }};
    for (const auto& [name, method] : kNames) {
      if (name == element.attribute("normalizationMethod")) return method;
    }
    return reading_.refuse(element, "the normalisation is not one of PMML");
  }

  Result<RegressionTable> table_of(const xml::Element& element) const {
    RegressionTable table;
    table.category = element.attribute("targetCategory");
    const auto intercept = reading_.decimal(element, "intercept");
    if (!intercept) return tl::unexpected(intercept.error());
    table.intercept = intercept->value_or(Decimal());
    for (const auto& child : element.children) {
      Result<void> read;
      if (child.name == "NumericPredictor")
        read = add_number(child, table);
      else if (child.name == "CategoricalPredictor")
        read = add_category(child, table);
      else if (child.name == "PredictorTerm")
        read = add_product(child, table);
      if (!read) return tl::unexpected(read.error());
    }
    return table;
  }

 private:
  Result<Slot> slot_of(const xml::Element& element, std::string_view name) const {
    const auto slot = schema_.find(name);
    if (!slot)
      return reading_.refuse(element, "the predictor names a field that the model does not have");
    return *slot;
  }

  Result<void> add_number(const xml::Element& element, RegressionTable& table) const {
    const auto slot = slot_of(element, element.attribute("name"));
    if (!slot) return tl::unexpected(slot.error());
    if (slot->type == DataType::string || slot->type == DataType::date)
      return reading_.refuse(element, "a numeric predictor has a field that is no number");
    const auto coefficient = reading_.required_decimal(element, "coefficient");
    if (!coefficient) return tl::unexpected(coefficient.error());
    const auto exponent = reading_.decimal(element, "exponent");
    if (!exponent) return tl::unexpected(exponent.error());
    table.numbers.push_back({slot->index, *coefficient, exponent->value_or(Decimal(1))});
    return {};
  }

  Result<void> add_category(const xml::Element& element, RegressionTable& table) const {
    const auto slot = slot_of(element, element.attribute("name"));
    if (!slot) return tl::unexpected(slot.error());
    const auto coefficient = reading_.required_decimal(element, "coefficient");
    if (!coefficient) return tl::unexpected(coefficient.error());
    auto category = reading_.typed(element, element.attribute("value"), slot->type);
    if (!category) return tl::unexpected(category.error());
    table.categories.push_back({slot->index, std::move(*category), *coefficient});
    return {};
  }

  Result<void> add_product(const xml::Element& element, RegressionTable& table) const {
    ProductTerm term;
    const auto coefficient = reading_.required_decimal(element, "coefficient");
    if (!coefficient) return tl::unexpected(coefficient.error());
    term.coefficient = *coefficient;
    for (const auto& child : element.children) {
      if (child.name != "FieldRef") continue;
      const auto slot = slot_of(child, child.attribute("field"));
      if (!slot) return tl::unexpected(slot.error());
      if (slot->type == DataType::string || slot->type == DataType::date)
        return reading_.refuse(child, "a term has a field that is no number");
      term.slots.push_back(slot->index);
    }
    if (term.slots.empty()) return reading_.refuse(element, "the term has no fields");
    table.products.push_back(std::move(term));
    return {};
  }

  const Reading& reading_;
  const Schema& schema_;
};

}  // namespace

std::optional<Decimal> RegressionTable::value(Values values) const {
  Decimal sum = intercept;
  for (const auto& term : numbers) {
    const auto number = number_at(values, term.slot);
    const auto factor = number ? raised(*number, term.exponent) : std::nullopt;
    if (!factor) return std::nullopt;
    sum += term.coefficient * *factor;
  }
  // A missing category equals none, and its indicators are 0.
  for (const auto& term : categories) {
    const Value& value = values[term.slot];
    if (!value.is_null() && feel::same(value, term.category)) sum += term.coefficient;
  }
  for (const auto& term : products) {
    Decimal product = term.coefficient;
    for (const auto slot : term.slots) {
      const auto number = number_at(values, slot);
      if (!number) return std::nullopt;
      product = product * *number;
    }
    sum += product;
  }
  return sum;
}

Result<Regression> Regression::read(const Reading& reading, const xml::Element& element,
                                    const Schema& schema) {
  Regression model;
  const RegressionReader reader(reading, schema);
  const std::string_view function = element.attribute("functionName");
  if (function != "regression" && function != "classification")
    return reading.refuse(element,
                          "a regression model has the function regression or classification",
                          ErrorCode::unsupported);
  model.classifies_ = function == "classification";
  model.ordinal_ = schema.target().ordinal;
  auto normalization = reader.normalization_of(element);
  if (!normalization) return tl::unexpected(normalization.error());
  model.normalization_ = *normalization;
  for (const auto& child : element.children) {
    if (child.name != "RegressionTable") continue;
    auto table = reader.table_of(child);
    if (!table) return tl::unexpected(table.error());
    const bool twice = std::any_of(
        model.tables_.begin(), model.tables_.end(),
        [&](const RegressionTable& other) { return other.category == table->category; });
    if (model.classifies_ && (table->category.empty() || twice))
      return reading.refuse(child, "each table of a classification has a category of its own");
    model.tables_.push_back(std::move(*table));
  }
  const bool bounded = model.normalization_ == Normalization::simplemax ||
                       model.normalization_ == Normalization::softmax;
  if (model.classifies_ ? model.tables_.size() < 2 : model.tables_.size() != 1)
    return reading.refuse(element,
                          "the model has another number of tables than its function wants");
  if (model.classifies_
          ? model.normalization_ == Normalization::exponential || (model.ordinal_ && bounded)
          : model.normalization_ == Normalization::simplemax)
    return reading.refuse(element, "the normalisation does not go with the function of the model");
  return model;
}

Value Regression::number(Values values) const {
  const auto y = tables_[0].value(values);
  if (!y) return Value();
  if (normalization_ == Normalization::none) return Value(*y);
  return from_double(probability_of(normalization_, y->to_double()));
}

Probabilities Regression::probabilities(Values values) const {
  std::vector<double> numbers;
  for (const auto& table : tables_) {
    const auto y = table.value(values);
    if (!y) return {};
    numbers.push_back(y->to_double());
  }
  normalize(numbers, normalization_, ordinal_);
  Probabilities result;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const Value number = from_double(numbers[i]);
    if (!number.is_number()) return {};
    result.emplace_back(tables_[i].category, number.number());
  }
  return result;
}

}  // namespace zhun::pmml
