// PMML scorecards and regressions: what is read scores the same twice, and is read again as
// rewrite() leaves it.
#include "fuzz.hpp"
#include "score/pmml.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Limits limits = fuzz::options().limits;
  const auto bytes = fuzz::text_of(data, size);
  const auto model = pmml::Model::parse(bytes, "input", limits);
  if (!model) {
    fuzz::check(model.error());
    return 0;
  }
  feel::Context inputs;
  std::size_t count = 0;
  for (const std::string& field : model->fields()) {
    if (++count <= 50) inputs.set(field, static_cast<int>(count * 7));
  }
  const auto first = model->evaluate(inputs), second = model->evaluate(inputs);
  fuzz::expect(first.has_value() == second.has_value());
  if (!first) fuzz::expect(!first.error().message.empty());
  if (const auto written = pmml::rewrite(bytes, "input", limits))
    fuzz::expect(pmml::Model::parse(*written, "input", limits).has_value());
  return 0;
}
