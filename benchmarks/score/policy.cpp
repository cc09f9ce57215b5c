// policy MODEL APPLICANTS [EXPECTED]: evaluates a decision model on every row of a CSV file,
// without and with the full trace, and counts rows a CPU second of this thread. With a third file
// of expected results (its columns are decisions) every row is compared. benchmarks/README.md says
// how.
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "score/dmn.hpp"

namespace {

using zhun::feel::Value;

std::string read_file(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
  return cells;
}

Value value_of(const std::string& cell) {
  if (cell == "true" || cell == "false") return Value(cell == "true");
  if (const auto number = zhun::Decimal::parse(cell)) return Value(*number);
  return Value(cell);
}

struct Rows {
  std::vector<std::string> names;
  std::vector<std::vector<Value>> rows;
};

Rows read_rows(const char* path) {
  Rows rows;
  std::istringstream text(read_file(path));
  std::string line;
  std::getline(text, line);
  rows.names = split(line);
  while (std::getline(text, line)) {
    auto& row = rows.rows.emplace_back();
    for (const auto& cell : split(line)) row.push_back(value_of(cell));
  }
  return rows;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Rows a second, the best of some rounds.
double measure(const zhun::dmn::Plan& plan, const Rows& applicants, std::size_t results,
               bool with_trace) {
  double best = 0;
  std::vector<Value> values(results);
  zhun::dmn::Trace trace;
  trace.with_cells = with_trace;
  zhun::Limits limits;
  limits.evaluation_steps_max = std::size_t{1} << 60;  // of all rows: the state is used again
  zhun::feel::State state(limits);
  for (int round = 0; round < 5; ++round) {
    const double begin = cpu_seconds();
    for (const auto& row : applicants.rows) {
      trace.clear();
      plan.run(row, values, state, with_trace ? &trace : nullptr);
    }
    const double rate = static_cast<double>(applicants.rows.size()) / (cpu_seconds() - begin);
    best = rate > best ? rate : best;
  }
  return best;
}

std::size_t count_equal(const zhun::dmn::Plan& plan, const Rows& applicants, const Rows& expected) {
  std::size_t equal = 0;
  std::vector<Value> values(expected.names.size());
  for (std::size_t i = 0; i < applicants.rows.size(); ++i) {
    zhun::feel::State state;
    plan.run(applicants.rows[i], values, state);
    bool same = true;
    for (std::size_t k = 0; k < values.size(); ++k) {
      // A list stands for its length: the number of knock-outs.
      const Value value = values[k].is_list()
                              ? Value(static_cast<std::int64_t>(values[k].list().size()))
                              : values[k];
      same = same && zhun::feel::same(value, expected.rows[i][k]);
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
  std::cout << count_equal(*plan, applicants, expected) << " of " << applicants.rows.size()
            << " rows as expected\n"
            << static_cast<long>(measure(*plan, applicants, decisions.size(), false))
            << " rows/s without trace\n"
            << static_cast<long>(measure(*plan, applicants, decisions.size(), true))
            << " rows/s with the full trace\n";
  return 0;
}
