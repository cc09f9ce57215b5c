#include "ocr/numbers.hpp"

#include <doctest/doctest.h>

#include "simulator.hpp"

using namespace zhun::ocr;

namespace {

NumberCell cell_of(const char* text, std::uint64_t seed = 1) {
  simulated::Random random(seed);
  NumberLattice lattice;
  lattice.append(simulated::make_reading(text, {}, random));
  return NumberCell(std::move(lattice));
}

}  // namespace

TEST_CASE("amounts are read as statements print them") {
  struct Case {
    const char* text;
    std::int64_t fen;
  };
  for (const auto& item : {Case{"1,234.56", 123456}, Case{"1234.56", 123456}, Case{"-23.37", -2337},
                           Case{"+12.00", 1200}, Case{"¥0.50", 50}, Case{"1,234", 123400},
                           Case{"12,345,678.90", 1234567890}, Case{"－5.00", -500}}) {
    CAPTURE(item.text);
    NumberCell cell = cell_of(item.text);
    REQUIRE(cell.has_value());
    CHECK(cell.best() == item.fen);
    CHECK(cell.cost(item.fen) == doctest::Approx(0));
  }
}

TEST_CASE("what is no amount has no value") {
  CHECK(!cell_of("甲公司").has_value());
  CHECK(!NumberCell(NumberLattice{}).has_value());
}

TEST_CASE("a value that the pixels do not show costs more than one that they do") {
  NumberCell cell = cell_of("1,234.56");
  CHECK(cell.cost(128456) > 5);
  CHECK(cell.cost(99999999) == doctest::Approx(NumberCell::kCostMax));
}

TEST_CASE("a column's style is learnt from its cells") {
  const NumberCell a = cell_of("1,234.56"), b = cell_of("22,000.00"), c = cell_of("3.00");
  const AmountStyle style = learn_style({&a, &b, &c});
  CHECK(style.grouped > style.plain);
  CHECK(style.cents > style.whole);
}

TEST_CASE("a clear text that is no amount makes its likest amount unclear") {
  NumberCell cell = cell_of("03087.89");
  REQUIRE(cell.has_value());
  CHECK(cell.candidates().front().cost > 5);
  CHECK(cell.margin() == doctest::Approx(0));
}

TEST_CASE("two crops of one cell count twice") {
  simulated::Random random(1);
  NumberLattice first, second;
  first.append(simulated::make_reading("1,234.56", {}, random));
  second.append(simulated::make_reading("1,234.56", {}, random));
  NumberCell once(first), twice(first, second);
  CHECK(twice.best() == 123456);
  CHECK(twice.unseen_cost() == doctest::Approx(2 * once.unseen_cost()));
  CHECK(twice.margin() > 1.5 * once.margin());
}

TEST_CASE("what one crop lost the other one shows") {
  simulated::Random random(1);
  NumberLattice cut, whole;
  cut.append(simulated::make_reading("234.56", {}, random));
  whole.append(simulated::make_reading("-234.56", {}, random));
  NumberCell cell(cut, whole);
  CHECK(cell.cost(-23456) < NumberCell::kCostMax);
  CHECK(cell.margin() < 2);  // and nothing is clear about it
}
