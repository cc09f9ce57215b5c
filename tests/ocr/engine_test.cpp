#include "ocr/engine_plugin.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "files.hpp"
#include "zhun.h"

// Where the engines were built: "" where they were not.
#ifndef ZHUN_TEST_FAKE_ENGINE
#define ZHUN_TEST_FAKE_ENGINE ""
#endif
#ifndef ZHUN_TEST_PPOCR
#define ZHUN_TEST_PPOCR ""
#endif
#ifndef ZHUN_TEST_TESSERACT
#define ZHUN_TEST_TESSERACT ""
#endif

namespace zhun {
namespace {

using Engine = std::unique_ptr<OcrEngine>;

// Without an engine the test says so and ends.
bool is_there(const char* path, const char* name) {
  if (*path == '\0') MESSAGE("skipped: the OCR engine " << name << " was not built");
  return *path != '\0';
}

Engine fake(const std::string& mode) {
  auto engine = open_ocr_engine(ZHUN_TEST_FAKE_ENGINE, mode);
  REQUIRE_MESSAGE(engine.has_value(), to_string(engine.error()));
  return std::move(*engine);
}

LineCrop grey_line(std::uint8_t value, LineContent content) {
  return {Image{3, 2, 1, 0, std::vector<std::uint8_t>(6, value)}, content};
}

ErrorCode read_error(const std::string& mode) {
  const std::vector<LineCrop> lines{grey_line('a', LineContent::text),
                                    grey_line('b', LineContent::text)};
  const auto readings = fake(mode)->read(lines);
  REQUIRE(!readings.has_value());
  CHECK(!readings.error().message.empty());
  return readings.error().code;
}

void append_utf8(std::string& text, char32_t symbol) {
  if (symbol < 0x80) {
    text += static_cast<char>(symbol);
  } else {  // up to U+FFFF
    if (symbol < 0x800) {
      text += static_cast<char>(0xC0U | symbol >> 6U);
    } else {
      text += static_cast<char>(0xE0U | symbol >> 12U);
      text += static_cast<char>(0x80U | (symbol >> 6U & 0x3FU));
    }
    text += static_cast<char>(0x80U | (symbol & 0x3FU));
  }
}

std::string best_path(const LineReading& reading) {
  std::string text;
  char32_t before = 0;
  for (std::size_t i = 0; i < reading.steps(); ++i) {
    const auto step = reading.step(i);
    const char32_t best = step.empty() ? 0 : step[0].symbol;
    if (best != 0 && best != before) append_utf8(text, best);
    before = best;
  }
  return text;
}

struct Sample {
  const char* file;
  LineContent content;
  const char* text;
};
const Sample kSamples[] = {
    {"number_1.png", LineContent::number, "1,200,334.50"},
    {"number_2.png", LineContent::number, "87,405.16"},
    {"number_3.png", LineContent::number, "2024-03-05"},
    {"text_1.png", LineContent::text,
     "\u4E0A\u6D77\u7535\u5B50\u5546\u52A1\u6709\u9650\u516C\u53F8"},
    {"text_2.png", LineContent::text,
     "\u5317\u4EAC\u79D1\u6280\u53D1\u5C55\u6709\u9650\u516C\u53F8"},
};

std::vector<LineCrop> sample_lines(const OcrEngine& engine) {
  std::vector<LineCrop> lines;
  for (const Sample& sample : kSamples) {
    auto image = engine.decode(test::fixture(std::string("ocr/fixtures/engine/") + sample.file), 0);
    REQUIRE_MESSAGE(image.has_value(), to_string(image.error()));
    lines.push_back({std::move(*image), sample.content});
  }
  return lines;
}

bool same(const std::vector<LineReading>& a, const std::vector<LineReading>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].step_ends != b[i].step_ends || a[i].scores.size() != b[i].scores.size()) return false;
    for (std::size_t j = 0; j < a[i].scores.size(); ++j)
      if (a[i].scores[j].symbol != b[i].scores[j].symbol ||
          a[i].scores[j].probability != b[i].scores[j].probability)
        return false;
  }
  return true;
}

Engine real(const char* path) {
  auto engine = open_ocr_engine(path, "");
  REQUIRE_MESSAGE(engine.has_value(), to_string(engine.error()));
  return std::move(*engine);
}

void reads_our_lines(const char* path, double least_sum) {
  const Engine engine = real(path);
  CHECK(!engine->name().empty());
  const auto readings = engine->read(sample_lines(*engine));
  REQUIRE_MESSAGE(readings.has_value(), to_string(readings.error()));
  REQUIRE(readings->size() == std::size(kSamples));
  for (std::size_t i = 0; i < readings->size(); ++i) {
    const LineReading& reading = (*readings)[i];
    CHECK(best_path(reading) == kSamples[i].text);
    CHECK(reading.floor > 0);
    double sums = 0;
    for (std::size_t s = 0; s < reading.steps(); ++s) {
      double sum = 0;
      for (const SymbolScore& score : reading.step(s))
        sum += static_cast<double>(score.probability);
      CHECK(sum <= 1.001);
      CHECK(sum >= 0.5);
      sums += sum;
    }
    CHECK(sums / static_cast<double>(reading.steps()) >= least_sum);
  }
}

void reads_the_same_in_two_threads(const char* path) {
  const Engine first = real(path), second = real(path);
  const std::vector<LineCrop> lines = sample_lines(*first);
  const auto expected = first->read(lines);
  Result<std::vector<LineReading>> here = expected, there = expected;
  std::thread other([&] {
    for (int i = 0; i < 3; ++i) there = second->read(lines);
  });
  for (int i = 0; i < 3; ++i) here = first->read(lines);
  other.join();
  REQUIRE((expected && here && there));
  CHECK(same(*expected, *here));
  CHECK(same(*expected, *there));
}

void reads_odd_lines(const char* path) {
  const Engine engine = real(path);
  for (const auto& [width, height] :
       std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 1}, {1, 300}, {600, 1}, {3, 3}}) {
    CAPTURE(width);
    for (const std::uint8_t value : {std::uint8_t{255}, std::uint8_t{0}}) {
      const std::vector<LineCrop> lines{
          {Image{width, height, 1, 0,
                 std::vector<std::uint8_t>(std::size_t{width} * height, value)},
           LineContent::number},
          {Image{width, height, 3, 0,
                 std::vector<std::uint8_t>(std::size_t{width} * height * 3, value)},
           LineContent::text}};
      const auto readings = engine->read(lines);
      REQUIRE_MESSAGE(readings.has_value(), to_string(readings.error()));
      CHECK((*readings)[0].steps() > 0);
    }
  }
  const std::vector<LineCrop> blank{
      {Image{200, 40, 1, 0, std::vector<std::uint8_t>(8000, 255)}, LineContent::text}};
  CHECK(best_path(engine->read(blank)->front()).empty());
}

void opens_pictures(const char* path) {
  const Engine engine = real(path);
  const std::string pages = test::fixture("ocr/fixtures/engine/pages.tif");
  CHECK(engine->frames(pages) == 3U);
  CHECK(engine->decode(pages, 2)->width == 20);
  CHECK(engine->decode(pages, 3).error().code == ErrorCode::invalid_argument);
  CHECK(engine->decode("no picture", 0).error().code == ErrorCode::unsupported);
  CHECK(engine->frames("no picture").error().code == ErrorCode::unsupported);
  const std::string huge = test::fixture("ocr/fixtures/engine/huge_header.png");
  CHECK(engine->decode(huge, 0).error().code == ErrorCode::limit);
  Limits limits;
  limits.bytes_max = 10;
  CHECK(engine->decode(pages, 0, limits).error().code == ErrorCode::limit);
}

}  // namespace

TEST_CASE("an engine's table goes round: lines in, readings out") {
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  const Engine engine = fake("");
  CHECK(engine->name() == "fake 1");
  CHECK(engine->proof_margin() == 12.5);
  const auto readings = engine->read(std::vector<LineCrop>{grey_line('a', LineContent::text),
                                                           grey_line('b', LineContent::number)});
  REQUIRE(readings.has_value());
  REQUIRE(readings->size() == 2);
  const LineReading& line = readings->front();
  CHECK(line.steps() == 3);
  CHECK(line.floor == doctest::Approx(0.001));
  REQUIRE(line.step(0).size() == 2);
  CHECK(line.step(0)[0].symbol == U'a');
  CHECK(line.step(0)[0].probability == 0.75F);
  CHECK(line.step(0)[1].symbol == 0);
  CHECK(line.step(1).empty());
  CHECK(line.step(2).size() == 1);
  CHECK(best_path(readings->back()) == "7");
}

TEST_CASE("no lines are no work") {
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  CHECK(fake("")->read({})->empty());
}

TEST_CASE("a line that is no image never reaches the engine") {
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  const Engine engine = fake("");
  for (const Image& image : {Image{}, Image{3, 2, 2, 0, std::vector<std::uint8_t>(12)},
                             Image{3, 2, 1, 0, std::vector<std::uint8_t>(5)}}) {
    const std::vector<LineCrop> lines{{image, LineContent::text}};
    CHECK(engine->read(lines).error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("an engine's error keeps its code, and an unknown one is an internal one") {
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  CHECK(read_error("fails") == ErrorCode::format);
  CHECK(read_error("silent") == ErrorCode::internal);
}

TEST_CASE("what an engine hands over is checked") {
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  for (const char* mode : {"surrogate", "probability", "step", "backwards", "order", "forgets"}) {
    CAPTURE(mode);
    CHECK(read_error(mode) == ErrorCode::internal);
  }
}

TEST_CASE("an engine's pictures are taken within the limits") {
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  const auto image = fake("")->decode("\x02", 3);
  REQUIRE(image.has_value());
  CHECK(image->width == 4);
  CHECK(image->dots_per_inch == 300);
  CHECK(image->pixels == std::vector<std::uint8_t>(8, 5));
  CHECK(fake("")->frames("x") == 5U);
  CHECK(fake("huge")->decode("x", 0).error().code == ErrorCode::limit);
  CHECK(fake("channels")->decode("x", 0).error().code == ErrorCode::internal);
  CHECK(fake("unread")->decode("x", 0).error().code == ErrorCode::internal);
  CHECK(fake("blind")->decode("x", 0).error().code == ErrorCode::unsupported);
  CHECK(fake("blind")->frames("x").error().code == ErrorCode::unsupported);
  Limits limits;
  limits.pixels_max = 7;
  CHECK(fake("")->decode("x", 0, limits).error().code == ErrorCode::limit);
}

TEST_CASE("what cannot be opened as an engine is unsupported, with a sentence") {
  const auto code = [](const std::string& path, const std::string& data) {
    const auto engine = open_ocr_engine(path, data);
    REQUIRE(!engine.has_value());
    CHECK(engine.error().message.size() >= 20);
    return engine.error().code;
  };
  CHECK(code("", "") == ErrorCode::unsupported);
  CHECK(code("no/such/engine.so", "") == ErrorCode::unsupported);
  CHECK(code(std::string(ZHUN_TEST_DATA) + "/CMakeLists.txt", "") == ErrorCode::unsupported);
  CHECK(code("libc.so.6", "") == ErrorCode::unsupported);
  if (!is_there(ZHUN_TEST_FAKE_ENGINE, "fake")) return;
  CHECK(code(ZHUN_TEST_FAKE_ENGINE, "refuses") == ErrorCode::unsupported);
  CHECK(code(ZHUN_TEST_FAKE_ENGINE, "hollow") == ErrorCode::unsupported);
  CHECK(code(ZHUN_TEST_FAKE_ENGINE, "floor") == ErrorCode::unsupported);
}

TEST_CASE("a host's own table is checked before it is taken") {
  zhun_ocr_engine table{};
  table.struct_size = sizeof(table);
  table.name = "own";
  table.floor = 0.01;
  static int closed = 0;
  closed = 0;
  table.close = [](void*) { ++closed; };
  CHECK(make_ocr_engine(table).error().code == ErrorCode::invalid_argument);
  CHECK(closed == 0);
  table.read_lines = [](void*, const zhun_ocr_line*, std::size_t, zhun_ocr_line_sink, void*,
                        zhun_error*) -> zhun_status { return ZHUN_OK; };
  CHECK(make_ocr_engine(table).has_value());
  CHECK(closed == 1);
  table.struct_size = 8;
  CHECK(make_ocr_engine(table).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("PP-OCR reads our lines, as probabilities") {
  if (is_there(ZHUN_TEST_PPOCR, "ppocr")) reads_our_lines(ZHUN_TEST_PPOCR, 0.97);
}

TEST_CASE("Tesseract reads our lines, as probabilities") {
  if (is_there(ZHUN_TEST_TESSERACT, "tesseract")) reads_our_lines(ZHUN_TEST_TESSERACT, 0.9);
}

TEST_CASE("PP-OCR reads the same in two threads and again") {
  if (is_there(ZHUN_TEST_PPOCR, "ppocr")) reads_the_same_in_two_threads(ZHUN_TEST_PPOCR);
}

TEST_CASE("Tesseract reads the same in two threads and again") {
  if (is_there(ZHUN_TEST_TESSERACT, "tesseract"))
    reads_the_same_in_two_threads(ZHUN_TEST_TESSERACT);
}

TEST_CASE("lines of odd sizes and of nothing are read as something or nothing") {
  if (is_there(ZHUN_TEST_PPOCR, "ppocr")) reads_odd_lines(ZHUN_TEST_PPOCR);
  if (is_there(ZHUN_TEST_TESSERACT, "tesseract")) reads_odd_lines(ZHUN_TEST_TESSERACT);
}

TEST_CASE("both engines open picture files") {
  if (is_there(ZHUN_TEST_PPOCR, "ppocr")) opens_pictures(ZHUN_TEST_PPOCR);
  if (is_there(ZHUN_TEST_TESSERACT, "tesseract")) opens_pictures(ZHUN_TEST_TESSERACT);
}

TEST_CASE("an engine whose models are elsewhere says so") {
  for (const char* path : {ZHUN_TEST_PPOCR, ZHUN_TEST_TESSERACT}) {
    if (!is_there(path, path == std::string(ZHUN_TEST_PPOCR) ? "ppocr" : "tesseract")) continue;
    const auto engine = open_ocr_engine(path, std::string(ZHUN_TEST_DATA) + "/ocr");
    REQUIRE(!engine.has_value());
    CHECK(engine.error().code == ErrorCode::unsupported);
    CHECK(engine.error().message.find("model") != std::string::npos);
  }
}

}  // namespace zhun
