// The pages of a PDF put together: header rows that repeat, what stands on every page, tables that
// go on over pages. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "read/csv.hpp"
#include "read/labels.hpp"
#include "read/pdf_table.hpp"

namespace zhun::read {

// A total that a page prints of itself.
struct PdfPageTotal {
  std::uint32_t page = 0;
  ControlTotal total;
};

class PdfAssembler {
 public:
  explicit PdfAssembler(TextArena& arena) : arena_(arena) {}

  void add_page(const PdfText& text, std::uint32_t number);
  // All rows in the order in which table readers want them: preamble, header, table, footer.
  [[nodiscard]] std::vector<CsvRow> finish();
  [[nodiscard]] const std::vector<PdfPageTotal>& page_totals() const { return page_totals_; }
  // "中国银行" of a title on the first page.
  [[nodiscard]] const std::string& bank() const { return bank_; }

 private:
  enum class ItemKind : std::uint8_t { text, header, row };
  struct Item {
    ItemKind kind = ItemKind::text;
    std::uint32_t page = 0, line = 0;
    std::vector<std::string_view> cells;
    std::string_view raw;   // of texts
    std::uint32_t key = 0;  // of texts: equal ones have one
  };

  void add_part(const PdfText& text, std::uint32_t page, PdfTablePart part);
  void add_text(const PdfText& text, std::uint32_t page, std::size_t line);
  void add_cells(ItemKind kind, std::uint32_t page, std::size_t line,
                 const std::vector<std::string>& cells);
  void take_bank(std::string_view title);
  [[nodiscard]] bool take_page_total(const Item& item);

  // finish()
  void feed(const Item& item);
  void feed_held(std::uint32_t again_page);
  [[nodiscard]] LabelFacts new_labels() const;
  [[nodiscard]] bool names_another_account() const;

  TextArena& arena_;
  std::optional<PdfHeader> open_;  // the table that may go on on the next page
  std::vector<Item> items_;
  std::map<std::string, std::uint32_t, std::less<>> keys_;
  std::vector<std::uint32_t> pages_of_key_, last_page_of_key_;
  std::vector<bool> fed_keys_;
  std::vector<const Item*> held_;  // texts behind rows of a table that may go on
  LabelFacts labels_;              // of the texts in front of the table
  std::vector<PdfPageTotal> page_totals_;
  std::string bank_;
  std::vector<CsvRow> out_;
};

}  // namespace zhun::read
