// Decisions over tables: a DMN model, or a policy pack's judgement, on each row of facts.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
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
  void fill(std::size_t row, Facts& facts) const;
  [[nodiscard]] const ColumnTable& table() const { return table_; }
  [[nodiscard]] CellType type(std::size_t column) const { return types_[column]; }
  [[nodiscard]] bool is_declared(std::size_t column) const { return declared_[column]; }

 private:
  const ColumnTable& table_;
  std::vector<CellType> types_;
  std::vector<bool> declared_;
};

// Texts as values; those that come again are shared.
class TextValues {
 public:
  [[nodiscard]] feel::Value value(std::string_view text);

 private:
  std::unordered_map<std::string_view, feel::Value> known_;  // by the table's texts
};

// The rows of a table as the inputs of a plan on its columns. For one thread.
class PlanRows {
 public:
  PlanRows(const FactColumns& columns, const dmn::Plan& plan);
  [[nodiscard]] std::span<const feel::Value> read(std::size_t row);
  // Of the row that was read: a column with a value that is not of its declared type.
  [[nodiscard]] const std::string* misfit() const { return misfit_; }

 private:
  const FactColumns& columns_;
  std::vector<std::size_t> wanted_;
  std::vector<TextValues> texts_;
  std::vector<feel::Value> values_;
  const std::string* misfit_ = nullptr;
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
