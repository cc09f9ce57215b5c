// OFD invoices: with the attachment, with figures only, with names and lines on the page only.
#include <doctest/doctest.h>

#include "read/ofd_page.hpp"
#include "read/ofd_tags.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string ofd(const std::string& name) { return fixture("read/fixtures/einvoices/" + name); }

InvoiceList read_list(const std::string& name) {
  const auto list = read_invoices(ofd(name), options_for("e.ofd"));
  REQUIRE_MESSAGE(list.has_value(), name << " " << (list ? "" : to_string(list.error())));
  return *list;
}

Error error_of(const std::string& bytes) {
  const auto list = read_invoices(bytes, options_for("e.ofd"));
  REQUIRE_FALSE(list.has_value());
  return list.error();
}

const ReadNote* note_of(const InvoiceList& list, const std::string& code) {
  for (const ReadNote& note : list.notes) {
    if (note.code == code) return &note;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("an OFD with the invoice attached gives its fields, padded or in CDATA") {
  const auto list = read_list("attached.ofd");
  CHECK(list.layout == "einvoice-ofd");
  REQUIRE(list.invoices.size() == 1);
  const Invoice& invoice = list.invoices[0];
  CHECK(invoice.number == "03700200011100000025");
  CHECK(to_string(invoice.date) == "2020-07-23");
  CHECK(invoice.kind == "电子普票");
  CHECK(invoice.seller == "青禾样例机械有限公司");
  CHECK(invoice.buyer == "云岭试作商贸有限公司");
  CHECK(invoice.item == "*餐饮服务*餐费");
  CHECK(to_string(invoice.amount_ex) == "300.00");
  CHECK(to_string(invoice.tax) == "18.00");
  CHECK(to_string(invoice.rate.value()) == "0.06");
  CHECK(list.notes.empty());
}

TEST_CASE("an OFD is recognised among all sources") {
  const auto any = read_any(ofd("attached.ofd"), options_for("e.ofd"));
  REQUIRE(any.has_value());
  CHECK(std::holds_alternative<InvoiceList>(*any));
}

TEST_CASE("an exempt invoice prints asterisks for its tax") {
  const auto list = read_list("attached_exempt.ofd");
  CHECK(list.invoices[0].tax.is_zero());
  CHECK(list.invoices[0].kind == "通行费电子普票");
  CHECK_FALSE(list.invoices[0].rate.has_value());
  CHECK(list.notes.empty());
}

TEST_CASE("figures of OFD.xml that are not those of the attachment are noted") {
  const auto list = read_list("attached_differs.ofd");
  REQUIRE(note_of(list, "control_total") != nullptr);
  CHECK(note_of(list, "control_total")->place.field == "价税合计");
  CHECK(to_string(list.invoices[0].total()) == "318.00");
}

TEST_CASE("an attachment that cannot be read is noted, and the figures come from OFD.xml") {
  const auto list = read_list("attachment_broken.ofd");
  CHECK(has_note(list.notes, "part_unreadable"));
  CHECK(has_note(list.notes, "tax_derived"));
  CHECK(to_string(list.invoices[0].total()) == "318.00");
}

TEST_CASE("without attachment the figures of OFD.xml make the invoice, its tax is what remains") {
  const auto list = read_list("data_only.ofd");
  const Invoice& invoice = list.invoices[0];
  CHECK(to_string(invoice.amount_ex) == "300.00");
  CHECK(to_string(invoice.total()) == "318.00");
  CHECK(invoice.seller == "青禾样例机械有限公司");
  CHECK(has_note(list.notes, "tax_derived"));
  CHECK(has_note(list.notes, "no_lines"));
}

TEST_CASE("a total that OFD.xml does not have is proved by the page") {
  const auto list = read_list("total_on_page.ofd");
  CHECK(to_string(list.invoices[0].total()) == "318.00");
  CHECK(list.invoices[0].item == "*餐饮服务*餐费");
  CHECK_FALSE(has_note(list.notes, "total_missing"));
  CHECK_FALSE(has_note(list.notes, "control_total"));
}

TEST_CASE("a digital invoice without attachment is read from its page through broken tags") {
  for (const char* name : {"digital.ofd", "digital_columns.ofd"}) {
    CAPTURE(name);
    const auto list = read_list(name);
    const Invoice& invoice = list.invoices[0];
    CHECK(invoice.number == "26372000000000000117");
    CHECK(to_string(invoice.date) == "2026-05-31");
    CHECK(invoice.kind == "数电普票");
    CHECK(invoice.seller == "青禾样例机械有限公司");
    CHECK(invoice.buyer == "云岭试作商贸有限公司");
    CHECK(invoice.item == "*信息技术服务*样例软件");
    CHECK(to_string(invoice.amount_ex) == "900.00");
    CHECK(to_string(invoice.tax) == "54.00");
    CHECK(to_string(invoice.rate.value()) == "0.06");
    CHECK(list.notes.empty());
  }
}

TEST_CASE("a total on the page that is not amount and tax together is noted") {
  const auto list = read_list("digital_differs.ofd");
  CHECK(has_note(list.notes, "control_total"));
  CHECK(to_string(list.invoices[0].total()) == "954.00");
}

TEST_CASE("an OFD of two documents has two invoices") {
  const auto list = read_list("two_documents.ofd");
  REQUIRE(list.invoices.size() == 2);
  CHECK(list.invoices[0].number == "26372000000000000117");
  CHECK(list.invoices[1].number == "03700200011100000025");
  CHECK(list.invoices[1].row == 2);
  CHECK(list.invoices[1].item == "*餐饮服务*餐费");
}

TEST_CASE("missing parts are an error or a note") {
  const Error error = error_of(ofd("no_root.ofd"));
  CHECK(error.code == ErrorCode::format);
  CHECK(error.place.source == "e.ofd");
  CHECK(has_note(read_list("no_document.ofd").notes, "part_missing"));
}

TEST_CASE("names that look like paths are never followed") {
  const auto list = read_list("paths.ofd");
  REQUIRE(list.invoices.size() == 1);
  CHECK(to_string(list.invoices[0].total()) == "318.00");
  CHECK_FALSE(has_note(list.notes, "control_total"));
}

TEST_CASE("a name that leads out of the archive is not seen, wherever the document lies") {
  const auto list = read_list("paths_at_root.ofd");
  CHECK(has_note(list.notes, "no_lines"));
  CHECK_FALSE(has_note(list.notes, "control_total"));
}

TEST_CASE("an attachment is found where no list names it") {
  const auto list = read_list("attachment_unlisted.ofd");
  CHECK(list.invoices[0].item == "*餐饮服务*餐费");
  CHECK_FALSE(has_note(list.notes, "no_lines"));
}

TEST_CASE("two parts of one name are noted and the first counts") {
  const auto list = read_list("repeated.ofd");
  CHECK(has_note(list.notes, "part_repeated"));
  CHECK(to_string(list.invoices[0].total()) == "318.00");
}

TEST_CASE("a part that expands beyond the limits is not read") {
  const auto list = read_list("bomb.ofd");
  CHECK(has_note(list.notes, "part_unreadable"));
  CHECK(to_string(list.invoices[0].total()) == "318.00");
}

TEST_CASE("a DOCTYPE inside an OFD is refused") {
  CHECK(error_of(ofd("entity.ofd")).message.find("DOCTYPE") != std::string::npos);
}

TEST_CASE("an OFD that is cut at any byte is refused, or noted, or right") {
  for (const char* name : {"attached.ofd", "digital.ofd", "data_only.ofd"}) {
    const std::string whole = ofd(name);
    const auto right = read_invoices(whole, options_for("e"));
    REQUIRE(right.has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto list = read_invoices(std::string_view(whole).substr(0, size), options_for("e"));
      if (!list) continue;
      CAPTURE(name);
      CAPTURE(size);
      REQUIRE(list->invoices.size() == 1);
      CHECK(list->invoices[0].total() == right->invoices[0].total());
    }
  }
}

TEST_CASE("an OFD with any bit flipped is refused, or noted, or right") {
  for (const char* name : {"attached.ofd"}) {
    const std::string whole = ofd(name);
    const auto right = read_invoices(whole, options_for("e"));
    REQUIRE(right.has_value());
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      const auto list = read_invoices(flipped, options_for("e"));
      if (!list || !list->notes.empty()) continue;
      CAPTURE(name);
      CAPTURE(bit / 8);
      REQUIRE(list->invoices.size() == 1);
      CHECK(list->invoices[0].total() == right->invoices[0].total());
      CHECK(list->invoices[0].number == right->invoices[0].number);
    }
  }
}

TEST_CASE("tags are scanned whatever their form, and what is no reference is skipped") {
  const auto references = read::scan_tag_references(
      "<:eInvoice xmlns:=\"\"><Buyer><BuyerName><ObjectRef PageRef='1'> 12 </ObjectRef>"
      "<ofd:ObjectRef PageRef=\"2\">13</ofd:ObjectRef></BuyerName><ObjectRef>14</ObjectRef>"
      "<BuyerTaxID><ObjectRef PageRef=\"1\">x9</ObjectRef><ObjectRef/></BuyerTaxID></wrong>"
      "<GoodsInfo><Item><ObjectRef PageRef=\"1\">15</ObjectRef></Item></GoodsInfo><Item",
      100);
  REQUIRE(references.size() == 3);
  CHECK(references[0].field == "BuyerName");
  CHECK(references[0].page == "1");
  CHECK(references[0].object == "12");
  CHECK(references[0].goods == 0);
  CHECK(references[1].page == "2");
  CHECK(references[2].field == "Item");
  CHECK(references[2].goods == 1);
  CHECK(
      read::scan_tag_references("<a><ObjectRef>1</ObjectRef><ObjectRef>2</ObjectRef>", 1).size() ==
      1);
}
