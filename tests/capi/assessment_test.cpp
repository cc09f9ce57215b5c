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
  for (const char* name : {"effective-inflow", "monthly-flow", "daily-balance", "top-customers",
                           "money-flow", "calendar", "sales", "score", "freshness", "scan-pages"}) {
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
