// Transfers between own accounts from both ends, and payments that a wallet and a bank both show.
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

struct WalletAndBank {
  Case c{CustomerType::personal};
  Account wallet = c.account("2026-01-01", "2026-06-30");
  Account bank = c.account("2026-01-01", "2026-06-30");
  WalletAndBank() {
    wallet.balances = false;
    wallet.statement().layout = "wechat-csv";
    bank.statement().account = "6200000000000005";
    bank.statement().layout = "icbc-csv";
  }
  void wallet_pays(const char* time, Money amount, const char* party, const char* channel) {
    Transaction& t = wallet.out(time, amount, party, "商品");
    t.channel = wallet.statement().text->store(channel);
  }
};

}  // namespace

TEST_CASE("what a wallet paid with a bank card counts once, in the wallet") {
  const auto figures = [](const char* channel, const char* booked, Money amount) {
    WalletAndBank both;
    both.wallet_pays("2026-02-10T12:00:00", yuan(300), "乙样例店", channel);
    both.bank.out(booked, amount, "财付通-微信支付", "快捷支付");
    const auto r = run(both.c);
    const auto& all = r.ledger;
    REQUIRE(all.size() == 2);
    return shown(r.facts, "gross_outflow") + " " + shown(r.facts, "repeated_rows") +
           (all[0].mirrored || all[1].mirrored ? " mirrored" : "");
  };
  CHECK(figures("工商银行(0005)", "2026-02-10", yuan(300)) == "300.00 1 mirrored");
  CHECK(figures("工商银行储蓄卡", "2026-02-11", yuan(300)) == "300.00 1 mirrored");
  CHECK(figures("工商银行(0005)", "2026-02-12", yuan(300)) == "600.00 0");  // two days later
  CHECK(figures("工商银行(1234)", "2026-02-10", yuan(300)) == "600.00 0");  // another card
  CHECK(figures("零钱", "2026-02-10", yuan(300)) == "600.00 0");
  CHECK(figures("工商银行(0005)", "2026-02-10", yuan(299)) == "599.00 0");
}

TEST_CASE("a payment seen twice is evidenced by both places, and the bank's balance still falls") {
  WalletAndBank both;
  both.wallet_pays("2026-02-10T12:00:00", yuan(300), "乙样例店", "工商银行(0005)");
  both.bank.out("2026-02-10", yuan(300), "财付通", "快捷支付");
  const auto r = run(both.c);
  CHECK(r.facts.at("gross_outflow").evidence.row_count() == 2);
  CHECK(r.daily.back().balance == yuan(99700));
  CHECK(r.breaks.empty());
  CHECK(shown(r.facts, "supplier_top1_share") == "1");
  REQUIRE(r.suppliers.size() == 1);
  CHECK(r.suppliers[0].name == "乙样例店");
}

TEST_CASE("two equal payments by card of one day need two rows at the bank") {
  WalletAndBank both;
  for (int i = 0; i < 2; ++i) {
    both.wallet_pays("2026-02-10T12:00:00", yuan(300), "乙样例店", "工商银行(0005)");
  }
  both.bank.out("2026-02-10", yuan(300), "财付通", "快捷支付");
  CHECK(shown(run(both.c).facts, "gross_outflow") == "600.00");
}

TEST_CASE("top-ups and withdrawals of a wallet are own transfers at the bank") {
  WalletAndBank both;
  both.wallet.add("2026-02-10", Direction::neutral, yuan(500), "", "零钱提现");
  both.bank.in("2026-02-11", yuan(500), "财付通支付科技有限公司", "转账");
  both.wallet.add("2026-02-20", Direction::neutral, yuan(200), "", "零钱充值");
  both.bank.out("2026-02-20", yuan(200), "财付通支付科技有限公司", "快捷支付");
  const auto r = run(both.c);
  CHECK(r.own_transfers.size() == 2);
  CHECK(shown(r.facts, "net_effective_inflow") == "0.00");
  CHECK(shown(r.facts, "unmatched_own_transfers") == "0");
  for (const auto& row : r.ledger) CHECK(row.cls != TransactionClass::operating_in);
}

TEST_CASE("X38: the end that names nobody is known by the end that does") {
  const auto outcome = [](const char* other_party, const char* date) {
    Case c;
    Account one = c.account("2026-01-01", "2026-06-30");
    Account two = c.account("2026-01-01", "2026-06-30");
    one.statement().account = "3701990000207731";
    two.statement().account = "3701052024000118";
    one.out("2026-02-10", yuan(500), "济南样例轴承有限公司", "转款");
    two.in(date, yuan(500), other_party, "网银转入");
    const auto r = run(c);
    return shown(r.facts, "unmatched_own_transfers") + " " + shown(r.facts, "net_effective_inflow");
  };
  CHECK(outcome("", "2026-02-11") == "0 0.00");
  CHECK(outcome("甲样例店", "2026-02-11") == "1 500.00");  // somebody else paid as much
  CHECK(outcome("", "2026-02-12") == "1 500.00");
}

TEST_CASE("an own account is known by its number, masked too, when both ends are there") {
  Case c;
  Account one = c.account("2026-01-01", "2026-06-30");
  Account two = c.account("2026-01-01", "2026-06-30");
  one.statement().account = "3701990000207731";
  two.statement().account = "3701052024000118";
  Transaction& out = one.out("2026-02-10", yuan(500), "", "转账");
  out.counterparty_account = one.statement().text->store("3701********0118");
  two.in("2026-02-10", yuan(500), "", "转账");
  const auto r = run(c);
  REQUIRE(r.own_transfers.size() == 1);
  CHECK(r.ledger[0].cls == TransactionClass::own);
  CHECK(r.ledger[1].cls == TransactionClass::own);
}

TEST_CASE("10,000 equal transfers of one day stay within their budget") {
  Case c;
  Account one = c.account("2026-01-01", "2026-06-30", yuan(90'000'000));
  Account two = c.account("2026-01-01", "2026-06-30", yuan(1));
  one.statement().account = "3701990000207731";
  two.statement().account = "3701052024000118";
  for (int i = 0; i < 10000; ++i) {
    one.out("2026-02-10", yuan(500), "济南样例轴承有限公司");
    two.in("2026-02-10", yuan(500), "济南样例轴承有限公司");
  }
  const auto r = run(c);
  CHECK(r.own_transfers.size() == 10000);
}
