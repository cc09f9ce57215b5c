#include "policy/word_source.hpp"

#include <doctest/doctest.h>

#include "base/xml.hpp"
#include "read/zip.hpp"
#include "zhun/policy_tools.hpp"

namespace {

std::string part(const std::string& docx, std::string_view name) {
  const zhun::ReadOptions options;
  return zhun::read::ZipReader::open(docx, options)->read(name, 1 << 20).value();
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a source becomes a Word file with headings, a table and its repeated heading row") {
  const std::string docx = zhun::make_word_template(
      "T1",
      "# 标题\n## 一、小节 <&>\n!25 75\n|= 甲 | 乙\n| = 项 | >{{value}}\n| 合并\n\n~ 签字：____\n");
  const std::string body = part(docx, "word/document.xml");
  CHECK(zhun::xml::check(body, "document", {}).has_value());
  CHECK(body.find("&lt;&amp;>") != std::string::npos);
  CHECK(count(body, "<w:tr>") == 3);
  CHECK(count(body, "<w:tblHeader/>") == 1);
  CHECK(body.find("<w:gridSpan w:val=\"2\"/>") != std::string::npos);
  CHECK(body.find("ZhunNumber") != std::string::npos);
  CHECK(body.find("w:w=\"11906\"") != std::string::npos);
  CHECK(part(docx, "word/footer1.xml").find("{{assessment.digest}}") != std::string::npos);
  CHECK(docx == zhun::make_word_template("T1",
                                         "# 标题\n## 一、小节 <&>\n!25 75\n|= 甲 | 乙\n| = 项 | "
                                         ">{{value}}\n| 合并\n\n~ 签字：____\n"));
}

TEST_CASE("the built-in pack brings a Word template for each document") {
  std::size_t found = 0;
  for (const auto& file : zhun::default_policy_files()) {
    if (!file.name.starts_with("documents/")) continue;
    ++found;
    CAPTURE(file.name);
    const std::string docx(file.bytes);
    for (const char* name : {"word/document.xml", "word/styles.xml", "word/header1.xml",
                             "word/footer1.xml", "[Content_Types].xml"})
      CHECK(zhun::xml::check(part(docx, name), name, {}).has_value());
  }
  CHECK(found == 22);
}

TEST_CASE("a pack that extends another replaces its templates and adds its own") {
  const std::string own = zhun::make_word_template("D05", "# 本行\n");
  const std::vector<zhun::SourceFile> overlay = {
      {"policy.json", R"({"name":"bank","version":"1","extends":"zhun-default"})"},
      {"documents/D05.docx", own},
      {"documents/B01.docx", own}};
  const auto pack = zhun::complete_pack(overlay).value();
  std::size_t mine = 0, all = 0;
  for (const auto& file : pack) {
    all += file.name.starts_with("documents/") ? 1 : 0;
    mine += file.bytes == own ? 1 : 0;
  }
  CHECK(all == 23);
  CHECK(mine == 2);
  CHECK(zhun::open_policy(overlay).has_value());
  const std::vector<zhun::SourceFile> odd = {
      {"policy.json", R"({"name":"bank","version":"1","extends":"zhun-default"})"},
      {"documents/D05.docm", own}};
  const auto refused = zhun::open_policy(odd);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().place.source == "documents/D05.docm");
}
