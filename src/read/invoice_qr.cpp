// Splits the fields and holds the checksum against them.
#include "read/invoice_qr.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <vector>

#include "read/invoice_fields.hpp"
#include "read/recognition.hpp"
#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kLineMax = 200;  // bytes of one code
constexpr std::size_t kFieldsMin = 7, kFieldsMax = 10;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (fields.size() <= kFieldsMax) {
    const auto comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) break;
    line.remove_prefix(comma + 1);
  }
  return fields;
}

std::string_view kind_name(std::string_view code) {
  struct Kind {
    std::string_view code, name;
  };
  static constexpr std::array<Kind, 8> kKinds = {{{"01", "增值税专用发票"},
                                                  {"04", "增值税普通发票"},
                                                  {"08", "电子专票"},
                                                  {"10", "电子普票"},
                                                  {"11", "卷式普票"},
                                                  {"14", "通行费电子普票"},
                                                  {"31", "数电专票"},
                                                  {"32", "数电普票"}}};
  for (const Kind& kind : kKinds) {
    if (kind.code == code) return kind.name;
  }
  return {};
}

std::optional<std::uint16_t> hex16(std::string_view text) {
  if (text.size() != 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<unsigned>(digit);
  }
  return static_cast<std::uint16_t>(value);
}

// Calls `take(line, number)` for each line that is not empty, until it returns false.
template <typename Take>
void each_line(std::string_view bytes, Take take) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::uint32_t number = 0;
  while (!bytes.empty()) {
    const auto end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = trim(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    ++number;
    if (!line.empty() && !take(line, number)) return;
  }
}

}  // namespace

std::uint16_t invoice_qr_checksum(std::string_view text) {
  constexpr unsigned kPolynomial = 0x8005, kTop = 0x8000, kMask = 0xFFFF;
  unsigned rest = 0;
  for (const char c : text) {
    rest ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit)
      rest = ((rest << 1) ^ ((rest & kTop) != 0 ? kPolynomial : 0U)) & kMask;
  }
  return static_cast<std::uint16_t>(rest);
}

std::optional<InvoiceQr> parse_invoice_qr(std::string_view line) {
  line = trim(line);
  if (line.size() > kLineMax || !line.starts_with("01,")) return std::nullopt;
  const auto fields = fields_of(line);
  if (fields.size() < kFieldsMin || fields.size() > kFieldsMax) return std::nullopt;
  InvoiceQr out;
  out.kind = fields[1];
  out.code = fields[2];
  out.number = fields[3];
  out.check_code = fields[6];
  const bool digital = out.code.empty() && out.number.size() == 20;
  const bool older = (out.code.size() == 10 || out.code.size() == 12) && out.number.size() == 8;
  if (out.kind.size() != 2 || (!digital && !older) || fields[5].size() != 8) return std::nullopt;
  if (!all_digits(out.kind) || !all_digits(out.code) || !all_digits(out.number) ||
      !all_digits(fields[5]) || !all_digits(out.check_code))
    return std::nullopt;
  const auto amount = parse_money(fields[4]);
  const auto date = parse_date_time(fields[5]);
  if (!amount || !date) return std::nullopt;
  out.amount = *amount;
  out.date = date->date;
  if (fields.size() > 7 && !fields[7].empty()) {
    const auto printed = hex16(fields[7]);
    const auto before = static_cast<std::size_t>(fields[7].data() - line.data());
    out.checksum_ok = printed && *printed == invoice_qr_checksum(line.substr(0, before));
  }
  return out;
}

bool is_invoice_qr_list(std::string_view bytes) {
  constexpr std::size_t kHeadBytes = 4096;
  bool any = false, all = true;
  // A line that is cut off at the end of the head is left out.
  std::string_view head = bytes.substr(0, kHeadBytes);
  if (head.size() < bytes.size()) head = head.substr(0, head.rfind('\n') + 1);
  each_line(head, [&](std::string_view line, std::uint32_t) {
    all = parse_invoice_qr(line).has_value();
    any = true;
    return all;
  });
  return any && all;
}

Result<InvoiceList> read_invoice_qr_list(std::string_view bytes, const ReadOptions& options) {
  InvoiceList list;
  list.layout = "invoice-qr";
  list.recognised.push_back(recognition("container", "text", options));
  list.recognised.push_back(
      recognition("layout", "every line is the QR code of an invoice", options));
  std::optional<Error> error;
  std::unordered_set<std::string> numbers;
  InvoiceOddities oddities;
  const auto place = [&](std::uint32_t line, std::string field) {
    return Place{options.source_name, 0, line, 0, std::move(field)};
  };
  each_line(bytes, [&](std::string_view text, std::uint32_t line) {
    const auto code = parse_invoice_qr(text);
    if (!code) {
      error = Error{ErrorCode::format, place(line, ""), "the line is no QR code of an invoice"};
    } else if (list.invoices.size() >= options.limits.rows_max) {
      error = Error{ErrorCode::limit, place(line, ""),
                    "the source has more rows than the limits allow"};
    }
    if (error) return false;
    if (code->checksum_ok && !*code->checksum_ok)
      list.notes.push_back({"qr_checksum", place(line, "checksum"),
                            "the checksum of the QR code is not that of its fields"});
    Invoice invoice;
    invoice.row = line;
    invoice.number = code->code + code->number;
    invoice.date = code->date;
    invoice.kind = kind_name(code->kind);
    invoice.amount_ex = code->amount;
    invoice.red = code->amount.is_negative();
    if (!numbers.insert(invoice.number).second) {
      oddities.duplicates += 1;  // scanned twice
      return true;
    }
    settle_invoice(invoice, std::nullopt, options, oddities);
    list.invoices.push_back(std::move(invoice));
    return true;
  });
  if (error) return tl::unexpected(std::move(*error));
  list.notes.push_back({"qr_only", place(0, ""),
                        "a QR code has neither tax nor parties; the amount counts as it stands, "
                        "with tax for 数电票 and without for older invoices"});
  note_invoice_oddities(oddities, list, options);
  return list;
}

}  // namespace zhun::read
