// Daily balances (S07, S18, S19) and the back-calculation of interest (S08, DOMAIN 2.5).
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

// End-of-day balances of one statement over its period; empty when none can be known.
std::vector<DailyBalance> daily_of(const Work& work, const Statement& statement) {
  std::vector<DailyBalance> days;
  if (!statement.period_from || !statement.period_to) return days;
  std::optional<Money> balance = statement.opening_balance;
  std::vector<const Row*> rows;
  bool printed = false;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.statement != &statement) continue;
    rows.push_back(&row);
    if (!row.transaction->balance) continue;
    if (!printed && !balance) {  // the first printed balance tells what stood before it
      balance = row.transaction->balance;
      for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
        balance = (*it)->is_in()    ? *balance - (*it)->amount()
                  : (*it)->is_out() ? *balance + (*it)->amount()
                                    : *balance;
      }
    }
    printed = true;
  }
  if (!printed || !balance) return days;
  days.reserve(static_cast<std::size_t>(statement.period_to->minus(*statement.period_from) + 1));
  auto next = rows.begin();
  for (Date day = *statement.period_from; day <= *statement.period_to; day = day.plus_days(1)) {
    for (; next != rows.end() && (*next)->date() <= day; ++next) {
      const Transaction& t = *(*next)->transaction;
      if (t.balance) {
        balance = t.balance;
      } else if ((*next)->is_in()) {
        *balance += t.amount;
      } else if ((*next)->is_out()) {
        *balance -= t.amount;
      }
    }
    days.push_back({day, *balance});
  }
  return days;
}

Decimal yuan(Int128 fen) { return Decimal::from_scaled(fen, -2); }

// ---- interest ----

struct Quarter {
  Date from, to;  // 21st of the month three before .. 20th of March, June, September, December
};

std::optional<Quarter> quarter_settled_at(Date credited_on) {
  const int month = credited_on.month_of_year(), day = credited_on.day();
  if (month % 3 != 0 || day < 20 || day > 22) return std::nullopt;
  const Date to = Date::first_of(credited_on.month()).plus_days(19);
  const Date from = Date::first_of(credited_on.month().plus(-3)).plus_days(20);
  return Quarter{from, to};
}

class InterestChecker {
 public:
  InterestChecker(Work& work, const Statement& statement, const std::vector<DailyBalance>& daily)
      : work_(work),
        statement_(statement),
        index_(static_cast<std::uint32_t>(&statement - work.dossier.statements.data())),
        daily_(daily),
        personal_(is_person_name(normalise_name(statement.holder))) {}

  void check() {
    std::map<Date, bool> settled;  // by the quarter's last day
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.statement != &statement_ || row.cls != TransactionClass::interest) continue;
      const auto quarter = quarter_settled_at(row.date());
      if (!quarter || settled[quarter->to]) continue;
      settled[quarter->to] = true;
      add(*quarter, row.transaction->row, row.date(), row.amount());
    }
    for (Month month = daily_.front().date.month(); month <= daily_.back().date.month();
         month = month.plus(1)) {
      const auto quarter = quarter_settled_at(Date::first_of(month).plus_days(20));
      const bool whole = quarter && quarter->from >= daily_.front().date &&
                         quarter->to.plus_days(2) <= daily_.back().date;
      if (whole && !settled[quarter->to]) add(*quarter, 0, quarter->to.plus_days(1), Money());
    }
  }

 private:
  std::optional<Decimal> rate_on(Date day) const {
    std::optional<Decimal> rate;
    for (const RateStep& step : work_.policy.demand_deposit_rates) {
      if (step.from <= day) rate = step.rate;
    }
    return rate;
  }

  void add(const Quarter& quarter, std::uint32_t row, Date credited_on, Money stated) {
    const auto rate = rate_on(quarter.to);
    if (!rate) return;
    InterestCheck check;
    check.statement = index_;
    check.row = row;
    check.credited_on = credited_on;
    check.period_from = quarter.from;
    check.period_to = quarter.to;
    check.days = quarter.to.minus(quarter.from) + 1;
    check.rate = *rate;
    check.stated = stated;
    Int128 accumulated = 0;
    for (const DailyBalance& day : daily_) {
      if (day.date < quarter.from || day.date > quarter.to) continue;
      ++check.covered_days;
      accumulated += day.balance.fen();
    }
    if (check.covered_days == 0) return;
    check.accumulated = to_money_or_throw(yuan(accumulated));
    check.expected = *divide(yuan(accumulated) * *rate, Decimal(360));
    check.observed_average = *divide(yuan(accumulated), Decimal(check.covered_days));
    check.implied_average =
        *divide(Decimal::from_yuan(stated) * Decimal(360), *rate * Decimal(check.days));
    if (check.covered_days < check.days) {
      const Decimal needed = *divide(Decimal::from_yuan(stated) * Decimal(360), *rate);
      check.rest_average =
          divide(needed - yuan(accumulated), Decimal(check.days - check.covered_days));
    }
    check.verdict = judge(check);
    if (!check.verdict.empty()) work_.out.interest.push_back(std::move(check));
  }

  // "" where there is nothing to say: an absent row for interest below one fen.
  std::string judge(const InterestCheck& check) const {
    const Decimal expected = check.expected.rounded(2);
    const Decimal fen = Decimal::from_scaled(1, -2);
    if (check.row == 0) return expected >= fen ? "ABSENT" : "";
    if (check.covered_days < check.days) {
      return check.implied_average > check.observed_average * Decimal(3) ? "WARN" : "PASS";
    }
    const Decimal stated = Decimal::from_yuan(check.stated);
    const Decimal gap = stated < expected ? expected - stated : stated - expected;
    const Decimal base = expected < fen ? fen : expected;
    if (gap <= Decimal::from_scaled(2, -2) || gap <= base * Decimal::from_scaled(2, -2))
      return "PASS";
    for (const RateStep& step : work_.policy.demand_deposit_rates) {
      const Decimal other = divide(check.expected * step.rate, check.rate)->rounded(2);
      const Decimal off = stated < other ? other - stated : stated - other;
      if (off <= fen) return "RATE";
    }
    const bool gross = gap > base * Decimal::from_scaled(5, -1) && gap > Decimal(1);
    return personal_ && gross ? "KO" : "WARN";
  }

  Work& work_;
  const Statement& statement_;
  std::uint32_t index_;
  const std::vector<DailyBalance>& daily_;
  bool personal_;
};

void interest_facts(Work& work) {
  std::int64_t ko = 0, warn = 0, absent = 0, rate = 0;
  Evidence evidence, suspicious;
  std::string detail, text;
  const auto grouped = [](const Decimal& value) {
    return to_grouped_string(to_money_or_throw(value));
  };
  for (const InterestCheck& check : work.out.interest) {
    const auto source = work.dossier.statements[check.statement].source;
    evidence.add_row(source, check.row);
    if (check.verdict == "PASS") continue;
    if (check.verdict == "RATE") {
      ++rate;
      continue;
    }
    suspicious.add_row(source, check.row);
    if (check.verdict == "KO") {
      ++ko;
    } else if (check.verdict == "ABSENT") {
      ++absent;
    } else {
      ++warn;
    }
    if (!detail.empty()) continue;
    if (check.verdict == "ABSENT") {
      detail = fmt::format("{} absent, expected {}", to_string(check.credited_on),
                           to_fixed_string(check.expected, 2));
      text = fmt::format("{}应有结息{}元而无结息行，疑似删改", to_string(check.credited_on),
                         grouped(check.expected));
    } else if (check.rest_average) {
      detail = fmt::format(
          "stated {}; covered {}/{} days; implied ADB {} vs observed {}; rest must average {}",
          to_string(check.stated), check.covered_days, check.days,
          to_fixed_string(check.implied_average, 2), to_fixed_string(check.observed_average, 2),
          to_fixed_string(*check.rest_average, 2));
      text = fmt::format(
          "{}结息{}元，流水仅覆盖该季{}/{}天：倒推日均{}元，流水日均{}元，未覆盖部分须日均{}元",
          to_string(check.credited_on), to_grouped_string(check.stated), check.covered_days,
          check.days, grouped(check.implied_average), grouped(check.observed_average),
          grouped(*check.rest_average));
    } else {
      detail = fmt::format("{} stated {} expected {}", to_string(check.credited_on),
                           to_string(check.stated), to_fixed_string(check.expected, 2));
      text = fmt::format("{}实收结息{}元，按日终余额推算应为{}元，倒推日均{}元，流水日均{}元",
                         to_string(check.credited_on), to_grouped_string(check.stated),
                         grouped(check.expected), grouped(check.implied_average),
                         grouped(check.observed_average));
    }
  }
  if (work.out.interest.empty()) {
    for (const auto name : {"interest_checked", "interest_ko", "interest_warn", "interest_absent",
                            "interest_rate_differs", "interest_detail", "interest_text"}) {
      work.not_applicable(name, "流水期内无结息日");
    }
    return;
  }
  if (detail.empty()) {
    const InterestCheck& check = work.out.interest.front();
    const Decimal gap = Decimal::from_yuan(check.stated) - check.expected.rounded(2);
    detail = fmt::format("expected {} stated {} deviation {}", to_fixed_string(check.expected, 2),
                         to_string(check.stated), to_fixed_string(gap, 2));
  }
  const Evidence& shown = suspicious.empty() ? evidence : suspicious;
  work.set("interest_checked", static_cast<std::int64_t>(work.out.interest.size()), evidence);
  work.set("interest_ko", ko, shown);
  work.set("interest_warn", warn, shown);
  work.set("interest_absent", absent, shown);
  work.set("interest_rate_differs", rate, evidence);
  work.set("interest_detail", detail, shown);
  work.set("interest_text", text, shown);
}

void balance_level_facts(Work& work, const Evidence& evidence, const Decimal& average) {
  const auto [low, high] = std::minmax_element(
      work.out.daily.begin(), work.out.daily.end(),
      [](const DailyBalance& a, const DailyBalance& b) { return a.balance < b.balance; });
  work.set("average_daily_balance", average, evidence);
  work.set("minimum_balance", low->balance, evidence);
  work.set("maximum_balance", high->balance, evidence);
  const auto to_requested = divide(average, Decimal::from_yuan(work.dossier.application.requested));
  work.set("adb_to_requested", to_requested.value_or(Decimal(0)), evidence);
  const Money threshold = Money::from_yuan(1000);
  const auto low_days = static_cast<std::size_t>(
      std::count_if(work.out.daily.begin(), work.out.daily.end(),
                    [&](const DailyBalance& day) { return day.balance < threshold; }));
  work.set("low_balance_days_share", *ratio(low_days, work.out.daily.size()), evidence);
  Evidence negative;
  std::int64_t negative_rows = 0;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.transaction->balance && row.transaction->balance->is_negative()) {
      ++negative_rows;
      work.add_row(negative, row);
    }
  }
  work.set("negative_balance_rows", negative_rows, negative.empty() ? evidence : negative);
}

}  // namespace

void balance_facts(Work& work) {
  static constexpr std::string_view kNames[] = {"average_daily_balance",  "minimum_balance",
                                                "maximum_balance",        "adb_to_requested",
                                                "low_balance_days_share", "negative_balance_rows",
                                                "interest_checked",       "interest_ko",
                                                "interest_warn",          "interest_absent",
                                                "interest_rate_differs",  "interest_detail",
                                                "interest_text"};
  if (work.statements.empty()) {
    for (const auto name : kNames) work.missing_source(name, SourceKind::statement);
    return;
  }
  Evidence evidence;
  Decimal average;
  std::map<std::string, std::map<Date, Money>> accounts;  // several files may be of one account
  for (const Statement* statement : work.statements) {
    work.balances.push_back(daily_of(work, *statement));
    const auto& days = work.balances.back();
    if (days.empty()) continue;
    auto& account = accounts[statement->account.empty() ? fmt::format("#{}", work.balances.size())
                                                        : statement->account];
    for (const DailyBalance& day : days) account[day.date] = day.balance;
    for (const Row& row : work.rows) {
      work.keep_on();
      if (row.statement == statement && row.transaction->balance) work.add_row(evidence, row);
    }
    InterestChecker(work, *statement, days).check();
  }
  std::map<Date, Money> total;
  for (const auto& [account, days] : accounts) {
    Int128 sum = 0;
    for (const auto& [date, balance] : days) {
      sum += balance.fen();
      total[date] += balance;
    }
    average += *divide(yuan(sum), Decimal(static_cast<std::int64_t>(days.size())));
  }
  if (total.empty()) {
    for (const auto name : kNames) {
      work.missing(name, "流水未印余额，需另行提供银行账户流水", "M-STMT");
    }
    return;
  }
  for (const auto& [date, balance] : total) work.out.daily.push_back({date, balance});
  balance_level_facts(work, evidence, average);
  std::stable_sort(
      work.out.interest.begin(), work.out.interest.end(),
      [](const InterestCheck& a, const InterestCheck& b) { return a.credited_on < b.credited_on; });
  interest_facts(work);
}

}  // namespace zhun
