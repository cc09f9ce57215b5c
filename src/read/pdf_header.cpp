// Header rows of PDF pages: one to four lines of text whose joined words are names of columns.
#include <algorithm>
#include <limits>
#include <span>

#include "read/invoices.hpp"
#include "read/pdf_rules.hpp"
#include "read/pdf_table.hpp"
#include "read/statement_columns.hpp"

namespace zhun::read {
namespace {

constexpr std::size_t kHeaderLinesMax = 4;
constexpr std::size_t kHeaderWordsMin = 3;

bool is_number_code(char32_t code) {
  return (code >= '0' && code <= '9') || code == '+' || code == '-' || code == 0xA5 ||
         code == 0xFFE5;
}

// What a line may contribute to a header row. Looked at before names are compared, which takes
// long.
struct LineTraits {
  bool names = false;  // no word is a number, a date or "label: value"
  bool when = false;   // has a character of 日期, 时间, or Latin letters
  bool value = false;  // has a character of 金额, 收入, 支出, 借方, 贷方, 存入, or Latin letters
};

bool can_be_names(const PdfText& text, const PdfLine& line) {
  constexpr std::size_t kWordsMax = 80;
  if (line.end - line.begin > kWordsMax) return false;
  for (std::uint32_t w = line.begin; w < line.end; ++w) {
    const PdfWord& word = text.words[w];
    if (is_number_code(text.chars[word.first].code)) return false;
    for (std::uint32_t i = 0; i < word.count; ++i) {
      const char32_t code = text.chars[word.first + i].code;
      if (code == 0xFF1A || code == 0x3002) return false;  // colon, full stop
    }
  }
  return true;
}

LineTraits traits_of(const PdfText& text, const PdfLine& line) {
  LineTraits traits;
  traits.names = can_be_names(text, line);
  if (!traits.names) return traits;
  constexpr std::u32string_view kWhen = U"日期时", kValue = U"额收支借贷存";
  for (std::uint32_t w = line.begin; w < line.end; ++w) {
    const PdfWord& word = text.words[w];
    for (std::uint32_t i = 0; i < word.count; ++i) {
      const char32_t code = text.chars[word.first + i].code;
      const bool latin = code < 0x80;
      traits.when = traits.when || latin || kWhen.find(code) != std::u32string_view::npos;
      traits.value = traits.value || latin || kValue.find(code) != std::u32string_view::npos;
    }
  }
  return traits;
}

struct Candidate {
  std::vector<std::string> names;
  std::vector<PdfBox> boxes;
};

void extend(PdfBox& box, const PdfBox& other) {
  box.left = std::min(box.left, other.left);
  box.top = std::min(box.top, other.top);
  box.right = std::max(box.right, other.right);
  box.bottom = std::max(box.bottom, other.bottom);
}

std::span<const PdfWord> words_of(const PdfText& text, const PdfLine& line) {
  return std::span(text.words).subspan(line.begin, line.end - line.begin);
}

// Words of all lines that overlap or stand closer than `gap` are one name.
Candidate names_by_gaps(const PdfText& text, std::size_t begin, std::size_t end, float gap) {
  std::vector<const PdfWord*> words;
  for (std::size_t l = begin; l < end; ++l) {
    for (const PdfWord& word : words_of(text, text.lines[l])) words.push_back(&word);
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const PdfWord* a, const PdfWord* b) { return a->box.left < b->box.left; });
  Candidate out;
  std::vector<std::vector<const PdfWord*>> groups;
  for (const PdfWord* word : words) {
    if (groups.empty() || word->box.left - out.boxes.back().right > gap) {
      groups.emplace_back();
      out.boxes.push_back(word->box);
    }
    groups.back().push_back(word);
    extend(out.boxes.back(), word->box);
  }
  for (auto& group : groups) {
    // The words of a name stand in the order of the page: from the top, then from the left.
    std::stable_sort(group.begin(), group.end(),
                     [](const PdfWord* a, const PdfWord* b) { return a->first < b->first; });
    std::string name;
    for (const PdfWord* word : group) {
      std::string piece;
      append_word(text, *word, piece);
      append_cell_line(name, piece);
    }
    out.names.push_back(std::move(name));
  }
  return out;
}

Candidate names_by_edges(const PdfText& text, std::size_t begin, std::size_t end,
                         const std::vector<float>& edges) {
  Candidate out;
  out.names.resize(edges.size() - 1);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const PdfLine& line = text.lines[begin];
    out.boxes.push_back({edges[i], line.box.top, edges[i + 1], line.box.bottom});
  }
  for (std::size_t l = begin; l < end; ++l) {
    for (std::size_t column = 0; column + 1 < edges.size(); ++column) {
      std::string piece;
      for (const PdfWord& word : words_of(text, text.lines[l])) {
        const float middle = word.box.middle_x();
        if (middle >= edges[column] && middle < edges[column + 1]) append_word(text, word, piece);
      }
      append_cell_line(out.names[column], piece);
    }
  }
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "交易日期Date" -> "交易日期": layouts are known by the Chinese names.
void drop_translation(std::string& name) {
  std::size_t end = name.size();
  const auto is_latin = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '.' || c == '/';
  };
  while (end > 0 && is_latin(name[end - 1])) --end;
  const bool chinese = end > 0 && static_cast<unsigned char>(name[end - 1]) >= 0x80;
  if (chinese && name.size() - end >= 2) name.resize(end);
}

struct Match {
  bool found = false;
  int score = 0;
  PdfHeader header;
};

// Known names count for a candidate, unknown and half-known ones against it.
int score_of(const ColumnMap& map) {
  const auto known = static_cast<int>(map.recognised - map.guessed.size());
  return known * 2 - static_cast<int>(map.guessed.size() + map.unknown.size());
}

Match match_names(Candidate candidate) {
  Match match;
  const std::vector<std::string_view> cells(candidate.names.begin(), candidate.names.end());
  if (cells.size() < kHeaderWordsMin) return match;
  PdfHeader& header = match.header;
  StatementHeader statement = match_statement_header(cells);
  match.score = score_of(statement.columns);
  if (is_invoice_header(cells)) {
    match.found = true;
    header.kind = PdfTableKind::invoices;
  } else if (is_tax_header(cells)) {
    match.found = true;
    header.kind = PdfTableKind::tax;
  } else if (statement.is_header) {
    match.found = true;
    for (const auto role : {kRoleAmount, kRoleInflow, kRoleOutflow, kRoleBalance}) {
      for (const int column : {statement.columns.column(role), statement.columns.second[role]}) {
        if (column >= 0) header.amounts.push_back(static_cast<std::size_t>(column));
      }
    }
    for (const auto role : {kRoleDate, kRoleMoment}) {
      if (statement.columns.has(role))
        header.dates.push_back(static_cast<std::size_t>(statement.columns.column(role)));
    }
  }
  if (match.found && header.kind != PdfTableKind::statement) {
    match.score += 1;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (contains(cells[i], "额")) header.amounts.push_back(i);
      if (contains(cells[i], "日期") || contains(cells[i], "所属期")) header.dates.push_back(i);
    }
  }
  for (std::string& name : candidate.names) drop_translation(name);
  header.names = std::move(candidate.names);
  header.boxes = std::move(candidate.boxes);
  return match;
}

void keep_best(Match candidate, std::size_t begin, std::size_t end, std::vector<float> edges,
               Match& best) {
  if (!candidate.found) return;
  // Of equals the one of more lines: English names under the Chinese ones belong to the header.
  const bool more = end - begin > best.header.end - best.header.begin;
  if (best.found && candidate.score < best.score + (more ? 0 : 1)) return;
  best = std::move(candidate);
  best.header.begin = begin;
  best.header.end = end;
  best.header.edges = std::move(edges);
}

bool is_below(const PdfLine& upper, const PdfLine& lower) {
  constexpr float kLeadingMax = 2.2F;
  return lower.middle - upper.middle <= kLeadingMax * std::max(upper.em, lower.em);
}

std::size_t words_in(const PdfText& text, std::size_t begin, std::size_t end) {
  std::size_t count = 0;
  for (std::size_t l = begin; l < end; ++l) count += text.lines[l].end - text.lines[l].begin;
  return count;
}

// The best header row that begins with line `begin`.
class HeaderSearch {
 public:
  explicit HeaderSearch(const PdfText& text) : text_(text), rules_(text) {
    traits_.reserve(text.lines.size());
    for (const PdfLine& line : text.lines) traits_.push_back(traits_of(text, line));
  }

  [[nodiscard]] Match at(std::size_t begin) const {
    Match best;
    if (!traits_[begin].names) return best;
    const float y = text_.lines[begin].middle;
    auto edges = rules_.column_edges(y);
    if (edges.size() <= kHeaderWordsMin) edges.clear();
    bool when = false, value = false;
    for (std::size_t last = begin; last < std::min(begin + kHeaderLinesMax, traits_.size());
         ++last) {
      if (!traits_[last].names) break;
      if (last > begin && !is_below(text_.lines[last - 1], text_.lines[last])) break;
      when = when || traits_[last].when;
      value = value || traits_[last].value;
      if (!when || !value || words_in(text_, begin, last + 1) < kHeaderWordsMin) continue;
      // Lines between the same two horizontal rules only.
      if (!edges.empty() &&
          !rules_.is_parted(y, text_.lines[last].middle, edges.front(), edges.back()))
        keep_best(match_names(names_by_edges(text_, begin, last + 1, edges)), begin, last + 1,
                  edges, best);
      if (best.header.edges.empty()) try_gaps(begin, last + 1, best);
    }
    return best;
  }

 private:
  void try_gaps(std::size_t begin, std::size_t end, Match& best) const {
    std::size_t names = 0;
    for (const float gap : {0.0F, 0.5F, 0.9F, 1.5F}) {
      auto candidate = names_by_gaps(text_, begin, end, gap * text_.lines[begin].em);
      if (candidate.names.size() == names) continue;
      names = candidate.names.size();
      keep_best(match_names(std::move(candidate)), begin, end, {}, best);
    }
  }

  const PdfText& text_;
  PageRules rules_;
  std::vector<LineTraits> traits_;
};

}  // namespace

std::vector<PdfHeader> find_headers(const PdfText& text) {
  const HeaderSearch search(text);
  std::vector<PdfHeader> headers;
  for (std::size_t l = 0; l < text.lines.size(); ++l) {
    Match best = search.at(l);
    if (!best.found) continue;
    // A line in front may have been taken in; a later beginning may be better.
    for (std::size_t later = l + 1; later < best.header.end; ++later) {
      Match other = search.at(later);
      if (other.found && other.score > best.score) best = std::move(other);
    }
    l = best.header.end - 1;
    headers.push_back(std::move(best.header));
  }
  return headers;
}

}  // namespace zhun::read
