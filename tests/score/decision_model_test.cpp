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
  CHECK(run->text.find("near miss of rule 1: months would have to be >= 12, is 10 (2 more)") !=
        std::string::npos);
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

TEST_CASE("the trace for programs has every cell, what fired, and how far the near miss is") {
  zhun::DecisionRunOptions options;
  options.trace = true;
  const auto run = model().run("{\"months\": 10}", "in.json", options);
  REQUIRE(run);
  const auto has = [&](const char* part) { return run->json.find(part) != std::string::npos; };
  CHECK(has("\"inputs\":{\"months\":10}"));
  CHECK(has("\"results\":{\"grade\":\"B\"}"));
  CHECK(has("{\"rule\":1,\"cells\":[{\"test\":\">= 12\",\"holds\":false}]}"));
  CHECK(has("\"fired\":[2]"));
  CHECK(has("\"value\":10,\"distance\":2,\"unit\":\"as the input\",\"bound_included\":true"));
  CHECK(run->json.find("\"digest\":\"") != std::string::npos);
}

namespace {

std::string definitions(const std::string& body) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
         "namespace=\"urn:m\">" +
         body + "</definitions>";
}

std::string literal(const std::string& text) {
  return definitions("<decision name=\"d\" id=\"d\"><literalExpression><text>" + text +
                     "</text></literalExpression></decision>");
}

zhun::Result<zhun::DecisionModel> load(const std::string& bytes) {
  const std::vector<zhun::SourceFile> files{{"bad.dmn", bytes}};
  return zhun::DecisionModel::load(files);
}

std::string table(const std::string& first, const std::string& second) {
  const auto rule = [](const std::string& test) {
    return "<rule><inputEntry><text>" + test +
           "</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>";
  };
  return definitions(
      "<inputData name=\"x\" id=\"x\"><variable name=\"x\" typeRef=\"number\"/></inputData>"
      "<decision name=\"d\" id=\"d\"><informationRequirement><requiredInput href=\"#x\"/>"
      "</informationRequirement><decisionTable hitPolicy=\"UNIQUE\"><input><inputExpression>"
      "<text>x</text></inputExpression></input><output/>" +
      rule(first) + rule(second) + "</decisionTable></decision>");
}

}  // namespace

TEST_CASE("hostile models are refused when they are loaded, with file and element") {
  const std::string bomb =
      "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" + literal("1");
  const std::string circle = definitions(
      "<decision name=\"a\" id=\"a\"><informationRequirement><requiredDecision href=\"#b\"/>"
      "</informationRequirement><literalExpression><text>b</text></literalExpression></decision>"
      "<decision name=\"b\" id=\"b\"><informationRequirement><requiredDecision href=\"#a\"/>"
      "</informationRequirement><literalExpression><text>a</text></literalExpression></decision>");
  std::string sum = "1";
  while (sum.size() < 10'000'000) sum += "+1";
  for (const std::string& bytes :
       {bomb, circle, literal(sum), table("[9..3]", "&lt; 1"), table("&gt; 3", "&gt; 9")}) {
    const auto loaded = load(bytes);
    REQUIRE(!loaded);
    CHECK(loaded.error().place.source == "bad.dmn");
    CHECK(to_string(loaded.error()).size() < 500);
  }
  CHECK(load(table("&gt; 3", "&gt; 9")).error().message.find("rules 1 and 2") != std::string::npos);
}

TEST_CASE("rules that overlap only for some inputs give null, and the trace says why") {
  const auto loaded = load(table("&gt; 3", "? * ? &gt; 80"));
  REQUIRE(loaded);
  zhun::DecisionRunOptions options;
  options.trace = true;
  const auto run = loaded->run("{\"x\": 10}", "in.json", options);
  REQUIRE(run);
  CHECK(run->json.find("\"results\":{\"d\":null}") != std::string::npos);
  CHECK(run->json.find("several rules of a unique table match") != std::string::npos);
  CHECK(loaded->run("{\"x\": 5}", "in.json")->json == "{\"d\":1}");
}

TEST_CASE("a wrong type and a division by zero are null, with file and element in the reasons") {
  const std::string quotient = definitions(
      "<inputData name=\"x\" id=\"x\"><variable name=\"x\" typeRef=\"number\"/></inputData>"
      "<decision name=\"d\" id=\"d\"><informationRequirement><requiredInput href=\"#x\"/>"
      "</informationRequirement><literalExpression><text>1 / x</text></literalExpression>"
      "</decision>");
  const auto loaded = load(quotient);
  REQUIRE(loaded);
  const auto zero = loaded->run("{\"x\": 0}", "in.json");
  REQUIRE(zero);
  CHECK(zero->json == "{\"d\":null}");
  CHECK(zero->text.find("bad.dmn, line 1 (d)") != std::string::npos);
  CHECK(zero->text.find("division by zero") != std::string::npos);
  const auto text = loaded->run("{\"x\": \"secret\"}", "in.json");
  REQUIRE(text);
  CHECK(text->json == "{\"d\":null}");
  CHECK(text->text.find("does not have its declared type") != std::string::npos);
  CHECK(text->text.find("secret") == std::string::npos);
}

TEST_CASE("evaluation is bounded in steps and memory, through the whole service") {
  for (const char* expression :
       {"count(for i in 1..1000000000 return i)",
        "count(for i in 1..100000, j in 1..100000 return i * j)",
        "some i in 1..1000000000 satisfies i &lt; 0",
        "{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f(\"aaaaaaaa\", 60)}.r",
        "for i in 1..1000000 return string join(for j in 1..1000 return \"aaaaaaaaaa\")"}) {
    CAPTURE(expression);
    const auto loaded = load(literal(expression));
    if (!loaded) continue;  // refused when it is loaded
    const auto run = loaded->run("{}", "in.json");
    if (run) {
      CHECK(run->json == "{\"d\":null}");
    } else {
      CHECK(run.error().code == zhun::ErrorCode::limit);
    }
  }
}
