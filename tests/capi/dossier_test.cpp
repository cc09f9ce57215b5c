// Collecting a dossier and running it: order, names, options, and errors with their places.
#include <array>
#include <cstdlib>
#include <cstring>

#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

// Runs and gives the error; the assessment must then be NULL.
zhun_error failure(const zhun_dossier* dossier, const zhun_run_options* options = nullptr) {
  const OwnedPolicy policy = default_policy();
  auto* assessment = reinterpret_cast<zhun_assessment*>(1);
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = zhun_dossier_run(dossier, policy.get(), options, &assessment, &error);
  CHECK(status == error.status);
  CHECK(status != ZHUN_OK);
  CHECK(assessment == nullptr);
  CHECK(std::strlen(error.message) > 0);
  return error;
}

OwnedDossier dossier_with(const std::string& description) {
  OwnedDossier dossier = empty_dossier();
  REQUIRE(add(dossier.get(), "dossier.json", description) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "bank.csv", small("bank.csv")) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "registry.json", small("registry.json")) == ZHUN_OK);
  return dossier;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("next_file names what dossier.json asks for until it is there") {
  const OwnedDossier dossier = empty_dossier();
  const char* name = "x";
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_dossier_next_file(dossier.get(), &name, &error) == ZHUN_ESTATE);
  CHECK(name == nullptr);
  REQUIRE(add(dossier.get(), "dossier.json", small("dossier.json")) == ZHUN_OK);
  int asked = 0;
  while (zhun_dossier_next_file(dossier.get(), &name, &error) == ZHUN_OK && name != nullptr) {
    REQUIRE(++asked <= 2);
    REQUIRE(add(dossier.get(), name, small(name)) == ZHUN_OK);
  }
  CHECK(asked == 2);
  CHECK(error.status == ZHUN_OK);
}

TEST_CASE("wrong calls are refused: NULLs, no name, a name twice") {
  const OwnedDossier dossier = empty_dossier();
  CHECK(zhun_dossier_create(nullptr, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_add(nullptr, "a", "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_add(dossier.get(), nullptr, "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_add(dossier.get(), "", "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_add(dossier.get(), "a", nullptr, 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_add(dossier.get(), "a", nullptr, 0, nullptr) == ZHUN_OK);
  CHECK(zhun_dossier_add(dossier.get(), "a", "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_next_file(dossier.get(), nullptr, nullptr) == ZHUN_EINVAL);
  const char* name = nullptr;
  CHECK(zhun_dossier_next_file(nullptr, &name, nullptr) == ZHUN_EINVAL);
  zhun_assessment* assessment = nullptr;
  const OwnedPolicy policy = default_policy();
  CHECK(zhun_dossier_run(nullptr, policy.get(), nullptr, &assessment, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_run(dossier.get(), nullptr, nullptr, &assessment, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_run(dossier.get(), policy.get(), nullptr, nullptr, nullptr) == ZHUN_EINVAL);
}

TEST_CASE("running without dossier.json says what to do first") {
  CHECK(failure(empty_dossier().get()).status == ZHUN_ESTATE);
}

TEST_CASE("the same dossier, added in another order, gives the same bytes") {
  const OwnedDossier one = small_dossier();
  const OwnedDossier other = empty_dossier();
  for (const char* name : {"registry.json", "bank.csv", "dossier.json"})
    REQUIRE(add(other.get(), name, small(name)) == ZHUN_OK);
  const OwnedAssessment first = assessed(one.get()), second = assessed(other.get());
  for (const char* type :
       {"text/html", "application/json", "application/vnd.zhun.checklist+json"}) {
    OwnedBuffer a, b;
    REQUIRE(zhun_assessment_render(first.get(), type, &a.buffer, nullptr) == ZHUN_OK);
    REQUIRE(zhun_assessment_render(second.get(), type, &b.buffer, nullptr) == ZHUN_OK);
    CHECK(a.text() == b.text());
  }
}

TEST_CASE("truncated JSON is a format error in dossier.json") {
  const std::string json = small("dossier.json");
  const zhun_error error = failure(dossier_with(json.substr(0, json.size() / 2)).get());
  CHECK(error.status == ZHUN_EFORMAT);
  CHECK(std::string(error.source) == "dossier.json");
}

TEST_CASE("an impossible date names its field and does not repeat the value") {
  const zhun_error error =
      failure(dossier_with(replaced(small("dossier.json"), "2026-04-02", "2026-02-30")).get());
  CHECK(std::string(error.source) == "dossier.json");
  CHECK(std::string(error.field) == "/as_of");
  CHECK(std::string(error.message).find("2026-02-30") == std::string::npos);
}

TEST_CASE("a file that the dossier names must have been added") {
  const OwnedDossier dossier = empty_dossier();
  REQUIRE(add(dossier.get(), "dossier.json", small("dossier.json")) == ZHUN_OK);
  CHECK(failure(dossier.get()).status == ZHUN_EINVAL);
}

TEST_CASE("an amount with letters is named by file, line and column") {
  OwnedDossier dossier = empty_dossier();
  REQUIRE(add(dossier.get(), "dossier.json", small("dossier.json")) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "registry.json", small("registry.json")) == ZHUN_OK);
  REQUIRE(add(dossier.get(), "bank.csv", replaced(small("bank.csv"), "67800.00", "6780O.00")) ==
          ZHUN_OK);
  const zhun_error error = failure(dossier.get());
  CHECK(error.status == ZHUN_EFORMAT);
  CHECK(std::string(error.source) == "bank.csv");
  CHECK(error.row == 5);
  CHECK(error.column == 4);
  CHECK(std::string(error.message).find("6780O") == std::string::npos);
}

TEST_CASE("limits of the options are kept, and the default options are zero") {
  const OwnedDossier dossier = small_dossier();
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.source_rows_max = 3;
  CHECK(failure(dossier.get(), &options).status == ZHUN_ELIMIT);
  options = ZHUN_RUN_OPTIONS_INIT;
  options.source_bytes_max = 100;
  CHECK(failure(dossier.get(), &options).status == ZHUN_ELIMIT);
  zhun_run_options by_function;
  std::memset(&by_function, 0xAA, sizeof by_function);
  zhun_run_options_init(&by_function, sizeof by_function);
  options = ZHUN_RUN_OPTIONS_INIT;
  CHECK(std::memcmp(&by_function, &options, sizeof options) == 0);
  zhun_run_options_init(nullptr, sizeof options);
}

TEST_CASE("options of the first version, without PDF, are read and set up") {
  const OwnedDossier dossier = small_dossier();
  constexpr std::size_t kFirst = 24;
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.struct_size = kFirst;
  std::memset(&options.pdf, 0xAA, sizeof options.pdf);  // not the library's to look at
  CHECK(assessed(dossier.get(), &options) != nullptr);
  zhun_run_options by_function;
  std::memset(&by_function, 0xAA, sizeof by_function);
  zhun_run_options_init(&by_function, kFirst);
  CHECK(by_function.struct_size == kFirst);
  CHECK(by_function.pdf != nullptr);
  options.struct_size = kFirst - 1;
  CHECK(failure(dossier.get(), &options).status == ZHUN_EINVAL);
}

TEST_CASE("a password opens the one file that it is for") {
  const std::string described = replaced(small("dossier.json"), R"("file": "registry.json")",
                                         R"("file": "bill.zip", "kind": "STATEMENT",
                  "retrieved_at": "2026-04-01T09:10:00"}, {"file": "registry.json")");
  const OwnedDossier dossier = dossier_with(described);
  const std::string bill = fixture("read/fixtures/archives/wechat_aes256.zip");
  REQUIRE_FALSE(bill.empty());
  REQUIRE(add(dossier.get(), "bill.zip", bill) == ZHUN_OK);
  const auto set = [&](const char* name, const std::string& password) {
    return zhun_dossier_set_password(dossier.get(), name, password.data(), password.size(),
                                     nullptr);
  };
  CHECK(failure(dossier.get()).status == ZHUN_EENCRYPTED);
  REQUIRE(set("bank.csv", "283746") == ZHUN_OK);
  CHECK(failure(dossier.get()).status == ZHUN_EENCRYPTED);
  REQUIRE(set("bill.zip", "n0tth1s") == ZHUN_OK);
  const zhun_error wrong = failure(dossier.get());
  CHECK(wrong.status == ZHUN_EENCRYPTED);
  CHECK(std::string(wrong.message).find("n0tth1s") == std::string::npos);
  CHECK(std::string(wrong.source).find("bill.zip") != std::string::npos);
  REQUIRE(set("bill.zip", "283746") == ZHUN_OK);
  CHECK(assessed(dossier.get()) != nullptr);
  REQUIRE(set("bill.zip", "") == ZHUN_OK);
  CHECK(failure(dossier.get()).status == ZHUN_EENCRYPTED);
}

TEST_CASE("wrong calls of set_password are refused") {
  const OwnedDossier dossier = small_dossier();
  CHECK(zhun_dossier_set_password(nullptr, "a", "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_set_password(dossier.get(), nullptr, "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_set_password(dossier.get(), "", "x", 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_set_password(dossier.get(), "a", nullptr, 1, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_dossier_set_password(dossier.get(), "a", nullptr, 0, nullptr) == ZHUN_OK);
}

TEST_CASE("a dossier with a PDF asks for the engine") {
  const std::string described = replaced(small("dossier.json"), R"("file": "registry.json")",
                                         R"("file": "invoice.pdf", "kind": "INVOICES",
                  "retrieved_at": "2026-04-01T09:10:00"}, {"file": "registry.json")");
  const OwnedDossier dossier = dossier_with(described);
  REQUIRE(add(dossier.get(), "invoice.pdf", fixture("read/fixtures/pdf/digital_plain.pdf")) ==
          ZHUN_OK);
  CHECK(failure(dossier.get()).status == ZHUN_EUNSUPPORTED);
  const char* path = std::getenv("ZHUN_PDFIUM");
  if (path == nullptr) {
    MESSAGE("skipped: PDFium is not here (ZHUN_PDFIUM names it)");
    return;
  }
  zhun_pdf_engine* engine = nullptr;
  REQUIRE(zhun_pdf_engine_open(path, &engine, nullptr) == ZHUN_OK);
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.pdf = engine;
  CHECK(assessed(dossier.get(), &options) != nullptr);
  zhun_pdf_engine_free(engine);
}

TEST_CASE("options of a later version work while what we do not know is zero") {
  struct Later {
    zhun_run_options known;
    std::uint64_t unknown;
  };
  const OwnedDossier dossier = small_dossier();
  Later later = {ZHUN_RUN_OPTIONS_INIT, 0};
  later.known.struct_size = sizeof later;
  CHECK(assessed(dossier.get(), &later.known) != nullptr);
  later.unknown = 1;
  CHECK(failure(dossier.get(), &later.known).status == ZHUN_EVERSION);
  later.known.struct_size = 4;
  CHECK(failure(dossier.get(), &later.known).status == ZHUN_EINVAL);
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  options.masking = 3;
  CHECK(failure(dossier.get(), &options).status == ZHUN_EINVAL);
}

TEST_CASE("masking is what the run asked for") {
  const OwnedDossier dossier = small_dossier();
  zhun_run_options options = ZHUN_RUN_OPTIONS_INIT;
  const std::string enterprise = "青岛样例五金有限公司", account = "6225880100000000007";
  OwnedBuffer inside, outward;
  REQUIRE(zhun_assessment_json(assessed(dossier.get()).get(), &inside.buffer, nullptr) == ZHUN_OK);
  options.masking = ZHUN_MASKING_OUTWARD;
  REQUIRE(zhun_assessment_json(assessed(dossier.get(), &options).get(), &outward.buffer, nullptr) ==
          ZHUN_OK);
  CHECK(inside.text().find(enterprise) != std::string::npos);
  CHECK(inside.text().find(account) == std::string::npos);
  CHECK(outward.text().find(enterprise) == std::string::npos);
  CHECK(outward.text().find(account) == std::string::npos);
}

TEST_CASE("an assessment outlives its dossier and its policy, and a dossier may be run twice") {
  OwnedAssessment first, second;
  {
    const OwnedDossier dossier = small_dossier();
    first = assessed(dossier.get());
    second = assessed(dossier.get());
  }
  OwnedBuffer a, b;
  REQUIRE(zhun_assessment_json(first.get(), &a.buffer, nullptr) == ZHUN_OK);
  REQUIRE(zhun_assessment_json(second.get(), &b.buffer, nullptr) == ZHUN_OK);
  CHECK(a.text() == b.text());
}

TEST_CASE("an error of an unknown, smaller size is left alone") {
  zhun_error error = ZHUN_ERROR_INIT;
  error.struct_size = 8;
  error.status = 77;
  CHECK(zhun_dossier_create(nullptr, &error) == ZHUN_EINVAL);
  CHECK(error.status == 77);
}
