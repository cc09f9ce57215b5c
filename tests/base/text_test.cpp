#include "zhun/text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace zhun;

TEST_CASE("encodings are detected by content") {
  const std::string utf8 = "日期,金额\n";
  CHECK(detect_encoding(utf8)->encoding == Encoding::utf8);
  CHECK(detect_encoding("\xEF\xBB\xBF" + utf8)->bom_bytes == 3);
  CHECK(detect_encoding("\xC8\xD5\xC6\xDA,1")->encoding == Encoding::gb18030);
  CHECK(detect_encoding(std::string("d\0a\0t\0e\0,\0", 10))->encoding == Encoding::utf16le);
  CHECK(detect_encoding(std::string("\0d\0a\0t\0e\0,", 10))->encoding == Encoding::utf16be);
  CHECK_FALSE(detect_encoding("\xFF\xFF\xFF").has_value());
}

TEST_CASE("GB18030 is decoded in one, two and four bytes") {
  CHECK(*to_utf8("\xC8\xD5\xC6\xDA,1", Encoding::gb18030) == "日期,1");
  CHECK(*to_utf8("\x95\x32\x82\x36", Encoding::gb18030) == "\xF0\xA0\x80\x80");  // U+20000
  CHECK(*to_utf8("\x81\x30\x81\x30", Encoding::gb18030) == "\xC2\x80");          // U+0080
  CHECK(*to_utf8("\x84\x31\xA4\x37", Encoding::gb18030) == "\xEF\xBF\xBD");      // U+FFFD
  CHECK(*to_utf8("\xA3\xA4", Encoding::gb18030) == "\xEF\xBF\xA5");              // full-width yen
  const auto bad = to_utf8("a\nb\xFF", Encoding::gb18030);
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().place.row == 2);
}

TEST_CASE("UTF-16 with surrogates") {
  CHECK(*to_utf8(std::string("\x42\xD8\xB7\xDF", 4), Encoding::utf16le) == "\xF0\xA0\xAE\xB7");
  CHECK_FALSE(to_utf8(std::string("\x42\xD8", 2), Encoding::utf16le).has_value());
  CHECK_FALSE(to_utf8("abc", Encoding::utf16le).has_value());
}

TEST_CASE("names that are written differently are equal in normal form") {
  CHECK(normalise_name(" 济南示例（历下）商贸　有限公司 ") == "济南示例(历下)商贸有限公司");
  CHECK(normalise_name("ＡＢＣ商行") == "ABC商行");
  CHECK(normalise_name("阿不都•热合曼") == normalise_name("阿不都·热合曼"));
  CHECK(normalise_name("阿不都・热合曼") == normalise_name("阿不都·热合曼"));
  CHECK(normalise_name("") == "");
}

TEST_CASE("trim removes ASCII and Unicode spaces") {
  CHECK(trim("\t 12\xC2\xA0\xE3\x80\x80") == "12");
  CHECK(trim("\xEF\xBB\xBFx") == "x");
  CHECK(trim(" \xE3\x80\x80 ").empty());
}

TEST_CASE("code points of valid and invalid text") {
  CHECK(code_points("a王\xF0\xA0\xAE\xB7").size() == 3);
  CHECK(code_points("\xFF\xFE").size() == 2);
}

TEST_CASE("the arena keeps texts apart") {
  TextArena arena;
  const auto a = arena.store("abc");
  const std::string large(100000, 'x');
  const auto b = arena.store(large);
  const auto c = arena.store("def");
  CHECK(a == "abc");
  CHECK(b == large);
  CHECK(c == "def");
}

TEST_CASE("property: GB18030 decodes alike, whatever stands around a character") {
  const std::string characters =
      "\xC8\xD5"
      "\x95\x32\x82\x36"
      "\xA3\xA4"
      "\x81\x30\x81\x30";
  const std::string decoded = *to_utf8(characters, Encoding::gb18030);
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      const auto text = to_utf8(std::string(before, 'x') + characters + std::string(after, 'y'),
                                Encoding::gb18030);
      REQUIRE(text.has_value());
      CHECK(*text == std::string(before, 'x') + decoded + std::string(after, 'y'));
    }
  }
  CHECK_FALSE(to_utf8("xxxxxxxxx\xC8", Encoding::gb18030).has_value());
}
