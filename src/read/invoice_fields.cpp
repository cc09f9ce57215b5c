// The words of invoices and the rules that hold for all of them.
#include "read/invoice_fields.hpp"

#include <fmt/format.h>

#include "read/identifier_check.hpp"
#include "read/record_fields.hpp"
#include "read/values.hpp"
#include "zhun/text.hpp"

namespace zhun::read {

std::optional<InvoiceStatus> parse_invoice_status(std::string_view text) {
  struct Word {
    std::string_view text;
    InvoiceStatus status;
  };
  static constexpr Word words[] = {{"", InvoiceStatus::normal},
                                   {"NORMAL", InvoiceStatus::normal},
                                   {"正常", InvoiceStatus::normal},
                                   {"VOID", InvoiceStatus::voided},
                                   {"VOIDED", InvoiceStatus::voided},
                                   {"作废", InvoiceStatus::voided},
                                   {"已作废", InvoiceStatus::voided},
                                   {"PART_RED", InvoiceStatus::part_red},
                                   {"部分红冲", InvoiceStatus::part_red},
                                   {"已部分红冲", InvoiceStatus::part_red},
                                   {"已红冲-部分", InvoiceStatus::part_red},
                                   {"FULL_RED", InvoiceStatus::full_red},
                                   {"全额红冲", InvoiceStatus::full_red},
                                   {"已全额红冲", InvoiceStatus::full_red},
                                   {"已红冲-全额", InvoiceStatus::full_red},
                                   {"已红冲", InvoiceStatus::full_red},
                                   {"ABNORMAL", InvoiceStatus::abnormal},
                                   {"异常", InvoiceStatus::abnormal},
                                   {"异常凭证", InvoiceStatus::abnormal},
                                   {"失控", InvoiceStatus::abnormal},
                                   {"红冲", InvoiceStatus::full_red}};
  const std::string folded = normalise_name(text);
  for (const auto& word : words) {
    if (word.text == folded) return word.status;
  }
  return std::nullopt;
}

std::optional<InvoiceSide> parse_invoice_side(std::string_view text) {
  for (const std::string_view word : {"output", "OUTPUT", "OUT", "销项", "销项发票", "开具", "S"}) {
    if (word == text) return InvoiceSide::output;
  }
  for (const std::string_view word : {"input", "INPUT", "IN", "进项", "进项发票", "取得", "B"}) {
    if (word == text) return InvoiceSide::input;
  }
  return std::nullopt;
}

std::optional<Decimal> parse_tax_rate(std::string_view text) {
  const std::string plain = normalise_name(text);
  std::string_view number = plain;
  const bool percent = number.ends_with('%');
  if (percent) number.remove_suffix(1);
  const auto value = Decimal::parse(number);
  if (!value || value->is_negative()) return std::nullopt;
  const Decimal rate = percent ? *value * Decimal::from_scaled(1, -2) : *value;
  if (rate > Decimal(1)) return std::nullopt;
  return rate;
}

void settle_invoice(Invoice& invoice, std::optional<InvoiceSide> stated, const ReadOptions& options,
                    InvoiceOddities& oddities) {
  for (const std::string& number : {invoice.seller_tax_no, invoice.buyer_tax_no}) {
    const IdentifierState state = check_tax_number(number);
    oddities.invalid_tax_numbers += state == IdentifierState::wrong ? 1U : 0U;
    oddities.old_tax_numbers += state == IdentifierState::old ? 1U : 0U;
  }
  switch (own_side({invoice.seller, invoice.seller_tax_no, invoice.buyer, invoice.buyer_tax_no},
                   options)) {
    case OwnSide::seller:
      invoice.side = InvoiceSide::output;
      break;
    case OwnSide::buyer:
      invoice.side = InvoiceSide::input;
      break;
    case OwnSide::neither:
      oddities.unproved_sides += 1;
      invoice.side = stated.value_or(InvoiceSide::output);
      break;
    case OwnSide::unknown:
      invoice.side = stated.value_or(InvoiceSide::output);
      break;
  }
  if (invoice.amount_ex.is_negative()) {
    oddities.red_signs += invoice.red ? 0u : 1u;
    invoice.red = true;
  } else if (invoice.red && !invoice.amount_ex.is_zero()) {
    oddities.red_signs += 1;
    invoice.amount_ex = -invoice.amount_ex;
    if (!invoice.tax.is_negative()) invoice.tax = -invoice.tax;
  }
}

void note_invoice_oddities(const InvoiceOddities& oddities, InvoiceList& list,
                           const ReadOptions& options) {
  const auto tell = [&](std::uint32_t count, std::string_view code, std::string_view text) {
    if (count == 0) return;
    list.notes.push_back(
        make_note(std::string(code), "", fmt::format("{} ({} in all)", text, count), options));
  };
  tell(oddities.unproved_sides, "side_unproved",
       "neither the seller nor the buyer of the invoice is the applicant; the side is taken as "
       "stated, else as output");
  tell(oddities.unknown_statuses, "status_unknown",
       "the status of the invoice is not a known word; it counts as normal");
  tell(oddities.red_signs, "red_sign",
       "the sign of the amount and the mark blue or red contradict; the invoice counts as red");
  tell(oddities.invalid_tax_numbers, "identifier_invalid",
       "a tax number has a wrong length or a check digit that does not hold");
  tell(oddities.old_tax_numbers, "identifier_old",
       "a tax number is of an old form, which has no check digit");
  tell(oddities.duplicates, "duplicate_invoice",
       "the invoice stands in the list twice and is kept once");
  tell(oddities.total_mismatches, "total_mismatch",
       "the total of the invoice is not its amount and its tax together");
  tell(oddities.merged_lines, "lines_merged",
       "the list has one row for each line of an invoice; the lines are added up");
}

}  // namespace zhun::read
