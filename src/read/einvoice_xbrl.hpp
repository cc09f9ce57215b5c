// Invoices as XBRL of the ministry of finance (xbrli:xbrl with elements of einv:), which
// bookkeeping archives. Pure functions; thread-safe.
#pragma once

#include <optional>

#include "base/xml.hpp"
#include "read/einvoice_fields.hpp"

namespace zhun::read {

// nullopt when `root` is no xbrl with elements of an einv taxonomy.
[[nodiscard]] std::optional<PrintedInvoice> printed_xbrl(const xml::Element& root,
                                                         const ReadOptions& options);

}  // namespace zhun::read
