// Evaluation of DMN models: the required decisions in order, each into its slot of a shared scope.
#include "score/dmn.hpp"

#include <algorithm>

#include "base/xml.hpp"
#include "score/dmn_model.hpp"

namespace zhun::dmn {

using feel::Value;

std::string_view to_string(HitPolicy policy) {
  switch (policy) {
    case HitPolicy::unique:
      return "UNIQUE";
    case HitPolicy::any:
      return "ANY";
    case HitPolicy::priority:
      return "PRIORITY";
    case HitPolicy::first:
      return "FIRST";
    case HitPolicy::rule_order:
      return "RULE ORDER";
    case HitPolicy::output_order:
      return "OUTPUT ORDER";
    case HitPolicy::collect:
      return "COLLECT";
    case HitPolicy::collect_sum:
      return "C+";
    case HitPolicy::collect_min:
      return "C<";
    case HitPolicy::collect_max:
      return "C>";
    case HitPolicy::collect_count:
      return "C#";
  }
  return "";
}

const DecisionTrace* Trace::find(std::string_view id_or_name) const {
  const auto at =
      std::find_if(decisions.begin(), decisions.end(), [&](const DecisionTrace& decision) {
        return decision.id == id_or_name || decision.name == id_or_name;
      });
  return at == decisions.end() ? nullptr : &*at;
}

Result<Model> Model::parse(std::string_view bytes, std::string_view file, const Limits& limits,
                           std::span<const std::string> known_names) {
  auto root = xml::parse(bytes, file, limits);
  if (!root) return tl::unexpected(root.error());
  auto data = ModelReader(*root, file, limits, known_names).run();
  if (!data) return tl::unexpected(data.error());
  Model model;
  model.data_ = std::move(*data);
  return model;
}

std::string_view Model::name() const { return data_ == nullptr ? std::string_view() : data_->name; }

std::span<const DecisionInfo> Model::decisions() const {
  return data_ == nullptr ? std::span<const DecisionInfo>()
                          : std::span<const DecisionInfo>(data_->infos);
}

const DecisionInfo* Model::find(std::string_view id_or_name) const {
  if (data_ == nullptr) return nullptr;
  const auto at = data_->index.find(id_or_name);
  return at == data_->index.end() ? nullptr : &data_->infos[at->second];
}

namespace {

// The values of one evaluation; the storage is used again by the next one with the same State.
class Slots {
 public:
  Slots(feel::State& state, std::size_t count) : state_(state) {
    if (state.spare_slots.capacity() == 0) state.spare_slots.reserve(8);
    if (!state.spare_slots.empty()) {
      values_ = std::move(state.spare_slots.back());
      state.spare_slots.pop_back();
    }
    if (values_.size() < count) values_.resize(count);
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  ~Slots() {  // must not allocate: a deeper nesting than the room frees its storage
    if (state_.spare_slots.size() < state_.spare_slots.capacity()) {
      state_.spare_slots.push_back(std::move(values_));
    }
  }
  Value& operator[](std::size_t slot) { return values_[slot]; }
  [[nodiscard]] const Value* data() const { return values_.data(); }

 private:
  feel::State& state_;
  std::vector<Value> values_;
};

Value take_input(const InputSlot& input, const Value& value, feel::State& state) {
  if (input.type == nullptr || is_any(*input.type)) return value;
  Value taken = coerce(value, *input.type);
  if (taken.is_null() && !value.is_null()) {
    state.note("the input does not have its declared type", &input.place, 0);
  }
  return taken;
}

void run_decision(const ModelData& data, std::uint32_t index, const feel::Context& inputs,
                  Slots& slots, feel::State& state) {
  const DecisionCode& code = data.codes[index];
  Value result;
  if (code.compiled != nullptr) {
    result = code.compiled->evaluate(slots.data(), state);
  } else if (const Value* given = inputs.find(code.variable)) {
    result = *given;  // a decision without logic is taken elsewhere
  }
  if (!is_any(*code.type)) {
    const bool was_null = result.is_null();
    result = coerce(result, *code.type);
    if (result.is_null() && !was_null && code.compiled != nullptr) {
      state.note("the result does not have the type of the decision", &code.compiled->place, 1);
    }
  }
  if (state.trace != nullptr) {
    if (!code.is_table || state.trace->decisions.empty()) {
      DecisionTrace entry;
      entry.id = data.infos[index].id;
      entry.name = data.infos[index].name;
      state.trace->decisions.push_back(std::move(entry));
    }
    state.trace->decisions.back().result = result;
  }
  slots[code.slot] = std::move(result);
}

}  // namespace

Value Model::evaluate(std::string_view id_or_name, const feel::Context& inputs, feel::State& state,
                      Trace* trace) const {
  const auto at = data_ == nullptr ? decltype(data_->index.end())() : data_->index.find(id_or_name);
  if (data_ == nullptr || at == data_->index.end()) {
    state.note("the model has no such decision", nullptr, 0);
    return {};
  }
  const DecisionCode& code = data_->codes[at->second];
  Trace* outer = std::exchange(state.trace, trace);
  Slots slots(state, data_->slots);
  for (const auto position : code.inputs) {
    const InputSlot& input = data_->inputs[position];
    const Value* value = inputs.find(input.name);
    slots[input.slot] = value == nullptr ? Value() : take_input(input, *value, state);
  }
  for (const auto required : code.requires_) run_decision(*data_, required, inputs, slots, state);
  run_decision(*data_, at->second, inputs, slots, state);
  state.trace = outer;
  return state.exhausted() ? Value() : slots[code.slot];
}

}  // namespace zhun::dmn
