// zhun_client.hpp: owners, exceptions, what a callback throws.
#include <zhun_client.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "files.hpp"

using zhun::test::fixture;

namespace {

zhun_client::Dossier small_dossier() {
  zhun_client::Dossier dossier;
  dossier.add("dossier.json", fixture("cli/dossier/dossier.json"));
  for (std::string name = dossier.next_file(); !name.empty(); name = dossier.next_file())
    dossier.add(name, fixture("cli/dossier/" + name));
  return dossier;
}

}  // namespace

TEST_CASE("a dossier becomes an assessment, its renderings and its tables") {
  const zhun_client::Policy policy;
  CHECK(policy.id().find('#') != std::string::npos);
  const zhun_client::Assessment assessment = small_dossier().run(policy);
  CHECK(assessment.summary().passed_count > 0);
  CHECK(assessment.render("text/html").view().find("</html>") != std::string_view::npos);
  CHECK(assessment.digest("sha256").size() == 64);
  CHECK(assessment.digest("sm3") != assessment.digest("sha256"));
  CHECK(assessment.chart("daily-balance", "image/svg+xml").view().substr(0, 4) == "<svg");
  zhun_client::ArrowStream facts = assessment.table("facts");
  ArrowSchema schema;
  REQUIRE(facts.get()->get_schema(facts.get(), &schema) == 0);
  CHECK(schema.n_children == 7);
  schema.release(&schema);
}

TEST_CASE("what is wrong is thrown with its place") {
  zhun_client::Dossier dossier;
  try {
    dossier.run(zhun_client::Policy());
    FAIL("an empty dossier was run");
  } catch (const zhun_client::Error& error) {
    CHECK(error.status() == ZHUN_ESTATE);
    CHECK(std::string(error.what()) == "add the file dossier.json first");
  }
  try {
    zhun_parse_options options = ZHUN_PARSE_OPTIONS_INIT;
    options.source_name = "bank.csv";
    options.source_rows_max = 2;
    zhun_client::parse("text/csv", fixture("cli/dossier/bank.csv"), options);
    FAIL("a limit was not kept");
  } catch (const zhun_client::Error& error) {
    CHECK(error.status() == ZHUN_ELIMIT);
    CHECK(std::string(error.source()) == "bank.csv");
    CHECK(error.row() > 0);
  }
  CHECK_THROWS_AS(zhun_client::PdfEngine("/no/such/library.so"), zhun_client::Error);
  CHECK_THROWS_AS(small_dossier().run(zhun_client::Policy()).chart("pie", "text/html"),
                  zhun_client::Error);
}

TEST_CASE("a watch is told, stops, and hands on what its callback throws") {
  const zhun_client::Policy policy;
  const zhun_client::Dossier dossier = small_dossier();
  int calls = 0;
  zhun_client::Watch counting(
      [&](const char*, std::uint64_t, std::uint64_t) { return ++calls > 0; });
  dossier.run(policy, counting);
  CHECK(calls > 10);
  zhun_client::Watch stopping([](const char*, std::uint64_t, std::uint64_t) { return false; });
  CHECK_THROWS_AS(dossier.run(policy, stopping), zhun_client::Error);
  zhun_client::Watch throwing([](const char*, std::uint64_t, std::uint64_t) -> bool {
    throw std::out_of_range("the host's own");
  });
  CHECK_THROWS_AS(dossier.run(policy, throwing), std::out_of_range);
  zhun_client::CancelToken token;
  token.request();
  zhun_client::Watch cancelled(token);
  CHECK_THROWS_AS(dossier.run(policy, cancelled), zhun_client::Error);
}

TEST_CASE("buffers and streams are moved, not copied, and freed once") {
  const std::string csv = fixture("cli/dossier/bank.csv");
  zhun_client::Buffer one = zhun_client::parse("application/json", csv);
  const std::string text = one.text();
  zhun_client::Buffer other = std::move(one);
  CHECK(other.text() == text);
  other = zhun_client::parse("text/csv", csv);
  CHECK(other.text() != text);
  zhun_client::ArrowStream stream = zhun_client::parse_arrow(csv), moved = std::move(stream);
  CHECK((moved.get()->release != nullptr));
  ArrowArrayStream handed = moved.release();
  CHECK((moved.get()->release == nullptr));
  handed.release(&handed);
}

TEST_CASE(
    "tables go in by Arrow, models run over them, a missing OCR engine says what to install") {
  const zhun_client::Policy policy;
  const zhun_client::Assessment assessment = small_dossier().run(policy);
  const zhun_client::Buffer facts = zhun_client::table_from_arrow(assessment.table("facts"));
  CHECK(facts.view().find("\n") != std::string_view::npos);
  const std::string table = "id,customer_type\n1,L\n";
  CHECK(zhun_client::run_policy(policy, {"t.csv", table}).view().find("REFER") !=
        std::string_view::npos);
  CHECK_THROWS_AS(zhun_client::run_pmml({"card.pmml", "<PMML/>"}, {"t.csv", table}),
                  zhun_client::Error);
  CHECK_THROWS_AS(zhun_client::Scorecard({"t.csv", table}), zhun_client::Error);
  try {
    zhun_client::Scanner("/no/such/libzhun_ocr.so");
    FAIL("an engine that is not there was opened");
  } catch (const zhun_client::Error& error) {
    CHECK(error.status() == ZHUN_EUNSUPPORTED);
    CHECK(std::string(error.what()).find("install libzhun_ocr.so") != std::string::npos);
  }
  CHECK_THROWS_AS(zhun_client::Scanner(zhun_ocr_engine{}), zhun_client::Error);
}
