// The public entry points: what kind of source the bytes are, and the reader for it.
#include "zhun/read.hpp"

#include <stdexcept>

#include "base/json.hpp"
#include "read/einvoice_files.hpp"
#include "read/invoices.hpp"
#include "read/message_files.hpp"
#include "read/records.hpp"
#include "read/sheet.hpp"
#include "read/statement_columns.hpp"
#include "read/statement_csv.hpp"

namespace zhun {
namespace {

using read::load_text;
using read::TableText;

bool is_json(std::string_view text) {
  const auto start = trim(text);
  return !start.empty() && (start.front() == '{' || start.front() == '[');
}

Error wrong_kind(const ReadOptions& options, std::string message) {
  return {ErrorCode::unsupported, Place{options.source_name, 0, 0, 0, {}}, std::move(message)};
}

enum class Kind : std::uint8_t { statement, invoices, tax, government, unknown };

bool has_any(const json::Value& value, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (value.find(name) != nullptr) return true;
  }
  return false;
}

Kind kind_of(const json::Value& value) {
  if (value.kind == json::Kind::array) {
    if (value.items.empty()) return Kind::unknown;
    const json::Value& first = value.items.front();
    return has_any(first, {"no", "tax_fen"}) ? Kind::invoices
           : has_any(first, {"rows"})        ? Kind::statement
                                             : Kind::unknown;
  }
  if (has_any(value, {"rows", "statement", "statements"})) return Kind::statement;
  if (has_any(value, {"invoices"})) return Kind::invoices;
  if (has_any(value, {"vat_declared", "credit_rating", "tax"})) return Kind::tax;
  if (has_any(value, {"schema", "data", "pull_id", "registry", "established", "legal_rep"}))
    return Kind::government;
  return Kind::unknown;
}

// The first row that can be a header decides.
Kind kind_of(const TableText& table, const ReadOptions& options) {
  read::CsvReader reader(table.text, read::detect_delimiter(table.text), *table.arena,
                         options.limits);
  read::CsvRow row;
  for (std::size_t rows = 0; rows < options.limits.preamble_rows_max && reader.next(row); ++rows) {
    if (read::is_invoice_header(row.cells)) return Kind::invoices;
    if (read::is_tax_header(row.cells)) return Kind::tax;
    if (read::match_statement_header(row.cells).is_header) return Kind::statement;
  }
  return Kind::unknown;
}

Result<std::vector<Statement>> statements_of(const json::Value& value, const ReadOptions& options) {
  const json::Value* list = value.kind == json::Kind::array ? &value : value.find("statements");
  std::vector<Statement> statements;
  if (list != nullptr && list->kind == json::Kind::array) {
    const std::string path = list == &value ? "" : "/statements";
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      auto statement = statement_from_json(list->items[i], path + "/" + std::to_string(i), options);
      if (!statement) return tl::unexpected(statement.error());
      statements.push_back(std::move(*statement));
    }
    return statements;
  }
  const json::Value* inner = value.find("statement");
  auto statement = statement_from_json(inner != nullptr ? *inner : value,
                                       inner != nullptr ? "/statement" : "", options);
  if (!statement) return tl::unexpected(statement.error());
  statements.push_back(std::move(*statement));
  return statements;
}

Result<TaxReturns> tax_of(const json::Value& value, const ReadOptions& options) {
  const json::Value* inner = value.find("tax");
  return tax_returns_from_json(inner != nullptr ? *inner : value, inner != nullptr ? "/tax" : "",
                               options);
}

Result<GovernmentRecord> government_of(const json::Value& value, const ReadOptions& options) {
  const json::Value* inner = has_any(value, {"schema", "data"}) ? nullptr : value.find("registry");
  return government_from_json(inner != nullptr ? *inner : value,
                              inner != nullptr ? "/registry" : "", options);
}

// Wraps one of the readers: decodes, parses JSON where it is JSON, and lets no exception out.
template <typename T, typename FromJson, typename FromTable>
Result<T> read_as(std::string_view bytes, const ReadOptions& options, FromJson from_json,
                  FromTable from_table) {
  try {
    auto table = load_text(bytes, options);
    if (!table) return tl::unexpected(table.error());
    if (!is_json(table->text)) return from_table(*table);
    const auto value = json::parse(table->text, options.source_name, options.limits);
    if (!value) return tl::unexpected(value.error());
    return from_json(*value);
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, Place{options.source_name, 0, 0, 0, {}},
                "an amount or a sum exceeds 64 bits");
  }
}

// Wraps one of the readers of workbooks: lets no exception out. nullopt: no workbook.
template <typename T, typename FromBook>
std::optional<Result<T>> read_book(std::string_view bytes, const ReadOptions& options,
                                   FromBook from_book) {
  try {
    auto book = read::open_workbook(bytes, options);
    if (!book) return std::nullopt;
    if (!*book) return tl::unexpected(read::with_source(book->error(), options));
    return from_book(**book);
  } catch (const std::overflow_error&) {
    return fail(ErrorCode::format, Place{options.source_name, 0, 0, 0, {}},
                "an amount or a sum exceeds 64 bits");
  }
}

// "[2026] ..." may begin a text file; json::parse then refuses it and the sentence says so.
constexpr const char* kUnknownJson =
    "the JSON is none of the known records; a statement has \"rows\", invoices have \"invoices\", "
    "tax returns have "
    "\"vat_declared\", government data has \"schema\": \"gov-pull/1\"";
constexpr const char* kUnknownTable =
    "no header row was found; a statement needs the names of a date and an amount column, an "
    "invoice list 发票号码 and "
    "开票日期, tax returns 所属期 and 销售额";

}  // namespace

Result<std::vector<Statement>> read_statements(std::string_view bytes, const ReadOptions& options) {
  if (auto message = read::read_bank_message(bytes, options)) return std::move(*message);
  auto from_book = read_book<std::vector<Statement>>(
      bytes, options, [&](auto& book) { return read::read_statement_workbook(*book, options); });
  if (from_book) return std::move(*from_book);
  return read_as<std::vector<Statement>>(
      bytes, options, [&](const json::Value& value) { return statements_of(value, options); },
      [&](const TableText& table) { return read::read_statement_csv(table, options); });
}

Result<InvoiceList> read_invoices(std::string_view bytes, const ReadOptions& options) {
  if (auto invoice = read::read_einvoice(bytes, options)) return std::move(*invoice);
  auto from_book = read_book<InvoiceList>(
      bytes, options, [&](auto& book) { return read::read_invoice_workbook(*book, options); });
  if (from_book) return std::move(*from_book);
  return read_as<InvoiceList>(
      bytes, options,
      [&](const json::Value& value) { return invoices_from_json(value, "", options); },
      [&](const TableText& table) { return read::read_invoice_csv(table, options); });
}

Result<TaxReturns> read_tax_returns(std::string_view bytes, const ReadOptions& options) {
  auto from_book = read_book<TaxReturns>(
      bytes, options, [&](auto& book) { return read::read_tax_workbook(*book, options); });
  if (from_book) return std::move(*from_book);
  return read_as<TaxReturns>(
      bytes, options, [&](const json::Value& value) { return tax_of(value, options); },
      [&](const TableText& table) { return read::read_tax_csv(table, options); });
}

Result<GovernmentRecord> read_government(std::string_view bytes, const ReadOptions& options) {
  return read_as<GovernmentRecord>(
      bytes, options, [&](const json::Value& value) { return government_of(value, options); },
      [&](const TableText&) -> Result<GovernmentRecord> {
        return tl::unexpected(wrong_kind(
            options, "government data is read from JSON only, of the schema gov-pull/1"));
      });
}

Result<AnySource> read_any(std::string_view bytes, const ReadOptions& options) {
  const auto wrap = [](auto result) -> Result<AnySource> {
    if (!result) return tl::unexpected(result.error());
    return AnySource(std::move(*result));
  };
  if (auto message = read::read_bank_message(bytes, options)) return wrap(std::move(*message));
  if (auto invoice = read::read_einvoice(bytes, options)) return wrap(std::move(*invoice));
  auto from_book = read_book<AnySource>(bytes, options, [&](auto& book) -> Result<AnySource> {
    const auto kind = read::kind_of_workbook(*book, options);
    if (!kind) return tl::unexpected(kind.error());
    switch (*kind) {
      case read::WorkbookKind::invoices:
        return wrap(read::read_invoice_workbook(*book, options));
      case read::WorkbookKind::tax:
        return wrap(read::read_tax_workbook(*book, options));
      case read::WorkbookKind::statement:
        return wrap(read::read_statement_workbook(*book, options));
      case read::WorkbookKind::unknown:
        break;
    }
    return tl::unexpected(wrong_kind(options, kUnknownTable));
  });
  if (from_book) return std::move(*from_book);
  return read_as<AnySource>(
      bytes, options,
      [&](const json::Value& value) -> Result<AnySource> {
        switch (kind_of(value)) {
          case Kind::statement:
            return wrap(statements_of(value, options));
          case Kind::invoices:
            return wrap(invoices_from_json(value, "", options));
          case Kind::tax:
            return wrap(tax_of(value, options));
          case Kind::government:
            return wrap(government_of(value, options));
          case Kind::unknown:
            break;
        }
        return tl::unexpected(wrong_kind(options, kUnknownJson));
      },
      [&](const TableText& table) -> Result<AnySource> {
        switch (kind_of(table, options)) {
          case Kind::invoices:
            return wrap(read::read_invoice_csv(table, options));
          case Kind::tax:
            return wrap(read::read_tax_csv(table, options));
          case Kind::statement:
          case Kind::unknown:  // another delimiter may still find a statement's header
          {
            auto statements = read::read_statement_csv(table, options);
            if (!statements && statements.error().code == ErrorCode::unsupported) {
              return tl::unexpected(wrong_kind(options, kUnknownTable));
            }
            return wrap(std::move(statements));
          }
          case Kind::government:
            break;
        }
        return tl::unexpected(wrong_kind(options, kUnknownTable));
      });
}

}  // namespace zhun
