// Cross-checks driven through dossiers: each with a passing case, a failing one, one on the
// threshold where there is one, and one that lacks an operand (DOMAIN 5). What a case expects is
// computed by hand from the comparison and the tolerance that the specification states.
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>
#include <string>

#include "policy/dossiers.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

using Build = std::function<void(test::Case&)>;
struct CrossCase {
  const char* check;
  const char* what;
  Build build;
  const char* expected;  // status and severity
  CustomerType type = CustomerType::legal;
};

constexpr auto kLegal = CustomerType::legal;

// A year of statements with one customer's money in the middle.
Account year(test::Case& c, Money inflow = yuan(100000)) {
  Account account = c.account("2025-07-01", "2026-06-30");
  if (!inflow.is_zero()) account.in("2026-01-10", inflow, "甲样例贸易有限公司");
  return account;
}
void invoiced(test::Case& c, Money amount_ex) {
  c.invoices("2025-07-01", "2026-06-30");
  c.invoice("26372000000000000001", "2026-01-05", "甲样例贸易有限公司", amount_ex, Money());
}
void address(test::Case& c, const char* claimed, const char* registered) {
  c.dossier.customer.address = claimed;
  c.registry().address = registered;
}
void estate(test::Case& c, std::vector<std::string> owners) {
  c.government().real_estate = std::vector<RealEstate>{{"1", "", "", std::move(owners)}};
}
// Twelve months of electricity and invoices of a manufacturer: the last six beside the first.
void factory(test::Case& c, int power, int sales) {
  c.registry().industry = "C3311";
  Utilities utilities;
  c.invoices("2025-07-01", "2026-06-30");
  for (int i = 0; i < 12; ++i) {
    const Month month = Month(2025, 7).plus(i);
    utilities.electricity.push_back({month, Decimal(i < 6 ? 1000 : power), {}, false});
    c.invoice("2637200000000000" + std::to_string(1000 + i), to_string(month) + "-10",
              "甲样例贸易有限公司", yuan(i < 6 ? 1000 : sales), Money());
  }
  c.government().utilities = std::move(utilities);
}
void shareholders(test::Case& c, const char* controller) {
  c.dossier.customer.actual_controller = controller;
  c.registry().shareholders = {{"郑样例", Decimal::from_scaled(6, -1)},
                               {"冯样例", Decimal::from_scaled(4, -1)}};
}
void staff(test::Case& c, std::int64_t insured, std::int64_t filed) {
  SocialSecurity social;
  social.headcount_now = insured;
  c.government().social_security = social;
  c.tax({}).withheld_persons = filed;
}
// One payment in February, beside the year's customer.
void paid(test::Case& c, Money amount, const char* party, const char* summary) {
  year(c).out("2026-02-15", amount, party, summary);
}
void social_paid(test::Case& c, Money source, Money flow) {
  SocialSecurity social;
  social.months = {{Month(2026, 2), 5, source}};
  c.government().social_security = social;
  paid(c, flow, "样例社会保险事业中心", "社保费");
}
// The tax of April is paid in May.
void tax_paid(test::Case& c, Money source, Money flow) {
  TaxReturns& returns = c.tax({{"2026-04-01", "2026-04-30", yuan(10000)}});
  returns.periods[0].tax_payable = source;
  year(c).out("2026-05-12", flow, "国家税务总局样例税务局", "税款");
}
void invoiced_and_declared(test::Case& c, Money invoiced, Money filed) {
  c.invoices("2025-07-01", "2026-06-30");
  c.invoice("26372000000000000001", "2026-05-05", "甲样例贸易有限公司", invoiced, Money());
  c.tax({{"2026-05-01", "2026-05-31", filed}});
}
void utilities_paid(test::Case& c, Money source, Money flow) {
  Utilities utilities;
  utilities.electricity = {{Month(2026, 2), {}, source, false}};
  c.government().utilities = utilities;
  paid(c, flow, "国网样例供电公司", "电费");
}
// Sales of a year, `heads` insured persons, an industry: the pack's band of manufacturing is
// 200,000 to 2,000,000 yuan a head.
void sales_of(test::Case& c, const char* industry, Money sales, std::int64_t heads) {
  staff(c, heads, heads);
  year(c, sales);
  c.registry().industry = industry;
}
void items(test::Case& c, const char* industry, const char* first, Money amount) {
  invoiced(c, yuan(500));
  c.dossier.invoice_lists[0].invoices[0].item = first;
  c.invoice("26372000000000000002", "2026-02-05", "乙样例贸易有限公司", amount, Money()).item =
      "*轴承*滚动轴承";
  c.registry().industry = industry;
}
void pictured(test::Case& c, const char* name, const char* address) {
  c.registry().address = "山东省济南市历下区样例路9号";
  LicencePicture picture;
  picture.name = name;
  picture.uscc = c.dossier.customer.uscc;
  picture.legal_representative = "周样例";
  picture.address = address;
  picture.established = day("2018-04-01");
  c.government().licence = picture;
}
void metered(test::Case& c, const char* claimed, std::vector<std::string> meters) {
  c.dossier.customer.address = claimed;
  Utilities utilities;
  utilities.addresses = std::move(meters);
  c.government().utilities = utilities;
}
// Two lenders of the credit report, one in the statement.
void indebted(test::Case& c, std::vector<std::string> disclosed, const char* status) {
  c.dossier.application.disclosed_lenders = std::move(disclosed);
  CreditReport report;
  report.lenders = {{"样例银行济南分行", "经营贷款", "正常", yuan(150000), day("2025-03-01")},
                    {"样例消费金融有限公司", "消费贷款", status, yuan(20000), {}}};
  c.government().credit_report = report;
}
void earning(test::Case& c, Money claimed, Money base) {
  c.dossier.customer.claimed_monthly_income = claimed;
  HousingFund fund;
  fund.persons = {{"李样例", yuan(1), {}}, {"吴样例", base, {}}};
  c.government().housing_fund = fund;
}
void shared_by(test::Case& c, std::int64_t others) {
  c.dossier.applicant_index = {{SharedKind::phone, "t1", others}, {SharedKind::address, "t2", 1}};
}
void judged(test::Case& c, int dishonest, int enforced) {
  Judicial judicial;
  judicial.dishonest.resize(static_cast<std::size_t>(dishonest));
  judicial.enforced.resize(static_cast<std::size_t>(enforced));
  c.government().judicial = judicial;
}
void declared(test::Case& c, Money claimed) {
  c.dossier.application.declared_annual_sales = claimed;
  year(c);
}

const std::vector<CrossCase>& cases() {
  static const std::vector<CrossCase> all = {
      {"X01", "equal", [](auto& c) { c.registry(); }, "PASS "},
      {"X01", "another name", [](auto& c) { c.registry().name = "济南另一家有限公司"; }, "FAIL KO"},
      {"X01", "another code", [](auto& c) { c.registry().uscc = "92370102PDY0000288"; }, "FAIL KO"},
      {"X01", "no registry", [](auto&) {}, "NOT_EVALUATED "},
      {"X02", "the applicant", [](auto& c) { year(c); }, "PASS "},
      {"X02", "a stranger", [](auto& c) { year(c).statement().holder = "孙样例"; }, "FAIL KO"},
      {"X02", "no statement", [](auto&) {}, "NOT_EVALUATED "},
      {"X03", "equal", [](auto& c) { c.registry(); }, "PASS "},
      {"X03", "another person", [](auto& c) { c.registry().legal_representative = "孙样例"; },
       "FAIL KO"},
      {"X03", "none registered", [](auto& c) { c.registry().legal_representative = ""; },
       "NOT_EVALUATED "},
      {"X04", "valid", [](auto&) {}, "PASS "},
      {"X04", "a wrong check digit",
       [](auto& c) { c.dossier.customer.legal_representative_id = "370199198509140013"; },
       "FAIL KO"},
      {"X04", "no number", [](auto& c) { c.dossier.customer.legal_representative_id = ""; },
       "NOT_EVALUATED "},
      {"X05", "equal", [](auto& c) { pictured(c, "济南样例轴承有限公司", "济南市历下区样例路9号"); },
       "PASS "},
      {"X05", "an old name",
       [](auto& c) { pictured(c, "济南旧样例轴承有限公司", "济南市历下区样例路9号"); }, "FAIL WARN"},
      {"X05", "another house",
       [](auto& c) { pictured(c, "济南样例轴承有限公司", "济南市历下区样例路8号"); }, "FAIL WARN"},
      {"X05", "a name that was not read, the district left out",
       [](auto& c) { pictured(c, "", "样例路9号"); }, "PASS "},
      {"X05", "no picture", [](auto& c) { c.registry(); }, "NOT_EVALUATED "},
      {"X05", "no registry", [](auto& c) { c.government().licence = LicencePicture(); },
       "NOT_EVALUATED "},
      {"X08", "one house of two",
       [](auto& c) {
         metered(c, "济南市历下区样例路1号2单元", {"济南市历下区样例路3号", "历下区样例路１号"});
       },
       "PASS "},
      {"X08", "the next house",
       [](auto& c) { metered(c, "济南市历下区样例路1号", {"济南市历下区样例路11号"}); },
       "FAIL INFO"},
      {"X08", "that house in another town",
       [](auto& c) { metered(c, "济南市历下区样例路1号", {"烟台市芝罘区样例路1号"}); },
       "FAIL INFO"},
      {"X08", "no house printed",
       [](auto& c) { metered(c, "济南市历下区样例路1号", {"济南市历下区样例市场"}); },
       "NOT_EVALUATED "},
      {"X08", "no meters", [](auto& c) { metered(c, "济南市历下区样例路1号", {}); },
       "NOT_EVALUATED "},
      {"X18", "both disclosed",
       [](auto& c) { indebted(c, {"样例银行济南分行", "样例消费金融有限公司"}, "正常"); }, "PASS "},
      {"X18", "one left out", [](auto& c) { indebted(c, {"样例银行济南分行"}, "正常"); },
       "FAIL WARN"},
      {"X18", "one left out that is paid back",
       [](auto& c) { indebted(c, {"样例银行济南分行"}, "已结清"); }, "PASS "},
      {"X18", "one left out that is not paid back",
       [](auto& c) { indebted(c, {"样例银行济南分行"}, "未结清"); }, "FAIL WARN"},
      {"X18", "a lender in the statement only",
       [](auto& c) {
         indebted(c, {"样例银行济南分行"}, "结清");
         paid(c, yuan(2000), "样例小额贷款有限公司", "还款");
       },
       "FAIL WARN"},
      {"X18", "no credit report", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X43", "four others", [](auto& c) { shared_by(c, 4); }, "PASS "},
      {"X43", "five others", [](auto& c) { shared_by(c, 5); }, "FAIL WARN"},
      {"X43", "no index", [](auto&) {}, "NOT_EVALUATED "},
      {"X27", "a company", [](auto& c) { earning(c, yuan(1), yuan(1)); }, "NOT_APPLICABLE "},
      {"X27", "one and a half times", [](auto& c) { earning(c, yuan(15000), yuan(10000)); },
       "PASS ", CustomerType::personal},
      {"X27", "a cent more", [](auto& c) { earning(c, fen(1'500'001), yuan(10000)); },
       "FAIL INFO", CustomerType::personal},
      {"X27", "no claim",
       [](auto& c) {
         earning(c, yuan(1), yuan(1));
         c.dossier.customer.claimed_monthly_income.reset();
       },
       "NOT_EVALUATED ", CustomerType::personal},
      {"X27", "of other persons only",
       [](auto& c) {
         earning(c, yuan(1), yuan(1));
         c.dossier.government.back().housing_fund->persons.pop_back();
       },
       "NOT_EVALUATED ", CustomerType::personal},
      {"X06", "the applicant's number",
       [](auto& c) {
         invoiced(c, yuan(1));
         c.dossier.invoice_lists[0].invoices[0].seller_tax_no = c.dossier.customer.uscc;
       },
       "PASS "},
      {"X06", "somebody's number",
       [](auto& c) {
         invoiced(c, yuan(1));
         c.dossier.invoice_lists[0].invoices[0].seller_tax_no = "91370103PDY000044F";
       },
       "FAIL KO"},
      {"X06", "no invoices", [](auto&) {}, "NOT_EVALUATED "},
      {"X07", "one district",
       [](auto& c) { address(c, "济南市历下区样例路1号", "山东省济南市历下区样例路9号"); },
       "PASS "},
      {"X07", "another district",
       [](auto& c) { address(c, "济南市市中区样例路1号", "山东省济南市历下区样例路9号"); },
       "FAIL WARN"},
      {"X07", "a district of that name elsewhere",
       [](auto& c) { address(c, "烟台市历下区样例路1号", "山东省济南市历下区样例路9号"); },
       "FAIL WARN"},
      {"X07", "no district printed", [](auto& c) { address(c, "样例路1号", "济南市历下区样例路"); },
       "NOT_EVALUATED "},
      {"X09", "rented, rent paid",
       [](auto& c) {
         c.dossier.customer.premises = "RENTED";
         paid(c, yuan(3000), "孙样例", "房租");
       },
       "PASS "},
      {"X09", "owned, rent paid",
       [](auto& c) {
         c.dossier.customer.premises = "OWNED";
         paid(c, yuan(3000), "孙样例", "房租");
       },
       "FAIL INFO"},
      {"X09", "no rent, no property",
       [](auto& c) {
         year(c);
         estate(c, {});
       },
       "FAIL INFO"},
      {"X09", "no rent, the representative's property",
       [](auto& c) {
         year(c);
         estate(c, {"周样例"});
       },
       "PASS "},
      {"X09", "no rent, property unknown", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X10", "0.70 of the invoices",
       [](auto& c) {
         year(c, yuan(70000));
         invoiced(c, yuan(100000));
       },
       "PASS "},
      {"X10", "a cent less",
       [](auto& c) {
         year(c, fen(6'999'999));
         invoiced(c, yuan(100000));
       },
       "FAIL WARN"},
      {"X10", "1.30",
       [](auto& c) {
         year(c, yuan(130000));
         invoiced(c, yuan(100000));
       },
       "PASS "},
      {"X10", "more than twice",
       [](auto& c) {
         year(c, fen(20'000'001));
         invoiced(c, yuan(100000));
       },
       "FAIL WARN_SEVERE"},
      {"X10", "no invoices", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X11", "0.80 of what was declared",
       [](auto& c) { invoiced_and_declared(c, yuan(80000), yuan(100000)); }, "PASS "},
      {"X11", "a cent less",
       [](auto& c) { invoiced_and_declared(c, fen(7'999'999), yuan(100000)); }, "FAIL WARN"},
      {"X11", "more than 1.05",
       [](auto& c) { invoiced_and_declared(c, fen(10'500'001), yuan(100000)); }, "FAIL WARN"},
      {"X11", "nothing declared", [](auto& c) { invoiced(c, yuan(1)); }, "NOT_EVALUATED "},
      {"X12", "seventy of a hundred",
       [](auto& c) {
         year(c, yuan(70700));
         // 1 % for small-scale payers, who file by quarter: 70,000 x 1.01; the flow is all of it.
         c.tax({{"2026-01-01", "2026-03-31", yuan(100000)}});
       },
       "PASS "},
      {"X12", "a cent less",
       [](auto& c) {
         year(c, fen(7'069'999));
         c.tax({{"2026-01-01", "2026-03-31", yuan(100000)}});
       },
       "FAIL WARN"},
      {"X12", "no returns", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X13", "1.3 times", [](auto& c) { declared(c, yuan(130000)); }, "PASS "},
      {"X13", "a cent more", [](auto& c) { declared(c, fen(13'000'001)); }, "FAIL WARN"},
      {"X13", "more than twice", [](auto& c) { declared(c, fen(20'000'001)); }, "FAIL WARN_SEVERE"},
      {"X13", "no claim", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X14", "half of the value paid",
       [](auto& c) {
         year(c);
         invoiced(c, yuan(500));
         c.invoice("26372000000000000002", "2026-02-05", "乙样例贸易有限公司", yuan(500), Money());
       },
       "PASS "},
      {"X14", "a cent less than half",
       [](auto& c) {
         year(c);
         invoiced(c, yuan(500));
         c.invoice("26372000000000000002", "2026-02-05", "乙样例贸易有限公司", fen(50'001),
                   Money());
       },
       "FAIL WARN"},
      {"X14", "no invoices", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X15", "half invoiced",
       [](auto& c) {
         year(c).in("2026-02-10", yuan(100000), "乙样例贸易有限公司");
         invoiced(c, yuan(1));
       },
       "PASS "},
      {"X15", "a cent less than half",
       [](auto& c) {
         year(c).in("2026-02-10", fen(10'000'001), "乙样例贸易有限公司");
         invoiced(c, yuan(1));
       },
       "FAIL WARN"},
      {"X15", "no invoices", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X16", "two fifths paid",
       [](auto& c) {
         year(c).out("2026-02-10", yuan(1), "丙样例钢铁有限公司");
         invoiced(c, yuan(1));
         for (const auto& [seller, value] :
              {std::pair{"丙样例钢铁有限公司", 400}, {"丁样例钢铁有限公司", 600}}) {
           Invoice& line = c.invoice("2637200000000000001" + std::to_string(value / 200),
                                     "2026-02-05", c.dossier.customer.name, yuan(value), Money());
           line.side = InvoiceSide::input;
           line.seller = seller;
         }
       },
       "PASS "},
      {"X16", "a cent less",
       [](auto& c) {
         year(c).out("2026-02-10", yuan(1), "丙样例钢铁有限公司");
         invoiced(c, yuan(1));
         for (const auto& [seller, value] :
              {std::pair{"丙样例钢铁有限公司", 40000}, {"丁样例钢铁有限公司", 60001}}) {
           Invoice& line = c.invoice("2637200000000000001" + std::to_string(value / 20000),
                                     "2026-02-05", c.dossier.customer.name, fen(value), Money());
           line.side = InvoiceSide::input;
           line.seller = seller;
         }
       },
       "FAIL INFO"},
      {"X16", "no purchases",
       [](auto& c) {
         year(c);
         invoiced(c, yuan(1));
       },
       "NOT_EVALUATED "},
      {"X17", "a fifth with related parties",
       [](auto& c) {
         c.dossier.customer.related_names = {"冯样例"};
         year(c, yuan(80000)).in("2026-02-10", yuan(20000), "冯样例", "转账");
       },
       "PASS "},
      {"X17", "a cent more",
       [](auto& c) {
         c.dossier.customer.related_names = {"冯样例"};
         year(c, yuan(80000)).in("2026-02-10", fen(2'000'001), "冯样例", "转账");
       },
       "FAIL WARN"},
      {"X17", "no statement", [](auto&) {}, "NOT_EVALUATED "},
      {"X19", "a fifth less", [](auto& c) { tax_paid(c, yuan(1000), yuan(800)); }, "PASS "},
      {"X19", "a cent below", [](auto& c) { tax_paid(c, yuan(1000), fen(79'999)); }, "FAIL INFO"},
      {"X19", "no returns", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X20", "a fifth more", [](auto& c) { social_paid(c, yuan(800), yuan(1000)); }, "PASS "},
      {"X20", "a cent above", [](auto& c) { social_paid(c, yuan(800), fen(100'001)); },
       "FAIL INFO"},
      {"X20", "no contributions known", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X21", "half of the claimed",
       [](auto& c) {
         c.dossier.customer.claimed_staff = 10;
         staff(c, 5, 5);
       },
       "PASS "},
      {"X21", "under three tenths",
       [](auto& c) {
         c.dossier.customer.claimed_staff = 100;
         staff(c, 29, 29);
       },
       "FAIL WARN"},
      {"X21", "no claim", [](auto& c) { staff(c, 5, 5); }, "NOT_EVALUATED "},
      {"X22", "2,000 a head",
       [](auto& c) {
         staff(c, 5, 5);
         paid(c, yuan(10000), "代发工资专户", "代发工资");
       },
       "PASS "},
      {"X22", "a cent less in all",
       [](auto& c) {
         staff(c, 5, 5);
         paid(c, fen(999'999), "代发工资专户", "代发工资");
       },
       "FAIL WARN"},
      {"X22", "nobody insured", [](auto& c) { paid(c, yuan(1), "代发工资专户", "代发工资"); },
       "NOT_EVALUATED "},
      {"X23", "three persons apart", [](auto& c) { staff(c, 2, 5); }, "PASS "},
      {"X23", "four of ten apart", [](auto& c) { staff(c, 6, 10); }, "FAIL INFO"},
      {"X23", "thirty of a hundred apart", [](auto& c) { staff(c, 100, 70); }, "PASS "},
      {"X23", "one more", [](auto& c) { staff(c, 100, 69); }, "FAIL INFO"},
      {"X23", "no filing", [](auto&) {}, "NOT_EVALUATED "},
      {"X24", "a third of the band's low end",
       [](auto& c) { sales_of(c, "C3451", yuan(200000), 3); }, "PASS "},
      {"X24", "a cent less in all", [](auto& c) { sales_of(c, "C3451", fen(19'999'999), 3); },
       "FAIL INFO"},
      {"X24", "three times the high end",
       [](auto& c) { sales_of(c, "C3451", yuan(6000000), 1); }, "PASS "},
      {"X24", "a cent more", [](auto& c) { sales_of(c, "C3451", fen(600'000'001), 1); },
       "FAIL INFO"},
      {"X24", "no band in the policy", [](auto& c) { sales_of(c, "F5164", yuan(200000), 3); },
       "NOT_EVALUATED "},
      {"X24", "nobody insured", [](auto& c) { sales_of(c, "C3451", yuan(200000), 0); },
       "NOT_EVALUATED "},
      {"X24", "no sales", [](auto& c) { staff(c, 5, 5); }, "NOT_EVALUATED "},
      {"X25", "by three tenths each", [](auto& c) { factory(c, 700, 1300); }, "PASS "},
      {"X25", "by more than three tenths", [](auto& c) { factory(c, 699, 1301); }, "FAIL WARN"},
      {"X25", "the other way round", [](auto& c) { factory(c, 1301, 699); }, "FAIL WARN"},
      {"X25", "no electricity", [](auto& c) { c.registry().industry = "C3311"; }, "NOT_EVALUATED "},
      {"X25", "a trader", [](auto& c) { c.registry().industry = "F5164"; }, "NOT_APPLICABLE "},
      {"X26", "a fifth less", [](auto& c) { utilities_paid(c, yuan(1000), yuan(800)); }, "PASS "},
      {"X26", "a cent below", [](auto& c) { utilities_paid(c, yuan(1000), fen(79'999)); },
       "FAIL INFO"},
      {"X26", "no utilities", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X28", "181 days ago",
       [](auto& c) {
         c.registry().changes = {{day("2025-12-31"), "法定代表人变更", "", ""}};
       },
       "PASS "},
      {"X28", "180 days ago",
       [](auto& c) {
         c.registry().changes = {{day("2026-01-01"), "法定代表人变更", "", ""}};
       },
       "FAIL WARN"},
      {"X28", "no registry", [](auto&) {}, "NOT_EVALUATED "},
      {"X29", "the largest holder", [](auto& c) { shareholders(c, "郑样例"); }, "PASS "},
      {"X29", "the smaller holder", [](auto& c) { shareholders(c, "冯样例"); }, "FAIL WARN"},
      {"X29", "nobody claimed", [](auto& c) { shareholders(c, ""); }, "NOT_EVALUATED "},
      {"X30", "equal",
       [](auto& c) {
         c.dossier.customer.claimed_capital = yuan(500000);
         c.registry().capital = yuan(500000);
       },
       "PASS "},
      {"X30", "a fen apart",
       [](auto& c) {
         c.dossier.customer.claimed_capital = yuan(500000);
         c.registry().capital = fen(49'999'999);
       },
       "FAIL INFO"},
      {"X30", "none registered",
       [](auto& c) {
         c.dossier.customer.claimed_capital = yuan(500000);
         c.registry();
       },
       "NOT_EVALUATED "},
      {"X31", "a trader's goods", [](auto& c) { items(c, "F5164", "*轴承*球轴承", yuan(1)); },
       "PASS "},
      {"X31", "meals are the greater part",
       [](auto& c) { items(c, "F5164", "*餐饮服务*餐费", fen(49'999)); }, "FAIL WARN"},
      {"X31", "meals are the smaller part",
       [](auto& c) { items(c, "F5164", "*餐饮服务*餐费", fen(50'001)); }, "PASS "},
      {"X31", "a restaurant's meals", [](auto& c) { items(c, "H6210", "*餐饮服务*餐费", yuan(1)); },
       "PASS "},
      {"X31", "nothing but a red letter",
       [](auto& c) {
         invoiced(c, -yuan(500));
         c.dossier.invoice_lists[0].invoices[0].item = "*餐饮服务*餐费";
         c.registry().industry = "F5164";
       },
       "NOT_EVALUATED "},
      {"X31", "no category printed", [](auto& c) { items(c, "F5164", "餐费", yuan(1)); },
       "NOT_EVALUATED "},
      {"X31", "an industry without a table",
       [](auto& c) { items(c, "P8336", "*餐饮服务*餐费", yuan(1)); }, "NOT_EVALUATED "},
      {"X31", "no invoices", [](auto& c) { c.registry().industry = "F5164"; }, "NOT_EVALUATED "},
      {"X32", "paid before",
       [](auto& c) {
         c.dossier.application.purpose_supplier = "丙样例钢铁有限公司";
         paid(c, yuan(1), "丙样例钢铁有限公司", "采购款");
       },
       "PASS "},
      {"X32", "a year and a day ago",
       [](auto& c) {
         c.dossier.application.purpose_supplier = "丙样例钢铁有限公司";
         Account account = c.account("2025-01-01", "2026-06-30");
         account.out("2025-06-29", yuan(1), "丙样例钢铁有限公司");
       },
       "FAIL WARN"},
      {"X32", "a year ago",
       [](auto& c) {
         c.dossier.application.purpose_supplier = "丙样例钢铁有限公司";
         Account account = c.account("2025-01-01", "2026-06-30");
         account.out("2025-06-30", yuan(1), "丙样例钢铁有限公司");
       },
       "PASS "},
      {"X32", "no supplier named", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X33", "what the need allows",
       [](auto& c) {
         c.dossier.application.requested = yuan(20000);
         year(c);  // 20 % of 100,000
       },
       "PASS "},
      {"X33", "a cent more",
       [](auto& c) {
         c.dossier.application.requested = fen(2'000'001);
         year(c);
       },
       "FAIL WARN"},
      {"X33", "no sales known", [](auto&) {}, "NOT_EVALUATED "},
      {"X34", "1.2 times",
       [](auto& c) {
         c.dossier.application.repayment = "INSTALMENT";
         c.dossier.application.annual_rate = Decimal(0);
         c.dossier.application.requested = yuan(120000);  // 10,000 a month
         year(c, yuan(144000));                           // 12,000 a month
       },
       "PASS "},
      {"X34", "less",
       [](auto& c) {
         c.dossier.application.repayment = "INSTALMENT";
         c.dossier.application.annual_rate = Decimal(0);
         c.dossier.application.requested = yuan(120000);
         year(c, fen(14'399'999));
       },
       "FAIL WARN"},
      {"X34", "no plan", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X35", "normal", [](auto& c) { c.tax({}); }, "PASS "},
      {"X35", "not normal", [](auto& c) { c.tax({}).taxpayer_status = "非正常户"; }, "FAIL KO"},
      {"X35", "not stated", [](auto& c) { c.tax({}).taxpayer_status = ""; }, "NOT_EVALUATED "},
      {"X36", "none", [](auto& c) { judged(c, 0, 0); }, "PASS "},
      {"X36", "one enforced", [](auto& c) { judged(c, 0, 1); }, "FAIL KO"},
      {"X36", "one dishonest", [](auto& c) { judged(c, 1, 0); }, "FAIL KO"},
      {"X36", "no judicial data", [](auto&) {}, "NOT_EVALUATED "},
      {"X37", "the applicant's",
       [](auto& c) {
         c.dossier.customer.premises = "OWNED";
         estate(c, {"济南样例轴承有限公司"});
       },
       "PASS "},
      {"X37", "somebody's",
       [](auto& c) {
         c.dossier.customer.premises = "OWNED";
         estate(c, {"孙样例"});
       },
       "FAIL WARN"},
      {"X37", "no property data", [](auto& c) { c.dossier.customer.premises = "OWNED"; },
       "NOT_EVALUATED "},
      {"X37", "nothing claimed", [](auto&) {}, "NOT_APPLICABLE "},
      {"X38", "two without their other end",
       [](auto& c) {
         Account account = year(c);
         for (const char* date : {"2026-02-01", "2026-03-01"})
           account.in(date, yuan(1000), "济南样例轴承有限公司", "转账");
       },
       "PASS "},
      {"X38", "three",
       [](auto& c) {
         Account account = year(c);
         for (const char* date : {"2026-02-01", "2026-03-01", "2026-04-01"})
           account.in(date, yuan(1000), "济南样例轴承有限公司", "转账");
       },
       "FAIL WARN"},
      {"X38", "no statement", [](auto&) {}, "NOT_EVALUATED "},
      {"X39", "120 days",
       [](auto& c) {
         c.account("2025-07-01", "2026-06-30").in("2026-05-05", yuan(100), "甲样例贸易有限公司");
         invoiced(c, yuan(100));
       },
       "PASS "},
      {"X39", "121 days",
       [](auto& c) {
         c.account("2025-07-01", "2026-06-30").in("2026-05-06", yuan(100), "甲样例贸易有限公司");
         invoiced(c, yuan(100));
       },
       "FAIL INFO"},
      {"X39", "no invoices", [](auto& c) { year(c); }, "NOT_EVALUATED "},
      {"X42", "15 days old",
       [](auto& c) { c.account("2026-01-01", "2026-06-15").in("2026-02-01", yuan(1), "甲"); },
       "PASS "},
      {"X42", "16 days old",
       [](auto& c) { c.account("2026-01-01", "2026-06-14").in("2026-02-01", yuan(1), "甲"); },
       "FAIL WARN"},
      {"X44", "there",
       [](auto& c) {
         c.dossier.customer.owner_accounts = {"3701990000207731"};
         year(c).statement().account = "3701********7731";
       },
       "PASS "},
      {"X44", "one of two",
       [](auto& c) {
         c.dossier.customer.owner_accounts = {"3701990000207731", "3701990000207749"};
         year(c).statement().account = "3701990000207731";
       },
       "FAIL INFO"},
      {"X44", "none stated", [](auto& c) { year(c); }, "NOT_EVALUATED "},
  };
  return all;
}

}  // namespace

TEST_CASE("cross-checks through dossiers: passing, failing, on the threshold, without an operand") {
  for (const CrossCase& one : cases()) {
    CAPTURE(std::string(one.check));
    CAPTURE(std::string(one.what));
    test::Case c(one.type);
    one.build(c);
    c.consent_to_all();
    CHECK(outcome(assessed(c.dossier), one.check) == std::string(one.expected));
  }
}

TEST_CASE("S36: wealth products bought and not yet sold again") {
  const auto judge = [](Money bought, Money sold) {
    test::Case c(kLegal);
    Account account = year(c);
    account.out("2026-02-01", bought, "示例银行", "理财申购");
    if (!sold.is_zero()) account.in("2026-05-01", sold, "示例银行", "理财赎回");
    c.consent_to_all();
    return outcome(assessed(c.dossier), "S36");
  };
  CHECK(judge(yuan(50000), Money()) == "FAIL INFO");
  CHECK(judge(yuan(50000), fen(4'999'999)) == "FAIL INFO");
  CHECK(judge(yuan(50000), yuan(50000)) == "PASS ");
  test::Case nothing(kLegal);
  CHECK(outcome(assessed(nothing.dossier), "S36") == "NOT_EVALUATED ");
}

TEST_CASE("equity, licences, tax burden, losses, overdue tax and red letters, through dossiers") {
  const auto judge = [](const char* check, const Build& build,
                        CustomerType type = CustomerType::legal) {
    test::Case c(type);
    build(c);
    c.consent_to_all();
    return outcome(assessed(c.dossier), check);
  };
  const auto equity = [](std::vector<EquityPledge> pledges, std::vector<EquityFreeze> freezes) {
    return [=](test::Case& c) {
      Registry& registry = c.registry();
      registry.capital = yuan(1000);
      registry.equity_pledges = pledges;
      registry.equity_freezes = freezes;
    };
  };
  const auto half = EquityPledge{"郑样例", "", Decimal::from_scaled(5, -1), {}, {}, {}};
  const auto cent = EquityPledge{"郑样例", "", {}, fen(1), {}, {}};
  CHECK(judge("G12", equity({}, {})) == "PASS ");
  CHECK(judge("G12", equity({half}, {})) == "PASS ");
  CHECK(judge("G12", equity({half, cent}, {})) == "FAIL WARN");
  CHECK(judge("G12", equity({half, {"", "", {}, {}, {}, {}}}, {})) == "NOT_EVALUATED ");
  CHECK(judge("G12", equity({half, {"", "", {}, yuan(900), {}, day("2026-01-01")}}, {})) ==
        "PASS ");
  CHECK(judge("G12", equity({}, {{"郑样例", "", {}, {}}})) == "FAIL KO");
  CHECK(judge("G12", equity({}, {{"郑样例", "", {}, day("2026-06-30")}})) == "PASS ");
  CHECK(judge("G12", [](test::Case& c) { c.registry(); }) == "NOT_EVALUATED ");
  CHECK(judge(
            "G12", [](test::Case& c) { c.registry(); }, CustomerType::personal) ==
        "NOT_APPLICABLE ");

  const auto licensed = [](const char* industry, const char* name, const char* valid_to) {
    return [=](test::Case& c) {
      Registry& registry = c.registry();
      registry.industry = industry;
      registry.licences.emplace();
      if (*name != 0) registry.licences->push_back({name, "", day(valid_to)});
    };
  };
  CHECK(judge("G17", licensed("H6210", "食品经营许可证", "2026-06-30")) == "PASS ");
  CHECK(judge("G17", licensed("H6210", "食品经营许可证", "2026-06-29")) == "FAIL WARN");
  CHECK(judge("G17", licensed("H6210", "", "")) == "FAIL WARN");
  CHECK(judge("G17", licensed("F5174", "", "")) == "NOT_APPLICABLE ");
  CHECK(judge("G17", [](test::Case& c) { c.registry().industry = "H6210"; }) == "NOT_EVALUATED ");

  // The pack's band of wholesale is 0.5 % to 2 %.
  const auto burdened = [](Money payable, bool general) {
    return [=](test::Case& c) {
      c.registry().industry = "F5174";
      TaxReturns& returns = c.tax({{"2026-05-01", "2026-05-31", yuan(100000)}});
      returns.general_payer = general;
      returns.periods[0].tax_payable = payable;
    };
  };
  CHECK(judge("T03", burdened(yuan(250), true)) == "PASS ");
  CHECK(judge("T03", burdened(fen(24'999), true)) == "FAIL WARN");
  CHECK(judge("T03", burdened(yuan(6000), true)) == "PASS ");
  CHECK(judge("T03", burdened(fen(600'001), true)) == "FAIL INFO");
  CHECK(judge("T03", burdened(Money(), false)) == "NOT_APPLICABLE ");
  CHECK(judge("T03", [](test::Case& c) {
          c.tax({{"2026-05-01", "2026-05-31", yuan(100000)}});
        }) == "NOT_EVALUATED ");

  const auto profits = [](std::vector<IncomeTaxYear> years) {
    return [=](test::Case& c) { c.tax({}).income_tax = years; };
  };
  CHECK(judge("T08", profits({{2025, yuan(100), Money()}})) == "PASS ");
  CHECK(judge("T08", profits({{2025, yuan(100), fen(-1)}})) == "FAIL WARN");
  CHECK(judge("T08", profits({{2024, yuan(100), fen(-1)}, {2025, yuan(100), fen(1)}})) == "PASS ");
  CHECK(judge("T08", profits({{2024, yuan(100), yuan(1)}})) == "NOT_EVALUATED ");
  CHECK(judge("T08", profits({})) == "NOT_EVALUATED ");
  CHECK(judge("T08", profits({{2025, yuan(100), fen(-1)}}), CustomerType::personal) ==
        "NOT_APPLICABLE ");

  const auto overdue = [](Money amount, const char* since) {
    return [=](test::Case& c) {
      TaxReturns& returns = c.tax({});
      returns.overdue_tax = amount;
      if (*since != 0) returns.overdue_since = day(since);
    };
  };
  CHECK(judge("T05", overdue(yuan(1), "2026-04-01")) == "FAIL WARN");  // 90 days
  CHECK(judge("T05", overdue(yuan(1), "2026-03-31")) == "FAIL KO");
  CHECK(judge("T05", overdue(yuan(1), "")) == "FAIL WARN");
  CHECK(judge("T05", overdue(Money(), "")) == "PASS ");
  CHECK(judge("T05", [](test::Case&) {}) == "NOT_EVALUATED ");

  const auto red = [](Money amount, const char* date) {
    return [=](test::Case& c) {
      invoiced(c, yuan(9'000'000));
      c.invoice("26372000000000000009", date, "甲样例贸易有限公司", -amount, Money())
          .original_number = "26372000000000000001";
    };
  };
  CHECK(judge("V08", red(yuan(100000), "2026-02-05")) == "FAIL WARN");
  CHECK(judge("V08", red(yuan(100000), "2026-02-06")) == "FAIL INFO");
  CHECK(judge("V08", red(fen(9'999'999), "2026-02-05")) == "PASS ");
  CHECK(judge("V08", [](test::Case&) {}) == "NOT_EVALUATED ");

  const auto opened = [](const char* on, const char* from) {
    return [=](test::Case& c) {
      Account account = c.account(from, "2026-06-30");
      account.in("2026-05-10", yuan(100), "甲样例贸易有限公司");
      if (*on != 0) account.statement().account_opened_on = day(on);
    };
  };
  CHECK(judge("S41", opened("2025-12-30", "2026-03-01")) == "PASS ");
  CHECK(judge("S41", opened("2025-12-31", "2026-03-01")) == "FAIL INFO");
  CHECK(judge("S41", opened("", "2025-12-01")) == "PASS ");
  CHECK(judge("S41", opened("", "2026-03-01")) == "NOT_EVALUATED ");

  const auto round = [](Money amount) {
    return [=](test::Case& c) {
      Account account = c.account("2025-07-01", "2026-06-30");
      for (int i = 0; i < 6; ++i) {
        const std::string date = "2026-0" + std::to_string(i + 1);
        account.in(date + "-10", amount, "甲样例贸易有限公司");
        account.out(date + "-10", amount, "乙样例钢铁有限公司");
      }
    };
  };
  CHECK(judge("S24", round(yuan(60000))) == "FAIL WARN");  // and out on the same day (S17)
  CHECK(judge("S24", round(yuan(40000))) == "FAIL INFO");  // too small for S17
  CHECK(judge("S24", round(yuan(60001))) == "PASS ");
}

TEST_CASE("seized property and industries of the bank's lists, through dossiers") {
  const auto judge = [](const char* check, const Build& build) {
    test::Case c(kLegal);
    build(c);
    c.consent_to_all();
    return outcome(assessed(c.dossier), check);
  };
  const auto seized = [](bool is_seized, bool secured) {
    return [=](test::Case& c) {
      estate(c, {"济南样例轴承有限公司"});
      c.dossier.government.back().real_estate->front().seized = is_seized;
      c.dossier.application.secured = secured;
    };
  };
  CHECK(judge("G14", seized(false, true)) == "PASS ");
  CHECK(judge("G14", seized(true, false)) == "FAIL WARN");
  CHECK(judge("G14", seized(true, true)) == "FAIL WARN_SEVERE");
  CHECK(judge("G14", [](test::Case&) {}) == "NOT_EVALUATED ");
  const auto industry = [](const char* code) {
    return [=](test::Case& c) { c.registry().industry = code; };
  };
  CHECK(judge("G16", industry("F5164")) == "PASS ");
  CHECK(judge("G16", industry("C3110")) == "FAIL WARN");
  CHECK(judge("G16", industry("C3130")) == "PASS ");
  CHECK(judge("G16", industry("K7010")) == "FAIL KO");
  CHECK(judge("G16", industry("K7020")) == "PASS ");
  CHECK(judge("G16", industry("")) == "NOT_EVALUATED ");
  CHECK(judge("G16", [](test::Case&) {}) == "NOT_EVALUATED ");
}

TEST_CASE("what an unauthorised source would have said is not evaluated, and X41 says so") {
  test::Case c(kLegal);
  year(c);
  c.consent_to_all();
  CHECK(outcome(assessed(c.dossier), "X41") == "PASS ");
  c.dossier.consents.clear();
  const Assessment refused = assessed(c.dossier);
  CHECK(outcome(refused, "X41") == "FAIL KO");
  CHECK(outcome(refused, "X02") == "NOT_EVALUATED ");
}

TEST_CASE("every cross-check of the pack passes, fails and lacks an operand here") {
  // X40 needs scans and has its dossiers in assess_scan_test; X41
  // and X42 have no operand that could be missing.
  const std::set<std::string> elsewhere = {"X40", "X41", "X42"};
  std::map<std::string, std::set<std::string>> seen;
  for (const CrossCase& one : cases()) {
    const std::string expected = one.expected;
    seen[one.check].insert(expected.substr(0, expected.find(' ')));
  }
  test::Case c(kLegal);
  for (const Finding& each : assessed(c.dossier).findings) {
    if (each.id.front() != 'X' || elsewhere.contains(each.id)) continue;
    CAPTURE(each.id);
    for (const char* status : {"PASS", "FAIL", "NOT_EVALUATED"})
      CHECK(seen[each.id].contains(status));
  }
}
