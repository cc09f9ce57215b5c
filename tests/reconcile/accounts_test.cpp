// Several files of one customer: one account or several, rows that two files show, periods that
// join, and what no splitting may change.
#include <map>
#include <set>

#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// A year of an account with a row or two a day, interest and repeated amounts.
void fill(Account& account) {
  const char* parties[] = {"甲样例店", "乙样例店", "山东样例农机有限公司", "济南样例轴承有限公司"};
  std::uint32_t seed = 7;
  const auto next = [&seed](std::uint32_t bound) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % bound;
  };
  Date date = day("2026-01-01");
  for (int i = 0; i < 300; ++i) {
    if (next(10) < 6) date = date.plus_days(1);
    if (date > day("2026-06-28")) break;
    const auto party = parties[next(4)];
    const Money amount = yuan(100 * (1 + next(9)));
    const std::string at = to_string(date);
    if (next(2) == 0) {
      account.in(at, amount, party);
    } else {
      account.out(at, amount, party, next(5) == 0 ? "房租" : "采购款");
    }
  }
  account.in("2026-06-29", fen(1234), "样例银行", "结息");
}

// The rows of `from` with dates in first..last as a file of its own.
void add_file(Case& c, const Statement& from, Date first, Date last) {
  Account account = c.account(to_string(first), to_string(last), std::nullopt);
  Statement& file = account.statement();
  file.account = from.account;
  file.text = from.text;
  Money balance = *from.opening_balance;
  for (const Transaction& t : from.rows) {
    if (t.time.date < first) balance = t.balance.value_or(balance);
    if (t.time.date < first || t.time.date > last) continue;
    file.rows.push_back(t);
    file.rows.back().row = static_cast<std::uint32_t>(file.rows.size());
  }
  file.opening_balance = balance;
}

// Facts that are about files and not about what happened.
bool is_about_files(const std::string& name) {
  static const std::set<std::string> kNames = {"statement_rows", "repeated_rows", "duplicate_rows",
                                               "duplicate_detail", "duplicate_text"};
  return kNames.contains(name);
}

// "name=value" of every fact that is not about files.
std::map<std::string, std::string> values(const Reconciliation& r) {
  std::map<std::string, std::string> out;
  for (const auto& [name, fact] : r.facts) {
    if (!is_about_files(name)) out[name] = shown(r.facts, name);
  }
  return out;
}

void check_same(const std::map<std::string, std::string>& a,
                const std::map<std::string, std::string>& b) {
  REQUIRE(a.size() == b.size());
  for (const auto& [name, value] : a) {
    CAPTURE(name);
    CHECK(value == b.at(name));
  }
}

}  // namespace

TEST_CASE("splitting a statement in two files, overlapping or not, changes no fact") {
  Case whole;
  Account account = whole.account("2026-01-01", "2026-06-30");
  account.statement().account = "3701990000207731";
  fill(account);
  const auto expected = values(run(whole));
  const Statement& one = account.statement();
  for (const auto& [end, start] :
       {std::pair("2026-03-15", "2026-03-16"), std::pair("2026-04-20", "2026-02-10"),
        std::pair("2026-03-31", "2026-03-31")}) {
    CAPTURE(end);
    CAPTURE(start);
    Case split;
    add_file(split, one, day("2026-01-01"), day(end));
    add_file(split, one, day(start), day("2026-06-30"));
    const auto r = run(split);
    check_same(expected, values(r));
    REQUIRE(r.accounts.size() == 1);
    CHECK(r.ledger.size() == one.rows.size());
    CHECK(r.accounts[0].differences.empty());
  }
}

TEST_CASE("a row that two files show counts once and has both places as evidence") {
  Case c(CustomerType::legal, "2026-05-05");
  Account first = c.account("2026-01-01", "2026-03-31");
  first.statement().account = "3701990000207731";
  first.statement().layout = "icbc-csv";
  first.in("2026-02-10T10:00:00", yuan(500), "甲样例店");
  first.in("2026-02-10T11:00:00", yuan(500), "甲样例店");
  Account second = c.account("2026-02-01", "2026-04-30");  // a photo: no time, a shorter name
  second.statement().account = "3701****7731";
  second.statement().structured = false;
  second.statement().layout = "scan";
  second.in("2026-02-10", yuan(500), "甲样例").balance = yuan(100500);
  second.in("2026-02-10", yuan(500), "甲样例").balance = yuan(101000);
  second.in("2026-04-02", yuan(70), "乙样例店").balance = yuan(101070);
  const auto r = run(c);
  CHECK(shown(r.facts, "gross_inflow") == "1070.00");
  CHECK(shown(r.facts, "repeated_rows") == "2");
  CHECK(shown(r.facts, "account_count") == "1");
  CHECK(shown(r.facts, "average_daily_balance") != "missing");
  const auto ranges = r.facts.at("gross_inflow").evidence.ranges();
  REQUIRE(ranges.size() == 2);  // both files, all rows
  CHECK(ranges[0].source == first.statement().source);
  CHECK(ranges[1].source == second.statement().source);
  CHECK(r.facts.at("gross_inflow").evidence.row_count() == 5);
}

TEST_CASE("equal rows of one day count as often as the file that has them most often says") {
  Case c(CustomerType::legal, "2026-04-05");
  Account first = c.account("2026-01-01", "2026-03-31");
  Account second = c.account("2026-01-01", "2026-03-31");
  for (Account* account : {&first, &second}) {
    account->balances = false;
    account->statement().layout = "wechat-csv";
  }
  for (int i = 0; i < 3; ++i) first.in("2026-02-10", yuan(20), "顾客样例");
  for (int i = 0; i < 2; ++i) second.in("2026-02-10", yuan(20), "顾客样例");
  const auto r = run(c);
  CHECK(shown(r.facts, "gross_inflow") == "60.00");
  CHECK(shown(r.facts, "repeated_rows") == "2");
  CHECK(shown(r.facts, "overlap_differences") == "1");
}

TEST_CASE("S03: what only one of two overlapping files shows is a difference, not at their edges") {
  const auto differences = [](const char* date) {
    Case c(CustomerType::legal, "2026-05-05");
    Account first = c.account("2026-01-01", "2026-03-31");
    Account second = c.account("2026-02-01", "2026-04-30");
    for (Account* account : {&first, &second}) {
      account->statement().account = "3701990000207731";
      account->balances = false;
      account->in("2026-02-20", yuan(5), "甲样例店").balance = yuan(100005);
    }
    first.out(date, yuan(30000), "某某小额贷款有限公司", "还款");
    return shown(run(c).facts, "overlap_differences");
  };
  CHECK(differences("2026-02-21") == "1");
  CHECK(differences("2026-02-01") == "0");
  CHECK(differences("2026-01-20") == "0");
}

TEST_CASE("S03: the opening balance of a file is the balance of the day before") {
  const auto joints = [](Money opening, const char* from) {
    Case c(CustomerType::legal, "2026-05-05");
    Account first = c.account("2026-01-01", "2026-02-28", yuan(1000));
    first.in("2026-02-10", yuan(500), "甲样例店");
    Account second = c.account(from, "2026-04-30", opening);
    second.in("2026-04-10", yuan(1), "甲样例店");
    for (Account* account : {&first, &second}) account->statement().account = "3701990000207731";
    return shown(run(c).facts, "unjoined_files");
  };
  CHECK(joints(yuan(1500), "2026-03-01") == "0");
  CHECK(joints(yuan(1501), "2026-03-01") == "1");
  CHECK(joints(yuan(9000), "2026-03-02") == "0");  // a day is missing: that is the gap's to say
}

TEST_CASE("S03: a hole in one account is a gap though another account covers those days") {
  Case c;
  for (const auto& [from, to] :
       {std::pair("2026-01-01", "2026-02-28"), std::pair("2026-04-01", "2026-06-30")}) {
    Account account = c.account(from, to);
    account.statement().account = "3701990000207731";
    account.in(to, yuan(1), "甲样例店");
  }
  Account other = c.account("2026-01-01", "2026-06-30");
  other.statement().account = "3701052024000118";
  const auto r = run(c);
  CHECK(shown(r.facts, "statement_gaps") == "1");
  CHECK(shown(r.facts, "statement_gap_text") == "2026-03-01至2026-03-31");
  CHECK(shown(r.facts, "statement_days") == "181");
}

TEST_CASE("S03: sixteen quiet days are silence in a busy account only") {
  const auto silence = [](int quiet, int rows_a_day) {
    Case c(CustomerType::legal, "2026-04-05");
    Account account = c.account("2026-01-01", "2026-03-31");
    for (Date d = day("2026-01-01"); d <= day("2026-03-31"); d = d.plus_days(1)) {
      if (d >= day("2026-02-01") && d < day("2026-02-01").plus_days(quiet)) continue;
      for (int i = 0; i < rows_a_day; ++i) account.in(to_string(d), yuan(1 + i), "甲样例店");
    }
    return shown(run(c).facts, "silent_gaps");
  };
  CHECK(silence(15, 2) == "0");
  CHECK(silence(16, 2) == "1");
  CHECK(silence(16, 1) == "0");  // on average less than a row a day
}

TEST_CASE("which files are of one account") {
  const auto accounts = [](const char* one, const char* two, const char* holder = "") {
    Case c;
    Account first = c.account("2026-01-01", "2026-06-30");
    Account second = c.account("2026-01-01", "2026-06-30");
    first.statement().account = one;
    second.statement().account = two;
    if (*holder != '\0') second.statement().holder = holder;
    return run(c).accounts.size();
  };
  CHECK(accounts("3701990000207731", "3701990000207731") == 1);
  CHECK(accounts("3701 9900 0020 7731", "3701********7731") == 1);
  CHECK(accounts("3701990000207731", "7731") == 1);
  CHECK(accounts("3701990000207731", "3701990000207732") == 2);
  CHECK(accounts("3701990000207731", "6222********7731") == 2);
  CHECK(accounts("3701990000207731", "3701990000207731", "吴样例") == 2);
  CHECK(accounts("990000207731", "3701990000207731") == 2);  // whole numbers of two lengths
  CHECK(accounts("", "") == 2);                              // nothing proves that they are one
}

TEST_CASE("rows of one day without times and in any order close the balance chain") {
  const auto breaks = [](std::uint32_t step) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30", yuan(1000));
    for (int i = 0; i < 40; ++i) {
      if (i % 3 == 0) {
        account.out("2026-03-01", yuan(7 + i % 4), "乙样例店");
      } else {
        account.in("2026-03-01", yuan(5 + i % 6), "甲样例店");
      }
    }
    auto& rows = account.statement().rows;
    std::vector<Transaction> shuffled;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      shuffled.push_back(rows[i * step % rows.size()]);
      shuffled.back().row = static_cast<std::uint32_t>(i + 1);
    }
    rows = shuffled;
    const auto r = run(c);
    CHECK(r.daily.back().balance == yuan(1000) + r.months[2].inflow - r.months[2].outflow);
    return r.breaks.size();
  };
  CHECK(breaks(1) == 0);
  CHECK(breaks(7) == 0);
  CHECK(breaks(13) == 0);
}

TEST_CASE("the order of sources changes no fact") {
  const auto figures = [](bool swapped) {
    Case c;
    const auto bank = [&] {
      Account account = c.account("2026-01-01", "2026-06-30");
      account.statement().account = "3701990000207731";
      account.out("2026-02-10", yuan(60000), "褚样例商行");
      account.in("2026-02-12", yuan(60000), "山东样例农机有限公司");
    };
    const auto other = [&] {
      Account account = c.account("2026-01-01", "2026-06-30");
      account.statement().account = "3701052024000118";
      account.in("2026-02-10", yuan(60000), "褚样例商行");
      account.out("2026-02-12", yuan(59000), "乙样例店");
    };
    if (swapped) {
      other();
      bank();
    } else {
      bank();
      other();
    }
    return values(run(c));
  };
  check_same(figures(false), figures(true));
}
