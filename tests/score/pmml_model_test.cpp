// PMML models as a whole: derived fields, complex partial scores, targets, outputs, regression and
// classification against jPMML's answers; writing; refusals and limits.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "files.hpp"
#include "score/pmml.hpp"

using zhun::Decimal;
using zhun::feel::Context;
using zhun::feel::Value;
using zhun::pmml::Model;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& text) {
  Rows rows;
  std::stringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ',')
        cells.emplace_back();
      else if (c != '\r')
        cells.back() += c;
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

Model model_of(const std::string& text) {
  auto model = Model::parse(text, "model.pmml", {});
  if (!model) FAIL(to_string(model.error()));
  return *model;
}

zhun::Error refusal_of(const std::string& text) {
  const auto model = Model::parse(text, "model.pmml", {});
  REQUIRE_FALSE(model);
  return model.error();
}

Context inputs_of(const std::vector<std::string>& names, const std::vector<std::string>& cells) {
  Context inputs;
  for (std::size_t i = 0; i < names.size() && i < cells.size(); ++i)
    inputs.set(names[i], cells[i].empty() ? Value() : Value(cells[i]));
  return inputs;
}

bool agrees(const Value& ours, const std::string& theirs) {
  if (ours.is_null() || theirs.empty()) return ours.is_null() && theirs.empty();
  if (ours.is_number()) {
    const double number = std::strtod(theirs.c_str(), nullptr);
    return std::fabs(ours.number().to_double() - number) <= 1e-9 * std::max(1.0, std::fabs(number));
  }
  return zhun::feel::to_string(ours) == theirs;
}

// Rows of `expected` whose target and outputs are as the model says.
int count_agreeing(const Model& model, const Rows& inputs, const Rows& expected,
                   const std::vector<std::string>& columns) {
  int right = 0;
  for (std::size_t row = 1; row < inputs.size(); ++row) {
    const auto prediction = model.evaluate(inputs_of(inputs[0], inputs[row]));
    if (!prediction) continue;
    bool same = true;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto outputs = model.outputs();
      const auto output = std::find(outputs.begin(), outputs.end(), columns[i]);
      const Value& ours =
          output == outputs.end()
              ? prediction->target
              : prediction->outputs[static_cast<std::size_t>(output - outputs.begin())];
      same = same && agrees(ours, expected[row][i]);
    }
    right += same ? 1 : 0;
  }
  return right;
}

// A regression model with one derived field `d` and an output of it.
std::string derived(const std::string& expression, const std::string& type = "double",
                    const std::string& functions = "") {
  return R"(<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><DataDictionary>
<DataField name="i" optype="continuous" dataType="integer"/>
<DataField name="j" optype="continuous" dataType="integer"/>
<DataField name="x" optype="continuous" dataType="double"/>
<DataField name="s" optype="categorical" dataType="string"/></DataDictionary>
<TransformationDictionary>)" +
         functions + R"(<DerivedField name="d" optype="continuous" dataType=")" + type + "\">" +
         expression +
         R"(</DerivedField></TransformationDictionary><RegressionModel functionName="regression">
<MiningSchema><MiningField name="i"/><MiningField name="j"/><MiningField name="x"/>
<MiningField name="s"/></MiningSchema>
<Output><OutputField name="o" feature="transformedValue"><FieldRef field="d"/></OutputField>
</Output>
<RegressionTable intercept="1"/></RegressionModel></PMML>)";
}

std::string value_of(const std::string& expression, const std::string& type = "double",
                     const std::vector<std::string>& cells = {"7", "2", "2.5", "abc"}) {
  const Model model = model_of(derived(expression, type));
  const auto prediction = model.evaluate(inputs_of({"i", "j", "x", "s"}, cells));
  REQUIRE(prediction);
  const Value& value = prediction->outputs.at(0);
  return value.is_null() ? "missing" : zhun::feel::to_string(value);
}

std::string call_of(const std::string& function, const std::string& arguments,
                    const std::string& attributes = "") {
  return "<Apply function=\"" + function + "\" " + attributes + ">" + arguments + "</Apply>";
}
const std::string kI = "<FieldRef field=\"i\"/>", kJ = "<FieldRef field=\"j\"/>",
                  kX = "<FieldRef field=\"x\"/>", kS = "<FieldRef field=\"s\"/>";
std::string constant(const std::string& text) { return "<Constant>" + text + "</Constant>"; }

}  // namespace

TEST_CASE("a scorecard with all that the standard has answers as jPMML does") {
  const Model model = model_of(zhun::test::fixture("score/fixtures/complex.pmml"));
  const Rows inputs = rows_of(zhun::test::fixture("score/fixtures/applicants.csv"));
  const Rows expected = rows_of(zhun::test::fixture("score/fixtures/complex.expected.csv"));
  REQUIRE(inputs.size() == 61);
  REQUIRE(expected.size() == 61);
  CHECK(count_agreeing(model, inputs, expected, expected[0]) == 60);
}

TEST_CASE("a logistic regression over bins, weights and flags answers as jPMML does") {
  const Model model = model_of(zhun::test::fixture("score/fixtures/logistic.pmml"));
  const Rows inputs = rows_of(zhun::test::fixture("score/fixtures/applicants.csv"));
  const Rows expected = rows_of(zhun::test::fixture("score/fixtures/logistic.expected.csv"));
  REQUIRE(expected.size() == 61);
  CHECK(count_agreeing(model, inputs, expected, expected[0]) == 60);
}

TEST_CASE("what is written as PMML 4.4 is the same model") {
  const Rows inputs = rows_of(zhun::test::fixture("score/fixtures/applicants.csv"));
  for (const std::string name : {"complex", "logistic"}) {
    const std::string source = zhun::test::fixture("score/fixtures/" + name + ".pmml");
    const auto written = zhun::pmml::rewrite(source, "model.pmml", {});
    REQUIRE(written);
    CHECK(written->find("version=\"4.4\"") != std::string::npos);
    CHECK(written->find("PMML-4_3") == std::string::npos);
    CHECK(*zhun::pmml::rewrite(*written, "model.pmml", {}) == *written);
    const Rows expected = rows_of(zhun::test::fixture("score/fixtures/" + name + ".expected.csv"));
    CHECK(count_agreeing(model_of(*written), inputs, expected, expected[0]) == 60);
  }
}

TEST_CASE("what two threads ask of a model at once is what one asks") {
  const Model model = model_of(zhun::test::fixture("score/fixtures/logistic.pmml"));
  const Model copy = model;  // shares what was compiled
  const Context inputs = inputs_of({"income", "age", "city"}, {"12000", "33", "jinan"});
  CHECK(zhun::feel::same(model.evaluate(inputs)->outputs[0], copy.evaluate(inputs)->outputs[0]));
}

TEST_CASE("arithmetic of whole numbers stays whole, as jPMML reckons") {
  CHECK(value_of(call_of("/", kI + kJ)) == "3");
  CHECK(value_of(call_of("/", kI + kX)) == "2.8");
  CHECK(value_of(call_of("/", kI + kJ), "double", {"-7", "2", "", ""}) == "-3");
  CHECK(value_of(call_of("/", kI + constant("2.0"))) == "3.5");
  CHECK(value_of(call_of("/", kI + constant("0"))) == "missing");
  CHECK(value_of(call_of("modulo", kI + kJ), "double", {"-7", "2", "", ""}) == "1");
  CHECK(value_of(call_of("round", kX), "integer", {"1", "1", "-2.5", ""}) == "-2");
  CHECK(value_of(call_of("rint", kX)) == "2");
  CHECK(value_of(call_of("pow", kX + constant("2"))) == "6.25");
}

TEST_CASE("functions of missing values") {
  const std::vector<std::string> nothing = {"", "2", "", ""};
  CHECK(value_of(call_of("+", kI + kJ), "double", nothing) == "missing");
  CHECK(value_of(call_of("+", kI + kJ, "mapMissingTo=\"-9\""), "double", nothing) == "-9");
  CHECK(value_of(call_of("+", kI + kJ, "defaultValue=\"-8\""), "double", nothing) == "-8");
  CHECK(value_of(call_of("sum", kI + kJ), "double", nothing) == "2");
  CHECK(value_of(call_of("avg", kI + kJ), "double", nothing) == "2");
  CHECK(value_of(call_of("isMissing", kI), "boolean", nothing) == "true");
  CHECK(value_of(call_of("concat", kI + kS + kJ), "string", nothing) == "2");
  const std::string unknown = call_of("greaterThan", kI + constant("0"));
  const std::string yes = call_of("greaterThan", kJ + constant("0"));
  CHECK(value_of(call_of("or", unknown + yes), "boolean", nothing) == "true");
  CHECK(value_of(call_of("and", unknown + yes), "boolean", nothing) == "missing");
}

TEST_CASE("texts, sets and choices") {
  CHECK(value_of(call_of("isIn", kS + constant("a") + constant("abc")), "boolean") == "true");
  CHECK(value_of(call_of("substring", kS + constant("2") + constant("5")), "string") == "bc");
  CHECK(value_of(call_of("uppercase", kS), "string") == "ABC");
  CHECK(value_of(call_of("stringLength", kS), "integer") == "3");
  CHECK(value_of(call_of("if", call_of("lessThan", kJ + kI) + constant("1") + constant("2"))) ==
        "1");
  CHECK(value_of(call_of("if", call_of("lessThan", kI + kJ) + constant("1"))) == "missing");
  CHECK(value_of("<NormDiscrete field=\"s\" value=\"abc\"/>") == "1");
  CHECK(value_of(call_of("stdNormalCDF", constant("0"))) == "0.5");
}

TEST_CASE("own functions see their parameters and are typed") {
  const std::string function =
      "<DefineFunction name=\"half\" optype=\"continuous\" dataType=\"double\"><ParameterField "
      "name=\"p\" dataType=\"double\"/>" +
      call_of("/", "<FieldRef field=\"p\"/>" + constant("2")) + "</DefineFunction>";
  const Model model = model_of(derived(call_of("half", kI), "double", function));
  const auto prediction = model.evaluate(inputs_of({"i"}, {"7"}));
  REQUIRE(prediction);
  CHECK(zhun::feel::to_string(prediction->outputs[0]) == "3.5");
}

TEST_CASE("derived fields may stand in any order but rest on no circle") {
  const std::string other =
      "<DerivedField name=\"e\" dataType=\"double\">" + kX + "</DerivedField>";
  CHECK(model_of(derived("<FieldRef field=\"e\"/>", "double", other)).fields().size() == 4);
  const std::string back =
      "<DerivedField name=\"e\" dataType=\"double\"><FieldRef field=\"d\"/></DerivedField>";
  const auto error = refusal_of(derived("<FieldRef field=\"e\"/>", "double", back));
  CHECK(error.message == "the derived field rests on itself");
  CHECK(error.place.row > 0);
}

TEST_CASE("a function that doubles its work at each level is refused, not run") {
  std::string functions =
      "<DefineFunction name=\"f0\"><ParameterField name=\"p\"/>"
      "<FieldRef field=\"p\"/></DefineFunction>";
  for (int i = 1; i <= 60; ++i) {
    const std::string call =
        "<Apply function=\"f" + std::to_string(i - 1) + "\"><FieldRef field=\"p\"/></Apply>";
    functions += "<DefineFunction name=\"f" + std::to_string(i) +
                 "\"><ParameterField name=\"p\" dataType=\"double\"/>" + call_of("+", call + call) +
                 "</DefineFunction>";
  }
  // Expanding it would take 2^60 steps: the reader stops at its limit.
  const auto error = refusal_of(derived(call_of("f60", kX), "double", functions));
  CHECK(error.code == zhun::ErrorCode::limit);
}

TEST_CASE("a function that calls itself is refused") {
  const std::string function = "<DefineFunction name=\"f\"><ParameterField name=\"p\"/>" +
                               call_of("f", "<FieldRef field=\"p\"/>") + "</DefineFunction>";
  CHECK(refusal_of(derived(call_of("f", kX), "double", function)).code == zhun::ErrorCode::limit);
}

TEST_CASE("what cannot be evaluated is refused when the model is read") {
  CHECK(refusal_of(derived(call_of("matches", kS + constant("a")))).code ==
        zhun::ErrorCode::unsupported);
  CHECK(refusal_of(derived("<TextIndex textField=\"s\"/>")).code == zhun::ErrorCode::unsupported);
  CHECK(refusal_of(derived("<FieldRef field=\"nothing\"/>")).place.field == "FieldRef");
  CHECK(refusal_of(derived(call_of("+", kI))).message.find("number of arguments") !=
        std::string::npos);
  CHECK(refusal_of(derived("<Discretize field=\"x\"><DiscretizeBin binValue=\"1\"><Interval "
                           "closure=\"openOpen\" leftMargin=\"3\" rightMargin=\"1\"/>"
                           "</DiscretizeBin></Discretize>"))
            .place.field == "Interval");
  CHECK(refusal_of("<PMML version=\"4.4\"><TreeModel/></PMML>").code ==
        zhun::ErrorCode::unsupported);
}

TEST_CASE("jPMML's regressions of the shared data") {
  for (const std::string name : {"IrisLinearReg", "IrisMultinomReg", "HousingLinearRegressor"}) {
    const auto text = zhun::test::shared("pmml/" + name + ".xml");
    const auto table = zhun::test::shared("pmml/" + name + ".expected.csv");
    if (!text || !table) {
      MESSAGE("skipped: ZHUN_SHARED is not set");
      return;
    }
    const Rows rows = rows_of(*table);
    std::vector<std::string> columns;
    std::size_t first = rows[0].size();
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      if (rows[0][i].rfind("out:", 0) != 0) continue;
      first = std::min(first, i);
      columns.push_back(rows[0][i].substr(4));
    }
    Rows expected;
    for (const auto& row : rows)
      expected.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(first), row.end());
    const int right = count_agreeing(model_of(*text), rows, expected, columns);
    std::printf("PMML %s: %d of %zu rows as jPMML\n", name.c_str(), right, rows.size() - 1);
    CHECK(right == static_cast<int>(rows.size()) - 1);
  }
}
