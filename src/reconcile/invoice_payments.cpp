// Which payments of the statements settle which output invoices (X14, X39): matching.hpp on the
// dossier's own sources, with the words for each link and the other invoices that would do.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "reconcile/invoice_view.hpp"
#include "reconcile/work.hpp"

namespace zhun {

namespace {

constexpr std::string_view kFacts[] = {"invoices_settled_share", "invoices_settled_amount",
                                       "invoices_settled", "ambiguous_links",
                                       "unresolved_payments"};
constexpr int kBeforeStatementDays = 370;  // an invoice may be paid so much later
constexpr std::size_t kOthersMax = 5;

class InvoicePayments {
 public:
  explicit InvoicePayments(Work& work) : work_(work), view_(work) {}

  void match() {
    collect_invoices();
    collect_payments();
    MatchingLimits limits;
    limits.watch = work_.watch;
    const Matching matching = match_payments(invoices_, payments_, limits);
    work_.out.matching_complete = matching.complete && !matching.truncated;
    for (const SettlementLink& link : matching.links) add(link);
    for (const std::uint32_t payment : matching.unresolved_payments) {
      work_.out.unresolved_payments.push_back(work_.place_of(*rows_[payment]));
    }
    facts();
  }

 private:
  // A red letter lowers what the buyer pays, unless money of its amount went back to the buyer:
  // then the whole invoice had been paid before.
  void collect_invoices() {
    std::map<std::string_view, std::vector<const InvoiceView::Line*>> reds;
    for (const auto& line : view_.output) {
      if (line.invoice->red) reds[line.invoice->original_number].push_back(&line);
    }
    std::multiset<std::pair<std::string_view, Money>> refunds;
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.cls != TransactionClass::refund_out) continue;
      refunds.emplace(work_.parties[row.party].name, row.amount());
    }
    std::set<std::string_view> reversed;  // wholly, by a red row that the lists lack
    for (const auto& line : view_.output) {
      if (line.synthetic) reversed.insert(line.invoice->number);
    }
    const Date first = work_.coverage.front().from.plus_days(-kBeforeStatementDays);
    for (const auto& line : view_.output) {
      if (line.invoice->red || line.synthetic || line.issued < first) continue;
      if (reversed.contains(line.invoice->number)) continue;
      Money due = line.total();
      for (const auto* red : reds[line.invoice->number]) {
        const auto refund = refunds.find({line.buyer, -red->total()});
        if (refund != refunds.end()) {
          refunds.erase(refund);
        } else {
          due += red->total();
        }
      }
      if (due <= Money()) continue;
      invoices_.push_back({"", line.invoice->number, line.buyer, due, line.issued});
      lines_.push_back(&line);
    }
  }

  void collect_payments() {
    for (const Row& row : work_.rows) {
      work_.keep_on();
      if (row.cls != TransactionClass::operating_in || row.acquiring) continue;
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
    out += invoice.customer == payment.counterparty ? "；付款方即购方" : "；付款方名称与购方不同";
    const int days = payment.date.minus(invoice.date);
    out += days < 0 ? fmt::format("；开票前{}天付", -days) : fmt::format("；开票后{}天付", days);
    if (link.ambiguous) out += "；另有同样可能的对应，不作认定";
    if (link.interchangeable) out += "；该购方另有同额发票，对应哪一张不影响合计";
    return out;
  }

  // Invoices of the same buyer that the payment would settle as well.
  std::vector<InvoicePayment::Other> others_of(const SettlementLink& link) {
    if (by_amount_.empty()) {
      for (std::uint32_t i = 0; i < invoices_.size(); ++i) {
        by_amount_[invoices_[i].amount].push_back(i);
      }
    }
    std::vector<InvoicePayment::Other> others;
    const Payment& payment = payments_[link.payment];
    for (const Money amount : {invoices_[link.invoice].amount, payment.amount}) {
      const auto same = by_amount_.find(amount);
      if (same == by_amount_.end() || (!others.empty() && amount == payment.amount)) continue;
      for (const std::uint32_t i : same->second) {
        const bool near = invoices_[i].date <= payment.date.plus_days(31) &&
                          payment.date.minus(invoices_[i].date) <= kBeforeStatementDays;
        if (i == link.invoice || !near) continue;
        if (link.interchangeable && invoices_[i].customer != invoices_[link.invoice].customer) {
          continue;
        }
        others.push_back({lines_[i]->list->source, lines_[i]->invoice->row, invoices_[i].number});
        if (others.size() == kOthersMax) return others;
      }
    }
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
    work_.out.invoice_payments.push_back(std::move(out));
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
    for (const InvoicePayment& link : work_.out.invoice_payments) {
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
    for (const RowPlace& place : work_.out.unresolved_payments) {
      unresolved_rows.add_row(work_.dossier.statements[place.statement].source, place.row);
    }
    const Evidence& shown = evidence.empty() ? issued_rows : evidence;
    work_.set("invoices_settled", static_cast<std::int64_t>(paid.size()), shown);
    work_.set("invoices_settled_amount", settled, shown);
    work_.set("ambiguous_links", ambiguous, ambiguous_rows.empty() ? shown : ambiguous_rows);
    work_.set("unresolved_payments",
              static_cast<std::int64_t>(work_.out.unresolved_payments.size()),
              unresolved_rows.empty() ? shown : unresolved_rows);
    if (const auto share = ratio(settled, issued)) {
      work_.set("invoices_settled_share", *share, shown);
    } else {
      work_.missing("invoices_settled_share", "流水期内无开票", "M-INV");
    }
  }

  Work& work_;
  InvoiceView view_;
  std::vector<PayableInvoice> invoices_;
  std::vector<const InvoiceView::Line*> lines_;  // of invoices_
  std::vector<Payment> payments_;
  std::vector<const Row*> rows_;  // of payments_
  std::map<Money, std::vector<std::uint32_t>> by_amount_;
};

}  // namespace

void match_invoices(Work& work) {
  if (work.statements.empty() || work.invoice_lists.empty()) {
    const auto kind = work.statements.empty() ? SourceKind::statement : SourceKind::invoices;
    for (const auto name : kFacts) work.missing_source(name, kind);
    return;
  }
  if (work.coverage.empty()) {
    for (const auto name : kFacts) work.missing(name, "流水期间不明", "M-STMT");
    return;
  }
  InvoicePayments(work).match();
}

}  // namespace zhun
