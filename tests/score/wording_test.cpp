// Wording: values in words, templates filled, and what a wording file must not say.
#include "score/wording.hpp"

#include <doctest/doctest.h>

#include "dossier/names.hpp"

using namespace zhun;

namespace {

Fact of(FactValue value) { return Fact{"x", FactState::value, std::move(value), {}, "", ""}; }

std::string error_field(std::string_view json) {
  const auto wording = read_wording(json, "wording.json", {});
  REQUIRE_FALSE(wording.has_value());
  CHECK(wording.error().place.source == "wording.json");
  return wording.error().place.field;
}

constexpr std::string_view kSmall = R"({
 "facts": {"share": {"title": "占比", "format": "percent"},
           "status": {"title": "状态", "values": {"NONE": "无"}}},
 "checks": {"T1": {"title": "检查", "theme": "流水", "fail": "占比{share:percent}过高",
            "pass": "正常", "evidence": ["share"]}},
 "caps": {"cap1": {"title": "需求", "formula": "{share}", "facts": ["share"]}}
})";

std::string small_with(std::string_view from, std::string_view to) {
  std::string text(kSmall);
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("values in each format") {
  const Fact money = of(Money::from_fen(123456789));
  CHECK(format_fact(money, FactFormat::plain) == "1234567.89");
  CHECK(format_fact(money, FactFormat::money) == "1,234,567.89");
  CHECK(format_fact(money, FactFormat::fen) == "1234567.89");
  CHECK(format_fact(money, FactFormat::wan) == "123.46");
  const Fact ratio = of(Decimal::from_scaled(856945, -6));
  CHECK(format_fact(ratio, FactFormat::percent) == "85.69%");
  CHECK(format_fact(ratio, FactFormat::percent1) == "85.7%");
  CHECK(format_fact(ratio, FactFormat::ratio) == "0.8569");
  CHECK(format_fact(ratio, FactFormat::times) == "0.86");
  CHECK(format_fact(of(Decimal::from_scaled(5, -3)), FactFormat::times) == "0.01");
  CHECK(format_fact(of(Decimal::from_scaled(-5, -3)), FactFormat::times) == "-0.01");
  CHECK(format_fact(of(true), FactFormat::plain) == "是");
  CHECK(format_fact(of(false), FactFormat::match) == "不一致");
  CHECK(format_fact(of(std::int64_t{12}), FactFormat::plain) == "12");
  CHECK(format_fact(of(std::vector<std::string>{"甲", "乙"}), FactFormat::plain) == "甲、乙");
}

TEST_CASE("what is missing shows as a dash, never as zero") {
  Fact fact;
  CHECK(format_fact(fact, FactFormat::money) == "—");
  fact.state = FactState::not_applicable;
  CHECK(format_fact(fact, FactFormat::percent) == "—");
}

TEST_CASE("templates are filled, codes are put in words, unknown facts are dashes") {
  const auto wording = read_wording(kSmall, "wording.json", {});
  REQUIRE_MESSAGE(wording.has_value(), (wording ? "" : to_string(wording.error())));
  const Facts facts = {{"share", of(Decimal::from_scaled(5, -1))},
                       {"status", of(std::string("NONE"))}};
  CHECK(fill("占{share:percent}，{status}。", facts, *wording) == "占50.00%，无。");
  CHECK(fill("{other}", facts, *wording) == "—");
  CHECK(fill("", facts, *wording).empty());
  CHECK(fill("没有括号", facts, *wording) == "没有括号");
  CHECK(fill("开{share", facts, *wording) == "开{share");
  CHECK(format_fact(facts.at("status"), wording->facts.at("status")) == "无");
}

TEST_CASE("parameters are filled in when the wording is read") {
  const auto text = small_with("占比{share:percent}过高", "{@days}日内占{@least:share}以上");
  const Parameters parameters = {{"days", Decimal(14)}, {"least", Decimal::from_scaled(35, -2)}};
  const auto wording = read_wording(text, "wording.json", {}, parameters);
  REQUIRE_MESSAGE(wording.has_value(), (wording ? "" : to_string(wording.error())));
  CHECK(wording->checks.at("T1").fail == "14日内占35%以上");
  CHECK(error_field(text) == "/checks/T1/fail");
  CHECK(error_field(small_with("\"title\": \"占比\"",
                               "\"title\": \"占比\", \"definition\": \"{@day}\"")) ==
        "/facts/share/definition");
}

TEST_CASE("a sentence tells the rule that fired, in the words of the fact") {
  const auto wording = read_wording(kSmall, "wording.json", {});
  REQUIRE(wording.has_value());
  const FactWording& share = wording->facts.at("share");
  CHECK(in_words("< 0.65", share) == "低于65%");
  CHECK(in_words(">= 0.5", share) == "不低于50%");
  CHECK(in_words("<=0", share) == "不高于0%");
  CHECK(in_words("> 1", share) == "高于100%");
  CHECK(in_words("[0.2..0.4)", share) == "[20%, 40%)");
  CHECK(in_words("< 0.7, > 1.3", share) == "< 70%, > 130%");
  const Facts facts = {{"share", of(Decimal::from_scaled(5, -1))}};
  CHECK(fill("占{share:percent}，{share:rule}", facts, *wording, {{"share", "< 0.65"}}) ==
        "占50.00%，低于65%");
  CHECK(fill("{share:rule}", facts, *wording) == "—");
  CHECK(ruled_facts("{share:percent}{share:rule}{status}") ==
        std::vector<std::string_view>{"share"});
}

TEST_CASE("bins of a scorecard in the words of the fact") {
  const auto wording = read_wording(kSmall, "wording.json", {});
  REQUIRE(wording.has_value());
  CHECK(format_bin("[0.2, 0.4)", wording->facts.at("share")) == "[20%, 40%)");
  CHECK(format_bin("NONE", wording->facts.at("status")) == "无");
}

TEST_CASE("a wording file that names what does not exist is refused") {
  CHECK(error_field(small_with("{share:percent}", "{shares}")) == "/checks/T1/fail");
  CHECK(error_field(small_with("{share:percent}", "{share:per}")) == "/checks/T1/fail");
  CHECK(error_field(small_with("{share:percent}", "{share")) == "/checks/T1/fail");
  CHECK(error_field(small_with("[\"share\"]}", "[\"shares\"]}")) == "/checks/T1/evidence");
  CHECK(error_field(small_with("\"format\": \"percent\"", "\"format\": \"per\"")) ==
        "/facts/share/format");
  CHECK(error_field(small_with("\"{share}\"", "\"{x}\"")) == "/caps/cap1/formula");
  CHECK(error_field(small_with("\"theme\": \"流水\", ", "")) == "/checks/T1/theme");
  CHECK(error_field("{}") == "/facts");
}
