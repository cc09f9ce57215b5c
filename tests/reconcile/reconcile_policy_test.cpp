#include <doctest/doctest.h>

#include "base/json.hpp"
#include "reconcile/keywords.hpp"
#include "reconcile/reconcile.hpp"
#include "reconcile/work.hpp"

using namespace zhun;

namespace {

Result<ReconcilePolicy> read(std::string_view keywords, std::string_view tables) {
  return read_reconcile_policy(json::parse(keywords, "keywords.json", {}).value(),
                               json::parse(tables, "tables.json", {}).value(), "tables.json");
}

Error error_of(std::string_view keywords, std::string_view tables) {
  const auto policy = read(keywords, tables);
  REQUIRE_FALSE(policy.has_value());
  return policy.error();
}

}  // namespace

TEST_CASE("rules, rates and dates are read and sorted") {
  const auto policy = read(R"({"inflow":[{"name":"GOV","any":["补贴"],"not":["餐补"]}]})",
                           R"({"demand_deposit_rates":[{"from":"2025-05-20","rate":"0.0005"},
                                  {"from":"2024-10-18","rate":"0.0010"}],
          "parameters":{"cycle_days":10},"holidays":["2025-10-02","2025-10-01"],
          "staleness":{"registry":{"warn_days":7,"hard_days":30}}})");
  REQUIRE(policy.has_value());
  CHECK(policy->keywords->find_rule("inflow", "GOV") == 0);
  CHECK(policy->demand_deposit_rates.front().rate == Decimal::parse("0.0010"));
  CHECK(policy->holidays.front() < policy->holidays.back());
  CHECK(policy->parameters.at("cycle_days") == Decimal(10));
  CHECK(policy->staleness.at("registry") == std::pair(7, 30));
}

TEST_CASE("a mistake in a table names the field") {
  CHECK(error_of(R"({"inflow":[{"any":["x"]}]})", "{}").place.field == "/inflow/0/name");
  CHECK(error_of(R"({"list":[{"name":"x","any":[1]}]})", "{}").place.field == "/list/0/any");
  CHECK(error_of("{}", R"({"demand_deposit_rates":[{"from":"2025-02-30","rate":"0.1"}]})")
            .place.field == "/demand_deposit_rates/0/from");
  CHECK(error_of("{}", R"({"demand_deposit_rates":[{"from":"2025-02-03","rate":"-1"}]})")
            .place.field == "/demand_deposit_rates/0/rate");
  CHECK(error_of("{}", R"({"parameters":{"cycle_days":"ten"}})").place.field ==
        "/parameters/cycle_days");
  CHECK(error_of("{}", R"({"holidays":["2025-13-01"]})").place.field == "/holidays");
}

TEST_CASE("tables by industry: the longest beginning of the code counts") {
  const auto policy = read("{}", R"({
      "sales_per_head_bands":[{"industry":"C","low_fen":100,"high_fen":200},
                              {"industry":"C34","low_fen":300,"high_fen":300}],
      "restricted_industries":[{"industry":"K701","level":"PROHIBITED"},
                               {"industry":"K","level":"RESTRICTED"}],
      "item_conflicts":[{"industry":"F","items":["餐饮服务"]}]})");
  REQUIRE(policy.has_value());
  CHECK(entry_of(policy->sales_per_head_bands, "C3451")->low == Money::from_fen(300));
  CHECK(entry_of(policy->sales_per_head_bands, "C3511")->low == Money::from_fen(100));
  CHECK(entry_of(policy->sales_per_head_bands, "C3")->low == Money::from_fen(100));
  CHECK(entry_of(policy->sales_per_head_bands, "F5164") == nullptr);
  CHECK(entry_of(policy->restricted_industries, "K7010")->prohibited);
  CHECK_FALSE(entry_of(policy->restricted_industries, "K7020")->prohibited);
  CHECK(entry_of(policy->item_conflicts, "F5164")->items.size() == 1);
}

TEST_CASE("a mistake in a table by industry names the field") {
  const auto field = [](std::string_view tables) { return error_of("{}", tables).place.field; };
  CHECK(field(R"({"sales_per_head_bands":[{"low_fen":1,"high_fen":2}]})") ==
        "/sales_per_head_bands/0/industry");
  CHECK(field(R"({"sales_per_head_bands":[{"industry":"C","low_fen":3,"high_fen":2}]})") ==
        "/sales_per_head_bands/0/low_fen");
  CHECK(field(R"({"sales_per_head_bands":[{"industry":"C","low_fen":0,"high_fen":2}]})") ==
        "/sales_per_head_bands/0/low_fen");
  CHECK(field(R"({"restricted_industries":[{"industry":"K","level":"BAD"}]})") ==
        "/restricted_industries/0/level");
  CHECK(field(R"({"item_conflicts":[{"industry":"F","items":[1]}]})") == "/item_conflicts/0/items");
}
