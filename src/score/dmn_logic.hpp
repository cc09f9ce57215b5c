// What the logic of one decision or business knowledge model may use, while it is read. Internal to
// dmn_read.cpp and dmn_expression.cpp.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/dmn_model.hpp"
#include "score/dmn_table.hpp"

namespace zhun::dmn {

struct ModelReader::Logic {
  Logic(const feel::Names& names, const Limits& limits, const feel::TypeFinder& types,
        std::string_view owner_id, std::string_view owner_name)
      : id(owner_id), name(owner_name) {
    environment.names = &names;
    environment.limits = &limits;
    environment.types = &types;
  }

  // Wraps the finished tree up.
  std::shared_ptr<const feel::Compiled> finish(feel::NodePtr root, Place place) const {
    auto compiled = std::make_shared<feel::Compiled>();
    compiled->place = std::move(place);
    compiled->root = std::move(root);
    compiled->locals_count = environment.locals_max;
    compiled->slots = environment.used;
    return compiled;
  }

  feel::Environment environment;
  std::string id, name;          // of the owner, for traces and errors
  DecisionInfo* info = nullptr;  // filled by the table that is the whole logic; then empty
  TypePtr result_type;           // of the decision: the priority of outputs without output values
};

struct ModelReader::TableReading {
  const xml::Element& element;
  Logic& logic;
  Table table;
  DecisionInfo* info;  // may be null
  std::vector<Column> columns;
  std::vector<std::string> annotation_names;
};

[[nodiscard]] inline bool is_feel(std::string_view language) {
  return language == "feel" || language == "FEEL" || language.ends_with("/FEEL/") ||
         language.ends_with("/FEEL");
}

// The variable of a function has the type of its result, or that of the function.
[[nodiscard]] inline TypePtr result_type_of(TypePtr type) {
  return type->base == feel::BaseType::function ? type->result : type;
}

inline void append_once(std::vector<std::uint32_t>& list, std::uint32_t item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace zhun::dmn
