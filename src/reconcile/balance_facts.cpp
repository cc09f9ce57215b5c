// Daily balances (S07, S18, S19) and the back-calculation of interest (S08, DOMAIN 2.5).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

// The balance with which a covered time begins: as a file that begins there prints it, else as the
// first printed balance tells.
std::optional<Money> opening_of(const Work& work, const WorkAccount& account, Date from,
                                std::size_t first, std::size_t last) {
  for (const Statement* file : account.files) {
    if (file->period_from == from && file->opening_balance) return file->opening_balance;
  }
  for (std::size_t i = first; i < last; ++i) {
    const Transaction& printed = *work.rows[account.rows[i]].transaction;
    if (!printed.balance) continue;
    Money balance = *printed.balance;
    for (std::size_t j = i + 1; j-- > first;) {
      const Transaction& t = *work.rows[account.rows[j]].transaction;
      if (t.direction == Direction::inflow) balance -= t.amount;
      if (t.direction == Direction::outflow) balance += t.amount;
    }
    return balance;
  }
  return std::nullopt;
}

// End-of-day balances of one account over what its files cover; none where they cannot be known.
std::vector<DailyBalance> daily_of(const Work& work, std::size_t index) {
  const WorkAccount& account = work.accounts[index];
  std::vector<DailyBalance> days;
  std::size_t first = 0;
  for (const auto& covered : work.out.accounts[index].covered) {
    std::size_t last = first;
    bool printed = false;
    for (; last < account.rows.size() && work.rows[account.rows[last]].date() <= covered.to;
         ++last) {
      printed = printed || work.rows[account.rows[last]].transaction->balance.has_value();
    }
    auto balance = printed ? opening_of(work, account, covered.from, first, last) : std::nullopt;
    std::size_t next = first;
    for (Date day = covered.from; balance && day <= covered.to; day = day.plus_days(1)) {
      for (; next < last && work.rows[account.rows[next]].date() <= day; ++next) {
        const Transaction& t = *work.rows[account.rows[next]].transaction;
        if (t.balance) {
          balance = t.balance;
        } else if (t.direction == Direction::inflow) {
          *balance += t.amount;
        } else if (t.direction == Direction::outflow) {
          *balance -= t.amount;
        }
      }
      days.push_back({day, *balance});
    }
    first = last;
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
  InterestChecker(Work& work, std::size_t account, const std::vector<DailyBalance>& daily)
      : work_(work),
        account_(account),
        daily_(daily),
        personal_(is_person_name(normalise_name(work.accounts[account].files[0]->holder))) {}

  void check() {
    std::map<Date, bool> settled;  // by the quarter's last day
    for (const std::size_t i : work_.accounts[account_].rows) {
      const Row& row = work_.rows[i];
      if (row.cls != TransactionClass::interest) continue;
      const auto quarter = quarter_settled_at(row.date());
      if (!quarter || settled[quarter->to]) continue;
      settled[quarter->to] = true;
      add(*quarter, work_.place_of(row), row.date(), row.amount());
    }
    for (Month month = daily_.front().date.month(); month <= daily_.back().date.month();
         month = month.plus(1)) {
      const auto quarter = quarter_settled_at(Date::first_of(month).plus_days(20));
      if (!quarter || settled[quarter->to] || !covers(quarter->from, quarter->to.plus_days(2))) {
        continue;
      }
      const std::uint32_t file = work_.index_of(*work_.accounts[account_].files[0]);
      add(*quarter, {file, 0}, quarter->to.plus_days(1), Money());
    }
  }

 private:
  bool covers(Date from, Date to) const {
    const auto& covered = work_.out.accounts[account_].covered;
    return std::any_of(covered.begin(), covered.end(),
                       [&](const auto& days) { return days.from <= from && to <= days.to; });
  }

  std::optional<Decimal> rate_on(Date day) const {
    std::optional<Decimal> rate;
    for (const RateStep& step : work_.policy.demand_deposit_rates) {
      if (step.from <= day) rate = step.rate;
    }
    return rate;
  }

  void add(const Quarter& quarter, RowPlace place, Date credited_on, Money stated) {
    const auto rate = rate_on(quarter.to);
    if (!rate) return;
    InterestCheck check;
    check.statement = place.statement;
    check.row = place.row;
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
  std::size_t account_;
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
  std::map<Date, Money> total;
  for (std::size_t i = 0; i < work.accounts.size(); ++i) {
    const std::vector<DailyBalance> days = daily_of(work, i);
    if (days.empty()) continue;
    for (const std::size_t row : work.accounts[i].rows) {
      if (work.rows[row].transaction->balance) work.add_row(evidence, work.rows[row]);
    }
    InterestChecker(work, i, days).check();
    Int128 sum = 0;
    for (const DailyBalance& day : days) {
      sum += day.balance.fen();
      total[day.date] += day.balance;
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
  // By what is printed, so that the order of the files changes nothing.
  const auto key = [&](const InterestCheck& check) {
    return std::tuple(check.credited_on,
                      std::string_view(work.dossier.statements[check.statement].account),
                      check.stated, check.accumulated);
  };
  std::stable_sort(work.out.interest.begin(), work.out.interest.end(),
                   [&](const InterestCheck& a, const InterestCheck& b) { return key(a) < key(b); });
  interest_facts(work);
}

}  // namespace zhun
