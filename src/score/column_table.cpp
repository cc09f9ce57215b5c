// A table by columns: reads delimited text of any encoding that the readers know.
#include "score/column_table.hpp"

#include <algorithm>

#include "zhun/date.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::size_t kRowsMax = 20'000'000;

Result<void> read_header(const read::CsvRow& row, const std::string& source, ColumnTable& table) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    std::string name(trim(row.cells[i]));
    if (name.empty())
      return fail(ErrorCode::format,
                  Place{source, 0, row.line, static_cast<std::uint32_t>(i + 1), ""},
                  "the column has no name");
    table.names.push_back(std::move(name));
  }
  table.columns.resize(table.names.size());
  return {};
}

bool is_blank(const read::CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](std::string_view cell) { return trim(cell).empty(); });
}

Result<void> read_rows(const read::TableText& text, const std::string& source, const Limits& limits,
                       ColumnTable& table) {
  read::CsvReader reader(text.window, read::detect_delimiter(text.text), limits);
  const char* begin = text.text.data();
  const char* end = begin + text.text.size();
  read::CsvRow row;
  while (reader.next(row)) {
    if (is_blank(row) && (table.names.empty() || row.cells.size() <= 1)) continue;
    if (table.names.empty()) {
      if (auto header = read_header(row, source, table); !header) return header;
      reader.expect_columns(table.names.size());
      for (auto& column : table.columns) column.reserve(reader.estimate_rows());
      continue;
    }
    if (row.cells.size() != table.names.size())
      return fail(ErrorCode::format, Place{source, 0, row.line, 0, ""},
                  "the row has another number of cells than the header");
    if (++table.rows > kRowsMax)
      return fail(ErrorCode::limit, Place{source, 0, row.line, 0, ""},
                  "the table has more rows than the limit");
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      std::string_view cell = row.cells[i];
      if (trim(cell).empty()) cell = {};
      // What the reader unquoted lives until the next row only.
      const bool in_text = cell.data() >= begin && cell.data() + cell.size() <= end;
      if (!cell.empty() && !in_text) cell = table.copies.emplace_back(cell);
      table.columns[i].push_back(cell);
    }
  }
  if (reader.error()) {
    Error error = *reader.error();
    error.place.source = source;
    return tl::unexpected(std::move(error));
  }
  return {};
}

}  // namespace

std::optional<std::size_t> ColumnTable::find(std::string_view name) const {
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<std::size_t>(it - names.begin());
}

Result<ColumnTable> read_column_table(const SourceFile& file, const Limits& limits) {
  ReadOptions options;
  options.source_name = file.name;
  options.limits = limits;
  auto text = read::open_text(file.bytes, options);
  // A text in another encoding is decoded as a whole, so that cells may look into it.
  if (text && text->encoding != Encoding::utf8) text = read::load_text(file.bytes, options);
  if (!text) return tl::unexpected(text.error());
  ColumnTable table;
  table.arena = text->arena;
  if (auto rows = read_rows(*text, file.name, limits, table); !rows)
    return tl::unexpected(rows.error());
  if (table.names.empty())
    return fail(ErrorCode::format, Place{file.name, 0, 0, 0, ""}, "the table has no header row");
  return table;
}

CellType cell_type_of(const std::vector<std::string_view>& cells) {
  bool number = true, boolean = true, date = true, any = false;
  for (const auto cell : cells) {
    if (cell.empty()) continue;
    any = true;
    number = number && Decimal::parse(cell).has_value();
    boolean = boolean && (cell == "true" || cell == "false" || cell == "True" || cell == "False");
    date = date && cell.size() == 10 && cell[4] == '-' && parse_date(cell).has_value();
    if (!number && !boolean && !date) return CellType::text;
  }
  if (!any) return CellType::text;
  return number ? CellType::number : boolean ? CellType::boolean : CellType::date;
}

feel::Value cell_value(std::string_view cell, CellType type) {
  if (cell.empty()) return feel::Value();
  switch (type) {
    case CellType::number: {
      const auto number = Decimal::parse(cell);
      return number ? feel::Value(*number) : feel::Value(cell);
    }
    case CellType::boolean:
      if (cell == "true" || cell == "True") return feel::Value(true);
      return cell == "false" || cell == "False" ? feel::Value(false) : feel::Value(cell);
    case CellType::date: {
      const auto date = parse_date(cell);
      return date ? feel::Value(*date) : feel::Value(cell);
    }
    case CellType::text:
      break;
  }
  return feel::Value(cell);
}

}  // namespace zhun
