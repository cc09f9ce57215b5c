// Answers to investigation points: what they change, what they never change, and what is refused.
#include <doctest/doctest.h>

#include <algorithm>

#include "answered.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

constexpr const char* kDossier = R"({"dossier":"x","as_of":"2026-03-25",
  "application":{"number":"SQ-1","requested_fen":10000000,"term_months":12,"secured":false},
  "customer":{"type":"LEGAL","name":"济南样张商贸有限公司","uscc":"91370102PDY00001XB",
              "legal_rep":"样小张","legal_rep_id":"370199198509140012"}})";

const Finding& finding(const Assessment& assessment, std::string_view id) {
  const auto found = std::find_if(assessment.findings.begin(), assessment.findings.end(),
                                  [&](const Finding& item) { return item.id == id; });
  REQUIRE(found != assessment.findings.end());
  return *found;
}

// The first failed finding of this severity that has exactly one point.
const Finding* one_of(const Assessment& assessment, Severity severity) {
  for (const Finding& item : assessment.findings) {
    if (item.status == FindingStatus::fail && item.severity == severity && item.points.size() == 1)
      return &item;
  }
  return nullptr;
}

Assessment with(const Answers& answers) {
  auto assessment = assess(dossier(), policy(), nullptr, &answers);
  REQUIRE_MESSAGE(assessment.has_value(), (assessment ? "" : to_string(assessment.error())));
  return std::move(*assessment);
}

}  // namespace

TEST_CASE(
    "a satisfactory answer with evidence weakens a warning as the table says, and is traced") {
  const auto before = assess(dossier(), policy());
  REQUIRE(before.has_value());
  const Finding* warned = &finding(*before, "S09");
  const std::string id = warned->id, point = "IP-" + id;
  const Assessment after =
      with(answers_to(*before, {answer(point, AnswerOutcome::satisfactory, {"M-CTR"})}));
  const Finding& item = finding(after, id);
  CHECK(item.severity == Severity::info);
  CHECK(item.status == FindingStatus::fail);  // the data say what they said
  REQUIRE(item.answered.has_value());
  CHECK(item.answered->before == Severity::warn);
  CHECK(item.answered->rule > 0);
  CHECK(item.text.find("已核对合同") != std::string::npos);
  CHECK(item.text.find("1001") != std::string::npos);
  CHECK(std::any_of(after.decision_reasons.begin(), after.decision_reasons.end(),
                    [&](const std::string& reason) { return reason.starts_with(id + " "); }));
  CHECK(after.input_digest == before->input_digest);
  for (const MaterialItem& material : after.materials)
    CHECK(std::find(material.reasons.begin(), material.reasons.end(), id) ==
          material.reasons.end());  // it asks for nothing any more
}

TEST_CASE(
    "words without evidence weaken nothing, and an answer that does not explain weighs more") {
  const auto before = assess(dossier(), policy());
  REQUIRE(before.has_value());
  const Finding* warned = &finding(*before, "S09");
  const std::string id = warned->id, point = "IP-" + id;
  const auto severity_with = [&](AnswerOutcome outcome, std::vector<std::string> evidence) {
    return finding(with(answers_to(*before, {answer(point, outcome, std::move(evidence))})), id)
        .severity;
  };
  CHECK(severity_with(AnswerOutcome::satisfactory, {}) == Severity::warn);
  CHECK(severity_with(AnswerOutcome::partly, {"x"}) == Severity::warn);
  CHECK(severity_with(AnswerOutcome::unsatisfactory, {}) == Severity::warn_severe);
}

TEST_CASE("a knock-out stays one, and says that a person has to decide") {
  std::string text = kDossier;
  text.replace(text.find("370199198509140012"), 18, "370199198509140013");  // a wrong check digit
  const Dossier with_break = read_dossier(text, {}).value();
  const auto before = assess(with_break, policy());
  REQUIRE(before.has_value());
  const Finding* knock_out = one_of(*before, Severity::ko);
  REQUIRE(knock_out != nullptr);
  const Answers answers =
      answers_to(*before, {answer("IP-" + knock_out->id, AnswerOutcome::satisfactory, {"x", "y"})});
  const auto after = assess(with_break, policy(), nullptr, &answers);
  REQUIRE(after.has_value());
  const Finding& item = finding(*after, knock_out->id);
  CHECK(item.severity == Severity::ko);
  REQUIRE(item.answered.has_value());
  CHECK(item.answered->reason.find("人工复核") != std::string::npos);
  CHECK(after->decision == Decision::manual_review_required);
}

TEST_CASE("answers to older data change nothing and say so") {
  const auto before = assess(dossier(), policy());
  REQUIRE(before.has_value());
  const Finding* warned = &finding(*before, "S09");
  Answers answers =
      answers_to(*before, {answer("IP-" + warned->id, AnswerOutcome::satisfactory, {"x"})});
  answers.input_digest = std::string(64, '0');
  const Assessment after = with(answers);
  CHECK(finding(after, warned->id).severity == Severity::warn);
  REQUIRE(after.answer_notes.size() == 1);
  CHECK(after.answer_notes[0].find("较早的评估") != std::string::npos);
}

TEST_CASE("answers of another application or to a point that does not exist are refused") {
  const auto before = assess(dossier(), policy());
  REQUIRE(before.has_value());
  Answers answers =
      answers_to(*before, {answer("IP-NONSENSE", AnswerOutcome::satisfactory, {"x"})});
  const auto unknown = assess(dossier(), policy(), nullptr, &answers);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().place.field == "/answers/0/point");
  CHECK(unknown.error().message.find("NONSENSE") == std::string::npos);
  answers = answers_to(*before, {});
  answers.application_no = "another";
  CHECK_FALSE(assess(dossier(), policy(), nullptr, &answers).has_value());
  // A point that the policy has and this dossier does not raise is a note.
  answers = answers_to(*before, {answer("IP-S60", AnswerOutcome::satisfactory, {"x"})});
  CHECK(with(answers).answer_notes.size() == 1);
}

TEST_CASE("every point that a dossier without data raises may be answered") {
  const Dossier empty = read_dossier(kDossier, {}).value();
  const auto before = assess(empty, policy());
  REQUIRE(before.has_value());
  REQUIRE(before->points.size() > 5);
  std::vector<Answer> list;
  for (const InvestigationPoint& point : before->points)
    list.push_back(answer(point.id, AnswerOutcome::partly, {}));
  const Answers answers = answers_to(*before, std::move(list));
  const auto after = assess(empty, policy(), nullptr, &answers);
  REQUIRE_MESSAGE(after.has_value(), (after ? "" : to_string(after.error())));
  for (const InvestigationPoint& point : after->points) CHECK(point.answer.has_value());
}
