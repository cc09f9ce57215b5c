// Which payments of the statements settle which invoices, output (X14, X39) and input (X16):
// matching.hpp on the dossier's own sources, with the words for each link and the other invoices
// that would do.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reconcile/invoice_view.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

// Output invoices and income, or input invoices and purchases: the one mirrors the other.
struct Side {
  std::vector<InvoiceView::Line> InvoiceView::*lines;
  std::string InvoiceView::Line::*partner;
  TransactionClass payment, refund;
  std::vector<InvoicePayment> Reconciliation::*links;
  std::vector<RowPlace> Reconciliation::*unresolved;
  std::string_view same_name, other_name, lacking;
  // Facts: share, amount and count of the settled invoices, links in doubt, unresolved payments.
  std::string_view share, amount, count, ambiguous, unresolved_count;
};
constexpr Side kSales{&InvoiceView::output,
                      &InvoiceView::Line::buyer,
                      TransactionClass::operating_in,
                      TransactionClass::refund_out,
                      &Reconciliation::invoice_payments,
                      &Reconciliation::unresolved_payments,
                      "；付款方即购方",
                      "；付款方名称与购方不同",
                      "流水期内无开票",
                      "invoices_settled_share",
                      "invoices_settled_amount",
                      "invoices_settled",
                      "ambiguous_links",
                      "unresolved_payments"};
constexpr Side kPurchases{&InvoiceView::input,
                          &InvoiceView::Line::seller,
                          TransactionClass::operating_out,
                          TransactionClass::refund_in,
                          &Reconciliation::purchase_payments,
                          &Reconciliation::unresolved_purchases,
                          "；收款方即销方",
                          "；收款方名称与销方不同",
                          "流水期内无进项发票",
                          "purchases_settled_share",
                          "purchases_settled_amount",
                          "purchases_settled",
                          "ambiguous_purchase_links",
                          "unresolved_purchases"};

constexpr int kBeforeStatementDays = 370;  // an invoice may be paid so much later
constexpr std::size_t kOthersMax = 5;

class InvoicePayments {
 public:
  InvoicePayments(Work& work, const InvoiceView& view, const Side& side)
      : work_(work), side_(side), lines_of_side_(view.*side.lines) {}

  void match() {
    collect_invoices();
    collect_payments();
    MatchingLimits limits;
    limits.watch = work_.watch;
    const Matching matching = match_payments(invoices_, payments_, limits);
    work_.out.matching_complete =
        work_.out.matching_complete && matching.complete && !matching.truncated;
    for (const SettlementAlternative& one : matching.alternatives)
      alternatives_[one.payment].push_back(one.invoice);
    for (const SettlementLink& link : matching.links) add(link);
    for (const std::uint32_t payment : matching.unresolved_payments) {
      (work_.out.*side_.unresolved).push_back(work_.place_of(*rows_[payment]));
    }
    facts();
  }

 private:
  // A red letter lowers what is paid, unless money of its amount went back to whoever had paid:
  // then the whole invoice had been paid before.
  void collect_invoices() {
    std::map<std::string_view, std::vector<const InvoiceView::Line*>> reds;
    for (const auto& line : lines_of_side_) {
      if (line.invoice->red) reds[line.invoice->original_number].push_back(&line);
    }
    std::multiset<std::pair<std::string_view, Money>> refunds;
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.cls != side_.refund) continue;
      refunds.emplace(work_.parties[row.party].name, row.amount());
    }
    std::set<std::string_view> reversed;  // wholly, by a red row that the lists lack
    for (const auto& line : lines_of_side_) {
      if (line.synthetic) reversed.insert(line.invoice->number);
    }
    const Date first = work_.coverage.front().from.plus_days(-kBeforeStatementDays);
    for (const auto& line : lines_of_side_) {
      if (line.invoice->red || line.synthetic || line.issued < first) continue;
      if (reversed.contains(line.invoice->number)) continue;
      Money due = line.total();
      for (const auto* red : reds[line.invoice->number]) {
        const auto refund = refunds.find({line.*side_.partner, -red->total()});
        if (refund != refunds.end()) {
          refunds.erase(refund);
        } else {
          due += red->total();
        }
      }
      if (due <= Money()) continue;
      invoices_.push_back({"", line.invoice->number, line.*side_.partner, due, line.issued});
      lines_.push_back(&line);
    }
  }

  void collect_payments() {
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.cls != side_.payment || row.acquiring) continue;
      const Transaction& t = *row.transaction;
      std::string memo(t.summary.view());
      memo += ' ';
      memo += t.purpose.view();
      payments_.push_back(
          {"", work_.parties[row.party].name, std::move(memo), row.amount(), row.date()});
      rows_.push_back(&row);
    }
  }

  std::string words(const SettlementLink& link, const PayableInvoice& invoice,
                    const Payment& payment) const {
    std::string out;
    switch (link.kind) {
      case SettlementKind::single:
        out = "一笔付一张票";
        break;
      case SettlementKind::batch:
        out = "一笔付多张票";
        break;
      case SettlementKind::instalments:
        out = "分期付一张票";
        break;
      case SettlementKind::part:
        out = "付一张票的一部分";
        break;
    }
    if (link.kind != SettlementKind::part) {
      out += link.deducted.is_zero() ? "，金额一致" : "，扣除手续费或折让后一致";
    }
    out += invoice.customer == payment.counterparty ? side_.same_name : side_.other_name;
    const int days = payment.date.minus(invoice.date);
    out += days < 0 ? fmt::format("；开票前{}天付", -days) : fmt::format("；开票后{}天付", days);
    if (link.ambiguous) out += "；另有同样可能的对应，不作认定";
    if (link.interchangeable) out += "；同一对手另有同额发票，对应哪一张不影响合计";
    return out;
  }

  // What the matcher says that the payment may settle as well; of an interchangeable link the other
  // invoices of that partner and amount.
  std::vector<InvoicePayment::Other> others_of(const SettlementLink& link) {
    std::vector<std::uint32_t> found;
    if (const auto it = alternatives_.find(link.payment); it != alternatives_.end())
      found = it->second;
    if (link.interchangeable) {
      if (alike_.empty()) {
        for (std::uint32_t i = 0; i < invoices_.size(); ++i)
          alike_[{invoices_[i].customer, invoices_[i].amount}].push_back(i);
      }
      const PayableInvoice& invoice = invoices_[link.invoice];
      const Date paid = payments_[link.payment].date;
      for (const std::uint32_t i : alike_[{invoice.customer, invoice.amount}]) {
        if (found.size() > kOthersMax) break;
        const int days = paid.minus(invoices_[i].date);
        if (days >= -31 && days <= kBeforeStatementDays &&
            std::find(found.begin(), found.end(), i) == found.end())
          found.push_back(i);
      }
    }
    std::erase(found, link.invoice);
    if (found.size() > kOthersMax) found.resize(kOthersMax);
    std::vector<InvoicePayment::Other> others;
    for (const std::uint32_t i : found)
      others.push_back({lines_[i]->list->source, lines_[i]->invoice->row, invoices_[i].number});
    return others;
  }

  void add(const SettlementLink& link) {
    const PayableInvoice& invoice = invoices_[link.invoice];
    const Payment& payment = payments_[link.payment];
    InvoicePayment out;
    out.invoice_source = lines_[link.invoice]->list->source;
    out.invoice_row = lines_[link.invoice]->invoice->row;
    out.invoice_number = invoice.number;
    out.customer = invoice.customer;
    out.issued = invoice.date;
    out.paid = payment.date;
    out.payment = work_.place_of(*rows_[link.payment]);
    out.payer = payment.counterparty;
    out.invoice_amount = invoice.amount;
    out.payment_amount = payment.amount;
    out.settled = std::min(link.amount, invoice.amount);
    out.deducted = link.deducted;
    out.kind = link.kind;
    out.ambiguous = link.ambiguous;
    out.interchangeable = link.interchangeable;
    out.why = words(link, invoice, payment);
    if (link.ambiguous || link.interchangeable) out.others = others_of(link);
    (work_.out.*side_.links).push_back(std::move(out));
  }

  // Of the invoices issued while the statements cover: what is proved to be paid.
  void facts() {
    Money issued, settled;
    std::set<std::pair<std::uint32_t, std::uint32_t>> paid;
    std::int64_t ambiguous = 0;
    Evidence issued_rows, evidence, ambiguous_rows, unresolved_rows;
    for (std::size_t i = 0; i < invoices_.size(); ++i) {
      if (!work_.is_covered(invoices_[i].date)) continue;
      issued += invoices_[i].amount;
      issued_rows.add_row(lines_[i]->list->source, lines_[i]->invoice->row);
    }
    for (const InvoicePayment& link : work_.out.*side_.links) {
      const std::uint32_t source = work_.dossier.statements[link.payment.statement].source;
      Evidence& rows = link.ambiguous ? ambiguous_rows : evidence;
      if (link.ambiguous) {
        ++ambiguous;
      } else if (work_.is_covered(link.issued)) {
        settled += link.settled;
        paid.emplace(link.invoice_source, link.invoice_row);
      }
      rows.add_row(link.invoice_source, link.invoice_row);
      rows.add_row(source, link.payment.row);
    }
    for (const RowPlace& place : work_.out.*side_.unresolved) {
      unresolved_rows.add_row(work_.dossier.statements[place.statement].source, place.row);
    }
    const Evidence& shown = evidence.empty() ? issued_rows : evidence;
    work_.set(side_.count, static_cast<std::int64_t>(paid.size()), shown);
    work_.set(side_.amount, settled, shown);
    work_.set(side_.ambiguous, ambiguous, ambiguous_rows.empty() ? shown : ambiguous_rows);
    work_.set(side_.unresolved_count,
              static_cast<std::int64_t>((work_.out.*side_.unresolved).size()),
              unresolved_rows.empty() ? shown : unresolved_rows);
    if (const auto share = ratio(settled, issued)) {
      work_.set(side_.share, *share, shown);
    } else {
      work_.missing(side_.share, std::string(side_.lacking), "M-INV");
    }
  }

  Work& work_;
  const Side& side_;
  const std::vector<InvoiceView::Line>& lines_of_side_;
  std::vector<PayableInvoice> invoices_;
  std::vector<const InvoiceView::Line*> lines_;  // of invoices_
  std::vector<Payment> payments_;
  std::vector<const Row*> rows_;                                      // of payments_
  std::map<std::uint32_t, std::vector<std::uint32_t>> alternatives_;  // by payment: the matcher's
  std::map<std::pair<std::string_view, Money>, std::vector<std::uint32_t>> alike_;
};

}  // namespace

void match_invoices(Work& work) {
  const auto nothing = [&](const Side& side, const auto& missing) {
    for (const auto name :
         {side.share, side.amount, side.count, side.ambiguous, side.unresolved_count})
      missing(name);
  };
  if (work.statements.empty() || work.invoice_lists.empty() || work.coverage.empty()) {
    for (const Side* side : {&kSales, &kPurchases}) {
      nothing(*side, [&](std::string_view name) {
        if (work.statements.empty()) return work.missing_source(name, SourceKind::statement);
        if (work.invoice_lists.empty()) return work.missing_source(name, SourceKind::invoices);
        work.missing(name, "流水期间不明", "M-STMT");
      });
    }
    return;
  }
  const InvoiceView view(work);
  InvoicePayments(work, view, kSales).match();
  if (view.input.empty()) {
    nothing(kPurchases,
            [&](std::string_view name) { work.missing(name, "未提供进项发票", "M-INV"); });
  } else {
    InvoicePayments(work, view, kPurchases).match();
  }
}

}  // namespace zhun
