// PMML models (4.4): the document, the scorecard in it, and evaluation.
//
// Reason codes follow the standard: the loss of a characteristic is baseline minus partial score
// (pointsBelow) or the reverse (pointsAbove); losses of equal codes add up.
#include "score/pmml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/xml.hpp"
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
  ExpressionPtr score;  // of a complex partial score
};

struct CompiledCharacteristic {
  std::uint32_t field = 0;
  std::vector<CompiledAttribute> attributes;
};

struct Card {
  Decimal initial_score;
  bool use_reason_codes = true;
  bool points_below = true;
  std::vector<Characteristic> characteristics;
  std::vector<CompiledCharacteristic> compiled;
};

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
                              CompiledCharacteristic& compiled) const {
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

std::vector<std::string> rank_reason_codes(const Card& card, const std::vector<Partial>& partials) {
  std::vector<std::pair<std::string_view, Decimal>> losses;
  for (const auto& partial : partials) {
    const Decimal loss = card.points_below ? partial.baseline - partial.partial_score
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

tl::unexpected<Error> no_score(const ModelData& data, const Characteristic& characteristic,
                               const char* sentence) {
  Place place;
  place.source = data.file;
  place.row = characteristic.line;
  place.field = characteristic.name;
  return fail(ErrorCode::policy, std::move(place), sentence);
}

Result<Score> evaluate_card(const ModelData& data, const Card& card,
                            const std::vector<Value>& values) {
  Score score;
  score.total = card.initial_score;
  score.partials.reserve(card.characteristics.size());
  for (std::size_t i = 0; i < card.characteristics.size(); ++i) {
    const Characteristic& characteristic = card.characteristics[i];
    const CompiledCharacteristic& compiled = card.compiled[i];
    const auto matched =
        std::find_if(compiled.attributes.begin(), compiled.attributes.end(),
                     [&](const auto& a) { return a.predicate->holds(values) == Answer::yes; });
    if (matched == compiled.attributes.end())
      return no_score(data, characteristic, "no attribute of the characteristic matches the value");
    const auto index = static_cast<std::size_t>(matched - compiled.attributes.begin());
    const Attribute& attribute = characteristic.attributes[index];
    Decimal points = attribute.partial_score;
    if (matched->score != nullptr) {
      const auto computed = cast(matched->score->value(values), DataType::real);
      if (!computed || !computed->is_number())
        return no_score(data, characteristic, "the partial score has no value");
      points = computed->number();
    }
    score.total += points;
    const bool missing = !characteristic.field.empty() && values[compiled.field].is_null();
    score.partials.push_back({characteristic.name, characteristic.field,
                              static_cast<std::uint32_t>(index), points, characteristic.baseline,
                              missing, attribute.reason_code});
  }
  if (card.use_reason_codes) score.reason_codes = rank_reason_codes(card, score.partials);
  return score;
}

// The most probable category; of equals the first.
Value category_of(const Probabilities& probabilities, DataType type) {
  if (probabilities.empty()) return Value();
  const auto best =
      std::max_element(probabilities.begin(), probabilities.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return cast(Value(best->first), type).value_or(Value(best->first));
}

Result<Prediction> predict(const std::shared_ptr<const ModelData>& data,
                           const feel::Context& inputs) {
  auto values = data->schema.prepare(inputs, data->file);
  if (!values) return tl::unexpected(values.error());
  Prediction prediction;
  static const std::vector<std::string> kNoCodes;
  if (data->card) {
    auto score = evaluate_card(*data, *data->card, *values);
    if (!score) return tl::unexpected(score.error());
    score->card = data;
    prediction.target = data->target.apply(Value(score->total));
    prediction.score = std::move(*score);
  } else if (data->regression->classifies()) {
    prediction.probabilities = data->regression->probabilities(*values);
    prediction.target = category_of(prediction.probabilities, data->schema.target().type);
  } else {
    prediction.target = data->target.apply(data->regression->number(*values));
  }
  const Predicted predicted{prediction.target, prediction.probabilities,
                            prediction.score ? prediction.score->reason_codes : kNoCodes,
                            data->target};
  prediction.outputs = make_outputs(data->outputs, predicted, *values);
  return prediction;
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
    const auto values = data_->schema.prepare(inputs, data_->file);
    if (!values) return tl::unexpected(values.error());
    auto score = evaluate_card(*data_, *data_->card, *values);
    if (score) score->card = data_;
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
  if (data_ == nullptr) return Prediction{};
  return guarded([&] { return predict(data_, inputs); });
}

}  // namespace zhun::pmml
