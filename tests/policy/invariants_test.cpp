// What must not change an assessment, and input at its limits (DOMAIN 11 and 14): the same figures
// whatever the order, the files and the size; an answer or a clear finding for whatever comes.
#include <functional>
#include <random>
#include <set>

#include "policy/dossiers.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

using Values = std::map<std::string, std::string>;

Values values(const Assessment& a) {
  Values all;
  for (const auto& [name, fact] : a.reconciliation.facts)
    all[name] = shown(a.reconciliation.facts, name);
  return all;
}

// Names of the facts that are not the same.
std::string differing(const Values& a, const Values& b, const std::set<std::string>& but = {}) {
  std::string names;
  for (const auto& [name, value] : a) {
    if (but.contains(name)) continue;
    const auto it = b.find(name);
    if (it == b.end() || it->second != value) names += name + " ";
  }
  return names;
}

// A company with random flows on two accounts, some of them between the two.
void fill_randomly(test::Case& c, std::uint32_t seed, std::uint32_t largest_fen = 3'000'000) {
  std::mt19937 random(seed);
  const auto pick = [&](std::uint32_t below) { return random() % below; };
  static constexpr const char* kParties[] = {"甲样例机械有限公司",
                                             "乙样例建材有限公司",
                                             "丙样例商贸有限公司",
                                             "丁样例钢铁有限公司",
                                             "孙样例",
                                             "国网样例供电公司",
                                             "国家税务总局样例税务局"};
  static constexpr const char* kSummaries[] = {"货款", "采购款", "转账", "电费", "税款", "退款"};
  std::vector<Account> accounts;
  for (const char* number : {"3701990000207731", "3701990000300018"}) {
    accounts.push_back(c.account("2025-07-01", "2026-06-30", yuan(500000)));
    accounts.back().statement().account = number;
  }
  for (Account& account : accounts) {
    std::vector<std::string> times;
    for (int i = 0; i < 150; ++i) {
      const Date date = day("2025-07-01").plus_days(static_cast<int>(pick(365)));
      times.push_back(to_string(date) + "T0" + std::to_string(pick(10)) + ":" +
                      std::to_string(10 + pick(50)) + ":" + std::to_string(10 + pick(50)));
    }
    std::sort(times.begin(), times.end());
    for (const std::string& time : times) {
      const char* party = kParties[pick(7)];
      const char* summary = kSummaries[pick(6)];
      const Money amount = fen(1 + pick(largest_fen));
      if (pick(2) == 0)
        account.in(time, amount, party, summary);
      else
        account.out(time, amount, party, summary);
    }
  }
  c.invoices("2025-07-01", "2026-06-30");
  for (int i = 0; i < 60; ++i) {
    const Date date = day("2025-07-01").plus_days(static_cast<int>(pick(365)));
    c.invoice("25372000000000" + std::to_string(100000 + i), to_string(date), kParties[pick(4)],
              fen(100 + pick(2'000'000)), fen(pick(1000)));
  }
  c.registry();
  c.consent_to_all();
}

// The rows from `date` on in a file of their own.
void split(Dossier& dossier, std::size_t index, Date date) {
  Source source = dossier.sources[dossier.statements[index].source];
  source.id = "F" + std::to_string(dossier.sources.size() + 1);
  source.name = source.id + ".json";
  dossier.sources.push_back(source);
  Statement& first = dossier.statements[index];
  dossier.sources[first.source].data_as_of = date.plus_days(-1);
  Statement second = first;
  second.source = static_cast<std::uint32_t>(dossier.sources.size() - 1);
  second.rows.clear();
  const auto middle = std::find_if(first.rows.begin(), first.rows.end(),
                                   [&](const auto& row) { return row.time.date >= date; });
  REQUIRE(middle != first.rows.begin());
  second.opening_balance = (middle - 1)->balance;
  for (auto row = middle; row != first.rows.end(); ++row) {
    second.rows.push_back(*row);
    second.rows.back().row = static_cast<std::uint32_t>(second.rows.size());
  }
  first.rows.erase(middle, first.rows.end());
  first.period_to = date.plus_days(-1);
  second.period_from = date;
  dossier.statements.push_back(std::move(second));
}

}  // namespace

TEST_CASE("the order of sources, and of rows in them, changes no fact") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    test::Case c;
    fill_randomly(c, seed);
    const Values before = values(assessed(c.dossier));
    std::mt19937 random(seed);
    std::reverse(c.dossier.statements.begin(), c.dossier.statements.end());
    for (Statement& statement : c.dossier.statements)
      std::shuffle(statement.rows.begin(), statement.rows.end(), random);
    for (InvoiceList& list : c.dossier.invoice_lists)
      std::shuffle(list.invoices.begin(), list.invoices.end(), random);
    CHECK(differing(before, values(assessed(c.dossier))) == "");
  }
}

TEST_CASE("ten times all amounts changes no ratio of random flows") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    test::Case c;
    // Ten times the greatest is still below what makes a circle: 10,000 yuan.
    fill_randomly(c, seed, 99'000);
    const Values before = values(assessed(c.dossier));
    for (Statement& statement : c.dossier.statements) {
      *statement.opening_balance = fen(statement.opening_balance->fen() * 10);
      for (Transaction& row : statement.rows) {
        row.amount = fen(row.amount.fen() * 10);
        *row.balance = fen(row.balance->fen() * 10);
      }
    }
    for (InvoiceList& list : c.dossier.invoice_lists) {
      for (Invoice& invoice : list.invoices) {
        invoice.amount_ex = fen(invoice.amount_ex.fen() * 10);
        invoice.tax = fen(invoice.tax.fen() * 10);
      }
    }
    const Values after = values(assessed(c.dossier));
    // What rests on links of payments to invoices is not among them: a fee that a bank deducts is
    // an amount in yuan, and a payment of random amount may be an invoice less a fee or not.
    for (const auto name :
         {"effective_ratio", "customer_top1_share", "customer_hhi", "supplier_top1_share",
          "inflow_to_invoice", "buyers_paid_share", "buyer_top1_share", "monthly_effective_cv",
          "operating_margin", "sales_dispersion", "night_share", "weekend_share",
          "private_transfer_share", "trend_3_months"}) {
      CAPTURE(std::string(name));
      REQUIRE(before.contains(name));
      CHECK(after.at(name) == before.at(name));
    }
  }
}

TEST_CASE("a statement in two files has the facts of the one") {
  // cycle_detail names rows, and those of the second file have numbers of their own.
  const std::set<std::string> known = {"cycle_detail"};
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    test::Case c;
    fill_randomly(c, seed);
    const Values before = values(assessed(c.dossier));
    split(c.dossier, 0, day("2025-11-17"));
    split(c.dossier, 1, day("2026-03-01"));
    CHECK(differing(before, values(assessed(c.dossier)), known) == "");
  }
}

TEST_CASE("files that overlap by two months change no flow") {
  test::Case c;
  fill_randomly(c, 7);
  const Values before = values(assessed(c.dossier));
  const Statement whole = c.dossier.statements[0];
  split(c.dossier, 0, day("2025-11-17"));
  Statement& first = c.dossier.statements[0];
  first.period_to = day("2026-01-16");
  for (const Transaction& row : whole.rows)
    if (row.time.date >= day("2025-11-17") && row.time.date <= day("2026-01-16"))
      first.rows.push_back(row);
  const Values after = values(assessed(c.dossier));
  for (const auto name :
       {"gross_inflow", "gross_outflow", "net_effective_inflow", "effective_ratio",
        "average_daily_balance", "inflow_to_invoice", "cycle_share", "statement_days"}) {
    CAPTURE(std::string(name));
    CHECK(after.at(name) == before.at(name));
  }
}

TEST_CASE("statements at their limits: an answer or a clear finding") {
  const auto try_one = [](const char* what, const std::function<void(test::Case&)>& build) {
    CAPTURE(std::string(what));
    test::Case c;
    build(c);
    c.consent_to_all();
    const Assessment a = assessed(c.dossier);
    for (const Finding& f : a.findings)
      if (f.status == FindingStatus::not_evaluated) CHECK_FALSE(f.missing_reason.empty());
    return a;
  };
  const Assessment empty =
      try_one("empty", [](test::Case& c) { c.account("2026-01-01", "2026-06-30"); });
  CHECK(outcome(empty, "S05") == "NOT_EVALUATED ");
  const Assessment one = try_one("one row", [](test::Case& c) {
    c.account("2026-01-01", "2026-06-30").in("2026-03-03T10:00:00", yuan(5), "甲样例店");
  });
  CHECK(outcome(one, "S01") == "PASS ");
  CHECK(shown(one, "effective_ratio") == "1");
  const Assessment outflows = try_one("only outflows", [](test::Case& c) {
    Account account = c.account("2026-01-01", "2026-06-30");
    for (int i = 1; i <= 9; ++i)
      account.out("2026-03-0" + std::to_string(i) + "T10:00:00", yuan(i), "乙样例店");
  });
  CHECK(outcome(outflows, "S05") == "NOT_EVALUATED ");
  CHECK(shown(outflows, "gross_outflow") == "45.00");
  const Assessment unopened = try_one("no opening balance", [](test::Case& c) {
    Account account = c.account("2026-01-01", "2026-06-30", std::nullopt);
    account.in("2026-03-03T10:00:00", yuan(5), "甲样例店");
    account.in("2026-03-04T10:00:00", yuan(5), "甲样例店");
  });
  CHECK(outcome(unopened, "S01") == "PASS ");
}

TEST_CASE("rows of one second stand in any order") {
  test::Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  for (int i = 1; i <= 5; ++i) account.in("2026-03-03T10:00:00", yuan(i), "甲样例店");
  c.consent_to_all();
  const Values before = values(assessed(c.dossier));
  auto& rows = c.dossier.statements[0].rows;
  std::mt19937 random(5);
  for (int round = 0; round < 10; ++round) {
    std::shuffle(rows.begin(), rows.end(), random);
    const Assessment a = assessed(c.dossier);
    CHECK(outcome(a, "S01") == "PASS ");
    CHECK(differing(before, values(a)) == "");
  }
}

TEST_CASE("a red letter that stands before its invoice nets it all the same") {
  const auto net = [](bool red_first) {
    test::Case c;
    c.account("2026-01-01", "2026-06-30").in("2026-03-03", yuan(100), "甲样例店");
    c.invoices("2026-01-01", "2026-06-30");
    if (red_first)
      c.invoice("2", "2026-03-20", "甲样例店", yuan(-40), Money()).original_number = "1";
    c.invoice("1", "2026-02-10", "甲样例店", yuan(100), Money());
    if (!red_first)
      c.invoice("2", "2026-03-20", "甲样例店", yuan(-40), Money()).original_number = "1";
    c.consent_to_all();
    return values(assessed(c.dossier));
  };
  const Values first = net(true);
  CHECK(differing(first, net(false)) == "");
  CHECK(first.at("invoice_net_incl") == "60.00");
}

TEST_CASE("names without end and beyond the basic plane are parties like others") {
  std::string endless;
  for (int i = 0; i < 10'000; ++i) endless += "泉";
  test::Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-03-03T10:00:00", yuan(60), endless + "有限公司");
  account.in("2026-03-04T10:00:00", yuan(40), "𠮷野样例食品有限公司");
  account.out("2026-03-05T10:00:00", yuan(1), "\xF0\x9F\x98\x80");
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-03-01", "𠮷野样例食品有限公司", yuan(40), Money());
  c.consent_to_all();
  const Assessment a = assessed(c.dossier);
  CHECK(shown(a, "customer_top1_share") == "0.6");
  CHECK(shown(a, "payers_invoiced_share") == "0.4");
}

TEST_CASE("newest first or oldest first, a file has the same facts") {
  const auto read = [](bool newest_first) {
    std::vector<std::string> rows;
    for (int i = 1; i <= 9; ++i) {
      rows.push_back(R"({"ts":"2026-03-0)" + std::to_string(i) +
                     R"(T10:00:00","dir":"C","cp_name":"甲样例店","summary":"货款","amount_fen":)" +
                     std::to_string(i * 100) + R"(,"balance_fen":)" +
                     std::to_string(i * (i + 1) * 50) + "}");
    }
    if (newest_first) std::reverse(rows.begin(), rows.end());
    std::string text = R"({"holder":"济南样例轴承有限公司","opening_balance_fen":0,)"
                       R"("period_from":"2026-01-01","period_to":"2026-06-30","rows":[)";
    for (std::size_t i = 0; i < rows.size(); ++i) text += (i == 0 ? "" : ",") + rows[i];
    auto statements = read_statements(text + "]}", {});
    REQUIRE_MESSAGE(statements.has_value(), (statements ? "" : to_string(statements.error())));
    CHECK(statements->front().newest_first == newest_first);
    test::Case c;
    c.account("2026-01-01", "2026-06-30");
    const std::uint32_t source = c.dossier.statements[0].source;
    c.dossier.statements[0] = std::move(statements->front());
    c.dossier.statements[0].source = source;
    c.consent_to_all();
    return assessed(c.dossier);
  };
  const Assessment oldest = read(false), newest = read(true);
  CHECK(outcome(newest, "S01") == "PASS ");
  CHECK(shown(newest, "gross_inflow") == "45.00");
  CHECK(differing(values(oldest), values(newest)) == "");
}

TEST_CASE("a quarter in which the rate changes: the rate of the settlement counts for all of it") {
  const auto judge = [](Money interest) {
    test::Case c(CustomerType::legal, "2024-12-31");
    // 0.15 % until 2024-10-17, then 0.10 %: 360,000 for 91 days are 91.00.
    Account account = c.account("2024-09-21", "2024-12-31", yuan(360000));
    account.in("2024-12-21T00:05:00", interest, "示例银行", "结息");
    c.consent_to_all();
    return outcome(assessed(c.dossier), "S08");
  };
  CHECK(judge(yuan(91)) == "PASS ");
  CHECK(judge(fen(13'650)) == "FAIL INFO");  // all of it at the former rate
  CHECK(judge(yuan(104)) == "FAIL WARN");    // each day at its own
}

TEST_CASE("10,000 rows of one amount and one party: within the budget, and no pick is sure") {
  test::Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  for (int i = 0; i < 10'000; ++i) {
    const std::string date = to_string(day("2026-01-02").plus_days(i % 170));
    if (i % 2 == 0) c.invoice(std::to_string(i), date, "甲样例店", yuan(100), Money());
  }
  for (int i = 0; i < 10'000; ++i)
    account.in(to_string(day("2026-01-02").plus_days(i / 59)), yuan(100), "甲样例店");
  c.consent_to_all();
  const Assessment a = assessed(c.dossier);
  CHECK(shown(a, "customer_top1_share") == "1");
  std::size_t unsure = 0;
  for (const InvoicePayment& link : a.reconciliation.invoice_payments) {
    unsure += link.ambiguous || link.interchangeable ? 1U : 0U;
    CHECK(link.others.size() <= 5);
  }
  CHECK(unsure == a.reconciliation.invoice_payments.size());
  CHECK((unsure > 0 || !a.reconciliation.unresolved_payments.empty()));
}
