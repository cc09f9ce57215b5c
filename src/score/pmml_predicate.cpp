// Predicates of PMML 4.4: SimplePredicate, SimpleSetPredicate, CompoundPredicate, True and False,
// with the three-valued logic of the standard (a comparison with a missing value is unknown).
#include "score/pmml_predicate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "zhun/text.hpp"

namespace zhun::pmml {
namespace {

using feel::Value;

Answer answer(bool yes) { return yes ? Answer::yes : Answer::no; }

class ConstantPredicate : public Predicate {
 public:
  explicit ConstantPredicate(bool value) : value_(value) {}
  Answer holds(std::span<const Value>) const override { return answer(value_); }
  std::string words(bool) const override { return value_ ? "otherwise" : "never"; }
  void collect_fields(std::vector<std::uint32_t>&) const override {}

 private:
  bool value_;
};

enum class Comparison : std::uint8_t {
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal
};

std::optional<Comparison> comparison_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Comparison>, 6> kNames{{
      {"equal", Comparison::equal},
      {"notEqual", Comparison::not_equal},
      {"lessThan", Comparison::less},
      {"lessOrEqual", Comparison::less_or_equal},
      {"greaterThan", Comparison::greater},
      {"greaterOrEqual", Comparison::greater_or_equal},
  }};
  for (const auto& [known, comparison] : kNames) {
    if (known == name) return comparison;
  }
  return std::nullopt;
}

bool fits(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::equal:
      return order == 0;
    case Comparison::not_equal:
      return order != 0;
    case Comparison::less:
      return order < 0;
    case Comparison::less_or_equal:
      return order <= 0;
    case Comparison::greater:
      return order > 0;
    case Comparison::greater_or_equal:
      return order >= 0;
  }
  return false;
}

std::string_view sign_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::equal:
      return "=";
    case Comparison::not_equal:
      return "!=";
    case Comparison::less:
      return "<";
    case Comparison::less_or_equal:
      return "<=";
    case Comparison::greater:
      return ">";
    case Comparison::greater_or_equal:
      return ">=";
  }
  return "";
}

struct FieldReference {
  std::uint32_t index = 0;
  std::string name;
};

class SimplePredicate : public Predicate {
 public:
  SimplePredicate(FieldReference field, Comparison comparison, Value value)
      : field_(std::move(field)), comparison_(comparison), value_(std::move(value)) {}
  Answer holds(std::span<const Value> values) const override {
    const Value& input = values[field_.index];
    if (input.is_null()) return Answer::unknown;
    if (input.kind() == feel::Kind::boolean) {
      const bool same = value_.kind() == feel::Kind::boolean && value_.boolean() == input.boolean();
      return answer(fits(comparison_, same ? 0 : 1));
    }
    const auto order = feel::compare(input, value_);
    return order ? answer(fits(comparison_, *order)) : Answer::unknown;
  }
  std::string words(bool with_field) const override {
    std::string text = with_field ? field_.name + " " : std::string();
    if (comparison_ != Comparison::equal || with_field)
      text += fmt::format("{} ", sign_of(comparison_));
    return text + feel::to_string(value_);
  }
  void collect_fields(std::vector<std::uint32_t>& fields) const override {
    fields.push_back(field_.index);
  }
  void collect_constants(std::vector<Value>& constants) const override {
    constants.push_back(value_);
  }
  [[nodiscard]] Comparison comparison() const { return comparison_; }
  [[nodiscard]] const Value& value() const { return value_; }
  [[nodiscard]] std::uint32_t field() const { return field_.index; }

 private:
  FieldReference field_;
  Comparison comparison_;
  Value value_;
};

class MissingPredicate : public Predicate {
 public:
  MissingPredicate(FieldReference field, bool missing)
      : field_(std::move(field)), missing_(missing) {}
  Answer holds(std::span<const Value> values) const override {
    return answer(values[field_.index].is_null() == missing_);
  }
  std::string words(bool with_field) const override {
    return (with_field ? field_.name + " " : std::string()) +
           (missing_ ? "missing" : "not missing");
  }
  void collect_fields(std::vector<std::uint32_t>& fields) const override {
    fields.push_back(field_.index);
  }

 private:
  FieldReference field_;
  bool missing_;
};

class SetPredicate : public Predicate {
 public:
  SetPredicate(FieldReference field, bool is_in, std::vector<Value> values)
      : field_(std::move(field)), is_in_(is_in), values_(std::move(values)) {}
  Answer holds(std::span<const Value> values) const override {
    const Value& input = values[field_.index];
    if (input.is_null()) return Answer::unknown;
    const bool found = std::any_of(values_.begin(), values_.end(),
                                   [&](const Value& value) { return feel::same(value, input); });
    return answer(found == is_in_);
  }
  std::string words(bool with_field) const override {
    std::string text = with_field ? field_.name + " " : std::string();
    if (!is_in_) text += "not ";
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (i != 0) text += ", ";
      text += feel::to_string(values_[i]);
    }
    return text;
  }
  void collect_fields(std::vector<std::uint32_t>& fields) const override {
    fields.push_back(field_.index);
  }
  void collect_constants(std::vector<Value>& constants) const override {
    constants.insert(constants.end(), values_.begin(), values_.end());
  }

 private:
  FieldReference field_;
  bool is_in_;
  std::vector<Value> values_;
};

enum class Connective : std::uint8_t { conjunction, disjunction, exclusive, surrogate };

class CompoundPredicate : public Predicate {
 public:
  CompoundPredicate(Connective connective, std::vector<PredicatePtr> parts)
      : connective_(connective), parts_(std::move(parts)) {}

  Answer holds(std::span<const Value> values) const override {
    Answer result = parts_[0]->holds(values);
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      if (connective_ == Connective::surrogate) {  // the first that is known
        if (result != Answer::unknown) return result;
        result = parts_[i]->holds(values);
        continue;
      }
      if (connective_ == Connective::conjunction && result == Answer::no) return result;
      if (connective_ == Connective::disjunction && result == Answer::yes) return result;
      result = join(result, parts_[i]->holds(values));
    }
    return result;
  }

  std::string words(bool with_field) const override {
    if (auto range = range_words(with_field)) return *range;
    static constexpr std::array<std::string_view, 4> kWords{" and ", " or ", " xor ", ", else "};
    std::string text;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (i != 0) text += kWords[static_cast<std::size_t>(connective_)];
      const bool compound = dynamic_cast<const CompoundPredicate*>(parts_[i].get()) != nullptr;
      const std::string part = parts_[i]->words(with_field);
      text += compound ? "(" + part + ")" : part;
    }
    return text;
  }

  void collect_fields(std::vector<std::uint32_t>& fields) const override {
    for (const auto& part : parts_) part->collect_fields(fields);
  }
  void collect_constants(std::vector<Value>& constants) const override {
    for (const auto& part : parts_) part->collect_constants(constants);
  }

 private:
  [[nodiscard]] Answer join(Answer a, Answer b) const {
    if (connective_ == Connective::exclusive) {
      if (a == Answer::unknown || b == Answer::unknown) return Answer::unknown;
      return answer(a != b);
    }
    const Answer decisive = connective_ == Connective::conjunction ? Answer::no : Answer::yes;
    if (a == decisive || b == decisive) return decisive;
    if (a == Answer::unknown || b == Answer::unknown) return Answer::unknown;
    return a;
  }

  // x >= a and x < b reads "[a, b)".
  [[nodiscard]] std::optional<std::string> range_words(bool with_field) const {
    if (connective_ != Connective::conjunction || parts_.size() != 2) return std::nullopt;
    const auto* first = dynamic_cast<const SimplePredicate*>(parts_[0].get());
    const auto* second = dynamic_cast<const SimplePredicate*>(parts_[1].get());
    if (first == nullptr || second == nullptr || first->field() != second->field())
      return std::nullopt;
    const auto is_low = [](const SimplePredicate* part) {
      return part->comparison() == Comparison::greater ||
             part->comparison() == Comparison::greater_or_equal;
    };
    const auto is_high = [](const SimplePredicate* part) {
      return part->comparison() == Comparison::less ||
             part->comparison() == Comparison::less_or_equal;
    };
    if (is_high(first) && is_low(second)) std::swap(first, second);
    if (!is_low(first) || !is_high(second)) return std::nullopt;
    std::string field;
    if (with_field) {
      const std::string low = first->words(true);
      field = low.substr(0, low.find(' ')) + " ";
    }
    return fmt::format("{}{}{}, {}{}", field,
                       first->comparison() == Comparison::greater ? '(' : '[',
                       feel::to_string(first->value()), feel::to_string(second->value()),
                       second->comparison() == Comparison::less ? ')' : ']');
  }

  Connective connective_;
  std::vector<PredicatePtr> parts_;
};

// Items of a PMML array: separated by white space, or in quotes with \" inside.
std::optional<std::vector<std::string>> split_array(std::string_view text) {
  std::vector<std::string> items;
  std::size_t at = 0;
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::string item;
    if (text[at] == '"') {
      ++at;
      while (at < text.size() && text[at] != '"') {
        if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '"') ++at;
        item += text[at++];
      }
      if (at == text.size()) return std::nullopt;
      ++at;
    } else {
      while (at < text.size() && !is_space(text[at])) item += text[at++];
    }
    items.push_back(std::move(item));
  }
  return items;
}

class Reader {
 public:
  Reader(std::span<const Field> fields, std::string_view file, const Limits& limits)
      : fields_(fields), reading_{file, limits} {}

  Result<PredicatePtr> read(const xml::Element& element, std::size_t depth) const {
    if (depth > reading_.limits.expression_depth_max) {
      return reading_.refuse(element, "predicates are nested more deeply than the limit",
                             ErrorCode::limit);
    }
    if (element.name == "True") return std::make_unique<ConstantPredicate>(true);
    if (element.name == "False") return std::make_unique<ConstantPredicate>(false);
    if (element.name == "SimplePredicate") return read_simple(element);
    if (element.name == "SimpleSetPredicate") return read_set(element);
    return read_compound(element, depth);
  }

 private:
  Result<FieldReference> field_of(const xml::Element& element) const {
    const std::string_view name = element.attribute("field");
    for (std::uint32_t i = 0; i < fields_.size(); ++i) {
      if (fields_[i].name == name) return FieldReference{i, fields_[i].name};
    }
    return reading_.refuse(element, "the predicate names a field that is not in the mining schema");
  }

  Result<Value> value_of(std::string_view text, std::uint32_t field,
                         const xml::Element& element) const {
    return reading_.typed(element, text, fields_[field].type);
  }

  Result<PredicatePtr> read_simple(const xml::Element& element) const {
    auto field = field_of(element);
    if (!field) return tl::unexpected(field.error());
    const std::string_view name = element.attribute("operator");
    if (name == "isMissing" || name == "isNotMissing") {
      return std::make_unique<MissingPredicate>(std::move(*field), name == "isMissing");
    }
    const auto comparison = comparison_of(name);
    if (!comparison) return reading_.refuse(element, "the operator is not one of PMML");
    if (!element.has_attribute("value")) {
      return reading_.refuse(element, "the predicate has no value");
    }
    auto value = value_of(element.attribute("value"), field->index, element);
    if (!value) return tl::unexpected(value.error());
    return std::make_unique<SimplePredicate>(std::move(*field), *comparison, std::move(*value));
  }

  Result<PredicatePtr> read_set(const xml::Element& element) const {
    auto field = field_of(element);
    if (!field) return tl::unexpected(field.error());
    const std::string_view name = element.attribute("booleanOperator");
    const xml::Element* array = element.child("Array");
    if ((name != "isIn" && name != "isNotIn") || array == nullptr) {
      return reading_.refuse(element, "the set predicate is not complete");
    }
    const auto items = split_array(array->text);
    if (!items) return reading_.refuse(*array, "the array has a quote that is not closed");
    std::vector<Value> values;
    for (const auto& item : *items) {
      auto value = value_of(item, field->index, *array);
      if (!value) return tl::unexpected(value.error());
      values.push_back(std::move(*value));
    }
    return std::make_unique<SetPredicate>(std::move(*field), name == "isIn", std::move(values));
  }

  Result<PredicatePtr> read_compound(const xml::Element& element, std::size_t depth) const {
    static constexpr std::array<std::string_view, 4> kNames{"and", "or", "xor", "surrogate"};
    const auto name = std::find(kNames.begin(), kNames.end(), element.attribute("booleanOperator"));
    if (name == kNames.end()) {
      return reading_.refuse(element, "the operator is not one of PMML");
    }
    std::vector<PredicatePtr> parts;
    for (const auto& part : element.children) {
      if (!is_predicate(part.name)) continue;
      auto predicate = read(part, depth + 1);
      if (!predicate) return predicate;
      parts.push_back(std::move(*predicate));
    }
    if (parts.size() < 2) {
      return reading_.refuse(element, "a compound predicate has two parts or more");
    }
    return std::make_unique<CompoundPredicate>(static_cast<Connective>(name - kNames.begin()),
                                               std::move(parts));
  }

  std::span<const Field> fields_;
  Reading reading_;
};

}  // namespace

bool is_predicate(std::string_view element_name) {
  static constexpr std::array<std::string_view, 5> kNames{
      "True", "False", "SimplePredicate", "SimpleSetPredicate", "CompoundPredicate"};
  return std::find(kNames.begin(), kNames.end(), element_name) != kNames.end();
}

Result<PredicatePtr> read_predicate(const xml::Element& holder, std::span<const Field> fields,
                                    std::string_view file, const Limits& limits) {
  for (const auto& child : holder.children) {
    if (is_predicate(child.name)) return Reader(fields, file, limits).read(child, 0);
  }
  return Reading{file, limits}.refuse(holder, "the element has no predicate");
}

}  // namespace zhun::pmml
