// Loading a policy pack: what is wrong is refused with file, line and element.
#include <doctest/doctest.h>

#include "dossier/sample_dossier.hpp"
#include "score/policy_pack.hpp"

using namespace zhun;
using test::replaced;

namespace {

std::vector<SourceFile> default_files() {
  return {default_policy_files().begin(), default_policy_files().end()};
}

Error error_with(std::string_view file, std::string_view from, std::string_view to) {
  auto files = default_files();
  std::string text;
  for (SourceFile& f : files) {
    if (f.name != file) continue;
    REQUIRE(f.bytes.find(from) != std::string_view::npos);
    text = replaced(f.bytes, from, to);
    f.bytes = text;
  }
  REQUIRE_FALSE(text.empty());
  const auto policy = load_policy(files);
  REQUIRE_FALSE(policy.has_value());
  CHECK(policy.error().code == ErrorCode::policy);
  CHECK(policy.error().place.source == file);
  return policy.error();
}

}  // namespace

TEST_CASE("the default pack loads, and its id names its bytes") {
  const auto policy = default_policy();
  REQUIRE(policy.has_value());
  CHECK(policy_id(*policy).starts_with("zhun-default@2026.11#"));
  auto files = default_files();
  const auto again = load_policy(files);
  REQUIRE(again.has_value());
  CHECK(policy_id(*again) == policy_id(*policy));
  std::reverse(files.begin(), files.end());
  CHECK(policy_id(*load_policy(files)) == policy_id(*policy));
}

TEST_CASE("a pack without one of its files is refused") {
  for (const SourceFile& gone : default_policy_files()) {
    CAPTURE(gone.name);
    auto files = default_files();
    std::erase_if(files, [&](const SourceFile& f) { return f.name == gone.name; });
    const auto policy = load_policy(files);
    if (gone.name.starts_with("documents/")) {  // then the built-in template is used
      CHECK(policy.has_value());
      continue;
    }
    REQUIRE_FALSE(policy.has_value());
    CHECK(policy.error().code == ErrorCode::policy);
    CHECK(policy.error().place.source == "policy.json");
  }
  CHECK_FALSE(load_policy({}).has_value());
}

TEST_CASE("every file cut short is refused") {
  for (const SourceFile& cut : default_policy_files()) {
    CAPTURE(cut.name);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, cut.bytes.size() / 2}) {
      auto files = default_files();
      for (SourceFile& f : files) {
        if (f.name == cut.name) f.bytes = f.bytes.substr(0, size);
      }
      CHECK_FALSE(load_policy(files).has_value());
    }
  }
}

TEST_CASE("a wrong FEEL expression is refused with its line") {
  const Error error = error_with("checks-statement.dmn", "&lt; 0.30", "&lt; 0.30 0.40");
  CHECK(error.place.row > 1);
  CHECK(error.message.find("0.40") == std::string::npos);
}

TEST_CASE("a table that names an unknown fact is refused") {
  const Error error =
      error_with("checks-statement.dmn", "<text>effective_ratio</text>", "<text>effective</text>");
  CHECK(error.place.row > 1);
}

TEST_CASE("broken XML is refused with its line") {
  CHECK(error_with("grade.dmn", "</decisionTable>", "</decisionTabel>").place.row > 1);
}

TEST_CASE("a check without wording, wording without facts") {
  CHECK(error_with("checks-statement.dmn", "id=\"S05\" name=\"S05\"", "id=\"S99\" name=\"S99\"")
            .place.row > 0);
  CHECK(error_with("wording.json", "{effective_ratio", "{no_such_fact")
            .place.field.starts_with("/checks/"));
  const Error untested =
      error_with("checks-statement.dmn", "<text>&lt; 0.30</text>", "<text>-</text>");
  CHECK(untested.place.field == "S05");
  CHECK(untested.place.row > 1);
  CHECK(error_with("wording.json", ":percent}", ":per_cent}").place.field.starts_with("/c"));
}

TEST_CASE("a scorecard that uses a field that is no fact is refused") {
  auto files = default_files();
  std::string text;
  for (SourceFile& f : files) {
    if (f.name != "score-legal.pmml") continue;
    text = f.bytes;
    for (std::size_t at = 0; (at = text.find("effective_ratio", at)) != std::string::npos;) {
      text.replace(at, 15, "effective_rati0");
    }
    f.bytes = text;
  }
  const auto policy = load_policy(files);
  REQUIRE_FALSE(policy.has_value());
  CHECK(policy.error().code == ErrorCode::policy);
  CHECK(policy.error().place.source == "score-legal.pmml");
}

TEST_CASE("a model that lacks a decision of every pack is refused") {
  const Error error = error_with("decision.dmn", "id=\"decision\" name=\"decision\"",
                                 "id=\"verdict\" name=\"verdict\"");
  CHECK(error.place.field == "decision");
}

TEST_CASE("tables: impossible dates, rates, and parameters that facts cannot do without") {
  error_with("tables.json", "\"2024-01-01\"", "\"2024-02-30\"");
  error_with("tables.json", "\"rate\": \"0.0030\"", "\"rate\": \"0\"");
  error_with("tables.json", "\"dscr_min\": \"1.2\"", "\"dscr_min\": \"0\"");
  error_with("tables.json", "\"dscr_min\": \"1.2\"", "\"dscr_minimum\": \"1.2\"");
  error_with("tables.json", "\"cycle_days\": 10", "\"cycle_dayz\": 10");
}
