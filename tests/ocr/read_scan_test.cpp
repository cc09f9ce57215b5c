// Pages side by side: what fails on one thread reaches the caller, and the number of threads
// changes nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "ocr/cell_pictures.hpp"
#include "ocr/painted.hpp"
#include "zhun/ocr.hpp"

using namespace zhun;

namespace {

// Sees nothing in any line.
class BlindEngine final : public OcrEngine {
 public:
  [[nodiscard]] std::string_view name() const override { return "blind"; }
  [[nodiscard]] double proof_margin() const override { return 10; }
  [[nodiscard]] Result<std::vector<LineReading>> read(
      std::span<const LineCrop> lines) const override {
    return std::vector<LineReading>(lines.size());
  }
};

// A ruled table of dark bars.
Image ruled_page() {
  Image page{900, 700, 1, 150, std::vector<std::uint8_t>(std::size_t{900} * 700, 255)};
  const auto fill = [&](std::uint32_t left, std::uint32_t top, std::uint32_t right,
                        std::uint32_t bottom) {
    for (std::uint32_t y = top; y < bottom; ++y)
      for (std::uint32_t x = left; x < right; ++x) page.row(y)[x] = 0;
  };
  for (std::uint32_t line = 0; line <= 14; ++line) fill(50, 60 + line * 40, 850, 62 + line * 40);
  for (std::uint32_t column = 0; column <= 4; ++column)
    fill(50 + column * 200, 60, 52 + column * 200, 622);
  for (std::uint32_t line = 0; line < 14; ++line)
    for (std::uint32_t column = 0; column < 4; ++column)
      for (std::uint32_t bar = 0; bar < 8; ++bar) {
        const std::uint32_t left = 70 + column * 200 + bar * 14, top = 72 + line * 40;
        fill(left, top, left + 8, top + 18);
      }
  return page;
}

// Every page from `throws_from` on is more than the memory holds.
Result<Scan> scan(std::size_t threads, std::uint32_t pages, std::uint32_t throws_from = 1000) {
  std::vector<std::unique_ptr<OcrEngine>> engines;
  for (std::size_t i = 0; i < threads; ++i) engines.push_back(std::make_unique<BlindEngine>());
  const Pictures pictures{pages, [&](std::uint32_t index, const OcrEngine&) -> Result<Image> {
                            if (index >= throws_from) throw std::bad_alloc();
                            return ruled_page();
                          }};
  return read_scan(pictures, engines, {}, {});
}

}  // namespace

TEST_CASE("what is thrown on any thread is thrown to the caller, not out of the thread") {
  CHECK_THROWS_AS((void)scan(1, 2, 1), std::bad_alloc);
  for (int round = 0; round < 20; ++round) CHECK_THROWS_AS((void)scan(3, 6, 1), std::bad_alloc);
}

TEST_CASE("pages on which nothing can be read are refused, by one thread as by three") {
  const auto one = scan(1, 3), three = scan(3, 3);
  REQUIRE_FALSE(one);
  REQUIRE_FALSE(three);
  CHECK(one.error().code == ErrorCode::unsupported);
  CHECK(to_string(one.error()) == to_string(three.error()));
}

TEST_CASE("no engine and no page are said, and progress can stop the reading") {
  CHECK(scan(0, 1).error().code == ErrorCode::unsupported);
  CHECK(scan(1, 0).error().code == ErrorCode::unsupported);
  std::vector<std::unique_ptr<OcrEngine>> engines;
  engines.push_back(std::make_unique<BlindEngine>());
  ScanOptions options;
  options.progress = [](std::uint32_t, std::uint32_t) { return false; };
  const Pictures pictures{
      1, [](std::uint32_t, const OcrEngine&) -> Result<Image> { return ruled_page(); }};
  CHECK(read_scan(pictures, engines, {}, options).error().code == ErrorCode::cancelled);
}

namespace {

struct PaintedScan {
  std::shared_ptr<test::PaintedTexts> texts = std::make_shared<test::PaintedTexts>();
  std::vector<Image> pages;

  void add(const test::PaintedPage& page) { pages.push_back(test::paint(page, *texts)); }
  [[nodiscard]] Result<Scan> read(std::size_t pictures = 0) const {
    std::vector<std::unique_ptr<OcrEngine>> engines;
    engines.push_back(std::make_unique<test::PaintedEngine>(texts));
    ScanOptions options;
    options.pictures = pictures;
    const Pictures all{
        static_cast<std::uint32_t>(pages.size()),
        [&](std::uint32_t index, const OcrEngine&) -> Result<Image> { return pages[index]; }};
    return read_scan(all, engines, {}, options);
  }
};

}  // namespace

TEST_CASE("a painted statement runs through layout and decoder, and its rows are proved") {
  PaintedScan painted;
  painted.add(test::painted_statement(0, 12));
  const auto scan = painted.read();
  REQUIRE_MESSAGE(scan.has_value(), (scan ? "" : to_string(scan.error())));
  REQUIRE(scan->statements.size() == 1);
  const ScannedStatement& one = scan->statements[0];
  REQUIRE(one.statement.rows.size() == 12);
  CHECK(one.statement.account == "6222020200112345678");
  std::size_t verified = 0;
  for (const RowVerdict& verdict : one.verdicts)
    verified += verdict.verdict == Verdict::verified ? 1 : 0;
  CHECK(verified >= 11);
  for (const RowVerdict& verdict : one.verdicts) CHECK(verdict.pictures.empty());
}

TEST_CASE("an altered figure is told with its box, and its cells are cut out of the page") {
  test::PaintedPage page = test::painted_statement(0, 12);
  std::string& amount = page.rows[6][2];
  amount[0] = amount[0] == '9' ? '4' : '9';  // the sixth row
  PaintedScan painted;
  painted.add(page);
  const auto scan = painted.read(100);
  REQUIRE(scan.has_value());
  const ScannedStatement& one = scan->statements[0];
  const auto note = std::find_if(one.statement.notes.begin(), one.statement.notes.end(),
                                 [](const ReadNote& n) { return n.code == "altered_figure"; });
  REQUIRE(note != one.statement.notes.end());
  CHECK(note->place.row == 6);
  CHECK(note->place.field == "amount");
  const RowVerdict& verdict = one.verdicts[5];
  CHECK(verdict.verdict == Verdict::doubtful);
  CHECK(to_string(one.statement.rows[5].amount).front() == amount[0]);  // as printed
  CHECK(verdict.amount_box[0].x > 500);
  CHECK(verdict.amount_box[0].x < verdict.amount_box[1].x);
  std::vector<std::string> fields;
  for (const CellPicture& picture : verdict.pictures) {
    fields.push_back(picture.field);
    CHECK(picture.image.channels == 1);
    CHECK(picture.image.width <= 360);
    CHECK(picture.image.pixels.size() == std::size_t{picture.image.width} * picture.image.height);
    CHECK(std::count(picture.image.pixels.begin(), picture.image.pixels.end(), 0) > 50);
  }
  CHECK(fields == std::vector<std::string>{"date", "direction", "amount", "balance"});
  CHECK(one.verdicts[1].pictures.empty());
}

TEST_CASE("no more cells are cut out than asked for, and none that holds a name or an account") {
  test::PaintedPage page = test::painted_statement(0, 12);
  page.rows[6][2][0] = page.rows[6][2][0] == '9' ? '4' : '9';
  PaintedScan painted;
  painted.add(page);
  const auto two = painted.read(2);
  REQUIRE(two.has_value());
  CHECK(two->statements[0].verdicts[5].pictures.size() == 2);
  page.rows[6][1] = "青岛样例钢材有限公司";  // runs into the cell of the direction
  PaintedScan leaking;
  leaking.add(page);
  const auto scan = leaking.read(100);
  REQUIRE(scan.has_value());
  for (const RowVerdict& verdict : scan->statements[0].verdicts)
    for (const CellPicture& picture : verdict.pictures)
      CHECK_FALSE((verdict.verdict == Verdict::doubtful && picture.field == "direction" &&
                   &verdict == &scan->statements[0].verdicts[5]));
}

TEST_CASE("several files are one row of pictures, and what is none is refused by its name") {
  auto texts = std::make_shared<test::PaintedTexts>();
  test::PaintedEngine engine(texts);
  engine.pictures = {test::paint(test::painted_statement(0, 3), *texts),
                     test::paint(test::painted_statement(3, 3), *texts)};
  const std::vector<PictureFile> files = {{"b.png", "1"}, {"a.png", "0"}};
  const auto pictures = open_pictures(files, engine, {});
  REQUIRE(pictures.has_value());
  REQUIRE(pictures->count == 2);
  CHECK(pictures->load(0, engine)->pixels == engine.pictures[1].pixels);
  CHECK(pictures->load(1, engine)->pixels == engine.pictures[0].pixels);
  const std::vector<PictureFile> damaged = {{"c.png", "9"}};
  const auto none = open_pictures(damaged, engine, {});
  REQUIRE(none.has_value());
  CHECK(none->load(0, engine).error().place.source == "c.png");
  const std::vector<PictureFile> pdf = {{"d.pdf", "%PDF-1.7"}};
  CHECK(open_pictures(pdf, engine, {}).error().code == ErrorCode::unsupported);
  PictureOptions few;
  few.limits.pages_max = 1;
  CHECK(open_pictures(files, engine, few).error().code == ErrorCode::limit);
}

TEST_CASE("a quad is cut out upright, however it lies in the picture") {
  Image picture{60, 40, 1, 0, std::vector<std::uint8_t>(std::size_t{60} * 40, 255)};
  for (std::uint32_t y = 10; y < 30; ++y)
    for (std::uint32_t x = 20; x < 30; ++x) picture.row(y)[x] = 0;  // the left half is dark
  const Image same = ocr::cut_upright(picture, {{{20, 10}, {40, 10}, {40, 30}, {20, 30}}});
  REQUIRE(same.width == 20);
  REQUIRE(same.height == 20);
  CHECK(same.row(10)[2] == 0);
  CHECK(same.row(10)[17] == 255);
  const Image turned = ocr::cut_upright(picture, {{{40, 30}, {20, 30}, {20, 10}, {40, 10}}});
  CHECK(turned.row(10)[2] == 255);
  CHECK(turned.row(10)[17] == 0);
  const Image small = ocr::cut_upright(picture, {{{0, 0}, {60, 0}, {60, 40}, {0, 40}}}, {30, 96});
  CHECK(small.width == 30);
  CHECK(small.height == 20);
  CHECK(ocr::cut_upright(picture, {}).empty());
}
