// A table as fitting sees it: each column in classes, each cell the number of its class.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "score/binning.hpp"
#include "score/column_table.hpp"

namespace zhun {

// A column in bins: a code for each row, the index of its bin.
struct CodedBins {
  ScoreVariable variable;
  std::vector<std::uint8_t> codes;
};

// The bins of a column: `outcome` is 1 for a bad case. Errors: a text column with too many values.
[[nodiscard]] Result<CodedBins> class_column(const std::string& name,
                                             const std::vector<std::string_view>& cells,
                                             const std::vector<std::uint8_t>& outcome,
                                             const FitOptions& options, const Totals& totals);

// Cells by bins that are given; a value that no bin holds goes to the bin of no points beyond them,
// whose code is bins.size().
[[nodiscard]] std::vector<std::uint8_t> code_cells(const ScoreVariable& variable,
                                                   const std::vector<std::string_view>& cells);
// Counts, weights and information values of a variable's bins.
void weigh_bins(ScoreVariable& variable, const std::vector<std::uint8_t>& codes,
                const std::vector<std::uint8_t>& outcome, const Totals& totals, bool good_over_bad);

// Empty, NA, NaN or null: how tables write that there is no value.
[[nodiscard]] bool is_missing_cell(std::string_view cell);
// The bins of a file: columns variable and bin, in the order of the file.
[[nodiscard]] Result<std::vector<ScoreVariable>> read_bins(const SourceFile& file,
                                                           const Limits& limits);
// Sets the labels.
void name_bins(ScoreVariable& variable);
[[nodiscard]] std::optional<double> parse_double(std::string_view text);
[[nodiscard]] std::string number_label(double number);  // shortest that reads back

}  // namespace zhun
