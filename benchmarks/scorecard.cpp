// Policies and scorecards: loading the built-in pack, fitting a card to 1,000,000 cases of 20
// columns, scoring tables with it, and one policy over a table of facts.
#include "zhun/scorecard.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>

#include "zhun/zhun.hpp"

namespace {

// Sixteen numbers of two decimals and four texts of eight values, of which the first ones tell
// most.
std::string made_cases(std::size_t rows) {
  std::uint64_t state = 1;
  const auto next = [&state](std::uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % below;
  };
  std::string text;
  text.reserve(rows * 110);
  for (int i = 0; i < 16; ++i) text += "x" + std::to_string(i) + ",";
  text += "c0,c1,c2,c3,bad\n";
  for (std::size_t row = 0; row < rows; ++row) {
    std::int64_t pull = 0;
    for (int i = 0; i < 16; ++i) {
      const auto value = static_cast<std::int64_t>(next(1000) + next(1000) + next(1000)) - 1500;
      pull += value * (16 - i);
      text += std::to_string(value / 100) + "." + std::to_string(std::abs(value % 100)) + ",";
    }
    for (int i = 0; i < 4; ++i) {
      const auto value = next(8);
      pull += static_cast<std::int64_t>(value) * 300 * (4 - i);
      text += static_cast<char>('A' + value);
      text += ',';
    }
    text += static_cast<std::int64_t>(next(40000)) < pull + 5000 ? "1\n" : "0\n";
  }
  return text;
}

const std::string& million() {
  static const std::string kCases = made_cases(1'000'000);
  return kCases;
}

void load_default_policy(benchmark::State& state) {
  for (auto _ : state) {
    auto policy = zhun::default_policy();
    benchmark::DoNotOptimize(policy);
  }
}
BENCHMARK(load_default_policy)->Unit(benchmark::kMillisecond);

void fit_a_million(benchmark::State& state) {
  const zhun::SourceFile table{"cases.csv", million()};
  for (auto _ : state) {
    auto fit = zhun::fit_scorecard(table, std::nullopt, {});
    if (!fit) state.SkipWithError("the cases are refused");
    benchmark::DoNotOptimize(fit);
  }
}
BENCHMARK(fit_a_million)->Unit(benchmark::kSecond)->Iterations(1);

void score_a_table(benchmark::State& state) {
  const std::string cases = made_cases(50'000);
  const zhun::SourceFile table{"cases.csv", cases};
  const auto fit = zhun::fit_scorecard(table, std::nullopt, {});
  const std::string card = zhun::render_scorecard_pmml(*fit);
  for (auto _ : state) {
    auto csv = zhun::run_model({"card.pmml", card}, table);
    if (!csv) state.SkipWithError("the card is refused");
    benchmark::DoNotOptimize(csv);
  }
  state.counters["rows_per_s"] =
      benchmark::Counter(50'000, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(score_a_table)->Unit(benchmark::kMillisecond);

void judge_a_table_of_facts(benchmark::State& state) {
  const auto policy = zhun::default_policy();
  std::string table = "customer_type,effective_ratio,overdue_tax,annual_sales_verified\n";
  for (int i = 0; i < 1000; ++i)
    table += std::string(i % 2 == 0 ? "L" : "P") + ",0." + std::to_string(10 + i % 90) + "," +
             std::to_string(i % 7 * 3000) + "," + std::to_string(100000 + i * 977) + "\n";
  for (auto _ : state) {
    auto csv = zhun::run_policy(*policy, {"facts.csv", table});
    if (!csv) state.SkipWithError("the facts are refused");
    benchmark::DoNotOptimize(csv);
  }
  state.counters["rows_per_s"] =
      benchmark::Counter(1000, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(judge_a_table_of_facts)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
