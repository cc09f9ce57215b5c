// XPath's patterns over PCRE2, the only user of that library.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "score/feel_regex.hpp"

#include <pcre2.h>

#include <algorithm>

namespace zhun::feel {
namespace {

constexpr std::uint32_t kMatchStepsMax = 1'000'000;
constexpr std::uint32_t kDepthMax = 10'000;
constexpr std::uint32_t kHeapKibibytesMax = 20'000;
constexpr std::size_t kPatternBytesMax = 10'000;

template <auto Function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    Function(object);
  }
};
using CompileContext = std::unique_ptr<pcre2_compile_context, Free<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Free<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Free<pcre2_match_data_free>>;

}  // namespace

struct Regex::Code {
  std::unique_ptr<pcre2_code, Free<pcre2_code_free>> code;
  MatchContext context;
};

std::optional<Regex> Regex::compile(std::string_view pattern, std::string_view flags,
                                    const char** why) {
  std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  bool dot_all = false, free_spacing = false;
  for (const char flag : flags) {
    if (flag == 's') {
      dot_all = true;
    } else if (flag == 'm') {
      options |= PCRE2_MULTILINE;
    } else if (flag == 'i') {
      options |= PCRE2_CASELESS;
    } else if (flag == 'x') {
      free_spacing = true;
    } else if (flag == 'q') {
      options |= PCRE2_LITERAL;
    } else {
      *why = "a flag is not one of s, m, i, x and q";
      return std::nullopt;
    }
  }
  *why = "the pattern is not a regular expression of XPath";
  if (pattern.size() > kPatternBytesMax) return std::nullopt;
  std::optional<std::string> translated(pattern);
  if ((options & PCRE2_LITERAL) == 0)
    translated = translate_pattern(pattern, dot_all, free_spacing);
  else
    options &= ~std::uint32_t{PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_UCP};
  if (!translated) return std::nullopt;
  const CompileContext context(pcre2_compile_context_create(nullptr));
  if (context == nullptr) return std::nullopt;
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_shared<Code>();
  code->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated->data()),
                                 translated->size(), options, &error, &offset, context.get()));
  code->context.reset(pcre2_match_context_create(nullptr));
  if (code->code == nullptr || code->context == nullptr) return std::nullopt;
  pcre2_set_match_limit(code->context.get(), kMatchStepsMax);
  pcre2_set_depth_limit(code->context.get(), kDepthMax);
  pcre2_set_heap_limit(code->context.get(), kHeapKibibytesMax);
  *why = nullptr;
  Regex regex;
  regex.code_ = std::move(code);
  return regex;
}

std::optional<Regex::Match> Regex::find(std::string_view text, std::size_t from,
                                        const char** why) const {
  const MatchData data(pcre2_match_data_create_from_pattern(code_->code.get(), nullptr));
  if (data == nullptr) {
    *why = "there is not enough memory for the regular expression";
    return std::nullopt;
  }
  const int count = pcre2_match(code_->code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()),
                                text.size(), from, 0, data.get(), code_->context.get());
  if (count == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (count < 0) {
    *why = "matching the regular expression takes too many steps";
    return std::nullopt;
  }
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
  Match match;
  match.begin = ends[0];
  match.end = ends[1];
  for (std::uint32_t i = 0; i < pcre2_get_ovector_count(data.get()); ++i) {
    if (i < static_cast<std::uint32_t>(count) && ends[2 * i] != PCRE2_UNSET)
      match.groups.emplace_back(text.substr(ends[2 * i], ends[2 * i + 1] - ends[2 * i]));
    else
      match.groups.emplace_back(std::nullopt);
  }
  return match;
}

}  // namespace zhun::feel
