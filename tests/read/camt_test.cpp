#include "read/camt.hpp"

#include "messages_for_tests.hpp"
#include "read/camt_tags.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string with_entry(const std::string& entry) {
  return "<Document "
         "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.04\"><BkToCstmrDbtCdtNtfctn>"
         "<Ntfctn>\n" +
         entry + "\n</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";
}

Error error_of(const std::string& bytes) {
  const auto result = read_statements(bytes, options_for("m.xml"));
  REQUIRE_FALSE(result.has_value());
  return result.error();
}

}  // namespace

TEST_CASE("camt.053 version 2 gives its statements, rows and balances") {
  const auto statements = read_whole(message("camt053_v2.xml"));
  REQUIRE(statements.size() == 2);
  const Statement& first = statements.front();
  CHECK(first.layout == "camt.053.001.02");
  CHECK(balances(first) == "CN02ZHUN6001002003 EUR -100.00 1110.05");
  CHECK(first.holder == "Zhun & Partner");
  CHECK(first.bank == "ZHUNCNBJ");
  CHECK(to_string(*first.period_from) == "2024-02-01");
  CHECK(to_string(*first.period_to) == "2024-02-09");
  REQUIRE(first.rows.size() == 4);
  CHECK(row_text(first.rows[0]) ==
        "2024-02-01 in 1234.05 Buyer GmbH|DE02120300000000202051|BYLADEM1|Invoice 17 "
        "February|SEPA credit|PMNT-RCDT-ESCT|BOOK|REF-1");
  CHECK(row_text(first.rows[2]) == "2024-02-05 in 6.00 ||||||BOOK|");
  CHECK(first.rows[0].line == 8);
  CHECK(balances(statements[1]) == "6002 USD 5.00 5.00");
  CHECK(has_note(statements[1].notes, "no_rows"));
}

TEST_CASE("the mark of the entry decides, a reversal only shows in the status") {
  const auto statements = read_whole(message("camt053_v2.xml"));
  CHECK(row_text(statements[0].rows[1]) ==
        "2024-02-03T10:15:30 out 30.00 |||Salaries, two payments|||BOOK reversal|");
}

TEST_CASE("an entry that is not booked is kept but not part of the closing balance") {
  const auto statements = read_whole(message("camt053_v2.xml"));
  CHECK(statements[0].rows[3].status == "PDNG");
  CHECK(has_note(statements[0].notes, "not_booked"));
  CHECK(has_note(statements[0].notes, "date_missing"));
  CHECK(to_string(statements[0].rows[3].time) == "2024-02-09");
  for (const ControlTotal& total : statements[0].totals) CHECK(total.holds());
  CHECK(statements[0].totals.size() == 4);
}

TEST_CASE("counts, sums and the closing balance are held against the entries") {
  const std::string good = message("camt053_v2.xml");
  for (const auto& [from, to] :
       {std::pair{"<NbOfNtries>4<", "<NbOfNtries>5<"}, std::pair{"<Sum>50<", "<Sum>51<"},
        std::pair{">1110.05<", ">1110.06<"}, std::pair{">1234.05000<", ">1234.06000<"}}) {
    CAPTURE(from);
    CHECK(has_note(read_whole(replaced(good, from, to))[0].notes, "control_total"));
  }
  CHECK_FALSE(has_note(read_whole(good)[0].notes, "control_total"));
}

TEST_CASE("a balance that is missing or of another currency is noted") {
  const std::string good = message("camt053_v2.xml");
  CHECK(has_note(read_whole(replaced(good, "CLBD", "CLAV"))[0].notes, "closing_missing"));
  CHECK(has_note(read_whole(replaced(good, "OPBD", "OPAV"))[0].notes, "opening_missing"));
  CHECK(has_note(read_whole(replaced(good, "EUR\">1110", "USD\">1110"))[0].notes,
                 "balance_currency"));
}

TEST_CASE("camt.052 version 8 with prefixes, parties in Pty and interim balances") {
  const auto statements = read_whole(message("camt052_v8.xml"));
  REQUIRE(statements.size() == 1);
  CHECK(statements[0].layout == "camt.052.001.08");
  CHECK(balances(statements[0]) == "6001002003 CNY 10.00 7.66");
  CHECK(statements[0].holder == "Current account");
  REQUIRE(statements[0].rows.size() == 1);
  CHECK(row_text(statements[0].rows[0]) ==
        "2024-03-01 out 2.34 Payee Ltd|77-88|ZHUNCNSH|RF18||NTRF|BOOK|");
  CHECK(statements[0].notes.empty());
}

TEST_CASE("an entry in another currency carries it") {
  const auto statements =
      read_whole(replaced(message("camt053_v2.xml"), "EUR\">6.00", "USD\">6.00"));
  CHECK(statements[0].rows[2].currency == "USD");
  CHECK(statements[0].rows[0].currency.empty());
  CHECK(has_note(statements[0].notes, "several_currencies"));
}

TEST_CASE("an entry that cannot be read is an error with its line") {
  const std::string date = "<BookgDt><Dt>2024-01-05</Dt></BookgDt>";
  const auto check = [&](const std::string& entry, const char* field) {
    CAPTURE(entry);
    const Error error = error_of(with_entry(entry));
    CHECK(error.code == ErrorCode::format);
    CHECK(error.place.row == 2);
    CHECK(error.place.field == field);
  };
  check("<Ntry><Amt Ccy=\"EUR\">1.005</Amt><CdtDbtInd>CRDT</CdtDbtInd>" + date + "</Ntry>",
        "Ntry/Amt");
  check("<Ntry><Amt Ccy=\"EUR\">99999999999999999999</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>",
        "Ntry/Amt");
  check("<Ntry><CdtDbtInd>CRDT</CdtDbtInd>" + date + "</Ntry>", "Ntry/Amt");
  check("<Ntry><Amt Ccy=\"EUR\">1</Amt>" + date + "</Ntry>", "Ntry/CdtDbtInd");
  check("<Ntry><Amt Ccy=\"EUR\">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>", "Ntry/BookgDt");
  check("<Ntry><Amt>1</Amt><CdtDbtInd>CRDT</CdtDbtInd>" + date + "</Ntry>", "Ntry/Amt/@Ccy");
}

TEST_CASE("a message without a statement is read as one without rows") {
  const auto statements = read_whole(
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt/>"
      "</Document>");
  REQUIRE(statements.size() == 1);
  CHECK(statements[0].rows.empty());
  CHECK(has_note(statements[0].notes, "no_rows"));
}

TEST_CASE("a DOCTYPE and deep nesting are refused") {
  const std::string good = message("camt053_v2.xml");
  const Error doctype =
      error_of(replaced(good, "<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]><Document"));
  CHECK(doctype.code == ErrorCode::format);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  CHECK(error_of(with_entry(deep)).code == ErrorCode::limit);
}

TEST_CASE("more rows than the limit are refused") {
  ReadOptions options = options_for("m.xml");
  options.limits.rows_max = 3;
  const auto result = read_statements(message("camt053_v2.xml"), options);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().code == ErrorCode::limit);
}

TEST_CASE("other XML is no camt message") {
  CHECK_FALSE(read::is_camt("<EInvoice/>"));
  CHECK_FALSE(read::is_camt("date,camt.053\n"));
  CHECK(read::camt_tag("Ntry") == read::CamtTag::ntry);
  CHECK(read::camt_tag("BICFI") == read::CamtTag::bic);
  CHECK(read::camt_tag("Ntrz") == read::CamtTag::other);
}
