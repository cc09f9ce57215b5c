// A model as it is evaluated, and the reader that builds it from XML. Internal to dmn*.cpp.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/xml.hpp"
#include "score/dmn.hpp"
#include "score/dmn_type.hpp"
#include "score/feel_node.hpp"

namespace zhun::dmn {

// A name of the scope that all decisions of a model share.
struct InputSlot {
  std::string name;
  std::uint32_t slot = 0;
  TypePtr type;  // empty: taken as it is
  Place place;
};

struct DecisionCode {
  std::uint32_t slot = 0;                          // of its result
  std::string variable;                            // the name of its result
  std::shared_ptr<const feel::Compiled> compiled;  // empty: no decision logic
  TypePtr type;
  bool is_table = false;
  std::vector<std::uint32_t>
      inputs;  // positions in ModelData::inputs, with those of required decisions
  std::vector<std::uint32_t> requires_;  // positions of decisions, in the order of evaluation
};

struct ModelData {
  std::string name;
  std::vector<DecisionInfo> infos;
  std::vector<DecisionCode> codes;  // in the order of infos
  std::vector<InputSlot> inputs;    // input data, then the known names that are used
  std::map<std::string, std::uint32_t, std::less<>> index;  // by id and by name
  std::size_t slots = 0;
};

class ModelReader {
 public:
  ModelReader(const xml::Element& definitions, std::string_view file, const Limits& limits,
              std::span<const std::string> known_names)
      : root_(definitions), file_(file), limits_(limits), known_names_(known_names) {}
  Result<std::shared_ptr<const ModelData>> run();

 private:
  struct Logic;  // what the logic of one decision or function may use, and what it does use

  using Failure = std::optional<Error>;
  [[nodiscard]] Place place_of(const xml::Element& element, std::string_view field) const;
  [[nodiscard]] Failure error(const xml::Element& element, std::string_view field,
                              std::string sentence, ErrorCode code = ErrorCode::policy) const;
  [[nodiscard]] bool is_ours(const xml::Element& element) const {
    return element.space == root_.space;
  }
  [[nodiscard]] const xml::Element* child(const xml::Element& element, std::string_view name) const;

  Failure check_root() const;
  void collect_known_names();
  [[nodiscard]] std::string variable_name(const xml::Element& element) const;
  Failure collect();
  Failure collect_one(const xml::Element& element);
  void collect_member_names(const xml::Element& element);
  Failure order_functions(std::vector<std::uint32_t>& order) const;
  Failure order_decisions(std::vector<std::uint32_t>& order) const;
  Failure read_function(std::uint32_t index);
  Failure read_decision(std::uint32_t index);
  Failure add_functions(const xml::Element& element, feel::Names& names, std::string_view field);
  Failure add_requirements(std::uint32_t index, feel::Names& names);
  void finish_decision(std::uint32_t index, const Logic& logic);
  Result<std::string> local_reference(const xml::Element& reference, std::string_view field) const;

  Result<feel::NodePtr> read_expression(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_literal(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_context(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_invocation(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_list(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_relation(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_conditional(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_table(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_text(const xml::Element& holder, Logic& logic);  // its <text>
  Result<feel::NodePtr> typed(feel::NodePtr node, std::string_view type,
                              const xml::Element& element, Logic& logic) const;
  [[nodiscard]] const xml::Element* expression_of(const xml::Element& holder) const;

  struct TableReading;
  Failure read_inputs(TableReading& reading);
  Failure read_outputs(TableReading& reading);
  Failure read_output_values(TableReading& reading, const xml::Element& output, std::size_t index);
  Failure read_rules(TableReading& reading);
  Failure read_rule(TableReading& reading, const xml::Element& rule);
  Failure read_rule_cells(TableReading& reading, const xml::Element& rule, RuleInfo& info);

  struct FunctionSource {
    const xml::Element* element = nullptr;
    std::string id, name;
    std::shared_ptr<const feel::Function> function;
  };
  struct DecisionSource {
    const xml::Element* element = nullptr;
    std::string variable;
    std::vector<std::uint32_t> requires_;  // direct
  };

  const xml::Element& root_;
  std::string file_;
  const Limits& limits_;
  std::span<const std::string> known_names_;
  Types types_;
  std::vector<std::string> member_names_;
  std::vector<FunctionSource> functions_;
  std::map<std::string, std::uint32_t, std::less<>> function_ids_, decision_ids_, input_ids_;
  std::vector<DecisionSource> decisions_;
  std::vector<const xml::Element*> input_elements_;
  std::map<std::string, std::uint32_t, std::less<>>
      known_inputs_;                // name to position in data_->inputs
  feel::Names known_;               // the facts that the model does not declare itself
  feel::Names all_names_{&known_};  // the slots of the shared scope
  std::shared_ptr<ModelData> data_ = std::make_shared<ModelData>();
};

}  // namespace zhun::dmn
