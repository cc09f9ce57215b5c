// Arithmetic, order and properties of FEEL values (DMN 1.5, 10.3.2.13, 10.3.2.14, table 53).
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {

namespace {

Value calculate_numbers(Operator op, const Decimal& a, const Decimal& b, const char** why) {
  try {
    switch (op) {
      case Operator::add:
        return a + b;
      case Operator::subtract:
        return a - b;
      case Operator::multiply:
        return a * b;
      case Operator::divide:
        if (const auto quotient = divide(a, b)) return *quotient;
        *why = "division by zero";
        return {};
      case Operator::power:
        if (const auto result = power(a, b)) return *result;
        *why = a.is_zero() ? "zero to a negative power"
                           : "a negative number to a power that is no whole number";
        return {};
      case Operator::equal:
      case Operator::not_equal:
      case Operator::less:
      case Operator::less_equal:
      case Operator::greater:
      case Operator::greater_equal:
        break;
    }
  } catch (const std::overflow_error&) {
    *why = "a number is too large";
  }
  return {};
}

bool holds_order(Operator op, int order) {
  switch (op) {
    case Operator::less:
      return order < 0;
    case Operator::less_equal:
      return order <= 0;
    case Operator::greater:
      return order > 0;
    case Operator::greater_equal:
      return order >= 0;
    case Operator::equal:
      return order == 0;
    case Operator::not_equal:
      return order != 0;
    case Operator::add:
    case Operator::subtract:
    case Operator::multiply:
    case Operator::divide:
    case Operator::power:
      break;
  }
  return false;
}

}  // namespace

Value calculate(Operator op, const Value& a, const Value& b, const char** why) {
  if (a.is_number() && b.is_number()) return calculate_numbers(op, a.number(), b.number(), why);
  if (a.is_null() || b.is_null()) {
    *why = "arithmetic with null";
    return {};
  }
  if (op == Operator::add && a.is_string() && b.is_string()) return a.string() + b.string();
  return temporal_calculate(op, a, b, why);
}

Truth compare_with(Operator op, const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    const auto order = a.number() <=> b.number();
    return holds_order(op, order < 0 ? -1 : order > 0 ? 1 : 0) ? Truth::yes : Truth::no;
  }
  if (op == Operator::equal || op == Operator::not_equal) {
    const auto result = equal(a, b);
    if (!result) return Truth::unknown;
    return *result == (op == Operator::equal) ? Truth::yes : Truth::no;
  }
  const auto order = compare(a, b);
  if (!order) return Truth::unknown;
  return holds_order(op, *order) ? Truth::yes : Truth::no;
}

Truth in_range(const Value& value, const Range& range) {
  const Operator low = range.start_included ? Operator::greater_equal : Operator::greater;
  const Operator high = range.end_included ? Operator::less_equal : Operator::less;
  switch (range.form) {
    case Range::Form::interval:
      return conjunction(compare_with(low, value, range.start),
                         compare_with(high, value, range.end));
    case Range::Form::below:
      return compare_with(high, value, range.end);
    case Range::Form::above:
      return compare_with(low, value, range.start);
    case Range::Form::equal:
      return compare_with(Operator::equal, value, range.start);
    case Range::Form::not_equal:
      return compare_with(Operator::not_equal, value, range.start);
  }
  return Truth::unknown;
}

Value property_of(const Value& object, std::string_view name, const char** why) {
  if (object.is_context()) {
    if (const Value* found = object.member(name)) return *found;
    *why = "the context has no such member";
    return {};
  }
  if (object.kind() == Kind::range) {
    const Range& range = object.range();
    if (name == "start") return range.start;
    if (name == "end") return range.end;
    if (name == "start included") return range.start_included;
    if (name == "end included") return range.end_included;
  }
  if (object.is_list()) {  // the member of each item
    List members;
    members.reserve(object.list().size());
    for (const Value& item : object.list()) {
      const char* ignored = nullptr;
      members.push_back(item.is_list() ? Value() : property_of(item, name, &ignored));
    }
    return members;
  }
  if (has_temporal_property(object.kind(), name)) return temporal_property(object, name);
  *why = object.is_null() ? "a member of null" : "the value has no such member";
  return {};
}

}  // namespace zhun::feel
