// FEEL (DMN 1.5, chapter 10): values, and expressions that are compiled once and evaluated often.
//
//   feel::Names names({"annual", "existing loans"});
//   auto limit = feel::compile("annual * 0.20 - existing loans", names, place);   //
//   Result<Expression> feel::Scope scope(names); scope.set("annual", Decimal(100000)); feel::State
//   state; feel::Value value = limit->evaluate(scope, state);
//
// What is not supported is refused when an expression is compiled. An error of evaluation gives
// null and a reason in the State. Values are immutable and may be shared between threads, as may
// compiled expressions; a Scope and a State belong to one evaluation at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/feel_moment.hpp"
#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/error.hpp"
#include "zhun/limits.hpp"

namespace zhun::dmn {
struct Trace;
}

namespace zhun::feel {

enum class Kind : std::uint8_t {
  null,
  boolean,
  number,
  date,
  time,
  date_time,
  days_duration,    // days and time duration, in nanoseconds
  months_duration,  // years and months duration, in months
  string,           // this kind and those below live on the heap
  list,
  context,
  range,
  function,
};
[[nodiscard]] std::string_view to_string(Kind kind);

class Context;
struct Range;
struct FunctionValue;
class Value;
using List = std::vector<Value>;

// A FEEL value. Copying does not allocate: texts, lists and contexts are shared and immutable.
class Value {
 public:
  Value() noexcept {}
  Value(bool flag) noexcept : kind_(Kind::boolean) { data_.boolean = flag; }  // NOLINT: implicit
  Value(const Decimal& number) noexcept : kind_(Kind::number) { data_.number = number; }  // NOLINT
  Value(int number) noexcept : Value(Decimal(number)) {}                                  // NOLINT
  Value(std::int64_t number) noexcept : Value(Decimal(number)) {}                         // NOLINT
  Value(Date date) noexcept : kind_(Kind::date) {  // NOLINT: implicit
    data_.moment = Moment{date.days_since_epoch(), 0, kNoOffset, 0};
  }
  Value(const DateTime& time) noexcept : kind_(Kind::date_time) {  // NOLINT: implicit
    const std::int64_t second = time.has_time() ? time.second_of_day : 0;
    data_.moment = Moment{time.date.days_since_epoch(), second * kNanoseconds, kNoOffset, 0};
  }
  Value(std::string text);                                    // NOLINT
  Value(std::string_view text) : Value(std::string(text)) {}  // NOLINT
  Value(const char* text) : Value(std::string(text)) {}       // NOLINT
  Value(List items);                                          // NOLINT
  Value(Context context);                                     // NOLINT
  Value(Range range);                                         // NOLINT
  Value(FunctionValue function);                              // NOLINT
  // date, time or date_time.
  [[nodiscard]] static Value moment(Kind kind, const Moment& moment);
  // days_duration or months_duration: a count of nanoseconds or of months.
  [[nodiscard]] static Value duration(Kind kind, Int128 count);

  Value(const Value& other) noexcept : data_(other.data_), kind_(other.kind_) { retain(); }
  Value(Value&& other) noexcept : data_(other.data_), kind_(other.kind_) {
    other.kind_ = Kind::null;
  }
  Value& operator=(const Value& other) noexcept {
    other.retain();
    release();
    data_ = other.data_;
    kind_ = other.kind_;
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this != &other) {
      release();
      data_ = other.data_;
      kind_ = other.kind_;
      other.kind_ = Kind::null;
    }
    return *this;
  }
  ~Value() { release(); }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  [[nodiscard]] bool is_number() const { return kind_ == Kind::number; }
  [[nodiscard]] bool is_string() const { return kind_ == Kind::string; }
  [[nodiscard]] bool is_true() const { return kind_ == Kind::boolean && data_.boolean; }
  [[nodiscard]] bool is_false() const { return kind_ == Kind::boolean && !data_.boolean; }
  [[nodiscard]] bool is_list() const { return kind_ == Kind::list; }
  [[nodiscard]] bool is_context() const { return kind_ == Kind::context; }

  // Each may be called only for its kind.
  [[nodiscard]] bool boolean() const { return data_.boolean; }
  [[nodiscard]] const Decimal& number() const { return data_.number; }
  [[nodiscard]] const Moment& moment() const { return data_.moment; }  // date, time, date_time
  // Of a date; nullopt beyond the days that Date counts.
  [[nodiscard]] std::optional<Date> date() const;
  [[nodiscard]] Int128 count() const { return data_.count; }           // durations
  [[nodiscard]] const std::string& string() const;
  [[nodiscard]] const List& list() const;
  [[nodiscard]] const Context& context() const;
  [[nodiscard]] const Range& range() const;
  [[nodiscard]] const FunctionValue& function() const;

  // The member of a context; nullptr when there is none or this is not a context.
  [[nodiscard]] const Value* member(std::string_view name) const;

 private:
  struct Object {
    explicit Object() = default;
    std::atomic<std::uint32_t> references{1};
  };
  struct StringObject;
  struct ListObject;
  struct ContextObject;
  struct RangeObject;
  struct FunctionObject;
  union Data {
    Data() : boolean(false) {}
    bool boolean;
    Decimal number;
    Moment moment;
    Int128 count;
    Object* object;
  };

  void retain() const {
    if (kind_ >= Kind::string) data_.object->references.fetch_add(1, std::memory_order_relaxed);
  }
  void release() {
    if (kind_ >= Kind::string) release_object();
  }
  void release_object();

  Data data_;
  Kind kind_ = Kind::null;
};

// Named values in the order in which they were set; finding one is logarithmic.
class Context {
 public:
  using Entry = std::pair<std::string, Value>;

  Context() = default;
  void set(std::string_view name, Value value);                  // replaces
  [[nodiscard]] const Value* find(std::string_view name) const;  // nullptr when absent
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }

 private:
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> order_;  // positions by name
};

// start..end, or what a test without lower or upper end stands for: `< x` and the like.
struct Range {
  enum class Form : std::uint8_t { interval, below, above, equal, not_equal };
  Value start, end;
  bool start_included = true, end_included = true;
  Form form = Form::interval;
};

// FEEL equality: nullopt where the standard gives null (different kinds, neither of them null).
[[nodiscard]] std::optional<bool> equal(const Value& a, const Value& b);
// Same kind and content, null equal to null: for tests and for removing duplicates.
[[nodiscard]] bool same(const Value& a, const Value& b);
// -1, 0, 1; nullopt when the two cannot be ordered.
[[nodiscard]] std::optional<int> compare(const Value& a, const Value& b);
// As the FEEL function string() writes it; texts inside lists and contexts stand in quotes.
[[nodiscard]] std::string to_string(const Value& value);

// One state for one evaluation: what it may still spend, and why something became null.
class State {
 public:
  explicit State(const Limits& limits = {})
      : steps_max_(static_cast<std::int64_t>(limits.evaluation_steps_max)),
        steps_left_(steps_max_) {}

  // For the next evaluation: all steps again; keeps the storage.
  void restart() {
    steps_left_ = steps_max_;
    reasons_.clear();
  }

  // False once the steps are used up; every further evaluation gives null at once.
  bool spend(std::size_t steps) {
    steps_left_ -= static_cast<std::int64_t>(steps);
    return steps_left_ >= 0;
  }
  [[nodiscard]] bool exhausted() const { return steps_left_ < 0; }  // report as ErrorCode::limit

  // What now() and today() give; without it they are null.
  std::optional<Moment> now;

  // Reasons are kept (at most 32) when asked: why a subexpression gave null.
  bool keep_reasons = false;
  // `sentence` is a literal; `place` lives as long as the expression.
  void note(const char* sentence, const Place* place, std::uint32_t offset) {
    if (keep_reasons) append_reason(sentence, place, offset);
  }
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }
  void clear_reasons() { reasons_.clear(); }

  // For the evaluator: values of local variables, slots of running decisions, and the trace.
  std::deque<Value> locals;
  struct Slots {
    std::vector<Value> values;           // what was computed
    std::vector<const Value*> pointers;  // what every slot stands for: one of them, or an input
  };
  std::vector<Slots> spare_slots;
  std::uint32_t depth = 0;  // of the functions that run
  dmn::Trace* trace = nullptr;

 private:
  void append_reason(const char* sentence, const Place* place, std::uint32_t offset);
  std::int64_t steps_max_, steps_left_;
  std::vector<std::string> reasons_;
};

struct Function;  // feel_function.hpp: a business knowledge model or a function definition
struct Builtin;   // feel_builtin.hpp

// A function as a value: with the values of the names around it that its body uses.
struct FunctionValue {
  std::shared_ptr<const Function> function;  // or
  const Builtin* builtin = nullptr;
  std::vector<Value> captures;
};

// The names an expression may use, each with a slot in a Scope; names may contain spaces.
class Names {
 public:
  Names() = default;
  Names(std::initializer_list<std::string_view> names) {
    for (const auto name : names) add(name);
  }
  // Knows the names of `base` too, whose slots come first; `base` outlives this and does not
  // change.
  explicit Names(const Names* base) : base_(base) {}
  std::uint32_t add(std::string_view name);  // its slot; the old one when known already
  void add_at(std::string_view name, std::uint32_t slot);  // with the slot of a larger scope
  // A member of some context (a.Monthly Salary): only names with spaces or signs need it.
  void add_member(std::string_view name);
  void add_function(std::string_view name, std::shared_ptr<const Function> function);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return base_size() + names_.size(); }
  [[nodiscard]] const std::string& name(std::uint32_t slot) const {
    return slot < base_size() ? base_->name(slot) : names_[slot - base_size()];
  }

  // For the parser: names of several tokens, and functions; see feel_parser.cpp.
  struct Word {
    std::vector<std::string> tokens;
    std::string text;
    std::uint32_t slot = 0;
    std::shared_ptr<const Function> function;
  };
  [[nodiscard]] const Names* base() const { return base_; }
  // Of this object alone, without its base.
  [[nodiscard]] const std::vector<Word>* words_from(std::string_view first_token) const;
  [[nodiscard]] const std::vector<Word>* members_from(std::string_view first_token) const;

 private:
  using Dictionary = std::map<std::string, std::vector<Word>, std::less<>>;  // by first token
  [[nodiscard]] std::size_t base_size() const { return base_ == nullptr ? 0 : base_->size(); }
  const Names* base_ = nullptr;
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t, std::less<>> slots_;
  Dictionary words_, members_;
};

// The values of the names; what is not set is null.
class Scope {
 public:
  explicit Scope(const Names& names) : names_(&names), values_(names.size()) {}
  void set(std::string_view name, Value value);  // unknown names are ignored
  void set(std::uint32_t slot, Value value) { values_[slot] = std::move(value); }
  [[nodiscard]] std::span<const Value> values() const { return values_; }

 private:
  const Names* names_;
  std::vector<Value> values_;
};

struct Compiled;  // feel_node.hpp

class Expression {
 public:
  Expression() = default;  // null
  explicit Expression(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  [[nodiscard]] Value evaluate(const Scope& scope, State& state) const;
  [[nodiscard]] std::vector<std::string> names() const;  // free names it uses, sorted
  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] const std::shared_ptr<const Compiled>& compiled() const { return compiled_; }

 private:
  std::shared_ptr<const Compiled> compiled_;
};

// The tests of one cell of a decision table: "< 0.30", "[1..5), 7", "not(\"a\")", "null", "-", "? >
// 2 * a".
class UnaryTests {
 public:
  UnaryTests() = default;  // "-"
  explicit UnaryTests(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  // nullopt: neither true nor false (the rule does not match).
  [[nodiscard]] std::optional<bool> test(const Value& input, const Scope& scope,
                                         State& state) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] bool has_null_test() const;  // some test looks at null
  [[nodiscard]] const std::shared_ptr<const Compiled>& compiled() const { return compiled_; }

 private:
  std::shared_ptr<const Compiled> compiled_;
};

// Errors: ErrorCode::policy (what is wrong), unsupported (what zhun does not evaluate), limit. The
// place is the given one with the offset (1-based, in bytes) in Place::column.
[[nodiscard]] Result<Expression> compile(std::string_view text, const Names& names,
                                         const Place& place, const Limits& limits = {});
[[nodiscard]] Result<UnaryTests> compile_unary_tests(std::string_view text, const Names& names,
                                                     const Place& place, const Limits& limits = {});

}  // namespace zhun::feel
