// Invoices as JSON.
#include "read/invoice_fields.hpp"
#include "read/record_fields.hpp"
#include "read/records.hpp"

#include <stdexcept>
#include <unordered_set>

namespace zhun {
namespace {

struct Listing {
  InvoiceList& list;
  const ReadOptions& options;
  read::InvoiceOddities oddities;
  std::size_t unknown_members = 0;
  std::unordered_set<std::string> numbers;
};

std::optional<Error> read_invoice(const json::Value& value, std::string path, std::size_t index,
                                  Listing& listing) {
  json::Reader r(value, std::move(path), listing.options.source_name);
  Invoice invoice;
  invoice.row = static_cast<std::uint32_t>(index + 1);
  invoice.number = r.required_string("no");
  invoice.date = r.required_date("date");
  invoice.kind = r.string("kind");
  const std::string sign = r.string("sign");
  if (!sign.empty() && sign != "BLUE" && sign != "RED")
    r.set_error("sign", "BLUE or RED is expected here");
  invoice.red = sign == "RED";
  invoice.original_number = r.string("orig_no");
  invoice.seller = r.string("seller");
  invoice.seller_tax_no = r.string("seller_tax_no");
  invoice.buyer = r.string("buyer");
  invoice.buyer_tax_no = r.string("buyer_tax_no");
  invoice.item = r.string("item");
  invoice.amount_ex = r.required_money_fen("amount_fen");
  invoice.tax = r.money_fen("tax_fen").value_or(Money());
  invoice.rate = r.decimal("rate");
  const auto status = read::parse_invoice_status(r.string("status"));
  const auto side = read::parse_invoice_side(r.string("side"));
  if (r.error()) return r.error();
  if (!status) listing.oddities.unknown_statuses += 1;
  invoice.status = status.value_or(InvoiceStatus::normal);
  read::settle_invoice(invoice, side, listing.options, listing.oddities);
  listing.unknown_members += read::count_unknown_members(
      value, {"no", "date", "kind", "sign", "orig_no", "seller", "seller_tax_no", "buyer",
              "buyer_tax_no", "side", "item", "amount_fen", "tax_fen", "rate", "status"});
  if (!listing.numbers.insert(invoice.number).second) {
    listing.oddities.duplicates += 1;
    return std::nullopt;
  }
  listing.list.invoices.push_back(std::move(invoice));
  return std::nullopt;
}

}  // namespace

Result<InvoiceList> invoices_from_json(const json::Value& value, std::string_view path,
                                       const ReadOptions& options) {
  InvoiceList list;
  list.layout = "json";
  Listing listing{list, options, {}, 0, {}};
  const json::Value* items = &value;
  std::string items_path(path);
  if (value.kind != json::Kind::array) {
    json::Reader r(value, std::string(path), options.source_name);
    items = r.array("invoices");
    items_path = r.path_of("invoices");
    if (items == nullptr) r.set_error("invoices", "a list of invoices is required here");
    list.period_from = r.date("period_from");
    list.period_to = r.date("period_to");
    if (const json::Value* period = r.object("invoices_period")) {
      json::Reader p(*period, r.path_of("invoices_period"), options.source_name);
      list.period_from = p.date("period_from");
      list.period_to = p.date("period_to");
      if (p.error()) return tl::unexpected(*p.error());
    }
    if (r.error()) return tl::unexpected(*r.error());
    listing.unknown_members += read::count_unknown_members(
        value, {"invoices", "invoices_period", "period_from", "period_to", "schema"});
  }
  if (items->items.size() > options.limits.rows_max) {
    return fail(ErrorCode::limit, Place{options.source_name, 0, 0, 0, items_path},
                "the source has more rows than the limits allow");
  }
  try {
    for (std::size_t i = 0; i < items->items.size(); ++i) {
      auto error = read_invoice(items->items[i], items_path + "/" + std::to_string(i), i, listing);
      if (error) return tl::unexpected(*error);
    }
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, Place{options.source_name, 0, 0, 0, items_path},
                "an amount exceeds 64 bits");
  }
  read::note_unknown_members(list.notes, listing.unknown_members, path, options);
  read::note_invoice_oddities(listing.oddities, list, options);
  return list;
}

}  // namespace zhun
