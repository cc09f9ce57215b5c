// An electronic invoice as its file prints it, before anything is believed: texts and where they
// stand. Settling checks it against itself: lines, totals and the amount in words must agree.
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

struct PrintedLine {
  std::string item, amount, tax, rate;
  std::uint32_t line = 0;  // of the XML
};

struct PrintedInvoice {
  std::string code, number, date;
  std::string kind;
  std::string seller, seller_tax_no, buyer, buyer_tax_no;
  std::string amount_ex, tax, total, total_in_words;
  std::string original_number, remark;
  std::optional<bool> red;  // as labelled
  std::string item;         // where there are no lines
  bool lines_known = true;  // false: the file does not carry them as data
  std::vector<PrintedLine> lines;
  std::uint32_t line = 0;       // of the totals in the XML
  std::vector<ReadNote> notes;  // what reading already noticed
  std::uint32_t page = 0;       // of a PDF
  std::string check_code;       // 校验码 of older invoices
};

// 叁佰壹拾捌圆整, 负壹万零伍拾元伍角, (负数)伍佰圆整; nullopt when it is not well-formed.
[[nodiscard]] std::optional<Money> parse_amount_in_words(std::string_view text);

// An amount as invoices print it; inner blanks are skipped. nullopt for *** and what is no amount.
[[nodiscard]] std::optional<Money> parse_printed_money(std::string_view text);

// 发票号码 of the blue invoice in the remark of a red one; "" when there is none.
[[nodiscard]] std::string original_number_in(std::string_view remark);

// Reads the texts, derives the side, and notes what does not agree. ErrorCode::format when number,
// date or amount are missing or unreadable.
[[nodiscard]] std::optional<Error> settle_printed_invoice(PrintedInvoice printed, InvoiceList& list,
                                                          const ReadOptions& options);

}  // namespace zhun::read
