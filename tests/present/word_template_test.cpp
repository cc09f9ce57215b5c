#include "present/word_template.hpp"

#include <doctest/doctest.h>

#include "base/zip_write.hpp"
#include "read/zip.hpp"

using zhun::word::fill_template;
using zhun::word::Values;

namespace {

constexpr std::string_view kTypes =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";

std::string docx_of(std::vector<zhun::ZipFile> parts) {
  parts.push_back({"[Content_Types].xml", std::string(kTypes)});
  return write_zip(parts, zhun::ZipMethod::deflated);
}

std::string docx_with(const std::string& body) {
  return docx_of({{"word/document.xml", "<w:document xmlns:w=\"urn:w\" xmlns:m=\"urn:m\"><w:body>" +
                                            body + "</w:body></w:document>"}});
}

std::string paragraph(const std::string& text) {
  return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

Values values() {
  Values values;
  values.texts = {{"name", "甲公司"}, {"empty", ""}, {"hostile", "<w:p>&\x01\u202Ex{{name}}"}};
  values.lists["rows"] = {{"a", "b"}, {{"1", "一"}, {"2", "二"}}};
  values.lists["none"] = {{"a"}, {}};
  return values;
}

zhun::Result<std::string> fill(const std::string& docx) {
  zhun::word::CheckedParts checked;
  return fill_template(docx, "documents/T.docx", values(), checked);
}

std::string body_of(const std::string& docx) {
  const auto filled = fill(docx);
  REQUIRE_MESSAGE(filled.has_value(), zhun::to_string(filled.error()));
  const zhun::ReadOptions options;
  std::string text =
      zhun::read::ZipReader::open(*filled, options)->read("word/document.xml", 64 << 20).value();
  const auto begin = text.find("<w:body>") + 8;
  return text.substr(begin, text.find("</w:body>") - begin);
}

std::string body(const std::string& xml) { return body_of(docx_with(xml)); }

zhun::Error refusal(const std::string& docx) {
  const auto filled = fill(docx);
  REQUIRE_FALSE(filled.has_value());
  CHECK(filled.error().place.source == "documents/T.docx");
  return filled.error();
}

}  // namespace

TEST_CASE("a placeholder is replaced, also where Word splits it over runs") {
  CHECK(body(paragraph("甲：{{ name }}。")) == paragraph("甲：甲公司。"));
  CHECK(body("<w:p><w:r><w:t>甲{</w:t></w:r><w:proofErr/><w:r><w:t>{na</w:t></w:r><w:hyperlink>"
             "<w:r><w:t>me}</w:t></w:r></w:hyperlink><w:r><w:t>}乙</w:t></w:r></w:p>") ==
        "<w:p><w:r><w:t>甲甲公司</w:t></w:r><w:proofErr/><w:r><w:t></w:t></w:r><w:hyperlink>"
        "<w:r><w:t></w:t></w:r></w:hyperlink><w:r><w:t>乙</w:t></w:r></w:p>");
  CHECK(body(paragraph("&#123;{name&#x7d;}")) == paragraph("甲公司"));
}

TEST_CASE("a value stays text, whatever it holds") {
  const std::string filled = body(paragraph("{{hostile}}"));
  CHECK(filled == paragraph("&lt;w:p&gt;&amp; \uFFFDx{{name}}"));
  std::string out;
  zhun::word::append_text(out,
                          "a\xEF\xBF\xBE"
                          "b\xEF\xBF\xBF");
  CHECK(out == "a\uFFFDb\uFFFD");
}

TEST_CASE("a table row repeats for each row of a list") {
  const std::string row =
      "<w:tr><w:tc><w:p><w:r><w:t>{{#rows}}{{a}}</w:t></w:r></w:p></w:tc>"
      "<w:tc>" +
      paragraph("{{b}} {{name}}{{/rows}}") + "</w:tc></w:tr>";
  const auto filled_row = [](const std::string& a, const std::string& b) {
    return "<w:tr><w:tc>" + paragraph(a) + "</w:tc><w:tc>" + paragraph(b + " 甲公司") +
           "</w:tc></w:tr>";
  };
  CHECK(body("<w:tbl>" + row + "</w:tbl>") ==
        "<w:tbl>" + filled_row("1", "一") + filled_row("2", "二") + "</w:tbl>");
  // The ends alone in the first and the last cell: no cell loses its paragraph.
  const std::string bare = "<w:tbl><w:tr><w:tc>" + paragraph("{{#rows}}") + "</w:tc><w:tc>" +
                           paragraph("{{a}}") + "</w:tc><w:tc>" + paragraph("{{/rows}}") +
                           "</w:tc></w:tr></w:tbl>";
  const auto bare_row = [](const std::string& a) {
    return "<w:tr><w:tc>" + paragraph("") + "</w:tc><w:tc>" + paragraph(a) + "</w:tc><w:tc>" +
           paragraph("") + "</w:tc></w:tr>";
  };
  CHECK(body(bare) == "<w:tbl>" + bare_row("1") + bare_row("2") + "</w:tbl>");
}

TEST_CASE("sections stand alone in rows and paragraphs, or within one") {
  const auto row = [](const std::string& text) {
    return "<w:tr><w:tc>" + paragraph(text) + "</w:tc></w:tr>";
  };
  CHECK(body("<w:tbl>" + row("{{#rows}}") + row("{{a}}") + row("-") + row("{{/rows}}") +
             "</w:tbl>") == "<w:tbl>" + row("1") + row("-") + row("2") + row("-") + "</w:tbl>");
  CHECK(body(paragraph("{{#rows}}") + paragraph("{{a}}") + paragraph("{{/rows}}")) ==
        paragraph("1") + paragraph("2"));
  CHECK(body(paragraph("{{#none}}") + paragraph("{{a}}") + paragraph("{{/none}}") +
             paragraph("{{^none}}无{{/none}}")) == paragraph("无"));
  CHECK(body(paragraph("x{{#rows}}{{a}}，{{/rows}}y{{#empty}}z{{/empty}}")) ==
        paragraph("x1，2，y"));
}

TEST_CASE("a template that cannot be filled is refused with part and paragraph") {
  const auto error = [](const std::string& xml) { return refusal(docx_with(xml)); };
  const auto unknown = error(paragraph("a") + paragraph("{{nobody}}"));
  CHECK(unknown.place.row == 2);
  CHECK(unknown.place.field == "word/document.xml");
  CHECK(unknown.message.find("nobody") != std::string::npos);
  // Also where a list is empty and nothing of it is shown.
  CHECK(error(paragraph("{{#none}}{{nobody}}{{/none}}")).place.row == 1);
  for (const char* text : {"{{name", "name}}", "{{}}", "{{na me}}", "{{#rows}}", "{{/rows}}",
                           "{{#rows}}{{/none}}", "{{<b>}}"}) {
    CAPTURE(text);
    CHECK(error(paragraph(text)).code == zhun::ErrorCode::format);
  }
  // Ends in different places would tear the XML apart.
  CHECK(error(paragraph("a{{#rows}}") + paragraph("b{{/rows}}")).message.find("different") !=
        std::string::npos);
  CHECK(error("<w:tbl><w:tr><w:tc>" + paragraph("x") + paragraph("{{#rows}}") + "</w:tc><w:tc>" +
              paragraph("{{/rows}}") + "</w:tc></w:tr></w:tbl>")
            .code == zhun::ErrorCode::format);
  // Where nobody looks for it: an attribute, another part.
  CHECK(error("<w:p m:descr=\"{{name}}\"/>").code == zhun::ErrorCode::format);
  CHECK(refusal(docx_of({{"word/document.xml", "<a/>"}, {"word/comments.xml", "<a>{{name}}</a>"}}))
            .place.field == "word/comments.xml");
}

TEST_CASE("a hostile template is refused") {
  CHECK(refusal("no zip").code == zhun::ErrorCode::format);
  CHECK(refusal(docx_of({{"word/other.xml", "<a/>"}})).message.find("no Word document") !=
        std::string::npos);
  CHECK(refusal(docx_of({{"word/document.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"}}))
            .message.find("DOCTYPE") != std::string::npos);
  CHECK(refusal(docx_of({{"word/document.xml", "<a><b></a>"}})).place.field == "word/document.xml");
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<a>";
  for (int i = 0; i < 300; ++i) deep += "</a>";
  CHECK(refusal(docx_of({{"word/document.xml", deep}})).code == zhun::ErrorCode::limit);
  CHECK(refusal(docx_of({{"word/document.xml", "<a/>"}, {"word/vbaProject.bin", "x"}}))
            .message.find("macros") != std::string::npos);
  CHECK(refusal(docx_of({{"word/document.xml", "<a/>"},
                         {"word/_rels/document.xml.rels",
                          "<R><Relationship Id=\"1\" Type=\"x/attachedTemplate\" "
                          "Target=\"http://a.example/t.dotm\" TargetMode=\"External\"/></R>"}}))
            .message.find("outside") != std::string::npos);
  CHECK(refusal(docx_of({{"word/document.xml", "<a/>"}, {"../evil.xml", "<a/>"}})).code ==
        zhun::ErrorCode::format);
  CHECK(refusal(docx_of({{"word/document.xml", "<a/>"}, {"word/document.xml", "<b/>"}})).code ==
        zhun::ErrorCode::format);
  // Zeros that expand without end.
  CHECK(refusal(docx_of({{"word/document.xml", std::string(std::size_t{9} << 20, ' ')}})).code ==
        zhun::ErrorCode::limit);
  std::vector<zhun::ZipFile> many = {{"word/document.xml", "<a/>"}};
  for (int i = 0; i < 600; ++i) many.push_back({"p" + std::to_string(i), "x"});
  CHECK(refusal(docx_of(many)).code == zhun::ErrorCode::limit);
}
