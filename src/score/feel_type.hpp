// Types of FEEL (DMN 1.5, 10.3.2.3 and 10.3.2.9): what item definitions, typeRef and `instance of`
// name; which values they have, and which values stand for one another.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/feel.hpp"

namespace zhun::feel {

enum class BaseType : std::uint8_t {
  any,
  null,
  number,
  text,
  boolean,
  date,
  time,
  date_time,
  days_duration,
  months_duration,
  list,
  range,
  context,
  function,
};

struct Type;
using TypePtr = std::shared_ptr<const Type>;

struct Type {
  BaseType base = BaseType::any;
  TypePtr element;                                       // of a list or range; empty: any
  std::vector<std::pair<std::string, TypePtr>> members;  // of a context
  bool is_signature_known = false;                       // of a function, with the two below
  std::vector<TypePtr> parameters;
  TypePtr result;
  UnaryTests allowed;  // constraint of the value itself
  std::string allowed_text;
  std::uint32_t allowed_line = 0;
};

[[nodiscard]] TypePtr make_type(BaseType base, TypePtr element = nullptr);
// "number", "date and time", "days and time duration", ...; empty: none of the language.
[[nodiscard]] TypePtr named_base_type(std::string_view name);
// Finds the types that a model defines; empty: none of that name.
using TypeFinder = std::function<TypePtr(std::string_view)>;

[[nodiscard]] bool is_any(const Type& type);
// `value instance of type`: constraints on the values do not count; null is of no type but Null.
[[nodiscard]] bool is_instance(const Value& value, const Type& type);
// The value as the type wants it (a list of one and its item stand for each other, a date for its
// midnight), or null when it does not fit (DMN 1.5, 10.3.2.9.4).
[[nodiscard]] Value coerce(const Value& value, const Type& type);
// coerce() would give the value itself; false where that takes a closer look.
[[nodiscard]] bool fits_as_it_is(const Value& value, const Type& type);
// The kind whose values all fit as they are; null: there is none, or several.
[[nodiscard]] Kind fitting_kind(const Type& type);
[[nodiscard]] std::string to_string(const Type& type);  // "list<number>"

}  // namespace zhun::feel
