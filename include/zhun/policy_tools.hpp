// Tools for those who write policies: packs that extend others, a lint, comparison, and tables out
// of spreadsheets.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "zhun/assessment.hpp"
#include "zhun/policy.hpp"

namespace zhun {

// A file that was made; SourceFile looks into it.
struct PackFile {
  std::string name, bytes;
};

// The files of a pack that stands by itself. Where policy.json has the member "extends" the pack
// lies over another one: the built-in one ("zhun-default"), or the one in the folder of that name
// inside the pack. It may change thresholds and wording only: whole decisions of the same id,
// inputs and outputs ("decisions": DMN files), parts of tables.json ("tables") and of wording.json
// ("wording") that exist below. Errors: ErrorCode::policy with file and element.
[[nodiscard]] Result<std::vector<PackFile>> complete_pack(std::span<const SourceFile> files,
                                                          const Limits& limits = {});
// complete_pack, then load_policy.
[[nodiscard]] Result<Policy> open_policy(std::span<const SourceFile> files,
                                         const Limits& limits = {});

// One pack over another, without looking for it.
[[nodiscard]] Result<std::vector<PackFile>> extend_pack(std::span<const SourceFile> base,
                                                        std::span<const SourceFile> overlay,
                                                        const Limits& limits = {});

// What a DMN file holds that some engine reads differently or not at all, and rules that can never
// fire. `engines`: "Camunda 7, Camunda 8", empty where it concerns all.
struct PolicyRemark {
  Place place;  // file, line, decision
  std::string engines, message;
};
[[nodiscard]] Result<std::vector<PolicyRemark>> lint_dmn(const SourceFile& file,
                                                         const Limits& limits = {});
// All DMN files among them.
[[nodiscard]] Result<std::vector<PolicyRemark>> lint_pack(std::span<const SourceFile> files,
                                                          const Limits& limits = {});

// A cell, parameter, point or text that two packs have different. `before` or `after` is empty
// where it is not in one of them.
struct PackChange {
  std::string file, where;  // "checks-statement.dmn", "S05, rule 2, effective_ratio"
  std::string before, after;
};
[[nodiscard]] Result<std::vector<PackChange>> compare_packs(std::span<const SourceFile> before,
                                                            std::span<const SourceFile> after,
                                                            const Limits& limits = {});

// What two policies make of one dossier.
struct AssessmentChange {
  std::string what;  // "decision", "score", "grade", "limit", "S05"
  std::string before, after;
  std::string why;  // of a finding: the rule that fired, and its inputs
};
[[nodiscard]] std::vector<AssessmentChange> compare_assessments(const Assessment& before,
                                                                const Assessment& after);

// A decision table out of a workbook (XLSX, XLS) or delimited text, as DMN 1.3. The first row names
// the columns, "hit policy" in a cell before it (FIRST, UNIQUE, COLLECT ...) is heeded. Columns of
// outputs are those whose name begins with "out:" or, without any, the last one; a column named
// "annotation" or "说明" becomes the annotation. Cells are FEEL: unary tests and expressions; a
// text without quotes that is no FEEL becomes a FEEL string, an empty one "-".
struct ImportOptions {
  std::string decision = "decision";  // its name and id
  std::size_t sheet = 0;
  Limits limits;
};
[[nodiscard]] Result<std::string> import_decision_table(const SourceFile& file,
                                                        const ImportOptions& options = {});

}  // namespace zhun
