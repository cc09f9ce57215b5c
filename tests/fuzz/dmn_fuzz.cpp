// DMN models: what is read can be asked for each of its decisions, and answers the same twice.
#include "fuzz.hpp"
#include "score/dmn.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Limits limits = fuzz::options().limits;
  limits.evaluation_steps_max = 20'000;
  const auto model = dmn::Model::parse(fuzz::text_of(data, size), "input", limits);
  if (!model) {
    fuzz::check(model.error());
    return 0;
  }
  std::size_t asked = 0;
  for (const auto& decision : model->decisions()) {
    if (++asked > 20) break;
    feel::Context inputs;
    const auto answer = [&] {
      feel::State state(limits);
      const auto value = model->evaluate(decision.name, inputs, state);
      return state.exhausted() ? std::string() : to_string(value);
    };
    fuzz::expect(answer() == answer());
  }
  return 0;
}
