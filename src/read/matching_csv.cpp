// The tables of zhun match and zhun resolve: a header row, then one record a row; or the invoice
// lists and statements that the other readers know.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "read/columns.hpp"
#include "read/table_file.hpp"
#include "read/values.hpp"
#include "zhun/matching.hpp"

namespace zhun {
namespace {

enum Role : std::uint8_t { kNone, kId, kName, kDate, kAmount, kAmountFen, kMemo, kNumber, kRoles };

constexpr read::ColumnName kInvoiceColumns[] = {
    {"id", kId, 0},         {"customer", kName, 0}, {"buyer", kName, 1},
    {"date", kDate, 0},     {"amount", kAmount, 0}, {"amount_fen", kAmountFen, 0},
    {"number", kNumber, 0},
};
constexpr read::ColumnName kPaymentColumns[] = {
    {"id", kId, 0},         {"counterparty", kName, 0},    {"payer", kName, 1}, {"date", kDate, 0},
    {"amount", kAmount, 0}, {"amount_fen", kAmountFen, 0}, {"memo", kMemo, 0},
};
constexpr read::ColumnName kNameColumns[] = {
    {"id", kId, 0}, {"name", kName, 0}, {"名称", kName, 0}, {"企业名称", kName, 1}};

struct Record {
  std::string id, name, memo, number;
  Date date;
  Money amount;
};

// nullopt: the header is none of a table like this; another reader may know the file.
using Records = std::optional<Result<std::vector<Record>>>;

Error wrong(const ReadOptions& options, const read::CsvRow& row, int column, std::string field,
            std::string message) {
  return {
      ErrorCode::format,
      {options.source_name, 0, row.line, static_cast<std::uint32_t>(column + 1), std::move(field)},
      std::move(message)};
}

class RecordTable {
 public:
  RecordTable(const read::CsvRow& header, std::span<const read::ColumnName> vocabulary,
              bool amounts, const ReadOptions& options)
      : map_(read::map_columns(header.cells, vocabulary)), amounts_(amounts), options_(options) {}

  [[nodiscard]] bool fits() const {
    const bool values = map_.has(kDate) && (map_.has(kAmount) || map_.has(kAmountFen));
    return map_.has(kId) && map_.has(kName) && (!amounts_ || values);
  }

  [[nodiscard]] Result<Record> read(const read::CsvRow& row) const {
    Record record;
    record.id = cell(row, kId);
    record.name = cell(row, kName);
    record.memo = cell(row, kMemo);
    record.number = cell(row, kNumber);
    if (record.id.empty()) return fail_at(row, kId, "id", "the record has no id");
    if (!amounts_) return record;
    read::DateParser dates;
    const auto moment = dates.parse(cell(row, kDate));
    if (!moment) return fail_at(row, kDate, "date", "this is not a date");
    record.date = moment->date;
    const auto amount = amount_of(row);
    const Role role = map_.has(kAmountFen) ? kAmountFen : kAmount;
    if (!amount) return fail_at(row, role, "amount", "this is not an amount");
    if (*amount <= Money()) return fail_at(row, role, "amount", "the amount must be above zero");
    record.amount = *amount;
    return record;
  }

 private:
  [[nodiscard]] std::string_view cell(const read::CsvRow& row, Role role) const {
    const int column = map_.column(role);
    if (column < 0 || static_cast<std::size_t>(column) >= row.cells.size()) return {};
    return trim(row.cells[static_cast<std::size_t>(column)]);
  }

  // Fen are whole numbers: read as yuan they are a hundred times too much.
  [[nodiscard]] std::optional<Money> amount_of(const read::CsvRow& row) const {
    if (!map_.has(kAmountFen)) return parse_money(cell(row, kAmount));
    const std::string_view text = cell(row, kAmountFen);
    if (text.empty() || text.size() > 18) return std::nullopt;
    std::int64_t fen = 0;
    for (const char c : text) {
      if (c < '0' || c > '9') return std::nullopt;
      fen = fen * 10 + (c - '0');
    }
    return Money::from_fen(fen);
  }

  [[nodiscard]] tl::unexpected<Error> fail_at(const read::CsvRow& row, Role role, std::string field,
                                              std::string message) const {
    return tl::unexpected(
        wrong(options_, row, map_.column(role), std::move(field), std::move(message)));
  }

  read::ColumnMap map_;
  bool amounts_;
  const ReadOptions& options_;
};

Records read_records(std::string_view bytes, std::span<const read::ColumnName> vocabulary,
                     bool amounts, const ReadOptions& options) {
  const auto table = read::open_text(bytes, options);
  if (!table) return std::nullopt;
  read::CsvRows rows(*table, read::detect_delimiter(table->text), options.limits);
  read::CsvRow row;
  if (!rows.next(row)) return std::nullopt;
  const RecordTable reader(row, vocabulary, amounts, options);
  if (!reader.fits()) return std::nullopt;
  rows.expect_columns(row.cells.size());
  std::vector<Record> records;
  while (rows.next(row)) {
    if (trim(row.raw).empty()) continue;
    auto record = reader.read(row);
    if (!record) return Result<std::vector<Record>>(tl::unexpected(record.error()));
    records.push_back(std::move(*record));
  }
  if (rows.error())
    return Result<std::vector<Record>>(tl::unexpected(read::with_source(*rows.error(), options)));
  return Result<std::vector<Record>>(std::move(records));
}

}  // namespace

Result<std::vector<PayableInvoice>> read_payable_invoices(std::string_view bytes,
                                                          const ReadOptions& options) {
  std::vector<PayableInvoice> out;
  if (auto records = read_records(bytes, kInvoiceColumns, true, options)) {
    if (!*records) return tl::unexpected(records->error());
    for (Record& record : **records)
      out.push_back({std::move(record.id), std::move(record.number), std::move(record.name),
                     record.amount, record.date});
    return out;
  }
  const auto list = read_invoices(bytes, options);
  if (!list) return tl::unexpected(list.error());
  for (const Invoice& invoice : list->invoices) {
    const bool counts = invoice.side == InvoiceSide::output && !invoice.red &&
                        invoice.status != InvoiceStatus::voided && invoice.total() > Money();
    if (counts)
      out.push_back({invoice.number, invoice.number, invoice.buyer, invoice.total(), invoice.date});
  }
  return out;
}

Result<std::vector<Payment>> read_payments(std::string_view bytes, const ReadOptions& options) {
  std::vector<Payment> out;
  if (auto records = read_records(bytes, kPaymentColumns, true, options)) {
    if (!*records) return tl::unexpected(records->error());
    for (Record& record : **records)
      out.push_back({std::move(record.id), std::move(record.name), std::move(record.memo),
                     record.amount, record.date});
    return out;
  }
  const auto statements = read_statements(bytes, options);
  if (!statements) return tl::unexpected(statements.error());
  for (const Statement& statement : *statements) {
    for (const Transaction& row : statement.rows) {
      if (row.direction != Direction::inflow || row.amount <= Money()) continue;
      std::string memo(row.summary.view());
      memo += ' ';
      memo += row.purpose.view();
      out.push_back({"row " + std::to_string(row.row), std::string(row.counterparty_name.view()),
                     std::move(memo), row.amount, row.time.date});
    }
  }
  return out;
}

Result<std::vector<NamedRecord>> read_names(std::string_view bytes, const ReadOptions& options) {
  auto records = read_records(bytes, kNameColumns, false, options);
  if (!records)
    return fail(ErrorCode::unsupported, {options.source_name, 0, 1, 0, {}},
                "the first row must name the columns id and name");
  if (!*records) return tl::unexpected(records->error());
  std::vector<NamedRecord> out;
  for (Record& record : **records) out.push_back({std::move(record.id), std::move(record.name)});
  return out;
}

}  // namespace zhun
