// Working-capital need (营运资金量), the formula of the annex to 流动资金贷款管理办法 (2024 No. 2),
// DOMAIN 1.2.
//
//   W = S (1 - m) (1 + g) [ inventory/C + receivables/S - payables/C + prepayments/C - advances/S ]
#pragma once

#include "zhun/decimal.hpp"
#include "zhun/dossier.hpp"

namespace zhun {

enum class NeedMode : std::uint8_t {
  exact,      // no rounding before the end
  worksheet,  // as a bank's paper form: days and turnover to two decimals, margin to four
};

struct WorkingCapitalNeed {
  Decimal margin;  // total profit / sales
  Decimal cycle_days;
  Decimal turnover;             // 360 / cycle; 0 when the cycle is not positive
  Decimal amount;               // W in yuan, never negative
  bool negative_cycle = false;  // 营运周期为负: W = 0
};

// Sales and cost must be positive. Averages are (opening + closing) / 2; growth is a ratio (0.08).
[[nodiscard]] WorkingCapitalNeed working_capital_need(const WorkingCapitalInputs& inputs,
                                                      const Decimal& growth, NeedMode mode);

}  // namespace zhun
