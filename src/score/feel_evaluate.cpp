// Evaluation of FEEL: the nodes of compiled expressions and the tests of cells (DMN 1.5, 10.3.2).
//
// Errors give null with a reason. Loops, calls and lists pay for their work in State steps.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel.hpp"
#include "score/feel_node.hpp"

namespace zhun::feel {

// ---- arithmetic and order ----

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
      case Operator::power: {
        const auto exponent = b.to_int64();
        if (!exponent) {
          *why = "the exponent is not a whole number";
          return {};
        }
        if (const auto result = power(a, *exponent)) return *result;
        *why = "zero to a negative power";
        return {};
      }
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

Truth negate(Truth truth) {
  return truth == Truth::unknown ? Truth::unknown : truth == Truth::yes ? Truth::no : Truth::yes;
}

Truth conjunction(Truth a, Truth b) {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
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
  Truth low = Truth::yes, high = Truth::yes;
  if (!range.start.is_null()) {
    low = compare_with(range.start_included ? Operator::greater_equal : Operator::greater, value,
                       range.start);
  }
  if (!range.end.is_null()) {
    high =
        compare_with(range.end_included ? Operator::less_equal : Operator::less, value, range.end);
  }
  return conjunction(low, high);
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
      const Value* found = item.member(name);
      members.push_back(found != nullptr ? *found : Value());
    }
    return members;
  }
  Value value = temporal_property(object, name);
  if (value.is_null())
    *why = object.is_null() ? "a member of null" : "the value has no such member";
  return value;
}

namespace {

// ---- values and names ----

class ConstantNode : public Node {
 public:
  explicit ConstantNode(Value value) : value_(std::move(value)) {}
  const Value& get(Frame&, Value&) const override { return value_; }
  [[nodiscard]] const Value* constant() const override { return &value_; }

 private:
  const Value value_;
};

class SlotNode : public Node {
 public:
  explicit SlotNode(std::uint32_t slot) : slot_(slot) {}
  const Value& get(Frame& frame, Value&) const override { return frame.slots[slot_]; }

 private:
  std::uint32_t slot_;
};

class LocalNode : public Node {
 public:
  explicit LocalNode(std::uint32_t index) : index_(index) {}
  const Value& get(Frame& frame, Value&) const override { return frame.local(index_); }

 private:
  std::uint32_t index_;
};

class InputNode : public Node {
 public:
  const Value& get(Frame& frame, Value& storage) const override {
    return frame.input != nullptr ? *frame.input : storage = Value();
  }
};

class ItemMemberNode : public Node {
 public:
  ItemMemberNode(std::uint32_t item, std::string name, NodePtr otherwise)
      : item_(item), name_(std::move(name)), otherwise_(std::move(otherwise)) {
    if (otherwise_ != nullptr) adopt(*this, *otherwise_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    if (const Value* member = frame.local(item_).member(name_)) return *member;
    if (otherwise_ != nullptr) return otherwise_->get(frame, storage);
    return fail(frame, storage, "the item has no such member");
  }

 private:
  std::uint32_t item_;
  std::string name_;
  NodePtr otherwise_;
};

// ---- operators ----

class ArithmeticNode : public Node {
 public:
  explicit ArithmeticNode(Chain chain) : chain_(std::move(chain)) {
    for (const auto& operand : chain_.operands) adopt(*this, *operand);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value first;
    const Value* left = &chain_.operands[0]->get(frame, first);
    Value result;
    for (std::size_t i = 0; i < chain_.operators.size(); ++i) {
      Value second;
      const Value& right = chain_.operands[i + 1]->get(frame, second);
      const char* why = nullptr;
      result = calculate(chain_.operators[i], *left, right, &why);
      if (why != nullptr) frame.state.note(why, frame.place, offset);
      if (result.is_string() && !frame.state.spend(result.string().size() / 16)) {
        return storage = Value();
      }
      left = &result;
    }
    return storage = std::move(result);
  }

 private:
  Chain chain_;
};

class NegationNode : public Node {
 public:
  explicit NegationNode(NodePtr operand) : operand_(std::move(operand)) { adopt(*this, *operand_); }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& value = operand_->get(frame, inner);
    if (value.is_number()) return storage = Value(-value.number());
    if (value.kind() == Kind::days_duration || value.kind() == Kind::months_duration) {
      return storage = Value::temporal(value.kind(), -value.count());
    }
    return fail(frame, storage, "only numbers and durations can be negated");
  }

 private:
  NodePtr operand_;
};

class ComparisonNode : public Node {
 public:
  ComparisonNode(Operator op, NodePtr left, NodePtr right)
      : operator_(op), left_(std::move(left)), right_(std::move(right)) {
    adopt(*this, *left_);
    adopt(*this, *right_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value first, second;
    const Value& left = left_->get(frame, first);
    const Value& right = right_->get(frame, second);
    const Truth truth = compare_with(operator_, left, right);
    if (truth == Truth::unknown) return fail(frame, storage, "values that cannot be compared");
    return storage = Value(truth == Truth::yes);
  }

 private:
  Operator operator_;
  NodePtr left_, right_;
};

// and: decided by the first false; or: by the first true; otherwise null if any operand is neither.
class LogicNode : public Node {
 public:
  LogicNode(Truth decisive, std::vector<NodePtr> operands)
      : decisive_(decisive), operands_(std::move(operands)) {
    for (const auto& operand : operands_) adopt(*this, *operand);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    bool unknown = false;
    for (const auto& operand : operands_) {
      Value inner;
      const Truth truth = truth_of(operand->get(frame, inner));
      if (truth == decisive_) return storage = value_of(decisive_);
      unknown = unknown || truth == Truth::unknown;
    }
    return storage = unknown ? Value() : value_of(negate(decisive_));
  }

 private:
  Truth decisive_;
  std::vector<NodePtr> operands_;
};

class BetweenNode : public Node {
 public:
  BetweenNode(NodePtr value, NodePtr low, NodePtr high)
      : value_(std::move(value)), low_(std::move(low)), high_(std::move(high)) {
    adopt(*this, *value_);
    adopt(*this, *low_);
    adopt(*this, *high_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value a, b, c;
    const Value& value = value_->get(frame, a);
    const Truth low = compare_with(Operator::greater_equal, value, low_->get(frame, b));
    const Truth high = compare_with(Operator::less_equal, value, high_->get(frame, c));
    return storage = value_of(conjunction(low, high));
  }

 private:
  NodePtr value_, low_, high_;
};

class InNode : public Node {
 public:
  InNode(NodePtr value, TestPtr test) : value_(std::move(value)), test_(std::move(test)) {
    adopt(*this, *value_);
    adopt(*this, *test_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& value = value_->get(frame, inner);
    return storage = value_of(test_->holds(frame, value));
  }

 private:
  NodePtr value_;
  TestPtr test_;
};

class IfNode : public Node {
 public:
  IfNode(NodePtr condition, NodePtr then, NodePtr otherwise)
      : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {
    adopt(*this, *condition_);
    adopt(*this, *then_);
    adopt(*this, *otherwise_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const bool chosen = condition_->get(frame, inner).is_true();
    return (chosen ? then_ : otherwise_)->get(frame, storage);
  }

 private:
  NodePtr condition_, then_, otherwise_;
};

// ---- lists, contexts, ranges ----

class ListNode : public Node {
 public:
  explicit ListNode(std::vector<NodePtr> items) : items_(std::move(items)) {
    for (const auto& item : items_) adopt(*this, *item);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    List list;
    list.reserve(items_.size());
    for (const auto& item : items_) list.push_back(item->evaluate(frame));
    return storage = Value(std::move(list));
  }

 private:
  std::vector<NodePtr> items_;
};

class ContextNode : public Node {
 public:
  ContextNode(std::vector<ContextEntry> entries, NodePtr result)
      : entries_(std::move(entries)), result_(std::move(result)) {
    for (const auto& entry : entries_) adopt(*this, *entry.value);
    if (result_ != nullptr) adopt(*this, *result_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Context context;
    for (const auto& entry : entries_) {
      Value value = entry.value->evaluate(frame);
      frame.local(entry.local) = value;
      if (result_ == nullptr) context.set(entry.name, std::move(value));
    }
    return storage = result_ != nullptr ? result_->evaluate(frame) : Value(std::move(context));
  }

 private:
  std::vector<ContextEntry> entries_;
  NodePtr result_;
};

class RangeNode : public Node {
 public:
  RangeNode(NodePtr start, bool start_included, NodePtr end, bool end_included)
      : start_(std::move(start)),
        end_(std::move(end)),
        start_included_(start_included),
        end_included_(end_included) {
    adopt(*this, *start_);
    adopt(*this, *end_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Range range{start_->evaluate(frame), end_->evaluate(frame), start_included_, end_included_};
    if (!compare(range.start, range.end)) {
      return fail(frame, storage, "the ends of a range cannot be compared");
    }
    return storage = Value(std::move(range));
  }

 private:
  NodePtr start_, end_;
  bool start_included_, end_included_;
};

class PathNode : public Node {
 public:
  PathNode(NodePtr object, std::string name) : object_(std::move(object)), name_(std::move(name)) {
    adopt(*this, *object_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& object = object_->get(frame, inner);
    if (const Value* member = object.member(name_)) {
      if (&object == &inner) return storage = *member;
      return *member;
    }
    const char* why = nullptr;
    Value value = property_of(object, name_, &why);
    if (why != nullptr) return fail(frame, storage, why);
    return storage = std::move(value);
  }

 private:
  NodePtr object_;
  std::string name_;
};

class FilterNode : public Node {
 public:
  FilterNode(NodePtr list, std::uint32_t item, NodePtr condition)
      : list_(std::move(list)), item_(item), condition_(std::move(condition)) {
    adopt(*this, *list_);
    adopt(*this, *condition_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& value = list_->get(frame, inner);
    if (condition_->constant() != nullptr && condition_->constant()->is_number()) {
      return storage = item_at(frame, value, condition_->constant()->number());
    }
    if (!value.is_list()) {
      if (value.is_null()) return storage = Value(List{});
      return storage = select(frame, List{value});
    }
    return storage = select(frame, value.list());
  }

 private:
  Value item_at(Frame& frame, const Value& value, const Decimal& position) const {
    const auto index = position.to_int64();
    const auto length = static_cast<std::int64_t>(value.is_list() ? value.list().size() : 1);
    if (value.is_null() || !index || *index == 0 || *index > length || *index < -length) {
      frame.state.note("the position is outside the list", frame.place, offset);
      return {};
    }
    if (!value.is_list()) return value;
    return value.list()[static_cast<std::size_t>(*index > 0 ? *index - 1 : length + *index)];
  }

  // A condition that is a number for the first item is a position.
  Value select(Frame& frame, const List& list) const {
    List chosen;
    if (list.empty()) {
      Value inner;
      frame.local(item_) = Value();
      if (condition_->get(frame, inner).is_number()) return {};
      return chosen;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!frame.state.spend(condition_->size + 1)) return {};
      frame.local(item_) = list[i];
      Value inner;
      const Value& condition = condition_->get(frame, inner);
      if (i == 0 && condition.is_number()) return item_at(frame, Value(list), condition.number());
      if (condition.is_true()) chosen.push_back(list[i]);
    }
    return chosen;
  }

  NodePtr list_;
  std::uint32_t item_;
  NodePtr condition_;
};

// ---- loops ----

class LoopNode : public Node {
 public:
  LoopNode(Loop loop, std::vector<Iteration> iterations, NodePtr body)
      : loop_(loop), iterations_(std::move(iterations)), body_(std::move(body)) {
    for (const auto& iteration : iterations_) {
      adopt(*this, *iteration.list);
      if (iteration.end != nullptr) adopt(*this, *iteration.end);
    }
    adopt(*this, *body_);
    height += static_cast<std::uint32_t>(iterations_.size());
  }

  const Value& get(Frame& frame, Value& storage) const override {
    Run run;
    if (!iterate(frame, 0, run)) return fail(frame, storage, "the loop does not run over a list");
    if (loop_ == Loop::each) return storage = Value(std::move(run.results));
    if (run.decided) return storage = Value(loop_ == Loop::some);
    return storage = run.unknown ? Value() : Value(loop_ == Loop::every);
  }

 private:
  struct Run {
    List results;
    bool unknown = false;
    bool decided = false;  // some: one true; every: one false
  };

  bool iterate(Frame& frame, std::size_t level, Run& run) const {
    if (level == iterations_.size()) {
      take(frame, run);
      return true;
    }
    const Iteration& iteration = iterations_[level];
    Value list = iteration.list->evaluate(frame);
    if (iteration.end != nullptr)
      return count(frame, level, list, iteration.end->evaluate(frame), run);
    if (list.kind() == Kind::range)
      return count(frame, level, list.range().start, list.range().end, run);
    if (list.is_null()) return false;
    const List single{list};
    for (const Value& item : list.is_list() ? list.list() : single) {
      if (!step(frame, level, item, run)) return false;
      if (run.decided) return true;
    }
    return true;
  }

  bool step(Frame& frame, std::size_t level, const Value& item, Run& run) const {
    if (!frame.state.spend(body_->size + 1)) return false;
    frame.local(iterations_[level].local) = item;
    return iterate(frame, level + 1, run);
  }

  // Whole numbers or days, upwards or downwards.
  bool count(Frame& frame, std::size_t level, const Value& from, const Value& to, Run& run) const {
    std::int64_t first = 0, last = 0;
    const bool dates = from.kind() == Kind::date && to.kind() == Kind::date;
    if (dates) {
      first = from.date().days_since_epoch();
      last = to.date().days_since_epoch();
    } else if (from.is_number() && to.is_number() && from.number().to_int64() &&
               to.number().to_int64()) {
      first = *from.number().to_int64();
      last = *to.number().to_int64();
    } else {
      return false;
    }
    const std::int64_t by = first <= last ? 1 : -1;
    for (std::int64_t i = first;; i += by) {
      const Value item =
          dates ? Value(from.date().plus_days(static_cast<int>(i - first))) : Value(i);
      if (!step(frame, level, item, run)) return false;
      if (run.decided || i == last) return true;
    }
  }

  void take(Frame& frame, Run& run) const {
    if (loop_ == Loop::each) {
      run.results.push_back(body_->evaluate(frame));
      return;
    }
    Value inner;
    const Truth truth = truth_of(body_->get(frame, inner));
    run.unknown = run.unknown || truth == Truth::unknown;
    run.decided = truth == (loop_ == Loop::some ? Truth::yes : Truth::no);
  }

  Loop loop_;
  std::vector<Iteration> iterations_;
  NodePtr body_;
};

// ---- calls ----

class CallNode : public Node {
 public:
  CallNode(std::shared_ptr<const Function> function, std::vector<NodePtr> arguments)
      : function_(std::move(function)), arguments_(std::move(arguments)) {
    for (const auto& argument : arguments_) adopt(*this, *argument);
    height = std::max(height, function_->body->root->height + 1);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    constexpr std::uint32_t kCallsMax = 64;
    if (frame.state.depth >= kCallsMax || !frame.state.spend(1)) {
      return fail(frame, storage, "functions call each other too deeply");
    }
    std::vector<Value> values;
    values.reserve(arguments_.size());
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      Value value = arguments_[i]->evaluate(frame);
      const bool coerced = i < function_->coercions.size() && function_->coercions[i] != nullptr;
      values.push_back(coerced ? function_->coercions[i](std::move(value)) : std::move(value));
    }
    ++frame.state.depth;
    Value result = function_->body->evaluate(values.data(), frame.state);
    --frame.state.depth;
    if (function_->result_coercion != nullptr)
      result = function_->result_coercion(std::move(result));
    return storage = std::move(result);
  }

 private:
  std::shared_ptr<const Function> function_;
  std::vector<NodePtr> arguments_;
};

class PlacedNode : public Node {
 public:
  PlacedNode(Place place, NodePtr node) : place_(std::move(place)), node_(std::move(node)) {
    adopt(*this, *node_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    const Place* outer = std::exchange(frame.place, &place_);
    const Value& value = node_->get(frame, storage);
    frame.place = outer;
    return value;
  }
  [[nodiscard]] const Value* constant() const override { return node_->constant(); }

 private:
  Place place_;
  NodePtr node_;
};

class CoercedNode : public Node {
 public:
  CoercedNode(std::function<Value(Value)> coercion, NodePtr node)
      : coercion_(std::move(coercion)), node_(std::move(node)) {
    adopt(*this, *node_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    return storage = coercion_(node_->evaluate(frame));
  }

 private:
  std::function<Value(Value)> coercion_;
  NodePtr node_;
};

class BuiltinNode : public Node {
 public:
  BuiltinNode(const Builtin& builtin, std::vector<NodePtr> arguments)
      : builtin_(builtin), arguments_(std::move(arguments)) {
    for (const auto& argument : arguments_) adopt(*this, *argument);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    constexpr std::size_t kInline = 4;
    if (arguments_.size() > kInline) return call_many(frame, storage);
    Value storages[kInline];
    const Value* values[kInline];
    for (std::size_t i = 0; i < arguments_.size(); ++i)
      values[i] = &arguments_[i]->get(frame, storages[i]);
    return call(frame, storage, std::span<const Value* const>(values, arguments_.size()));
  }

 private:
  const Value& call_many(Frame& frame, Value& storage) const {
    std::vector<Value> storages(arguments_.size());
    std::vector<const Value*> values(arguments_.size());
    for (std::size_t i = 0; i < arguments_.size(); ++i)
      values[i] = &arguments_[i]->get(frame, storages[i]);
    return call(frame, storage, values);
  }
  const Value& call(Frame& frame, Value& storage, std::span<const Value* const> values) const {
    Arguments arguments{values, frame.state};
    Value result;
    try {
      result = builtin_.function(arguments);
    } catch (const std::overflow_error&) {
      arguments.why = "a number is too large";
      result = Value();
    }
    if (arguments.why != nullptr) frame.state.note(arguments.why, frame.place, offset);
    return storage = std::move(result);
  }

  const Builtin& builtin_;
  std::vector<NodePtr> arguments_;
};

// ---- tests ----

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

 private:
  std::vector<TestPtr> tests_;
};

class NotTest : public Test {
 public:
  explicit NotTest(TestPtr test) : test_(std::move(test)) { adopt(*this, *test_); }
  Truth holds(Frame& frame, const Value& input) const override {
    return negate(test_->holds(frame, input));
  }

 private:
  TestPtr test_;
};

// Evaluates what depends on nothing once. A null keeps its node: its reason belongs to the
// evaluation.
NodePtr fold(NodePtr node, bool constant) {
  constexpr std::size_t kBytesMax = 4096;
  if (!constant) return node;
  Limits limits;
  limits.evaluation_steps_max = 10'000;
  State state(limits);
  Frame frame{nullptr, state, 0, nullptr};
  Value value = node->evaluate(frame);
  if (value.is_null() || state.exhausted()) return node;
  if (value.is_string() && value.string().size() > kBytesMax) return node;
  return std::make_unique<ConstantNode>(std::move(value));
}

bool all_constant(std::span<const NodePtr> nodes) {
  return std::all_of(nodes.begin(), nodes.end(),
                     [](const auto& node) { return node->constant() != nullptr; });
}

}  // namespace

NodePtr make_constant(Value value) { return std::make_unique<ConstantNode>(std::move(value)); }
NodePtr make_slot(std::uint32_t slot) { return std::make_unique<SlotNode>(slot); }
NodePtr make_local(std::uint32_t index) { return std::make_unique<LocalNode>(index); }
NodePtr make_input() { return std::make_unique<InputNode>(); }
NodePtr make_item_member(std::uint32_t item, std::string name, NodePtr otherwise) {
  return std::make_unique<ItemMemberNode>(item, std::move(name), std::move(otherwise));
}
NodePtr make_arithmetic(Chain chain) {
  const bool constant = all_constant(chain.operands);
  return fold(std::make_unique<ArithmeticNode>(std::move(chain)), constant);
}
NodePtr make_negation(NodePtr operand) {
  const bool constant = operand->constant() != nullptr;
  return fold(std::make_unique<NegationNode>(std::move(operand)), constant);
}
NodePtr make_comparison(Operator op, NodePtr left, NodePtr right) {
  return std::make_unique<ComparisonNode>(op, std::move(left), std::move(right));
}
NodePtr make_and(std::vector<NodePtr> operands) {
  return std::make_unique<LogicNode>(Truth::no, std::move(operands));
}
NodePtr make_or(std::vector<NodePtr> operands) {
  return std::make_unique<LogicNode>(Truth::yes, std::move(operands));
}
NodePtr make_between(NodePtr value, NodePtr low, NodePtr high) {
  return std::make_unique<BetweenNode>(std::move(value), std::move(low), std::move(high));
}
NodePtr make_in(NodePtr value, TestPtr test) {
  return std::make_unique<InNode>(std::move(value), std::move(test));
}
NodePtr make_if(NodePtr condition, NodePtr then, NodePtr otherwise) {
  return std::make_unique<IfNode>(std::move(condition), std::move(then), std::move(otherwise));
}
NodePtr make_list(std::vector<NodePtr> items) {
  const bool constant = all_constant(items);
  return fold(std::make_unique<ListNode>(std::move(items)), constant);
}
NodePtr make_context(std::vector<ContextEntry> entries, NodePtr result) {
  return std::make_unique<ContextNode>(std::move(entries), std::move(result));
}
NodePtr make_range(NodePtr start, bool start_included, NodePtr end, bool end_included) {
  const bool constant = start->constant() != nullptr && end->constant() != nullptr;
  return fold(
      std::make_unique<RangeNode>(std::move(start), start_included, std::move(end), end_included),
      constant);
}
NodePtr make_path(NodePtr object, std::string name) {
  return std::make_unique<PathNode>(std::move(object), std::move(name));
}
NodePtr make_filter(NodePtr list, std::uint32_t item, NodePtr condition) {
  return std::make_unique<FilterNode>(std::move(list), item, std::move(condition));
}
NodePtr make_loop(Loop loop, std::vector<Iteration> iterations, NodePtr body) {
  return std::make_unique<LoopNode>(loop, std::move(iterations), std::move(body));
}
NodePtr make_call(std::shared_ptr<const Function> function, std::vector<NodePtr> arguments) {
  return std::make_unique<CallNode>(std::move(function), std::move(arguments));
}
NodePtr make_placed(Place place, NodePtr node) {
  return std::make_unique<PlacedNode>(std::move(place), std::move(node));
}
NodePtr make_coerced(std::function<Value(Value)> coercion, NodePtr node) {
  return std::make_unique<CoercedNode>(std::move(coercion), std::move(node));
}
NodePtr make_builtin_call(const Builtin& builtin, std::vector<NodePtr> arguments) {
  const bool constant = all_constant(arguments);
  return fold(std::make_unique<BuiltinNode>(builtin, std::move(arguments)), constant);
}

TestPtr make_comparison_test(Operator op, NodePtr end) {
  return std::make_unique<ComparisonTest>(op, std::move(end));
}
TestPtr make_value_test(NodePtr value) {
  if (const Value* constant = value->constant();
      constant != nullptr && constant->kind() == Kind::range) {
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

// ---- compiled expressions ----

namespace {

class LocalsGuard {
 public:
  LocalsGuard(State& state, std::size_t count)
      : state_(state), base_(state.locals.size()), count_(count) {
    if (count_ != 0) state_.locals.resize(base_ + count_);
  }
  LocalsGuard(const LocalsGuard&) = delete;
  LocalsGuard& operator=(const LocalsGuard&) = delete;
  ~LocalsGuard() {
    if (count_ != 0) state_.locals.resize(base_);
  }
  [[nodiscard]] std::size_t base() const { return base_; }

 private:
  State& state_;
  std::size_t base_, count_;
};

std::shared_ptr<const Compiled> finish(Compiled compiled, const Environment& environment) {
  compiled.locals_count = environment.locals_max;
  compiled.slots = environment.used;
  std::sort(compiled.slots.begin(), compiled.slots.end(), [&](std::uint32_t a, std::uint32_t b) {
    return environment.names->name(a) < environment.names->name(b);
  });
  for (const auto slot : compiled.slots) compiled.names.push_back(environment.names->name(slot));
  return std::make_shared<const Compiled>(std::move(compiled));
}

}  // namespace

Value Compiled::evaluate(const Value* values, State& state) const {
  if (root == nullptr || !state.spend(root->size)) return {};
  const LocalsGuard locals(state, locals_count);
  Frame frame{values, state, locals.base(), &place};
  Value value = root->evaluate(frame);
  return state.exhausted() ? Value() : value;
}

Value Expression::evaluate(const Scope& scope, State& state) const {
  return compiled_ == nullptr ? Value() : compiled_->evaluate(scope.values().data(), state);
}

std::vector<std::string> Expression::names() const {
  return compiled_ == nullptr ? std::vector<std::string>() : compiled_->names;
}

const std::string& Expression::text() const {
  static const std::string kNone;
  return compiled_ == nullptr ? kNone : compiled_->text;
}

std::optional<bool> UnaryTests::test(const Value& input, const Scope& scope, State& state) const {
  if (compiled_ == nullptr || compiled_->test == nullptr) return true;
  if (!state.spend(compiled_->test->size)) return std::nullopt;
  const LocalsGuard locals(state, compiled_->locals_count);
  Frame frame{scope.values().data(), state, locals.base(), &compiled_->place};
  const Truth truth = compiled_->test->holds(frame, input);
  if (truth == Truth::unknown) return std::nullopt;
  return truth == Truth::yes;
}

std::vector<std::string> UnaryTests::names() const {
  return compiled_ == nullptr ? std::vector<std::string>() : compiled_->names;
}

bool UnaryTests::has_null_test() const { return compiled_ != nullptr && compiled_->null_test; }

Result<Expression> compile(std::string_view text, const Names& names, const Place& place,
                           const Limits& limits) {
  Environment environment;
  environment.names = &names;
  environment.limits = &limits;
  auto root = parse_expression(text, environment, place);
  if (!root) return tl::unexpected(root.error());
  Compiled compiled;
  compiled.text = text;
  compiled.place = place;
  compiled.root = std::move(*root);
  return Expression(finish(std::move(compiled), environment));
}

Result<UnaryTests> compile_unary_tests(std::string_view text, const Names& names,
                                       const Place& place, const Limits& limits) {
  Environment environment;
  environment.names = &names;
  environment.limits = &limits;
  auto tests = parse_unary_tests(text, environment, place);
  if (!tests) return tl::unexpected(tests.error());
  Compiled compiled;
  compiled.text = text;
  compiled.place = place;
  compiled.test = std::move(tests->test);
  compiled.null_test = tests->null_test;
  return UnaryTests(finish(std::move(compiled), environment));
}

}  // namespace zhun::feel
