#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "ocr/tesseract/tesseract_codes.hpp"
#include "ocr/tesseract/tesseract_input.hpp"
#include "ocr/tesseract/tesseract_steps.hpp"

namespace zhun::ocr {
namespace {

template <typename T>
std::string raw(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

// A .traineddata file of the characters space, two marks, "a", and two of two codes each.
std::string model(bool chinese) {
  const std::string unicharset = chinese
                                     ? "6\nNULL 0\nJoined 7\n|Broken| f\na 3\n\u4E2D 1\n\u56FD 1\n"
                                     : "4\nNULL 0\nJoined 7\n|Broken| f\na 3\n";
  std::vector<std::vector<std::int32_t>> codes{{0}, {9}, {9}, {1}};
  if (chinese) codes.insert(codes.end(), {{2, 3}, {2, 4}});
  std::string recoder = raw(static_cast<std::uint32_t>(codes.size()));
  for (const auto& one : codes) {
    recoder += raw(std::int8_t{1}) + raw(static_cast<std::int32_t>(one.size()));
    for (const std::int32_t code : one) recoder += raw(code);
  }
  std::string file = raw(std::uint32_t{24});
  const std::int64_t begin = 4 + 24 * 8;
  for (int i = 0; i < 24; ++i)
    file += raw(i == 21   ? begin
                : i == 22 ? begin + static_cast<std::int64_t>(unicharset.size())
                          : std::int64_t{-1});
  return file + unicharset + recoder;
}

CodeStep step(std::vector<CodeStep::Score> scores, float blank) {
  return {std::move(scores), blank};
}

float probability(const LineScores& scores, std::uint32_t at, char32_t symbol) {
  for (const zhun_ocr_score& score : scores.scores)
    if (score.step == at && score.symbol == symbol) return score.probability;
  return 0;
}

}  // namespace

TEST_CASE("a model's characters and codes are read from its file") {
  const auto codes = TesseractCodes::parse(model(true));
  REQUIRE(codes.has_value());
  CHECK_FALSE(codes->one_code_each());
  CHECK(codes->code_of(" ") == 0);
  CHECK(codes->code_of("a") == 1);
  CHECK(codes->code_of("") == -1);
  CHECK(codes->codes_of(U'\u56FD') == std::vector<std::int32_t>{2, 4});
  CHECK(codes->codes_of(U'x').empty());
  CHECK(codes->beginning_with(2).size() == 2);
  CHECK(TesseractCodes::parse(model(false))->one_code_each());
}

TEST_CASE("a model cut anywhere is refused") {
  const std::string whole = model(true);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(TesseractCodes::parse(whole.substr(0, size)).has_value());
  }
}

TEST_CASE("where a character is one code, steps stay as they are") {
  const auto codes = TesseractCodes::parse(model(false));
  const std::vector<CodeStep> steps{step({{1, 0.7F}}, 0.3F), step({}, 1)};
  const LineScores scores = steps_of_codes(steps, *codes);
  CHECK(scores.steps == 2);
  CHECK(probability(scores, 0, U'a') == doctest::Approx(0.7));
  CHECK(probability(scores, 0, 0) == doctest::Approx(0.3));
  CHECK(probability(scores, 1, 0) == doctest::Approx(1));
}

TEST_CASE("where a character is several codes, a step is a character with its probability") {
  const auto codes = TesseractCodes::parse(model(true));
  // 2 then 3 or 4: the first character of the two is read, the second is possible.
  const std::vector<CodeStep> steps{step({{2, 1}}, 0), step({{3, 0.6F}, {4, 0.4F}}, 0), step({}, 1),
                                    step({{1, 0.9F}}, 0.1F)};
  const LineScores scores = steps_of_characters(steps, U"\u4E2Da", *codes);
  REQUIRE(scores.steps == 4);
  CHECK(probability(scores, 0, U'\u4E2D') == doctest::Approx(0.6));
  CHECK(probability(scores, 0, U'\u56FD') == doctest::Approx(0.4));
  CHECK(probability(scores, 1, 0) == doctest::Approx(1));
  CHECK(probability(scores, 2, U'a') == doctest::Approx(0.9));
  CHECK(probability(scores, 2, 0) == doctest::Approx(0.1));
}

TEST_CASE("a code that lasts or waits is the same code") {
  const auto codes = TesseractCodes::parse(model(true));
  const std::vector<CodeStep> steps{step({}, 1), step({{2, 0.5F}}, 0.5F), step({{2, 1}}, 0),
                                    step({}, 1), step({{4, 1}}, 0),       step({}, 1)};
  const LineScores scores = steps_of_characters(steps, U"\u56FD", *codes);
  REQUIRE(scores.steps == 2);
  CHECK(probability(scores, 0, U'\u56FD') == doctest::Approx(1));
}

TEST_CASE("text that the steps are too few for gives no steps") {
  const auto codes = TesseractCodes::parse(model(true));
  const std::vector<CodeStep> steps{step({{2, 1}}, 0)};
  CHECK(steps_of_characters(steps, U"\u4E2D\u56FD", *codes).steps == 0);
  CHECK(steps_of_characters({}, U"a", *codes).steps == 0);
  CHECK(steps_of_characters(steps, U"", *codes).steps == 0);
}

TEST_CASE("Tesseract is given the red channel, stretched, on a margin of white") {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < 400; ++i) {
    const bool ink = i % 4 == 0;
    pixels.insert(pixels.end(), {static_cast<std::uint8_t>(ink ? 100 : 200), 0, 0});
  }
  LineView line;
  line.pixels = pixels;
  line.stride = 60;
  line.width = 20;
  line.height = 20;
  line.channels = 3;
  const GreyLine grey = tesseract_input(line);
  CHECK(grey.width == 30);
  CHECK(grey.height == 30);
  CHECK(grey.pixels[0] == 255);
  CHECK(grey.pixels[5 * 30 + 5] == 0);
  CHECK(grey.pixels[5 * 30 + 6] == 255);
}

TEST_CASE("paper of one grey stays paper") {
  const std::vector<std::uint8_t> pixels(100, 120);
  LineView line;
  line.pixels = pixels;
  line.stride = line.width = line.height = 10;
  for (const std::uint8_t pixel : tesseract_input(line).pixels) REQUIRE(pixel == 255);
}

}  // namespace zhun::ocr
