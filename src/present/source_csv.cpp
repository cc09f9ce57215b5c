// One source as rows: statements, invoices and tax periods to CSV (RFC 4180).
#include <string>
#include <variant>

#include "present/csv_writer.hpp"
#include "present/source_words.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

std::string time_of(const DateTime& time) {
  if (!time.has_time()) return "";
  return to_string(time).substr(11);  // behind "2026-03-25T"
}

void put_rows(CsvWriter& csv, const Statement& statement) {
  for (const Transaction& row : statement.rows) {
    csv.text(statement.account);
    csv.cell(std::to_string(row.row));
    csv.cell(to_string(row.time.date));
    csv.cell(time_of(row.time));
    csv.cell(to_string(row.direction));
    csv.cell(to_string(row.amount));
    csv.optional(std::optional<Money>(row.balance));
    csv.cell(row.currency.empty() ? std::string_view(statement.currency) : row.currency);
    csv.text(row.counterparty_name);
    csv.text(row.counterparty_account);
    csv.text(row.summary);
    csv.text(row.purpose);
    csv.text(row.kind);
    csv.text(row.channel);
    csv.text(row.status);
    csv.text(row.reference);
    csv.end_row();
  }
}

void put_header(CsvWriter& csv, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) csv.cell(name);
  csv.end_row();
}

Result<std::string> to_csv(const std::vector<Statement>& statements) {
  CsvWriter csv;
  put_header(csv, {"account", "row", "date", "time", "direction", "amount", "balance", "currency",
                   "counterparty", "counterparty_account", "summary", "purpose", "kind", "channel",
                   "status", "reference"});
  for (const Statement& statement : statements) put_rows(csv, statement);
  return csv.take();
}

Result<std::string> to_csv(const InvoiceList& list) {
  CsvWriter csv;
  put_header(csv, {"row", "number", "date", "side", "red", "status", "kind", "seller",
                   "seller_tax_no", "buyer", "buyer_tax_no", "original_number", "item", "amount_ex",
                   "tax", "rate", "total"});
  for (const Invoice& invoice : list.invoices) {
    csv.cell(std::to_string(invoice.row));
    csv.text(invoice.number);
    csv.cell(to_string(invoice.date));
    csv.cell(invoice.side == InvoiceSide::output ? "output" : "input");
    csv.cell(invoice.red ? "true" : "false");
    csv.cell(name_of(invoice.status));
    csv.text(invoice.kind);
    csv.text(invoice.seller);
    csv.text(invoice.seller_tax_no);
    csv.text(invoice.buyer);
    csv.text(invoice.buyer_tax_no);
    csv.text(invoice.original_number);
    csv.text(invoice.item);
    csv.cell(to_string(invoice.amount_ex));
    csv.cell(to_string(invoice.tax));
    csv.optional(invoice.rate);
    csv.cell(to_string(invoice.total()));
    csv.end_row();
  }
  return csv.take();
}

Result<std::string> to_csv(const TaxReturns& tax) {
  CsvWriter csv;
  put_header(csv, {"row", "from", "to", "sales_ex", "tax_payable", "filed_on"});
  for (const TaxPeriod& period : tax.periods) {
    csv.cell(std::to_string(period.row));
    csv.cell(to_string(period.from));
    csv.cell(to_string(period.to));
    csv.cell(to_string(period.sales_ex));
    csv.optional(period.tax_payable);
    csv.optional(period.filed_on);
    csv.end_row();
  }
  return csv.take();
}

Result<std::string> to_csv(const GovernmentRecord&) {
  return fail(ErrorCode::unsupported, {},
              "a government record is no table and has no CSV form; ask for JSON");
}

}  // namespace

Result<std::string> render_source_csv(const AnySource& source) {
  return std::visit([](const auto& item) { return to_csv(item); }, source);
}

}  // namespace zhun
