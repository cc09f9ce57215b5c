// Verdict: from a decoded account to its statement, every row verified, plausible or doubtful.
// Not thread-safe.
#pragma once

#include "ocr/chain_proof.hpp"
#include "ocr/chain_totals.hpp"
#include "ocr/decoder_account.hpp"
#include "zhun/ocr.hpp"

namespace zhun::ocr {

// A row of the account with all that is known of it, oldest first.
struct DecodedRow {
  SourceRow* source = nullptr;
  std::uint32_t number = 0;  // 1-based among the transactions in printed order
  ChainRow* chain = nullptr;
  const ChainRow* before = nullptr;  // the row before it in the chain
  ChainLink link;
  RowProof proof;
  TotalProof total;
  SettledDate date;
  std::int32_t second = -1;  // the time as printed; -1: none
  std::int64_t amount = 0;   // magnitude
  Direction direction = Direction::neutral;
  bool direction_known = false;
  bool amount_implied = false;  // unread, taken from the balances
  bool first = false;           // no balance stands before it
};

// Amount and direction of a row from its link, or from its cells where no balance tells.
void settle_value(DecodedRow& row);

[[nodiscard]] RowVerdict judge_row(const DecodedRow& row, bool has_chain,
                                   const std::vector<Confusion>& confusions, double proof_margin);

// Findings about breaks of the chain.
void note_breaks(const std::vector<DecodedRow>& rows, const DecodeOptions& options,
                 std::vector<ReadNote>& notes);

}  // namespace zhun::ocr
