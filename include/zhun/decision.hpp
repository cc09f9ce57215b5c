// Decision models (DMN): evaluate one by itself, and run cases of the test kit's layout.
//
//   auto model = zhun::DecisionModel::load(files);              // the model first, then its
//   imports auto run = model->run(input_json, "input.json", options);   // all decisions, or one
//   std::string text = run->text;                               // for a person; run->json for
//   programs
//
// A model is immutable and may be shared between threads; everything is compiled when it is loaded.
// What zhun does not evaluate is refused then, with file, line and element. Evaluation is bounded
// in steps, depth and memory (Limits).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun {

struct DecisionRunOptions {
  std::string decision;         // id or name; empty: every decision of the model
  bool trace = false;           // inputs, every rule with every cell, what fired, nearest misses
  std::optional<DateTime> now;  // what now() and today() give; without it they are null
};

struct DecisionRun {
  std::string text;  // for a person
  // The result of each decision by name; with a trace {"model", "digest", "inputs", "results",
  // "trace"}: for each decision its tables with every cell, what fired, and the near misses with
  // the distance of the value to the bound.
  std::string json;
};

class DecisionModel {
 public:
  // The model first, then the models that it may import.
  [[nodiscard]] static Result<DecisionModel> load(std::span<const SourceFile> files,
                                                  const Limits& limits = {});
  // `input_json`: an object with the values of the input data. Dates, times and durations are texts
  // where the input is of that type. Errors: ErrorCode::format, ErrorCode::limit,
  // ErrorCode::invalid_argument (no such decision).
  [[nodiscard]] Result<DecisionRun> run(std::string_view input_json, std::string_view source_name,
                                        const DecisionRunOptions& options = {}) const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

// One case of a test kit's file.
struct DecisionCase {
  std::string file, id;
  bool passed = false;
  // It passed because null is expected where the model is wrong, and zhun says so when it loads.
  bool rests_on_error = false;
  std::string reason;  // why it failed
};

// A folder in the layout of the DMN TCK: models (*.dmn) and test files (*.xml) beside them. Models
// are read as the standard says: an expression that is wrong is null. What zhun does not evaluate
// refuses the model, and all its cases fail with that reason.
[[nodiscard]] std::vector<DecisionCase> run_decision_cases(std::span<const SourceFile> files,
                                                           const Limits& limits = {});

}  // namespace zhun
