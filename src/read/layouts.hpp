// Layouts: the known exports of banks and wallets. A layout has a name and a few quirks; everything
// else is found by the names of the columns. To add one: a line in layouts.cpp, its column names in
// statement_columns.cpp, a fixture set, a row in docs/formats.md.
#pragma once

#include <array>
#include <string_view>

#include "read/columns.hpp"

namespace zhun::read {

struct Layout {
  std::string_view name;
  std::string_view bank;
  std::array<std::string_view, 4>
      columns;                   // all of them stand in the header (normal form); "" ends
  std::string_view without;      // this one does not
  bool wallet = false;           // neutral rows and amounts of 0 are usual; no balance
  bool signed_amount = false;    // + is money in, whatever the other rows look like
  bool charge_positive = false;  // a bill: + is money out
};

// The first layout whose columns the header has; "bank-csv" when none.
[[nodiscard]] const Layout& find_layout(const ColumnMap& columns);

}  // namespace zhun::read
