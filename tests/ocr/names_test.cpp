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
