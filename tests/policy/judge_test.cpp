// Grades, limit caps, scorecards and the decision table of the default pack.
#include "score/judge.hpp"

#include <doctest/doctest.h>

#include "policy/dossiers.hpp"

using namespace zhun;
using test::the_policy;

namespace {

Facts known(const std::vector<std::pair<std::string, FactValue>>& values) {
  Facts facts;
  for (const auto& [name, wording] : the_policy()->wording.facts) {
    facts[name] = Fact{name, FactState::missing, false, {}, "未提供", "M-TEST"};
  }
  for (const auto& [name, value] : values) {
    REQUIRE_MESSAGE(facts.contains(name), name);
    facts[name].state = FactState::value;
    facts[name].value = value;
  }
  return facts;
}

std::string grade(std::int64_t score, std::int64_t missing = 0) {
  feel::Context inputs;
  inputs.set("score", feel::Value(score));
  inputs.set("missing_characteristics", feel::Value(missing));
  feel::State state;
  const feel::Value value = the_policy()->grade.evaluate("grade", inputs, state);
  const feel::Value* name = value.member("grade");
  return (name->is_string() ? name->string() : "-") + " " +
         to_string(value.member("factor")->number());
}

std::string decide(std::int64_t ko, std::int64_t severe, const char* grade_name,
                   std::int64_t materials) {
  feel::Context inputs;
  inputs.set("knock_outs", feel::Value(ko));
  inputs.set("severe_warnings", feel::Value(severe));
  inputs.set("grade", *grade_name == 0 ? feel::Value() : feel::Value(std::string(grade_name)));
  inputs.set("missing_required_materials", feel::Value(materials));
  feel::State state;
  return the_policy()->decision.evaluate("decision", inputs, state).member("decision")->string();
}

struct Caps {
  std::optional<Decimal> need{}, statements{}, invoices{}, principal{};
  Money requested = Money::from_yuan(500000);
  const char* type = "LEGAL";
  bool secured = false;
  Decimal factor = Decimal::from_scaled(90, -2);
};

CreditLimit limit_of(const Caps& caps) {
  std::vector<std::pair<std::string, FactValue>> values = {
      {"customer_type", std::string(caps.type)},
      {"secured", caps.secured},
      {"requested_amount", caps.requested}};
  const auto add = [&](const char* name, const std::optional<Decimal>& value) {
    if (value) values.emplace_back(name, *value);
  };
  add("need_gap", caps.need);
  add("annual_sales_statements", caps.statements);
  add("annual_sales_invoices", caps.invoices);
  add("affordable_principal", caps.principal);
  const Facts facts = known(values);
  const auto limit = run_limit(*the_policy(), facts, fact_context(facts), caps.factor);
  REQUIRE_MESSAGE(limit.has_value(), (limit ? "" : to_string(limit.error())));
  return *limit;
}

std::string limit_text(const Caps& caps) {
  const CreditLimit limit = limit_of(caps);
  return to_string(limit.limit) + " " + limit.binding_cap;
}

}  // namespace

TEST_CASE("grades at their edges") {
  CHECK(grade(680) == "A 1");
  CHECK(grade(679) == "B 0.9");
  CHECK(grade(640) == "B 0.9");
  CHECK(grade(639) == "C 0.7");
  CHECK(grade(600) == "C 0.7");
  CHECK(grade(599) == "D 0.4");
  CHECK(grade(560) == "D 0.4");
  CHECK(grade(559) == "E 0");
  CHECK(grade(95) == "E 0");
  CHECK(grade(700, 3) == "A 1");
  CHECK(grade(700, 4) == "- 0");
}

TEST_CASE("the decision: the first reason counts, and nobody is approved or rejected") {
  CHECK(decide(1, 0, "A", 0) == "MANUAL_REVIEW_REQUIRED");
  CHECK(decide(1, 1, "E", 9) == "MANUAL_REVIEW_REQUIRED");
  CHECK(decide(0, 1, "A", 0) == "REFER");
  CHECK(decide(0, 0, "", 0) == "REFER");
  CHECK(decide(0, 0, "D", 0) == "REFER");
  CHECK(decide(0, 0, "E", 0) == "REFER");
  CHECK(decide(0, 0, "C", 1) == "REFER");
  for (const auto name : {"A", "B", "C"}) CHECK(decide(0, 0, name, 0) == "PROPOSE");
}

TEST_CASE("the limit: the least cap times the factor, down to 10,000 yuan") {
  const Decimal many(100'000'000);
  CHECK(limit_text({.need = Decimal(273210), .statements = many, .invoices = many}) ==
        "240000.00 cap1");
  CHECK(limit_text({.need = many, .statements = Decimal(1200000), .invoices = many}) ==
        "270000.00 cap2");
  CHECK(limit_text({.need = many, .statements = many, .invoices = Decimal(1000000)}) ==
        "270000.00 cap3");
  CHECK(limit_text({.need = many, .statements = many, .principal = Decimal(99999)}) ==
        "80000.00 cap7");
  CHECK(limit_text({.need = many, .statements = many}) == "450000.00 cap8");
  CHECK(limit_text({.need = many, .statements = many, .requested = Money::from_yuan(5000000)}) ==
        "900000.00 cap5");
  CHECK(limit_text({.need = many,
                    .statements = many,
                    .requested = Money::from_yuan(90000000),
                    .secured = true}) == "9000000.00 cap5");
  CHECK(limit_text({.need = many,
                    .statements = many,
                    .requested = Money::from_yuan(5000000),
                    .type = "PERSONAL"}) == "270000.00 cap5");
}

TEST_CASE("the limit: invoices cap companies only; equal caps name the lowest") {
  const Decimal many(100'000'000);
  CHECK(limit_text({.need = many,
                    .statements = many,
                    .invoices = Decimal(1),
                    .requested = Money::from_yuan(200000),
                    .type = "PERSONAL"}) == "180000.00 cap8");
  CHECK(limit_text({.need = Decimal(500000), .statements = Decimal(2000000)}) == "450000.00 cap1");
}

TEST_CASE("the limit: flooring and the request") {
  CHECK(limit_text({.need = Decimal(9999), .factor = Decimal(1)}) == "0.00 cap1");
  CHECK(limit_text({.need = Decimal(10000), .factor = Decimal(1)}) == "10000.00 cap1");
  CHECK(limit_text({.need = Decimal(19999), .factor = Decimal(1)}) == "10000.00 cap1");
  CHECK(limit_text({.need = Decimal(400000), .factor = Decimal(0)}) == "0.00 cap1");
}

TEST_CASE("the limit: caps that are missing say why; without need and flow there is none") {
  const CreditLimit limit = limit_of({.need = Decimal(300000)});
  std::size_t missing = 0;
  for (const LimitCap& cap : limit.caps) {
    if (cap.amount) continue;
    ++missing;
    CHECK_FALSE(cap.reason.empty());
  }
  CHECK(missing >= 3);
  const CreditLimit none = limit_of({.invoices = Decimal(5000000)});
  CHECK(none.limit == Money());
  CHECK(none.binding_cap.empty());
  CHECK_FALSE(none.before_floor.has_value());
}

TEST_CASE("the limit: a negative annual flow allows nothing and is no error") {
  CHECK(limit_of({.need = Decimal(300000), .statements = Decimal(-1000)}).limit == Money());
}

TEST_CASE("card L: the range, the base and the missing points") {
  const Facts none = known({});
  const auto score = run_scorecard(*the_policy(), CustomerType::legal, none, fact_context(none));
  REQUIRE(score.has_value());
  CHECK(score->missing.size() == 12);
  CHECK(score->base == 500);
  int sum = score->base;
  for (const ScorePoint& point : score->points) {
    CHECK(point.missing);
    sum += point.points;
  }
  CHECK(score->total == sum);
  // Missing points of DOMAIN 6.2: -10 -20 -15 +0 -10 +0 -10 -5 -10 +0 +0 -15.
  CHECK(score->total == 500 - 95);
  int best = score->base;
  for (const ScorePoint& point : score->points) best += point.points_max;
  CHECK(best == 745);
}

TEST_CASE("card P: the missing points and the best score") {
  const Facts none = known({});
  const auto score = run_scorecard(*the_policy(), CustomerType::personal, none, fact_context(none));
  REQUIRE(score.has_value());
  CHECK(score->missing.size() == 11);
  int best = score->base;
  for (const ScorePoint& point : score->points) best += point.points_max;
  CHECK(best == 715);
}

TEST_CASE("card L: bins are closed on the left") {
  const auto points = [](const char* fact, FactValue value, const char* characteristic) {
    const Facts facts = known({{fact, std::move(value)}});
    const auto score =
        run_scorecard(*the_policy(), CustomerType::legal, facts, fact_context(facts));
    REQUIRE(score.has_value());
    for (const ScorePoint& point : score->points) {
      if (point.characteristic == characteristic) return point.points;
    }
    return -999;
  };
  const auto ratio = [](int per_mille) { return Decimal::from_scaled(per_mille, -3); };
  CHECK(points("business_years", std::int64_t{0}, "L1") == -40);
  CHECK(points("business_years", std::int64_t{1}, "L1") == -15);
  CHECK(points("business_years", std::int64_t{5}, "L1") == 25);
  CHECK(points("effective_ratio", ratio(199), "L2") == -40);
  CHECK(points("effective_ratio", ratio(200), "L2") == -15);
  CHECK(points("effective_ratio", ratio(400), "L2") == 5);
  CHECK(points("effective_ratio", ratio(600), "L2") == 20);
  CHECK(points("effective_ratio", ratio(800), "L2") == 30);
  CHECK(points("active_months_ratio", ratio(499), "L3") == -35);
  CHECK(points("active_months_ratio", ratio(900), "L3") == 25);
  CHECK(points("invoice_yoy", ratio(-301), "L4") == -30);
  CHECK(points("invoice_yoy", ratio(-300), "L4") == -10);
  CHECK(points("invoice_yoy", ratio(500), "L4") == 5);
  CHECK(points("gap_months", std::int64_t{0}, "L5") == 20);
  CHECK(points("gap_months", std::int64_t{2}, "L5") == 5);
  CHECK(points("gap_months", std::int64_t{3}, "L5") == -15);
  CHECK(points("gap_months", std::int64_t{4}, "L5") == -35);
  CHECK(points("tax_rating", std::string("D"), "L9") == -60);
  CHECK(points("tax_rating", std::string("A"), "L9") == 25);
}

TEST_CASE("agreement of the three sales figures at 20 and 40 per cent") {
  const auto agreement = [](int per_mille) {
    return triangulation_of(known({{"sales_dispersion", Decimal::from_scaled(per_mille, -3)}}))
        .agreement;
  };
  CHECK(agreement(200) == "高");
  CHECK(agreement(201) == "中");
  CHECK(agreement(400) == "中");
  CHECK(agreement(401) == "低");
  CHECK(triangulation_of(known({})).agreement.empty());
}
