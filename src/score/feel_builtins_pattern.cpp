// Built-in functions with regular expressions (DMN 1.5, 10.3.4.3): matches, replace, split.
#include <string>

#include "score/feel_node.hpp"
#include "score/feel_regex.hpp"

namespace zhun::feel {
namespace {

// The compiled pattern a[1] with the flags a[index]; null flags are none.
std::optional<Regex> take_pattern(Arguments& a, std::size_t flags_index) {
  if (!a[0].is_string() || !a[1].is_string()) {
    a.why = kWantsText;
    return std::nullopt;
  }
  const Value& flags = a[flags_index];
  if (!flags.is_null() && !flags.is_string()) {
    a.why = kWantsText;
    return std::nullopt;
  }
  if (!a.state.spend(a[0].string().size() + a[1].string().size())) {
    a.why = kTooManySteps;
    return std::nullopt;
  }
  return Regex::compile(a[1].string(), flags.is_null() ? "" : flags.string(), &a.why);
}

Value function_matches(Arguments& a) {
  const auto regex = take_pattern(a, 2);
  if (!regex) return {};
  const auto match = regex->find(a[0].string(), 0, &a.why);
  if (a.why != nullptr) return {};
  return Value(match.has_value());
}

// Calls take(match) for all matches from left to right; a pattern that matches nothing at all is an
// error, as in XPath.
template <typename Take>
bool each_match(Arguments& a, const Regex& regex, Take take) {
  const std::string& text = a[0].string();
  if (const auto empty = regex.find("", 0, &a.why); empty || a.why != nullptr) {
    if (empty) a.why = "the pattern matches the empty text";
    return false;
  }
  for (std::size_t at = 0; at <= text.size();) {
    if (!a.state.spend(1)) {
      a.why = kTooManySteps;
      return false;
    }
    const auto match = regex.find(text, at, &a.why);
    if (a.why != nullptr) return false;
    if (!match) return true;
    if (!take(*match)) return false;
    at = match->end > at ? match->end : at + 1;
  }
  return true;
}

// $1 is a group, $0 the match, \$ and \\ the signs themselves.
bool append_replacement(std::string& out, std::string_view text, const Regex::Match& match) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      if (++i == text.size() || (text[i] != '$' && text[i] != '\\')) return false;
      out += text[i];
    } else if (c == '$') {
      std::size_t number = 0, digits = 0;
      while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') {
        const std::size_t next = number * 10 + static_cast<std::size_t>(text[i + 1] - '0');
        if (digits != 0 && next >= match.groups.size()) break;
        number = next;
        ++digits;
        ++i;
      }
      if (digits == 0) return false;
      if (number < match.groups.size() && match.groups[number]) out += *match.groups[number];
    } else {
      out += c;
    }
  }
  return true;
}

Value function_replace(Arguments& a) {
  if (!a[2].is_string()) return a.fail(kWantsText);
  const auto regex = take_pattern(a, 3);
  if (!regex) return {};
  const std::string& text = a[0].string();
  std::string out;
  std::size_t copied = 0;
  const bool done = each_match(a, *regex, [&](const Regex::Match& match) {
    out += text.substr(copied, match.begin - copied);
    copied = match.end;
    const std::size_t size = out.size();
    if (!append_replacement(out, a[2].string(), match)) {
      a.why = "the replacement has a $ or \\ that means nothing";
      return false;
    }
    if (a.state.spend((out.size() - size) / 16)) return true;
    a.why = kTooManySteps;
    return false;
  });
  if (!done) return {};
  return out + text.substr(copied);
}

Value function_split(Arguments& a) {
  const auto regex = take_pattern(a, 2);
  if (!regex) return {};
  const std::string& text = a[0].string();
  List parts;
  std::size_t copied = 0;
  const bool done = each_match(a, *regex, [&](const Regex::Match& match) {
    parts.emplace_back(text.substr(copied, match.begin - copied));
    copied = match.end;
    return true;
  });
  if (!done) return {};
  parts.emplace_back(text.substr(copied));
  return parts;
}

}  // namespace

void add_pattern_builtins(Builtins& all) {
  all.insert(all.end(),
             {
                 {"matches", 2, 3, {"input", "pattern", "flags"}, function_matches},
                 {"replace", 3, 4, {"input", "pattern", "replacement", "flags"}, function_replace},
                 {"split", 2, 2, {"string", "delimiter"}, function_split},
             });
}

}  // namespace zhun::feel
