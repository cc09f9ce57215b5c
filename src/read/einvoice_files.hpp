// Electronic invoices (EInvoice XML, OFD, XBRL) among the sources: recognised by content.
// Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string_view>

#include "zhun/read.hpp"

namespace zhun::read {

// nullopt when the bytes are no such invoice.
[[nodiscard]] std::optional<Result<InvoiceList>> read_einvoice(std::string_view bytes,
                                                               const ReadOptions& options);

}  // namespace zhun::read
