// FEEL: functions as values, types, temporal values with zones, ranges as values, patterns.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "score/feel.hpp"
#include "score/feel_moment.hpp"
#include "score/feel_node.hpp"
#include "score/feel_regex.hpp"

namespace feel = zhun::feel;
using feel::Value;
using zhun::ErrorCode;

namespace {

const feel::Names& names() {
  static const feel::Names kNames{"a", "rate", "list"};
  return kNames;
}

Value evaluate(std::string_view text, feel::State& state) {
  const auto expression = feel::compile(text, names(), {});
  if (!expression) FAIL((std::string(text) + ": " + to_string(expression.error())));
  feel::Scope scope(names());
  scope.set("a", 10);
  scope.set("rate", zhun::Decimal::from_scaled(5, -2));
  scope.set("list", feel::List{3, 1, 2});
  return expression->evaluate(scope, state);
}

std::string text_of(std::string_view text) {
  feel::State state;
  return to_string(evaluate(text, state));
}

std::string reason_of(std::string_view text) {
  feel::State state;
  state.keep_reasons = true;
  CHECK_MESSAGE(evaluate(text, state).is_null(), text);
  return state.reasons().empty() ? "" : state.reasons().front();
}

}  // namespace

TEST_CASE("a function is a value that keeps what it saw") {
  CHECK(text_of("(function(x) x + a)(1)") == "11");
  CHECK(text_of("(function(x) function(y) x * y * a)(2)(3)") == "60");
  CHECK(text_of("{twice: function(x: number) 2 * x, b: twice(a)}.b") == "20");
  CHECK(text_of("{f: function(p q, r) p q - r, b: f(r: 1, p q: 5)}.b") == "4");
  CHECK(text_of("for i in 1..3 return (function(x) x * i)(i)") == "[1, 4, 9]");
  CHECK(text_of("[{n: 1}, {n: 2}][(function(x) x + n)(1) > 2]") == "[{n: 2}]");
  CHECK(text_of("function(x, y) x") == "function(x, y)");
}

TEST_CASE("built-in functions are values too") {
  CHECK(text_of("(function(f) f(-3))(abs)") == "3");
  CHECK(text_of("[abs][1](-4)") == "4");
}

TEST_CASE("calls that do not fit give null and say why") {
  CHECK(reason_of("(function(x) x)(1, 2)")
            .ends_with("the number of arguments differs from the number of parameters"));
  CHECK(reason_of("(function(x: number) x)(\"b\")")
            .ends_with("an argument does not have the type of its parameter"));
  CHECK(reason_of("a(1)").ends_with("what is called is not a function"));
  CHECK(text_of("(function(x: number) x)([7])") == "7");
}

TEST_CASE("recursion through values ends at a limit, not in a crash") {
  CHECK(reason_of("(function(f) f(f))(function(f) f(f))")
            .ends_with("functions call each other too deeply"));
}

TEST_CASE("sort asks its function, is stable, and copes with one that answers anything") {
  CHECK(text_of("sort(list)") == "[1, 2, 3]");
  CHECK(text_of("sort(list, function(x, y) x > y)") == "[3, 2, 1]");
  CHECK(text_of("sort([{k: 1, v: \"a\"}, {k: 0, v: \"b\"}, {k: 1, v: \"c\"}, {k: 0, v: \"d\"}], "
                "function(x, y) x.k < y.k).v") == "[\"b\", \"d\", \"a\", \"c\"]");
  CHECK(text_of("count(sort(for i in 1..100 return i, function(x, y) true))") == "100");
  CHECK(text_of("count(sort(for i in 1..100 return i, function(x, y) null))") == "100");
}

TEST_CASE("instance of looks at the whole type") {
  for (const auto* text :
       {"1 instance of number", "[1, null] instance of list<number>",
        "{x: 1, y: 2} instance of context<x: number>", "[1..2] instance of range<number>",
        "(function(x: number) x) instance of function<number> -> Any",
        "@\"2020-01-01\" instance of date", "duration(\"P1D\") instance of days and time duration",
        "list instance of list<Any>"}) {
    CHECK_MESSAGE(text_of(text) == "true", text);
  }
  for (const auto* text :
       {"null instance of Any", "[1, \"b\"] instance of list<number>",
        "{x: \"b\"} instance of context<x: number>", "[\"a\"..\"b\"] instance of range<number>",
        "(function(x: string) x) instance of function<number> -> Any",
        "@\"2020-01-01\" instance of date and time"}) {
    CHECK_MESSAGE(text_of(text) == "false", text);
  }
}

TEST_CASE("days and dates of the whole calendar agree") {
  for (std::int64_t day = -2'000'000; day <= 2'000'000; day += 997) {
    const feel::Ymd date = feel::ymd_of(day);
    REQUIRE(feel::day_of(date) == day);
  }
  CHECK(feel::day_of({1970, 1, 1}) == 0);
  CHECK(feel::day_of({2000, 2, 29}) == 11016);
  CHECK_FALSE(feel::day_of({1900, 2, 29}));
  CHECK(feel::weekday_of(0) == 4);
  CHECK(feel::weekday_of(-4) == 7);
  CHECK(text_of("string(date(999999999, 12, 31))") == "999999999-12-31");
  CHECK(text_of("date(\"-0001-01-01\") + duration(\"P1Y\")") == "0000-01-01");
}

TEST_CASE("zones know when their clocks changed") {
  const auto offset = [](std::string_view zone, feel::Ymd date, int hour) {
    const auto number = feel::find_zone(zone);
    REQUIRE(number != 0);
    return feel::zone_offset(number, *feel::day_of(date) * 86400 + hour * 3600);
  };
  CHECK(offset("Europe/Paris", {2021, 1, 1}, 12) == 3600);
  CHECK(offset("Europe/Paris", {2021, 7, 1}, 12) == 7200);
  CHECK(offset("Europe/Paris", {2021, 3, 28}, 1) == 3600);
  CHECK(offset("Europe/Paris", {2021, 3, 28}, 3) == 7200);
  CHECK(offset("Europe/Paris", {2021, 10, 31}, 2) == 7200);  // twice that night: the earlier one
  CHECK(offset("Europe/Paris", {2121, 7, 1}, 12) == 7200);   // by the rule for every year
  CHECK(offset("Australia/Melbourne", {2021, 1, 1}, 12) == 11 * 3600);
  CHECK(offset("Asia/Shanghai", {1988, 7, 1}, 12) == 9 * 3600);  // summer time, 1986 to 1991
  CHECK(offset("Asia/Shanghai", {2026, 7, 1}, 12) == 8 * 3600);
  CHECK(feel::find_zone("Nowhere/At All") == 0);
}

TEST_CASE("times with a zone and times without one are not mixed") {
  CHECK(text_of("@\"2021-07-01T12:00:00@Europe/Paris\" = @\"2021-07-01T10:00:00Z\"") == "true");
  CHECK(text_of("@\"2021-07-01T12:00:00@Europe/Paris\" - @\"2021-07-01T10:00:00Z\"") == "PT0S");
  CHECK(reason_of("@\"2021-07-01T12:00:00\" - @\"2021-07-01T10:00:00Z\"") != "");
  CHECK(text_of("@\"10:00:00+02:00\".time offset") == "PT2H");
  CHECK(text_of("@\"2021-07-01T12:00:00.25@Europe/Paris\"") ==
        "2021-07-01T12:00:00.25@Europe/Paris");
  CHECK(text_of("time(24, 0, 0)") == "null");
  CHECK(text_of("@\"23:30:00\" + duration(\"PT45M\")") == "00:15:00");
}

TEST_CASE("there is no clock but the one that is given") {
  CHECK(reason_of("now()").ends_with("the evaluation was given no clock"));
  feel::State state;
  state.now = feel::Moment{*feel::day_of({2026, 3, 31}), 0, 0, 0};
  CHECK(to_string(evaluate("today()", state)) == "2026-03-31");
}

TEST_CASE("ranges are values and relate to each other") {
  CHECK(text_of("overlaps([1..5], [5..8])") == "true");
  CHECK(text_of("overlaps([1..5), [5..8])") == "false");
  CHECK(text_of("before(1, (1..5])") == "true");
  CHECK(text_of("during([2..3], [1..5])") == "true");
  CHECK(text_of("coincides([1..5], [1..5))") == "false");
  CHECK(text_of("meets([1..5], [5..8])") == "true");
  CHECK(text_of("includes((< 10), 3)") == "true");
  CHECK(text_of("finished by([1..5], 5)") == "true");
  CHECK(text_of("(>= 3).start included") == "true");
  CHECK(text_of("range(\"[1..3)\")") == "[1..3)");
  CHECK(reason_of("range(\"[a..3)\")") != "");
  CHECK(reason_of("overlaps([1..5], [\"a\"..\"b\"])") != "");
}

TEST_CASE("patterns are those of XPath") {
  CHECK(text_of("matches(\"hello\", \"^h.*o$\")") == "true");
  CHECK(text_of("matches(\"aba\", \"(a)b\\1\")") == "true");
  CHECK(text_of("matches(\"x\", \"[a-z-[aeiou]]\")") == "true");
  CHECK(text_of("matches(\"e\", \"[a-z-[aeiou]]\")") == "false");
  CHECK(text_of("matches(\"ABC\", \"b\", \"i\")") == "true");
  CHECK(text_of("replace(\"2026-03-31\", \"(\\d+)-(\\d+)-(\\d+)\", \"$3.$2.$1\")") == "31.03.2026");
  CHECK(text_of("split(\"a1b22c\", \"\\d+\")") == "[\"a\", \"b\", \"c\"]");
  CHECK(text_of("matches(\"\xE4\xB8\xAD\", \"\\p{IsCJKUnifiedIdeographs}\")") == "true");
  for (const auto* wrong : {"a++", "(?=a)", "(", "a)", "[", "[a", "\\1", "(a\\1)", "\\p{Xx}", "a{2",
                            "*a", "[z-a]", "\\q", "\\p{IsNowhere}"}) {
    const char* why = nullptr;
    CHECK_MESSAGE(!feel::Regex::compile(wrong, "", &why), wrong);
    CHECK(why != nullptr);
  }
  CHECK(
      reason_of("replace(\"abc\", \"x*\", \"-\")").ends_with("the pattern matches the empty text"));
}

TEST_CASE("a pattern that would take forever gives null") {
  const std::string text = "\"" + std::string(5000, 'a') + "b\"";
  CHECK(reason_of("matches(" + text + ", \"^(a|aa)+$\")").ends_with("takes too many steps"));
}

TEST_CASE("partial is the list of the results so far") {
  CHECK(text_of("for i in 1..5 return if i = 1 then 1 else i * partial[-1]") ==
        "[1, 2, 6, 24, 120]");
}
