// The walk through the rows of a file or sheet: preamble, header row, table, footer, and again.
#include "read/statement_csv.hpp"

#include <algorithm>
#include <array>

#include "read/statement_table.hpp"

namespace zhun::read {
namespace {

constexpr const char* kNoHeader =
    "no header row of a statement was found; it needs the names of a date column (交易日期, "
    "交易时间, date) and "
    "of an amount column (金额, 收入 and 支出, 借方发生额 and 贷方发生额, amount, debit and "
    "credit)";

TableRow as_table_row(const CsvRow& row) { return {row.cells, row.raw, row.line, row.quote_open}; }

// Which of 03/04/2025's first two numbers is the day: decided by all dates of the column together.
struct OrderGuess {
  DateOrder order = DateOrder::year_first;
  bool assumed = false;
};
OrderGuess guess_date_order(RowReader& reader, int column) {
  bool first_over_12 = false, second_over_12 = false, any = false;
  CsvRow row;
  const auto index = static_cast<std::size_t>(column);
  while (reader.next(row)) {
    if (index >= row.cells.size()) continue;
    const auto text = trim_cell(row.cells[index]);
    DateParser year_first, day_first(DateOrder::day_first), month_first(DateOrder::month_first);
    if (year_first.parse(text)) {
      if (!any) return {};
      continue;
    }
    const bool day = day_first.parse(text).has_value(), month = month_first.parse(text).has_value();
    if (!day && !month) continue;
    any = true;
    first_over_12 = first_over_12 || !month;
    second_over_12 = second_over_12 || !day;
  }
  if (!any) return {};
  if (second_over_12 && !first_over_12) return {DateOrder::month_first, false};
  return {DateOrder::day_first, !first_over_12};
}

struct Walk {
  RowReader& reader;
  const std::shared_ptr<TextArena>& arena;
  const ReadOptions& options;
  CsvRow row;
  LabelFacts labels;  // of the rows since the last table
};

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

Result<std::vector<Statement>> read_table(Walk& walk, StatementHeader header,
                                          StatementHeader& next_header) {
  StatementTable builder(walk.arena, walk.options);
  builder.begin(as_table_row(walk.row), std::move(header), std::move(walk.labels));
  walk.labels = {};
  walk.reader.expect_columns(builder.columns());
  const auto ahead = walk.reader.fork();
  const OrderGuess order = guess_date_order(*ahead, builder.date_column());
  if (order.order != DateOrder::year_first) builder.set_date_order(order.order, order.assumed);
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
    if (!statements || !statements->empty()) return statements;
  }
  return tl::unexpected(no_statement_header(options));
}

}  // namespace zhun::read
