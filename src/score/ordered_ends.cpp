// Searching constants in order: numbers as 64-bit keys of one unit, strings as views.
#include "score/ordered_ends.hpp"

#include <algorithm>
#include <array>

namespace zhun {

using feel::Kind;
using feel::Value;

namespace {

constexpr std::array<std::int64_t, 19> kPowersOfTen = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    powers[i] = power;
    if (i + 1 < powers.size()) power *= 10;
  }
  return powers;
}();

// The number in units of 10^unit, rounded down; nullopt when it does not fit.
struct Key {
  std::int64_t whole = 0;
  bool has_rest = false;
};
std::optional<Key> key_of(const Decimal& number, int unit) {
  const auto coefficient = static_cast<std::int64_t>(number.coefficient());
  const int shift = number.exponent() - unit;
  if (coefficient != number.coefficient() || shift > 18 || shift < -18) return std::nullopt;
  Key key;
  if (shift >= 0) {
    const std::int64_t power = kPowersOfTen[static_cast<std::size_t>(shift)];
    if (__builtin_mul_overflow(coefficient, power, &key.whole)) return std::nullopt;
    return key;
  }
  const std::int64_t power = kPowersOfTen[static_cast<std::size_t>(-shift)];
  key.whole = coefficient / power;
  const std::int64_t rest = coefficient % power;
  key.has_rest = rest != 0;
  if (rest < 0) --key.whole;
  return key;
}

bool is_less(const Value& a, const Value& b) {
  if (a.kind() == Kind::boolean) return !a.boolean() && b.boolean();
  return feel::compare(a, b) == -1;
}

}  // namespace

OrderedEnds::OrderedEnds(Kind kind, std::vector<Value> ends) : kind_(kind), ends_(std::move(ends)) {
  std::sort(ends_.begin(), ends_.end(), is_less);
  ends_.erase(
      std::unique(ends_.begin(), ends_.end(),
                  [](const Value& a, const Value& b) { return !is_less(a, b) && !is_less(b, a); }),
      ends_.end());
  if (kind_ == Kind::number) set_keys();
  if (kind_ == Kind::string) {
    for (const Value& end : ends_) texts_.emplace_back(end.string());
  }
}

// Inputs often have more decimals than the ends: in a finer unit they are whole too, which saves
// a division.
void OrderedEnds::set_keys() {
  constexpr int kFiner = 4;
  int lowest = 0;
  for (const Value& end : ends_) lowest = std::min(lowest, end.number().exponent());
  for (const int unit : {lowest - kFiner, lowest}) {
    keys_.clear();
    unit_ = unit;
    for (const Value& end : ends_) {
      const auto key = key_of(end.number(), unit);
      if (!key || key->has_rest) break;
      keys_.push_back(key->whole);
    }
    if (keys_.size() == ends_.size()) return;
  }
  keys_.clear();
}

std::optional<std::size_t> OrderedEnds::position_by_key(const Decimal& number) const {
  constexpr std::size_t kScanMax = 16;  // counting has no branch to guess
  if (keys_.empty()) return std::nullopt;
  const auto key = key_of(number, unit_);
  if (!key) return std::nullopt;
  std::size_t below = 0;
  if (keys_.size() <= kScanMax) {
    for (const std::int64_t end : keys_) below += end < key->whole ? 1 : 0;
  } else {
    below = static_cast<std::size_t>(std::lower_bound(keys_.begin(), keys_.end(), key->whole) -
                                     keys_.begin());
  }
  const bool is_end = below != keys_.size() && keys_[below] == key->whole;
  if (key->has_rest) return 2 * (below + (is_end ? 1 : 0));
  return 2 * below + (is_end ? 1 : 0);
}

std::size_t OrderedEnds::position_of(const Value& value) const {
  if (value.is_number()) {
    if (const auto position = position_by_key(value.number())) return *position;
  } else if (value.is_string()) {
    const std::string_view text = value.string();
    const auto end = std::lower_bound(texts_.begin(), texts_.end(), text);
    const auto below = static_cast<std::size_t>(end - texts_.begin());
    return 2 * below + (end != texts_.end() && *end == text ? 1 : 0);
  }
  const auto at = std::lower_bound(ends_.begin(), ends_.end(), value, is_less);
  const auto position = static_cast<std::size_t>(at - ends_.begin());
  const bool is_end = at != ends_.end() && !is_less(value, *at);
  return 2 * position + (is_end ? 1 : 0);
}

std::optional<Value> OrderedEnds::sample(std::size_t position) const {
  const std::size_t end = position / 2;
  if (position % 2 == 1) return ends_[end];
  const bool is_first = end == 0, is_last = end == ends_.size();
  if (kind_ == Kind::string)
    return Value(is_first ? std::string() : ends_[end - 1].string() + '\0');
  if (kind_ != Kind::number) return std::nullopt;
  if (is_first) return is_last ? Value(0) : Value(ends_[0].number() - Decimal(1));
  const Decimal& low = ends_[end - 1].number();
  const Decimal middle =
      is_last ? low + Decimal(1) : (low + ends_[end].number()) * Decimal::from_scaled(5, -1);
  if (!(low < middle) || (!is_last && !(middle < ends_[end].number()))) return std::nullopt;
  return Value(middle);
}

}  // namespace zhun
