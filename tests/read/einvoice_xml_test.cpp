// EInvoice of the tax bureau, and the eInvoice of the older OFD as a file of its own.
#include <doctest/doctest.h>

#include <algorithm>

#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string einvoice(const std::string& name) { return fixture("read/fixtures/einvoices/" + name); }

InvoiceList read_one(const std::string& name, ReadOptions options = options_for("e.xml")) {
  const auto list = read_invoices(einvoice(name), options);
  REQUIRE_MESSAGE(list.has_value(), name << (list ? "" : to_string(list.error())));
  REQUIRE(list->invoices.size() == 1);
  return *list;
}

const ReadNote* note_of(const InvoiceList& list, const std::string& code) {
  for (const ReadNote& note : list.notes) {
    if (note.code == code) return &note;
  }
  return nullptr;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("an EInvoice gives all its fields, a discount is a negative line") {
  const auto list = read_one("special.xml");
  CHECK(list.layout == "einvoice-xml");
  const Invoice& invoice = list.invoices[0];
  CHECK(invoice.row == 1);
  CHECK(invoice.number == "26372000000000000018");
  CHECK(to_string(invoice.date) == "2026-03-05");
  CHECK(invoice.kind == "数电专票");
  CHECK(invoice.seller == "青禾样例机械有限公司");
  CHECK(invoice.seller_tax_no.starts_with("91370102MAQHYL001"));
  CHECK(invoice.buyer == "云岭试作商贸有限公司");
  CHECK(invoice.buyer_tax_no.starts_with("91530111MAYLAW002"));
  CHECK(invoice.item == "*通用设备*样例水泵");
  CHECK(to_string(invoice.amount_ex) == "12133.33");
  CHECK(to_string(invoice.tax) == "1577.33");
  REQUIRE(invoice.rate.has_value());
  CHECK(to_string(*invoice.rate) == "0.13");
  CHECK_FALSE(invoice.red);
  CHECK(invoice.status == InvoiceStatus::normal);
  CHECK(list.notes.empty());
}

TEST_CASE("CDATA, padding, a byte order mark and GB18030 change nothing") {
  for (const char* name : {"special_resaved.xml", "special_gb18030.xml"}) {
    CAPTURE(name);
    const auto list = read_one(name);
    CHECK(list.invoices[0].seller == "青禾样例机械有限公司");
    CHECK(to_string(list.invoices[0].total()) == "13710.66");
    CHECK(list.notes.empty());
  }
}

TEST_CASE("an exempt invoice has no tax and no rate") {
  const auto list = read_one("plain_exempt.xml");
  const Invoice& invoice = list.invoices[0];
  CHECK(invoice.kind == "数电普票");
  CHECK(invoice.tax.is_zero());
  CHECK(to_string(invoice.total()) == "5000.00");
  CHECK_FALSE(invoice.rate.has_value());
  CHECK(invoice.buyer_tax_no.empty());
  CHECK(list.notes.empty());
}

TEST_CASE("an invoice of several rates has none of them") {
  const auto list = read_one("plain_rates.xml");
  CHECK_FALSE(list.invoices[0].rate.has_value());
  CHECK(list.notes.empty());
}

TEST_CASE("a red invoice is negative and names the blue one") {
  for (const char* name : {"red.xml", "red_remark.xml"}) {
    CAPTURE(name);
    const auto list = read_one(name);
    CHECK(list.invoices[0].red);
    CHECK(to_string(list.invoices[0].amount_ex) == "-4000.00");
    CHECK(list.invoices[0].original_number == "26372000000000000018");
    CHECK(list.notes.empty());
  }
}

TEST_CASE("negative totals make an invoice red, a blue label beside them is noted") {
  const std::string red = einvoice("red_remark.xml");
  const auto unlabelled =
      read_invoices(replaced(red, "<LabelCode>N<", "<LabelCode><"), options_for("e"));
  REQUIRE(unlabelled.has_value());
  CHECK(unlabelled->invoices[0].red);
  CHECK_FALSE(has_note(unlabelled->notes, "red_sign"));
  const auto blue =
      read_invoices(replaced(red, "<LabelCode>N<", "<LabelCode>Y<"), options_for("e"));
  REQUIRE(blue.has_value());
  CHECK(blue->invoices[0].red);
  CHECK(has_note(blue->notes, "red_sign"));
}

TEST_CASE("a toll invoice has a plate in front of its number, and a time of issue") {
  const auto list = read_one("toll.xml");
  CHECK(list.invoices[0].number == "26372000000000000067");
  CHECK(to_string(list.invoices[0].date) == "2026-03-09");
  CHECK(to_string(list.invoices[0].rate.value()) == "0.03");
}

TEST_CASE("the side is derived from the applicant's tax number") {
  ReadOptions options = options_for("e.xml");
  options.own_tax_no = read_one("special.xml").invoices[0].buyer_tax_no;
  CHECK(read_one("special.xml", options).invoices[0].side == InvoiceSide::input);
  options.own_tax_no = read_one("special.xml").invoices[0].seller_tax_no;
  CHECK(read_one("special.xml", options).invoices[0].side == InvoiceSide::output);
  options.own_tax_no = "91370102PDY00001XB";
  CHECK(has_note(read_one("special.xml", options).notes, "side_unproved"));
}

TEST_CASE("words, lines and totals that contradict each other are noted with their place") {
  const auto words = read_one("bad_words.xml");
  REQUIRE(note_of(words, "control_total") != nullptr);
  CHECK(note_of(words, "control_total")->place.field == "total_in_words");
  CHECK(note_of(words, "control_total")->place.row == 23);
  CHECK(to_string(words.invoices[0].total()) == "13710.66");
  const auto lines = read_one("bad_lines.xml");
  REQUIRE(note_of(lines, "control_total") != nullptr);
  CHECK(note_of(lines, "control_total")->place.field == "amount_ex");
  CHECK(to_string(lines.invoices[0].amount_ex) == "12134.33");
  const auto total = read_one("bad_total.xml");
  REQUIRE(note_of(total, "control_total") != nullptr);
  CHECK(note_of(total, "control_total")->place.field == "total");
  CHECK(to_string(total.invoices[0].total()) == "13710.66");
}

TEST_CASE("taxes of lines that do not add up are noted, an exempt line has none") {
  const auto field_noted = [](const std::string& text) {
    const auto list = read_invoices(text, options_for("e"));
    REQUIRE(list.has_value());
    return std::any_of(list->notes.begin(), list->notes.end(), [](const ReadNote& note) {
      return note.code == "control_total" && note.place.field == "tax";
    });
  };
  CHECK_FALSE(field_noted(einvoice("special.xml")));
  CHECK(field_noted(replaced(einvoice("special.xml"), "<ComTaxAm>43.33<", "<ComTaxAm>43.34<")));
  CHECK(
      field_noted(replaced(einvoice("plain_exempt.xml"), "<TotalTaxAm>***<", "<TotalTaxAm>1.00<")));
}

TEST_CASE("a red label beside positive amounts makes the invoice negative and is noted") {
  const auto list = read_invoices(
      replaced(einvoice("special.xml"), "<LabelCode>Y<", "<LabelCode>N<"), options_for("e"));
  REQUIRE(list.has_value());
  CHECK(list->invoices[0].red);
  CHECK(to_string(list->invoices[0].total()) == "-13710.66");
  CHECK(has_note(list->notes, "red_sign"));
}

TEST_CASE("a tax that is not the amount at the rate is noted") {
  const std::string text = einvoice("special.xml");
  std::string other = text;
  for (const char* rate : {"0.130000", "0.130000", "0.13<"}) {
    other = replaced(other, std::string("<TaxRate>") + rate,
                     std::string("<TaxRate>0.06") + (std::string(rate).ends_with('<') ? "<" : ""));
  }
  const auto list = read_invoices(other, options_for("e"));
  REQUIRE(list.has_value());
  CHECK(has_note(list->notes, "rate_mismatch"));
}

TEST_CASE("an invoice without an amount, a number or a date is refused by its field") {
  const auto amount = read_invoices(einvoice("no_amount.xml"), options_for("e.xml"));
  REQUIRE_FALSE(amount.has_value());
  CHECK(amount.error().code == ErrorCode::format);
  CHECK(amount.error().place.field == "amount_ex");
  CHECK(amount.error().place.source == "e.xml");
  const std::string text = einvoice("special.xml");
  const auto date = read_invoices(replaced(text, "<IssueTime>2026-03-05", "<IssueTime>2026-02-30"),
                                  options_for("e"));
  REQUIRE_FALSE(date.has_value());
  CHECK(date.error().place.field == "date");
}

TEST_CASE("a DOCTYPE is refused and deep nesting is limited") {
  const auto doctype = read_invoices(einvoice("doctype.xml"), options_for("e.xml"));
  REQUIRE_FALSE(doctype.has_value());
  CHECK(doctype.error().code == ErrorCode::format);
  CHECK(doctype.error().message.find("DOCTYPE") != std::string::npos);
  std::string deep = "<EInvoice>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  const auto nested = read_invoices(deep, options_for("e.xml"));
  REQUIRE_FALSE(nested.has_value());
  CHECK(nested.error().code == ErrorCode::limit);
}

TEST_CASE("the XML of a tax-control invoice is read as a file of its own") {
  const auto list = read_one("original_invoice.xml");
  const Invoice& invoice = list.invoices[0];
  CHECK(invoice.number == "03700200011100000017");
  CHECK(to_string(invoice.date) == "2020-07-23");
  CHECK(invoice.kind == "电子普票");
  CHECK(to_string(invoice.rate.value()) == "0.06");
  CHECK(to_string(invoice.total()) == "318.00");
  CHECK(list.notes.empty());
}

TEST_CASE("an EInvoice that is cut at any byte is refused") {
  const std::string text = einvoice("special.xml");
  const auto end = text.rfind('>');
  for (std::size_t size = 0; size < end; ++size) {
    const auto list = read_invoices(std::string_view(text).substr(0, size), options_for("e"));
    if (!list) continue;
    CAPTURE(size);
    CHECK_FALSE(list.has_value());
  }
}

TEST_CASE("an EInvoice with any bit flipped is refused, or noted, or has the right amounts") {
  for (const char* name : {"toll.xml", "original_invoice.xml", "special.xbrl"}) {
    const std::string text = einvoice(name);
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
      std::string flipped = text;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      const auto list = read_invoices(flipped, options_for("e"));
      if (!list || !list->notes.empty()) continue;
      REQUIRE(list->invoices.size() == 1);
      const std::string total = to_string(list->invoices[0].total());
      if (total == "13710.66" || total == "318.00" || total == "100.00") continue;
      CAPTURE(name);
      CAPTURE(bit / 8);
      CHECK(total == "right");
    }
  }
}
