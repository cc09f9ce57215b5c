// Dates by Viterbi under the document's order. The neighbours' dates are candidates of every row.
#include "ocr/dates.hpp"

#include <algorithm>
#include <array>

namespace zhun::ocr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// All of `text` as a number; -1 where it is none.
int to_number(std::string_view text) {
  if (text.empty() || text.size() > 4) return -1;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<Date> plausible(int year, int month, int day) {
  if (year < 1980 || year > 2099) return std::nullopt;
  return Date::from_ymd(year, month, day);
}

bool is_divider(char c) { return c == '-' || c == '/' || c == '.'; }

// Fills date, form and tail when `rest` begins with month, divider and day.
std::optional<PrintedDate> take_month_and_day(std::string_view rest, int year, DateForm form) {
  const char divider = form.divider;
  for (const std::size_t month_size : {std::size_t{2}, std::size_t{1}}) {
    if (rest.size() < month_size + 2 || rest[month_size] != divider) continue;
    for (const std::size_t day_size : {std::size_t{2}, std::size_t{1}}) {
      const std::size_t end = month_size + 1 + day_size;
      if (rest.size() < end) continue;
      const int month = to_number(rest.substr(0, month_size));
      const int day = to_number(rest.substr(month_size + 1, day_size));
      const auto date = plausible(year, month, day);
      if (!date) continue;
      PrintedDate printed;
      printed.date = *date;
      printed.form = form;
      // 2026-01-05 and 2026-11-25 look alike; only a single digit tells.
      printed.form.padded = month_size == 2 && day_size == 2;
      printed.tail = rest.substr(end);
      if (!printed.tail.empty()) {
        printed.second = parse_printed_time(printed.tail);
        if (!printed.second) continue;
      }
      return printed;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int32_t> parse_printed_time(std::string_view text) {
  std::array<int, 3> part{};
  std::size_t parts = 0;
  if (text.find_first_of(":.-/") == std::string_view::npos) {
    if (text.size() != 6 && text.size() != 4) return std::nullopt;
    for (std::size_t at = 0; at < text.size(); at += 2) {
      part[parts++] = to_number(text.substr(at, 2));
    }
  } else {
    while (parts < 3) {
      const std::size_t end = text.find_first_of(":.-/");
      const std::string_view field = text.substr(0, end);
      if (field.size() > 2 || field.empty()) return std::nullopt;
      part[parts++] = to_number(field);
      if (end == std::string_view::npos) {
        text = {};
        break;
      }
      text.remove_prefix(end + 1);
    }
    if (!text.empty()) return std::nullopt;
  }
  if (parts < 2 || part[0] < 0 || part[0] > 23 || part[1] < 0 || part[1] > 59 || part[2] < 0 ||
      part[2] > 59) {
    return std::nullopt;
  }
  return part[0] * 3600 + part[1] * 60 + part[2];
}

std::optional<PrintedDate> parse_printed_date(std::string_view text, std::optional<Month> month) {
  if (text.size() >= 8) {
    const int year = to_number(text.substr(0, 4));
    if (year > 0 && is_divider(text[4])) {
      return take_month_and_day(text.substr(5), year, {text[4], true, true});
    }
    if (year > 0) {
      const auto date = plausible(year, to_number(text.substr(4, 2)), to_number(text.substr(6, 2)));
      if (!date) return std::nullopt;
      PrintedDate printed{*date, {0, true, true}, std::string(text.substr(8)), std::nullopt};
      if (!printed.tail.empty()) printed.second = parse_printed_time(printed.tail);
      if (!printed.tail.empty() && !printed.second) return std::nullopt;
      return printed;
    }
  }
  if (!month || text.size() < 3 || text.size() > 13) return std::nullopt;
  const char divider = is_digit(text[1]) ? (text.size() > 2 ? text[2] : '0') : text[1];
  if (!is_divider(divider)) return std::nullopt;
  const int first = to_number(text.substr(0, is_digit(text[1]) ? 2 : 1));
  // Rows of December in a bill of January are of last year.
  const int year = month->year() - (first > month->month() ? 1 : 0);
  return take_month_and_day(text, year, {divider, true, false});
}

std::string print_date(Date date, const DateForm& form) {
  std::string text;
  const auto add = [&](int value, bool padded) {
    if (padded && value < 10) text += '0';
    text += std::to_string(value);
  };
  if (form.with_year) add(date.year(), false);
  if (form.with_year && form.divider != 0) text += form.divider;
  add(date.month_of_year(), form.padded);
  if (form.divider != 0) text += form.divider;
  add(date.day(), form.padded);
  return text;
}

bool may_add_to_date(std::string_view prefix, char next) {
  if (next == '+') return false;
  if (is_digit(next)) return prefix.size() < 22;
  return !prefix.empty() && is_digit(prefix.back());
}

DateCell::DateCell(NumberLattice lattice, std::optional<Month> month, NumberLattice again)
    : lattice_(std::move(lattice)), again_(std::move(again)) {
  if (lattice_.empty()) return;
  const auto texts = search_texts(lattice_, again_, may_add_to_date, 10);
  // The best text may be no date at all: then no date is cheap.
  if (!texts.empty()) base_ = texts.front().log_likelihood;
  for (const auto& item : texts) {
    const auto printed = parse_printed_date(item.text, month);
    if (!printed) continue;
    if (candidates_.empty()) {
      form_ = printed->form;
      tail_ = printed->tail;
      second_ = printed->second;
    }
    const bool known = std::any_of(candidates_.begin(), candidates_.end(),
                                   [&](const auto& c) { return c.date == printed->date; });
    if (!known) candidates_.push_back({printed->date, base_ - item.log_likelihood});
  }
  for (const auto& item : candidates_) known_.push_back({item.date, static_cast<float>(item.cost)});
  if (again_.empty()) return;
  const auto one = parse_printed_date(lattice_.best_text(), month);
  const auto other = parse_printed_date(again_.best_text(), month);
  crops_differ_ = one && other && one->date != other->date;
}

double DateCell::cost(Date date) {
  if (candidates_.empty()) return 0;  // an unread cell allows every date
  for (const auto& [value, cost] : known_) {
    if (value == date) return cost;
  }
  const auto score = [&](const DateForm& form) {
    return log_likelihood_of(lattice_, again_, print_date(date, form) + tail_, base_ - kCostMax);
  };
  double best = score(form_);
  if (form_.divider != 0 && form_.padded && (date.month_of_year() < 10 || date.day() < 10)) {
    DateForm narrow = form_;  // a column of 2026/1/5 whose widest day looks padded
    narrow.padded = false;
    constexpr double kOtherForm = 3;
    best = std::max(best, score(narrow) - kOtherForm);
  }
  const double cost = best == kImpossible ? kCostMax : std::clamp(base_ - best, 0.0, kCostMax);
  known_.push_back({date, static_cast<float>(cost)});
  return cost;
}

std::optional<bool> dates_descend(const std::vector<DateCell>& cells) {
  std::size_t ascents = 0, descents = 0;
  std::optional<Date> last;
  for (const auto& cell : cells) {
    if (!cell.has_value()) continue;
    const Date date = cell.candidates().front().date;
    if (last && *last < date) ++ascents;
    if (last && date < *last) ++descents;
    last = date;
  }
  if (ascents > 2 * descents) return false;
  if (descents > 2 * ascents) return true;
  return std::nullopt;
}

namespace {

constexpr double kDisorder = 9;  // what a step against the order costs

struct DateStates {
  std::vector<Date> dates;
  std::vector<double> own, forward, backward;
};

double step_cost(Date before, Date after, std::optional<bool> newest_first) {
  if (before == after) return 0;
  // Months without a row are rarer than a misread digit of the month or year.
  constexpr int kUsualDays = 45;
  constexpr double kLongGap = 2.5;
  const int days = after < before ? before.minus(after) : after.minus(before);
  const double gap = days > kUsualDays ? kLongGap : 0;
  if (!newest_first) return gap;
  return gap + ((after < before) == *newest_first ? 0 : kDisorder);
}

std::vector<DateStates> list_states(std::vector<DateCell>& cells) {
  constexpr std::size_t kReach = 2;  // rows on both sides whose dates a row may have
  std::vector<DateStates> states(cells.size());
  const auto add = [&](DateStates& state, Date date) {
    if (std::find(state.dates.begin(), state.dates.end(), date) == state.dates.end()) {
      state.dates.push_back(date);
    }
  };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (const auto& item : cells[i].candidates()) add(states[i], item.date);
    for (std::size_t k = i < kReach ? 0 : i - kReach; k <= i + kReach && k < cells.size(); ++k) {
      if (k == i || !cells[k].has_value()) continue;
      const Date date = cells[k].candidates().front().date;
      for (const int days : {0, -1, 1}) add(states[i], date.plus_days(days));
    }
    // One cell that is clearly no date must not pull its neighbours out of their order.
    constexpr double kCellMost = 8;
    for (const Date date : states[i].dates) {
      states[i].own.push_back(std::min(kCellMost, cells[i].cost(date)));
    }
  }
  return states;
}

// best over `from` of value + step to `date`.
double best_step(const DateStates& from, const std::vector<double>& value, Date date,
                 std::optional<bool> order, bool forward) {
  double best = from.dates.empty() ? 0 : 1e9;
  for (std::size_t k = 0; k < from.dates.size(); ++k) {
    const double step =
        forward ? step_cost(from.dates[k], date, order) : step_cost(date, from.dates[k], order);
    best = std::min(best, value[k] + from.own[k] + step);
  }
  return best;
}

}  // namespace

std::vector<SettledDate> settle_dates(std::vector<DateCell>& cells,
                                      std::optional<bool> newest_first) {
  if (!newest_first) newest_first = dates_descend(cells);
  std::vector<DateStates> states = list_states(cells);
  const std::size_t rows = cells.size();
  for (std::size_t i = 0; i < rows; ++i) {
    states[i].forward.resize(states[i].dates.size());
    for (std::size_t s = 0; i > 0 && s < states[i].dates.size(); ++s) {
      states[i].forward[s] =
          best_step(states[i - 1], states[i - 1].forward, states[i].dates[s], newest_first, true);
    }
  }
  for (std::size_t i = rows; i-- > 0;) {
    states[i].backward.resize(states[i].dates.size());
    for (std::size_t s = 0; i + 1 < rows && s < states[i].dates.size(); ++s) {
      states[i].backward[s] =
          best_step(states[i + 1], states[i + 1].backward, states[i].dates[s], newest_first, false);
    }
  }
  std::vector<SettledDate> settled(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const DateStates& state = states[i];
    double best = 1e9, second = 1e9;
    for (std::size_t s = 0; s < state.dates.size(); ++s) {
      const double total = state.own[s] + state.forward[s] + state.backward[s];
      if (total < best) {
        second = best;
        best = total;
        settled[i].date = state.dates[s];
        settled[i].known = true;
      } else {
        second = std::min(second, total);
      }
    }
    settled[i].margin = std::min(second - best, DateCell::kCostMax);
    if (!cells[i].has_value()) {
      settled[i].carried = !cells[i].has_ink();
      settled[i].margin = 0;
      if (settled[i].carried && i > 0 && settled[i - 1].known) settled[i] = settled[i - 1];
      settled[i].carried = !cells[i].has_ink();
      settled[i].repaired = true;
    } else {
      settled[i].repaired = settled[i].date != cells[i].candidates().front().date;
      settled[i].disputed = cells[i].crops_differ();
      // A clear reading that is no date, or another date, stands against it.
      constexpr double kReadable = 3;
      if (cells[i].cost(settled[i].date) > kReadable) settled[i].margin = 0;
    }
  }
  return settled;
}

namespace {

// Another date that the same text says when some digits are confused.
bool may_be_confused(Date date, const std::vector<std::pair<char, char>>& confusions) {
  const std::string text = to_string(date);
  for (const auto& [read, truth] : confusions) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == read) places.push_back(i);
    }
    for (unsigned subset = 1; subset < (1U << places.size()); ++subset) {
      std::string other = text;
      for (std::size_t i = 0; i < places.size(); ++i) {
        if ((subset >> i & 1U) != 0) other[places[i]] = truth;
      }
      if (parse_date(other)) return true;
    }
  }
  return false;
}

// The date of one row cannot be another one that differs in a single digit: none stands between
// those of its neighbours.
bool is_enclosed(const SettledDate& before, const SettledDate& own, const SettledDate& after) {
  for (const SettledDate* other : {&before, &after}) {
    if (!other->known || other->repaired) return false;
  }
  const Date least = std::min(before.date, after.date), most = std::max(before.date, after.date);
  if (own.date < least || most < own.date) return false;
  const std::string text = to_string(own.date);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string changed = text;
      changed[i] = digit;
      if (digit == text[i]) continue;
      const auto other = parse_date(changed);
      if (other && least <= *other && *other <= most) return false;
    }
  }
  return true;
}

// Whether the times of rows that have one date run in order, as far as rows print them: then a row
// whose time breaks the order stands under a wrong date.
bool times_run(const std::vector<SettledDate>& dates, bool newest_first) {
  std::size_t pairs = 0, ordered = 0;
  for (std::size_t i = 1; i < dates.size(); ++i) {
    const SettledDate &before = dates[i - 1], &own = dates[i];
    if (!before.second || !own.second || before.date != own.date) continue;
    ++pairs;
    ordered += newest_first ? *own.second <= *before.second : *before.second <= *own.second;
  }
  constexpr std::size_t kPairsMin = 4;
  return pairs >= kPairsMin && ordered * 10 >= pairs * 8;
}

}  // namespace

void confirm_dates(std::vector<SettledDate>& dates, std::optional<bool> newest_first,
                   const DateDoubts& doubts) {
  const bool timed = newest_first && times_run(dates, *newest_first);
  const auto in_order = [&](const SettledDate& before, const SettledDate& after) {
    if (before.date == after.date) {
      const bool told = timed && before.second && after.second && before.second != after.second;
      return !told || (*after.second < *before.second) == *newest_first;
    }
    return newest_first.has_value() && (after.date < before.date) == *newest_first;
  };
  for (std::size_t i = 0; i < dates.size(); ++i) {
    SettledDate& own = dates[i];
    own.certain = own.known && !own.repaired && !own.disputed && own.margin >= doubts.margin_min;
    const SettledDate* before = i > 0 ? &dates[i - 1] : nullptr;
    const SettledDate* after = i + 1 < dates.size() ? &dates[i + 1] : nullptr;
    if (before != nullptr && before->margin > 0 && !in_order(*before, own)) own.certain = false;
    if (after != nullptr && after->margin > 0 && !in_order(own, *after)) own.certain = false;
    const bool inside = before != nullptr && after != nullptr;
    if (doubts.strict && !(inside && is_enclosed(*before, own, *after))) own.certain = false;
    if (doubts.from && own.date < *doubts.from) own.certain = false;
    if (doubts.to && *doubts.to < own.date) own.certain = false;
    if (own.certain && may_be_confused(own.date, doubts.confusions)) own.certain = false;
  }
}

}  // namespace zhun::ocr
