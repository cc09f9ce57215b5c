// PDF: every fixture against truth.tsv and rows.tsv of make_pdf_fixtures.py, passwords, pictures,
// fonts without Unicode, and damage.
#include "read/pdf.hpp"

#include <doctest/doctest.h>


#include "pdf_for_tests.hpp"
#include "read/pdf_lines.hpp"
#include "read/pdf_streams.hpp"
#include "read/pdf_table.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

struct Sums {
  std::size_t rows = 0, in_count = 0, out_count = 0;
  Money in, out;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const Statement& statement) {
  Sums sums;
  for (const Transaction& row : statement.rows) {
    sums.rows += 1;
    const bool in = row.direction == Direction::inflow;
    (in ? sums.in_count : sums.out_count) += 1;
    (in ? sums.in : sums.out) += row.amount;
  }
  return sums;
}

bool warns(const Statement& statement) {
  for (const char* code :
       {"control_total", "balance_break", "balance_missing", "balance_unreadable", "short_row",
        "long_row", "text_after_table", "total_unreadable", "direction_unknown", "page_total",
        "direction_undecided", "no_rows", "order_mixed", "table_resumed", "unknown_column",
        "guessed_column", "needs_ocr", "characters_unmapped", "time_unreadable"}) {
    if (has_note(statement.notes, code)) return true;
  }
  return false;
}

Result<std::vector<Statement>> read_fixture(const std::string& name) {
  return read_statements(pdf_fixture(name), pdf_options(name));
}

// The bytes of a PDF of one page with the given content, its cross-reference table left out: PDFium
// mends it.
std::string one_page(const std::string& content, const std::string& more = "") {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
         "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
         "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R" +
         more + ">>endobj\n4 0 obj<</Length " + std::to_string(content.size()) + ">>stream\n" +
         content + "\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
}

}  // namespace

TEST_CASE("every PDF gives the rows, sums, dates and totals that its maker printed") {
  if (pdf_engine() == nullptr) return;
  const auto truth = parse_tsv(pdf_fixture("truth.tsv"));
  REQUIRE(truth.size() >= 12);
  for (const auto& expected : truth) {
    if (expected.at("notes") == "invoices") continue;
    const std::string name = expected.at("file");
    CAPTURE(name);
    const auto result = read_fixture(name);
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : to_string(result.error())));
    const std::size_t index = std::stoul(expected.at("index"));
    CAPTURE(index);
    REQUIRE(index < result->size());
    const auto last = std::count_if(truth.begin(), truth.end(),
                                    [&](const auto& line) { return line.at("file") == name; });
    CHECK(result->size() == static_cast<std::size_t>(last));
    const Statement& statement = (*result)[index];
    CHECK(statement.layout == expected.at("layout"));
    CHECK(statement.holder == expected.at("holder"));
    CHECK(statement.account == expected.at("account"));
    CHECK_FALSE(statement.bank.empty());
    CHECK(statement.currency == "CNY");
    CHECK(statement.newest_first == (expected.at("order") == "newest"));
    const Sums sums = sums_of(statement);
    CHECK(std::to_string(sums.rows) == expected.at("n"));
    CHECK(std::to_string(sums.in_count) == expected.at("n_in"));
    CHECK(std::to_string(sums.in.fen()) == expected.at("in_fen"));
    CHECK(std::to_string(sums.out.fen()) == expected.at("out_fen"));
    const Figures figures = figures_of({statement});
    CHECK(figures.first == expected.at("first"));
    CHECK(figures.last == expected.at("last"));
    const bool hold = std::all_of(statement.totals.begin(), statement.totals.end(),
                                  [](const ControlTotal& total) { return total.holds(); });
    const std::string totals = statement.totals.empty() ? "-" : hold ? "hold" : "broken";
    CHECK(totals == expected.at("totals"));
    for (const char* code :
         {"balance_break", "balance_missing", "short_row", "order_mixed", "unknown_column",
          "table_resumed", "page_total", "time_unreadable", "needs_ocr", "characters_unmapped"})
      CHECK_MESSAGE(!has_note(statement.notes, code), code);
  }
}

TEST_CASE("names, accounts and texts that are wrapped in their cells come out whole") {
  if (pdf_engine() == nullptr) return;
  std::string name;
  Result<std::vector<Statement>> result;
  const auto rows = parse_tsv(pdf_fixture("rows.tsv"));
  REQUIRE(rows.size() > 400);
  for (const auto& expected : rows) {
    if (expected.at("file") != name) {
      name = expected.at("file");
      result = read_fixture(name);
      REQUIRE(result.has_value());
    }
    CAPTURE(name);
    const Statement& statement = (*result)[std::stoul(expected.at("index"))];
    const auto number = expected.at("row");
    CAPTURE(number);
    const auto row =
        std::find_if(statement.rows.begin(), statement.rows.end(),
                     [&](const Transaction& item) { return std::to_string(item.row) == number; });
    REQUIRE(row != statement.rows.end());
    CHECK(to_string(row->time.date) == expected.at("day"));
    const auto fen = row->amount.fen() * (row->direction == Direction::inflow ? 1 : -1);
    CHECK(std::to_string(fen) == expected.at("fen"));
    REQUIRE(row->balance.has_value());
    CHECK(std::to_string(row->balance->fen()) == expected.at("balance"));
    if (!expected.at("name").empty()) CHECK(row->counterparty_name == expected.at("name"));
    if (!expected.at("account").empty()) CHECK(row->counterparty_account == expected.at("account"));
    if (!expected.at("text").empty()) CHECK(row->summary == expected.at("text"));
    CHECK(row->page >= 1);
  }
}

TEST_CASE("rows know their page, and errors name it") {
  if (pdf_engine() == nullptr) return;
  const auto result = read_fixture("cmb.pdf");
  REQUIRE(result.has_value());
  const auto& rows = result->front().rows;
  CHECK(rows.front().page == 1);
  CHECK(rows.back().page == 3);
}

TEST_CASE("an invoice list in a PDF is read like one in a workbook") {
  if (pdf_engine() == nullptr) return;
  const auto any = read_any(pdf_fixture("invoices.pdf"), pdf_options("invoices.pdf"));
  REQUIRE(any.has_value());
  const auto* list = std::get_if<InvoiceList>(&*any);
  REQUIRE(list != nullptr);
  CHECK(list->layout == "invoice-pdf");
  Money ex, tax;
  for (const Invoice& invoice : list->invoices) {
    ex += invoice.amount_ex;
    tax += invoice.tax;
    CHECK(invoice.number.size() == 20);
  }
  for (const auto& expected : parse_tsv(pdf_fixture("truth.tsv"))) {
    if (expected.at("notes") != "invoices") continue;
    CHECK(std::to_string(list->invoices.size()) == expected.at("n"));
    CHECK(std::to_string(ex.fen()) == expected.at("in_fen"));
    CHECK(std::to_string(tax.fen()) == expected.at("out_fen"));
  }
}

TEST_CASE("without an engine a PDF is refused with what to do") {
  const auto result = read_any(pdf_fixture("cmb.pdf"), options_for("cmb.pdf"));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::unsupported);
  CHECK(result.error().message.find("pypdfium2") != std::string::npos);
  CHECK(result.error().place.source == "cmb.pdf");
}

TEST_CASE("a library that is not there or no PDFium is refused with what to do") {
  for (const char* path : {"/nowhere/libpdfium.so", "libpdfium.so", ""}) {
    const auto engine = PdfEngine::open(path);
    REQUIRE_FALSE(engine.has_value());
    CHECK(engine.error().code == ErrorCode::unsupported);
  }
  const auto other = PdfEngine::open("/lib/x86_64-linux-gnu/libm.so.6");
  REQUIRE_FALSE(other.has_value());
  CHECK(other.error().code == ErrorCode::unsupported);
}

TEST_CASE("an encrypted PDF asks for its password and opens with either of its two") {
  if (pdf_engine() == nullptr) return;
  const auto plain = read_fixture("minsheng.pdf");
  REQUIRE(plain.has_value());
  for (const char* name : {"minsheng_rc4.pdf", "minsheng_aes.pdf"}) {
    CAPTURE(name);
    const std::string bytes = pdf_fixture(name);
    ReadOptions options = pdf_options(name);
    const auto closed = read_statements(bytes, options);
    REQUIRE_FALSE(closed.has_value());
    CHECK(closed.error().code == ErrorCode::encrypted);
    CHECK(closed.error().message.find("give its password") != std::string::npos);
    options.password = "wrong";
    const auto wrong = read_statements(bytes, options);
    REQUIRE_FALSE(wrong.has_value());
    CHECK(wrong.error().code == ErrorCode::encrypted);
    CHECK(wrong.error().message.find("does not open") != std::string::npos);
    for (const char* password : {"sample-777", "owner-777"}) {
      options.password = password;
      const auto opened = read_statements(bytes, options);
      REQUIRE(opened.has_value());
      CHECK(sums_of(opened->front()) == sums_of(plain->front()));
    }
  }
}

TEST_CASE(
    "pages that are pictures need OCR: an error if all are, a note with the page if some are") {
  if (pdf_engine() == nullptr) return;
  const auto scan = read_any(pdf_fixture("scan.pdf"), pdf_options("scan.pdf"));
  REQUIRE_FALSE(scan.has_value());
  CHECK(scan.error().code == ErrorCode::unsupported);
  CHECK(scan.error().message.find("OCR") != std::string::npos);

  const auto mixed = read_fixture("cmb_scanned_page.pdf");
  REQUIRE(mixed.has_value());
  const auto& notes = mixed->front().notes;
  const auto note = std::find_if(notes.begin(), notes.end(),
                                 [](const ReadNote& item) { return item.code == "needs_ocr"; });
  REQUIRE(note != notes.end());
  CHECK(note->place.page == 2);
}

TEST_CASE("text whose fonts do not say what they show never becomes rows") {
  if (pdf_engine() == nullptr) return;
  const auto result = read_any(pdf_fixture("psbc_stripped.pdf"), pdf_options("psbc_stripped.pdf"));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::unsupported);
  CHECK(result.error().message.find("need OCR") != std::string::npos);
}

TEST_CASE("pages have sizes and pictures, for OCR") {
  if (pdf_engine() == nullptr) return;
  const std::string bytes = pdf_fixture("scan.pdf");
  const auto file = pdf_engine()->open_file(bytes, pdf_options("scan.pdf"));
  REQUIRE(file.has_value());
  CHECK((*file)->page_count() == 2);
  const auto size = (*file)->page_size(2);
  REQUIRE(size.has_value());
  CHECK(size->width > 590);
  CHECK(size->height > 840);
  const auto image = (*file)->render(1, 150, 100'000'000);
  REQUIRE(image.has_value());
  CHECK(image->width == 1241);
  CHECK(image->height == 1754);
  CHECK(image->channels == 1);
  CHECK(image->dots_per_inch == 150);
  CHECK(image->pixels.size() == std::size_t{1241} * 1754);
  const auto dark = std::count_if(image->pixels.begin(), image->pixels.end(),
                                  [](std::uint8_t pixel) { return pixel < 64; });
  CHECK(dark > 50'000);
  CHECK(image->row(0)[0] == 255);
  const auto large = (*file)->render(1, 1200, 1'000'000);
  REQUIRE_FALSE(large.has_value());
  CHECK(large.error().code == ErrorCode::limit);
  CHECK_FALSE((*file)->render(3, 150, 100'000'000).has_value());
  CHECK_FALSE((*file)->page_size(0).has_value());
}

TEST_CASE("a PDF cut at any byte is refused, or its sums are right, or it is noted") {
  const auto* engine = pdf_engine();
  if (engine == nullptr) return;
  const std::string name = "invoices.pdf";
  const std::string whole = pdf_fixture(name);
  const auto complete = read_invoices(whole, pdf_options(name));
  REQUIRE(complete.has_value());
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    const auto cut = read_any(std::string_view(whole).substr(0, size), pdf_options(name));
    if (!cut) {
      CHECK_FALSE(cut.error().message.empty());
      continue;
    }
    const auto* list = std::get_if<InvoiceList>(&*cut);
    REQUIRE(list != nullptr);
    for (const Invoice& invoice : list->invoices)
      CHECK(std::any_of(complete->invoices.begin(), complete->invoices.end(),
                        [&](const Invoice& other) {
                          return other.number == invoice.number &&
                                 other.amount_ex == invoice.amount_ex && other.tax == invoice.tax;
                        }));
  }
}

TEST_CASE("changed bits never give other sums in silence") {
  if (pdf_engine() == nullptr) return;
  const std::string name = "minsheng.pdf";
  const std::string whole = pdf_fixture(name);
  const auto complete = read_fixture(name);
  REQUIRE(complete.has_value());
  const Sums expected = sums_of(complete->front());
  std::uint32_t state = 20261124;
  const auto next = [&] {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
  };
  for (int round = 0; round < 200; ++round) {
    std::string changed = whole;
    for (int flips = 1 + round % 4; flips > 0; --flips) {
      const std::size_t at = next() % changed.size();
      changed[at] = static_cast<char>(changed[at] ^ (1 << next() % 8));
    }
    const auto result = read_statements(changed, pdf_options(name));
    if (!result) continue;
    for (const Statement& statement : *result) {
      // A lost page at an end breaks no link; nothing in this file says how many pages it had.
      const bool whole_rows = statement.rows.size() < expected.rows;
      CAPTURE(round);
      CHECK((sums_of(statement) == expected || warns(statement) || whole_rows));
    }
  }
}

TEST_CASE("page trees and forms that contain themselves end in an error or an empty page") {
  if (pdf_engine() == nullptr) return;
  const std::string loops[] = {
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
      "2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>endobj\n"
      "trailer<</Root 1 0 R>>\n%%EOF\n",
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9>>endobj\n"
      "trailer<</Root 1 0 R/Prev 0>>\n%%EOF\n",
      one_page("/F Do", "/Resources<</XObject<</F 5 0 R>>>>") +
          "5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
          "/Length 11>>stream\n/F Do /F Do\nendstream endobj\n",
      "%PDF-1.4\n1 0 obj 1 0 R endobj\ntrailer<</Root 1 0 R/Length 1 0 R>>\n%%EOF\n",
  };
  for (const std::string& bytes : loops) {
    CHECK_FALSE(read_any(bytes, pdf_options("loop.pdf")).has_value());
  }
}

TEST_CASE("a million strokes, objects or pages are refused") {
  if (pdf_engine() == nullptr) return;
  std::string strokes;
  for (int i = 0; i < 1'000'000; ++i) strokes += "0 0 m 9 9 l S ";
  std::string objects = one_page("");
  for (int i = 10; i < 1'000'010; ++i) objects += std::to_string(i) + " 0 obj 1 endobj\n";
  std::string pages =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[";
  for (int i = 0; i < 100'000; ++i) pages += "3 0 R ";
  pages +=
      "]/Count 100000>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
      "trailer<</Root 1 0 R>>\n%%EOF\n";
  for (const std::string& bytes : {one_page(strokes), objects, pages}) {
    CHECK_FALSE(read_any(bytes, pdf_options("large.pdf")).has_value());
  }
}

TEST_CASE("marks of pages are known, amounts, accounts and dates are none") {
  for (const char* mark : {"第1页", "第 2 页 共 5 页", "第1页/共5页", "1/5", "Page 2 of 4", "- 3 -",
                           "______", "--------", "......"})
    CHECK_MESSAGE(zhun::read::is_page_mark(mark), mark);
  for (const char* other : {"2026-01-05", "072386216", "12", "1,234.56", "-12.50", "第二分公司",
                            "2026/01/05", "--", "01/05/2026", ""})
    CHECK_MESSAGE(!zhun::read::is_page_mark(other), other);
}

TEST_CASE("lines of a cell are joined as they were broken") {
  const auto joined = [](std::string cell, const char* line) {
    zhun::read::append_cell_line(cell, line);
    return cell;
  };
  CHECK(joined("网上支付跨行清算", "系统转账") == "网上支付跨行清算系统转账");
  CHECK(joined("6217990000", "000777") == "6217990000000777");
  CHECK(joined("2026-01-", "05") == "2026-01-05");
  CHECK(joined("2026-01-05", "10:12:05") == "2026-01-05 10:12:05");
  CHECK(joined("Transaction", "Amount") == "Transaction Amount");
  CHECK(joined("", "x") == "x");
}

TEST_CASE("forms that draw forms are followed before PDFium is asked") {
  const auto chain = [](int times) {
    std::string file = one_page("/F Do", "/Resources<</XObject<</F 10 0 R>>>>");
    for (int i = 10; i < 40; ++i) {
      std::string content;
      for (int k = 0; k < times; ++k) content += "/N Do ";
      file += std::to_string(i) + " 0 obj<</Subtype/Form/Resources<</XObject<</N " +
              std::to_string(i + 1) + " 0 R>>>>>>stream\n" + content + "\nendstream endobj\n";
    }
    return file + "40 0 obj<</Subtype/Form>>stream\n0 0 m 9 9 l S\nendstream endobj\n";
  };
  CHECK(zhun::read::streams_within_limits(chain(1), Limits{}));
  CHECK_FALSE(zhun::read::streams_within_limits(chain(2), Limits{}));
  // Resources that stand in an object of their own.
  const std::string looped =
      one_page("/F Do") +
      "5 0 obj<</Subtype/Form/Resources 6 0 R>>stream\n/F Do /F Do\nendstream endobj\n"
      "6 0 obj<</XObject 7 0 R>>endobj\n7 0 obj<</F 5 0 R>>endobj\n";
  CHECK_FALSE(zhun::read::streams_within_limits(looped, Limits{}));
}

TEST_CASE("a stream that holds too many instructions is refused") {
  Limits limits;
  limits.page_bytes_max = 10'000;
  std::string strokes;
  for (int i = 0; i < 1'000; ++i) strokes += "0 0 m 9 9 l S ";
  CHECK_FALSE(zhun::read::streams_within_limits(one_page(strokes), limits));
  CHECK(zhun::read::streams_within_limits(one_page(strokes.substr(0, 9'000)), limits));
}
