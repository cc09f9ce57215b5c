// XBRL of the ministry: invoices as bookkeeping archives them.
#include <doctest/doctest.h>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string xbrl(const std::string& name) { return fixture("read/fixtures/einvoices/" + name); }

InvoiceList read_one(const std::string& text) {
  const auto list = read_invoices(text, options_for("e.xbrl"));
  REQUIRE_MESSAGE(list.has_value(), (list ? "" : to_string(list.error())));
  REQUIRE(list->invoices.size() == 1);
  return *list;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("an XBRL invoice gives the fields of the invoice and not of its bookkeeping") {
  const auto list = read_one(xbrl("special.xbrl"));
  CHECK(list.layout == "einvoice-xbrl");
  const Invoice& invoice = list.invoices[0];
  CHECK(invoice.number == "26372000000000000018");
  CHECK(to_string(invoice.date) == "2026-03-05");
  CHECK(invoice.kind == "数电专票");
  CHECK(invoice.seller == "青禾样例机械有限公司");
  CHECK(invoice.buyer == "云岭试作商贸有限公司");
  CHECK(invoice.item == "*通用设备*样例水泵");
  CHECK(to_string(invoice.amount_ex) == "12133.33");
  CHECK(to_string(invoice.tax) == "1577.33");
  CHECK(to_string(invoice.rate.value()) == "0.13");
  CHECK_FALSE(invoice.red);
  CHECK(list.notes.empty());
}

TEST_CASE("lines that are facts side by side are counted by their order") {
  const auto list = read_one(xbrl("flat_facts.xbrl"));
  CHECK(list.invoices[0].item == "*通用设备*样例水泵");
  CHECK(to_string(list.invoices[0].rate.value()) == "0.13");
  CHECK_FALSE(has_note(list.notes, "control_total"));
  const auto wrong = read_one(replaced(xbrl("flat_facts.xbrl"), ">333.33<", ">333.34<"));
  CHECK(has_note(wrong.notes, "control_total"));
}

TEST_CASE("the entity that books an invoice is its buyer where the buyer is not printed") {
  const auto list = read_one(xbrl("flat_facts.xbrl"));
  CHECK(list.invoices[0].buyer == "云岭试作商贸有限公司");
  CHECK(has_note(list.notes, "buyer_assumed"));
}

TEST_CASE("a red flag beside positive amounts is noted") {
  const auto list = read_one(replaced(xbrl("special.xbrl"), "RedEinvoice contextRef=\"now\">false",
                                      "RedEinvoice contextRef=\"now\">true"));
  CHECK(list.invoices[0].red);
  CHECK(has_note(list.notes, "red_sign"));
}

TEST_CASE("an xbrl of another taxonomy is no invoice") {
  const auto list = read_invoices("<xbrl xmlns=\"http://www.xbrl.org/2003/instance\"><a/></xbrl>",
                                  options_for("e.xbrl"));
  REQUIRE_FALSE(list.has_value());
  CHECK(list.error().code == ErrorCode::unsupported);
}

TEST_CASE("an xbrl that is cut at any byte is refused") {
  const std::string text = xbrl("special.xbrl");
  for (std::size_t size = 0; size < text.rfind('>'); ++size) {
    const auto list = read_invoices(std::string_view(text).substr(0, size), options_for("e"));
    if (!list) continue;
    CAPTURE(size);
    CHECK_FALSE(list.has_value());
  }
}
