// Models over tables, decision models, fitted scorecards, and the two stages of a run.
#include <algorithm>
#include <cmath>

#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

zhun_file file_of(const char* name, const std::string& bytes) {
  return {name, bytes.data(), bytes.size()};
}

// Two thousand cases whose outcome follows income and city.
std::string past_cases() {
  std::string csv = "income,city,bad\n";
  std::uint32_t state = 7;
  const auto chance = [&state] {
    state = state * 1'664'525 + 1'013'904'223;
    return static_cast<double>(state >> 8) / static_cast<double>(1 << 24);
  };
  const char* cities[] = {"济南", "青岛", "烟台"};
  for (int i = 0; i < 2000; ++i) {
    const double income = std::floor(chance() * 100);
    const auto city = static_cast<std::size_t>(chance() * 3);
    const double risk = 0.5 - income / 250 + (city == 1 ? 0.2 : 0);
    csv += std::to_string(static_cast<int>(income)) + "," + cities[city] + "," +
           (chance() < risk ? "1" : "0") + "\n";
  }
  return csv;
}

using OwnedCard = std::unique_ptr<zhun_scorecard, Freer<zhun_scorecard_free>>;
using OwnedModel = std::unique_ptr<zhun_decision_model, Freer<zhun_decision_model_free>>;
using OwnedReconciliation = std::unique_ptr<zhun_reconciliation, Freer<zhun_reconciliation_free>>;

OwnedCard fitted(const std::string& csv, const zhun_fit_options* options = nullptr) {
  const zhun_file table = file_of("cases.csv", csv);
  zhun_scorecard* card = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = zhun_scorecard_fit(&table, options, &card, &error);
  REQUIRE_MESSAGE(status == ZHUN_OK, error.message);
  return OwnedCard(card);
}

std::string rendered(const zhun_scorecard* card, const char* media_type) {
  OwnedBuffer out;
  REQUIRE(zhun_scorecard_render(card, media_type, &out.buffer, nullptr) == ZHUN_OK);
  return out.text();
}

const std::string kDecision = R"(<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n" id="d">
  <inputData name="age" id="i"><variable name="age" typeRef="number"/></inputData>
  <decision name="adult" id="a"><variable name="adult" typeRef="boolean"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>age >= 18</text></literalExpression></decision>
</definitions>)";

}  // namespace

TEST_CASE("a fitted card scores a table, and every form of it comes out") {
  const std::string csv = past_cases();
  const OwnedCard card = fitted(csv);
  const std::string pmml = rendered(card.get(), "application/xml");
  CHECK(pmml.find("<Scorecard") != std::string::npos);
  CHECK(rendered(card.get(), "text/html").find("</html>") != std::string::npos);
  CHECK(rendered(card.get(), "application/json").find("\"income\"") != std::string::npos);
  CHECK(rendered(card.get(), "text/plain").find("income") != std::string::npos);
  CHECK(rendered(fitted(csv).get(), "application/xml") == pmml);

  const zhun_file model = file_of("card.pmml", pmml), table = file_of("cases.csv", csv);
  const char* keep[] = {"bad"};
  zhun_batch_options options = ZHUN_BATCH_OPTIONS_INIT;
  options.keep = keep;
  options.keep_size = 1;
  OwnedBuffer out;
  REQUIRE(zhun_pmml_run(&model, &table, &options, &out.buffer, nullptr) == ZHUN_OK);
  const std::string one = out.text();
  CHECK(std::count(one.begin(), one.end(), '\n') == 2001);
  CHECK(one.starts_with("bad,"));
  CHECK(one.find("probability_of_bad") != std::string::npos);
  options.threads = 3;
  REQUIRE(zhun_pmml_run(&model, &table, &options, &out.buffer, nullptr) == ZHUN_OK);
  CHECK(out.text() == one);
}

TEST_CASE("bins of one fit are those of the next, and options reach it") {
  const std::string csv = past_cases();
  const std::string bins = rendered(fitted(csv).get(), "text/csv");
  const zhun_file given = file_of("bins.csv", bins);
  zhun_fit_options options = ZHUN_FIT_OPTIONS_INIT;
  options.bins = &given;
  options.base = 500;
  options.pdo = 20;
  options.trend = ZHUN_TREND_MONOTONE;
  const OwnedCard card = fitted(csv, &options);
  CHECK(rendered(card.get(), "application/json").find("500") != std::string::npos);
  const char* excluded[] = {"city"};
  options = ZHUN_FIT_OPTIONS_INIT;
  options.excluded = excluded;
  options.excluded_size = 1;
  CHECK(rendered(fitted(csv, &options).get(), "text/csv").find("city") == std::string::npos);
}

TEST_CASE("what is wrong with a fit or a model is refused with its place") {
  const std::string csv = past_cases();
  const zhun_file table = file_of("cases.csv", csv);
  zhun_scorecard* card = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  zhun_fit_options options = ZHUN_FIT_OPTIONS_INIT;
  options.target = "default";
  CHECK(zhun_scorecard_fit(&table, &options, &card, &error) == ZHUN_EINVAL);
  CHECK(std::string(error.source) == "cases.csv");
  CHECK(std::string(error.field) == "default");
  CHECK(card == nullptr);
  options = ZHUN_FIT_OPTIONS_INIT;
  options.trend = 9;
  CHECK(zhun_scorecard_fit(&table, &options, &card, nullptr) == ZHUN_EINVAL);
  options = ZHUN_FIT_OPTIONS_INIT;
  options.excluded_size = 1;
  CHECK(zhun_scorecard_fit(&table, &options, &card, nullptr) == ZHUN_EINVAL);
  options = ZHUN_FIT_OPTIONS_INIT;
  options.struct_size = 8;
  CHECK(zhun_scorecard_fit(&table, &options, &card, nullptr) == ZHUN_EINVAL);
  struct {
    zhun_fit_options options;
    std::uint64_t later;
  } newer = {ZHUN_FIT_OPTIONS_INIT, 1};
  newer.options.struct_size = sizeof newer;
  CHECK(zhun_scorecard_fit(&table, &newer.options, &card, nullptr) == ZHUN_EVERSION);
  newer.later = 0;
  REQUIRE(zhun_scorecard_fit(&table, &newer.options, &card, nullptr) == ZHUN_OK);
  OwnedBuffer out;
  CHECK(zhun_scorecard_render(card, "text/rtf", &out.buffer, nullptr) == ZHUN_EINVAL);
  zhun_scorecard_free(card);
  CHECK(zhun_scorecard_fit(nullptr, nullptr, &card, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_scorecard_fit(&table, nullptr, nullptr, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_scorecard_render(nullptr, "text/html", &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_pmml_run(&table, &table, nullptr, &out.buffer, &error) == ZHUN_EFORMAT);
  CHECK(zhun_pmml_run(nullptr, &table, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_policy_run(nullptr, &table, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dmn_run(&table, nullptr, nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  zhun_scorecard_free(nullptr);
  zhun_decision_model_free(nullptr);
  zhun_reconciliation_free(nullptr);
}

TEST_CASE("a decision model answers for one record and for a table") {
  const zhun_file file = file_of("adult.dmn", kDecision);
  zhun_decision_model* made = nullptr;
  REQUIRE(zhun_decision_model_parse(&file, 1, &made, nullptr) == ZHUN_OK);
  const OwnedModel model(made);
  const std::string input = R"({"age":20})";
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  REQUIRE_MESSAGE(zhun_decision_model_run(model.get(), "application/json", nullptr, input.data(),
                                          input.size(), &out.buffer, &error) == ZHUN_OK,
                  error.message);
  CHECK(out.text().find("true") != std::string::npos);
  CHECK(zhun_decision_model_run(model.get(), "text/plain", "adult", input.data(), input.size(),
                                &out.buffer, nullptr) == ZHUN_OK);
  CHECK(zhun_decision_model_run(model.get(), "application/json", "child", input.data(),
                                input.size(), &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_decision_model_run(model.get(), "application/json", nullptr, "{", 1, &out.buffer,
                                &error) == ZHUN_EFORMAT);
  const std::string rows = "age\n17\n18\n";
  const zhun_file table = file_of("ages.csv", rows);
  REQUIRE(zhun_dmn_run(&file, &table, nullptr, &out.buffer, nullptr) == ZHUN_OK);
  CHECK(out.text() == "adult,problem\r\nfalse,\r\ntrue,\r\n");
  const std::string broken = "<definitions>";
  const zhun_file wrong = file_of("broken.dmn", broken);
  made = nullptr;
  CHECK(zhun_decision_model_parse(&wrong, 1, &made, &error) < 0);
  CHECK(made == nullptr);
  CHECK(std::string(error.source) == "broken.dmn");
}

TEST_CASE("reconcile and score are the two halves of a run, byte by byte") {
  const OwnedDossier dossier = small_dossier();
  const OwnedPolicy policy = default_policy();
  zhun_reconciliation* made = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  REQUIRE_MESSAGE(
      zhun_dossier_reconcile(dossier.get(), policy.get(), nullptr, &made, &error) == ZHUN_OK,
      error.message);
  const OwnedReconciliation reconciliation(made);
  ArrowArrayStream stream;
  for (const char* name : {"facts", "transactions"}) {
    REQUIRE(zhun_reconciliation_table(reconciliation.get(), name, &stream, nullptr) == ZHUN_OK);
    OwnedBuffer table;
    REQUIRE(zhun_table_from_arrow(&stream, nullptr, &table.buffer, nullptr) == ZHUN_OK);
    const std::string text = table.text();
    CHECK(std::count(text.begin(), text.end(), '\n') > 5);
  }
  CHECK(zhun_reconciliation_table(reconciliation.get(), "findings", &stream, nullptr) ==
        ZHUN_EINVAL);
  zhun_assessment* half = nullptr;
  REQUIRE(zhun_reconciliation_score(reconciliation.get(), nullptr, &half, nullptr) == ZHUN_OK);
  const OwnedAssessment scored(half), whole = assessed(dossier.get());
  OwnedBuffer a, b;
  REQUIRE(zhun_assessment_json(scored.get(), &a.buffer, nullptr) == ZHUN_OK);
  REQUIRE(zhun_assessment_json(whole.get(), &b.buffer, nullptr) == ZHUN_OK);
  CHECK(a.text() == b.text());
  CHECK(zhun_dossier_reconcile(nullptr, policy.get(), nullptr, &made, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_reconciliation_score(nullptr, nullptr, &half, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("a policy judges a table of facts") {
  const OwnedPolicy policy = default_policy();
  const std::string rows = "id,customer_type\n1,L\n2,P\n3,X\n";
  const zhun_file table = file_of("facts.csv", rows);
  const char* keep[] = {"id"};
  zhun_batch_options options = ZHUN_BATCH_OPTIONS_INIT;
  options.keep = keep;
  options.keep_size = 1;
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  REQUIRE_MESSAGE(zhun_policy_run(policy.get(), &table, &options, &out.buffer, &error) == ZHUN_OK,
                  error.message);
  CHECK(out.text().starts_with("id,decision,score"));
  CHECK(out.text().find("\r\n1,REFER,") != std::string::npos);
  CHECK(out.text().find("customer_type is L or P") != std::string::npos);
  keep[0] = "name";
  CHECK(zhun_policy_run(policy.get(), &table, &options, &out.buffer, nullptr) == ZHUN_EINVAL);
}
