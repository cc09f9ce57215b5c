// Which sources are in use: how old each is against the policy, and what is too old to count.
#include <algorithm>
#include <map>

#include "reconcile/work.hpp"

namespace zhun {

namespace {

// ---- sources and their age (DOMAIN 5.1) ----

struct Aged {
  std::string_view key, label;
};

void add_age(Work& work, std::uint32_t source, Aged what, std::optional<Date> as_of) {
  if (!as_of) return;
  const auto it = work.policy.staleness.find(what.key);
  if (it == work.policy.staleness.end()) return;
  work.out.ages.push_back({source, std::string(what.label), *as_of,
                           work.dossier.as_of.minus(*as_of), it->second.first, it->second.second});
}

bool stale(const Work& work, std::uint32_t source, std::string_view label) {
  return std::any_of(work.out.ages.begin(), work.out.ages.end(), [&](const SourceAge& age) {
    return age.source == source && age.label == label && age.age_days > age.hard_days;
  });
}

// Several files may be of one account, or of the invoices of several years: only the newest tells
// whether the data are out of date, the others reach back.
class Newest {
 public:
  void note(const std::string& key, std::uint32_t source, std::optional<Date> date) {
    if (!date) return;
    const auto [it, fresh] = newest_.emplace(key, std::pair(*date, source));
    if (!fresh && *date > it->second.first) it->second = {*date, source};
  }
  void add_ages(Work& work, Aged what) const {
    for (const auto& [key, entry] : newest_) add_age(work, entry.second, what, entry.first);
  }
  [[nodiscard]] bool is_stale(const Work& work, const std::string& key,
                              std::string_view label) const {
    const auto it = newest_.find(key);
    return it != newest_.end() && stale(work, it->second.second, label);
  }

 private:
  std::map<std::string, std::pair<Date, std::uint32_t>> newest_;
};

std::string account_of(const Statement& statement) {
  if (!statement.account.empty()) return statement.account;
  return statement.layout + "/" + normalise_name(statement.holder);
}

// Parts of a record with an age of their own; a stale part counts as missing.
template <typename Part>
void keep_if_fresh(Work& work, const GovernmentRecord& record, Aged what,
                   std::optional<Part>& part) {
  if (!part) return;
  add_age(work, record.source, what, work.dossier.sources[record.source].data_as_of);
  if (stale(work, record.source, what.label)) part.reset();
}

void select_government(Work& work) {
  work.fresh_government.reserve(work.dossier.government.size());
  for (const GovernmentRecord& original : work.dossier.government) {
    GovernmentRecord record = original;
    if (record.status == PullStatus::error) continue;
    keep_if_fresh(work, record, {"registry", "登记"}, record.registry);
    if (!record.judicial_from_registry) {
      keep_if_fresh(work, record, {"judicial", "司法"}, record.judicial);
    } else if (!record.registry) {
      record.judicial.reset();
    }
    keep_if_fresh(work, record, {"penalty", "处罚"}, record.penalties);
    keep_if_fresh(work, record, {"social", "社保"}, record.social_security);
    keep_if_fresh(work, record, {"housing_fund", "公积金"}, record.housing_fund);
    keep_if_fresh(work, record, {"utility", "水电"}, record.utilities);
    keep_if_fresh(work, record, {"credit_report", "征信"}, record.credit_report);
    keep_if_fresh(work, record, {"real_estate", "不动产"}, record.real_estate);
    work.fresh_government.push_back(std::move(record));
  }
  for (const GovernmentRecord& record : work.fresh_government) work.government.push_back(&record);
}

}  // namespace

namespace {

std::string period_label(const TaxPeriod& period) {
  if (period.from.month() == period.to.month()) return to_string(period.from.month());
  return to_string(period.from.month()) + "至" + to_string(period.to.month());
}

bool intersect(const TaxPeriod& a, const TaxPeriod& b) { return a.from <= b.to && b.from <= a.to; }

// All files count together; a period that several have counts as the newest file says.
void merge_tax(Work& work) {
  const auto last_day = [](const TaxReturns& returns) {
    return returns.periods.empty() ? Date() : returns.periods.back().to;
  };
  std::stable_sort(work.tax_returns.begin(), work.tax_returns.end(),
                   [&](const TaxReturns* a, const TaxReturns* b) {
                     const auto age = [&](const TaxReturns* r) {
                       return std::pair(date_of(work.dossier.sources[r->source]), last_day(*r));
                     };
                     return age(a) > age(b);
                   });
  for (const TaxReturns* returns : work.tax_returns) {
    for (const TaxPeriod& period : returns->periods) {
      const auto taken = std::find_if(work.filed.begin(), work.filed.end(), [&](const auto& filed) {
        return intersect(*filed.period, period);
      });
      if (taken == work.filed.end()) {
        work.filed.push_back({&period, returns});
        continue;
      }
      const TaxPeriod& kept = *taken->period;
      const bool same = kept.from == period.from && kept.to == period.to;
      if (!same || kept.sales_ex == period.sales_ex) continue;
      work.out.contradictions.push_back({taken->returns->source, kept.row, returns->source,
                                         period.row, period_label(period) + " 增值税申报",
                                         "申报销售额（不含税）", to_string(kept.sales_ex),
                                         to_string(period.sales_ex), period.from});
    }
  }
  std::sort(work.filed.begin(), work.filed.end(),
            [](const auto& a, const auto& b) { return a.period->from < b.period->from; });
  for (const auto& filed : work.filed) {
    const TaxPeriod& period = *filed.period;
    const bool monthly = period.from.month() == period.to.month();
    const bool general = filed.returns->general_payer.value_or(monthly);
    work.out.filed.push_back({filed.returns->source, period.row, period.from, period.to,
                              period.sales_ex, Decimal::from_scaled(general ? 13 : 1, -2)});
  }
}

}  // namespace

std::optional<Date> date_of(const Source& source) {  // DOMAIN 5.1
  if (source.data_as_of || !source.retrieved_at) return source.data_as_of;
  return source.retrieved_at->date;
}

void select_sources(Work& work) {
  const auto age_date = [&](std::uint32_t index) { return date_of(work.dossier.sources[index]); };
  Newest accounts, lists, filings;
  for (const Statement& statement : work.dossier.statements) {
    accounts.note(account_of(statement), statement.source, age_date(statement.source));
  }
  for (const InvoiceList& list : work.dossier.invoice_lists) {
    lists.note("", list.source, age_date(list.source));
  }
  bool quarterly = false;
  for (const TaxReturns& returns : work.dossier.tax_returns) {
    std::optional<Date> last;
    for (const TaxPeriod& period : returns.periods) {
      last = last ? std::max(*last, period.to) : period.to;
      quarterly = quarterly || period.to.month() != period.from.month();
    }
    filings.note("", returns.source, last);
  }
  accounts.add_ages(work, {"statement", "流水"});
  lists.add_ages(work, {"invoices", "发票"});
  filings.add_ages(work, {quarterly ? "tax_quarterly" : "tax_monthly", "纳税申报"});
  for (const Statement& statement : work.dossier.statements) {
    // Rows in a foreign currency are listed by the reader but never summed.
    if (statement.currency == "CNY" && !accounts.is_stale(work, account_of(statement), "流水")) {
      work.statements.push_back(&statement);
    }
  }
  for (const InvoiceList& list : work.dossier.invoice_lists) {
    if (!lists.is_stale(work, "", "发票")) work.invoice_lists.push_back(&list);
  }
  for (const TaxReturns& returns : work.dossier.tax_returns) {
    if (!filings.is_stale(work, "", "纳税申报")) work.tax_returns.push_back(&returns);
  }
  merge_tax(work);
  select_government(work);
}

}  // namespace zhun
