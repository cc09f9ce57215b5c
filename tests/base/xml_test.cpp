#include "base/xml.hpp"

#include <doctest/doctest.h>

using namespace zhun;

TEST_CASE("elements, attributes, text, namespaces and lines") {
  const auto root = xml::parse(
      "<d:a xmlns:d=\"urn:x\" d:id=\"1\">\n <d:b>t &lt; u</d:b>\n <c/>\n</d:a>", "m.dmn", {});
  REQUIRE(root.has_value());
  CHECK(root->name == "a");
  CHECK(root->space == "urn:x");
  CHECK(root->attribute("id") == "1");
  CHECK(root->child_text("b") == "t < u");
  CHECK(root->child("c")->line == 3);
  CHECK(root->child("missing") == nullptr);
}

TEST_CASE("hostile XML is refused with a place") {
  const auto bomb = xml::parse("<!DOCTYPE a [<!ENTITY x \"y\">]>\n<a>&x;</a>", "m.dmn", {});
  REQUIRE_FALSE(bomb.has_value());
  CHECK(bomb.error().message.find("DOCTYPE") != std::string::npos);
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "<a>";
  CHECK(xml::parse(deep, "m", {}).error().code == ErrorCode::limit);
  const auto cut = xml::parse("<a>\n<b></a>", "m", {});
  REQUIRE_FALSE(cut.has_value());
  CHECK(cut.error().place.row == 2);
}
