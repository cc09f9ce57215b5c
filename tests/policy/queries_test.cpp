// The query sheet: what two sources say differently, whom to ask, and what rests on old sources.
#include "score/queries.hpp"

#include <doctest/doctest.h>

#include "reconcile/dossier_builder.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

Assessment assessed(Case& c) {
  c.consent_to_all();
  const auto policy = default_policy();
  REQUIRE(policy.has_value());
  auto result = assess(c.dossier, *policy);
  REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : to_string(result.error())));
  return std::move(*result);
}

const DataQuery* find(const Assessment& a, std::string_view check) {
  for (const DataQuery& query : a.queries) {
    if (query.checks[0] == check) return &query;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a registry that names another representative is asked since when") {
  Case c;
  Registry& registry = c.registry();
  registry.legal_representative = "沈样例";
  registry.legal_representative_changed_on = day("2026-05-02");
  c.dossier.government.back().department = "样例市市场监督管理局";
  const Assessment a = assessed(c);
  const DataQuery* query = find(a, "X03");
  REQUIRE(query != nullptr);
  CHECK(query->provider == "样例市市场监督管理局");
  CHECK(query->field == "法定代表人");
  CHECK(query->since == day("2026-05-02"));
  REQUIRE(query->others.size() == 1);
  CHECK(query->others[0].source == "申请资料");
  CHECK_FALSE(query->question.empty());
}

TEST_CASE("a dossier without contradictions asks nobody anything") {
  Case c;
  c.registry();
  Account account = c.account("2026-04-01", "2026-06-18");
  account.in("2026-05-05", yuan(5), "甲样例店");
  CHECK(assessed(c).queries.empty());
}

TEST_CASE("a balance that does not follow is asked of the bank, with what it should be") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.statement().bank = "样例银行";
  account.in("2026-03-05", yuan(5), "甲样例店").balance = yuan(100006);
  const Assessment a = assessed(c);
  const DataQuery* query = find(a, "S01");
  REQUIRE(query != nullptr);
  CHECK(query->provider == "样例银行");
  CHECK(query->stated == "100,006.00元");
  CHECK(query->others[0].stated == "100,005.00元");
  CHECK(query->since == day("2026-03-05"));
  CHECK(query->evidence.row_count() == 1);
}

TEST_CASE("an invoice with two amounts and a row of one file only are asked about") {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-03-10", "甲样例店", yuan(100), yuan(13));
  c.invoices("2026-02-01", "2026-06-30");
  c.invoice("1", "2026-03-10", "甲样例店", yuan(80), yuan(13));
  for (const bool with : {true, false}) {
    Account account = c.account("2026-01-01", "2026-06-30");
    account.statement().account = "3701990000207731";
    account.in("2026-03-05", yuan(5), "甲样例店");
    account.balances = false;
    if (with) account.out("2026-03-06", yuan(30000), "某某小额贷款有限公司", "还款");
  }
  const Assessment a = assessed(c);
  REQUIRE(find(a, "V16") != nullptr);
  CHECK(find(a, "V16")->others.size() == 1);
  REQUIRE(find(a, "S03") != nullptr);
  CHECK(find(a, "S03")->stated == "付 30,000.00元");
}

TEST_CASE("X42: what rests on an old source says so, and the source is to be queried again") {
  Case c(CustomerType::legal, "2026-06-30");
  Account account = c.account("2026-01-01", "2026-06-10");  // twenty days old, warned from fifteen
  account.in("2026-03-05", yuan(5), "甲样例店");
  const Assessment a = assessed(c);
  std::size_t weakened = 0;
  for (const Finding& finding : a.findings) {
    weakened += finding.old_sources.empty() ? 0 : 1;
    if (finding.id != "S05") continue;
    REQUIRE(finding.old_sources.size() == 1);
    CHECK(finding.old_sources[0] == account.statement().source);
  }
  CHECK(weakened > 5);
  REQUIRE(find(a, "X42") != nullptr);
  CHECK(find(a, "X42")->others[0].stated == "不超过15天");
}
