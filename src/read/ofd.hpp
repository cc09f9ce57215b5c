// Invoices as OFD, a zip of XML parts. Three kinds in one container: with the invoice attached as
// XML, with its figures in OFD.xml only, and with names and lines as text on the page only.
// Pure functions; thread-safe.
#pragma once

#include <string_view>

#include "zhun/read.hpp"

namespace zhun::read {

[[nodiscard]] bool is_ofd(std::string_view bytes);
// Layout "einvoice-ofd".
[[nodiscard]] Result<InvoiceList> read_ofd(std::string_view bytes, const ReadOptions& options);

}  // namespace zhun::read
