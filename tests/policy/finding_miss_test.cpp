// What would have let a failing check pass, or fail more mildly.
#include "score/finding_miss.hpp"

#include <doctest/doctest.h>

#include "policy/dossiers.hpp"
#include "score/judge.hpp"

using namespace zhun;
using test::the_policy;

namespace {

using Values = std::vector<std::pair<std::string, FactValue>>;

Decimal hundredths(std::int64_t count) { return Decimal::from_scaled(count, -2); }

Facts facts_of(const Values& values) {
  Facts facts;
  for (const auto& [name, value] : values) {
    REQUIRE_MESSAGE(the_policy()->wording.facts.contains(name), name);
    facts[name] = Fact{name, FactState::value, value, {}, "", ""};
  }
  return facts;
}

// "rule: text [distances]" of a check of the default pack; "-" for none.
std::string told(const std::optional<FindingNearMiss>& miss) {
  if (!miss) return "-";
  std::string out = std::to_string(miss->rule) + ": " + miss->text;
  for (const MissedFact& fact : miss->facts) {
    out += " [" + fact.fact + "|" + fact.needed + "|" + fact.distance + "]";
  }
  return out;
}

std::string miss_of(std::string_view check, const Values& values) {
  const Facts facts = facts_of(values);
  const auto findings = run_checks(*the_policy(), facts, fact_context(facts));
  REQUIRE_MESSAGE(findings.has_value(), (findings ? "" : to_string(findings.error())));
  for (const Finding& finding : *findings) {
    if (finding.id == check) return told(finding.near_miss);
  }
  return "no such check";
}

struct Row {
  std::vector<std::string> tests;
  std::string status, severity;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

// Of a table of its own. Rules fire in their order.
std::string miss_in(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                    const Values& values) {
  std::string xml =
      "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" "
      "namespace=\"urn:m\"><decision id=\"D\" name=\"D\"><variable name=\"D\"/>"
      "<decisionTable hitPolicy=\"FIRST\">";
  for (const auto& column : columns) {
    xml += "<input><inputExpression><text>" + column + "</text></inputExpression></input>";
  }
  xml += "<output name=\"status\"/><output name=\"severity\"/>";
  for (const Row& row : rows) {
    xml += "<rule>";
    for (const auto& test : row.tests) {
      xml += "<inputEntry><text>" + escaped(test) + "</text></inputEntry>";
    }
    for (const auto& output : {row.status, row.severity}) {
      xml += "<outputEntry><text>\"" + output + "\"</text></outputEntry>";
    }
    xml += "</rule>";
  }
  xml += "</decisionTable></decision></definitions>";
  const auto names = fact_names(the_policy()->wording);
  const auto model = dmn::Model::parse(xml, "m.dmn", {}, names);
  REQUIRE_MESSAGE(model.has_value(), (model ? "" : to_string(model.error())));
  const Facts facts = facts_of(values);
  const feel::Context context = fact_context(facts);
  feel::State state;
  const feel::Value result = model->evaluate("D", context, state);
  Finding finding;
  finding.status =
      result.member("status")->string() == "FAIL" ? FindingStatus::fail : FindingStatus::pass;
  finding.severity = *parse_severity(result.member("severity")->string());
  return told(nearest_miss(*model, model->decisions().front(), facts, context,
                           the_policy()->wording, finding));
}

}  // namespace

TEST_CASE("near miss: a threshold, in the unit of the fact") {
  CHECK(miss_of("S05", {{"effective_ratio", Decimal::from_scaled(5864, -4)}}) ==
        "3: 若有效流水占比不低于60%则通过（差1.36个百分点） "
        "[effective_ratio|不低于60%|1.36个百分点]");
  CHECK(miss_of("S05", {{"effective_ratio", hundredths(20)}}) ==
        "3: 若有效流水占比不低于60%则通过（差40个百分点） [effective_ratio|不低于60%|40个百分点]");
  CHECK(miss_of("S05", {{"effective_ratio", hundredths(60)}}) == "-");  // passes
  CHECK(miss_of("S15", {{"trend_3_months", hundredths(-45)}}) ==
        "2: 若近三月趋势不低于-30%则通过（差15个百分点） [trend_3_months|不低于-30%|15个百分点]");
}

TEST_CASE("near miss: whole numbers have a next one") {
  CHECK(miss_of("S35", {{"returned_payments", std::int64_t{4}}}).find("不高于1") !=
        std::string::npos);
  CHECK(miss_of("S19", {{"negative_balance_rows", std::int64_t{3}}}).find("为0") !=
        std::string::npos);
  CHECK(miss_of("S19", {{"negative_balance_rows", std::int64_t{3}}}).find("差3") !=
        std::string::npos);
}

TEST_CASE("near miss: the nearer end of a range; a bound that does not hold itself") {
  CHECK(miss_of("X10", {{"inflow_to_invoice", hundredths(45)}}).starts_with("1: 若"));
  CHECK(miss_of("X10", {{"inflow_to_invoice", hundredths(45)}}).find("不低于") !=
        std::string::npos);
  CHECK(miss_of("X10", {{"inflow_to_invoice", hundredths(190)}}).find("不高于") !=
        std::string::npos);
  const std::vector<Row> open = {{{"(0.2..0.8)"}, "PASS", ""}, {{"-"}, "FAIL", "WARN"}};
  CHECK(miss_in({"effective_ratio"}, open, {{"effective_ratio", hundredths(90)}}) ==
        "1: 若有效流水占比低于80%则通过（差10个百分点） [effective_ratio|低于80%|10个百分点]");
  // On the bound nothing is lacking that could be told as a number.
  CHECK(miss_in({"effective_ratio"}, open, {{"effective_ratio", hundredths(20)}}) ==
        "1: 若有效流水占比高于20%则通过 [effective_ratio|高于20%|]");
}

TEST_CASE("near miss: two facts only where one is not enough") {
  CHECK(miss_of("S09",
                {{"customer_top1_share", hundredths(30)}, {"customer_top5_share", hundredths(85)}})
            .find("且") == std::string::npos);
  const std::string both = miss_of(
      "S09", {{"customer_top1_share", hundredths(55)}, {"customer_top5_share", hundredths(85)}});
  CHECK(both.starts_with("4: 若"));
  CHECK(both.find("低于40%且") != std::string::npos);
  CHECK(both.find("低于80%则通过（差15个百分点、5个百分点）") != std::string::npos);
}

TEST_CASE("near miss: of several facts the one with the shorter way") {
  const std::vector<Row> rows = {{{"< 0.6", "> 0.3"}, "FAIL", "WARN"}, {{"-", "-"}, "PASS", ""}};
  CHECK(miss_in({"effective_ratio", "cash_in_share"}, rows,
                {{"effective_ratio", hundredths(58)}, {"cash_in_share", hundredths(90)}}) ==
        "2: 若有效流水占比不低于60%则通过（差2个百分点） [effective_ratio|不低于60%|2个百分点]");
  CHECK(miss_in({"effective_ratio", "cash_in_share"}, rows,
                {{"effective_ratio", hundredths(10)}, {"cash_in_share", hundredths(31)}}) ==
        "2: 若现金存入占比不高于30%则通过（差1个百分点） [cash_in_share|不高于30%|1个百分点]");
}

TEST_CASE("near miss: a truth value has no distance") {
  const std::string miss = miss_of("X01", {{"identity_matches", false}});
  CHECK(miss.starts_with("2: 若"));
  CHECK(miss.find("则通过 [identity_matches|为") != std::string::npos);
  CHECK(miss.ends_with("|]"));
}

TEST_CASE("near miss: the milder failure where nothing passes, else none") {
  const std::vector<Row> rows = {{{"< 0.3"}, "FAIL", "KO"}, {{"-"}, "FAIL", "INFO"}};
  CHECK(miss_in({"effective_ratio"}, rows, {{"effective_ratio", hundredths(25)}}) ==
        "2: 若有效流水占比不低于30%则减为提示（差5个百分点） "
        "[effective_ratio|不低于30%|5个百分点]");
  CHECK(miss_in({"effective_ratio"}, rows, {{"effective_ratio", hundredths(35)}}) == "-");
  // Not to be evaluated is no better; a code has no bound.
  CHECK(miss_in({"effective_ratio"}, {{{"< 0.3"}, "FAIL", "KO"}, {{"-"}, "NOT_EVALUATED", ""}},
                {{"effective_ratio", hundredths(25)}}) == "-");
  CHECK(miss_of("T04", {{"tax_rating", std::string("D")}}) == "-");
}
