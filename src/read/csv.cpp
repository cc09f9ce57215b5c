// The tokenizer finds delimiters, quotes and line ends 64 bytes at a time and walks from mark to
// mark.
#include "read/csv.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "base/decoding.hpp"
#include "zhun/watch.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace zhun::read {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);
// How far a quoted cell may run over line ends before its quote counts as never closed. Bounds the
// work that an unclosed quote costs, so that the whole stays linear.
constexpr std::uint32_t kQuotedLinesMax = 16;
constexpr std::size_t kQuotedBytesMax = 8192;

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// How often `candidate` stands in the line; a tab beside another delimiter only pads a cell.
std::size_t count_dividing(std::string_view line, char candidate) {
  auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), candidate));
  if (candidate != '\t') return count;
  for (std::size_t at = line.find('\t'); at != std::string_view::npos && at + 1 < line.size();
       at = line.find('\t', at + 1)) {
    const auto divides = [&](std::size_t i) {
      return line[i] == ',' || line[i] == ';' || line[i] == '|';
    };
    if (divides(at + 1) || (at > 0 && divides(at - 1))) --count;
  }
  return count;
}

}  // namespace

char detect_delimiter(std::string_view text) {
  // A candidate's score: rows of the sample that have the most frequent number (>= 1) of it,
  // weighted by that number. Quotes are ignored; they disturb all candidates alike.
  constexpr std::array<char, 4> candidates = {',', '\t', ';', '|'};
  constexpr std::size_t kSampleRows = 400;
  constexpr std::size_t kCountMax = 256;
  char best = ',';
  std::size_t best_score = 0;
  for (const char candidate : candidates) {
    std::array<std::size_t, kCountMax> rows_by_count{};
    std::size_t begin = 0;
    for (std::size_t row = 0; row < kSampleRows && begin < text.size(); ++row) {
      std::size_t end = text.find_first_of("\r\n", begin);
      if (end == std::string_view::npos) end = text.size();
      const auto line = text.substr(begin, std::min<std::size_t>(end - begin, 65536));
      const std::size_t count = count_dividing(line, candidate);
      rows_by_count[std::min(count, kCountMax - 1)] += 1;
      begin = end + 1;
    }
    for (std::size_t count = 1; count < kCountMax; ++count) {
      const std::size_t score = rows_by_count[count] * std::min<std::size_t>(count, 8);
      if (score > best_score) {
        best_score = score;
        best = candidate;
      }
    }
  }
  return best;
}

CsvReader::CsvReader(TextWindow text, char delimiter, const Limits& limits)
    : window_(std::move(text)), text_(window_.text()), delimiter_(delimiter), limits_(limits) {
  seek(0);
}

CsvReader::CsvReader(const CsvReader& other)
    : window_(other.window_),
      text_(window_.text()),
      delimiter_(other.delimiter_),
      limits_(other.limits_),
      columns_expected_(other.columns_expected_),
      position_(other.position_),
      line_(other.line_),
      error_(other.error_) {
  seek(position_);
}

// Puts the row that begins at position_ to the front and lets more text into view behind it.
void CsvReader::slide() {
  window_.slide(position_);
  text_ = window_.text();
  position_ = 0;
  seek(0);
}

std::uint64_t CsvReader::block_mask(std::size_t block) const {
  const std::size_t size = std::min(kBlock, text_.size() - block);
  const char* bytes = text_.data() + block;
#if defined(__SSE2__)
  if (size == kBlock) {
    const __m128i delimiter = _mm_set1_epi8(delimiter_);
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i newline = _mm_set1_epi8('\n');
    const __m128i carriage = _mm_set1_epi8('\r');
    std::uint64_t mask = 0;
    for (unsigned part = 0; part < 4; ++part) {
      const __m128i data = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + part * 16));
      const __m128i found =
          _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(data, delimiter), _mm_cmpeq_epi8(data, quote)),
                       _mm_or_si128(_mm_cmpeq_epi8(data, newline), _mm_cmpeq_epi8(data, carriage)));
      mask |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(found))} << (part * 16);
    }
    return mask;
  }
#endif
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < size; ++i) mask |= std::uint64_t{is_mark(bytes[i])} << i;
  return mask;
}

void CsvReader::seek(std::size_t position) {
  block_ = position - position % kBlock;
  mask_ = 0;
  if (block_ < text_.size()) {
    mask_ = block_mask(block_) & (~std::uint64_t{0} << (position - block_));
  }
}

inline std::size_t CsvReader::next_mark() {
  while (mask_ == 0) {
    block_ += kBlock;
    if (block_ >= text_.size()) {
      block_ = text_.size() - text_.size() % kBlock;  // stays at the end, whatever is asked again
      saw_end_ = true;
      return kNone;
    }
    mask_ = block_mask(block_);
  }
  const auto bit = static_cast<std::size_t>(std::countr_zero(mask_));
  mask_ &= mask_ - 1;
  return block_ + bit;
}

// Whether the quote at `quote` ends its cell: only blanks follow up to a delimiter or a line end.
bool CsvReader::closes(std::size_t quote, std::size_t& after) {
  std::size_t p = quote + 1;
  while (p < text_.size() && text_[p] != delimiter_ && (text_[p] == ' ' || text_[p] == '\t')) ++p;
  after = p;
  saw_end_ = saw_end_ || p >= text_.size();
  return p >= text_.size() || text_[p] == delimiter_ || is_line_end(text_[p]);
}

std::string_view CsvReader::unescape(std::string_view cell) {
  if (unescaped_used_ == unescaped_.size()) unescaped_.emplace_back();
  std::string& plain = unescaped_[unescaped_used_++];
  plain.clear();
  for (std::size_t i = 0; i < cell.size(); ++i) {
    plain += cell[i];
    if (cell[i] == '"' && i + 1 < cell.size() && cell[i + 1] == '"') ++i;
  }
  return plain;
}

// Reads a quoted cell whose quote stands at `begin` and was just taken. Returns the position of the
// delimiter or line end after it (taken as well), or kNone at the end of the text.
std::size_t CsvReader::scan_quoted(std::size_t begin, Quotes quotes, Scan& scan, CsvRow& row) {
  bool doubled = false;
  std::uint32_t lines = 0;
  std::size_t delimiters = 0;  // on this line of the cell
  const auto finish = [&](std::size_t end) {
    const auto cell = text_.substr(begin + 1, end - begin - 1);
    row.cells.push_back(doubled ? unescape(cell) : cell);
  };
  for (;;) {
    const std::size_t mark = next_mark();
    if (mark == kNone) {
      scan.open = true;
      finish(text_.size());
      return kNone;
    }
    const char c = text_[mark];
    if (c == '"') {
      if (mark + 1 < text_.size() && text_[mark + 1] == '"') {
        doubled = true;
        (void)next_mark();
        continue;
      }
      std::size_t after = 0;
      if (closes(mark, after)) {
        finish(mark);
        if (lines > 0) {
          scan.crossed = true;
          scan.lines += lines;
          scan.swallowed = scan.swallowed || is_row_like(delimiters);
        }
        return after >= text_.size() ? kNone : next_mark();
      }
      scan.odd = true;
      continue;
    }
    if (!is_line_end(c)) {
      delimiters += 1;
      continue;
    }
    if (quotes == Quotes::within_line) {
      scan.open = true;
      finish(mark);
      return mark;
    }
    if (c == '\r' && mark + 1 < text_.size() && text_[mark + 1] == '\n') (void)next_mark();
    // Without its quote the line would be a whole row; or the line behind the first looks like one.
    const std::size_t literal_cells = row.cells.size() + 1 + delimiters;
    const bool whole = delimiters > 0 && (literal_cells == columns_expected_ ||
                                          literal_cells == columns_expected_ + 1);
    scan.swallowed = scan.swallowed || (lines == 0 ? whole : is_row_like(delimiters));
    delimiters = 0;
    lines += 1;
    if (lines > kQuotedLinesMax || mark - begin > kQuotedBytesMax) {
      scan.open = true;
      scan.crossed = true;
      finish(mark);
      return mark;
    }
  }
}

CsvReader::Scan CsvReader::scan_row(Quotes quotes, CsvRow& row) {
  row.cells.clear();
  Scan scan;
  std::size_t begin = position_;
  for (;;) {
    std::size_t mark = next_mark();
    if (mark != kNone && text_[mark] == '"') {
      std::size_t blank = begin;
      if (quotes != Quotes::literal) {
        while (blank < mark && (text_[blank] == ' ' || text_[blank] == '\t')) ++blank;
      }
      if (quotes != Quotes::literal && blank == mark) {
        mark = scan_quoted(mark, quotes, scan, row);
      } else {  // a quote inside an unquoted cell is a character like any other
        do mark = next_mark();
        while (mark != kNone && text_[mark] == '"');
        row.cells.push_back(text_.substr(begin, (mark == kNone ? text_.size() : mark) - begin));
      }
    } else {
      row.cells.push_back(text_.substr(begin, (mark == kNone ? text_.size() : mark) - begin));
    }
    if (mark == kNone) {
      scan.end = scan.next = text_.size();
      return scan;
    }
    if (text_[mark] != delimiter_) {
      scan.end = mark;
      scan.next = mark + 1;
      if (text_[mark] == '\r' && scan.next < text_.size() && text_[scan.next] == '\n') {
        (void)next_mark();
        scan.next += 1;
      }
      return scan;
    }
    begin = mark + 1;
  }
}

bool CsvReader::check_limits(const CsvRow& row) {
  std::string message;
  if (row.cells.size() > limits_.columns_max) {
    message = "the row has more columns than the limits allow";
  }
  if (row.raw.size() > limits_.cell_bytes_max) {
    for (const auto cell : row.cells) {
      if (cell.size() > limits_.cell_bytes_max) message = "a cell is longer than the limits allow";
    }
  }
  if (is_stopped(limits_)) {
    error_ = cancelled_error({});
    return false;
  }
  if (message.empty()) return true;
  error_ = Error{ErrorCode::limit, Place{{}, 0, row.line, 0, {}}, message};
  return false;
}

CsvReader::Scan CsvReader::read_row(CsvRow& row) {
  row.quote_open = false;
  unescaped_used_ = 0;
  Scan scan = scan_row(Quotes::across_lines, row);
  // A row over several lines is believed only when that gives the header's number of cells (or,
  // before the header, when every quote closes). So is a quote inside a quoted cell.
  const auto fits = [&] {
    return columns_expected_ == 0 || row.cells.size() == columns_expected_ ||
           row.cells.size() == columns_expected_ + 1;
  };
  if (scan.open || (scan.crossed && (scan.swallowed || !fits()))) {
    seek(position_);
    scan = scan_row(Quotes::within_line, row);
    if (scan.open || (scan.odd && !fits())) {
      const bool was_fitting = fits();
      CsvRow literal;
      seek(position_);
      const Scan other = scan_row(Quotes::literal, literal);
      if (columns_expected_ != 0 && !was_fitting &&
          (literal.cells.size() == columns_expected_ ||
           literal.cells.size() == columns_expected_ + 1)) {
        for (auto& cell : literal.cells) {  // the quotes that do stand around a cell still go
          const auto inner = trim(cell);
          if (inner.size() >= 2 && inner.front() == '"' && inner.back() == '"') {
            cell = inner.substr(1, inner.size() - 2);
          } else if (!inner.empty() && inner.front() == '"') {
            cell = inner.substr(1);
          }
        }
        row.cells = std::move(literal.cells);
        scan = other;
        scan.open = true;
      }
    }
    row.quote_open = scan.open;
    seek(scan.next);
  }
  return scan;
}

bool CsvReader::next(CsvRow& row) {
  if (error_) return false;
  if (position_ >= text_.size() && !window_.at_end()) slide();
  if (position_ < text_.size()) {
    saw_end_ = false;
    Scan scan = read_row(row);
    // A row that reaches the end of the view may go on behind it.
    while ((saw_end_ || scan.next >= text_.size()) && !window_.at_end()) {
      slide();
      saw_end_ = false;
      scan = read_row(row);
    }
    if (!window_.failed() || scan.next < text_.size()) {
      row.line = line_;
      row.raw = text_.substr(position_, scan.end - position_);
      line_ += scan.lines;
      position_ = scan.next;
      return check_limits(row);
    }
  }
  if (window_.failed()) error_ = unknown_encoding();
  return false;
}

}  // namespace zhun::read
