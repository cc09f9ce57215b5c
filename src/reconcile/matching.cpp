// match_payments: the hypotheses, the best disjoint ones, and the words for each link.
#include "zhun/matching.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "reconcile/set_packing.hpp"
#include "reconcile/settlements.hpp"
#include "reconcile/stopping.hpp"
#include "zhun/text.hpp"

namespace zhun {
namespace {

using reconcile::Settlement;

// Below five to one another explanation is as good.
constexpr double kClearMargin = 1.6;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15ULL + (hash << 6) + (hash >> 2);
  return hash;
}

// What a settlement says when invoices of one customer and amount are the same thing.
std::uint64_t signature_of(const Settlement& settlement, std::span<const PayableInvoice> invoices) {
  std::vector<std::uint64_t> parts;
  for (const std::uint32_t invoice : settlement.invoices) {
    const std::size_t name = std::hash<std::string>()(normalise_name(invoices[invoice].customer));
    parts.push_back(mixed(name, static_cast<std::uint64_t>(invoices[invoice].amount.fen())));
  }
  std::sort(parts.begin(), parts.end());
  std::uint64_t hash = 0;
  for (const std::uint64_t part : parts) hash = mixed(hash, part);
  for (const std::uint32_t payment : settlement.payments) hash = mixed(hash, payment);
  return hash;
}

std::string words_of(const Settlement& settlement) {
  std::string out;
  switch (settlement.kind) {
    case SettlementKind::single:
      out = "one payment for one invoice";
      break;
    case SettlementKind::batch:
      out = fmt::format("one payment for {} invoices that follow one another",
                        settlement.invoices.size());
      break;
    case SettlementKind::instalments:
      out = fmt::format("{} instalments{}", settlement.payments.size(),
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

// How much of each invoice each payment settles.
void add_links(const Settlement& settlement, const reconcile::ChosenSet& chosen,
               std::span<const PayableInvoice> invoices, std::span<const Payment> payments,
               std::vector<SettlementLink>& links) {
  const std::string why = words_of(settlement);
  for (const std::uint32_t invoice : settlement.invoices) {
    for (const std::uint32_t payment : settlement.payments) {
      SettlementLink link;
      link.invoice = invoice;
      link.payment = payment;
      // A batch settles each of its invoices whole; the fee stands in `deducted`.
      link.amount = settlement.kind == SettlementKind::batch ? invoices[invoice].amount
                                                             : payments[payment].amount;
      link.kind = settlement.kind;
      link.deducted = Money::from_fen(settlement.deducted_fen);
      link.margin = chosen.margin;
      link.ambiguous = chosen.margin < kClearMargin && !chosen.equivalent;
      link.interchangeable = chosen.margin < kClearMargin && chosen.equivalent;
      link.why = why;
      links.push_back(std::move(link));
    }
  }
}

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

namespace {

Matching matched(std::span<const PayableInvoice> invoices, std::span<const Payment> payments,
                 const MatchingLimits& limits) {
  Matching out;
  if (limits.watch != nullptr) limits.watch->begin("match", 2);
  reconcile::Open open{std::vector<bool>(invoices.size(), true),
                       std::vector<bool>(payments.size(), true)};
  std::vector<bool> possible(payments.size());
  const auto invoice_count = static_cast<std::uint32_t>(invoices.size());
  for (const bool persons : {false, true}) {
    const reconcile::Settlements found =
        reconcile::find_settlements(invoices, payments, open, persons, limits);
    std::vector<reconcile::WeightedSet> sets;
    sets.reserve(found.all.size());
    for (const Settlement& settlement : found.all) {
      reconcile::WeightedSet set{settlement.weight, settlement.invoices,
                                 signature_of(settlement, invoices)};
      for (const std::uint32_t payment : settlement.payments) {
        set.items.push_back(invoice_count + payment);
        possible[payment] = true;
      }
      sets.push_back(std::move(set));
    }
    const auto item_count = invoice_count + static_cast<std::uint32_t>(payments.size());
    const reconcile::Packing packing =
        reconcile::pack_sets(sets, item_count, limits.work_max, limits.watch);
    out.complete = out.complete && found.complete && packing.exact;
    out.truncated = out.truncated || !found.complete;
    for (const reconcile::ChosenSet& chosen : packing.chosen) {
      const Settlement& settlement = found.all[chosen.set];
      for (const std::uint32_t invoice : settlement.invoices) open.invoices[invoice] = false;
      for (const std::uint32_t payment : settlement.payments) open.payments[payment] = false;
      add_links(settlement, chosen, invoices, payments, out.links);
    }
    if (limits.watch != nullptr) limits.watch->advance();
  }
  for (std::uint32_t i = 0; i < payments.size(); ++i)
    if (possible[i] && open.payments[i]) out.unresolved_payments.push_back(i);
  std::sort(out.links.begin(), out.links.end(),
            [](const SettlementLink& a, const SettlementLink& b) {
              return std::tie(a.invoice, a.payment) < std::tie(b.invoice, b.payment);
            });
  return out;
}

}  // namespace

Matching match_payments(std::span<const PayableInvoice> invoices, std::span<const Payment> payments,
                        const MatchingLimits& limits) {
  try {
    return matched(invoices, payments, limits);
  } catch (const Stopped&) {
    Matching none;
    none.complete = false;
    return none;
  }
}

}  // namespace zhun
