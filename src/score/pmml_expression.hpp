// Expressions of PMML (4.4, Transformations): what derived fields, complex partial scores and
// output fields compute. Internal to pmml*.cpp.
//
// Compiled once, with every field a number of a slot; evaluation neither parses nor looks up names.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/pmml_reading.hpp"

namespace zhun::pmml {

class Expression {
 public:
  explicit Expression(DataType type) : type_(type) {}
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  virtual ~Expression() = default;
  // `values`: of all slots. Null is missing.
  [[nodiscard]] virtual feel::Value value(std::span<const feel::Value> values) const = 0;
  [[nodiscard]] DataType type() const { return type_; }
  // Steps that one evaluation takes at most.
  [[nodiscard]] std::uint64_t cost() const { return cost_; }

 protected:
  void add_cost(std::uint64_t steps) { cost_ += steps; }

 private:
  DataType type_;
  std::uint64_t cost_ = 1;
};
using ExpressionPtr = std::shared_ptr<const Expression>;

struct Slot {
  std::uint32_t index = 0;
  DataType type = DataType::real;
};

// How an expression finds the field that it names.
using FindSlot = std::function<Result<Slot>(const xml::Element&, std::string_view name)>;

class ExpressionReader {
 public:
  // `functions`: the DefineFunction elements by name; they outlive the reader.
  ExpressionReader(Reading reading, FindSlot find_slot,
                   const std::map<std::string, const xml::Element*, std::less<>>& functions)
      : reading_(reading), find_slot_(std::move(find_slot)), functions_(functions) {}

  // `element` is an expression; `expected` is the type of what holds it.
  [[nodiscard]] Result<ExpressionPtr> read(const xml::Element& element,
                                           std::optional<DataType> expected) const;
  // The first expression below `holder`, cast to its dataType.
  [[nodiscard]] Result<ExpressionPtr> read_below(const xml::Element& holder) const;

 private:
  using Parameters = std::map<std::string, ExpressionPtr, std::less<>>;
  struct Scope {
    const Parameters* parameters = nullptr;
    std::size_t depth = 0;
  };

  Result<ExpressionPtr> compile(const xml::Element& element, std::optional<DataType> expected,
                                Scope scope) const;
  Result<ExpressionPtr> compile_constant(const xml::Element& element,
                                         std::optional<DataType> expected) const;
  Result<ExpressionPtr> compile_field(const xml::Element& element, Scope scope) const;
  Result<ExpressionPtr> compile_norm_continuous(const xml::Element& element, Scope scope) const;
  Result<ExpressionPtr> compile_norm_discrete(const xml::Element& element, Scope scope) const;
  Result<ExpressionPtr> compile_discretize(const xml::Element& element,
                                           std::optional<DataType> expected, Scope scope) const;
  Result<ExpressionPtr> compile_map(const xml::Element& element, std::optional<DataType> expected,
                                    Scope scope) const;
  Result<ExpressionPtr> compile_apply(const xml::Element& element, Scope scope) const;
  Result<ExpressionPtr> compile_call(const xml::Element& element, const xml::Element& function,
                                     std::vector<ExpressionPtr> arguments, Scope scope) const;
  Result<ExpressionPtr> source_of(const xml::Element& element, std::string_view name,
                                  Scope scope) const;
  Result<feel::Value> replacement(const xml::Element& element, std::string_view attribute,
                                  DataType type) const;

  Reading reading_;
  FindSlot find_slot_;
  const std::map<std::string, const xml::Element*, std::less<>>& functions_;
};

[[nodiscard]] bool is_expression(std::string_view element_name);
// nullptr when the element holds none.
[[nodiscard]] const xml::Element* expression_below(const xml::Element& holder);

}  // namespace zhun::pmml
