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

struct Input {
  std::string name;
  std::size_t column = 0;
};

class ModelRun {
 public:
  ModelRun(const pmml::Model& model, const ColumnTable& table, std::vector<std::size_t> kept)
      : model_(model), table_(table), kept_(std::move(kept)) {
    for (const auto& field : model.fields()) {
      if (const auto column = table.find(field)) inputs_.push_back({field, *column});
    }
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
    feel::Context inputs;
    for (std::size_t row = begin; row < end && !watch.stops(); ++row) {
      for (const auto& input : inputs_) {
        const std::string_view cell = table_.columns[input.column][row];
        inputs.set(input.name, cell.empty() ? feel::Value() : feel::Value(cell));
      }
      for (const auto column : kept_) csv.text(table_.columns[column][row]);
      write_row(model_.evaluate(inputs), csv);
    }
    return csv.take();
  }

 private:
  void write_row(const Result<pmml::Prediction>& prediction, CsvWriter& csv) const {
    if (show_target_) write_value(prediction ? prediction->target : feel::Value(), csv);
    for (std::size_t i = 0; i < model_.outputs().size(); ++i)
      write_value(prediction ? prediction->outputs[i] : feel::Value(), csv);
    if (show_codes_) {
      std::string codes;
      if (prediction) {
        for (const auto& code : prediction->score->reason_codes)
          codes += (codes.empty() ? "" : " ") + code;
      }
      csv.text(codes);
    }
    csv.cell(prediction ? problem_of(*prediction) : problem_of(prediction.error()));
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
  std::vector<Input> inputs_;
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
  DecisionRun(const dmn::Model& model, const ColumnTable& table, FactColumns columns,
              std::vector<std::size_t> kept, std::vector<std::string> decisions)
      : model_(model),
        table_(table),
        columns_(std::move(columns)),
        kept_(std::move(kept)),
        decisions_(std::move(decisions)) {}

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
    feel::Context facts;
    for (std::size_t row = begin; row < end && !watch.stops(); ++row) {
      columns_.fill(row, facts);
      for (const auto column : kept_) csv.text(table_.columns[column][row]);
      write_row(row, facts, csv);
      csv.end_row();
    }
    return csv.take();
  }

 private:
  void write_row(std::size_t row, const feel::Context& facts, CsvWriter& csv) const {
    std::string why, problem;
    if (const auto column = columns_.misfit(row))
      problem = *column + ": the value is not of the type that the model declares";
    std::vector<std::string> told;
    for (const auto& name : decisions_) {
      feel::State state;
      dmn::Trace trace;
      const feel::Value value = model_.evaluate(name, facts, state, reasons ? &trace : nullptr);
      if (state.exhausted()) problem = "the evaluation took more steps than the limit";
      write_answer(value, csv);
      if (reasons) add_reasons(trace, told, why);
    }
    if (reasons) csv.text(why);
    csv.cell(problem);
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

  static void add_reasons(const dmn::Trace& trace, std::vector<std::string>& told,
                          std::string& why) {
    for (const auto& decision : trace.decisions) {
      if (decision.fired.empty()) continue;
      if (std::find(told.begin(), told.end(), decision.name) != told.end()) continue;
      told.emplace_back(decision.name);
      why += (why.empty() ? "" : "; ") + told.back();
      for (const auto rule : decision.fired) why += " " + std::to_string(rule);
    }
  }

  const dmn::Model& model_;
  const ColumnTable& table_;
  FactColumns columns_;
  std::vector<std::size_t> kept_;
  std::vector<std::string> decisions_;
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
  DecisionRun run(*model, *table, FactColumns(*table, types), std::move(*kept),
                  decisions.empty() ? final_decisions(*model) : decisions);
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
