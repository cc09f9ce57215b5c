// FEEL texts compiled and evaluated: what the rest of the library calls.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "score/feel_node.hpp"

namespace zhun::feel {

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

Value Compiled::evaluate(const Value* const* values, State& state) const {
  if (root == nullptr || !state.spend(root->size)) return {};
  const LocalsGuard locals(state, locals_count);
  Frame frame{values, state, locals.base(), &place};
  Value value = root->evaluate(frame);
  if (state.exhausted()) value = Value();
  return value;
}

const Value& Compiled::get(const Value* const* values, State& state, Value& storage) const {
  if (locals_count != 0) return storage = evaluate(values, state);  // locals end here
  if (root == nullptr || !state.spend(root->size)) return storage = Value();
  Frame frame{values, state, state.locals.size(), &place};
  const Value& value = root->get(frame, storage);
  return state.exhausted() ? storage = Value() : value;
}

Value Expression::evaluate(const Scope& scope, State& state) const {
  if (compiled_ == nullptr) return {};
  return compiled_->evaluate(SlotPointers(scope.values()).data(), state);
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
  const SlotPointers slots(scope.values());
  Frame frame{slots.data(), state, locals.base(), &compiled_->place};
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

std::optional<TestShape> shape_of(std::string_view unary_tests) {
  const auto tests = compile_unary_tests(unary_tests, {}, {});
  TestShape shape;
  if (!tests || tests->compiled() == nullptr || tests->compiled()->test == nullptr ||
      !tests->compiled()->test->describe(shape))
    return std::nullopt;
  return shape;
}

}  // namespace zhun::feel
