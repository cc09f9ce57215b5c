// Scorecard (评分卡): fitted from a table of past cases: classing, weight of evidence, logistic
// regression, points.
//
//   zhun::FitOptions options;
//   options.target = "bad";
//   auto fit = zhun::fit_scorecard(table_file, std::nullopt, options);   // Result<ScorecardFit>
//   std::string pmml = zhun::render_scorecard_pmml(*fit);
//
// The same table and options give the same card. Pure functions; thread-safe. These figures are
// statistics, not money: they are doubles.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun {

enum class Trend : std::uint8_t {
  any,         // each bin as the data have it
  monotone,    // ascending or descending, whichever tells more
  ascending,   // the share of bad cases rises with the value
  descending,  // it falls
};

struct FitOptions {
  std::string target = "bad";           // the column with the outcome
  std::string bad = "1";                // what it says of a bad case; anything else is a good one
  std::vector<std::string> excluded;    // columns that are not used
  Trend trend = Trend::any;             // of numbers
  std::map<std::string, Trend> trends;  // of single columns, before `trend`
  std::size_t bins_max = 7;             // of a column, besides the one for missing values
  double share_min = 0.05;              // of the cases, in a bin
  // Information value that a bin must add. Default: what chance gives in so many cases, 0.0002 to
  // 0.003.
  std::optional<double> gain_min;
  double iv_min = 0;  // columns below it are not used
  // Weights of evidence are ln(share of bad / share of good): positive is bad. True turns the sign.
  bool good_over_bad = false;
  // Points: `base` where good cases outnumber bad ones `odds` to 1; twice the odds, `pdo` more.
  double base = 600, odds = 20, pdo = 40;
  int decimals = 0;  // of points
  // Bins that are given: a table with the columns variable and bin ("[8,16)", "a%,%b", "missing").
  std::optional<SourceFile> bins;
  Limits limits;
};

struct ScoreBin {
  std::string label;  // "[8, 16)", "A, B", "missing"
  bool missing = false;
  std::optional<double> low, high;      // numbers: low <= value < high
  std::vector<std::string> categories;  // texts
  std::int64_t good = 0, bad = 0;
  double woe = 0, iv = 0;
  double points = 0;
};

struct ScoreVariable {
  std::string name;
  bool numeric = false;
  std::vector<ScoreBin> bins;
  double iv = 0;
  bool used = true;
  double coefficient = 0, standard_error = 0, p_value = 1;
  std::string note;  // why it is not used, or what to look at; empty
};

struct ScoreBand {  // a tenth of the cases, the lowest scores first
  double low = 0, high = 0;
  std::int64_t good = 0, bad = 0;
};

struct Discrimination {
  std::int64_t good = 0, bad = 0;
  double auc = 0, gini = 0, ks = 0;
  double auc_points = 0;  // of the rounded points
  std::vector<ScoreBand> bands;
  std::vector<double> scores_sorted;  // up to 1,000 quantiles, for the stability of later scores
};

struct ScorecardFit {
  std::string target, bad;
  std::vector<ScoreVariable> variables;  // in the order of the table
  double intercept = 0, intercept_error = 0;
  double base_points = 0;         // the score before any characteristic
  double factor = 0, offset = 0;  // score = offset + factor * ln(good : bad)
  double base = 0, odds = 0, pdo = 0;
  int decimals = 0;
  bool good_over_bad = false;
  int iterations = 0;
  bool converged = true;
  Discrimination train;
  std::optional<Discrimination> test;
  std::optional<double> psi;       // of the score, test against train
  std::vector<std::string> notes;  // English sentences
};

// Errors: no such target, one outcome only, a column that is neither given bins nor can be classed.
[[nodiscard]] Result<ScorecardFit> fit_scorecard(const SourceFile& table,
                                                 const std::optional<SourceFile>& test,
                                                 const FitOptions& options);

// A PMML 4.4 Scorecard with reason codes, and the probability of a bad case as an output.
[[nodiscard]] std::string render_scorecard_pmml(const ScorecardFit& fit);
// A page with tables and charts, complete in itself.
[[nodiscard]] std::string render_scorecard_html(const ScorecardFit& fit);
[[nodiscard]] std::string render_scorecard_text(const ScorecardFit& fit);  // for a terminal
[[nodiscard]] std::string render_scorecard_json(const ScorecardFit& fit);
// variable, bin, count, good, bad, bad share, woe, iv, points; may be given as FitOptions::bins.
[[nodiscard]] std::string render_scorecard_bins(const ScorecardFit& fit);

// How a later table differs from the one that a card was fitted on.
struct MonitoredBin {
  std::string label;
  double share_then = 0, share_now = 0;
  std::int64_t count_now = 0;
};
struct MonitoredVariable {
  std::string name;
  double psi = 0;
  std::vector<MonitoredBin> bins;
};
struct ScorecardMonitor {
  MonitoredVariable score;
  std::vector<MonitoredVariable> variables;
  std::optional<Discrimination> then, now;  // where the tables have the outcome
  std::size_t rows_then = 0, rows_now = 0;
  std::vector<std::string> notes;
};

struct MonitorOptions {
  std::string target, bad = "1";  // empty: no outcome
  Limits limits;
};

// `card`: a PMML scorecard. PSI below 0.1 is stable, above 0.25 the population has changed.
[[nodiscard]] Result<ScorecardMonitor> monitor_scorecard(const SourceFile& card,
                                                         const SourceFile& then,
                                                         const SourceFile& now,
                                                         const MonitorOptions& options);
[[nodiscard]] std::string render_monitor_text(const ScorecardMonitor& monitor);
[[nodiscard]] std::string render_monitor_html(const ScorecardMonitor& monitor);

}  // namespace zhun
