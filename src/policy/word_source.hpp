// The default templates are readable sources (src/policy/documents/*.txt), of which the library
// makes the Word files itself, so that nobody has to trust a binary file. A line is a paragraph:
//
//   !landscape      first line: the page lies on its side
//   # text          title                     ## text      heading
//   : text          centred line              - text       small note
//   ~ text          line to sign or to fill in
//   !20 30 50       widths of the next table's columns in per cent
//   |= a | b        row of headings, repeated on every page
//   | a | b         row; a cell begins with = (label), > (right) or ^ (centred)
//   text            paragraph; an empty line ends a table
//
// Placeholders ({{name}}) are those of present/word_template.hpp. Pure functions; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace zhun {

// `id` and `source` are ours: nothing of them is refused.
[[nodiscard]] std::string make_word_template(std::string_view id, std::string_view source);

}  // namespace zhun
