// Columns are found by name, whatever their order, brackets, blanks and units.
#include "read/columns.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "read/invoice_columns.hpp"
#include "read/statement_columns.hpp"

using namespace zhun::read;

namespace {

StatementHeader header(std::vector<std::string_view> cells) {
  return match_statement_header(cells);
}

}  // namespace

TEST_CASE("names are compared without blanks, width, case and unit") {
  CHECK(normalise_column_name(" 日 志 号\t") == "日志号");
  CHECK(normalise_column_name("金额（元）") == "金额");
  CHECK(normalise_column_name("金额(元)") == "金额");
  CHECK(normalise_column_name("币　　种") == "币种");
  CHECK(normalise_column_name("Transaction Date") == "transactiondate");
  CHECK(normalise_column_name("\"账号：\"") == "账号");
}

TEST_CASE("of several columns for one role the lowest rank is taken") {
  const auto map =
      header({"记账日", "交易日期", "交易金额(收入)", "记账金额(收入)", "记账金额(支出)"}).columns;
  CHECK(map.column(kRoleDate) == 1);
  CHECK(map.second[kRoleDate] == 0);
  CHECK(map.column(kRoleInflow) == 3);
}

TEST_CASE("a header needs a date, an amount and names that are mostly known") {
  CHECK(header({"交易日期", "金额", "摘要"}).is_header);
  CHECK(header({"Date", "Description", "Paid out", "Paid in", "Balance"}).is_header);
  CHECK_FALSE(header({"交易日期", "摘要", "余额"}).is_header);
  CHECK_FALSE(header({"金额", "摘要", "余额"}).is_header);
  CHECK_FALSE(header({"交易日期", "金额"}).is_header);
  CHECK_FALSE(header({"甲", "乙", "丙", "丁", "交易日期", "金额", "戊"}).is_header);
}

TEST_CASE("a row with values is no header") {
  CHECK_FALSE(header({"交易日期", "2026-01-01", "金额", "摘要"}).is_header);
  CHECK_FALSE(header({"交易日期", "金额", "摘要", "1,234.00"}).is_header);
}

TEST_CASE("names of unknown banks are recognised by their parts, and said to be guessed") {
  const auto found =
      header({"流水日期", "本币借方金额", "本币贷方金额", "本币账户余额", "对方客户户名全称"});
  CHECK(found.is_header);
  CHECK(found.columns.column(kRoleOutflow) == 1);
  CHECK(found.columns.column(kRoleInflow) == 2);
  CHECK(found.columns.column(kRoleBalance) == 3);
  CHECK(found.columns.column(kRoleName) == 4);
  CHECK(found.columns.guessed.size() == 5);
}

TEST_CASE("fees, limits and earlier balances are not taken for the amount or the balance") {
  CHECK(guess_statement_role("手续费金额") == kRoleNone);
  CHECK(guess_statement_role("上次余额") == kRoleNone);
  CHECK(guess_statement_role("可用额度金额") == kRoleNone);
}

TEST_CASE("a bilingual name is known by its Chinese part") {
  const auto map = header({"交易日期 Date of entry", "金额 Sum", "摘要 Note text"}).columns;
  CHECK(map.column(kRoleDate) == 0);
  CHECK(map.guessed.empty());
}

TEST_CASE("columns that nobody knows are listed") {
  const auto map = header({"交易日期", "金额", "摘要", "内部编码", ""}).columns;
  CHECK(map.unknown == std::vector<std::size_t>{3});
}

TEST_CASE("no name stands twice in a vocabulary") {
  for (const auto vocabulary : {statement_vocabulary(), invoice_vocabulary()}) {
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
      CHECK(normalise_column_name(vocabulary[i].name) == vocabulary[i].name);
      for (std::size_t k = i + 1; k < vocabulary.size(); ++k) {
        CAPTURE(vocabulary[i].name);
        CHECK(vocabulary[i].name != vocabulary[k].name);
      }
    }
  }
}
