// Workbooks: every layout against the truth.tsv of make_sheet_fixtures.py, values of cells, the
// forms of .xls that are text, and damage.
#include "read/sheet.hpp"

#include <doctest/doctest.h>

#include "read/sheet_html.hpp"
#include "read/sheet_values.hpp"
#include "statements_for_tests.hpp"
#include "zip_for_tests.hpp"

using namespace zhun;
using namespace zhun::read;
using namespace zhun::test;

namespace {

std::string sheets(const std::string& name) { return fixture("read/fixtures/sheets/" + name); }

struct Sums {
  std::size_t rows = 0;
  Money in, out, neutral;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const Statement& statement) {
  Sums sums;
  for (const Transaction& row : statement.rows) {
    sums.rows += 1;
    (row.direction == Direction::inflow    ? sums.in
     : row.direction == Direction::outflow ? sums.out
                                           : sums.neutral) += row.amount;
  }
  return sums;
}

bool warns(const Statement& statement) {
  for (const char* code :
       {"control_total", "balance_break", "balance_missing", "balance_unreadable", "short_row",
        "long_row", "text_after_table", "total_unreadable", "direction_unknown",
        "direction_undecided", "no_rows", "order_mixed", "table_resumed", "unknown_column",
        "sheet_ignored", "guessed_column", "rows_missing"}) {
    if (has_note(statement.notes, code)) return true;
  }
  return false;
}

std::string plain(std::string_view text) {
  std::string scratch;
  return std::string(plain_number(text, scratch));
}

std::string plain(double value) {
  std::string scratch;
  return std::string(plain_number(value, scratch));
}

Result<std::vector<Statement>> read_text(const std::string& text) {
  return read_statements(text, options_for("given.xls"));
}

}  // namespace

TEST_CASE("every workbook gives the rows, sums, dates and findings that its maker wrote into it") {
  const auto truth = parse_tsv(sheets("truth.tsv"));
  REQUIRE(truth.size() >= 18);
  for (const auto& expected : truth) {
    const std::string name = expected.at("file");
    CAPTURE(name);
    const auto result = read_statements(sheets(name), options_for(name));
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
    CHECK(statement.currency == "CNY");
    CHECK(statement.newest_first == (expected.at("order") == "newest"));
    const Figures figures = figures_of({statement});
    CHECK(std::to_string(figures.rows) == expected.at("n"));
    const Sums sums = sums_of(statement);
    CHECK(std::to_string(sums.in.fen()) == expected.at("in_fen"));
    CHECK(std::to_string(sums.out.fen()) == expected.at("out_fen"));
    CHECK(std::to_string(sums.neutral.fen()) == expected.at("neutral_fen"));
    CHECK(figures.first == expected.at("first"));
    CHECK(figures.last == expected.at("last"));
    const bool hold = std::all_of(statement.totals.begin(), statement.totals.end(),
                                  [](const ControlTotal& total) { return total.holds(); });
    const std::string totals = statement.totals.empty() ? "-" : hold ? "hold" : "broken";
    CHECK(totals == expected.at("totals"));
    for (const char* code :
         {"balance_break", "short_row", "order_mixed", "unknown_column", "rows_missing"})
      CHECK_FALSE(has_note(statement.notes, code));
    CHECK(has_note(statement.notes, "sheet_ignored") == (expected.at("notes") == "sheet_ignored"));
    CHECK(has_note(statement.notes, "sheet_repeats") == (expected.at("notes") == "sheet_repeats"));
  }
}

TEST_CASE("rows keep the number of their row in the sheet, and texts their runs") {
  const auto result = read_statements(sheets("wechat_two_sheets.xlsx"), options_for("a.xlsx"));
  REQUIRE(result.has_value());
  const auto& rows = result->front().rows;
  const auto newest =
      std::max_element(rows.begin(), rows.end(),
                       [](const Transaction& a, const Transaction& b) { return a.row > b.row; });
  CHECK(newest->row == 1);
  CHECK(newest->line == 19);  // Column1..., 16 lines, the header
  CHECK(std::any_of(rows.begin(), rows.end(),
                    [](const Transaction& row) { return row.counterparty_name == "孔试样商行"; }));
}

TEST_CASE("times of date cells are those that were written") {
  for (const char* name : {"bank_1904.xlsx", "bank.xls"}) {
    CAPTURE(name);
    const auto result = read_statements(sheets(name), options_for(name));
    REQUIRE(result.has_value());
    for (const Transaction& row : result->front().rows) {
      CHECK(row.time.has_time());
      CHECK(row.time.second_of_day >= 30'000);
      CHECK(row.time.second_of_day <= 80'000);
    }
  }
}

TEST_CASE("an amount that is no whole number of cents is an error with its place") {
  const std::string row = "<row r=\"7\"><c r=\"A7\" t=\"str\"><v>2026-01-05</v></c><c r=\"B7\"><v>";
  const std::string head =
      "<row r=\"5\"><c r=\"A5\" t=\"str\"><v>交易日期</v></c><c r=\"B5\" "
      "t=\"str\"><v>交易金额</v></c>"
      "<c r=\"C5\" t=\"str\"><v>摘要</v></c></row>";
  const auto noise = read_text(archive_of(workbook_parts(head + row + "28.1600003</v></c></row>")));
  REQUIRE(noise.has_value());
  CHECK(noise->front().rows.at(0).amount == Money::from_fen(2816));
  const auto error = read_text(archive_of(workbook_parts(head + row + "28.161</v></c></row>")));
  REQUIRE_FALSE(error.has_value());
  CHECK(error.error().code == ErrorCode::format);
  CHECK(error.error().place.row == 7);
  CHECK(error.error().place.column == 2);
  CHECK(error.error().place.source == "given.xls");
}

TEST_CASE("numbers lose the noise of binary fractions and nothing else") {
  CHECK(plain("28.16") == "28.16");
  CHECK(plain("28.160000000000004") == "28.16");
  CHECK(plain("28.159999999999997") == "28.16");
  CHECK(plain("-0.0099999999999999") == "-0.01");
  CHECK(plain("99.99999999999") == "100.00");
  CHECK(plain("28.1650") == "28.1650");
  CHECK(plain("28.16001") == "28.16001");
  CHECK(plain("2.816E1") == "28.16");
  CHECK(plain("2.816e+3") == "2816");
  CHECK(plain("5E-2") == "0.05");
  CHECK(plain("1.5E-05") == "0.000015");
  CHECK(plain("-0.0000001") == "0.00");
  CHECK(plain("6.2284801234567E+18") == "6.2284801234567E+18");  // rounded: no account number
  CHECK(plain("24312000000012345678") == "24312000000012345678");
  CHECK(plain("1E400000") == "1E400000");
  CHECK(plain("nan") == "nan");
  CHECK(plain("") == "");
  CHECK(plain(28.16) == "28.16");
  CHECK(plain(0.1 + 0.2) == "0.30");
  CHECK(plain(6688.0) == "6688");
  CHECK(plain(-1234567.89) == "-1234567.89");
}

TEST_CASE("serial numbers are dates, in both epochs") {
  CHECK(date_of_serial("46027", false) == "2026-01-05");
  CHECK(date_of_serial("46027.5", false) == "2026-01-05 12:00:00");
  CHECK(date_of_serial("44565", true) == "2026-01-05");
  CHECK(date_of_serial("0.75", false) == "18:00:00");
  CHECK(date_of_serial("46027.999999", false) == "2026-01-06");
  CHECK(date_of_serial("1", false) == "1900-01-01");
  CHECK(date_of_serial("61", false) == "1900-03-01");
  CHECK_FALSE(date_of_serial("-1", false).has_value());
  CHECK_FALSE(date_of_serial("20260105", false).has_value());
  CHECK_FALSE(date_of_serial("text", false).has_value());
}

TEST_CASE("formats that show dates are told from others") {
  for (const char* code : {"yyyy-mm-dd", "m/d/yy h:mm", "[$-804]yyyy\"年\"m\"月\"d\"日\"",
                           "[h]:mm:ss", "mm:ss.0", "yyyy\\-mm\\-dd;@", "[Red]hh:mm"}) {
    CAPTURE(code);
    CHECK(is_date_format(std::string_view(code)));
  }
  for (const char* code : {"General", "0.00", "#,##0.00;[Red]-#,##0.00", "0.00E+00", "\"day\"0",
                           "[Red]0", "0.00_d", "@", "0\\d", "_(* #,##0.00_)"}) {
    CAPTURE(code);
    CHECK_FALSE(is_date_format(std::string_view(code)));
  }
  CHECK(is_date_format(14U));
  CHECK(is_date_format(31U));
  CHECK_FALSE(is_date_format(4U));
  CHECK_FALSE(is_date_format(49U));
}

TEST_CASE("invoices and tax returns are read from workbooks, each invoice once") {
  ReadOptions options = options_for("a.xlsx");
  options.own_tax_no = "91371000SAMPLE0016";
  const auto list = read_invoices(sheets("invoices.xlsx"), options);
  REQUIRE_MESSAGE(list.has_value(), (list ? "" : to_string(list.error())));
  CHECK(list->layout == "invoice-xlsx");
  REQUIRE(list->invoices.size() == 3);
  CHECK(list->invoices[2].amount_ex == Money::from_fen(100210));
  CHECK(to_string(list->invoices[2].date) == "2026-03-11");
  CHECK(list->invoices[0].side == InvoiceSide::output);
  CHECK(has_note(list->notes, "sheet_repeats"));
  const auto any = read_any(sheets("invoices.xlsx"), options);
  REQUIRE(any.has_value());
  CHECK(std::holds_alternative<InvoiceList>(*any));
  const auto tax = read_tax_returns(sheets("tax.xls"), options_for("tax.xls"));
  REQUIRE_MESSAGE(tax.has_value(), (tax ? "" : to_string(tax.error())));
  CHECK(tax->layout == "tax-xls");
  REQUIRE(tax->periods.size() == 1);
  CHECK(tax->periods[0].sales_ex == Money::from_fen(12000050));
  const auto any_tax = read_any(sheets("tax.xls"), options);
  REQUIRE(any_tax.has_value());
  CHECK(std::holds_alternative<TaxReturns>(*any_tax));
  CHECK(read_statements(sheets("tax.xls"), options).error().code == ErrorCode::unsupported);
  CHECK(read_government(sheets("tax.xls"), options).has_value() == false);
}

TEST_CASE("a table in HTML keeps its columns under spans and unclosed tags") {
  const auto result = read_text(
      "<HTML><script>if (a < b) document.write('<td>x</td>')</script><TABLE>"
      "<tr><td rowspan=2>交易日期<td colspan='2'>金额<td>摘要"
      "<tr><td>收入<td>支出<td>说明<tr><td>2026-01-05<td>&nbsp;<td>1,234.50<td>A &amp; B&#x4E2D;"
      "</table>");
  REQUIRE(result.has_value());  // a header of two rows
  REQUIRE(result->front().rows.size() == 1);
  CHECK(result->front().rows[0].direction == Direction::outflow);
  CHECK(result->front().rows[0].amount.fen() == 123450);
  const auto one = read_text(
      "<html><table><tr><td colspan=4>账号：6205500000000000777</table><p><table>"
      "<tr><td rowspan=2>交易日期<td>收入<td>支出<td>摘要<tr><td>&nbsp;<tr><td>2026-01-05<td>&nbsp;"
      "<td>1,234.50<td>A &amp; B&#x4E2D;<br>x</table>");
  REQUIRE_MESSAGE(one.has_value(), (one ? "" : to_string(one.error())));
  CHECK(one->front().account == "6205500000000000777");
  REQUIRE(one->front().rows.size() == 1);
  CHECK(one->front().rows[0].amount == Money::from_fen(123450));
  CHECK(one->front().rows[0].direction == Direction::outflow);
  CHECK(one->front().rows[0].summary == "A & B中 x");
  CHECK(one->front().rows[0].line == 4);
}

TEST_CASE("nested tables beyond the limit are refused") {
  std::string text = "<html>";
  for (int i = 0; i < 100'000; ++i) text += "<table><tr><td>";
  const auto result = read_text(text);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::limit);
}

TEST_CASE("references, quoted-printable and base64 are decoded, damage stays") {
  CHECK(decode_references("&lt;&#165;&#xA5;&yen;&unknown;&#0;&#xD800;&") ==
        "<\xC2\xA5\xC2\xA5\xC2\xA5&unknown;&#0;&#xD800;&");
  CHECK(decode_quoted_printable("a=E4=B8=AD=\r\nb=3D=zz=") == "a中b==zz=");
  CHECK(decode_base64("5Lit\r\n5paH") == "中文");
  CHECK(decode_base64("5Li-t!") == "中");
}

TEST_CASE("a workbook cut at any byte is refused or says so, and never ends the program") {
  for (const char* name : {"wechat_numeric.xlsx", "bank_small.xls", "spdb.xls", "bank_html.xls",
                           "bank_mhtml.xls", "bank_2003.xls"}) {
    CAPTURE(name);
    const std::string whole = sheets(name);
    const auto complete = read_statements(whole, options_for(name));
    REQUIRE(complete.has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto cut = read_statements(std::string_view(whole).substr(0, size), options_for(name));
      if (!cut) {
        CHECK_FALSE(cut.error().message.empty());
        continue;
      }
      const Statement& statement = cut->front();
      CAPTURE(size);
      CHECK(statement.rows.size() <= complete->front().rows.size());
      // Binary workbooks know where they end.
      if (std::string_view(name).find("ml.xls") == std::string_view::npos)
        CHECK((warns(statement) || sums_of(statement) == sums_of(complete->front())));
    }
  }
}

TEST_CASE("a changed byte never gives other sums in silence where balances or totals are printed") {
  for (const std::string name :
       {"wechat_numeric.xlsx", "bank_small.xls", "spdb.xls", "bank_2003.xls"}) {
    CAPTURE(name);
    const std::string whole = sheets(name);
    const auto complete = read_statements(whole, options_for(name));
    REQUIRE(complete.has_value());
    const Sums expected = sums_of(complete->front());
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (const int bit : {0, 2, 5, 7}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        const auto result = read_statements(changed, options_for(name));
        if (!result || result->size() != 1 || warns(result->front()) ||
            sums_of(result->front()) == expected) {
          continue;
        }
        CAPTURE(at);
        CAPTURE(bit);
        CHECK_MESSAGE(false, "a wrong sum without a note");
      }
    }
  }
}
