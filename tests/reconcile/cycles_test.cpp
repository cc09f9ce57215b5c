// S20 (b): circles through several accounts. Circles of two parties are in ledger_test.cpp.
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// The applicant's account, the spouse's and a firm's, each with its own statement.
struct Three {
  Case c{CustomerType::personal};
  Account own = c.account("2026-01-01", "2026-06-30", yuan(1'000'000));
  Account spouse = c.account("2026-01-01", "2026-06-30", yuan(1'000'000));
  Account firm = c.account("2026-01-01", "2026-06-30", yuan(1'000'000));
  Three() {
    c.dossier.customer.spouse = "郑样例";
    c.dossier.customer.related_names = {"济南样例五金有限公司"};
    own.statement().account = "6200000000000005";
    spouse.statement().account = "6200000000000013";
    firm.statement().account = "3701052024000118";
    spouse.statement().holder = "郑样例";
    firm.statement().holder = "济南样例五金有限公司";
  }
};

std::string shown_cycles(const Case& c) {
  std::string out;
  for (const Cycle& cycle : run(c).cycles) {
    out += std::to_string(cycle.legs.size()) + " legs " + to_string(cycle.amount) + " " +
           std::to_string(cycle.days) + " d; ";
  }
  return out;
}

}  // namespace

TEST_CASE("S20: A to B to C and back is one circle, of the smallest leg") {
  Three t;
  t.own.out("2026-03-01", yuan(100000), "郑样例", "转账");
  t.spouse.in("2026-03-01", yuan(100000), "吴样例", "转账");
  t.spouse.out("2026-03-03", yuan(99500), "济南样例五金有限公司", "往来");
  t.firm.in("2026-03-03", yuan(99500), "郑样例", "往来");
  t.firm.out("2026-03-06", yuan(99000), "吴样例", "货款");
  t.own.in("2026-03-06", yuan(99000), "济南样例五金有限公司", "货款");
  const auto r = run(t.c);
  CHECK(shown_cycles(t.c) == "3 legs 99000.00 5 d; ");
  REQUIRE(r.cycles.size() == 1);
  CHECK(r.cycles[0].parties == std::vector<std::string>{"郑样例", "济南样例五金有限公司"});
  CHECK(r.facts.at("cycle_count").evidence.row_count() == 3);
  CHECK(shown(r.facts, "net_effective_inflow") == "0.00");  // the last leg is no sale
}

TEST_CASE("S20: only one of both ends supplied is enough; reversed times are no circle") {
  const auto circle = [](const char* first, const char* second, const char* third) {
    Three t;
    t.own.out(first, yuan(100000), "郑样例", "转账");
    t.spouse.out(second, yuan(99500), "秦样例", "往来");  // a party without a statement
    t.own.in(third, yuan(99000), "秦样例", "货款");
    return shown_cycles(t.c);
  };
  CHECK(circle("2026-03-01", "2026-03-03", "2026-03-06") == "3 legs 99000.00 5 d; ");
  CHECK(circle("2026-03-06", "2026-03-03", "2026-03-01").empty());
  CHECK(circle("2026-03-01", "2026-03-11", "2026-03-21") == "3 legs 99000.00 20 d; ");
  CHECK(circle("2026-03-01", "2026-03-12", "2026-03-13").empty());  // a leg after eleven days
}

TEST_CASE("S20: a leg more than five per cent off the first one breaks the circle") {
  const auto circle = [](std::int64_t last) {
    Three t;
    t.own.out("2026-03-01", yuan(100000), "郑样例", "转账");
    t.spouse.out("2026-03-03", yuan(99500), "秦样例", "往来");
    t.own.in("2026-03-06", yuan(last), "秦样例", "货款");
    return shown_cycles(t.c);
  };
  CHECK(circle(95000) == "3 legs 95000.00 5 d; ");
  CHECK(circle(94999).empty());
}

TEST_CASE("S20: money that an owner moves among own accounts is no circle") {
  Case c;
  const char* numbers[] = {"3701990000207731", "3701052024000118", "3701990000207798"};
  std::vector<Account> accounts;
  for (const auto number : numbers) {
    accounts.push_back(c.account("2026-01-01", "2026-06-30", yuan(1'000'000)));
    accounts.back().statement().account = number;
  }
  const char* dates[] = {"2026-03-01", "2026-03-02", "2026-03-03"};
  for (std::size_t i = 0; i < 3; ++i) {
    accounts[i].out(dates[i], yuan(100000), "济南样例轴承有限公司");
    accounts[(i + 1) % 3].in(dates[i], yuan(100000), "济南样例轴承有限公司");
  }
  const auto r = run(c);
  CHECK(r.cycles.empty());
  CHECK(r.own_transfers.size() == 3);
}

TEST_CASE("S20: five legs are too many, four are not") {
  const auto circle = [](bool five) {
    Three t;
    t.own.out("2026-03-01", yuan(100000), "郑样例", "转账");
    t.spouse.out("2026-03-02", yuan(100000), "秦样例", "往来");
    t.firm.in("2026-03-03", yuan(100000), "秦样例", "往来");
    if (five) {
      t.firm.out("2026-03-04", yuan(100000), "尤样例", "往来");
      t.own.in("2026-03-05", yuan(100000), "尤样例", "货款");
    } else {
      t.firm.out("2026-03-04", yuan(100000), "吴样例", "往来");
    }
    return shown_cycles(t.c);
  };
  CHECK(circle(false) == "4 legs 100000.00 3 d; ");
  CHECK(circle(true).empty());
}

TEST_CASE("S20: 100,000 equal rows over three accounts stay near linear") {
  Three t;
  Account* accounts[] = {&t.own, &t.spouse, &t.firm};
  for (int i = 0; i < 100000; ++i) {
    Account& account = *accounts[i % 3];
    const std::string date = to_string(day("2026-01-01").plus_days(i / 600));
    const std::string party = "样例商行" + std::to_string(i / 2 % 50);
    if (i % 2 == 0) {
      account.out(date, yuan(20000), party);
    } else {
      account.in(date, yuan(20000), party);
    }
  }
  const auto r = run(t.c);
  CHECK(!r.cycles.empty());
}
