// Single invoices as PDF against einvoices.tsv of make_pdf_invoice_fixtures.py, and the facts that
// a PDF tells of its own making.
#include "read/pdf_invoice.hpp"

#include <doctest/doctest.h>

#include <map>

#include "pdf_for_tests.hpp"
#include "read/pdf_facts.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

const Recognition* reason(const std::vector<Recognition>& list, std::string_view what) {
  for (const Recognition& item : list) {
    if (item.what == what) return &item;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("every invoice of every PDF gives the fields that its maker printed") {
  if (pdf_engine() == nullptr) return;
  const auto truth = parse_tsv(pdf_fixture("einvoices.tsv"));
  REQUIRE(truth.size() >= 14);
  std::map<std::string, std::size_t> counts;
  for (const auto& expected : truth) counts[expected.at("file")] += 1;
  for (const auto& expected : truth) {
    const std::string name = expected.at("file");
    CAPTURE(name);
    const auto source = read_any(pdf_fixture(name), pdf_options(name));
    REQUIRE_MESSAGE(source.has_value(), (source ? "" : to_string(source.error())));
    const auto* list = std::get_if<InvoiceList>(&*source);
    REQUIRE(list != nullptr);
    CHECK(list->layout == "einvoice-pdf");
    REQUIRE(list->invoices.size() == counts.at(name));
    const Invoice& invoice = list->invoices.at(std::stoul(expected.at("index")));
    CHECK(invoice.number == expected.at("number"));
    CHECK(invoice.kind == expected.at("kind"));
    CHECK(to_string(invoice.date) == expected.at("day"));
    CHECK(invoice.buyer == expected.at("buyer"));
    CHECK(invoice.buyer_tax_no == expected.at("buyer_tax_no"));
    CHECK(invoice.seller == expected.at("seller"));
    CHECK(invoice.seller_tax_no == expected.at("seller_tax_no"));
    CHECK(invoice.amount_ex == Money::from_fen(std::stoll(expected.at("ex_fen"))));
    CHECK(invoice.tax == Money::from_fen(std::stoll(expected.at("tax_fen"))));
    CHECK(invoice.red == (expected.at("red") == "1"));
    CHECK(invoice.original_number == expected.at("original"));
    CHECK(invoice.item == expected.at("item"));
    if (expected.at("percent") == "-") {
      CHECK_FALSE(invoice.rate.has_value());
    } else {
      REQUIRE(invoice.rate.has_value());
      CHECK(*invoice.rate * Decimal(100) == Decimal(std::stoi(expected.at("percent"))));
    }
    if (expected.at("notes") == "-") {
      for (const char* code : {"control_total", "rate_mismatch", "no_lines", "total_missing",
                               "words_unreadable", "number_unusual", "party_missing",
                               "amount_missing", "amount_unreadable", "identifier_invalid"}) {
        CAPTURE(code);
        CHECK_FALSE(has_note(list->notes, code));
      }
    } else {
      CHECK(has_note(list->notes, expected.at("notes")));
    }
  }
}

TEST_CASE("an invoice as PDF whose printed total is not amount and tax is told with its page") {
  if (pdf_engine() == nullptr) return;
  const auto list = read_invoices(pdf_fixture("digital_wrong_total.pdf"), pdf_options("wrong.pdf"));
  REQUIRE(list.has_value());
  std::size_t totals = 0;
  for (const ReadNote& note : list->notes) {
    if (note.code != "control_total") continue;
    ++totals;
    CHECK(note.place.page == 1);
    CHECK(note.place.source == "wrong.pdf");
  }
  CHECK(totals == 1);
}

TEST_CASE("a PDF of invoices is no statement") {
  if (pdf_engine() == nullptr) return;
  const auto statements =
      read_statements(pdf_fixture("digital_plain.pdf"), pdf_options("digital_plain.pdf"));
  REQUIRE_FALSE(statements.has_value());
  CHECK(statements.error().code == ErrorCode::unsupported);
}

TEST_CASE("the side of an invoice as PDF follows from the applicant's tax number") {
  if (pdf_engine() == nullptr) return;
  ReadOptions options = pdf_options("older.pdf");
  options.own_tax_no = "91370700MA3TXPN02B";
  const auto list = read_invoices(pdf_fixture("older.pdf"), options);
  REQUIRE(list.has_value());
  CHECK(list->invoices.front().side == InvoiceSide::input);
}

TEST_CASE("a list of invoices stays a list") {
  if (pdf_engine() == nullptr) return;
  const auto list = read_invoices(pdf_fixture("invoices.pdf"), pdf_options("invoices.pdf"));
  REQUIRE(list.has_value());
  CHECK(list->layout == "invoice-pdf");
}

TEST_CASE("pages of one number are one invoice until its total is printed") {
  std::vector<read::PrintedInvoice> all;
  read::PrintedInvoice first, second, third;
  first.number = second.number = third.number = "26372000000000000104";
  first.lines.resize(2);
  second.lines.resize(1);
  second.total = "113.00";
  second.amount_ex = "100.00";
  read::append_invoice_page(all, first);
  read::append_invoice_page(all, second);
  REQUIRE(all.size() == 1);
  CHECK(all.front().lines.size() == 3);
  CHECK(all.front().total == "113.00");
  CHECK(all.front().amount_ex == "100.00");
  read::append_invoice_page(all, third);
  CHECK(all.size() == 2);
}

TEST_CASE("a PDF tells that it is one, how many pages it has and what wrote it") {
  if (pdf_engine() == nullptr) return;
  const auto statements = read_statements(pdf_fixture("cmb.pdf"), pdf_options("cmb.pdf"));
  REQUIRE(statements.has_value());
  const auto& reasons = statements->front().recognised;
  REQUIRE(reason(reasons, "container") != nullptr);
  CHECK(reason(reasons, "container")->how == "PDF, pages: 3");
  REQUIRE(reason(reasons, "program") != nullptr);
  CHECK(reason(reasons, "program")->how == "written with ReportLab");
  CHECK(reason(reasons, "revisions") == nullptr);
  CHECK(reason(reasons, "sheet") == nullptr);
  CHECK_FALSE(has_note(statements->front().notes, "pdf_edited"));
}

TEST_CASE("an update appended to a PDF is told, one that a signature explains is not") {
  if (pdf_engine() == nullptr) return;
  // An update of no consequence: a trailer that leads to the old table.
  std::string bytes = pdf_fixture("cmb.pdf");
  const auto at = bytes.rfind("startxref");
  REQUIRE(at != std::string::npos);
  const std::string table = bytes.substr(at);
  const auto edited = read_statements(bytes + table, pdf_options("cmb.pdf"));
  REQUIRE_MESSAGE(edited.has_value(), (edited ? "" : to_string(edited.error())));
  CHECK(has_note(edited->front().notes, "pdf_edited"));
  REQUIRE(reason(edited->front().recognised, "revisions") != nullptr);
  CHECK(reason(edited->front().recognised, "revisions")->how == "saved 2 times, signatures: 0");

  const auto is_signed =
      read_statements(bytes + "% /ByteRange [0 1 2 3]\n" + table, pdf_options("cmb.pdf"));
  REQUIRE(is_signed.has_value());
  CHECK_FALSE(has_note(is_signed->front().notes, "pdf_edited"));
}

TEST_CASE("revisions count what is appended, not the two halves of a file made for the web") {
  CHECK(read::pdf_revisions("%PDF-1.4 startxref 9 %%EOF").count == 1);
  CHECK(read::pdf_revisions("%PDF-1.4 no end").count == 1);
  CHECK(read::pdf_revisions("%PDF-1.4 startxref 9 %%EOF startxref 20 %%EOF").count == 2);
  CHECK(read::pdf_revisions("%PDF-1.4 /Linearized 1 startxref 0 %%EOF startxref 9 %%EOF").count ==
        1);
}

TEST_CASE("programs are known by a part of what the file says, and only known ones are named") {
  REQUIRE(read::pdf_program(" Adobe Acrobat Pro 24") != nullptr);
  CHECK(read::pdf_program(" Adobe Acrobat Pro 24")->edits);
  REQUIRE(read::pdf_program("iText 2.1.7 by 1T3XT") != nullptr);
  CHECK_FALSE(read::pdf_program("iText 2.1.7 by 1T3XT")->edits);
  CHECK(read::pdf_program("a name of a person") == nullptr);
  CHECK(read::pdf_program("") == nullptr);
}
