// PMML RegressionModel: linear predictors of numbers and of categories. Internal to pmml*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "score/pmml_schema.hpp"

namespace zhun::pmml {

enum class Normalization : std::uint8_t {
  none,
  simplemax,
  softmax,
  logit,
  probit,
  cloglog,
  exponential,
  loglog,
  cauchit,
};

struct NumericTerm {
  std::uint32_t slot = 0;
  Decimal coefficient, exponent = 1;
};

struct CategoryTerm {
  std::uint32_t slot = 0;
  feel::Value category;
  Decimal coefficient;
};

struct ProductTerm {
  std::vector<std::uint32_t> slots;
  Decimal coefficient;
};

struct RegressionTable {
  std::string category;
  Decimal intercept;
  std::vector<NumericTerm> numbers;
  std::vector<CategoryTerm> categories;
  std::vector<ProductTerm> products;
  // nullopt: a number is missing.
  [[nodiscard]] std::optional<Decimal> value(std::span<const feel::Value> values) const;
};

using Probabilities = std::vector<std::pair<std::string, Decimal>>;

class Regression {
 public:
  [[nodiscard]] static Result<Regression> read(const Reading& reading, const xml::Element& element,
                                               const Schema& schema);
  [[nodiscard]] bool classifies() const { return classifies_; }
  [[nodiscard]] const std::vector<RegressionTable>& tables() const { return tables_; }
  // Null where a number is missing or the result is not finite.
  [[nodiscard]] feel::Value number(std::span<const feel::Value> values) const;
  // In the order of the tables; empty where a number is missing or a result is not finite.
  [[nodiscard]] Probabilities probabilities(std::span<const feel::Value> values) const;

 private:
  std::vector<RegressionTable> tables_;
  Normalization normalization_ = Normalization::none;
  bool classifies_ = false;
  bool ordinal_ = false;
};

}  // namespace zhun::pmml
