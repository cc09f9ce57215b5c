// A decision model by itself: JSON in, results, the trace with near misses, and errors.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "zhun/decision.hpp"

namespace {

const std::string kModel =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
    "namespace=\"urn:m\"><inputData name=\"months\" id=\"i\"><variable name=\"months\" "
    "typeRef=\"number\"/></inputData><decision name=\"grade\" id=\"g\"><informationRequirement>"
    "<requiredInput href=\"#i\"/></informationRequirement><decisionTable hitPolicy=\"UNIQUE\">"
    "<input><inputExpression><text>months</text></inputExpression></input><output/>"
    "<rule><inputEntry><text>&gt;= 12</text></inputEntry><outputEntry><text>\"A\"</text>"
    "</outputEntry></rule><rule><inputEntry><text>&lt; 12</text></inputEntry><outputEntry><text>"
    "\"B\"</text></outputEntry></rule></decisionTable></decision></definitions>";

zhun::DecisionModel model() {
  const std::vector<zhun::SourceFile> files{{"m.dmn", kModel}};
  auto loaded = zhun::DecisionModel::load(files);
  REQUIRE(loaded);
  return *loaded;
}

}  // namespace

TEST_CASE("a run gives every decision, for people and for programs") {
  const auto run = model().run("{\"months\": 10}", "in.json");
  REQUIRE(run);
  CHECK(run->json == "{\"grade\":\"B\"}");
  CHECK(run->text.find("grade = \"B\"") != std::string::npos);
}

TEST_CASE("the trace names each cell and the near miss") {
  zhun::DecisionRunOptions options;
  options.trace = true;
  const auto run = model().run("{\"months\": 10}", "in.json", options);
  REQUIRE(run);
  CHECK(run->text.find("months would have to be >= 12, is 10") != std::string::npos);
  CHECK(run->text.find("rule 2   fired +< 12") != std::string::npos);
}

TEST_CASE("a missing input is null with the reason") {
  const auto run = model().run("{}", "in.json");
  REQUIRE(run);
  CHECK(run->json == "{\"grade\":null}");
  CHECK(run->text.find("null because: ") != std::string::npos);
}

TEST_CASE("what cannot be run is an error with its place") {
  CHECK(model().run("[1]", "in.json").error().code == zhun::ErrorCode::format);
  zhun::DecisionRunOptions options;
  options.decision = "nothing";
  CHECK(model().run("{}", "in.json", options).error().code == zhun::ErrorCode::invalid_argument);
}
