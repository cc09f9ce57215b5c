// policy MODEL APPLICANTS [EXPECTED]: evaluates a decision model on every row of a CSV file,
// without and with the full trace, and counts rows a CPU second of this thread. With a third file
// of expected results (its columns are decisions) every row is compared. benchmarks/README.md says
// how.
#include <iostream>
#include <string>
#include <vector>

#include "rows.hpp"
#include "score/dmn.hpp"

namespace {

using namespace benchmark_rows;  // NOLINT: one program

// Rows a second, the best of some rounds.
double measure(const zhun::dmn::Plan& plan, const Rows& applicants, std::size_t results,
               bool with_trace) {
  double best = 0;
  std::vector<Value> values(results);
  zhun::dmn::Trace trace;
  trace.with_cells = with_trace;
  zhun::feel::State state;
  for (int round = 0; round < 5; ++round) {
    const double begin = cpu_seconds();
    for (std::size_t row = 0; row < applicants.size(); ++row) {
      trace.clear();
      state.restart();
      plan.run(applicants.row(row), values, state, with_trace ? &trace : nullptr);
    }
    const double rate = static_cast<double>(applicants.size()) / (cpu_seconds() - begin);
    best = rate > best ? rate : best;
  }
  return best;
}

std::size_t count_equal(const zhun::dmn::Plan& plan, const Rows& applicants, const Rows& expected) {
  std::size_t equal = 0;
  std::vector<Value> values(expected.names.size());
  for (std::size_t i = 0; i < applicants.size(); ++i) {
    zhun::feel::State state;
    plan.run(applicants.row(i), values, state);
    bool same = true;
    for (std::size_t k = 0; k < values.size(); ++k) {
      // A list stands for its length: the number of knock-outs.
      const Value value = values[k].is_list()
                              ? Value(static_cast<std::int64_t>(values[k].list().size()))
                              : values[k];
      same = same && zhun::feel::same(value, expected.row(i)[k]);
    }
    equal += same ? 1 : 0;
  }
  return equal;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) {
    std::cerr << "usage: policy MODEL APPLICANTS EXPECTED [KNOCKOUTS]\n";
    return 2;
  }
  const auto model = zhun::dmn::Model::parse(read_file(words[1]), words[1], {});
  if (!model) {
    std::cerr << to_string(model.error()) << '\n';
    return 1;
  }
  const Rows applicants = read_rows(words[2]), expected = read_rows(words[3]);
  std::vector<std::string> decisions = expected.names;
  for (auto& name : decisions) {
    if (name == "n_ko") name = count > 4 ? words[4] : "knockouts";
  }
  const auto plan = model->plan(decisions, applicants.names);
  if (!plan) {
    std::cerr << to_string(plan.error()) << '\n';
    return 1;
  }
  std::cout << count_equal(*plan, applicants, expected) << " of " << applicants.size()
            << " rows as expected\n"
            << static_cast<long>(measure(*plan, applicants, decisions.size(), false))
            << " rows/s without trace\n"
            << static_cast<long>(measure(*plan, applicants, decisions.size(), true))
            << " rows/s with the full trace\n";
  return 0;
}
