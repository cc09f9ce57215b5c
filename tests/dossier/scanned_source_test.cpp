// Scans as sources of a dossier: read by an engine or told as unread; rows that cannot count are
// in no statement; accounts and files.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "dossier/sample_dossier.hpp"
#include "ocr/painted.hpp"
#include "zhun/dossier.hpp"
#include "zhun/read.hpp"

using namespace zhun;
using test::kSampleDossier;

namespace {

const std::string kPng = "\x89PNG\r\n\x1a\n";

// A dossier whose one statement is scanned: pages that the painted engine can read.
struct ScannedDossier {
  std::shared_ptr<test::PaintedTexts> texts = std::make_shared<test::PaintedTexts>();
  std::vector<Image> pages;
  std::string as_of = "2026-06-30";

  void add(const test::PaintedPage& page) { pages.push_back(test::paint(page, *texts)); }

  [[nodiscard]] std::string json() const {
    const std::string text(kSampleDossier);
    const auto from = text.find(" \"statement\": {\"holder\"");
    const auto to = text.find(" \"invoices\": [");
    std::string names;
    for (std::size_t i = 0; i < pages.size(); ++i)
      names += (i == 0 ? "\"page" : ",\"page") + std::to_string(i) + ".png\"";
    const std::string key = pages.size() == 1 ? "\"file\": " + names : "\"files\": [" + names + "]";
    return test::replaced(text.substr(0, from) + " \"sources\": [{" + key +
                              R"(, "kind": "STATEMENT", "retrieved_at": "2026-06-25T09:00:00",
                                 "holder": "济南样例轴承有限公司"}],)" +
                              text.substr(to),
                          "2026-06-30", as_of);
  }

  [[nodiscard]] Result<Dossier> read(bool engine = true) const {
    std::vector<std::unique_ptr<OcrEngine>> engines;
    if (engine) {
      auto painted = std::make_unique<test::PaintedEngine>(texts);
      painted->pictures = pages;
      engines.push_back(std::move(painted));
    }
    DossierOptions options;
    options.ocr_engines = engines;
    std::vector<std::string> bytes, names;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      bytes.push_back(kPng + std::to_string(i));
      names.push_back("page" + std::to_string(i) + ".png");
    }
    std::vector<SourceFile> files;
    for (std::size_t i = 0; i < pages.size(); ++i) files.push_back({names[i], bytes[i]});
    return read_dossier(json(), files, options);
  }
};

}  // namespace

TEST_CASE("a scanned statement becomes a source whose rows keep their verdicts and boxes") {
  ScannedDossier scanned;
  scanned.add(test::painted_statement(0, 12));
  const auto dossier = scanned.read();
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  REQUIRE(dossier->statements.size() == 1);
  const Statement& statement = dossier->statements[0];
  CHECK(statement.rows.size() == 12);
  CHECK_FALSE(statement.structured);
  CHECK(statement.holder == "济南样例轴承有限公司");
  REQUIRE(dossier->scans.size() == 1);
  const ScannedSource* scan = dossier->scan_of(statement.source);
  REQUIRE(scan == dossier->scans.data());
  CHECK(scan->engine == "painted 1");
  CHECK(scan->rows.size() == 12);
  for (const Transaction& row : statement.rows) {
    const ScannedRow* found = scan->find(row.row);
    REQUIRE(found != nullptr);
    CHECK(found->used);
    CHECK(found->amount == row.amount);
    CHECK(found->verdict.page == 1);
    CHECK(found->verdict.amount_box[1].x > found->verdict.amount_box[0].x);
  }
  CHECK(scan->find(13) == nullptr);
  CHECK(dossier->sources[statement.source].unread.empty());
  CHECK(dossier->sources[statement.source].layout == "scan");
  CHECK(dossier->sources[statement.source].rows == 12);
}

TEST_CASE("without an engine the source says what to do, and nothing is invented") {
  ScannedDossier scanned;
  scanned.add(test::painted_statement(0, 12));
  const auto dossier = scanned.read(false);
  REQUIRE(dossier.has_value());
  CHECK(dossier->statements.empty());
  CHECK(dossier->scans.empty());
  const auto source = std::find_if(dossier->sources.begin(), dossier->sources.end(),
                                   [](const Source& s) { return s.kind == SourceKind::statement; });
  REQUIRE(source != dossier->sources.end());
  CHECK(source->unread.find("没有可用的OCR引擎") != std::string::npos);
  CHECK(source->rows == 0);
}

TEST_CASE("a page that is no statement is told as unread, not refused") {
  ScannedDossier scanned;
  test::PaintedPage page = test::painted_statement(0, 12);
  for (auto& row : page.rows) row = {"合同", "条款", "甲方", "乙方", "签章"};
  scanned.add(page);
  const auto dossier = scanned.read();
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  CHECK(dossier->statements.empty());
  CHECK(dossier->sources[0].unread.find("识别不出流水") != std::string::npos);
}

TEST_CASE("several pages are one statement, whose balances run on from page to page") {
  ScannedDossier scanned;
  scanned.add(test::painted_statement(0, 10));
  scanned.add(test::painted_statement(10, 10));
  const auto dossier = scanned.read();
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  REQUIRE(dossier->statements.size() == 1);
  CHECK(dossier->statements[0].rows.size() == 20);
  const Source& source = dossier->sources[dossier->statements[0].source];
  CHECK(source.files == std::vector<std::string>{"page0.png", "page1.png"});
  std::size_t unproved = 0;
  for (const ScannedRow& row : dossier->scans[0].rows)
    unproved += row.verdict.verdict == Verdict::verified ? 0 : 1;
  CHECK(unproved == 1);  // the first: nothing stands before it
  CHECK(dossier->scans[0].rows[10].verdict.page == 2);
}

TEST_CASE("accounts are kept apart, and their rows have numbers of their own") {
  ScannedDossier scanned;
  scanned.add(test::painted_statement(0, 10));
  scanned.add(test::painted_statement(3, 9, "6217770011223344556"));
  const auto dossier = scanned.read();
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  REQUIRE(dossier->statements.size() == 2);
  CHECK(dossier->statements[0].account != dossier->statements[1].account);
  std::vector<std::uint32_t> numbers;
  for (const Statement& statement : dossier->statements)
    for (const Transaction& row : statement.rows) numbers.push_back(row.row);
  std::sort(numbers.begin(), numbers.end());
  CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
  CHECK(numbers.size() == 19);
}

TEST_CASE("a row whose amount cannot be read is in no figure, and is kept with its reason") {
  ScannedDossier scanned;
  test::PaintedPage page = test::painted_statement(0, 12);
  // Two rows together: the balances around them tell the sum of both only.
  page.rows[6][2] = page.rows[6][3] = page.rows[7][2] = page.rows[7][3] = "看不清";
  scanned.add(page);
  const auto dossier = scanned.read();
  REQUIRE(dossier.has_value());
  const ScannedSource& scan = dossier->scans.at(0);
  CHECK(scan.rows.size() == 12);
  std::size_t left_out = 0;
  for (const ScannedRow& row : scan.rows) {
    if (row.used) continue;
    ++left_out;
    CHECK(row.verdict.verdict == Verdict::doubtful);
    CHECK_FALSE(row.verdict.why.empty());
  }
  CHECK(left_out >= 1);
  CHECK(dossier->statements[0].rows.size() + left_out == 12);
  const auto& notes = dossier->statements[0].notes;
  CHECK(std::count_if(notes.begin(), notes.end(), [](const ReadNote& note) {
          return note.code == "row_left_out";
        }) == static_cast<std::ptrdiff_t>(left_out));
  CHECK(dossier->statements[0].period_from >= Date::from_ymd(2026, 3, 1));
}

TEST_CASE("rows dated after as_of are left out of a scan, and do not end the reading") {
  ScannedDossier scanned;
  scanned.add(test::painted_statement(0, 12));
  scanned.as_of = "2026-06-25";
  test::PaintedPage page = test::painted_statement(0, 12);
  page.rows[12][0] = "2027-03-08";
  scanned.pages.clear();
  scanned.add(page);
  const auto dossier = scanned.read();
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  CHECK(dossier->statements[0].rows.size() == 11);
  CHECK(dossier->statements[0].period_to < Date::from_ymd(2026, 6, 25));
}

TEST_CASE("a printed period that ends after as_of ends with the rows") {
  ScannedDossier scanned;
  test::PaintedPage page = test::painted_statement(0, 12);
  page.above.emplace_back("起止日期：2026-03-01至2027-02-28");
  scanned.add(page);
  const auto dossier = scanned.read();
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  const Statement& statement = dossier->statements.at(0);
  CHECK(statement.period_from == Date::from_ymd(2026, 3, 1));
  CHECK(statement.period_to == statement.rows.back().time.date);
}

TEST_CASE("several files that are no pictures are refused, and so is a file given twice") {
  const auto text =
      test::replaced(kSampleDossier, " \"statement\": {\"holder\"",
                     R"( "sources": [{"files": ["a.csv", "b.csv"], "kind": "STATEMENT",
            "retrieved_at": "2026-06-25"}],
          "statement": {"holder")");
  const std::vector<SourceFile> files = {{"a.csv", "交易日期,金额\n"}, {"b.csv", "x,y\n"}};
  const auto dossier = read_dossier(text, files);
  REQUIRE_FALSE(dossier.has_value());
  CHECK(dossier.error().place.field == "/sources/0/files");
  const std::vector<SourceFile> same = {{"a.csv", kPng}, {"b.csv", kPng}};
  CHECK(read_dossier(text, same).error().message.find("twice") != std::string::npos);
  CHECK(list_dossier_files(text).value() == std::vector<std::string>{"a.csv", "b.csv"});
  const auto both = test::replaced(text, "{\"files\"", "{\"file\": \"c.csv\", \"files\"");
  CHECK_FALSE(read_dossier(both, files).has_value());
  const auto climbing = test::replaced(text, "\"b.csv\"", "\"../b.csv\"");
  CHECK(read_dossier(climbing, files).error().place.field == "/sources/0/files");
}

TEST_CASE("pictures are known by their first bytes") {
  const ReadOptions options;
  CHECK(is_scan(kPng + "x", options));
  CHECK(is_scan("\xff\xd8\xff\xe0", options));
  CHECK(is_scan(std::string("II*\0", 4), options));
  CHECK(is_scan(std::string("MM\0*", 4), options));
  CHECK_FALSE(is_scan("%PDF-1.7", options));
  CHECK_FALSE(is_scan("date,amount\n", options));
  CHECK_FALSE(is_scan("", options));
}
