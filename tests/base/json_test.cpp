#include "base/json.hpp"

#include <doctest/doctest.h>

using namespace zhun;

TEST_CASE("numbers keep their text") {
  const auto value = json::parse(R"({"a":9007199254740993,"b":0.70,"c":-0.0})", "x", {});
  REQUIRE(value.has_value());
  CHECK(value->find("a")->text == "9007199254740993");
  json::Reader reader(*value, "", "x");
  CHECK(reader.money_fen("a")->fen() == 9007199254740993);
  CHECK(to_string(*reader.decimal("b")) == "0.7");
  CHECK_FALSE(reader.error().has_value());
}

TEST_CASE("truncated and malformed JSON says where") {
  const std::string text = "{\n\"a\": [1, 2,\n{\"b\": \"c\"}]\n}";
  for (std::size_t size = 1; size < text.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(json::parse(text.substr(0, size), "x.json", {}).has_value());
  }
  for (const char* bad : {"", "nul", "{\"a\":01}", "{\"a\":1}x", "{\"a\":1,}", "[1 2]",
                          "{\"a\":+1}", "{\"a\":\"\xFF\"}", "12"}) {
    CAPTURE(bad);
    CHECK_FALSE(json::parse(bad, "x.json", {}).has_value());
  }
  const auto error = json::parse("{\n\"a\": 1,\n\"b\": tru\n}", "x.json", {}).error();
  CHECK(error.place.source == "x.json");
  CHECK(error.place.row == 3);
}

TEST_CASE("depth is limited") {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  CHECK(json::parse(deep, "x", {}).error().code == ErrorCode::limit);
}

TEST_CASE("the reader names the field that is wrong and never its value") {
  const auto value =
      json::parse(R"({"n":1.5,"d":"2026-02-30","s":5,"big":9223372036854775808})", "x", {});
  json::Reader n(*value, "/a", "x");
  CHECK_FALSE(n.integer("n").has_value());
  CHECK(n.error()->place.field == "/a/n");
  json::Reader d(*value, "/a", "x");
  CHECK_FALSE(d.date("d").has_value());
  CHECK(d.error()->message.find("2026-02-30") == std::string::npos);
  json::Reader s(*value, "/a", "x");
  CHECK(s.string("s").empty());
  CHECK(s.error()->place.field == "/a/s");
  json::Reader big(*value, "/a", "x");
  CHECK_FALSE(big.money_fen("big").has_value());
  CHECK(big.error().has_value());
}

TEST_CASE("what is written reads back") {
  json::Writer writer;
  writer.begin_object();
  writer.member("text", "\"\\\n\t\x01\xE2\x80\xA8王");
  writer.member("money", Money::from_fen(-105));
  writer.key("list");
  writer.begin_array();
  writer.value(1);
  writer.value(true);
  writer.null();
  writer.end_array();
  writer.end_object();
  const std::string text = writer.take();
  CHECK(text ==
        "{\"text\":\"\\\"\\\\\\n\\t\\u0001\\u2028王\",\"money\":\"-1.05\",\"list\":[1,true,null]}");
  CHECK(json::parse(text, "x", {})->find("text")->text == "\"\\\n\t\x01\xE2\x80\xA8王");
  std::string html;
  json::append_string(html, "</script><!--&", true);
  CHECK(html == "\"\\u003c/script\\u003e\\u003c!--\\u0026\"");
}

TEST_CASE("what only begins like null is refused") {
  for (const char* text : {"{\"a\": n 1}", "{\"a\": nul}", "[nulll]", "[n\x19]", "[n]"}) {
    CAPTURE(text);
    const auto value = json::parse(text, "a.json", Limits());
    REQUIRE_FALSE(value.has_value());
    CHECK(value.error().code == ErrorCode::format);
  }
}
