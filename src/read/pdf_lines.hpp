// The text of a PDF page in reading order: characters -> words -> lines, and its ruling lines
// joined. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "read/pdf_page.hpp"

namespace zhun::read {

// Characters that stand side by side without a gap.
struct PdfWord {
  PdfBox box;
  std::uint32_t first = 0, count = 0;  // of PdfText::chars
};

// Words on one base line, from left to right.
struct PdfLine {
  PdfBox box;
  float middle = 0;                  // y
  float em = 0;                      // the width of a Chinese character
  std::uint32_t begin = 0, end = 0;  // of PdfText::words
};

struct PdfText {
  float width = 0, height = 0;
  std::vector<PdfChar> chars;  // without blanks, by line and from left to right
  std::vector<PdfWord> words;
  std::vector<PdfLine> lines;                 // from the top
  std::vector<PdfRule> horizontal, vertical;  // joined, by position
};

[[nodiscard]] PdfText arrange_page(const PdfPage& page);

// Appends the words with a blank between them; the characters of one word.
void append_words(const PdfText& text, std::span<const PdfWord> words, std::string& out);
void append_word(const PdfText& text, const PdfWord& word, std::string& out);

// Joins a line of a cell to those above it: a break inside a number or Chinese text leaves nothing,
// one between English words, or a date and a time, a blank.
void append_cell_line(std::string& cell, std::string_view line);

}  // namespace zhun::read
