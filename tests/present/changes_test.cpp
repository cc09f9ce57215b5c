// What changed since an earlier run: arrivals, findings, score and limit with their reasons.
#include <doctest/doctest.h>

#include <algorithm>

#include "sample_assessment.hpp"
#include "zhun/changes.hpp"
#include "zhun/present.hpp"

using namespace zhun;

namespace {

bool has(const std::vector<Change>& list, std::string_view id, std::string_view from,
         std::string_view to) {
  return std::any_of(list.begin(), list.end(), [&](const Change& change) {
    return change.id == id && change.from == from && change.to == to;
  });
}

Changes between(const Assessment& before, const Assessment& now) {
  auto changes = changes_since(render_assessment_json(before), "old.json", now);
  REQUIRE_MESSAGE(changes.has_value(), (changes ? "" : to_string(changes.error())));
  return std::move(*changes);
}

}  // namespace

TEST_CASE("an assessment does not differ from itself, whatever was masked") {
  const Assessment sample = test::sample_assessment();
  for (const Masking masking : {Masking::inside_bank, Masking::outward, Masking::none}) {
    const auto changes = changes_since(render_assessment_json(sample, masking), "old", sample);
    REQUIRE(changes.has_value());
    CHECK_FALSE(changes->any());
    CHECK(render_changes_text(*changes).find("无变化") != std::string::npos);
  }
}

TEST_CASE("new, gone and heavier findings are told apart, with the score and the limit") {
  const Assessment before = test::sample_assessment();
  Assessment now = test::sample_assessment();
  std::vector<Finding*> failed;
  for (Finding& finding : now.findings)
    if (finding.status == FindingStatus::fail) failed.push_back(&finding);
  REQUIRE(failed.size() >= 2);
  const std::string gone = failed[0]->id, heavier = failed[1]->id;
  const std::string was(to_string(failed[0]->severity)), weighed(to_string(failed[1]->severity));
  failed[0]->status = FindingStatus::pass;
  failed[0]->severity = Severity::none;
  failed[1]->severity = failed[1]->severity == Severity::ko ? Severity::warn : Severity::ko;
  Finding added = *failed[1];
  added.id = "S05";
  std::erase_if(now.findings, [](const Finding& finding) { return finding.id == "S05"; });
  now.findings.push_back(added);
  now.score.total += 7;
  now.score.points.front().points += 7;
  now.limit.limit = now.limit.limit + Money::from_fen(100);
  const Changes changes = between(before, now);
  CHECK(changes.any());
  CHECK(has(changes.gone_findings, gone, was, "PASS"));
  CHECK(has(changes.changed_findings, heavier, weighed, to_string(failed[1]->severity)));
  CHECK(changes.score.from != changes.score.to);
  REQUIRE(changes.score_points.size() == 1);
  CHECK(changes.score_points[0].id == now.score.points.front().characteristic);
  CHECK(changes.score_points[0].title == now.score.points.front().title);
  CHECK(changes.limit.to == to_string(now.limit.limit));
  const std::string text = render_changes_text(changes);
  CHECK(text.find(gone) != std::string::npos);
  CHECK(text.find("评分") != std::string::npos);
}

TEST_CASE("materials that came in and points that were answered are told") {
  const Assessment before = test::sample_assessment();
  Assessment now = test::sample_assessment();
  const auto open =
      std::find_if(now.materials.begin(), now.materials.end(),
                   [](const MaterialItem& item) { return item.status == MaterialStatus::missing; });
  REQUIRE(open != now.materials.end());
  open->status = MaterialStatus::received;
  REQUIRE_FALSE(now.points.empty());
  now.answers = Answers{"", "", {Answer{now.points[0].id, {}, "x", "1", {}, {}, {}}}, {}, ""};
  now.points[0].answer = 0;
  const Changes changes = between(before, now);
  CHECK(has(changes.materials, open->id, "MISSING", "RECEIVED"));
  CHECK(changes.answered_points == std::vector<std::string>{now.points[0].id});
}

TEST_CASE("another application, another document and hostile codes are refused with their place") {
  const Assessment sample = test::sample_assessment();
  Assessment other = test::sample_assessment();
  auto dossier = std::make_shared<Dossier>(*other.dossier);
  dossier->application.number = "another";
  other.dossier = dossier;
  auto refused = changes_since(render_assessment_json(other), "old", sample);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::invalid_argument);
  CHECK_FALSE(changes_since(render_checklist_json(sample), "old", sample).has_value());
  CHECK_FALSE(changes_since("{}", "old", sample).has_value());
  CHECK_FALSE(changes_since("", "old", sample).has_value());
  std::string text = render_assessment_json(sample);
  const std::string id = "\"id\": \"" + sample.findings.front().id + "\"";
  REQUIRE(text.find(id) != std::string::npos);
  text.replace(text.find(id), id.size(), "\"id\": \"<script>\"");
  refused = changes_since(text, "old", sample);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.find("script") == std::string::npos);
}
