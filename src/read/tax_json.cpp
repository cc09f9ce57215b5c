// Tax returns as JSON.
#include <algorithm>

#include "read/record_fields.hpp"
#include "read/records.hpp"
#include "read/tax_fields.hpp"

namespace zhun {
namespace {

std::optional<Error> read_period(const json::Value& value, std::string path, std::size_t index,
                                 TaxReturns& returns, std::size_t& unknown_members,
                                 const ReadOptions& options) {
  json::Reader r(value, std::move(path), options.source_name);
  TaxPeriod period;
  period.row = static_cast<std::uint32_t>(index + 1);
  std::optional<read::MonthSpan> span;
  if (r.has("period")) {
    span = read::parse_month_span(r.required_string("period"));
    if (!span) r.set_error("period", "the period is not a month (2026-01) or a quarter (2026-Q1)");
  } else {
    const Date from = r.required_date("from"), to = r.required_date("to");
    span = read::month_span_of(from, to);
    if (!span) r.set_error("to", "the period is not made of whole months");
  }
  period.sales_ex = r.required_money_fen("sales_ex_fen");
  period.tax_payable = r.money_fen("tax_payable_fen");
  period.filed_on = r.date("filed_on");
  if (r.error()) return r.error();
  period.from = span->from;
  period.to = span->to;
  unknown_members += read::count_unknown_members(
      value, {"period", "from", "to", "sales_ex_fen", "tax_payable_fen", "filed_on"});
  returns.periods.push_back(period);
  return std::nullopt;
}

std::optional<Error> read_year(const json::Value& value, std::string path, TaxReturns& returns,
                               std::size_t& unknown_members, const ReadOptions& options) {
  json::Reader r(value, std::move(path), options.source_name);
  const auto year = r.integer("year");
  if (!year || *year < 1990 || *year > 2200) r.set_error("year", "a year is required here");
  IncomeTaxYear entry;
  entry.year = static_cast<int>(year.value_or(0));
  entry.revenue = r.required_money_fen("revenue_fen");
  entry.taxable_profit = r.required_money_fen("taxable_profit_fen");
  if (r.error()) return r.error();
  unknown_members +=
      read::count_unknown_members(value, {"year", "revenue_fen", "taxable_profit_fen", "filed_on"});
  returns.income_tax.push_back(entry);
  return std::nullopt;
}

}  // namespace

Result<TaxReturns> tax_returns_from_json(const json::Value& value, std::string_view path,
                                         const ReadOptions& options) {
  TaxReturns returns;
  returns.layout = "json";
  json::Reader r(value, std::string(path), options.source_name);
  returns.credit_rating = r.string("credit_rating");
  if (!returns.credit_rating.empty() &&
      std::string_view("ABCDM").find(returns.credit_rating) == std::string_view::npos) {
    r.set_error("credit_rating", "the credit rating must be A, B, M, C or D");
  }
  if (returns.credit_rating.size() > 1)
    r.set_error("credit_rating", "the credit rating must be A, B, M, C or D");
  returns.rating_year =
      static_cast<int>(std::clamp<std::int64_t>(r.integer("rating_year").value_or(0), 0, 9999));
  returns.overdue_tax = r.money_fen("overdue_tax_fen");
  returns.overdue_since = r.date("overdue_since");
  returns.taxpayer_status = r.string("taxpayer_status");
  returns.general_payer = r.boolean("general_payer");
  returns.withheld_persons = r.integer("withheld_persons");
  const json::Value* periods = r.array("vat_declared");
  const json::Value* years = r.array("income_tax");
  if (r.error()) return tl::unexpected(*r.error());
  std::size_t unknown_members = read::count_unknown_members(
      value, {"credit_rating", "rating_year", "overdue_tax_fen", "overdue_since", "taxpayer_status",
              "general_payer", "withheld_persons", "vat_declared", "income_tax", "schema"});
  for (std::size_t i = 0; periods != nullptr && i < periods->items.size(); ++i) {
    auto error = read_period(periods->items[i], r.path_of("vat_declared", i), i, returns,
                             unknown_members, options);
    if (error) return tl::unexpected(*error);
  }
  for (std::size_t i = 0; years != nullptr && i < years->items.size(); ++i) {
    auto error =
        read_year(years->items[i], r.path_of("income_tax", i), returns, unknown_members, options);
    if (error) return tl::unexpected(*error);
  }
  read::note_unknown_members(returns.notes, unknown_members, path, options);
  read::settle_tax_periods(returns, options);
  return returns;
}

}  // namespace zhun
