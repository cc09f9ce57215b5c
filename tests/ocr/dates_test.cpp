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

TEST_CASE("a date of which two crops say different things is not certain") {
  simulated::Random random(2);
  const auto lattice = [&](const char* text) {
    NumberLattice made;
    made.append(simulated::make_reading(text, {}, random));
    return made;
  };
  std::vector<DateCell> cells;
  cells.push_back(cell_of("2026-01-11"));
  cells.push_back(DateCell(lattice("2026-01-12"), std::nullopt, lattice("2026-01-12")));
  cells.push_back(DateCell(lattice("2026-01-13"), std::nullopt, lattice("2026-01-15")));
  cells.push_back(cell_of("2026-01-16"));
  auto settled = settle_dates(cells, false);
  confirm_dates(settled, false, {});
  CHECK(settled[1].certain);
  CHECK(!settled[2].certain);
}

TEST_CASE("where clear figures were wrong, a date must leave no other one between its neighbours") {
  std::vector<DateCell> cells;
  for (const char* text :
       {"2026-01-11", "2026-01-11", "2026-01-11", "2026-01-12", "2026-02-03", "2026-02-03"}) {
    cells.push_back(cell_of(text));
  }
  auto settled = settle_dates(cells, false);
  DateDoubts doubts;
  doubts.strict = true;
  confirm_dates(settled, false, doubts);
  CHECK(!settled[0].certain);  // nothing stands before it
  CHECK(settled[1].certain);
  CHECK(!settled[2].certain);  // may be the 12th
  CHECK(!settled[3].certain);  // may be the 13th, the 14th, ...
  CHECK(!settled[4].certain);
}

TEST_CASE("a time that runs backwards within a day makes its date doubtful") {
  std::vector<DateCell> cells;
  const char* texts[] = {"2026-01-11 08:00:00", "2026-01-11 09:00:00", "2026-01-11 10:00:00",
                         "2026-01-11 11:00:00", "2026-01-11 12:00:00", "2026-01-11 13:00:00",
                         "2026-01-11 09:30:00",  // of the 12th
                         "2026-01-13 10:00:00"};
  for (const char* text : texts) cells.push_back(cell_of(text));
  auto settled = settle_dates(cells, false);
  for (std::size_t i = 0; i < cells.size(); ++i) settled[i].second = cells[i].second();
  confirm_dates(settled, false, {});
  CHECK(!settled[6].certain);
  CHECK(!settled[5].certain);
  CHECK(settled[4].certain);
  // Times that run in no order at all say nothing.
  settled[1].second = 1;
  settled[3].second = 2;
  confirm_dates(settled, false, {});
  CHECK(settled[6].certain);
}
