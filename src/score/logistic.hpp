// Logistic regression by iteratively reweighted least squares, for columns of few distinct values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zhun/watch.hpp"

namespace zhun {

// A column: a code for each row, and the value that each code stands for.
struct CodedColumn {
  std::span<const std::uint8_t> codes;
  std::vector<double> values;
};

struct LogisticFit {
  double intercept = 0;
  std::vector<double> coefficients;  // 0 of a column that tells nothing beyond the others
  double intercept_error = 0;
  std::vector<double> standard_errors;
  std::vector<bool> dropped;  // constant, or a combination of the columns before it
  double log_likelihood = 0;
  int iterations = 0;
  bool converged = false;  // false: the classes can be separated, coefficients grow without end
};

// `outcome`: 1 or 0 a row. The coefficients mean nothing once `watch` has stopped it.
[[nodiscard]] LogisticFit fit_logistic(std::span<const CodedColumn> columns,
                                       std::span<const std::uint8_t> outcome,
                                       Watch* watch = nullptr);

}  // namespace zhun
