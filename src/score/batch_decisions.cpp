// Decisions over tables: columns as typed facts, and which decisions are a model's answer.
#include "score/batch_decisions.hpp"

#include <algorithm>
#include <set>

#include "base/xml.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

struct ToFact {
  std::optional<FactValue> operator()(const feel::Value& value) const {
    if (value.is_number()) return FactValue(value.number());
    if (value.kind() == feel::Kind::boolean) return FactValue(value.boolean());
    if (value.kind() == feel::Kind::date) {
      const auto date = value.date();
      return date ? std::optional<FactValue>(*date) : std::nullopt;
    }
    if (value.is_string()) return FactValue(value.string());
    return std::nullopt;
  }
};

bool fits(const feel::Value& value, CellType type) {
  switch (type) {
    case CellType::number:
      return value.is_number();
    case CellType::boolean:
      return value.kind() == feel::Kind::boolean;
    case CellType::date:
      return value.kind() == feel::Kind::date;
    case CellType::text:
      return true;
  }
  return true;
}

}  // namespace

FactColumns::FactColumns(const ColumnTable& table,
                         const std::map<std::string, CellType, std::less<>>& types)
    : table_(table) {
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    const auto known = types.find(table.names[i]);
    declared_.push_back(known != types.end());
    types_.push_back(known == types.end() ? cell_type_of(table.columns[i]) : known->second);
  }
}

void FactColumns::fill(std::size_t row, Facts& facts) const {
  for (std::size_t i = 0; i < types_.size(); ++i) {
    Fact& fact = facts[table_.names[i]];
    fact.name = table_.names[i];
    const auto value = ToFact()(cell_value(table_.columns[i][row], types_[i]));
    fact.state = value ? FactState::value : FactState::missing;
    if (value)
      fact.value = *value;
    else
      fact.reason = "表中无值";
  }
}

feel::Value TextValues::value(std::string_view text) {
  constexpr std::size_t kKnownMax = 1024;
  if (const auto at = known_.find(text); at != known_.end()) return at->second;
  feel::Value made(text);
  if (known_.size() < kKnownMax) known_.emplace(text, made);
  return made;
}

PlanRows::PlanRows(const FactColumns& columns, const dmn::Plan& plan)
    : columns_(columns),
      texts_(columns.table().names.size()),
      values_(columns.table().names.size()) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (plan.uses(i) || columns.is_declared(i)) wanted_.push_back(i);
  }
}

std::span<const feel::Value> PlanRows::read(std::size_t row) {
  misfit_ = nullptr;
  for (const auto i : wanted_) {
    const std::string_view cell = columns_.table().columns[i][row];
    const CellType type = columns_.type(i);
    if (cell.empty())
      values_[i] = feel::Value();
    else if (type == CellType::text)
      values_[i] = texts_[i].value(cell);
    else
      values_[i] = cell_value(cell, type);
    if (misfit_ == nullptr && !values_[i].is_null() && !fits(values_[i], type))
      misfit_ = &columns_.table().names[i];
  }
  return values_;
}

std::map<std::string, CellType, std::less<>> input_types_of(std::string_view dmn,
                                                            std::string_view file,
                                                            const Limits& limits) {
  std::map<std::string, CellType, std::less<>> types;
  const auto root = xml::parse(dmn, file, limits);
  if (!root) return types;
  for (const auto& child : root->children) {
    if (child.name != "inputData") continue;
    const xml::Element* variable = child.child("variable");
    if (variable == nullptr) continue;
    std::string_view type = variable->attribute("typeRef");
    if (const auto colon = type.rfind(':'); colon != std::string_view::npos)
      type.remove_prefix(colon + 1);
    const std::string name(child.attribute("name"));
    if (type == "number") types[name] = CellType::number;
    if (type == "string") types[name] = CellType::text;
    if (type == "boolean") types[name] = CellType::boolean;
    if (type == "date") types[name] = CellType::date;
  }
  return types;
}

std::vector<std::string> final_decisions(const dmn::Model& model) {
  std::set<std::string, std::less<>> required;
  for (const auto& decision : model.decisions())
    required.insert(decision.required_decisions.begin(), decision.required_decisions.end());
  std::vector<std::string> names;
  for (const auto& decision : model.decisions()) {
    if (!required.contains(decision.name)) names.push_back(decision.name);
  }
  return names;
}

}  // namespace zhun
