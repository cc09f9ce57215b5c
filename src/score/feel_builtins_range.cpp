// Built-in functions on ranges (DMN 1.5, 10.3.4.9, table 78) and range().
#include <algorithm>
#include <array>
#include <optional>

#include "score/feel_lexer.hpp"
#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

// A point or a range; a point is the range from itself to itself. An end that is null is infinite.
struct Span {
  Value start, end;
  bool start_included = true, end_included = true;
  bool is_point = false;
};

std::optional<Span> span_of(const Value& value) {
  if (value.kind() != Kind::range) {
    if (value.is_null() || !compare(value, value)) return std::nullopt;
    return Span{value, value, true, true, true};
  }
  const Range& range = value.range();
  if (range.form == Range::Form::not_equal) return std::nullopt;
  return Span{range.start, range.end, range.start_included, range.end_included, false};
}

class SpanOrder {
 public:
  // A start that is null is before everything, an end that is null after everything.
  int starts(const Span& a, const Span& b) { return order(a.start, b.start, -1, -1); }
  int ends(const Span& a, const Span& b) { return order(a.end, b.end, 1, 1); }
  int end_to_start(const Span& a, const Span& b) { return order(a.end, b.start, 1, -1); }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  int order(const Value& a, const Value& b, int infinite_a, int infinite_b) {
    if (a.is_null() && b.is_null()) return infinite_a == infinite_b ? 0 : infinite_a;
    if (a.is_null()) return infinite_a;
    if (b.is_null()) return -infinite_b;
    const auto result = compare(a, b);
    failed_ = failed_ || !result;
    return result.value_or(0);
  }
  bool failed_ = false;
};

using Relation = bool (*)(SpanOrder&, const Span&, const Span&);

bool before(SpanOrder& order, const Span& a, const Span& b) {
  const int gap = order.end_to_start(a, b);
  return gap < 0 || (gap == 0 && !(a.end_included && b.start_included));
}
bool meets(SpanOrder& order, const Span& a, const Span& b) {
  return a.end_included && b.start_included && order.end_to_start(a, b) == 0;
}
bool overlaps(SpanOrder& order, const Span& a, const Span& b) {
  return !before(order, a, b) && !before(order, b, a);
}
bool starts_earlier(SpanOrder& order, const Span& a, const Span& b) {
  const int start = order.starts(a, b);
  return start < 0 || (start == 0 && a.start_included && !b.start_included);
}
bool ends_earlier(SpanOrder& order, const Span& a, const Span& b) {
  const int end = order.ends(a, b);
  return end < 0 || (end == 0 && !a.end_included && b.end_included);
}
bool overlaps_before(SpanOrder& order, const Span& a, const Span& b) {
  return starts_earlier(order, a, b) && overlaps(order, a, b) && !ends_earlier(order, b, a);
}
bool overlaps_after(SpanOrder& order, const Span& a, const Span& b) {
  return starts_earlier(order, b, a) && overlaps(order, a, b) && !ends_earlier(order, a, b);
}
bool finishes(SpanOrder& order, const Span& a, const Span& b) {
  return order.ends(a, b) == 0 && a.end_included == b.end_included && !starts_earlier(order, a, b);
}
bool starts(SpanOrder& order, const Span& a, const Span& b) {
  return order.starts(a, b) == 0 && a.start_included == b.start_included &&
         !ends_earlier(order, b, a);
}
bool includes(SpanOrder& order, const Span& a, const Span& b) {
  return !starts_earlier(order, b, a) && !ends_earlier(order, a, b);
}
bool coincides(SpanOrder& order, const Span& a, const Span& b) {
  return order.starts(a, b) == 0 && order.ends(a, b) == 0 && a.start_included == b.start_included &&
         a.end_included == b.end_included;
}

// `points`: which of the two may be a point.
struct Points {
  bool first, second;
};

Value relate(Arguments& a, Relation relation, bool swapped, Points points) {
  const auto x = span_of(single(a[0])), y = span_of(single(a[1]));
  if (!x || !y || (x->is_point && !points.first) || (y->is_point && !points.second))
    return a.fail("ranges or points that can be ordered are expected");
  SpanOrder order;
  const bool holds = swapped ? relation(order, *y, *x) : relation(order, *x, *y);
  if (order.failed()) return a.fail("the values cannot be compared");
  return Value(holds);
}

Value function_before(Arguments& a) { return relate(a, before, false, {true, true}); }
Value function_after(Arguments& a) { return relate(a, before, true, {true, true}); }
Value function_meets(Arguments& a) { return relate(a, meets, false, {false, false}); }
Value function_met_by(Arguments& a) { return relate(a, meets, true, {false, false}); }
Value function_overlaps(Arguments& a) { return relate(a, overlaps, false, {false, false}); }
Value function_overlaps_before(Arguments& a) {
  return relate(a, overlaps_before, false, {false, false});
}
Value function_overlaps_after(Arguments& a) {
  return relate(a, overlaps_after, false, {false, false});
}
Value function_finishes(Arguments& a) { return relate(a, finishes, false, {true, false}); }
Value function_finished_by(Arguments& a) { return relate(a, finishes, true, {false, true}); }
Value function_includes(Arguments& a) { return relate(a, includes, false, {false, true}); }
Value function_during(Arguments& a) { return relate(a, includes, true, {true, false}); }
Value function_starts(Arguments& a) { return relate(a, starts, false, {true, false}); }
Value function_started_by(Arguments& a) { return relate(a, starts, true, {false, true}); }
Value function_coincides(Arguments& a) {
  const bool mixed = (single(a[0]).kind() == Kind::range) != (single(a[1]).kind() == Kind::range);
  if (mixed) return a.fail("two points or two ranges are expected");
  return relate(a, coincides, false, {true, true});
}

// Only literals: numbers, texts, and dates, times and durations of texts.
bool has_only_literals(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kWords{"date", "and", "time", "duration"};
  LexerError error;
  const auto tokens = split_tokens(text, error);
  if (error.sentence != nullptr) return false;
  return std::all_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.kind != TokenKind::name ||
           std::find(kWords.begin(), kWords.end(), token.text) != kWords.end();
  });
}

// range("[1..3]")
Value function_range(Arguments& a) {
  constexpr std::size_t kTextMax = 1000;
  constexpr const char* kNoRange = "the text is not a range of literals";
  const Value& from = single(a[0]);
  if (!from.is_string()) return a.fail(kWantsText);
  const std::string& text = from.string();
  if (text.size() > kTextMax || !a.state.spend(text.size()) || !has_only_literals(text))
    return a.fail(kNoRange);
  static const Names kNone;
  const Limits limits;
  Environment environment;
  environment.names = &kNone;
  environment.limits = &limits;
  const auto node = parse_expression(text, environment, {});
  if (!node || (*node)->constant() == nullptr || (*node)->constant()->kind() != Kind::range ||
      (*node)->constant()->range().form != Range::Form::interval) {
    return a.fail(kNoRange);
  }
  return *(*node)->constant();
}

}  // namespace

void add_range_builtins(Builtins& all) {
  struct Named {
    std::string_view name;
    Value (*function)(Arguments&);
    bool first_point, second_point;
  };
  static constexpr Named kRelations[] = {
      {"before", function_before, true, true},
      {"after", function_after, true, true},
      {"meets", function_meets, false, false},
      {"met by", function_met_by, false, false},
      {"overlaps", function_overlaps, false, false},
      {"overlaps before", function_overlaps_before, false, false},
      {"overlaps after", function_overlaps_after, false, false},
      {"finishes", function_finishes, true, false},
      {"finished by", function_finished_by, false, true},
      {"includes", function_includes, false, true},
      {"during", function_during, true, false},
      {"starts", function_starts, true, false},
      {"started by", function_started_by, false, true},
      {"coincides", function_coincides, true, true},
  };
  for (const auto& [name, function, first_point, second_point] : kRelations) {
    all.push_back({name, 2, 2, {"range1", "range2"}, function});
    if (first_point) all.push_back({name, 2, 2, {"point", "range"}, function});
    if (second_point) all.push_back({name, 2, 2, {"range", "point"}, function});
    if (first_point && second_point) all.push_back({name, 2, 2, {"point1", "point2"}, function});
  }
  all.push_back({"range", 1, 1, {"from"}, function_range});
}

}  // namespace zhun::feel
