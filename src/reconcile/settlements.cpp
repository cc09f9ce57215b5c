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
                 kInstalmentShare = 0.25, kAnySharesShare = 0.02, kPartShare = 0.04;
const double kPaid = -std::log(kUnpaidShare);  // what an invoice brings that is not left unpaid
const double kSingle = std::log(kSingleShare) + kPaid;
const double kInstalments = std::log(kInstalmentShare / 3) + kPaid;
const double kAnyShares = std::log(kAnySharesShare) + kPaid;
const double kPart = std::log(kPartShare / 9) + kPaid;
// A customer also pays some nine times a year for other reasons.
constexpr double kOtherPaymentsAYear = 9;
const double kExact = std::log(0.87), kUsualFee = std::log(0.12 / 16), kOddFee = std::log(0.01);
const double kByPerson = std::log(0.03);
constexpr std::size_t kRunMax = 8;          // invoices paid together
constexpr std::size_t kInstalmentsMax = 4;  // payments of one invoice
constexpr std::size_t kSharesOfInvoiceMax = 40, kTriesOfInvoiceMax = 3000, kPlansOfInvoiceMax = 48;
constexpr double kHopeless = 9;  // of an invoice's ways to be paid in instalments, behind the best
constexpr std::size_t kPairsMax = 1500;  // payments of a customer among which any two are tried
// Of payments of one amount an invoice is set against so many: the rest is as good as they are.
constexpr std::size_t kWindow = 40;
// Where more invoices than this are alike, fewer of the ways are looked at: one is as good as
// another, and their number would grow with the square.
constexpr std::size_t kCrowd = 150, kCrowdedMin = 8;
constexpr std::size_t kCustomersOfPayment = 3;
constexpr double kNameScoreMin = 0.03;

// How likely a payment is to come so many days after its invoice, or an instalment after the one
// before it, against a payment for another reason: a hump after some weeks and a long tail.
class Delays {
 public:
  Delays(double hump, double tail) {
    for (int day = 0; day < kDays; ++day) {
      const double x = (day + 0.5) / hump;
      const double density =
          0.9 * std::sqrt(x) * std::exp(-x) / (0.8862 * hump) + 0.1 * std::exp(-day / tail) / tail;
      weights_.at(static_cast<std::size_t>(day)) =
          std::log(density) - std::log(kOtherPaymentsAYear / 365);
    }
  }
  [[nodiscard]] double operator()(std::int32_t days) const {
    if (days < 0) return weights_.front() - 2.5 + days / 10.0;
    return weights_.at(static_cast<std::size_t>(std::min(days, kDays - 1)));
  }

 private:
  static constexpr int kDays = 400;
  std::array<double, kDays> weights_{};
};
const Delays kAfterInvoice(20, 60), kAfterInstalment(15, 60);

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
    memo.unrelated = 1.5;
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
  std::int32_t day = 0;
  std::int64_t amount = 0;
  double base = 0;  // what it brings whatever it settles
  bool exact = false, person = false;
};

struct OpenInvoice {
  std::uint32_t invoice = 0;
  std::int32_t day = 0;
  std::int64_t amount = 0;
  std::uint32_t rank = 0, alike = 1;  // its number among the customer's of this amount

  // `most`, or less in a crowd.
  [[nodiscard]] std::size_t at_most(std::size_t most) const {
    return alike <= kCrowd ? most : std::max(kCrowdedMin, most * kCrowd / alike);
  }
};

std::int64_t rounded_share(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  return (amount / whole) * part + ((amount % whole) * part + whole / 2) / whole;
}

class Finder {
 public:
  Finder(std::span<const PayableInvoice> invoices, std::span<const Payment> payments,
         const MatchingLimits& limits)
      : invoices_(invoices), payments_(payments), limits_(limits) {
    for (const Payment& payment : payments) {
      keep_on(limits_.watch);
      memos_.push_back(read_memo(payment.memo));
      ++times_[payment.amount.fen()];
    }
  }

  Settlements run() {
    assign_customers();
    assign_payments();
    for (Customer& customer : customers_) {
      number_alike(customer);
      sort(customer.candidates);
    }
    // Where a limit stops the search, the greatest customers go short.
    std::stable_sort(
        customers_.begin(), customers_.end(), [](const Customer& a, const Customer& b) {
          return a.open.size() * a.candidates.size() < b.open.size() * b.candidates.size();
        });
    for (const Customer& customer : customers_) {
      for (std::size_t i = 0; i < customer.open.size(); ++i) find_runs(customer, i);
      for (const OpenInvoice& open : customer.open) find_instalments(customer, open);
    }
    return std::move(out_);
  }

 private:
  struct Customer {
    std::string name;
    std::vector<OpenInvoice> open;      // oldest first, as the caller has them
    std::vector<Candidate> candidates;  // by amount, then day
  };

  void assign_customers() {
    std::unordered_map<std::string, std::size_t> numbers;
    for (std::uint32_t i = 0; i < invoices_.size(); ++i) {
      const PayableInvoice& invoice = invoices_[i];
      const auto [at, is_new] =
          numbers.emplace(normalise_name(invoice.customer), customers_.size());
      if (is_new) customers_.push_back({invoice.customer, {}, {}});
      customers_[at->second].open.push_back(
          {i, invoice.date.days_since_epoch(), invoice.amount.fen()});
    }
    out_.classes.resize(invoices_.size());
  }

  void assign_payments() {
    std::vector<std::string> names;
    names.reserve(customers_.size());
    for (const Customer& customer : customers_) names.push_back(customer.name);
    const NameIndex index(names);
    NameScratch scratch;
    std::unordered_map<std::string, std::vector<NameMatch>> known;
    std::vector<std::uint32_t> persons;
    for (std::uint32_t i = 0; i < payments_.size(); ++i) {
      const std::string& payer = payments_[i].counterparty;
      const auto [at, is_new] = known.try_emplace(payer);
      keep_on(limits_.watch, is_new ? 64 : 1);  // a name takes as long as so many rows
      if (is_new) at->second = index.find(payer, kCustomersOfPayment, scratch);
      bool resolved = false;
      for (const NameMatch& match : at->second) {
        if (match.score < kNameScoreMin) continue;
        resolved = true;
        customers_[match.index].candidates.push_back(
            candidate(i, std::log(match.score), match.exact, false));
      }
      if (!resolved && has_surname(payer)) persons.push_back(i);
    }
    // A person whom no invoice names may pay for any customer: the owner for the company.
    const double name =
        kByPerson - std::log((static_cast<double>(persons.size()) + 1) / kOtherPaymentsAYear);
    for (const std::uint32_t i : persons)
      persons_.push_back(candidate(i, std::min(name, 0.0), false, true));
    sort(persons_);
  }

  [[nodiscard]] Candidate candidate(std::uint32_t payment, double name, bool exact,
                                    bool person) const {
    const std::int64_t amount = payments_[payment].amount.fen();
    return {payment, payments_[payment].date.days_since_epoch(),
            amount,  name + surprise(amount) - memos_[payment].unrelated,
            exact,   person};
  }

  static void sort(std::vector<Candidate>& candidates) {
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.amount, a.day, a.payment) < std::tie(b.amount, b.day, b.payment);
    });
  }

  void number_alike(Customer& customer) {
    std::unordered_map<std::int64_t, std::pair<std::uint32_t, std::uint32_t>> alike;
    for (OpenInvoice& open : customer.open) {
      const auto [at, is_new] = alike.try_emplace(open.amount, 0U, classes_);
      if (is_new) ++classes_;
      open.rank = at->second.first++;
      out_.classes[open.invoice] = at->second.second;
    }
    for (OpenInvoice& open : customer.open) open.alike = alike.at(open.amount).first;
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
      chance = std::max(chance, 0.5 * (times - 1) / static_cast<double>(payments_.size()));
    return -std::log(chance);
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

  void add(Settlement settlement, double weight, std::span<const std::uint32_t> invoices,
           std::span<const std::uint32_t> payments) {
    if (weight <= 0) return;
    if (out_.all.size() >= limits_.hypotheses_max) {
      out_.complete = false;
      return;
    }
    settlement.weight = static_cast<float>(weight);
    settlement.items_begin = static_cast<std::uint32_t>(out_.items.size());
    settlement.invoice_count = static_cast<std::uint8_t>(invoices.size());
    settlement.payment_count = static_cast<std::uint8_t>(payments.size());
    out_.items.insert(out_.items.end(), invoices.begin(), invoices.end());
    out_.items.insert(out_.items.end(), payments.begin(), payments.end());
    out_.all.push_back(settlement);
  }

  // Payments from `low` to `high` in time for the invoice: the customer's own, and those of unknown
  // persons.
  template <typename Visit>
  void with_amount(const Customer& customer, const OpenInvoice& open, std::int64_t low,
                   std::int64_t high, Visit visit) const {
    visit_amounts(customer.candidates, open, low, high, visit);
    visit_amounts(persons_, open, low, high, visit);
  }
  template <typename Visit>
  void visit_amounts(const std::vector<Candidate>& candidates, const OpenInvoice& open,
                     std::int64_t low, std::int64_t high, Visit visit) const {
    auto at = std::lower_bound(
        candidates.begin(), candidates.end(), low,
        [](const Candidate& candidate, std::int64_t amount) { return candidate.amount < amount; });
    const std::int32_t first_day = open.day - static_cast<std::int32_t>(limits_.days_before_max);
    const std::int32_t last_day = open.day + static_cast<std::int32_t>(limits_.days_max);
    while (at != candidates.end() && at->amount <= high) {
      auto end = at;
      while (end != candidates.end() && end->amount == at->amount) ++end;
      const auto seen = window({at, end}, open);
      looked_at_ = static_cast<float>(seen.size()) / static_cast<float>(end - at);
      keep_on(limits_.watch, 1 + seen.size());
      for (const Candidate& candidate : seen) {
        if (candidate.day >= first_day && candidate.day <= last_day) visit(candidate);
      }
      at = end;
    }
  }

  // Of many payments of one amount those that have the place among themselves which the invoice has
  // among those of its amount: oldest settles oldest.
  [[nodiscard]] static std::span<const Candidate> window(std::span<const Candidate> all,
                                                         const OpenInvoice& open) {
    const std::size_t size = open.at_most(kWindow);
    if (all.size() <= size) return all;
    const std::size_t middle = all.size() * open.rank / open.alike;
    const std::size_t from = middle > size / 2 ? middle - size / 2 : 0;
    return all.subspan(std::min(from, all.size() - size), size);
  }

  // Of so many invoices paid together; the more, the rarer.
  [[nodiscard]] static double run_share(std::size_t invoices) {
    constexpr std::array<double, kRunMax + 1> kShares = {0,    0,    0.38, 0.25, 0.15,
                                                         0.10, 0.04, 0.03, 0.05};
    return std::log(kRunShare * kShares[invoices]) + kPaid * static_cast<double>(invoices);
  }

  // One payment for the invoice at `first` alone, or for it and those that follow.
  void find_runs(const Customer& customer, std::size_t first) {
    std::int64_t sum = 0;
    std::vector<std::uint32_t> run;
    for (std::size_t i = first; i < std::min(customer.open.size(), first + kRunMax); ++i) {
      const OpenInvoice& last = customer.open[i];
      sum += last.amount;
      run.push_back(last.invoice);
      const auto try_payment = [&](const Candidate& candidate) {
        Settlement settlement;
        settlement.kind = run.size() == 1 ? SettlementKind::single : SettlementKind::batch;
        settlement.deducted_fen = sum - candidate.amount;
        settlement.days = candidate.day - last.day;
        const double weight =
            candidate.base + (run.size() == 1 ? kSingle : run_share(run.size())) +
            deduction(sum, settlement.deducted_fen, settlement.usual_fee) +
            kAfterInvoice(settlement.days) +
            memo_weight(candidate.payment, settlement.kind, run, settlement.memo_quotes);
        settlement.name_exact = candidate.exact;
        settlement.by_person = candidate.person;
        settlement.looked_at = looked_at_;
        add(settlement, weight, run, std::span(&candidate.payment, 1));
      };
      if (run.size() == 1) {
        // Any small deduction.
        with_amount(customer, last, sum - std::max<std::int64_t>(5000, sum / 100), sum,
                    try_payment);
        continue;
      }
      with_amount(customer, last, sum, sum, try_payment);
      for (const std::int64_t fee : kFixedFees)
        with_amount(customer, last, sum - fee, sum - fee, try_payment);
      for (const std::int64_t rate : kFeesPerMille) {
        const std::int64_t fee = rounded_share(sum, rate, 1000);
        if (std::find(kFixedFees.begin(), kFixedFees.end(), fee) != kFixedFees.end()) continue;
        with_amount(customer, last, sum - fee - 1, sum - fee + 1, try_payment);
      }
    }
  }

  // A payment of some tenths of an invoice, perhaps less a fee.
  struct Share {
    const Candidate* candidate;
    int tenths;
    bool less_fee;
    double weight;  // of the payment, without its day
    double rank;    // with its day after the invoice
  };

  // The last share is what the rounded others have left, some fen more than its tenths.
  [[nodiscard]] static bool is_usual_fee(std::int64_t share, std::int64_t invoice,
                                         std::int64_t missing) {
    bool usual = false;
    for (std::int64_t left = 0; left < 4 && !usual; ++left) {
      (void)deduction(share, missing + left, usual);
      if (!usual) (void)deduction(invoice, missing + left, usual);
    }
    return usual;
  }

  void find_shares(const Customer& customer, const OpenInvoice& open,
                   std::vector<Share>& shares) const {
    const std::array<std::uint32_t, 1> settled = {open.invoice};
    for (int tenths = 1; tenths <= 9; ++tenths) {
      const std::int64_t share = open.amount / 10 * tenths + open.amount % 10 * tenths / 10;
      const std::int64_t slack = std::max<std::int64_t>(5000, open.amount / 100);
      with_amount(customer, open, share - slack, share + 10, [&](const Candidate& candidate) {
        const std::int64_t missing = share - candidate.amount;
        if (missing > 10 && !is_usual_fee(share, open.amount, missing)) return;
        bool quoted = false;
        const double weight =
            candidate.base +
            memo_weight(candidate.payment, SettlementKind::instalments, settled, quoted) +
            (missing > 10 ? kUsualFee : 0);
        shares.push_back({&candidate, tenths, missing > 10, weight,
                          weight + kAfterInvoice(candidate.day - open.day)});
      });
    }
    std::sort(shares.begin(), shares.end(), [&](const Share& a, const Share& b) {
      return std::tie(b.rank, a.candidate->payment, a.tenths) <
             std::tie(a.rank, b.candidate->payment, b.tenths);
    });
    if (shares.size() > open.at_most(kSharesOfInvoiceMax))
      shares.resize(open.at_most(kSharesOfInvoiceMax));
  }

  // Payments that make up an invoice together, the oldest first.
  struct Plan {
    double weight = 0;
    std::size_t count = 0;
    std::array<const Share*, kInstalmentsMax> shares{};
  };

  // In how many ways tenths are divided among so many payments.
  [[nodiscard]] static double ways(std::size_t payments) {
    constexpr std::array<double, 5> kWays = {1, 1, 9, 36, 84};
    return std::log(kWays[std::min(payments, kWays.size() - 1)]);
  }

  static void finish(Plan& plan, const OpenInvoice& open, std::vector<Plan>& plans) {
    std::int64_t sum = 0;
    int fees = 0;
    const auto end = plan.shares.begin() + static_cast<std::ptrdiff_t>(plan.count);
    std::sort(plan.shares.begin(), end, [](const Share* a, const Share* b) {
      return std::tie(a->candidate->day, a->candidate->payment) <
             std::tie(b->candidate->day, b->candidate->payment);
    });
    plan.weight = kInstalments - ways(plan.count);
    std::int32_t before = 0;
    for (std::size_t i = 0; i < plan.count; ++i) {
      const Share& share = *plan.shares.at(i);
      sum += share.candidate->amount;
      fees += share.less_fee ? 1 : 0;
      plan.weight += share.weight + (i == 0 ? kAfterInvoice(share.candidate->day - open.day)
                                            : kAfterInstalment(share.candidate->day - before));
      before = share.candidate->day;
    }
    if (fees <= 1 && sum <= open.amount && plan.weight > 0) plans.push_back(plan);
  }

  static void make_plans(const OpenInvoice& open, const std::vector<Share>& shares,
                         std::vector<Plan>& plans) {
    Plan plan;
    std::size_t tries = 0;
    // At most kInstalmentsMax deep.
    const auto extend = [&](const auto& self, std::size_t from, int tenths) -> void {
      if (tenths == 10) {
        Plan whole = plan;
        finish(whole, open, plans);
        return;
      }
      if (plan.count == kInstalmentsMax) return;
      for (std::size_t i = from; i < shares.size() && ++tries <= kTriesOfInvoiceMax; ++i) {
        if (tenths + shares[i].tenths > 10) continue;
        plan.shares.at(plan.count++) = &shares[i];
        self(self, i + 1, tenths + shares[i].tenths);
        --plan.count;
      }
    };
    extend(extend, 0, 0);
    std::stable_sort(plans.begin(), plans.end(),
                     [](const Plan& a, const Plan& b) { return a.weight > b.weight; });
    if (plans.size() > open.at_most(kPlansOfInvoiceMax))
      plans.resize(open.at_most(kPlansOfInvoiceMax));
    while (!plans.empty() && plans.back().weight < plans.front().weight - kHopeless)
      plans.pop_back();
  }

  void find_instalments(const Customer& customer, const OpenInvoice& open) {
    shares_.clear();
    plans_.clear();
    find_shares(customer, open, shares_);
    make_plans(open, shares_, plans_);
    for (const Plan& plan : plans_) {
      Settlement settlement;
      settlement.kind = SettlementKind::instalments;
      settlement.usual_shares = true;
      settlement.name_exact = true;
      settlement.deducted_fen = open.amount;
      std::array<std::uint32_t, kInstalmentsMax> payments{};
      for (std::size_t i = 0; i < plan.count; ++i) {
        const Share& share = *plan.shares.at(i);
        payments.at(i) = share.candidate->payment;
        settlement.deducted_fen -= share.candidate->amount;
        settlement.usual_fee = settlement.usual_fee || share.less_fee;
        settlement.name_exact = settlement.name_exact && share.candidate->exact;
        settlement.by_person = settlement.by_person || share.candidate->person;
        settlement.days = share.candidate->day - open.day;
      }
      std::sort(payments.begin(), payments.begin() + static_cast<std::ptrdiff_t>(plan.count));
      add(settlement, plan.weight, std::span(&open.invoice, 1),
          std::span(payments).first(plan.count));
    }
    for (const Share& share : shares_) add_part(open, share);
    find_any_shares(customer, open);
  }

  // One instalment alone: the others are not in these statements.
  void add_part(const OpenInvoice& open, const Share& share) {
    Settlement settlement;
    settlement.kind = SettlementKind::part;
    settlement.usual_shares = true;
    settlement.name_exact = share.candidate->exact;
    settlement.by_person = share.candidate->person;
    settlement.days = share.candidate->day - open.day;
    add(settlement, share.rank + kPart, std::span(&open.invoice, 1),
        std::span(&share.candidate->payment, 1));
  }

  // Two payments of any size that add up exactly: from both ends of the amounts.
  void find_any_shares(const Customer& customer, const OpenInvoice& open) {
    const std::vector<Candidate>& all = customer.candidates;
    if (all.size() < 2 || all.size() > kPairsMax) return;
    std::size_t sets = 0, low = 0, high = all.size() - 1;
    while (low < high && sets < 20) {
      keep_on(limits_.watch);
      const std::int64_t sum = all[low].amount + all[high].amount;
      if (sum != open.amount) {
        sum < open.amount ? ++low : --high;
        continue;
      }
      for (std::size_t other = high; other > low && all[other].amount == all[high].amount; --other)
        sets += add_pair(open, all[low], all[other]) ? 1 : 0;
      ++low;
    }
  }

  bool add_pair(const OpenInvoice& open, const Candidate& a, const Candidate& b) {
    const Candidate& first = a.day <= b.day ? a : b;
    const Candidate& second = a.day <= b.day ? b : a;
    if (first.day < open.day - static_cast<std::int32_t>(limits_.days_before_max) ||
        second.day > open.day + static_cast<std::int32_t>(limits_.days_max))
      return false;
    Settlement settlement;
    settlement.kind = SettlementKind::instalments;
    settlement.name_exact = first.exact && second.exact;
    settlement.days = second.day - open.day;
    // One of the amounts may be anything: only the other one is a surprise.
    double weight = first.base + second.base - std::max(surprise(a.amount), surprise(b.amount)) +
                    kAnyShares + kAfterInvoice(first.day - open.day) +
                    kAfterInstalment(second.day - first.day);
    for (const Candidate* one : {&first, &second}) {
      bool quoted = false;
      weight += memo_weight(one->payment, settlement.kind, std::span(&open.invoice, 1), quoted);
      settlement.memo_quotes = settlement.memo_quotes || quoted;
    }
    const std::array payments = {std::min(first.payment, second.payment),
                                 std::max(first.payment, second.payment)};
    add(settlement, weight, std::span(&open.invoice, 1), payments);
    return true;
  }

  std::span<const PayableInvoice> invoices_;
  std::span<const Payment> payments_;
  const MatchingLimits& limits_;
  std::vector<Memo> memos_;
  std::unordered_map<std::int64_t, std::uint32_t> times_;  // payments of each amount
  std::vector<Customer> customers_;
  std::vector<Candidate> persons_;  // candidates of every customer
  std::uint32_t classes_ = 0;
  mutable float looked_at_ = 1;  // of the payments of the amount at hand
  std::vector<Share> shares_;
  std::vector<Plan> plans_;
  Settlements out_;
};

}  // namespace

Settlements find_settlements(std::span<const PayableInvoice> invoices,
                             std::span<const Payment> payments, const MatchingLimits& limits) {
  return Finder(invoices, payments, limits).run();
}

}  // namespace zhun::reconcile
