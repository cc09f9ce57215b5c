// The class of each row: what decides it, and in which order (DOMAIN 2.3).
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

struct Classed {
  Direction direction;
  const char *party, *summary, *cls;
};

void check_classes(const std::vector<Classed>& rows, CustomerType type = CustomerType::legal) {
  for (const Classed& row : rows) {
    Case c(type);
    c.dossier.customer.spouse = "冯样例";
    c.dossier.customer.related_names = {"济南样例物流有限公司"};
    c.registry().shareholders = {{"卫样例", Decimal(1)}};
    Account account = c.account("2026-01-01", "2026-06-30");
    account.add("2026-03-01T10:00:00", row.direction, yuan(12345), row.party, row.summary);
    const auto result = run(c);
    CAPTURE(row.party);
    CAPTURE(row.summary);
    REQUIRE(result.ledger.size() == 1);
    CHECK(to_string(result.ledger[0].cls) == std::string_view(row.cls));
  }
}

constexpr auto kIn = Direction::inflow, kOut = Direction::outflow;

}  // namespace

TEST_CASE("inflows by their words and parties") {
  check_classes({
      {kIn, "山东样例农机有限公司", "货款", "OPERATING_IN"},
      {kIn, "山东样例农机有限公司", "退货款", "REFUND_IN"},
      {kIn, "示例银行", "结息", "INTEREST"},
      {kIn, "示例银行", "贷款发放", "LOAN_IN"},
      {kIn, "某某小额贷款有限公司", "往来款", "LOAN_IN"},
      {kIn, "济南样例轴承有限公司", "转款", "OWN"},
      {kIn, "济南样例轴承有限公司 ", "转款", "OWN"},
      {kIn, "周样例", "转款", "RELATED"},
      {kIn, "卫样例", "转款", "RELATED"},
      {kIn, "济南样例物流有限公司", "转款", "RELATED"},
      {kIn, "示例银行", "理财赎回", "WEALTH"},
      {kIn, "褚样例", "增资款", "CAPITAL"},
      {kIn, "山东样例农机有限公司", "投标保证金", "DEPOSIT"},
      {kIn, "济南市财政局", "稳岗返还", "GOV"},
      {kIn, "国家税务总局示例税务局", "退税款", "GOV"},
      {kIn, "", "现金存入", "CASH"},
      {kIn, "银联商务股份有限公司", "商户结算款", "OPERATING_IN"},
  });
}

TEST_CASE("outflows by their words and parties") {
  check_classes({
      {kOut, "青岛样例钢材有限公司", "采购款", "OPERATING_OUT"},
      {kOut, "澳门某娱乐", "充值", "GAMBLE"},
      {kOut, "山东样例农机有限公司", "退货款", "REFUND_OUT"},
      {kOut, "示例银行", "归还贷款本金", "LOAN_REPAY"},
      {kOut, "示例银行", "贷款利息", "LOAN_REPAY"},
      {kOut, "示例融资租赁有限公司", "融资租赁租金", "LOAN_REPAY"},
      {kOut, "济南样例轴承有限公司", "转款", "OWN"},
      {kOut, "周样例", "转款", "RELATED"},
      {kOut, "国家税务总局示例税务局", "税款", "TAX"},
      {kOut, "示例税务师事务所", "税务咨询服务费", "OPERATING_OUT"},
      {kOut, "示例社会保险事业中心", "社保费", "SOCIAL"},
      {kOut, "济南住房公积金中心", "公积金", "SOCIAL"},
      {kOut, "代发工资专户", "代发工资", "WAGE"},
      {kOut, "示例货运部", "代发货运费", "OPERATING_OUT"},
      {kOut, "国网示例供电公司", "电费", "UTIL"},
      {kOut, "蒋样例", "房租", "RENT"},
      {kOut, "示例银行", "购买理财", "WEALTH"},
      {kOut, "示例银行", "手续费", "FEE"},
      {kOut, "", "ATM取款", "CASH_OUT"},
      {kOut, "沈样例汽修店", "定期保养费", "OPERATING_OUT"},
  });
}

TEST_CASE("the first class of the order wins") {
  check_classes({
      {kIn, "周样例", "借款", "LOAN_IN"},                        // before RELATED
      {kIn, "济南样例轴承有限公司", "借款", "LOAN_IN"},          // before OWN
      {kIn, "济南样例轴承有限公司", "理财赎回转回", "OWN"},      // before WEALTH
      {kIn, "示例银行", "理财利息", "INTEREST"},                 // before WEALTH
      {kIn, "山东样例农机有限公司", "保证金退款", "REFUND_IN"},  // before DEPOSIT
      {kOut, "周样例", "代发工资", "RELATED"},                   // before WAGE
      {kOut, "周样例", "还款", "LOAN_REPAY"},                    // before RELATED
      {kOut, "山东样例农机有限公司", "退货款及运费还款", "REFUND_OUT"},
  });
}

TEST_CASE("of an individual, the spouse is related and the shop is the applicant") {
  check_classes({{kIn, "冯样例", "转款", "RELATED"},
                 {kIn, "吴样例", "转款", "OWN"},
                 {kIn, "济南市历下区样例面馆", "转款", "OWN"}},
                CustomerType::personal);
}

TEST_CASE("own accounts are found by their number") {
  Case c;
  c.dossier.customer.owner_accounts = {"3701990000207731"};
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-03-01", yuan(100), "不详", "转账").counterparty_account =
      account.statement().text->store("3701990000207731");
  account.in("2026-03-02", yuan(100), "不详", "转账").counterparty_account =
      account.statement().text->store("3701990000207732");
  const auto result = run(c);
  CHECK(result.ledger[0].cls == TransactionClass::own);
  CHECK(result.ledger[1].cls == TransactionClass::operating_in);
}

TEST_CASE("neutral rows are in no figure") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.balances = false;
  account.add("2026-03-01", Direction::neutral, yuan(500), "余额宝", "转入");
  account.in("2026-03-01", yuan(100), "韩样例");
  const auto result = run(c);
  CHECK(result.ledger[0].cls == TransactionClass::neutral);
  CHECK(shown(result.facts, "gross_inflow") == "100.00");
  CHECK(shown(result.facts, "gross_outflow") == "0.00");
}

TEST_CASE("a reviewer's class counts in the figures and keeps what the rules said") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-01", yuan(1000), "甲样例店");
  account.in("2026-02-02", yuan(300), "周样例", "货款");  // the legal representative: related
  account.in("2026-02-03", yuan(50), "乙样例店");
  c.dossier.overrides = {{account.statement().source,
                          2,
                          TransactionClass::operating_in,
                          "冯样例",
                          {day("2026-06-30"), -1},
                          "已见合同"},
                         {account.statement().source,
                          3,
                          TransactionClass::deposit,
                          "冯样例",
                          {day("2026-06-30"), -1},
                          "押金"}};
  const auto r = run(c);
  CHECK(r.ledger[1].cls == TransactionClass::operating_in);
  CHECK(r.ledger[1].class_before == TransactionClass::related);
  CHECK(r.ledger[1].reason == "人工改判");
  CHECK(shown(r.facts, "net_effective_inflow") == "1300.00");
  CHECK(shown(r.facts, "overridden_rows") == "2");
  CHECK(shown(r.facts, "override_effect") == "250.00");
  CHECK(r.facts.at("overridden_rows").evidence.row_count() == 2);
}

TEST_CASE("a reviewer's class of a leg is kept, and the circle is reported all the same") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.out("2026-03-01", yuan(50000), "褚样例商行");
  account.in("2026-03-02", yuan(50000), "褚样例商行");
  c.dossier.overrides = {{account.statement().source,
                          2,
                          TransactionClass::operating_in,
                          "冯样例",
                          {day("2026-06-30"), -1},
                          "已见合同"}};
  const auto r = run(c);
  CHECK(r.cycles.size() == 1);
  CHECK(r.ledger[0].cls == TransactionClass::round_trip);
  CHECK(r.ledger[1].cls == TransactionClass::operating_in);
  CHECK(r.ledger[1].class_before == TransactionClass::round_trip);
  CHECK(shown(r.facts, "override_effect") == "50000.00");
}

TEST_CASE("every counted row says why it is of its class") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-01", yuan(1000), "甲样例店");
  account.out("2026-02-02", yuan(300), "乙样例店");
  account.out("2026-02-03", yuan(30), "国网样例供电公司", "电费");
  account.in("2026-02-04", yuan(30), "", "现金存入");
  for (const LedgerRow& row : run(c).ledger) CHECK_FALSE(row.reason.empty());
}
