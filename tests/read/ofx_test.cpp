#include "read/ofx.hpp"

#include "messages_for_tests.hpp"
#include "read/ofx_tokens.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string with_row(const std::string& row) {
  return "<OFX><STMTRS><CURDEF>EUR<BANKTRANLIST><DTSTART>20240101" + row +
         "</BANKTRANLIST></STMTRS></OFX>";
}

// "in 1.00", or the code of the note that tells why the row is left out.
std::string amount_text(const std::string& amount) {
  const auto statements =
      read_whole(with_row("<STMTTRN><DTPOSTED>20240105<TRNAMT>" + amount + "</STMTTRN>"));
  if (statements[0].rows.empty())
    return has_note(statements[0].notes, "row_skipped") ? "row_skipped" : "silence";
  return std::string(to_string(statements[0].rows[0].direction)) + " " +
         to_string(statements[0].rows[0].amount);
}

std::string date_text(const std::string& date) {
  const auto statements =
      read_whole(with_row("<STMTTRN><DTPOSTED>" + date + "<TRNAMT>1</STMTTRN>"));
  if (statements[0].rows.empty())
    return has_note(statements[0].notes, "row_skipped") ? "row_skipped" : "silence";
  return to_string(statements[0].rows[0].time);
}

}  // namespace

TEST_CASE("OFX 1 gives its accounts, rows and balances") {
  const auto statements = read_whole(message("ofx1.ofx"));
  REQUIRE(statements.size() == 2);
  CHECK(statements[0].layout == "ofx-1");
  CHECK(statements[0].bank == "ZHUN BANK");
  CHECK(balances(statements[0]) == "6001 USD - -99.10");
  CHECK(to_string(*statements[0].period_from) == "2024-03-01");
  CHECK(to_string(*statements[0].period_to) == "2024-03-31");
  REQUIRE(statements[0].rows.size() == 5);
  CHECK(row_text(statements[0].rows[0]) ==
        "2024-03-02T10:15:30 out 1234.50 Tom & Sons|||rent < march||DEBIT||A1");
  CHECK(row_text(statements[0].rows[1]) == "2024-03-05 in 20.50 Buyer|77|9|||CREDIT||A1");
  CHECK(balances(statements[1]) == "4444 EUR - -");
  REQUIRE(statements[1].rows.size() == 1);
  CHECK(row_text(statements[1].rows[0]) == "2024-02-29 out 8.00 Shop|||Shop||||C1");
  CHECK(has_note(statements[1].notes, "date_moved"));
}

TEST_CASE("a row without a date of posting takes another, or the first day of the statement") {
  const auto statements = read_whole(message("ofx1.ofx"));
  CHECK(row_text(statements[0].rows[2]) == "2024-03-06 in 3.00 |||||DEBIT||A3");
  CHECK(row_text(statements[0].rows[3]) == "2024-03-01 out 1.00 |||||DEBIT||A4");
  CHECK(has_note(statements[0].notes, "date_missing"));
}

TEST_CASE("a row that cannot be read is left out and noted with its line") {
  const auto statements = read_whole(message("ofx1.ofx"));
  REQUIRE(has_note(statements[0].notes, "row_skipped"));
  for (const ReadNote& note : statements[0].notes) {
    if (note.code == "row_skipped") CHECK(note.place.row == 15);
  }
  CHECK(statements[0].rows[4].row == 6);  // the number it has in the file
}

TEST_CASE("an amount in another currency carries it") {
  const auto statements = read_whole(message("ofx1.ofx"));
  CHECK(statements[0].rows[4].currency == "EUR");
  CHECK(statements[0].rows[0].currency.empty());
  const auto original = read_whole(with_row(
      "<STMTTRN><DTPOSTED>20240105<TRNAMT>1<ORIGCURRENCY><CURSYM>USD</ORIGCURRENCY></STMTTRN>"));
  CHECK(original[0].rows[0].currency.empty());
}

TEST_CASE("OFX 2 with CDATA, numbers for letters and the newest row first") {
  const auto statements = read_whole(message("ofx2.ofx"));
  REQUIRE(statements.size() == 1);
  CHECK(statements[0].layout == "ofx-2");
  CHECK(balances(statements[0]) == "6001 CNY - 10.00");
  REQUIRE(statements[0].rows.size() == 2);
  CHECK(row_text(statements[0].rows[0]) == "2024-03-08 out 1.25 甲公司|||甲公司||DEBIT||1");
  CHECK(row_text(statements[0].rows[1]) == "2024-03-09 in 2.50 乙公司|||货款 <三月>||CREDIT||2");
  CHECK(statements[0].newest_first);
}

TEST_CASE("the sign of the amount decides, and what may be two numbers is none") {
  CHECK(amount_text("-6.60") == "out 6.60");
  CHECK(amount_text("+120") == "in 120.00");
  CHECK(amount_text("$120") == "in 120.00");
  CHECK(amount_text("-$1,234.5") == "out 1234.50");
  CHECK(amount_text("1.234,50") == "in 1234.50");
  CHECK(amount_text("12,5") == "in 12.50");
  CHECK(amount_text("5.0000") == "in 5.00");
  CHECK(amount_text("1,234") == "row_skipped");
  CHECK(amount_text("1,000") == "row_skipped");
  CHECK(amount_text("1.005") == "row_skipped");
  CHECK(amount_text("12,34.56") == "row_skipped");
  CHECK(amount_text("") == "row_skipped");
  CHECK(amount_text("99999999999999999999") == "row_skipped");
}

TEST_CASE("dates keep the printed local time") {
  CHECK(date_text("20240105") == "2024-01-05");
  CHECK(date_text("20240105000000") == "2024-01-05");
  CHECK(date_text("202401051730") == "2024-01-05T17:30:00");
  CHECK(date_text("20240105173001.123[-5:EST]") == "2024-01-05T17:30:01");
  CHECK(date_text("20240230") == "2024-02-29");
  CHECK(date_text("20241301") == "row_skipped");
  CHECK(date_text("soon") == "row_skipped");
}

TEST_CASE("windows-1252 is read although the header may say anything") {
  const auto statements =
      read_whole(with_row("<STMTTRN><DTPOSTED>20240105<TRNAMT>1<NAME>Caf\xE9 \x80</STMTTRN>"));
  CHECK(statements[0].rows[0].counterparty_name == "Caf\xC3\xA9 \xE2\x82\xAC");
}

TEST_CASE("an answer without a statement and a file that is cut say so") {
  const auto refused = read_whole(
      "OFXHEADER:100\n\n<OFX><SONRS><STATUS><CODE>15500<SEVERITY>ERROR</STATUS></SONRS></OFX>");
  CHECK(refused[0].rows.empty());
  CHECK(has_note(refused[0].notes, "request_refused"));
  const std::string whole = message("ofx2.ofx");
  const auto cut = read_whole(whole.substr(0, whole.find("<TRNAMT>-1") + 9));
  CHECK(cut[0].rows.size() == 1);
  CHECK(has_note(cut[0].notes, "row_skipped"));
  CHECK(has_note(cut[0].notes, "file_cut"));
}

TEST_CASE("a DOCTYPE is refused, and other text is no OFX") {
  const auto result = read_statements(
      "<?xml version=\"1.0\"?><!DOCTYPE OFX [<!ENTITY a \"b\">]><OFX></OFX>", options_for("a.ofx"));
  REQUIRE_FALSE(result.has_value());
  CHECK_FALSE(read::is_ofx("name,note\na,<OFX>\n"));
}

TEST_CASE("entities are replaced and unknown ones stay") {
  CHECK(read::replace_entities("a &amp; b &lt;&#60;&#x3C; &foo; &") == "a & b <<< &foo; &");
  CHECK(read::replace_entities("&#0;&#xD800;&#99999999;") == "&#0;&#xD800;&#99999999;");
}
