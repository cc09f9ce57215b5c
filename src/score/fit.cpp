// Fitting a scorecard: columns to bins, bins to weights of evidence, weights to coefficients,
// coefficients to points.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "score/coded_table.hpp"
#include "score/discrimination.hpp"
#include "score/logistic.hpp"
#include "zhun/watch.hpp"

namespace zhun {

namespace {

class Fitter {
 public:
  Fitter(const ColumnTable& table, const SourceFile& file, const FitOptions& options)
      : table_(table), file_(file), options_(options) {}

  Result<ScorecardFit> run() {
    if (auto read = read_outcome(); !read) return tl::unexpected(read.error());
    if (auto classed = class_columns(); !classed) return tl::unexpected(classed.error());
    regress();
    if (stopped()) return tl::unexpected(cancelled_error(file_.name));
    scale();
    fit_.train = judge(codes_, outcome_);
    return std::move(fit_);
  }

  // What the card does on another table.
  Result<Discrimination> test(const ColumnTable& table, const SourceFile& file) {
    const auto outcome = outcome_of(table, file);
    if (!outcome) return tl::unexpected(outcome.error());
    std::vector<std::vector<std::uint8_t>> codes;
    for (const auto& variable : fit_.variables) {
      const auto column = table.find(variable.name);
      if (!column)
        return fail(ErrorCode::format, Place{file.name, 0, 0, 0, variable.name},
                    "the table to test on lacks a column");
      codes.push_back(code_cells(variable, table.columns[*column]));
    }
    return judge(codes, *outcome);
  }

  void take(ScorecardFit fit) { fit_ = std::move(fit); }

 private:
  [[nodiscard]] bool stopped() const { return is_stopped_now(options_.limits); }

  Result<std::vector<std::uint8_t>> outcome_of(const ColumnTable& table,
                                               const SourceFile& file) const {
    const auto column = table.find(options_.target);
    if (!column)
      return fail(ErrorCode::invalid_argument, Place{file.name, 0, 0, 0, options_.target},
                  "the table has no column of the target's name");
    std::vector<std::uint8_t> outcome(table.rows);
    const auto bad = parse_double(options_.bad);
    for (std::size_t i = 0; i < table.rows; ++i) {
      const std::string_view cell = table.columns[*column][i];
      if (is_missing_cell(cell))
        return fail(ErrorCode::format,
                    Place{file.name, 0, static_cast<std::uint32_t>(i + 2), 0, options_.target},
                    "a case has no outcome; leave such rows out");
      // "1.0" is 1 as well.
      outcome[i] = cell == options_.bad || (bad && parse_double(cell) == bad) ? 1 : 0;
    }
    return outcome;
  }

  Result<void> read_outcome() {
    auto outcome = outcome_of(table_, file_);
    if (!outcome) return tl::unexpected(outcome.error());
    outcome_ = std::move(*outcome);
    for (const auto bad : outcome_) (bad != 0 ? totals_.bad : totals_.good) += 1;
    if (totals_.good < 2 || totals_.bad < 2)
      return fail(ErrorCode::format, Place{file_.name, 0, 0, 0, options_.target},
                  "fitting needs good cases and bad ones; is the word for bad ones right?");
    fit_.target = options_.target;
    fit_.bad = options_.bad;
    fit_.good_over_bad = options_.good_over_bad;
    return {};
  }

  [[nodiscard]] bool is_excluded(const std::string& name) const {
    return name == options_.target || std::find(options_.excluded.begin(), options_.excluded.end(),
                                                name) != options_.excluded.end();
  }

  Result<void> class_columns() {
    for (const auto& name : options_.excluded) {
      if (!table_.find(name))
        return fail(ErrorCode::invalid_argument, Place{file_.name, 0, 0, 0, name},
                    "the table has no column of the name to exclude");
    }
    if (options_.bins) return class_by_bins();
    for (std::size_t c = 0; c < table_.names.size(); ++c) {
      if (is_excluded(table_.names[c])) continue;
      if (stopped()) return tl::unexpected(cancelled_error(file_.name));
      auto coded = class_column(table_.names[c], table_.columns[c], outcome_, options_, totals_);
      if (!coded) {
        Error error = coded.error();
        error.place.source = file_.name;
        return tl::unexpected(std::move(error));
      }
      add(std::move(*coded));
    }
    return check_columns();
  }

  Result<void> class_by_bins() {
    auto variables = read_bins(*options_.bins, options_.limits);
    if (!variables) return tl::unexpected(variables.error());
    for (auto& variable : *variables) {
      if (is_excluded(variable.name)) continue;
      if (stopped()) return tl::unexpected(cancelled_error(file_.name));
      const auto column = table_.find(variable.name);
      if (!column)
        return fail(ErrorCode::format, Place{options_.bins->name, 0, 0, 0, variable.name},
                    "the table has no column for which bins are given");
      CodedBins coded{std::move(variable), {}};
      coded.codes = code_cells(coded.variable, table_.columns[*column]);
      const auto outside =
          std::find(coded.codes.begin(), coded.codes.end(), coded.variable.bins.size());
      if (outside != coded.codes.end()) {
        const auto row = static_cast<std::uint32_t>(outside - coded.codes.begin() + 2);
        return fail(ErrorCode::format, Place{file_.name, 0, row, 0, coded.variable.name},
                    "none of the given bins holds the value");
      }
      weigh_bins(coded.variable, coded.codes, outcome_, totals_, options_.good_over_bad);
      add(std::move(coded));
    }
    return check_columns();
  }

  void add(CodedBins coded) {
    ScoreVariable& variable = coded.variable;
    const auto filled = std::count_if(variable.bins.begin(), variable.bins.end(),
                                      [](const ScoreBin& b) { return b.good + b.bad > 0; });
    if (filled < 2) {
      variable.used = false;
      variable.note = "one bin only: it tells nothing";
    } else if (variable.iv < options_.iv_min) {
      variable.used = false;
      variable.note = "its information value is below the minimum";
    }
    fit_.variables.push_back(std::move(variable));
    codes_.push_back(std::move(coded.codes));
  }

  Result<void> check_columns() const {
    const bool any = std::any_of(fit_.variables.begin(), fit_.variables.end(),
                                 [](const ScoreVariable& variable) { return variable.used; });
    if (any) return {};
    return fail(ErrorCode::format, Place{file_.name, 0, 0, 0, ""},
                "no column tells good cases from bad ones");
  }

  void regress() {
    std::vector<CodedColumn> columns;
    std::vector<std::size_t> of;
    for (std::size_t v = 0; v < fit_.variables.size(); ++v) {
      const ScoreVariable& variable = fit_.variables[v];
      if (!variable.used) continue;
      CodedColumn column{codes_[v], {}};
      for (const auto& bin : variable.bins) column.values.push_back(bin.woe);
      columns.push_back(std::move(column));
      of.push_back(v);
    }
    const LogisticFit logistic = fit_logistic(columns, outcome_, options_.limits.watch);
    fit_.intercept = logistic.intercept;
    fit_.intercept_error = logistic.intercept_error;
    fit_.iterations = logistic.iterations;
    fit_.converged = logistic.converged;
    if (!logistic.converged)
      fit_.notes.push_back(
          "the regression did not converge: some columns separate good cases from bad ones wholly");
    for (std::size_t i = 0; i < of.size(); ++i) note_coefficient(logistic, i, of[i]);
  }

  void note_coefficient(const LogisticFit& logistic, std::size_t i, std::size_t of) {
    ScoreVariable& variable = fit_.variables[of];
    variable.coefficient = logistic.coefficients[i];
    variable.standard_error = logistic.standard_errors[i];
    if (logistic.dropped[i]) {
      variable.used = false;
      variable.note = "a combination of the columns before it";
      return;
    }
    const double z = std::fabs(variable.coefficient) / std::max(variable.standard_error, 1e-300);
    variable.p_value = std::erfc(z / std::sqrt(2.0));
    const bool against =
        options_.good_over_bad ? variable.coefficient > 0 : variable.coefficient < 0;
    if (against) {
      variable.note = "its sign is against its weights of evidence: other columns say the same";
      fit_.notes.push_back(fmt::format("{}: {}", variable.name, variable.note));
    }
  }

  void scale() {
    fit_.base = options_.base;
    fit_.odds = options_.odds;
    fit_.pdo = options_.pdo;
    fit_.decimals = std::clamp(options_.decimals, 0, 6);
    fit_.factor = options_.pdo / std::log(2.0);
    fit_.offset = options_.base - fit_.factor * std::log(options_.odds);
    fit_.base_points = rounded(fit_.offset - fit_.factor * fit_.intercept);
    for (auto& variable : fit_.variables) {
      for (auto& bin : variable.bins)
        bin.points = rounded(-fit_.factor * variable.coefficient * bin.woe);
    }
  }

  [[nodiscard]] double rounded(double points) const {
    const double unit = std::pow(10.0, fit_.decimals);
    const double whole = std::round(points * unit) / unit;
    return whole == 0 ? 0 : whole;  // no minus zero
  }

  [[nodiscard]] Discrimination judge(const std::vector<std::vector<std::uint8_t>>& codes,
                                     const std::vector<std::uint8_t>& outcome) const {
    std::vector<double> exact(outcome.size(), -fit_.intercept);
    std::vector<double> points(outcome.size(), fit_.base_points);
    for (std::size_t v = 0; v < fit_.variables.size(); ++v) {
      const ScoreVariable& variable = fit_.variables[v];
      if (!variable.used) continue;
      // The last stands for values that no bin holds: as if the column said nothing.
      std::vector<double> exact_of(variable.bins.size() + 1);
      std::vector<double> points_of(variable.bins.size() + 1);
      for (std::size_t b = 0; b < variable.bins.size(); ++b) {
        exact_of[b] = -variable.coefficient * variable.bins[b].woe;
        points_of[b] = variable.bins[b].points;
      }
      for (std::size_t i = 0; i < outcome.size(); ++i) {
        exact[i] += exact_of[codes[v][i]];
        points[i] += points_of[codes[v][i]];
      }
    }
    Discrimination result = discriminate(exact, outcome);
    const Discrimination rounded_ones = discriminate(points, outcome);
    result.auc_points = rounded_ones.auc;
    result.bands = rounded_ones.bands;
    result.scores_sorted = rounded_ones.scores_sorted;
    return result;
  }

  const ColumnTable& table_;
  const SourceFile& file_;
  const FitOptions& options_;
  std::vector<std::uint8_t> outcome_;
  Totals totals_;
  std::vector<std::vector<std::uint8_t>> codes_;  // of fit_.variables
  ScorecardFit fit_;
};

}  // namespace

Result<ScorecardFit> fit_scorecard(const SourceFile& table_file,
                                   const std::optional<SourceFile>& test_file,
                                   const FitOptions& options) {
  const bool scaled = options.pdo > 0 && options.odds > 0 && std::isfinite(options.base) &&
                      std::isfinite(options.pdo) && std::isfinite(options.odds);
  if (!scaled || !(options.share_min >= 0 && options.share_min <= 0.5) || options.bins_max < 2 ||
      options.bins_max > 100)
    return fail(ErrorCode::invalid_argument, {},
                "points to double the odds and the odds are above zero, the least share of a bin "
                "lies between 0 and 0.5, and a column has 2 to 100 bins");
  const auto table = read_column_table(table_file, options.limits);
  if (!table) return tl::unexpected(table.error());
  Fitter fitter(*table, table_file, options);
  auto fit = fitter.run();
  if (!fit || !test_file) return fit;
  const auto test_table = read_column_table(*test_file, options.limits);
  if (!test_table) return tl::unexpected(test_table.error());
  fitter.take(*fit);
  auto tested = fitter.test(*test_table, *test_file);
  if (!tested) return tl::unexpected(tested.error());
  const auto bounds = decile_bounds(fit->train.scores_sorted);
  fit->psi = stability_index(shares_between(fit->train.scores_sorted, bounds),
                             shares_between(tested->scores_sorted, bounds));
  fit->test = std::move(*tested);
  return fit;
}

}  // namespace zhun
