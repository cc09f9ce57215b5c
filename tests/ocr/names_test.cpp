#include "ocr/names.hpp"

#include <doctest/doctest.h>

#include "simulator.hpp"

using namespace zhun::ocr;

namespace {

// A name whose symbol `at` is read as `seen`, with the true one as its rival.
NameReading blurred(const std::u32string& name, std::size_t at, char32_t seen, float share) {
  zhun::LineReading reading;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i == at) {
      reading.scores.push_back({seen, 0.99F - share});
      if (share > 0) reading.scores.push_back({name[i], share});
    } else {
      reading.scores.push_back({name[i], 0.99F});
    }
    reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
    reading.scores.push_back({0, 0.99F});
    reading.step_ends.push_back(static_cast<std::uint32_t>(reading.scores.size()));
  }
  Cell cell;
  cell.lines.push_back({{}, reading, {}});
  return read_name(cell);
}

}  // namespace

TEST_CASE("a blurred name is resolved against the lexicon") {
  Lexicon lexicon;
  lexicon.add("同大机械设备有限公司");
  const auto reading = blurred(U"同大机械设备有限公司", 1, U'太', 0.2F);
  CHECK(reading.text == "同太机械设备有限公司");
  CHECK(lexicon.resolve(reading).value_or("") == "同大机械设备有限公司");
}

TEST_CASE("a clear name is not bent to the lexicon") {
  Lexicon lexicon;
  lexicon.add("同大机械设备有限公司");
  CHECK(!lexicon.resolve(blurred(U"同大机械设备有限公司", 1, U'太', 0)));
}

TEST_CASE("two entries that the pixels allow alike decide nothing") {
  Lexicon lexicon;
  lexicon.add("同大机械有限公司");
  lexicon.add("同天机械有限公司");
  auto reading = blurred(U"同大机械有限公司", 1, U'太', 0.2F);
  zhun::LineReading both;
  Cell cell;
  for (const char32_t c : std::u32string(U"同")) both.scores.push_back({c, 0.99F});
  both.step_ends.push_back(1);
  both.scores.insert(both.scores.end(), {{U'太', 0.6F}, {U'大', 0.19F}, {U'天', 0.18F}});
  both.step_ends.push_back(4);
  for (const char32_t c : std::u32string(U"机械有限公司")) {
    both.scores.push_back({c, 0.99F});
    both.step_ends.push_back(static_cast<std::uint32_t>(both.scores.size()));
  }
  cell.lines.push_back({{}, both, {}});
  CHECK(!lexicon.resolve(read_name(cell)));
}

TEST_CASE("brackets of Chinese names are full-width, blanks between symbols go") {
  CHECK(tidy_name("瑞方(义乌) 化工") == "瑞方（义乌）化工");
  CHECK(tidy_name("ACME (HK) Ltd") == "ACME (HK) Ltd");
}

TEST_CASE("a bracket that nothing closes is closed") {
  const auto reading =
      blurred(U"\u6DF1\u5733\u5E02\u745E\u6C47\uFF08\u4E2A\u4F53", 0, U'\u6DF1', 0);
  CHECK(mend_name(reading).value_or("") == "深圳市瑞汇（个体）");
}

TEST_CASE("a company's ending that lost a symbol is mended") {
  const auto reading =
      blurred(U"\u6CF0\u540C\u8D38\u6613\u6709\u9650\u4EFB\u516C\u53F8", 0, U'\u6CF0', 0);
  CHECK(reading.text == "泰同贸易有限任公司");
  CHECK(mend_name(reading).value_or("") == "泰同贸易有限责任公司");
}

TEST_CASE("a name that can be one is left alone") {
  for (const auto* name : {U"\u6CF0\u540C\u8D38\u6613\u6709\u9650\u516C\u53F8", U"\u5B5F\u5BB6",
                           U"\u5F85\u6E05\u7B97\u5546\u6237\u6B3E\u9879"}) {
    const std::u32string text(name);
    CHECK(!mend_name(blurred(text, 0, text[0], 0)));
  }
}
