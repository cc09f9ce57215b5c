// EInvoice and eInvoice: which element is which field.
#include "read/einvoice_xml.hpp"

#include <algorithm>

#include "read/record_fields.hpp"
#include "read/table_file.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kPrologueBytesMax = 4096;
// A tree takes some fifty times the bytes of the densest XML; the 2,000 lines that an invoice may
// have take 1.2 MB.
constexpr std::size_t kInvoiceBytesMax = std::size_t{4} << 20;

std::string child(const xml::Element* parent, std::string_view name) {
  return parent == nullptr ? "" : std::string(parent->child_text(name));
}

const xml::Element* child_of(const xml::Element* parent, std::string_view name) {
  return parent == nullptr ? nullptr : parent->child(name);
}

void add_line(const xml::Element& element, std::string_view tax_name, std::string_view rate_name,
              std::string_view item_name, PrintedInvoice& printed) {
  printed.lines.push_back({std::string(element.child_text(item_name)),
                           std::string(element.child_text("Amount")),
                           std::string(element.child_text(tax_name)),
                           std::string(element.child_text(rate_name)), element.line});
}

std::string label_text(const xml::Element& root, std::string_view name) {
  const xml::Element* label = descendant(root, name);
  const std::string code = child(label, "LabelCode");
  return code.empty() ? child(label, "LabelName") : code;
}

std::string kind_of(const xml::Element& root) {
  const xml::Element* label = descendant(root, "GeneralOrSpecialVAT");
  std::string kind = digital_kind(child(label, "LabelCode"));
  if (kind.empty()) kind = digital_kind(child(label, "LabelName"));
  if (kind.empty()) kind = child(label, "LabelName");
  return kind.empty() ? child(descendant(root, "EInvoiceType"), "LabelName") : kind;
}

void read_red_label(const xml::Element& root, PrintedInvoice& printed) {
  const std::string label = label_text(root, "InIssuType");
  if (label == "Y") printed.red = false;
  if (label == "N") printed.red = true;
  const xml::Element* red = descendant(root, "RedEInvoice");
  printed.original_number = child(red, "OriginalInvoiceCode");
  if (printed.original_number.empty())
    printed.original_number = child(red, "OriginalInvoiceNumber");
  // What names the invoice that it reverses is red, whatever the label is.
  if (!printed.original_number.empty()) printed.red = true;
}

PrintedInvoice print_digital(const xml::Element& root, const ReadOptions& options) {
  PrintedInvoice printed;
  const xml::Element* supervision = descendant(root, "TaxSupervisionInfo");
  const xml::Element* data = root.child("EInvoiceData");
  const xml::Element& body = data == nullptr ? root : *data;
  const std::string id = child(root.child("Header"), "EIid");
  printed.number = child(supervision, "InvoiceNumber");
  if (printed.number.empty()) printed.number = id;
  if (!id.empty() && id != printed.number) {
    printed.notes.push_back(
        make_note("control_total", "number", "the two numbers of the invoice differ", options));
  }
  printed.kind = kind_of(root);
  read_red_label(root, printed);
  const xml::Element* seller = body.child("SellerInformation");
  const xml::Element* buyer = body.child("BuyerInformation");
  printed.seller = child(seller, "SellerName");
  printed.seller_tax_no = child(seller, "SellerIdNum");
  printed.buyer = child(buyer, "BuyerName");
  printed.buyer_tax_no = child(buyer, "BuyerIdNum");
  const xml::Element* basic = body.child("BasicInformation");
  if (basic != nullptr) printed.line = basic->line;
  printed.amount_ex = child(basic, "TotalAmWithoutTax");
  printed.tax = child(basic, "TotalTaxAm");
  printed.total = child(basic, "TotalTax-includedAmount");
  printed.total_in_words = child(basic, "TotalTax-includedAmountInChinese");
  printed.date = child(supervision, "IssueTime");
  if (printed.date.empty() && basic != nullptr) {
    printed.date = child(basic, "RequestTime");
    printed.notes.push_back(make_note(
        "date_requested", "date",
        "the day of issue is not in the file; the day on which it was asked for counts", options));
  }
  printed.remark = child(body.child("AdditionalInformation"), "Remark");
  for (const xml::Element& element : body.children) {
    if (element.name == "IssuItemInformation")
      add_line(element, "ComTaxAm", "TaxRate", "ItemName", printed);
  }
  return printed;
}

PrintedInvoice print_tax_control(const xml::Element& root) {
  PrintedInvoice printed;
  printed.line = root.line;
  printed.code = root.child_text("InvoiceCode");
  printed.number = root.child_text("InvoiceNo");
  printed.kind = tax_control_kind(printed.code);
  printed.date = root.child_text("IssueDate");
  const xml::Element* seller = root.child("Seller");
  const xml::Element* buyer = root.child("Buyer");
  printed.seller = child(seller, "SellerName");
  printed.seller_tax_no = child(seller, "SellerTaxID");
  printed.buyer = child(buyer, "BuyerName");
  printed.buyer_tax_no = child(buyer, "BuyerTaxID");
  printed.amount_ex = root.child_text("TaxExclusiveTotalAmount");
  printed.tax = root.child_text("TaxTotalAmount");
  printed.total = root.child_text("TaxInclusiveTotalAmount");
  printed.remark = root.child_text("Note");
  const xml::Element* goods = child_of(&root, "GoodsInfos");
  if (goods == nullptr) return printed;
  for (const xml::Element& element : goods->children) {
    if (element.name == "GoodsInfo") add_line(element, "TaxAmount", "TaxScheme", "Item", printed);
  }
  return printed;
}

bool is_name_start(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

}  // namespace

std::string_view first_element_name(std::string_view bytes) {
  bytes = trim(bytes.substr(0, kPrologueBytesMax));
  if (!bytes.starts_with('<')) return "";
  for (std::size_t at = 0; at + 1 < bytes.size(); ++at) {
    if (bytes[at] != '<' || !is_name_start(bytes[at + 1])) continue;
    const auto name = bytes.substr(at + 1);
    const auto end = name.find_first_of(" \t\r\n/>");
    if (end == std::string_view::npos) return "";
    const auto colon = name.substr(0, end).rfind(':');
    return name.substr(0, end).substr(colon == std::string_view::npos ? 0 : colon + 1);
  }
  return "";
}

Result<xml::Element> parse_invoice_xml(std::string_view bytes, const ReadOptions& options) {
  Limits limits = options.limits;
  limits.bytes_max = std::min(limits.bytes_max, kInvoiceBytesMax);
  if (bytes.size() > limits.bytes_max) {
    return fail(ErrorCode::limit, Place{options.source_name, 0, 0, 0, {}},
                "the XML of the invoice is larger than the limits allow");
  }
  const auto table = load_text(bytes, options);
  if (!table) return tl::unexpected(table.error());
  std::string_view text = table->text;
  const auto start = text.find_first_not_of(" \t\r\n");
  text.remove_prefix(start == std::string_view::npos ? text.size() : start);
  // The text is UTF-8 by now, whatever the declaration says.
  if (text.starts_with("<?xml")) {
    const auto end = text.find("?>");
    if (end != std::string_view::npos) text.remove_prefix(end + 2);
  }
  return xml::parse(text, options.source_name, limits);
}

std::optional<PrintedInvoice> printed_einvoice(const xml::Element& root,
                                               const ReadOptions& options) {
  if (root.name == "EInvoice") return print_digital(root, options);
  if (root.name == "eInvoice") return print_tax_control(root);
  return std::nullopt;
}

const xml::Element* descendant(const xml::Element& root, std::string_view name) {
  std::vector<const xml::Element*> open = {&root};
  while (!open.empty()) {
    const xml::Element* element = open.back();
    open.pop_back();
    if (element != &root && element->name == name) return element;
    for (auto it = element->children.rbegin(); it != element->children.rend(); ++it)
      open.push_back(&*it);
  }
  return nullptr;
}

std::string descendant_text(const xml::Element& root, std::string_view name) {
  const xml::Element* element = descendant(root, name);
  return element == nullptr ? "" : std::string(trim(element->text));
}

std::string tax_control_kind(std::string_view code) {
  if (code.size() != 12) return "";
  if (code.ends_with("11")) return "电子普票";
  if (code.ends_with("12")) return "通行费电子普票";
  return code.ends_with("13") ? "电子专票" : "";
}

std::string digital_kind(std::string_view text) {
  if (text == "01" || text.find("专用发票") != std::string_view::npos) return "数电专票";
  if (text == "02" || text.find("普通发票") != std::string_view::npos) return "数电普票";
  return "";
}

}  // namespace zhun::read
