// What a fitted scorecard and its monitoring look like: text, page, JSON, and bins that are read
// again.
#include <doctest/doctest.h>

#include "base/json.hpp"
#include "zhun/scorecard.hpp"

using zhun::FitOptions;
using zhun::SourceFile;

namespace {

std::string cases(int rows, int shift) {
  std::string text = "income,city,bad\n";
  for (int i = 0; i < rows; ++i) {
    const int income = (i * 37 + shift) % 100;
    const bool bad = (i * 53) % 100 < 50 - income / 3;
    text += std::to_string(income) + (i % 3 == 0 ? ",<a>" : ",\"b, c\"") + (bad ? ",1\n" : ",0\n");
  }
  return text;
}

zhun::ScorecardFit fitted(const FitOptions& options = {}) {
  const std::string table = cases(600, 0);
  auto fit = zhun::fit_scorecard({"t.csv", table}, std::nullopt, options);
  if (!fit) FAIL(to_string(fit.error()));
  return *fit;
}

}  // namespace

TEST_CASE("the page of a fit escapes what it quotes and carries no script") {
  const std::string html = render_scorecard_html(fitted());
  CHECK(html.starts_with("<!DOCTYPE html>"));
  CHECK(html.find("&lt;a&gt;") != std::string::npos);
  CHECK(html.find("<a>") == std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<svg") != std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("the JSON of a fit is JSON with its figures") {
  const auto fit = fitted();
  const auto root = zhun::json::parse(render_scorecard_json(fit), "fit.json", {});
  REQUIRE(root);
  REQUIRE(root->find("train") != nullptr);
  CHECK(root->find("train")->find("auc") != nullptr);
  CHECK(root->find("variables")->items.size() == 2);
}

TEST_CASE("the text of a fit names each column and its points") {
  const std::string text = render_scorecard_text(fitted());
  CHECK(text.find("income") != std::string::npos);
  CHECK(text.find(" points\n") != std::string::npos);
  CHECK(text.find("AUC") != std::string::npos);
}

TEST_CASE("bins that were written give the same card when they are given") {
  const auto fit = fitted();
  const std::string bins = render_scorecard_bins(fit);
  FitOptions options;
  options.bins = SourceFile{"bins.csv", bins};
  CHECK(render_scorecard_pmml(fitted(options)) == render_scorecard_pmml(fit));
}

TEST_CASE("monitoring finds what has moved and where") {
  const std::string card = render_scorecard_pmml(fitted());
  const std::string then = cases(600, 0);
  std::string now = "income,city,bad\n";
  for (int i = 0; i < 300; ++i) now += std::to_string(60 + i % 40) + ",<a>,0\n";
  zhun::MonitorOptions options;
  const SourceFile card_file{"card.pmml", card}, then_file{"then.csv", then};
  const auto same = zhun::monitor_scorecard(card_file, then_file, then_file, options);
  if (!same) FAIL(to_string(same.error()));
  CHECK(same->score.psi == doctest::Approx(0));
  const auto moved = zhun::monitor_scorecard(card_file, then_file, {"now.csv", now}, options);
  REQUIRE(moved);
  CHECK(moved->score.psi > 0.25);
  CHECK(render_monitor_text(*moved).find("has changed") != std::string::npos);
  CHECK(render_monitor_html(*moved).find("PSI") != std::string::npos);
  double shares = 0;
  for (const auto& bin : moved->variables[0].bins) shares += bin.share_now;
  CHECK(shares == doctest::Approx(1));
  const auto lacking =
      zhun::monitor_scorecard(card_file, then_file, {"x.csv", "city\n1\n"}, options);
  REQUIRE_FALSE(lacking);
  CHECK(lacking.error().place.field == "income");
}
