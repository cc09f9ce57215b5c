// Invented applicants with all sources, for tests of whole assessments.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>

#include "reconcile/dossier_builder.hpp"
#include "zhun/assessment.hpp"

namespace zhun::test {

inline const Policy& the_policy() {
  static const Policy policy = [] {
    auto loaded = default_policy();
    REQUIRE_MESSAGE(loaded.has_value(), (loaded ? "" : to_string(loaded.error())));
    return *loaded;
  }();
  return policy;
}

struct Flow {
  std::string time;
  Money amount;  // negative: out
  std::string party;
};

// Posts flows in the order of time, with the interest that the daily balances give at 0.05 %.
inline void post(Account& account, std::vector<Flow> flows, Money balance) {
  std::sort(flows.begin(), flows.end(),
            [](const Flow& a, const Flow& b) { return a.time < b.time; });
  auto next = flows.begin();
  std::int64_t accumulated = 0;
  bool whole = false;  // the running quarter began within the statement
  for (Date today = *account.statement().period_from; today <= *account.statement().period_to;
       today = today.plus_days(1)) {
    if (today.month_of_year() % 3 == 0 && today.day() == 21) {
      const Money interest = fen((accumulated * 5 + 1'800'000) / 3'600'000);
      if (whole) account.in(to_string(today) + "T00:05:00", interest, "示例银行", "结息");
      if (whole) balance += interest;
      whole = true;
      accumulated = 0;
    }
    for (; next != flows.end() && next->time.substr(0, 10) == to_string(today); ++next) {
      balance += next->amount;
      if (next->amount.is_negative()) {
        account.out(next->time, -next->amount, next->party);
      } else {
        account.in(next->time, next->amount, next->party);
      }
    }
    accumulated += balance.fen();
  }
}

// A healthy company: a year of sales to four customers, invoiced and declared alike.
inline void fill_company(Case& c) {
  static constexpr const char* kCustomers[] = {"甲样例机械有限公司", "乙样例建材有限公司",
                                               "丙样例商贸有限公司", "丁样例物资有限公司"};
  c.dossier.application.declared_annual_sales = yuan(1400000);
  Account account = c.account("2025-06-01", "2026-06-30", yuan(300000));
  c.invoices("2024-06-01", "2026-06-30");
  TaxReturns& returns = c.tax({});
  std::vector<Flow> flows;
  for (Month m(2024, 6); m <= Month(2026, 6); m = m.plus(1)) {
    TaxPeriod period;
    period.row = static_cast<std::uint32_t>(returns.periods.size() + 1);
    period.from = Date::first_of(m);
    period.to = Date::last_of(m);
    for (int i = 0; i < 4; ++i) {
      const std::string month = to_string(m);
      const Money ex = fen(2'000'000 + i * 350'000 + m.month() * 10'000);
      const Money tax = fen(ex.fen() * 13 / 100);
      c.invoice(month.substr(2, 2) + "37200000000000" + month.substr(5) + "0" + std::to_string(i),
                month + "-0" + std::to_string(i + 3), kCustomers[i], ex, tax);
      if (m <= Month(2026, 5)) period.sales_ex += ex;
      if (m < Month(2025, 6)) continue;
      flows.push_back({month + "-1" + std::to_string(i) + "T10:30:05", ex + tax, kCustomers[i]});
      flows.push_back({month + "-2" + std::to_string(i) + "T14:10:00", fen(-ex.fen() * 7 / 10),
                       "戊样例钢铁有限公司"});
    }
    if (m <= Month(2026, 5)) returns.periods.push_back(period);
  }
  post(account, std::move(flows), yuan(300000));
  c.registry();
  c.consent_to_all();
}

inline Assessment assessed(const Dossier& dossier, const Policy& policy = the_policy()) {
  auto assessment = assess(dossier, policy);
  REQUIRE_MESSAGE(assessment.has_value(), (assessment ? "" : to_string(assessment.error())));
  return std::move(*assessment);
}

inline const Finding& finding(const Assessment& a, std::string_view id) {
  const auto it = std::find_if(a.findings.begin(), a.findings.end(),
                               [&](const Finding& f) { return f.id == id; });
  REQUIRE_MESSAGE(it != a.findings.end(), std::string(id));
  return *it;
}

inline const MaterialItem* material(const Assessment& a, std::string_view id) {
  for (const MaterialItem& item : a.materials) {
    if (item.id == id) return &item;
  }
  return nullptr;
}

inline std::string outcome(const Assessment& a, std::string_view id) {
  const Finding& f = finding(a, id);
  return std::string(to_string(f.status)) + " " + std::string(to_string(f.severity));
}

inline std::string shown(const Assessment& a, std::string_view name) {
  return shown(a.reconciliation.facts, name);
}

}  // namespace zhun::test
