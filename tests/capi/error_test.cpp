// The guard around every call, and the caller-owned error.
#include <doctest/doctest.h>

#include <cstring>
#include <new>
#include <stdexcept>

#include "handles.hpp"

using zhun::capi::guarded;

namespace {

zhun_error thrown_by(void (*work)()) {
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun_status status = guarded(&error, [work]() -> zhun_status {
    work();
    return ZHUN_OK;
  });
  CHECK(status == error.status);
  return error;
}

}  // namespace

TEST_CASE("whatever is thrown becomes a status, and its text is dropped") {
  CHECK(thrown_by([] { throw std::bad_alloc(); }).status == ZHUN_ENOMEM);
  CHECK(thrown_by([] { throw std::overflow_error("1234.56"); }).status == ZHUN_ELIMIT);
  CHECK(thrown_by([] { throw 42; }).status == ZHUN_EINTERNAL);
  const zhun_error error = thrown_by([] { throw std::runtime_error("6225880100000000007"); });
  CHECK(error.status == ZHUN_EINTERNAL);
  CHECK(std::strstr(error.message, "6225") == nullptr);
}

TEST_CASE("a place is copied whole") {
  zhun_error error = ZHUN_ERROR_INIT;
  const zhun::Error from{zhun::ErrorCode::format, {"bank.csv", 2, 12, 4, "amount"}, "not a number"};
  CHECK(zhun::capi::report(&error, from) == ZHUN_EFORMAT);
  CHECK(error.page == 2);
  CHECK(error.row == 12);
  CHECK(error.column == 4);
  CHECK(std::string(error.source) == "bank.csv");
  CHECK(std::string(error.field) == "amount");
  CHECK(std::string(error.message) == "not a number");
}

TEST_CASE("a long name is cut at a whole character") {
  std::string name;
  for (int i = 0; i < 60; ++i) name += "银";  // 180 bytes
  zhun_error error = ZHUN_ERROR_INIT;
  zhun::capi::report(&error, zhun::Error{zhun::ErrorCode::format, {name, 0, 0, 0, "x"}, ""});
  CHECK(std::strlen(error.source) == 126);
  CHECK(name.starts_with(error.source));
  CHECK(std::string(error.field) == "x");
}

TEST_CASE("success empties an earlier error") {
  zhun_error error = ZHUN_ERROR_INIT;
  zhun::capi::report(&error, zhun::Error{zhun::ErrorCode::limit, {"a", 1, 1, 1, "b"}, "c"});
  CHECK(zhun::capi::succeed(&error) == ZHUN_OK);
  const zhun_error empty = ZHUN_ERROR_INIT;
  CHECK(std::memcmp(&error, &empty, sizeof error) == 0);
}
