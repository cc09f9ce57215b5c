// The list of all built-in functions, and what their files share.
#include "score/feel_builtin.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace zhun::feel {
namespace {

const Builtins& builtins() {
  static const Builtins kBuiltins = [] {
    Builtins all;
    for (const auto add : {add_conversion_builtins, add_text_builtins, add_pattern_builtins,
                           add_list_builtins, add_statistics_builtins, add_number_builtins,
                           add_context_builtins, add_temporal_builtins, add_range_builtins}) {
      add(all);
    }
    return all;
  }();
  return kBuiltins;
}

using Index = std::unordered_map<std::string_view, std::vector<const Builtin*>>;
const Index& builtin_index() {
  static const Index kIndex = [] {
    Index index;
    for (const Builtin& builtin : builtins()) index[builtin.name].push_back(&builtin);
    return index;
  }();
  return kIndex;
}

}  // namespace

std::vector<const Builtin*> builtins_named(std::string_view name) {
  const auto at = builtin_index().find(name);
  return at == builtin_index().end() ? std::vector<const Builtin*>() : at->second;
}

const Builtin* find_builtin(std::string_view name, std::size_t arguments) {
  const auto at = builtin_index().find(name);
  if (at == builtin_index().end()) return nullptr;
  const auto found = std::find_if(at->second.begin(), at->second.end(),
                                  [&](const Builtin* one) { return accepts(*one, arguments); });
  return found == at->second.end() ? nullptr : *found;
}

std::size_t match_builtin(std::span<const std::string_view> words) {
  std::string text;
  std::size_t best = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += ' ';
    text += words[i];
    if (builtin_index().contains(text)) best = i + 1;
  }
  return best;
}

bool take_list(Arguments& a, std::size_t index, List& storage, const List*& list) {
  const Value& value = a[index];
  if (value.is_null()) {
    a.why = kWantsList;
    return false;
  }
  if (value.is_list()) {
    list = &value.list();
  } else {
    storage = List{value};
    list = &storage;
  }
  if (!a.state.spend(list->size())) {
    a.why = kTooManySteps;
    return false;
  }
  return true;
}

std::optional<std::int64_t> whole(const Value& value) {
  return value.is_number() ? value.number().to_int64() : std::nullopt;
}

std::optional<std::int64_t> truncated(const Value& value) {
  if (!value.is_number()) return std::nullopt;
  return value.number().rounded(0, Decimal::Rounding::down).to_int64();
}

const Value& single(const Value& value) {
  return value.is_list() && value.list().size() == 1 ? value.list()[0] : value;
}

}  // namespace zhun::feel
