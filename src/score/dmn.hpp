// DMN 1.2 to 1.5: models of decisions (tables, expressions, contexts, invocations) read from XML.
//
//   auto model = dmn::Model::parse(bytes, "checks/S05.dmn", limits, known_names);
//   feel::State state(limits);
//   dmn::Trace trace;
//   feel::Value result = model->evaluate("S05", facts, state, &trace);
//   const feel::Value* status = result.member("status");      // several outputs: a context
//
// Everything is compiled and checked when the model is read; errors name file, line and element. A
// model is immutable: evaluate from any number of threads, each with its own State. Evaluation
// costs well below a microsecond a rule and does not parse anything.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/feel.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::dmn {

enum class HitPolicy : std::uint8_t {
  unique,
  any,
  priority,
  first,
  rule_order,
  output_order,
  collect,
  collect_sum,
  collect_min,
  collect_max,
  collect_count,
};
[[nodiscard]] std::string_view to_string(
    HitPolicy policy);  // "UNIQUE", ..., "C+", "C<", "C>", "C#"

// An input column of a decision table.
struct Column {
  std::string text;                // its expression
  std::string label;               // may be empty
  std::vector<std::string> names;  // free names of its expression, sorted
  bool has_null_test = false;      // some rule tests it against null
};

struct RuleInfo {
  std::string id;
  std::uint32_t line = 0;
  std::vector<std::string> inputs, outputs;                      // cell texts
  std::vector<std::pair<std::string, std::string>> annotations;  // column name, text
};

struct DecisionInfo {
  std::string id, name, description;
  std::uint32_t line = 0;
  bool is_table = false;
  HitPolicy hit_policy = HitPolicy::unique;  // tables only, as the three below
  std::vector<Column> inputs;
  std::vector<std::string> outputs;  // output names; one, possibly empty, for a single output
  std::vector<RuleInfo> rules;
  std::string text;                // literal expressions: the text
  std::vector<std::string> names;  // free names of inputs (facts and input data) used here, sorted
  std::vector<std::string> required_names;      // the same, with those of all required decisions
  std::vector<std::string> required_decisions;  // names, in the order of evaluation, without itself
};

struct ColumnTrace {
  std::string_view text;
  feel::Value value;
};

// One evaluated decision table (or another decision: then only result is filled). Its texts are the
// model's, which has to outlive it.
struct DecisionTrace {
  std::string_view id, name;  // of the decision or business knowledge model
  std::vector<ColumnTrace> inputs;
  std::vector<std::uint32_t> matched;  // 1-based numbers of the rules that matched
  std::vector<std::uint32_t> fired;    // those whose output was taken, in the order of the result
  std::vector<std::pair<std::string_view, std::string_view>>
      annotations;            // of the fired rules: column name, text
  bool used_default = false;  // no rule matched and a default output was taken
  // With `with_cells`: for each rule a letter a cell: '1' held, '0' did not, '?' null; one rule
  // after the other.
  std::string cells;
  feel::Value result;

  [[nodiscard]] std::string_view cells_of(std::size_t rule) const {  // 0-based
    return std::string_view(cells).substr(rule * inputs.size(), inputs.size());
  }
};

struct Trace {
  bool with_cells = false;               // set before the evaluation
  std::vector<DecisionTrace> decisions;  // in the order of evaluation
  [[nodiscard]] const DecisionTrace* find(std::string_view id_or_name) const;
  // For the next evaluation; keeps the storage.
  void clear();
  DecisionTrace& add();

 private:
  std::vector<DecisionTrace> spare_;
};

// What to do with an expression that is wrong (ErrorCode::policy): a name that is not known, a
// function without such a parameter, a syntax error.
enum class Reading : std::uint8_t {
  strict,    // the model is refused
  standard,  // as DMN says: the expression is null, and the error is its reason
};

struct ModelText {
  std::string file;
  std::string_view bytes;
};

struct ModelOptions {
  // Names that expressions may use without an inputData element (the facts).
  std::span<const std::string> known_names;
  std::span<const ModelText> imports;  // models that this one may import; others are not read
  Reading reading = Reading::strict;
};

struct ModelData;

// Several decisions that are evaluated together, each that they require once; inputs by position.
// Immutable; the model's data live as long as it does.
class Plan {
 public:
  // `results` has one value a decision. After it, look at state.exhausted().
  void run(std::span<const feel::Value> inputs, std::span<feel::Value> results, feel::State& state,
           Trace* trace = nullptr) const;
  // Whether the input at this position is looked at.
  [[nodiscard]] bool uses(std::size_t input) const;

 private:
  friend class Model;
  std::shared_ptr<const ModelData> data_;
  std::vector<std::uint32_t> decisions_, results_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> inputs_;  // given, wanted
};

class Model {
 public:
  Model() = default;  // no decisions
  // ErrorCode::unsupported refuses a model in either reading.
  [[nodiscard]] static Result<Model> parse(std::string_view bytes, std::string_view file,
                                           const Limits& limits, const ModelOptions& options);
  [[nodiscard]] static Result<Model> parse(std::string_view bytes, std::string_view file,
                                           const Limits& limits,
                                           std::span<const std::string> known_names = {});

  [[nodiscard]] std::string_view name() const;
  // SHA-256 of the model's file and of those it imports, in hexadecimal digits.
  [[nodiscard]] const std::string& digest() const;
  // What Reading::standard let pass.
  [[nodiscard]] std::span<const Error> problems() const;
  [[nodiscard]] std::span<const DecisionInfo> decisions() const;  // in the order of the file
  [[nodiscard]] const DecisionInfo* find(std::string_view id_or_name) const;

  // Evaluates what the decision requires, then the decision. A single output: its value; several: a
  // context; hit policies R, O and C: a list. Unknown decision: null and a reason in `state`. After
  // it, look at state.exhausted(): the result of an evaluation that ran out of steps is null.
  [[nodiscard]] feel::Value evaluate(std::string_view id_or_name, const feel::Context& inputs,
                                     feel::State& state, Trace* trace = nullptr) const;
  // The plan of decisions on inputs in the order of `inputs`; names that no decision needs are
  // passed over. Errors: ErrorCode::invalid_argument for an unknown decision.
  [[nodiscard]] Result<Plan> plan(std::span<const std::string> decisions,
                                  std::span<const std::string> inputs) const;
  // Whether evaluate() or call() knows the id or name.
  [[nodiscard]] bool has_decision(std::string_view id_or_name) const;
  [[nodiscard]] bool has_function(std::string_view id_or_name) const;
  // A decision service or business knowledge model, its parameters by name; what is not given is
  // null.
  [[nodiscard]] feel::Value call(std::string_view id_or_name, const feel::Context& arguments,
                                 feel::State& state, Trace* trace = nullptr) const;

 private:
  std::shared_ptr<const ModelData> data_;
};

}  // namespace zhun::dmn
