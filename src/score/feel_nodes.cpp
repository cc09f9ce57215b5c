// Nodes of FEEL expressions: constants, names and operators.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

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
  const Value& get(Frame& frame, Value&) const override { return *frame.slots[slot_]; }
  [[nodiscard]] std::optional<std::uint32_t> slot() const override { return slot_; }

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
      return storage = Value::duration(value.kind(), -value.count());
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
    const Value& condition = condition_->get(frame, inner);
    if (condition.is_true()) return then_->get(frame, storage);
    if (condition.is_false() || condition.is_null()) return otherwise_->get(frame, storage);
    return fail(frame, storage, "the condition is not a boolean");
  }

 private:
  NodePtr condition_, then_, otherwise_;
};

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

}  // namespace zhun::feel
