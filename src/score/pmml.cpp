// PMML scorecards (PMML 4.4, Scorecard): reading, evaluation, reason codes.
//
// Reason codes follow the standard: the loss of a characteristic is baseline minus partial score
// (pointsBelow) or the reverse (pointsAbove); losses of equal codes add up.
#include "score/pmml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "base/xml.hpp"
#include "score/pmml_predicate.hpp"
#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;

namespace {

enum class Invalid : std::uint8_t { refuse, as_is, as_missing, as_value };
enum class Outliers : std::uint8_t { as_is, as_missing, as_extreme };

struct Interval {
  std::optional<Decimal> low, high;
  bool low_included = true, high_included = true;
  [[nodiscard]] bool contains(const Decimal& number) const {
    if (low && (low_included ? number < *low : number <= *low)) return false;
    return !high || (high_included ? number <= *high : number < *high);
  }
};

// A field of the mining schema: its type and what becomes of missing and invalid values.
struct FieldRule {
  bool whole = false;  // of an integer type
  std::vector<Value> valid_values, missing_values, invalid_values;
  std::vector<Interval> intervals;
  Value missing_replacement, invalid_replacement;
  Invalid invalid = Invalid::refuse;
  Outliers outliers = Outliers::as_is;
  std::optional<Decimal> low, high;
};

struct CompiledCharacteristic {
  std::uint32_t field = 0;
  std::vector<PredicatePtr> predicates;
};

Place place_of(const xml::Element& element, std::string_view file, std::string_view field = {}) {
  Place place;
  place.source = file;
  place.row = element.line;
  place.field = field.empty() ? std::string_view(element.name) : field;
  return place;
}

}  // namespace

struct ScorecardData {
  std::string name, application, description, annotation, file;
  Extensions extensions;
  Decimal initial_score;
  bool use_reason_codes = true;
  bool points_below = true;
  std::vector<Field> fields;
  std::vector<std::string> field_names;
  std::vector<FieldRule> rules;  // of the fields, in their order
  std::vector<Characteristic> characteristics;
  std::vector<CompiledCharacteristic> compiled;
};

namespace {

Extensions extensions_of(const xml::Element& element) {
  Extensions extensions;
  for (const auto& child : element.children) {
    if (child.name != "Extension") continue;
    extensions.emplace_back(std::string(child.attribute("name")),
                            std::string(child.attribute("value")));
  }
  return extensions;
}

class CardReader {
 public:
  CardReader(const xml::Element& root, std::string_view file, const Limits& limits)
      : root_(root), file_(file), limits_(limits) {}

  Result<std::shared_ptr<const ScorecardData>> run() {
    using Step = std::optional<Error> (CardReader::*)();
    for (const Step step :
         {&CardReader::read_root, &CardReader::read_header, &CardReader::read_card,
          &CardReader::read_schema, &CardReader::read_characteristics}) {
      if (auto error = (this->*step)()) return tl::unexpected(*error);
    }
    return std::shared_ptr<const ScorecardData>(data_);
  }

 private:
  using Failure = std::optional<Error>;

  [[nodiscard]] Failure error(const xml::Element& element, std::string sentence,
                              ErrorCode code = ErrorCode::policy) const {
    return Error{code, place_of(element, file_), std::move(sentence)};
  }

  Failure read_root() {
    if (root_.name != "PMML" || !root_.attribute("version").starts_with("4.")) {
      return error(root_, "the file is not a PMML document of version 4", ErrorCode::unsupported);
    }
    data_->file = file_;
    for (const auto& child : root_.children) {
      if (child.name == "Scorecard") {
        if (card_ != nullptr)
          return error(child, "the document has two scorecards", ErrorCode::unsupported);
        card_ = &child;
      } else if (child.name == "TransformationDictionary" && !child.children.empty()) {
        return error(child, "zhun does not evaluate derived fields", ErrorCode::unsupported);
      } else if (child.name.ends_with("Model")) {
        return error(child, "the document holds a model that is no scorecard",
                     ErrorCode::unsupported);
      }
    }
    if (card_ == nullptr)
      return error(root_, "the document has no scorecard", ErrorCode::unsupported);
    return std::nullopt;
  }

  Failure read_header() {
    const xml::Element* header = root_.child("Header");
    if (header == nullptr) return std::nullopt;
    data_->description = header->attribute("description");
    if (const xml::Element* application = header->child("Application")) {
      data_->application = application->attribute("name");
      if (application->has_attribute("version")) {
        data_->application += fmt::format(" {}", application->attribute("version"));
      }
    }
    if (const xml::Element* annotation = header->child("Annotation"))
      data_->annotation = trim(annotation->text);
    data_->extensions = extensions_of(*header);
    return std::nullopt;
  }

  // An optional decimal attribute.
  Failure read_decimal(const xml::Element& element, std::string_view name,
                       std::optional<Decimal>& out) const {
    if (!element.has_attribute(name)) return std::nullopt;
    out = Decimal::parse(trim(element.attribute(name)));
    if (!out) return error(element, fmt::format("{} is not a number", name));
    return std::nullopt;
  }

  Failure read_card() {
    data_->name = card_->attribute("modelName");
    for (auto& extension : extensions_of(*card_)) data_->extensions.push_back(std::move(extension));
    if (card_->attribute("isScorable") == "false") {
      return error(*card_, "the scorecard is marked as not scorable", ErrorCode::unsupported);
    }
    for (const std::string_view refused : {"LocalTransformations", "Targets"}) {
      const xml::Element* element = card_->child(refused);
      if (element != nullptr && !element->children.empty()) {
        return error(*element, "zhun does not evaluate this part of a scorecard",
                     ErrorCode::unsupported);
      }
    }
    std::optional<Decimal> initial;
    if (auto failure = read_decimal(*card_, "initialScore", initial)) return failure;
    data_->initial_score = initial.value_or(Decimal());
    if (auto failure = read_decimal(*card_, "baselineScore", baseline_)) return failure;
    data_->use_reason_codes = card_->attribute("useReasonCodes") != "false";
    const std::string_view algorithm = card_->attribute("reasonCodeAlgorithm");
    if (!algorithm.empty() && algorithm != "pointsBelow" && algorithm != "pointsAbove") {
      return error(*card_, "the reason code algorithm is not one of PMML");
    }
    data_->points_below = algorithm != "pointsAbove";
    return std::nullopt;
  }

  Failure read_schema() {
    const xml::Element* schema = card_->child("MiningSchema");
    const xml::Element* dictionary = root_.child("DataDictionary");
    if (schema == nullptr || dictionary == nullptr) {
      return error(*card_, "the mining schema or the data dictionary is missing");
    }
    for (const auto& mining : schema->children) {
      if (mining.name != "MiningField") continue;
      const std::string_view usage = mining.attribute("usageType");
      if (!usage.empty() && usage != "active") continue;
      const xml::Element* declared = nullptr;
      for (const auto& field : dictionary->children) {
        if (field.name == "DataField" && field.attribute("name") == mining.attribute("name"))
          declared = &field;
      }
      if (declared == nullptr) return error(mining, "the field is not in the data dictionary");
      if (auto failure = read_field(mining, *declared)) return failure;
    }
    return std::nullopt;
  }

  Failure read_field(const xml::Element& mining, const xml::Element& declared) {
    Field field;
    FieldRule rule;
    field.name = declared.attribute("name");
    const std::string_view type = declared.attribute("dataType");
    field.boolean = type == "boolean";
    field.numeric = type == "double" || type == "float" || type == "integer";
    rule.whole = type == "integer";
    if (!field.boolean && !field.numeric && type != "string") {
      return error(declared,
                   "zhun reads fields of the types string, boolean, integer, float and double",
                   ErrorCode::unsupported);
    }
    for (const auto& other : data_->fields) {
      if (other.name == field.name)
        return error(mining, "the field stands twice in the mining schema");
    }
    data_->fields.push_back(field);
    data_->field_names.push_back(field.name);
    if (auto failure = read_values(declared, field, rule)) return failure;
    if (auto failure = read_treatment(mining, field, rule)) return failure;
    data_->rules.push_back(std::move(rule));
    return std::nullopt;
  }

  Failure typed_value(const xml::Element& element, std::string_view text, const Field& field,
                      Value& out) const {
    if (field.numeric) {
      const auto number = Decimal::parse(trim(text));
      if (!number) return error(element, "the value is not a number but the field is one");
      out = *number;
    } else if (field.boolean) {
      if (text != "true" && text != "false")
        return error(element, "the value is not true or false");
      out = Value(text == "true");
    } else {
      out = Value(text);
    }
    return std::nullopt;
  }

  Failure read_values(const xml::Element& declared, const Field& field, FieldRule& rule) const {
    for (const auto& child : declared.children) {
      if (child.name == "Value") {
        Value value;
        if (auto failure = typed_value(child, child.attribute("value"), field, value))
          return failure;
        const std::string_view property = child.attribute("property");
        auto& list = property == "missing"   ? rule.missing_values
                     : property == "invalid" ? rule.invalid_values
                                             : rule.valid_values;
        list.push_back(std::move(value));
      } else if (child.name == "Interval") {
        Interval interval;
        if (auto failure = read_decimal(child, "leftMargin", interval.low)) return failure;
        if (auto failure = read_decimal(child, "rightMargin", interval.high)) return failure;
        const std::string_view closure = child.attribute("closure");
        interval.low_included = closure.starts_with("closed");
        interval.high_included = closure.ends_with("Closed");
        if (interval.low && interval.high && *interval.high < *interval.low) {
          return error(child, "the lower end of the interval is above the upper end");
        }
        rule.intervals.push_back(interval);
      }
    }
    return std::nullopt;
  }

  Failure read_treatment(const xml::Element& mining, const Field& field, FieldRule& rule) const {
    const std::string_view invalid = mining.attribute("invalidValueTreatment");
    if (invalid == "asIs")
      rule.invalid = Invalid::as_is;
    else if (invalid == "asMissing")
      rule.invalid = Invalid::as_missing;
    else if (invalid == "asValue")
      rule.invalid = Invalid::as_value;
    else if (!invalid.empty() && invalid != "returnInvalid") {
      return error(mining, "the treatment of invalid values is not one of PMML");
    }
    if (rule.invalid == Invalid::as_value && !mining.has_attribute("invalidValueReplacement")) {
      return error(mining, "the replacement for invalid values is missing");
    }
    if (mining.has_attribute("invalidValueReplacement")) {
      const auto text = mining.attribute("invalidValueReplacement");
      if (auto failure = typed_value(mining, text, field, rule.invalid_replacement)) return failure;
    }
    if (mining.attribute("missingValueTreatment") == "returnInvalid") {
      return error(mining, "zhun does not read missingValueTreatment returnInvalid",
                   ErrorCode::unsupported);
    }
    if (mining.has_attribute("missingValueReplacement")) {
      const auto text = mining.attribute("missingValueReplacement");
      if (auto failure = typed_value(mining, text, field, rule.missing_replacement)) return failure;
    }
    const std::string_view outliers = mining.attribute("outliers");
    if (outliers == "asMissingValues")
      rule.outliers = Outliers::as_missing;
    else if (outliers == "asExtremeValues")
      rule.outliers = Outliers::as_extreme;
    if (auto failure = read_decimal(mining, "lowValue", rule.low)) return failure;
    return read_decimal(mining, "highValue", rule.high);
  }

  Failure read_characteristics() {
    const xml::Element* list = card_->child("Characteristics");
    if (list == nullptr) return error(*card_, "the scorecard has no characteristics");
    for (const auto& element : list->children) {
      if (element.name != "Characteristic") continue;
      if (auto failure = read_characteristic(element)) return failure;
    }
    if (data_->characteristics.empty()) return error(*list, "the scorecard has no characteristics");
    return std::nullopt;
  }

  Failure read_characteristic(const xml::Element& element) {
    Characteristic characteristic;
    CompiledCharacteristic compiled;
    characteristic.name = element.attribute("name");
    characteristic.reason_code = element.attribute("reasonCode");
    characteristic.line = element.line;
    characteristic.extensions = extensions_of(element);
    std::optional<Decimal> baseline = baseline_;
    if (auto failure = read_decimal(element, "baselineScore", baseline)) return failure;
    if (data_->use_reason_codes && !baseline)
      return error(element, "the characteristic has no baseline score");
    characteristic.baseline = baseline.value_or(Decimal());
    for (const auto& attribute : element.children) {
      if (attribute.name != "Attribute") continue;
      if (auto failure = read_attribute(attribute, characteristic, compiled)) return failure;
    }
    if (compiled.predicates.empty()) return error(element, "the characteristic has no attributes");
    std::vector<std::uint32_t> fields;
    for (const auto& predicate : compiled.predicates) predicate->collect_fields(fields);
    const bool several =
        std::any_of(fields.begin(), fields.end(), [&](auto field) { return field != fields[0]; });
    if (!fields.empty()) {
      compiled.field = fields[0];
      characteristic.field = data_->fields[fields[0]].name;
    }
    for (std::size_t i = 0; i < compiled.predicates.size(); ++i) {
      characteristic.attributes[i].words = compiled.predicates[i]->words(several);
    }
    data_->characteristics.push_back(std::move(characteristic));
    data_->compiled.push_back(std::move(compiled));
    return std::nullopt;
  }

  Failure read_attribute(const xml::Element& element, Characteristic& characteristic,
                         CompiledCharacteristic& compiled) const {
    Attribute attribute;
    if (const xml::Element* complex = element.child("ComplexPartialScore")) {
      return error(*complex, "zhun does not evaluate complex partial scores",
                   ErrorCode::unsupported);
    }
    std::optional<Decimal> points;
    if (auto failure = read_decimal(element, "partialScore", points)) return failure;
    if (!points) return error(element, "the attribute has no partial score");
    attribute.partial_score = *points;
    attribute.reason_code = element.attribute("reasonCode");
    if (attribute.reason_code.empty()) attribute.reason_code = characteristic.reason_code;
    if (data_->use_reason_codes && attribute.reason_code.empty()) {
      return error(element, "neither the attribute nor its characteristic has a reason code");
    }
    attribute.extensions = extensions_of(element);
    auto predicate = read_predicate(element, data_->fields, file_, limits_);
    if (!predicate) return predicate.error();
    attribute.otherwise = element.child("True") != nullptr;
    const std::vector<Value> nothing(data_->fields.size());
    attribute.for_missing = (*predicate)->holds(nothing) == Answer::yes;
    characteristic.attributes.push_back(std::move(attribute));
    compiled.predicates.push_back(std::move(*predicate));
    return std::nullopt;
  }

  const xml::Element& root_;
  std::string_view file_;
  const Limits& limits_;
  const xml::Element* card_ = nullptr;
  std::optional<Decimal> baseline_;
  std::shared_ptr<ScorecardData> data_ = std::make_shared<ScorecardData>();
};

// ---- evaluation ----

bool contains(const std::vector<Value>& list, const Value& value) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Value& item) { return feel::same(item, value); });
}

// The input as the field's type wants it; nullopt: it is no such value.
std::optional<Value> convert(const Value& input, const Field& field, const FieldRule& rule) {
  if (field.numeric) {
    if (input.is_number())
      return rule.whole && !input.number().is_integer() ? std::nullopt : std::optional(input);
    if (!input.is_string()) return std::nullopt;
    const auto number = Decimal::parse(trim(input.string()));
    if (!number || (rule.whole && !number->is_integer())) return std::nullopt;
    return Value(*number);
  }
  if (field.boolean) {
    if (input.kind() == feel::Kind::boolean) return input;
    if (input.is_string() && (input.string() == "true" || input.string() == "false")) {
      return Value(input.string() == "true");
    }
    return std::nullopt;
  }
  if (input.is_string()) return input;
  if (input.is_list() || input.is_context() || input.kind() == feel::Kind::range)
    return std::nullopt;
  return Value(feel::to_string(input));
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

// The value that the predicates see; nullopt: invalid, and the model wants no result then.
std::optional<Value> prepare(const Value& input, const Field& field, const FieldRule& rule) {
  if (input.is_null()) return rule.missing_replacement;
  auto value = convert(input, field, rule);
  if (value && contains(rule.missing_values, *value)) return rule.missing_replacement;
  if (value && is_valid(*value, rule)) return treat_outlier(*value, rule);
  switch (rule.invalid) {
    case Invalid::refuse:
      return std::nullopt;
    case Invalid::as_is:
      return value;  // what has the wrong type stays invalid
    case Invalid::as_missing:
      return rule.missing_replacement;
    case Invalid::as_value:
      return rule.invalid_replacement;
  }
  return std::nullopt;
}

std::vector<std::string> rank_reason_codes(const ScorecardData& data,
                                           const std::vector<Partial>& partials) {
  std::vector<std::pair<std::string_view, Decimal>> losses;
  for (const auto& partial : partials) {
    const Decimal loss = data.points_below ? partial.baseline - partial.partial_score
                                           : partial.partial_score - partial.baseline;
    const auto known = std::find_if(losses.begin(), losses.end(), [&](const auto& item) {
      return item.first == partial.reason_code;
    });
    if (known == losses.end())
      losses.emplace_back(partial.reason_code, loss);
    else
      known->second += loss;
  }
  std::erase_if(losses, [](const auto& item) { return item.second.sign() <= 0; });
  std::stable_sort(losses.begin(), losses.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> codes;
  for (const auto& [code, loss] : losses) codes.emplace_back(code);
  return codes;
}

Result<Score> evaluate_card(const ScorecardData& data, const feel::Context& inputs) {
  std::vector<Value> values;
  values.reserve(data.fields.size());
  for (std::size_t i = 0; i < data.fields.size(); ++i) {
    const Value* input = inputs.find(data.fields[i].name);
    auto value = prepare(input != nullptr ? *input : Value(), data.fields[i], data.rules[i]);
    if (!value) {
      Place place;
      place.source = data.file;
      place.field = data.fields[i].name;
      return fail(ErrorCode::format, std::move(place),
                  "the value of the field is not valid for the scorecard");
    }
    values.push_back(std::move(*value));
  }
  Score score;
  score.total = data.initial_score;
  score.partials.reserve(data.characteristics.size());
  for (std::size_t i = 0; i < data.characteristics.size(); ++i) {
    const Characteristic& characteristic = data.characteristics[i];
    const CompiledCharacteristic& compiled = data.compiled[i];
    const auto matched =
        std::find_if(compiled.predicates.begin(), compiled.predicates.end(),
                     [&](const auto& p) { return p->holds(values) == Answer::yes; });
    if (matched == compiled.predicates.end()) {
      Place place;
      place.source = data.file;
      place.row = characteristic.line;
      place.field = characteristic.name;
      return fail(ErrorCode::policy, std::move(place),
                  "no attribute of the characteristic matches the value");
    }
    const auto index = static_cast<std::size_t>(matched - compiled.predicates.begin());
    const Attribute& attribute = characteristic.attributes[index];
    score.total += attribute.partial_score;
    const bool missing = !characteristic.field.empty() && values[compiled.field].is_null();
    score.partials.push_back({characteristic.name, characteristic.field,
                              static_cast<std::uint32_t>(index), attribute.partial_score,
                              characteristic.baseline, missing, attribute.reason_code});
  }
  if (data.use_reason_codes) score.reason_codes = rank_reason_codes(data, score.partials);
  return score;
}

const ScorecardData& empty_card() {
  static const ScorecardData kEmpty;
  return kEmpty;
}

}  // namespace

std::string_view Characteristic::extension(std::string_view extension_name) const {
  for (const auto& [known, value] : extensions) {
    if (known == extension_name) return value;
  }
  return {};
}

Result<Scorecard> Scorecard::parse(std::string_view bytes, std::string_view file,
                                   const Limits& limits) {
  auto root = xml::parse(bytes, file, limits);
  if (!root) return tl::unexpected(root.error());
  auto data = CardReader(*root, file, limits).run();
  if (!data) return tl::unexpected(data.error());
  Scorecard card;
  card.data_ = std::move(*data);
  return card;
}

namespace {
const ScorecardData& data_of(const std::shared_ptr<const ScorecardData>& data) {
  return data != nullptr ? *data : empty_card();
}
}  // namespace

std::string_view Scorecard::name() const { return data_of(data_).name; }
std::string_view Scorecard::application() const { return data_of(data_).application; }
std::string_view Scorecard::description() const { return data_of(data_).description; }
std::string_view Scorecard::annotation() const { return data_of(data_).annotation; }
const Extensions& Scorecard::extensions() const { return data_of(data_).extensions; }
Decimal Scorecard::initial_score() const { return data_of(data_).initial_score; }
std::span<const Characteristic> Scorecard::characteristics() const {
  return data_of(data_).characteristics;
}
std::span<const std::string> Scorecard::fields() const { return data_of(data_).field_names; }

const Characteristic* Scorecard::find(std::string_view characteristic_name) const {
  for (const auto& characteristic : data_of(data_).characteristics) {
    if (characteristic.name == characteristic_name) return &characteristic;
  }
  return nullptr;
}

Result<Score> Scorecard::evaluate(const feel::Context& inputs) const {
  try {
    auto score = evaluate_card(data_of(data_), inputs);
    if (score) score->card = data_;
    return score;
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::policy, {}, "the score exceeds the range of numbers");
  }
}

}  // namespace zhun::pmml
