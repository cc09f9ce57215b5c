// Which values a type has, and the implicit conversions.
#include "score/feel_type.hpp"

#include <algorithm>
#include <array>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

constexpr std::size_t kNestingMax = 64;
constexpr std::array<std::pair<std::string_view, BaseType>, 20> kNames{{
    {"Any", BaseType::any},
    {"any", BaseType::any},
    {"Null", BaseType::null},
    {"number", BaseType::number},
    {"string", BaseType::text},
    {"boolean", BaseType::boolean},
    {"date", BaseType::date},
    {"time", BaseType::time},
    {"date and time", BaseType::date_time},
    {"dateTime", BaseType::date_time},
    {"days and time duration", BaseType::days_duration},
    {"dayTimeDuration", BaseType::days_duration},
    {"years and months duration", BaseType::months_duration},
    {"yearMonthDuration", BaseType::months_duration},
    {"integer", BaseType::number},
    {"long", BaseType::number},
    {"double", BaseType::number},
    {"list", BaseType::list},
    {"context", BaseType::context},
    {"range", BaseType::range},
}};

BaseType base_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return BaseType::null;
    case Kind::boolean:
      return BaseType::boolean;
    case Kind::number:
      return BaseType::number;
    case Kind::date:
      return BaseType::date;
    case Kind::time:
      return BaseType::time;
    case Kind::date_time:
      return BaseType::date_time;
    case Kind::days_duration:
      return BaseType::days_duration;
    case Kind::months_duration:
      return BaseType::months_duration;
    case Kind::string:
      return BaseType::text;
    case Kind::list:
      return BaseType::list;
    case Kind::context:
      return BaseType::context;
    case Kind::range:
      return BaseType::range;
    case Kind::function:
      return BaseType::function;
  }
  return BaseType::any;
}

// Every value of `type` is one of `wanted` (10.3.2.9.2).
bool conforms(const Type& type, const Type& wanted, std::size_t depth) {
  if (wanted.base == BaseType::any || type.base == BaseType::null) return true;
  if (type.base != wanted.base || depth > kNestingMax) return false;
  if (wanted.element != nullptr &&
      (type.element == nullptr || !conforms(*type.element, *wanted.element, depth + 1))) {
    return false;
  }
  for (const auto& [name, member] : wanted.members) {
    const auto at = std::find_if(type.members.begin(), type.members.end(),
                                 [&name = name](const auto& own) { return own.first == name; });
    if (at == type.members.end() || !conforms(*at->second, *member, depth + 1)) return false;
  }
  if (!wanted.is_signature_known) return true;
  if (type.parameters.size() != wanted.parameters.size()) return false;
  for (std::size_t i = 0; i < type.parameters.size(); ++i) {
    if (!conforms(*wanted.parameters[i], *type.parameters[i], depth + 1)) return false;
  }
  return conforms(*type.result, *wanted.result, depth + 1);
}

// What a function declares; where it declares nothing, it fits.
bool function_fits(const FunctionValue& value, const Type& wanted) {
  if (!wanted.is_signature_known) return true;
  const std::size_t wanted_count = wanted.parameters.size();
  if (value.builtin != nullptr) return accepts(*value.builtin, wanted_count);
  const Function& function = *value.function;
  if (function.parameters.size() != wanted_count) return false;
  for (std::size_t i = 0; i < wanted_count; ++i) {
    const TypePtr& own = function.types[i];
    if (own != nullptr && !is_any(*own) && !is_any(*wanted.parameters[i]) &&
        !conforms(*wanted.parameters[i], *own, 0)) {
      return false;
    }
  }
  return function.result_type == nullptr || is_any(*function.result_type) ||
         conforms(*function.result_type, *wanted.result, 0);
}

bool is_of(const Value& value, const Type& type, std::size_t depth);

// A member or an item that is null fits every type.
bool is_null_or_of(const Value& value, const Type& type, std::size_t depth) {
  return value.is_null() || is_of(value, type, depth);
}

bool is_of(const Value& value, const Type& type, std::size_t depth) {
  if (depth > kNestingMax) return false;
  if (type.base == BaseType::any) return !value.is_null();
  if (base_of(value.kind()) != type.base) return false;
  if (value.is_list() && type.element != nullptr && !is_any(*type.element)) {
    return std::all_of(value.list().begin(), value.list().end(), [&](const Value& item) {
      return is_null_or_of(item, *type.element, depth + 1);
    });
  }
  if (value.kind() == Kind::range && type.element != nullptr) {
    return is_null_or_of(value.range().start, *type.element, depth + 1) &&
           is_null_or_of(value.range().end, *type.element, depth + 1);
  }
  if (value.kind() == Kind::function) return function_fits(value.function(), type);
  for (const auto& [name, member] : type.members) {
    const Value* own = value.member(name);
    if (own == nullptr || !is_null_or_of(*own, *member, depth + 1)) return false;
  }
  return true;
}

bool is_allowed(const Type& type, const Value& value) {
  if (value.is_null() || type.allowed.compiled() == nullptr) return true;
  static const Names kNone;
  const Scope scope(kNone);
  State state;
  return type.allowed.test(value, scope, state) == true;
}

Value coerce_to_depth(const Value& value, const Type& type, std::size_t depth);

Value coerce_list(const List& list, const Type& type, std::size_t depth) {
  if (type.element == nullptr || is_any(*type.element)) return list;
  List items;
  items.reserve(list.size());
  for (const auto& item : list) {
    items.push_back(coerce_to_depth(item, *type.element, depth + 1));
    if (items.back().is_null() && !item.is_null()) return {};
  }
  return items;
}

Value coerce_context(const Value& value, const Type& type, std::size_t depth) {
  Context context = value.context();
  for (const auto& [name, member_type] : type.members) {
    const Value* member = value.context().find(name);
    if (member == nullptr) return {};
    Value fitted = coerce_to_depth(*member, *member_type, depth + 1);
    if (fitted.is_null() && !member->is_null()) return {};
    context.set(name, std::move(fitted));
  }
  return context;
}

Value coerce_kind(const Value& value, const Type& type, std::size_t depth) {
  if (type.base == BaseType::any) return value;
  if (value.is_list() && type.base == BaseType::list) return coerce_list(value.list(), type, depth);
  if (value.is_context() && type.base == BaseType::context)
    return coerce_context(value, type, depth);
  if (value.kind() == Kind::date && type.base == BaseType::date_time) {
    Moment moment = value.moment();
    moment.offset = 0;  // midnight UTC
    return Value::moment(Kind::date_time, moment);
  }
  return is_of(value, type, depth) ? value : Value();
}

Value coerce_to_depth(const Value& value, const Type& type, std::size_t depth) {
  if (depth > kNestingMax) return {};
  if (value.is_null() || is_any(type)) return value;
  Value result = coerce_kind(value, type, depth);
  if (result.is_null() && type.base == BaseType::list && !value.is_list()) {
    result = coerce_list({value}, type, depth);
  } else if (result.is_null() && value.is_list() && value.list().size() == 1) {
    result = coerce_kind(value.list()[0], type, depth);
  }
  return is_allowed(type, result) ? result : Value();
}

}  // namespace

TypePtr make_type(BaseType base, TypePtr element) {
  auto type = std::make_shared<Type>();
  type->base = base;
  type->element = std::move(element);
  return type;
}

TypePtr named_base_type(std::string_view name) {
  for (const auto& [known, base] : kNames) {
    if (known == name) return make_type(base);
  }
  return nullptr;
}

bool is_any(const Type& type) {
  return type.base == BaseType::any && type.allowed.compiled() == nullptr;
}

bool is_instance(const Value& value, const Type& type) { return is_of(value, type, 0); }

Value coerce(const Value& value, const Type& type) { return coerce_to_depth(value, type, 0); }

bool fits_as_it_is(const Value& value, const Type& type) {
  if (type.allowed.compiled() != nullptr) return value.is_null();
  if (type.base == BaseType::any || value.is_null()) return true;
  return type.element == nullptr && type.members.empty() && type.base != BaseType::function &&
         base_of(value.kind()) == type.base;
}

Kind fitting_kind(const Type& type) {
  if (type.base == BaseType::any || type.base == BaseType::function || type.element != nullptr ||
      !type.members.empty() || type.allowed.compiled() != nullptr) {
    return Kind::null;
  }
  for (int i = 0; i <= static_cast<int>(Kind::function); ++i) {
    if (base_of(static_cast<Kind>(i)) == type.base) return static_cast<Kind>(i);
  }
  return Kind::null;
}

std::string to_string(const Type& type) {
  if (type.base == BaseType::function) return "function";
  const auto at = std::find_if(kNames.begin(), kNames.end(),
                               [&](const auto& known) { return known.second == type.base; });
  std::string text(at->first);
  if (type.element != nullptr) text += "<" + to_string(*type.element) + ">";
  return text;
}

}  // namespace zhun::feel
