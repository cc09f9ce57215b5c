// Proofs: which rows of a decoded chain the equation proves, each value by a margin of its own.
//
// A value's margin is what the best explanation in which it differs costs more. The explanations:
// the change of the row is another one and (a) all balances on one side are off by the difference,
// up to a place where another change takes it back, or (b) the equation does not hold here. Cells
// of one page err together, so no more than the three clearest cells count against a shift, and a
// digit that the page is known to confuse costs next to nothing.
#pragma once

#include <vector>

#include "ocr/chain.hpp"

namespace zhun::ocr {

struct RowProof {
  bool closed = false;    // the link to the row before holds with readings that the pixels allow
  bool isolated = false;  // closed, but where much is broken and without a closed neighbour
  bool amount_repaired = false, direction_repaired = false, balance_repaired = false;
  bool amount_contradicts = false;   // the pixels exclude the amount that the balances ask for
  bool balance_contradicts = false;  // the pixels exclude the balance that the amounts ask for
  bool direction_contradicts = false;
  bool gap_before = false;  // the equation holds with no reading of this row: amount or missing row
  double amount_margin = 0, direction_margin = 0, balance_margin = 0;
};

// A digit that the page shows as `read` where it prints `truth`.
struct Confusion {
  char read = 0, truth = 0;
};
// Confusions that explain more than one break of the readings as they stand.
[[nodiscard]] std::vector<Confusion> find_confusions(std::vector<ChainRow>& rows);

// What a repair may cost at most: beyond it the pixels contradict.
[[nodiscard]] double repair_limit(const NumberCell& cell);

struct ChainProof {
  std::vector<RowProof> rows;
  std::vector<Confusion> confusions;
};
// Changes `links`: what the pixels do not allow becomes a break, with the row's own reading.
[[nodiscard]] ChainProof prove_chain(std::vector<ChainRow>& rows, std::vector<ChainLink>& links,
                                     double proof_margin);

}  // namespace zhun::ocr
