// Settlements: every plausible way in which payments settle invoices, each with its likelihood.
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zhun/matching.hpp"

namespace zhun::reconcile {

struct Settlement {
  double weight = 0;  // natural logarithm of how much likelier it is than chance
  SettlementKind kind = SettlementKind::single;
  std::vector<std::uint32_t> invoices, payments;  // indices of the caller's, sorted
  std::int64_t deducted_fen = 0;
  // Why, for people.
  bool name_exact = false, by_person = false, memo_quotes = false, usual_fee = false,
       usual_shares = false;
  std::int32_t days = 0;  // from the (last) invoice to the (last) payment
};

struct Settlements {
  std::vector<Settlement> all;
  bool complete = true;  // false: MatchingLimits::hypotheses_max was met
};

// What is settled already takes no part. `persons`: natural persons whom no invoice names may have
// paid for any customer, which is only worth looking at for what is left.
struct Open {
  std::vector<bool> invoices, payments;
};
[[nodiscard]] Settlements find_settlements(std::span<const PayableInvoice> invoices,
                                           std::span<const Payment> payments, const Open& open,
                                           bool persons, const MatchingLimits& limits);

}  // namespace zhun::reconcile
