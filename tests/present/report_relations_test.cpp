// Accounts, links, queries and reviewers' decisions in the report and in assessment.json.
#include <doctest/doctest.h>

#include "base/json.hpp"
#include "reconcile/dossier_builder.hpp"
#include "zhun/present.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

Assessment told() {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.statement().account = "3701990000207731";
  account.statement().bank = "样例银行";
  account.in("2026-02-20", yuan(11300), "样例精密机械有限公司");
  account.in("2026-03-05", yuan(5), "甲样例店").balance = yuan(999999);
  Account again = c.account("2026-03-01", "2026-06-30");
  again.statement().account = "3701990000207731";
  again.statement().bank = "样例银行";
  again.in("2026-03-05", yuan(5), "甲样例店").balance = yuan(999999);
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("11", "2026-02-01", "济南样例精密机械有限公司", yuan(10000), yuan(1300));
  c.dossier.overrides = {{account.statement().source,
                          2,
                          TransactionClass::deposit,
                          "冯样例",
                          {day("2026-06-30"), -1},
                          "押金收据"}};
  c.consent_to_all();
  const auto policy = default_policy();
  REQUIRE(policy.has_value());
  auto result = assess(c.dossier, *policy);
  REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : to_string(result.error())));
  return std::move(*result);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("the report shows accounts, links, merges, queries and decisions") {
  const std::string html = render_report_html(told(), Masking::none);
  CHECK(contains(html, "账户 1 个"));
  CHECK(contains(html, "发票与回款逐笔对应"));
  CHECK(contains(html, "一笔付一张票，金额一致"));
  CHECK(contains(html, "少印行政区划"));
  CHECK(contains(html, "数据核查单"));
  CHECK(contains(html, "人工改判 1 行"));
  CHECK(contains(html, "押金收据"));
  CHECK(contains(html, "不属其他类别的流入"));  // why a row is of its class
}

TEST_CASE("assessment.json has the same, and the reviewer's name is masked") {
  const std::string text = render_assessment_json(told());
  const auto root = json::parse(text, "assessment.json", {});
  REQUIRE(root.has_value());
  for (const auto name :
       {"accounts", "repeats", "own_transfers", "invoice_payments", "unresolved_payments",
        "name_merges", "contradictions", "overrides", "queries"}) {
    CAPTURE(name);
    REQUIRE(root->find(name) != nullptr);
  }
  CHECK(root->find("repeats")->items.size() == 1);
  CHECK(root->find("accounts")->items[0].find("sources")->items.size() == 2);
  CHECK(root->find("invoice_payments")->items.size() == 1);
  const json::Value& made = root->find("overrides")->items[0];
  CHECK(made.find("class")->text == "DEPOSIT");
  CHECK(made.find("class_before")->text == "OPERATING_IN");
  CHECK_FALSE(contains(text, "冯样例"));
  CHECK_FALSE(contains(text, "3701990000207731"));
  CHECK_FALSE(root->find("queries")->items.empty());
}

TEST_CASE("purchases are linked to what was paid for them, in the report and in the workbook") {
  Assessment assessment = told();
  CHECK_FALSE(contains(render_report_html(assessment, Masking::none), "进项与付款逐笔对应"));
  REQUIRE_FALSE(assessment.reconciliation.invoice_payments.empty());
  assessment.reconciliation.purchase_payments = {assessment.reconciliation.invoice_payments[0]};
  assessment.reconciliation.purchase_payments[0].why = "采购一笔付清";
  const std::string html = render_report_html(assessment, Masking::none);
  CHECK(contains(html, "进项与付款逐笔对应 1 条"));
  CHECK(contains(html, "采购一笔付清"));
  CHECK(contains(html, "X16 付款匹配"));
}
