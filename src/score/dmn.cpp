// Evaluation of DMN models: the required decisions in order, each into its slot of a shared scope.
#include "score/dmn.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/xml.hpp"
#include "score/dmn_logic.hpp"
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

void Trace::clear() {
  for (auto& decision : decisions) spare_.push_back(std::move(decision));
  decisions.clear();
}

DecisionTrace& Trace::add() {
  if (spare_.empty()) return decisions.emplace_back();
  decisions.push_back(std::move(spare_.back()));
  spare_.pop_back();
  DecisionTrace& entry = decisions.back();
  entry.inputs.clear();
  entry.matched.clear();
  entry.fired.clear();
  entry.annotations.clear();
  entry.used_default = false;
  entry.cells.clear();
  return entry;
}

Result<Model> Model::parse(std::string_view bytes, std::string_view file, const Limits& limits,
                           std::span<const std::string> known_names) {
  ModelOptions options;
  options.known_names = known_names;
  return parse(bytes, file, limits, options);
}

Result<Model> Model::parse(std::string_view bytes, std::string_view file, const Limits& limits,
                           const ModelOptions& options) {
  auto root = xml::parse(bytes, file, limits);
  if (!root) return tl::unexpected(root.error());
  auto data = ModelReader(*root, file, limits, options).run();
  if (!data) return tl::unexpected(data.error());
  std::string all(bytes);
  for (const ModelText& imported : options.imports) all += imported.bytes;
  (*data)->digest = sha256_hex(all);
  for (InputSlot& input : (*data)->inputs) {
    if (input.type != nullptr) input.fitting = feel::fitting_kind(*input.type);
  }
  for (DecisionCode& code : (*data)->codes) {
    if (code.type != nullptr) code.fitting = feel::fitting_kind(*code.type);
  }
  Model model;
  model.data_ = std::move(*data);
  return model;
}

const std::string& Model::digest() const {
  static const std::string kNone;
  return data_ == nullptr ? kNone : data_->digest;
}

std::span<const Error> Model::problems() const {
  return data_ == nullptr ? std::span<const Error>() : std::span<const Error>(data_->problems);
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
    static const Value kNull;
    if (state.spare_slots.capacity() == 0) state.spare_slots.reserve(8);
    if (!state.spare_slots.empty()) {
      held_ = std::move(state.spare_slots.back());
      state.spare_slots.pop_back();
    }
    if (held_.values.size() < count) held_.values.resize(count);
    held_.pointers.assign(count, &kNull);
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  ~Slots() {  // must not allocate: a deeper nesting than the room frees its storage
    if (state_.spare_slots.size() < state_.spare_slots.capacity()) {
      state_.spare_slots.push_back(std::move(held_));
    }
  }
  void set(std::size_t slot, Value value) {
    held_.values[slot] = std::move(value);
    held_.pointers[slot] = &held_.values[slot];
  }
  [[nodiscard]] Value& storage(std::size_t slot) { return held_.values[slot]; }
  // `value` outlives the evaluation, or is the storage of this slot.
  void borrow(std::size_t slot, const Value& value) { held_.pointers[slot] = &value; }
  const Value& operator[](std::size_t slot) const { return *held_.pointers[slot]; }
  [[nodiscard]] const Value* const* data() const { return held_.pointers.data(); }

 private:
  feel::State& state_;
  feel::State::Slots held_;
};

void take_input(const InputSlot& input, const Value& value, Slots& slots, feel::State& state) {
  if (value.kind() == input.fitting || input.type == nullptr ||
      feel::fits_as_it_is(value, *input.type))
    return slots.borrow(input.slot, value);
  Value taken = feel::coerce(value, *input.type);
  if (taken.is_null() && !value.is_null()) {
    state.note("the input does not have its declared type", &input.place, 0);
  }
  slots.set(input.slot, std::move(taken));
}

void run_decision(const ModelData& data, std::uint32_t index, const feel::Context& inputs,
                  Slots& slots, feel::State& state) {
  const DecisionCode& code = data.codes[index];
  Value& storage = slots.storage(code.slot);
  const Value* result = &storage;
  if (code.compiled != nullptr) {
    result = &code.compiled->get(slots.data(), state, storage);
  } else {  // a decision without logic is taken elsewhere
    const Value* given = inputs.find(code.variable);
    storage = given != nullptr ? *given : Value();
  }
  if (result->kind() != code.fitting && !feel::fits_as_it_is(*result, *code.type)) {
    const bool was_null = result->is_null();
    storage = feel::coerce(*result, *code.type);
    result = &storage;
    if (storage.is_null() && !was_null && code.compiled != nullptr) {
      state.note("the result does not have the type of the decision", &code.compiled->place, 1);
    }
  }
  if (state.trace != nullptr) {
    if (!code.is_table || state.trace->decisions.empty()) {
      DecisionTrace& entry = state.trace->add();
      entry.id = data.infos[index].id;
      entry.name = data.infos[index].name;
    }
    state.trace->decisions.back().result = *result;
  }
  slots.borrow(code.slot, *result);
}

const Callable* find_callable(const ModelData* data, std::string_view id_or_name) {
  if (data == nullptr) return nullptr;
  const auto at =
      std::find_if(data->callables.begin(), data->callables.end(), [&](const Callable& callable) {
        return callable.name == id_or_name || (!callable.id.empty() && callable.id == id_or_name);
      });
  return at == data->callables.end() ? nullptr : &*at;
}

// Traces of what is evaluated within go where the outer ones go.
class TraceGuard {
 public:
  TraceGuard(feel::State& state, Trace* trace)
      : state_(state), outer_(std::exchange(state.trace, trace)) {}
  TraceGuard(const TraceGuard&) = delete;
  TraceGuard& operator=(const TraceGuard&) = delete;
  ~TraceGuard() { state_.trace = outer_; }

 private:
  feel::State& state_;
  Trace* outer_;
};

}  // namespace

Value run_service(const ModelData& data, const ServiceCode& service, const Value* const* arguments,
                  feel::State& state) {
  Slots slots(state, data.slots);
  for (std::size_t i = 0; i < service.parameters.size(); ++i)
    slots.borrow(service.parameters[i].slot, *arguments[i]);
  static const feel::Context kNone;
  for (const auto decision : service.decisions) run_decision(data, decision, kNone, slots, state);
  if (service.outputs.size() == 1) return slots[data.codes[service.outputs[0]].slot];
  feel::Context outputs;
  for (const auto output : service.outputs)
    outputs.set(data.codes[output].variable, slots[data.codes[output].slot]);
  return outputs;
}

bool Model::has_decision(std::string_view id_or_name) const { return find(id_or_name) != nullptr; }
bool Model::has_function(std::string_view id_or_name) const {
  return find_callable(data_.get(), id_or_name) != nullptr;
}

Value Model::call(std::string_view id_or_name, const feel::Context& arguments, feel::State& state,
                  Trace* trace) const {
  const Callable* callable = find_callable(data_.get(), id_or_name);
  if (callable == nullptr) {
    state.note("the model has no such decision service or business knowledge model", nullptr, 0);
    return {};
  }
  const TraceGuard guard(state, trace);
  std::vector<Value> values;
  for (const auto& name : callable->function->parameters) {
    const Value* given = arguments.find(name);
    values.push_back(given == nullptr ? Value() : *given);
  }
  const char* why = nullptr;
  Value result = feel::invoke({callable->function, nullptr, {}}, std::move(values), state, &why);
  if (why != nullptr) state.note(why, nullptr, 0);
  return state.exhausted() ? Value() : result;
}

Value Model::evaluate(std::string_view id_or_name, const feel::Context& inputs, feel::State& state,
                      Trace* trace) const {
  const auto at = data_ == nullptr ? decltype(data_->index.end())() : data_->index.find(id_or_name);
  if (data_ == nullptr || at == data_->index.end()) {
    state.note("the model has no such decision", nullptr, 0);
    return {};
  }
  const DecisionCode& code = data_->codes[at->second];
  const TraceGuard guard(state, trace);
  Slots slots(state, data_->slots);
  for (const auto position : code.inputs) {
    const InputSlot& input = data_->inputs[position];
    const Value* value = inputs.find(input.name);
    if (value != nullptr) take_input(input, *value, slots, state);
  }
  for (const auto required : code.requires_) run_decision(*data_, required, inputs, slots, state);
  run_decision(*data_, at->second, inputs, slots, state);
  return state.exhausted() ? Value() : slots[code.slot];
}

Result<Plan> Model::plan(std::span<const std::string> decisions,
                         std::span<const std::string> inputs) const {
  Plan plan;
  plan.data_ = data_;
  std::vector<std::uint32_t> wanted;
  for (const auto& name : decisions) {
    const auto at = data_ == nullptr ? decltype(data_->index.end())() : data_->index.find(name);
    if (data_ == nullptr || at == data_->index.end()) {
      return fail(ErrorCode::invalid_argument, {name, 0, 0, 0, ""},
                  "the model has no such decision");
    }
    const DecisionCode& code = data_->codes[at->second];
    for (const auto required : code.requires_) append_once(plan.decisions_, required);
    append_once(plan.decisions_, at->second);
    plan.results_.push_back(code.slot);
    for (const auto input : code.inputs) append_once(wanted, input);
  }
  for (const auto input : wanted) {
    const auto given = std::find(inputs.begin(), inputs.end(), data_->inputs[input].name);
    plan.inputs_.emplace_back(static_cast<std::uint32_t>(given - inputs.begin()), input);
  }
  return plan;
}

bool Plan::uses(std::size_t input) const {
  return std::any_of(inputs_.begin(), inputs_.end(),
                     [input](const auto& item) { return item.first == input; });
}

void Plan::run(std::span<const Value> inputs, std::span<Value> results, feel::State& state,
               Trace* trace) const {
  const TraceGuard guard(state, trace);
  Slots slots(state, data_->slots);
  for (const auto& [given, wanted] : inputs_) {
    const InputSlot& input = data_->inputs[wanted];
    if (given < inputs.size()) take_input(input, inputs[given], slots, state);
  }
  static const feel::Context kNone;
  for (const auto decision : decisions_) run_decision(*data_, decision, kNone, slots, state);
  for (std::size_t i = 0; i < results_.size() && i < results.size(); ++i)
    results[i] = state.exhausted() ? Value() : slots[results_[i]];
}

}  // namespace zhun::dmn
