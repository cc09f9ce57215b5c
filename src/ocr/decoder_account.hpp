// Account: the rows of one account over all its pages, their columns settled, in one order, rows
// that two photos show joined. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ocr/chain_roles.hpp"
#include "ocr/decoder.hpp"
#include "ocr/decoder_rows.hpp"
#include "zhun/statement.hpp"

namespace zhun::ocr {

struct Account {
  std::vector<const PageWork*> pages;
  std::vector<SourceRow> rows;  // printed order; transactions and anchors
  std::vector<PrintedTotal> totals;
  read::LabelFacts facts;  // of all pages, the first that says it
  bool newest_first = false;
  bool has_balance = false;
  bool has_amount = false;  // an amount column was found at all
  std::vector<ReadNote> notes;
};

// Pages that name another account than the page before begin another one.
[[nodiscard]] std::vector<Account> split_accounts(const std::vector<PageWork>& pages,
                                                  const DecodeOptions& options);
// Settles the columns and builds the rows. PageWork::columns of the pages gets the money roles.
void build_rows(Account& account, std::vector<PageWork>& pages, const DecodeOptions& options);
// Decides of crossed-out rows whether the balances count them.
void settle_crossed_out(Account& account, const DecodeOptions& options);

}  // namespace zhun::ocr
