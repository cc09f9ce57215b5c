// Records as JSON: one parsed json::Value -> statement, invoices, tax returns, government data.
//
// The readers of whole files and the dossier's reader (for data that stands inside dossier.json)
// share these functions. `path` is the JSON path of `value` for Place::field ("" for a whole file).
// The shapes are described in docs/formats.md. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "zhun/read.hpp"

namespace zhun {

// {"holder", "account", "bank", "currency", "period_from", "period_to", "opening_balance_fen",
//  "closing_balance_fen", "owner_names", "related_names", "layout", "rows": [...]}. layout "json".
[[nodiscard]] Result<Statement> statement_from_json(const json::Value& value, std::string_view path,
                                                    const ReadOptions& options);

// A bare array of invoices, or {"invoices": [...], "period_from", "period_to"} or
// {"invoices": [...], "invoices_period": {"period_from", "period_to"}}. The period of a bare array
// is unknown; a caller that has it elsewhere sets InvoiceList::period_from and period_to itself.
[[nodiscard]] Result<InvoiceList> invoices_from_json(const json::Value& value,
                                                     std::string_view path,
                                                     const ReadOptions& options);

// {"credit_rating", "rating_year", "overdue_tax_fen", "vat_declared": [...], ...}; every part
// optional.
[[nodiscard]] Result<TaxReturns> tax_returns_from_json(const json::Value& value,
                                                       std::string_view path,
                                                       const ReadOptions& options);

// DOMAIN 4.4, gov-pull/1: a `schema` or a `data` member; or else the short flat registry that a
// dossier may hold inline ({"name", "uscc", "status", "established", "legal_rep", "capital_fen",
// ..., "abnormal": false, "dishonest": false, "insured_headcount": 12}).
[[nodiscard]] Result<GovernmentRecord> government_from_json(const json::Value& value,
                                                            std::string_view path,
                                                            const ReadOptions& options);

}  // namespace zhun
