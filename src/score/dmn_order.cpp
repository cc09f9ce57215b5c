// The order in which a model is read: business knowledge models, decisions and decision services,
// each after what it requires. What requires itself is refused, so no evaluation goes in circles.
#include <algorithm>

#include "score/dmn_model.hpp"

namespace zhun::dmn {

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

ModelReader::ElementKind ModelReader::kind_of(std::uint32_t node) const {
  if (node < functions_.size()) return ElementKind::function;
  return node < functions_.size() + decisions_.size() ? ElementKind::decision
                                                      : ElementKind::service;
}

const ModelReader::Source& ModelReader::source_of(std::uint32_t node) const {
  if (node < functions_.size()) return functions_[node];
  if (node < functions_.size() + decisions_.size()) return decisions_[node - functions_.size()];
  return services_[node - functions_.size() - decisions_.size()];
}

// Input data is no node of the order: it needs no reading.
ModelReader::Failure ModelReader::require(const xml::Element& element, const Source& source,
                                          std::vector<std::uint32_t>& edges) const {
  const std::string key = reference(element);
  if (const auto at = nodes_.find(key); at != nodes_.end()) {
    edges.push_back(at->second);
  } else if (!input_ids_.contains(key)) {
    return error(element, source.name, "the requirement refers to nothing in this model");
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::edges_of(std::uint32_t node, std::vector<std::uint32_t>& edges) {
  const Source& source = source_of(node);
  unit_ = source.unit;
  for (const auto& element : source.element->children) {
    if (!is_ours(element)) continue;
    const bool is_service = kind_of(node) == ElementKind::service;
    if (is_service &&
        (element.name == "outputDecision" || element.name == "encapsulatedDecision")) {
      if (auto failure = require(element, source, edges)) return failure;
    }
    if (element.name != "informationRequirement" && element.name != "knowledgeRequirement")
      continue;
    for (const auto& required : element.children) {
      const bool counts = required.name == "requiredDecision" || required.name == "requiredInput" ||
                          required.name == "requiredKnowledge";
      if (!counts || !is_ours(required)) continue;
      if (auto failure = require(required, source, edges)) return failure;
    }
  }
  return std::nullopt;
}

ModelReader::Failure ModelReader::order(std::vector<std::uint32_t>& order) {
  const std::size_t count = functions_.size() + decisions_.size() + services_.size();
  std::vector<std::vector<std::uint32_t>> edges(count);
  for (std::uint32_t node = 0; node < count; ++node) {
    if (auto failure = edges_of(node, edges[node])) return failure;
  }
  unit_ = 0;
  order = sort_by_requirement(edges);
  return order.size() == count ? std::nullopt : circle(order);
}

ModelReader::Failure ModelReader::circle(std::span<const std::uint32_t> order) const {
  std::uint32_t node = 0;
  while (std::find(order.begin(), order.end(), node) != order.end()) ++node;
  const Source& source = source_of(node);
  const char* what = "decision services and decisions require each other in a circle";
  if (kind_of(node) == ElementKind::function)
    what = "business knowledge models require each other in a circle";
  if (kind_of(node) == ElementKind::decision) what = "decisions require each other in a circle";
  return error(*source.element, source.name, what);
}

}  // namespace zhun::dmn
