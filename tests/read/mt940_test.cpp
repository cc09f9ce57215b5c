#include "read/mt940.hpp"

#include "messages_for_tests.hpp"
#include "read/mt940_details.hpp"
#include "read/mt940_fields.hpp"

using namespace zhun;
using namespace zhun::test;
using zhun::read::parse_mt940_line;

namespace {

std::string line_text(std::string_view text) {
  std::string_view wrong;
  const auto line = parse_mt940_line(text, wrong);
  if (!line) return "wrong " + std::string(wrong);
  return to_string(line->date) + " " + std::string(to_string(line->direction)) + " " +
         to_string(line->amount) + " " + std::string(line->kind) + " " +
         std::string(line->reference);
}

std::string one_row(const std::string& line) {
  return ":20:A\n:25:1\n:28C:1\n:60F:C240101EUR0,\n" + line + "\n:62F:C240131EUR0,\n-\n";
}

}  // namespace

TEST_CASE("a file of MT940 gives its statements, rows and balances") {
  const auto statements = read_whole(message("mt940.sta"));
  REQUIRE(statements.size() == 2);
  const Statement& first = statements.front();
  CHECK(first.layout == "mt940");
  CHECK(balances(first) == "CN02ZHUN/6001002003 EUR 1000.50 1211.00");
  CHECK(to_string(*first.period_from) == "2024-01-31");
  CHECK(to_string(*first.period_to) == "2024-02-06");
  REQUIRE(first.rows.size() == 6);
  CHECK(row_text(first.rows[0]) ==
        "2024-02-01 in 250.00 MUSTERWARE HANDELS GMBH|DE02120300000000202051|ZHUNDEFF|RECHNUNG "
        "4711 FEBRUAR|INCOMING|SEPA GUTSCHRIFT||BANK0001");
  CHECK(row_text(first.rows[1]) ==
        "2024-02-02 out 30.25 J JANSEN|NL02ZHUN0123456789|ZHUNNL2A|ORDER 12||SEPA "
        "OVERBOEKING||CARD7");
  CHECK(first.rows[0].line == 6);
  CHECK(first.rows[5].row == 6);
  CHECK(balances(statements[1]) == "999 USD -10.00 -10.00");
  CHECK(statements[1].rows.empty());
}

TEST_CASE("the reversal of a credit is money out and the reversal of a debit is money in") {
  const auto statements = read_whole(message("mt940.sta"));
  CHECK(row_text(statements[0].rows[2]) ==
        "2024-03-01 out 20.00 |||GUTSCHRIFT ZURUECK ZWEITE ZEILE||RTI|reversal|");
  CHECK(row_text(statements[0].rows[3]) == "2024-02-05 in 5.10 |||||RTI|reversal|");
}

TEST_CASE("an amount goes on in the next line") {
  const auto statements = read_whole(message("mt940.sta"));
  CHECK(row_text(statements[0].rows[4]) ==
        "2023-12-31 in 1.65 ACME SUPPLY BV|||||TRF||12345678901");
}

TEST_CASE("a minus in front of the amount takes the mark back and is noted") {
  const auto statements = read_whole(message("mt940.sta"));
  CHECK(row_text(statements[0].rows[5]) == "2024-02-06 in 4.00 |||||MSC||");
  CHECK(has_note(statements[0].notes, "negative_amount"));
}

TEST_CASE("30 February becomes the date of entry, else the last day of the month") {
  const auto statements = read_whole(message("mt940.sta"));
  CHECK(to_string(statements[0].rows[2].time) == "2024-03-01");
  CHECK(has_note(statements[0].notes, "date_moved"));
  CHECK(line_text("240230C1,NTRFNONREF") == "2024-02-29 in 1.00 TRF ");
  CHECK(line_text("241330C1,NTRFNONREF") == "wrong value date");
}

TEST_CASE("pages with intermediate balances are one statement, and a break between them is noted") {
  CHECK_FALSE(has_note(read_whole(message("mt940.sta"))[0].notes, "balance_break"));
  std::string text = message("mt940.sta");
  text.replace(text.find(":60M:C240205EUR1205,35"), 22, ":60M:C240205EUR1205,36");
  CHECK(has_note(read_whole(text)[0].notes, "balance_break"));
}

TEST_CASE("opening, rows and closing balance are held against each other") {
  const auto good = read_whole(message("mt940.sta"));
  REQUIRE(good[0].totals.size() == 1);
  CHECK(good[0].totals[0].holds());
  CHECK_FALSE(has_note(good[0].notes, "control_total"));
  std::string text = message("mt940.sta");
  text.replace(text.find("C250,N"), 6, "C251,N");
  const auto wrong = read_whole(text);
  CHECK(wrong[0].totals[0].printed_sum == Money::from_fen(121100));
  CHECK(wrong[0].totals[0].computed_sum == Money::from_fen(121200));
  CHECK(has_note(wrong[0].notes, "control_total"));
}

TEST_CASE("MT942 is read with its totals, expected entries and latin-1 letters") {
  const auto statements = read_whole(message("mt942_latin1.sta"));
  REQUIRE(statements.size() == 1);
  const Statement& statement = statements.front();
  CHECK(statement.layout == "mt942");
  CHECK(balances(statement) == "6001002003 CNY - -");
  REQUIRE(statement.rows.size() == 3);
  CHECK(row_text(statement.rows[0]) == "2024-05-06 in 12.34 |||M\xC3\xBCller Caf\xC3\xA9||TRF||");
  CHECK(row_text(statement.rows[1]) == "2024-05-06 in 1.00 |||||TRF|expected|");
  CHECK(row_text(statement.rows[2]) == "2024-05-06 out 2.00 |||||TRF|expected|");
  REQUIRE(statement.totals.size() == 2);
  CHECK(statement.totals[0].holds());
  CHECK(statement.totals[1].holds());
  CHECK(statement.notes.empty());
  std::string text = message("mt942_latin1.sta");
  text.replace(text.find(":90C:2"), 6, ":90C:3");
  CHECK(has_note(read_whole(text)[0].notes, "control_total"));
}

TEST_CASE("field 61 in the forms that banks print") {
  CHECK(line_text("1405070507C500,NTRFNONREF//B4E07") == "2014-05-07 in 500.00 TRF B4E07");
  CHECK(line_text("1105210523D11,59N426NONREF") == "2011-05-21 out 11.59 426 ");
  CHECK(line_text("1701190119CN0,01NTRFNONREF//MB1") == "2017-01-19 in 0.01 TRF MB1");
  CHECK(line_text("0211011102DR800,NSTONONREF//55555") == "2002-11-01 out 800.00 STO 55555");
  CHECK(line_text("1407290729C500NTRF29-07 10:05//B4") == "2014-07-29 in 500.00 TRF B4");
  CHECK(line_text("2103310331C50,00 NTRFNONREF//21") == "2021-03-31 in 50.00 TRF 21");
  CHECK(line_text("980105RDM7,5NCHKX") == "1998-01-05 in 7.50 CHK X");
  CHECK(line_text("2405X,1NTRF") == "wrong value date");
  CHECK(line_text("240501X1,NTRF") == "wrong mark");
  CHECK(line_text("240501C1,234NTRF") == "wrong amount");
  CHECK(line_text("240501C99999999999999999999,NTRF") == "wrong amount");
}

TEST_CASE("an entry date that stands in for a day of value takes the year next to it") {
  CHECK(line_text("2311310102C1,NTRFX") == "2024-01-02 in 1.00 TRF X");
  CHECK(line_text("2402301231C1,NTRFX") == "2023-12-31 in 1.00 TRF X");
  CHECK(line_text("2312310102C1,NTRFX") == "2023-12-31 in 1.00 TRF X");  // the day of value counts
}

TEST_CASE("a row that cannot be read is an error with its line") {
  const auto result = read_statements(one_row(":61:240105X5,NTRF"), options_for("bad.sta"));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::format);
  CHECK(result.error().place.row == 5);
  CHECK(result.error().place.field == ":61:");
}

TEST_CASE("a line that only looks like a field belongs to the text") {
  const auto statements =
      read_whole(one_row(":61:240105C5,NTRFX\n:86:106?20TIME 12-09-2014T16\n:26:37 FOLGE"));
  CHECK(statements[0].rows[0].summary == "TIME 12-09-2014T16:26:37 FOLGE");
}

TEST_CASE("plain text of field 86 is joined with spaces, full lines without") {
  const std::string full(65, 'x');
  const auto statements =
      read_whole(one_row(":61:240105C5,NTRFX\n:86:one\n:86:two  \nthree\n" + full + "\ny"));
  CHECK(statements[0].rows[0].summary == "one two three " + full + "y");
}

TEST_CASE("field 86 with CNTP, and with another separator") {
  const auto cntp = read::parse_mt940_details("/CNTP/NL1/INGB/ACME/X///REMI/USTD//PAY 4/");
  CHECK(cntp.account == "NL1");
  CHECK(cntp.bank == "INGB");
  CHECK(cntp.name == "ACME");
  CHECK(cntp.summary == "PAY 4");
  const auto tilde = read::parse_mt940_details("020~00PRZELEW~20FAKTURA~2112~311234~32JAN~33EK");
  CHECK(tilde.kind == "PRZELEW");
  CHECK(tilde.summary == "FAKTURA12");
  CHECK(tilde.account == "1234");
  CHECK(tilde.name == "JANEK");
}

TEST_CASE("a message without currency and balances says what is missing") {
  const auto statements = read_whole(":61:2409010902D1,62NTRFX\n");
  CHECK(statements[0].rows.size() == 1);
  for (const char* code : {"currency_assumed", "opening_missing", "closing_missing"}) {
    CAPTURE(code);
    CHECK(has_note(statements[0].notes, code));
  }
}

TEST_CASE("text with colons is no MT940") {
  CHECK_FALSE(read::is_mt940("date,amount\n2024-01-01,1\n"));
  CHECK_FALSE(read::is_mt940(""));
  CHECK(read::is_mt940("\x01\r\n:20:A\r\n"));
}
