// Tax returns as JSON and as tables.
#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

TaxReturns read_returns(const std::string& text) {
  const auto returns = read_tax_returns(text, options_for("tax"));
  REQUIRE_MESSAGE(returns.has_value(), (returns ? "" : to_string(returns.error())));
  return *returns;
}

Error error_of(const std::string& text) {
  const auto returns = read_tax_returns(text, options_for("tax"));
  REQUIRE_FALSE(returns.has_value());
  return returns.error();
}

}  // namespace

TEST_CASE("tax returns in JSON give the rating, the arrears and the periods in order") {
  const auto returns = read_returns(
      R"({"credit_rating":"B","rating_year":2025,"overdue_tax_fen":125050,"general_payer":false,
         "withheld_persons":7,
          "vat_declared":[{"period":"2026-02","sales_ex_fen":200},{"period":"2026-01",
         "sales_ex_fen":100,"tax_payable_fen":1,"filed_on":"2026-02-10"}]})");
  CHECK(returns.credit_rating == "B");
  CHECK(returns.rating_year == 2025);
  CHECK(returns.overdue_tax == Money::from_fen(125050));
  CHECK(returns.general_payer == false);
  CHECK(returns.withheld_persons == 7);
  REQUIRE(returns.periods.size() == 2);
  CHECK(to_string(returns.periods[0].from) == "2026-01-01");
  CHECK(returns.periods[0].tax_payable == Money::from_fen(1));
  CHECK(to_string(returns.periods[0].filed_on.value()) == "2026-02-10");
  CHECK(to_string(returns.periods[1].to) == "2026-02-28");
}

TEST_CASE("what was not supplied is missing and not zero") {
  const auto returns = read_returns(R"({"vat_declared":[]})");
  CHECK_FALSE(returns.overdue_tax.has_value());
  CHECK_FALSE(returns.general_payer.has_value());
  CHECK_FALSE(returns.withheld_persons.has_value());
  CHECK(returns.credit_rating.empty());
}

TEST_CASE("wrong members are errors with their path") {
  CHECK(error_of(R"({"credit_rating":"E"})").place.field == "/credit_rating");
  CHECK(error_of(R"({"vat_declared":[{"period":"2026-13","sales_ex_fen":1}]})").place.field ==
        "/vat_declared/0/period");
  CHECK(error_of(R"({"vat_declared":[{"period":"2026-01"}]})").place.field ==
        "/vat_declared/0/sales_ex_fen");
  CHECK(error_of(R"({"vat_declared":[{"from":"2026-01-02","to":"2026-01-31","sales_ex_fen":1}]})")
            .place.field == "/vat_declared/0/to");
}

TEST_CASE("a period filed twice counts as it was filed last") {
  const auto returns = read_returns(
      R"({"vat_declared":[{"period":"2026-01","sales_ex_fen":2,"filed_on":"2026-03-01"},
         {"period":"2026-01","sales_ex_fen":1,"filed_on":"2026-02-10"}]})");
  REQUIRE(returns.periods.size() == 1);
  CHECK(returns.periods[0].sales_ex == Money::from_fen(2));
  CHECK(has_note(returns.notes, "period_repeated"));
}

TEST_CASE("a table of returns is read by its columns") {
  const auto returns = read_returns(
      "增值税申报\n税款所属期起,税款所属期止,销售额,应纳税额,申报日期\n2026-01-01,2026-03-31,\"12,"
      "673.27\",126.73,2026-04-10\n2025-10-01,2025-12-31,1.00,--,\n");
  REQUIRE(returns.periods.size() == 2);
  CHECK(returns.periods[1].sales_ex == Money::from_fen(1267327));
  CHECK(returns.periods[1].tax_payable == Money::from_fen(12673));
  CHECK_FALSE(returns.periods[0].tax_payable.has_value());
  CHECK(read_returns("所属期,申报销售额\n2026年第1季度,5.00\n合计,5.00\n").periods.size() == 1);
}

TEST_CASE("a wrong cell of a table of returns is an error with its place") {
  CHECK(error_of("所属期,销售额\n2026-99,5.00\n").place.column == 1);
  CHECK(error_of("所属期,销售额\n2026-01,5x\n").place.column == 2);
  CHECK(error_of("甲,乙\n1,2\n").code == ErrorCode::unsupported);
}

TEST_CASE("overdue since when, and the yearly income-tax returns by year") {
  const auto read = read_tax_returns(
      R"({"credit_rating":"B","overdue_tax_fen":5,"overdue_since":"2026-01-02","income_tax":[
         {"year":2025,"revenue_fen":100,"taxable_profit_fen":-7},
         {"year":2024,"revenue_fen":100,"taxable_profit_fen":3}]})",
      options_for("tax"));
  REQUIRE(read.has_value());
  CHECK(read->overdue_since == parse_date("2026-01-02"));
  REQUIRE(read->income_tax.size() == 2);
  CHECK(read->income_tax[0].year == 2024);
  CHECK(read->income_tax[1].taxable_profit == Money::from_fen(-7));
  CHECK(error_of(R"({"credit_rating":"B","income_tax":[{"year":2025,"revenue_fen":1}]})")
            .place.field == "/income_tax/0/taxable_profit_fen");
}
