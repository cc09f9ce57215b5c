// Effective flow (S05) and what follows from months and counterparties: S06, S09 to S16, S37 to
// S42.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

constexpr std::string_view kAll[] = {
    "gross_inflow",           "gross_outflow",        "operating_inflow",
    "refund_to_customers",    "net_effective_inflow", "effective_ratio",
    "related_inflow_share",   "cash_in_share",        "cash_out_share",
    "statement_days",         "overridden_rows",      "override_effect",
    "override_text",          "full_months",          "full_months_detail",
    "monthly_effective_mean", "monthly_effective_cv", "customer_top1_share",
    "customer_top5_share",    "customer_top10_share", "customer_hhi",
    "customer_top1_name",     "customer_count",       "supplier_top1_share",
    "customers_stable_share", "customers_new_share",  "active_months",
    "calendar_months",        "active_months_ratio",  "peak_quarter_share",
    "trend_3_months",         "operating_margin",     "last_row_age_days",
    "account_months",         "account_age_months",   "adb_to_outflow",
    "monthly_operating_net",  "last_3_months_net",    "effective_inflow_12m"};

bool is_operating_cost(TransactionClass cls) {
  using enum TransactionClass;
  return cls == operating_out || cls == wage || cls == rent || cls == util || cls == tax ||
         cls == social;
}

// The part of a row that counts as effective inflow, before cash weighting: in, or negative for
// refunds.
class EffectiveFlow {
 public:
  EffectiveFlow(const Work& work, const std::vector<Row>& rows) {
    Money inflow, cash;
    customers_.resize(work.parties.size());
    for (const Row& row : rows) {
      if (row.is_in()) inflow += row.amount();
      if (row.cls == TransactionClass::cash && row.is_in()) cash += row.amount();
      if (row.cls == TransactionClass::operating_in) customers_[row.party] = true;
    }
    // DOMAIN 2.3, class 10: cash of individuals counts in part, if it is not most of the inflow.
    const auto share = ratio(cash, inflow);
    const bool counted = !work.is_legal() && share && *share <= work.parameter("cash_share_max");
    cash_weight_ = counted ? work.parameter("cash_weight") : Decimal(0);
  }

  [[nodiscard]] Money of(const Row& row) const {
    switch (row.cls) {
      case TransactionClass::operating_in:
        return row.amount();
      case TransactionClass::refund_out:
        return customers_[row.party] ? -row.amount() : Money();
      case TransactionClass::cash:
        return to_money_or_throw(Decimal::from_yuan(row.amount()) * cash_weight_);
      case TransactionClass::interest:
      case TransactionClass::refund_in:
      case TransactionClass::loan_in:
      case TransactionClass::own:
      case TransactionClass::related:
      case TransactionClass::wealth:
      case TransactionClass::capital:
      case TransactionClass::deposit:
      case TransactionClass::gov:
      case TransactionClass::round_trip:
      case TransactionClass::gamble:
      case TransactionClass::loan_repay:
      case TransactionClass::tax:
      case TransactionClass::social:
      case TransactionClass::wage:
      case TransactionClass::util:
      case TransactionClass::rent:
      case TransactionClass::fee:
      case TransactionClass::cash_out:
      case TransactionClass::operating_out:
      case TransactionClass::neutral:
        break;
    }
    return Money();
  }

 private:
  std::vector<bool> customers_;
  Decimal cash_weight_;
};

struct Totals {
  Money inflow, outflow, operating, refunds, net, related, cash_in, cash_out;
  Evidence in_rows, out_rows, effective_rows, refund_rows, related_rows, cash_in_rows,
      cash_out_rows;
};

Totals sum_up(const Work& work) {
  Totals totals;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.is_in()) {
      totals.inflow += row.amount();
      work.add_row(totals.in_rows, row);
    } else if (row.is_out()) {
      totals.outflow += row.amount();
      work.add_row(totals.out_rows, row);
    }
    const Money effective = row.effective;
    if (!effective.is_zero()) {
      totals.net += effective;
      work.add_row(totals.effective_rows, row);
    }
    if (row.cls == TransactionClass::operating_in) totals.operating += row.amount();
    if (row.cls == TransactionClass::refund_out && !effective.is_zero()) {
      totals.refunds += row.amount();
      work.add_row(totals.refund_rows, row);
    }
    if (row.cls == TransactionClass::related && row.is_in()) {
      totals.related += row.amount();
      work.add_row(totals.related_rows, row);
    }
    if (row.cls == TransactionClass::cash && row.is_in()) {
      totals.cash_in += row.amount();
      work.add_row(totals.cash_in_rows, row);
    }
    if (row.cls == TransactionClass::cash_out) {
      totals.cash_out += row.amount();
      work.add_row(totals.cash_out_rows, row);
    }
  }
  return totals;
}

void set_ratio(Work& work, std::string_view name, Money part, Money whole, const Evidence& evidence,
               std::string_view why_not) {
  if (const auto value = ratio(part, whole)) {
    work.set(name, *value, evidence);
  } else {
    work.missing(name, std::string(why_not), "M-STMT");
  }
}

// S51: what reviewers decided, and what it changes.
void override_facts(Work& work, Money net) {
  std::vector<Row> rows = work.rows;
  std::int64_t count = 0;
  Evidence evidence;
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const LedgerRow& ledger = work.out.ledger[i];
    if (!ledger.class_before) continue;
    work.add_row(evidence, rows[i]);
    rows[i].cls = *ledger.class_before;
    if (++count > 3) continue;
    text +=
        fmt::format("{}{}第{}行由{}改为{}", text.empty() ? "" : "；",
                    work.dossier.sources[rows[i].statement->source].id, rows[i].transaction->row,
                    class_title(*ledger.class_before), class_title(ledger.cls));
  }
  Money before = net;
  if (count > 0) {
    const EffectiveFlow flow(work, rows);
    before = Money();
    for (const Row& row : rows) before += flow.of(row);
  }
  if (count > 3) text += "等";
  work.set("overridden_rows", count, evidence);
  work.set("override_effect", net - before, evidence);
  work.set("override_text", text, evidence);
}

void months_of(Work& work) {
  std::map<Month, MonthlyFigures> months;
  for (const Period& period : work.coverage) {
    for (Month m = period.from.month(); m <= period.to.month(); m = m.plus(1)) months[m].month = m;
  }
  for (const Row& row : work.rows) {
    work.keep_on();
    MonthlyFigures& month = months[row.date().month()];
    month.month = row.date().month();
    if (row.is_in()) {
      month.inflow += row.amount();
      ++month.inflow_count;
    } else if (row.is_out()) {
      month.outflow += row.amount();
      ++month.outflow_count;
    }
    month.effective += row.effective;
  }
  for (const Month month : work.full_months) months[month].full = true;
  for (const auto& [month, figures] : months) work.out.months.push_back(figures);
}

// S06: mean and population coefficient of variation over the full months.
void monthly_facts(Work& work, const Evidence& evidence) {
  std::vector<const MonthlyFigures*> full;
  for (const auto& month : work.out.months) {
    if (month.full) full.push_back(&month);
  }
  const auto n = static_cast<std::int64_t>(full.size());
  std::string names;
  for (const auto* month : full) names += (names.empty() ? "" : ",") + to_string(month->month);
  work.set("full_months", n, evidence);
  work.set("full_months_detail", names, evidence);
  if (n < 2) {
    for (const auto name :
         {"monthly_effective_mean", "monthly_effective_cv", "monthly_operating_net"}) {
      work.missing(name, "完整月份不足2个", "M-STMT");
    }
  } else {
    Decimal sum;
    for (const auto* month : full) sum += Decimal::from_yuan(month->effective);
    const Decimal mean = *divide(sum, Decimal(n));
    Decimal squares;
    for (const auto* month : full) {
      const Decimal gap = Decimal::from_yuan(month->effective) - mean;
      squares += gap * gap;
    }
    work.set("monthly_effective_mean", mean, evidence);
    const auto deviation = square_root(*divide(squares, Decimal(n)));
    const auto cv = mean.is_zero() ? std::nullopt : divide(*deviation, mean);
    if (cv && !cv->is_negative()) {
      work.set("monthly_effective_cv", *cv, evidence);
    } else {
      work.missing("monthly_effective_cv", "月均有效流入不为正", "");
    }
    Decimal net;
    Evidence rows;
    for (const Row& row : work.rows) {
      work.keep_on();
      if (!std::binary_search(work.full_months.begin(), work.full_months.end(),
                              row.date().month())) {
        continue;
      }
      if (is_operating_cost(row.cls)) {
        net = net - Decimal::from_yuan(row.amount());
        work.add_row(rows, row);
      }
    }
    work.set("monthly_operating_net", *divide(sum + net, Decimal(n)), evidence);
  }
  Money last;
  if (full.size() >= 3) {
    for (std::size_t i = full.size() - 3; i < full.size(); ++i) {
      last += full[i]->inflow - full[i]->outflow;
    }
    work.set("last_3_months_net", last, evidence);
  } else {
    work.missing("last_3_months_net", "完整月份不足3个", "M-STMT");
  }
}

// S14 seasonality and S15 trend.
void season_facts(Work& work, const Evidence& evidence) {
  std::vector<Money> full;
  for (const auto& month : work.out.months) {
    if (month.full) full.push_back(month.effective);
  }
  const std::size_t n = full.size();
  if (n >= 12) {
    std::vector<Money> year(full.end() - 12, full.end());
    Money total;
    for (const Money m : year) total += m;
    std::sort(year.begin(), year.end(), std::greater<>());
    set_ratio(work, "peak_quarter_share", year[0] + year[1] + year[2], total, evidence,
              "无有效流入");
  } else {
    work.missing("peak_quarter_share", "完整月份不足12个", "M-STMT");
  }
  const auto sum3 = [&](std::size_t back) {  // three months, ending `back` months before the last
    return full[n - 1 - back] + full[n - 2 - back] + full[n - 3 - back];
  };
  if (n < 6) {
    work.missing("trend_3_months", "完整月份不足6个", "M-STMT");
    return;
  }
  const Money before = n >= 15 ? sum3(12) : sum3(3);
  const auto value = before <= Money() ? std::nullopt : ratio(sum3(0), before);
  if (value) {
    work.set("trend_3_months", *value - Decimal(1), evidence);
  } else {
    work.missing("trend_3_months", "对比期无有效流入", "");
  }
}

// S09: shares of customers in the net effective inflow; suppliers alike.
void concentration_facts(Work& work, const Totals& totals) {
  std::map<std::uint32_t, CounterpartyFigures> customers, suppliers;
  Money spent;
  for (const Row& row : work.rows) {
    work.keep_on();
    const Money effective = row.effective;
    if (!effective.is_zero() && !row.acquiring && row.cls != TransactionClass::cash) {
      auto& customer = customers[row.party];
      customer.amount += effective;
      work.add_row(customer.evidence, row);
    }
    if (row.cls == TransactionClass::operating_out) {
      auto& supplier = suppliers[row.party];
      supplier.amount += row.amount();
      spent += row.amount();
      work.add_row(supplier.evidence, row);
    }
  }
  const auto collect = [&](auto& from, Money whole, std::vector<CounterpartyFigures>& to) {
    for (auto& [party, figures] : from) {
      figures.name = work.parties[party].name;
      figures.person = !work.parties[party].enterprise;
      figures.share = ratio(figures.amount, whole).value_or(Decimal(0));
      to.push_back(std::move(figures));
    }
    std::sort(to.begin(), to.end(), [](const auto& a, const auto& b) {
      return a.amount != b.amount ? a.amount > b.amount : a.name < b.name;
    });
  };
  collect(customers, totals.net, work.out.customers);
  collect(suppliers, spent, work.out.suppliers);
  if (work.out.suppliers.empty()) {
    work.missing("supplier_top1_share", "流水无经营支出", "");
  } else {
    work.set("supplier_top1_share", work.out.suppliers[0].share, work.out.suppliers[0].evidence);
  }
  work.set("customer_count", static_cast<std::int64_t>(work.out.customers.size()),
           totals.effective_rows);
  if (work.out.customers.empty() || totals.net <= Money()) {
    for (const auto name : {"customer_top1_share", "customer_top5_share", "customer_top10_share",
                            "customer_hhi", "customer_top1_name"}) {
      work.missing(name, "流水无经营收入", "M-STMT");
    }
    return;
  }
  Decimal top, hhi;
  Evidence evidence;
  for (std::size_t i = 0; i < work.out.customers.size(); ++i) {
    const auto& customer = work.out.customers[i];
    if (i < 10) {
      top += customer.share;
      evidence.add(customer.evidence);
    }
    hhi += customer.share * customer.share;
    if (i == 0) {
      work.set("customer_top1_share", top, evidence);
      work.set("customer_top1_name", marked_name(customer.name), evidence);
    }
    if (i == std::min<std::size_t>(4, work.out.customers.size() - 1)) {
      work.set("customer_top5_share", top, evidence);
    }
  }
  work.set("customer_top10_share", top, evidence);
  work.set("customer_hhi", hhi, evidence);
}

// S10: customers present in both halves; new customers in the last three full months.
void stability_facts(Work& work, const Evidence& evidence) {
  if (work.full_months.size() < 6) {
    work.missing("customers_stable_share", "完整月份不足6个", "M-STMT");
    work.missing("customers_new_share", "完整月份不足6个", "M-STMT");
    return;
  }
  const Month middle = work.full_months[work.full_months.size() / 2];
  const Month recent = work.full_months[work.full_months.size() - 3];
  struct Seen {
    bool first = false, second = false;
    Month earliest;
  };
  std::map<std::uint32_t, Seen> seen;
  Money recent_total, new_total;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.cls != TransactionClass::operating_in || row.acquiring) continue;
    const Month month = row.date().month();
    auto [it, fresh] = seen.try_emplace(row.party);
    if (fresh) it->second.earliest = month;
    (month < middle ? it->second.first : it->second.second) = true;
    if (month >= recent) {
      recent_total += row.amount();
      if (it->second.earliest >= recent) new_total += row.amount();
    }
  }
  const auto stable = static_cast<std::size_t>(std::count_if(
      seen.begin(), seen.end(), [](const auto& s) { return s.second.first && s.second.second; }));
  if (const auto share = ratio(stable, seen.size())) {
    work.set("customers_stable_share", *share, evidence);
  } else {
    work.missing("customers_stable_share", "流水无经营收入", "M-STMT");
  }
  set_ratio(work, "customers_new_share", new_total, recent_total, evidence, "近3个月无经营收入");
}

// S41: of the account into which most money came. A first row proves only that it is as old.
void account_age(Work& work) {
  constexpr std::string_view kName = "account_age_months";
  const WorkAccount* main = nullptr;
  Money most;
  for (const WorkAccount& account : work.accounts) {
    Money inflow;
    for (const std::size_t i : account.rows)
      if (work.rows[i].is_in()) inflow += work.rows[i].amount();
    if (main != nullptr && inflow <= most) continue;
    main = &account;
    most = inflow;
  }
  std::optional<Date> opened;
  Evidence evidence;
  for (const Statement* file : main == nullptr ? std::vector<const Statement*>() : main->files) {
    if (!file->account_opened_on || (opened && *opened <= *file->account_opened_on)) continue;
    opened = file->account_opened_on;
    evidence = {};
    evidence.add_source(file->source);
  }
  if (!opened) return work.missing(kName, "流水未印主要账户的开户日期", "M-STMT");
  work.set(kName, std::int64_t{work.dossier.as_of.whole_months_since(*opened)}, evidence);
}

void coverage_facts(Work& work, const Totals& totals) {
  const Evidence& evidence = totals.in_rows;
  std::int64_t days = 0;
  for (const Period& period : work.coverage) days += period.days();
  work.set("statement_days", days, evidence);
  std::int64_t active = 0;
  for (const auto& month : work.out.months) active += month.effective > Money() ? 1 : 0;
  const auto calendar = static_cast<std::int64_t>(work.out.months.size());
  work.set("active_months", active, totals.effective_rows);
  work.set("calendar_months", calendar, evidence);
  if (const auto value = divide(Decimal(active), Decimal(calendar))) {
    work.set("active_months_ratio", *value,
             totals.effective_rows.empty() ? evidence : totals.effective_rows);
  } else {
    work.missing("active_months_ratio", "流水无交易", "M-STMT");
  }
  if (work.coverage.empty()) {
    work.missing("last_row_age_days", "流水期间不明", "M-STMT");
    work.missing("account_months", "流水期间不明", "M-STMT");
    work.missing("account_age_months", "流水期间不明", "M-STMT");
    return;
  }
  const Date last = work.coverage.back().to, first = work.coverage.front().from;
  work.set("last_row_age_days", std::int64_t{work.dossier.as_of.minus(last)}, evidence);
  account_age(work);
  work.set("account_months", std::int64_t{work.dossier.as_of.whole_months_since(first)}, evidence);
}

void margin_facts(Work& work, const Totals& totals) {
  Money cost;
  Evidence evidence = totals.effective_rows;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (!is_operating_cost(row.cls)) continue;
    cost += row.amount();
    work.add_row(evidence, row);
  }
  set_ratio(work, "operating_margin", totals.operating - cost, totals.operating, evidence,
            "流水无经营收入");
  const auto days = work.number("statement_days");
  const auto average = work.number("average_daily_balance");
  if (!average) {
    work.missing("adb_to_outflow", "流水未印余额", "M-STMT");
  } else if (!days || days->is_zero() || totals.outflow.is_zero()) {
    work.missing("adb_to_outflow", "流水无流出", "");
  } else {
    const Decimal monthly =
        *divide(Decimal::from_yuan(totals.outflow) * Decimal(365), *days * Decimal(12));
    work.set("adb_to_outflow", *divide(*average, monthly), totals.out_rows);
  }
}

void class_totals(Work& work) {
  std::map<TransactionClass, Reconciliation::ClassTotal> classes;
  for (const Row& row : work.rows) {
    work.keep_on();
    auto& total = classes[row.cls];
    total.cls = row.cls;
    total.amount += row.is_out() ? -row.amount() : row.amount();
    ++total.count;
    work.add_row(total.evidence, row);
  }
  for (auto& [cls, total] : classes) work.out.classes.push_back(std::move(total));
}

}  // namespace

void statement_facts(Work& work) {
  if (work.statements.empty()) {
    for (const auto name : kAll) work.missing_source(name, SourceKind::statement);
    return;
  }
  const EffectiveFlow flow(work, work.rows);
  for (Row& row : work.rows) row.effective = flow.of(row);
  const Totals totals = sum_up(work);
  work.set("gross_inflow", totals.inflow, totals.in_rows);
  work.set("gross_outflow", totals.outflow, totals.out_rows);
  work.set("operating_inflow", totals.operating, totals.effective_rows);
  work.set("refund_to_customers", totals.refunds, totals.refund_rows);
  work.set("net_effective_inflow", totals.net, totals.effective_rows);
  set_ratio(work, "effective_ratio", totals.net, totals.inflow,
            totals.effective_rows.empty() ? totals.in_rows : totals.effective_rows, "流水无流入");
  set_ratio(work, "related_inflow_share", totals.related, totals.inflow, totals.related_rows,
            "流水无流入");
  set_ratio(work, "cash_in_share", totals.cash_in, totals.inflow, totals.cash_in_rows,
            "流水无流入");
  set_ratio(work, "cash_out_share", totals.cash_out, totals.outflow, totals.cash_out_rows,
            "流水无流出");
  override_facts(work, totals.net);
  months_of(work);
  coverage_facts(work, totals);
  const Evidence& shown = totals.effective_rows.empty() ? totals.in_rows : totals.effective_rows;
  monthly_facts(work, shown);
  season_facts(work, shown);
  concentration_facts(work, totals);
  stability_facts(work, shown);
  margin_facts(work, totals);
  class_totals(work);
  // The last 365 covered days, for annual figures (DOMAIN 1.5).
  if (!work.coverage.empty()) {
    const Date from = work.coverage.back().to.plus_days(-364);
    Money recent;
    for (const Row& row : work.rows) {
      work.keep_on();
      if (row.date() >= from) recent += row.effective;
    }
    work.set("effective_inflow_12m", recent, shown);
  } else {
    work.missing("effective_inflow_12m", "流水期间不明", "M-STMT");
  }
}

}  // namespace zhun
