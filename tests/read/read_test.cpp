// Whatever it is: the kind of a source is recognised by its content. And statements as JSON.
#include <doctest/doctest.h>

#include "base/json.hpp"
#include "read/records.hpp"
#include "statements_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

template <typename T>
bool is(const std::string& text) {
  const auto source = read_any(text, options_for("any"));
  REQUIRE_MESSAGE(source.has_value(), (source ? "" : to_string(source.error())));
  return std::holds_alternative<T>(*source);
}

std::string statement_json(const std::string& rows, const std::string& more = "") {
  return R"({"holder":"甲","account":"1","bank":"样品银行","currency":"CNY",
         "opening_balance_fen":100)" +
         more + R"(,"rows":[)" + rows + "]}";
}

Error error_of(const std::string& text) {
  const auto statements = read_statements(text, options_for("given.json"));
  REQUIRE_FALSE(statements.has_value());
  return statements.error();
}

}  // namespace

TEST_CASE("each kind is recognised, as JSON and as a table") {
  CHECK(is<std::vector<Statement>>("交易日期,收入,支出\n2026-01-01,1.00,\n"));
  CHECK(is<std::vector<Statement>>("交易日期;收入;支出\n2026-01-01;1.00;\n"));
  CHECK(is<std::vector<Statement>>(statement_json("")));
  CHECK(is<InvoiceList>("发票号码,开票日期,购方名称,金额,税额\n1,2026-01-01,甲,1.00,0.13\n"));
  CHECK(is<InvoiceList>(R"({"invoices":[]})"));
  CHECK(is<InvoiceList>(R"([{"no":"1","date":"2026-01-01","amount_fen":1}])"));
  CHECK(is<TaxReturns>("所属期,销售额\n2026-01,1.00\n"));
  CHECK(is<TaxReturns>(R"({"vat_declared":[]})"));
  CHECK(is<GovernmentRecord>(R"({"schema":"gov-pull/1","data":{}})"));
  CHECK(is<GovernmentRecord>(R"({"name":"甲","established":"2020-01-01"})"));
}

TEST_CASE("what is none of them is refused with a sentence that says what is needed") {
  for (const std::string text : {"hello\n", R"({"x":1})", R"([1,2])", "a,b,c\n1,2,3\n"}) {
    CAPTURE(text);
    const auto source = read_any(text, options_for("any"));
    REQUIRE_FALSE(source.has_value());
    CHECK(source.error().code == ErrorCode::unsupported);
    CHECK(source.error().place.source == "any");
  }
  CHECK(read_any(R"({"x":)", options_for("any")).error().code == ErrorCode::format);
  CHECK(read_any("", options_for("any")).error().code == ErrorCode::format);
}

TEST_CASE("a statement in JSON gives its rows, balances and names") {
  const auto statements = read_statements(
      statement_json(
          R"({"seq":1,"ts":"2026-01-01T10:00:00","dir":"C","amount_fen":50,"balance_fen":150,
         "cp_name":"乙","cp_acct":"2","summary":"货款"},
                        {"seq":2,"ts":"2026-01-02","dir":"D","amount_fen":30,"balance_fen":120,
         "purpose":"丙"})",
          R"(,"period_from":"2025-12-01","owner_names":["甲"],"related_names":["丁"])"),
      options_for("given.json"));
  REQUIRE(statements.has_value());
  const Statement& statement = statements->at(0);
  CHECK(statement.layout == "json");
  CHECK(statement.holder == "甲");
  CHECK(statement.opening_balance == Money::from_fen(100));
  CHECK(statement.rows[0].counterparty_name == "乙");
  CHECK(statement.rows[0].time.hour() == 10);
  CHECK(statement.rows[1].direction == Direction::outflow);
  CHECK_FALSE(statement.rows[1].time.has_time());
  CHECK(to_string(statement.period_from.value()) == "2025-12-01");
  CHECK(to_string(statement.period_to.value()) == "2026-01-02");
  CHECK(statement.related_names == std::vector<std::string>{"丁"});
  CHECK(statement.notes.empty());
}

TEST_CASE("several statements and a wrapped one are read") {
  CHECK(read_statements(R"({"statements":[)" + statement_json("") + "," + statement_json("") + "]}",
                        options_for("j"))
            ->size() == 2);
  CHECK(read_statements(R"({"statement":)" + statement_json("") + "}", options_for("j"))->size() ==
        1);
}

TEST_CASE("wrong members of a statement are errors with their path") {
  const auto row = [](const std::string& members) { return statement_json("{" + members + "}"); };
  CHECK(error_of(row(R"("ts":"2026-02-30","dir":"C",
         "amount_fen":1)"))
            .place.field == "/rows/0/ts");
  CHECK(error_of(row(R"("dir":"C","amount_fen":1)")).place.field == "/rows/0/ts");
  CHECK(error_of(row(R"("ts":"2026-02-03","dir":"X","amount_fen":1)")).place.field ==
        "/rows/0/dir");
  CHECK(error_of(row(R"("ts":"2026-02-03","dir":"C","amount_fen":-1)")).place.field ==
        "/rows/0/amount_fen");
  CHECK(error_of(row(R"("ts":"2026-02-03","dir":"C","amount_fen":0)")).place.field ==
        "/rows/0/amount_fen");
  CHECK(error_of(row(R"("ts":"2026-02-03","dir":"C","amount_fen":"1")")).place.field ==
        "/rows/0/amount_fen");
  CHECK(error_of(R"({"rows":{}})").place.field == "/rows");
  CHECK(error_of(row(R"("ts":"2026-02-03","dir":"C","amount_fen":9223372036854775808)"))
            .place.source == "given.json");
}

TEST_CASE("an amount of 0 stands in the bill of a wallet") {
  CHECK(read_statements(statement_json(R"({"ts":"2026-02-03","dir":"N","amount_fen":0})",
                                       R"(,"layout":"alipay-csv-2023")"),
                        options_for("j"))
            .has_value());
}

TEST_CASE("a broken chain and a wrong opening balance in JSON are noted") {
  const auto statements = read_statements(
      statement_json(
          R"({"ts":"2026-01-01","dir":"C","amount_fen":50,"balance_fen":151},{"ts":"2026-01-02",
         "dir":"D","amount_fen":30,"balance_fen":120})"),
      options_for("j"));
  REQUIRE(statements.has_value());
  CHECK(has_note(statements->at(0).notes, "control_total"));
  CHECK(has_note(statements->at(0).notes, "balance_break"));
}

TEST_CASE("element readers put the path of the dossier before their own") {
  const auto value = json::parse(statement_json(R"({"ts":"bad","dir":"C","amount_fen":1})"),
                                 "dossier.json", Limits{});
  REQUIRE(value.has_value());
  const auto statement = statement_from_json(*value, "/statement", options_for("dossier.json"));
  REQUIRE_FALSE(statement.has_value());
  CHECK(statement.error().place.field == "/statement/rows/0/ts");
}

TEST_CASE("truncated JSON is an error, wherever it is cut") {
  const std::string whole =
      statement_json(R"({"ts":"2026-01-01","dir":"C","amount_fen":50,"balance_fen":150})");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(read_any(std::string_view(whole).substr(0, size), options_for("j")).has_value());
  }
}

TEST_CASE("the golden dossiers' parts are read, and the tampered balances of B are noted") {
  for (const char* name : {"A", "B"}) {
    const auto bytes = shared(std::string("domain/golden/dossier_") + name + ".json");
    if (!bytes) {
      MESSAGE("ZHUN_SHARED is not set: the golden dossiers are skipped");
      return;
    }
    const auto dossier = json::parse(*bytes, "dossier", Limits{});
    REQUIRE(dossier.has_value());
    const auto statement =
        statement_from_json(*dossier->find("statement"), "/statement", options_for("dossier"));
    REQUIRE(statement.has_value());
    // B is the packaged applicant: its balances were tampered with.
    const bool tampered = std::string(name) == "B";
    CHECK(statement->notes.size() == (tampered ? 1u : 0u));
    CHECK(has_note(statement->notes, "balance_break") == tampered);
    CHECK_FALSE(statement->rows.empty());
    const auto invoices =
        invoices_from_json(*dossier->find("invoices"), "/invoices", options_for("dossier"));
    REQUIRE(invoices.has_value());
    CHECK(invoices->notes.empty());
    CHECK(tax_returns_from_json(*dossier->find("tax"), "/tax", options_for("dossier"))
              ->notes.empty());
    const auto registry =
        government_from_json(*dossier->find("registry"), "/registry", options_for("dossier"));
    REQUIRE(registry.has_value());
    CHECK(registry->notes.empty());
  }
}
