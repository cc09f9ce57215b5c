// FEEL values: shared storage, equality and order (DMN 1.5, 10.3.2.13), text form, and contexts.
#include <fmt/format.h>

#include <algorithm>

#include "score/feel.hpp"
#include "score/feel_node.hpp"

namespace zhun::feel {

struct Value::StringObject : Value::Object {
  explicit StringObject(std::string content) : text(std::move(content)) {}
  const std::string text;
};
struct Value::ListObject : Value::Object {
  explicit ListObject(List content) : items(std::move(content)) {}
  const List items;
};
struct Value::ContextObject : Value::Object {
  explicit ContextObject(Context content) : context(std::move(content)) {}
  const Context context;
};
struct Value::RangeObject : Value::Object {
  explicit RangeObject(Range content) : range(std::move(content)) {}
  const Range range;
};

struct Value::FunctionObject : Value::Object {
  explicit FunctionObject(FunctionValue content) : function(std::move(content)) {}
  const FunctionValue function;
};

Value::Value(std::string text) : kind_(Kind::string) {
  data_.object = new StringObject(std::move(text));
}
Value::Value(List items) : kind_(Kind::list) { data_.object = new ListObject(std::move(items)); }
Value::Value(Context context) : kind_(Kind::context) {
  data_.object = new ContextObject(std::move(context));
}
Value::Value(Range range) : kind_(Kind::range) { data_.object = new RangeObject(std::move(range)); }

Value::Value(FunctionValue function) : kind_(Kind::function) {
  data_.object = new FunctionObject(std::move(function));
}

Value Value::moment(Kind kind, const Moment& moment) {
  Value value;
  value.kind_ = kind;
  value.data_.moment = moment;
  return value;
}

Value Value::duration(Kind kind, Int128 count) {
  Value value;
  value.kind_ = kind;
  value.data_.count = count;
  return value;
}

std::optional<Date> Value::date() const {
  const auto days = static_cast<std::int32_t>(data_.moment.day);
  if (days != data_.moment.day) return std::nullopt;
  return Date().plus_days(days);
}

const std::string& Value::string() const {
  return static_cast<const StringObject*>(data_.object)->text;
}
const List& Value::list() const { return static_cast<const ListObject*>(data_.object)->items; }
const Context& Value::context() const {
  return static_cast<const ContextObject*>(data_.object)->context;
}
const Range& Value::range() const { return static_cast<const RangeObject*>(data_.object)->range; }

const FunctionValue& Value::function() const {
  return static_cast<const FunctionObject*>(data_.object)->function;
}

const Value* Value::member(std::string_view name) const {
  return is_context() ? context().find(name) : nullptr;
}

void Value::release_object() {
  if (data_.object->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (kind_ == Kind::string) {
    delete static_cast<StringObject*>(data_.object);
  } else if (kind_ == Kind::list) {
    delete static_cast<ListObject*>(data_.object);
  } else if (kind_ == Kind::context) {
    delete static_cast<ContextObject*>(data_.object);
  } else if (kind_ == Kind::range) {
    delete static_cast<RangeObject*>(data_.object);
  } else {
    delete static_cast<FunctionObject*>(data_.object);
  }
}

namespace {

constexpr std::size_t kNestingMax = 200;  // of values that are compared or written

struct ByName {
  const std::vector<Context::Entry>& entries;
  bool operator()(std::uint32_t position, std::string_view name) const {
    return entries[position].first < name;
  }
};

}  // namespace

void Context::set(std::string_view name, Value value) {
  const auto at = std::lower_bound(order_.begin(), order_.end(), name, ByName{entries_});
  if (at != order_.end() && entries_[*at].first == name) {
    entries_[*at].second = std::move(value);
    return;
  }
  const auto position = static_cast<std::uint32_t>(entries_.size());
  order_.insert(at, position);
  entries_.emplace_back(std::string(name), std::move(value));
}

const Value* Context::find(std::string_view name) const {
  const auto at = std::lower_bound(order_.begin(), order_.end(), name, ByName{entries_});
  if (at == order_.end() || entries_[*at].first != name) return nullptr;
  return &entries_[*at].second;
}

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "boolean";
    case Kind::number:
      return "number";
    case Kind::date:
      return "date";
    case Kind::time:
      return "time";
    case Kind::date_time:
      return "date and time";
    case Kind::days_duration:
      return "days and time duration";
    case Kind::months_duration:
      return "years and months duration";
    case Kind::string:
      return "string";
    case Kind::list:
      return "list";
    case Kind::context:
      return "context";
    case Kind::range:
      return "range";
    case Kind::function:
      return "function";
  }
  return "";
}

namespace {

template <typename T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

bool is_identical(const Moment& a, const Moment& b) {
  return a.day == b.day && a.nanosecond == b.nanosecond && a.offset == b.offset && a.zone == b.zone;
}

// Whole seconds (DMN 1.5, table 53: the property `second` has no fraction). A local moment has no
// place among those with a zone.
std::optional<int> compare_moments(const Value& a, const Value& b) {
  const Moment &first = a.moment(), &second = b.moment();
  if (first.is_local() != second.is_local()) return std::nullopt;
  Int128 x = instant_of(first), y = instant_of(second);
  x -= x % kNanoseconds + (x % kNanoseconds < 0 ? kNanoseconds : 0);
  y -= y % kNanoseconds + (y % kNanoseconds < 0 ? kNanoseconds : 0);
  return order(x, y);
}

// `strict`: null equals null inside too and different kinds differ; otherwise FEEL's equality.
std::optional<bool> equal_to_depth(const Value& a, const Value& b, bool strict, std::size_t depth);

std::optional<bool> equal_lists(const List& a, const List& b, bool strict, std::size_t depth) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto item = equal_to_depth(a[i], b[i], strict, depth + 1);
    if (item != true) return item;
  }
  return true;
}

std::optional<bool> equal_contexts(const Context& a, const Context& b, bool strict,
                                   std::size_t depth) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, value] : a.entries()) {
    const Value* other = b.find(name);
    if (other == nullptr) return false;
    const auto item = equal_to_depth(value, *other, strict, depth + 1);
    if (item != true) return item;
  }
  return true;
}

std::optional<bool> equal_ranges(const Range& a, const Range& b, bool strict, std::size_t depth) {
  if (a.form != b.form || a.start_included != b.start_included ||
      a.end_included != b.end_included) {
    return false;
  }
  const auto start = equal_to_depth(a.start, b.start, strict, depth + 1);
  if (start != true) return start;
  return equal_to_depth(a.end, b.end, strict, depth + 1);
}

std::optional<bool> equal_to_depth(const Value& a, const Value& b, bool strict, std::size_t depth) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return strict ? std::optional<bool>(false) : std::nullopt;
  if (depth > kNestingMax) return std::nullopt;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::number:
      return a.number() == b.number();
    case Kind::date:
    case Kind::time:
    case Kind::date_time:
      return strict ? is_identical(a.moment(), b.moment()) : compare_moments(a, b) == 0;
    case Kind::days_duration:
    case Kind::months_duration:
      return a.count() == b.count();
    case Kind::string:
      return a.string() == b.string();
    case Kind::list:
      return equal_lists(a.list(), b.list(), strict, depth);
    case Kind::context:
      return equal_contexts(a.context(), b.context(), strict, depth);
    case Kind::range:
      return equal_ranges(a.range(), b.range(), strict, depth);
    case Kind::function:
      return std::nullopt;
  }
  return std::nullopt;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_value(std::string& out, const Value& value, bool quoted, std::size_t depth);

void append_context(std::string& out, const Context& context, std::size_t depth) {
  out += '{';
  for (std::size_t i = 0; i < context.size(); ++i) {
    if (i != 0) out += ", ";
    out += context.entries()[i].first;
    out += ": ";
    append_value(out, context.entries()[i].second, true, depth + 1);
  }
  out += '}';
}

void append_range(std::string& out, const Range& range, std::size_t depth) {
  if (range.form == Range::Form::equal || range.form == Range::Form::not_equal) {
    out += range.form == Range::Form::equal ? "= " : "!= ";
    return append_value(out, range.start, true, depth + 1);
  }
  if (range.form == Range::Form::below) {
    out += range.end_included ? "<= " : "< ";
    return append_value(out, range.end, true, depth + 1);
  }
  if (range.form == Range::Form::above) {
    out += range.start_included ? ">= " : "> ";
    return append_value(out, range.start, true, depth + 1);
  }
  out += range.start_included ? '[' : '(';
  if (!range.start.is_null()) append_value(out, range.start, true, depth + 1);
  out += "..";
  if (!range.end.is_null()) append_value(out, range.end, true, depth + 1);
  out += range.end_included ? ']' : ')';
}

void append_function(std::string& out, const FunctionValue& value) {
  if (value.builtin != nullptr) {
    out += value.builtin->name;
    return;
  }
  out += "function(";
  for (std::size_t i = 0; i < value.function->parameters.size(); ++i) {
    if (i != 0) out += ", ";
    out += value.function->parameters[i];
  }
  out += ')';
}

void append_value(std::string& out, const Value& value, bool quoted, std::size_t depth) {
  if (depth > kNestingMax) return;
  switch (value.kind()) {
    case Kind::null:
      out += "null";
      return;
    case Kind::boolean:
      out += value.boolean() ? "true" : "false";
      return;
    case Kind::number:
      out += to_string(value.number());
      return;
    case Kind::date:
    case Kind::time:
    case Kind::date_time:
    case Kind::days_duration:
    case Kind::months_duration:
      out += temporal_to_string(value);
      return;
    case Kind::string:
      if (quoted)
        append_quoted(out, value.string());
      else
        out += value.string();
      return;
    case Kind::list:
      out += '[';
      for (std::size_t i = 0; i < value.list().size(); ++i) {
        if (i != 0) out += ", ";
        append_value(out, value.list()[i], true, depth + 1);
      }
      out += ']';
      return;
    case Kind::context:
      append_context(out, value.context(), depth);
      return;
    case Kind::range:
      append_range(out, value.range(), depth);
      return;
    case Kind::function:
      append_function(out, value.function());
      return;
  }
}

}  // namespace

std::optional<bool> equal(const Value& a, const Value& b) { return equal_to_depth(a, b, false, 0); }

bool same(const Value& a, const Value& b) { return equal_to_depth(a, b, true, 0) == true; }

std::optional<int> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::number: {
      const auto ordering = a.number() <=> b.number();
      return ordering < 0 ? -1 : ordering > 0 ? 1 : 0;
    }
    case Kind::string: {
      const int ordering = a.string().compare(b.string());
      return ordering < 0 ? -1 : ordering > 0 ? 1 : 0;
    }
    case Kind::date:
    case Kind::time:
    case Kind::date_time:
      return compare_moments(a, b);
    case Kind::days_duration:
    case Kind::months_duration:
      return order(a.count(), b.count());
    case Kind::null:
    case Kind::boolean:
    case Kind::list:
    case Kind::context:
    case Kind::range:
    case Kind::function:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string to_string(const Value& value) {
  std::string out;
  append_value(out, value, false, 0);
  return out;
}

void State::append_reason(const char* sentence, const Place* place, std::uint32_t offset) {
  constexpr std::size_t kReasonsMax = 32;
  if (reasons_.size() >= kReasonsMax) return;
  std::string where;
  if (place != nullptr && !place->source.empty()) {
    where = fmt::format("{}, line {}", place->source, place->row);
    if (!place->field.empty()) where += fmt::format(" ({})", place->field);
    where += offset == 0 ? ": " : ", ";
  }
  if (offset != 0) where += fmt::format("offset {}: ", offset);
  reasons_.push_back(fmt::format("{}{}", where, sentence));
}

void Scope::set(std::string_view name, Value value) {
  if (const auto slot = names_->find(name)) values_[*slot] = std::move(value);
}

}  // namespace zhun::feel
