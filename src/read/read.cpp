// The public entry points: what kind of source the bytes are, and the reader for it.
#include "zhun/read.hpp"

#include <stdexcept>

#include "base/authentication.hpp"
#include "base/json.hpp"
#include "read/archive.hpp"
#include "read/einvoice_files.hpp"
#include "read/invoices.hpp"
#include "read/message_files.hpp"
#include "read/recognition.hpp"
#include "read/records.hpp"
#include "read/sheet.hpp"
#include "read/statement_columns.hpp"
#include "read/statement_csv.hpp"
#include "zhun/watch.hpp"

namespace zhun {
namespace {

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
  read::CsvReader reader(table.window, read::detect_delimiter(table.text), options.limits);
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

std::vector<Recognition>* reasons_of(std::vector<Statement>& statements) {
  return statements.empty() ? nullptr : &statements.front().recognised;
}
template <typename T>
std::vector<Recognition>* reasons_of(T& records) {
  return &records.recognised;
}
std::vector<Recognition>* reasons_of(AnySource& source) {
  return std::visit([](auto& item) { return reasons_of(item); }, source);
}

// JSON is recognised by its members.
template <typename T>
Result<T> with_json_reason(Result<T> result, const ReadOptions& options) {
  auto* reasons = result ? reasons_of(*result) : nullptr;
  if (reasons == nullptr) return result;
  read::put_first(*reasons,
                  read::recognition("layout", "known by the names of its members", options));
  read::put_first(*reasons, read::recognition("container", "JSON", options));
  return result;
}

// Wraps one of the readers: decodes, parses JSON where it is JSON, and lets no exception out.
template <typename T, typename FromJson, typename FromTable>
Result<T> read_as(std::string_view bytes, const ReadOptions& options, FromJson from_json,
                  FromTable from_table) {
  try {
    auto table = read::open_text(bytes, options);
    if (!table) return tl::unexpected(table.error());
    if (!is_json(table->text)) {
      Result<T> result = from_table(*table);
      if (result || table->window.at_end()) return result;
      // Bytes that no encoding explains go before whatever else is wrong.
      const auto encoding = detect_encoding(bytes);
      return encoding ? result : tl::unexpected(read::with_source(encoding.error(), options));
    }
    if (!table->window.at_end()) table = read::load_text(bytes, options);
    if (!table) return tl::unexpected(table.error());
    const auto value = json::parse(table->text, options.source_name, options.limits);
    if (!value) return tl::unexpected(value.error());
    if (auto field = find_authentication_field(*value))
      return fail(ErrorCode::invalid_argument,
                  Place{options.source_name, 0, 0, 0, std::move(*field)},
                  std::string(kAuthenticationRefused));
    return with_json_reason<T>(from_json(*value), options);
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

Result<AnySource> read_file(std::string_view bytes, const ReadOptions& options);

Result<AnySource> read_entries(std::string_view bytes, const ReadOptions& options) {
  auto source = read::read_archive(bytes, options, read_file);
  auto* reasons = source ? reasons_of(*source) : nullptr;
  if (reasons != nullptr)
    read::put_first(*reasons, read::recognition("container",
                                                "zip archive, each entry by its content", options));
  return source;
}

// nullopt: the bytes are no archive.
template <typename T>
std::optional<Result<T>> from_archive(std::string_view bytes, const ReadOptions& options) {
  if (!read::is_archive(bytes, options)) return std::nullopt;
  auto source = read_entries(bytes, options);
  if (!source) return tl::unexpected(source.error());
  if (auto* wanted = std::get_if<T>(&*source)) return std::move(*wanted);
  return tl::unexpected(
      wrong_kind(options, "the archive holds documents of another kind than was asked for"));
}

Result<std::vector<Statement>> statements_of_file(std::string_view bytes,
                                                  const ReadOptions& options) {
  if (auto archive = from_archive<std::vector<Statement>>(bytes, options))
    return std::move(*archive);
  if (auto message = read::read_bank_message(bytes, options)) return std::move(*message);
  auto from_book = read_book<std::vector<Statement>>(
      bytes, options, [&](auto& book) { return read::read_statement_workbook(*book, options); });
  if (from_book) return std::move(*from_book);
  return read_as<std::vector<Statement>>(
      bytes, options, [&](const json::Value& value) { return statements_of(value, options); },
      [&](const TableText& table) { return read::read_statement_csv(table, options); });
}

Result<InvoiceList> invoices_of_file(std::string_view bytes, const ReadOptions& options) {
  if (auto archive = from_archive<InvoiceList>(bytes, options)) return std::move(*archive);
  if (auto invoice = read::read_einvoice(bytes, options)) return std::move(*invoice);
  auto from_book = read_book<InvoiceList>(
      bytes, options, [&](auto& book) { return read::read_invoice_workbook(*book, options); });
  if (from_book) return std::move(*from_book);
  return read_as<InvoiceList>(
      bytes, options,
      [&](const json::Value& value) { return invoices_from_json(value, "", options); },
      [&](const TableText& table) { return read::read_invoice_csv(table, options); });
}

Result<TaxReturns> tax_returns_of_file(std::string_view bytes, const ReadOptions& options) {
  if (auto archive = from_archive<TaxReturns>(bytes, options)) return std::move(*archive);
  auto from_book = read_book<TaxReturns>(
      bytes, options, [&](auto& book) { return read::read_tax_workbook(*book, options); });
  if (from_book) return std::move(*from_book);
  return read_as<TaxReturns>(
      bytes, options, [&](const json::Value& value) { return tax_of(value, options); },
      [&](const TableText& table) { return read::read_tax_csv(table, options); });
}

Result<GovernmentRecord> government_of_file(std::string_view bytes, const ReadOptions& options) {
  if (auto archive = from_archive<GovernmentRecord>(bytes, options)) return std::move(*archive);
  return read_as<GovernmentRecord>(
      bytes, options, [&](const json::Value& value) { return government_of(value, options); },
      [&](const TableText&) -> Result<GovernmentRecord> {
        return tl::unexpected(wrong_kind(
            options, "government data is read from JSON only, of the schema gov-pull/1"));
      });
}

Result<AnySource> any_of_file(std::string_view bytes, const ReadOptions& options) {
  if (read::is_archive(bytes, options)) return read_entries(bytes, options);
  return read_file(bytes, options);
}

// Whatever it is, if it is no archive.
Result<AnySource> read_file(std::string_view bytes, const ReadOptions& options) {
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

// One source of a call that its caller may follow and stop. Whatever a reader says that was stopped
// halfway, the call was cancelled.
template <typename T>
Result<T> watched(Result<T> (*read)(std::string_view, const ReadOptions&), std::string_view bytes,
                  const ReadOptions& options) {
  Result<T> result = read(bytes, options);
  if (options.limits.watch == nullptr || !options.limits.watch->stops_now()) return result;
  return tl::unexpected(cancelled_error(options.source_name));
}

}  // namespace

Result<std::vector<Statement>> read_statements(std::string_view bytes, const ReadOptions& options) {
  return watched(statements_of_file, bytes, options);
}

Result<InvoiceList> read_invoices(std::string_view bytes, const ReadOptions& options) {
  return watched(invoices_of_file, bytes, options);
}

Result<TaxReturns> read_tax_returns(std::string_view bytes, const ReadOptions& options) {
  return watched(tax_returns_of_file, bytes, options);
}

Result<GovernmentRecord> read_government(std::string_view bytes, const ReadOptions& options) {
  return watched(government_of_file, bytes, options);
}

Result<AnySource> read_any(std::string_view bytes, const ReadOptions& options) {
  return watched(any_of_file, bytes, options);
}

}  // namespace zhun
