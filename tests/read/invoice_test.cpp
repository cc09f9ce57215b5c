// Invoices as JSON and as lists by column names.
#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

InvoiceList read_list(const std::string& text, ReadOptions options = options_for("invoices")) {
  const auto list = read_invoices(text, options);
  REQUIRE_MESSAGE(list.has_value(), (list ? "" : to_string(list.error())));
  return *list;
}

Error error_of(const std::string& text) {
  const auto list = read_invoices(text, options_for("invoices"));
  REQUIRE_FALSE(list.has_value());
  return list.error();
}

std::string json_invoice(const std::string& more) {
  return R"({"no":"25370000000000000001","date":"2026-01-05","amount_fen":10000,"tax_fen":1300)" +
         more + "}";
}

// The columns of the tax bureau's platform.
const std::string kBureau =
    "序号,发票代码,发票号码,数电票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,金额,"
    "税额,价税合计,发票来源,发票票种,发票状态,"
    "是否正数发票,发票风险等级,开票人,备注\n";

}  // namespace

TEST_CASE("an invoice in JSON gives all its fields") {
  const auto list =
      read_list(R"({"invoices":[)" +
                json_invoice(
                    R"(,"kind":"SPECIAL","sign":"BLUE","seller":"甲","buyer":"乙","rate":"0.13",
         "status":"PART_RED","item":"*钢材*板")") +
                R"(],"invoices_period":{"period_from":"2026-01-01","period_to":"2026-03-31"}})");
  REQUIRE(list.invoices.size() == 1);
  const Invoice& invoice = list.invoices[0];
  CHECK(invoice.number == "25370000000000000001");
  CHECK(to_string(invoice.date) == "2026-01-05");
  CHECK(invoice.kind == "SPECIAL");
  CHECK(invoice.status == InvoiceStatus::part_red);
  CHECK(to_string(invoice.rate.value()) == "0.13");
  CHECK(invoice.total() == Money::from_fen(11300));
  CHECK(invoice.item == "*钢材*板");
  CHECK(to_string(list.period_to.value()) == "2026-03-31");
  CHECK(read_list("[" + json_invoice("") + "]").invoices.size() == 1);
}

TEST_CASE("red invoices are negative, however they are written") {
  const auto negative = read_list(
      R"([{"no":"1","date":"2026-01-05","sign":"RED","orig_no":"0","amount_fen":-100,
         "tax_fen":-13}])");
  CHECK(negative.invoices[0].red);
  CHECK(negative.invoices[0].original_number == "0");
  CHECK_FALSE(has_note(negative.notes, "red_sign"));
  const auto positive =
      read_list(R"([{"no":"1","date":"2026-01-05","sign":"RED","amount_fen":100,"tax_fen":13}])");
  CHECK(positive.invoices[0].amount_ex == Money::from_fen(-100));
  CHECK(positive.invoices[0].tax == Money::from_fen(-13));
  CHECK(has_note(positive.notes, "red_sign"));
}

TEST_CASE("the side is derived from the parties and not believed") {
  ReadOptions options = options_for("invoices");
  options.own_tax_no = "91370102PDY00001XB";
  const auto bought = read_list(
      "[" +
          json_invoice(
              R"(,"buyer_tax_no":"91370102PDY00001XB","seller_tax_no":"1","side":"output")") +
          "]",
      options);
  CHECK(bought.invoices[0].side == InvoiceSide::input);
  const auto foreign = read_list(
      "[" + json_invoice(R"(,"buyer_tax_no":"2","seller_tax_no":"1","side":"input")") + "]",
      options);
  CHECK(foreign.invoices[0].side == InvoiceSide::input);
  CHECK(has_note(foreign.notes, "side_unproved"));
  CHECK(read_list("[" + json_invoice("") + "]").invoices[0].side == InvoiceSide::output);
}

TEST_CASE("a wrong field of an invoice is an error with its path") {
  const Error date = error_of(R"([{"no":"1","date":"2026-02-30","amount_fen":1}])");
  CHECK(date.place.field == "/0/date");
  CHECK(date.message.find("2026-02-30") == std::string::npos);
  CHECK(error_of(R"([{"no":"1","date":"2026-02-03"}])").place.field == "/0/amount_fen");
  CHECK(error_of(R"([{"no":"1","date":"2026-02-03","amount_fen":1.5}])").place.field ==
        "/0/amount_fen");
  CHECK(error_of(R"([{"no":"1","date":"2026-02-03","amount_fen":99999999999999999999}])")
            .place.field == "/0/amount_fen");
  CHECK(error_of(R"({"invoices":3})").place.field == "/invoices");
}

TEST_CASE(
    "the tax bureau's list is read by its columns: digital and older numbers, red letters, voids") {
  ReadOptions options = options_for("invoices");
  options.own_tax_no = "91A";
  const auto list = read_list("发票基础信息\n" + kBureau +
                                  "1,,,25372000000000000101,91A,甲,92B,乙,2026-01-05 "
                                  "10:00:00,\"1,000.00\",130.00,\"1,130.00\",电子发票服务平台,"
                                  "数电发票（增值税专用发票）,正常,是,正常,王,\n"
                                  "2,037001900111,12345678,,93C,丙,91A,甲,2026/1/"
                                  "6,200,***,200,税控,增值税普通发票,已作废,是,正常,王,\n"
                                  "3,,,25372000000000000102,91A,甲,92B,乙,2026-02-05,-100.00,-13."
                                  "00,-113.00,平台,数电,正常,否,正常,王,\n"
                                  "合计,,,,,,,,,1100.00,117.00,1217.00,,,,,,,\n",
                              options);
  REQUIRE(list.invoices.size() == 3);
  CHECK(list.layout == "invoice-csv");
  CHECK(list.invoices[0].number == "25372000000000000101");
  CHECK(list.invoices[0].side == InvoiceSide::output);
  CHECK(list.invoices[0].amount_ex == Money::from_fen(100000));
  CHECK(list.invoices[1].number == "03700190011112345678");
  CHECK(list.invoices[1].side == InvoiceSide::input);
  CHECK(list.invoices[1].status == InvoiceStatus::voided);
  CHECK(list.invoices[1].tax.is_zero());
  CHECK(list.invoices[2].red);
  CHECK(list.invoices[2].total() == Money::from_fen(-11300));
}

TEST_CASE("lists with one row a line are added up to invoices") {
  const auto list = read_list(
      "数电票号码,开票日期,货物或应税劳务名称,金额,税率,税额\n1,2026-01-05,*钢材*板,100.00,13%,13."
      "00\n1,2026-01-05,*运输*费,50.00,9%,4.50\n"
      "2,2026-01-06,*钢材*管,10.00,13%,1.30\n");
  REQUIRE(list.invoices.size() == 2);
  CHECK(list.layout == "invoice-lines-csv");
  CHECK(list.invoices[0].amount_ex == Money::from_fen(15000));
  CHECK(list.invoices[0].tax == Money::from_fen(1750));
  CHECK(list.invoices[0].item == "*钢材*板");
  CHECK_FALSE(list.invoices[0].rate.has_value());
  CHECK(to_string(list.invoices[1].rate.value()) == "0.13");
  CHECK(has_note(list.notes, "lines_merged"));
}

TEST_CASE("an invoice that stands twice in a list of invoices is kept once and noted") {
  const std::string row = "1,2026-01-05,100.00,13.00\n";
  const auto list = read_list("发票号码,开票日期,金额,税额\n" + row + row);
  CHECK(list.invoices.size() == 1);
  CHECK(has_note(list.notes, "duplicate_invoice"));
}

TEST_CASE("totals that are not amount and tax together are noted") {
  const auto list =
      read_list("发票号码,开票日期,金额,税额,价税合计\n1,2026-01-05,100.00,13.00,114.00\n");
  CHECK(has_note(list.notes, "total_mismatch"));
}

TEST_CASE("a wrong cell of an invoice list is an error with its place") {
  const Error date = error_of("发票号码,开票日期,金额\n1,2026-02-30,1.00\n");
  CHECK(date.place.row == 2);
  CHECK(date.place.column == 2);
  CHECK(date.place.field == "开票日期");
  CHECK(error_of("发票号码,开票日期,金额\n1,2026-02-03,1a\n").place.column == 3);
  CHECK(error_of("发票号码,开票日期,金额,税额\n,2026-02-03,1.00,0.13\n").place.column == 1);
  CHECK(error_of("发票号码,开票日期,金额,税额\n2.5372E+19,2026-02-03,1.00,0.13\n").place.column ==
        1);
  CHECK(error_of("甲,乙\n1,2\n").code == ErrorCode::unsupported);
}
