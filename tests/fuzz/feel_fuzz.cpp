// FEEL: expressions and unary tests. What compiles evaluates the same twice, within its steps.
#include "fuzz.hpp"
#include "score/feel.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const feel::Names names{"a", "b", "text", "items", "today", "nothing"};
  static const feel::Scope scope = [] {
    feel::Scope values(names);
    values.set("a", 10);
    values.set("b", *Decimal::parse("2.5"));
    values.set("text", "abc");
    values.set("items", feel::List{1, 2, feel::Value(), 3});
    values.set("today", *Date::from_ymd(2026, 3, 31));
    return values;
  }();
  Limits limits = fuzz::options().limits;
  limits.expression_bytes_max = 4096;
  limits.evaluation_steps_max = 20'000;
  const auto text = fuzz::text_of(data, size);
  Place place;
  place.source = "input";
  const auto evaluate = [&](const feel::Expression& expression) {
    feel::State state(limits);
    const feel::Value value = expression.evaluate(scope, state);
    return state.exhausted() ? std::string() : to_string(value);
  };
  if (const auto expression = feel::compile(text, names, place, limits)) {
    fuzz::expect(evaluate(*expression) == evaluate(*expression));
  } else {
    fuzz::check(expression.error());
  }
  if (const auto tests = feel::compile_unary_tests(text, names, place, limits)) {
    feel::State state(limits);
    const auto first = tests->test(10, scope, state);
    feel::State again(limits);
    fuzz::expect(first == tests->test(10, scope, again));
  }
  return 0;
}
