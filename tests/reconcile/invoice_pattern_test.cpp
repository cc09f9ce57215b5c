// Customers lost, goods never bought, rows of one amount, provinces of buyers; what tax files say
// of a year, of the kind of taxpayer and of penalties (DOMAIN 3.3).
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string rows(const Reconciliation& r, const char* fact) {
  std::string text;
  for (const RowRange& range : r.facts.find(fact)->second.evidence.ranges()) {
    for (auto row = range.first; row <= range.last; ++row) text += std::to_string(row) + " ";
  }
  return text;
}

// Twelve months in which 甲 buys for 60 and 乙 for 40, then six in which `later` changes it.
template <typename Later>
Reconciliation after_a_year(Later later, const char* from = "2025-01-01") {
  Case c(CustomerType::legal, "2026-07-10");
  c.invoices(from, "2026-06-30");
  c.invoice("1", "2025-03-10", "甲样例店", yuan(60), Money());
  c.invoice("2", "2025-12-31", "乙样例店", yuan(40), Money());
  later(c);
  return run(c);
}

Invoice& bought(Case& c, const char* number, const char* item) {
  Invoice& invoice = c.invoice(number, "2026-01-05", c.dossier.customer.name, yuan(5), Money());
  invoice.side = InvoiceSide::input;
  invoice.seller = "丙样例厂";
  invoice.item = item;
  return invoice;
}

// Two sales of 70 and 30 under *轴承* and *钢材*, beside the purchases.
Reconciliation sold_beside(std::initializer_list<const char*> purchases) {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-02-10", "甲样例店", yuan(70), Money()).item = "*轴承*滚珠";
  c.invoice("2", "2026-02-11", "甲样例店", yuan(30), Money()).item = "*钢材*圆钢";
  int number = 10;
  for (const char* item : purchases) bought(c, std::to_string(number++).c_str(), item);
  return run(c);
}

}  // namespace

TEST_CASE("V07: a buyer without a sale in the last six months is lost with what it bought") {
  auto r =
      after_a_year([](Case& c) { c.invoice("3", "2026-01-01", "乙样例店", yuan(1), Money()); });
  CHECK(shown(r.facts, "customer_churn") == "0.6");
  CHECK(rows(r, "customer_churn") == "1 ");
  CHECK(shown(r.facts, "churn_text").find("甲") != std::string::npos);
  r = after_a_year([](Case& c) {
    c.invoice("3", "2026-06-30", "甲样例店", yuan(1), Money());
    c.invoice("4", "2026-06-30", "乙样例店", yuan(1), Money());
  });
  CHECK(shown(r.facts, "customer_churn") == "0");
  CHECK(rows(r, "customer_churn") == "1 2 ");
  // A sale that was taken back keeps nobody.
  r = after_a_year([](Case& c) {
    c.invoice("3", "2026-05-01", "甲样例店", yuan(9), Money());
    c.invoice("4", "2026-06-01", "甲样例店", yuan(-9), Money()).original_number = "3";
    c.invoice("5", "2026-06-30", "乙样例店", yuan(1), Money());
  });
  CHECK(shown(r.facts, "customer_churn") == "0.6");
  CHECK(rows(r, "customer_churn") == "1 3 4 ");
}

TEST_CASE("V07: eighteen whole months that follow one another, and the ten largest buyers only") {
  const auto nothing = [](Case&) {};
  CHECK(shown(after_a_year(nothing).facts, "customer_churn") == "1");
  CHECK(shown(after_a_year(nothing, "2025-01-02").facts, "customer_churn") == "missing");
  const auto r = after_a_year([](Case& c) {
    for (int i = 0; i < 8; ++i) {
      const std::string number = std::to_string(100 + i), buyer = "样例客户" + number;
      c.invoice(number, "2025-05-01", buyer, yuan(10), Money());
      c.invoice("9" + number, "2026-05-01", buyer, yuan(10), Money());
    }
    c.invoice("300", "2025-05-01", "丁样例店", yuan(9), Money());  // the eleventh
  });
  // 100 of 180 are lost; the eleventh counts neither as lost nor as kept.
  CHECK(shown(r.facts, "customer_churn") == "0.5556");
}

TEST_CASE("V11: categories that were sold and never bought") {
  auto r = sold_beside({"*钢材*板"});
  CHECK(shown(r.facts, "item_mismatch_share") == "0.7");
  CHECK(shown(r.facts, "item_mismatch_text") == "轴承");
  CHECK(rows(r, "item_mismatch_share") == "1 ");
  r = sold_beside({"*钢材*板", "*轴承*滚柱"});
  CHECK(shown(r.facts, "item_mismatch_share") == "0");
  CHECK(rows(r, "item_mismatch_share") == "1 2 ");
  // What was bought without its category may be what is sold: nothing is proved.
  CHECK(shown(sold_beside({"*钢材*板", "滚柱"}).facts, "item_mismatch_share") == "missing");
  CHECK(shown(sold_beside({"*钢材"}).facts, "item_mismatch_share") == "missing");
  CHECK(shown(sold_beside({}).facts, "item_mismatch_share") == "missing");
}

TEST_CASE("V12: invoices of the same amount as the one before or after") {
  const auto of = [](std::initializer_list<int> amounts) {
    Case c;
    c.invoices("2026-01-01", "2026-06-30");
    int i = 0;
    for (const int amount : amounts) {
      ++i;
      c.invoice(std::to_string(i), "2026-02-0" + std::to_string(i), "甲样例店", yuan(amount),
                Money());
    }
    return run(c);
  };
  auto r = of({5, 7, 7, 7, 5});
  CHECK(shown(r.facts, "same_amount_share") == "0.6");
  CHECK(rows(r, "same_amount_share") == "2 3 4 ");
  CHECK(shown(r.facts, "blue_invoice_count") == "5");
  CHECK(shown(r.facts, "average_invoice") == "6.20");
  r = of({5, 7, 5, 7});
  CHECK(shown(r.facts, "same_amount_share") == "0");
  CHECK(rows(r, "same_amount_share") == "1 2 3 4 ");
  CHECK(shown(of({}).facts, "same_amount_share") == "missing");
  CHECK(shown(of({}).facts, "blue_invoice_count") == "0");
}

TEST_CASE("V12: an invoice that was reversed and written again is not a second one") {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-02-01", "甲样例店", yuan(7), Money()).status = InvoiceStatus::full_red;
  c.invoice("2", "2026-02-02", "甲样例店", yuan(-7), Money()).original_number = "1";
  c.invoice("3", "2026-02-03", "甲样例店", yuan(7), Money());
  const auto r = run(c);
  CHECK(shown(r.facts, "same_amount_share") == "0");
  CHECK(shown(r.facts, "blue_invoice_count") == "1");
}

TEST_CASE("V15: provinces by the buyers' codes; a code that is none is not placed") {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-02-01", "甲样例店", yuan(75), Money()).buyer_tax_no = "91370102PDY00001XB";
  Invoice& second = c.invoice("2", "2026-02-02", "乙样例店", yuan(25), Money());
  second.buyer_tax_no = "91310102PDY00001XB";  // the check character is wrong
  CHECK(shown(run(c).facts, "buyer_province_text") == "山东75.00%、不明25.00%");
  c.dossier.invoice_lists[0].invoices[0].buyer_tax_no.clear();
  CHECK(shown(run(c).facts, "buyer_province_text") == "missing");
}

TEST_CASE("T01, T03: the twelve months up to the last period filed") {
  Case c(CustomerType::legal, "2026-04-20");
  TaxReturns& returns = c.tax({{"2025-03-01", "2025-03-31", yuan(1000)},
                               {"2025-04-01", "2025-04-30", yuan(100)},
                               {"2026-01-01", "2026-01-31", yuan(200)},
                               {"2026-03-01", "2026-03-31", yuan(300)}});
  auto r = run(c);
  CHECK(shown(r.facts, "declared_sales_12m") == "600.00");
  CHECK(rows(r, "declared_sales_12m") == "2 3 4 ");
  CHECK(shown(r.facts, "tax_burden") == "missing");
  returns.periods[0].tax_payable = yuan(900);
  returns.periods[2].tax_payable = yuan(4);
  returns.periods[3].tax_payable = yuan(8);
  r = run(c);
  CHECK(shown(r.facts, "tax_burden") == "0.024");  // 12 of 500; April says nothing of its tax
  CHECK(rows(r, "tax_burden") == "3 4 ");
}

TEST_CASE("T07: penalties of tax authorities within 24 months, violations not yet taken off") {
  Case c;
  Registry& registry = c.registry();
  registry.serious_illegal = {{day("2026-01-01"), std::nullopt, "提交虚假材料"},
                              {day("2024-01-01"), day("2025-01-01"), "虚开增值税发票"}};
  CHECK(shown(run(c).facts, "tax_violations_open") == "0");
  CHECK(shown(run(c).facts, "tax_penalties_24m") == "missing");
  registry.serious_illegal.push_back({day("2026-01-01"), std::nullopt, "虚开增值税发票"});
  CHECK(shown(run(c).facts, "tax_violations_open") == "1");
  c.government().penalties = {{"1", "样例市税务局稽查局", "未按期申报", day("2025-01-01"), {}},
                              {"2", "样例市税务局", "未按期申报", day("2024-06-30"), {}},
                              {"3", "样例市税务局", "未按期申报", day("2024-06-29"), {}},
                              {"4", "样例市场监督管理局", "标签不符", day("2026-01-01"), {}}};
  CHECK(shown(run(c).facts, "tax_penalties_24m") == "2");
  CHECK(shown(run(Case()).facts, "tax_violations_open") == "missing");
}

TEST_CASE("T09: two tax files within a year tell of a change of the kind of taxpayer") {
  const auto change = [](std::optional<bool> before, std::optional<bool> now, const char* then) {
    Case c;
    c.tax({{"2025-10-01", "2025-12-31", yuan(1)}}).general_payer = before;
    c.dossier.sources.back().data_as_of = day(then);
    c.tax({{"2026-01-01", "2026-03-31", yuan(1)}}).general_payer = now;
    return shown(run(c).facts, "payer_type_changed");
  };
  CHECK(change(false, true, "2026-06-01") == "true");
  CHECK(change(true, true, "2026-06-01") == "false");
  CHECK(change({}, true, "2026-06-01") == "missing");
  CHECK(change(false, {}, "2026-06-01") == "missing");
  CHECK(change({}, {}, "2026-06-01") == "missing");
}
