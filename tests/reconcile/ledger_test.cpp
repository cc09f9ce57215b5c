// Duplicates (S02), the balance chain (S01) and transfers that came back (S20).
#include <algorithm>

#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string breaks(const Reconciliation& r) {
  std::string text;
  for (const ChainBreak& b : r.breaks) {
    text += std::to_string(b.row) + ":" + to_string(b.expected) + "/" + to_string(b.shown) + " ";
  }
  return text;
}

std::string cycles(const Reconciliation& r) {
  std::string text;
  for (const Cycle& c : r.cycles) {
    text += std::to_string(c.legs.at(0).row) + "-" + std::to_string(c.legs.at(1).row) + " ";
  }
  return text;
}

}  // namespace

TEST_CASE("S02: a row printed twice with its balance is dropped") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-03-01T10:00:00", yuan(100), "山东样例农机有限公司");
  Statement& statement = account.statement();
  Transaction again = statement.rows[0];
  again.row = 2;
  statement.rows.push_back(again);
  const auto r = run(c);
  REQUIRE(r.duplicates.size() == 1);
  CHECK(r.duplicates[0].row == 2);
  CHECK(r.duplicates[0].duplicate_of == 1);
  CHECK(r.ledger.size() == 1);
  CHECK(shown(r.facts, "gross_inflow") == "100.00");
  CHECK(breaks(r).empty());
}

TEST_CASE("S02: two honest equal payments stay, each with its own balance") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-03-01T10:00:00", yuan(100), "山东样例农机有限公司");
  account.in("2026-03-01T10:00:00", yuan(100), "山东样例农机有限公司");
  const auto r = run(c);
  CHECK(r.duplicates.empty());
  CHECK(shown(r.facts, "gross_inflow") == "200.00");
}

TEST_CASE("S02: without balances only the provider's number tells a duplicate") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.balances = false;
  account.in("2026-03-01T10:00:00", yuan(100), "韩样例").reference =
      account.statement().text->store("R1");
  account.in("2026-03-01T10:00:00", yuan(100), "韩样例").reference =
      account.statement().text->store("R1");
  account.in("2026-03-01T10:00:00", yuan(100), "韩样例").reference =
      account.statement().text->store("R2");
  account.in("2026-03-01T10:00:00", yuan(100), "韩样例");
  account.in("2026-03-01T10:00:00", yuan(100), "韩样例");
  const auto r = run(c);
  CHECK(r.duplicates.size() == 1);
  CHECK(shown(r.facts, "gross_inflow") == "400.00");
}

TEST_CASE("S02: days without times: a payment, its return and a second payment are no duplicate") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-03-01", yuan(100), "山东样例农机有限公司");
  account.out("2026-03-01", yuan(100), "山东样例农机有限公司");
  account.in("2026-03-01", yuan(100), "山东样例农机有限公司");
  account.out("2026-03-02", yuan(30), "青岛样例钢材有限公司");
  const auto r = run(c);
  CHECK(r.duplicates.empty());
  CHECK(breaks(r).empty());
}

TEST_CASE("S01: a chain that closes has no break") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-03-01T10:00:00", yuan(100), "甲样例店");
  account.out("2026-03-02T10:00:00", yuan(40), "乙样例店");
  const auto r = run(c);
  CHECK(breaks(r).empty());
  CHECK(shown(r.facts, "chain_breaks_structured") == "0");
}

TEST_CASE("S01: one forged balance breaks before and after it, and the chain re-synchronises") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(0));
  for (int i = 1; i <= 4; ++i) account.in("2026-03-0" + std::to_string(i), yuan(100), "甲样例店");
  auto& rows = account.statement().rows;
  *rows[1].balance += fen(1);
  const auto r = run(c);
  CHECK(breaks(r) == "2:200.00/200.01 3:300.01/300.00 ");
  CHECK(shown(r.facts, "chain_breaks_structured") == "2");
  rows[1].balance = yuan(200);
  *rows[3].balance += fen(1);  // the last row has nothing after it
  CHECK(breaks(run(c)) == "4:400.00/400.01 ");
}

TEST_CASE("S01: a shift of all later balances is one break") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(0));
  for (int i = 1; i <= 4; ++i) account.in("2026-03-0" + std::to_string(i), yuan(100), "甲样例店");
  for (std::size_t i = 1; i < 4; ++i) *account.statement().rows[i].balance += yuan(5);
  CHECK(breaks(run(c)) == "2:200.00/205.00 ");
}

TEST_CASE("S01: without an opening balance the chain starts at the second row") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.in("2026-03-01", yuan(100), "甲样例店");
  account.in("2026-03-02", yuan(100), "甲样例店");
  CHECK(breaks(run(c)).empty());
  *account.statement().rows[1].balance += fen(1);
  CHECK(breaks(run(c)) == "2:100200.00/100200.01 ");
}

TEST_CASE("S01: a wrong opening balance breaks at the first row") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(100));
  account.in("2026-03-01", yuan(1), "甲样例店");
  account.statement().opening_balance = yuan(99);
  CHECK(breaks(run(c)) == "1:100.00/101.00 ");
}

TEST_CASE("S01: rows of one second may stand in any order, up to six of them") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(1000));
  for (int i = 1; i <= 6; ++i) account.in("2026-03-01T10:00:00", yuan(i), "甲样例店");
  account.out("2026-03-02", yuan(500), "乙样例店");
  auto& rows = account.statement().rows;
  std::swap(rows[0], rows[5]);
  std::swap(rows[1], rows[3]);
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i].row = i + 1;
  CHECK(breaks(run(c)).empty());
  *rows[2].balance += fen(1);  // now no order closes
  CHECK_FALSE(breaks(run(c)).empty());
}

TEST_CASE("S01: recognised rows are told apart from structured ones") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(100));
  account.in("2026-03-01", yuan(1), "甲样例店").balance = yuan(7);
  account.statement().structured = false;
  const auto r = run(c);
  CHECK(shown(r.facts, "chain_breaks_structured") == "0");
  CHECK(shown(r.facts, "chain_breaks_recognised") == "1");
}

TEST_CASE("the order of rows in a statement changes nothing") {
  const auto figures = [](bool shuffled) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30", yuan(1000));
    for (int i = 1; i <= 9; ++i) {
      account.in("2026-03-0" + std::to_string(i) + "T10:00:00", yuan(i), "甲样例店");
      account.out("2026-03-0" + std::to_string(i) + "T11:00:00", yuan(i), "乙样例店");
    }
    auto& rows = account.statement().rows;
    if (shuffled) {
      std::reverse(rows.begin(), rows.begin() + 7);
      std::rotate(rows.begin(), rows.begin() + 5, rows.end());
    }
    const auto r = run(c);
    return breaks(r) + shown(r.facts, "average_daily_balance") + " " +
           shown(r.facts, "net_effective_inflow");
  };
  CHECK(figures(false) == figures(true));
}

TEST_CASE("boundary statements: empty, one row, only debits") {
  Case empty;
  empty.account("2026-01-01", "2026-06-30");
  auto r = run(empty);
  CHECK(shown(r.facts, "statement_rows") == "0");
  CHECK(shown(r.facts, "gross_inflow") == "0.00");
  CHECK(shown(r.facts, "effective_ratio") == "missing");
  Case one;
  one.account("2026-01-01", "2026-06-30").in("2026-03-01", fen(1), "甲样例店");
  r = run(one);
  CHECK(shown(r.facts, "effective_ratio") == "1");
  Case debits;
  debits.account("2026-01-01", "2026-06-30").out("2026-03-01", yuan(1), "甲样例店");
  r = run(debits);
  CHECK(shown(r.facts, "effective_ratio") == "missing");
  CHECK(shown(r.facts, "cycle_share") == "missing");
  CHECK(shown(r.facts, "net_effective_inflow") == "0.00");
}

TEST_CASE("sums beyond 64 bits are an error, not a wrong number") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.balances = false;
  for (int i = 0; i < 3; ++i) account.in("2026-03-01", fen(4'000'000'000'000'000'000), "甲样例店");
  const auto r = reconcile_dossier(c.dossier, default_reconcile_policy());
  REQUIRE_FALSE(r.has_value());
  CHECK(r.error().code == ErrorCode::limit);
}

// ---- S20 ----

namespace {

struct Transfer {
  const char* date;
  bool out;
  std::int64_t fen;
  const char* party = "褚样例商行";
  const char* summary = "往来款";
};

std::string cycles_of(const std::vector<Transfer>& transfers) {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(9'000'000));
  for (const Transfer& t : transfers) {
    if (t.out) {
      account.out(t.date, fen(t.fen), t.party, t.summary);
    } else {
      account.in(t.date, fen(t.fen), t.party, t.summary);
    }
  }
  return cycles(run(c));
}

}  // namespace

TEST_CASE("S20: out and back, or in and back") {
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-05", false, 9900000}}) == "1-2 ");
  CHECK(cycles_of({{"2026-03-01", false, 10000000}, {"2026-03-05", true, 9900000}}) == "1-2 ");
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-05", true, 10000000}}).empty());
}

TEST_CASE("S20: the tolerance is five per cent of the larger leg, five included") {
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-02", false, 9500000}}) == "1-2 ");
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-02", false, 9499999}}).empty());
  CHECK(cycles_of({{"2026-03-01", true, 9500000}, {"2026-03-02", false, 10000000}}) == "1-2 ");
}

TEST_CASE("S20: ten days, not eleven") {
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-11", false, 10000000}}) == "1-2 ");
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-12", false, 10000000}}).empty());
}

TEST_CASE("S20: at least 10,000 yuan") {
  CHECK(cycles_of({{"2026-03-01", true, 1000000}, {"2026-03-02", false, 1000000}}) == "1-2 ");
  CHECK(cycles_of({{"2026-03-01", true, 999999}, {"2026-03-02", false, 999999}}).empty());
}

TEST_CASE("S20: one to one, the earliest partner first") {
  CHECK(cycles_of({{"2026-03-01", true, 10000000},
                   {"2026-03-02", true, 10000000},
                   {"2026-03-03", false, 10000000},
                   {"2026-03-04", false, 10000000},
                   {"2026-03-05", false, 10000000}}) == "1-3 2-4 ");
  CHECK(cycles_of({{"2026-03-01", true, 10000000},
                   {"2026-03-02", false, 9600000},
                   {"2026-03-03", false, 10000000}}) == "1-2 ");
}

TEST_CASE("S20: other parties, own accounts, refunds and loans make no cycle") {
  CHECK(cycles_of({{"2026-03-01", true, 10000000}, {"2026-03-02", false, 10000000, "卫样例商行"}})
            .empty());
  CHECK(cycles_of({{"2026-03-01", true, 10000000, "济南样例轴承有限公司"},
                   {"2026-03-02", false, 10000000, "济南样例轴承有限公司"}})
            .empty());
  CHECK(cycles_of(
            {{"2026-03-01", true, 10000000}, {"2026-03-02", false, 10000000, "褚样例商行", "退款"}})
            .empty());
  CHECK(cycles_of({{"2026-03-01", false, 10000000, "某某小额贷款有限公司", "放款"},
                   {"2026-03-05", true, 10000000, "某某小额贷款有限公司", "还款"}})
            .empty());
  CHECK(
      cycles_of({{"2026-03-01", true, 10000000, ""}, {"2026-03-02", false, 10000000, ""}}).empty());
}

TEST_CASE("S20: the legs leave the effective flow; related parties stay related") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(1000000));
  account.out("2026-03-01", yuan(100000), "褚样例商行", "借出");
  account.in("2026-03-02", yuan(100000), "褚样例商行");
  account.in("2026-03-03", yuan(100000), "周样例", "转款");
  account.out("2026-03-04", yuan(100000), "周样例", "转款");
  account.in("2026-03-05", yuan(50000), "山东样例农机有限公司");
  const auto r = run(c);
  CHECK(cycles(r) == "1-2 3-4 ");
  CHECK(r.ledger[0].cls == TransactionClass::round_trip);
  CHECK(r.ledger[1].cls == TransactionClass::round_trip);
  CHECK(r.ledger[2].cls == TransactionClass::related);
  CHECK(shown(r.facts, "net_effective_inflow") == "50000.00");
  CHECK(shown(r.facts, "cycle_amount") == "200000.00");
  CHECK(shown(r.facts, "cycle_share") == "0.8");
}

TEST_CASE("S20: a policy may widen the tolerance") {
  ReconcilePolicy policy = default_reconcile_policy();
  policy.parameters["cycle_tolerance"] = Decimal::from_scaled(20, -2);
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(1000000));
  account.out("2026-03-01", yuan(100000), "褚样例商行");
  account.in("2026-03-02", yuan(80000), "褚样例商行");
  CHECK(cycles(run(c, policy)) == "1-2 ");
  CHECK(cycles(run(c)).empty());
}

TEST_CASE("S20: 100,000 rows of one party on one day, the worst order for a search") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.balances = false;
  constexpr int kRows = 50000;
  for (int i = 0; i < kRows; ++i) account.out("2026-03-01", yuan(100000), "褚样例商行");
  for (int i = 0; i < kRows; ++i) account.in("2026-03-01", yuan(100000), "褚样例商行");
  const auto r = run(c);
  REQUIRE(r.cycles.size() == kRows);
  CHECK(r.cycles.front().legs.at(1).row == kRows + 1);
  CHECK(r.cycles.back().legs.at(1).row == 2 * kRows);
}

TEST_CASE("S20: 100,000 rows just outside the tolerance of one another") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
  account.balances = false;
  for (int i = 0; i < 50000; ++i) {
    account.out("2026-03-01", fen(10000000), "褚样例商行");
    account.in("2026-03-01", fen(10526400 + i % 7), "褚样例商行");
  }
  CHECK(run(c).cycles.empty());
}
