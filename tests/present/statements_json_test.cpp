// What zhun parse prints of statements.
#include <doctest/doctest.h>

#include "base/json.hpp"
#include "zhun/present.hpp"
#include "zhun/read.hpp"

using namespace zhun;

namespace {

json::Value rendered(const std::string& text) {
  ReadOptions options;
  options.source_name = "given.csv";
  const auto statements = read_statements(text, options);
  REQUIRE(statements.has_value());
  const auto value = json::parse(render_statements_json(*statements), "rendered", Limits{});
  REQUIRE(value.has_value());
  return *value;
}

std::string at(const json::Value& value, std::string_view name) {
  const json::Value* member = value.find(name);
  REQUIRE_MESSAGE(member != nullptr, std::string(name));
  if (member->kind == json::Kind::boolean) return member->boolean ? "true" : "false";
  return member->is_null() ? "null" : member->text;
}

std::string verified(const json::Value& value) {
  std::string flags;
  for (const json::Value& row : value.find("rows")->items)
    flags += at(row, "verified") == "true" ? '1' : '0';
  return flags;
}

std::vector<std::string> codes(const json::Value& value) {
  std::vector<std::string> found;
  for (const json::Value& finding : value.find("findings")->items)
    found.push_back(at(finding, "code"));
  return found;
}

}  // namespace

TEST_CASE("a row is printed with its date, direction, amount and texts") {
  const auto value = rendered(
      "户名：甲\n账号：123\n交易日期,交易时间,收入,支出,余额,对方户名,摘要\n2026-01-05,10:12:05,"
      "\"1,234.56\",,1234.56,乙,货款\n");
  const json::Value& row = value.find("rows")->items.at(0);
  CHECK(at(row, "date") == "2026-01-05");
  CHECK(at(row, "time") == "10:12:05");
  CHECK(at(row, "direction") == "in");
  CHECK(at(row, "amount") == "1234.56");
  CHECK(at(row, "balance") == "1234.56");
  CHECK(at(row, "counterparty") == "乙");
  CHECK(at(row, "summary") == "货款");
  CHECK(at(value, "currency") == "CNY");
  CHECK(at(value, "layout") == "bank-csv");
  CHECK(at(value, "holder") == "甲");
  CHECK(at(value, "account") == "123");
  CHECK(at(*value.find("period"), "from") == "2026-01-05");
}

TEST_CASE("without time and balance both are null") {
  const auto value = rendered("交易日期,收入,支出\n2026-01-05,1.00,\n");
  CHECK(at(value.find("rows")->items.at(0), "time") == "null");
  CHECK(at(value.find("rows")->items.at(0), "balance") == "null");
}

TEST_CASE(
    "a row is verified when its balance follows from the row before or a printed opening balance") {
  const std::string table =
      "交易日期,收入,支出,余额\n2026-01-05,1.00,,11.00\n2026-01-06,,2.00,9.00\n2026-01-07,5.00,,15."
      "00\n2026-01-08,1.00,,16.00\n";
  CHECK(verified(rendered("期初余额：10.00\n" + table)) == "1101");
  CHECK(verified(rendered(table)) == "0101");  // a derived opening balance proves nothing
}

TEST_CASE("a balance that breaks is a finding with what was expected and found") {
  const auto value =
      rendered("交易日期,收入,支出,余额\n2026-01-05,1.00,,11.00\n2026-01-06,,2.00,9.50\n");
  const auto& findings = value.find("findings")->items;
  REQUIRE_FALSE(findings.empty());
  const json::Value& last = findings.back();
  CHECK(at(last, "code") == "balance_break");
  CHECK(at(last, "row") == "3");
  CHECK(at(last, "expected") == "9.00");
  CHECK(at(last, "found") == "9.50");
}

TEST_CASE("rows without balances are verified only when every printed total holds") {
  const std::string table =
      "交易时间,收/支,金额,当前状态,商户单号,交易对方\n2026-01-05 "
      "10:00:00,收入,1.00,成功,1,甲\n2026-01-06 10:00:00,支出,2.00,成功,2,乙\n"
      "2026-01-07 10:00:00,/,3.00,成功,3,丙\n";
  CHECK(verified(rendered("共3笔记录\n收入：1笔 1.00元\n支出：1笔 2.00元\n中性交易：1笔 3.00元\n" +
                          table)) == "111");
  CHECK(verified(rendered("共3笔记录\n收入：1笔 1.00元\n支出：1笔 2.00元\n" + table)) == "110");
  CHECK(verified(rendered("共4笔记录\n收入：1笔 1.00元\n支出：1笔 2.00元\n中性交易：1笔 3.00元\n" +
                          table)) == "000");
  CHECK(verified(rendered(table)) == "000");
}

TEST_CASE("a broken total is one finding with its figures") {
  const auto value = rendered(
      "共4笔记录\n收入：1笔 1.50元\n交易时间,收/支,金额,当前状态,商户单号\n2026-01-05 "
      "10:00:00,收入,1.00,成功,1\n");
  CHECK(codes(value) == std::vector<std::string>{"control_total", "control_total"});
  const json::Value& sum = value.find("findings")->items.at(1);
  CHECK(at(sum, "kind") == "inflow");
  CHECK(at(sum, "expected_sum") == "1.50");
  CHECK(at(sum, "found_sum") == "1.00");
  CHECK(value.find("totals")->items.size() == 2);
  CHECK(at(value.find("totals")->items.at(1), "holds") == "false");
}

TEST_CASE("several statements stand in a list") {
  const auto value =
      rendered("本方账号,交易日期,收入,支出\n1,2026-01-05,1.00,\n2,2026-01-05,1.00,\n");
  REQUIRE(value.find("statements") != nullptr);
  CHECK(value.find("statements")->items.size() == 2);
}

TEST_CASE("a row of another currency says so") {
  const auto value = rendered(
      "交易日期,收入,支出,币种\n2026-01-05,1.00,,CNY\n2026-01-06,1.00,,CNY\n2026-01-07,1.00,,"
      "USD\n");
  CHECK(at(value.find("rows")->items.at(2), "currency") == "USD");
  CHECK(value.find("rows")->items.at(0).find("currency") == nullptr);
}
