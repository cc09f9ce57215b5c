// What an assessment gives: summary and renderings.
#include <cstring>
#include <thread>
#include <vector>

#include "handles_for_tests.hpp"

using namespace zhun::test;

TEST_CASE("the summary agrees with the JSON") {
  const OwnedAssessment assessment = assessed(small_dossier().get());
  zhun_summary summary = ZHUN_SUMMARY_INIT;
  REQUIRE(zhun_assessment_summary(assessment.get(), &summary, nullptr) == ZHUN_OK);
  CHECK(summary.decision >= ZHUN_DECISION_PROPOSE);
  CHECK(summary.decision <= ZHUN_DECISION_MANUAL_REVIEW_REQUIRED);
  CHECK(summary.limit_fen >= 0);
  CHECK(summary.passed_count + summary.not_evaluated_count > 0);
  CHECK(summary.refused_source_count == 0);
  OwnedBuffer json;
  REQUIRE(zhun_assessment_json(assessment.get(), &json.buffer, nullptr) == ZHUN_OK);
  static const char* const kDecisions[] = {"PROPOSE", "REFER", "MANUAL_REVIEW_REQUIRED"};
  const std::string decision = std::string("\"") + kDecisions[summary.decision] + "\"";
  CHECK(json.text().find(decision) != std::string::npos);
}

TEST_CASE("a source without consent is counted as refused") {
  std::string json = small("dossier.json");
  const std::string scope = "\"STATEMENT\"";
  json.replace(json.find(scope, json.find("scopes")), scope.size(), "\"UTILITY\"");
  OwnedDossier dossier = empty_dossier();
  REQUIRE(add(dossier.get(), "dossier.json", json) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "bank.csv", small("bank.csv")) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "registry.json", small("registry.json")) == ZHUN_OK);
  zhun_summary summary = ZHUN_SUMMARY_INIT;
  REQUIRE(zhun_assessment_summary(assessed(dossier.get()).get(), &summary, nullptr) == ZHUN_OK);
  CHECK(summary.refused_source_count == 1);
}

TEST_CASE("a larger summary of a later version is filled and zeroed, a smaller one refused") {
  struct Later {
    zhun_summary known;
    std::uint64_t unknown;
  };
  const OwnedAssessment assessment = assessed(small_dossier().get());
  Later later;
  std::memset(&later, 0xAA, sizeof later);
  later.known.struct_size = sizeof later;
  REQUIRE(zhun_assessment_summary(assessment.get(), &later.known, nullptr) == ZHUN_OK);
  CHECK(later.known.struct_size == sizeof later);
  CHECK(later.unknown == 0);
  later.known.struct_size = 8;
  CHECK(zhun_assessment_summary(assessment.get(), &later.known, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_assessment_summary(nullptr, &later.known, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_assessment_summary(assessment.get(), nullptr, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("the three media types render, another one empties the buffer and fails") {
  const OwnedAssessment assessment = assessed(small_dossier().get());
  OwnedBuffer out;
  REQUIRE(zhun_assessment_render(assessment.get(), "text/html", &out.buffer, nullptr) == ZHUN_OK);
  CHECK(out.text().starts_with("<!"));
  const char* const checklist = "application/vnd.zhun.checklist+json";
  REQUIRE(zhun_assessment_render(assessment.get(), checklist, &out.buffer, nullptr) == ZHUN_OK);
  CHECK(out.text().starts_with("{"));
  OwnedBuffer json, same;
  REQUIRE(zhun_assessment_json(assessment.get(), &json.buffer, nullptr) == ZHUN_OK);
  REQUIRE(zhun_assessment_render(assessment.get(), "application/json", &same.buffer, nullptr) ==
          ZHUN_OK);
  CHECK(json.text() == same.text());
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_assessment_render(assessment.get(), "image/png", &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(out.buffer.data == nullptr);
  CHECK(zhun_assessment_render(assessment.get(), nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_assessment_render(nullptr, "text/html", &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_assessment_json(assessment.get(), nullptr, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("one policy and one assessment serve several threads") {
  const OwnedPolicy policy = default_policy();
  const OwnedAssessment shared = assessed(small_dossier().get());
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (std::string& result : results)
    threads.emplace_back([&] {
      zhun_dossier* dossier = nullptr;
      zhun_assessment* own = nullptr;
      zhun_buffer a = ZHUN_BUFFER_INIT, b = ZHUN_BUFFER_INIT;
      if (zhun_dossier_create(&dossier, nullptr) != ZHUN_OK) return;
      for (const char* name : {"dossier.json", "bank.csv", "registry.json"}) {
        const std::string bytes = fixture(std::string("cli/dossier/") + name);
        if (zhun_dossier_add(dossier, name, bytes.data(), bytes.size(), nullptr) != ZHUN_OK) return;
      }
      if (zhun_dossier_run(dossier, policy.get(), nullptr, &own, nullptr) == ZHUN_OK &&
          zhun_assessment_json(own, &a, nullptr) == ZHUN_OK &&
          zhun_assessment_json(shared.get(), &b, nullptr) == ZHUN_OK)
        result = std::string(a.data, a.size) + (a.size == b.size ? "" : "differs");
      zhun_buffer_free(&a);
      zhun_buffer_free(&b);
      zhun_assessment_free(own);
      zhun_dossier_free(dossier);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(results[0].empty());
  for (const std::string& result : results) CHECK(result == results[0]);
}

TEST_CASE("the tables of an assessment are its findings, facts and transactions, and outlive it") {
  OwnedDossier dossier = small_dossier();
  for (const char* name : {"transactions", "findings", "facts"}) {
    CAPTURE(name);
    OwnedAssessment assessment = assessed(dossier.get());
    ArrowArrayStream stream;
    REQUIRE(zhun_assessment_table(assessment.get(), name, &stream, nullptr) == ZHUN_OK);
    assessment.reset();
    ArrowSchema schema;
    REQUIRE(stream.get_schema(&stream, &schema) == 0);
    ArrowArray batch;
    REQUIRE(stream.get_next(&stream, &batch) == 0);
    CHECK(batch.length > 3);
    CHECK(batch.n_children == schema.n_children);
    batch.release(&batch);
    REQUIRE(stream.get_next(&stream, &batch) == 0);
    CHECK((batch.release == nullptr));
    schema.release(&schema);
    stream.release(&stream);
  }
  const OwnedAssessment assessment = assessed(dossier.get());
  ArrowArrayStream stream;
  CHECK(zhun_assessment_table(assessment.get(), "secrets", &stream, nullptr) == ZHUN_EINVAL);
  CHECK((stream.release == nullptr));
  CHECK(zhun_assessment_table(nullptr, "facts", &stream, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_assessment_table(assessment.get(), "facts", nullptr, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("a chart is an SVG by itself, and says whether there is none or no data for it") {
  const OwnedDossier dossier = small_dossier();
  const OwnedAssessment assessment = assessed(dossier.get());
  OwnedBuffer report;
  REQUIRE(zhun_assessment_render(assessment.get(), "text/html", &report.buffer, nullptr) ==
          ZHUN_OK);
  int drawn = 0;
  std::size_t figures = 0;
  for (std::size_t at = report.text().find("<figure"); at != std::string::npos;
       at = report.text().find("<figure", at + 1))
    ++figures;
  for (std::size_t i = 0; zhun_chart_name(i) != nullptr; ++i) {
    const char* name = zhun_chart_name(i);
    CAPTURE(name);
    OwnedBuffer svg, html;
    const zhun_status status =
        zhun_assessment_chart(assessment.get(), name, "image/svg+xml", &svg.buffer, nullptr);
    CHECK((status == ZHUN_OK || status == ZHUN_ESTATE));
    if (status != ZHUN_OK) continue;
    ++drawn;
    CHECK(report.text().find(svg.text()) != std::string::npos);
    REQUIRE(zhun_assessment_chart(assessment.get(), name, "text/html", &html.buffer, nullptr) ==
            ZHUN_OK);
    CHECK(html.text().find(svg.text()) != std::string::npos);
  }
  CHECK(drawn >= 6);
  CHECK(figures == static_cast<std::size_t>(drawn));  // every chart of the report has a name
  for (const char* name : {"transactions", "findings", "facts"}) {
    bool listed = false;
    for (std::size_t i = 0; zhun_table_name(i) != nullptr; ++i)
      listed = listed || std::strcmp(zhun_table_name(i), name) == 0;
    CHECK(listed);
  }
  OwnedBuffer out;
  CHECK(zhun_assessment_chart(assessment.get(), "pie", "text/html", &out.buffer, nullptr) ==
        ZHUN_EINVAL);
  CHECK(zhun_assessment_chart(assessment.get(), "score", "image/png", &out.buffer, nullptr) ==
        ZHUN_EINVAL);
}

TEST_CASE("documents come by their id, the same bytes each time") {
  const OwnedDossier dossier = small_dossier();
  const OwnedAssessment assessment = assessed(dossier.get());
  for (const char* id : {"D05", "A01", "K01", "analysis"}) {
    CAPTURE(id);
    OwnedBuffer one, two;
    REQUIRE(zhun_assessment_document(assessment.get(), id, &one.buffer, nullptr) == ZHUN_OK);
    REQUIRE(zhun_assessment_document(assessment.get(), id, &two.buffer, nullptr) == ZHUN_OK);
    CHECK(one.text().starts_with("PK"));
    CHECK(one.text() == two.text());
  }
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_assessment_document(assessment.get(), "D99", &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(zhun_assessment_document(assessment.get(), nullptr, &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(zhun_assessment_document(nullptr, "D05", &out.buffer, &error) == ZHUN_EINVAL);
  CHECK(zhun_assessment_document(assessment.get(), "D05", nullptr, &error) == ZHUN_EINVAL);
  CHECK(out.buffer.data == nullptr);
}

TEST_CASE("the digest is that of the JSON, and is not cut") {
  const OwnedDossier dossier = small_dossier();
  const OwnedAssessment assessment = assessed(dossier.get());
  char one[65], other[65];
  REQUIRE(zhun_assessment_digest(assessment.get(), "sha256", one, sizeof one, nullptr) == ZHUN_OK);
  CHECK(std::string(one).size() == 64);
  REQUIRE(zhun_assessment_digest(assessment.get(), "sm3", other, sizeof other, nullptr) == ZHUN_OK);
  CHECK(std::string(one) != other);
  const OwnedAssessment again = assessed(dossier.get());
  REQUIRE(zhun_assessment_digest(again.get(), "sha256", other, sizeof other, nullptr) == ZHUN_OK);
  CHECK(std::string(one) == other);
  CHECK(zhun_assessment_digest(assessment.get(), "sha256", one, 64, nullptr) == ZHUN_EINVAL);
  CHECK(std::string(one).empty());
  CHECK(zhun_assessment_digest(assessment.get(), "md5", one, sizeof one, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("answers change an assessment, and what changed is told") {
  const OwnedDossier dossier = small_dossier();
  const OwnedAssessment before = assessed(dossier.get());
  OwnedBuffer earlier;
  REQUIRE(zhun_assessment_json(before.get(), &earlier.buffer, nullptr) == ZHUN_OK);
  const std::string json = earlier.text();
  const auto member = [&](const std::string& name) {
    const std::size_t begin = json.find("\"" + name + "\": \"") + name.size() + 5;
    return json.substr(begin, json.find('"', begin) - begin);
  };
  const std::string answers =
      R"({"schema":"zhun.answers/1","application_no":")" + member("application_no") +
      R"(","input_digest":")" + member("input_digest") +
      R"(","answers":[{"point":"IP-S09","outcome":"SATISFACTORY","text":"x","answered_by":"1",)"
      R"("answered_at":"2026-04-03T10:00:00","evidence":["y"]}]})";
  const OwnedPolicy policy = default_policy();
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.answers = answers.data();
  options.answers_size = answers.size();
  zhun_assessment* made = nullptr;
  REQUIRE(zhun_dossier_run(dossier.get(), policy.get(), &options, &made, nullptr) == ZHUN_OK);
  const OwnedAssessment after(made);
  OwnedBuffer changes;
  REQUIRE(zhun_assessment_changes(after.get(), json.data(), json.size(), &changes.buffer,
                                  nullptr) == ZHUN_OK);
  CHECK(changes.text().find("IP-S09") != std::string::npos);
  CHECK(zhun_assessment_changes(after.get(), "{}", 2, &changes.buffer, nullptr) == ZHUN_EFORMAT);
  CHECK(changes.buffer.data == nullptr);
  options.now = "2026-04-03T09:00:00";
  CHECK(zhun_dossier_run(dossier.get(), policy.get(), &options, &made, nullptr) == ZHUN_EFORMAT);
  options.now = "today";
  CHECK(zhun_dossier_run(dossier.get(), policy.get(), &options, &made, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("a phone's screens come by name, at most 50,000 bytes each") {
  const OwnedAssessment assessment = assessed(small_dossier().get());
  OwnedBuffer out;
  for (const char* name : {"home", "findings-1", "points-1", "materials-1"}) {
    REQUIRE(zhun_assessment_screen(assessment.get(), name, &out.buffer, nullptr) == ZHUN_OK);
    CHECK(out.buffer.size > 0);
    CHECK(out.buffer.size <= 50'000);
  }
  CHECK(zhun_assessment_screen(assessment.get(), "points-99", &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_assessment_screen(assessment.get(), nullptr, &out.buffer, nullptr) == ZHUN_EINVAL);
}
