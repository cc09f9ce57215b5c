// PMML 4.x scorecards: total, partial scores and ranked reason codes, in exact decimals.
//
//   auto card = pmml::Scorecard::parse(bytes, "legal.pmml", limits);
//   auto score = card->evaluate(facts);                // Result<Score>
//
// Immutable after parse: evaluate from any number of threads. What the reader does not support is
// refused with file and line.
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

struct ScorecardData;

struct Score {
  Decimal total;
  std::vector<Partial> partials;  // one a characteristic, in the file's order
  // Ranked: most points lost first, codes without a loss left out, equal losses in the file's
  // order.
  std::vector<std::string> reason_codes;
  std::shared_ptr<const ScorecardData> card;  // keeps the texts of the partials
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
  std::shared_ptr<const ScorecardData> data_;
};

}  // namespace zhun::pmml
