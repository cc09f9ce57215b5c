// The names are those of EInvoice; lines are tuples, or facts that repeat.
#include "read/einvoice_xbrl.hpp"

#include <algorithm>

#include "read/einvoice_xml.hpp"
#include "read/record_fields.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

bool is_einv(const xml::Element& element) {
  return element.space.find("/einv") != std::string::npos || element.space.ends_with("einv");
}

// Tuples of the lines, wherever they stand.
void add_tuples(const xml::Element& root, PrintedInvoice& printed) {
  std::vector<const xml::Element*> open = {&root};
  while (!open.empty()) {
    const xml::Element* element = open.back();
    open.pop_back();
    if (element != &root && element->child("ItemName") != nullptr) {
      printed.lines.push_back({std::string(element->child_text("ItemName")),
                               std::string(element->child_text("Amount")),
                               std::string(element->child_text("ComTaxAm")),
                               std::string(element->child_text("TaxRate")), element->line});
      continue;
    }
    for (auto it = element->children.rbegin(); it != element->children.rend(); ++it)
      open.push_back(&*it);
  }
}

// Facts side by side: the n-th of each name belongs to the n-th line, if each is there as often.
void add_repeated_facts(const xml::Element& root, PrintedInvoice& printed) {
  std::vector<const xml::Element*> items, amounts, taxes, rates;
  for (const xml::Element& element : root.children) {
    if (element.name == "ItemName") items.push_back(&element);
    if (element.name == "Amount") amounts.push_back(&element);
    if (element.name == "ComTaxAm") taxes.push_back(&element);
    if (element.name == "TaxRate") rates.push_back(&element);
  }
  const auto text = [](const std::vector<const xml::Element*>& facts, std::size_t i) {
    return i < facts.size() ? std::string(trim(facts[i]->text)) : std::string();
  };
  const std::size_t lines = std::max({items.size(), amounts.size(), taxes.size(), rates.size()});
  for (std::size_t i = 0; i < lines; ++i) {
    printed.lines.push_back({text(items, i), text(amounts, i), text(taxes, i), text(rates, i),
                             i < amounts.size() ? amounts[i]->line : root.line});
  }
}

void read_parties(const xml::Element& root, PrintedInvoice& printed, const ReadOptions& options) {
  printed.seller = descendant_text(root, "SellerName");
  printed.seller_tax_no = descendant_text(root, "SellerIdNum");
  printed.buyer = descendant_text(root, "BuyerName");
  printed.buyer_tax_no = descendant_text(root, "BuyerIdNum");
  if (!printed.buyer.empty() || !printed.buyer_tax_no.empty()) return;
  // Whoever books an invoice is its buyer, unless it is the seller.
  const std::string name = descendant_text(root, "NameOfAccountingEntity");
  const std::string code = descendant_text(root, "UnifiedSocialCreditCodeOfAccountingEntity");
  if ((name.empty() && code.empty()) || name == printed.seller ||
      (!code.empty() && code == printed.seller_tax_no))
    return;
  printed.buyer = name;
  printed.buyer_tax_no = code;
  printed.notes.push_back(make_note(
      "buyer_assumed", "buyer",
      "the buyer is not in the file; the entity that booked the invoice counts as the buyer",
      options));
}

}  // namespace

std::optional<PrintedInvoice> printed_xbrl(const xml::Element& root, const ReadOptions& options) {
  if (root.name != "xbrl" || std::none_of(root.children.begin(), root.children.end(), is_einv))
    return std::nullopt;
  PrintedInvoice printed;
  printed.number = descendant_text(root, "InvoiceNumber");
  printed.code = descendant_text(root, "InvoiceCode");
  printed.date = descendant_text(root, "IssueTime");
  if (printed.date.empty()) {
    printed.date = descendant_text(root, "RequestTime");
    if (!printed.date.empty()) {
      printed.notes.push_back(
          make_note("date_requested", "date",
                    "the day of issue is not in the file; the day on which it was asked for counts",
                    options));
    }
  }
  printed.kind = digital_kind(descendant_text(root, "GeneralOrSpecialVAT"));
  const std::string red = descendant_text(root, "WhetherEinvoiceIsRedEinvoice");
  if (red == "true" || red == "是" || red == "1") printed.red = true;
  if (red == "false" || red == "否" || red == "0") printed.red = false;
  printed.original_number = descendant_text(root, "OriginalInvoiceCode");
  if (!printed.original_number.empty()) printed.red = true;
  read_parties(root, printed, options);
  printed.amount_ex = descendant_text(root, "TotalAmWithoutTax");
  printed.tax = descendant_text(root, "TotalTaxAm");
  printed.total = descendant_text(root, "TotalTax-includedAmount");
  printed.total_in_words = descendant_text(root, "TotalTax-includedAmountInChinese");
  printed.remark = descendant_text(root, "Remark");
  if (const xml::Element* total = descendant(root, "TotalAmWithoutTax")) printed.line = total->line;
  add_tuples(root, printed);
  if (printed.lines.empty()) add_repeated_facts(root, printed);
  printed.lines_known = !printed.lines.empty();
  return printed;
}

}  // namespace zhun::read
