// Seals: whatever byte is changed, of the outputs or of the seal, is found and named.
#include <doctest/doctest.h>

#include <memory>

#include "base/digest.hpp"
#include "dossier/sample_dossier.hpp"
#include "zhun/audit.hpp"
#include "zhun/present.hpp"

namespace {

using namespace zhun;

Assessment made_assessment() {
  auto dossier = std::make_shared<Dossier>();
  dossier->application.number = "SQ-001";
  dossier->sources.resize(2);
  dossier->sources[0].id = "F02";
  dossier->sources[0].sha256 = sha256_hex("b");
  dossier->sources[0].authorised = false;
  dossier->sources[1].id = "F01";
  dossier->sources[1].sha256 = sha256_hex("a");
  dossier->sources[1].consent_id = "C1";
  Assessment assessment;
  assessment.dossier = dossier;
  assessment.engine_version = "0.1.0";
  assessment.policy_id = "default@1#abc";
  assessment.input_digest = sha256_hex("all");
  return assessment;
}

const std::vector<Output> kOutputs = {{"report.html", "<p>report</p>"},
                                      {"assessment.json", "{\"score\":1}"}};

TEST_CASE("a seal proves the outputs it was made of") {
  const std::string json = render_seal_json(made_assessment(), kOutputs);
  const auto seal = read_seal(json, "seal.json");
  REQUIRE(seal);
  CHECK(seal->application_no == "SQ-001");
  REQUIRE(seal->sources.size() == 2);
  CHECK(seal->sources[0].id == "F01");
  CHECK(seal->sources[0].used);
  CHECK_FALSE(seal->sources[1].used);
  REQUIRE(seal->outputs.size() == 2);
  CHECK(seal->outputs[0].name == "assessment.json");
  CHECK(seal->outputs[0].sm3 == sm3_hex("{\"score\":1}"));
  CHECK(verify_outputs(*seal, kOutputs));
}

TEST_CASE("the order of outputs changes no byte of the seal") {
  const std::vector<Output> turned(kOutputs.rbegin(), kOutputs.rend());
  CHECK(render_seal_json(made_assessment(), kOutputs) ==
        render_seal_json(made_assessment(), turned));
}

TEST_CASE("every changed bit of a seal is found") {
  for (const std::string_view key : {"", "0123456789abcdef"}) {
    const std::string json = render_seal_json(made_assessment(), kOutputs, key);
    REQUIRE(read_seal(json, "seal.json", key));
    for (std::size_t at = 0; at < json.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = json;
        changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1U << bit));
        CHECK_FALSE(read_seal(changed, "seal.json", key));
      }
    }
  }
}

TEST_CASE("bytes after, before or missing from a seal are found") {
  const std::string json = render_seal_json(made_assessment(), kOutputs);
  CHECK_FALSE(read_seal(json + "\n", "seal.json"));
  CHECK_FALSE(read_seal(" " + json, "seal.json"));
  for (std::size_t size = 0; size < json.size(); ++size)
    CHECK_FALSE(read_seal(json.substr(0, size), "seal.json"));
}

TEST_CASE("a changed, a missing and an unknown output are named") {
  const auto seal = read_seal(render_seal_json(made_assessment(), kOutputs), "seal.json");
  REQUIRE(seal);
  auto outputs = kOutputs;
  outputs[0].bytes = "<p>rEport</p>";
  auto verdict = verify_outputs(*seal, outputs);
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().place.source == "report.html");

  outputs = {kOutputs[0]};
  verdict = verify_outputs(*seal, outputs);
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().place.source == "assessment.json");

  outputs = kOutputs;
  outputs.push_back({"more.txt", ""});
  verdict = verify_outputs(*seal, outputs);
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().place.source == "more.txt");
}

TEST_CASE("a keyed seal needs its key, and another key fails") {
  const std::string json = render_seal_json(made_assessment(), kOutputs, "0123456789abcdef");
  CHECK(read_seal(json, "seal.json"));  // its digests alone
  CHECK(read_seal(json, "seal.json", "0123456789abcdef"));
  const auto other = read_seal(json, "seal.json", "0123456789abcdeF");
  REQUIRE_FALSE(other);
  CHECK(other.error().place.field == "hmac_sm3");
  const std::string open = render_seal_json(made_assessment(), kOutputs);
  const auto unkeyed = read_seal(open, "seal.json", "0123456789abcdef");
  REQUIRE_FALSE(unkeyed);
  CHECK(unkeyed.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a second run tells what is other than it was: the first of version to outputs") {
  const auto seal = read_seal(render_seal_json(made_assessment(), kOutputs), "seal.json");
  REQUIRE(seal);
  CHECK(verify_rerun(*seal, *seal));
  const auto field_of = [&](auto change) {
    Seal again = *seal;
    change(again);
    const auto verdict = verify_rerun(*seal, again);
    REQUIRE_FALSE(verdict);
    return verdict.error().place.field + verdict.error().place.source;
  };
  CHECK(field_of([](Seal& s) { s.engine_version = "9"; }) == "engine_version");
  CHECK(field_of([](Seal& s) { s.policy_id = "own@1#x"; }) == "policy_id");
  CHECK(field_of([](Seal& s) { s.sources[1].sha256 = "x"; }) == "sources/F02");
  CHECK(field_of([](Seal& s) { s.sources[1].used = true; }) == "sources/F02");
  CHECK(field_of([](Seal& s) { s.sources.pop_back(); }) == "sources/F02");
  CHECK(field_of([](Seal& s) { s.input_digest = "x"; }) == "input_digest");
  CHECK(field_of([](Seal& s) { s.outputs[0].sha256 = "x"; }) == "assessment.json");
}

// Outputs that an assessment really has; every byte of them is changed in turn.
TEST_CASE("every changed byte of a sealed output is found and its file named") {
  const auto dossier = read_dossier(test::kSampleDossier, {});
  REQUIRE(dossier);
  const auto policy = default_policy();
  const auto assessment = assess(*dossier, *policy);
  REQUIRE(assessment);
  std::string page = render_explanation_html(*assessment);
  std::string fields = render_fields_json(*assessment);
  const std::vector<Output> outputs = {{"explanation.html", page}, {"fields.json", fields}};
  const auto seal = read_seal(render_seal_json(*assessment, outputs), "seal.json");
  REQUIRE(seal);
  REQUIRE(verify_outputs(*seal, outputs));
  std::size_t missed = 0;
  for (std::string* bytes : {&page, &fields}) {
    for (char& byte : *bytes) {
      byte = static_cast<char>(byte ^ 1);
      const auto verified = verify_outputs(*seal, outputs);
      if (verified ||
          verified.error().place.source != (bytes == &page ? "explanation.html" : "fields.json"))
        ++missed;
      byte = static_cast<char>(byte ^ 1);
    }
  }
  CHECK(missed == 0);
}

}  // namespace
