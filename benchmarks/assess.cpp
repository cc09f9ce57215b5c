// One dossier (2,000 rows, 500 invoices, government data) from bytes to assessment, JSON and
// report; its stages one by one; and growth with the number of rows.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdio>
#include <string>

#include "made_dossier.hpp"
#include "zhun/zhun.hpp"

namespace {

using zhun::benchmarks::MadeDossier;
using zhun::benchmarks::make_dossier;

double peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

const zhun::Policy& policy() {
  static const zhun::Policy kPolicy = zhun::default_policy().value();
  return kPolicy;
}

zhun::Result<zhun::Assessment> run(const MadeDossier& made) {
  return zhun::read_dossier(made.description, made.sources())
      .and_then([](const zhun::Dossier& dossier) { return zhun::assess(dossier, policy()); });
}

// The first thing that is wrong, if anything is: a benchmark of a failing path says nothing.
bool refuses(const MadeDossier& made, benchmark::State& state) {
  const auto assessment = run(made);
  if (assessment) return false;
  const std::string why = zhun::to_string(assessment.error());
  std::fprintf(stderr, "%s\n", why.c_str());
  state.SkipWithError("the made dossier is refused");
  return true;
}

void whole(benchmark::State& state) {
  const MadeDossier made = make_dossier({.rows = static_cast<std::size_t>(state.range(0))});
  if (refuses(made, state)) return;
  for (auto _ : state) {
    const auto assessment = run(made);
    std::string json = zhun::render_assessment_json(*assessment);
    std::string html = zhun::render_report_html(*assessment);
    benchmark::DoNotOptimize(json);
    benchmark::DoNotOptimize(html);
  }
  state.SetComplexityN(state.range(0));
  state.counters["peak_MiB_so_far"] = peak_mebibytes();
  state.counters["rows_per_s"] = benchmark::Counter(static_cast<double>(state.range(0)),
                                                    benchmark::Counter::kIsIterationInvariantRate);
}

void stage_read(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  for (auto _ : state)
    benchmark::DoNotOptimize(zhun::read_dossier(made.description, made.sources()));
}

void stage_assess(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  const auto dossier = zhun::read_dossier(made.description, made.sources());
  if (!dossier || refuses(made, state)) return;
  for (auto _ : state) benchmark::DoNotOptimize(zhun::assess(*dossier, policy()));
}

void stage_json(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  if (refuses(made, state)) return;
  const auto assessment = run(made);
  for (auto _ : state) benchmark::DoNotOptimize(zhun::render_assessment_json(*assessment));
}

void stage_html(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  if (refuses(made, state)) return;
  const auto assessment = run(made);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = zhun::render_report_html(*assessment).size();
  state.counters["bytes"] = static_cast<double>(bytes);
}

void stage_documents(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  if (refuses(made, state)) return;
  const auto assessment = run(made);
  std::size_t bytes = 0;
  for (auto _ : state) {
    bytes = 0;
    const auto documents = zhun::render_documents(*assessment);
    for (const auto& document : *documents) bytes += document.bytes.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}

void stage_workbook(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  if (refuses(made, state)) return;
  const auto assessment = run(made);
  for (auto _ : state) benchmark::DoNotOptimize(zhun::render_workbook(*assessment));
}

void report(benchmark::State& state) {
  const MadeDossier made = make_dossier({.rows = static_cast<std::size_t>(state.range(0))});
  if (refuses(made, state)) return;
  const auto assessment = run(made);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = zhun::render_report_html(*assessment).size();
  state.counters["bytes"] = static_cast<double>(bytes);
}

// All charts with what stands around them: sums, titles, evidence and tables.
void charts(benchmark::State& state) {
  const MadeDossier made = make_dossier({});
  if (refuses(made, state)) return;
  const auto assessment = run(made);
  std::size_t count = 0;
  for (auto _ : state) count = zhun::render_charts(*assessment).size();
  state.counters["charts"] = static_cast<double>(count);
}

void load_policy(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(zhun::default_policy());
}

}  // namespace

// In ascending order of size, so that "peak so far" belongs to the line it stands in.
BENCHMARK(whole)->Arg(2'000)->Unit(benchmark::kMillisecond);
BENCHMARK(stage_read)->Unit(benchmark::kMillisecond);
BENCHMARK(stage_assess)->Unit(benchmark::kMillisecond);
BENCHMARK(stage_json)->Unit(benchmark::kMillisecond);
BENCHMARK(stage_html)->Unit(benchmark::kMillisecond);
BENCHMARK(stage_documents)->Unit(benchmark::kMillisecond);
BENCHMARK(stage_workbook)->Unit(benchmark::kMillisecond);
BENCHMARK(charts)->Unit(benchmark::kMillisecond);
BENCHMARK(report)->Arg(5'000)->Arg(50'000)->Unit(benchmark::kMillisecond);
BENCHMARK(load_policy)->Unit(benchmark::kMillisecond);
BENCHMARK(whole)
    ->Name("growth")
    ->Arg(2'000)
    ->Arg(20'000)
    ->Arg(200'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);
BENCHMARK_MAIN();
