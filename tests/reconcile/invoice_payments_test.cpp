// Invoices and payments of one dossier matched: the links, what they say, and the facts on them.
#include "reconcile/party_names.hpp"
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string links(const Reconciliation& r) {
  std::string out;
  for (const InvoicePayment& link : r.invoice_payments) {
    out += link.invoice_number + "-" + std::to_string(link.payment.row) +
           (link.ambiguous ? "? " : " ");
  }
  return out;
}

}  // namespace

TEST_CASE("payments are linked with the invoices they settle, and each link says why") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("11", "2026-02-01", "山东样例农机有限公司", yuan(10000), yuan(1300));
  c.invoice("12", "2026-03-01", "山东样例农机有限公司", yuan(20000), yuan(2600));
  c.invoice("13", "2026-03-05", "青岛样例钢材有限公司", yuan(30000), yuan(3900));
  account.in("2026-02-20", yuan(11300), "山东样例农机有限公司");
  account.in("2026-03-21", yuan(22600), "山东样例农机有限公司");
  const auto r = run(c);
  CHECK(links(r) == "11-1 12-2 ");
  REQUIRE(r.invoice_payments.size() == 2);
  CHECK(r.invoice_payments[0].why == "一笔付一张票，金额一致；付款方即购方；开票后19天付");
  CHECK(r.invoice_payments[0].settled == yuan(11300));
  CHECK(shown(r.facts, "invoices_settled") == "2");
  CHECK(shown(r.facts, "invoices_settled_share") == "0.5");
  CHECK(shown(r.facts, "collection_days") == "19.6667");  // (19 x 11,300 + 20 x 22,600) / 33,900
  CHECK(r.facts.at("invoices_settled").evidence.row_count() == 4);
}

TEST_CASE("a red letter lowers what is due, unless its money went back to the buyer") {
  const auto linked = [](bool refunded, std::int64_t paid) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30");
    c.invoices("2026-01-01", "2026-06-30");
    c.invoice("11", "2026-02-01", "山东样例农机有限公司", yuan(10000), yuan(1300));
    c.invoice("12", "2026-03-01", "山东样例农机有限公司", yuan(-1000), yuan(-130)).original_number =
        "11";
    account.in("2026-02-20", yuan(paid), "山东样例农机有限公司");
    if (refunded) account.out("2026-03-02", yuan(1130), "山东样例农机有限公司", "退货款");
    const auto r = run(c);
    return links(r) + shown(r.facts, "invoices_settled_share");
  };
  CHECK(linked(true, 11300) == "11-1 1");
  CHECK(linked(false, 10170) == "11-1 1");
}

TEST_CASE("equal invoices of one buyer: one is taken, and the others are named") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("11", "2026-02-01", "山东样例农机有限公司", yuan(10000), yuan(1300));
  c.invoice("12", "2026-02-02", "山东样例农机有限公司", yuan(10000), yuan(1300));
  account.in("2026-02-20", yuan(11300), "山东样例农机有限公司");
  const auto r = run(c);
  REQUIRE(r.invoice_payments.size() == 1);
  const InvoicePayment& link = r.invoice_payments[0];
  CHECK((link.interchangeable || link.ambiguous));
  REQUIRE(link.others.size() == 1);
  CHECK(link.others[0].number == (link.invoice_number == "11" ? "12" : "11"));
}

TEST_CASE("2,000 payments of one amount and one buyer stay within the budget") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  for (int i = 0; i < 2000; ++i) {
    const std::string date = to_string(day("2026-02-01").plus_days(i / 100));
    c.invoice(std::to_string(i), date, "山东样例农机有限公司", yuan(100), yuan(13));
    account.in(date, yuan(113), "山东样例农机有限公司");
  }
  const auto r = run(c);
  CHECK(shown(r.facts, "invoices_settled_share") != "missing");
}

TEST_CASE("a buyer's name as the bank prints it is the buyer's, and the merge says why") {
  const auto merged = [](const char* printed) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30");
    account.in("2026-02-20", yuan(11300), printed);
    c.invoices("2026-01-01", "2026-06-30");
    c.invoice("11", "2026-02-01", "济南样例精密机械有限公司", yuan(10000), yuan(1300));
    c.invoice("12", "2026-02-01", "青岛远航物流有限公司", yuan(20000), yuan(1300));
    c.invoice("13", "2026-02-01", "淄博鼎盛建材有限公司", yuan(30000), yuan(1300));
    const auto r = run(c);
    return r.name_merges.empty() ? "none" : r.name_merges[0].known + " " + r.name_merges[0].why;
  };
  CHECK(merged("样例精密机械有限公司") == "济南样例精密机械有限公司 少印行政区划");
  CHECK(merged("济南样例精密机械有限公司历下分公司") == "济南样例精密机械有限公司 带分支机构");
  CHECK(merged("济南样例精密机械有限公司") == "none");
  CHECK(merged("烟台样例精密机械有限公司") == "none");  // another place
  CHECK(merged("济南样例精密铸造有限公司") == "none");  // another business
  CHECK(merged("吴样例") == "none");
}

TEST_CASE("a former name in the registry is the applicant's own") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-20", yuan(500), "济南旧名五金有限公司");
  c.registry().former_names = {"济南旧名五金有限公司"};
  const auto r = run(c);
  CHECK(r.ledger[0].cls == TransactionClass::own);
}

TEST_CASE("lenders on the form are those of the statement, with place, form or branch left out") {
  CHECK(same_organisation("示例银行", "示例银行济南分行"));
  CHECK(same_organisation("中国样例银行股份有限公司", "样例银行"));
  CHECK(same_organisation("济南样例小额贷款有限公司", "样例小额贷款"));
  CHECK_FALSE(same_organisation("样例银行", "示例银行"));
  CHECK_FALSE(same_organisation("济南样例小额贷款有限公司", "青岛样例小额贷款有限公司"));
  CHECK_FALSE(same_organisation("吴样例", "吴样"));
  CHECK_FALSE(same_organisation("", "样例银行"));
}

TEST_CASE("payments to suppliers are linked with input invoices as income with output invoices") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30", yuan(900000));
  c.invoices("2026-01-01", "2026-06-30");
  const auto bought = [&](const char* number, const char* date, const char* seller, Money total) {
    Invoice& line = c.invoice(number, date, c.dossier.customer.name, total, Money());
    line.side = InvoiceSide::input;
    line.seller = seller;
  };
  bought("21", "2026-02-01", "青岛样例钢铁有限公司", yuan(33900));
  bought("22", "2026-03-01", "烟台样例物流有限公司", yuan(67800));
  account.out("2026-02-20", yuan(33900), "青岛样例钢铁有限公司");
  account.out("2026-03-21", yuan(500), "孙房东", "房租");
  const auto r = run(c);
  CHECK(r.invoice_payments.empty());
  REQUIRE(r.purchase_payments.size() == 1);
  const InvoicePayment& link = r.purchase_payments[0];
  CHECK(link.invoice_number == "21");
  CHECK(link.payment.row == 1);
  CHECK(link.why == "一笔付一张票，金额一致；收款方即销方；开票后19天付");
  CHECK(shown(r.facts, "purchases_settled") == "1");
  CHECK(shown(r.facts, "purchases_settled_share") == "0.3333");
  CHECK(shown(r.facts, "suppliers_paid_share") == "0.3333");
  CHECK(r.facts.at("purchases_settled").evidence.row_count() == 2);
}

TEST_CASE("an equal amount of another buyer is no alternative, unless the matcher says so") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("11", "2026-02-01", "山东样例农机有限公司", yuan(10000), yuan(1300));
  c.invoice("12", "2026-02-02", "青岛样例钢材有限公司", yuan(10000), yuan(1300));
  account.in("2026-02-20", yuan(11300), "山东样例农机有限公司");
  const auto r = run(c);
  REQUIRE(r.invoice_payments.size() == 1);
  CHECK_FALSE(r.invoice_payments[0].ambiguous);
  CHECK(r.invoice_payments[0].others.empty());
}

TEST_CASE("the alternatives of a doubtful link are those of the matcher") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  std::vector<PayableInvoice> invoices;
  for (int i = 0; i < 6; ++i) {
    const std::string name = "样例" + std::string(i % 2 == 0 ? "东" : "西") + "方贸易有限公司";
    const std::string date = "2026-02-0" + std::to_string(i + 1);
    c.invoice(std::to_string(i), date, name, yuan(11300), Money());
    invoices.push_back({"", std::to_string(i), name, yuan(11300), day(date)});
  }
  account.in("2026-02-20", yuan(11300), "周样例甲");
  account.in("2026-02-21", yuan(11300), "周样例乙");
  const auto r = run(c);
  std::vector<Payment> payments;
  for (const LedgerRow& row : r.ledger) {
    const Transaction& t = c.dossier.statements[0].rows[row.index];
    payments.push_back({"", std::string(t.counterparty_name.view()),
                        std::string(t.summary.view()) + " ", t.amount, t.time.date});
  }
  const Matching matching = match_payments(invoices, payments);
  for (const InvoicePayment& link : r.invoice_payments) {
    if (!link.ambiguous || link.interchangeable) continue;
    for (const auto& other : link.others) {
      CHECK(std::any_of(matching.alternatives.begin(), matching.alternatives.end(),
                        [&](const SettlementAlternative& one) {
                          return invoices[one.invoice].number == other.number;
                        }));
    }
  }
}
