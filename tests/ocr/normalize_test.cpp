#include "ocr/normalize.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"
#include "ocr/lattice.hpp"
#include "simulator.hpp"
#include "zhun/ocr.hpp"

using namespace zhun;
using namespace zhun::ocr;

namespace {

void write_word(json::Writer& out, const std::string& text, int left, int top, int width) {
  out.begin_object();
  out.member("text", text);
  out.key("box");
  out.begin_array();
  for (const int corner : {left, top, left + width, top + 24}) out.value(corner);
  out.end_array();
  out.key("score");
  out.number("0.98");
  out.end_object();
}

std::string words_of(const simulated::Document& document) {
  json::Writer out;
  out.begin_object();
  out.key("pages");
  out.begin_array();
  out.begin_object();
  out.key("words");
  out.begin_array();
  write_word(out, "户名：甲公司", 20, 20, 200);
  const char* names[] = {"交易日期", "交易时间", "摘要",    "借贷标志",
                         "交易金额", "账户余额", "对方户名"};
  for (int c = 0; c < 7; ++c) write_word(out, names[c], 20 + c * 300, 80, 100);
  int top = 120;
  for (const auto& row : document.rows) {
    const auto cells = print_row(document, row, 0);
    for (int c = 0; c < 7; ++c) {
      write_word(out, cells[static_cast<std::size_t>(c)][0], 20 + c * 300, top, 180);
    }
    top += 40;
  }
  out.end_array();
  out.end_object();
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace

TEST_CASE("words with boxes become the same statement") {
  simulated::Random random(51);
  simulated::Document document;
  document.rows = simulated::make_rows(20, random);
  const auto result = normalize_words(words_of(document), {});
  REQUIRE(result.has_value());
  const simulated::Outcome outcome = compare(document, *result);
  CHECK(outcome.exact == 20);
  CHECK(outcome.verified_wrong == 0);
  CHECK(result->at(0).statement.holder == "甲公司");
  CHECK(result->at(0).verdicts[3].amount_box[0].y > 100);
}

TEST_CASE("alternatives are rivals of the symbols in whose place they stand") {
  const LineReading reading = reading_of({{"1,834.00", 0.7}, {"1,334.00", 0.25}});
  NumberLattice lattice;
  lattice.append(reading);
  const double best = lattice.log_likelihood("1.834.00");
  CHECK(best - lattice.log_likelihood("1.334.00") < 2);
  CHECK(best - lattice.log_likelihood("1.934.00") > 5);
}

TEST_CASE("what is no list of words is refused with its place") {
  for (const char* bad : {"{}", "[]x", "{\"pages\":[{\"words\":[{\"text\":\"a\"}]}]}",
                          "{\"pages\":[{\"words\":[{\"text\":\"a\",\"box\":[1,2,3]}]}]}",
                          "{\"pages\":[{\"words\":[{\"box\":[1,2,3,4]}]}]}"}) {
    CAPTURE(bad);
    const auto result = normalize_words(bad, {});
    REQUIRE(!result.has_value());
    CHECK(result.error().code == ErrorCode::format);
  }
}

TEST_CASE("words without a table are no statement") {
  const auto result =
      normalize_words("{\"pages\":[{\"words\":[{\"text\":\"合同\",\"box\":[1,2,30,40]}]}]}", {});
  REQUIRE(!result.has_value());
  CHECK(result.error().code == ErrorCode::unsupported);
}
