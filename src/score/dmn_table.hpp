// A compiled decision table: a node of FEEL whose value is the table's result. Internal to
// dmn*.cpp.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "score/dmn.hpp"
#include "score/feel_node.hpp"

namespace zhun::dmn {

struct TableRule {
  std::vector<feel::TestPtr> inputs;  // empty pointer: "-"
  std::vector<feel::NodePtr> outputs;
  std::vector<std::pair<std::string, std::string>> annotations;
};

struct TableOutput {
  std::string name;
  feel::NodePtr default_value;            // may be empty
  std::vector<feel::TestPtr> priorities;  // most important first; for PRIORITY and OUTPUT ORDER
};

struct Table {
  std::string id, name;  // of the decision or business knowledge model
  HitPolicy hit_policy = HitPolicy::unique;
  std::vector<std::string> input_texts;
  std::vector<feel::NodePtr> inputs;
  std::vector<feel::TestPtr> input_values;  // one a column; an empty pointer allows everything
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
};

[[nodiscard]] feel::NodePtr make_table(Table table);

}  // namespace zhun::dmn
