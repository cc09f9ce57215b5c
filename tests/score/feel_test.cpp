// FEEL: precedence, names with spaces, three-valued logic, ranges, lists, null, functions,
// refusals, limits.
#include "score/feel.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

namespace feel = zhun::feel;
using feel::Value;
using zhun::Decimal;
using zhun::ErrorCode;

namespace {

const feel::Names& names() {
  static const feel::Names kNames = [] {
    feel::Names all{"a",     "b",      "nothing", "existing loans", "existing", "profit-and-loss",
                    "items", "people", "today",   "text",           "yes",      "count"};
    all.add_member("Monthly Salary");
    return all;
  }();
  return kNames;
}

feel::Scope scope() {
  feel::Scope values(names());
  values.set("a", 10);
  values.set("b", *Decimal::parse("2.5"));
  values.set("existing loans", 300);
  values.set("existing", 7);
  values.set("profit-and-loss", 4);
  values.set("items", feel::List{1, 2, 3, Value(), 5});
  feel::List people;
  for (const auto& [name, salary] : {std::pair("Li", 100), std::pair("Wang", 250)}) {
    feel::Context person;
    person.set("name", name);
    person.set("Monthly Salary", salary);
    people.emplace_back(std::move(person));
  }
  values.set("people", people);
  values.set("today", *zhun::Date::from_ymd(2026, 3, 31));
  values.set("text", "\xE4\xB8\xAD\xE6\x96\x87 abc");
  values.set("yes", true);
  values.set("count", 9);
  return values;
}

Value evaluate(std::string_view text) {
  const auto expression = feel::compile(text, names(), {});
  if (!expression) FAIL((std::string(text) + ": " + to_string(expression.error())));
  feel::State state;
  return expression->evaluate(scope(), state);
}

std::string text_of(std::string_view text) { return to_string(evaluate(text)); }

std::string reason_of(std::string_view text) {
  zhun::Place place;
  place.source = "limits.dmn";
  place.row = 12;
  const auto expression = feel::compile(text, names(), place);
  REQUIRE(expression);
  feel::State state;
  state.keep_reasons = true;
  CHECK(expression->evaluate(scope(), state).is_null());
  REQUIRE_FALSE(state.reasons().empty());
  return state.reasons()[0];
}

zhun::Error refusal_of(std::string_view text, const zhun::Limits& limits = {}) {
  zhun::Place place;
  place.source = "limits.dmn";
  place.row = 12;
  const auto expression = feel::compile(text, names(), place, limits);
  if (expression) FAIL(("not refused: " + std::string(text)));
  return expression.error();
}

std::string numbered(const char* prefix, int number) {
  return std::string(prefix).append(std::to_string(number));
}

// "1" the test holds, "0" it does not, "?" neither.
char test(std::string_view text, const Value& input) {
  const auto tests = feel::compile_unary_tests(text, names(), {});
  if (!tests) FAIL((std::string(text) + ": " + to_string(tests.error())));
  feel::State state;
  const auto result = tests->test(input, scope(), state);
  return !result ? '?' : *result ? '1' : '0';
}

}  // namespace

TEST_CASE("operators bind as in the standard") {
  CHECK(text_of("1 + 2 * 3") == "7");
  CHECK(text_of("(1 + 2) * 3") == "9");
  CHECK(text_of("2 ** 3 ** 2") == "64");
  CHECK(text_of("-3 ** 2") == "9");
  CHECK(text_of("10--5") == "15");
  CHECK(text_of("-10+-5") == "-15");
  CHECK(text_of("1 - 2 - 3") == "-4");
  CHECK(text_of("8 / 2 / 2") == "2");
  CHECK(text_of("2 ** -1") == "0.5");
  CHECK(text_of("1 + 1 = 2 and 3 > 2 or false") == "true");
  CHECK(text_of("false or true and false") == "false");
}

TEST_CASE("numbers are exact decimals") {
  CHECK(text_of("0.1 + 0.2") == "0.3");
  CHECK(text_of("0.1 + 0.2 = 0.3") == "true");
  CHECK(text_of(".5 * 2") == "1");
  CHECK(text_of("1e3 + 1.5E-1") == "1000.15");
  CHECK(text_of("1 / 3") == "0.3333333333333333333333333333333333");
}

TEST_CASE("names may contain spaces and signs, and the longest known name is meant") {
  CHECK(text_of("existing loans + 1") == "301");
  CHECK(text_of("existing + 1") == "8");
  CHECK(text_of("a-existing  loans") == "-290");
  CHECK(text_of("profit-and-loss * 2") == "8");
  CHECK(text_of("people[1].Monthly Salary") == "100");
  CHECK(text_of("sum(people.Monthly Salary)") == "350");
  CHECK(text_of("people[Monthly Salary > 200].name") == "[\"Wang\"]");
}

TEST_CASE("a name that is also a function is told apart by the parenthesis") {
  CHECK(text_of("count + 1") == "10");
  CHECK(text_of("count(items)") == "5");
}

TEST_CASE("free names are reported") {
  const auto expression = feel::compile(
      "if a > b then existing loans else {x: a}.x + (for i in items return i)[1]", names(), {});
  REQUIRE(expression);
  CHECK(expression->names() == std::vector<std::string>{"a", "b", "existing loans", "items"});
}

TEST_CASE("logic has three values") {
  CHECK(text_of("true and null") == "null");
  CHECK(text_of("false and null") == "false");
  CHECK(text_of("true or null") == "true");
  CHECK(text_of("false or null") == "null");
  CHECK(text_of("null and null") == "null");
  CHECK(text_of("1 and true") == "null");
  CHECK(text_of("not(null)") == "null");
  CHECK(text_of("not(true)") == "false");
  CHECK(text_of("all([true, null])") == "null");
  CHECK(text_of("all([false, null])") == "false");
  CHECK(text_of("any([true, null])") == "true");
  CHECK(text_of("any([])") == "false");
}

TEST_CASE("null follows the standard") {
  CHECK(text_of("null = null") == "true");
  CHECK(text_of("nothing = null") == "true");
  CHECK(text_of("a = null") == "false");
  CHECK(text_of("a != null") == "true");
  CHECK(text_of("a < null") == "null");
  CHECK(text_of("1 + null") == "null");
  CHECK(text_of("a = \"10\"") == "null");
  CHECK(text_of("a < \"10\"") == "null");
  CHECK(text_of("if nothing = null then 1 else 2") == "1");
  CHECK(text_of("if nothing then 1 else 2") == "2");
  CHECK(text_of("is defined(nothing)") == "false");
  CHECK(text_of("is defined(a)") == "true");
}

TEST_CASE("an error gives null and a reason with its place") {
  CHECK(reason_of("1 / (a - 10)") == "limits.dmn, line 12, offset 1: division by zero");
  CHECK(reason_of("a + items") ==
        "limits.dmn, line 12, offset 1: an operator on values that it is not defined for");
  CHECK(reason_of("2 + sum([])") == "limits.dmn, line 12, offset 5: the list is empty");
  CHECK(reason_of("10 ** 9999") == "limits.dmn, line 12, offset 1: a number is too large");
}

TEST_CASE("ranges, between and in") {
  CHECK(text_of("a in [1..10]") == "true");
  CHECK(text_of("a in [1..10)") == "false");
  CHECK(text_of("a in (10..20]") == "false");
  CHECK(text_of("a in ]9..11[") == "true");
  CHECK(text_of("a in (1, 10)") == "true");
  CHECK(text_of("a in (<5, >9)") == "true");
  CHECK(text_of("a in >= 10") == "true");
  CHECK(text_of("a in [[20..30], [5..15]]") == "true");
  CHECK(text_of("a in [1, 2]") == "false");
  CHECK(text_of("a in items") == "false");
  CHECK(text_of("3 in items") == "true");
  CHECK(text_of("nothing in [1..2]") == "null");
  CHECK(text_of("a between b and existing loans") == "true");
  CHECK(text_of("a between 10 and 9 or true") == "true");
  CHECK(text_of("[b..a).end") == "10");
  CHECK(text_of("[b..a).end included") == "false");
}

TEST_CASE("lists, filters and positions") {
  CHECK(text_of("[1, 2, 3][2]") == "2");
  CHECK(text_of("[1, 2, 3][-1]") == "3");
  CHECK(text_of("[1, 2, 3][4]") == "null");
  CHECK(text_of("[1, 2, 3][item >= 2]") == "[2, 3]");
  CHECK(text_of("items[item != null]") == "[1, 2, 3, 5]");
  CHECK(text_of("min([a, nothing, b][item != null])") == "2.5");
  CHECK(text_of("items[a - 9]") == "1");
  CHECK(text_of("[[1, 2], [3]][count(item) = 1][1][1]") == "3");
  CHECK(text_of("[{v: 1, w: 2}, {v: 3, w: 4}][v > 1].w") == "[4]");
  CHECK(text_of("5[1]") == "5");
}

TEST_CASE("contexts see their earlier entries") {
  CHECK(text_of("{x: 1, y: x + 1}.y") == "2");
  CHECK(text_of("{x: 1, \"two words\": 2}") == "{x: 1, two words: 2}");
  CHECK(text_of("{x: 1}.z") == "null");
  CHECK(text_of("get value({x: 1}, \"x\")") == "1");
  CHECK(text_of("{a: 1, b: 2} = {b: 2, a: 1}") == "true");
}

TEST_CASE("loops and quantifiers") {
  CHECK(text_of("for i in [1, 2, 3] return i * i") == "[1, 4, 9]");
  CHECK(text_of("for i in 1..3, j in i..3 return i * 10 + j") == "[11, 12, 13, 22, 23, 33]");
  CHECK(text_of("for i in 3..1 return i") == "[3, 2, 1]");
  CHECK(text_of("some x in items satisfies x = 5") == "true");
  CHECK(text_of("every x in [1, 2] satisfies x > 1") == "false");
  CHECK(text_of("every x in items satisfies x > 0") == "null");
  CHECK(text_of("every x in [] satisfies false") == "true");
}

TEST_CASE("what policies write") {
  CHECK(text_of("if nothing = null then null else nothing * 0.20 - existing loans") == "null");
  CHECK(text_of("floor(123456 / 10000) * 10000") == "120000");
  CHECK(text_of("if a = null then \"missing\" else if a > 5 then \"high\" else \"low\"") == "high");
}

TEST_CASE("rounding") {
  CHECK(text_of("decimal(2.5, 0)") == "2");
  CHECK(text_of("decimal(1/3, 2)") == "0.33");
  CHECK(text_of("round half up(2.5, 0)") == "3");
  CHECK(text_of("round half up(-2.5, 0)") == "-3");
  CHECK(text_of("round half down(2.5, 0)") == "2");
  CHECK(text_of("round up(1.121, 2)") == "1.13");
  CHECK(text_of("round down(-1.129, 2)") == "-1.12");
  CHECK(text_of("floor(-1.5)") == "-2");
  CHECK(text_of("ceiling(-1.5)") == "-1");
  CHECK(text_of("floor(1234, -2)") == "1200");
  CHECK(text_of("modulo(-7, 3)") == "2");
  CHECK(text_of("modulo(7, -3)") == "-2");
  CHECK(text_of("abs(-4)") == "4");
  CHECK(text_of("sqrt(16)") == "4");
  CHECK(text_of("sqrt(-1)") == "null");
  CHECK(text_of("odd(3)") == "true");
  CHECK(text_of("even(3)") == "false");
  CHECK(text_of("even(2.5)") == "null");
}

TEST_CASE("functions on lists") {
  CHECK(text_of("min(3, 1, 2)") == "1");
  CHECK(text_of("max([\"a\", \"c\", \"b\"])") == "c");
  CHECK(text_of("max([1, \"a\"])") == "null");
  CHECK(text_of("sum(1, 2, 3)") == "6");
  CHECK(text_of("sum(items)") == "null");
  CHECK(text_of("mean([1, 2, 4.5])") == "2.5");
  CHECK(text_of("count([])") == "0");
  CHECK(text_of("count(null)") == "null");
  CHECK(text_of("list contains(items, null)") == "true");
  CHECK(text_of("append([1], 2, 3)") == "[1, 2, 3]");
  CHECK(text_of("concatenate([1], [2, 3])") == "[1, 2, 3]");
  CHECK(text_of("flatten([[1, [2]], 3])") == "[1, 2, 3]");
  CHECK(text_of("distinct values([1, 1.0, \"1\", null, null])") == "[1, \"1\", null]");
  CHECK(text_of("index of([1, 2, 1], 1)") == "[1, 3]");
  CHECK(text_of("reverse([1, 2])") == "[2, 1]");
  CHECK(text_of("sublist([1, 2, 3], 2, 1)") == "[2]");
  CHECK(text_of("union([1, 2], [2, 3])") == "[1, 2, 3]");
  CHECK(text_of("median([3, 1, 2, 10])") == "2.5");
}

TEST_CASE("functions on texts count characters, not bytes") {
  CHECK(text_of("string length(text)") == "6");
  CHECK(text_of("substring(text, 1, 2)") == "\xE4\xB8\xAD\xE6\x96\x87");
  CHECK(text_of("substring(\"abc\", -2)") == "bc");
  CHECK(text_of("substring(\"abc\", 9)") == "null");
  CHECK(text_of("contains(\"abc\", \"bc\")") == "true");
  CHECK(text_of("starts with(\"abc\", \"b\")") == "false");
  CHECK(text_of("ends with(\"abc\", \"c\")") == "true");
  CHECK(text_of("upper case(\"aBc\")") == "ABC");
  CHECK(text_of("lower case(\"aBc\")") == "abc");
  CHECK(text_of("split(\"a;b;;c\", \";\")") == "[\"a\", \"b\", \"\", \"c\"]");
  CHECK(text_of("string join([\"a\", \"b\"], \"-\")") == "a-b");
  CHECK(text_of("\"a\" + \"b\"") == "ab");
  CHECK(text_of("\"tab\\tquote\\\" \\u4E2D\"") == "tab\tquote\" \xE4\xB8\xAD");
  CHECK(text_of("string(1.50)") == "1.5");
  CHECK(text_of("number(\"1,234.5\", \",\", \".\")") == "1234.5");
  CHECK(text_of("number(\"1x\", null, null)") == "null");
}

TEST_CASE("arguments may be named") {
  CHECK(text_of("substring(string: \"abc\", start position: 2)") == "bc");
  CHECK(text_of("substring(start position: 2, string: \"abc\")") == "bc");
  CHECK(refusal_of("substring(string: \"abc\", from: 2)").code == ErrorCode::policy);
  CHECK(refusal_of("substring(string: \"abc\", 2)").code == ErrorCode::policy);
}

TEST_CASE("dates and durations") {
  CHECK(text_of("@\"2026-01-31\"") == "2026-01-31");
  CHECK(text_of("date(\"2026-02-30\")") == "null");
  CHECK(text_of("date(2026, 2, 28)") == "2026-02-28");
  CHECK(text_of("today > date(\"2026-03-30\")") == "true");
  CHECK(text_of("today.month") == "3");
  CHECK(text_of("today - @\"2026-03-01\"") == "P30D");
  CHECK(text_of("(today - @\"2026-03-01\").days") == "30");
  CHECK(text_of("today - duration(\"P1M\")") == "2026-02-28");
  CHECK(text_of("today + @\"P1D\"") == "2026-04-01");
  CHECK(text_of("today - @\"P1D\" in [@\"2026-03-01\"..@\"2026-03-30\"]") == "true");
  CHECK(text_of("years and months duration(@\"2024-05-31\", today)") == "P1Y10M");
  CHECK(text_of("years and months duration(@\"2024-05-31\", today).years") == "1");
  CHECK(text_of("@\"P1Y\" > @\"P11M\"") == "true");
  CHECK(text_of("date and time(\"2026-03-31T23:00:00\") + duration(\"PT2H\")") ==
        "2026-04-01T01:00:00");
  CHECK(text_of("duration(\"P1Y2D\")") == "null");
  CHECK(text_of("day of week(today)") == "Tuesday");
}

TEST_CASE("comments are skipped") { CHECK(text_of("1 + // one\n 2 /* and\n two */ + 3") == "6"); }

TEST_CASE("unary tests") {
  CHECK(test("-", Value()) == '1');
  CHECK(test("", 5) == '1');
  CHECK(test("< 0.30", *Decimal::parse("0.2999")) == '1');
  CHECK(test("< 0.30", *Decimal::parse("0.3")) == '0');
  CHECK(test("[0.30..0.60)", *Decimal::parse("0.3")) == '1');
  CHECK(test("[0.30..0.60)", *Decimal::parse("0.6")) == '0');
  CHECK(test("<18, >=60", 60) == '1');
  CHECK(test("\"A\", \"B\"", "B") == '1');
  CHECK(test("not(\"A\", \"B\")", "C") == '1');
  CHECK(test("not(\"A\", \"B\")", "B") == '0');
  CHECK(test("not([1..5], null)", 7) == '1');
  CHECK(test("-5", -5) == '1');
  CHECK(test("a", 10) == '1');
  CHECK(test("> a + b", 13) == '1');
  CHECK(test("[a..existing loans]", 20) == '1');
  CHECK(test("items", 3) == '1');
  CHECK(test("true", true) == '1');
  CHECK(test("false", true) == '0');
  CHECK(test("date(\"2026-01-01\")", *zhun::Date::from_ymd(2026, 1, 1)) == '1');
}

TEST_CASE("unary tests and null") {
  CHECK(test("null", Value()) == '1');
  CHECK(test("null", 1) == '0');
  CHECK(test("not(null)", 1) == '1');
  CHECK(test("not(null)", Value()) == '0');
  CHECK(test("< 5", Value()) == '?');
  CHECK(test("not(< 5)", Value()) == '?');
  CHECK(test("[1..5]", Value()) == '?');
  CHECK(test("null, < 5", Value()) == '1');
  CHECK(test("\"A\"", Value()) == '0');
  CHECK(test("\"A\"", 5) == '?');
}

TEST_CASE("unary tests with conditions on the input") {
  CHECK(test("? > 2 * b", 6) == '1');
  CHECK(test("? > 5 and ? < 7", 6) == '1');
  CHECK(test("contains(?, \"b\")", "abc") == '1');
  CHECK(test("not(contains(?, \"b\"))", "abc") == '0');
  CHECK(test("not(? = 1) and ? > 0", 2) == '1');
  CHECK(test("? = null", Value()) == '1');
  CHECK(test("count(?) > 1", feel::List{1, 2}) == '1');
  CHECK(test("some x in ? satisfies x > 1", feel::List{1, 2}) == '1');
}

TEST_CASE("tests against null are known before any evaluation") {
  const auto has = [](std::string_view text) {
    return feel::compile_unary_tests(text, names(), {})->has_null_test();
  };
  CHECK(has("null"));
  CHECK(has("not(null)"));
  CHECK(has("< 5, null"));
  CHECK(has("? = null"));
  CHECK_FALSE(has("-"));
  CHECK_FALSE(has("< 5"));
  CHECK_FALSE(has("\"null\""));
}

TEST_CASE("what is wrong is refused with its place") {
  const auto unknown = refusal_of("a + bb");
  CHECK(unknown.code == ErrorCode::policy);
  CHECK(unknown.place.source == "limits.dmn");
  CHECK(unknown.place.row == 12);
  CHECK(unknown.place.column == 5);
  CHECK(refusal_of("a +").place.column == 4);
  CHECK(refusal_of("(a").place.column == 3);
  CHECK(refusal_of("a b").place.column == 3);
  CHECK(refusal_of("[5..1]").place.column == 3);
  CHECK(refusal_of("\"open").place.column == 1);
  CHECK(refusal_of("1 /* open").place.column == 3);
  CHECK(refusal_of("\"\\uD800\"").place.column == 1);
  CHECK(refusal_of("@\"2026-13-01\"").code == ErrorCode::policy);
  CHECK(refusal_of("12345678901234567890123456789012345").code == ErrorCode::policy);
  CHECK(refusal_of("?").code == ErrorCode::policy);
  CHECK(refusal_of("{x: 1, x: 2}").code == ErrorCode::policy);
  CHECK(refusal_of("abs(1, 2)").code == ErrorCode::policy);
  CHECK(refusal_of("").code == ErrorCode::policy);
}

TEST_CASE("what is not supported is refused, never evaluated") {
  for (const auto* text :
       {"function(x) external {java: {class: \"java.lang.Math\", method signature: "
        "\"cos(double)\"}}",
        "{f: function(x) external {pmml: {document: \"a\", model: \"b\"}}}.f(1)"}) {
    CHECK_MESSAGE(refusal_of(text).code == ErrorCode::unsupported, text);
  }
  CHECK(refusal_of("no such function(1)").code == ErrorCode::policy);
  CHECK(refusal_of("1(2)").code == ErrorCode::policy);
  CHECK(refusal_of("a instance of nothing known").code == ErrorCode::policy);
}

TEST_CASE("hostile texts are refused by limits") {
  zhun::Limits limits;
  CHECK(refusal_of(std::string(100'000, '1')).code == ErrorCode::limit);
  CHECK(refusal_of(std::string(30'000, '(')).code == ErrorCode::limit);
  CHECK(refusal_of(std::string(30'000, '[')).code == ErrorCode::limit);
  std::string brackets, minus;
  for (int i = 0; i < 300; ++i) brackets += "a[";
  CHECK(refusal_of(brackets).code == ErrorCode::limit);
  std::string path = "a";
  for (int i = 0; i < 300; ++i) path += ".x";
  CHECK(refusal_of(path).code == ErrorCode::limit);
  std::string conditions;
  for (int i = 0; i < 300; ++i) conditions += "if a then 1 else ";
  CHECK(refusal_of(conditions + "1").code == ErrorCode::limit);
}

TEST_CASE("long sums are no deep trees") {
  std::string sum = "1";
  for (int i = 0; i < 5000; ++i) sum += " + a";
  CHECK(text_of(sum) == "50001");
  std::string signs(5001, '-');
  CHECK(text_of(signs + "1") == "-1");
}

TEST_CASE("evaluation is bounded in steps") {
  zhun::Limits limits;
  limits.evaluation_steps_max = 100'000;
  for (const auto* text :
       {"for i in 1..1000000000 return i", "sum(for i in 1..5000, j in 1..5000 return i * j)",
        "some i in 1..1000000000 satisfies i < 0", "count(for i in 1..100000 return items)"}) {
    const auto expression = feel::compile(text, names(), {});
    REQUIRE(expression);
    feel::State state(limits);
    CHECK(expression->evaluate(scope(), state).is_null());
    CHECK(state.exhausted());
  }
}

TEST_CASE("doubling a text is bounded in memory") {
  std::string text = "{t0: \"0123456789abcdef\" + text";
  for (int i = 1; i < 60; ++i) {
    text += numbered(", t", i) + numbered(": t", i - 1) + numbered(" + t", i - 1);
  }
  text += "}";
  const auto expression = feel::compile(text, names(), {});
  REQUIRE(expression);
  zhun::Limits limits;
  limits.evaluation_steps_max = 1'000'000;
  feel::State state(limits);
  CHECK(expression->evaluate(scope(), state).is_null());
  CHECK(state.exhausted());
}

TEST_CASE("a compiled expression is evaluated from several threads") {
  const auto expression =
      feel::compile("string join(for i in 1..20 return \"x\" + string(i * a), \",\")", names(), {});
  REQUIRE(expression);
  feel::State state;
  const std::string expected = to_string(expression->evaluate(scope(), state));
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&result, &expression] {
      const feel::Scope values = scope();
      for (int i = 0; i < 200; ++i) {
        feel::State own;
        result = to_string(expression->evaluate(values, own));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) CHECK(result == expected);
}

TEST_CASE("values are shared when copied and compare by content") {
  const Value first(feel::List{1, "a", Value()});
  Value copy = first;
  CHECK(same(first, copy));
  copy = Value("other");
  CHECK(first.list().size() == 3);
  Value& alias = copy;
  copy = alias;
  CHECK(copy.string() == "other");
  feel::Context context;
  for (int i = 20; i > 0; --i) context.set(numbered("k", i), i);
  context.set("k5", "replaced");
  CHECK(context.size() == 20);
  CHECK(context.entries()[0].first == "k20");
  CHECK(context.find("k5")->string() == "replaced");
  CHECK(context.find("k21") == nullptr);
}
