// fields.json: what was read for what, what was left out, and no value of the dossier.
#include <doctest/doctest.h>

#include "base/json.hpp"
#include "dossier/sample_dossier.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;

namespace {

std::string fields_of(const std::string& json) {
  const auto dossier = read_dossier(json, {});
  REQUIRE(dossier);
  const auto assessment = assess(*dossier, *default_policy());
  REQUIRE(assessment);
  return render_fields_json(*assessment);
}

}  // namespace

TEST_CASE("fields.json tells the fields, their class and purpose, and holds no value") {
  const std::string text =
      fields_of(test::sample_with("\"customer\": {", "\"customer\": {\"religion\": \"secret\", "));
  const auto json = json::parse(text, "fields.json", {});
  REQUIRE(json);
  CHECK(json->find("dropped_fields")->items.at(0).text == "/customer/religion");
  CHECK(json->find("fields")->items.size() > 40);
  CHECK(json->find("sources")->items.size() == 4);
  for (const char* value : {"secret", "周样例", "370199198509140012", "6200000000000005",
                            "山东样例农机有限公司", "91370102PDY00001XB"})
    CHECK(text.find(value) == std::string::npos);
}

TEST_CASE("a source that no consent covers was not opened, and says so") {
  const auto json =
      json::parse(fields_of(test::sample_with("\"STATEMENT\", ", "")), "fields.json", {});
  REQUIRE(json);
  const json::Value& source = json->find("sources")->items.at(0);
  CHECK(source.find("kind")->text == "STATEMENT");
  CHECK_FALSE(source.find("opened")->boolean);
  CHECK(source.find("fields")->items.empty());
}

TEST_CASE("a minimised dossier gives the same assessment, byte for byte") {
  const std::string more = test::replaced(
      test::sample_with("\"customer\": {", "\"customer\": {\"religion\": \"secret\", "),
      "\"dir\": \"C\"", "\"dir\": \"C\", \"location\": \"x\"");
  const auto minimised = minimise_dossier(more, {}, {});
  REQUIRE(minimised);
  REQUIRE(*minimised != more);
  const auto policy = default_policy();
  const auto before = assess(*read_dossier(more, {}), *policy);
  const auto after = assess(*read_dossier(*minimised, {}), *policy);
  REQUIRE(after);
  CHECK(render_assessment_json(*before) == render_assessment_json(*after));
  CHECK(render_report_html(*before) == render_report_html(*after));
}
