// Invoices as XML: the EInvoice of the tax bureau (数电票) and the eInvoice that the older OFD
// invoices carry inside. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "base/xml.hpp"
#include "read/einvoice_fields.hpp"

namespace zhun::read {

// Local name of the first element, "" where the bytes do not begin as XML does. Looks at the first
// bytes only.
[[nodiscard]] std::string_view first_element_name(std::string_view bytes);

// Parses XML of an invoice, decoded by its bytes and not by its declaration; refuses a DOCTYPE.
[[nodiscard]] Result<xml::Element> parse_invoice_xml(std::string_view bytes,
                                                     const ReadOptions& options);

// nullopt when `root` is neither EInvoice nor eInvoice.
[[nodiscard]] std::optional<PrintedInvoice> printed_einvoice(const xml::Element& root,
                                                             const ReadOptions& options);

// The first element below `root`, in document order, that has this local name; nullptr when none.
[[nodiscard]] const xml::Element* descendant(const xml::Element& root, std::string_view name);
// Its trimmed text; "" when absent.
[[nodiscard]] std::string descendant_text(const xml::Element& root, std::string_view name);

// 数电专票 or 数电普票 of a label or code; "" when it is neither.
[[nodiscard]] std::string digital_kind(std::string_view code_or_name);
// 电子普票, 通行费电子普票 or 电子专票 by the last two of the twelve digits of 发票代码; else "".
[[nodiscard]] std::string tax_control_kind(std::string_view code);

}  // namespace zhun::read
