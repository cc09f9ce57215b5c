// Reading (读取): bytes of a file -> statements, invoices, tax returns, government data.
//
// Layouts are detected by content, never by file name. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "zhun/error.hpp"
#include "zhun/government.hpp"
#include "zhun/invoice.hpp"
#include "zhun/limits.hpp"
#include "zhun/statement.hpp"

namespace zhun {

class PdfEngine;

struct ReadOptions {
  std::string source_name;  // for Place::source of errors and notes
  // Opens what is encrypted: zip archives, PDF. Never part of an error.
  std::string password;
  // Reads PDF (pdf.hpp); without it a PDF is ErrorCode::unsupported. Must outlive the call.
  const PdfEngine* pdf = nullptr;
  // Identifies the applicant's own invoices: those whose seller it is are output. USCC or tax
  // number, and names (normal form).
  std::string own_tax_no;
  std::vector<std::string> own_names;
  Limits limits;
};

[[nodiscard]] Result<std::vector<Statement>> read_statements(std::string_view bytes,
                                                             const ReadOptions& options);
[[nodiscard]] Result<InvoiceList> read_invoices(std::string_view bytes, const ReadOptions& options);
[[nodiscard]] Result<TaxReturns> read_tax_returns(std::string_view bytes,
                                                  const ReadOptions& options);
[[nodiscard]] Result<GovernmentRecord> read_government(std::string_view bytes,
                                                       const ReadOptions& options);

// Whatever it is: the four kinds in one value, recognised by content.
using AnySource = std::variant<std::vector<Statement>, InvoiceList, TaxReturns, GovernmentRecord>;
[[nodiscard]] Result<AnySource> read_any(std::string_view bytes, const ReadOptions& options);

}  // namespace zhun
