#include "ocr/dates.hpp"

#include <doctest/doctest.h>

#include "simulator.hpp"

using namespace zhun;
using namespace zhun::ocr;

namespace {

DateCell cell_of(const char* text, const simulated::Noise& noise = {}) {
  simulated::Random random(2);
  NumberLattice lattice;
  lattice.append(simulated::make_reading(text, noise, random));
  return DateCell(std::move(lattice), Month(2026, 1));
}

}  // namespace

TEST_CASE("dates and their times are read in the usual forms") {
  struct Case {
    const char* text;
    const char* date;
    std::int32_t second;
  };
  for (const auto& item :
       {Case{"2026-01-05", "2026-01-05", -1}, Case{"2026/1/5", "2026-01-05", -1},
        Case{"20260105", "2026-01-05", -1}, Case{"2026年01月05日", "2026-01-05", -1},
        Case{"2026-01-05 21:29:08", "2026-01-05", 77348}, Case{"12-31", "2025-12-31", -1}}) {
    CAPTURE(item.text);
    const DateCell cell = cell_of(item.text);
    REQUIRE(cell.has_value());
    CHECK(to_string(cell.candidates().front().date) == item.date);
    CHECK(cell.second().value_or(-1) == item.second);
  }
}

TEST_CASE("the order of the document settles a blurred digit") {
  simulated::Random random(4);
  LineReading blurred;
  const auto step = [&](std::vector<SymbolScore> scores) {
    blurred.scores.insert(blurred.scores.end(), scores.begin(), scores.end());
    blurred.step_ends.push_back(static_cast<std::uint32_t>(blurred.scores.size()));
  };
  for (const char32_t c : std::u32string(U"2026-01-1")) {
    step({{c, 0.99F}});
    step({{0, 0.99F}});
  }
  step({{U'9', 0.55F}, {U'3', 0.44F}});
  NumberLattice lattice;
  lattice.append(blurred);
  std::vector<DateCell> cells;
  cells.push_back(cell_of("2026-01-12"));
  cells.push_back(DateCell(lattice, std::nullopt));
  cells.push_back(cell_of("2026-01-14"));
  const auto settled = settle_dates(cells, false);
  CHECK(to_string(settled[1].date) == "2026-01-13");
  CHECK(settled[1].repaired);
}

TEST_CASE("a clear text that is no date makes no neighbour's date certain") {
  std::vector<DateCell> cells;
  cells.push_back(cell_of("2026-01-12"));
  cells.push_back(cell_of("2026-01-72"));
  cells.push_back(cell_of("2026-01-14"));
  auto settled = settle_dates(cells, false);
  confirm_dates(settled, false, {});
  CHECK(settled[0].certain);
  CHECK(!settled[1].certain);
}

TEST_CASE("a date that a known confusion may have made is not certain") {
  std::vector<DateCell> cells;
  cells.push_back(cell_of("2026-01-11"));
  cells.push_back(cell_of("2026-01-11"));
  auto settled = settle_dates(cells, false);
  DateDoubts doubts;
  confirm_dates(settled, false, doubts);
  CHECK(settled[0].certain);
  doubts.confusions = {{'1', '4'}};
  confirm_dates(settled, false, doubts);
  CHECK(!settled[0].certain);
}
