// One file of any kind to JSON.
#include <cstring>

#include "handles_for_tests.hpp"

using namespace zhun::test;

namespace {

zhun_status parse(const char* media_type, const std::string& bytes, zhun_buffer* out,
                  zhun_error* error = nullptr) {
  return zhun_parse(media_type, "given.csv", bytes.data(), bytes.size(), out, error);
}

}  // namespace

TEST_CASE("a bank statement gives its rows") {
  OwnedBuffer out;
  REQUIRE(parse(nullptr, small("bank.csv"), &out.buffer) == ZHUN_OK);
  CHECK(out.text().find("\"rows\"") != std::string::npos);
  CHECK(out.text().find("67800.00") != std::string::npos);
}

TEST_CASE("a government record is recognised by its content") {
  OwnedBuffer out;
  REQUIRE(parse("", small("registry.json"), &out.buffer) == ZHUN_OK);
  CHECK(out.text().find("\"government\"") != std::string::npos);
}

TEST_CASE("a stated media type must be one that is read and fit the content") {
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  CHECK(parse("text/csv", small("bank.csv"), &out.buffer) == ZHUN_OK);
  CHECK(parse("application/json", small("bank.csv"), &out.buffer, &error) == ZHUN_EFORMAT);
  CHECK(std::string(error.source) == "given.csv");
  CHECK(out.buffer.data == nullptr);
  CHECK(parse("text/csv", small("registry.json"), &out.buffer) == ZHUN_EFORMAT);
  CHECK(parse("application/pdf", small("bank.csv"), &out.buffer) == ZHUN_EUNSUPPORTED);
}

TEST_CASE("what is nothing we know fails, and nothing at all does, too") {
  OwnedBuffer out;
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = parse(nullptr, "this is a letter\nto the bank\n", &out.buffer, &error);
  CHECK((status == ZHUN_EUNSUPPORTED || status == ZHUN_EFORMAT));
  CHECK(std::strlen(error.message) > 0);
  CHECK(parse(nullptr, "", &out.buffer) < 0);
  CHECK(zhun_parse(nullptr, nullptr, nullptr, 0, &out.buffer, nullptr) < 0);
  CHECK(zhun_parse(nullptr, nullptr, nullptr, 1, &out.buffer, nullptr) == ZHUN_EINVAL);
  CHECK(zhun_parse(nullptr, nullptr, "x", 1, nullptr, nullptr) == ZHUN_EINVAL);
}
