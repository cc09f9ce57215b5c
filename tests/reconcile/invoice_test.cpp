// Invoices and tax: red letters, gaps, declared beside invoiced (DOMAIN 3).
#include "reconcile/invoice_view.hpp"

#include "reconcile/reconcile_for_tests.hpp"
#include "reconcile/work.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

std::string issued(const Reconciliation& r) {
  std::string text;
  for (const InvoiceMonth& m : r.invoice_months) text += to_string(m.issued_ex) + " ";
  return text;
}
std::string attributed(const Reconciliation& r) {
  std::string text;
  for (const InvoiceMonth& m : r.invoice_months) text += to_string(m.attributed_ex) + " ";
  return text;
}

// Invoices of 100 yuan in every month of 2026 up to June but those listed.
std::string gaps_without(std::initializer_list<int> months) {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  for (int m = 1; m <= 6; ++m) {
    if (std::find(months.begin(), months.end(), m) != months.end()) continue;
    const std::string month = std::to_string(m);
    c.invoice("2637200000000000030" + month, "2026-0" + month + "-15", "甲样例店", yuan(100),
              yuan(13));
  }
  c.dossier.as_of = day("2026-07-02");
  const auto r = run(c);
  return shown(r.facts, "gap_months") + "/" + shown(r.facts, "gap_run");
}

}  // namespace

TEST_CASE("a red letter counts in its own month for totals and in its blue's for customers") {
  for (const bool red_first : {false, true}) {
    CAPTURE(red_first);
    Case c;
    c.invoices("2026-04-01", "2026-06-30");
    const auto blue = [&] {
      c.invoice("26372000000000000301", "2026-04-10", "甲样例店", yuan(1000), yuan(130)).status =
          InvoiceStatus::part_red;
    };
    const auto red = [&] {
      c.invoice("26372000000000000302", "2026-06-10", "甲样例店", yuan(-400), yuan(-52))
          .original_number = "26372000000000000301";
    };
    if (red_first) red();
    blue();
    if (!red_first) red();
    const auto r = run(c);
    CHECK(issued(r) == "1000.00 0.00 -400.00 ");
    CHECK(attributed(r) == "600.00 0.00 0.00 ");
    CHECK(shown(r.facts, "invoice_net_ex") == "600.00");
    CHECK(shown(r.facts, "invoice_net_incl") == "678.00");
    CHECK(shown(r.facts, "red_ratio") == "0.4");
    CHECK(shown(r.facts, "red_without_blue") == "0");
  }
}

TEST_CASE("a wholly reversed invoice nets to nothing with its red row and without") {
  for (const bool with_red : {false, true}) {
    CAPTURE(with_red);
    Case c;
    c.invoices("2026-04-01", "2026-06-30");
    c.invoice("26372000000000000301", "2026-04-10", "甲样例店", yuan(1000), yuan(130)).status =
        InvoiceStatus::full_red;
    c.invoice("26372000000000000303", "2026-05-10", "乙样例店", yuan(500), yuan(65));
    if (with_red) {
      c.invoice("26372000000000000302", "2026-06-10", "甲样例店", yuan(-1000), yuan(-130))
          .original_number = "26372000000000000301";
    }
    const auto r = run(c);
    CHECK(shown(r.facts, "invoice_net_ex") == "500.00");
    CHECK(attributed(r) == "0.00 500.00 0.00 ");
    CHECK(issued(r) == (with_red ? "1000.00 500.00 -1000.00 " : "0.00 500.00 0.00 "));
    CHECK(shown(r.facts, "invoice_count") == (with_red ? "3" : "2"));
  }
}

TEST_CASE("void invoices are counted and nothing else; a red without its blue still subtracts") {
  Case c;
  c.invoices("2026-04-01", "2026-06-30");
  c.invoice("1", "2026-04-10", "甲样例店", yuan(1000), yuan(130));
  c.invoice("2", "2026-04-10", "甲样例店", yuan(9000), yuan(1170)).status = InvoiceStatus::voided;
  c.invoice("3", "2026-05-10", "甲样例店", yuan(-100), yuan(-13)).original_number = "99";
  const auto r = run(c);
  CHECK(shown(r.facts, "invoice_net_ex") == "900.00");
  CHECK(shown(r.facts, "void_ratio") == "0.3333");
  CHECK(shown(r.facts, "red_without_blue") == "1");
}

TEST_CASE("V04: gaps, the Spring Festival and the month of as_of") {
  CHECK(gaps_without({}) == "0/0");
  CHECK(gaps_without({2}) == "0/0");  // the festival of 2026 is in February
  CHECK(gaps_without({3}) == "1/1");
  CHECK(gaps_without({2, 3}) == "2/2");
  CHECK(gaps_without({2, 4, 5}) == "2/2");
  CHECK(gaps_without({1, 3, 5}) == "3/1");
  CHECK(gaps_without({3, 4, 5, 6}) == "4/4");
  Case c;
  c.invoices("2026-05-01", "2026-06-30");  // fewer than three covered months
  c.invoice("1", "2026-05-10", "甲样例店", yuan(1), yuan(0));
  CHECK(shown(run(c).facts, "gap_months") == "missing");
}

TEST_CASE("V04: a month whose only invoice was reversed later is a gap") {
  Case c(CustomerType::legal, "2026-07-02");
  c.invoices("2026-03-01", "2026-06-30");
  c.invoice("1", "2026-03-10", "甲样例店", yuan(10), yuan(0));
  c.invoice("2", "2026-04-10", "甲样例店", yuan(10), yuan(0)).status = InvoiceStatus::full_red;
  c.invoice("3", "2026-05-10", "甲样例店", yuan(10), yuan(0));
  c.invoice("4", "2026-06-10", "甲样例店", yuan(-10), yuan(0)).original_number = "2";
  const auto r = run(c);
  CHECK(shown(r.facts, "gap_months") == "2");  // April, and June that has only the red letter
}

TEST_CASE("V03: year on year needs 24 whole months") {
  const auto yoy = [](const char* from) {
    Case c(CustomerType::legal, "2026-06-30");
    c.invoices(from, "2026-06-20");
    for (Month m(2024, 6); m < Month(2026, 6); m = m.plus(1)) {
      c.invoice(to_string(m), to_string(Date::first_of(m)), "甲样例店",
                yuan(m < Month(2025, 6) ? 100 : 120), Money());
    }
    return shown(run(c).facts, "invoice_yoy");
  };
  CHECK(yoy("2024-06-01") == "0.2");
  CHECK(yoy("2024-06-02") == "missing");
}

TEST_CASE("V01: rate, sign, year of the number") {
  const auto errors = [](auto change) {
    Case c;
    c.invoices("2026-04-01", "2026-06-30");
    Invoice& invoice =
        c.invoice("26372000000000000301", "2026-04-10", "甲样例店", yuan(100), yuan(13));
    invoice.rate = Decimal::from_scaled(13, -2);
    change(invoice);
    return shown(run(c).facts, "invoice_errors");
  };
  CHECK(errors([](Invoice&) {}) == "0");
  CHECK(errors([](Invoice& i) { i.tax = fen(1306); }) == "0");
  CHECK(errors([](Invoice& i) { i.tax = fen(1307); }) == "1");
  CHECK(errors([](Invoice& i) { i.number = "25372000000000000301"; }) == "1");
  CHECK(errors([](Invoice& i) {
          i.number =
              "3700000000"
              "12345678";
        }) == "0");
  CHECK(errors([](Invoice& i) { i.red = true; }) == "1");
  CHECK(errors([](Invoice& i) { i.seller_tax_no = i.buyer_tax_no = "91370102PDY00001XB"; }) == "1");
}

TEST_CASE("V05: buyers by their own names, after reversals") {
  Case c;
  c.invoices("2026-04-01", "2026-06-30");
  c.invoice("1", "2026-04-10", "甲样例店", yuan(700), yuan(0));
  c.invoice("2", "2026-04-11", "乙样例店", yuan(400), yuan(0));
  c.invoice("3", "2026-04-12", "甲样例店", yuan(-100), yuan(0)).original_number = "1";
  const auto r = run(c);
  CHECK(shown(r.facts, "buyer_top1_share") == "0.6");
  CHECK(shown(r.facts, "buyer_top5_share") == "1");
  CHECK(shown(r.facts, "buyer_count") == "2");
}

TEST_CASE("X06: output invoices of another seller") {
  Case c;
  c.invoices("2026-04-01", "2026-06-30");
  c.invoice("1", "2026-04-10", "甲样例店", yuan(700), yuan(0)).seller_tax_no = "91370102PDY00001XB";
  c.invoice("2", "2026-04-11", "乙样例店", yuan(400), yuan(0)).seller_tax_no = "92370102PDY0000288";
  CHECK(shown(run(c).facts, "foreign_seller_invoices") == "1");
}

TEST_CASE("T02: months and quarters are compared with the invoices of the same time") {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-01-10", "甲样例店", yuan(100), yuan(1));
  c.invoice("2", "2026-03-31", "甲样例店", yuan(300), yuan(3));
  c.invoice("3", "2026-04-01", "甲样例店", yuan(999), yuan(10));
  c.tax({{"2026-01-01", "2026-03-31", yuan(500)}});
  const auto r = run(c);
  REQUIRE(r.vat.size() == 1);
  CHECK(to_string(r.vat[0].invoiced_ex) == "400.00");
  CHECK(shown(r.facts, "invoiced_to_declared") == "0.8");
  CHECK(shown(r.facts, "vat_compared_periods") == "2026-Q1");
  CHECK(shown(r.facts, "declared_months") == "3");
}

TEST_CASE("T02: invoices beside nothing declared have amounts and no ratio") {
  Case c;
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-01-10", "甲样例店", yuan(100), yuan(1));
  c.tax({{"2026-01-01", "2026-03-31", Money()}});
  const auto r = run(c);
  CHECK(shown(r.facts, "declared_compared") == "0.00");
  CHECK(shown(r.facts, "invoiced_compared") == "100.00");
  CHECK(shown(r.facts, "invoiced_to_declared") == "missing");
}

TEST_CASE("T06: zero filings run over months and quarters; late filings need dates") {
  Case c;
  TaxReturns& returns = c.tax({{"2025-10-01", "2025-12-31", Money()},
                               {"2026-01-01", "2026-01-31", Money()},
                               {"2026-02-01", "2026-02-28", yuan(5)},
                               {"2026-03-01", "2026-03-31", Money()},
                               {"2026-04-01", "2026-04-30", yuan(5)}});
  auto r = run(c);
  CHECK(shown(r.facts, "zero_filing_run") == "4");
  CHECK(shown(r.facts, "late_filings") == "missing");
  returns.periods[2].filed_on = day("2026-03-20");  // five days of grace
  CHECK(shown(run(c).facts, "late_filings") == "0");
  returns.periods[2].filed_on = day("2026-03-21");
  CHECK(shown(run(c).facts, "late_filings") == "1");
}

TEST_CASE("invoices of several files count together, the oldest not stale by itself") {
  Case c;
  c.invoices("2025-01-01", "2025-12-31");
  c.invoice("1", "2025-03-10", "甲样例店", yuan(100), yuan(0));
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("2", "2026-03-10", "甲样例店", yuan(200), yuan(0));
  const auto r = run(c);
  CHECK(shown(r.facts, "invoice_net_ex") == "300.00");
  CHECK(shown(r.facts, "expired_sources") == "0");
}

TEST_CASE("an invoice that two overlapping lists hold counts once") {
  Case c;
  for (const auto from : {"2026-01-01", "2026-03-01"}) {
    c.invoices(from, "2026-06-30");
    c.invoice("1", "2026-03-10", "甲样例店", yuan(100), yuan(13));
    c.invoice("2", "2026-04-10", "甲样例店", yuan(-40), yuan(-5)).original_number = "1";
  }
  const auto r = run(c);
  CHECK(shown(r.facts, "invoice_net_ex") == "60.00");
  CHECK(shown(r.facts, "invoice_count") == "2");
}

TEST_CASE("a longer list of purchases does not stretch the time that sales are covered") {
  Case c;
  c.invoices("2025-07-01", "2026-06-30");
  c.invoice("1", "2025-08-10", "济南样例轴承有限公司", yuan(100), yuan(13)).side =
      InvoiceSide::input;
  c.invoices("2026-04-01", "2026-06-30");
  c.invoice("2", "2026-05-10", "甲样例店", yuan(91), Money());
  const auto r = run(c);
  CHECK(shown(r.facts, "invoice_period_days") == "91");
  CHECK(shown(r.facts, "annual_sales_invoices") == "365");
}

TEST_CASE("a hole between two lists is not covered") {
  Case c;
  c.invoices("2026-01-01", "2026-02-28");
  c.invoice("1", "2026-01-10", "甲样例店", yuan(100), yuan(0));
  c.invoices("2026-04-01", "2026-06-30");
  c.invoice("2", "2026-05-10", "甲样例店", yuan(200), yuan(0));
  const auto r = run(c);
  CHECK(shown(r.facts, "invoice_period_days") == "150");
  CHECK(shown(r.facts, "invoice_list_gaps") == "1");
  CHECK(shown(r.facts, "invoice_list_gap_text") == "2026-03-01至2026-03-31");
  CHECK(shown(r.facts, "covered_invoice_months") == "4");   // not March; June is the month of as_of
  CHECK(shown(r.facts, "annual_sales_invoices") == "730");  // 300 x 365 / 150
}

TEST_CASE("gaps on both sides of a hole between lists are no run over it") {
  Case c;
  c.invoices("2026-01-01", "2026-02-28");
  c.invoice("1", "2026-01-10", "甲样例店", yuan(100), yuan(0));
  c.invoices("2026-04-01", "2026-06-30");
  c.invoice("2", "2026-05-10", "甲样例店", yuan(200), yuan(0));
  const auto r = run(c);
  CHECK(shown(r.facts, "gap_run") == "1");
}

TEST_CASE("one number with two amounts: the newer list counts, and the difference is told") {
  Case c;
  c.invoices("2026-01-01", "2026-05-31");
  c.invoice("1", "2026-03-10", "甲样例店", yuan(100), yuan(13));
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-03-10", "甲样例店", yuan(80), yuan(10));
  const auto r = run(c);
  CHECK(shown(r.facts, "invoice_net_ex") == "80.00");
  CHECK(shown(r.facts, "invoices_differing") == "1");
  REQUIRE(r.contradictions.size() == 1);
  CHECK(r.contradictions[0].stated == "90.00");
  CHECK(r.contradictions[0].other_stated == "113.00");
}

TEST_CASE("several tax files count together, a period of two as the newer says") {
  const auto figures = [](bool swapped) {
    Case c;
    const auto older = [&] {
      c.tax({{"2026-01-01", "2026-01-31", yuan(100)}, {"2026-02-01", "2026-02-28", yuan(200)}});
      c.dossier.sources.back().data_as_of = day("2026-03-20");
    };
    const auto newer = [&] {
      c.tax({{"2026-02-01", "2026-02-28", yuan(250)},
             {"2026-03-01", "2026-03-31", yuan(0)},
             {"2026-04-01", "2026-04-30", yuan(0)}})
          .credit_rating = "A";
      c.dossier.sources.back().data_as_of = day("2026-06-20");
    };
    if (swapped) {
      newer();
      older();
    } else {
      older();
      newer();
    }
    const auto r = run(c);
    std::string filed;
    for (const auto& period : r.filed) filed += to_string(period.sales_ex) + " ";
    REQUIRE(r.contradictions.size() == 1);
    return filed + shown(r.facts, "tax_rating") + " " + shown(r.facts, "zero_filing_run") + " " +
           shown(r.facts, "annual_sales_tax") + " " + r.contradictions[0].stated + "/" +
           r.contradictions[0].other_stated;
  };
  CHECK(figures(false) == "100.00 250.00 0.00 0.00 A 2 1202.9792 250.00/200.00");
  CHECK(figures(true) == figures(false));
}
