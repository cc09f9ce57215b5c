// What is furniture of the pages and what is text of the statement: see the header.
#include "read/pdf_document.hpp"

#include <algorithm>
#include <utility>

#include "read/values.hpp"

namespace zhun::read {
namespace {

// Words on one line that say on which page it stands are left out, so that lines of all pages can
// be compared.
std::vector<std::string> without_page_marks(std::vector<std::string> cells) {
  std::erase_if(cells, [](const std::string& cell) { return is_page_mark(cell); });
  return cells;
}

constexpr std::string_view kPageWords[] = {"本页", "承前页", "过次页"};

bool is_of_page(std::string_view text) {
  return std::any_of(std::begin(kPageWords), std::end(kPageWords),
                     [&](std::string_view word) { return text.starts_with(word); });
}

// "本页支出合计：1.00" -> "支出合计：1.00".
std::string without_page_word(std::string_view cell) {
  constexpr std::string_view word = "本页";
  return std::string(cell.starts_with(word) ? cell.substr(word.size()) : cell);
}

bool is_dated(const PdfTableRow& row, const std::vector<std::size_t>& columns, DateParser& dates) {
  return std::any_of(columns.begin(), columns.end(), [&](std::size_t column) {
    return column < row.cells.size() && dates.parse(trim_cell(row.cells[column])).has_value();
  });
}

// A line in front of the first row or behind the last may have an amount and still be no row.
void drop_undated_ends(PdfTablePart& part, const std::vector<std::size_t>& columns) {
  DateParser dates;
  const auto demote = [&](const PdfTableRow& row) { part.outside.push_back(row.line); };
  while (!part.rows.empty() && !is_dated(part.rows.back(), columns, dates)) {
    demote(part.rows.back());
    part.rows.pop_back();
  }
  std::size_t first = 0;
  while (first < part.rows.size() && !is_dated(part.rows[first], columns, dates)) ++first;
  std::for_each(part.rows.begin(), part.rows.begin() + static_cast<std::ptrdiff_t>(first), demote);
  part.rows.erase(part.rows.begin(), part.rows.begin() + static_cast<std::ptrdiff_t>(first));
  std::sort(part.outside.begin(), part.outside.end());
}

}  // namespace

void PdfAssembler::add_page(const PdfText& text, std::uint32_t number) {
  if (number == 1) {
    constexpr std::size_t kTitleLines = 4;
    for (std::size_t l = 0; l < std::min(kTitleLines, text.lines.size()); ++l)
      for (const std::string& cell : split_line(text, text.lines[l])) take_bank(cell);
  }
  std::size_t at = 0;
  const auto read_to = [&](std::size_t end) {
    if (open_) {
      auto part = read_table_part(text, *open_, {at, end});
      if (open_->kind == PdfTableKind::statement && !open_->dates.empty())
        drop_undated_ends(part, open_->dates);
      add_part(text, number, std::move(part));
    } else {
      for (std::size_t l = at; l < end; ++l) add_text(text, number, l);
    }
    at = end;
  };
  for (PdfHeader& header : find_headers(text)) {
    read_to(header.begin);
    add_cells(ItemKind::header, number, header.begin, header.names);
    at = header.end;
    open_ = std::move(header);
  }
  read_to(text.lines.size());
}

void PdfAssembler::add_part(const PdfText& text, std::uint32_t page, PdfTablePart part) {
  auto outside = part.outside.begin();
  for (const PdfTableRow& row : part.rows) {
    for (; outside != part.outside.end() && *outside < row.line; ++outside)
      add_text(text, page, *outside);
    add_cells(ItemKind::row, page, row.line, row.cells);
  }
  for (; outside != part.outside.end(); ++outside) add_text(text, page, *outside);
}

void PdfAssembler::add_text(const PdfText& text, std::uint32_t page, std::size_t line) {
  const auto cells = without_page_marks(split_line(text, text.lines[line]));
  if (cells.empty()) return;
  std::string raw;
  for (const std::string& cell : cells) {
    if (!raw.empty()) raw += ',';
    raw += cell;
  }
  if (is_page_mark(raw)) return;
  add_cells(ItemKind::text, page, line, cells);
  Item& item = items_.back();
  item.raw = arena_.store(raw);
  const auto [entry, added] = keys_.emplace(raw, static_cast<std::uint32_t>(keys_.size()));
  item.key = entry->second;
  if (added) {
    pages_of_key_.push_back(0);
    last_page_of_key_.push_back(0);
    fed_keys_.push_back(false);
  }
  if (std::exchange(last_page_of_key_[item.key], page) != page) pages_of_key_[item.key] += 1;
}

void PdfAssembler::add_cells(ItemKind kind, std::uint32_t page, std::size_t line,
                             const std::vector<std::string>& cells) {
  Item& item = items_.emplace_back();
  item.kind = kind;
  item.page = page;
  item.line = static_cast<std::uint32_t>(line + 1);
  item.cells.reserve(cells.size());
  for (const std::string& cell : cells)
    item.cells.push_back(cell.empty() ? std::string_view{} : arena_.store(cell));
}

void PdfAssembler::take_bank(std::string_view title) {
  constexpr std::string_view word = "银行", colon = "：";
  constexpr std::size_t kNameMax = 36;
  const auto at = title.find(word);
  if (!bank_.empty() || at == 0 || at == std::string_view::npos || at > kNameMax) return;
  const auto name = title.substr(0, at + word.size());
  if (name.find(colon) != std::string_view::npos || name.find(':') != std::string_view::npos)
    return;
  if (static_cast<unsigned char>(name.front()) >= 0xE4) bank_ = name;
}

// Totals of one page would be taken for totals of the table: they are held against the page.
bool PdfAssembler::take_page_total(const Item& item) {
  if (item.cells.empty() || !is_of_page(item.cells.front())) return false;
  std::vector<std::string> plain;
  for (const auto cell : item.cells) plain.push_back(without_page_word(cell));
  const std::vector<std::string_view> cells(plain.begin(), plain.end());
  LabelFacts facts;
  read_labels(cells, {}, item.line, facts);
  for (ControlTotal& total : facts.totals) page_totals_.push_back({item.page, std::move(total)});
  return true;
}

// Text that was told before says nothing new: the line with the first account stands on each page.
LabelFacts PdfAssembler::new_labels() const {
  LabelFacts facts;
  for (const Item* item : held_) {
    if (!fed_keys_[item->key]) read_labels(item->cells, item->raw, item->line, facts);
  }
  return facts;
}

bool PdfAssembler::names_another_account() const {
  const LabelFacts facts = new_labels();
  const auto differs = [](const std::string& found, const std::string& known) {
    return !found.empty() && !known.empty() && found != known;
  };
  return differs(facts.account, labels_.account) || differs(facts.holder, labels_.holder) ||
         differs(facts.currency, labels_.currency);
}

void PdfAssembler::feed(const Item& item) {
  CsvRow& row = out_.emplace_back();
  row.line = item.line;
  row.page = item.page;
  row.cells = item.cells;
  row.raw = item.raw;
}

// Text that several pages have is told once; in front of another table the page's own again.
void PdfAssembler::feed_held(std::uint32_t again_page) {
  for (const Item* item : held_) {
    if (take_page_total(*item)) continue;
    if (pages_of_key_[item->key] > 1 && fed_keys_[item->key] && item->page != again_page) continue;
    fed_keys_[item->key] = true;
    feed(*item);
  }
  held_.clear();
}

std::vector<CsvRow> PdfAssembler::finish() {
  const Item* header = nullptr;
  for (const Item& item : items_) {
    switch (item.kind) {
      case ItemKind::text:
        if (header != nullptr) {
          held_.push_back(&item);
          break;
        }
        fed_keys_[item.key] = true;
        read_labels(item.cells, item.raw, item.line, labels_);
        feed(item);
        break;
      case ItemKind::header:
        if (header != nullptr) {
          if (header->cells == item.cells && !names_another_account()) break;
          labels_ = new_labels();
          feed_held(item.page);
        }
        header = &item;
        feed(item);
        break;
      case ItemKind::row:
        feed(item);
        break;
    }
  }
  feed_held(0);
  return std::move(out_);
}

}  // namespace zhun::read
