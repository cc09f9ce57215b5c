// assessment.json and checklist.json of the example applicants: well-formed, masked, the same each
// time.
#include <doctest/doctest.h>

#include <cctype>
#include <filesystem>
#include <set>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "files.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;

namespace {

Assessment assess_example(const std::string& name) {
  const std::string folder = std::string(ZHUN_TEST_DATA) + "/../examples/dossiers/" + name + "/";
  const auto json = test::read_file(folder + "dossier.json");
  REQUIRE(json.has_value());
  std::vector<std::string> bytes;
  const auto names = list_dossier_files(*json).value();
  for (const auto& file : names) bytes.push_back(test::read_file(folder + file).value());
  std::vector<SourceFile> files;
  for (std::size_t i = 0; i < names.size(); ++i) files.push_back({names[i], bytes[i]});
  const auto dossier = read_dossier(*json, files);
  REQUIRE_MESSAGE(dossier.has_value(), to_string(dossier.error()));
  auto assessment = assess(*dossier, default_policy().value());
  REQUIRE_MESSAGE(assessment.has_value(), to_string(assessment.error()));
  return std::move(*assessment);
}

// Runs of digits that are a resident id, a mobile number or a card number.
std::set<std::string> raw_identifiers(std::string_view text) {
  std::set<std::string> found;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    std::string run(text.substr(i, end - i));
    if (run.size() == 17 && end < text.size() && text[end] == 'X') run += 'X';
    const bool word_before = i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0;
    const bool word_after =
        end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0;
    const bool inside_word = word_before || (word_after && run.size() != 18);
    const bool identifies = is_valid_resident_id(run) ||
                            (run.size() == 11 && is_mobile_number(run)) ||
                            (run.size() >= 16 && is_valid_card_number(run));
    if (!inside_word && identifies) found.insert(run);
    i = std::max(end, i + 1);
  }
  return found;
}

}  // namespace

TEST_CASE("every output is well-formed, masked and the same each time") {
  for (const char* name : {"trading-company", "sole-proprietor", "packaged-applicant"}) {
    CAPTURE(name);
    const Assessment a = assess_example(name);
    const std::string json = render_assessment_json(a), checklist = render_checklist_json(a);
    CHECK(json::parse(json, "assessment.json", {}).has_value());
    CHECK(json::parse(checklist, "checklist.json", {}).has_value());
    CHECK(checklist.size() < 50 * 1024);  // one screen of a phone app
    CHECK(json == render_assessment_json(assess_example(name)));
    for (const auto& text : {json, checklist, render_report_html(a)}) {
      CHECK(raw_identifiers(text) == std::set<std::string>{});
      for (const auto& person :
           {a.dossier->customer.legal_representative, a.dossier->customer.spouse}) {
        if (!person.empty()) CHECK(text.find(person) == std::string::npos);
      }
      CHECK(text.find('\x02') == std::string::npos);
    }
  }
}

TEST_CASE("the scan for identifiers finds what the input holds") {
  const auto json = test::read_file(std::string(ZHUN_TEST_DATA) +
                                    "/../examples/dossiers/packaged-applicant/dossier.json");
  CHECK_FALSE(raw_identifiers(json.value()).empty());
}

TEST_CASE("the digest seals everything else in assessment.json") {
  const std::string json = render_assessment_json(assess_example("packaged-applicant"));
  const auto parsed = json::parse(json, "x", {});
  const std::string digest = parsed->find("digest")->text;
  const std::string line = "\n \"digest\": \"" + digest + "\",";
  std::string body = json;
  body.erase(body.find(line), line.size());
  CHECK("sha256:" + sha256_hex(body) == digest);
  body[body.size() / 2] ^= 1;
  CHECK("sha256:" + sha256_hex(body) != digest);
}

TEST_CASE("a check that lacks an operand says why and what would supply it") {
  const auto parsed =
      json::parse(render_assessment_json(assess_example("sole-proprietor")), "x", {});
  int seen = 0;
  for (const json::Value& finding : parsed->find("findings")->items) {
    if (finding.find("status")->text != "NOT_EVALUATED") continue;
    ++seen;
    CHECK_FALSE(finding.find("reason")->text.empty());
    CHECK(finding.find("supplied_by") != nullptr);
  }
  CHECK(seen > 0);
}

TEST_CASE("a failing finding tells what would have let it pass") {
  int seen = 0;
  for (const char* name : {"trading-company", "sole-proprietor", "packaged-applicant"}) {
    CAPTURE(name);
    const auto parsed = json::parse(render_assessment_json(assess_example(name)), "x", {});
    for (const json::Value& finding : parsed->find("findings")->items) {
      const json::Value* miss = finding.find("near_miss");
      if (miss == nullptr) continue;
      ++seen;
      CHECK(finding.find("status")->text == "FAIL");
      CHECK(miss->find("rule")->text != finding.find("trace")->find("rule")->text);
      CHECK((miss->find("severity") != nullptr) == (miss->find("status")->text == "FAIL"));
      REQUIRE_FALSE(miss->find("facts")->items.empty());
      for (const json::Value& fact : miss->find("facts")->items) {
        CHECK(miss->find("text")->text.find(fact.find("needed")->text) != std::string::npos);
      }
    }
  }
  CHECK(seen > 3);
}

TEST_CASE("a masking level is stated, and none shows names") {
  const Assessment a = assess_example("packaged-applicant");
  CHECK(render_assessment_json(a, Masking::none).find("\"masking\": \"none\"") !=
        std::string::npos);
  CHECK(render_assessment_json(a, Masking::none).find(a.dossier->customer.spouse) !=
        std::string::npos);
  CHECK(render_assessment_json(a, Masking::outward).find(a.dossier->customer.name) ==
        std::string::npos);
}
