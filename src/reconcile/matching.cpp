// match_payments: the hypotheses, how likely each is, the likely disjoint ones, and their words.
#include "zhun/matching.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "reconcile/set_packing.hpp"
#include "reconcile/settlements.hpp"
#include "reconcile/stopping.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

using reconcile::Settlement;
using reconcile::Settlements;

constexpr double kLinked = 0.5;         // links and paid invoices that are likelier than not
constexpr double kClear = 0.65;         // what is less likely is said to be ambiguous
constexpr double kAnyOfMany = 0.05;     // this very invoice: so little that the choice is arbitrary
constexpr double kBetweenEquals = 0.3;  // how much a settlement's own probability counts
// Less is negligible, unless all ways of a payment are so many that each is no likelier.
constexpr float kNegligible = 0.002F, kAsLikely = 0.5F;
constexpr double kAlternative = 0.1;
constexpr std::size_t kAlternativesMax = 5;

std::string words_of(const Settlement& settlement) {
  std::string out;
  switch (settlement.kind) {
    case SettlementKind::single:
      out = "one payment for one invoice";
      break;
    case SettlementKind::batch:
      out = fmt::format("one payment for {} invoices that follow one another",
                        settlement.invoice_count);
      break;
    case SettlementKind::instalments:
      out = fmt::format("{} instalments{}", settlement.payment_count,
                        settlement.usual_shares ? " of usual shares" : "");
      break;
    case SettlementKind::part:
      out = "a part that instalments usually have; the others are not in these statements";
      break;
  }
  if (settlement.kind != SettlementKind::part) {
    out += settlement.deducted_fen == 0 ? ", to the cent"
           : settlement.usual_fee       ? ", less a usual fee"
                                        : ", less a small deduction";
  }
  out += settlement.by_person    ? "; paid by a person whom no invoice names"
         : settlement.name_exact ? "; the payer is the customer"
                                 : "; the payer's name resembles the customer's";
  out += settlement.days < 0 ? fmt::format("; {} days before the invoice", -settlement.days)
                             : fmt::format("; {} days after the invoice", settlement.days);
  if (settlement.memo_quotes) out += "; the memo quotes the invoice's number";
  return out;
}

// Probabilities of links, from those of the hypotheses that hold them.
class LinkChances {
 public:
  LinkChances(const Settlements& found, std::span<const std::uint32_t> likely,
              std::span<const float> chances)
      : found_(found) {
    for (const std::uint32_t set : likely) {
      visit(found.all[set], [&](std::uint64_t alike, std::uint64_t own) {
        alike_[alike] += chances[set];
        own_[own] += chances[set];
      });
    }
  }

  // That a payment settles at least as many invoices of this customer and amount as the settlement
  // says: the sum over its links of what each is better than an even chance.
  [[nodiscard]] double value(const Settlement& settlement) const {
    double sum = 0;
    visit(settlement, [&](std::uint64_t alike, std::uint64_t) {
      sum += std::min(1.0, alike_.at(alike)) - kLinked;
    });
    return sum;
  }
  // For each invoice and payment: the probability of an equal invoice, and of this very one.
  template <typename Visit>
  void each_link(const Settlement& settlement, Visit visit_link) const {
    std::size_t at = 0;
    const auto payments = found_.payments(settlement);
    const auto invoices = found_.invoices(settlement);
    visit(settlement, [&](std::uint64_t alike, std::uint64_t own) {
      visit_link(invoices[at / payments.size()], payments[at % payments.size()],
                 std::min(1.0, alike_.at(alike)), std::min(1.0, own_.at(own)));
      ++at;
    });
  }
  [[nodiscard]] const std::unordered_map<std::uint64_t, double>& own() const { return own_; }
  [[nodiscard]] static std::uint32_t payment_of(std::uint64_t key) {
    return static_cast<std::uint32_t>(key >> 32);
  }
  [[nodiscard]] static std::uint32_t invoice_of(std::uint64_t key) {
    return static_cast<std::uint32_t>(key);
  }

 private:
  // Keys of payment, class of invoice and how many of the class stand before, and of payment and
  // invoice.
  template <typename Visit>
  void visit(const Settlement& settlement, Visit visit_keys) const {
    const auto invoices = found_.invoices(settlement);
    for (std::size_t i = 0; i < invoices.size(); ++i) {
      const std::uint64_t alike = found_.classes[invoices[i]];
      std::uint64_t before = 0;
      for (std::size_t j = 0; j < i; ++j) before += found_.classes[invoices[j]] == alike ? 1 : 0;
      for (const std::uint32_t payment : found_.payments(settlement)) {
        const std::uint64_t high = std::uint64_t{payment} << 32;
        // A settlement has at most eight invoices, a list fewer than 2^28 classes.
        visit_keys(high | before << 28 | alike, high | invoices[i]);
      }
    }
  }

  const Settlements& found_;
  std::unordered_map<std::uint64_t, double> alike_, own_;
};

// Invoices and payments in an order of their contents.
struct Sorted {
  std::vector<std::uint32_t> invoice_at, payment_at;  // the caller's index
  std::vector<PayableInvoice> invoices;
  std::vector<Payment> payments;

  Sorted(std::span<const PayableInvoice> own_invoices, std::span<const Payment> own_payments)
      : invoice_at(own_invoices.size()), payment_at(own_payments.size()) {
    std::iota(invoice_at.begin(), invoice_at.end(), 0U);
    std::iota(payment_at.begin(), payment_at.end(), 0U);
    // Invoices of one day stand in the order of their numbers.
    const auto key = [](const auto& one) { return std::tie(one.date, one.id, one.amount); };
    std::sort(invoice_at.begin(), invoice_at.end(), [&](std::uint32_t i, std::uint32_t j) {
      const PayableInvoice &a = own_invoices[i], &b = own_invoices[j];
      return std::tuple_cat(key(a), std::tie(a.customer, a.number, i)) <
             std::tuple_cat(key(b), std::tie(b.customer, b.number, j));
    });
    std::sort(payment_at.begin(), payment_at.end(), [&](std::uint32_t i, std::uint32_t j) {
      const Payment &a = own_payments[i], &b = own_payments[j];
      return std::tuple_cat(key(a), std::tie(a.counterparty, a.memo, i)) <
             std::tuple_cat(key(b), std::tie(b.counterparty, b.memo, j));
    });
    invoices.reserve(own_invoices.size());
    payments.reserve(own_payments.size());
    for (const std::uint32_t i : invoice_at) invoices.push_back(own_invoices[i]);
    for (const std::uint32_t i : payment_at) payments.push_back(own_payments[i]);
  }
};

class Matcher {
 public:
  Matcher(const Sorted& sorted, const MatchingLimits& limits)
      : sorted_(sorted),
        limits_(limits),
        found_(reconcile::find_settlements(sorted.invoices, sorted.payments, limits)) {}

  Matching run() {
    const auto invoice_count = static_cast<std::uint32_t>(sorted_.invoices.size());
    reconcile::Sets sets;
    sets.item_count = invoice_count + static_cast<std::uint32_t>(sorted_.payments.size());
    std::vector<float> weights;
    if (limits_.watch != nullptr) limits_.watch->advance();
    for (const Settlement& settlement : found_.all) add_to(sets, settlement, invoice_count);
    for (const Settlement& settlement : found_.all) weights.push_back(settlement.weight);
    const reconcile::Chances chances =
        reconcile::set_chances(sets, weights, limits_.rounds_max, limits_.watch);
    if (limits_.watch != nullptr) limits_.watch->advance();
    const std::vector<std::uint32_t> likely = likely_ones(chances.of);
    const LinkChances links(found_, likely, chances.of);
    choose(links, likely, chances.of, sets.item_count, invoice_count);
    add_alternatives(links, likely, chances.of);
    out_.truncated = !found_.complete;
    out_.complete = found_.complete && chances.settled;
    std::sort(out_.links.begin(), out_.links.end(),
              [](const SettlementLink& a, const SettlementLink& b) {
                return std::tie(a.invoice, a.payment) < std::tie(b.invoice, b.payment);
              });
    return std::move(out_);
  }

 private:
  void add_to(reconcile::Sets& sets, const Settlement& settlement, std::uint32_t invoice_count) {
    items_.clear();
    for (const std::uint32_t invoice : found_.invoices(settlement)) items_.push_back(invoice);
    for (const std::uint32_t payment : found_.payments(settlement))
      items_.push_back(invoice_count + payment);
    sets.add(items_);
  }

  [[nodiscard]] std::vector<std::uint32_t> likely_ones(std::span<const float> chances) const {
    std::vector<float> best(sorted_.payments.size());
    for (std::size_t set = 0; set < chances.size(); ++set)
      for (const std::uint32_t payment : found_.payments(found_.all[set]))
        best[payment] = std::max(best[payment], chances[set]);
    std::vector<std::uint32_t> likely;
    for (std::uint32_t set = 0; set < chances.size(); ++set) {
      const std::uint32_t payment = found_.payments(found_.all[set]).front();
      if (chances[set] > std::min(kNegligible, kAsLikely * best[payment])) likely.push_back(set);
    }
    return likely;
  }

  void choose(const LinkChances& links, std::span<const std::uint32_t> likely,
              std::span<const float> chances, std::uint32_t item_count,
              std::uint32_t invoice_count) {
    reconcile::Sets sets;
    sets.item_count = item_count;
    std::vector<float> values;
    std::vector<std::uint32_t> worthy;
    std::vector<double> paid(sorted_.invoices.size());
    for (const std::uint32_t set : likely)
      for (const std::uint32_t invoice : found_.invoices(found_.all[set]))
        paid[invoice] += static_cast<double>(chances[set]);
    for (const std::uint32_t set : likely) {
      double value = links.value(found_.all[set]);
      for (const std::uint32_t invoice : found_.invoices(found_.all[set]))
        value += std::max(paid[invoice] - kLinked, -kLinked / 2);
      if (value <= 0) continue;
      add_to(sets, found_.all[set], invoice_count);
      worthy.push_back(set);
      values.push_back(
          static_cast<float>(value + kBetweenEquals * static_cast<double>(chances[set])));
    }
    clear_.assign(sorted_.payments.size(), false);
    linked_.assign(sorted_.payments.size(), false);
    for (const std::uint32_t chosen : reconcile::pack_sets(sets, values, limits_.watch))
      add_links(found_.all[worthy[chosen]], links);
  }

  // How much of each invoice each payment settles.
  void add_links(const Settlement& settlement, const LinkChances& chances) {
    const std::string why = words_of(settlement);
    chances.each_link(
        settlement, [&](std::uint32_t invoice, std::uint32_t payment, double alike, double own) {
          SettlementLink link;
          link.invoice = sorted_.invoice_at[invoice];
          link.payment = sorted_.payment_at[payment];
          // A batch settles each of its invoices whole; the fee stands in `deducted`.
          link.amount = settlement.kind == SettlementKind::batch ? sorted_.invoices[invoice].amount
                                                                 : sorted_.payments[payment].amount;
          link.kind = settlement.kind;
          link.deducted = Money::from_fen(settlement.deducted_fen);
          link.probability = alike;
          link.ambiguous =
              alike < kClear || own * static_cast<double>(settlement.looked_at) < kAnyOfMany;
          link.interchangeable = !link.ambiguous && own < kClear;
          link.why = why;
          linked_[payment] = true;
          clear_[payment] = !link.ambiguous;
          out_.links.push_back(std::move(link));
        });
  }

  void add_alternatives(const LinkChances& links, std::span<const std::uint32_t> likely,
                        std::span<const float> chances) {
    std::vector<double> used(sorted_.payments.size());
    for (const std::uint32_t set : likely)
      for (const std::uint32_t payment : found_.payments(found_.all[set]))
        used[payment] += static_cast<double>(chances[set]);
    for (std::uint32_t payment = 0; payment < used.size(); ++payment)
      if (!linked_[payment] && used[payment] >= kLinked)
        out_.unresolved_payments.push_back(sorted_.payment_at[payment]);
    std::sort(out_.unresolved_payments.begin(), out_.unresolved_payments.end());
    std::unordered_map<std::uint64_t, bool> chosen;
    for (const SettlementLink& link : out_.links)
      chosen[std::uint64_t{link.payment} << 32 | link.invoice] = true;
    std::vector<SettlementAlternative> all;
    for (const auto& [key, chance] : links.own()) {
      const std::uint32_t payment = LinkChances::payment_of(key);
      if (chance < kAlternative || clear_[payment]) continue;
      const SettlementAlternative one{sorted_.invoice_at[LinkChances::invoice_of(key)],
                                      sorted_.payment_at[payment], std::min(1.0, chance)};
      if (!chosen.contains(std::uint64_t{one.payment} << 32 | one.invoice)) all.push_back(one);
    }
    std::sort(all.begin(), all.end(),
              [](const SettlementAlternative& a, const SettlementAlternative& b) {
                return std::tie(a.payment, b.probability, a.invoice) <
                       std::tie(b.payment, a.probability, b.invoice);
              });
    std::size_t of_payment = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      of_payment = i > 0 && all[i].payment == all[i - 1].payment ? of_payment + 1 : 0;
      if (of_payment < kAlternativesMax) out_.alternatives.push_back(all[i]);
    }
  }

  const Sorted& sorted_;
  const MatchingLimits& limits_;
  const Settlements found_;
  std::vector<std::uint32_t> items_;
  std::vector<bool> linked_, clear_;  // payments
  Matching out_;
};

}  // namespace

std::string_view to_string(SettlementKind kind) {
  switch (kind) {
    case SettlementKind::single:
      return "single";
    case SettlementKind::batch:
      return "batch";
    case SettlementKind::instalments:
      return "instalments";
    case SettlementKind::part:
      return "part";
  }
  return "single";
}

Matching match_payments(std::span<const PayableInvoice> invoices, std::span<const Payment> payments,
                        const MatchingLimits& limits) {
  if (limits.watch != nullptr) limits.watch->begin("match", 3);
  try {
    const Sorted sorted(invoices, payments);
    Matching out = Matcher(sorted, limits).run();
    if (limits.watch != nullptr) limits.watch->advance();
    return out;
  } catch (const Stopped&) {
    Matching none;
    none.complete = false;
    return none;
  }
}

}  // namespace zhun
