// What a report says and shows of a scan's rows.
#include "present/scan_crops.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "present/sample_assessment.hpp"
#include "zhun/present.hpp"

using namespace zhun;
using namespace zhun::report;

namespace {

Image noise(std::uint32_t width, std::uint32_t height, std::uint32_t seed) {
  Image image{width, height, 1, 0, {}};
  for (std::size_t i = 0; i < std::size_t{width} * height; ++i) {
    seed = seed * 1664525U + 1013904223U;
    image.pixels.push_back(static_cast<std::uint8_t>(seed >> 24U));
  }
  return image;
}

ScannedRow doubtful_row(std::uint32_t number, std::uint32_t width = 120) {
  ScannedRow row;
  row.row = number;
  row.verdict.page = 2;
  row.verdict.verdict = Verdict::doubtful;
  row.verdict.why =
      "the balances around the row ask for another amount than the one that is printed";
  row.verdict.amounts = {{"1,234.00", 0}, {"1,284.00", -2}};
  row.verdict.repairs = {{"balance", "10.00", "16.00", "balance = balance before + change"},
                         {"counterparty", "甲公 司", "甲公司", "known"}};
  row.verdict.pictures = {{"date", noise(width, 30, number)}, {"amount", noise(width, 30, 7)}};
  return row;
}

}  // namespace

TEST_CASE("a row's doubt, repairs and other readings are told without a name") {
  const std::string words = scan_words(doubtful_row(3));
  CHECK(words.find("存疑：所印金额与前后余额不符") == 0);
  CHECK(words.find("余额读作 10.00，按余额关系记为 16.00") != std::string::npos);
  CHECK(words.find("1,284.00") != std::string::npos);
  CHECK(words.find("甲公") == std::string::npos);
  ScannedRow proved;
  proved.verdict.verdict = Verdict::verified;
  CHECK(scan_words(proved).empty());
}

TEST_CASE("a row's pictures are embedded once, and the figure in doubt is outlined") {
  ScanCrops crops;
  const auto first = crops.of(0, doubtful_row(3));
  CHECK(first.size() == 2);
  CHECK(crops.of(0, doubtful_row(3)) == first);
  CHECK(crops.size() == 2);
  CHECK(crops.at(first[0]).uri.find("data:image/png;base64,") == 0);
  CHECK_FALSE(crops.at(first[0]).outlined);
  CHECK(crops.at(first[1]).outlined);
  CHECK(crops.at(first[1]).caption == "第2页第3行 金额");
}

TEST_CASE("pictures stop at a budget, so that a report stays one that can be opened") {
  ScanCrops crops;
  std::size_t bytes = 0;
  for (std::uint32_t row = 1; row <= 2000; ++row) (void)crops.of(0, doubtful_row(row, 280));
  for (std::size_t i = 0; i < crops.size(); ++i) bytes += crops.at(i).uri.size();
  CHECK(crops.size() > 100);
  CHECK(bytes <= 900'000);
}

namespace {

// The sample with its first statement scanned: of its failing finding with rows one is doubtful.
Assessment scanned_sample() {
  Assessment assessment = test::SampleBuilder(test::SampleOptions()).build();
  auto dossier = std::make_shared<Dossier>(*assessment.dossier);
  Statement& statement = dossier->statements.front();
  statement.structured = false;
  ScannedSource scan;
  scan.source = statement.source;
  scan.engine = "painted 1";
  for (const Transaction& row : statement.rows) {
    ScannedRow scanned;
    scanned.row = row.row;
    scanned.amount = row.amount;
    scanned.verdict.page = 1;
    scanned.verdict.verdict = Verdict::verified;
    scan.rows.push_back(scanned);
  }
  for (const Finding& finding : assessment.findings) {
    if (finding.status != FindingStatus::fail) continue;
    for (const RowRange& range : finding.evidence.ranges()) {
      if (range.source != scan.source || range.first == 0) continue;
      const auto row = std::find_if(scan.rows.begin(), scan.rows.end(),
                                    [&](const ScannedRow& r) { return r.row == range.first; });
      if (row == scan.rows.end()) continue;
      const Money amount = row->amount;
      *row = doubtful_row(range.first);
      row->amount = amount;
    }
  }
  std::sort(scan.rows.begin(), scan.rows.end(),
            [](const ScannedRow& a, const ScannedRow& b) { return a.row < b.row; });
  dossier->scans.push_back(std::move(scan));
  Source unread;
  unread.id = "F98";
  unread.name = "photo.jpg";
  unread.unread = "扫描件未识别：没有可用的OCR引擎";
  dossier->sources.push_back(std::move(unread));
  assessment.dossier = std::move(dossier);
  return assessment;
}

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("the report weakens what rests on doubtful rows, and shows their cells once") {
  const Assessment assessment = scanned_sample();
  const std::string html = render_report_html(assessment);
  CHECK(html.find("◇ 扫描件有") != std::string::npos);
  CHECK(html.find("1 份扫描件未识别") != std::string::npos);
  CHECK(html.find("，含存疑行\">") != std::string::npos);
  CHECK(html.find("扫描件识别") != std::string::npos);
  const std::size_t crops = count_of(html, "<figure class=\"crop");
  CHECK(crops >= 2);
  CHECK(count_of(html, "<img id=\"crop-") == crops);
  CHECK(count_of(html, "data:image/png;base64,") == crops);
  CHECK(html.find("img-src data:;") != std::string::npos);
  CHECK(html.find("甲公") == std::string::npos);  // a name that a repair read
  CHECK(html == render_report_html(assessment));
}

TEST_CASE("a report without scans says nothing of them") {
  const Assessment assessment = test::SampleBuilder(test::SampleOptions()).build();
  const std::string html = render_report_html(assessment);
  CHECK(html.find("◇ 扫描件") == std::string::npos);
  CHECK(html.find("<figure class=\"crop") == std::string::npos);
}

TEST_CASE("assessment.json has every row that was read, with names masked in its repairs") {
  Assessment assessment = scanned_sample();
  const std::string json = render_assessment_json(assessment, Masking::outward);
  CHECK(count_of(json, "\"boxes\": ") == assessment.dossier->scans[0].rows.size());
  CHECK(json.find("\"NOT_READ\"") != std::string::npos);
  CHECK(json.find("\"doubtful_rows\": ") != std::string::npos);
  CHECK(json.find("甲公 司") == std::string::npos);
}
