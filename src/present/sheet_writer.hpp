// Workbook: XLSX (ECMA-376 part 1, 18) with one sheet a table: frozen headings, widths, amounts and
// dates as numbers with a format, texts as inline strings, which are never taken for formulas.
// Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/money.hpp"

namespace zhun {

class Sheet {
 public:
  struct Column {
    std::string_view title;
    int width = 12;  // in characters
  };
  // What a worksheet holds at most, the heading included.
  static constexpr std::size_t kRowsMax = 1'048'576;
  static constexpr std::size_t kTextPointsMax = 32'767;

  Sheet(std::string_view name, const std::vector<Column>& columns);

  // False when the sheet is full; the cells that follow are then dropped.
  bool begin_row();
  void end_row();
  void text(std::string_view value);
  void amount(Money value);
  void amount(const std::optional<Money>& value);
  void number(std::int64_t value);
  void decimal(const Decimal& value);  // as it is, rounded to eight decimals
  void share(const Decimal& ratio);    // shown in per cent
  void date(Date value);
  void date(const std::optional<Date>& value);
  void empty();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string take();  // the XML of the sheet

 private:
  void cell(std::string_view value, int style);
  void begin_cell();
  std::string name_, out_;
  std::size_t rows_ = 0, columns_ = 0, column_ = 0;
  bool full_ = false;
};

[[nodiscard]] std::string write_workbook(std::vector<Sheet> sheets);

}  // namespace zhun
