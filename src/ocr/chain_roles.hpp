// Which numeric columns are amount, inflow, outflow and balance, and which way the pages run: what
// the header says where the chain closes under it, else the assignment under which it closes.
// Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ocr/decoder_rows.hpp"

namespace zhun::ocr {

struct MoneyRoles {
  int amount = -1, inflow = -1, outflow = -1, balance = -1;  // columns
  std::size_t links = 0;  // pairs of rows that the assignment could be tried on
  std::size_t oldest_first = 0, newest_first = 0;  // links that close, by order
  bool by_chain = false;                           // not what the header says
  [[nodiscard]] std::size_t closed() const {
    return oldest_first > newest_first ? oldest_first : newest_first;
  }
};

// `rows`: of pages that share their columns, in printed order, transactions only.
[[nodiscard]] MoneyRoles settle_money_roles(const std::vector<const RawRow*>& rows,
                                            const PageColumns& columns);

}  // namespace zhun::ocr
