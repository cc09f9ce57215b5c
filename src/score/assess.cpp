// Assess: the stages in their order, from the consent gate to the proposed decision.
#include "zhun/assessment.hpp"

#include <algorithm>

#include "reconcile/reconcile.hpp"
#include "score/batch_decisions.hpp"
#include "score/judge.hpp"
#include "score/queries.hpp"
#include "zhun/version.hpp"

namespace zhun {

namespace {

std::optional<Error> grade(const PolicyPack& pack, Score& score, Decimal& factor) {
  feel::Context inputs;
  inputs.set("score", feel::Value(score.total));
  inputs.set("missing_characteristics",
             feel::Value(static_cast<std::int64_t>(score.missing.size())));
  feel::State state;
  const feel::Value result = pack.grade.evaluate("grade", inputs, state);
  const feel::Value* name = result.member("grade");
  const feel::Value* weight = result.member("factor");
  const feel::Value* note = result.member("treatment");
  if (weight == nullptr || !weight->is_number()) {
    return Error{ErrorCode::policy,
                 {"policy", 0, 0, 0, "grade"},
                 "the grade table gave no factor; it must give grade, factor and treatment"};
  }
  factor = weight->number();
  if (name != nullptr && name->is_string()) score.grade = name->string();
  if (note != nullptr && note->is_string()) score.grade_note = note->string();
  return std::nullopt;
}

std::optional<Error> decide(const PolicyPack& pack, Assessment& assessment) {
  std::int64_t knock_outs = 0, severe = 0, missing = 0;
  for (const Finding& finding : assessment.findings) {
    if (finding.status != FindingStatus::fail) continue;
    knock_outs += finding.severity == Severity::ko ? 1 : 0;
    severe += finding.severity == Severity::warn_severe ? 1 : 0;
  }
  for (const MaterialItem& item : assessment.materials) {
    const bool open =
        item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
    missing += item.required && open ? 1 : 0;
  }
  feel::Context inputs;
  inputs.set("knock_outs", feel::Value(knock_outs));
  inputs.set("severe_warnings", feel::Value(severe));
  inputs.set("grade",
             assessment.score.grade.empty() ? feel::Value() : feel::Value(assessment.score.grade));
  inputs.set("missing_required_materials", feel::Value(missing));
  feel::State state;
  const feel::Value result = pack.decision.evaluate("decision", inputs, state);
  const feel::Value* code = result.member("decision");
  const feel::Value* reason = result.member("reason");
  const std::string text = code != nullptr && code->is_string() ? code->string() : "";
  for (const auto decision :
       {Decision::propose, Decision::refer, Decision::manual_review_required}) {
    if (text != to_string(decision)) continue;
    assessment.decision = decision;
    if (reason != nullptr && reason->is_string())
      assessment.decision_reasons.push_back(reason->string());
    for (const Finding& finding : assessment.findings) {
      if (finding.answered && finding.answered->rule != 0)
        assessment.decision_reasons.push_back(finding.id + " " + finding.title + "：" +
                                              finding.answered->reason);
      if (finding.status != FindingStatus::fail || finding.severity > Severity::warn_severe)
        continue;
      assessment.decision_reasons.push_back(finding.id + " " + finding.claim);
    }
    return std::nullopt;
  }
  return Error{ErrorCode::policy,
               {"policy", 0, 0, 0, "decision"},
               "the decision table must give PROPOSE, REFER or MANUAL_REVIEW_REQUIRED"};
}

}  // namespace

std::string_view version() { return "0.1.0"; }

std::string_view to_string(Decision decision) {
  switch (decision) {
    case Decision::propose:
      return "PROPOSE";
    case Decision::refer:
      return "REFER";
    case Decision::manual_review_required:
      return "MANUAL_REVIEW_REQUIRED";
  }
  return "MANUAL_REVIEW_REQUIRED";
}

Result<Assessment> judge_facts(const Policy& policy, CustomerType type, Facts facts) {
  const PolicyPack& pack = *policy;
  Assessment assessment;
  assessment.policy = policy;
  const feel::Context context = fact_context(facts);
  auto findings = run_checks(pack, facts, context);
  if (!findings) return tl::unexpected(findings.error());
  assessment.findings = std::move(*findings);
  auto score = run_scorecard(pack, type, facts, context);
  if (!score) return tl::unexpected(score.error());
  assessment.score = std::move(*score);
  Decimal factor;
  if (auto error = grade(pack, assessment.score, factor)) return tl::unexpected(*error);
  auto limit = run_limit(pack, facts, context, factor);
  if (!limit) return tl::unexpected(limit.error());
  assessment.limit = std::move(*limit);
  if (auto error = decide(pack, assessment)) return tl::unexpected(*error);
  return assessment;
}

Result<Assessment> reconcile_sources(const Dossier& dossier, const Policy& policy, Watch* watch) {
  if (policy == nullptr) {
    return fail(ErrorCode::invalid_argument, {}, "an assessment needs a policy");
  }
  const PolicyPack& pack = *policy;
  Assessment assessment;
  auto gated = std::make_shared<const Dossier>(apply_consents(dossier));
  assessment.dossier = gated;
  assessment.policy = policy;
  assessment.policy_id = policy_id(policy);
  assessment.engine_version = version();
  assessment.input_digest = dossier.digest;
  auto reconciliation = reconcile_dossier(*gated, pack.reconcile, watch);
  if (!reconciliation) return tl::unexpected(reconciliation.error());
  assessment.reconciliation = std::move(*reconciliation);
  return assessment;
}

Result<Assessment> judge_sources(Assessment assessment, Watch* watch, const Answers* answers) {
  const PolicyPack& pack = *assessment.policy;
  const Dossier& dossier = *assessment.dossier;
  if (watch != nullptr) watch->begin("judge", 1);
  const Facts& facts = assessment.reconciliation.facts;
  const feel::Context context = fact_context(facts);
  auto findings = run_checks(pack, facts, context);
  if (!findings) return tl::unexpected(findings.error());
  assessment.findings = std::move(*findings);
  mark_old_sources(assessment.reconciliation, assessment.findings);
  assessment.points = list_points(pack, assessment.findings);
  if (answers != nullptr) {
    if (auto applied = apply_answers(pack, *answers, assessment); !applied)
      return tl::unexpected(applied.error());
  }
  assessment.queries = list_queries(dossier, assessment.reconciliation, assessment.findings);
  auto score = run_scorecard(pack, dossier.customer.type, facts, context);
  if (!score) return tl::unexpected(score.error());
  assessment.score = std::move(*score);
  Decimal factor;
  if (auto error = grade(pack, assessment.score, factor)) return tl::unexpected(*error);
  auto limit = run_limit(pack, facts, context, factor);
  if (!limit) return tl::unexpected(limit.error());
  assessment.limit = std::move(*limit);
  assessment.triangulation = triangulation_of(facts);
  assessment.materials =
      list_materials(pack, dossier, context, assessment.findings, assessment.limit.limit);
  if (auto error = decide(pack, assessment)) return tl::unexpected(*error);
  if (watch != nullptr) watch->advance();
  if (watch != nullptr && watch->stopped()) return tl::unexpected(cancelled_error("dossier.json"));
  return assessment;
}

Result<Assessment> assess(const Dossier& dossier, const Policy& policy, Watch* watch,
                          const Answers* answers) {
  auto reconciled = reconcile_sources(dossier, policy, watch);
  if (!reconciled) return reconciled;
  return judge_sources(std::move(*reconciled), watch, answers);
}

}  // namespace zhun
