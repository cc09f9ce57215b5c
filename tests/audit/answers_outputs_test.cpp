// Answers in the outputs: the seal covers them, and they are text, masked.
#include <doctest/doctest.h>

#include <algorithm>

#include "answered.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string warned_point(const Assessment& assessment) {
  for (const InvestigationPoint& point : assessment.points)
    if (point.id == "IP-S09") return point.id;
  FAIL("the dossier has no point IP-S09");
  return "";
}

Assessment with(const Answers& answers) {
  return assess(dossier(), policy(), nullptr, &answers).value();
}

}  // namespace

TEST_CASE("the seal names the file of answers, and another one is not the same run") {
  const auto before = assess(dossier(), policy());
  REQUIRE(before.has_value());
  Answers answers = answers_to(*before, {});
  const std::string one = render_seal_json(with(answers), {});
  answers.sha256 = std::string(64, 'b');
  const std::string other = render_seal_json(with(answers), {});
  const std::string none = render_seal_json(*before, {});
  const auto seal = read_seal(one, "seal.json");
  REQUIRE(seal.has_value());
  CHECK(seal->answers_sha256 == std::string(64, 'a'));
  CHECK(none.find("answers_sha256") == std::string::npos);
  const auto differs = verify_rerun(*seal, read_seal(other, "seal.json").value());
  REQUIRE_FALSE(differs.has_value());
  CHECK(differs.error().place.field == "answers_sha256");
  std::string changed = one;
  changed.replace(changed.find(std::string(64, 'a')), 64, std::string(64, 'c'));
  CHECK_FALSE(read_seal(changed, "seal.json").has_value());
}

TEST_CASE("markup and identities in an answer are text, and masked") {
  const auto before = assess(dossier(), policy());
  REQUIRE(before.has_value());
  Answer hostile =
      answer(warned_point(*before), AnswerOutcome::satisfactory, {"370102198603071232"});
  hostile.text = "<script>alert(1)</script> 13800138000";
  hostile.answered_by = "王小明";
  const Assessment after = with(answers_to(*before, {hostile}));
  for (const std::string& output : {render_report_html(after), render_assessment_json(after),
                                    render_checklist_json(after), render_explanation_html(after)}) {
    const bool html = output.starts_with("<!");
    CHECK((!html || output.find("<script>alert(1)") == std::string::npos));
    CHECK(output.find("13800138000") == std::string::npos);
    CHECK(output.find("王小明") == std::string::npos);
    CHECK(output.find("370102198603071232") == std::string::npos);
  }
  CHECK(render_report_html(after).find("alert(1)") != std::string::npos);
}
