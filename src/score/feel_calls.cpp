// Nodes of FEEL expressions: calls and definitions of functions.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {
namespace {

// Calls what is known when the model is read.
class CallNode : public Node {
 public:
  CallNode(std::shared_ptr<const Function> function, std::vector<NodePtr> arguments)
      : function_{std::move(function), nullptr, {}}, arguments_(std::move(arguments)) {
    for (const auto& argument : arguments_) adopt(*this, *argument);
    height = std::max(height, function_.function->body->root->height + 1);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    std::vector<Value> values;
    values.reserve(arguments_.size());
    for (const auto& argument : arguments_) values.push_back(argument->evaluate(frame));
    const char* why = nullptr;
    storage = invoke(function_, std::move(values), frame.state, &why);
    return why == nullptr ? storage : fail(frame, storage, why);
  }

 private:
  FunctionValue function_;
  std::vector<NodePtr> arguments_;
};

// Calls what an expression gives.
class ValueCallNode : public Node {
 public:
  ValueCallNode(NodePtr function, std::vector<NodePtr> arguments, std::vector<std::string> names)
      : function_(std::move(function)), arguments_(std::move(arguments)), names_(std::move(names)) {
    adopt(*this, *function_);
    for (const auto& argument : arguments_) adopt(*this, *argument);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& called = function_->get(frame, inner);
    if (called.kind() != Kind::function)
      return fail(frame, storage, "what is called is not a function");
    const Value held = called;  // the arguments may change what it lives in
    std::vector<Value> values;
    values.reserve(arguments_.size());
    for (const auto& argument : arguments_) values.push_back(argument->evaluate(frame));
    if (!names_.empty() && !arrange(held.function(), values))
      return fail(frame, storage, "the function has no parameter of this name");
    const char* why = nullptr;
    storage = invoke(held.function(), std::move(values), frame.state, &why);
    return why == nullptr ? storage : fail(frame, storage, why);
  }

 private:
  bool arrange(const FunctionValue& function, std::vector<Value>& values) const {
    const std::vector<std::string> parameters =
        function.builtin != nullptr ? std::vector<std::string>(function.builtin->parameters.begin(),
                                                               function.builtin->parameters.end())
                                    : function.function->parameters;
    std::vector<Value> ordered(parameters.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto at = std::find(parameters.begin(), parameters.end(), names_[i]);
      if (at == parameters.end()) return false;
      ordered[static_cast<std::size_t>(at - parameters.begin())] = std::move(values[i]);
    }
    values = std::move(ordered);
    return true;
  }

  NodePtr function_;
  std::vector<NodePtr> arguments_;
  std::vector<std::string> names_;
};

class FunctionNode : public Node {
 public:
  FunctionNode(std::shared_ptr<const Function> function, std::vector<NodePtr> captures)
      : function_(std::move(function)), captures_(std::move(captures)) {
    for (const auto& capture : captures_) adopt(*this, *capture);
    height = std::max(height, function_->body->root->height + 1);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    FunctionValue value{function_, nullptr, {}};
    value.captures.reserve(captures_.size());
    for (const auto& capture : captures_) value.captures.push_back(capture->evaluate(frame));
    return storage = Value(std::move(value));
  }

 private:
  std::shared_ptr<const Function> function_;
  std::vector<NodePtr> captures_;
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
  [[nodiscard]] std::optional<std::uint32_t> slot() const override { return node_->slot(); }

 private:
  Place place_;
  NodePtr node_;
};

class CoercedNode : public Node {
 public:
  CoercedNode(TypePtr type, NodePtr node) : type_(std::move(type)), node_(std::move(node)) {
    adopt(*this, *node_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& value = node_->get(frame, inner);
    storage = coerce(value, *type_);
    if (storage.is_null() && !value.is_null())
      return fail(frame, storage, "the value does not have its declared type");
    return storage;
  }

 private:
  TypePtr type_;
  NodePtr node_;
};

class InstanceNode : public Node {
 public:
  InstanceNode(NodePtr value, TypePtr type) : value_(std::move(value)), type_(std::move(type)) {
    adopt(*this, *value_);
  }
  const Value& get(Frame& frame, Value& storage) const override {
    Value inner;
    const Value& value = value_->get(frame, inner);
    if (value.is_list() && !frame.state.spend(value.list().size()))
      return fail(frame, storage, kTooManySteps);
    return storage = Value(is_instance(value, *type_));
  }

 private:
  NodePtr value_;
  TypePtr type_;
};

Value run_once(const Builtin& builtin, std::span<const Value* const> values, State& state,
               const char** why) {
  Arguments arguments{values, state};
  Value result;
  try {
    result = builtin.function(arguments);
  } catch (const std::overflow_error&) {
    arguments.why = "a number is too large";
    result = Value();
  }
  *why = arguments.why;
  return result;
}

// Where the arguments do not fit, lists of one stand for their items (DMN 1.5, 10.3.2.9.4).
Value run_builtin(const Builtin& builtin, std::span<const Value* const> values, State& state,
                  const char** why) {
  Value result = run_once(builtin, values, state, why);
  const auto is_single = [](const Value* value) { return &single(*value) != value; };
  if (*why == nullptr || std::none_of(values.begin(), values.end(), is_single)) return result;
  std::vector<const Value*> items;
  for (const Value* value : values) items.push_back(&single(*value));
  const char* ignored = nullptr;
  Value converted = run_once(builtin, items, state, &ignored);
  if (ignored != nullptr) return result;
  *why = nullptr;
  return converted;
}

Value invoke_builtin(const Builtin& builtin, const std::vector<Value>& arguments, State& state,
                     const char** why) {
  if (!accepts(builtin, arguments.size())) {
    *why = "the function does not take these arguments";
    return {};
  }
  std::vector<const Value*> values;
  for (const Value& argument : arguments) values.push_back(&argument);
  return run_builtin(builtin, values, state, why);
}

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
    const char* why = nullptr;
    storage = run_builtin(builtin_, values, frame.state, &why);
    if (why != nullptr) frame.state.note(why, frame.place, offset);
    return storage;
  }

  const Builtin& builtin_;
  std::vector<NodePtr> arguments_;
};

}  // namespace

// Recursion is bounded by the heights of the bodies that run: they are what fills the stack.
Value invoke(const FunctionValue& value, std::vector<Value> arguments, State& state,
             const char** why) {
  constexpr std::uint32_t kHeightMax = 2000;
  if (value.builtin != nullptr) return invoke_builtin(*value.builtin, arguments, state, why);
  const Function& function = *value.function;
  if (arguments.size() != function.parameters.size()) {
    *why = "the number of arguments differs from the number of parameters";
    return {};
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const TypePtr& type = function.types[i];
    if (type == nullptr || arguments[i].is_null()) continue;
    arguments[i] = coerce(arguments[i], *type);
    if (arguments[i].is_null()) {
      *why = "an argument does not have the type of its parameter";
      return {};
    }
  }
  const std::uint32_t height = function.body->root->height + 1;
  if (state.depth + height > kHeightMax || !state.spend(1)) {
    *why = "functions call each other too deeply";
    return {};
  }
  arguments.insert(arguments.end(), value.captures.begin(), value.captures.end());
  state.depth += height;
  Value result = function.body->evaluate(SlotPointers(arguments).data(), state);
  state.depth -= height;
  if (function.result_type == nullptr || result.is_null()) return result;
  result = coerce(result, *function.result_type);
  if (result.is_null()) *why = "the result does not have the type of the function";
  return result;
}

NodePtr make_call(std::shared_ptr<const Function> function, std::vector<NodePtr> arguments) {
  return std::make_unique<CallNode>(std::move(function), std::move(arguments));
}
NodePtr make_function(std::shared_ptr<const Function> function, std::vector<NodePtr> captures) {
  return std::make_unique<FunctionNode>(std::move(function), std::move(captures));
}
NodePtr make_value_call(NodePtr function, std::vector<NodePtr> arguments,
                        std::vector<std::string> names) {
  return std::make_unique<ValueCallNode>(std::move(function), std::move(arguments),
                                         std::move(names));
}
NodePtr make_instance_test(NodePtr value, TypePtr type) {
  return std::make_unique<InstanceNode>(std::move(value), std::move(type));
}
NodePtr finish_function(Function head, Environment scope, NodePtr body, Place place) {
  auto compiled = std::make_shared<Compiled>();
  compiled->place = std::move(place);
  compiled->root = std::move(body);
  compiled->locals_count = scope.locals_max;
  head.body = std::move(compiled);
  std::vector<NodePtr> captures;
  for (auto& capture : scope.captures) captures.push_back(std::move(capture.value));
  return make_function(std::make_shared<const Function>(std::move(head)), std::move(captures));
}
NodePtr make_placed(Place place, NodePtr node) {
  return std::make_unique<PlacedNode>(std::move(place), std::move(node));
}
NodePtr make_coerced(TypePtr type, NodePtr node) {
  return std::make_unique<CoercedNode>(std::move(type), std::move(node));
}
NodePtr make_builtin_call(const Builtin& builtin, std::vector<NodePtr> arguments) {
  const bool constant = all_constant(arguments);
  return fold(std::make_unique<BuiltinNode>(builtin, std::move(arguments)), constant);
}

}  // namespace zhun::feel
