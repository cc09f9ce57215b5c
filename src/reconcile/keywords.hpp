// KeywordMatcher: all keyword rules of a policy, found in one pass over a text (Aho-Corasick over
// bytes).
//
// Immutable after construction; shared between threads. Cost: one step a byte, whatever the number
// of words.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhun {

// Words that decide a class or mark a row, with the words that cancel them.
struct KeywordRule {
  std::string group;             // "inflow", "outflow", "sensitive", "list"
  std::string name;              // class or list: "INTEREST", "lender", "gambling"
  std::vector<std::string> any;  // in counterparty, summary, purpose or kind
  std::vector<std::string> not_any;
  std::vector<std::string> counterparty;  // in the counterparty's name only
};

class KeywordMatcher {
 public:
  explicit KeywordMatcher(std::vector<KeywordRule> rules);

  // The index of a rule, or npos.
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t find_rule(std::string_view group, std::string_view name) const;
  [[nodiscard]] std::size_t rule_count() const { return rules_.size(); }
  [[nodiscard]] const KeywordRule& rule(std::size_t index) const { return rules_[index]; }
  // Rules of a group, in the order of the policy.
  [[nodiscard]] std::vector<std::size_t> group(std::string_view name) const;

  // What one row's texts hit. Reuse one object for many rows.
  class Hits {
   public:
    explicit Hits(const KeywordMatcher& matcher) : marks_(matcher.rules_.size()) {}
    void clear() {
      for (const std::uint32_t rule : touched_) marks_[rule] = {};
      touched_.clear();
    }
    [[nodiscard]] bool has(std::size_t rule) const {
      return rule != npos && marks_[rule].word != 0 && !marks_[rule].cancelled;
    }
    // The word that hit (valid while the matcher lives); "" if none.
    [[nodiscard]] std::string_view word(const KeywordMatcher& matcher, std::size_t rule) const;

   private:
    friend class KeywordMatcher;
    struct Mark {
      std::uint32_t word = 0;  // 1-based pattern
      bool cancelled = false;
    };
    std::vector<Mark> marks_;
    std::vector<std::uint32_t> touched_;
  };

  // Adds the hits of a text in normal form. `is_counterparty`: the text is the counterparty's name.
  void scan(std::string_view text, bool is_counterparty, Hits& hits) const;

 private:
  enum class Use : std::uint8_t { any, not_any, counterparty };
  struct Pattern {
    std::string text;
    std::uint32_t rule = 0;
    Use use = Use::any;
  };
  struct Node {
    std::array<std::int32_t, 256> next{};
    std::int32_t output = -1;  // first pattern that ends here: index into ends_
    std::int32_t fallback = 0;
    std::int32_t shorter = -1;  // next state with an output on the fallback chain
  };
  void add(std::uint32_t pattern);
  void link();

  std::vector<KeywordRule> rules_;
  std::vector<Pattern> patterns_;
  std::vector<Node> nodes_;
  std::vector<std::vector<std::uint32_t>> ends_;
};

}  // namespace zhun
