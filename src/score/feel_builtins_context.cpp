// Built-in functions on contexts (DMN 1.5, 10.3.4.10).
#include <string>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

Value function_get_value(Arguments& a) {
  if (!a[0].is_context() || !a[1].is_string()) {
    return a.fail("a context and a text are expected");
  }
  const Value* found = a[0].member(a[1].string());
  return found != nullptr ? *found : Value();
}

Value function_get_entries(Arguments& a) {
  if (!a[0].is_context()) return a.fail("a context is expected");
  List out;
  for (const auto& [name, value] : a[0].context().entries()) {
    Context entry;
    entry.set("key", name);
    entry.set("value", value);
    out.emplace_back(std::move(entry));
  }
  return out;
}

// context([{key: "a", value: 1}, ...])
Value function_context(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  Context context;
  for (const Value& entry : *list) {
    const Value* key = entry.member("key");
    const Value* value = entry.member("value");
    if (key == nullptr || value == nullptr || !key->is_string())
      return a.fail("an entry with a key and a value is expected");
    if (context.find(key->string()) != nullptr) return a.fail("two entries have the same key");
    context.set(key->string(), *value);
  }
  return context;
}

// The context with `value` at the end of the path of keys; what is on the way must be contexts.
Value put(Arguments& a, const Value& context, const List& keys, std::size_t depth) {
  constexpr std::size_t kKeysMax = 64;
  if (keys.size() > kKeysMax) return a.fail("the path has too many keys");
  if (!context.is_context()) return a.fail("a context is expected");
  if (!keys[depth].is_string()) return a.fail(kWantsText);
  if (!a.state.spend(context.context().size())) return a.fail(kTooManySteps);
  Context result = context.context();
  const std::string& key = keys[depth].string();
  if (depth + 1 == keys.size()) {
    result.set(key, a[2]);
    return result;
  }
  const Value* inner = context.member(key);
  if (inner == nullptr) return a.fail("the path of keys leaves the context");
  Value changed = put(a, *inner, keys, depth + 1);
  if (changed.is_null()) return {};
  result.set(key, std::move(changed));
  return result;
}

// One key, or the path of keys.
Value function_context_put(Arguments& a) {
  if (!a[1].is_list()) return put(a, a[0], List{a[1]}, 0);
  if (a[1].list().empty()) return a.fail("a key is expected");
  return put(a, a[0], a[1].list(), 0);
}
Value function_context_put_key(Arguments& a) {
  return a[1].is_string() ? function_context_put(a) : a.fail(kWantsText);
}

Value function_context_merge(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  Context context;
  for (const Value& part : *list) {
    if (!part.is_context()) return a.fail("a list of contexts is expected");
    if (!a.state.spend(part.context().size())) return a.fail(kTooManySteps);
    for (const auto& [name, value] : part.context().entries()) context.set(name, value);
  }
  return context;
}

}  // namespace

void add_context_builtins(Builtins& all) {
  all.insert(all.end(),
             {
                 {"get value", 2, 2, {"m", "key"}, function_get_value},
                 {"get entries", 1, 1, {"m"}, function_get_entries},
                 {"get value", 2, 2, {"context", "key"}, function_get_value},
                 {"get entries", 1, 1, {"context"}, function_get_entries},
                 {"context", 1, 1, {"entries"}, function_context},
                 {"context put", 3, 3, {"context", "keys", "value"}, function_context_put},
                 {"context put", 3, 3, {"context", "key", "value"}, function_context_put_key},
                 {"context merge", 1, 1, {"contexts"}, function_context_merge},
             });
}

}  // namespace zhun::feel
