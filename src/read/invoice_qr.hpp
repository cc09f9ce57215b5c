// What the QR code of an invoice says, as its reader gives it: one line of fields with commas, for
// example from a scanner at a desk. Decoding pictures is not done here.
//   01,<kind>,<code>,<number>,<amount>,<yyyymmdd>,<check code>,<checksum>[,]
// Pure functions; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "zhun/read.hpp"

namespace zhun::read {

struct InvoiceQr {
  std::string kind;    // "01", "04", "10", "32", ...
  std::string code;    // of older invoices
  std::string number;  // 8 digits, or 20 of 数电票
  Money amount;        // with tax for 数电票, without for older ones
  Date date;
  std::string check_code;           // 校验码; the special ones have none
  std::optional<bool> checksum_ok;  // nullopt: the code has none, as older ones
};

// nullopt: not the QR code of an invoice.
[[nodiscard]] std::optional<InvoiceQr> parse_invoice_qr(std::string_view line);

// CRC-16 (polynomial 0x8005, from 0, not reflected) of everything in front of the checksum.
[[nodiscard]] std::uint16_t invoice_qr_checksum(std::string_view text);

// Every line that is not empty is such a code.
[[nodiscard]] bool is_invoice_qr_list(std::string_view bytes);
[[nodiscard]] Result<InvoiceList> read_invoice_qr_list(std::string_view bytes,
                                                       const ReadOptions& options);

}  // namespace zhun::read
