// Reads DMN 1.2 to 1.5: what the definitions declare, and then decisions, business knowledge models
// and decision services, each with the names it may use. Boxed expressions are read in
// dmn_expression.cpp, dmn_boxed.cpp and dmn_read_table.cpp.
#include <algorithm>
#include <set>

#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"

namespace zhun::dmn {

Place ModelReader::place_of(const xml::Element& element, std::string_view field) const {
  Place place;
  place.source = unit().file;
  place.row = element.line;
  place.field = field;
  return place;
}

ModelReader::Failure ModelReader::error(const xml::Element& element, std::string_view field,
                                        std::string sentence, ErrorCode code) const {
  return Error{code, place_of(element, field), std::move(sentence)};
}

const xml::Element* ModelReader::child(const xml::Element& element, std::string_view name) const {
  for (const auto& candidate : element.children) {
    if (candidate.name == name && is_ours(candidate)) return &candidate;
  }
  return nullptr;
}

Result<std::shared_ptr<ModelData>> ModelReader::run() {
  if (auto failure = read_units()) return tl::unexpected(*failure);
  if (auto failure = read_types()) return tl::unexpected(*failure);
  if (auto failure = collect()) return tl::unexpected(*failure);
  std::vector<std::uint32_t> nodes;
  if (auto failure = order(nodes)) return tl::unexpected(*failure);
  for (const auto node : nodes) {
    if (auto failure = read_node(node)) return tl::unexpected(*failure);
  }
  for (const auto* list : {&functions_, &services_}) {
    for (const auto& source : *list)
      data_->callables.push_back({source.id, source.name, source.function});
  }
  data_->slots = all_names_.size();
  data_->name = units_[0].root.attribute("name");
  return std::move(data_);
}

ModelReader::Failure ModelReader::read_node(std::uint32_t node) {
  unit_ = source_of(node).unit;
  switch (kind_of(node)) {
    case ElementKind::function:
      return read_function(node);
    case ElementKind::decision:
      return read_decision(node - static_cast<std::uint32_t>(functions_.size()));
    case ElementKind::service:
      return read_service(node - static_cast<std::uint32_t>(functions_.size() + decisions_.size()));
  }
  return std::nullopt;
}

// Names with spaces may be members of contexts that the model builds.
void ModelReader::collect_member_names(const xml::Element& element) {
  for (const auto& item : element.children) {  // the depth is limited by Limits::xml_depth_max
    if (is_ours(item)) {
      const bool named = item.name == "variable" || item.name == "output" || item.name == "column";
      if (named && item.has_attribute("name")) member_names_.emplace_back(item.attribute("name"));
      collect_member_names(item);
    }
  }
}

std::string ModelReader::variable_name(const xml::Element& element) const {
  const xml::Element* variable = child(element, "variable");
  const std::string_view name = variable != nullptr ? variable->attribute("name") : "";
  return std::string(name.empty() ? element.attribute("name") : name);
}

// A name that the model declares is the model's, and known only where it is required.
void ModelReader::collect_known_names() {
  std::set<std::string, std::less<>> declared;
  for (const auto& element : unit().root.children) {
    if (is_ours(element) && (element.name == "inputData" || element.name == "decision")) {
      declared.insert(variable_name(element));
    }
  }
  for (const auto& name : options_.known_names) {
    if (!declared.contains(name)) known_.add(name);
  }
}

// Functions first, then decisions, then services: so the nodes of dmn_order.cpp are numbered.
ModelReader::Failure ModelReader::collect() {
  unit_ = 0;
  collect_known_names();
  for (const std::string_view kind :
       {"inputData", "businessKnowledgeModel", "decision", "decisionService"}) {
    for (unit_ = 0; unit_ < units_.size(); ++unit_) {
      if (kind == "inputData") collect_member_names(unit().root);
      for (const auto& element : unit().root.children) {
        if (!is_ours(element) || element.name != kind) continue;
        if (auto failure = collect_one(element)) return failure;
      }
    }
  }
  unit_ = 0;
  return std::nullopt;
}

ModelReader::Failure ModelReader::collect_one(const xml::Element& element) {
  Source source;
  source.element = &element;
  source.unit = unit_;
  source.id = element.attribute("id");
  source.name = variable_name(element);
  const std::string name(element.attribute("name"));
  if (name.empty()) return error(element, element.name, "the element has no name");
  const std::string key = unit().space + "#" + source.id;
  if (element.name == "inputData") {
    const auto position = static_cast<std::uint32_t>(inputs_.size());
    if (!source.id.empty() && !input_ids_.emplace(key, position).second)
      return error(element, name, "two elements have the same id");
    return collect_input(element, std::move(source));
  }
  const auto node =
      static_cast<std::uint32_t>(functions_.size() + decisions_.size() + services_.size());
  if (!source.id.empty() && !nodes_.emplace(key, node).second)
    return error(element, name, "two elements have the same id");
  if (element.name == "decision") return collect_decision(element, std::move(source));
  if (element.name == "decisionService") return collect_service(element, std::move(source));
  FunctionSource function;
  static_cast<Source&>(function) = std::move(source);
  functions_.push_back(std::move(function));
  return std::nullopt;
}

// Variables of imported models have slots of their own, whatever they are called.
std::uint32_t ModelReader::new_slot(const Source& source) {
  if (source.unit == 0) return all_names_.add(source.name);
  return all_names_.add(units_[source.unit].file + "#" + source.id + "#" + source.name);
}

ModelReader::Failure ModelReader::collect_input(const xml::Element& element, Source source) {
  const xml::Element* variable = child(element, "variable");
  if (source.unit == 0 && all_names_.find(source.name))
    return error(element, source.name, "two elements have the same name");
  auto type = find_type(variable != nullptr ? variable->attribute("typeRef") : "",
                        variable != nullptr ? *variable : element, source.name);
  if (!type) return type.error();
  const std::uint32_t slot = new_slot(source);
  data_->inputs.push_back({source.name, slot, std::move(*type), place_of(element, source.name)});
  InputSource input;
  static_cast<Source&>(input) = std::move(source);
  inputs_.push_back(std::move(input));
  return std::nullopt;
}

ModelReader::Failure ModelReader::collect_decision(const xml::Element& element, Source source) {
  if (source.unit == 0 && all_names_.find(source.name))
    return error(element, source.name, "two elements have the same name");
  const auto index = static_cast<std::uint32_t>(decisions_.size());
  DecisionInfo info;
  info.id = source.id;
  info.name = element.attribute("name");
  info.description = element.child_text("description");
  info.line = element.line;
  data_->index.emplace(info.name, index);
  if (!info.id.empty()) data_->index.emplace(info.id, index);
  data_->infos.push_back(std::move(info));
  DecisionCode code;
  code.slot = new_slot(source);
  code.variable = source.name;
  data_->codes.push_back(std::move(code));
  DecisionSource decision;
  static_cast<Source&>(decision) = std::move(source);
  decisions_.push_back(std::move(decision));
  return std::nullopt;
}

// "namespace#id" of an href: "#id" is of the model itself.
std::string ModelReader::reference(const xml::Element& element) const {
  const std::string_view href = element.attribute("href");
  return (href.starts_with('#') ? unit().space : std::string()) + std::string(href);
}

ModelReader::Failure ModelReader::add_functions(const xml::Element& element, feel::Names& names,
                                                std::string_view) {
  for (const auto& requirement : element.children) {
    if (requirement.name != "knowledgeRequirement" || !is_ours(requirement)) continue;
    const xml::Element* knowledge = child(requirement, "requiredKnowledge");
    if (knowledge == nullptr) continue;
    const std::uint32_t node = nodes_.find(reference(*knowledge))->second;
    const auto first_service = static_cast<std::uint32_t>(functions_.size() + decisions_.size());
    if (kind_of(node) == ElementKind::decision) {
      return error(*knowledge, source_of(node).name,
                   "a decision is required as if it were knowledge");
    }
    const FunctionSource& source =
        node < functions_.size() ? functions_[node] : services_[node - first_service];
    names.add_function(visible_name(source), source.function);
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_function(std::uint32_t index) {
  FunctionSource& source = functions_[index];
  const xml::Element* body = child(*source.element, "encapsulatedLogic");
  if (body == nullptr) {
    return error(*source.element, source.name, "the business knowledge model has no logic");
  }
  const std::string_view kind = body->attribute("kind");
  if (!kind.empty() && kind != "FEEL") {
    return error(*body, source.name, "zhun does not call external functions (Java, PMML)",
                 ErrorCode::unsupported);
  }
  auto function = std::make_shared<feel::Function>();
  function->name = source.name;
  feel::Names names;
  for (const auto& member : member_names_) names.add_member(member);
  for (const auto& parameter : body->children) {
    if (parameter.name != "formalParameter" || !is_ours(parameter)) continue;
    auto type = find_type(parameter.attribute("typeRef"), parameter, source.name);
    if (!type) return type.error();
    function->parameters.emplace_back(parameter.attribute("name"));
    names.add_at(parameter.attribute("name"),
                 static_cast<std::uint32_t>(function->parameters.size() - 1));
    function->types.push_back(std::move(*type));
  }
  if (auto failure = add_functions(*source.element, names, source.name)) return failure;
  const feel::TypeFinder finder = [this](std::string_view name) {
    return defined_type(unit_, name);
  };
  Logic logic(names, limits_, finder, source.id, source.name);
  const xml::Element* expression = expression_of(*body);
  if (expression == nullptr)
    return error(*body, source.name, "the business knowledge model has no logic");
  auto root = read_expression(*expression, logic);
  if (!root) return root.error();
  const xml::Element* variable = child(*source.element, "variable");
  auto type = find_type(variable != nullptr ? variable->attribute("typeRef") : "", *source.element,
                        source.name);
  if (!type) return type.error();
  function->result_type = result_type_of(std::move(*type));
  function->body = logic.finish(std::move(*root), place_of(*body, source.name));
  source.function = std::move(function);
  return std::nullopt;
}

// The names that a decision may use: what it requires, and the facts.
ModelReader::Failure ModelReader::add_requirements(std::uint32_t index, feel::Names& names) {
  const xml::Element& element = *decisions_[index].element;
  for (const auto& requirement : element.children) {
    if (requirement.name != "informationRequirement" || !is_ours(requirement)) continue;
    if (const xml::Element* input = child(requirement, "requiredInput")) {
      const auto at = input_ids_.find(reference(*input));
      if (at == input_ids_.end())
        return error(*input, data_->infos[index].name,
                     "what is required as input is no input data");
      const InputSlot& slot = data_->inputs[at->second];
      names.add_at(visible_name(inputs_[at->second]), slot.slot);
      known_inputs_.emplace(all_names_.name(slot.slot), at->second);
    } else if (const xml::Element* decision = child(requirement, "requiredDecision")) {
      const auto at = nodes_.find(reference(*decision));
      if (at == nodes_.end() || kind_of(at->second) != ElementKind::decision)
        return error(*decision, data_->infos[index].name, "what is required as a decision is none");
      const auto required = at->second - static_cast<std::uint32_t>(functions_.size());
      decisions_[index].requires_.push_back(required);
      names.add_at(visible_name(decisions_[required]), data_->codes[required].slot);
    }
  }
  return add_functions(element, names, data_->infos[index].name);
}

ModelReader::Failure ModelReader::read_decision(std::uint32_t index) {
  const xml::Element& element = *decisions_[index].element;
  DecisionCode& code = data_->codes[index];
  feel::Names names(&known_);
  for (const auto& member : member_names_) names.add_member(member);
  if (auto failure = add_requirements(index, names)) return failure;
  const xml::Element* variable = child(element, "variable");
  auto type = find_type(variable != nullptr ? variable->attribute("typeRef") : "", element,
                        data_->infos[index].name);
  if (!type) return type.error();
  code.type = std::move(*type);
  const feel::TypeFinder finder = [this](std::string_view name) {
    return defined_type(unit_, name);
  };
  Logic logic(names, limits_, finder, data_->infos[index].id, data_->infos[index].name);
  if (auto failure = read_decision_logic(index, logic)) return failure;
  finish_decision(index, logic);
  return std::nullopt;
}

ModelReader::Failure ModelReader::read_decision_logic(std::uint32_t index, Logic& logic) {
  DecisionInfo& info = data_->infos[index];
  DecisionCode& code = data_->codes[index];
  const xml::Element* expression = expression_of(*decisions_[index].element);
  if (expression == nullptr) return std::nullopt;
  if (expression->name == "decisionTable") {
    info.is_table = code.is_table = true;
    logic.info = &info;
  } else if (expression->name == "literalExpression") {
    info.text = expression->child_text("text");
  }
  logic.result_type = code.type;
  auto root = read_expression(*expression, logic);
  if (!root && root.error().code == ErrorCode::policy && options_.reading == Reading::standard) {
    info.is_table = code.is_table = false;
    root = refused(root.error());
  }
  if (!root) return root.error();
  code.compiled = logic.finish(std::move(*root), place_of(*expression, info.name));
  return std::nullopt;
}

// What must be known and evaluated before the decision; those it requires are finished already.
void ModelReader::finish_decision(std::uint32_t index, const Logic& logic) {
  DecisionInfo& info = data_->infos[index];
  DecisionCode& code = data_->codes[index];
  std::set<std::uint32_t> inputs;
  std::set<std::string> names, required_names;
  for (const auto slot : logic.environment.used) {
    const std::string& name = all_names_.name(slot);
    const bool decision =
        std::any_of(data_->codes.begin(), data_->codes.end(),
                    [slot](const DecisionCode& other) { return other.slot == slot; });
    if (decision) continue;
    names.insert(name);
    auto known = known_inputs_.find(name);
    if (known == known_inputs_.end()) {
      known = known_inputs_.emplace(name, static_cast<std::uint32_t>(data_->inputs.size())).first;
      data_->inputs.push_back({name, slot, nullptr, {}});
    }
    inputs.insert(known->second);
  }
  required_names = names;
  for (const auto required : decisions_[index].requires_) {
    const DecisionCode& other = data_->codes[required];
    inputs.insert(other.inputs.begin(), other.inputs.end());
    required_names.insert(data_->infos[required].required_names.begin(),
                          data_->infos[required].required_names.end());
    for (const auto earlier : other.requires_) append_once(code.requires_, earlier);
    append_once(code.requires_, required);
  }
  code.inputs.assign(inputs.begin(), inputs.end());
  info.names.assign(names.begin(), names.end());
  info.required_names.assign(required_names.begin(), required_names.end());
  for (const auto required : code.requires_)
    info.required_decisions.push_back(data_->infos[required].name);
}

}  // namespace zhun::dmn
