// Invoices and tax returns from rows of cells, by the names of their columns.
#pragma once

#include <optional>
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

// The table of one file or sheet; nullopt when it has no such header row.
[[nodiscard]] Result<std::optional<InvoiceList>> read_invoice_rows(RowReader& rows,
                                                                   const ReadOptions& options);
[[nodiscard]] Result<std::optional<TaxReturns>> read_tax_rows(RowReader& rows,
                                                              const ReadOptions& options);
// The errors of a file without such a table.
[[nodiscard]] Error no_invoice_header(const ReadOptions& options);
[[nodiscard]] Error no_tax_header(const ReadOptions& options);

}  // namespace zhun::read
