// A fitted scorecard and its monitoring as text for a terminal, as CSV of bins, and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.hpp"
#include "present/csv_writer.hpp"
#include "present/report_text.hpp"
#include "zhun/scorecard.hpp"

namespace zhun {

namespace {

using report::columns_of;
using report::shortened;

std::string padded(std::string_view text, std::size_t columns) {
  std::string out = shortened(text, columns);
  out.append(columns - std::min(columns, columns_of(out)), ' ');
  return out;
}

std::string points_text(double points, int decimals) {
  return fmt::format("{:.{}f}", points == 0 ? 0 : points, decimals);
}

std::string share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? "-"
                    : fmt::format("{:.1f} %",
                                  100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void append_performance(std::string& out, const char* name, const Discrimination& d) {
  out += fmt::format("{:<6} {:>9} cases, {} bad ({}):  AUC {:.4f}  Gini {:.4f}  KS {:.4f}", name,
                     d.good + d.bad, d.bad, share(d.bad, d.good + d.bad), d.auc, d.gini, d.ks);
  if (d.auc_points > 0) out += fmt::format("  AUC of the points {:.4f}", d.auc_points);
  out += '\n';
}

// As wide as the longest name, within reason.
template <typename Variables>
std::size_t name_width(const Variables& variables) {
  std::size_t width = 16;
  for (const auto& variable : variables) width = std::max(width, columns_of(variable.name));
  return std::min<std::size_t>(width, 60);
}

std::string verdict_of(double psi) {
  return psi < 0.1 ? "stable" : psi <= 0.25 ? "has moved" : "has changed";
}

}  // namespace

std::string render_scorecard_text(const ScorecardFit& fit) {
  std::string out;
  append_performance(out, "train", fit.train);
  if (fit.test) append_performance(out, "test", *fit.test);
  if (fit.psi)
    out += fmt::format("stability of the score, test against train: PSI {:.4f}, {}\n", *fit.psi,
                       verdict_of(*fit.psi));
  out += fmt::format(
      "{} points where good cases outnumber bad ones {} to 1, {} points double the odds\n",
      fit.base, fit.odds, fit.pdo);
  out += fmt::format("regression: {} steps, intercept {:.6f}, {} points before any column\n\n",
                     fit.iterations, fit.intercept, points_text(fit.base_points, fit.decimals));
  const std::size_t width = name_width(fit.variables);
  out += fmt::format("{} {:>4} {:>8} {:>11} {:>9}\n", padded("column", width), "bins", "IV",
                     "coefficient", "p");
  std::vector<const ScoreVariable*> sorted;
  for (const auto& variable : fit.variables) sorted.push_back(&variable);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto* a, const auto* b) { return a->iv > b->iv; });
  for (const auto* variable : sorted) {
    out += fmt::format("{} {:>4} {:>8.4f} ", padded(variable->name, width), variable->bins.size(),
                       variable->iv);
    out += variable->used
               ? fmt::format("{:>11.4f} {:>9.2g}", variable->coefficient, variable->p_value)
               : fmt::format("{:>11} {:>9}", "not used", "");
    out += (variable->note.empty() ? "" : "  " + variable->note) + "\n";
  }
  for (const auto* variable : sorted) {
    if (!variable->used) continue;
    out += fmt::format("\n{}\n", variable->name);
    for (const auto& bin : variable->bins)
      out +=
          fmt::format("  {} {:>8} cases {:>8} bad  WOE {:>8.4f} {:>8} points\n",
                      padded(bin.label, 44), bin.good + bin.bad, share(bin.bad, bin.good + bin.bad),
                      bin.woe, points_text(bin.points, fit.decimals));
  }
  for (const auto& note : fit.notes) out += "\nnote: " + note + "\n";
  return out;
}

std::string render_scorecard_bins(const ScorecardFit& fit) {
  CsvWriter csv;
  for (const char* name : {"variable", "bin", "count", "good", "bad", "badprob", "woe", "bin_iv",
                           "total_iv", "points"})
    csv.cell(name);
  csv.end_row();
  for (const auto& variable : fit.variables) {
    for (const auto& bin : variable.bins) {
      csv.cell(variable.name);  // as they are: the file is read again
      std::string label = bin.label;
      if (!bin.missing && !variable.numeric) {
        label.clear();
        for (const auto& text : bin.categories) label += (label.empty() ? "" : "%,%") + text;
      }
      csv.cell(label);
      const double count = static_cast<double>(bin.good + bin.bad);
      for (const auto number : {bin.good + bin.bad, bin.good, bin.bad})
        csv.cell(std::to_string(number));
      for (const double number :
           {count > 0 ? static_cast<double>(bin.bad) / count : 0, bin.woe, bin.iv, variable.iv})
        csv.cell(fmt::format("{}", number));
      csv.cell(points_text(bin.points, fit.decimals));
      csv.end_row();
    }
  }
  return csv.take();
}

namespace {

std::string json_text(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

std::string json_number(double number) {
  return std::isfinite(number) ? fmt::format("{}", number) : "null";
}

std::string json_of(const Discrimination& d) {
  std::string out = fmt::format(
      "{{\"good\":{},\"bad\":{},\"auc\":{},\"gini\":{},\"ks\":{},\"auc_points\":{},\"bands\":[",
      d.good, d.bad, json_number(d.auc), json_number(d.gini), json_number(d.ks),
      json_number(d.auc_points));
  for (std::size_t i = 0; i < d.bands.size(); ++i) {
    const ScoreBand& band = d.bands[i];
    out += fmt::format("{}{{\"low\":{},\"high\":{},\"good\":{},\"bad\":{}}}", i == 0 ? "" : ",",
                       json_number(band.low), json_number(band.high), band.good, band.bad);
  }
  return out + "]}";
}

std::string json_of(const ScoreVariable& variable) {
  std::string out = fmt::format(
      "{{\"name\":{},\"numeric\":{},\"used\":{},\"iv\":{},\"coefficient\":{},"
      "\"standard_error\":{},\"p_value\":{},\"note\":{},\"bins\":[",
      json_text(variable.name), variable.numeric, variable.used, json_number(variable.iv),
      json_number(variable.coefficient), json_number(variable.standard_error),
      json_number(variable.p_value), json_text(variable.note));
  for (std::size_t i = 0; i < variable.bins.size(); ++i) {
    const ScoreBin& bin = variable.bins[i];
    out += fmt::format("{}{{\"bin\":{},\"good\":{},\"bad\":{},\"woe\":{},\"iv\":{},\"points\":{}}}",
                       i == 0 ? "" : ",", json_text(bin.label), bin.good, bin.bad,
                       json_number(bin.woe), json_number(bin.iv), json_number(bin.points));
  }
  return out + "]}";
}

}  // namespace

std::string render_scorecard_json(const ScorecardFit& fit) {
  std::string out = fmt::format(
      "{{\"target\":{},\"bad\":{},\"intercept\":{},\"intercept_error\":{},\"converged\":{},"
      "\"iterations\":{},\"base\":{},\"odds\":{},\"pdo\":{},\"base_points\":{},\"factor\":{},"
      "\"offset\":{},\"woe\":\"{}\",\"train\":{},\"test\":{},\"psi\":{},\"variables\":[",
      json_text(fit.target), json_text(fit.bad), json_number(fit.intercept),
      json_number(fit.intercept_error), fit.converged, fit.iterations, json_number(fit.base),
      json_number(fit.odds), json_number(fit.pdo), json_number(fit.base_points),
      json_number(fit.factor), json_number(fit.offset),
      fit.good_over_bad ? "ln(good/bad)" : "ln(bad/good)", json_of(fit.train),
      fit.test ? json_of(*fit.test) : "null", fit.psi ? json_number(*fit.psi) : "null");
  for (std::size_t i = 0; i < fit.variables.size(); ++i)
    out += (i == 0 ? "" : ",") + json_of(fit.variables[i]);
  out += "],\"notes\":[";
  for (std::size_t i = 0; i < fit.notes.size(); ++i)
    out += (i == 0 ? "" : ",") + json_text(fit.notes[i]);
  return out + "]}\n";
}

std::string render_monitor_text(const ScorecardMonitor& monitor) {
  std::string out = fmt::format("{} rows then, {} now\n", monitor.rows_then, monitor.rows_now);
  if (monitor.then) append_performance(out, "then", *monitor.then);
  if (monitor.now) append_performance(out, "now", *monitor.now);
  out += "\nPSI below 0.1: stable; to 0.25: has moved; above: has changed\n\n";
  const std::size_t width = name_width(monitor.variables);
  out += fmt::format("{} {:>8}\n", padded("", width), "PSI");
  out += fmt::format("{} {:>8.4f}  {}\n", padded("score", width), monitor.score.psi,
                     verdict_of(monitor.score.psi));
  for (const auto& variable : monitor.variables)
    out += fmt::format("{} {:>8.4f}  {}\n", padded(variable.name, width), variable.psi,
                       verdict_of(variable.psi));
  std::vector<const MonitoredVariable*> shown = {&monitor.score};
  for (const auto& variable : monitor.variables) {
    if (variable.psi >= 0.1) shown.push_back(&variable);
  }
  for (const auto* variable : shown) {
    out += fmt::format("\n{:<46} {:>8} {:>8}\n", variable->name, "then", "now");
    for (const auto& bin : variable->bins)
      out += fmt::format("  {} {:>6.1f} % {:>6.1f} %\n", padded(bin.label, 44),
                         100 * bin.share_then, 100 * bin.share_now);
  }
  for (const auto& note : monitor.notes) out += "\nnote: " + note + "\n";
  return out;
}

}  // namespace zhun
