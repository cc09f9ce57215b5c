// Regular expressions of XPath and XQuery Functions (F&O 3.1, 5.6.1), which FEEL's matches(),
// replace() and split() take.
//
// They may refer to groups back, so no engine matches all of them in linear time. PCRE2 does, with
// a limit of its own on its steps and memory: what goes beyond is an error and never a hang.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhun::feel {

class Regex {
 public:
  // `why` says what is wrong when there is none. Flags: s, m, i, x, q.
  [[nodiscard]] static std::optional<Regex> compile(std::string_view pattern,
                                                    std::string_view flags, const char** why);

  struct Match {
    std::size_t begin = 0, end = 0;                       // bytes
    std::vector<std::optional<std::string_view>> groups;  // the whole match first
  };
  // The first match at `from` or later. An empty result with `why` set: a limit was reached.
  [[nodiscard]] std::optional<Match> find(std::string_view text, std::size_t from,
                                          const char** why) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

// The pattern as PCRE2 wants it; nullopt when it is none of XPath's. For tests.
[[nodiscard]] std::optional<std::string> translate_pattern(std::string_view pattern, bool dot_all,
                                                           bool free_spacing);

}  // namespace zhun::feel
