// PMML 4.x: scorecards and regression models, with the fields they derive and put out.
//
//   auto model = pmml::Model::parse(bytes, "card.pmml", limits);
//   auto prediction = model->evaluate(facts);          // Result<Prediction>
//
// Scores are exact decimals; what is transcendental (logit, exp) goes through double. Immutable
// after parse: evaluate from any number of threads. What the reader does not support is refused
// with file and line.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/feel.hpp"
#include "zhun/decimal.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::pmml {

using Extensions = std::vector<std::pair<std::string, std::string>>;  // name, value

struct Attribute {
  std::string words;  // "< 36", "[36, 60)", "A, B", "missing", "otherwise"
  Decimal partial_score;
  bool computed = false;     // the partial score is an expression; partial_score is 0
  std::string reason_code;   // its own or the characteristic's; may be empty
  bool for_missing = false;  // matches a missing value: isMissing, or True
  bool otherwise = false;    // True: matches anything that no attribute before it did
  Extensions extensions;
};

struct Characteristic {
  std::string name;
  std::string field;  // the first field its predicates name
  std::string reason_code;
  Decimal baseline;
  std::vector<Attribute> attributes;
  Extensions extensions;
  std::uint32_t line = 0;
  [[nodiscard]] std::string_view extension(
      std::string_view extension_name) const;  // "" when absent
};

struct Partial {
  std::string_view characteristic;  // the texts live as long as the Score
  std::string_view field;
  std::uint32_t attribute = 0;  // 0-based index of the attribute that matched
  Decimal partial_score;
  Decimal baseline;
  bool missing = false;  // the field had no value, or an invalid one taken as missing
  std::string_view reason_code;
};

struct ModelData;

struct Score {
  Decimal total;                  // before Targets rescale it
  std::vector<Partial> partials;  // one a characteristic, in the file's order
  // Ranked: most points lost first, codes without a loss left out, equal losses in the file's
  // order.
  std::vector<std::string> reason_codes;
  std::shared_ptr<const ModelData> card;  // keeps the texts of the partials

  // For the evaluation: the codes of `reason_codes` as values, and what each code lost.
  std::vector<feel::Value> code_values;
  std::vector<std::pair<std::uint32_t, Decimal>> losses;
};

class Scorecard {
 public:
  Scorecard() = default;  // no characteristics; evaluates to 0
  [[nodiscard]] static Result<Scorecard> parse(std::string_view bytes, std::string_view file,
                                               const Limits& limits);

  [[nodiscard]] std::string_view name() const;         // modelName
  [[nodiscard]] std::string_view application() const;  // Header/Application: name and version
  [[nodiscard]] std::string_view description() const;  // Header: description
  [[nodiscard]] std::string_view annotation() const;   // Header/Annotation
  [[nodiscard]] const Extensions& extensions() const;  // of Header, then of Scorecard
  [[nodiscard]] Decimal initial_score() const;
  [[nodiscard]] std::span<const Characteristic> characteristics() const;
  [[nodiscard]] const Characteristic* find(std::string_view characteristic_name) const;
  [[nodiscard]] std::span<const std::string> fields() const;  // active fields of the MiningSchema

  // Fields by name; absent and null are missing. Errors: a value that is invalid where the model
  // says returnInvalid, and a characteristic none of whose attributes matches.
  [[nodiscard]] Result<Score> evaluate(const feel::Context& inputs) const;

 private:
  friend class Model;
  std::shared_ptr<const ModelData> data_;
};

struct Prediction {
  feel::Value target;  // after Targets; null: the inputs do not suffice
  // Classification: category and probability, in the order of the file's tables.
  std::vector<std::pair<std::string, Decimal>> probabilities;
  std::vector<feel::Value> outputs;  // one an output field
  std::optional<Score> score;        // of a scorecard
  std::vector<feel::Value> values;   // for the evaluation: of all fields
};

class Model {
 public:
  [[nodiscard]] static Result<Model> parse(std::string_view bytes, std::string_view file,
                                           const Limits& limits);

  [[nodiscard]] std::string_view name() const;                 // modelName
  [[nodiscard]] std::optional<Scorecard> scorecard() const;    // nullopt: a regression model
  [[nodiscard]] std::string_view target() const;               // "prediction" where it has no name
  [[nodiscard]] std::span<const std::string> fields() const;   // active fields of the MiningSchema
  [[nodiscard]] std::span<const std::string> outputs() const;  // names of the output fields

  // Errors as Scorecard::evaluate.
  [[nodiscard]] Result<Prediction> evaluate(const feel::Context& inputs) const;
  // The inputs in the order of fields(); the storage of `prediction` is used again.
  [[nodiscard]] Result<void> evaluate(std::span<const feel::Value> inputs,
                                      Prediction& prediction) const;
  [[nodiscard]] bool is_number(std::size_t field) const;  // what the field of fields() is

 private:
  std::shared_ptr<const ModelData> data_;
};

// The document as PMML 4.4: read with any version 4.x, written with all that it says, so that
// reading it again gives the same model. Errors: as Model::parse.
[[nodiscard]] Result<std::string> rewrite(std::string_view bytes, std::string_view file,
                                          const Limits& limits);

}  // namespace zhun::pmml
