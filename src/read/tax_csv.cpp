// VAT returns as a table: one row for each filed period.
#include <algorithm>
#include <iterator>

#include "read/invoices.hpp"
#include "read/recognition.hpp"
#include "read/record_fields.hpp"
#include "read/tax_fields.hpp"
#include "read/values.hpp"

namespace zhun::read {
namespace {

enum Role : std::uint8_t { kNone = 0, kKnown, kPeriod, kFrom, kTo, kSales, kPayable, kFiled };

constexpr ColumnName kVocabulary[] = {
    {"所属期", kPeriod, 0},
    {"税款所属期", kPeriod, 0},
    {"申报所属期", kPeriod, 0},
    {"所属时期", kPeriod, 0},
    {"period", kPeriod, 0},
    {"税款所属期起", kFrom, 0},
    {"所属期起", kFrom, 0},
    {"税款所属期始", kFrom, 0},
    {"所属期始", kFrom, 0},
    {"from", kFrom, 0},
    {"税款所属期止", kTo, 0},
    {"所属期止", kTo, 0},
    {"to", kTo, 0},
    {"销售额", kSales, 0},
    {"申报销售额", kSales, 0},
    {"应税销售额", kSales, 1},
    {"全部销售额", kSales, 0},
    {"不含税销售额", kSales, 0},
    {"销售额合计", kSales, 0},
    {"计税依据", kSales, 2},
    {"sales", kSales, 0},
    {"salesex", kSales, 0},
    {"应纳税额", kPayable, 0},
    {"应纳税额合计", kPayable, 0},
    {"本期应纳税额", kPayable, 0},
    {"应补(退)税额", kKnown, 0},
    {"已缴税额", kKnown, 0},
    {"taxpayable", kPayable, 0},
    {"申报日期", kFiled, 0},
    {"filedon", kFiled, 0},
    {"征收项目", kKnown, 0},
    {"税种", kKnown, 0},
    {"序号", kKnown, 0},
    {"纳税人名称", kKnown, 0},
    {"纳税人识别号", kKnown, 0},
    {"申报表", kKnown, 0},
    {"备注", kKnown, 0},
};

class TaxTable {
 public:
  TaxTable(const ReadOptions& options, const CsvRow& header)
      : options_(options), map_(map_columns(header.cells, kVocabulary)) {
    returns_.layout = "tax-csv";
    for (const auto column : map_.unknown) {
      returns_.notes.push_back(
          {"unknown_column",
           Place{options.source_name, 0, header.line, static_cast<std::uint32_t>(column + 1), {}},
           "the name of this column is not known; its cells are not used"});
    }
    constexpr std::string_view words[] = {"",
                                          "",
                                          "period",
                                          "first day of the period",
                                          "last day of the period",
                                          "sales without tax",
                                          "tax payable",
                                          "day of filing"};
    static_assert(std::size(words) == kFiled + 1);
    auto& list = returns_.recognised;
    list.push_back(recognition("header", "the names of a period and of sales stand in it", options,
                               Place{{}, 0, header.line, 0, {}}));
    for (std::size_t i = 0; i < map_.names.size(); ++i) {
      std::string use = "not used";
      for (std::uint8_t role = kPeriod; role <= kFiled; ++role) {
        if (map_.column(role) == static_cast<int>(i)) use = words[role];
      }
      if (!map_.names[i].empty())
        list.push_back(
            recognition("column", std::move(use), options,
                        Place{{}, 0, 0, static_cast<std::uint32_t>(i + 1), map_.names[i]}));
    }
  }
  [[nodiscard]] std::size_t columns() const { return map_.names.size(); }
  [[nodiscard]] bool add(const CsvRow& row);
  [[nodiscard]] Result<TaxReturns> finish() {
    if (error_) return tl::unexpected(*error_);
    settle_tax_periods(returns_, options_);
    return std::move(returns_);
  }

 private:
  [[nodiscard]] std::string_view text(const CsvRow& row, Role role) const {
    const int column = map_.column(role);
    const auto index = static_cast<std::size_t>(column);
    return column != ColumnMap::kNone && index < row.cells.size() ? trim_cell(row.cells[index])
                                                                  : std::string_view{};
  }
  bool fail_at(const CsvRow& row, Role role, std::string message) {
    const int column = map_.column(role);
    const bool named = column != ColumnMap::kNone;
    error_ = Error{
        ErrorCode::format,
        Place{options_.source_name, 0, row.line, named ? static_cast<std::uint32_t>(column + 1) : 0,
              named ? map_.names[static_cast<std::size_t>(column)] : std::string()},
        std::move(message)};
    return false;
  }
  [[nodiscard]] std::optional<MonthSpan> span(const CsvRow& row) const;

  const ReadOptions& options_;
  ColumnMap map_;
  TaxReturns returns_;
  std::uint32_t row_number_ = 0;
  std::optional<Error> error_;
};

std::optional<MonthSpan> TaxTable::span(const CsvRow& row) const {
  if (map_.has(kPeriod)) return parse_month_span(text(row, kPeriod));
  const auto from_text = text(row, kFrom), to_text = text(row, kTo);
  const auto from = parse_date(from_text), to = parse_date(to_text);
  if (from && to) return month_span_of(*from, *to);
  const auto first = parse_month_span(from_text), last = parse_month_span(to_text);
  return first && last && first->from <= last->from
             ? std::optional(MonthSpan{first->from, last->to})
             : std::nullopt;
}

bool TaxTable::add(const CsvRow& row) {
  const Role period_role = map_.has(kPeriod) ? kPeriod : kFrom;
  std::size_t filled = 0;
  std::string_view first;
  for (const auto cell : row.cells) {
    const auto content = trim_cell(cell);
    if (content.empty()) continue;
    if (filled++ == 0) first = content;
  }
  if (filled == 0) return true;
  if (first.starts_with("合计") || first.starts_with("总计") ||
      (filled == 1 && text(row, period_role).empty()))
    return false;
  if (returns_.periods.size() >= options_.limits.rows_max) {
    fail_at(row, period_role, "the source has more rows than the limits allow");
    error_->code = ErrorCode::limit;
    return false;
  }
  TaxPeriod period;
  period.row = ++row_number_;
  const auto months = span(row);
  if (!months)
    return fail_at(
        row, period_role,
        "the period is not made of whole months; expected for example 2026-01 or 2026-Q1");
  period.from = months->from;
  period.to = months->to;
  const auto sales = parse_amount(text(row, kSales));
  if (!sales)
    return fail_at(row, kSales,
                   "the sales are not a number with at most two decimals within 64 bits");
  period.sales_ex = sales->value;
  if (const auto cell = text(row, kPayable); !is_blank(cell)) {
    const auto payable = parse_amount(cell);
    if (!payable)
      return fail_at(row, kPayable,
                     "the tax is not a number with at most two decimals within 64 bits");
    period.tax_payable = payable->value;
  }
  if (const auto cell = text(row, kFiled); !is_blank(cell)) {
    const auto filed = parse_date_time(cell);
    if (!filed)
      return fail_at(
          row, kFiled,
          "the date is impossible or in a form that is not known; expected for example 2026-01-05");
    period.filed_on = filed->date;
  }
  returns_.periods.push_back(period);
  return true;
}

}  // namespace

bool is_tax_header(std::span<const std::string_view> cells) {
  const ColumnMap map = map_columns(cells, kVocabulary);
  return (map.has(kPeriod) || (map.has(kFrom) && map.has(kTo))) && map.has(kSales);
}

Result<std::optional<TaxReturns>> read_tax_rows(RowReader& reader, const ReadOptions& options) {
  CsvRow row;
  for (std::size_t rows = 0; rows < options.limits.preamble_rows_max && reader.next(row); ++rows) {
    if (!is_tax_header(row.cells)) continue;
    TaxTable returns(options, row);
    reader.expect_columns(returns.columns());
    while (reader.next(row) && returns.add(row)) {
    }
    if (reader.error()) return tl::unexpected(with_source(*reader.error(), options));
    auto list = returns.finish();
    if (!list) return tl::unexpected(list.error());
    return std::optional(std::move(*list));
  }
  if (reader.error()) return tl::unexpected(with_source(*reader.error(), options));
  return std::optional<TaxReturns>();
}

Error no_tax_header(const ReadOptions& options) {
  return {ErrorCode::unsupported, Place{options.source_name, 0, 0, 0, {}},
          "no header row of tax returns was found; it needs 所属期 (or 税款所属期起 and "
          "税款所属期止) and 销售额"};
}

Result<TaxReturns> read_tax_csv(const TableText& table, const ReadOptions& options) {
  const char delimiter = detect_delimiter(table.text);
  CsvRows rows(table, delimiter, options.limits);
  auto list = read_tax_rows(rows, options);
  if (!list) return tl::unexpected(list.error());
  if (!*list) return tl::unexpected(no_tax_header(options));
  put_text_first((*list)->recognised, table, delimiter, options);
  return std::move(**list);
}

}  // namespace zhun::read
