// Parts of assessment.json that say how sources stand to one another: accounts, links of invoices
// and payments, merged names, contradictions, the query sheet and reviewers' decisions.
#pragma once

#include "base/json.hpp"
#include "present/report_masker.hpp"
#include "zhun/assessment.hpp"

namespace zhun {

// Members of the object that is open in `w`.
void write_source_relations(json::Writer& w, const Assessment& assessment, report::Masker& masker);

// [{"source":"F01","rows":"1-20,25"}] under the key "evidence".
void write_evidence(json::Writer& w, const Dossier& dossier, const Evidence& evidence);

// The digest that stands in assessment.json, in hexadecimal.
[[nodiscard]] std::string digest_of(const Assessment& assessment, Masking masking);
// What was answered to a point, or null. A name of the author is masked as any other; a staff
// number is not.
void write_answer(json::Writer& w, const Assessment& assessment, const InvestigationPoint& point,
                  report::Masker& masker);

}  // namespace zhun
