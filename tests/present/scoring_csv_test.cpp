// Scoring of tables: columns, problems, and the same bytes for any number of threads.
#include <doctest/doctest.h>

#include "files.hpp"
#include "zhun/scoring.hpp"

using zhun::run_model;
using zhun::SourceFile;

TEST_CASE("each row of a table is scored, and a row without an answer says why") {
  const std::string card = zhun::test::fixture("score/fixtures/card.pmml");
  const std::string table =
      "id,months,grade,ratio,guaranteed\n7,24,A,0.35,true\n8,24,A,much,true\n9,,B,0.1,false\n";
  zhun::BatchOptions options;
  options.keep = {"id"};
  const auto csv = run_model({"card.pmml", card}, {"t.csv", table}, options);
  REQUIRE(csv);
  CHECK(csv->starts_with("id,"));
  CHECK(csv->find("\r\n7,539.5,") != std::string::npos);
  CHECK(csv->find("\r\n8,,,ratio: the value of the field is not valid for the model\r\n") !=
        std::string::npos);
  CHECK(csv->find("much") == std::string::npos);
}

TEST_CASE("a scored table is the same for any number of threads") {
  const std::string model = zhun::test::fixture("score/fixtures/complex.pmml");
  const std::string rows = zhun::test::fixture("score/fixtures/applicants.csv");
  const std::string body = rows.substr(rows.find('\n') + 1);
  std::string table = rows;
  for (int i = 0; i < 200; ++i) table += body;  // several blocks
  const auto one = run_model({"m", model}, {"t", table});
  REQUIRE(one);
  for (const unsigned threads : {2U, 5U}) {
    zhun::BatchOptions options;
    options.threads = threads;
    const auto several = run_model({"m", model}, {"t", table}, options);
    REQUIRE(several);
    CHECK(*several == *one);
  }
}

TEST_CASE("a category that looks like a number is no formula, other texts are defused") {
  const std::string model = R"(<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4">
<DataDictionary><DataField name="x" optype="continuous" dataType="double"/>
<DataField name="y" optype="categorical" dataType="string"/></DataDictionary>
<RegressionModel functionName="classification" normalizationMethod="softmax">
<MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
<RegressionTable intercept="0" targetCategory="-1"><NumericPredictor name="x" coefficient="1"/>
</RegressionTable><RegressionTable intercept="0" targetCategory="=A1"/></RegressionModel></PMML>)";
  const auto csv = run_model({"m", model}, {"t", "x\n5\n-5\n"});
  REQUIRE(csv);
  CHECK(*csv == "y,problem\r\n-1,\r\n'=A1,\r\n");
}

TEST_CASE("a table of facts is judged row by row, the same for any number of threads") {
  const auto policy = zhun::default_policy();
  REQUIRE(policy);
  std::string table = "id,customer_type,effective_ratio,overdue_tax\n";
  for (int i = 0; i < 30; ++i)
    table += std::to_string(i) + (i % 2 == 0 ? ",L," : ",P,") + (i % 3 == 0 ? "0.2" : "0.9") +
             (i % 5 == 0 ? ",20000\n" : ",\n");
  zhun::BatchOptions options;
  options.keep = {"id"};
  const auto one = run_policy(*policy, {"t.csv", table}, options);
  if (!one) FAIL(to_string(one.error()));
  options.threads = 3;
  CHECK(*run_policy(*policy, {"t.csv", table}, options) == *one);
  CHECK(one->find("\r\n0,MANUAL_REVIEW_REQUIRED,") != std::string::npos);
  CHECK(one->find("T05") != std::string::npos);
  CHECK(one->find("S05") != std::string::npos);
}

TEST_CASE("a model of decisions answers each row, with the rules that fired") {
  const std::string model =
      R"(<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
 id="m" name="m" namespace="n">
<inputData id="i" name="x"><variable name="x" typeRef="number"/></inputData>
<decision id="d" name="d"><informationRequirement><requiredInput href="#i"/>
</informationRequirement>
<decisionTable hitPolicy="FIRST"><input><inputExpression><text>x</text></inputExpression></input>
<output/><rule><inputEntry><text>&gt; 1</text></inputEntry>
<outputEntry><text>"big"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry>
<outputEntry><text>"small"</text></outputEntry></rule>
</decisionTable></decision></definitions>)";
  const auto csv = zhun::run_decisions({"m", model}, {"t", "x\n2\n0\nmuch\n"}, {}, true);
  if (!csv) FAIL(to_string(csv.error()));
  CHECK(csv->starts_with("d,reasons,problem\r\nbig,d 1,\r\nsmall,d 2,\r\n"));
  CHECK(csv->find("x: the value is not of the type") != std::string::npos);
  CHECK(csv->find("much") == std::string::npos);
}
