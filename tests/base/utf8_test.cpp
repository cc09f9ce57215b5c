#include <doctest/doctest.h>

#include <string>

#include "zhun/text.hpp"

using namespace zhun;

TEST_CASE("UTF-8 is valid or not, wherever the fault stands") {
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8("abc 王 \xF0\xA0\xAE\xB7"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE7\x8E"}) {
    for (const std::size_t before : {0, 1, 15, 16, 63, 64, 1000}) {
      CAPTURE(before);
      CHECK_FALSE(is_valid_utf8(std::string(before, 'a') + bad + std::string(70, 'b')));
      CHECK_FALSE(is_valid_utf8(std::string(before, 'a') + bad));
    }
  }
}

TEST_CASE("bytes that are not valid are refused with their line") {
  const auto text = to_utf8("a\nb\n\xE7\x8E", Encoding::utf8);
  REQUIRE_FALSE(text.has_value());
  CHECK(text.error().place.row == 3);
}
