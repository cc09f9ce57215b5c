// Reads DMN 1.2 to 1.5: definitions, requirements, decisions and business knowledge models. Boxed
// expressions and tables are read in dmn_expression.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "score/dmn_logic.hpp"
#include "score/dmn_model.hpp"

namespace zhun::dmn {

Place ModelReader::place_of(const xml::Element& element, std::string_view field) const {
  Place place;
  place.source = file_;
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

ModelReader::Failure ModelReader::check_root() const {
  static constexpr std::array<std::string_view, 4> kSpaces{
      "http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
      "https://www.omg.org/spec/DMN/20211108/MODEL/",
      "https://www.omg.org/spec/DMN/20230324/MODEL/"};
  if (root_.name != "definitions" ||
      std::find(kSpaces.begin(), kSpaces.end(), root_.space) == kSpaces.end()) {
    return error(root_, root_.name, "the file is not a DMN model of version 1.2 to 1.5",
                 ErrorCode::unsupported);
  }
  const std::string_view language = root_.attribute("expressionLanguage");
  if (!language.empty() && !is_feel(language)) {
    return error(root_, "expressionLanguage", "zhun evaluates FEEL only", ErrorCode::unsupported);
  }
  return std::nullopt;
}

Result<std::shared_ptr<const ModelData>> ModelReader::run() {
  if (auto failure = check_root()) return tl::unexpected(*failure);
  auto types = Types::read(root_, file_, limits_);
  if (!types) return tl::unexpected(types.error());
  types_ = std::move(*types);
  member_names_ = types_.member_names();
  collect_member_names(root_);
  if (auto failure = collect()) return tl::unexpected(*failure);
  std::vector<std::uint32_t> order;
  if (auto failure = order_functions(order)) return tl::unexpected(*failure);
  for (const auto index : order) {
    if (auto failure = read_function(index)) return tl::unexpected(*failure);
  }
  if (auto failure = order_decisions(order)) return tl::unexpected(*failure);
  for (const auto index : order) {
    if (auto failure = read_decision(index)) return tl::unexpected(*failure);
  }
  data_->slots = all_names_.size();
  data_->name = root_.attribute("name");
  return std::shared_ptr<const ModelData>(data_);
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
  for (const auto& element : root_.children) {
    if (is_ours(element) && (element.name == "inputData" || element.name == "decision")) {
      declared.insert(variable_name(element));
    }
  }
  for (const auto& name : known_names_) {
    if (!declared.contains(name)) known_.add(name);
  }
}

ModelReader::Failure ModelReader::collect() {
  collect_known_names();
  for (const auto& element : root_.children) {
    if (!is_ours(element)) continue;
    if (auto failure = collect_one(element)) return failure;
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::collect_one(const xml::Element& element) {
  const std::string id(element.attribute("id"));
  const std::string name(element.attribute("name"));
  if (element.name == "import") {
    return error(element, "import", "zhun does not read imported models", ErrorCode::unsupported);
  }
  const bool wanted = element.name == "inputData" || element.name == "decision" ||
                      element.name == "businessKnowledgeModel";
  if (!wanted) return std::nullopt;
  if (name.empty()) return error(element, element.name, "the element has no name");
  const xml::Element* variable = child(element, "variable");
  const std::string variable_text = variable_name(element);
  if (element.name == "businessKnowledgeModel") {
    if (!function_ids_.emplace(id, static_cast<std::uint32_t>(functions_.size())).second) {
      return error(element, name, "two elements have the same id");
    }
    functions_.push_back({&element, id, variable_text, nullptr});
    return std::nullopt;
  }
  if (all_names_.find(variable_text))
    return error(element, name, "two elements have the same name");
  const std::uint32_t slot = all_names_.add(variable_text);
  if (element.name == "inputData") {
    auto type = types_.find(variable != nullptr ? variable->attribute("typeRef") : "",
                            place_of(variable != nullptr ? *variable : element, name));
    if (!type) return type.error();
    if (!input_ids_.emplace(id, static_cast<std::uint32_t>(data_->inputs.size())).second) {
      return error(element, name, "two elements have the same id");
    }
    data_->inputs.push_back({variable_text, slot, std::move(*type), place_of(element, name)});
    return std::nullopt;
  }
  const auto index = static_cast<std::uint32_t>(decisions_.size());
  if (!decision_ids_.emplace(id, index).second)
    return error(element, name, "two elements have the same id");
  decisions_.push_back({&element, variable_text, {}});
  DecisionInfo info;
  info.id = id;
  info.name = name;
  info.description = element.child_text("description");
  info.line = element.line;
  data_->infos.push_back(std::move(info));
  DecisionCode code;
  code.slot = slot;
  code.variable = variable_text;
  data_->codes.push_back(std::move(code));
  data_->index.emplace(name, index);
  if (!id.empty()) data_->index.emplace(id, index);
  return std::nullopt;
}

// "#id", or "namespace#id" with the model's own namespace.
Result<std::string> ModelReader::local_reference(const xml::Element& reference,
                                                 std::string_view field) const {
  const std::string_view href = reference.attribute("href");
  const std::size_t mark = href.rfind('#');
  const bool own = mark != std::string_view::npos &&
                   (mark == 0 || href.substr(0, mark) == root_.attribute("namespace"));
  if (!own) {
    return tl::unexpected(*error(reference, field, "the requirement refers to another model",
                                 ErrorCode::unsupported));
  }
  return std::string(href.substr(mark + 1));
}

namespace {

// An order in which everything comes after what it requires (Kahn); shorter than `edges` on a
// circle.
std::vector<std::uint32_t> sort_by_requirement(
    const std::vector<std::vector<std::uint32_t>>& edges) {
  std::vector<std::uint32_t> open(edges.size()), order;
  std::vector<std::vector<std::uint32_t>> users(edges.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    open[i] = static_cast<std::uint32_t>(edges[i].size());
    for (const auto required : edges[i]) users[required].push_back(i);
    if (open[i] == 0) order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const auto user : users[order[next]]) {
      if (--open[user] == 0) order.push_back(user);
    }
  }
  return order;
}

}  // namespace

ModelReader::Failure ModelReader::order_functions(std::vector<std::uint32_t>& order) const {
  std::vector<std::vector<std::uint32_t>> edges(functions_.size());
  for (std::uint32_t i = 0; i < functions_.size(); ++i) {
    for (const auto& requirement : functions_[i].element->children) {
      const xml::Element* knowledge = child(requirement, "requiredKnowledge");
      if (requirement.name != "knowledgeRequirement" || knowledge == nullptr) continue;
      auto id = local_reference(*knowledge, functions_[i].name);
      if (!id) return id.error();
      const auto at = function_ids_.find(*id);
      if (at == function_ids_.end()) {
        return error(*knowledge, functions_[i].name,
                     "the requirement refers to nothing in this model");
      }
      edges[i].push_back(at->second);
    }
  }
  order = sort_by_requirement(edges);
  if (order.size() != functions_.size()) {
    return error(root_, "businessKnowledgeModel",
                 "business knowledge models require each other in a circle");
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::order_decisions(std::vector<std::uint32_t>& order) const {
  std::vector<std::vector<std::uint32_t>> edges(decisions_.size());
  for (std::uint32_t i = 0; i < decisions_.size(); ++i) {
    for (const auto& requirement : decisions_[i].element->children) {
      const xml::Element* decision = child(requirement, "requiredDecision");
      if (requirement.name != "informationRequirement" || decision == nullptr) continue;
      auto id = local_reference(*decision, data_->infos[i].name);
      if (!id) return id.error();
      const auto at = decision_ids_.find(*id);
      if (at == decision_ids_.end()) {
        return error(*decision, data_->infos[i].name,
                     "the requirement refers to nothing in this model");
      }
      edges[i].push_back(at->second);
    }
  }
  order = sort_by_requirement(edges);
  if (order.size() == decisions_.size()) return std::nullopt;
  for (std::uint32_t i = 0; i < decisions_.size(); ++i) {
    if (std::find(order.begin(), order.end(), i) == order.end()) {
      return error(*decisions_[i].element, data_->infos[i].name,
                   "decisions require each other in a circle");
    }
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::add_functions(const xml::Element& element, feel::Names& names,
                                                std::string_view field) {
  for (const auto& requirement : element.children) {
    if (requirement.name != "knowledgeRequirement" || !is_ours(requirement)) continue;
    const xml::Element* knowledge = child(requirement, "requiredKnowledge");
    if (knowledge == nullptr) continue;
    auto id = local_reference(*knowledge, field);
    if (!id) return id.error();
    const auto at = function_ids_.find(*id);
    if (at == function_ids_.end()) {
      return error(*knowledge, field, "zhun calls business knowledge models of this model only",
                   ErrorCode::unsupported);
    }
    names.add_function(functions_[at->second].name, functions_[at->second].function);
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
    return error(*body, source.name, "zhun evaluates FEEL functions only", ErrorCode::unsupported);
  }
  auto function = std::make_shared<feel::Function>();
  function->name = source.name;
  feel::Names names;
  for (const auto& member : member_names_) names.add_member(member);
  for (const auto& parameter : body->children) {
    if (parameter.name != "formalParameter" || !is_ours(parameter)) continue;
    auto type = types_.find(parameter.attribute("typeRef"), place_of(parameter, source.name));
    if (!type) return type.error();
    function->parameters.emplace_back(parameter.attribute("name"));
    names.add_at(parameter.attribute("name"),
                 static_cast<std::uint32_t>(function->parameters.size() - 1));
    function->coercions.push_back(coercion_to(std::move(*type)));
  }
  if (auto failure = add_functions(*source.element, names, source.name)) return failure;
  Logic logic(names, limits_, source.id, source.name);
  const xml::Element* expression = expression_of(*body);
  if (expression == nullptr)
    return error(*body, source.name, "the business knowledge model has no logic");
  auto root = read_expression(*expression, logic);
  if (!root) return root.error();
  const xml::Element* variable = child(*source.element, "variable");
  auto type = types_.find(variable != nullptr ? variable->attribute("typeRef") : "",
                          place_of(*source.element, source.name));
  if (!type) return type.error();
  function->result_coercion = coercion_to(std::move(*type));
  function->body = logic.finish(std::move(*root), place_of(*body, source.name));
  source.function = std::move(function);
  return std::nullopt;
}

// The names that a decision may use: what it requires, and the facts.
ModelReader::Failure ModelReader::add_requirements(std::uint32_t index, feel::Names& names) {
  const xml::Element& element = *decisions_[index].element;
  const std::string& field = data_->infos[index].name;
  for (const auto& requirement : element.children) {
    if (requirement.name != "informationRequirement" || !is_ours(requirement)) continue;
    if (const xml::Element* input = child(requirement, "requiredInput")) {
      auto id = local_reference(*input, field);
      if (!id) return id.error();
      const auto at = input_ids_.find(*id);
      if (at == input_ids_.end())
        return error(*input, field, "the requirement refers to nothing in this model");
      const InputSlot& slot = data_->inputs[at->second];
      names.add_at(slot.name, slot.slot);
      known_inputs_.emplace(slot.name, at->second);
    } else if (const xml::Element* decision = child(requirement, "requiredDecision")) {
      auto id = local_reference(*decision, field);
      if (!id) return id.error();
      const std::uint32_t required = decision_ids_.find(*id)->second;
      decisions_[index].requires_.push_back(required);
      names.add_at(decisions_[required].variable, data_->codes[required].slot);
    }
  }
  return add_functions(element, names, field);
}

ModelReader::Failure ModelReader::read_decision(std::uint32_t index) {
  const xml::Element& element = *decisions_[index].element;
  DecisionInfo& info = data_->infos[index];
  DecisionCode& code = data_->codes[index];
  feel::Names names(&known_);
  for (const auto& member : member_names_) names.add_member(member);
  if (auto failure = add_requirements(index, names)) return failure;
  const xml::Element* variable = child(element, "variable");
  auto type = types_.find(variable != nullptr ? variable->attribute("typeRef") : "",
                          place_of(element, info.name));
  if (!type) return type.error();
  code.type = std::move(*type);
  Logic logic(names, limits_, info.id, info.name);
  const xml::Element* expression = expression_of(element);
  if (expression != nullptr) {
    if (expression->name == "decisionTable") {
      info.is_table = code.is_table = true;
      logic.info = &info;
    } else if (expression->name == "literalExpression") {
      info.text = expression->child_text("text");
    }
    logic.result_type = code.type;
    auto root = read_expression(*expression, logic);
    if (!root) return root.error();
    code.compiled = logic.finish(std::move(*root), place_of(*expression, info.name));
  }
  finish_decision(index, logic);
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
