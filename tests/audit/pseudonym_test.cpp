// Pseudonyms: equal ids meet, the key decides, types are apart.
#include <doctest/doctest.h>

#include "zhun/audit.hpp"

namespace {

using namespace zhun;

constexpr std::string_view kKey = "0123456789abcdef";

TEST_CASE("one id has one pseudonym, however it is written") {
  const auto one = pseudonym(kKey, "account", "6205 5012 3456 x");
  REQUIRE(one);
  CHECK(one->size() == 64);
  CHECK(*one == pseudonym(kKey, "account", "62055012 3456X").value());
  CHECK(*one != pseudonym(kKey, "account", "62055012 3457X").value());
  CHECK(*one != pseudonym(kKey, "person", "6205 5012 3456 x").value());
  CHECK(*one != pseudonym("0123456789abcdeF", "account", "6205 5012 3456 x").value());
}

TEST_CASE("a short key and an empty id are refused") {
  CHECK_FALSE(pseudonym("short", "account", "1"));
  CHECK_FALSE(pseudonym(kKey, "account", " "));
}

}  // namespace
