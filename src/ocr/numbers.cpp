// The grammar of amounts: [sign] digits, thousands in groups of three or not at all, and two
// decimals as a rule. `,` and `.` are one symbol, so that the place of the last one tells which.
#include "ocr/numbers.hpp"

#include <algorithm>
#include <cmath>

namespace zhun::ocr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::size_t kDigitsMax = 15;
constexpr std::size_t kCandidatesMax = 7;

std::size_t count_digits(std::int64_t fen) {
  std::size_t digits = 1;
  for (std::uint64_t rest = static_cast<std::uint64_t>(fen < 0 ? -fen : fen); rest >= 10;
       rest /= 10) {
    ++digits;
  }
  return std::max<std::size_t>(digits, 3);
}

double log_share(std::size_t count, std::size_t all) {
  constexpr double kLeast = -6;
  return std::max(kLeast,
                  std::log((static_cast<double>(count) + 0.1) / (static_cast<double>(all) + 0.2)));
}

}  // namespace

bool may_add_to_amount(std::string_view prefix, char next) {
  if (next == '-' || next == '+') return prefix.empty();
  if (next != '.' && !is_digit(next)) return false;
  std::size_t digits = 0, separators = 0, group = 0, first_group = 0;
  for (const char c : prefix) {
    if (c == '.') {
      if (separators++ == 0) first_group = group;
      group = 0;
    } else if (is_digit(c)) {
      ++digits;
      ++group;
    }
  }
  if (next == '.') {
    if (group == 0) return false;
    if (separators == 0) return true;
    return group == 3 && first_group <= 3;
  }
  return digits < kDigitsMax && (separators == 0 || group < 3);
}

bool parse_printed(std::string_view text, PrintedAmount& amount) {
  amount = {};
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    amount.plus = !negative;
    text.remove_prefix(1);
  }
  const std::size_t last = text.rfind('.');
  std::size_t decimals = last == std::string_view::npos ? 0 : text.size() - last - 1;
  if (last != std::string_view::npos && decimals == 0) return false;
  const bool whole = last == std::string_view::npos || decimals == 3;
  if (whole) decimals = 0;
  const std::string_view integer = whole ? text : text.substr(0, last);
  std::size_t digits = 0, group = 0;
  bool separated = false;
  std::int64_t value = 0;
  for (const char c : integer) {
    if (c == '.') {
      if (group == 0 || group > 3 || (separated && group != 3)) return false;
      separated = true;
      group = 0;
      continue;
    }
    if (!is_digit(c) || ++digits > kDigitsMax) return false;
    value = value * 10 + (c - '0');
    ++group;
  }
  if (digits == 0 || (separated && group != 3)) return false;
  // No amount begins with two zeros or with a zero before another digit.
  if (digits > 1 && integer.front() == '0') return false;
  value *= 100;
  if (decimals == 1) value += (text[last + 1] - '0') * 10;
  if (decimals == 2) value += (text[last + 1] - '0') * 10 + (text[last + 2] - '0');
  amount.fen = negative ? -value : value;
  amount.grouped = separated;
  amount.has_groups = digits > 3;
  amount.whole = decimals != 2;
  return true;
}

std::string print_amount(std::int64_t fen, bool grouped, bool cents) {
  const bool negative = fen < 0;
  const auto magnitude = static_cast<std::uint64_t>(negative ? -fen : fen);
  std::string digits = std::to_string(magnitude / 100);
  if (grouped) {
    for (std::size_t at = digits.size(); at > 3;) {
      at -= 3;
      digits.insert(at, 1, '.');
    }
  }
  if (cents) {
    digits += '.';
    digits += static_cast<char>('0' + magnitude % 100 / 10);
    digits += static_cast<char>('0' + magnitude % 10);
  }
  if (negative) digits.insert(0, 1, '-');
  return digits;
}

NumberCell::NumberCell(NumberLattice lattice, NumberLattice again)
    : lattice_(std::move(lattice)), again_(std::move(again)) {
  if (lattice_.empty()) return;
  texts_ = search_texts(lattice_, again_, may_add_to_amount, 12);
  PrintedAmount first;
  if (!texts_.empty() && !parse_printed(texts_.front().text, first)) {
    invalid_best_ = texts_.front().log_likelihood;
  }
  std::erase_if(texts_, [&](const ScoredText& item) {
    PrintedAmount amount;
    if (!parse_printed(item.text, amount)) return true;
    printed_.push_back(amount);
    return false;
  });
  rank();
}

double NumberCell::log_likelihood(std::string_view text, double give_up) const {
  return log_likelihood_of(lattice_, again_, text, give_up);
}

double NumberCell::unseen_cost() const {
  const double cost = -std::log(double{lattice_.floor()});
  return again_.empty() ? cost : cost - std::log(double{again_.floor()});
}

double NumberCell::score(std::int64_t fen, double give_up) const {
  double best = kImpossible;
  const auto try_form = [&](const std::string& text, double prior) {
    const double floor = std::max(best, give_up) - prior;
    const double score = log_likelihood(text, floor);
    if (score != kImpossible) best = std::max(best, score + prior);
  };
  const bool large = fen >= 100000 || fen <= -100000;
  const auto try_forms = [&](const std::string& sign, std::int64_t value, double prior) {
    const bool grouped_first = style_.grouped >= style_.plain;
    const double first = grouped_first ? style_.grouped : style_.plain;
    const double second = grouped_first ? style_.plain : style_.grouped;
    try_form(sign + print_amount(value, grouped_first, true),
             prior + style_.cents + (large ? first : 0));
    if (large) {
      try_form(sign + print_amount(value, !grouped_first, true), prior + style_.cents + second);
    }
    if (value % 100 == 0 && style_.whole > -5) {
      try_form(sign + print_amount(value, grouped_first, false),
               prior + style_.whole + (large ? first : 0));
      if (large) {
        try_form(sign + print_amount(value, !grouped_first, false), prior + style_.whole + second);
      }
    }
  };
  try_forms("", fen, 0);
  if (fen > 0 && style_.plus > -5) try_forms("+", fen, style_.plus);
  return best;
}

// Values with their costs, from the texts and the style.
void NumberCell::rank() {
  known_.clear();
  candidates_.clear();
  digits_least_ = kDigitsMax;
  digits_most_ = 0;
  for (const auto& amount : printed_) {
    const bool known = std::any_of(candidates_.begin(), candidates_.end(),
                                   [&](const auto& item) { return item.fen == amount.fen; });
    if (known || candidates_.size() == kCandidatesMax) continue;
    const double value = score(amount.fen, kImpossible);
    if (value == kImpossible) continue;
    candidates_.push_back({amount.fen, value});
    digits_least_ = std::min(digits_least_, count_digits(amount.fen));
    digits_most_ = std::max(digits_most_, count_digits(amount.fen));
  }
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [](const auto& a, const auto& b) { return a.cost > b.cost; });
  if (candidates_.empty()) return;
  base_ = std::max(candidates_.front().cost, invalid_best_);
  for (auto& item : candidates_) {
    item.cost = base_ - item.cost;
    known_.push_back({item.fen, static_cast<float>(item.cost)});
  }
  while (!candidates_.empty() && candidates_.back().cost > kCostMax) candidates_.pop_back();
}

double NumberCell::margin() const {
  constexpr double kReadable = 2;
  if (candidates_.empty() || candidates_.front().cost > kReadable) return 0;
  if (candidates_.size() < 2) return kCostMax;
  return candidates_[1].cost - candidates_[0].cost;
}

std::uint8_t NumberCell::confidence() const {
  if (candidates_.empty()) return 0;
  double sum = candidates_.front().cost > 0 ? 1 : 0;
  for (const auto& item : candidates_) sum += std::exp(-item.cost);
  return static_cast<std::uint8_t>(std::lround(100 * std::exp(-candidates_.front().cost) / sum));
}

double NumberCell::cost(std::int64_t fen) {
  if (candidates_.empty()) return kCostMax;
  for (const auto& [value, cost] : known_) {
    if (value == fen) return cost;
  }
  double cost = kCostMax;
  const std::size_t digits = count_digits(fen);
  // Every digit too many or too few costs at least the floor of one step.
  if (digits + 2 >= digits_least_ && digits <= digits_most_ + 2) {
    const double value = score(fen, base_ - kCostMax);
    if (value != kImpossible) cost = std::clamp(base_ - value, 0.0, kCostMax);
  }
  known_.push_back({fen, static_cast<float>(cost)});
  return cost;
}

void NumberCell::set_style(const AmountStyle& style) {
  style_ = style;
  if (has_ink()) rank();
}

void NumberCell::allow_confusion(char read, char truth, float share) {
  if (!has_ink()) return;
  lattice_.allow_confusion(read, truth, share);
  again_.allow_confusion(read, truth, share);
  // New candidates: what the best readings become where one of their digits is the other.
  std::vector<PrintedAmount> more;
  for (std::size_t i = 0; i < std::min<std::size_t>(texts_.size(), 3); ++i) {
    for (std::size_t at = 0; at < texts_[i].text.size(); ++at) {
      if (texts_[i].text[at] != read) continue;
      std::string text = texts_[i].text;
      text[at] = truth;
      PrintedAmount amount;
      if (parse_printed(text, amount)) more.push_back(amount);
    }
  }
  printed_.insert(printed_.end(), more.begin(), more.end());
  known_.clear();
  for (auto& item : candidates_) item.cost = cost(item.fen);
  for (const auto& amount : more) {
    const bool known = std::any_of(candidates_.begin(), candidates_.end(),
                                   [&](const auto& item) { return item.fen == amount.fen; });
    if (!known) candidates_.push_back({amount.fen, cost(amount.fen)});
  }
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [](const auto& a, const auto& b) { return a.cost < b.cost; });
}

AmountStyle learn_style(const std::vector<const NumberCell*>& cells) {
  std::size_t grouped = 0, plain = 0, cents = 0, whole = 0, plus = 0, positive = 0;
  for (const auto* cell : cells) {
    if (cell->printed().empty()) continue;
    const PrintedAmount& best = cell->printed().front();
    if (best.has_groups) (best.grouped ? grouped : plain) += 1;
    (best.whole ? whole : cents) += 1;
    if (best.fen > 0) {
      positive += 1;
      plus += best.plus ? 1U : 0U;
    }
  }
  AmountStyle style;
  style.grouped = log_share(grouped, grouped + plain);
  style.plain = log_share(plain, grouped + plain);
  style.cents = log_share(cents, cents + whole);
  style.whole = log_share(whole, cents + whole);
  style.plus = log_share(plus, positive);
  return style;
}

}  // namespace zhun::ocr
