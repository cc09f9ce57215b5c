#include <doctest/doctest.h>

#include "present/sample_assessment.hpp"
#include "present/sheet_writer.hpp"
#include "read/zip.hpp"
#include "zhun/present.hpp"

namespace {

std::string part(const std::string& xlsx, std::string_view name) {
  const zhun::ReadOptions options;
  return zhun::read::ZipReader::open(xlsx, options)->read(name, 64 << 20).value();
}

}  // namespace

TEST_CASE("amounts and dates are numbers, texts are never formulas") {
  zhun::Sheet sheet("一", {{"金额", 10}, {"日期", 10}, {"文字", 10}, {"占比", 10}, {"空", 10}});
  sheet.begin_row();
  sheet.amount(zhun::Money::from_fen(-9'007'199'254'740'993));
  sheet.date(*zhun::Date::from_ymd(2026, 3, 25));
  sheet.text("=HYPERLINK(\"x\")<&>");
  sheet.share(*zhun::Decimal::parse("0.8571428571428571"));
  sheet.text("");
  sheet.end_row();
  std::vector<zhun::Sheet> sheets;
  sheets.push_back(std::move(sheet));
  const std::string xml = part(zhun::write_workbook(std::move(sheets)), "xl/worksheets/sheet1.xml");
  CHECK(xml.find("<v>-90071992547409.93</v>") != std::string::npos);
  CHECK(xml.find("<c r=\"B2\" s=\"3\"><v>46106</v></c>") != std::string::npos);
  CHECK(xml.find("t=\"inlineStr\"><is><t xml:space=\"preserve\">=HYPERLINK(&quot;x&quot;)&lt;&amp;"
                 "&gt;</t>") != std::string::npos);
  CHECK(xml.find("<f>") == std::string::npos);
  CHECK(xml.find("<v>0.85714286</v>") != std::string::npos);
  CHECK(xml.find("r=\"E2\"") == std::string::npos);
  CHECK(xml.find("state=\"frozen\"") != std::string::npos);
}

TEST_CASE("a text longer than a cell holds is cut between characters") {
  zhun::Sheet sheet("一", {{"文字", 10}});
  sheet.begin_row();
  std::string longest;
  for (int i = 0; i < 40'000; ++i) longest += "长";
  sheet.text(longest);
  sheet.end_row();
  const std::string xml = sheet.take();
  CHECK(xml.size() < 32'767 * 3 + 1000);
  CHECK(xml.size() > 32'767 * 3);
  CHECK(xml.find("\xEF\xBF\xBD") == std::string::npos);
}

TEST_CASE("the workbook of an assessment is masked and the same each time") {
  const auto assessment = zhun::test::sample_assessment();
  const std::string book = zhun::render_workbook(assessment);
  CHECK(book == zhun::render_workbook(assessment));
  const zhun::ReadOptions options;
  auto zip = zhun::read::ZipReader::open(book, options).value();
  const std::vector<std::string> names = zip.names();
  for (const std::string& name : names) {
    const std::string xml = zip.read(name, 64 << 20).value();
    for (const std::string secret : {zhun::test::kSampleResidentId, zhun::test::kSampleMobile,
                                     zhun::test::kSampleAccount, "周建国", "孙循环"}) {
      CAPTURE(name);
      CAPTURE(secret);
      CHECK(xml.find(secret) == std::string::npos);
    }
  }
  CHECK_FALSE(zhun::render_workbook(zhun::test::empty_assessment()).empty());
}
