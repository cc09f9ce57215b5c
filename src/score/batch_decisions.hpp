// Decisions over tables: a DMN model, or a policy pack's judgement, on each row of facts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "score/column_table.hpp"
#include "score/policy_pack.hpp"
#include "zhun/assessment.hpp"

namespace zhun {

// What the model says of the types of its inputs, and which columns of the table they are.
class FactColumns {
 public:
  // A column whose type is not declared has the narrowest that all its cells have.
  FactColumns(const ColumnTable& table, const std::map<std::string, CellType, std::less<>>& types);
  // Sets the facts of a row, the missing ones to null.
  void fill(std::size_t row, feel::Context& facts) const;
  void fill(std::size_t row, Facts& facts) const;
  // A cell that is not of its column's declared type; nullopt: all are.
  [[nodiscard]] std::optional<std::string> misfit(std::size_t row) const;

 private:
  const ColumnTable& table_;
  std::vector<CellType> types_;
};

// The declared types of a DMN document's input data.
[[nodiscard]] std::map<std::string, CellType, std::less<>> input_types_of(std::string_view dmn,
                                                                          std::string_view file,
                                                                          const Limits& limits);
// The decisions that no other one requires, in the order of the file.
[[nodiscard]] std::vector<std::string> final_decisions(const dmn::Model& model);

// What a pack says of facts alone: findings, score, limit and the proposed decision. Materials and
// points need a dossier.
[[nodiscard]] Result<Assessment> judge_facts(const Policy& policy, CustomerType type, Facts facts);

}  // namespace zhun
