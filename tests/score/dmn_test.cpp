// DMN models: hit policies, requirements, contexts, functions, traces, and refusals with their
// place.
#include "score/dmn.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "files.hpp"

namespace dmn = zhun::dmn;
namespace feel = zhun::feel;
using feel::Context;
using feel::Value;
using zhun::Decimal;
using zhun::ErrorCode;

namespace {

const std::vector<std::string> kFacts{"effective_ratio", "months_covered", "requested", "x", "y"};

dmn::Model model_of(const std::string& text) {
  auto model = dmn::Model::parse(text, "model.dmn", {}, kFacts);
  if (!model) FAIL(to_string(model.error()));
  return *model;
}

zhun::Error refusal_of(const std::string& text, const zhun::Limits& limits = {}) {
  const auto model = dmn::Model::parse(text, "model.dmn", limits, kFacts);
  REQUIRE_FALSE(model);
  CHECK(model.error().place.source == "model.dmn");
  return model.error();
}

std::string checks() { return zhun::test::fixture("score/fixtures/checks.dmn"); }

std::string checks_with(const std::string& old_part, const std::string& new_part) {
  std::string text = checks();
  const std::size_t at = text.find(old_part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_part.size(), new_part);
}

std::string model_text(const std::string& body) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
         "namespace=\"urn:m\">\n" +
         body + "\n</definitions>";
}

std::string decision_text(const std::string& id, const std::string& logic,
                          const std::string& requirements = "") {
  return "<decision id=\"" + id + "\" name=\"" + id + "\">" + requirements + logic + "</decision>";
}

std::string literal(const std::string& text) {
  return "<literalExpression><text>" + text + "</text></literalExpression>";
}

std::string requires_decision(const std::string& id) {
  return "<informationRequirement><requiredDecision href=\"#" + id +
         "\"/></informationRequirement>";
}

// A table with the input x and the output columns given; each rule is its cells.
std::string table(const std::string& attributes, const std::vector<std::string>& outputs,
                  const std::vector<std::vector<std::string>>& rules) {
  std::string text = "<decisionTable " + attributes +
                     "><input><inputExpression><text>x</text></inputExpression></input>";
  for (const auto& output : outputs) text += output;
  for (const auto& rule : rules) {
    text += "<rule><inputEntry><text>" + rule[0] + "</text></inputEntry>";
    for (std::size_t i = 1; i < rule.size(); ++i)
      text += "<outputEntry><text>" + rule[i] + "</text></outputEntry>";
    text += "</rule>\n";
  }
  return text + "</decisionTable>";
}

const std::string kOutput = "<output name=\"o\"/>";
const std::string kRanked =
    "<output name=\"o\"><outputValues><text>\"high\", \"middle\", "
    "\"low\"</text></outputValues></output>";

Value run(const std::string& logic, const Value& x, std::vector<std::string>* reasons = nullptr) {
  Context inputs;
  inputs.set("x", x);
  feel::State state;
  state.keep_reasons = true;
  Value value = model_of(model_text(decision_text("d", logic))).evaluate("d", inputs, state);
  if (reasons != nullptr) *reasons = state.reasons();
  return value;
}

std::string run_text(const std::string& logic, const Value& x) { return to_string(run(logic, x)); }

Context facts(Value ratio, Value months) {
  Context inputs;
  inputs.set("effective_ratio", std::move(ratio));
  inputs.set("months_covered", std::move(months));
  return inputs;
}

Context applicant(Value income, Value requested) {
  Context person;
  person.set("Monthly Income", std::move(income));
  person.set("grade", "A");
  Context inputs = facts(*Decimal::parse("0.7"), 12);
  inputs.set("Applicant", Value(std::move(person)));
  inputs.set("requested", std::move(requested));
  return inputs;
}

}  // namespace

TEST_CASE("a table with several outputs gives a context") {
  feel::State state;
  const Value result =
      model_of(checks()).evaluate("S05", facts(*Decimal::parse("0.45"), 12), state);
  CHECK(to_string(result) == "{status: \"FAIL\", severity: \"WARN\"}");
}

TEST_CASE("a missing fact meets the rule that tests for null") {
  feel::State state;
  const Value result = model_of(checks()).evaluate("S05", facts(Value(), 12), state);
  CHECK(result.member("status")->string() == "NOT_EVALUATED");
}

TEST_CASE("decisions are found by id and by name") {
  const auto model = model_of(checks());
  REQUIRE(model.find("S05") != nullptr);
  CHECK(model.find("Effective ratio") == model.find("S05"));
  CHECK(model.find("nothing") == nullptr);
  CHECK(model.name() == "checks");
  feel::State state;
  state.keep_reasons = true;
  CHECK(model.evaluate("nothing", {}, state).is_null());
  CHECK(state.reasons().size() == 1);
}

TEST_CASE("a decision tells its columns, rules, names and requirements") {
  const auto model = model_of(checks());
  REQUIRE(model.decisions().size() == 3);
  const auto& check = model.decisions()[0];
  CHECK(check.id == "S05");
  CHECK(check.description == "Share of effective inflow");
  CHECK(check.hit_policy == dmn::HitPolicy::first);
  REQUIRE(check.inputs.size() == 2);
  CHECK(check.inputs[0].text == "effective_ratio");
  CHECK(check.inputs[0].label == "ratio");
  CHECK(check.inputs[0].has_null_test);
  CHECK_FALSE(check.inputs[1].has_null_test);
  CHECK(check.inputs[1].names == std::vector<std::string>{"months_covered"});
  CHECK(check.outputs == std::vector<std::string>{"status", "severity"});
  CHECK(check.names == std::vector<std::string>{"effective_ratio", "months_covered"});
  CHECK(check.rules[1].id == "r2");
  CHECK(check.rules[1].inputs[0] == "< 0.30");
  CHECK(check.rules[1].annotations[0] == std::pair<std::string, std::string>("reasonCode", "RC05"));
  const auto& decide = model.decisions()[1];
  CHECK(decide.names.empty());
  CHECK(decide.required_names ==
        std::vector<std::string>{"Applicant", "effective_ratio", "months_covered", "requested"});
  CHECK(decide.required_decisions == std::vector<std::string>{"Effective ratio", "Limit"});
}

TEST_CASE("contexts, invocations and calls of a business knowledge model") {
  const auto model = model_of(checks());
  feel::State state;
  CHECK(to_string(model.evaluate("limit", applicant(12345, 500000), state)) == "20000");
  CHECK(to_string(model.evaluate("limit", applicant(12345, Value()), state)) == "20000");
  CHECK(to_string(model.evaluate("limit", applicant(Value(), 510000), state)) == "510000");
  CHECK(model.evaluate("limit", applicant(Value(), Value()), state).is_null());
}

TEST_CASE("required decisions are evaluated first, whatever the order of the file") {
  const auto model = model_of(checks());
  feel::State state;
  CHECK(to_string(model.evaluate("decide", applicant(12345, 500000), state)) == "PROPOSE");
  CHECK(to_string(model.evaluate("decide", applicant(Value(), Value()), state)) == "REFER");
}

TEST_CASE("inputs that do not have their type are null") {
  const auto model = model_of(checks());
  feel::State state;
  state.keep_reasons = true;
  CHECK(to_string(model.evaluate("limit", applicant("much", 510000), state)) == "510000");
  REQUIRE_FALSE(state.reasons().empty());
  CHECK(state.reasons()[0] ==
        "model.dmn, line 12 (Applicant): the input does not have its declared type");
  Context inputs = applicant(12345, 510000);
  Context person = inputs.find("Applicant")->context();
  person.set("grade", "Z");  // not among the allowed values
  inputs.set("Applicant", Value(person));
  CHECK(to_string(model.evaluate("limit", inputs, state)) == "510000");
}

TEST_CASE("the trace names inputs, matched rules and annotations") {
  const auto model = model_of(checks());
  feel::State state;
  dmn::Trace trace;
  CHECK_FALSE(model.evaluate("decide", applicant(12345, 500000), state, &trace).is_null());
  REQUIRE(trace.decisions.size() == 3);
  const auto* check = trace.find("S05");
  REQUIRE(check != nullptr);
  CHECK(check->inputs[0].text == "effective_ratio");
  CHECK(to_string(check->inputs[0].value) == "0.7");
  CHECK(to_string(check->inputs[1].value) == "13");
  CHECK(check->matched == std::vector<std::uint32_t>{4});
  CHECK(check->cells.empty());
  CHECK(to_string(trace.find("limit")->result) == "20000");
  CHECK(to_string(trace.decisions[2].result) == "PROPOSE");
}

TEST_CASE("with cells, the trace says of each cell whether it held") {
  const auto model = model_of(checks());
  feel::State state;
  dmn::Trace trace;
  trace.with_cells = true;
  CHECK_FALSE(model.evaluate("S05", facts(*Decimal::parse("0.2"), 12), state, &trace).is_null());
  REQUIRE(trace.decisions.size() == 1);
  const auto& check = trace.decisions[0];
  CHECK(check.cells == "01110111");
  CHECK(check.cells_of(1) == "11");
  CHECK(check.matched == std::vector<std::uint32_t>{2, 4});
  CHECK(check.fired == std::vector<std::uint32_t>{2});
  CHECK(check.annotations[0] ==
        std::pair<std::string_view, std::string_view>("reasonCode", "RC05"));
  trace.decisions.clear();
  CHECK_FALSE(model.evaluate("S05", facts(Value(), Value()), state, &trace).is_null());
  CHECK(trace.decisions[0].cells == "11???111");
}

TEST_CASE("evaluation with and without a trace gives the same") {
  const auto model = model_of(checks());
  for (int i = 0; i <= 100; ++i) {
    const Context inputs = facts(Decimal::from_scaled(i, -2), i % 13);
    feel::State plain, traced;
    dmn::Trace trace;
    trace.with_cells = true;
    CHECK(
        same(model.evaluate("S05", inputs, plain), model.evaluate("S05", inputs, traced, &trace)));
  }
}

TEST_CASE("UNIQUE: several matches are null with a reason") {
  const std::string logic = table("", {kOutput}, {{"? &lt; 5", "\"a\""}, {"&gt; 2", "\"b\""}});
  CHECK(run_text(logic, 1) == "a");
  std::vector<std::string> reasons;
  CHECK(run(logic, 3, &reasons).is_null());
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0].find("several rules") != std::string::npos);
  CHECK(run(logic, Value(), &reasons).is_null());
  CHECK(reasons.back().find("no rule") != std::string::npos);
}

TEST_CASE("UNIQUE: rules that overlap for certain are refused when the model is read") {
  const auto error = refusal_of(model_text(decision_text(
      "d", table("", {kOutput}, {{"&lt; 5", "\"a\""}, {"7", "\"b\""}, {"[4..6]", "\"c\""}}))));
  CHECK(error.message == "rules 1 and 3 of a unique table hold together");
}

TEST_CASE("ANY: matches must agree") {
  const std::string logic = table("hitPolicy=\"ANY\"", {kOutput},
                                  {{"&lt; 5", "\"a\""}, {"&gt; 2", "\"a\""}, {"4", "\"b\""}});
  CHECK(run_text(logic, 3) == "a");
  CHECK(run_text(logic, 4) == "null");
}

TEST_CASE("FIRST and the default output") {
  const std::string output =
      "<output name=\"o\"><defaultOutputEntry><text>\"none\"</text></defaultOutputEntry></output>";
  const std::string logic =
      table("hitPolicy=\"FIRST\"", {output}, {{"&gt; 5", "\"a\""}, {"&gt; 2", "\"b\""}});
  CHECK(run_text(logic, 6) == "a");
  CHECK(run_text(logic, 3) == "b");
  CHECK(run_text(logic, 1) == "none");
}

TEST_CASE("PRIORITY and OUTPUT ORDER follow the output values") {
  const std::vector<std::vector<std::string>> rules{
      {"&gt; 0", "\"low\""}, {"&gt; 1", "\"high\""}, {"&gt; 2", "\"middle\""}};
  CHECK(run_text(table("hitPolicy=\"PRIORITY\"", {kRanked}, rules), 3) == "high");
  CHECK(run_text(table("hitPolicy=\"PRIORITY\"", {kRanked}, rules), 1) == "low");
  CHECK(run_text(table("hitPolicy=\"OUTPUT ORDER\"", {kRanked}, rules), 3) ==
        "[\"high\", \"middle\", \"low\"]");
  CHECK(run_text(table("hitPolicy=\"OUTPUT ORDER\"", {kRanked}, rules), 0) == "[]");
}

TEST_CASE("PRIORITY with two outputs compares the first, then the second") {
  const std::string second =
      "<output name=\"p\"><outputValues><text>1, 2, 3</text></outputValues></output>";
  const std::string logic =
      table("hitPolicy=\"PRIORITY\"", {kRanked, second},
            {{"-", "\"low\"", "1"}, {"-", "\"middle\"", "3"}, {"-", "\"middle\"", "2"}});
  CHECK(run_text(logic, 1) == "{o: \"middle\", p: 2}");
}

TEST_CASE("RULE ORDER and COLLECT give lists, empty without a hit") {
  const std::vector<std::vector<std::string>> rules{
      {"&gt; 1", "10"}, {"&gt; 2", "30"}, {"&gt; 3", "20"}};
  CHECK(run_text(table("hitPolicy=\"RULE ORDER\"", {kOutput}, rules), 4) == "[10, 30, 20]");
  CHECK(run_text(table("hitPolicy=\"COLLECT\"", {kOutput}, rules), 3) == "[10, 30]");
  CHECK(run_text(table("hitPolicy=\"COLLECT\"", {kOutput}, rules), 0) == "[]");
  const std::string second = "<output name=\"p\"/>";
  CHECK(run_text(table("hitPolicy=\"COLLECT\"", {kOutput, second}, {{"-", "1", "2"}}), 0) ==
        "[{o: 1, p: 2}]");
}

TEST_CASE("COLLECT with an aggregation") {
  const std::vector<std::vector<std::string>> rules{
      {"&gt; 1", "10"}, {"&gt; 2", "30.5"}, {"&gt; 3", "20"}};
  CHECK(run_text(table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", {kOutput}, rules), 4) ==
        "60.5");
  CHECK(run_text(table("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", {kOutput}, rules), 4) == "10");
  CHECK(run_text(table("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", {kOutput}, rules), 4) ==
        "30.5");
  CHECK(run_text(table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", {kOutput}, rules), 3) == "2");
  CHECK(run_text(table("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", {kOutput}, rules), 0) == "0");
  CHECK(run_text(table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", {kOutput}, rules), 0) ==
        "null");
}

TEST_CASE("an input that is not among the input values gives null with a reason") {
  const std::string logic =
      "<decisionTable><input><inputExpression><text>x</text></"
      "inputExpression><inputValues><text>[0..9]</text>"
      "</inputValues></input>" +
      kOutput +
      "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></"
      "rule></decisionTable>";
  CHECK(run_text(logic, 9) == "1");
  std::vector<std::string> reasons;
  CHECK(run(logic, 10, &reasons).is_null());
  CHECK(reasons[0].find("input values") != std::string::npos);
}

TEST_CASE("boxed lists, relations and conditionals") {
  CHECK(run_text("<list>" + literal("x") + literal("x + 1") + "</list>", 1) == "[1, 2]");
  CHECK(run_text("<relation><column name=\"a b\"/><column name=\"c\"/><row>" + literal("1") +
                     literal("x") + "</row></relation>",
                 2) == "[{a b: 1, c: 2}]");
  CHECK(run_text("<conditional><if>" + literal("x &gt; 1") + "</if><then>" + literal("\"yes\"") +
                     "</then><else>" + literal("\"no\"") + "</else></conditional>",
                 2) == "yes");
}

TEST_CASE("wrong cells are refused with file, line and offset") {
  auto error = refusal_of(checks_with("&lt; 0.30", "&lt; 0.30 0"));
  CHECK(error.code == ErrorCode::policy);
  CHECK(error.place.row == 38);
  CHECK(error.place.field == "Effective ratio");
  CHECK(error.place.column == 8);
  error = refusal_of(checks_with("[0.30..0.60)", "[0.60..0.30)"));
  CHECK(error.place.row == 46);
  error = refusal_of(checks_with(">effective_ratio<", ">effective_rati<"));
  CHECK(error.place.row == 20);
  error = refusal_of(checks_with("if S05.status", "if S06.status"));
  CHECK(error.place.column == 4);
}

TEST_CASE("names of elements that a decision does not require are not known to it") {
  CHECK(refusal_of(model_text(decision_text("a", literal("1")) + decision_text("b", literal("a"))))
            .code == ErrorCode::policy);
}

TEST_CASE("circles and dangling requirements are refused") {
  const std::string circle = decision_text("a", literal("b"), requires_decision("b")) + "\n" +
                             decision_text("b", literal("a"), requires_decision("a"));
  CHECK(refusal_of(model_text(circle)).place.row == 2);
  CHECK(
      refusal_of(model_text(decision_text("a", literal("1"), requires_decision("zz")))).place.row ==
      2);
  const std::string function = "<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic>" +
                               literal("1") +
                               "</encapsulatedLogic><knowledgeRequirement><requiredKnowledge "
                               "href=\"#f\"/></knowledgeRequirement>"
                               "</businessKnowledgeModel>";
  CHECK(refusal_of(model_text(function)).code == ErrorCode::policy);
  const std::string types =
      "<itemDefinition name=\"t\"><typeRef>u</typeRef></itemDefinition>"
      "<itemDefinition name=\"u\"><typeRef>t</typeRef></itemDefinition>";
  CHECK(refusal_of(model_text(types)).code == ErrorCode::policy);
}

TEST_CASE("tables that make no sense are refused") {
  CHECK(
      refusal_of(model_text(decision_text("d", table("hitPolicy=\"LAST\"", {kOutput}, {})))).code ==
      ErrorCode::policy);
  CHECK(refusal_of(model_text(decision_text("d", table("", {}, {})))).code == ErrorCode::policy);
  CHECK(refusal_of(model_text(decision_text("d", table("", {kOutput}, {{"-", "1", "2"}})))).code ==
        ErrorCode::policy);
  CHECK(refusal_of(model_text(decision_text("d", table("hitPolicy=\"PRIORITY\"", {kOutput}, {}))))
            .code == ErrorCode::policy);
  CHECK(refusal_of(model_text(decision_text("d", table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"",
                                                       {kOutput, "<output name=\"p\"/>"}, {}))))
            .code == ErrorCode::policy);
  CHECK(
      refusal_of(model_text(decision_text("d", table("", {"<output/>", "<output/>"}, {})))).code ==
      ErrorCode::policy);
}

TEST_CASE("what is not supported is refused when the model is read") {
  CHECK(refusal_of(model_text("<import namespace=\"urn:other\" name=\"o\" importType="
                              "\"http://www.dmg.org/PMML-4_4\"/>"))
            .code == ErrorCode::unsupported);
  CHECK(refusal_of(model_text("<import namespace=\"urn:other\" name=\"o\"/>")).code ==
        ErrorCode::policy);
  CHECK(refusal_of(model_text(decision_text("d", "<functionDefinition kind=\"Java\"/>"))).code ==
        ErrorCode::unsupported);
  CHECK(refusal_of(model_text(decision_text(
                       "d",
                       "<literalExpression "
                       "expressionLanguage=\"groovy\"><text>1</text></literalExpression>")))
            .code == ErrorCode::unsupported);
  CHECK(refusal_of("<definitions xmlns=\"urn:nothing\"/>").code == ErrorCode::unsupported);
  CHECK(refusal_of("<definitions").code == ErrorCode::format);
}

TEST_CASE("extensions of other tools are skipped") {
  const std::string logic =
      decision_text("d", literal("1"),
                    "<extensionElements><z:thing xmlns:z=\"urn:z\"><z:decision "
                    "name=\"q\"/></z:thing></extensionElements>");
  CHECK(model_of(model_text(logic)).decisions().size() == 1);
}

TEST_CASE("each DMN version from 1.2 to 1.5 is read") {
  for (const auto* space : {"http://www.omg.org/spec/DMN/20180521/MODEL/",
                            "https://www.omg.org/spec/DMN/20191111/MODEL/",
                            "https://www.omg.org/spec/DMN/20211108/MODEL/",
                            "https://www.omg.org/spec/DMN/20230324/MODEL/"}) {
    const std::string text = "<definitions xmlns=\"" + std::string(space) + "\">" +
                             decision_text("d", literal("1")) + "</definitions>";
    feel::State state;
    CHECK(to_string(model_of(text).evaluate("d", {}, state)) == "1");
  }
}

TEST_CASE("a model without decisions evaluates to nothing") {
  const dmn::Model model;
  feel::State state;
  CHECK(model.decisions().empty());
  CHECK(model.evaluate("d", {}, state).is_null());
}

TEST_CASE("evaluation that takes too many steps ends with null") {
  zhun::Limits limits;
  limits.evaluation_steps_max = 1000;
  const auto model =
      model_of(model_text(decision_text("d", literal("count(for i in 1..100000 return i)"))));
  feel::State state(limits);
  CHECK(model.evaluate("d", {}, state).is_null());
  CHECK(state.exhausted());
}

TEST_CASE("one model is evaluated from several threads") {
  const auto model = model_of(checks());
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&result, &model] {
      feel::State state;
      for (int i = 0; i < 500; ++i)
        result = to_string(model.evaluate("decide", applicant(12345, 500000), state));
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) CHECK(result == "PROPOSE");
}

namespace {

using Random = std::mt19937;

template <std::size_t N>
const char* pick(const std::array<const char*, N>& from, Random& random) {
  return from[random() % N];
}

// Forms of equal numbers, and numbers that fit no 64 bits in any common unit.
constexpr std::array kNumbers{"0",
                              "1",
                              "1.0",
                              "2",
                              "2.5",
                              "-2.5",
                              "-3",
                              "0.3",
                              "0.300",
                              "0.30001",
                              "-0.001",
                              "100",
                              "100.00",
                              "7",
                              "99999999999999999999",
                              "1e20",
                              "10",
                              "-1e25",
                              "2.499",
                              "0.00000000000000000000001",
                              "0.3000000001",
                              "2.50000000001",
                              "-2.50000000001",
                              "6.9999999999"};
constexpr std::array kTexts{"\"\"", "\"A\"", "\"B\"", "\"AB\"", "\"甲\"", "\"乙\""};

// Cells of one column: constants of one kind for the most part, and what an index leaves open.
std::string random_cell(bool of_texts, bool with_large, Random& random) {
  const auto constant = [&]() -> std::string {
    if (of_texts) return pick(kTexts, random);
    std::string text = pick(kNumbers, random);
    while (!with_large && text.size() > 8) text = pick(kNumbers, random);
    if (const auto number = Decimal::parse(text)) return to_string(*number);
    return text;
  };
  const auto ends = [&] {  // the lower one first
    std::string low = constant(), high = constant();
    const bool is_wrong = of_texts ? high < low : *Decimal::parse(high) < *Decimal::parse(low);
    if (is_wrong) low.swap(high);
    return low + ".." + high;
  };
  switch (random() % 14) {
    case 0:
      return "-";
    case 1:
      return "null";
    case 2:
      return "not(" + constant() + ", " + constant() + ")";
    case 3:
      return "? &gt; " + constant() + " and ? != y";
    case 4:
      return "y";
    case 5:
      return of_texts ? "1" : "\"A\"";
    case 6:
    case 7:
      return "[" + ends() + ")";
    case 8:
      return "(" + ends() + "], " + constant();
    case 9:
      return "&lt; " + constant();
    case 10:
      return "&gt;= " + constant();
    case 11:
      return "&gt; " + constant();
    default:
      return constant();
  }
}

Value random_value(Random& random) {
  switch (random() % 8) {
    case 0:
      return {};
    case 1:
      return Value(random() % 2 == 0);
    case 2:
    case 3: {
      const std::string text = pick(kTexts, random);
      return Value(text.substr(1, text.size() - 2));
    }
    default:
      return Value(*Decimal::parse(pick(kNumbers, random)));
  }
}

// A table by rows: the rules whose cells all hold, each tested alone.
class LinearTable {
 public:
  LinearTable(std::size_t columns, std::size_t rules, Random& random) : columns_(columns) {
    std::string text = "<decisionTable hitPolicy=\"COLLECT\">";
    for (std::size_t c = 0; c < columns; ++c) {
      text += "<input><inputExpression><text>i" + std::to_string(c) +
              "</text></inputExpression></input>";
      names_.push_back("i" + std::to_string(c));
    }
    names_.emplace_back("y");
    text += kOutput;
    const bool with_large = random() % 2 == 0;
    for (std::size_t r = 0; r < rules; ++r) {
      text += "<rule>";
      for (std::size_t c = 0; c < columns; ++c) {
        cells_.push_back(random_cell(c % 3 == 2, with_large, random));
        text += "<inputEntry><text>" + cells_.back() + "</text></inputEntry>";
      }
      text += "<outputEntry><text>" + std::to_string(r + 1) + "</text></outputEntry></rule>\n";
    }
    model_text_ = model_text(decision_text("d", text + "</decisionTable>"));
    compile_cells();
  }

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] const std::string& text() const { return model_text_; }
  [[nodiscard]] std::string letters(const std::vector<Value>& values) const {
    feel::Names known;
    for (const auto& name : names_) known.add(name);
    feel::Scope scope(known);
    for (std::size_t i = 0; i < names_.size(); ++i) scope.set(names_[i], values[i]);
    std::string letters;
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      feel::State state;
      const auto held = tests_[i].test(values[i % columns_], scope, state);
      letters += !held ? '?' : *held ? '1' : '0';
    }
    return letters;
  }

 private:
  void compile_cells() {
    feel::Names known;
    for (const auto& name : names_) known.add(name);
    for (std::string cell : cells_) {
      for (const auto& [entity, sign] : {std::pair("&lt;", "<"), std::pair("&gt;", ">")}) {
        for (auto at = cell.find(entity); at != std::string::npos; at = cell.find(entity))
          cell.replace(at, 4, sign);
      }
      auto test = feel::compile_unary_tests(cell, known, {});
      if (!test) FAIL(cell << ": " << to_string(test.error()));
      tests_.push_back(*test);
    }
  }

  std::size_t columns_;
  std::vector<std::string> names_, cells_;
  std::string model_text_;
  std::vector<feel::UnaryTests> tests_;
};

}  // namespace

TEST_CASE("the index of a table finds what testing every rule finds") {
  Random random(20261124);
  std::size_t matched = 0;
  for (int round = 0; round < 60; ++round) {
    const std::size_t columns = 1 + random() % 4, rules = 2 + random() % 140;
    const LinearTable linear(columns, rules, random);
    const auto model = dmn::Model::parse(linear.text(), "model.dmn", {}, linear.names());
    if (!model) FAIL(to_string(model.error()));
    for (int row = 0; row < 25; ++row) {
      std::vector<Value> values;
      Context inputs;
      for (const auto& name : linear.names()) {
        values.push_back(random_value(random));
        inputs.set(name, values.back());
      }
      const std::string letters = linear.letters(values);
      std::vector<std::uint32_t> expected;
      for (std::uint32_t r = 0; r < rules; ++r) {
        const auto cells = std::string_view(letters).substr(r * columns, columns);
        if (cells.find_first_not_of('1') == std::string_view::npos) expected.push_back(r + 1);
      }
      matched += expected.size();
      feel::State state;
      dmn::Trace trace;
      trace.with_cells = row % 2 == 0;
      const Value result = model->evaluate("d", inputs, state, &trace);
      CHECK(trace.decisions.back().matched == expected);
      CHECK(result.list().size() == expected.size());
      if (trace.with_cells) CHECK(trace.decisions.back().cells == letters);
    }
  }
  CHECK(matched > 1000);
}

TEST_CASE("the index keeps a value apart from the end that is nearer than its unit") {
  const std::string logic = table(
      "hitPolicy=\"COLLECT\"", {kOutput},
      {{"&lt; -0.3", "1"}, {"-0.3", "2"}, {"(-0.3..0.3)", "3"}, {"0.3", "4"}, {"&gt; 0.3", "5"}});
  CHECK(run_text(logic, *Decimal::parse("-0.3000000000001")) == "[1]");
  CHECK(run_text(logic, *Decimal::parse("-0.3000")) == "[2]");
  CHECK(run_text(logic, *Decimal::parse("-0.2999999999999")) == "[3]");
  CHECK(run_text(logic, *Decimal::parse("0.2999999999999")) == "[3]");
  CHECK(run_text(logic, *Decimal::parse("0.3000000000000000")) == "[4]");
  CHECK(run_text(logic, *Decimal::parse("0.3000000000001")) == "[5]");
  CHECK(run_text(logic, *Decimal::parse("1e30")) == "[5]");
}
