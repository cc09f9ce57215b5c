// Lint, comparison, import of tables.
#include "zhun/policy_tools.hpp"

#include <doctest/doctest.h>

#include "files.hpp"
#include "score/dmn.hpp"

using zhun::SourceFile;

namespace {

// A model with a collecting table `hits` and a decision that counts it.
std::string counting(const std::string& expression, const std::string& rules = "") {
  return R"(<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m"
 name="m" namespace="n">
<decision id="h" name="hits"><decisionTable hitPolicy="COLLECT">
<input><inputExpression typeRef="number"><text>x</text></inputExpression></input><output/>
<rule><inputEntry><text>&gt; 1</text></inputEntry>
<outputEntry><text>"A"</text></outputEntry></rule>)" +
         rules + R"(</decisionTable></decision>
<decision id="o" name="outcome"><informationRequirement><requiredDecision href="#h"/>
</informationRequirement><literalExpression><text>)" +
         expression + "</text></literalExpression></decision></definitions>";
}

std::vector<zhun::PolicyRemark> lint(const std::string& text) {
  auto remarks = zhun::lint_dmn({"m.dmn", text});
  if (!remarks) FAIL(to_string(remarks.error()));
  return *remarks;
}

bool says(const std::vector<zhun::PolicyRemark>& remarks, const std::string& words) {
  for (const auto& remark : remarks) {
    if (remark.message.find(words) != std::string::npos) return true;
  }
  return false;
}

std::string answer(const std::string& dmn, const char* name, const zhun::feel::Context& inputs) {
  const auto model = zhun::dmn::Model::parse(dmn, "t.dmn", {});
  if (!model) FAIL(to_string(model.error()));
  zhun::feel::State state;
  return zhun::feel::to_string(model->evaluate(name, inputs, state));
}

}  // namespace

TEST_CASE("counting a table that may be empty is found, unless null is asked first") {
  CHECK(says(lint(counting("if count(hits) &gt; 0 then 1 else 2")), "hits != null first"));
  CHECK(lint(counting("if hits != null and count(hits) &gt; 0 then 1 else 2")).empty());
  CHECK(lint(counting("1")).empty());
}

TEST_CASE("a remark names the file, the line and the decision") {
  const auto remarks = lint(counting("count(hits)"));
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].place.source == "m.dmn");
  CHECK(remarks[0].place.field == "outcome");
  CHECK(remarks[0].place.row == 8);
}

TEST_CASE("what an engine lacks is said with the engine") {
  std::string text = counting("1");
  text.replace(text.find("COLLECT"), 7, "PRIORITY");
  const auto remarks = lint(text);
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].engines == "Camunda 7");
  std::string newer = counting("1");
  newer.replace(newer.find("20191111"), 8, "20230324");
  CHECK(says(lint(newer), "DMN 1.4 or later"));
}

TEST_CASE("a rule behind one that matches everything can never fire") {
  std::string text = counting("1",
                              "<rule><inputEntry><text>-</text></inputEntry><outputEntry>"
                              "<text>\"B\"</text></outputEntry></rule><rule><inputEntry><text>3"
                              "</text></inputEntry><outputEntry><text>\"C\"</text></outputEntry>"
                              "</rule>");
  text.replace(text.find("COLLECT"), 7, "FIRST");
  CHECK(says(lint(text), "can never fire"));
}

TEST_CASE("the trap in the policy of the shared data is found, and its null-safe sister is clean") {
  const auto trap = zhun::test::shared("peers/rules/models/policy.dmn");
  const auto safe = zhun::test::shared("peers/rules/models/policy_nullsafe.dmn");
  if (!trap || !safe) {
    MESSAGE("skipped: ZHUN_SHARED is not set");
    return;
  }
  CHECK(lint(*trap).size() == 1);
  CHECK(lint(*safe).empty());
}

TEST_CASE("packs are compared cell by cell and parameter by parameter") {
  const std::string before = counting("1"), after = counting("2");
  const std::string a = R"({"p": {"x": 1, "y": [{"id": "k", "v": "w"}]}})";
  const std::string b = R"({"p": {"x": 2, "y": [{"id": "k", "v": "w"}, {"id": "l", "v": "u"}]}})";
  const SourceFile old_files[] = {{"m.dmn", before}, {"t.json", a}};
  const SourceFile new_files[] = {{"m.dmn", after}, {"t.json", b}};
  const auto changes = zhun::compare_packs(old_files, new_files);
  REQUIRE(changes);
  REQUIRE(changes->size() == 4);
  CHECK((*changes)[0].where == "outcome");
  CHECK((*changes)[0].before == "1");
  CHECK((*changes)[0].after == "2");
  CHECK((*changes)[1].where == "/p/x");
  CHECK((*changes)[3].where == "/p/y/l/v");
  CHECK(zhun::compare_packs(old_files, old_files)->empty());
}

TEST_CASE("a table of a spreadsheet becomes a decision") {
  const std::string csv =
      "hit policy,FIRST,,\n"
      "grade,ratio,out:verdict,说明\n"
      "A,>= 0.5,approve,良好\n"
      "\"A, \"\"B\"\"\",[0.2..0.5),\"\"\"refer\"\"\",\n"
      ",,reject,其余\n";
  const auto dmn = zhun::import_decision_table({"t.csv", csv});
  if (!dmn) FAIL(to_string(dmn.error()));
  const auto of = [&](const char* grade, const char* ratio) {
    zhun::feel::Context inputs;
    inputs.set("grade", grade);
    inputs.set("ratio", *zhun::Decimal::parse(ratio));
    return answer(*dmn, "decision", inputs);
  };
  CHECK(of("A", "0.7") == "approve");
  CHECK(of("B", "0.3") == "reject");
  CHECK(of("C", "0.7") == "reject");
  CHECK(dmn->find("良好") != std::string::npos);
}

TEST_CASE("a table without outputs, names or rules is refused") {
  CHECK_FALSE(zhun::import_decision_table({"t.csv", ""}));
  CHECK_FALSE(zhun::import_decision_table({"t.csv", "a,b\n"}));
  CHECK_FALSE(zhun::import_decision_table({"t.csv", "a\n1\n"}));
  const auto wide = zhun::import_decision_table({"t.csv", "a,b\n1,2,3\n"});
  REQUIRE_FALSE(wide);
  CHECK(wide.error().place.row == 2);
}
