// Policies: the built-in one and packs that are wrong.
#include <cstring>

#include "handles_for_tests.hpp"

using namespace zhun::test;

TEST_CASE("the built-in policy names itself with version and digest") {
  const OwnedPolicy policy = default_policy();
  const std::string id = zhun_policy_id(policy.get());
  CHECK(id.find('@') != std::string::npos);
  CHECK(id.find('#') != std::string::npos);
  CHECK(std::string(zhun_policy_id(nullptr)).empty());
}

TEST_CASE("a policy without files, or a file without name or data, is a wrong call") {
  auto* policy = reinterpret_cast<zhun_policy*>(1);  // must be overwritten
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(zhun_policy_parse(nullptr, 0, &policy, &error) == ZHUN_EINVAL);
  CHECK(policy == nullptr);
  CHECK(std::strlen(error.message) > 0);
  const zhun_file no_name = {nullptr, "x", 1};
  CHECK(zhun_policy_parse(&no_name, 1, &policy, nullptr) == ZHUN_EINVAL);
  const zhun_file no_data = {"policy.json", nullptr, 1};
  CHECK(zhun_policy_parse(&no_data, 1, &policy, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_policy_parse(&no_data, 1, nullptr, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_policy_default(nullptr, &error) == ZHUN_EINVAL);
}

TEST_CASE("a broken pack fails with the file's name in the error") {
  const std::string broken = "{\"name\": ";
  const zhun_file file = {"policy.json", broken.data(), broken.size()};
  zhun_policy* policy = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = zhun_policy_parse(&file, 1, &policy, &error);
  CHECK(status < 0);
  CHECK(status != ZHUN_EINTERNAL);
  CHECK(error.status == status);
  CHECK(std::string(error.source) == "policy.json");
  CHECK(policy == nullptr);
}

TEST_CASE("a pack may extend the built-in one") {
  const std::string manifest =
      R"({"name": "branch", "version": "1", "extends": "zhun-default", "tables": "own.json"})";
  const std::string tables = R"({"parameters": {"cycle_days": 14}})";
  const zhun_file files[] = {{"policy.json", manifest.data(), manifest.size()},
                             {"own.json", tables.data(), tables.size()}};
  zhun_policy* policy = nullptr;
  zhun_error error = ZHUN_ERROR_INIT;
  REQUIRE_MESSAGE(zhun_policy_parse(files, 2, &policy, &error) == ZHUN_OK, error.message);
  CHECK(std::string(zhun_policy_id(policy)).starts_with("branch@1#"));
  zhun_policy_free(policy);
}
