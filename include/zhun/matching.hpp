// Matching (核销匹配): which payments settle which invoices.
//
// Every way in which payments can settle invoices is a hypothesis with a likelihood: one payment
// for one invoice, for a run of invoices, several instalments for one, fees deducted, paid by a
// person. Payments and invoices are used at most once, which makes hypotheses exclude one another:
// belief propagation over all of them gives the probability of each link. What is likelier than not
// is linked; what is doubtful is not picked but listed as an alternative. Pure functions;
// thread-safe. The same input in any order gives the same links.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/error.hpp"
#include "zhun/money.hpp"
#include "zhun/read.hpp"

namespace zhun {

struct PayableInvoice {
  std::string id;
  std::string number;    // printed number, for memos that quote its end; may be empty
  std::string customer;  // who pays: the buyer of an output invoice
  Money amount;          // tax included, above zero; settle red letters before (net_invoices)
  Date date;
};

struct Payment {
  std::string id;
  std::string counterparty, memo;
  Money amount;  // above zero
  Date date;
};

enum class SettlementKind : std::uint8_t {
  single,       // one payment, one invoice
  batch,        // one payment, several invoices
  instalments,  // several payments, one invoice
  part          // one payment of a part that instalments usually have
};
[[nodiscard]] std::string_view to_string(SettlementKind kind);

// One payment and one invoice that belong together.
struct SettlementLink {
  std::uint32_t invoice = 0, payment = 0;  // indices of the caller's
  Money amount;                            // what of the invoice this payment settles
  SettlementKind kind = SettlementKind::single;
  Money deducted;  // fees or discounts of the whole settlement
  // 0..1: that this payment settles an invoice of this customer and amount.
  double probability = 0;
  // Other links are nearly as likely.
  bool ambiguous = false;
  // Another invoice of the same customer and amount would do as well; of such the older is taken.
  bool interchangeable = false;
  std::string why;  // one sentence without a value of the documents
};

// A pair that may belong together, though it is not linked.
struct SettlementAlternative {
  std::uint32_t invoice = 0, payment = 0;
  double probability = 0;  // 0..1, of this very invoice
};

struct MatchingLimits {
  std::uint32_t days_max = 370;              // a payment may follow its invoice by
  std::uint32_t days_before_max = 31;        // a prepayment may precede it by
  std::uint32_t hypotheses_max = 3'000'000;  // in all; some 150 bytes each
  std::uint32_t rounds_max = 14;             // of belief propagation
  Watch* watch = nullptr;  // follows the call; once it stopped, there are no links
};

struct Matching {
  std::vector<SettlementLink> links;  // by invoice, then payment
  // What else a payment may settle whose link is ambiguous or which has none: at most five of at
  // least one in ten each, the likeliest first. By payment.
  std::vector<SettlementAlternative> alternatives;
  // Payments that likely settle something, while no link of theirs is likely enough.
  std::vector<std::uint32_t> unresolved_payments;
  bool complete = true;  // false: a limit was met; some probabilities are rough
  // MatchingLimits::hypotheses_max was met: some invoices and payments were not looked at.
  bool truncated = false;
};

[[nodiscard]] Matching match_payments(std::span<const PayableInvoice> invoices,
                                      std::span<const Payment> payments,
                                      const MatchingLimits& limits = {});

// What match_payments takes, out of files. A table with the columns id, customer (or buyer), date
// and amount (or amount_fen) and perhaps number; or any list that read_invoices() reads: its blue
// output invoices that are not void, tax included.
[[nodiscard]] Result<std::vector<PayableInvoice>> read_payable_invoices(std::string_view bytes,
                                                                        const ReadOptions& options);
// A table with the columns id, counterparty, date, amount (or amount_fen) and perhaps memo; or any
// statement that read_statements() reads: its inflows, with the id "row N".
[[nodiscard]] Result<std::vector<Payment>> read_payments(std::string_view bytes,
                                                         const ReadOptions& options);

// A name among many that it may stand for.
struct ResolvedName {
  std::optional<std::uint32_t> match;  // index of the known name; none: nothing resembles it
  double score = 0;                    // 0..1: probability that it stands for it
  std::string why;                     // "place left out, 1 confusable": without the names
};
// Which of the known company names each damaged one stands for: place left out, legal form
// changed, branch added, cut off, characters confused. Persons are matched exactly only.
[[nodiscard]] std::vector<ResolvedName> resolve_names(std::span<const std::string> known,
                                                      std::span<const std::string> damaged,
                                                      Watch* watch = nullptr);

struct NamedRecord {
  std::string id, name;
};
// A table with the columns id and name (名称).
[[nodiscard]] Result<std::vector<NamedRecord>> read_names(std::string_view bytes,
                                                          const ReadOptions& options);

}  // namespace zhun
