// Aho-Corasick automaton with full transitions, built once when a policy is loaded.
#include "reconcile/keywords.hpp"

#include <deque>

#include "zhun/text.hpp"

namespace zhun {

KeywordMatcher::KeywordMatcher(std::vector<KeywordRule> rules) : rules_(std::move(rules)) {
  nodes_.emplace_back();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const auto take = [&](const std::vector<std::string>& words, Use use) {
      for (const std::string& word : words) {
        std::string text = normalise_name(word);
        if (!text.empty()) patterns_.push_back({std::move(text), i, use});
      }
    };
    take(rules_[i].any, Use::any);
    take(rules_[i].not_any, Use::not_any);
    take(rules_[i].counterparty, Use::counterparty);
  }
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) add(i);
  link();
}

void KeywordMatcher::add(std::uint32_t pattern) {
  std::size_t state = 0;
  for (const char c : patterns_[pattern].text) {
    const auto byte = static_cast<unsigned char>(c);
    if (nodes_[state].next[byte] == 0) {
      const auto fresh = static_cast<std::int32_t>(nodes_.size());
      nodes_.emplace_back();
      nodes_[state].next[byte] = fresh;
    }
    state = static_cast<std::size_t>(nodes_[state].next[byte]);
  }
  if (nodes_[state].output < 0) {
    nodes_[state].output = static_cast<std::int32_t>(ends_.size());
    ends_.emplace_back();
  }
  ends_[static_cast<std::size_t>(nodes_[state].output)].push_back(pattern);
}

void KeywordMatcher::link() {
  std::deque<std::size_t> queue;
  for (const std::int32_t next : nodes_[0].next) {
    if (next != 0) queue.push_back(static_cast<std::size_t>(next));
  }
  while (!queue.empty()) {
    const std::size_t state = queue.front();
    queue.pop_front();
    const auto fallback = static_cast<std::size_t>(nodes_[state].fallback);
    nodes_[state].shorter = nodes_[fallback].output >= 0 ? static_cast<std::int32_t>(fallback)
                                                         : nodes_[fallback].shorter;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::int32_t next = nodes_[state].next[byte];
      const std::int32_t other = nodes_[fallback].next[byte];
      if (next == 0) {
        nodes_[state].next[byte] = other;
      } else {
        nodes_[static_cast<std::size_t>(next)].fallback = other;
        queue.push_back(static_cast<std::size_t>(next));
      }
    }
  }
}

std::size_t KeywordMatcher::find_rule(std::string_view group, std::string_view name) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].group == group && rules_[i].name == name) return i;
  }
  return npos;
}

std::vector<std::size_t> KeywordMatcher::group(std::string_view name) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].group == name) found.push_back(i);
  }
  return found;
}

std::string_view KeywordMatcher::Hits::word(const KeywordMatcher& matcher, std::size_t rule) const {
  if (!has(rule)) return {};
  return matcher.patterns_[marks_[rule].word - 1].text;
}

void KeywordMatcher::scan(std::string_view text, bool is_counterparty, Hits& hits) const {
  std::size_t state = 0;
  for (const char c : text) {
    state = static_cast<std::size_t>(nodes_[state].next[static_cast<unsigned char>(c)]);
    auto at = nodes_[state].output >= 0 ? static_cast<std::int32_t>(state) : nodes_[state].shorter;
    for (; at >= 0; at = nodes_[static_cast<std::size_t>(at)].shorter) {
      const auto output = static_cast<std::size_t>(nodes_[static_cast<std::size_t>(at)].output);
      for (const std::uint32_t index : ends_[output]) {
        const Pattern& pattern = patterns_[index];
        if (pattern.use == Use::counterparty && !is_counterparty) continue;
        Hits::Mark& mark = hits.marks_[pattern.rule];
        if (mark.word == 0 && !mark.cancelled) hits.touched_.push_back(pattern.rule);
        if (pattern.use == Use::not_any) {
          mark.cancelled = true;
        } else if (mark.word == 0) {
          mark.word = index + 1;
        }
      }
    }
  }
}

}  // namespace zhun
