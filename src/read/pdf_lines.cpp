// Base lines, which characters of several fonts share, and words by the gaps between them.
#include "read/pdf_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "zhun/text.hpp"

namespace zhun::read {
namespace {

constexpr float kWordGap = 0.22F;  // of an em

bool is_blank_code(char32_t code) {
  return code == ' ' || code == 0xA0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x202F || code == 0x205F;
}

bool is_wide(char32_t code) {
  return (code >= 0x2E80 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0xFF01 && code <= 0xFF60) || (code >= 0x20000 && code <= 0x3FFFF);
}

void append_utf8(char32_t code, std::string& out) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

char32_t first_code(std::string_view utf8) {
  if (utf8.size() != 3) return 0;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  return static_cast<char32_t>((at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F));
}

// Fonts with one glyph for a radical and the character that looks like it say either: 日 comes out
// as U+2F47. The radicals of simplified characters have no compatibility form in Unicode.
char32_t fold_radical(char32_t code) {
  if (code < 0x2E80 || code > 0x2FDF) return code;
  struct Pair {
    char32_t radical, character;
  };
  static constexpr std::array<Pair, 24> kSimplified = {{
      {0x2E97, U'心'}, {0x2E9D, U'月'}, {0x2E9F, U'母'}, {0x2EA0, U'民'}, {0x2EC4, U'西'},
      {0x2EC5, U'见'}, {0x2EC6, U'角'}, {0x2EC9, U'贝'}, {0x2ECB, U'车'}, {0x2ED1, U'长'},
      {0x2ED3, U'长'}, {0x2ED4, U'门'}, {0x2ED8, U'青'}, {0x2ED9, U'韦'}, {0x2EDA, U'页'},
      {0x2EDB, U'风'}, {0x2EDC, U'飞'}, {0x2EDD, U'食'}, {0x2EE2, U'马'}, {0x2EE5, U'鱼'},
      {0x2EE6, U'鸟'}, {0x2EE9, U'黄'}, {0x2EEC, U'齐'}, {0x2EF0, U'龙'},
  }};
  for (const Pair& pair : kSimplified) {
    if (pair.radical == code) return pair.character;
  }
  std::string text;
  append_utf8(code, text);
  const char32_t folded = first_code(nfkc(text));
  return folded != 0 ? folded : code;
}

// Sorted by line and from left to right; the ends of the lines in `ends`.
void sort_into_lines(std::vector<PdfChar>& chars, std::vector<std::size_t>& ends) {
  constexpr float kSameLine = 0.3F;  // of the height of a character
  std::sort(chars.begin(), chars.end(), [](const PdfChar& a, const PdfChar& b) {
    return a.base != b.base ? a.base < b.base : a.box.left < b.box.left;
  });
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= chars.size(); ++i) {
    if (i < chars.size()) {
      const float reach = kSameLine * std::min(chars[begin].box.height(), chars[i].box.height());
      if (chars[i].base - chars[begin].base <= reach) continue;
    }
    const auto first = chars.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = chars.begin() + static_cast<std::ptrdiff_t>(i);
    std::sort(first, last, [](const PdfChar& a, const PdfChar& b) {
      return a.box.left != b.box.left ? a.box.left < b.box.left : a.code < b.code;
    });
    ends.push_back(i);
    begin = i;
  }
}

// Bold type is sometimes the same character drawn twice, a little to the right.
bool is_shadow(const PdfChar& before, const PdfChar& here) {
  return before.code == here.code && here.box.left - before.box.left < 0.3F * before.box.width();
}

void extend(PdfBox& box, const PdfBox& other) {
  box.left = std::min(box.left, other.left);
  box.top = std::min(box.top, other.top);
  box.right = std::max(box.right, other.right);
  box.bottom = std::max(box.bottom, other.bottom);
}

float em_of(std::span<const PdfChar> chars) {
  float wide = 0, height = 0;
  for (const PdfChar& c : chars) {
    if (is_wide(c.code)) wide = std::max(wide, c.box.width());
    height = std::max(height, c.box.height());
  }
  const float guess = 0.8F * height;
  // A substituted font may be narrower or wider than the type is high.
  return wide > 0.4F * height && wide < 1.5F * height ? wide : guess;
}

void add_line(std::span<const PdfChar> chars, std::span<const std::uint8_t> after_blank,
              std::uint32_t first, PdfText& out) {
  PdfLine line;
  line.begin = static_cast<std::uint32_t>(out.words.size());
  line.em = em_of(chars);
  line.box = chars.front().box;
  float base = 0;
  for (std::size_t i = 0; i < chars.size(); ++i) {
    const PdfBox& box = chars[i].box;
    extend(line.box, box);
    base += chars[i].base;
    const bool begins =
        i == 0 || after_blank[i] || box.left - out.words.back().box.right > kWordGap * line.em;
    if (begins) out.words.push_back({box, first + static_cast<std::uint32_t>(i), 0});
    out.words.back().count += 1;
    extend(out.words.back().box, box);
  }
  constexpr float kMiddle = 0.35F;  // of an em above the base line
  line.middle = base / static_cast<float>(chars.size()) - kMiddle * line.em;
  line.end = static_cast<std::uint32_t>(out.words.size());
  out.lines.push_back(line);
}

// Pieces of one line drawn cell by cell, or twice, become one.
std::vector<PdfRule> join_rules(const std::vector<PdfRule>& rules, bool horizontal) {
  constexpr float kSamePlace = 1.2F, kGap = 2.5F;
  std::vector<PdfRule> own;
  for (const PdfRule& rule : rules) {
    if (rule.horizontal == horizontal) own.push_back(rule);
  }
  std::sort(own.begin(), own.end(), [](const PdfRule& a, const PdfRule& b) { return a.at < b.at; });
  std::vector<PdfRule> joined;
  for (std::size_t begin = 0; begin < own.size();) {
    std::size_t end = begin + 1;
    while (end < own.size() && own[end].at - own[begin].at <= kSamePlace) ++end;
    const auto first = own.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = own.begin() + static_cast<std::ptrdiff_t>(end);
    std::sort(first, last, [](const PdfRule& a, const PdfRule& b) { return a.from < b.from; });
    const float at = own[begin].at;
    std::size_t group = joined.size();
    for (auto rule = first; rule != last; ++rule) {
      if (group < joined.size() && rule->from <= joined.back().to + kGap)
        joined.back().to = std::max(joined.back().to, rule->to);
      else
        joined.push_back({horizontal, at, rule->from, rule->to});
    }
    begin = end;
  }
  return joined;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// "2026-01-05", "20260105" in front of "10:12:05".
bool is_date_and_time(std::string_view before, std::string_view after) {
  const auto digits = std::count_if(before.begin(), before.end(), is_digit);
  return digits == 8 && before.size() <= 10 && after.size() >= 5 && after.size() <= 8 &&
         after[2] == ':';
}

}  // namespace

PdfText arrange_page(const PdfPage& page) {
  PdfText out;
  out.width = page.width;
  out.height = page.height;
  out.chars.reserve(page.chars.size());
  for (const PdfChar& c : page.chars) {
    out.chars.push_back({c.box, c.base, fold_radical(c.code)});
  }
  std::vector<std::size_t> ends;
  if (!out.chars.empty()) sort_into_lines(out.chars, ends);
  // Shadows and blanks are taken out line by line, the rest moves up.
  std::vector<std::uint8_t> after_blank(out.chars.size());
  std::size_t kept = 0, begin = 0;
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (const std::size_t end : ends) {
    const std::size_t first = kept;
    bool blank = false;
    for (std::size_t i = begin; i < end; ++i) {
      if (is_blank_code(out.chars[i].code)) {
        blank = true;
        continue;
      }
      if (kept > first && is_shadow(out.chars[kept - 1], out.chars[i])) continue;
      after_blank[kept] = std::exchange(blank, false) ? 1 : 0;
      out.chars[kept++] = out.chars[i];
    }
    if (kept > first) spans.emplace_back(first, kept);
    begin = end;
  }
  out.chars.resize(kept);
  out.words.reserve(kept / 4);
  for (const auto& [first, last] : spans)
    add_line(std::span(out.chars).subspan(first, last - first),
             std::span(after_blank).subspan(first, last - first), static_cast<std::uint32_t>(first),
             out);
  out.horizontal = join_rules(page.rules, true);
  out.vertical = join_rules(page.rules, false);
  return out;
}

void append_word(const PdfText& text, const PdfWord& word, std::string& out) {
  for (std::uint32_t i = 0; i < word.count; ++i) append_utf8(text.chars[word.first + i].code, out);
}

void append_words(const PdfText& text, std::span<const PdfWord> words, std::string& out) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && !out.empty()) out += ' ';
    append_word(text, words[i], out);
  }
}

void append_cell_line(std::string& cell, std::string_view line) {
  if (line.empty()) return;
  if (!cell.empty()) {
    const bool words = is_letter(cell.back()) && is_letter(line.front());
    const bool sentence = is_ascii(cell.back()) && is_letter(line.front()) &&
                          (cell.back() == ',' || cell.back() == '.' || cell.back() == ';');
    if (words || sentence || is_date_and_time(cell, line)) cell += ' ';
  }
  cell += line;
}

}  // namespace zhun::read
