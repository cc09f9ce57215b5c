// card MODEL APPLICANTS [EXPECTED]: scores every row of a CSV file with a PMML model and counts
// rows a CPU second of this thread, reason codes included. With a third file its column "score" is
// compared with the target of the model. benchmarks/README.md says how.
#include <algorithm>
#include <iostream>

#include "rows.hpp"
#include "score/pmml.hpp"

namespace {

using namespace benchmark_rows;  // NOLINT: one program

// The values of the model's fields, row by row.
std::vector<Value> inputs_of(const zhun::pmml::Model& model, const Rows& table) {
  std::vector<Value> inputs;
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (const auto& field : model.fields()) {
      const auto at = std::find(table.names.begin(), table.names.end(), field);
      const auto column = static_cast<std::size_t>(at - table.names.begin());
      inputs.push_back(at == table.names.end() ? Value() : table.row(row)[column]);
    }
  }
  return inputs;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    std::cerr << "usage: card MODEL APPLICANTS [EXPECTED]\n";
    return 2;
  }
  const auto model = zhun::pmml::Model::parse(read_file(words[1]), words[1], {});
  if (!model) {
    std::cerr << to_string(model.error()) << '\n';
    return 1;
  }
  const Rows table = read_rows(words[2]);
  const std::vector<Value> inputs = inputs_of(*model, table);
  const std::size_t width = model->fields().size();
  zhun::pmml::Prediction prediction;
  const auto score = [&](std::size_t row) {
    return model->evaluate(std::span(inputs).subspan(row * width, width), prediction);
  };
  if (count > 3) {
    const Rows expected = read_rows(words[3]);
    const auto at = std::find(expected.names.begin(), expected.names.end(), "score");
    const auto column = static_cast<std::size_t>(at - expected.names.begin());
    std::size_t equal = 0;
    for (std::size_t row = 0; row < table.size() && at != expected.names.end(); ++row)
      equal += score(row) && zhun::feel::same(prediction.target, expected.row(row)[column]) ? 1 : 0;
    std::cout << equal << " of " << table.size() << " scores as expected\n";
  }
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const double begin = cpu_seconds();
    for (std::size_t row = 0; row < table.size(); ++row) {
      if (!score(row)) return 1;
    }
    best = std::max(best, static_cast<double>(table.size()) / (cpu_seconds() - begin));
  }
  std::cout << static_cast<long>(best) << " rows/s\n";
  return 0;
}
