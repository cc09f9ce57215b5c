// Scoring over tables: each row through a model, the answers as CSV in the order of the rows.
#include "zhun/scoring.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <thread>

#include "present/csv_writer.hpp"
#include "score/batch.hpp"
#include "score/batch_decisions.hpp"
#include "score/column_table.hpp"
#include "score/pmml.hpp"
#include "zhun/text.hpp"
#include "zhun/watch.hpp"

namespace zhun {

namespace {

constexpr std::size_t kBlockRows = 4096;

// The caller's watch, which is asked on its own thread only, and whose answer holds for all.
class BatchWatch {
 public:
  explicit BatchWatch(Watch* watch) : watch_(watch) {}
  // Once a row.
  [[nodiscard]] bool stops() {
    if (stopped_.load(std::memory_order_relaxed)) return true;
    if (watch_ == nullptr || std::this_thread::get_id() != owner_) return false;
    constexpr std::uint32_t kWeight = 64;  // a row takes much longer than one of a statement
    if (watch_->stops(kWeight)) stopped_ = true;
    return stopped_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  Watch* watch_;
  std::thread::id owner_ = std::this_thread::get_id();
  std::atomic<bool> stopped_{false};
};

// Decimals as they are; what is very small, large or long as a double is written.
std::string number_text(const Decimal& number) {
  constexpr std::size_t kLong = 20;
  const double size = std::fabs(number.to_double());
  if (size != 0 && (size < 1e-6 || size >= 1e18)) return fmt::format("{}", number.to_double());
  std::string text = to_string(number);
  return text.size() <= kLong ? text : fmt::format("{}", number.to_double());
}

void write_value(const feel::Value& value, CsvWriter& csv) {
  if (value.is_null())
    csv.cell("");
  else if (value.is_number())
    csv.cell(number_text(value.number()));
  else if (value.is_string() && !Decimal::parse(value.string()))  // "-1" is no formula
    csv.text(value.string());
  else if (value.is_string())
    csv.cell(value.string());
  else
    csv.cell(feel::to_string(value));
}

// The columns that the caller wants repeated.
Result<std::vector<std::size_t>> kept_columns(const ColumnTable& table, const SourceFile& file,
                                              const BatchOptions& options) {
  std::vector<std::size_t> kept;
  for (const auto& name : options.keep) {
    const auto column = table.find(name);
    if (!column)
      return fail(ErrorCode::invalid_argument, Place{file.name, 0, 0, 0, name},
                  "the table has no column of the name to keep");
    kept.push_back(*column);
  }
  return kept;
}

class ModelRun {
 public:
  ModelRun(const pmml::Model& model, const ColumnTable& table, std::vector<std::size_t> kept)
      : model_(model), table_(table), kept_(std::move(kept)) {
    for (const auto& field : model.fields()) columns_.push_back(table.find(field));
    const auto outputs = model.outputs();
    show_target_ = std::find(outputs.begin(), outputs.end(), model.target()) == outputs.end();
    show_codes_ = outputs.empty() && model.scorecard().has_value();
  }

  [[nodiscard]] std::string header() const {
    CsvWriter csv;
    for (const auto column : kept_) csv.text(table_.names[column]);
    if (show_target_) csv.text(model_.target());
    for (const auto& name : model_.outputs()) csv.text(name);
    if (show_codes_) csv.cell("reason_codes");
    csv.cell("problem");
    csv.end_row();
    return csv.take();
  }

  [[nodiscard]] std::string rows(std::size_t begin, std::size_t end, BatchWatch& watch) const {
    CsvWriter csv;
    std::vector<feel::Value> inputs(columns_.size());
    std::vector<TextValues> texts(columns_.size());
    pmml::Prediction prediction;
    for (std::size_t row = begin; row < end && !watch.stops(); ++row) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i]) inputs[i] = value_of(i, table_.columns[*columns_[i]][row], texts[i]);
      }
      for (const auto column : kept_) csv.text(table_.columns[column][row]);
      const auto done = model_.evaluate(inputs, prediction);
      write_row(done ? &prediction : nullptr,
                done ? problem_of(prediction) : problem_of(done.error()), csv);
    }
    return csv.take();
  }

 private:
  [[nodiscard]] feel::Value value_of(std::size_t field, std::string_view cell,
                                     TextValues& texts) const {
    if (cell.empty()) return {};
    if (model_.is_number(field)) {
      if (const auto number = Decimal::parse(trim(cell))) return *number;
    }
    return texts.value(cell);
  }

  // Without a prediction the cells are empty.
  void write_row(const pmml::Prediction* prediction, const std::string& problem,
                 CsvWriter& csv) const {
    if (show_target_) write_value(prediction != nullptr ? prediction->target : feel::Value(), csv);
    for (std::size_t i = 0; i < model_.outputs().size(); ++i)
      write_value(prediction != nullptr ? prediction->outputs[i] : feel::Value(), csv);
    if (show_codes_) {
      std::string codes;
      if (prediction != nullptr) {
        for (const auto& code : prediction->score->reason_codes)
          codes += (codes.empty() ? "" : " ") + code;
      }
      csv.text(codes);
    }
    csv.cell(problem);
    csv.end_row();
  }

  static std::string problem_of(const pmml::Prediction& prediction) {
    return prediction.target.is_null() ? "a field that the model needs is missing" : "";
  }
  static std::string problem_of(const Error& error) {
    return error.place.field.empty() ? error.message : error.place.field + ": " + error.message;
  }

  const pmml::Model& model_;
  const ColumnTable& table_;
  std::vector<std::size_t> kept_;
  std::vector<std::optional<std::size_t>> columns_;  // of the model's fields
  bool show_target_ = false, show_codes_ = false;
};

template <typename Run>
Result<std::string> run_rows(const Run& run, std::size_t rows, const BatchOptions& options) {
  std::string out = run.header();
  if (options.limits.watch != nullptr) options.limits.watch->begin("score", 1);
  BatchWatch watch(options.limits.watch);
  const auto blocks = in_blocks<std::string>(
      rows, kBlockRows, options.threads,
      [&](std::size_t begin, std::size_t end) { return run.rows(begin, end, watch); });
  if (options.limits.watch != nullptr) options.limits.watch->advance();
  if (watch.stopped() || (options.limits.watch != nullptr && options.limits.watch->stopped()))
    return tl::unexpected(cancelled_error({}));
  for (const auto& block : blocks) out += block;
  return out;
}

}  // namespace

Result<std::string> run_model(const SourceFile& model_file, const SourceFile& table_file,
                              const BatchOptions& options) {
  const auto model = pmml::Model::parse(model_file.bytes, model_file.name, options.limits);
  if (!model) return tl::unexpected(model.error());
  const auto table = read_column_table(table_file, options.limits);
  if (!table) return tl::unexpected(table.error());
  auto kept = kept_columns(*table, table_file, options);
  if (!kept) return tl::unexpected(kept.error());
  return run_rows(ModelRun(*model, *table, std::move(*kept)), table->rows, options);
}

namespace {

class DecisionRun {
 public:
  DecisionRun(dmn::Plan plan, FactColumns columns, std::vector<std::size_t> kept,
              std::vector<std::string> decisions, const Limits& limits)
      : plan_(std::move(plan)),
        columns_(std::move(columns)),
        table_(columns_.table()),
        kept_(std::move(kept)),
        decisions_(std::move(decisions)),
        limits_(limits) {}

  bool reasons = false;

  [[nodiscard]] std::string header() const {
    CsvWriter csv;
    for (const auto column : kept_) csv.text(table_.names[column]);
    for (const auto& name : decisions_) csv.text(name);
    if (reasons) csv.cell("reasons");
    csv.cell("problem");
    csv.end_row();
    return csv.take();
  }

  [[nodiscard]] std::string rows(std::size_t begin, std::size_t end, BatchWatch& watch) const {
    CsvWriter csv;
    PlanRows inputs(columns_, plan_);
    Run run(decisions_.size(), limits_);
    for (std::size_t row = begin; row < end && !watch.stops(); ++row) {
      for (const auto column : kept_) csv.text(table_.columns[column][row]);
      write_row(inputs, row, run, csv);
      csv.end_row();
    }
    return csv.take();
  }

 private:
  struct Run {  // used again row by row
    Run(std::size_t decisions, const Limits& limits) : results(decisions), state(limits) {}
    std::vector<feel::Value> results;
    feel::State state;
    dmn::Trace trace;
  };

  void write_row(PlanRows& inputs, std::size_t row, Run& run, CsvWriter& csv) const {
    run.state.restart();
    run.trace.clear();
    plan_.run(inputs.read(row), run.results, run.state, reasons ? &run.trace : nullptr);
    for (const auto& value : run.results) write_answer(value, csv);
    if (reasons) csv.text(reasons_of(run.trace));
    if (run.state.exhausted())
      csv.cell("the evaluation took more steps than the limit");
    else if (inputs.misfit() != nullptr)
      csv.cell(*inputs.misfit() + ": the value is not of the type that the model declares");
    else
      csv.cell("");
  }

  // A list's items side by side; a context as FEEL writes it.
  static void write_answer(const feel::Value& value, CsvWriter& csv) {
    if (!value.is_list()) return write_value(value, csv);
    std::string text;
    for (const auto& item : value.list()) {
      text += text.empty() ? "" : " ";
      text += item.is_string() ? item.string() : feel::to_string(item);
    }
    csv.text(text);
  }

  static std::string reasons_of(const dmn::Trace& trace) {
    std::string why;
    std::vector<std::string_view> told;
    for (const auto& decision : trace.decisions) {
      if (decision.fired.empty()) continue;
      if (std::find(told.begin(), told.end(), decision.name) != told.end()) continue;
      told.push_back(decision.name);
      why += (why.empty() ? "" : "; ") + std::string(decision.name);
      for (const auto rule : decision.fired) why += " " + std::to_string(rule);
    }
    return why;
  }

  dmn::Plan plan_;
  FactColumns columns_;
  const ColumnTable& table_;
  std::vector<std::size_t> kept_;
  std::vector<std::string> decisions_;
  Limits limits_;
};

class PolicyRun {
 public:
  PolicyRun(const Policy& policy, const ColumnTable& table, FactColumns columns,
            std::vector<std::size_t> kept)
      : policy_(policy),
        table_(table),
        columns_(std::move(columns)),
        kept_(std::move(kept)),
        type_column_(table.find("customer_type")) {
    for (const auto& name : fact_names(policy->wording)) {
      if (table.find(name)) continue;
      absent_[name] = Fact{name, FactState::missing, false, {}, "表中无此列", ""};
    }
  }

  [[nodiscard]] std::string header() const {
    CsvWriter csv;
    for (const auto column : kept_) csv.text(table_.names[column]);
    for (const char* name :
         {"decision", "score", "grade", "limit", "binding_cap", "knock_outs", "severe_warnings",
          "warnings", "not_evaluated", "reason_codes", "problem"})
      csv.cell(name);
    csv.end_row();
    return csv.take();
  }

  [[nodiscard]] std::string rows(std::size_t begin, std::size_t end, BatchWatch& watch) const {
    CsvWriter csv;
    for (std::size_t row = begin; row < end && !watch.stops(); ++row) {
      for (const auto column : kept_) csv.text(table_.columns[column][row]);
      write_row(row, csv);
      csv.end_row();
    }
    return csv.take();
  }

 private:
  void write_row(std::size_t row, CsvWriter& csv) const {
    const std::string_view type =
        type_column_ ? table_.columns[*type_column_][row] : std::string_view("L");
    Facts facts = absent_;
    columns_.fill(row, facts);
    const auto judged =
        type == "L" || type == "P"
            ? judge_facts(policy_, type == "L" ? CustomerType::legal : CustomerType::personal,
                          std::move(facts))
            : fail(ErrorCode::format, {}, "customer_type is L or P");
    if (!judged) {
      for (int i = 0; i < 10; ++i) csv.cell("");
      csv.cell(judged.error().message);
      return;
    }
    csv.cell(to_string(judged->decision));
    csv.cell(std::to_string(judged->score.total));
    csv.cell(judged->score.grade);
    csv.cell(to_string(judged->limit.limit));
    csv.cell(judged->limit.binding_cap);
    for (const auto severity : {Severity::ko, Severity::warn_severe, Severity::warn})
      csv.cell(ids(*judged, FindingStatus::fail, severity));
    csv.cell(ids(*judged, FindingStatus::not_evaluated, Severity::none));
    std::string codes;
    for (const auto& code : judged->score.reason_codes) codes += (codes.empty() ? "" : " ") + code;
    csv.cell(codes);
    csv.cell("");
  }

  static std::string ids(const Assessment& assessment, FindingStatus status, Severity severity) {
    std::string text;
    for (const auto& finding : assessment.findings) {
      if (finding.status != status || finding.severity != severity) continue;
      text += (text.empty() ? "" : " ") + finding.id;
    }
    return text;
  }

  const Policy& policy_;
  const ColumnTable& table_;
  FactColumns columns_;
  std::vector<std::size_t> kept_;
  std::optional<std::size_t> type_column_;
  Facts absent_;
};

}  // namespace

Result<std::string> run_decisions(const SourceFile& model_file, const SourceFile& table_file,
                                  const std::vector<std::string>& decisions, bool reasons,
                                  const BatchOptions& options) {
  const auto table = read_column_table(table_file, options.limits);
  if (!table) return tl::unexpected(table.error());
  const auto model =
      dmn::Model::parse(model_file.bytes, model_file.name, options.limits, table->names);
  if (!model) return tl::unexpected(model.error());
  for (const auto& name : decisions) {
    if (model->find(name) == nullptr)
      return fail(ErrorCode::invalid_argument, Place{model_file.name, 0, 0, 0, name},
                  "the model has no decision of the name");
  }
  auto kept = kept_columns(*table, table_file, options);
  if (!kept) return tl::unexpected(kept.error());
  const auto types = input_types_of(model_file.bytes, model_file.name, options.limits);
  const auto wanted = decisions.empty() ? final_decisions(*model) : decisions;
  auto plan = model->plan(wanted, table->names);
  if (!plan) return tl::unexpected(plan.error());
  DecisionRun run(std::move(*plan), FactColumns(*table, types), std::move(*kept), wanted,
                  options.limits);
  run.reasons = reasons;
  return run_rows(run, table->rows, options);
}

Result<std::string> run_policy(const Policy& policy, const SourceFile& table_file,
                               const BatchOptions& options) {
  const auto table = read_column_table(table_file, options.limits);
  if (!table) return tl::unexpected(table.error());
  auto kept = kept_columns(*table, table_file, options);
  if (!kept) return tl::unexpected(kept.error());
  const PolicyRun run(policy, *table, FactColumns(*table, {}), std::move(*kept));
  return run_rows(run, table->rows, options);
}

Result<std::string> rewrite_model(const SourceFile& model, const Limits& limits) {
  return pmml::rewrite(model.bytes, model.name, limits);
}

}  // namespace zhun
