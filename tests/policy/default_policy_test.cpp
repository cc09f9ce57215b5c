// The built-in pack: it loads, and its catalogue of facts is what the code computes.
#include <doctest/doctest.h>

#include <set>

#include "files.hpp"
#include "score/policy_pack.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;

namespace {

std::set<std::string> computed_facts(const std::string& example) {
  const std::string folder = std::string(ZHUN_TEST_DATA) + "/../examples/dossiers/" + example + "/";
  const auto json = test::read_file(folder + "dossier.json").value();
  const auto names = list_dossier_files(json).value();
  std::vector<std::string> bytes;
  for (const auto& name : names) bytes.push_back(test::read_file(folder + name).value());
  std::vector<SourceFile> files;
  for (std::size_t i = 0; i < names.size(); ++i) files.push_back({names[i], bytes[i]});
  const auto dossier = read_dossier(json, files);
  REQUIRE_MESSAGE(dossier.has_value(), to_string(dossier.error()));
  const auto assessment = assess(*dossier, default_policy().value());
  REQUIRE_MESSAGE(assessment.has_value(), to_string(assessment.error()));
  std::set<std::string> facts;
  for (const auto& [name, fact] : assessment->reconciliation.facts) facts.insert(name);
  return facts;
}

}  // namespace

TEST_CASE("the built-in pack loads and names itself by its contents") {
  const auto policy = default_policy();
  REQUIRE_MESSAGE(policy.has_value(), to_string(policy.error()));
  CHECK(policy_id(*policy).starts_with("zhun-default@"));
  std::vector<SourceFile> files(default_policy_files().begin(), default_policy_files().end());
  const auto same = load_policy(files);
  REQUIRE(same.has_value());
  CHECK(policy_id(*same) == policy_id(*policy));
  std::string changed(files.back().bytes);
  changed += '\n';
  files.back().bytes = changed;
  CHECK(policy_id(load_policy(files).value()) != policy_id(*policy));
}

TEST_CASE("the catalogue holds exactly the facts that are computed, whatever a dossier lacks") {
  std::set<std::string> catalogue;
  const auto policy = default_policy().value();
  for (const auto& [name, wording] : policy->wording.facts) catalogue.insert(name);
  for (const char* example : {"trading-company", "sole-proprietor", "packaged-applicant"}) {
    CAPTURE(example);
    const auto facts = computed_facts(example);
    for (const auto& name : facts) {
      CAPTURE(name);
      CHECK(catalogue.contains(name));
    }
    for (const auto& name : catalogue) {
      CAPTURE(name);
      CHECK(facts.contains(name));
    }
  }
  const auto bare = read_dossier(
      R"({"dossier":"x","as_of":"2026-03-25","application":{"requested_fen":1},
          "customer":{"type":"LEGAL","name":"x"}})",
      {});
  REQUIRE(bare.has_value());
  const auto assessment = assess(*bare, policy);
  REQUIRE_MESSAGE(assessment.has_value(), to_string(assessment.error()));
  for (const auto& name : catalogue) {
    CAPTURE(name);
    CHECK(assessment->reconciliation.facts.contains(name));
  }
}

TEST_CASE("every check has a wording and every wording a check") {
  const auto policy = default_policy().value();
  std::set<std::string> tables, wordings;
  for (const auto& model : policy->checks) {
    for (const auto& decision : model.decisions()) tables.insert(decision.id);
  }
  for (const auto& [id, wording] : policy->wording.checks) wordings.insert(id);
  CHECK(tables == wordings);
}
