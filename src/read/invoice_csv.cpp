// Invoice lists as the tax bureau's platform and accounting software export them.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <unordered_map>

#include "read/invoice_columns.hpp"
#include "read/invoice_fields.hpp"
#include "read/invoices.hpp"
#include "read/recognition.hpp"
#include "read/record_fields.hpp"
#include "read/values.hpp"

namespace zhun::read {
namespace {

class InvoiceTable {
 public:
  InvoiceTable(const ReadOptions& options, const CsvRow& header)
      : options_(options), map_(map_columns(header.cells, invoice_vocabulary())) {
    list_.layout = map_.has(kInvoiceItem) ? "invoice-lines-csv" : "invoice-csv";
    for (const auto column : map_.unknown) {
      list_.notes.push_back(
          {"unknown_column",
           Place{options.source_name, 0, header.line, static_cast<std::uint32_t>(column + 1), {}},
           "the name of this column is not known; its cells are not used"});
    }
    trace(header.line);
  }
  [[nodiscard]] std::size_t columns() const { return map_.names.size(); }

  // False: an error, or the end of the table.
  [[nodiscard]] bool add(const CsvRow& row);
  [[nodiscard]] Result<InvoiceList> finish();

 private:
  [[nodiscard]] std::string_view text(const CsvRow& row, std::uint8_t role) const;
  [[nodiscard]] std::string_view value(const CsvRow& row, std::uint8_t role) const {
    const auto cell = text(row, role);
    return is_blank(cell) ? std::string_view{} : cell;
  }
  bool fail_at(const CsvRow& row, std::uint8_t role, std::string message);
  [[nodiscard]] bool read_number(const CsvRow& row, Invoice& invoice);
  [[nodiscard]] bool read_amounts(const CsvRow& row, Invoice& invoice);
  [[nodiscard]] std::optional<Money> money(const CsvRow& row, std::uint8_t role, bool& bad) const;
  void read_marks(const CsvRow& row, Invoice& invoice);
  void trace(std::uint32_t line);
  void keep(const CsvRow& row, Invoice invoice);

  const ReadOptions& options_;
  ColumnMap map_;
  InvoiceList list_;
  InvoiceOddities oddities_;
  std::vector<std::optional<InvoiceSide>> stated_;
  std::unordered_map<std::string, std::size_t> index_of_;
  std::uint32_t row_number_ = 0;
  std::optional<Error> error_;
};

// The words of a role, in the order of InvoiceRole.
constexpr std::string_view kRoleWords[] = {
    "not used: its name is not known",
    "not used: known and not needed",
    "number",
    "code",
    "number of a digital invoice",
    "date",
    "seller",
    "seller's tax number",
    "buyer",
    "buyer's tax number",
    "item",
    "amount without tax",
    "tax",
    "total",
    "rate",
    "status",
    "blue or not",
    "blue or red",
    "kind",
    "number of the blue invoice",
    "side",
};
static_assert(std::size(kRoleWords) == kInvoiceSide + 1);

void InvoiceTable::trace(std::uint32_t line) {
  std::vector<std::uint8_t> roles;
  for (const std::string& name : map_.names) {
    std::uint8_t role = kInvoiceNone;
    for (const ColumnName& known : invoice_vocabulary()) {
      if (known.name == name) role = known.role;
    }
    roles.push_back(role);
  }
  for (std::uint8_t role = 0; role <= kInvoiceSide; ++role) {
    if (map_.has(role)) roles[static_cast<std::size_t>(map_.column(role))] = role;
  }
  auto& list = list_.recognised;
  list.push_back(recognition(
      "header", fmt::format("{} of its {} names are known", map_.recognised, map_.named), options_,
      Place{{}, 0, line, 0, {}}));
  list.push_back(recognition("layout",
                             map_.has(kInvoiceItem)
                                 ? "the rows name items: a number may stand in several of them"
                                 : "one row for each invoice",
                             options_));
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (map_.names[i].empty()) continue;
    const bool used = roles[i] <= kInvoiceKnown || map_.column(roles[i]) == static_cast<int>(i);
    const std::string words(kRoleWords[roles[i]]);
    list.push_back(recognition("column", used ? words : "not used: another column is the " + words,
                               options_,
                               Place{{}, 0, 0, static_cast<std::uint32_t>(i + 1), map_.names[i]}));
  }
}

std::string_view InvoiceTable::text(const CsvRow& row, std::uint8_t role) const {
  const int column = map_.column(role);
  const auto index = static_cast<std::size_t>(column);
  return column != ColumnMap::kNone && index < row.cells.size() ? trim_cell(row.cells[index])
                                                                : std::string_view{};
}

bool InvoiceTable::fail_at(const CsvRow& row, std::uint8_t role, std::string message) {
  const int column = map_.column(role);
  const bool named = column != ColumnMap::kNone;
  error_ = Error{
      ErrorCode::format,
      Place{options_.source_name, 0, row.line, named ? static_cast<std::uint32_t>(column + 1) : 0,
            named ? map_.names[static_cast<std::size_t>(column)] : std::string()},
      std::move(message)};
  return false;
}

// The 20-digit number of a digital invoice; of an older one its code and number together.
bool InvoiceTable::read_number(const CsvRow& row, Invoice& invoice) {
  const auto digital = value(row, kInvoiceDigitalNumber);
  invoice.number = digital.empty() ? std::string(value(row, kInvoiceCode)) +
                                         std::string(value(row, kInvoiceNumber))
                                   : std::string(digital);
  if (invoice.number.find_first_of("eE") != std::string::npos &&
      invoice.number.find('+') != std::string::npos) {
    return fail_at(row, map_.has(kInvoiceDigitalNumber) ? kInvoiceDigitalNumber : kInvoiceNumber,
                   "the invoice number was turned into a rounded number by a spreadsheet; export "
                   "the list again");
  }
  return true;
}

std::optional<Money> InvoiceTable::money(const CsvRow& row, std::uint8_t role, bool& bad) const {
  const auto cell = value(row, role);
  if (cell.empty() || cell.find_first_not_of('*') == std::string_view::npos) return std::nullopt;
  const auto amount = parse_amount(cell);
  bad = !amount;
  return amount ? std::optional(amount->value) : std::nullopt;
}

bool InvoiceTable::read_amounts(const CsvRow& row, Invoice& invoice) {
  constexpr const char* kNoNumber =
      "the amount is not a number with at most two decimals within 64 bits";
  bool bad = false;
  const auto amount = money(row, kInvoiceAmount, bad);
  if (bad) return fail_at(row, kInvoiceAmount, kNoNumber);
  const auto tax = money(row, kInvoiceTax, bad);
  if (bad) return fail_at(row, kInvoiceTax, kNoNumber);
  const auto total = money(row, kInvoiceTotal, bad);
  if (bad) return fail_at(row, kInvoiceTotal, kNoNumber);
  if (!amount && !(total && tax)) {
    return fail_at(row, kInvoiceAmount,
                   "the row has no amount; it needs 金额, or 价税合计 and 税额");
  }
  invoice.amount_ex = amount ? *amount : *total - *tax;
  invoice.tax = tax ? *tax : total ? *total - invoice.amount_ex : Money();
  if (amount && tax && total && *amount + *tax != *total) oddities_.total_mismatches += 1;
  return true;
}

void InvoiceTable::read_marks(const CsvRow& row, Invoice& invoice) {
  const auto positive = text(row, kInvoicePositive), colour = text(row, kInvoiceColour);
  invoice.red = positive == "否" || positive == "N" || positive == "n" ||
                colour.starts_with("红") || colour == "RED";
  const auto status = parse_invoice_status(text(row, kInvoiceStatus));
  if (!status) oddities_.unknown_statuses += 1;
  invoice.status = status.value_or(InvoiceStatus::normal);
  invoice.rate = parse_tax_rate(text(row, kInvoiceRate));
}

// Lists by line have one row for each line of an invoice; in other lists a number stands once.
void InvoiceTable::keep(const CsvRow& row, Invoice invoice) {
  const auto [place, added] = index_of_.emplace(invoice.number, list_.invoices.size());
  if (added) {
    list_.invoices.push_back(std::move(invoice));
    stated_.push_back(parse_invoice_side(text(row, kInvoiceSide)));
    return;
  }
  if (!map_.has(kInvoiceItem)) {
    oddities_.duplicates += 1;
    return;
  }
  Invoice& first = list_.invoices[place->second];
  first.amount_ex += invoice.amount_ex;
  first.tax += invoice.tax;
  if (first.rate != invoice.rate) first.rate.reset();
  oddities_.merged_lines += 1;
}

bool InvoiceTable::add(const CsvRow& row) {
  std::size_t filled = 0;
  std::string_view first;
  for (const auto cell : row.cells) {
    const auto content = trim_cell(cell);
    if (content.empty()) continue;
    if (filled++ == 0) first = content;
  }
  if (filled == 0) return true;
  Invoice invoice;
  if (!read_number(row, invoice)) return false;
  if (invoice.number.empty()) {
    constexpr std::size_t kFooterCellsMax = 2;
    if (filled <= kFooterCellsMax || first.starts_with("合计") || first.starts_with("总计") ||
        first.starts_with("共"))
      return false;
    return fail_at(row, map_.has(kInvoiceDigitalNumber) ? kInvoiceDigitalNumber : kInvoiceNumber,
                   "the row has no invoice number");
  }
  if (row_number_ >= options_.limits.rows_max) {
    fail_at(row, kInvoiceNumber, "the source has more rows than the limits allow");
    error_->code = ErrorCode::limit;
    return false;
  }
  invoice.row = ++row_number_;
  DateParser dates;
  const auto date = dates.parse(text(row, kInvoiceDate));
  if (!date)
    return fail_at(
        row, kInvoiceDate,
        "the date is impossible or in a form that is not known; expected for example 2026-01-05");
  invoice.date = date->date;
  if (!read_amounts(row, invoice)) return false;
  read_marks(row, invoice);
  invoice.kind = value(row, kInvoiceKind);
  invoice.seller = value(row, kInvoiceSeller);
  invoice.seller_tax_no = value(row, kInvoiceSellerTax);
  invoice.buyer = value(row, kInvoiceBuyer);
  invoice.buyer_tax_no = value(row, kInvoiceBuyerTax);
  invoice.original_number = value(row, kInvoiceOriginal);
  invoice.item = value(row, kInvoiceItem);
  keep(row, std::move(invoice));
  return true;
}

Result<InvoiceList> InvoiceTable::finish() {
  if (error_) return tl::unexpected(*error_);
  for (std::size_t i = 0; i < list_.invoices.size(); ++i)
    settle_invoice(list_.invoices[i], stated_[i], options_, oddities_);
  note_invoice_oddities(oddities_, list_, options_);
  return std::move(list_);
}

}  // namespace

bool is_invoice_header(std::span<const std::string_view> cells) {
  const ColumnMap map = map_columns(cells, invoice_vocabulary());
  const bool numbered = map.has(kInvoiceNumber) || map.has(kInvoiceDigitalNumber);
  return numbered && map.has(kInvoiceDate) &&
         (map.has(kInvoiceAmount) || (map.has(kInvoiceTotal) && map.has(kInvoiceTax)));
}

Result<std::optional<InvoiceList>> read_invoice_rows(RowReader& reader,
                                                     const ReadOptions& options) {
  CsvRow row;
  for (std::size_t rows = 0; rows < options.limits.preamble_rows_max && reader.next(row); ++rows) {
    if (!is_invoice_header(row.cells)) continue;
    InvoiceTable invoices(options, row);
    reader.expect_columns(invoices.columns());
    try {
      while (reader.next(row) && invoices.add(row)) {
      }
      if (reader.error()) return tl::unexpected(with_source(*reader.error(), options));
      auto list = invoices.finish();
      if (!list) return tl::unexpected(list.error());
      return std::optional(std::move(*list));
    } catch (const std::overflow_error&) {
      return fail(ErrorCode::format, Place{options.source_name, 0, row.line, 0, {}},
                  "an amount exceeds 64 bits");
    }
  }
  if (reader.error()) return tl::unexpected(with_source(*reader.error(), options));
  return std::optional<InvoiceList>();
}

Error no_invoice_header(const ReadOptions& options) {
  return {ErrorCode::unsupported, Place{options.source_name, 0, 0, 0, {}},
          "no header row of an invoice list was found; it needs 发票号码 (or 数电票号码), "
          "开票日期, and 金额 or 价税合计 and 税额"};
}

Result<InvoiceList> read_invoice_csv(const TableText& table, const ReadOptions& options) {
  const char delimiter = detect_delimiter(table.text);
  CsvRows rows(table, delimiter, options.limits);
  auto list = read_invoice_rows(rows, options);
  if (!list) return tl::unexpected(list.error());
  if (!*list) return tl::unexpected(no_invoice_header(options));
  put_text_first((*list)->recognised, table, delimiter, options);
  return std::move(**list);
}

}  // namespace zhun::read
