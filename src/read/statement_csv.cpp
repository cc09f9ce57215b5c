// The walk through the rows of a file or sheet: preamble, header row, table, footer, and again.
#include "read/statement_csv.hpp"

#include <algorithm>
#include <array>

#include "read/header_rows.hpp"
#include "read/headless.hpp"
#include "read/recognition.hpp"
#include "read/statement_table.hpp"
#include "read/table_forms.hpp"

namespace zhun::read {
namespace {

constexpr const char* kNoHeader =
    "no header row of a statement was found; it needs the names of a date column (交易日期, "
    "交易时间, date) and "
    "of an amount column (金额, 收入 and 支出, 借方发生额 and 贷方发生额, amount, debit and "
    "credit)";

TableRow as_table_row(const CsvRow& row) {
  return {row.cells, row.raw, row.line, row.quote_open, row.page};
}

struct Walk {
  RowReader& reader;
  const std::shared_ptr<TextArena>& arena;
  const ReadOptions& options;
  CsvRow row;
  LabelFacts labels;  // of the rows since the last table
};

// Takes the row below a header where it belongs to it.
void take_second_row(Walk& walk, StatementHeader& header) {
  const auto ahead = walk.reader.fork();
  CsvRow below;
  if (!ahead->next(below)) return;
  const auto names = join_header_rows(walk.row.cells, below.cells);
  if (!names || !walk.reader.next(walk.row)) return;
  walk.row.cells.clear();
  for (const std::string& name : *names) walk.row.cells.push_back(walk.arena->store(name).view());
  header = match_statement_header(walk.row.cells);
}

Result<bool> find_header(Walk& walk, StatementHeader& header) {
  for (std::size_t rows = 0;
       rows < walk.options.limits.preamble_rows_max && walk.reader.next(walk.row); ++rows) {
    header = match_statement_header(walk.row.cells);
    if (header.is_header) return true;
    read_labels(walk.row.cells, walk.row.raw, walk.row.line, walk.labels);
  }
  if (walk.reader.error()) return tl::unexpected(with_source(*walk.reader.error(), walk.options));
  return false;
}

// Reads the rows behind the header; stops at the header of another table.
Result<std::vector<Statement>> read_rows(Walk& walk, StatementTable& builder,
                                         StatementHeader& next_header) {
  walk.reader.expect_columns(builder.columns());
  const auto ahead = walk.reader.fork();
  builder.set_forms(guess_table_forms(*ahead, builder.date_column(), builder.amount_columns()));
  builder.reserve(std::min(walk.reader.estimate_rows(), walk.options.limits.rows_max));
  next_header.is_header = false;
  while (walk.reader.next(walk.row)) {
    const RowKind kind = builder.add_row(as_table_row(walk.row));
    if (kind == RowKind::error) return tl::unexpected(*builder.error());
    const bool again = kind == RowKind::header && builder.starts_another_account();
    if (kind != RowKind::footer && !again) continue;
    StatementHeader other = match_statement_header(walk.row.cells);
    if (!other.is_header) continue;
    // Another table follows: what stands between the two is its preamble.
    next_header = std::move(other);
    walk.labels = std::exchange(builder.footer(), {});
    break;
  }
  if (walk.reader.error()) return tl::unexpected(with_source(*walk.reader.error(), walk.options));
  return builder.finish();
}

Result<std::vector<Statement>> read_table(Walk& walk, StatementHeader header,
                                          StatementHeader& next_header) {
  take_second_row(walk, header);
  StatementTable builder(walk.arena, walk.options);
  builder.begin(as_table_row(walk.row), std::move(header), std::move(walk.labels));
  walk.labels = {};
  return read_rows(walk, builder, next_header);
}

// A table without a header whose balances prove its columns; no statements: it is none.
Result<std::vector<Statement>> read_headless(const TableText& table, char delimiter,
                                             const ReadOptions& options) {
  CsvRows rows(table, delimiter, options.limits);
  const auto ahead = rows.fork();
  const auto names = prove_columns(*ahead);
  if (!names) return std::vector<Statement>();
  Walk walk{rows, table.arena, options, {}, {}};
  StatementTable builder(table.arena, options);
  builder.begin({*names, {}, 0, false, 0}, match_statement_header(*names), {});
  StatementHeader none;
  auto statements = read_rows(walk, builder, none);
  if (!statements) return statements;
  for (Statement& statement : *statements) {
    statement.notes.push_back(
        {"header_missing", Place{options.source_name, 0, 0, 0, {}},
         "the table has no header row; its columns are those that dates and balances prove"});
  }
  return statements;
}

}  // namespace

Result<std::vector<Statement>> read_statement_rows(RowReader& rows,
                                                   const std::shared_ptr<TextArena>& arena,
                                                   const ReadOptions& options) {
  Walk walk{rows, arena, options, {}, {}};
  StatementHeader header;
  std::vector<Statement> statements;
  const auto found = find_header(walk, header);
  if (!found) return tl::unexpected(found.error());
  while (header.is_header) {
    StatementHeader next;
    auto part = read_table(walk, std::move(header), next);
    if (!part) return tl::unexpected(part.error());
    std::move(part->begin(), part->end(), std::back_inserter(statements));
    header = std::move(next);
  }
  return statements;
}

Error no_statement_header(const ReadOptions& options) {
  return {ErrorCode::unsupported, Place{options.source_name, 0, 0, 0, {}}, kNoHeader};
}

Result<std::vector<Statement>> read_statement_csv(const TableText& table,
                                                  const ReadOptions& options) {
  const char likely = detect_delimiter(table.text);
  std::array<char, 4> delimiters = {',', '\t', ';', '|'};
  std::stable_partition(delimiters.begin(), delimiters.end(), [&](char c) { return c == likely; });
  for (const char delimiter : delimiters) {
    CsvRows rows(table, delimiter, options.limits);
    auto statements = read_statement_rows(rows, table.arena, options);
    if (statements && statements->empty()) continue;
    if (statements) put_text_first(*statements, table, delimiter, options);
    return statements;
  }
  for (const char delimiter : delimiters) {
    auto statements = read_headless(table, delimiter, options);
    if (!statements || !statements->empty()) return statements;
  }
  return tl::unexpected(no_statement_header(options));
}

}  // namespace zhun::read
