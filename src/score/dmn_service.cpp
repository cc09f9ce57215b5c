// Decision services (DMN 1.5, 6.3.4 and 10.4): functions whose body is a part of the decisions.
#include <algorithm>

#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"

namespace zhun::dmn {

namespace {

// The body of a service's function; its slots are the arguments. The model owns it.
class ServiceNode : public feel::Node {
 public:
  ServiceNode(const ModelData& data, std::size_t service) : data_(data), service_(service) {
    for (const auto decision : data.services[service].decisions) {
      const auto& compiled = data.codes[decision].compiled;
      if (compiled == nullptr) continue;
      size += compiled->root->size;
      height = std::max(height, compiled->root->height + 1);
    }
  }
  const feel::Value& get(feel::Frame& frame, feel::Value& storage) const override {
    return storage = run_service(data_, data_.services[service_], frame.slots, frame.state);
  }

 private:
  const ModelData& data_;
  std::size_t service_;
};

}  // namespace

ModelReader::Failure ModelReader::collect_service(const xml::Element& element, Source source) {
  ServiceCode code;
  code.name = source.name;
  code.place = place_of(element, source.name);
  data_->services.push_back(std::move(code));
  FunctionSource service;
  static_cast<Source&>(service) = std::move(source);
  services_.push_back(std::move(service));
  return std::nullopt;
}

ModelReader::Failure ModelReader::add_parameter(ServiceCode& code, const xml::Element& element,
                                                bool is_decision) {
  const std::string key = reference(element);
  if (!is_decision) {
    const auto at = input_ids_.find(key);
    if (at == input_ids_.end()) return error(element, code.name, "the input data is not defined");
    const InputSlot& input = data_->inputs[at->second];
    code.parameters.push_back({visible_name(inputs_[at->second]), input.slot, input.type});
    return std::nullopt;
  }
  const auto at = nodes_.find(key);
  if (at == nodes_.end() || kind_of(at->second) != ElementKind::decision)
    return error(element, code.name, "the input decision is not defined");
  const auto index = at->second - static_cast<std::uint32_t>(functions_.size());
  const xml::Element* variable = child(*decisions_[index].element, "variable");
  auto type =
      find_type(variable != nullptr ? variable->attribute("typeRef") : "", element, code.name);
  if (!type) return type.error();
  code.parameters.push_back(
      {visible_name(decisions_[index]), data_->codes[index].slot, std::move(*type)});
  return std::nullopt;
}

// What the decision needs, up to the parameters, and then the decision.
void ModelReader::gather(std::uint32_t decision, ServiceCode& code) const {
  const std::uint32_t slot = data_->codes[decision].slot;
  const bool is_given =
      std::any_of(code.parameters.begin(), code.parameters.end(),
                  [slot](const auto& parameter) { return parameter.slot == slot; });
  if (is_given ||
      std::find(code.decisions.begin(), code.decisions.end(), decision) != code.decisions.end()) {
    return;
  }
  std::vector<std::uint32_t> wanted;  // all that it may need, in the order of evaluation
  std::vector<std::uint32_t> open{decision};
  while (!open.empty()) {
    const std::uint32_t next = open.back();
    open.pop_back();
    const std::uint32_t next_slot = data_->codes[next].slot;
    const bool given =
        std::any_of(code.parameters.begin(), code.parameters.end(),
                    [next_slot](const auto& parameter) { return parameter.slot == next_slot; });
    if (given || std::find(wanted.begin(), wanted.end(), next) != wanted.end()) continue;
    wanted.push_back(next);
    for (const auto required : decisions_[next].requires_) open.push_back(required);
  }
  for (const auto required : data_->codes[decision].requires_) {
    if (std::find(wanted.begin(), wanted.end(), required) != wanted.end())
      append_once(code.decisions, required);
  }
  append_once(code.decisions, decision);
}

ModelReader::Failure ModelReader::read_service(std::uint32_t index) {
  FunctionSource& source = services_[index];
  ServiceCode& code = data_->services[index];
  for (const bool is_decision : {false, true}) {  // input data come first (10.4)
    for (const auto& element : source.element->children) {
      if (!is_ours(element) || element.name != (is_decision ? "inputDecision" : "inputData"))
        continue;
      if (auto failure = add_parameter(code, element, is_decision)) return failure;
    }
  }
  for (const auto& element : source.element->children) {
    if (!is_ours(element) || element.name != "outputDecision") continue;
    const auto at = nodes_.find(reference(element));
    if (at == nodes_.end() || kind_of(at->second) != ElementKind::decision)
      return error(element, code.name, "the output decision is not defined");
    const auto decision = at->second - static_cast<std::uint32_t>(functions_.size());
    code.outputs.push_back(decision);
    gather(decision, code);
  }
  auto function = std::make_shared<feel::Function>();
  function->name = source.name;
  for (const auto& parameter : code.parameters) {
    function->parameters.push_back(parameter.name);
    function->types.push_back(parameter.type);
  }
  const xml::Element* variable = child(*source.element, "variable");
  auto type = find_type(variable != nullptr ? variable->attribute("typeRef") : "", *source.element,
                        source.name);
  if (!type) return type.error();
  function->result_type = result_type_of(std::move(*type));
  auto body = std::make_shared<feel::Compiled>();
  body->place = code.place;
  body->root = std::make_unique<ServiceNode>(*data_, index);
  function->body = std::move(body);
  source.function = std::move(function);
  return std::nullopt;
}

}  // namespace zhun::dmn
