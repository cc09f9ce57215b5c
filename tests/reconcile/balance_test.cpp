// Daily balances and the back-calculation of interest (S07, S08, DOMAIN 2.5).
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// A quarter with one balance all the way: interest at 0.05 % of 720,000 over 90 days is 90.00.
struct Quarter {
  const char* from = "2025-12-21";
  const char* to = "2026-03-31";
  const char* credited_on = "2026-03-21";
  const char* holder = "吴样例";
  std::int64_t balance = 720000;
  std::int64_t stated_fen = 9000;
};

InterestCheck check_of(const Quarter& q) {
  Case c(CustomerType::personal, to_string(day(q.to).plus_days(10)));
  Account account = c.account(q.from, q.to, yuan(q.balance));
  account.statement().holder = q.holder;
  account.in(q.credited_on, fen(q.stated_fen), "示例银行", "结息");
  const auto r = run(c);
  REQUIRE(r.interest.size() == 1);
  return r.interest[0];
}

std::string verdict(const Quarter& q) { return check_of(q).verdict; }

}  // namespace

TEST_CASE("S08: three balances in a quarter, to the fen") {
  Case c(CustomerType::legal, "2026-04-10");
  Account account = c.account("2025-12-21", "2026-03-31", yuan(180000));
  account.in("2026-01-10", yuan(240000), "甲样例店");   // 20 days at 180,000
  account.out("2026-02-09", yuan(165000), "乙样例店");  // 30 at 420,000, 40 at 255,000
  account.in("2026-03-21", fen(3667), "示例银行", "结息");
  const auto r = run(c);
  REQUIRE(r.interest.size() == 1);
  const InterestCheck& check = r.interest[0];
  CHECK(check.days == 90);
  CHECK(check.covered_days == 90);
  CHECK(to_string(check.accumulated) == "26400000.00");
  CHECK(to_fixed_string(check.expected, 6) == "36.666667");
  CHECK(to_fixed_string(check.implied_average, 2) == "293360.00");
  CHECK(to_fixed_string(check.observed_average, 2) == "293333.33");
  CHECK(check.verdict == "PASS");
}

TEST_CASE("S08: a quarter covered in part, as the domain's third example") {
  Case c(CustomerType::personal, "2026-04-15");
  Account account = c.account("2026-03-01", "2026-04-10", yuan(24930));
  account.in("2026-03-21", yuan(100), "示例银行", "结息");
  const auto r = run(c);
  REQUIRE(r.interest.size() == 1);
  const InterestCheck& check = r.interest[0];
  CHECK(check.covered_days == 20);
  CHECK(to_string(check.accumulated) == "498600.00");
  CHECK(to_fixed_string(check.expected, 2) == "0.69");
  CHECK(to_string(check.implied_average) == "800000");
  REQUIRE(check.rest_average.has_value());
  CHECK(to_fixed_string(*check.rest_average, 2) == "1021448.57");
  CHECK(check.verdict == "WARN");
}

TEST_CASE("S08: tolerance, posted rates and the person's knock-out") {
  CHECK(verdict({}) == "PASS");
  CHECK(verdict({.stated_fen = 9180}) == "PASS");  // two per cent
  CHECK(verdict({.stated_fen = 9181}) == "WARN");  // above
  CHECK(verdict({.stated_fen = 8820}) == "PASS");
  CHECK(verdict({.stated_fen = 18000}) == "RATE");  // the posted 0.10 %
  CHECK(verdict({.stated_fen = 18001}) == "RATE");
  CHECK(verdict({.stated_fen = 13500}) == "WARN");  // half more is not beyond 50 %
  CHECK(verdict({.stated_fen = 13501}) == "KO");
  CHECK(verdict({.holder = "济南样例轴承有限公司", .stated_fen = 13501}) == "WARN");
  CHECK(verdict({.balance = 800, .stated_fen = 100}) == "WARN");  // the gap is not above 1 yuan
  CHECK(verdict({.balance = 800, .stated_fen = 12}) == "PASS");   // 0.02 yuan of 0.10
  CHECK(verdict({.balance = 800, .stated_fen = 13}) == "WARN");
}

TEST_CASE("S08: the settlement day may be a day off, not two") {
  CHECK(verdict({.credited_on = "2026-03-20"}) == "PASS");
  CHECK(verdict({.credited_on = "2026-03-22"}) == "PASS");
  Case c(CustomerType::personal, "2026-04-10");
  Account account = c.account("2025-12-21", "2026-03-31", yuan(720000));
  account.in("2026-03-25", yuan(90), "示例银行", "结息");
  const auto r = run(c);
  REQUIRE(r.interest.size() == 1);
  CHECK(r.interest[0].verdict == "ABSENT");
  CHECK(r.interest[0].row == 0);
  CHECK(shown(r.facts, "interest_absent") == "1");
}

TEST_CASE("S08: an absent row matters only when it would have been a fen") {
  const auto absent = [](std::int64_t balance) {
    Case c(CustomerType::personal, "2026-04-10");
    c.account("2025-12-21", "2026-03-31", yuan(balance)).in("2026-03-31", fen(1), "韩样例");
    return shown(run(c).facts, "interest_absent");
  };
  CHECK(absent(720000) == "1");
  CHECK(absent(40) == "1");  // 0.005 rounds to one fen
  CHECK(absent(39) == "n/a");
}

TEST_CASE("S08: the rate of the settlement day holds for the whole quarter") {
  // 0.10 % until 2025-05-19, 0.05 % after: the quarter settled in June has 0.05 %.
  Quarter q{.from = "2025-03-21", .to = "2025-06-30", .credited_on = "2025-06-21"};
  q.stated_fen = 9200;  // 92 days
  const InterestCheck check = check_of(q);
  CHECK(check.days == 92);
  CHECK(to_string(check.rate) == "0.0005");
  CHECK(check.verdict == "PASS");
  q = {.from = "2024-12-21", .to = "2025-03-31", .credited_on = "2025-03-21", .stated_fen = 18000};
  CHECK(to_string(check_of(q).rate) == "0.001");
  CHECK(verdict(q) == "PASS");
}

TEST_CASE("S08: a rate that begins on the settlement day holds, one of the day after does not") {
  const auto rate = [](std::string_view from) {
    ReconcilePolicy policy = default_reconcile_policy();
    policy.demand_deposit_rates.push_back({day(from), Decimal::from_scaled(9, -4)});
    Case c(CustomerType::personal, "2026-04-10");
    c.account("2025-12-21", "2026-03-31", yuan(720000))
        .in("2026-03-21", yuan(90), "示例银行", "结息");
    return to_string(run(c, policy).interest.at(0).rate);
  };
  CHECK(rate("2026-03-20") == "0.0009");
  CHECK(rate("2026-03-21") == "0.0005");
}

TEST_CASE("S08: the first quarter of a leap year has a day more") {
  Quarter q{.from = "2023-12-21", .to = "2024-03-31", .credited_on = "2024-03-21"};
  q.stated_fen = 36400;  // 0.20 %, 91 days
  const InterestCheck check = check_of(q);
  CHECK(check.days == 91);
  CHECK(check.verdict == "PASS");
}

TEST_CASE("S07: balances carry forward and the day's last one counts") {
  Case c(CustomerType::legal, "2026-03-10");
  Account account = c.account("2026-03-01", "2026-03-10", yuan(1000));
  account.in("2026-03-03T09:00:00", yuan(9000), "甲样例店");
  account.out("2026-03-03T10:00:00", yuan(5000), "乙样例店");
  account.out("2026-03-08", yuan(4500), "乙样例店");
  const auto r = run(c);
  REQUIRE(r.daily.size() == 10);
  // 2 x 1,000, 5 x 5,000, 3 x 500
  CHECK(shown(r.facts, "average_daily_balance") == "2850");
  CHECK(shown(r.facts, "minimum_balance") == "500.00");
  CHECK(shown(r.facts, "maximum_balance") == "5000.00");
  CHECK(shown(r.facts, "low_balance_days_share") == "0.3");  // 1,000 is not below 1,000
  CHECK(shown(r.facts, "negative_balance_rows") == "0");
}

TEST_CASE("S07: two accounts add up, two files of one account do not") {
  const auto average = [](const char* second_account, const char* from, const char* to) {
    Case c(CustomerType::legal, "2026-05-05");
    Account first = c.account("2026-03-01", "2026-03-31", yuan(1000));
    first.statement().account = "3701990000207731";
    first.in("2026-03-05", fen(1), "甲样例店").balance = yuan(1000);
    Account second = c.account(from, to, yuan(1000));
    second.statement().account = second_account;
    second.in(to, fen(1), "甲样例店").balance = yuan(1000);
    return shown(run(c).facts, "average_daily_balance");
  };
  CHECK(average("3701052024000118", "2026-03-01", "2026-03-31") == "2000");
  CHECK(average("3701990000207731", "2026-04-01", "2026-04-30") == "1000");
}

TEST_CASE("S07: without printed balances there is no average") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.balances = false;
  account.in("2026-03-01", yuan(100), "韩样例");
  const auto r = run(c);
  CHECK(shown(r.facts, "average_daily_balance") == "missing");
  CHECK(shown(r.facts, "chain_breaks_structured") == "n/a");
  CHECK(r.facts.at("average_daily_balance").material == "M-STMT");
}

TEST_CASE("S07: the first printed balance tells what stood before it") {
  Case c(CustomerType::legal, "2026-03-10");
  Account account = c.account("2026-03-01", "2026-03-10", std::nullopt);
  account.in("2026-03-06", yuan(500), "甲样例店").balance = yuan(1500);
  const auto r = run(c);
  CHECK(shown(r.facts, "average_daily_balance") == "1250");
}
