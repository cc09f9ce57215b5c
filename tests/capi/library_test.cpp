// Version, status names, buffers.
#include <cstring>
#include <set>

#include "handles_for_tests.hpp"

using namespace zhun::test;

TEST_CASE("the loaded library has the interface of the header and the version of the project") {
  CHECK(zhun_abi_version() == ZHUN_ABI_VERSION);
  CHECK(std::string(zhun_version_string()) == ZHUN_PROJECT_VERSION);
}

TEST_CASE("every status has a name of its own, other numbers are unknown") {
  std::set<std::string> names;
  for (zhun_status status : {0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -99})
    CHECK(names.insert(zhun_status_name(status)).second);
  CHECK(names.contains("ok"));
  CHECK_FALSE(names.contains("unknown"));
  CHECK(std::string(zhun_status_name(1)) == "unknown");
  CHECK(std::string(zhun_status_name(-1000)) == "unknown");
}

TEST_CASE("a buffer may be freed as NULL, empty, and twice") {
  zhun_buffer_free(nullptr);
  zhun_buffer buffer = ZHUN_BUFFER_INIT;
  zhun_buffer_free(&buffer);
  const std::string csv = small("bank.csv");
  REQUIRE(zhun_parse(nullptr, "bank.csv", csv.data(), csv.size(), &buffer, nullptr) == ZHUN_OK);
  REQUIRE(buffer.size > 0);
  CHECK(buffer.data[buffer.size] == '\0');
  CHECK(std::strlen(buffer.data) == buffer.size);
  zhun_buffer_free(&buffer);
  CHECK(buffer.data == nullptr);
  CHECK(buffer.size == 0);
  CHECK(buffer.owner == nullptr);
  zhun_buffer_free(&buffer);
}

TEST_CASE("every free accepts NULL") {
  zhun_policy_free(nullptr);
  zhun_dossier_free(nullptr);
  zhun_assessment_free(nullptr);
}
