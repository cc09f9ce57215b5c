// The page for the customer: at most four reasons, nobody else's name, no threshold of a check, no
// word of approval or refusal.
#include <doctest/doctest.h>

#include <string>

#include "zhun/zhun.hpp"

using namespace zhun;

namespace {

constexpr const char* kDossier = R"({"dossier":"x","as_of":"2026-03-25",
  "application":{"number":"SQ-<1>","requested_fen":10000000,"term_months":12},
  "customer":{"type":"LEGAL","name":"济南样张商贸有限公司","uscc":"91370102PDY00001XB",
              "legal_rep":"样小张","legal_rep_id":"370199198509140012"},
  "sources":[{"file":"bank.csv","kind":"STATEMENT"}]})";

std::string statement() {
  std::string csv = "交易日期,交易时间,收入金额,支出金额,账户余额,对方户名,摘要\n";
  for (int day = 1; day <= 9; ++day) {
    csv += "2026-02-0" + std::to_string(day) + ",10:00:00,1000.00,,";
    csv += std::to_string(day) + "000.00,青岛他人贸易有限公司,货款\n";
  }
  return csv;
}

std::string page() {
  const std::string bytes = statement();
  const std::vector<SourceFile> files = {{"bank.csv", bytes}};
  const auto dossier = read_dossier(kDossier, files);
  REQUIRE_MESSAGE(dossier.has_value(), to_string(dossier.error()));
  const auto assessment = assess(*dossier, default_policy().value());
  REQUIRE(assessment.has_value());
  return render_explanation_html(*assessment);
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("the customer reads which data were used and which were not, and why") {
  const std::string html = page();
  // No consent is in this dossier: the statement did not enter.
  CHECK(html.find("<td>流水</td><td>1</td>") != std::string::npos);
  CHECK(html.find("未使用：没有您的有效授权") != std::string::npos);
  CHECK(html.find("签署相应的授权书后") != std::string::npos);
}

TEST_CASE("at most four reasons are given, and what would improve them") {
  const std::string html = page();
  const auto begin = html.find("二、"), end = html.find("三、");
  REQUIRE(begin < end);
  const auto reasons = count(std::string_view(html).substr(begin, end - begin), "<li>");
  CHECK(reasons >= 1);
  CHECK(reasons <= 4);
  CHECK(html.find("补充以下资料") != std::string::npos);
  CHECK(html.find("提供能说明以下情况的数据") != std::string::npos);
}

TEST_CASE("no threshold is told: who knows it can dress for it") {
  const std::string html = page();
  const auto body = html.substr(html.find("<main>"));
  for (const char* sign : {"&gt;", "&lt;=", "≥", "≤", "达到"})
    CHECK_MESSAGE(body.find(sign, body.find("二、")) == std::string::npos, sign);
}

TEST_CASE("nobody else's name and no identity stands in it, and texts are escaped") {
  const std::string html = page();
  CHECK(html.find("青岛他人") == std::string::npos);
  CHECK(html.find("370199198509140012") == std::string::npos);
  CHECK(html.find("91370102PDY00001XB") == std::string::npos);
  CHECK(html.find("SQ-&lt;1&gt;") != std::string::npos);
}

TEST_CASE("it names the rights and decides nothing") {
  const std::string html = page();
  for (const char* article : {"第二十四条", "第十五条", "第四十六条", "第四十七条"})
    CHECK(html.find(article) != std::string::npos);
  for (const char* word : {"予以批准", "予以拒绝", "null", "nan"})
    CHECK(html.find(word) == std::string::npos);
}
