// Unary tests: what stands in a cell of a decision table, and right of `in` (DMN 1.5, 10.3.2.9).
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

bool is_point(const Value& value) {
  return value.kind() == Kind::number || value.kind() == Kind::string ||
         value.kind() == Kind::boolean || value.kind() == Kind::date;
}

bool describe_value(const Value& value, TestShape& shape) {
  if (is_point(value)) {
    shape.ranges.push_back({value, value, true, true});
    return true;
  }
  if (value.kind() != Kind::range) return false;
  const Range& range = value.range();
  if (range.form == Range::Form::not_equal) return false;
  const bool is_open = range.form == Range::Form::below || range.form == Range::Form::above;
  const bool start = is_point(range.start) || (is_open && range.start.is_null());
  if (!start || !(is_point(range.end) || (is_open && range.end.is_null()))) return false;
  shape.ranges.push_back(range);
  return true;
}

class ComparisonTest : public Test {
 public:
  ComparisonTest(Operator op, NodePtr end) : operator_(op), end_(std::move(end)) {
    adopt(*this, *end_);
    constant_ = end_->constant();
  }
  Truth holds(Frame& frame, const Value& input) const override {
    if (constant_ != nullptr) return compare_with(operator_, input, *constant_);
    Value inner;
    return compare_with(operator_, input, end_->get(frame, inner));
  }
  [[nodiscard]] bool describe(TestShape& shape) const override {
    if (constant_ == nullptr || !is_point(*constant_)) return false;
    const Value& end = *constant_;
    const bool included = operator_ == Operator::less_equal || operator_ == Operator::greater_equal;
    shape.negated = operator_ == Operator::not_equal;
    if (operator_ == Operator::less || operator_ == Operator::less_equal)
      shape.ranges.push_back({Value(), end, true, included});
    else if (operator_ == Operator::greater || operator_ == Operator::greater_equal)
      shape.ranges.push_back({end, Value(), included, true});
    else
      shape.ranges.push_back({end, end, true, true});
    return end.kind() != Kind::boolean || shape.negated || operator_ == Operator::equal;
  }

 private:
  Operator operator_;
  NodePtr end_;
  const Value* constant_ = nullptr;
};

class RangeTest : public Test {
 public:
  RangeTest(NodePtr start, bool start_included, NodePtr end, bool end_included)
      : start_(std::move(start)),
        end_(std::move(end)),
        low_(start_included ? Operator::greater_equal : Operator::greater),
        high_(end_included ? Operator::less_equal : Operator::less) {
    adopt(*this, *start_);
    adopt(*this, *end_);
  }
  Truth holds(Frame& frame, const Value& input) const override {
    Value inner;
    const Truth low = compare_with(low_, input, start_->get(frame, inner));
    if (low == Truth::no) return low;
    return conjunction(low, compare_with(high_, input, end_->get(frame, inner)));
  }
  [[nodiscard]] bool describe(TestShape& shape) const override {
    const Value *start = start_->constant(), *end = end_->constant();
    if (start == nullptr || end == nullptr || !is_point(*start) || !is_point(*end)) return false;
    shape.ranges.push_back(
        {*start, *end, low_ == Operator::greater_equal, high_ == Operator::less_equal});
    return true;
  }

 private:
  NodePtr start_, end_;
  Operator low_, high_;
};

// Equality with a value, membership of a list, or being inside a range.
class ValueTest : public Test {
 public:
  explicit ValueTest(NodePtr value) : value_(std::move(value)) { adopt(*this, *value_); }
  Truth holds(Frame& frame, const Value& input) const override {
    Value inner;
    const Value& value = value_->get(frame, inner);
    if (value.kind() == input.kind() && !value.is_list())
      return compare_with(Operator::equal, input, value);
    if (value.kind() == Kind::range) return in_range(input, value.range());
    if (value.is_list()) return in_list(frame, input, value.list());
    // Without `?` a condition holds by itself; a boolean input is compared.
    if (value.is_true() && !input.is_null()) return Truth::yes;
    return compare_with(Operator::equal, input, value);
  }
  [[nodiscard]] bool describe(TestShape& shape) const override {
    const Value* constant = value_->constant();
    if (constant == nullptr) return false;
    if (!constant->is_list()) return describe_value(*constant, shape);
    return std::all_of(constant->list().begin(), constant->list().end(),
                       [&shape](const Value& item) { return describe_value(item, shape); });
  }

 private:
  static Truth in_list(Frame& frame, const Value& input, const List& list) {
    if (!frame.state.spend(list.size())) return Truth::unknown;
    if (input.is_list() && equal(input, Value(list)) == true) return Truth::yes;
    for (const Value& item : list) {
      const Truth truth = item.kind() == Kind::range && input.kind() != Kind::range
                              ? in_range(input, item.range())
                              : compare_with(Operator::equal, input, item);
      if (truth == Truth::yes) return truth;
    }
    return Truth::no;
  }

  NodePtr value_;
};

class ConditionTest : public Test {
 public:
  explicit ConditionTest(NodePtr condition) : condition_(std::move(condition)) {
    adopt(*this, *condition_);
  }
  Truth holds(Frame& frame, const Value& input) const override {
    const Value* outer = std::exchange(frame.input, &input);
    Value inner;
    const Truth truth = truth_of(condition_->get(frame, inner));
    frame.input = outer;
    return truth;
  }

 private:
  NodePtr condition_;
};

class AnyTest : public Test {
 public:
  explicit AnyTest(std::vector<TestPtr> tests) : tests_(std::move(tests)) {
    for (const auto& test : tests_) adopt(*this, *test);
  }
  Truth holds(Frame& frame, const Value& input) const override {
    bool unknown = false;
    for (const auto& test : tests_) {
      const Truth truth = test->holds(frame, input);
      if (truth == Truth::yes) return truth;
      unknown = unknown || truth == Truth::unknown;
    }
    return unknown ? Truth::unknown : Truth::no;
  }
  [[nodiscard]] bool describe(TestShape& shape) const override {
    return std::all_of(tests_.begin(), tests_.end(), [&shape](const auto& test) {
      TestShape inner;
      if (!test->describe(inner) || inner.negated) return false;
      shape.ranges.insert(shape.ranges.end(), inner.ranges.begin(), inner.ranges.end());
      return true;
    });
  }

 private:
  std::vector<TestPtr> tests_;
};

class NotTest : public Test {
 public:
  explicit NotTest(TestPtr test) : test_(std::move(test)) { adopt(*this, *test_); }
  Truth holds(Frame& frame, const Value& input) const override {
    return negate(test_->holds(frame, input));
  }
  [[nodiscard]] bool describe(TestShape& shape) const override {
    if (!test_->describe(shape)) return false;
    shape.negated = !shape.negated;
    return true;
  }

 private:
  TestPtr test_;
};

}  // namespace

TestPtr make_comparison_test(Operator op, NodePtr end) {
  return std::make_unique<ComparisonTest>(op, std::move(end));
}
TestPtr make_value_test(NodePtr value) {
  if (const Value* constant = value->constant(); constant != nullptr &&
                                                 constant->kind() == Kind::range &&
                                                 constant->range().form == Range::Form::interval) {
    const Range& range = constant->range();
    return std::make_unique<RangeTest>(make_constant(range.start), range.start_included,
                                       make_constant(range.end), range.end_included);
  }
  return std::make_unique<ValueTest>(std::move(value));
}
TestPtr make_condition_test(NodePtr value) {
  return std::make_unique<ConditionTest>(std::move(value));
}
TestPtr make_any_test(std::vector<TestPtr> tests) {
  return std::make_unique<AnyTest>(std::move(tests));
}
TestPtr make_not_test(TestPtr test) { return std::make_unique<NotTest>(std::move(test)); }

}  // namespace zhun::feel
