// The order of tax periods. A period filed twice is a correction (更正申报): the later filing
// counts.
#include "read/tax_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "read/record_fields.hpp"

namespace zhun::read {

void settle_tax_periods(TaxReturns& returns, const ReadOptions& options) {
  std::stable_sort(
      returns.income_tax.begin(), returns.income_tax.end(),
      [](const IncomeTaxYear& a, const IncomeTaxYear& b) { return a.year < b.year; });
  auto& periods = returns.periods;
  std::stable_sort(periods.begin(), periods.end(), [](const TaxPeriod& a, const TaxPeriod& b) {
    if (a.from != b.from) return a.from < b.from;
    if (a.to != b.to) return a.to < b.to;
    return a.filed_on.value_or(Date()) < b.filed_on.value_or(Date());
  });
  std::vector<TaxPeriod> kept;
  std::uint32_t repeated = 0, overlapping = 0;
  for (const auto& period : periods) {
    if (!kept.empty() && kept.back().from == period.from && kept.back().to == period.to) {
      kept.back() = period;
      ++repeated;
      continue;
    }
    if (!kept.empty() && period.from <= kept.back().to) ++overlapping;
    kept.push_back(period);
  }
  periods = std::move(kept);
  if (repeated > 0) {
    returns.notes.push_back(make_note(
        "period_repeated", "",
        fmt::format("a period is filed twice; the later filing is kept ({} in all)", repeated),
        options));
  }
  if (overlapping > 0) {
    returns.notes.push_back(make_note(
        "period_overlap", "",
        fmt::format("two periods overlap; both are kept ({} in all)", overlapping), options));
  }
}

}  // namespace zhun::read
