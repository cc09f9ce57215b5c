// Rows of a table below its header row: see the header.
#include "read/pdf_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "read/pdf_columns.hpp"
#include "read/pdf_rules.hpp"
#include "read/values.hpp"

namespace zhun::read {
namespace {

std::span<const PdfWord> words_of(const PdfText& text, const PdfLine& line) {
  return std::span(text.words).subspan(line.begin, line.end - line.begin);
}

// One line cut into the cells of the columns.
class LineCells {
 public:
  LineCells(const PdfText& text, const std::vector<float>& edges, bool ruled)
      : text_(text), edges_(edges), ruled_(ruled) {}

  void cut(const PdfLine& line, std::vector<std::string>& cells) const {
    cells.assign(edges_.size() - 1, {});
    for (const PdfWord& word : words_of(text_, line)) {
      if (ruled_)
        cut_word(word, cells);
      else
        add(column_of(word.box), word, cells);
    }
  }

 private:
  [[nodiscard]] std::size_t column_at(float x) const {
    const auto next = std::upper_bound(edges_.begin(), edges_.end(), x);
    const auto index = next == edges_.begin() ? 0 : next - edges_.begin() - 1;
    return std::min(static_cast<std::size_t>(index), edges_.size() - 2);
  }
  // The column that most of the word stands in.
  [[nodiscard]] std::size_t column_of(const PdfBox& box) const {
    const std::size_t first = column_at(box.left), last = column_at(box.right);
    std::size_t best = first;
    float most = -1;
    for (std::size_t column = first; column <= last; ++column) {
      const float shared =
          std::min(box.right, edges_[column + 1]) - std::max(box.left, edges_[column]);
      if (shared <= most) continue;
      most = shared;
      best = column;
    }
    return best;
  }
  void add(std::size_t column, const PdfWord& word, std::vector<std::string>& cells) const {
    if (!cells[column].empty()) cells[column] += ' ';
    append_word(text_, word, cells[column]);
  }
  // Two cells may touch: the word is cut at the edge.
  void cut_word(const PdfWord& word, std::vector<std::string>& cells) const {
    PdfWord part{word.box, word.first, 0};
    std::size_t column = column_at(text_.chars[word.first].box.middle_x());
    for (std::uint32_t i = 0; i < word.count; ++i) {
      const std::size_t here = column_at(text_.chars[word.first + i].box.middle_x());
      if (here != column) {
        add(column, part, cells);
        part = {word.box, word.first + i, 0};
        column = here;
      }
      part.count += 1;
    }
    add(column, part, cells);
  }

  const PdfText& text_;
  const std::vector<float>& edges_;
  bool ruled_;
};

// A line of the region with its cells.
struct TableLine {
  std::size_t line = 0;
  float middle = 0, em = 0;
  std::vector<std::string> cells;
  bool anchor = false;   // has an amount in a column of amounts
  bool dated = false;    // has a date in the column of dates
  bool outside = false;  // a page number, a label, a total: no part of a row
};

bool is_amount_text(std::string_view cell) {
  cell = trim_cell(cell);
  if (cell.empty() || cell.find_first_of("0123456789") == std::string_view::npos) return false;
  return parse_amount(cell).has_value();
}

constexpr std::string_view kOutsideWords[] = {"本页",   "小计",   "合计", "总计", "累计",   "共",
                                              "承前页", "过次页", "说明", "注：", "备注：", "以上",
                                              "温馨",   "特别",   "打印", "制表", "生成",   "第",
                                              "页码",   "Page ",  "---",  "___",  "..."};

bool is_page_mark_line(const PdfText& text, const PdfLine& line) {
  std::string all;
  append_words(text, words_of(text, line), all);
  return is_page_mark(all);
}

bool reads_outside(std::string_view cell) {
  if (cell.find("：") != std::string_view::npos) return true;
  return std::any_of(std::begin(kOutsideWords), std::end(kOutsideWords),
                     [&](std::string_view word) { return cell.starts_with(word); });
}

// How the lines of a row stand to its anchor.
enum class Stand : std::uint8_t { top, middle, bottom };

// Shares the lines between the anchors out among the rows.
class RowSplitter {
 public:
  RowSplitter(const std::vector<TableLine>& lines, std::size_t columns)
      : lines_(lines), columns_(columns) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].anchor) anchors_.push_back(i);
    }
  }
  [[nodiscard]] const std::vector<std::size_t>& anchors() const { return anchors_; }

  // The first line of each row and the end of the last, at the least cost.
  [[nodiscard]] std::vector<std::size_t> split() const {
    std::vector<std::size_t> best;
    float least = std::numeric_limits<float>::max();
    for (const Stand stand : {Stand::top, Stand::middle, Stand::bottom}) {
      std::vector<std::size_t> bounds;
      const float cost = solve(stand, bounds);
      if (cost < least - 0.01F) {
        least = cost;
        best = std::move(bounds);
      }
    }
    return best;
  }

 private:
  static constexpr std::size_t kBetweenMax = 24;

  // Where the row in front of anchor `next` may end and that row begin.
  struct Choices {
    std::size_t first = 0, last = 0;
  };
  [[nodiscard]] Choices choices(std::size_t next) const {
    if (next == 0) {
      // Lines above the first row, as long as they stand close to it.
      std::size_t first = anchors_[0];
      while (first > 0 && is_close(first - 1, first)) --first;
      return {std::max(first, anchors_[0] - std::min(anchors_[0], kBetweenMax)), anchors_[0]};
    }
    if (next == anchors_.size()) {
      std::size_t last = anchors_.back() + 1;
      while (last < lines_.size() && is_close(last - 1, last)) ++last;
      return {anchors_.back() + 1, std::min(last, anchors_.back() + 1 + kBetweenMax)};
    }
    const std::size_t first = anchors_[next - 1] + 1, last = anchors_[next];
    if (last - first > kBetweenMax) return {last, last};
    return {first, last};
  }
  // A line belongs to the row of the line in front only if it stands no further away than the
  // lines of a paragraph do. Lines of different cells may stand closer.
  [[nodiscard]] bool is_close(std::size_t upper, std::size_t lower) const {
    constexpr float kLeadingMax = 1.75F;
    return lines_[lower].middle - lines_[upper].middle <=
           kLeadingMax * std::max(lines_[upper].em, lines_[lower].em);
  }

  // The distance of the cells from where they ought to stand.
  [[nodiscard]] float row_cost(Stand stand, std::size_t anchor, std::size_t begin,
                               std::size_t end) const {
    float cost = 0;
    const float y = lines_[anchor].middle;
    for (std::size_t column = 0; column < columns_; ++column) {
      float first = 0, last = 0;
      bool any = false;
      for (std::size_t l = begin; l < end; ++l) {
        if (lines_[l].cells[column].empty()) continue;
        last = lines_[l].middle;
        if (!any) first = last;
        any = true;
      }
      if (!any) continue;
      const float stands = stand == Stand::top      ? first
                           : stand == Stand::bottom ? last
                                                    : (first + last) / 2;
      cost += std::abs(stands - y);
    }
    return cost;
  }

  // A row ends where the gap between two lines is wide rather than narrow.
  [[nodiscard]] float gap_cost(std::size_t next, std::size_t bound) const {
    constexpr float kWeight = 0.3F;
    if (next == 0 || next == anchors_.size()) return 0;
    float widest = 0;
    for (std::size_t l = anchors_[next - 1] + 1; l <= anchors_[next]; ++l)
      widest = std::max(widest, lines_[l].middle - lines_[l - 1].middle);
    return kWeight * (widest - (lines_[bound].middle - lines_[bound - 1].middle));
  }

  // The cheapest chain of bounds; bounds[i] is the first line of row i.
  [[nodiscard]] float solve(Stand stand, std::vector<std::size_t>& bounds) const {
    const std::size_t rows = anchors_.size();
    std::vector<std::vector<float>> cost(rows + 1);
    std::vector<std::vector<std::size_t>> from(rows + 1);
    for (std::size_t next = 0; next <= rows; ++next) {
      const Choices here = choices(next);
      for (std::size_t bound = here.first; bound <= here.last; ++bound) {
        // Text in front of the first row or behind the last that is left out costs a little.
        float own = gap_cost(next, bound);
        if (next == 0) own = left_out(here.first, bound);
        if (next == rows) own = left_out(bound, here.last);
        if (next == 0) {
          cost[0].push_back(own);
          from[0].push_back(0);
          continue;
        }
        const Choices before = choices(next - 1);
        float least = std::numeric_limits<float>::max();
        std::size_t best = 0;
        for (std::size_t i = 0; i < cost[next - 1].size(); ++i) {
          const float sum =
              cost[next - 1][i] + row_cost(stand, anchors_[next - 1], before.first + i, bound);
          if (sum >= least) continue;
          least = sum;
          best = i;
        }
        cost[next].push_back(least + own);
        from[next].push_back(best);
      }
    }
    bounds.assign(rows + 1, 0);
    auto at = static_cast<std::size_t>(std::min_element(cost[rows].begin(), cost[rows].end()) -
                                       cost[rows].begin());
    const float total = cost[rows][at];
    for (std::size_t next = rows + 1; next-- > 0;) {
      bounds[next] = choices(next).first + at;
      at = from[next][at];
    }
    return total;
  }

  [[nodiscard]] float left_out(std::size_t begin, std::size_t end) const {
    constexpr float kLineCost = 0.4F;  // of an em
    float cost = 0;
    for (std::size_t l = begin; l < end; ++l) cost += kLineCost * lines_[l].em;
    return cost;
  }

  const std::vector<TableLine>& lines_;
  std::size_t columns_;
  std::vector<std::size_t> anchors_;
};

class PartReader {
 public:
  PartReader(const PdfText& text, const PdfHeader& header, PdfRegion region)
      : text_(text),
        header_(header),
        region_(region),
        rules_(text),
        ruled_(!header.edges.empty()),
        edges_(ruled_ ? header.edges : column_edges(text, header, region.begin, region.end)) {}

  [[nodiscard]] PdfTablePart read() {
    cut_lines();
    // Between two rules across the table stands one row, unless it holds several dates.
    const float left = edges_.front(), right = ruled_ ? edges_.back() : text_.width;
    const float from = ruled_ ? left : header_.boxes.front().left;
    const float to = ruled_ ? right : header_.boxes.back().right;
    const float top = region_.begin < text_.lines.size() && !lines_.empty()
                          ? lines_.front().middle - text_.height
                          : 0;
    const auto rows = rules_.row_edges(top, text_.height, from, to);
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= rows.size() && begin < lines_.size(); ++i) {
      const float bottom = i < rows.size() ? rows[i] : std::numeric_limits<float>::max();
      std::size_t end = begin;
      while (end < lines_.size() && lines_[end].middle < bottom) ++end;
      const bool boxed = i > 0 && i < rows.size();
      if (end > begin) read_block(begin, end, boxed);
      begin = end;
    }
    std::sort(part_.outside.begin(), part_.outside.end());
    return std::move(part_);
  }

 private:
  void cut_lines() {
    const LineCells cutter(text_, edges_, ruled_);
    for (std::size_t l = region_.begin; l < region_.end; ++l) {
      const PdfLine& line = text_.lines[l];
      TableLine& item = lines_.emplace_back();
      item.line = l;
      item.middle = line.middle;
      item.em = line.em;
      if (ruled_ && (line.box.right < edges_.front() || line.box.left > edges_.back())) {
        item.outside = true;
        item.cells.resize(edges_.size() - 1);
        continue;
      }
      cutter.cut(line, item.cells);
      item.anchor = any_of(header_.amounts, item.cells, is_amount_text);
      item.dated = any_of(header_.dates, item.cells, [&](std::string_view cell) {
        return dates_.parse(trim_cell(cell)).has_value();
      });
      item.outside = !item.dated && is_outside(line, item.cells);
      if (item.outside) item.anchor = false;
    }
  }

  // The first words of a footer stand where dates stand or left of it; wrapped text stands where
  // its column does.
  [[nodiscard]] bool is_outside(const PdfLine& line, const std::vector<std::string>& cells) const {
    if (is_page_mark_line(text_, line)) return true;
    const std::size_t dates = header_.dates.empty() ? 0 : header_.dates.back();
    for (std::size_t column = 0; column <= dates && column < cells.size(); ++column) {
      if (!cells[column].empty()) return reads_outside(cells[column]);
    }
    return false;
  }

  template <typename Test>
  static bool any_of(const std::vector<std::size_t>& columns, const std::vector<std::string>& cells,
                     Test test) {
    return std::any_of(columns.begin(), columns.end(), [&](std::size_t column) {
      return column < cells.size() && test(cells[column]);
    });
  }

  // Lines between two horizontal rules, or all lines where there are none.
  void read_block(std::size_t begin, std::size_t end, bool boxed) {
    std::size_t dated = 0, anchors = 0;
    for (std::size_t l = begin; l < end; ++l) {
      dated += lines_[l].dated ? 1 : 0;
      anchors += lines_[l].anchor ? 1 : 0;
    }
    if (boxed && dated <= 1 && (dated + anchors > 0 || is_wrapped_date(begin, end))) {
      add_row(begin, begin, end);
      return;
    }
    // Footers behind the last row, and what stands between rows without being part of one.
    std::size_t from = begin;
    for (std::size_t l = begin; l <= end; ++l) {
      if (l < end && !lines_[l].outside) continue;
      if (l > from) split_block(from, l);
      if (l < end) part_.outside.push_back(lines_[l].line);
      from = l + 1;
    }
  }

  // "2026-01-" over "05", and an amount that is broken, too.
  [[nodiscard]] bool is_wrapped_date(std::size_t begin, std::size_t end) {
    for (const std::size_t column : header_.dates) {
      std::string cell;
      for (std::size_t l = begin; l < end; ++l)
        if (column < lines_[l].cells.size()) append_cell_line(cell, lines_[l].cells[column]);
      if (dates_.parse(trim_cell(cell))) return true;
    }
    return false;
  }

  void split_block(std::size_t begin, std::size_t end) {
    const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(begin);
    const std::vector<TableLine> block(first, lines_.begin() + static_cast<std::ptrdiff_t>(end));
    const RowSplitter splitter(block, edges_.size() - 1);
    const auto& anchors = splitter.anchors();
    if (anchors.empty()) {
      for (const TableLine& line : block) part_.outside.push_back(line.line);
      return;
    }
    const auto bounds = splitter.split();
    for (std::size_t l = 0; l < bounds.front(); ++l) part_.outside.push_back(block[l].line);
    for (std::size_t i = 0; i < anchors.size(); ++i)
      add_row(begin + anchors[i], begin + bounds[i], begin + bounds[i + 1]);
    for (std::size_t l = bounds.back(); l < block.size(); ++l)
      part_.outside.push_back(block[l].line);
  }

  void add_row(std::size_t anchor, std::size_t begin, std::size_t end) {
    PdfTableRow row;
    row.line = lines_[anchor].line;
    row.cells.resize(edges_.size() - 1);
    for (std::size_t l = begin; l < end; ++l) {
      for (std::size_t column = 0; column < row.cells.size(); ++column)
        append_cell_line(row.cells[column], lines_[l].cells[column]);
    }
    part_.rows.push_back(std::move(row));
  }

  const PdfText& text_;
  const PdfHeader& header_;
  PdfRegion region_;
  PageRules rules_;
  bool ruled_;
  std::vector<float> edges_;
  std::vector<TableLine> lines_;
  DateParser dates_;
  PdfTablePart part_;
};

constexpr std::string_view kPageWords[] = {"第", "共",   "页",   "总", "当前", "码", "：",
                                           "，", "Page", "page", "of", "（",   "）"};

bool is_one_wide_character(std::string_view text) {
  return text.size() == 3 && static_cast<unsigned char>(text.front()) >= 0xE3;
}

}  // namespace

bool is_page_mark(std::string_view text) {
  std::size_t digits = 0, others = 0, drawn = 0, slashes = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      ++digits;
    else if (c == '_' || c == '-' || c == '.' || c == '*' || c == '=')
      ++drawn;
    else if (c == '/')
      ++slashes;
    else if (c != ' ')
      ++others;
  }
  constexpr std::size_t kDigitsMax = 10;
  if (others == 0 && digits == 0) return drawn >= 3;  // a line made of characters
  if (digits == 0 || digits > kDigitsMax) return false;
  if (others == 0 && slashes == 1) return drawn == 0;
  if (others == 0) return text.front() == '-' && text.back() == '-';
  bool worded = false;
  for (std::string_view rest = text; !rest.empty();) {
    const auto word = std::find_if(std::begin(kPageWords), std::end(kPageWords),
                                   [&](std::string_view part) { return rest.starts_with(part); });
    if (word != std::end(kPageWords)) {
      worded = true;
      rest.remove_prefix(word->size());
      continue;
    }
    constexpr std::string_view kAround = "0123456789 /:-,()";
    if (kAround.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
  }
  return worded;
}

PdfTablePart read_table_part(const PdfText& text, const PdfHeader& header, PdfRegion region) {
  return PartReader(text, header, region).read();
}

std::vector<std::string> split_line(const PdfText& text, const PdfLine& line) {
  constexpr float kCellGap = 1.3F;  // of an em
  std::vector<std::string> cells;
  const auto words = words_of(text, line);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const float gap = i == 0 ? 0 : words[i].box.left - words[i - 1].box.right;
    // "户    名：" is one label.
    const bool joins = i > 0 && (gap <= kCellGap * line.em || is_one_wide_character(cells.back()));
    if (!joins)
      cells.emplace_back();
    else
      cells.back() += ' ';
    append_word(text, words[i], cells.back());
  }
  return cells;
}

}  // namespace zhun::read
