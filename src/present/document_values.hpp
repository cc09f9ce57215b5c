// What document templates may name: the texts and lists of one assessment, masked, every figure
// with the number of its evidence in the report ("1,234.56 元 [E12]"). docs/documents.md lists
// them.
#pragma once

#include <string>
#include <string_view>

#include "present/report_context.hpp"
#include "present/word_template.hpp"

namespace zhun::report {

// All documents share one numbering, whichever of them are asked for: the report's own, continued.
[[nodiscard]] word::Values document_values(const Assessment& assessment, Masking masking);

// " [E12]", nothing for "".
[[nodiscard]] std::string evidence_mark(std::string_view id);
[[nodiscard]] EvidenceEntry figure_entry(std::string title, std::string value);
// "待补充：流水不足（M-STMT）": what stands where data are missing.
[[nodiscard]] std::string to_be_supplied(std::string_view reason, std::string_view material);

// The lists, by what they are about.
void add_finding_lists(Context& context, word::Values& values);
void add_checklist_lists(Context& context, word::Values& values);
void add_statement_lists(Context& context, word::Values& values);
void add_sales_lists(Context& context, word::Values& values);
void add_government_lists(Context& context, word::Values& values);
void add_score_lists(Context& context, word::Values& values);
void add_loan_lists(Context& context, word::Values& values);
void add_source_lists(Context& context, word::Values& values);
void add_evidence_list(Context& context, word::Values& values);  // last: all numbers are given

}  // namespace zhun::report
