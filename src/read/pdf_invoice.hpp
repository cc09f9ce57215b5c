// Invoices printed as PDF (数电票, 电子专票 and 电子普票): labels and what stands beside them, the
// parties by their captions, lines by their rates. Works on places only, since no producer writes
// the text in one order. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "read/einvoice_fields.hpp"
#include "read/pdf_lines.hpp"

namespace zhun::read {

// The invoices of one page, from the top; none when the page is no invoice.
[[nodiscard]] std::vector<PrintedInvoice> invoices_on_page(const PdfText& text, std::uint32_t page);

// An invoice of many lines goes on over pages: adds a page of the same number to the last one.
void append_invoice_page(std::vector<PrintedInvoice>& invoices, PrintedInvoice page);

}  // namespace zhun::read
