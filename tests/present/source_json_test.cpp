// What zhun parse prints of invoices, tax returns and government data.
#include <doctest/doctest.h>

#include <string>

#include "base/json.hpp"
#include "zhun/present.hpp"

using namespace zhun;

namespace {

json::Value rendered(const AnySource& source) {
  auto value = json::parse(render_source_json(source), "rendered", Limits{});
  REQUIRE(value.has_value());
  return *value;
}

std::string text_at(const json::Value& value, std::string_view name) {
  const json::Value* member = value.find(name);
  REQUIRE_MESSAGE(member != nullptr, std::string(name));
  return member->text;
}

}  // namespace

TEST_CASE("an invoice keeps its amounts, its side and what it corrects") {
  Invoice invoice;
  invoice.row = 7;
  invoice.number = "25370000000000000007";
  invoice.date = *Date::from_ymd(2026, 2, 28);
  invoice.side = InvoiceSide::input;
  invoice.red = true;
  invoice.status = InvoiceStatus::full_red;
  invoice.original_number = "25370000000000000001";
  invoice.amount_ex = Money::from_fen(-100001);
  invoice.tax = Money::from_fen(-13000);
  InvoiceList list;
  list.layout = "json";
  list.invoices = {invoice};
  const json::Value value = rendered(list);
  CHECK(text_at(value, "kind") == "invoices");
  REQUIRE(value.find("invoices")->items.size() == 1);
  const json::Value& row = value.find("invoices")->items[0];
  CHECK(text_at(row, "date") == "2026-02-28");
  CHECK(text_at(row, "side") == "input");
  CHECK(text_at(row, "status") == "full_red");
  CHECK(text_at(row, "amount_ex") == "-1000.01");
  CHECK(text_at(row, "total") == "-1130.01");
  CHECK(row.find("rate")->is_null());
}

TEST_CASE("a tax amount that was not supplied is null, never zero") {
  TaxPeriod period;
  period.from = *Date::from_ymd(2026, 1, 1);
  period.to = *Date::from_ymd(2026, 3, 31);
  period.sales_ex = Money::from_fen(12345678);
  TaxReturns tax;
  tax.periods = {period};
  const json::Value value = rendered(tax);
  const json::Value& row = value.find("periods")->items.at(0);
  CHECK(text_at(row, "sales_ex") == "123456.78");
  CHECK(row.find("tax_payable")->is_null());
  CHECK(value.find("overdue_tax")->is_null());
}

TEST_CASE("a government part that was not pulled is absent, an empty one is there") {
  GovernmentRecord record;
  record.judicial = Judicial{};
  const json::Value value = rendered(record);
  CHECK(value.find("registry") == nullptr);
  CHECK(value.find("penalties") == nullptr);
  REQUIRE(value.find("judicial") != nullptr);
  CHECK(value.find("judicial")->find("dishonest")->items.empty());
}

TEST_CASE("what a reader noticed stands beside the rows with its place") {
  InvoiceList list;
  list.notes = {ReadNote{"row_skipped", Place{"a.csv", 0, 12, 3, "amount"}, "the row was skipped"}};
  const json::Value value = rendered(list);
  const json::Value& note = value.find("findings")->items.at(0);
  CHECK(text_at(note, "code") == "row_skipped");
  CHECK(text_at(note, "row") == "12");
  CHECK(text_at(note, "field") == "amount");
}
