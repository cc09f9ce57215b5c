// What zhun parse --csv prints.
#include <doctest/doctest.h>

#include <string>

#include "zhun/present.hpp"

using namespace zhun;

namespace {

std::vector<Statement> one_row(std::string_view counterparty) {
  Statement statement;
  statement.account = "6205500000000000004";
  Transaction row;
  row.row = 1;
  row.time = DateTime{*Date::from_ymd(2026, 3, 25), 10 * 3600 + 12 * 60 + 5};
  row.direction = Direction::outflow;
  row.amount = Money::from_fen(123456);
  row.counterparty_name = statement.text->store(counterparty);
  statement.rows = {row};
  return {statement};
}

std::string second_line(const AnySource& source) {
  const auto csv = render_source_csv(source);
  REQUIRE(csv.has_value());
  const std::size_t first = csv->find("\r\n");
  return csv->substr(first + 2, csv->find("\r\n", first + 2) - first - 2);
}

}  // namespace

TEST_CASE("a statement's row has date, time, direction and amount in columns of their own") {
  CHECK(second_line(one_row("Jia")) ==
        "6205500000000000004,1,2026-03-25,10:12:05,out,1234.56,,CNY,Jia,,,,,,,");
}

TEST_CASE("commas, quotes and line breaks are quoted") {
  CHECK(second_line(one_row("a,\"b\"")).find("\"a,\"\"b\"\"\"") != std::string::npos);
}

TEST_CASE("a text that a spreadsheet would compute is disarmed") {
  CHECK(second_line(one_row("=1+1")).find(",'=1+1,") != std::string::npos);
  CHECK(second_line(one_row("+86")).find(",'+86,") != std::string::npos);
}

TEST_CASE("an invoice's status is in its row, and negative amounts stay numbers") {
  Invoice invoice;
  invoice.status = InvoiceStatus::voided;
  invoice.amount_ex = Money::from_fen(-100);
  InvoiceList list;
  list.invoices = {invoice};
  const std::string line = second_line(list);
  CHECK(line.find(",voided,") != std::string::npos);
  CHECK(line.find(",-1.00,") != std::string::npos);
}

TEST_CASE("tax periods are rows") {
  TaxPeriod period;
  period.row = 2;
  period.from = *Date::from_ymd(2026, 1, 1);
  period.to = *Date::from_ymd(2026, 1, 31);
  period.sales_ex = Money::from_fen(100);
  TaxReturns tax;
  tax.periods = {period};
  CHECK(second_line(tax) == "2,2026-01-01,2026-01-31,1.00,,");
}

TEST_CASE("government data have no CSV form") {
  const auto csv = render_source_csv(GovernmentRecord{});
  REQUIRE_FALSE(csv.has_value());
  CHECK(csv.error().code == ErrorCode::unsupported);
}
