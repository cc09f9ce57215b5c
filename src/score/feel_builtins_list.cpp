// Built-in functions on lists (DMN 1.5, 10.3.4.4 and 10.3.4.8).
#include <algorithm>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

Value extreme(Arguments& a, int wanted) {
  const Items items(a);
  if (!a.state.spend(items.size())) return {};
  if (items.size() == 0) return a.fail("the list is empty");
  const Value* best = &items[0];
  if (!compare(*best, *best)) return a.fail("the values have no order");
  for (std::size_t i = 1; i < items.size(); ++i) {
    const auto order = compare(items[i], *best);
    if (!order) return a.fail("the values cannot be compared");
    if (*order == wanted) best = &items[i];
  }
  return *best;
}
Value function_min(Arguments& a) { return extreme(a, -1); }
Value function_max(Arguments& a) { return extreme(a, 1); }

Value function_count(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  return static_cast<std::int64_t>(list->size());
}

Value function_list_contains(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  return Value(
      std::any_of(list->begin(), list->end(), [&](const Value& item) { return same(item, a[1]); }));
}

Value function_append(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (a[0].is_null()) return a.fail(kWantsList);
  if (!take_list(a, 0, storage, list)) return {};
  List out = *list;
  for (std::size_t i = 1; i < a.size(); ++i) out.push_back(*a.values[i]);
  return out;
}

Value function_concatenate(Arguments& a) {
  List out;
  for (std::size_t i = 0; i < a.size(); ++i) {
    List storage;
    const List* list = nullptr;
    if (!take_list(a, i, storage, list)) return {};
    out.insert(out.end(), list->begin(), list->end());
  }
  return out;
}

bool append_flat(Arguments& a, const List& list, List& out, std::size_t depth) {
  constexpr std::size_t kNestingMax = 200;
  if (depth > kNestingMax || !a.state.spend(list.size())) return false;
  for (const Value& item : list) {
    if (!item.is_list())
      out.push_back(item);
    else if (!append_flat(a, item.list(), out, depth + 1))
      return false;
  }
  return true;
}

Value function_flatten(Arguments& a) {
  List storage, out;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  if (!append_flat(a, *list, out, 0)) return a.fail("the list is nested too deeply");
  return out;
}

bool keep_distinct(Arguments& a, const List& list, List& out) {
  for (const Value& item : list) {
    if (!a.state.spend(out.size())) return false;
    const bool known =
        std::any_of(out.begin(), out.end(), [&](const Value& other) { return same(other, item); });
    if (!known) out.push_back(item);
  }
  return true;
}

Value function_distinct_values(Arguments& a) {
  List storage, out;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list) || !keep_distinct(a, *list, out)) return {};
  return out;
}

Value function_union(Arguments& a) {
  List out;
  for (std::size_t i = 0; i < a.size(); ++i) {
    List storage;
    const List* list = nullptr;
    if (!take_list(a, i, storage, list) || !keep_distinct(a, *list, out)) return {};
  }
  return out;
}

Value function_index_of(Arguments& a) {
  List storage, out;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (same((*list)[i], a[1])) out.emplace_back(static_cast<std::int64_t>(i + 1));
  }
  return out;
}

Value function_reverse(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  return List(list->rbegin(), list->rend());
}

Value function_sublist(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  const auto start = whole(a[1]);
  const auto size = static_cast<std::int64_t>(list->size());
  if (!start || *start == 0 || *start > size || *start < -size)
    return a.fail("the position is outside the list");
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::int64_t last = size;
  if (!a[2].is_null()) {
    const auto length = whole(a[2]);
    if (!length || *length < 1 || *length > size - first)
      return a.fail("the length is outside the list");
    last = first + *length;
  }
  return List(list->begin() + first, list->begin() + last);
}

Value function_insert_before(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  const auto position = whole(a[1]);
  const auto size = static_cast<std::int64_t>(list->size());
  if (!position || *position == 0 || *position > size || *position < -size) {
    return a.fail("the position is outside the list");
  }
  List out = *list;
  out.insert(out.begin() + (*position > 0 ? *position - 1 : size + *position), a[2]);
  return out;
}

Value function_remove(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  const auto position = whole(a[1]);
  const auto size = static_cast<std::int64_t>(list->size());
  if (!position || *position == 0 || *position > size || *position < -size) {
    return a.fail("the position is outside the list");
  }
  List out = *list;
  out.erase(out.begin() + (*position > 0 ? *position - 1 : size + *position));
  return out;
}

// The same list with another item: at a position, or wherever match(item, newItem) is true.
Value function_list_replace(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  List out = *list;
  if (a[1].kind() != Kind::function) {
    const auto position = truncated(a[1]);
    const auto size = static_cast<std::int64_t>(out.size());
    if (!position || *position == 0 || *position > size || *position < -size)
      return a.fail("the position is outside the list");
    out[static_cast<std::size_t>(*position > 0 ? *position - 1 : size + *position)] = a[2];
    return out;
  }
  for (Value& item : out) {
    const Value replaced = invoke(a[1].function(), {item, a[2]}, a.state, &a.why);
    if (a.why != nullptr) return {};
    if (replaced.kind() != Kind::boolean) return a.fail("the function does not give a boolean");
    if (replaced.is_true()) item = a[2];
  }
  return out;
}

// A merge sort that asks precedes(b, a): stable, and bounded whatever the function answers.
class Sorter {
 public:
  explicit Sorter(Arguments& a) : arguments_(a) {}

  bool run(List& items) {
    List spare(items.size());
    for (std::size_t width = 1; width < items.size(); width *= 2) {
      for (std::size_t first = 0; first < items.size(); first += 2 * width) {
        if (!merge(items, spare, first, width)) return false;
      }
      items.swap(spare);
    }
    return true;
  }

 private:
  bool merge(const List& from, List& to, std::size_t first, std::size_t width) {
    const std::size_t middle = std::min(first + width, from.size());
    const std::size_t end = std::min(middle + width, from.size());
    std::size_t left = first, right = middle;
    for (std::size_t at = first; at < end; ++at) {
      bool take_right = left == middle;
      if (!take_right && right < end) {
        const auto before = precedes(from[right], from[left]);
        if (!before) return false;
        take_right = *before;
      }
      to[at] = from[take_right ? right++ : left++];
    }
    return true;
  }

  std::optional<bool> precedes(const Value& a, const Value& b) {
    if (!arguments_.state.spend(1)) {
      arguments_.why = kTooManySteps;
      return std::nullopt;
    }
    if (arguments_.size() == 1) {
      const auto order = compare(a, b);
      if (!order) {
        arguments_.why = "the values cannot be compared";
        return std::nullopt;
      }
      return *order < 0;
    }
    const Value answer =
        invoke(arguments_[1].function(), {a, b}, arguments_.state, &arguments_.why);
    if (arguments_.why != nullptr) return std::nullopt;
    return answer.is_true();
  }

  Arguments& arguments_;
};

Value function_sort(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  if (a.size() == 2 && a[1].kind() != Kind::function) return a.fail("a function is expected");
  List items = *list;
  if (!Sorter(a).run(items)) return {};
  return items;
}

// all: no false; any: some true.
Value quantify(Arguments& a, bool decisive) {
  const Items items(a);
  if (a.size() == 1 && a[0].is_null()) return a.fail(kWantsList);
  if (!a.state.spend(items.size())) return a.fail(kTooManySteps);
  bool unknown = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Truth truth = truth_of(items[i]);
    if (truth == (decisive ? Truth::yes : Truth::no)) return Value(decisive);
    unknown = unknown || truth == Truth::unknown;
  }
  return unknown ? a.fail("an item is not a boolean") : Value(!decisive);
}
Value function_all(Arguments& a) { return quantify(a, false); }
Value function_any(Arguments& a) { return quantify(a, true); }

}  // namespace

void add_list_builtins(Builtins& all) {
  all.insert(all.end(),
             {
                 {"min", 1, kAnyCount, {"list"}, function_min},
                 {"max", 1, kAnyCount, {"list"}, function_max},
                 {"count", 1, 1, {"list"}, function_count},
                 {"list contains", 2, 2, {"list", "element"}, function_list_contains},
                 {"append", 2, kAnyCount, {"list", "item"}, function_append},
                 {"concatenate", 1, kAnyCount, {"list"}, function_concatenate},
                 {"flatten", 1, 1, {"list"}, function_flatten},
                 {"distinct values", 1, 1, {"list"}, function_distinct_values},
                 {"union", 1, kAnyCount, {"list"}, function_union},
                 {"index of", 2, 2, {"list", "match"}, function_index_of},
                 {"reverse", 1, 1, {"list"}, function_reverse},
                 {"sublist", 2, 3, {"list", "start position", "length"}, function_sublist},
                 {"insert before", 3, 3, {"list", "position", "newItem"}, function_insert_before},
                 {"remove", 2, 2, {"list", "position"}, function_remove},
                 {"list replace", 3, 3, {"list", "position", "newItem"}, function_list_replace},
                 {"list replace", 3, 3, {"list", "match", "newItem"}, function_list_replace},
                 {"sort", 1, 2, {"list", "precedes"}, function_sort},
                 {"all", 1, kAnyCount, {"list"}, function_all},
                 {"any", 1, kAnyCount, {"list"}, function_any},
             });
}

}  // namespace zhun::feel
