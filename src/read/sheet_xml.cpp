// The tree of the XML, walked sheet by sheet. Cells and rows may name their own number.
#include "read/sheet_xml.hpp"

#include <algorithm>
#include <charconv>

#include "base/xml.hpp"
#include "read/sheet_values.hpp"

namespace zhun::read {
namespace {

constexpr std::string_view kNamespace = "urn:schemas-microsoft-com:office:spreadsheet";
constexpr std::size_t kBytesMax = std::size_t{32} << 20;  // the tree is many times as large

std::uint32_t number_of(const xml::Element& element, std::string_view name,
                        std::uint32_t otherwise) {
  const auto text = element.attribute(name);
  std::uint32_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size() && !text.empty() ? value
                                                                                    : otherwise;
}

class SpreadsheetXmlBook final : public Workbook {
 public:
  explicit SpreadsheetXmlBook(const ReadOptions& options) : options_(options) {}

  [[nodiscard]] std::size_t sheet_count() const override { return sheets_.size(); }
  [[nodiscard]] std::string_view format() const override { return "xls"; }
  [[nodiscard]] Result<std::unique_ptr<RowReader>> open_sheet(std::size_t index) override {
    return std::unique_ptr<RowReader>(
        std::make_unique<MemoryRows>(sheets_[index], *arena(), options_.limits));
  }
  [[nodiscard]] std::optional<Error> add(const xml::Element& table);

 private:
  [[nodiscard]] std::string_view text_of(const xml::Element& cell);

  const ReadOptions& options_;
  std::vector<std::shared_ptr<const SheetCells>> sheets_;
  std::string scratch_;
};

std::string_view SpreadsheetXmlBook::text_of(const xml::Element& cell) {
  const xml::Element* data = cell.child("Data");
  if (data == nullptr) return {};
  const auto type = data->attribute("Type");
  std::string_view text = trim(data->text);
  if (type == "Number") {
    text = plain_number(text, scratch_);
  } else if (type == "DateTime") {
    text = text.substr(0, text.find('.'));
    if (text.ends_with("T00:00:00")) text.remove_suffix(9);
  } else if (type == "Boolean") {
    text = text == "1" ? "TRUE" : "FALSE";
  }
  return arena()->store(text);
}

std::optional<Error> SpreadsheetXmlBook::add(const xml::Element& table) {
  auto sheet = std::make_shared<SheetCells>();
  std::uint32_t line = 0;
  for (const xml::Element& row : table.children) {
    if (row.name != "Row") continue;
    line = std::max(line + 1, number_of(row, "Index", 0));
    SheetCells::Row stored{line, sheet->cells.size(), 0};
    std::uint32_t column = 0;
    for (const xml::Element& cell : row.children) {
      if (cell.name != "Cell") continue;
      column = std::max(column, number_of(cell, "Index", 1) - 1);
      if (column >= options_.limits.columns_max)
        return Error{ErrorCode::limit, Place{options_.source_name, 0, line, 0, {}},
                     "the row has more columns than the limits allow"};
      const auto text = text_of(cell);
      if (!text.empty()) sheet->cells.push_back({column, text});
      const auto merged = number_of(cell, "MergeAcross", 0);
      column += 1 + std::min(merged, static_cast<std::uint32_t>(options_.limits.columns_max));
    }
    stored.end = sheet->cells.size();
    if (stored.end > stored.begin) sheet->rows.push_back(stored);
  }
  sheets_.push_back(std::move(sheet));
  return std::nullopt;
}

}  // namespace

bool is_spreadsheet_xml(std::string_view text) {
  const auto head = text.substr(0, 4096);
  return trim(head).starts_with('<') && head.find("Workbook") != std::string_view::npos &&
         head.find(kNamespace) != std::string_view::npos;
}

OpenedWorkbook open_spreadsheet_xml(const TableText& table, const ReadOptions& options) {
  if (table.text.size() > kBytesMax)
    return fail(ErrorCode::limit, Place{options.source_name, 0, 0, 0, {}},
                "the XML workbook is larger than the limits allow; save it as XLSX");
  // What the declaration says of the encoding no longer holds: the text is UTF-8.
  std::string_view text = trim(table.text);
  if (text.starts_with("<?xml")) text.remove_prefix(std::min(text.find("?>") + 2, text.size()));
  const auto root = xml::parse(text, options.source_name, options.limits);
  if (!root) return tl::unexpected(root.error());
  auto book = std::make_unique<SpreadsheetXmlBook>(options);
  for (const xml::Element& worksheet : root->children) {
    const xml::Element* cells = worksheet.name == "Worksheet" ? worksheet.child("Table") : nullptr;
    if (cells == nullptr) continue;
    if (auto error = book->add(*cells)) return tl::unexpected(*error);
  }
  return OpenedWorkbook(std::move(book));
}

}  // namespace zhun::read
