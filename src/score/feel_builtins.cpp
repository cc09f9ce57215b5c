// The built-in functions of FEEL (DMN 1.5, 10.3.4) that policies use. A wrong argument gives null
// with a reason; results whose size depends on the arguments are paid for in steps.
//
// Not here, and therefore refused when a model is read: regular expressions, now() and today()
// (evaluation has no clock), sort and everything else that takes a function.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "score/feel_node.hpp"
#include "zhun/text.hpp"

namespace zhun::feel {
namespace {

using Rounding = Decimal::Rounding;

const char* const kNumber = "a number is expected";
const char* const kText = "a text is expected";
const char* const kList = "a list is expected";

const Value& nothing() {
  static const Value kNothing;
  return kNothing;
}

const Value& argument(const Arguments& a, std::size_t index) {
  return index < a.values.size() ? *a.values[index] : nothing();
}

// The items of min([1, 2]) and of min(1, 2) alike.
class Items {
 public:
  explicit Items(const Arguments& a) : arguments_(a.values) {
    if (arguments_.size() == 1 && arguments_[0]->is_list()) list_ = &arguments_[0]->list();
  }
  [[nodiscard]] std::size_t size() const {
    return list_ != nullptr ? list_->size() : arguments_.size();
  }
  const Value& operator[](std::size_t index) const {
    return list_ != nullptr ? (*list_)[index] : *arguments_[index];
  }

 private:
  std::span<const Value* const> arguments_;
  const List* list_ = nullptr;
};

// A list argument: a single value counts as a list of one, null does not.
bool take_list(Arguments& a, std::size_t index, List& storage, const List*& list) {
  const Value& value = argument(a, index);
  if (value.is_null()) {
    a.why = kList;
    return false;
  }
  if (value.is_list()) {
    list = &value.list();
  } else {
    storage = List{value};
    list = &storage;
  }
  if (!a.state.spend(list->size())) {
    a.why = "the evaluation takes too many steps";
    return false;
  }
  return true;
}

std::optional<std::int64_t> whole(const Value& value) {
  return value.is_number() ? value.number().to_int64() : std::nullopt;
}

// ---- booleans ----

Value function_not(Arguments& a) {
  const Truth truth = truth_of(argument(a, 0));
  if (truth == Truth::unknown) return a.fail("a boolean is expected");
  return Value(truth == Truth::no);
}

// all: no false; any: some true.
Value quantify(Arguments& a, bool decisive) {
  const Items items(a);
  if (a.values.size() == 1 && a.values[0]->is_null()) return a.fail(kList);
  if (!a.state.spend(items.size())) return {};
  bool unknown = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Truth truth = truth_of(items[i]);
    if (truth == (decisive ? Truth::yes : Truth::no)) return Value(decisive);
    unknown = unknown || truth == Truth::unknown;
  }
  return unknown ? Value() : Value(!decisive);
}
Value function_all(Arguments& a) { return quantify(a, false); }
Value function_any(Arguments& a) { return quantify(a, true); }

Value function_is_defined(Arguments& a) { return Value(!argument(a, 0).is_null()); }

// ---- conversion ----

Value function_string(Arguments& a) {
  const Value& value = argument(a, 0);
  if (value.is_null()) return {};
  std::string text = to_string(value);
  if (!a.state.spend(text.size() / 16)) return {};
  return text;
}

// number(from, grouping separator, decimal separator)
Value function_number(Arguments& a) {
  const Value& from = argument(a, 0);
  if (from.is_number() && a.values.size() == 1) return from;
  if (!from.is_string()) return a.fail(kText);
  std::string text = from.string();
  if (a.values.size() == 3) {
    const Value &grouping = argument(a, 1), &point = argument(a, 2);
    for (const Value* separator : {&grouping, &point}) {
      if (!separator->is_null() && !separator->is_string()) return a.fail(kText);
    }
    const std::string group = grouping.is_null() ? "" : grouping.string();
    const std::string decimal = point.is_null() ? "." : point.string();
    if ((group != "" && group != " " && group != "." && group != ",") ||
        (decimal != "." && decimal != ",") || group == decimal) {
      return a.fail("the separators are not allowed");
    }
    if (!group.empty()) std::erase(text, group[0]);
    if (decimal == "," && text.find('.') != std::string::npos)
      return a.fail("the text is not a number");
    std::replace(text.begin(), text.end(), decimal[0], '.');
  }
  const auto number = Decimal::parse(text);
  if (!number) return a.fail("the text is not a number");
  return *number;
}

Value function_date(Arguments& a) {
  const Value& from = argument(a, 0);
  if (a.values.size() == 3) {
    const auto year = whole(from), month = whole(argument(a, 1)), day = whole(argument(a, 2));
    if (!year || !month || !day || *year < 0 || *year > 9999 || *month < 1 || *month > 12 ||
        *day < 1 || *day > 31) {
      return a.fail("there is no such day");
    }
    const auto date =
        Date::from_ymd(static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day));
    if (!date) return a.fail("there is no such day");
    return *date;
  }
  if (from.kind() == Kind::date) return from;
  if (from.kind() == Kind::date_time) return from.date_time().date;
  if (!from.is_string()) return a.fail(kText);
  Value date = parse_iso_date(from.string());
  if (date.is_null()) return a.fail("the text is not a date");
  return date;
}

Value function_time(Arguments& a) {
  const Value& from = argument(a, 0);
  if (a.values.size() == 3) {
    const auto hour = whole(from), minute = whole(argument(a, 1)), second = whole(argument(a, 2));
    if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 ||
        *second < 0 || *second > 59) {
      return a.fail("there is no such time");
    }
    return Value::temporal(Kind::time, *hour * 3600 + *minute * 60 + *second);
  }
  if (from.kind() == Kind::time) return from;
  if (from.kind() == Kind::date) return Value::temporal(Kind::time, 0);
  if (from.kind() == Kind::date_time)
    return Value::temporal(Kind::time, from.date_time().second_of_day);
  if (!from.is_string()) return a.fail(kText);
  Value time = parse_iso_time(from.string());
  if (time.is_null()) return a.fail("the text is not a time");
  return time;
}

Value function_date_and_time(Arguments& a) {
  const Value& from = argument(a, 0);
  if (a.values.size() == 2) {
    const Value& time = argument(a, 1);
    if ((from.kind() != Kind::date && from.kind() != Kind::date_time) ||
        time.kind() != Kind::time) {
      return a.fail("a date and a time are expected");
    }
    const Date date = from.kind() == Kind::date ? from.date() : from.date_time().date;
    return DateTime{date, static_cast<std::int32_t>(time.count())};
  }
  if (from.kind() == Kind::date_time) return from;
  if (from.kind() == Kind::date) return DateTime{from.date(), 0};
  if (!from.is_string()) return a.fail(kText);
  Value moment = parse_iso_date_time(from.string());
  if (moment.is_null()) return a.fail("the text is not a date and time");
  return moment;
}

Value function_duration(Arguments& a) {
  const Value& from = argument(a, 0);
  if (from.kind() == Kind::days_duration || from.kind() == Kind::months_duration) return from;
  if (!from.is_string()) return a.fail(kText);
  Value value = parse_duration(from.string());
  if (value.is_null()) return a.fail("the text is not a duration");
  return value;
}

std::optional<Date> date_of(const Value& value) {
  if (value.kind() == Kind::date) return value.date();
  if (value.kind() == Kind::date_time) return value.date_time().date;
  return std::nullopt;
}

Value function_months_between(Arguments& a) {  // years and months duration(from, to)
  const auto from = date_of(argument(a, 0)), to = date_of(argument(a, 1));
  if (!from || !to) return a.fail("two dates are expected");
  const bool forward = *from <= *to;
  const Date first = forward ? *from : *to, last = forward ? *to : *from;
  int months = last.month().minus(first.month());
  if (last.day() < first.day()) --months;
  return Value::temporal(Kind::months_duration, forward ? months : -months);
}

Value function_day_of_week(Arguments& a) {
  static constexpr std::array<const char*, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
  const auto date = date_of(argument(a, 0));
  if (!date) return a.fail("a date is expected");
  return kDays[static_cast<std::size_t>(date->weekday())];
}

Value function_month_of_year(Arguments& a) {
  static constexpr std::array<const char*, 12> kMonths{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto date = date_of(argument(a, 0));
  if (!date) return a.fail("a date is expected");
  return kMonths[static_cast<std::size_t>(date->month_of_year() - 1)];
}

Value function_day_of_year(Arguments& a) {
  const auto date = date_of(argument(a, 0));
  if (!date) return a.fail("a date is expected");
  return date->minus(Date::first_of(Month(date->year(), 1))) + 1;
}

// ---- texts ----

using TextTest = bool (*)(const std::string&, const std::string&);
Value compare_texts(Arguments& a, TextTest test) {
  const Value &text = argument(a, 0), &part = argument(a, 1);
  if (!text.is_string() || !part.is_string()) return a.fail(kText);
  return Value(test(text.string(), part.string()));
}
Value function_contains(Arguments& a) {
  return compare_texts(
      a, [](const std::string& s, const std::string& p) { return s.find(p) != s.npos; });
}
Value function_starts_with(Arguments& a) {
  return compare_texts(a,
                       [](const std::string& s, const std::string& p) { return s.starts_with(p); });
}
Value function_ends_with(Arguments& a) {
  return compare_texts(a,
                       [](const std::string& s, const std::string& p) { return s.ends_with(p); });
}

Value function_string_length(Arguments& a) {
  const Value& text = argument(a, 0);
  if (!text.is_string()) return a.fail(kText);
  return static_cast<std::int64_t>(code_points(text.string()).size());
}

// substring(string, start position, length): code points, 1-based, negative from the end.
Value function_substring(Arguments& a) {
  const Value& text = argument(a, 0);
  const auto start = whole(argument(a, 1));
  if (!text.is_string() || !start || *start == 0)
    return a.fail("a text and a position are expected");
  const auto points = code_points(text.string());
  const auto size = static_cast<std::int64_t>(points.size());
  std::int64_t count = size;
  if (!argument(a, 2).is_null()) {
    const auto length = whole(argument(a, 2));
    if (!length || *length < 1) return a.fail("a length of at least one is expected");
    count = std::min(*length, size);
  }
  if (*start > size || *start < -size) return a.fail("the position is outside the text");
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::string out;
  for (std::int64_t i = first; i < size && i < first + count; ++i) {
    out += points[static_cast<std::size_t>(i)];
  }
  return out;
}

Value function_substring_before(Arguments& a) {
  const Value &text = argument(a, 0), &part = argument(a, 1);
  if (!text.is_string() || !part.is_string()) return a.fail(kText);
  const std::size_t at = text.string().find(part.string());
  return at == std::string::npos ? std::string() : text.string().substr(0, at);
}

Value function_substring_after(Arguments& a) {
  const Value &text = argument(a, 0), &part = argument(a, 1);
  if (!text.is_string() || !part.is_string()) return a.fail(kText);
  const std::size_t at = text.string().find(part.string());
  return at == std::string::npos ? std::string() : text.string().substr(at + part.string().size());
}

// ASCII letters only: what policies compare are codes.
Value change_case(Arguments& a, char from, char to, int by) {
  const Value& text = argument(a, 0);
  if (!text.is_string()) return a.fail(kText);
  std::string out = text.string();
  for (char& c : out) {
    if (c >= from && c <= to) c = static_cast<char>(c + by);
  }
  return out;
}
Value function_upper_case(Arguments& a) { return change_case(a, 'a', 'z', 'A' - 'a'); }
Value function_lower_case(Arguments& a) { return change_case(a, 'A', 'Z', 'a' - 'A'); }

// The delimiter is a plain text; one with a special sign of regular expressions is refused with
// null.
Value function_split(Arguments& a) {
  const Value &text = argument(a, 0), &delimiter = argument(a, 1);
  if (!text.is_string() || !delimiter.is_string() || delimiter.string().empty())
    return a.fail(kText);
  std::string sign = delimiter.string();
  if (sign.size() == 2 && sign[0] == '\\')
    sign.erase(0, 1);
  else if (sign.find_first_of(".^$*+?()[]{}|\\") != std::string::npos) {
    return a.fail("the delimiter is a pattern, which zhun does not evaluate");
  }
  if (!a.state.spend(text.string().size() / 4)) return {};
  List parts;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = text.string().find(sign, at);
    parts.emplace_back(text.string().substr(at, end == std::string::npos ? end : end - at));
    if (end == std::string::npos) return parts;
    at = end + sign.size();
  }
}

Value function_string_join(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  const Value& delimiter = argument(a, 1);
  if (!delimiter.is_null() && !delimiter.is_string()) return a.fail(kText);
  std::string out;
  bool first = true;
  for (const Value& item : *list) {
    if (item.is_null()) continue;
    if (!item.is_string()) return a.fail(kText);
    if (!first && delimiter.is_string()) out += delimiter.string();
    out += item.string();
    first = false;
    if (!a.state.spend(item.string().size() / 16)) return {};
  }
  return out;
}

// ---- lists ----

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

std::optional<Decimal> total(Arguments& a, const Items& items) {
  if (!a.state.spend(items.size())) return std::nullopt;
  Decimal sum;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is_number()) {
      a.why = kNumber;
      return std::nullopt;
    }
    sum += items[i].number();
  }
  if (items.size() == 0) {
    a.why = "the list is empty";
    return std::nullopt;
  }
  return sum;
}

Value function_sum(Arguments& a) {
  const auto sum = total(a, Items(a));
  return sum ? Value(*sum) : Value();
}

Value function_mean(Arguments& a) {
  const Items items(a);
  const auto sum = total(a, items);
  if (!sum) return {};
  return *divide(*sum, Decimal(static_cast<std::int64_t>(items.size())));
}

Value function_product(Arguments& a) {
  const Items items(a);
  if (!total(a, items)) return {};
  Decimal product = 1;
  for (std::size_t i = 0; i < items.size(); ++i) product = product * items[i].number();
  return product;
}

Value function_median(Arguments& a) {
  const Items items(a);
  if (!total(a, items)) return {};
  std::vector<Decimal> numbers;
  for (std::size_t i = 0; i < items.size(); ++i) numbers.push_back(items[i].number());
  std::sort(numbers.begin(), numbers.end());
  const std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return numbers[middle];
  return *divide(numbers[middle - 1] + numbers[middle], 2);
}

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
  return Value(std::any_of(list->begin(), list->end(),
                           [&](const Value& item) { return same(item, argument(a, 1)); }));
}

Value function_append(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (argument(a, 0).is_null()) return a.fail(kList);
  if (!take_list(a, 0, storage, list)) return {};
  List out = *list;
  for (std::size_t i = 1; i < a.values.size(); ++i) out.push_back(*a.values[i]);
  return out;
}

Value function_concatenate(Arguments& a) {
  List out;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
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
  for (std::size_t i = 0; i < a.values.size(); ++i) {
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
    if (same((*list)[i], argument(a, 1))) out.emplace_back(static_cast<std::int64_t>(i + 1));
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
  const auto start = whole(argument(a, 1));
  const auto size = static_cast<std::int64_t>(list->size());
  if (!start || *start == 0 || *start > size || *start < -size)
    return a.fail("the position is outside the list");
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::int64_t last = size;
  if (!argument(a, 2).is_null()) {
    const auto length = whole(argument(a, 2));
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
  const auto position = whole(argument(a, 1));
  const auto size = static_cast<std::int64_t>(list->size());
  if (!position || *position == 0 || *position > size || *position < -size) {
    return a.fail("the position is outside the list");
  }
  List out = *list;
  out.insert(out.begin() + (*position > 0 ? *position - 1 : size + *position), argument(a, 2));
  return out;
}

Value function_remove(Arguments& a) {
  List storage;
  const List* list = nullptr;
  if (!take_list(a, 0, storage, list)) return {};
  const auto position = whole(argument(a, 1));
  const auto size = static_cast<std::int64_t>(list->size());
  if (!position || *position == 0 || *position > size || *position < -size) {
    return a.fail("the position is outside the list");
  }
  List out = *list;
  out.erase(out.begin() + (*position > 0 ? *position - 1 : size + *position));
  return out;
}

// ---- contexts ----

Value function_get_value(Arguments& a) {
  if (!argument(a, 0).is_context() || !argument(a, 1).is_string()) {
    return a.fail("a context and a text are expected");
  }
  const Value* found = argument(a, 0).member(argument(a, 1).string());
  return found != nullptr ? *found : Value();
}

Value function_get_entries(Arguments& a) {
  if (!argument(a, 0).is_context()) return a.fail("a context is expected");
  List out;
  for (const auto& [name, value] : argument(a, 0).context().entries()) {
    Context entry;
    entry.set("key", name);
    entry.set("value", value);
    out.emplace_back(std::move(entry));
  }
  return out;
}

// ---- numbers ----

// decimal(n, scale), round up(n, scale), ...: the scale may be left out where `default_scale`.
Value round_with(Arguments& a, Rounding mode) {
  const Value& number = argument(a, 0);
  if (!number.is_number()) return a.fail(kNumber);
  std::int64_t scale = 0;
  if (a.values.size() == 2) {
    const Value& digits = argument(a, 1);
    if (!digits.is_number()) return a.fail(kNumber);
    const auto value = digits.number().rounded(0, Rounding::down).to_int64();
    constexpr std::int64_t kScaleMax = 6176;
    if (!value || *value < -kScaleMax + 65 || *value > kScaleMax)
      return a.fail("the scale is outside its bounds");
    scale = *value;
  }
  return number.number().rounded(static_cast<int>(scale), mode);
}
Value function_decimal(Arguments& a) { return round_with(a, Rounding::half_even); }
Value function_floor(Arguments& a) { return round_with(a, Rounding::floor); }
Value function_ceiling(Arguments& a) { return round_with(a, Rounding::ceiling); }
Value function_round_up(Arguments& a) { return round_with(a, Rounding::up); }
Value function_round_down(Arguments& a) { return round_with(a, Rounding::down); }
Value function_round_half_up(Arguments& a) { return round_with(a, Rounding::half_up); }
Value function_round_half_down(Arguments& a) { return round_with(a, Rounding::half_down); }

Value function_abs(Arguments& a) {
  const Value& value = argument(a, 0);
  if (value.kind() == Kind::days_duration || value.kind() == Kind::months_duration) {
    return Value::temporal(value.kind(), value.count() < 0 ? -value.count() : value.count());
  }
  if (!value.is_number()) return a.fail(kNumber);
  return value.number().is_negative() ? -value.number() : value.number();
}

// The result has the sign of the divisor: dividend - divisor * floor(dividend / divisor).
Value function_modulo(Arguments& a) {
  if (!argument(a, 0).is_number() || !argument(a, 1).is_number()) return a.fail(kNumber);
  const Decimal &dividend = argument(a, 0).number(), &divisor = argument(a, 1).number();
  const auto quotient = divide(dividend, divisor);
  if (!quotient) return a.fail("division by zero");
  return dividend - divisor * quotient->rounded(0, Rounding::floor);
}

Value function_sqrt(Arguments& a) {
  if (!argument(a, 0).is_number()) return a.fail(kNumber);
  const auto root = square_root(argument(a, 0).number());
  if (!root) return a.fail("the root of a negative number");
  return *root;
}

Value parity(Arguments& a, bool odd) {
  if (!argument(a, 0).is_number()) return a.fail(kNumber);
  const Decimal& number = argument(a, 0).number();
  if (!number.is_integer()) return a.fail("a whole number is expected");
  const Decimal half = number * Decimal::from_scaled(5, -1);
  return Value(half.is_integer() != odd);
}
Value function_odd(Arguments& a) { return parity(a, true); }
Value function_even(Arguments& a) { return parity(a, false); }

constexpr std::uint8_t kAny = 255;

const std::vector<Builtin>& builtins() {
  static const std::vector<Builtin> kBuiltins{
      {"not", 1, 1, {"negand"}, function_not},
      {"all", 1, kAny, {"list"}, function_all},
      {"any", 1, kAny, {"list"}, function_any},
      {"is defined", 1, 1, {"value"}, function_is_defined},
      {"string", 1, 1, {"from"}, function_string},
      {"number", 1, 1, {"from"}, function_number},
      {"number", 3, 3, {"from", "grouping separator", "decimal separator"}, function_number},
      {"date", 1, 1, {"from"}, function_date},
      {"date", 3, 3, {"year", "month", "day"}, function_date},
      {"time", 1, 1, {"from"}, function_time},
      {"time", 3, 3, {"hour", "minute", "second"}, function_time},
      {"date and time", 1, 1, {"from"}, function_date_and_time},
      {"date and time", 2, 2, {"date", "time"}, function_date_and_time},
      {"duration", 1, 1, {"from"}, function_duration},
      {"years and months duration", 2, 2, {"from", "to"}, function_months_between},
      {"day of week", 1, 1, {"date"}, function_day_of_week},
      {"month of year", 1, 1, {"date"}, function_month_of_year},
      {"day of year", 1, 1, {"date"}, function_day_of_year},
      {"contains", 2, 2, {"string", "match"}, function_contains},
      {"starts with", 2, 2, {"string", "match"}, function_starts_with},
      {"ends with", 2, 2, {"string", "match"}, function_ends_with},
      {"string length", 1, 1, {"string"}, function_string_length},
      {"substring", 2, 3, {"string", "start position", "length"}, function_substring},
      {"substring before", 2, 2, {"string", "match"}, function_substring_before},
      {"substring after", 2, 2, {"string", "match"}, function_substring_after},
      {"upper case", 1, 1, {"string"}, function_upper_case},
      {"lower case", 1, 1, {"string"}, function_lower_case},
      {"split", 2, 2, {"string", "delimiter"}, function_split},
      {"string join", 1, 2, {"list", "delimiter"}, function_string_join},
      {"min", 1, kAny, {"list"}, function_min},
      {"max", 1, kAny, {"list"}, function_max},
      {"sum", 1, kAny, {"list"}, function_sum},
      {"mean", 1, kAny, {"list"}, function_mean},
      {"product", 1, kAny, {"list"}, function_product},
      {"median", 1, kAny, {"list"}, function_median},
      {"count", 1, 1, {"list"}, function_count},
      {"list contains", 2, 2, {"list", "element"}, function_list_contains},
      {"append", 2, kAny, {"list", "item"}, function_append},
      {"concatenate", 1, kAny, {"list"}, function_concatenate},
      {"flatten", 1, 1, {"list"}, function_flatten},
      {"distinct values", 1, 1, {"list"}, function_distinct_values},
      {"union", 1, kAny, {"list"}, function_union},
      {"index of", 2, 2, {"list", "match"}, function_index_of},
      {"reverse", 1, 1, {"list"}, function_reverse},
      {"sublist", 2, 3, {"list", "start position", "length"}, function_sublist},
      {"insert before", 3, 3, {"list", "position", "newItem"}, function_insert_before},
      {"remove", 2, 2, {"list", "position"}, function_remove},
      {"get value", 2, 2, {"m", "key"}, function_get_value},
      {"get entries", 1, 1, {"m"}, function_get_entries},
      {"decimal", 2, 2, {"n", "scale"}, function_decimal},
      {"round", 2, 2, {"n", "scale"}, function_decimal},
      {"floor", 1, 2, {"n", "scale"}, function_floor},
      {"ceiling", 1, 2, {"n", "scale"}, function_ceiling},
      {"round up", 2, 2, {"n", "scale"}, function_round_up},
      {"round down", 2, 2, {"n", "scale"}, function_round_down},
      {"round half up", 2, 2, {"n", "scale"}, function_round_half_up},
      {"round half down", 2, 2, {"n", "scale"}, function_round_half_down},
      {"abs", 1, 1, {"n"}, function_abs},
      {"modulo", 2, 2, {"dividend", "divisor"}, function_modulo},
      {"sqrt", 1, 1, {"number"}, function_sqrt},
      {"odd", 1, 1, {"number"}, function_odd},
      {"even", 1, 1, {"number"}, function_even},
  };
  return kBuiltins;
}

}  // namespace

std::vector<const Builtin*> builtins_named(std::string_view name) {
  std::vector<const Builtin*> found;
  for (const auto& builtin : builtins()) {
    if (builtin.name == name) found.push_back(&builtin);
  }
  return found;
}

const Builtin* find_builtin(std::string_view name, std::size_t arguments) {
  for (const auto& builtin : builtins()) {
    const bool fits = arguments >= builtin.arguments_min &&
                      (builtin.arguments_max == kAny || arguments <= builtin.arguments_max);
    if (builtin.name == name && fits) return &builtin;
  }
  return nullptr;
}

std::size_t match_builtin(std::span<const std::string_view> words) {
  std::string text;
  std::size_t best = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += ' ';
    text += words[i];
    const bool known = std::any_of(builtins().begin(), builtins().end(),
                                   [&](const Builtin& builtin) { return builtin.name == text; });
    if (known) best = i + 1;
  }
  return best;
}

}  // namespace zhun::feel
