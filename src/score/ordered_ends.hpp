// Where a value stands among constants: below the first, at it, between it and the next, ... Tables
// and scorecards look their rules up by it. Internal to src/score.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "score/feel.hpp"

namespace zhun {

class OrderedEnds {
 public:
  OrderedEnds() = default;
  // All `ends` are of `kind`: numbers, strings, dates or booleans.
  OrderedEnds(feel::Kind kind, std::vector<feel::Value> ends);
  OrderedEnds(OrderedEnds&&) = default;
  OrderedEnds& operator=(OrderedEnds&&) = default;
  OrderedEnds(const OrderedEnds&) = delete;
  OrderedEnds& operator=(const OrderedEnds&) = delete;
  ~OrderedEnds() = default;

  [[nodiscard]] std::size_t positions() const { return 2 * ends_.size() + 1; }
  // Of a value of the kind: 2 i + 1 at the i-th end, 2 i just below it.
  [[nodiscard]] std::size_t position_of(const feel::Value& value) const;
  // A number or string that stands there; nullopt: none is known.
  [[nodiscard]] std::optional<feel::Value> sample(std::size_t position) const;

 private:
  void set_keys();
  [[nodiscard]] std::optional<std::size_t> position_by_key(const Decimal& number) const;

  feel::Kind kind_ = feel::Kind::null;
  std::vector<feel::Value> ends_;   // ascending
  std::vector<std::int64_t> keys_;  // numbers: in units of 10^unit; empty: they do not fit
  int unit_ = 0;
  std::vector<std::string_view> texts_;  // strings: the ends, which own them
};

}  // namespace zhun
