// The columns of invoice lists: roles, and the names that the tax bureau and software give them.
#pragma once

#include <cstdint>
#include <span>

#include "read/columns.hpp"

namespace zhun::read {

enum InvoiceRole : std::uint8_t {
  kInvoiceNone = 0,
  kInvoiceKnown,
  kInvoiceNumber,
  kInvoiceCode,
  kInvoiceDigitalNumber,
  kInvoiceDate,
  kInvoiceSeller,
  kInvoiceSellerTax,
  kInvoiceBuyer,
  kInvoiceBuyerTax,
  kInvoiceItem,
  kInvoiceAmount,
  kInvoiceTax,
  kInvoiceTotal,
  kInvoiceRate,
  kInvoiceStatus,
  kInvoicePositive,
  kInvoiceColour,
  kInvoiceKind,
  kInvoiceOriginal,
  kInvoiceSide,
};

[[nodiscard]] std::span<const ColumnName> invoice_vocabulary();

}  // namespace zhun::read
