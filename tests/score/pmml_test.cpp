// PMML scorecards: predicates, missing and invalid values, reason codes, refusals; and jPMML's
// answers where ZHUN_SHARED points to them.
#include "score/pmml.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <sstream>

#include "files.hpp"

using zhun::Decimal;
using zhun::feel::Context;
using zhun::feel::Value;
using zhun::pmml::Scorecard;

namespace {

Scorecard card_of(const std::string& text) {
  auto card = Scorecard::parse(text, "card.pmml", {});
  if (!card) FAIL(to_string(card.error()));
  return *card;
}

Scorecard fixture_card() { return card_of(zhun::test::fixture("score/fixtures/card.pmml")); }

// The fixture with one part of its text replaced.
std::string fixture_with(const std::string& old_part, const std::string& new_part) {
  std::string text = zhun::test::fixture("score/fixtures/card.pmml");
  const std::size_t at = text.find(old_part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old_part.size(), new_part);
}

zhun::Error refusal_of(const std::string& text) {
  const auto card = Scorecard::parse(text, "card.pmml", {});
  REQUIRE_FALSE(card);
  return card.error();
}

Context applicant(Value months, Value grade, Value ratio, Value guaranteed) {
  Context inputs;
  inputs.set("months", std::move(months));
  inputs.set("grade", std::move(grade));
  inputs.set("ratio", std::move(ratio));
  inputs.set("guaranteed", std::move(guaranteed));
  return inputs;
}

std::vector<std::string> split_line(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  std::string cell;
  while (std::getline(stream, cell, ',')) cells.push_back(cell);
  return cells;
}

}  // namespace

TEST_CASE(
    "the total is the initial score and the first matching attribute of each characteristic") {
  const auto score = fixture_card().evaluate(applicant(24, "A", *Decimal::parse("0.35"), true));
  REQUIRE(score);
  CHECK(to_string(score->total) == "539.5");  // 500 + 12 + 20 + 7.5 + 0
  REQUIRE(score->partials.size() == 4);
  CHECK(score->partials[0].attribute == 1);
  CHECK(score->partials[0].characteristic == "C1");
  CHECK(score->partials[2].partial_score == *Decimal::parse("7.5"));
}

TEST_CASE("bounds of bins are decided exactly") {
  const Scorecard card = fixture_card();
  const auto points_of = [&](const char* ratio) {
    return to_string(
        card.evaluate(applicant(24, "A", *Decimal::parse(ratio), true))->partials[2].partial_score);
  };
  CHECK(points_of("0.3") == "7.5");
  CHECK(points_of("0.2999999999999999999999") == "15");
  CHECK(points_of("0.6") == "0");
}

TEST_CASE("a missing value takes the attribute for missing values") {
  const auto score =
      fixture_card().evaluate(applicant(Value(), Value(), *Decimal::parse("0.1"), true));
  REQUIRE(score);
  CHECK(score->partials[0].missing);
  CHECK(score->partials[0].attribute == 3);
  CHECK(score->partials[0].partial_score == Decimal(5));
  CHECK(score->partials[1].missing);
  CHECK_FALSE(score->partials[2].missing);
}

TEST_CASE("an invalid value is taken as missing where the model says so") {
  const auto score = fixture_card().evaluate(applicant(24, "Z", *Decimal::parse("0.1"), true));
  REQUIRE(score);
  CHECK(score->partials[1].missing);
}

TEST_CASE("an invalid value is an error where the model wants no result") {
  const auto score = fixture_card().evaluate(applicant(24, "A", "much", true));
  REQUIRE_FALSE(score);
  CHECK(score.error().place.field == "ratio");
  CHECK(to_string(score.error()).find("much") == std::string::npos);
}

TEST_CASE("a characteristic without a matching attribute is an error with its line") {
  const auto score = fixture_card().evaluate(applicant(24, "A", -1, true));
  REQUIRE_FALSE(score);
  CHECK(score.error().place.field == "C3");
  CHECK(score.error().place.row > 0);
}

TEST_CASE("reason codes are ranked by points lost, without those that lost nothing") {
  const auto score = fixture_card().evaluate(applicant(3, "C", *Decimal::parse("0.35"), true));
  REQUIRE(score);
  // C1 lost 20, C2 20 (its attribute's own code), C3 7.5, C4 nothing.
  CHECK(score->reason_codes == std::vector<std::string>{"R1", "R2C", "R3"});
}

TEST_CASE("losses of the same code add up") {
  const auto card = card_of(fixture_with("reasonCode=\"R3\"", "reasonCode=\"R4\""));
  const auto score = card.evaluate(applicant(24, "B", *Decimal::parse("0.35"), false));
  REQUIRE(score);
  // R4: 7.5 of C3 and 3 of C4; C2 lost 8 and C1 8.
  CHECK(score->reason_codes == std::vector<std::string>{"R4", "R1", "R2"});
}

TEST_CASE("pointsAbove counts what lies above the baseline") {
  const auto card = card_of(fixture_with("pointsBelow", "pointsAbove"));
  const auto score = card.evaluate(applicant(24, "C", *Decimal::parse("0.35"), false));
  REQUIRE(score);
  CHECK(score->reason_codes.empty());
}

TEST_CASE("attributes are described in words, with field names where several fields are asked") {
  const Scorecard card = fixture_card();
  const auto* first = card.find("C1");
  REQUIRE(first != nullptr);
  CHECK(first->field == "months");
  CHECK(first->attributes[0].words == "< 12");
  CHECK(first->attributes[1].words == "[12, 36)");
  CHECK(first->attributes[3].words == "missing");
  CHECK(first->attributes[3].for_missing);
  CHECK(card.find("C2")->attributes[0].words == "A, A+");
  CHECK(card.find("C2")->attributes[3].words == "otherwise");
  CHECK(card.find("C2")->attributes[3].for_missing);
  CHECK(card.find("C4")->attributes[0].words == "guaranteed = true or months >= 60");
}

TEST_CASE("titles and other extensions are kept") {
  const Scorecard card = fixture_card();
  CHECK(card.find("C1")->extension("title") == "Months in business");
  CHECK(card.application() == "fixture 1.2");
  CHECK(card.annotation() == "For tests.");
  CHECK(card.fields().size() == 4);
}

TEST_CASE("an empty scorecard gives zero") {
  const auto score = Scorecard().evaluate({});
  REQUIRE(score);
  CHECK(score->total == Decimal(0));
}

TEST_CASE("what the reader does not support is refused with its line") {
  const auto error = refusal_of(fixture_with(
      "<Characteristics>",
      "<Output><OutputField name=\"x\" feature=\"standardError\"/></Output><Characteristics>"));
  CHECK(error.code == zhun::ErrorCode::unsupported);
  CHECK(error.place.source == "card.pmml");
  CHECK(error.place.row > 0);
}

TEST_CASE("an unknown field, operator, number or missing reason code is refused") {
  CHECK(refusal_of(fixture_with("field=\"ratio\"", "field=\"nothing\"")).place.field ==
        "SimplePredicate");
  CHECK(refusal_of(fixture_with("operator=\"lessThan\"", "operator=\"near\"")).place.row > 0);
  CHECK(refusal_of(fixture_with("value=\"12\"", "value=\"twelve\"")).place.row > 0);
  CHECK(refusal_of(fixture_with("reasonCode=\"R1\"", "")).place.field == "Attribute");
  CHECK(refusal_of(fixture_with("partialScore=\"12\"", "partialScore=\"x\"")).place.field ==
        "Attribute");
  CHECK(refusal_of("<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"/>").place.row == 1);
}

TEST_CASE("jPMML's scores and reason codes") {
  const auto model = zhun::test::shared("pmml/policy_score.pmml");
  const auto expected = zhun::test::shared("pmml/policy_score.expected.csv");
  if (!model || !expected) {
    MESSAGE("skipped: ZHUN_SHARED is not set");
    return;
  }
  const Scorecard card = card_of(*model);
  std::stringstream lines(*expected);
  std::string line;
  std::getline(lines, line);
  const auto header = split_line(line);
  int rows = 0, right = 0;
  while (std::getline(lines, line)) {
    const auto cells = split_line(line);
    REQUIRE(cells.size() == header.size());
    Context inputs;
    for (std::size_t i = 0; i < 10; ++i) inputs.set(header[i], Value(cells[i]));
    const auto score = card.evaluate(inputs);
    REQUIRE(score);
    ++rows;
    REQUIRE(header[10] == "out:score");
    bool same = score->total == *Decimal::parse(cells[10]);
    for (std::size_t rank = 0; rank < 3; ++rank) {
      const std::string code = rank < score->reason_codes.size() ? score->reason_codes[rank] : "";
      if (code != cells[12 + rank]) same = false;
    }
    if (same) ++right;
  }
  std::printf("PMML policy_score: %d of %d rows as jPMML\n", right, rows);
  CHECK(rows == 1000);
  CHECK(right == rows);
}

namespace {

// A card of one characteristic on x; `by_scan` makes each predicate look at a second field, too,
// which is missing, so that its attributes are tried one by one.
std::string card_on_x(const std::string& type, const std::vector<std::string>& predicates,
                      bool by_scan) {
  std::string attributes;
  for (std::size_t i = 0; i < predicates.size(); ++i) {
    const std::string whole =
        by_scan ? "<CompoundPredicate booleanOperator=\"or\">" + predicates[i] +
                      "<SimplePredicate field=\"y\" operator=\"equal\" value=\"1\"/>"
                      "</CompoundPredicate>"
                : predicates[i];
    attributes +=
        "<Attribute partialScore=\"" + std::to_string(i + 1) + "\">" + whole + "</Attribute>";
  }
  return "<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\"><DataDictionary>"
         "<DataField name=\"x\" optype=\"categorical\" dataType=\"" +
         type +
         "\"/>"
         "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/></DataDictionary>"
         "<Scorecard functionName=\"regression\" initialScore=\"0\" useReasonCodes=\"false\">"
         "<MiningSchema><MiningField name=\"x\"/><MiningField name=\"y\"/></MiningSchema>"
         "<Characteristics><Characteristic name=\"c\">" +
         attributes + "</Characteristic></Characteristics></Scorecard></PMML>";
}

std::string simple(const std::string& comparison, const std::string& value) {
  return "<SimplePredicate field=\"x\" operator=\"" + comparison + "\" value=\"" + value + "\"/>";
}

std::string both(const std::string& joint, const std::string& a, const std::string& b) {
  return "<CompoundPredicate booleanOperator=\"" + joint + "\">" + a + b + "</CompoundPredicate>";
}

void check_twins(const std::string& type, const std::vector<std::string>& predicates,
                 const std::vector<Value>& values) {
  const Scorecard indexed = card_of(card_on_x(type, predicates, false));
  const Scorecard scanned = card_of(card_on_x(type, predicates, true));
  for (const Value& value : values) {
    CAPTURE(to_string(value));
    Context inputs;
    inputs.set("x", value);
    const auto one = indexed.evaluate(inputs), other = scanned.evaluate(inputs);
    REQUIRE(one.has_value() == other.has_value());
    if (one) CHECK(one->total == other->total);
  }
}

}  // namespace

TEST_CASE("attributes that are looked up are those that trying one by one finds") {
  std::vector<Value> numbers{Value(), Value(*Decimal::parse("1e30")),
                             Value(*Decimal::parse("-1e30"))};
  for (const char* offset : {"0", "1e-9", "-1e-9", "0.4"}) {
    for (int i = -3; i < 14; ++i) numbers.emplace_back(Decimal(i) + *Decimal::parse(offset));
  }
  check_twins(
      "double",
      {both("and", simple("greaterOrEqual", "2"), simple("lessThan", "5")), simple("equal", "7"),
       simple("lessOrEqual", "-1"), simple("greaterThan", "7.5"),
       both("xor", simple("lessThan", "1"), simple("greaterThan", "0")), simple("isMissing", "")},
      numbers);
  check_twins("string",
              {"<SimpleSetPredicate field=\"x\" booleanOperator=\"isIn\"><Array type=\"string\">A "
               "C</Array></SimpleSetPredicate>",
               simple("lessThan", "B"), simple("notEqual", "D"), simple("isMissing", "")},
              {Value(), Value(""), Value("A"), Value("AA"), Value("B"), Value("BB"), Value("C"),
               Value("D"), Value("DD"), Value("z"), Value("甲")});
}
