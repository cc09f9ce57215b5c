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
