// Invoices and tax returns from delimited text, by the names of their columns.
#pragma once

#include <span>
#include <string_view>

#include "read/columns.hpp"
#include "read/table_file.hpp"
#include "zhun/read.hpp"

namespace zhun::read {

[[nodiscard]] bool is_invoice_header(std::span<const std::string_view> cells);
[[nodiscard]] bool is_tax_header(std::span<const std::string_view> cells);
[[nodiscard]] Result<InvoiceList> read_invoice_csv(const TableText& table,
                                                   const ReadOptions& options);
[[nodiscard]] Result<TaxReturns> read_tax_csv(const TableText& table, const ReadOptions& options);

}  // namespace zhun::read
