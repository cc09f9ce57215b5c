// Sources beside one another: ages, triangulated sales, payers and buyers, capacity (DOMAIN 5).
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

TEST_CASE("X42: warned about and treated as missing, each by its days") {
  const auto state = [](int age) {
    Case c;
    const Date to = c.dossier.as_of.plus_days(-age);
    c.account("2026-01-01", to_string(to)).in("2026-01-10", yuan(1), "甲样例店");
    const auto r = run(c);
    return shown(r.facts, "stale_sources") + shown(r.facts, "expired_sources") + " " +
           shown(r.facts, "gross_inflow");
  };
  CHECK(state(15) == "00 1.00");
  CHECK(state(16) == "10 1.00");
  CHECK(state(45) == "10 1.00");
  CHECK(state(46) == "11 missing");
}

TEST_CASE("X42: of several files of one account only the newest has an age") {
  Case c;
  c.account("2025-07-01", "2025-12-31").in("2025-08-10", yuan(1), "甲样例店");
  c.account("2026-01-01", "2026-06-30").in("2026-02-10", yuan(2), "甲样例店");
  for (Statement& statement : c.dossier.statements) statement.account = "3701990000207731";
  auto r = run(c);
  CHECK(shown(r.facts, "gross_inflow") == "3.00");
  CHECK(shown(r.facts, "stale_sources") == "0");
  CHECK(shown(r.facts, "full_months") == "12");
  c.dossier.statements[0].account = "3701052024000118";  // another account, out of date
  r = run(c);
  CHECK(shown(r.facts, "gross_inflow") == "2.00");
  CHECK(shown(r.facts, "expired_sources") == "1");
}

TEST_CASE("X42: without a data date the day of retrieval counts") {
  Case c;
  c.account("2026-01-01", "2026-06-30").in("2026-02-10", yuan(2), "甲样例店");
  c.dossier.sources[0].data_as_of.reset();
  c.dossier.sources[0].retrieved_at = DateTime{day("2026-05-01"), -1};
  CHECK(shown(run(c).facts, "gross_inflow") == "missing");
}

TEST_CASE("X42: judicial data expire sooner than the registry of the same pull") {
  Case c;
  GovernmentRecord& record = c.government("2026-06-20");
  record.judicial = Judicial{};
  record.registry = Registry{};
  record.registry->status = "存续";
  const auto r = run(c);
  CHECK(shown(r.facts, "registry_status") == "存续");
  CHECK(shown(r.facts, "dishonest_count") == "missing");
  CHECK(r.facts.at("dishonest_count").material == "M-JUD");
}

TEST_CASE("sales are annualised over 90 days or more, and not scaled from 365 days on") {
  const auto annual = [](const char* from) {
    Case c;
    Account account = c.account(from, "2026-06-30");
    account.in(from, yuan(365), "甲样例店");
    account.in("2026-06-30", yuan(365), "甲样例店");
    return shown(run(c).facts, "annual_sales_statements");
  };
  CHECK(annual("2026-04-03") == "missing");    // 89 days
  CHECK(annual("2026-04-02") == "2960.5556");  // 90 days: 730 x 365 / 90
  CHECK(annual("2025-07-01") == "730");        // 365 days
  CHECK(annual("2025-06-30") == "365");        // the first row is outside the last 365 days
}

TEST_CASE("triangulation: the least of three, their dispersion and the claim beside it") {
  Case c;
  c.dossier.application.declared_annual_sales = yuan(2000);
  c.account("2025-07-01", "2026-06-30").in("2026-01-10", yuan(1000), "甲样例店");
  c.invoices("2025-07-01", "2026-06-30");
  c.invoice("1", "2026-01-10", "甲样例店", yuan(800), yuan(80));
  auto r = run(c);
  CHECK(shown(r.facts, "annual_sales_invoices") == "880");
  CHECK(shown(r.facts, "annual_sales_verified") == "880");
  CHECK(shown(r.facts, "sales_dispersion") == "0.12");
  CHECK(shown(r.facts, "claimed_to_verified") == "2.2727");
  Case none;
  r = run(none);
  CHECK(shown(r.facts, "annual_sales_verified") == "missing");
  CHECK(shown(r.facts, "claimed_to_verified") == "missing");
}

TEST_CASE("X10: flows stand beside invoices of the days that both cover, sixty at least") {
  const auto compared = [](const char* from) {
    Case c;
    Account account = c.account("2026-01-01", "2026-06-30");
    account.in("2026-06-10", yuan(90), "甲样例店");
    account.in("2026-01-10", yuan(5000), "甲样例店");  // before the invoices begin
    c.invoices(from, "2026-06-30");
    c.invoice("1", "2026-06-05", "甲样例店", yuan(100), yuan(0));
    return shown(run(c).facts, "inflow_to_invoice");
  };
  CHECK(compared("2026-05-02") == "0.9");  // sixty days
  CHECK(compared("2026-05-03") == "missing");
}

TEST_CASE("X12: declared with tax beside the flow of wholly covered months, two at least") {
  Case c;
  Account account = c.account("2026-02-01", "2026-06-30");
  account.in("2026-03-10", yuan(1000), "甲样例店");
  account.in("2026-04-10", yuan(1000), "甲样例店");
  account.in("2026-05-10", yuan(7777), "甲样例店");
  TaxReturns& returns =
      c.tax({{"2026-03-01", "2026-03-31", yuan(1000)}, {"2026-04-01", "2026-04-30", yuan(1500)}});
  returns.general_payer = true;
  auto r = run(c);
  // 2,500 x 1.13 = 2,825 beside 2,000
  CHECK(shown(r.facts, "declared_incl_compared") == "2825");
  CHECK(shown(r.facts, "effective_compared") == "2000.00");
  CHECK(shown(r.facts, "declared_flow_difference") == "0.292");
  c.dossier.tax_returns[0].periods.pop_back();
  r = run(c);
  CHECK(shown(r.facts, "declared_flow_difference") == "missing");
}

TEST_CASE("X14, X15: buyers who pay and payers who are invoiced") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  account.in("2026-02-10", yuan(600), "甲样例（济南）店");
  account.in("2026-01-10", yuan(300), "乙样例店");  // before its first invoice
  account.in("2026-03-10", yuan(100), "丙样例店");  // never invoiced
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-02-05", "甲样例(济南)店", yuan(600), yuan(0));
  c.invoice("2", "2026-03-05", "乙样例店", yuan(400), yuan(0));
  const auto r = run(c);
  CHECK(shown(r.facts, "buyers_paid_share") == "0.6");
  CHECK(shown(r.facts, "payers_invoiced_share") == "0.9");
}

TEST_CASE("X39: payments settle invoices of their amount first, then the oldest; amounts weigh") {
  Case c;
  Account account = c.account("2026-01-01", "2026-06-30");
  c.invoices("2026-01-01", "2026-06-30");
  c.invoice("1", "2026-02-01", "甲样例店", yuan(300), yuan(0));
  c.invoice("2", "2026-03-01", "甲样例店", yuan(100), yuan(0));
  account.in("2026-03-11", yuan(100), "甲样例店");                   // invoice 2 after 10 days
  account.in("2026-03-03", yuan(0), "甲样例店").amount = yuan(150);  // invoice 1 after 30 days
  CHECK(shown(run(c).facts, "collection_days") == "22");             // (100 x 10 + 150 x 30) / 250
  Case none;
  none.account("2026-01-01", "2026-06-30").in("2026-03-03", yuan(1), "甲样例店");
  CHECK(shown(run(none).facts, "collection_days") == "missing");
}

TEST_CASE("X02: holders, with stars too") {
  const auto matches = [](const char* holder, CustomerType type = CustomerType::legal) {
    Case c(type);
    c.dossier.customer.spouse = "冯样例";
    Account account = c.account("2026-01-01", "2026-06-30");
    account.in("2026-03-03", yuan(1), "甲样例店");
    account.statement().holder = holder;
    return shown(run(c).facts, "holder_matches");
  };
  CHECK(matches("济南样例轴承有限公司") == "true");
  CHECK(matches("济南样例轴承 有限公司") == "true");
  CHECK(matches("济南样例齿轮有限公司") == "false");
  CHECK(matches("") == "missing");
  CHECK(matches("冯样例") == "false");
  CHECK(matches("冯样例", CustomerType::personal) == "true");
  CHECK(matches("*样例", CustomerType::personal) == "true");
  CHECK(matches("**样例", CustomerType::personal) == "false");
}

TEST_CASE("S38: instalment of an annuity, coverage and what coverage allows") {
  const auto with = [](auto change) {
    Case c;
    c.dossier.application.repayment = "INSTALMENT";
    c.dossier.application.annual_rate = Decimal::from_scaled(6, -2);
    c.dossier.application.requested = yuan(100000);
    change(c.dossier.application);
    Account account = c.account("2026-01-01", "2026-06-30");
    for (int m = 1; m <= 6; ++m) {
      const std::string month = "2026-0" + std::to_string(m);
      account.in(month + "-10", yuan(20000), "甲样例店");
      account.out(month + "-12", yuan(10000), "乙样例店");
    }
    return run(c).facts;
  };
  auto facts = with([](Application&) {});
  CHECK(shown(facts, "proposed_instalment") == "8606.64");
  CHECK(shown(facts, "monthly_operating_net") == "10000");
  CHECK(shown(facts, "dscr") == "1.1619");
  facts = with([](Application& a) { a.existing_instalment = yuan(1000); });
  CHECK(shown(facts, "dscr") == "1.0409");
  // (10,000 / 1.2 - 1,000) / 0.08606643
  CHECK(shown(facts, "affordable_principal").substr(0, 8) == "85205.50");
  facts = with([](Application& a) { a.annual_rate = Decimal(0); });
  CHECK(shown(facts, "proposed_instalment") == "8333.33");
  facts = with([](Application& a) { a.repayment = "REVOLVING"; });
  CHECK(shown(facts, "dscr") == "missing");
}

TEST_CASE("S38: an instalment below half a fen or a rate below notice is no accident") {
  const auto dscr = [](Money requested, const Decimal& rate) {
    Case c;
    c.dossier.application.repayment = "INSTALMENT";
    c.dossier.application.annual_rate = rate;
    c.dossier.application.requested = requested;
    c.dossier.application.term_months = 36;
    Account account = c.account("2026-01-01", "2026-06-30");
    account.in("2026-02-10", yuan(600), "甲样例店");
    return shown(run(c).facts, "dscr");
  };
  CHECK(dscr(fen(1), Decimal(0)) == "missing");
  CHECK(dscr(yuan(36000), Decimal::from_scaled(1, -40)) == "0.1");
  CHECK(dscr(yuan(36000), Decimal(0)) == "0.1");
}

TEST_CASE("need: formula for who has a balance sheet, else by sales or by flow") {
  Case c;
  c.dossier.application.existing_loans = yuan(50);
  c.account("2025-07-01", "2026-06-30").in("2026-01-10", yuan(1000), "甲样例店");
  auto r = run(c);
  CHECK(shown(r.facts, "need_method") == "WC-S1");
  CHECK(shown(r.facts, "need_total") == "200");
  CHECK(shown(r.facts, "need_gap") == "150");
  c.dossier.application.existing_loans = yuan(500);
  r = run(c);
  CHECK(shown(r.facts, "need_gap") == "0");
  CHECK(shown(r.facts, "requested_to_need") == "missing");  // never a made-up ratio
  Case shop(CustomerType::personal);
  Account account = shop.account("2026-01-01", "2026-06-30");
  account.in("2026-01-10", yuan(1200), "韩样例");
  r = run(shop);
  CHECK(shown(r.facts, "need_method") == "WC-S2");
  CHECK(shown(r.facts, "need_total") == "400");
}

TEST_CASE("need: claimed growth counts up to what the policy allows") {
  Case c;
  WorkingCapitalInputs inputs;
  inputs.sales = inputs.cost = yuan(3600);
  inputs.inventory = {yuan(360), yuan(360)};
  c.dossier.application.working_capital = inputs;
  const auto need = [&](const char* growth) {
    c.dossier.application.growth = Decimal::parse(growth);
    return shown(run(c).facts, "need_total");
  };
  CHECK(need("0") == "360");
  CHECK(need("0.30") == "468");
  CHECK(need("5.00") == "468");
  CHECK(need("-0.50") == "180");
}

TEST_CASE("refused sources are named, and their facts say why they are missing") {
  Case c;
  c.account("2026-01-01", "2026-06-30").in("2026-01-10", yuan(1000), "甲样例店");
  c.invoices("2026-01-01", "2026-06-30");
  c.tax({});
  c.registry();
  c.dossier.consents.clear();
  const Case& original = c;
  Case gated;
  gated.dossier = apply_consents(original.dossier);
  const auto r = run(gated);
  CHECK(shown(r.facts, "refused_sources") == "3");
  for (const auto name :
       {"gross_inflow", "net_effective_inflow", "cycle_share", "average_daily_balance",
        "sensitive_hits", "invoice_net_ex", "gap_months", "tax_rating", "invoiced_to_declared",
        "annual_sales_statements", "annual_sales_invoices", "annual_sales_tax", "inflow_to_invoice",
        "holder_matches"}) {
    CAPTURE(name);
    REQUIRE(shown(r.facts, name) == "missing");
    CHECK(r.facts.at(name).material == "M-AUTH");
    CHECK(r.facts.at(name).reason.find("无有效授权") != std::string::npos);
  }
  CHECK(shown(r.facts, "registry_status") == "存续");
}
