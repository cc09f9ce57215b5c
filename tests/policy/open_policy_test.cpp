// Packs that extend others, and what a changed threshold does to an assessment.
#include <doctest/doctest.h>

#include "dossiers.hpp"
#include "score/judge.hpp"
#include "zhun/policy_tools.hpp"

using zhun::SourceFile;

namespace {

std::string default_file(const std::string& name) {
  for (const SourceFile& file : zhun::default_policy_files()) {
    if (file.name == name) return std::string(file.bytes);
  }
  FAIL("no file " << name);
  return "";
}

// The decision `id` of a file of the default pack, in a document of its own.
std::string decision_alone(const std::string& file, const std::string& id) {
  const std::string text = default_file(file);
  const std::size_t at = text.find("<decision id=\"" + id + "\"");
  REQUIRE(at != std::string::npos);
  const std::size_t end = text.find("</decision>", at) + 11;
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"b\" name=\"b\" "
         "namespace=\"b\">" +
         text.substr(at, end - at) + "</definitions>";
}

std::string replaced(std::string text, const std::string& before, const std::string& after) {
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  return text.replace(at, before.size(), after);
}

constexpr const char* kManifest =
    R"({"name": "branch", "version": "1", "extends": "zhun-default",
        "decisions": ["own.dmn"], "tables": "own-tables.json", "wording": "own-wording.json"})";

std::string error_of(const std::vector<SourceFile>& files) {
  const auto policy = zhun::open_policy(files);
  REQUIRE_FALSE(policy);
  CHECK(policy.error().code == zhun::ErrorCode::policy);
  return policy.error().message;
}

}  // namespace

TEST_CASE("an overlay changes a threshold, a parameter and a text, and nothing else") {
  const std::string own =
      replaced(decision_alone("checks-statement.dmn", "S05"), "&lt; 0.60", "&lt; 0.75");
  const std::string tables = R"({"parameters": {"cycle_days": 14}})";
  const std::string wording = R"({"checks": {"S05": {"claim": "分行口径"}}})";
  const std::vector<SourceFile> files = {{"policy.json", kManifest},
                                         {"own.dmn", own},
                                         {"own-tables.json", tables},
                                         {"own-wording.json", wording}};
  const auto policy = zhun::open_policy(files);
  if (!policy) FAIL(to_string(policy.error()));
  CHECK(policy_id(*policy).starts_with("branch@1#"));
  const auto pack = zhun::complete_pack(files);
  REQUIRE(pack);
  std::vector<SourceFile> merged;
  for (const auto& file : *pack) merged.push_back({file.name, file.bytes});
  const auto changes = zhun::compare_packs(zhun::default_policy_files(), merged);
  REQUIRE(changes);
  std::vector<std::string> places;
  for (const auto& change : *changes) {
    if (change.file != "policy.json") places.push_back(change.where);
  }
  CHECK(places == std::vector<std::string>{"S05, rule 02, effective_ratio",
                                           "/parameters/cycle_days", "/checks/S05/claim"});
}

TEST_CASE("a finding tells the threshold and the parameter of the pack that judged") {
  const std::string own =
      replaced(decision_alone("checks-statement.dmn", "S05"), "&lt; 0.60", "&lt; 0.75");
  const std::string tables = R"({"parameters": {"cycle_days": 14}})";
  const std::vector<SourceFile> files = {{"policy.json", kManifest},
                                         {"own.dmn", own},
                                         {"own-tables.json", tables},
                                         {"own-wording.json", "{}"}};
  const auto policy = zhun::open_policy(files);
  REQUIRE(policy);
  zhun::Facts facts;
  for (const auto& [name, wording] : (*policy)->wording.facts) facts[name].name = name;
  const auto set = [&](const char* name, zhun::FactValue value) {
    facts[name].state = zhun::FactState::value;
    facts[name].value = std::move(value);
  };
  set("effective_ratio", zhun::Decimal::from_scaled(70, -2));
  set("cycle_share", zhun::Decimal::from_scaled(20, -2));
  set("cycle_recent", false);
  const auto findings = zhun::run_checks(**policy, facts, zhun::fact_context(facts));
  REQUIRE(findings);
  const auto text_of = [&](std::string_view id) {
    for (const auto& finding : *findings) {
      if (finding.id == id) return finding.text;
    }
    return std::string();
  };
  CHECK(text_of("S05").ends_with("占70.00%，低于75%"));
  CHECK(text_of("S20").starts_with("转出后14日内转回"));
  CHECK((*policy)->wording.facts.at("cycle_count").definition.find("14日内") != std::string::npos);
}

TEST_CASE("an overlay that would change more is refused with its place") {
  const std::string good = decision_alone("checks-statement.dmn", "S05");
  const auto files = [](const std::string& dmn, const std::string& tables) {
    return std::vector<SourceFile>{{"policy.json", kManifest},
                                   {"own.dmn", dmn},
                                   {"own-tables.json", tables},
                                   {"own-wording.json", "{}"}};
  };
  const std::string other =
      replaced(good, "<text>effective_ratio</text>", "<text>night_share</text>");
  CHECK(error_of(files(other, "{}")).find("other columns") != std::string::npos);
  const std::string unknown = replaced(good, "decision id=\"S05\"", "decision id=\"S99\"");
  CHECK(error_of(files(unknown, "{}")).find("no decision of this id") != std::string::npos);
  const std::string invented = R"({"parameters": {"invented": 1}})";
  CHECK(error_of(files(good, invented)).find("nothing of this name") != std::string::npos);
  const std::string cards = R"({"name": "b", "version": "1", "extends": "zhun-default",
                               "scorecards": {}})";
  CHECK(error_of({{"policy.json", cards}}).find("wording only") != std::string::npos);
  CHECK(error_of({{"policy.json", R"({"name":"b","version":"1","extends":"elsewhere"})"}})
            .find("extends neither") != std::string::npos);
}

TEST_CASE("a pack may extend one that lies inside it") {
  std::vector<std::string> names;
  std::vector<SourceFile> files = {
      {"policy.json", R"({"name": "b", "version": "2", "extends": "head-office"})"}};
  for (const SourceFile& file : zhun::default_policy_files())
    names.push_back("head-office/" + file.name);
  std::size_t i = 0;
  for (const SourceFile& file : zhun::default_policy_files())
    files.push_back({names[i++], file.bytes});
  const auto policy = zhun::open_policy(files);
  if (!policy) FAIL(to_string(policy.error()));
  CHECK(policy_id(*policy).starts_with("b@2#"));
}

TEST_CASE("a threshold changed in a DMN editor changes the assessment, nothing is built anew") {
  zhun::test::Case c;
  zhun::test::fill_company(c);
  const auto before = zhun::assess(c.dossier, zhun::test::the_policy());
  REQUIRE(before);
  // What an editor writes: another prefix, its own attributes, layout; one threshold is other.
  std::string edited = default_file("checks-statement.dmn");
  for (const auto* name : {"S05"}) {
    const std::size_t table = edited.find(std::string("<decision id=\"") + name + "\"");
    const std::size_t at = edited.find("&lt; 0.60", table);
    REQUIRE(at != std::string::npos);
    edited.replace(at, 9, "&lt;= 1.00");
  }
  edited = replaced(edited, "<definitions ",
                    "<definitions xmlns:modeler=\"http://camunda.org/schema/modeler/1.0\" "
                    "modeler:executionPlatform=\"Camunda Platform\" ");
  std::vector<SourceFile> files;
  for (const SourceFile& file : zhun::default_policy_files())
    files.push_back(file.name == "checks-statement.dmn" ? SourceFile{file.name, edited} : file);
  const auto policy = zhun::open_policy(files);
  if (!policy) FAIL(to_string(policy.error()));
  const auto after = zhun::assess(c.dossier, *policy);
  REQUIRE(after);
  const auto changes = zhun::compare_assessments(*before, *after);
  REQUIRE(!changes.empty());
  const auto s05 = std::find_if(changes.begin(), changes.end(),
                                [](const auto& change) { return change.what == "S05"; });
  REQUIRE(s05 != changes.end());
  CHECK(s05->before == "PASS");
  CHECK(s05->after == "FAIL WARN");
  CHECK(s05->why.find("rule 2") != std::string::npos);
  CHECK(before->policy_id != after->policy_id);
  CHECK(zhun::compare_assessments(*before, *before).empty());
}
