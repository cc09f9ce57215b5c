// What an invoice's words mean, and what must hold of every invoice, whatever file it came from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/read.hpp"

namespace zhun::read {

// 正常, NORMAL, 作废, VOID, 已部分红冲, PART_RED, ...; nullopt: not a known word.
[[nodiscard]] std::optional<InvoiceStatus> parse_invoice_status(std::string_view text);
// 销项, OUTPUT, 进项, INPUT; nullopt: not a known word.
[[nodiscard]] std::optional<InvoiceSide> parse_invoice_side(std::string_view text);
// 13%, 0.13; nullopt for 免税, 不征税, *** and anything else.
[[nodiscard]] std::optional<Decimal> parse_tax_rate(std::string_view text);

// Collects what is odd in a list of invoices, to be told once each.
struct InvoiceOddities {
  std::uint32_t unproved_sides = 0, unknown_statuses = 0, red_signs = 0, duplicates = 0,
                total_mismatches = 0, merged_lines = 0, invalid_tax_numbers = 0,
                old_tax_numbers = 0;
};
// Derives the side, sets the sign of red invoices, and counts oddities. `stated`: the side that the
// source claims, used only where nothing proves it.
void settle_invoice(Invoice& invoice, std::optional<InvoiceSide> stated, const ReadOptions& options,
                    InvoiceOddities& oddities);
void note_invoice_oddities(const InvoiceOddities& oddities, InvoiceList& list,
                           const ReadOptions& options);

}  // namespace zhun::read
