// Scoring (批量评分): a PMML model, a DMN model or a policy pack over the rows of a table, for
// back-testing a portfolio.
//
//   auto csv = zhun::run_model(model_file, table_file, options);       // Result<std::string>
//
// Tables are delimited text with a header row; the answer is CSV, one line a row in the same order,
// and the same bytes for any number of threads. A row that has no result says why in the last
// column. Pure functions; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"
#include "zhun/policy.hpp"

namespace zhun {

struct BatchOptions {
  unsigned threads = 1;
  std::vector<std::string> keep;  // columns of the table to repeat in front
  Limits limits;
};

// A PMML scorecard or regression model: the target, the output fields (a scorecard without any: its
// reason codes), the problem. Columns of the table that are no fields of the model are ignored; a
// field that is no column is missing.
[[nodiscard]] Result<std::string> run_model(const SourceFile& model, const SourceFile& table,
                                            const BatchOptions& options = {});

// A DMN model over a table whose columns are its inputs. `decisions`: the columns of the answer;
// none: those that no other one requires. With `reasons` a last column but one names the rules that
// fired: "knockouts 3 5; base_limit 7".
[[nodiscard]] Result<std::string> run_decisions(const SourceFile& model, const SourceFile& table,
                                                const std::vector<std::string>& decisions,
                                                bool reasons, const BatchOptions& options = {});

// A policy pack over a table of facts: columns named as the facts, and customer_type (L or P). The
// answer: decision, score, grade, limit in yuan, the cap that binds, what failed, what could not be
// evaluated, reason codes.
[[nodiscard]] Result<std::string> run_policy(const Policy& policy, const SourceFile& table,
                                             const BatchOptions& options = {});

// The model as PMML 4.4, whatever version 4.x it was written in.
[[nodiscard]] Result<std::string> rewrite_model(const SourceFile& model, const Limits& limits = {});

}  // namespace zhun
