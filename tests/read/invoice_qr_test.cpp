// QR codes of invoices as text: fields, checksum, lists.
#include "read/invoice_qr.hpp"

#include <doctest/doctest.h>

#include "statements_for_tests.hpp"
#include "zip_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// The checksums were computed by a program of its own, from the public description of
// CRC-16/BUYPASS.
const std::string kDigital = "01,32,,26372000000000000195,2106.92,20260306,,438F";
const std::string kOlder = "01,10,037002200111,01234567,300.00,20220723,49753264642977383169,7F32,";
const std::string kRed = "01,01,3700221130,01234999,-1200.00,20210308,,3239,";

}  // namespace

TEST_CASE("the checksum is CRC-16 with the polynomial 8005, from zero, not reflected") {
  CHECK(read::invoice_qr_checksum("123456789") == 0xFEE8);  // the check value of the catalogue
  CHECK(read::invoice_qr_checksum("") == 0);
}

TEST_CASE("the QR code of a 数电票 and of older invoices is read with its checksum") {
  const auto digital = read::parse_invoice_qr(kDigital);
  REQUIRE(digital.has_value());
  CHECK(digital->kind == "32");
  CHECK(digital->code.empty());
  CHECK(digital->number == "26372000000000000195");
  CHECK(digital->amount == Money::from_fen(210'692));
  CHECK(to_string(digital->date) == "2026-03-06");
  CHECK(digital->checksum_ok == true);
  const auto older = read::parse_invoice_qr(kOlder + "\r\n");
  REQUIRE(older.has_value());
  CHECK(older->code == "037002200111");
  CHECK(older->number == "01234567");
  CHECK(older->check_code == "49753264642977383169");
  CHECK(older->checksum_ok == true);
  const auto red = read::parse_invoice_qr(kRed);
  REQUIRE(red.has_value());
  CHECK(red->amount == Money::from_fen(-120'000));
  CHECK(red->checksum_ok == true);
}

TEST_CASE("every changed digit of a QR code breaks its checksum") {
  const std::size_t end = kDigital.rfind(',');
  for (std::size_t i = 0; i < end; ++i) {
    if (kDigital[i] < '0' || kDigital[i] > '9') continue;
    std::string changed = kDigital;
    changed[i] = changed[i] == '9' ? '8' : static_cast<char>(changed[i] + 1);
    const auto code = read::parse_invoice_qr(changed);
    if (code) CHECK(code->checksum_ok == false);
  }
}

TEST_CASE("a code without a checksum is read, one that is no invoice is not") {
  const auto old = read::parse_invoice_qr("01,10,037002200111,01234567,300,20220723,497532646429");
  REQUIRE(old.has_value());
  CHECK_FALSE(old->checksum_ok.has_value());
  for (const char* text :
       {"", "01,", "01,32,,2637,1.00,20260306,,438F",
        "01,32,,26372000000000000195,x,20260306,,438F",
        "01,32,,26372000000000000195,1.00,20261306,,438F",
        "02,32,,26372000000000000195,1,20260306,,",
        "01,32,,2637200000000000019X,1.00,20260306,,438F",
        "01,3,,26372000000000000195,1,20260306,,", "01,32,37,26372000000000000195,1.00,20260306,,",
        "https://example.invalid/?id=1", "01,32,,26372000000000000195,1.00,20260306,,,,,,,,"}) {
    CAPTURE(text);
    CHECK_FALSE(read::parse_invoice_qr(text).has_value());
  }
}

TEST_CASE("a text of QR codes, as a scanner writes it, is a list of invoices") {
  const std::string bytes =
      "\xEF\xBB\xBF" + kDigital + "\r\n\r\n" + kOlder + "\n" + kDigital + "\n" + kRed;
  const auto source = read_any(bytes, options_for("codes.txt"));
  REQUIRE_MESSAGE(source.has_value(), (source ? "" : to_string(source.error())));
  const auto* list = std::get_if<InvoiceList>(&*source);
  REQUIRE(list != nullptr);
  CHECK(list->layout == "invoice-qr");
  REQUIRE(list->invoices.size() == 3);
  CHECK(list->invoices[0].kind == "数电普票");
  CHECK(list->invoices[1].number == "03700220011101234567");
  CHECK(list->invoices[1].row == 3);
  CHECK(list->invoices[2].red);
  CHECK(has_note(list->notes, "qr_only"));
  CHECK(has_note(list->notes, "duplicate_invoice"));
  CHECK_FALSE(has_note(list->notes, "qr_checksum"));
}

TEST_CASE(
    "a wrong checksum is a note with its line, a line that is no code an error with its line") {
  std::string wrong = kOlder;
  wrong.replace(wrong.find("300.00"), 6, "900.00");
  const auto list = read_invoices(kDigital + "\n" + wrong, options_for("codes.txt"));
  REQUIRE(list.has_value());
  std::size_t told = 0;
  for (const ReadNote& note : list->notes) {
    if (note.code != "qr_checksum") continue;
    ++told;
    CHECK(note.place.row == 2);
  }
  CHECK(told == 1);

  std::string long_list;
  for (int i = 0; i < 200; ++i) long_list += kDigital + "\n";
  const auto broken = read_invoices(long_list + "01,32,,1,2\n", options_for("codes.txt"));
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().place.row == 201);
}

TEST_CASE("a PDF in an archive without PDFium says what is missing") {
  const std::string pdf = fixture("read/fixtures/pdf/digital_plain.pdf");
  const auto alone = read_any(archive_of({stored("a.pdf", pdf)}), options_for("a.zip"));
  REQUIRE_FALSE(alone.has_value());
  CHECK(alone.error().code == ErrorCode::unsupported);
  CHECK(alone.error().message.find("PDFium") != std::string::npos);
  const std::string csv = "交易日期,收入,支出,余额\n2026-01-05,1.00,,1.00\n2026-01-06,,0.50,0.50\n";
  const auto beside =
      read_any(archive_of({stored("a.pdf", pdf), stored("b.csv", csv)}), options_for("a.zip"));
  REQUIRE(beside.has_value());
  const auto& notes = std::get<std::vector<Statement>>(*beside).front().notes;
  bool told = false;
  for (const ReadNote& note : notes)
    told =
        told || (note.code == "entry_skipped" && note.message.find("PDFium") != std::string::npos);
  CHECK(told);
}

TEST_CASE("numbers of orders that a spreadsheet rounded are told once, with the first line") {
  const std::string csv =
      "交易日期,收入,支出,余额,交易流水号\n2026-01-05,1.00,,1.00,202601051234567\n"
      "2026-01-06,,0.50,0.50,2.02601E+17\n2026-01-07,,0.10,0.40,1E+17\n";
  const auto statements = read_statements(csv, options_for("a.csv"));
  REQUIRE(statements.has_value());
  std::size_t told = 0;
  for (const ReadNote& note : statements->front().notes) {
    if (note.code != "reference_rounded") continue;
    ++told;
    CHECK(note.place.row == 3);
  }
  CHECK(told == 1);
  const std::string words =
      "交易日期,收入,支出,余额,交易流水号\n2026-01-05,1.00,,1.00,ABE+17\n2026-01-06,,0.50,0.50,1E+"
      "X7\n";
  const auto others = read_statements(words, options_for("a.csv"));
  REQUIRE(others.has_value());
  CHECK_FALSE(has_note(others->front().notes, "reference_rounded"));
}
