// Working-capital need, exact or as a worksheet rounds it.
#include "reconcile/need.hpp"

namespace zhun {

namespace {

Decimal quotient(const Decimal& a, const Decimal& b) { return divide(a, b).value_or(Decimal(0)); }

Decimal average(const WorkingCapitalInputs::Item& item) {
  return (Decimal::from_yuan(item.opening) + Decimal::from_yuan(item.closing)) *
         Decimal::from_scaled(5, -1);
}

}  // namespace

WorkingCapitalNeed working_capital_need(const WorkingCapitalInputs& inputs, const Decimal& growth,
                                        NeedMode mode) {
  const Decimal sales = Decimal::from_yuan(inputs.sales), cost = Decimal::from_yuan(inputs.cost);
  const bool worksheet = mode == NeedMode::worksheet;
  const auto rounded = [&](const Decimal& value, int scale) {
    return worksheet ? value.rounded(scale) : value;
  };
  const auto days = [&](const WorkingCapitalInputs::Item& item, const Decimal& base) {
    return rounded(quotient(average(item) * Decimal(360), base), 2);
  };
  WorkingCapitalNeed need;
  need.margin = rounded(quotient(Decimal::from_yuan(inputs.total_profit), sales), 4);
  need.cycle_days = days(inputs.inventory, cost) + days(inputs.receivables, sales) -
                    days(inputs.payables, cost) + days(inputs.prepayments, cost) -
                    days(inputs.advances, sales);
  if (need.cycle_days <= Decimal(0)) {
    need.negative_cycle = true;
    return need;
  }
  need.turnover = rounded(quotient(Decimal(360), need.cycle_days), 2);
  const Decimal base = sales * (Decimal(1) - need.margin) * (Decimal(1) + growth);
  // One division: the exact mode multiplies by the cycle instead of dividing by a rounded turnover.
  need.amount =
      worksheet ? quotient(base, need.turnover) : quotient(base * need.cycle_days, Decimal(360));
  return need;
}

}  // namespace zhun
