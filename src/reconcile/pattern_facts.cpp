// Patterns in the rows: both sides, hours and days, fast in fast out, splits, dressing, Benford,
// round amounts (S11 to S24), lenders and sensitive words (S25 to S27), living payments (S28 to
// S36).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "dossier/names.hpp"
#include "reconcile/party_names.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

constexpr std::string_view kAll[] = {"both_sides_count",
                                     "both_sides_detail",
                                     "both_sides_text",
                                     "night_share",
                                     "weekend_share",
                                     "fast_in_out_share",
                                     "fast_in_out_amount",
                                     "signs_together",
                                     "split_transfer_days",
                                     "window_inflow_ratio",
                                     "window_adb_ratio",
                                     "window_largest_share",
                                     "holiday_counter_rows",
                                     "benford_mad",
                                     "benford_rows",
                                     "round_share",
                                     "round_income_share",
                                     "round_rows",
                                     "counted_rows",
                                     "loan_repayment",
                                     "loan_repayment_ratio",
                                     "nonbank_lenders",
                                     "loan_inflow",
                                     "undisclosed_lenders",
                                     "undisclosed_lender_count",
                                     "sensitive_hits",
                                     "sensitive_amount",
                                     "sensitive_outflow_share",
                                     "sensitive_words",
                                     "sensitive_detail",
                                     "undisclosed_detail",
                                     "fast_in_out_detail",
                                     "night_rows",
                                     "weekend_rows",
                                     "wage_months",
                                     "packaging_hits",
                                     "rent_paid",
                                     "wage_paid",
                                     "wage_months_share",
                                     "wage_months_detail",
                                     "social_paid",
                                     "social_gap_months",
                                     "tax_paid",
                                     "utility_paid",
                                     "private_transfer_share",
                                     "returned_payments",
                                     "wealth_net_outflow",
                                     "living_payment_months",
                                     "own_transfer_rows",
                                     "monthly_loan_repayment"};

void set_share(Work& work, std::string_view name, std::size_t part, std::size_t whole,
               const Evidence& evidence, std::string_view why_not) {
  if (const auto value = ratio(part, whole)) {
    work.set(name, *value, evidence);
  } else {
    work.missing(name, std::string(why_not), "");
  }
}

// S11
void both_sides(Work& work) {
  struct Sides {
    Money in, out;
    Evidence evidence;
  };
  std::map<std::uint32_t, Sides> sides;
  for (const Row& row : work.rows) {
    work.keep_on();
    const Party& party = work.parties[row.party];
    if (party.own || party.name.empty() || row.bank_made || row.acquiring) continue;
    // Wealth products and loans come and go by nature; loans have their own checks.
    if (row.cls == TransactionClass::neutral || row.cls == TransactionClass::wealth ||
        row.cls == TransactionClass::loan_in || row.cls == TransactionClass::loan_repay) {
      continue;
    }
    auto& s = sides[row.party];
    (row.is_in() ? s.in : s.out) += row.amount();
    work.add_row(s.evidence, row);
  }
  std::vector<CounterpartyFigures> found;
  for (auto& [party, s] : sides) {
    if (s.in.is_zero() || s.out.is_zero()) continue;
    CounterpartyFigures figures;
    figures.name = work.parties[party].name;
    figures.person = !work.parties[party].enterprise;
    figures.inflow = s.in;
    figures.outflow = s.out;
    figures.amount = std::min(s.in, s.out);
    figures.share = *ratio(figures.amount, std::max(s.in, s.out));
    figures.evidence = std::move(s.evidence);
    found.push_back(std::move(figures));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    if (a.share != b.share) return a.share > b.share;
    return a.amount != b.amount ? a.amount > b.amount : a.name > b.name;
  });
  const Decimal share_min = work.parameter("both_sides_share_min");
  const Money amount_min = to_money_or_throw(work.parameter("both_sides_amount_min"));
  std::int64_t count = 0;
  std::string detail, text;
  Evidence evidence;
  for (const auto& figures : found) {
    const bool hit = figures.share >= share_min && figures.amount >= amount_min;
    if (hit) {
      ++count;
      evidence.add(figures.evidence);
      work.out.both_sides.push_back(figures);
      if (count <= 3) {
        text +=
            fmt::format("{}{}收{}元、付{}元", text.empty() ? "" : "；", marked_name(figures.name),
                        to_grouped_string(figures.inflow), to_grouped_string(figures.outflow));
      }
    }
    if (hit ? count <= 3 : detail.empty()) {
      detail += fmt::format("{}{} {}%", detail.empty() ? "" : "; ", marked_name(figures.name),
                            to_fixed_string(figures.share * Decimal(100), 2));
    }
  }
  work.set("both_sides_count", count, evidence);
  work.set("both_sides_text", text, evidence);
  work.set("both_sides_detail", detail.empty() ? std::string("0") : detail, evidence);
}

bool is_rest_day(const Work& work, Date date) {
  const auto in = [date](const std::vector<Date>& days) {
    return std::binary_search(days.begin(), days.end(), date);
  };
  if (in(work.policy.holidays)) return true;
  return date.weekday() >= 5 && !in(work.policy.working_weekends);
}

// 大额支付, 柜面: systems and counters that are closed to companies on days of rest.
bool is_counter_payment(const Transaction& t) {
  for (const std::string_view text : {t.channel.view(), t.kind.view(), t.summary.view()}) {
    for (const auto word : {"大额支付", "大额实时", "柜面", "柜台"}) {
      if (text.find(word) != std::string_view::npos) return true;
    }
  }
  return false;
}

// S12, S13 and S24: shares of the rows that people made.
void habits(Work& work) {
  std::size_t timed = 0, night = 0, counted = 0, weekend = 0, round = 0;
  std::size_t incomes = 0, round_incomes = 0;
  std::int64_t counter = 0;
  Evidence night_rows, weekend_rows, round_rows, round_income_rows, counter_rows, all;
  const std::int64_t ten_thousand = 1'000'000;  // fen
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.bank_made || row.cls == TransactionClass::neutral) continue;
    ++counted;
    work.add_row(all, row);
    if (row.transaction->time.has_time()) {
      ++timed;
      const int hour = row.transaction->time.hour();
      if (hour >= 22 || hour < 6) {
        ++night;
        work.add_row(night_rows, row);
      }
    }
    if (is_rest_day(work, row.date())) {
      ++weekend;
      work.add_row(weekend_rows, row);
      if (work.is_legal() && is_counter_payment(*row.transaction)) {
        ++counter;
        work.add_row(counter_rows, row);
      }
    }
    const bool is_round = !row.amount().is_zero() && row.amount().fen() % ten_thousand == 0;
    if (is_round) {
      ++round;
      work.add_row(round_rows, row);
    }
    if (row.cls != TransactionClass::operating_in) continue;
    ++incomes;
    if (!is_round) continue;
    ++round_incomes;
    work.add_row(round_income_rows, row);
  }
  const auto shown = [&all](const Evidence& e) -> const Evidence& { return e.empty() ? all : e; };
  if (timed == 0) {
    work.missing("night_share", "流水无交易时间", "");
  } else {
    set_share(work, "night_share", night, timed, shown(night_rows), "");
  }
  set_share(work, "weekend_share", weekend, counted, shown(weekend_rows), "流水无交易");
  set_share(work, "round_share", round, counted, shown(round_rows), "流水无交易");
  set_share(work, "round_income_share", round_incomes, incomes, shown(round_income_rows),
            "流水无经营收入");
  work.set("night_rows", static_cast<std::int64_t>(night), night_rows);
  work.set("weekend_rows", static_cast<std::int64_t>(weekend), weekend_rows);
  work.set("holiday_counter_rows", counter, shown(counter_rows));
  work.set("round_rows", static_cast<std::int64_t>(round), round_rows);
  work.set("counted_rows", static_cast<std::int64_t>(counted), all);
}

// S50: whether a fast credit, a leg of a cycle and an amount of whole ten thousands fall into 90
// days.
void signs_together(Work& work, const std::vector<Date>& fast) {
  constexpr int kDays = 90;
  std::vector<Date> cycles, round;
  for (const Cycle& cycle : work.out.cycles) {
    cycles.push_back(cycle.from);
    cycles.push_back(cycle.to);
  }
  for (const Row& row : work.rows) {
    const bool counts = !row.bank_made && row.cls != TransactionClass::neutral;
    if (counts && !row.amount().is_zero() && row.amount().fen() % 1'000'000 == 0)
      round.push_back(row.date());
  }
  std::sort(cycles.begin(), cycles.end());
  std::sort(round.begin(), round.end());
  const auto within = [](const std::vector<Date>& dates, Date from) {
    const auto next = std::lower_bound(dates.begin(), dates.end(), from);
    return next != dates.end() && next->minus(from) < kDays;
  };
  bool together = false;
  using Dates = std::vector<Date>;
  for (const Dates* starts : std::initializer_list<const Dates*>{&fast, &cycles, &round}) {
    for (const Date from : *starts)
      together = together || (within(fast, from) && within(cycles, from) && within(round, from));
  }
  Evidence evidence;
  work.set("signs_together", together, evidence);
}

// S17: a credit of 50,000 yuan or more of which at least 90 % leaves on the same or the next day.
// Times decide within a day; where they are not printed, the day counts as a whole, so that the
// order in which files and rows stand decides nothing.
void fast_in_out(Work& work) {
  const Money credit_min = to_money_or_throw(work.parameter("fast_credit_min"));
  const Decimal out_share = work.parameter("fast_out_share_min");
  Money fast, inflow;
  Evidence evidence;
  struct Day {
    Int128 out = 0;
    std::map<std::int32_t, Int128> by_second;  // of rows with a time
  };
  std::map<Date, Day> days;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.is_in()) inflow += row.amount();
    if (!row.is_out()) continue;
    Day& day = days[row.date()];
    day.out += row.amount().fen();
    const DateTime& time = row.transaction->time;
    if (time.has_time()) day.by_second[time.second_of_day] += row.amount().fen();
  }
  for (auto& [date, day] : days) {  // running sums: what had left with that second
    Int128 sum = 0;
    for (auto& [second, amount] : day.by_second) amount = sum += amount;
  }
  const auto left_before = [](const Day& day, std::int32_t second) -> Int128 {
    const auto it = day.by_second.lower_bound(second);
    return it == day.by_second.begin() ? 0 : std::prev(it)->second;
  };
  std::size_t count = 0;
  std::string detail;
  std::vector<Date> dates;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (!row.is_in() || row.amount() < credit_min) continue;
    Int128 out = 0;
    if (const auto day = days.find(row.date()); day != days.end()) {
      out += day->second.out;
      const DateTime& time = row.transaction->time;
      if (time.has_time()) out -= left_before(day->second, time.second_of_day);
    }
    if (const auto next = days.find(row.date().plus_days(1)); next != days.end()) {
      out += next->second.out;
    }
    if (Decimal::from_scaled(out, 0) < Decimal(row.amount().fen()) * out_share) continue;
    fast += row.amount();
    dates.push_back(row.date());
    work.add_row(evidence, row);
    if (++count <= 5) {
      detail += fmt::format("{}{}", detail.empty() ? "rows " : ",", row.transaction->row);
    }
  }
  std::sort(dates.begin(), dates.end());
  signs_together(work, dates);
  work.set("fast_in_out_amount", fast, evidence);
  work.set("fast_in_out_detail",
           detail.empty() ? std::string()
                          : fmt::format("{} = {}/{} ", detail, to_string(fast), to_string(inflow)),
           evidence);
  if (const auto share = ratio(fast, inflow)) {
    work.set("fast_in_out_share", *share, evidence);
  } else {
    work.missing("fast_in_out_share", "流水无流入", "M-STMT");
  }
}

// S21: three or more transfers just below 50,000 yuan, the reporting line for cash, to one natural
// person on one day, or as many of cash. Payments between companies have no such line.
void splits(Work& work) {
  std::map<std::tuple<Date, std::uint32_t, bool>, std::vector<const Row*>> groups;
  const Money low = Money::from_yuan(40000), high = Money::from_yuan(50000);
  for (const Row& row : work.rows) {
    work.keep_on();
    const bool cash = row.cls == TransactionClass::cash || row.cls == TransactionClass::cash_out;
    if (!cash && !is_person_name(work.parties[row.party].name)) continue;
    if (row.amount() < low || row.amount() >= high || row.cls == TransactionClass::neutral)
      continue;
    groups[{row.date(), row.party, row.is_in()}].push_back(&row);
  }
  std::int64_t days = 0;
  Evidence evidence;
  for (const auto& [key, rows] : groups) {
    if (rows.size() < 3) continue;
    ++days;
    for (const Row* row : rows) work.add_row(evidence, *row);
  }
  work.set("split_transfer_days", days, evidence);
}

// S22: one payment within 60 days of the reference date beside the inflow of a year.
void largest_before_application(Work& work) {
  const Row* largest = nullptr;
  const Date since = work.dossier.as_of.plus_days(-60);
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.cls != TransactionClass::operating_in || row.date() < since) continue;
    if (largest == nullptr || row.amount() > largest->amount()) largest = &row;
  }
  const auto year = work.number("effective_inflow_12m");
  if (!year || *year <= Decimal(0)) {
    work.missing("window_largest_share", "近365天无有效流入", "");
    return;
  }
  Evidence evidence;
  if (largest != nullptr) work.add_row(evidence, *largest);
  const Money amount = largest == nullptr ? Money() : largest->amount();
  work.set("window_largest_share", *divide(Decimal::from_yuan(amount), *year),
           evidence.empty() ? work.evidence("effective_inflow_12m") : evidence);
}

// S22: the last 30 covered days beside the five blocks of 30 days before them.
void window_dressing(Work& work) {
  const bool long_enough = !work.coverage.empty() && work.coverage.back().days() >= 180;
  if (!long_enough) {
    work.missing("window_inflow_ratio", "连续覆盖不足180天", "M-STMT");
    work.missing("window_adb_ratio", "连续覆盖不足180天", "M-STMT");
    work.missing("window_largest_share", "连续覆盖不足180天", "M-STMT");
    return;
  }
  const Date end = work.coverage.back().to;
  const Date recent = end.plus_days(-29), start = end.plus_days(-179);
  Money last, before;
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.effective.is_zero() || row.date() < start) continue;
    (row.date() >= recent ? last : before) += row.effective;
    if (row.date() >= recent) work.add_row(evidence, row);
  }
  if (const auto share = before > Money() ? ratio(last, before) : std::nullopt) {
    work.set("window_inflow_ratio", *share * Decimal(5), evidence);
  } else {
    work.missing("window_inflow_ratio", "此前150天无经营流入", "");
  }
  largest_before_application(work);
  Int128 last_sum = 0, before_sum = 0;
  std::int64_t last_days = 0, before_days = 0;
  for (const DailyBalance& day : work.out.daily) {
    if (day.date < start || day.date > end) continue;
    if (day.date >= recent) {
      last_sum += day.balance.fen();
      ++last_days;
    } else {
      before_sum += day.balance.fen();
      ++before_days;
    }
  }
  const auto value = before_days == 0 || last_days == 0 || before_sum <= 0
                         ? std::nullopt
                         : divide(Decimal::from_scaled(last_sum, 0) * Decimal(before_days),
                                  Decimal::from_scaled(before_sum, 0) * Decimal(last_days));
  if (value) {
    work.set("window_adb_ratio", *value, evidence);
  } else {
    work.missing("window_adb_ratio", "流水未印余额", "M-STMT");
  }
}

// S23: mean absolute deviation from Benford's law, in the five-digit expectations of DOMAIN 2.4.
void benford(Work& work) {
  static constexpr std::array<int, 9> kExpected = {30103, 17609, 12494, 9691, 7918,
                                                   6695,  5799,  5115,  4576};
  std::array<std::int64_t, 9> counts{};
  std::int64_t n = 0;
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.amount() < Money::from_yuan(10) || row.cls == TransactionClass::neutral) continue;
    std::int64_t digit = row.amount().fen();
    while (digit >= 10) digit /= 10;
    ++counts[static_cast<std::size_t>(digit - 1)];
    ++n;
    work.add_row(evidence, row);
  }
  work.set("benford_rows", n, evidence);
  if (n < 100) {
    work.missing("benford_mad", "样本不足100笔", "");
    return;
  }
  Decimal sum;
  for (std::size_t d = 0; d < counts.size(); ++d) {
    const Decimal gap =
        *divide(Decimal(counts[d]), Decimal(n)) - Decimal::from_scaled(kExpected[d], -5);
    sum += gap.is_negative() ? -gap : gap;
  }
  work.set("benford_mad", *divide(sum, Decimal(9)), evidence);
}

// Lenders that the application or the credit report lists.
std::vector<std::string> known_lenders(const Work& work) {
  std::vector<std::string> names = work.dossier.application.disclosed_lenders;
  if (const auto* record = newest(work, &GovernmentRecord::credit_report)) {
    for (const CreditLender& lender : record->credit_report->lenders) names.push_back(lender.name);
  }
  return names;
}

// S25 and S26.
void lenders(Work& work) {
  Money repaid, borrowed, repaid_full_months;
  Evidence repaid_rows, borrowed_rows, hidden_rows;
  std::set<std::uint32_t> nonbank;
  std::map<std::uint32_t, Evidence> hidden;
  std::vector<std::uint32_t> order;
  std::set<std::uint32_t> disclosed;
  const std::vector<std::string> known = known_lenders(work);
  std::string disclosed_names;
  for (const Row& row : work.rows) {
    work.keep_on();
    const bool repay = row.cls == TransactionClass::loan_repay;
    if (!repay && row.cls != TransactionClass::loan_in) continue;
    if (repay) {
      repaid += row.amount();
      work.add_row(repaid_rows, row);
      if (std::binary_search(work.full_months.begin(), work.full_months.end(),
                             row.date().month())) {
        repaid_full_months += row.amount();
      }
    } else {
      borrowed += row.amount();
      work.add_row(borrowed_rows, row);
    }
    if (row.lender) nonbank.insert(row.party);
    const std::string& name = work.parties[row.party].name;
    if (name.empty()) continue;
    if (lists_lender(known, name)) {
      if (disclosed.insert(row.party).second && disclosed.size() <= 3) {
        disclosed_names += (disclosed_names.empty() ? "" : ", ") + marked_name(name);
      }
      continue;
    }
    if (!hidden.contains(row.party)) order.push_back(row.party);
    work.add_row(hidden[row.party], row);
  }
  std::vector<std::string> names;
  for (const std::uint32_t party : order) {
    names.push_back(marked_name(work.parties[party].name));
    hidden_rows.add(hidden[party]);
  }
  std::string detail;
  for (std::size_t i = 0; i < names.size() && i < 3; ++i) detail += (i == 0 ? "" : ", ") + names[i];
  detail += names.empty() ? (disclosed.empty() ? "none" : disclosed_names + " disclosed")
                          : " not disclosed";
  work.set("undisclosed_detail", detail, hidden_rows);
  work.set("loan_repayment", repaid, repaid_rows);
  work.set("loan_inflow", borrowed, borrowed_rows);
  work.set("nonbank_lenders", static_cast<std::int64_t>(nonbank.size()), repaid_rows);
  work.set("undisclosed_lender_count", static_cast<std::int64_t>(names.size()), hidden_rows);
  work.set("undisclosed_lenders", names, hidden_rows);
  const auto months = static_cast<std::int64_t>(work.full_months.size());
  if (months > 0) {
    work.set("monthly_loan_repayment",
             *divide(Decimal::from_yuan(repaid_full_months), Decimal(months)), repaid_rows);
  } else {
    work.missing("monthly_loan_repayment", "无完整月份", "M-STMT");
  }
  const auto net = work.number("net_effective_inflow");
  if (net && *net > Decimal(0)) {
    work.set("loan_repayment_ratio", *divide(Decimal::from_yuan(repaid), *net), repaid_rows);
  } else if (repaid.is_zero()) {
    work.set("loan_repayment_ratio", Decimal(0), repaid_rows);
  } else {
    work.missing("loan_repayment_ratio", "无有效流入", "M-STMT");
  }
}

// S27
void sensitive(Work& work) {
  std::int64_t hits = 0, packaging = 0;
  Money amount, outflow, hit_outflow;
  Evidence evidence;
  std::vector<std::string> words;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (row.is_out()) outflow += row.amount();
  }
  for (const auto& hit : work.sensitive) {
    const Row& row = work.rows[hit.row];
    ++hits;
    amount += row.amount();
    if (row.is_out()) hit_outflow += row.amount();
    work.add_row(evidence, row);
    packaging += work.policy.keywords->rule(hit.rule).name == "flow_packaging" ? 1 : 0;
    if (std::find(words.begin(), words.end(), hit.word) == words.end())
      words.emplace_back(hit.word);
  }
  work.set("sensitive_hits", hits, evidence);
  work.set("packaging_hits", packaging, evidence);
  work.set("sensitive_amount", amount, evidence);
  work.set("sensitive_words", words, evidence);
  std::string listed;
  for (const auto& word : words) listed += (listed.empty() ? "" : ",") + word;
  const auto outflow_share = ratio(hit_outflow, outflow).value_or(Decimal(0));
  work.set("sensitive_detail",
           hits == 0 ? std::string("0 hits")
                     : fmt::format("{} hit {} {} = {}% of outflow", hits, listed, to_string(amount),
                                   to_fixed_string(outflow_share * Decimal(100), 2)),
           evidence);
  work.set("sensitive_outflow_share", outflow_share, evidence);
}

struct Paid {
  Money amount;
  Evidence evidence;
  std::set<Month> months;  // full months with such a row
};

// S28 to S32, S35, S36 and the score's months with living payments.
void living(Work& work) {
  std::map<TransactionClass, Paid> paid;
  std::set<Month> living_months;
  Money wealth_in, wealth_out;
  Evidence wealth_rows, returned_rows, own_rows;
  const auto is_full = [&](Month month) {
    return std::binary_search(work.full_months.begin(), work.full_months.end(), month);
  };
  const std::size_t returned_rule = work.policy.keywords->find_rule("list", "returned");
  KeywordMatcher::Hits hits(*work.policy.keywords);
  std::int64_t returned = 0, own_transfers = 0;
  for (const Row& row : work.rows) {
    work.keep_on();
    using enum TransactionClass;
    const Month month = row.date().month();
    if (row.cls == rent || row.cls == wage || row.cls == social || row.cls == tax ||
        row.cls == util) {
      Paid& p = paid[row.cls];
      p.amount += row.amount();
      work.add_row(p.evidence, row);
      if (is_full(month)) {
        p.months.insert(month);
        if (row.cls != wage) living_months.insert(month);
      }
    }
    if (row.cls == wealth) {
      (row.is_in() ? wealth_in : wealth_out) += row.amount();
      work.add_row(wealth_rows, row);
    }
    if (row.cls == TransactionClass::own) {
      ++own_transfers;
      work.add_row(own_rows, row);
    }
    hits.clear();
    work.policy.keywords->scan(normalise_name(row.transaction->summary), false, hits);
    if (hits.has(returned_rule)) {
      ++returned;
      work.add_row(returned_rows, row);
    }
  }
  const auto set_paid = [&](std::string_view name, TransactionClass cls) {
    work.set(name, paid[cls].amount, paid[cls].evidence);
  };
  set_paid("rent_paid", TransactionClass::rent);
  set_paid("wage_paid", TransactionClass::wage);
  set_paid("social_paid", TransactionClass::social);
  set_paid("tax_paid", TransactionClass::tax);
  set_paid("utility_paid", TransactionClass::util);
  const std::size_t full = work.full_months.size();
  const Paid& wages = paid[TransactionClass::wage];
  set_share(work, "wage_months_share", wages.months.size(), full, wages.evidence, "无完整月份");
  work.set("wage_months", static_cast<std::int64_t>(wages.months.size()), wages.evidence);
  work.set("social_gap_months",
           static_cast<std::int64_t>(std::min<std::size_t>(full, 12)) -
               static_cast<std::int64_t>(
                   std::min<std::size_t>(paid[TransactionClass::social].months.size(), 12)),
           paid[TransactionClass::social].evidence);
  work.set("returned_payments", returned, returned_rows);
  work.set("own_transfer_rows", own_transfers, own_rows);
  work.set("wealth_net_outflow", wealth_out - wealth_in, wealth_rows);
  Evidence living_rows;
  for (const auto cls : {TransactionClass::rent, TransactionClass::util, TransactionClass::tax,
                         TransactionClass::social}) {
    living_rows.add(paid[cls].evidence);
  }
  if (full < 6) {
    work.missing("living_payment_months", "完整月份不足6个", "M-STMT");
  } else {
    std::int64_t recent = 0;
    for (const Month month : living_months)
      recent += month > work.full_months.back().plus(-12) ? 1 : 0;
    work.set("living_payment_months", recent, living_rows);
  }
}

// S33: money of a company that goes to natural persons, wages left out.
void private_transfers(Work& work) {
  if (!work.is_legal()) {
    work.not_applicable("private_transfer_share", "仅适用于法人");
    return;
  }
  Money out, to_persons;
  Evidence evidence;
  for (const Row& row : work.rows) {
    work.keep_on();
    if (!row.is_out()) continue;
    out += row.amount();
    if (row.cls == TransactionClass::wage || row.cls == TransactionClass::own) continue;
    if (!is_person_name(work.parties[row.party].name)) continue;
    to_persons += row.amount();
    work.add_row(evidence, row);
  }
  if (const auto share = ratio(to_persons, out)) {
    work.set("private_transfer_share", *share, evidence);
  } else {
    work.missing("private_transfer_share", "流水无流出", "M-STMT");
  }
}

}  // namespace

void pattern_facts(Work& work) {
  if (work.statements.empty()) {
    for (const auto name : kAll) work.missing_source(name, SourceKind::statement);
    return;
  }
  both_sides(work);
  habits(work);
  fast_in_out(work);
  splits(work);
  window_dressing(work);
  benford(work);
  lenders(work);
  sensitive(work);
  living(work);
  private_transfers(work);
}

}  // namespace zhun
