// What all rows of a table together say about the form of their dates and amounts: which of
// 03/04/2026's numbers is the day, and whether 1.234,56 has its cents behind the comma.
// Reads ahead, as a rule only one row. Not thread-safe.
#pragma once

#include <span>

#include "read/table_file.hpp"
#include "read/values.hpp"

namespace zhun::read {

struct TableForms {
  DateOrder order = DateOrder::year_first;
  bool order_assumed = false;  // both orders are possible
  bool decimal_comma = false;
};

// `amounts`: the columns of amounts and balances; -1 stands for none.
[[nodiscard]] TableForms guess_table_forms(RowReader& ahead, int date_column,
                                           std::span<const int> amounts);

}  // namespace zhun::read
