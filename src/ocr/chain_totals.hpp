// Totals that a page or a statement prints, as equations over the amounts of its rows: where they
// close exactly they can prove rows that no balance proves. Not thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ocr/chain.hpp"
#include "ocr/decoder_labels.hpp"

namespace zhun::ocr {

// One row as far as totals need it.
struct TotalRow {
  ChainRow* row = nullptr;
  std::uint32_t page = 0;
  Direction direction = Direction::neutral;
  std::int64_t amount = 0;  // magnitude
};

struct TotalProof {
  double margin = 0;     // 0: no total covers the row or it does not close
  bool of_page = false;  // by the page's total, not the statement's
};

struct TotalCheck {
  const PrintedTotal* total = nullptr;
  std::int64_t computed = 0;
  [[nodiscard]] bool holds() const { return total->sum && total->sum->fen() == computed; }
};

// Sums of pages, for notes. Only totals with a sum.
[[nodiscard]] std::vector<TotalCheck> check_page_totals(const std::vector<TotalRow>& rows,
                                                        const std::vector<PrintedTotal>& totals);

// The margin of each row against every explanation in which another row or the total is read
// differently, too.
[[nodiscard]] std::vector<TotalProof> prove_by_totals(std::vector<TotalRow>& rows,
                                                      std::vector<PrintedTotal>& totals);

}  // namespace zhun::ocr
