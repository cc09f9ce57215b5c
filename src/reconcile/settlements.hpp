// Settlements: every plausible way in which payments settle invoices, each with its likelihood.
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "zhun/matching.hpp"

namespace zhun::reconcile {

struct Settlement {
  float weight = 0;       // natural logarithm of how much likelier it is than chance
  std::int32_t days = 0;  // from the (last) invoice to the (last) payment
  std::int64_t deducted_fen = 0;
  std::uint32_t items_begin = 0;  // of Settlements::items: its invoices, then its payments
  std::uint8_t invoice_count = 0, payment_count = 0;
  SettlementKind kind = SettlementKind::single;
  // Share of the customer's payments of this amount that were set against the invoice at all.
  float looked_at = 1;
  // Why, for people.
  bool name_exact = false, by_person = false, memo_quotes = false, usual_fee = false,
       usual_shares = false;
};

struct Settlements {
  std::vector<Settlement> all;
  std::vector<std::uint32_t> items;    // indices of the caller's
  std::vector<std::uint32_t> classes;  // of each invoice: alike for one customer and amount
  bool complete = true;                // false: MatchingLimits::hypotheses_max was met

  [[nodiscard]] std::span<const std::uint32_t> invoices(const Settlement& of) const {
    return std::span(items).subspan(of.items_begin, of.invoice_count);
  }
  [[nodiscard]] std::span<const std::uint32_t> payments(const Settlement& of) const {
    return std::span(items).subspan(of.items_begin + of.invoice_count, of.payment_count);
  }
};

// Invoices and payments in an order of their own contents, so that the result is one of contents.
[[nodiscard]] Settlements find_settlements(std::span<const PayableInvoice> invoices,
                                           std::span<const Payment> payments,
                                           const MatchingLimits& limits);

}  // namespace zhun::reconcile
