// Scoring over tables: each row through a model, the answers as CSV in the order of the rows.
#include "zhun/scoring.hpp"

#include <fmt/format.h>

#include <cmath>

#include "present/csv_writer.hpp"
#include "score/batch.hpp"
#include "score/column_table.hpp"
#include "score/pmml.hpp"

namespace zhun {

namespace {

constexpr std::size_t kBlockRows = 4096;

// Decimals as they are; what is very small or large as a double is written.
std::string number_text(const Decimal& number) {
  const double size = std::fabs(number.to_double());
  if (size == 0 || (size >= 1e-6 && size < 1e18)) return to_string(number);
  return fmt::format("{}", number.to_double());
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

  [[nodiscard]] std::string rows(std::size_t begin, std::size_t end) const {
    CsvWriter csv;
    feel::Context inputs;
    for (std::size_t row = begin; row < end; ++row) {
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
std::string run_rows(const Run& run, std::size_t rows, unsigned threads) {
  std::string out = run.header();
  const auto blocks = in_blocks<std::string>(
      rows, kBlockRows, threads,
      [&](std::size_t begin, std::size_t end) { return run.rows(begin, end); });
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
  return run_rows(ModelRun(*model, *table, std::move(*kept)), table->rows, options.threads);
}

Result<std::string> rewrite_model(const SourceFile& model, const Limits& limits) {
  return pmml::rewrite(model.bytes, model.name, limits);
}

}  // namespace zhun
