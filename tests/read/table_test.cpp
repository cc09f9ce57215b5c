// Decoding of text files before they are read as tables.
#include "read/table_file.hpp"

#include <doctest/doctest.h>

using namespace zhun;
using namespace zhun::read;

TEST_CASE("byte order marks are taken off and encodings decoded") {
  ReadOptions options;
  CHECK(load_text("\xEF\xBB\xBF甲", options)->text == "甲");
  CHECK(load_text("\xBC\xD7,\xD2\xD2", options)->text == "甲,乙");  // GB18030
  using namespace std::string_literals;
  CHECK(load_text("\xFF\xFE\x32\x75,\0"s, options)->text == "甲,");
  CHECK(load_text("\xFE\xFF\x75\x32\0,"s, options)->text == "甲,");
}

TEST_CASE("errors of decoding name the source") {
  ReadOptions options;
  options.source_name = "given.csv";
  const auto broken = load_text("\xEF\xBB\xBF\xE7\x94", options);
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().code == ErrorCode::format);
  CHECK(broken.error().place.source == "given.csv");
}

TEST_CASE("an empty source is refused") {
  CHECK_FALSE(load_text("", ReadOptions{}).has_value());
  CHECK_FALSE(load_text(" \r\n\t", ReadOptions{}).has_value());
}
