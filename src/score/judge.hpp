// Judge: facts and a policy -> findings, score, limit, materials, points and the proposed decision.
#pragma once

#include "score/feel.hpp"
#include "score/policy_pack.hpp"
#include "zhun/assessment.hpp"

namespace zhun {

// The FEEL context of the facts: money in yuan; missing and not applicable are null.
[[nodiscard]] feel::Context fact_context(const Facts& facts);

// The checks, sorted as Assessment::findings. Errors: ErrorCode::limit, ErrorCode::policy.
[[nodiscard]] Result<std::vector<Finding>> run_checks(const PolicyPack& pack, const Facts& facts,
                                                      const feel::Context& context);
[[nodiscard]] Result<Score> run_scorecard(const PolicyPack& pack, CustomerType type,
                                          const Facts& facts, const feel::Context& context);
// `factor` is the grade's.
[[nodiscard]] Result<CreditLimit> run_limit(const PolicyPack& pack, const Facts& facts,
                                            const feel::Context& context, const Decimal& factor);
[[nodiscard]] Triangulation triangulation_of(const Facts& facts);

// score/materials.cpp
[[nodiscard]] std::vector<MaterialItem> list_materials(const PolicyPack& pack,
                                                       const Dossier& dossier,
                                                       const feel::Context& context,
                                                       const std::vector<Finding>& findings,
                                                       Money limit);
[[nodiscard]] std::vector<InvestigationPoint> list_points(const PolicyPack& pack,
                                                          const std::vector<Finding>& findings);
// The id of a check's question number `index`: IP-S09, IP-S09-2, ...
[[nodiscard]] std::string point_id(std::string_view check, std::size_t index);

// score/answers.cpp
// Puts the answers beside the points and findings that they are about, and weighs the findings by
// the policy's table. Sorts the findings again.
[[nodiscard]] Result<void> apply_answers(const PolicyPack& pack, const Answers& answers,
                                         Assessment& assessment);
void sort_findings(std::vector<Finding>& findings);
[[nodiscard]] std::optional<Severity> parse_severity(std::string_view text);

}  // namespace zhun
