// Word templates (文档模板): DOCX files with placeholders that a bank edits in Word.
//
//   {{name}}                     a value, also where Word splits it over several runs
//   {{#name}} ... {{/name}}      a list: what stands between is repeated for each of its rows;
//                                a value: it is shown when the value is not empty
//   {{^name}} ... {{/name}}      the opposite: shown for an empty list or value
//
// The two ends of a section stand in one paragraph, or alone in paragraphs beside one another, or
// at the two ends of a table row, which is then repeated, or alone in rows of one table. Inside a
// list its columns are values. What a template says beyond that is kept byte for byte. Pure
// functions; thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "zhun/error.hpp"

namespace zhun::word {

struct List {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // as wide as `columns`
};

struct Values {
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, List, std::less<>> lists;
};

// Parts that were found right before: templates of one make share most of theirs.
using CheckedParts = std::unordered_set<std::string>;

// The template with the values in it. Errors: ErrorCode::format (no DOCX, an unknown or unclosed
// placeholder, macros, links to the outside), ErrorCode::limit, with the template in Place::source,
// the part in Place::field and the paragraph in Place::row.
[[nodiscard]] Result<std::string> fill_template(std::string_view docx, std::string_view name,
                                                const Values& values, CheckedParts& checked);

// Text for an element or an attribute: escaped, without what XML cannot hold and without characters
// that turn the direction of writing.
void append_text(std::string& out, std::string_view text);

}  // namespace zhun::word
