// PMML models (4.4): the document, the scorecard in it, and evaluation.
//
// Reason codes follow the standard: the loss of a characteristic is baseline minus partial score
// (pointsBelow) or the reverse (pointsAbove); losses of equal codes add up.
#include "score/pmml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/xml.hpp"
#include "score/ordered_ends.hpp"
#include "score/pmml_output.hpp"
#include "score/pmml_predicate.hpp"
#include "score/pmml_regression.hpp"
#include "score/pmml_schema.hpp"
#include "zhun/text.hpp"

namespace zhun::pmml {

using feel::Value;

namespace {

struct CompiledAttribute {
  PredicatePtr predicate;
  ExpressionPtr score;     // of a complex partial score
  std::uint32_t code = 0;  // position of its reason code in Card::codes
};

struct CompiledCharacteristic {
  std::uint32_t field = 0;
  std::vector<CompiledAttribute> attributes;
  // Where all predicates look at one field: which attribute matches its values of a kind.
  static constexpr std::int32_t kNone = -1;
  feel::Kind kind = feel::Kind::null;
  OrderedEnds ends;
  std::vector<std::int32_t> matches;  // for each position among the ends
};

struct Card {
  Decimal initial_score;
  bool use_reason_codes = true;
  bool points_below = true;
  std::vector<Characteristic> characteristics;
  std::vector<CompiledCharacteristic> compiled;
  std::vector<Value> codes;  // all reason codes, each once
};

std::int32_t first_match(const CompiledCharacteristic& characteristic,
                         std::span<const Value> values) {
  for (std::size_t i = 0; i < characteristic.attributes.size(); ++i) {
    if (characteristic.attributes[i].predicate->holds(values) == Answer::yes)
      return static_cast<std::int32_t>(i);
  }
  return CompiledCharacteristic::kNone;
}

// A value of each position is tried once: between two constants no predicate changes its answer.
void index_attributes(CompiledCharacteristic& characteristic, const std::vector<Field>& fields) {
  constexpr std::size_t kConstantsMax = 1000;
  const DataType type = fields[characteristic.field].type;
  const bool is_text = type == DataType::string;
  if (!is_text && type != DataType::real && type != DataType::integer) return;
  const feel::Kind kind = is_text ? feel::Kind::string : feel::Kind::number;
  std::vector<Value> constants;
  for (const auto& attribute : characteristic.attributes)
    attribute.predicate->collect_constants(constants);
  const bool fit = std::all_of(constants.begin(), constants.end(),
                               [kind](const Value& value) { return value.kind() == kind; });
  if (!fit || constants.size() > kConstantsMax) return;
  OrderedEnds ends(kind, std::move(constants));
  std::vector<Value> values(fields.size());
  std::vector<std::int32_t> matches;
  for (std::size_t position = 0; position < ends.positions(); ++position) {
    auto sample = ends.sample(position);
    if (!sample) return;
    values[characteristic.field] = std::move(*sample);
    matches.push_back(first_match(characteristic, values));
  }
  characteristic.kind = kind;
  characteristic.ends = std::move(ends);
  characteristic.matches = std::move(matches);
}

}  // namespace

struct ModelData {
  std::string name, application, description, annotation, file;
  Extensions extensions;
  Schema schema;
  std::vector<std::string> field_names, output_names;
  std::string target_name;
  std::optional<Card> card;
  std::optional<Regression> regression;
  TargetRule target;
  std::vector<OutputRule> outputs;
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
  CardReader(const Reading& reading, const xml::Element& element, const Schema& schema)
      : reading_(reading),
        element_(element),
        schema_(schema),
        expressions_(
            reading,
            [this](const xml::Element& user, std::string_view name) -> Result<Slot> {
              if (const auto slot = schema_.find(name)) return *slot;
              return reading_.refuse(user,
                                     "the expression names a field that the model does not have");
            },
            schema.functions()) {}

  Result<Card> run() {
    if (auto read = read_card(); !read) return tl::unexpected(read.error());
    const xml::Element* list = element_.child("Characteristics");
    if (list == nullptr) return reading_.refuse(element_, "the scorecard has no characteristics");
    for (const auto& child : list->children) {
      if (child.name != "Characteristic") continue;
      if (auto read = read_characteristic(child); !read) return tl::unexpected(read.error());
    }
    if (card_.characteristics.empty())
      return reading_.refuse(*list, "the scorecard has no characteristics");
    return std::move(card_);
  }

 private:
  Result<void> read_card() {
    const auto initial = reading_.decimal(element_, "initialScore");
    if (!initial) return tl::unexpected(initial.error());
    card_.initial_score = initial->value_or(Decimal());
    const auto baseline = reading_.decimal(element_, "baselineScore");
    if (!baseline) return tl::unexpected(baseline.error());
    baseline_ = *baseline;
    card_.use_reason_codes = element_.attribute("useReasonCodes") != "false";
    const std::string_view algorithm = element_.attribute("reasonCodeAlgorithm");
    if (!algorithm.empty() && algorithm != "pointsBelow" && algorithm != "pointsAbove")
      return reading_.refuse(element_, "the reason code algorithm is not one of PMML");
    card_.points_below = algorithm != "pointsAbove";
    return {};
  }

  Result<void> read_characteristic(const xml::Element& element) {
    Characteristic characteristic;
    CompiledCharacteristic compiled;
    characteristic.name = element.attribute("name");
    characteristic.reason_code = element.attribute("reasonCode");
    characteristic.line = element.line;
    characteristic.extensions = extensions_of(element);
    const auto own = reading_.decimal(element, "baselineScore");
    if (!own) return tl::unexpected(own.error());
    const auto baseline = *own ? *own : baseline_;
    if (card_.use_reason_codes && !baseline)
      return reading_.refuse(element, "the characteristic has no baseline score");
    characteristic.baseline = baseline.value_or(Decimal());
    for (const auto& attribute : element.children) {
      if (attribute.name != "Attribute") continue;
      if (auto read = read_attribute(attribute, characteristic, compiled); !read) return read;
    }
    if (compiled.attributes.empty())
      return reading_.refuse(element, "the characteristic has no attributes");
    std::vector<std::uint32_t> fields;
    for (const auto& attribute : compiled.attributes) attribute.predicate->collect_fields(fields);
    const bool several =
        std::any_of(fields.begin(), fields.end(), [&](auto field) { return field != fields[0]; });
    if (!fields.empty()) {
      compiled.field = fields[0];
      if (!several) index_attributes(compiled, schema_.fields());
      characteristic.field = schema_.fields()[fields[0]].name;
    }
    for (std::size_t i = 0; i < compiled.attributes.size(); ++i) {
      characteristic.attributes[i].words = compiled.attributes[i].predicate->words(several);
    }
    card_.characteristics.push_back(std::move(characteristic));
    card_.compiled.push_back(std::move(compiled));
    return {};
  }

  Result<void> read_attribute(const xml::Element& element, Characteristic& characteristic,
                              CompiledCharacteristic& compiled) {
    Attribute attribute;
    CompiledAttribute parts;
    if (const xml::Element* complex = element.child("ComplexPartialScore")) {
      auto score = expressions_.read_below(*complex);
      if (!score) return tl::unexpected(score.error());
      if ((*score)->type() == DataType::string || (*score)->type() == DataType::date)
        return reading_.refuse(*complex, "the partial score is not a number");
      parts.score = std::move(*score);
      attribute.computed = true;
    } else {
      const auto points = reading_.decimal(element, "partialScore");
      if (!points) return tl::unexpected(points.error());
      if (!*points) return reading_.refuse(element, "the attribute has no partial score");
      attribute.partial_score = **points;
    }
    attribute.reason_code = element.attribute("reasonCode");
    if (attribute.reason_code.empty()) attribute.reason_code = characteristic.reason_code;
    if (card_.use_reason_codes && attribute.reason_code.empty())
      return reading_.refuse(element,
                             "neither the attribute nor its characteristic has a reason code");
    parts.code = code_of(attribute.reason_code);
    attribute.extensions = extensions_of(element);
    auto predicate = read_predicate(element, schema_.fields(), reading_.file, reading_.limits);
    if (!predicate) return tl::unexpected(predicate.error());
    parts.predicate = std::move(*predicate);
    attribute.otherwise = element.child("True") != nullptr;
    const std::vector<Value> nothing(schema_.fields().size());
    attribute.for_missing = parts.predicate->holds(nothing) == Answer::yes;
    characteristic.attributes.push_back(std::move(attribute));
    compiled.attributes.push_back(std::move(parts));
    return {};
  }

  std::uint32_t code_of(const std::string& code) {
    const auto at = std::find_if(card_.codes.begin(), card_.codes.end(),
                                 [&](const Value& known) { return known.string() == code; });
    if (at == card_.codes.end()) {
      card_.codes.emplace_back(code);
      return static_cast<std::uint32_t>(card_.codes.size() - 1);
    }
    return static_cast<std::uint32_t>(at - card_.codes.begin());
  }

  Reading reading_;
  const xml::Element& element_;
  const Schema& schema_;
  ExpressionReader expressions_;
  std::optional<Decimal> baseline_;
  Card card_;
};

void read_header(const xml::Element& root, ModelData& data) {
  const xml::Element* header = root.child("Header");
  if (header == nullptr) return;
  data.description = header->attribute("description");
  if (const xml::Element* application = header->child("Application")) {
    data.application = application->attribute("name");
    if (application->has_attribute("version"))
      data.application += fmt::format(" {}", application->attribute("version"));
  }
  if (const xml::Element* annotation = header->child("Annotation"))
    data.annotation = trim(annotation->text);
  data.extensions = extensions_of(*header);
}

// The one model of the document.
Result<const xml::Element*> find_model(const Reading& reading, const xml::Element& root) {
  const std::string_view version = root.attribute("version");
  if (root.name != "PMML" || !(version.starts_with("3.") || version.starts_with("4.")))
    return reading.refuse(root, "the file is not a PMML document of version 3 or 4",
                          ErrorCode::unsupported);
  const xml::Element* found = nullptr;
  for (const auto& child : root.children) {
    const bool known = child.name == "Scorecard" || child.name == "RegressionModel";
    if (!known && child.name.ends_with("Model"))
      return reading.refuse(child, "zhun reads scorecards and regression models only",
                            ErrorCode::unsupported);
    if (!known) continue;
    if (found != nullptr)
      return reading.refuse(child, "the document has two models", ErrorCode::unsupported);
    found = &child;
  }
  if (found == nullptr)
    return reading.refuse(root, "the document has no scorecard and no regression model",
                          ErrorCode::unsupported);
  if (found->attribute("isScorable") == "false")
    return reading.refuse(*found, "the model is marked as not scorable", ErrorCode::unsupported);
  return found;
}

Result<void> read_model(const Reading& reading, const xml::Element& root,
                        const xml::Element& element, ModelData& data) {
  data.name = element.attribute("modelName");
  for (auto& extension : extensions_of(element)) data.extensions.push_back(std::move(extension));
  auto schema = Schema::read(reading, root, element);
  if (!schema) return tl::unexpected(schema.error());
  data.schema = std::move(*schema);
  if (element.name == "Scorecard") {
    auto card = CardReader(reading, element, data.schema).run();
    if (!card) return tl::unexpected(card.error());
    data.card = std::move(*card);
  } else {
    auto regression = Regression::read(reading, element, data.schema);
    if (!regression) return tl::unexpected(regression.error());
    data.regression = std::move(*regression);
  }
  auto target = read_targets(reading, element, data.schema.target());
  if (!target) return tl::unexpected(target.error());
  data.target = std::move(*target);
  auto outputs = read_outputs(reading, element, data.schema);
  if (!outputs) return tl::unexpected(outputs.error());
  data.outputs = std::move(*outputs);
  for (const auto& rule : data.outputs) data.output_names.push_back(rule.name);
  for (std::size_t i = 0; i < data.schema.given_count(); ++i)
    data.field_names.push_back(data.schema.fields()[i].name);
  data.target_name = data.schema.target().name;
  if (data.target_name.empty()) data.target_name = element.attribute("targetFieldName");
  if (data.target_name.empty()) data.target_name = "prediction";
  data.schema.forget_document();
  return {};
}

Result<std::shared_ptr<const ModelData>> read_document(std::string_view bytes,
                                                       std::string_view file,
                                                       const Limits& limits) {
  const auto root = xml::parse(bytes, file, limits);
  if (!root) return tl::unexpected(root.error());
  const Reading reading{file, limits};
  const auto element = find_model(reading, *root);
  if (!element) return tl::unexpected(element.error());
  auto data = std::make_shared<ModelData>();
  data->file = file;
  read_header(*root, *data);
  if (auto read = read_model(reading, *root, **element, *data); !read)
    return tl::unexpected(read.error());
  return std::shared_ptr<const ModelData>(std::move(data));
}

// ---- evaluation ----

void add_loss(const Card& card, const Partial& partial, std::uint32_t code, Score& score) {
  const Decimal loss = card.points_below ? partial.baseline - partial.partial_score
                                         : partial.partial_score - partial.baseline;
  const auto known = std::find_if(score.losses.begin(), score.losses.end(),
                                  [code](const auto& item) { return item.first == code; });
  if (known == score.losses.end())
    score.losses.emplace_back(code, loss);
  else
    known->second += loss;
}

void rank_reason_codes(const Card& card, Score& score) {
  auto& losses = score.losses;
  std::erase_if(losses, [](const auto& item) { return item.second.sign() <= 0; });
  const auto is_before = [](const auto& a, const auto& b) { return a.second > b.second; };
  constexpr std::size_t kFew = 32;
  if (losses.size() > kFew) {
    std::stable_sort(losses.begin(), losses.end(), is_before);
  } else {  // without storage
    for (auto item = losses.begin(); item != losses.end(); ++item)
      std::rotate(std::upper_bound(losses.begin(), item, *item, is_before), item, item + 1);
  }
  score.reason_codes.resize(losses.size());
  score.code_values.resize(losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    score.code_values[i] = card.codes[losses[i].first];
    score.reason_codes[i] = score.code_values[i].string();
  }
}

tl::unexpected<Error> no_score(const ModelData& data, const Characteristic& characteristic,
                               const char* sentence) {
  Place place;
  place.source = data.file;
  place.row = characteristic.line;
  place.field = characteristic.name;
  return fail(ErrorCode::policy, std::move(place), sentence);
}

std::int32_t match(const CompiledCharacteristic& characteristic, std::span<const Value> values) {
  const Value& value = values[characteristic.field];
  if (characteristic.matches.empty() || value.kind() != characteristic.kind)
    return first_match(characteristic, values);
  return characteristic.matches[characteristic.ends.position_of(value)];
}

Result<void> evaluate_card(const std::shared_ptr<const ModelData>& data,
                           const std::vector<Value>& values, Score& score) {
  const Card& card = *data->card;
  if (score.card != data) score.card = data;
  score.total = card.initial_score;
  score.partials.clear();
  score.losses.clear();
  for (std::size_t i = 0; i < card.characteristics.size(); ++i) {
    const Characteristic& characteristic = card.characteristics[i];
    const CompiledCharacteristic& compiled = card.compiled[i];
    const std::int32_t matched = match(compiled, values);
    if (matched == CompiledCharacteristic::kNone)
      return no_score(*data, characteristic,
                      "no attribute of the characteristic matches the value");
    const auto index = static_cast<std::size_t>(matched);
    const Attribute& attribute = characteristic.attributes[index];
    Decimal points = attribute.partial_score;
    if (compiled.attributes[index].score != nullptr) {
      const auto computed = cast(compiled.attributes[index].score->value(values), DataType::real);
      if (!computed || !computed->is_number())
        return no_score(*data, characteristic, "the partial score has no value");
      points = computed->number();
    }
    score.total += points;
    const bool missing = !characteristic.field.empty() && values[compiled.field].is_null();
    score.partials.push_back({characteristic.name, characteristic.field,
                              static_cast<std::uint32_t>(index), points, characteristic.baseline,
                              missing, attribute.reason_code});
    if (card.use_reason_codes)
      add_loss(card, score.partials.back(), compiled.attributes[index].code, score);
  }
  if (card.use_reason_codes) rank_reason_codes(card, score);
  return {};
}

// The most probable category; of equals the first.
Value category_of(const Probabilities& probabilities, DataType type) {
  if (probabilities.empty()) return Value();
  const auto best =
      std::max_element(probabilities.begin(), probabilities.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return cast(Value(best->first), type).value_or(Value(best->first));
}

Result<void> predict(const std::shared_ptr<const ModelData>& data, std::span<const Value> inputs,
                     Prediction& prediction) {
  auto prepared = data->schema.prepare(inputs, data->file, prediction.values);
  if (!prepared) return prepared;
  const std::vector<Value>& values = prediction.values;
  if (data->card) {
    if (!prediction.score) prediction.score.emplace();
    if (auto scored = evaluate_card(data, values, *prediction.score); !scored) return scored;
    prediction.target = data->target.apply(Value(prediction.score->total));
  } else if (data->regression->classifies()) {
    prediction.probabilities = data->regression->probabilities(values);
    prediction.target = category_of(prediction.probabilities, data->schema.target().type);
  } else {
    prediction.target = data->target.apply(data->regression->number(values));
  }
  const Predicted predicted{prediction.target, prediction.probabilities,
                            prediction.score ? std::span<const Value>(prediction.score->code_values)
                                             : std::span<const Value>(),
                            data->target};
  make_outputs(data->outputs, predicted, prediction.values, prediction.outputs);
  return {};
}

// The values of the fields that the model is given, in their order.
std::vector<Value> given_values(const ModelData& data, const feel::Context& inputs) {
  std::vector<Value> values;
  values.reserve(data.field_names.size());
  for (const auto& name : data.field_names) {
    const Value* value = inputs.find(name);
    values.push_back(value != nullptr ? *value : Value());
  }
  return values;
}

const ModelData& data_of(const std::shared_ptr<const ModelData>& data) {
  static const ModelData kEmpty;
  return data != nullptr ? *data : kEmpty;
}

// Runs `evaluation`; numbers that leave the range of decimals are an error.
template <typename Evaluation>
auto guarded(Evaluation evaluation) -> decltype(evaluation()) {
  try {
    return evaluation();
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::policy, {}, "the score exceeds the range of numbers");
  }
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
  auto data = read_document(bytes, file, limits);
  if (!data) return tl::unexpected(data.error());
  if (!(*data)->card)
    return fail(ErrorCode::unsupported, Place{std::string(file), 0, 0, 0, ""},
                "the document holds a model that is no scorecard");
  Scorecard card;
  card.data_ = std::move(*data);
  return card;
}

std::string_view Scorecard::name() const { return data_of(data_).name; }
std::string_view Scorecard::application() const { return data_of(data_).application; }
std::string_view Scorecard::description() const { return data_of(data_).description; }
std::string_view Scorecard::annotation() const { return data_of(data_).annotation; }
const Extensions& Scorecard::extensions() const { return data_of(data_).extensions; }
Decimal Scorecard::initial_score() const {
  return data_ != nullptr ? data_->card->initial_score : Decimal();
}
std::span<const Characteristic> Scorecard::characteristics() const {
  if (data_ == nullptr) return {};
  return data_->card->characteristics;
}
std::span<const std::string> Scorecard::fields() const { return data_of(data_).field_names; }

const Characteristic* Scorecard::find(std::string_view characteristic_name) const {
  for (const auto& characteristic : characteristics()) {
    if (characteristic.name == characteristic_name) return &characteristic;
  }
  return nullptr;
}

Result<Score> Scorecard::evaluate(const feel::Context& inputs) const {
  if (data_ == nullptr) return Score{};
  return guarded([&]() -> Result<Score> {
    std::vector<Value> values;
    auto prepared = data_->schema.prepare(given_values(*data_, inputs), data_->file, values);
    if (!prepared) return tl::unexpected(prepared.error());
    Score score;
    if (auto scored = evaluate_card(data_, values, score); !scored)
      return tl::unexpected(scored.error());
    return score;
  });
}

Result<Model> Model::parse(std::string_view bytes, std::string_view file, const Limits& limits) {
  auto data = read_document(bytes, file, limits);
  if (!data) return tl::unexpected(data.error());
  Model model;
  model.data_ = std::move(*data);
  return model;
}

std::string_view Model::name() const { return data_of(data_).name; }
std::string_view Model::target() const { return data_of(data_).target_name; }
std::span<const std::string> Model::fields() const { return data_of(data_).field_names; }
std::span<const std::string> Model::outputs() const { return data_of(data_).output_names; }

std::optional<Scorecard> Model::scorecard() const {
  if (data_ == nullptr || !data_->card) return std::nullopt;
  Scorecard card;
  card.data_ = data_;
  return card;
}

Result<Prediction> Model::evaluate(const feel::Context& inputs) const {
  Prediction prediction;
  if (data_ == nullptr) return prediction;
  if (auto done = evaluate(given_values(*data_, inputs), prediction); !done)
    return tl::unexpected(done.error());
  return prediction;
}

Result<void> Model::evaluate(std::span<const Value> inputs, Prediction& prediction) const {
  if (data_ == nullptr) return {};
  return guarded([&] { return predict(data_, inputs, prediction); });
}

bool Model::is_number(std::size_t field) const {
  const DataType type = data_->schema.fields()[field].type;
  return type == DataType::real || type == DataType::integer;
}

}  // namespace zhun::pmml
