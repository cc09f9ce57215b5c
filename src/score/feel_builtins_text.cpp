// Built-in functions on texts (DMN 1.5, 10.3.4.3). Positions count code points.
#include <algorithm>
#include <string>

#include "base/letter_case.hpp"
#include "score/feel_node.hpp"
#include "zhun/text.hpp"

namespace zhun::feel {
namespace {

using TextTest = bool (*)(const std::string&, const std::string&);
Value compare_texts(Arguments& a, TextTest test) {
  const Value &text = a[0], &part = a[1];
  if (!text.is_string() || !part.is_string()) return a.fail(kWantsText);
  return Value(test(text.string(), part.string()));
}
Value function_contains(Arguments& a) {
  return compare_texts(
      a, [](const std::string& s, const std::string& p) { return s.find(p) != s.npos; });
}
Value function_starts_with(Arguments& a) {
  return compare_texts(a,
                       [](const std::string& s, const std::string& p) { return s.starts_with(p); });
}
Value function_ends_with(Arguments& a) {
  return compare_texts(a,
                       [](const std::string& s, const std::string& p) { return s.ends_with(p); });
}

Value function_string_length(Arguments& a) {
  const Value& text = a[0];
  if (!text.is_string()) return a.fail(kWantsText);
  return static_cast<std::int64_t>(code_points(text.string()).size());
}

// substring(string, start position, length): code points, 1-based, negative from the end.
Value function_substring(Arguments& a) {
  const Value& text = a[0];
  const auto start = truncated(a[1]);
  if (!text.is_string() || !start || *start == 0)
    return a.fail("a text and a position are expected");
  const auto points = code_points(text.string());
  const auto size = static_cast<std::int64_t>(points.size());
  std::int64_t count = size;
  if (!a[2].is_null()) {
    const auto length = truncated(a[2]);
    if (!length || *length < 1) return a.fail("a length of at least one is expected");
    count = std::min(*length, size);
  }
  if (*start > size || *start < -size) return a.fail("the position is outside the text");
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::string out;
  for (std::int64_t i = first; i < size && i < first + count; ++i) {
    out += points[static_cast<std::size_t>(i)];
  }
  return out;
}

Value function_substring_before(Arguments& a) {
  const Value &text = a[0], &part = a[1];
  if (!text.is_string() || !part.is_string()) return a.fail(kWantsText);
  const std::size_t at = text.string().find(part.string());
  return at == std::string::npos ? std::string() : text.string().substr(0, at);
}

Value function_substring_after(Arguments& a) {
  const Value &text = a[0], &part = a[1];
  if (!text.is_string() || !part.is_string()) return a.fail(kWantsText);
  const std::size_t at = text.string().find(part.string());
  return at == std::string::npos ? std::string() : text.string().substr(at + part.string().size());
}

// The simple mappings of Unicode, letter by letter.
Value function_upper_case(Arguments& a) {
  if (!a[0].is_string()) return a.fail(kWantsText);
  return upper_case(a[0].string());
}
Value function_lower_case(Arguments& a) {
  if (!a[0].is_string()) return a.fail(kWantsText);
  return lower_case(a[0].string());
}

Value function_string_join(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  const Value& delimiter = a[1];
  if (!delimiter.is_null() && !delimiter.is_string()) return a.fail(kWantsText);
  std::string out;
  bool first = true;
  for (const Value& item : *list) {
    if (item.is_null()) continue;
    if (!item.is_string()) return a.fail(kWantsText);
    if (!first && delimiter.is_string()) out += delimiter.string();
    out += item.string();
    first = false;
    if (!a.state.spend(item.string().size() / 16)) return {};
  }
  return out;
}

}  // namespace

void add_text_builtins(Builtins& all) {
  all.insert(all.end(),
             {
                 {"contains", 2, 2, {"string", "match"}, function_contains},
                 {"starts with", 2, 2, {"string", "match"}, function_starts_with},
                 {"ends with", 2, 2, {"string", "match"}, function_ends_with},
                 {"string length", 1, 1, {"string"}, function_string_length},
                 {"substring", 2, 3, {"string", "start position", "length"}, function_substring},
                 {"substring before", 2, 2, {"string", "match"}, function_substring_before},
                 {"substring after", 2, 2, {"string", "match"}, function_substring_after},
                 {"upper case", 1, 1, {"string"}, function_upper_case},
                 {"lower case", 1, 1, {"string"}, function_lower_case},
                 {"string join", 1, 2, {"list", "delimiter"}, function_string_join},
             });
}

}  // namespace zhun::feel
