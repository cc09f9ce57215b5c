// What stands before and after a table: holder, account, period, balances, counts and totals.
#include "read/labels.hpp"

#include <doctest/doctest.h>

#include <string>

#include "read/csv.hpp"

using namespace zhun;
using namespace zhun::read;

namespace {

LabelFacts labels_of(const std::string& text) {
  const Limits limits;
  CsvReader reader(text, ',', limits);
  CsvRow row;
  LabelFacts facts;
  while (reader.next(row)) read_labels(row.cells, row.raw, row.line, facts);
  return facts;
}

const ControlTotal& total_of(const LabelFacts& facts, std::string_view kind) {
  for (const ControlTotal& total : facts.totals) {
    if (total.kind == kind) return total;
  }
  FAIL("no such total");
  return facts.totals.front();
}

}  // namespace

TEST_CASE(
    "holder and account are read with wide and narrow colons, brackets and blanks inside names") {
  CHECK(labels_of("姓名：周试样").holder == "周试样");
  CHECK(labels_of("户 名：样品公司").holder == "样品公司");
  CHECK(labels_of("微信昵称：[测试],,,,").holder.empty());  // a nickname is nobody's name
  CHECK(labels_of("微信昵称：[测试],,,,").account == "测试");
  CHECK(labels_of("账号:[x@y.invalid]").account == "x@y.invalid");
  CHECK(labels_of("户名：甲,账号：123").account == "123");
  CHECK(labels_of("户名,甲,账号,456").account == "456");
  CHECK(labels_of("卡号: 1234****5678,\"卡别名: \"").account == "1234****5678");
}

TEST_CASE("a period is read from two labels in one cell and from one label with two dates") {
  const auto two = labels_of("起始时间：[2026-01-01 00:00:00]    终止时间：[2026-03-31 23:59:59]");
  CHECK(to_string(two.period_from.value()) == "2026-01-01");
  CHECK(to_string(two.period_to.value()) == "2026-03-31");
  const auto one = labels_of("查询期间：20260101-20260331");
  CHECK(to_string(one.period_from.value()) == "2026-01-01");
  CHECK(to_string(one.period_to.value()) == "2026-03-31");
  const auto words = labels_of("日期区间：2026年1月1日 至 2026年3月31日");
  CHECK(to_string(words.period_to.value()) == "2026-03-31");
}

TEST_CASE("counts and sums are read as the wallets print them") {
  const auto facts =
      labels_of("共66笔记录\n收入：1笔 1,028.50元\n支出：63笔,16.54元\n不计收支：2笔 16.37元\n");
  CHECK(total_of(facts, "count").printed_count == 66);
  CHECK(total_of(facts, "inflow").printed_count == 1);
  CHECK(total_of(facts, "inflow").printed_sum == Money::from_fen(102850));
  CHECK(total_of(facts, "outflow").printed_sum == Money::from_fen(1654));
  CHECK(total_of(facts, "neutral").line == 4);
}

TEST_CASE("a remark between count and sum is passed over") {
  const auto facts = labels_of("支出：16笔(含4笔部分退款)，1648.43元");
  CHECK(total_of(facts, "outflow").printed_count == 16);
  CHECK(total_of(facts, "outflow").printed_sum == Money::from_fen(164843));
}

TEST_CASE("banks' balances and totals are read, with the value in the same cell or the next") {
  const auto facts =
      labels_of("期初余额：,\"50,000.00\"\n期末余额：1.00 借方笔数：8\n贷方合计,\"1,000.00\"\n");
  CHECK(total_of(facts, "opening").printed_sum == Money::from_fen(5000000));
  CHECK(total_of(facts, "closing").printed_sum == Money::from_fen(100));
  CHECK(total_of(facts, "outflow_count").printed_count == 8);
  CHECK(total_of(facts, "inflow").printed_sum == Money::from_fen(100000));
}

TEST_CASE("a total that is no number is counted, not guessed") {
  const auto facts = labels_of("支出：x笔,1234.56元");
  CHECK(facts.totals.empty());
  CHECK(facts.unreadable_totals == 1);
  CHECK(facts.unreadable_line == 1);
}

TEST_CASE("the month of a bill stands in its title") {
  CHECK(labels_of("样品银行信用卡账单(2026年01月)").statement_month == Month(2026, 1));
  CHECK_FALSE(labels_of("样品银行信用卡账单").statement_month.has_value());
}

TEST_CASE("notices have no labels") {
  const auto facts =
      labels_of("特别提示：\n1.本回单内容可表明支付宝受理了相应支付交易申请；\n10:15:00 打印\n");
  CHECK(facts.holder.empty());
  CHECK(facts.totals.empty());
}

TEST_CASE("the day on which the account was opened, not the bank where") {
  CHECK(labels_of("开户日期：2019-05-06").account_opened_on == parse_date("2019-05-06"));
  CHECK_FALSE(labels_of("开户行：样例银行").account_opened_on.has_value());
}
