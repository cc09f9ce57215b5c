// The compiled form of FEEL: trees of nodes with resolved slots, shared by expressions and decision
// tables.
//
// Internal to src/score. A node yields a reference to a value that lives in a slot, a constant or a
// local variable, or else in the storage that the caller hands in, so that reading a fact copies
// nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/feel.hpp"
#include "score/feel_builtin.hpp"
#include "score/feel_type.hpp"

namespace zhun::feel {

enum class Truth : std::int8_t { no = 0, yes = 1, unknown = -1 };

[[nodiscard]] inline Truth truth_of(const Value& value) {
  return value.is_true() ? Truth::yes : value.is_false() ? Truth::no : Truth::unknown;
}
[[nodiscard]] inline Value value_of(Truth truth) {
  return truth == Truth::unknown ? Value() : Value(truth == Truth::yes);
}

[[nodiscard]] inline Truth negate(Truth truth) {
  return truth == Truth::unknown ? Truth::unknown : truth == Truth::yes ? Truth::no : Truth::yes;
}
[[nodiscard]] inline Truth conjunction(Truth a, Truth b) {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

struct Frame {
  const Value* const* slots;  // inputs are not copied
  State& state;
  std::size_t base;              // of this frame's local variables in state.locals
  const Place* place;            // of the running expression
  const Value* input = nullptr;  // what `?` stands for

  [[nodiscard]] Value& local(std::uint32_t index) { return state.locals[base + index]; }
};

// Values side by side as the slots of a frame.
class SlotPointers {
 public:
  explicit SlotPointers(std::span<const Value> values) {
    const Value** pointers = few_;
    if (values.size() > kFew) {
      many_.resize(values.size());
      pointers = many_.data();
    }
    for (std::size_t i = 0; i < values.size(); ++i) pointers[i] = &values[i];
  }
  [[nodiscard]] const Value* const* data() const { return many_.empty() ? few_ : many_.data(); }

 private:
  static constexpr std::size_t kFew = 16;
  const Value* few_[kFew];
  std::vector<const Value*> many_;
};

class Node {
 public:
  Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  // The result is `storage`, or something that outlives it unchanged.
  virtual const Value& get(Frame& frame, Value& storage) const = 0;
  [[nodiscard]] virtual const Value* constant() const { return nullptr; }
  // The slot that this node reads and does nothing else.
  [[nodiscard]] virtual std::optional<std::uint32_t> slot() const { return std::nullopt; }

  [[nodiscard]] Value evaluate(Frame& frame) const {
    Value storage;
    const Value& value = get(frame, storage);
    return &value == &storage ? std::move(storage) : value;
  }
  // Null, with a reason.
  const Value& fail(Frame& frame, Value& storage, const char* sentence) const {
    frame.state.note(sentence, frame.place, offset);
    return storage = Value();
  }

  std::uint32_t offset = 0;  // in the text, 1-based
  std::uint32_t size = 1;    // nodes of this tree: what one evaluation costs
  std::uint32_t height = 1;
};
using NodePtr = std::unique_ptr<Node>;

// Of a test on constants alone: the values it holds for, or with `negated` those it does not.
struct TestShape {
  std::vector<Range> ranges;  // with an end that is null: without bound
  bool negated = false;
  bool is_known = false;
};

// The shape of a cell's text; nullopt: it has none.
[[nodiscard]] std::optional<TestShape> shape_of(std::string_view unary_tests);

// A test of an input: what stands in a cell of a table, or right of `in`.
class Test {
 public:
  Test() = default;
  Test(const Test&) = delete;
  Test& operator=(const Test&) = delete;
  virtual ~Test() = default;
  virtual Truth holds(Frame& frame, const Value& input) const = 0;
  // False where the test depends on more than its input, looks at null, or is no set of ranges.
  [[nodiscard]] virtual bool describe(TestShape&) const { return false; }
  std::uint32_t offset = 0, size = 1, height = 1;
};
using TestPtr = std::unique_ptr<Test>;

// A business knowledge model, a decision service or a function definition. Its body sees the
// parameters, then the captured names (slots in this order), and nothing else.
struct Function {
  std::string name;
  std::vector<std::string> parameters;
  std::vector<TypePtr> types;  // one a parameter; an empty pointer takes everything
  TypePtr result_type;         // may be empty
  std::shared_ptr<const Compiled> body;
};

struct Compiled {
  std::string text;
  Place place;
  NodePtr root;  // an expression, or
  TestPtr test;  // unary tests; both empty: "-"
  std::uint32_t locals_count = 0;
  std::vector<std::string> names;    // sorted
  std::vector<std::uint32_t> slots;  // of the names, in their order
  bool null_test = false;

  [[nodiscard]] Value evaluate(const Value* const* values, State& state) const;
  // As Node::get: `storage`, a constant, or one of the values or a part of it.
  const Value& get(const Value* const* values, State& state, Value& storage) const;
};

// What a parser knows about names, shared by all texts of one decision logic.
struct Environment {
  struct Local {
    std::vector<std::string> tokens;
    std::string text;
    std::uint32_t index = 0;
    bool is_item = false;  // the item of a filter: its members are names too
  };

  // The environment of a function's body: what it does not know it takes from outside, as values
  // that are captured when the function is made.
  struct Capture {
    std::string text;
    std::unique_ptr<Node> value;  // in the environment outside
  };

  const Names* names = nullptr;
  const Limits* limits = nullptr;
  const TypeFinder* types = nullptr;
  Environment* outer = nullptr;
  std::vector<Local> parameters;  // of the function
  std::vector<Capture> captures;
  std::vector<Local> locals;  // innermost last
  std::uint32_t locals_next = 0, locals_max = 0;
  std::vector<std::uint32_t> used;  // slots, in the order of first use

  std::uint32_t push_local(std::string_view name);  // its index
  std::uint32_t push_item();                        // `item`, and its members
  void pop_to(std::size_t locals_size, std::uint32_t next) {
    locals.resize(locals_size);
    locals_next = next;
  }
  void use(std::uint32_t slot);
};

struct ParsedTests {
  TestPtr test;  // empty: "-"
  bool null_test = false;
};

[[nodiscard]] Result<NodePtr> parse_expression(std::string_view text, Environment& environment,
                                               const Place& place);
[[nodiscard]] Result<ParsedTests> parse_unary_tests(std::string_view text, Environment& environment,
                                                    const Place& place);
// The tests of a list of values, one each: their order is the priority of outputs.
[[nodiscard]] Result<std::vector<TestPtr>> parse_test_list(std::string_view text,
                                                           Environment& environment,
                                                           const Place& place);
[[nodiscard]] std::vector<std::string> split_words(std::string_view name);  // the tokens of a name
[[nodiscard]] std::string join_words(std::span<const std::string> tokens);

// Sets size and height of a parent from its children.
inline void adopt(Node& parent, const Node& child) {
  parent.size += child.size;
  if (child.height >= parent.height) parent.height = child.height + 1;
}
inline void adopt(Node& parent, const Test& child) {
  parent.size += child.size;
  if (child.height >= parent.height) parent.height = child.height + 1;
}
inline void adopt(Test& parent, const Node& child) {
  parent.size += child.size;
  if (child.height >= parent.height) parent.height = child.height + 1;
}
inline void adopt(Test& parent, const Test& child) {
  parent.size += child.size;
  if (child.height >= parent.height) parent.height = child.height + 1;
}

// ---- nodes (feel_nodes.cpp, feel_lists.cpp, feel_loops.cpp, feel_calls.cpp, feel_tests.cpp) ----
enum class Operator : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
};

struct Chain {  // a + b - c: evaluated from the left without recursion
  std::vector<NodePtr> operands;
  std::vector<Operator> operators;  // one fewer
};

// Evaluates what depends on nothing once.
[[nodiscard]] NodePtr fold(NodePtr node, bool constant);
[[nodiscard]] bool all_constant(std::span<const NodePtr> nodes);

[[nodiscard]] NodePtr make_constant(Value value);
[[nodiscard]] NodePtr make_slot(std::uint32_t slot);
[[nodiscard]] NodePtr make_local(std::uint32_t index);
[[nodiscard]] NodePtr make_input();
[[nodiscard]] NodePtr make_item_member(std::uint32_t item, std::string name, NodePtr otherwise);
[[nodiscard]] NodePtr make_arithmetic(Chain chain);
[[nodiscard]] NodePtr make_negation(NodePtr operand);
[[nodiscard]] NodePtr make_comparison(Operator op, NodePtr left, NodePtr right);
[[nodiscard]] NodePtr make_and(std::vector<NodePtr> operands);
[[nodiscard]] NodePtr make_or(std::vector<NodePtr> operands);
[[nodiscard]] NodePtr make_between(NodePtr value, NodePtr low, NodePtr high);
[[nodiscard]] NodePtr make_in(NodePtr value, TestPtr test);
[[nodiscard]] NodePtr make_if(NodePtr condition, NodePtr then, NodePtr otherwise);
[[nodiscard]] NodePtr make_list(std::vector<NodePtr> items);
struct ContextEntry {
  std::string name;
  std::uint32_t local = 0;
  NodePtr value;
};
// With a result the context is a block: its entries are visible in the result, which is its value.
[[nodiscard]] NodePtr make_context(std::vector<ContextEntry> entries, NodePtr result = nullptr);
[[nodiscard]] NodePtr make_range(NodePtr start, bool start_included, NodePtr end,
                                 bool end_included);
[[nodiscard]] NodePtr make_path(NodePtr object, std::string name);
[[nodiscard]] NodePtr make_filter(NodePtr list, std::uint32_t item, NodePtr condition);
// As a filter, but a condition that is no boolean makes the whole null (boxed filters).
[[nodiscard]] NodePtr make_boxed_filter(NodePtr list, std::uint32_t item, NodePtr condition);
struct Iteration {
  std::uint32_t local = 0;
  NodePtr list;
  NodePtr end;  // for i in list..end
};
enum class Loop : std::uint8_t { each, some, every };
// partial: the local variable that holds the results so far.
[[nodiscard]] NodePtr make_loop(Loop loop, std::vector<Iteration> iterations, NodePtr body,
                                std::optional<std::uint32_t> partial = std::nullopt);
// some or every; a condition that is no boolean makes the whole null.
[[nodiscard]] NodePtr make_boxed_quantifier(Loop loop, std::vector<Iteration> iterations,
                                            NodePtr body);
[[nodiscard]] NodePtr make_call(std::shared_ptr<const Function> function,
                                std::vector<NodePtr> arguments);
[[nodiscard]] NodePtr make_placed(Place place, NodePtr node);
[[nodiscard]] NodePtr make_coerced(TypePtr type, NodePtr node);
[[nodiscard]] NodePtr make_instance_test(NodePtr value, TypePtr type);
// A function whose captures are evaluated when the node is; and a call of whatever a node gives.
[[nodiscard]] NodePtr make_function(std::shared_ptr<const Function> function,
                                    std::vector<NodePtr> captures);
// The function whose body was read in `scope`; `head` has its parameters.
[[nodiscard]] NodePtr finish_function(Function head, Environment scope, NodePtr body, Place place);
[[nodiscard]] NodePtr make_value_call(NodePtr function, std::vector<NodePtr> arguments,
                                      std::vector<std::string> names);
// `< x` and the like as a value.
[[nodiscard]] NodePtr make_open_range(Operator op, NodePtr end);

[[nodiscard]] TestPtr make_comparison_test(Operator op, NodePtr endpoint);
[[nodiscard]] TestPtr make_range_test(NodePtr start, bool start_included, NodePtr end,
                                      bool end_included);
[[nodiscard]] TestPtr make_value_test(NodePtr value);      // equality, membership, range
[[nodiscard]] TestPtr make_condition_test(NodePtr value);  // a condition on `?`
[[nodiscard]] TestPtr make_any_test(std::vector<TestPtr> tests);
[[nodiscard]] TestPtr make_not_test(TestPtr test);

// Arithmetic and order of two values; null with a reason in `why` when they do not fit.
[[nodiscard]] Value calculate(Operator op, const Value& a, const Value& b, const char** why);
[[nodiscard]] Truth compare_with(Operator op, const Value& a, const Value& b);
[[nodiscard]] Truth in_range(const Value& value, const Range& range);
[[nodiscard]] Value property_of(const Value& object, std::string_view name, const char** why);

[[nodiscard]] NodePtr make_builtin_call(const Builtin& builtin, std::vector<NodePtr> arguments);

// ---- dates, times, durations (feel_temporal.cpp, feel_temporal_text.cpp) ----
[[nodiscard]] Value parse_temporal(
    std::string_view text);  // what @"..." holds; null when it is none
[[nodiscard]] Value parse_iso_date(std::string_view text);
[[nodiscard]] Value parse_iso_time(std::string_view text);
[[nodiscard]] Value parse_iso_date_time(std::string_view text);
[[nodiscard]] Value parse_duration(std::string_view text);
[[nodiscard]] std::string temporal_to_string(const Value& value);
[[nodiscard]] Value temporal_calculate(Operator op, const Value& a, const Value& b,
                                       const char** why);
// Only for names that the kind has.
[[nodiscard]] Value temporal_property(const Value& value, std::string_view name);
[[nodiscard]] bool has_temporal_property(Kind kind, std::string_view name);

}  // namespace zhun::feel
