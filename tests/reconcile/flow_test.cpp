// The effective flow (S05), months, coverage and counterparties.
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

TEST_CASE("S05: sales count, refunds to customers come off, other refunds do not") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-01", yuan(1000), "甲样例店");
  account.out("2026-02-03", yuan(100), "甲样例店", "退货款");
  account.out("2026-02-04", yuan(70), "乙样例店", "退款");  // not a customer
  account.in("2026-02-05", yuan(500), "周样例", "转款");
  account.in("2026-02-06", yuan(400), "济南样例轴承有限公司", "转款");
  const auto r = run(c);
  CHECK(shown(r.facts, "operating_inflow") == "1000.00");
  CHECK(shown(r.facts, "refund_to_customers") == "100.00");
  CHECK(shown(r.facts, "net_effective_inflow") == "900.00");
  CHECK(shown(r.facts, "gross_inflow") == "1900.00");
  CHECK(shown(r.facts, "effective_ratio") == "0.4737");
  CHECK(shown(r.facts, "related_inflow_share") == "0.2632");
}

TEST_CASE("S05: cash counts half for individuals, up to 30 per cent, and never for companies") {
  const auto net = [](CustomerType type, std::int64_t cash) {
    Case c(type);
    Account account = c.account("2026-01-01", "2026-06-30");
    account.in("2026-02-01", yuan(700), "甲样例店");
    account.in("2026-02-05", yuan(cash), "", "现金存入");
    return shown(run(c).facts, "net_effective_inflow");
  };
  CHECK(net(CustomerType::personal, 300) == "850.00");  // exactly 30 per cent
  CHECK(net(CustomerType::personal, 301) == "700.00");
  CHECK(net(CustomerType::legal, 300) == "700.00");
}

TEST_CASE("S05: more refunds than sales give a negative net, not zero") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-01", yuan(100), "甲样例店");
  account.out("2026-03-03", yuan(300), "甲样例店", "退货款");
  const auto r = run(c);
  CHECK(shown(r.facts, "net_effective_inflow") == "-200.00");
  CHECK(shown(r.facts, "customer_top1_share") == "missing");
  REQUIRE(r.months.size() == 6);
  CHECK(r.months[2].effective == yuan(-300));
}

TEST_CASE("S06: full months only, mean and population deviation") {
  Case c(CustomerType::legal, "2026-04-20");
  Account account = c.account("2026-01-10", "2026-04-10");
  account.in("2026-01-15", yuan(999), "甲样例店");  // January is not whole
  account.in("2026-02-15", yuan(300), "甲样例店");
  account.in("2026-03-15", yuan(100), "甲样例店");
  const auto r = run(c);
  CHECK(shown(r.facts, "full_months") == "2");
  CHECK(shown(r.facts, "full_months_detail") == "2026-02,2026-03");
  CHECK(shown(r.facts, "monthly_effective_mean") == "200");
  CHECK(shown(r.facts, "monthly_effective_cv") == "0.5");
  CHECK(shown(r.facts, "calendar_months") == "4");
  CHECK(shown(r.facts, "active_months") == "3");
  CHECK(shown(r.facts, "active_months_ratio") == "0.75");
  CHECK(shown(r.facts, "statement_days") == "91");
}

TEST_CASE("a leap day belongs to its month") {
  Case c(CustomerType::legal, "2024-03-05");
  c.account("2024-02-01", "2024-02-29").in("2024-02-29", yuan(1), "甲样例店");
  const auto r = run(c);
  CHECK(shown(r.facts, "full_months") == "1");
  CHECK(shown(r.facts, "statement_days") == "29");
}

TEST_CASE("S03: consecutive files join, a hole between files is a gap") {
  const auto gaps = [](const char* second_from) {
    Case c;
    c.account("2026-01-01", "2026-05-20").in("2026-03-01", yuan(1), "甲样例店");
    c.account(second_from, "2026-06-30").in("2026-06-01", yuan(1), "甲样例店");
    const auto r = run(c);
    return shown(r.facts, "statement_gaps") + " " + shown(r.facts, "statement_days") + " " +
           shown(r.facts, "statement_gap_text");
  };
  CHECK(gaps("2026-05-21") == "0 181 ");
  CHECK(gaps("2026-04-01") == "0 181 ");
  CHECK(gaps("2026-05-23") == "1 179 2026-05-21至2026-05-22");
}

TEST_CASE("S09: shares of customers after refunds; acquirers are no customers") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-01", yuan(700), "甲样例店");
  account.out("2026-02-02", yuan(100), "甲样例店", "退货款");
  account.in("2026-02-03", yuan(300), "乙样例店");
  account.in("2026-02-04", yuan(100), "银联商务股份有限公司", "商户结算款");
  const auto r = run(c);
  CHECK(shown(r.facts, "customer_count") == "2");
  CHECK(shown(r.facts, "customer_top1_share") == "0.6");
  CHECK(shown(r.facts, "customer_top5_share") == "0.9");
  CHECK(shown(r.facts, "customer_hhi") == "0.45");
  REQUIRE(r.customers.size() == 2);
  CHECK(r.customers[0].name == "甲样例店");
}

TEST_CASE("S11: both sides, share and amount at the thresholds") {
  const auto count = [](std::int64_t in, std::int64_t out) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30", yuan(900000));
    account.in("2026-02-01", yuan(in), "褚样例商行");
    account.out("2026-05-01", yuan(out), "褚样例商行");
    return shown(run(c).facts, "both_sides_count");
  };
  CHECK(count(200000, 100000) == "1");  // exactly one half and exactly 100,000
  CHECK(count(200001, 100000) == "0");
  CHECK(count(180000, 99999) == "0");
}

TEST_CASE("S12, S13: hours need a time; interest and fees are not the customer's hours") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-02T21:59:59", yuan(1), "甲样例店");
  account.in("2026-02-02T22:00:00", yuan(1), "甲样例店");
  account.in("2026-02-03T05:59:59", yuan(1), "甲样例店");
  account.in("2026-02-03T06:00:00", yuan(1), "甲样例店");
  account.in("2026-03-21T00:05:00", fen(5), "示例银行", "结息");
  auto r = run(c);
  CHECK(shown(r.facts, "night_share") == "0.5");
  CHECK(shown(r.facts, "weekend_share") == "0");
  Case days;
  Account plain = days.account("2026-01-01", "2026-06-30");
  plain.in("2026-02-07", yuan(1), "甲样例店");  // a Saturday
  plain.in("2026-02-09", yuan(1), "甲样例店");
  r = run(days);
  CHECK(shown(r.facts, "night_share") != "0");
  CHECK(shown(r.facts, "weekend_share") == "0.5");
}

TEST_CASE("S17: a credit of 50,000 of which 90 per cent leave by the next day") {
  const auto share = [](std::int64_t in, std::int64_t out, const char* out_date) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30");
    account.in("2026-02-02", yuan(in), "甲样例店");
    account.out(out_date, yuan(out), "乙样例店");
    return shown(run(c).facts, "fast_in_out_share");
  };
  CHECK(share(50000, 45000, "2026-02-03") == "1");
  CHECK(share(50000, 44999, "2026-02-03") == "0");
  CHECK(share(49999, 49999, "2026-02-03") == "0");
  CHECK(share(50000, 45000, "2026-02-04") == "0");
  CHECK(share(50000, 45000, "2026-02-01") == "0");
}

TEST_CASE("S50: a fast credit, a cycle and a round amount within 90 days") {
  const auto together = [](const char* cycle_out, const char* cycle_in) {
    Case c;
    Account account = c.account("2026-01-01", "2026-09-30", yuan(900000));
    account.in("2026-01-10", yuan(60000), "甲样例店");  // also the round amount
    account.out("2026-01-11", yuan(60000), "乙样例店");
    account.out(cycle_out, yuan(31234), "丙样例商行");
    account.in(cycle_in, yuan(31234), "丙样例商行");
    return shown(run(c).facts, "signs_together");
  };
  CHECK(together("2026-02-02", "2026-02-05") == "true");
  CHECK(together("2026-04-09", "2026-04-12") == "true");   // the 90th day, the credit's the first
  CHECK(together("2026-04-10", "2026-04-12") == "false");  // the 91st
  CHECK(together("2026-08-02", "2026-08-05") == "false");
}

TEST_CASE("S21: three transfers to one person on one day just below 50,000") {
  const auto days = [](int count, std::int64_t amount, const char* party) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30", yuan(900000));
    for (int i = 0; i < count; ++i) account.out("2026-02-02", yuan(amount + i), party, "往来");
    return shown(run(c).facts, "split_transfer_days");
  };
  CHECK(days(3, 49000, "韩样例") == "1");
  CHECK(days(2, 49000, "韩样例") == "0");
  CHECK(days(3, 40000, "韩样例") == "1");
  CHECK(days(3, 39999, "韩样例") == "0");
  CHECK(days(3, 49998, "韩样例") == "0");  // the third is 50,000
  CHECK(days(3, 49000, "甲样例有限公司") == "0");
}

TEST_CASE("S22: the last 30 covered days beside the five blocks before") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-29");  // 180 days
  account.in("2026-01-01", yuan(500), "甲样例店");
  account.in("2026-05-31", yuan(300), "甲样例店");  // the first of the last thirty days
  CHECK(shown(run(c).facts, "window_inflow_ratio") == "3");
  account.out("2026-06-20", yuan(100), "甲样例店", "退货款");  // effective: after refunds
  CHECK(shown(run(c).facts, "window_inflow_ratio") == "2");
  Case shorter;
  shorter.account("2026-01-02", "2026-06-29").in("2026-02-01", yuan(1), "甲样例店");
  CHECK(shown(run(shorter).facts, "window_inflow_ratio") == "missing");
}

TEST_CASE("S23: Benford needs 100 rows") {
  const auto mad = [](int rows) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30");
    for (int i = 0; i < rows; ++i) account.in("2026-02-01", fen(1000 + i), "甲样例店");
    return shown(run(c).facts, "benford_mad");
  };
  CHECK(mad(99) == "missing");
  CHECK(mad(100) == "0.1553");  // every amount begins with 1: 2 (1 - 0.30103) / 9
}

TEST_CASE("S25, S26: lenders, disclosed or not") {
  Case c;
  c.dossier.application.disclosed_lenders = {"某某消费金融"};
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-01-05", yuan(1000), "甲样例店");
  account.out("2026-02-01", yuan(100), "某某消费金融有限公司", "还款");
  account.out("2026-03-01", yuan(200), "另一小额贷款有限公司", "还款");
  const auto r = run(c);
  CHECK(shown(r.facts, "loan_repayment") == "300.00");
  CHECK(shown(r.facts, "loan_repayment_ratio") == "0.3");
  CHECK(shown(r.facts, "nonbank_lenders") == "2");
  CHECK(shown(r.facts, "undisclosed_lender_count") == "1");
  CHECK(shown(r.facts, "monthly_loan_repayment") == "50");
}

TEST_CASE("S27: sensitive words, their amounts and their share of outflow") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.out("2026-02-01", yuan(50), "澳门某娱乐", "充值");
  account.out("2026-02-02", yuan(950), "乙样例店");
  account.in("2026-02-03", yuan(10), "法院路样例店", "货款");
  const auto r = run(c);
  CHECK(shown(r.facts, "sensitive_hits") == "1");
  CHECK(shown(r.facts, "sensitive_outflow_share") == "0.05");
  CHECK(shown(r.facts, "packaging_hits") == "0");
}

TEST_CASE("X38: own transfers with both legs supplied, and without") {
  const auto unmatched = [](const char* other_date, std::int64_t other_amount) {
    Case c;
    Account one = c.account("2026-01-01", "2026-06-30");
    Account two = c.account("2026-01-01", "2026-06-30");
    one.out("2026-02-10", yuan(500), "济南样例轴承有限公司", "转款");
    two.in(other_date, yuan(other_amount), "济南样例轴承有限公司", "转款");
    return shown(run(c).facts, "unmatched_own_transfers");
  };
  CHECK(unmatched("2026-02-11", 500) == "0");
  CHECK(unmatched("2026-02-09", 500) == "0");
  CHECK(unmatched("2026-02-12", 500) == "2");
  CHECK(unmatched("2026-02-10", 501) == "2");
  Case alone;
  Account account = alone.account("2026-01-01", "2026-06-30");
  account.out("2026-02-10", yuan(500), "济南样例轴承有限公司", "转款");
  account.in("2026-02-10", yuan(500), "济南样例轴承有限公司", "转款");  // the same statement
  CHECK(shown(run(alone).facts, "unmatched_own_transfers") == "2");
}
