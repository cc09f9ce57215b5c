// The working-capital formula: the worked example to the fen, and its edges (DOMAIN 1.2 to 1.4).
#include "reconcile/need.hpp"

#include <doctest/doctest.h>

using namespace zhun;

namespace {

Money fen(std::int64_t amount) { return Money::from_fen(amount); }

WorkingCapitalInputs worked_example() {
  WorkingCapitalInputs inputs;
  inputs.sales = fen(1234567890);
  inputs.cost = fen(987654321);
  inputs.total_profit = fen(86419752);
  inputs.inventory = {fen(110000000), fen(130000000)};
  inputs.receivables = {fen(150000000), fen(178600055)};
  inputs.payables = {fen(90000000), fen(108000030)};
  inputs.prepayments = {fen(20000000), fen(24000000)};
  inputs.advances = {fen(15000000), fen(17300015)};
  return inputs;
}

const Decimal kGrowth = Decimal::from_scaled(8, -2);

}  // namespace

TEST_CASE("the worked example, exact") {
  const auto need = working_capital_need(worked_example(), kGrowth, NeedMode::exact);
  CHECK(to_fixed_string(need.amount, 2) == "2027883.61");
  CHECK(to_fixed_string(need.cycle_days, 4) == "58.8740");
  CHECK(to_fixed_string(need.turnover, 4) == "6.1147");
  CHECK(to_fixed_string(need.margin, 4) == "0.0700");
  CHECK_FALSE(need.negative_cycle);
}

TEST_CASE("the worked example as a worksheet rounds it") {
  const auto need = working_capital_need(worked_example(), kGrowth, NeedMode::worksheet);
  CHECK(to_fixed_string(need.amount, 2) == "2026143.77");
  CHECK(to_string(need.cycle_days) == "58.87");
  CHECK(to_string(need.turnover) == "6.12");
}

TEST_CASE("a cycle that is not positive needs nothing") {
  WorkingCapitalInputs inputs = worked_example();
  inputs.payables = {fen(900000000), fen(900000000)};
  for (const auto mode : {NeedMode::exact, NeedMode::worksheet}) {
    const auto need = working_capital_need(inputs, kGrowth, mode);
    CHECK(need.negative_cycle);
    CHECK(need.amount.is_zero());
  }
  WorkingCapitalInputs empty;
  empty.sales = empty.cost = fen(100);
  CHECK(working_capital_need(empty, Decimal(0), NeedMode::exact).negative_cycle);
}

TEST_CASE("a loss raises the need and growth scales it") {
  WorkingCapitalInputs inputs;
  inputs.sales = fen(36000000);  // 360,000 yuan
  inputs.cost = fen(36000000);
  inputs.inventory = {fen(3000000), fen(3000000)};  // 30 days
  const auto need = [&](Money profit, const Decimal& growth) {
    inputs.total_profit = profit;
    return to_string(working_capital_need(inputs, growth, NeedMode::exact).amount);
  };
  CHECK(need(Money(), Decimal(0)) == "30000");
  CHECK(need(fen(3600000), Decimal(0)) == "27000");
  CHECK(need(fen(-3600000), Decimal(0)) == "33000");
  CHECK(need(Money(), Decimal::from_scaled(10, -2)) == "33000");
}
