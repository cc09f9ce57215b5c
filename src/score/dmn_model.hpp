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

// A name of the scope that all decisions share.
struct InputSlot {
  std::string name;
  std::uint32_t slot = 0;
  TypePtr type;  // empty: taken as it is
  Place place;
  // Values of this kind fit the type as they are; null: the type has to be looked at.
  feel::Kind fitting = feel::Kind::null;
};

struct DecisionCode {
  std::uint32_t slot = 0;                          // of its result
  std::string variable;                            // the name of its result
  std::shared_ptr<const feel::Compiled> compiled;  // empty: no decision logic
  TypePtr type;
  feel::Kind fitting = feel::Kind::null;  // as in InputSlot
  bool is_table = false;
  std::vector<std::uint32_t>
      inputs;  // positions in ModelData::inputs, with those of required decisions
  std::vector<std::uint32_t> requires_;  // positions of decisions, in the order of evaluation
};

// A decision service: its parameters are input data and decisions that the caller gives.
struct ServiceCode {
  struct Parameter {
    std::string name;
    std::uint32_t slot = 0;
    TypePtr type;
  };
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<std::uint32_t> decisions;  // what it evaluates, in order
  std::vector<std::uint32_t> outputs;
  Place place;
};

// What can be called by name from outside beside decisions.
struct Callable {
  std::string id, name;
  std::shared_ptr<const feel::Function> function;
};

struct ModelData {
  std::string name, digest;
  std::vector<DecisionInfo> infos;
  std::vector<DecisionCode> codes;  // in the order of infos
  std::vector<ServiceCode> services;
  std::vector<Callable> callables;  // services and business knowledge models
  std::vector<InputSlot> inputs;    // input data, then the known names that are used
  std::map<std::string, std::uint32_t, std::less<>> index;  // by id and by name
  std::vector<Error> problems;                              // Reading::standard only
  std::size_t slots = 0;
};

// The decisions of a service on the given values of its parameters (dmn.cpp).
[[nodiscard]] feel::Value run_service(const ModelData& data, const ServiceCode& service,
                                      const feel::Value* const* arguments, feel::State& state);

class ModelReader {
 public:
  ModelReader(const xml::Element& definitions, std::string_view file, const Limits& limits,
              const ModelOptions& options)
      : limits_(limits), options_(options) {
    units_.emplace_back(definitions, file);
  }
  Result<std::shared_ptr<ModelData>> run();

 private:
  struct Logic;  // what the logic of one decision or function may use, and what it does use

  // The model, or one that it imports.
  struct Unit {
    Unit(const xml::Element& definitions, std::string_view name)
        : root(definitions), file(name), space(definitions.attribute("namespace")) {}
    const xml::Element& root;
    std::string file, space;
    Types types;
    std::vector<std::pair<std::string, std::size_t>> imports;  // the name here, the unit
  };
  enum class ElementKind : std::uint8_t { function, decision, service };
  struct Source {
    const xml::Element* element = nullptr;
    std::size_t unit = 0;
    std::string id, name;  // the name of its variable
  };
  struct FunctionSource : Source {
    std::shared_ptr<const feel::Function> function;
  };
  struct DecisionSource : Source {
    std::vector<std::uint32_t> requires_;  // direct
  };
  struct InputSource : Source {};

  using Failure = std::optional<Error>;
  [[nodiscard]] Place place_of(const xml::Element& element, std::string_view field) const;
  [[nodiscard]] Failure error(const xml::Element& element, std::string_view field,
                              std::string sentence, ErrorCode code = ErrorCode::policy) const;
  [[nodiscard]] const Unit& unit() const { return units_[unit_]; }
  [[nodiscard]] bool is_ours(const xml::Element& element) const {
    return element.space == unit().root.space;
  }
  [[nodiscard]] const xml::Element* child(const xml::Element& element, std::string_view name) const;

  // dmn_import.cpp
  Failure read_units();
  Failure read_imports(std::size_t index);
  Failure check_root() const;
  Failure read_types();
  [[nodiscard]] TypePtr defined_type(std::size_t index, std::string_view name) const;
  [[nodiscard]] Result<TypePtr> find_type(std::string_view reference, const xml::Element& element,
                                          std::string_view field) const;
  [[nodiscard]] std::string visible_name(const Source& source) const;

  // dmn_read.cpp
  void collect_known_names();
  [[nodiscard]] std::string variable_name(const xml::Element& element) const;
  Failure collect();
  Failure collect_one(const xml::Element& element);
  Failure collect_input(const xml::Element& element, Source source);
  Failure collect_decision(const xml::Element& element, Source source);
  Failure collect_service(const xml::Element& element, Source source);
  void collect_member_names(const xml::Element& element);
  [[nodiscard]] std::string reference(const xml::Element& reference) const;
  [[nodiscard]] std::uint32_t new_slot(const Source& source);

  // dmn_order.cpp: functions, decisions and services, each after what it requires
  Failure order(std::vector<std::uint32_t>& order);
  Failure edges_of(std::uint32_t node, std::vector<std::uint32_t>& edges);
  Failure circle(std::span<const std::uint32_t> order) const;
  [[nodiscard]] const Source& source_of(std::uint32_t node) const;
  [[nodiscard]] ElementKind kind_of(std::uint32_t node) const;
  Failure require(const xml::Element& reference, const Source& source,
                  std::vector<std::uint32_t>& edges) const;
  Failure read_node(std::uint32_t node);

  Failure read_function(std::uint32_t index);
  Failure read_decision(std::uint32_t index);
  Failure read_decision_logic(std::uint32_t index, Logic& logic);
  Failure read_service(std::uint32_t index);
  Failure add_parameter(ServiceCode& code, const xml::Element& reference, bool is_decision);
  void gather(std::uint32_t decision, ServiceCode& code) const;
  Failure add_functions(const xml::Element& element, feel::Names& names, std::string_view field);
  Failure add_requirements(std::uint32_t index, feel::Names& names);
  void finish_decision(std::uint32_t index, const Logic& logic);
  // Reading::standard: notes the error and gives a node that is null with this reason.
  [[nodiscard]] Result<feel::NodePtr> refused(Error error);

  // dmn_expression.cpp, dmn_boxed.cpp
  Result<feel::NodePtr> read_expression(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_kind(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_literal(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_context(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_invocation(const xml::Element& element, Logic& logic);
  Failure read_bindings(const xml::Element& element, Logic& logic,
                        std::vector<feel::NodePtr>& arguments, std::vector<std::string>& names);
  Result<feel::NodePtr> read_list(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_relation(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_conditional(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_function_definition(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_filter(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_iterator(const xml::Element& element, Logic& logic);
  Result<feel::NodePtr> read_part(const xml::Element& element, std::string_view part, Logic& logic);
  Result<feel::NodePtr> read_text(const xml::Element& holder, Logic& logic);  // its <text>
  Result<feel::NodePtr> typed(feel::NodePtr node, std::string_view type,
                              const xml::Element& element, Logic& logic) const;
  [[nodiscard]] const xml::Element* expression_of(const xml::Element& holder) const;

  // dmn_read_table.cpp
  struct TableReading;
  Result<feel::NodePtr> read_table(const xml::Element& element, Logic& logic);
  Failure read_inputs(TableReading& reading);
  Failure read_input(TableReading& reading, const xml::Element& input);
  Failure read_outputs(TableReading& reading);
  Failure check_outputs(const TableReading& reading) const;
  Failure read_output_values(TableReading& reading, const xml::Element& output, std::size_t index);
  Failure read_rules(TableReading& reading);
  Failure read_rule(TableReading& reading, const xml::Element& rule);
  Failure read_rule_cells(TableReading& reading, const xml::Element& rule, RuleInfo& info);
  Failure read_input_entry(TableReading& reading, const xml::Element& cell, RuleInfo& info);

  const Limits& limits_;
  const ModelOptions& options_;
  std::vector<Unit> units_;
  std::size_t unit_ = 0;  // whose elements are read just now
  std::vector<xml::Element> imported_;
  std::vector<std::string> member_names_;
  std::vector<FunctionSource> functions_;
  std::vector<DecisionSource> decisions_;
  std::vector<FunctionSource> services_;
  std::vector<InputSource> inputs_;  // in the order of data_->inputs
  std::map<std::string, std::uint32_t, std::less<>> nodes_, input_ids_;  // by "namespace#id"
  std::map<std::string, std::uint32_t, std::less<>>
      known_inputs_;                // name to position in data_->inputs
  feel::Names known_;               // the facts that the model does not declare itself
  feel::Names all_names_{&known_};  // the slots of the shared scope
  std::shared_ptr<ModelData> data_ = std::make_shared<ModelData>();
};

}  // namespace zhun::dmn
