// Workbooks with a password.
#include <doctest/doctest.h>

#include "read/office_cipher.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

const char* const kPassword =
    "\xE9\x93\xB6\xE8\xA1\x8C"
    "2837";

Result<std::vector<Statement>> opened(const std::string& bytes, const std::string& password) {
  ReadOptions options = options_for("a.xlsx");
  options.password = password;
  return read_statements(bytes, options);
}

std::string encrypted(const char* name) {
  return fixture(std::string("read/fixtures/archives/") + name);
}

}  // namespace

TEST_CASE("a workbook with a password gives what it gives without one") {
  const auto plain = read_statements(fixture("read/fixtures/sheets/wechat_two_sheets.xlsx"),
                                     options_for("a.xlsx"));
  REQUIRE(plain.has_value());
  for (const char* name : {"wechat_agile.xlsx", "wechat_standard.xlsx"}) {
    CAPTURE(name);
    const auto statements = opened(encrypted(name), kPassword);
    REQUIRE_MESSAGE(statements.has_value(), to_string(statements.error()));
    CHECK(figures_of(*statements).rows == figures_of(*plain).rows);
    CHECK(figures_of(*statements).by_direction == figures_of(*plain).by_direction);
    for (const char* password : {"", "2837", "wrong \xFF"}) {
      const auto refused = opened(encrypted(name), password);
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code == ErrorCode::encrypted);
      CHECK(refused.error().message.find("password") != std::string::npos);
    }
  }
}

TEST_CASE("an encrypted workbook that is damaged is refused as such, wherever the damage is") {
  for (const char* name : {"wechat_agile.xlsx", "wechat_standard.xlsx"}) {
    CAPTURE(name);
    const std::string whole = encrypted(name);
    const auto expected = opened(whole, kPassword);
    REQUIRE(expected.has_value());
    // Each time goes through 100,000 hashes: few places must do.
    for (std::size_t at = 0; at < whole.size(); at += 997) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 16);
      const auto statements = opened(changed, kPassword);
      const auto cut = opened(whole.substr(0, at), kPassword);
      CAPTURE(at);
      for (const auto* result : {&statements, &cut}) {
        CHECK(
            (!*result || figures_of(**result).by_direction == figures_of(*expected).by_direction));
      }
    }
  }
}

TEST_CASE("passwords are hashed in UTF-16") {
  using read::utf16_of_password;
  CHECK(utf16_of_password("a\xE9\x93\xB6") == std::string("a\0\xF6\x94", 4));
  CHECK(utf16_of_password("\xF0\x9F\x98\x80") == std::string("\x3D\xD8\0\xDE", 4));
  CHECK(utf16_of_password("\xFF").empty());
}
