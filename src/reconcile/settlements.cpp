// Hypotheses of settlement, customer by customer, and their likelihoods.
//
// The probabilities below are of a supplier's ordinary books: most payments of a known customer
// settle something, at full amount, within a few months. They need not be exact: what decides is
// how unlikely it is that an amount agrees to the cent by chance.
#include "reconcile/settlements.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "reconcile/name_index.hpp"
#include "reconcile/stopping.hpp"
#include "zhun/text.hpp"

namespace zhun::reconcile {
namespace {

// Fees and discounts that banks and customers usually deduct.
constexpr std::array<std::int64_t, 9> kFixedFees = {500,  1000, 1500, 2000, 2500,
                                                    3000, 4000, 5000, 10000};
constexpr std::array<std::int64_t, 7> kFeesPerMille = {1, 2, 3, 5, 6, 8, 10};

// Invoices make payments: each is left unpaid, paid alone, with its neighbours, or in instalments.
constexpr double kUnpaidShare = 0.15, kSingleShare = 0.45, kRunShare = 0.05,
                 kInstalmentShare = 0.25, kAnySharesShare = 0.02, kPartShare = 0.03;
const double kPaid = -std::log(kUnpaidShare);  // what an invoice brings that is not left unpaid
const double kSingle = std::log(kSingleShare) + kPaid;
const double kInstalments = std::log(kInstalmentShare / 3) + kPaid;
const double kAnyShares = std::log(kAnySharesShare) + kPaid;
const double kPart = std::log(kPartShare / 9) + kPaid;
// A customer also pays some six times a year for other reasons. A settlement comes some 40 days
// after its invoice; that density and the rate of other payments make the weight of a day.
constexpr double kOtherPaymentsAYear = 6, kUsualDelay = 40;
const double kTimely = std::log(365 / kOtherPaymentsAYear / kUsualDelay);
const double kExact = std::log(0.87), kUsualFee = std::log(0.12 / 16), kOddFee = std::log(0.01);
const double kByPerson = std::log(0.03);
constexpr std::size_t kRunMax = 8;          // invoices paid together
constexpr std::size_t kInstalmentsMax = 4;  // payments of one invoice
constexpr std::size_t kSetsOfInvoiceMax = 150;
constexpr std::size_t kCustomersOfPayment = 3;
constexpr double kNameScoreMin = 0.03;

// What a memo says beside the amount.
struct Memo {
  double unrelated = 0;  // subtracted: 保证金, 借款, 退税
  bool instalment = false, months = false;
  std::vector<std::string> numbers;  // runs of four digits and more
};

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

Memo read_memo(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kUnrelated = {"退税",   "利息", "借款", "贷款",
                                                                  "保证金", "押金", "退款", "理财",
                                                                  "投资",   "股利", "分红", "工资"};
  static constexpr std::array<std::string_view, 2> kVague = {"往来", "备用金"};
  static constexpr std::array<std::string_view, 6> kParts = {"首付", "定金", "预付",
                                                             "进度", "尾款", "分期"};
  Memo memo;
  if (has_any(text, kUnrelated))
    memo.unrelated = 5;
  else if (has_any(text, kVague))
    memo.unrelated = 1;
  memo.instalment = has_any(text, kParts);
  memo.months =
      text.find("月") != std::string_view::npos && text.find('-') != std::string_view::npos;
  std::string run;
  for (const char c : std::string(text) + ' ') {
    if (c >= '0' && c <= '9') {
      run += c;
      continue;
    }
    if (run.size() >= 4) memo.numbers.push_back(run);
    run.clear();
  }
  return memo;
}

bool quotes(const Memo& memo, const PayableInvoice& invoice) {
  const std::string& number = invoice.number.empty() ? invoice.id : invoice.number;
  return std::any_of(memo.numbers.begin(), memo.numbers.end(), [&](const std::string& quoted) {
    return number.ends_with(quoted) || quoted.ends_with(number);
  });
}

// A payment as one customer's: its index and how likely the payer is this customer.
struct Candidate {
  std::uint32_t payment = 0;
  std::int64_t amount = 0;
  std::int32_t day = 0;
  double name = 0;  // natural logarithm, at most 0
  bool exact = false, person = false;
};

struct OpenInvoice {
  std::uint32_t invoice = 0;
  std::int64_t amount = 0;
  std::int32_t day = 0;
};

std::int64_t rounded_share(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  return (amount / whole) * part + ((amount % whole) * part + whole / 2) / whole;
}

class Finder {
 public:
  Finder(std::span<const PayableInvoice> invoices, std::span<const Payment> payments,
         const Open& open, bool with_persons, const MatchingLimits& limits)
      : invoices_(invoices),
        payments_(payments),
        open_(open),
        with_persons_(with_persons),
        limits_(limits) {
    for (const Payment& payment : payments) {
      keep_on(limits_.watch);
      memos_.push_back(read_memo(payment.memo));
      ++times_[payment.amount.fen()];
    }
  }

  Settlements run() {
    assign_customers();
    for (Customer& customer : customers_) {
      sort(customer);
      for (std::size_t i = 0; i < customer.open.size(); ++i) find_runs(customer, i);
      for (const OpenInvoice& open : customer.open) find_instalments(customer, open);
    }
    return std::move(out_);
  }

 private:
  struct Customer {
    std::vector<OpenInvoice> open;      // oldest first
    std::vector<Candidate> candidates;  // by amount
  };

  void assign_customers() {
    std::vector<std::string> names;
    std::unordered_map<std::string, std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < invoices_.size(); ++i) {
      const std::string normal = normalise_name(invoices_[i].customer);
      const auto [at, is_new] = numbers.emplace(normal, static_cast<std::uint32_t>(names.size()));
      if (is_new) names.push_back(invoices_[i].customer);
      if (names.size() > customers_.size()) customers_.resize(names.size());
      if (open_.invoices[i])
        customers_[at->second].open.push_back(
            {i, invoices_[i].amount.fen(), invoices_[i].date.days_since_epoch()});
    }
    const NameIndex index(names);
    NameScratch scratch;
    std::unordered_map<std::string, std::vector<NameMatch>> known;
    std::vector<std::uint32_t> persons;
    for (std::uint32_t i = 0; i < payments_.size(); ++i) {
      if (!open_.payments[i]) continue;
      const Payment& payment = payments_[i];
      auto [at, is_new] = known.try_emplace(payment.counterparty);
      keep_on(limits_.watch, is_new ? 64 : 1);  // names take as long as so many rows
      if (is_new) at->second = index.find(payment.counterparty, kCustomersOfPayment, scratch);
      bool resolved = false;
      for (const NameMatch& match : at->second) {
        if (match.score < kNameScoreMin) continue;
        resolved = true;
        customers_[match.index].candidates.push_back(
            {i, payment.amount.fen(), payment.date.days_since_epoch(), std::log(match.score),
             normalise_name(payment.counterparty) == normalise_name(names[match.index])});
      }
      if (with_persons_ && !resolved && has_surname(payment.counterparty)) persons.push_back(i);
    }
    // A person whom no invoice names may pay for any customer: the owner for the company.
    const double name =
        kByPerson - std::log((static_cast<double>(persons.size()) + 1) / kOtherPaymentsAYear);
    for (const std::uint32_t i : persons)
      persons_.candidates.push_back({i, payments_[i].amount.fen(),
                                     payments_[i].date.days_since_epoch(), std::min(name, 0.0),
                                     false, true});
    sort(persons_);
  }

  void sort(Customer& customer) const {
    std::sort(customer.open.begin(), customer.open.end(),
              [&](const OpenInvoice& a, const OpenInvoice& b) {
                return std::tie(a.day, invoices_[a.invoice].id, a.amount, a.invoice) <
                       std::tie(b.day, invoices_[b.invoice].id, b.amount, b.invoice);
              });
    std::sort(customer.candidates.begin(), customer.candidates.end(),
              [&](const Candidate& a, const Candidate& b) {
                return std::tie(a.amount, a.day, payments_[a.payment].id, a.payment) <
                       std::tie(b.amount, b.day, payments_[b.payment].id, b.payment);
              });
  }

  // How surprising it is that a payment has this amount by chance: log-uniform over the sizes of
  // payments, with round amounts and amounts that recur as likely as they are.
  [[nodiscard]] double surprise(std::int64_t amount) const {
    constexpr double kSizes = 9.2;  // natural logarithm of the range of sizes
    const auto fen = static_cast<double>(amount);
    double chance = 0.6 / (kSizes * fen);
    if (amount % 100'000 == 0) chance += 0.3 / (kSizes * fen / 100'000);
    if (amount % 10'000 == 0) chance += 0.1 / (kSizes * fen / 10'000);
    const std::uint32_t times = times_.at(amount);
    if (times > 1)
      chance = std::max(chance, 0.3 * (times - 1) / static_cast<double>(payments_.size()));
    return -std::log(chance);
  }

  [[nodiscard]] bool in_time(std::int32_t invoice_day, std::int32_t payment_day) const {
    const std::int32_t days = payment_day - invoice_day;
    return days >= -static_cast<std::int32_t>(limits_.days_before_max) &&
           days <= static_cast<std::int32_t>(limits_.days_max);
  }
  [[nodiscard]] static double delay(std::int32_t days) {
    return days < 0 ? kTimely - 3 + days / 10.0 : kTimely - days / kUsualDelay;
  }

  // The part of a weight that a payment brings whatever it settles.
  [[nodiscard]] double base(const Candidate& candidate) const {
    return candidate.name + surprise(candidate.amount) - memos_[candidate.payment].unrelated;
  }

  // The natural logarithm of how likely a deduction is, and whether it is a usual one.
  [[nodiscard]] static double deduction(std::int64_t sum, std::int64_t deducted, bool& usual) {
    usual = false;
    if (deducted == 0) return kExact;
    usual = std::find(kFixedFees.begin(), kFixedFees.end(), deducted) != kFixedFees.end() ||
            std::any_of(kFeesPerMille.begin(), kFeesPerMille.end(), [&](std::int64_t rate) {
              return std::abs(rounded_share(sum, rate, 1000) - deducted) <= 1;
            });
    if (usual) return kUsualFee;
    // Any amount up to one per cent or 50 yuan.
    return kOddFee - std::log(static_cast<double>(std::max<std::int64_t>(5000, sum / 100)));
  }

  [[nodiscard]] double memo_weight(std::uint32_t payment, SettlementKind kind,
                                   std::span<const std::uint32_t> settled, bool& quoted) const {
    const Memo& memo = memos_[payment];
    double weight = 0;
    if (memo.instalment)
      weight += kind == SettlementKind::single ? -1.5 : kind == SettlementKind::batch ? -3 : 1;
    if (!memo.instalment && kind == SettlementKind::instalments) weight -= 0.7;
    if (memo.months) weight += kind == SettlementKind::batch ? 2 : -1;
    quoted = std::any_of(settled.begin(), settled.end(),
                         [&](std::uint32_t invoice) { return quotes(memo, invoices_[invoice]); });
    if (quoted) return weight + 5;
    return memo.numbers.empty() ? weight : weight - 1;
  }

  void add(Settlement settlement) {
    if (settlement.weight <= 0) return;
    if (out_.all.size() >= limits_.hypotheses_max) {
      out_.complete = false;
      return;
    }
    std::sort(settlement.invoices.begin(), settlement.invoices.end());
    std::sort(settlement.payments.begin(), settlement.payments.end());
    out_.all.push_back(std::move(settlement));
  }

  // All payments from `low` to `high`: the customer's own, and those of unknown persons.
  template <typename Visit>
  void with_amount(const Customer& customer, std::int64_t low, std::int64_t high,
                   Visit visit) const {
    visit_amounts(customer, low, high, visit);
    visit_amounts(persons_, low, high, visit);
  }
  template <typename Visit>
  void visit_amounts(const Customer& customer, std::int64_t low, std::int64_t high,
                     Visit visit) const {
    keep_on(limits_.watch);
    auto at = std::lower_bound(
        customer.candidates.begin(), customer.candidates.end(), low,
        [](const Candidate& candidate, std::int64_t amount) { return candidate.amount < amount; });
    for (; at != customer.candidates.end() && at->amount <= high; ++at) {
      keep_on(limits_.watch);
      visit(*at);
    }
  }

  // Of so many invoices paid together; the more, the rarer.
  [[nodiscard]] static double run_share(std::size_t invoices) {
    constexpr std::array<double, kRunMax + 1> kShares = {0,    0,    0.40, 0.25, 0.15,
                                                         0.10, 0.04, 0.03, 0.03};
    return std::log(kRunShare * kShares[invoices]) + kPaid * static_cast<double>(invoices);
  }

  // One payment for the invoice at `first` alone, or for it and those that follow.
  void find_runs(const Customer& customer, std::size_t first) {
    std::int64_t sum = 0;
    std::vector<std::uint32_t> run;
    for (std::size_t i = first; i < std::min(customer.open.size(), first + kRunMax); ++i) {
      sum += customer.open[i].amount;
      run.push_back(customer.open[i].invoice);
      const std::int32_t day = customer.open[i].day;
      const auto try_payment = [&](const Candidate& candidate) {
        if (!in_time(day, candidate.day)) return;
        Settlement settlement;
        settlement.kind = run.size() == 1 ? SettlementKind::single : SettlementKind::batch;
        settlement.deducted_fen = sum - candidate.amount;
        settlement.days = candidate.day - day;
        settlement.weight =
            base(candidate) + (run.size() == 1 ? kSingle : run_share(run.size())) +
            deduction(sum, settlement.deducted_fen, settlement.usual_fee) + delay(settlement.days) +
            memo_weight(candidate.payment, settlement.kind, run, settlement.memo_quotes);
        settlement.name_exact = candidate.exact;
        settlement.by_person = candidate.person;
        settlement.invoices = run;
        settlement.payments = {candidate.payment};
        add(std::move(settlement));
      };
      if (run.size() == 1) {
        // Any small deduction.
        with_amount(customer, sum - std::max<std::int64_t>(5000, sum / 100), sum, try_payment);
        continue;
      }
      with_amount(customer, sum, sum, try_payment);
      for (const std::int64_t fee : kFixedFees)
        with_amount(customer, sum - fee, sum - fee, try_payment);
      for (const std::int64_t rate : kFeesPerMille) {
        const std::int64_t fee = rounded_share(sum, rate, 1000);
        if (std::find(kFixedFees.begin(), kFixedFees.end(), fee) != kFixedFees.end()) continue;
        with_amount(customer, sum - fee - 1, sum - fee + 1, try_payment);
      }
    }
  }

  // A payment of some tenths of an invoice, perhaps less a fee.
  struct Share {
    const Candidate* candidate;
    int tenths;
    std::int64_t missing;  // of the exact share; a fee or a rounding
    double weight;         // of the payment
  };

  void find_shares(const Customer& customer, const OpenInvoice& open,
                   std::vector<Share>& shares) const {
    for (int tenths = 1; tenths <= 9; ++tenths) {
      const std::int64_t share = open.amount / 10 * tenths + open.amount % 10 * tenths / 10;
      const std::int64_t slack = std::max<std::int64_t>(5000, open.amount / 100);
      with_amount(customer, share - slack, share + 10, [&](const Candidate& candidate) {
        if (!in_time(open.day, candidate.day)) return;
        const std::int64_t missing = share - candidate.amount;
        bool usual = false;
        if (missing > 10) {
          (void)deduction(share, missing, usual);
          if (!usual) (void)deduction(open.amount, missing, usual);
          if (!usual) return;
        }
        bool quoted = false;
        const std::array<std::uint32_t, 1> settled = {open.invoice};
        const double weight =
            base(candidate) + delay(candidate.day - open.day) +
            memo_weight(candidate.payment, SettlementKind::instalments, settled, quoted) +
            (missing > 10 ? kUsualFee : 0);
        shares.push_back({&candidate, tenths, missing, weight});
      });
    }
    std::sort(shares.begin(), shares.end(), [&](const Share& a, const Share& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.candidate < b.candidate;
    });
    if (shares.size() > 40) shares.resize(40);
  }

  // In how many ways tenths are divided among so many payments.
  [[nodiscard]] static double ways(std::size_t payments) {
    constexpr std::array<double, 5> kWays = {1, 1, 9, 36, 84};
    return std::log(kWays[std::min(payments, kWays.size() - 1)]);
  }

  void find_instalments(const Customer& customer, const OpenInvoice& open) {
    std::vector<Share> shares;
    find_shares(customer, open, shares);
    std::size_t sets = 0;
    std::vector<const Share*> taken;
    const auto complete = [&] {
      std::int64_t sum = 0;
      double weight = kInstalments - ways(taken.size());
      Settlement settlement;
      settlement.kind = SettlementKind::instalments;
      settlement.invoices = {open.invoice};
      settlement.usual_shares = true;
      settlement.name_exact = true;
      settlement.days = 0;
      int fees = 0;
      for (const Share* share : taken) {
        sum += share->candidate->amount;
        weight += share->weight;
        fees += share->missing > 10 ? 1 : 0;
        settlement.payments.push_back(share->candidate->payment);
        settlement.name_exact = settlement.name_exact && share->candidate->exact;
        settlement.by_person = settlement.by_person || share->candidate->person;
        settlement.days = std::max(settlement.days, share->candidate->day - open.day);
      }
      if (fees > 1 || sum > open.amount) return;
      settlement.deducted_fen = open.amount - sum;
      settlement.usual_fee = fees > 0;
      settlement.weight = weight;
      ++sets;
      add(std::move(settlement));
    };
    const auto extend = [&](const auto& self, std::size_t from, int tenths) -> void {
      if (sets >= kSetsOfInvoiceMax) return;
      if (tenths == 10) {
        complete();
        return;
      }
      if (taken.size() == kInstalmentsMax) return;
      for (std::size_t i = from; i < shares.size(); ++i) {
        if (tenths + shares[i].tenths > 10) continue;
        taken.push_back(&shares[i]);
        self(self, i + 1, tenths + shares[i].tenths);
        taken.pop_back();
      }
    };
    extend(extend, 0, 0);
    for (const Share& share : shares) add_part(open, share);
    find_any_shares(customer, open);
  }

  // One instalment alone: the others are not in these statements.
  void add_part(const OpenInvoice& open, const Share& share) {
    Settlement settlement;
    settlement.kind = SettlementKind::part;
    settlement.invoices = {open.invoice};
    settlement.payments = {share.candidate->payment};
    settlement.deducted_fen = 0;
    settlement.usual_shares = true;
    settlement.name_exact = share.candidate->exact;
    settlement.by_person = share.candidate->person;
    settlement.days = share.candidate->day - open.day;
    settlement.weight = share.weight + kPart;
    add(std::move(settlement));
  }

  // Two payments of any size that add up exactly.
  void find_any_shares(const Customer& customer, const OpenInvoice& open) {
    std::size_t sets = 0;
    for (const Candidate& first : customer.candidates) {
      if (first.amount * 2 > open.amount || sets >= 20) break;
      keep_on(limits_.watch);
      if (!in_time(open.day, first.day)) continue;
      const std::int64_t rest = open.amount - first.amount;
      with_amount(customer, rest, rest, [&](const Candidate& second) {
        if (second.payment == first.payment || !in_time(open.day, second.day)) return;
        if (rest == first.amount && second.payment < first.payment) return;
        Settlement settlement;
        settlement.kind = SettlementKind::instalments;
        settlement.invoices = {open.invoice};
        settlement.payments = {first.payment, second.payment};
        settlement.name_exact = first.exact && second.exact;
        settlement.days = std::max(first.day, second.day) - open.day;
        // One of the amounts may be anything: only the other one is a surprise.
        settlement.weight = base(first) + base(second) -
                            std::max(surprise(first.amount), surprise(second.amount)) + kAnyShares +
                            delay(first.day - open.day) + delay(second.day - open.day);
        bool quoted = false;
        for (const Candidate* one : {&first, &second}) {
          settlement.weight +=
              memo_weight(one->payment, settlement.kind, settlement.invoices, quoted);
          settlement.memo_quotes = settlement.memo_quotes || quoted;
        }
        ++sets;
        add(std::move(settlement));
      });
    }
  }

  std::span<const PayableInvoice> invoices_;
  std::span<const Payment> payments_;
  const Open& open_;
  bool with_persons_;
  const MatchingLimits& limits_;
  std::vector<Memo> memos_;
  std::unordered_map<std::int64_t, std::uint32_t> times_;  // payments of each amount
  std::vector<Customer> customers_;
  Customer persons_;  // candidates of every customer
  Settlements out_;
};

}  // namespace

Settlements find_settlements(std::span<const PayableInvoice> invoices,
                             std::span<const Payment> payments, const Open& open, bool persons,
                             const MatchingLimits& limits) {
  return Finder(invoices, payments, open, persons, limits).run();
}

}  // namespace zhun::reconcile
