// Assessment (评估结果): facts, findings, score, limit, decision and trace of one dossier.
//
//   auto assessment = zhun::assess(*dossier, *policy);
//   std::string json = zhun::render_assessment_json(*assessment);
//   std::string html = zhun::render_report_html(*assessment);
//
// The decision is a proposal: a person decides. Immutable; share freely between threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/answers.hpp"
#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/finding.hpp"
#include "zhun/policy.hpp"
#include "zhun/reconciliation.hpp"
#include "zhun/watch.hpp"

namespace zhun {

enum class Decision : std::uint8_t { propose, refer, manual_review_required };
[[nodiscard]] std::string_view to_string(
    Decision decision);  // "PROPOSE", "REFER", "MANUAL_REVIEW_REQUIRED"

struct ScorePoint {
  std::string characteristic;  // L1 ... P11
  std::string title;           // Chinese
  std::string fact;            // the fact it looks at
  std::string observed;        // shown value, "—" when missing
  bool missing = false;
  int points = 0, points_max = 0;
  std::string next_bin;  // what-if: the next better bin, in words; empty at the best
  int next_points = 0;
};

struct Score {
  std::string card;   // L or P
  std::string model;  // name and version of the scorecard
  int base = 500;
  int total = 0;
  std::string grade;  // A..E; empty: 数据不足
  std::string grade_note;
  Decimal probability_of_default;
  std::vector<ScorePoint> points;
  std::vector<std::string> missing;       // characteristics
  std::vector<std::string> reason_codes;  // characteristics, at most four, largest loss first
};

struct LimitCap {
  std::string id;  // cap1 ... cap8
  std::string title;
  std::string formula;            // with the figures filled in
  std::optional<Decimal> amount;  // yuan; nullopt: missing (reason)
  std::string reason;
  std::vector<std::string> facts;
};

struct CreditLimit {
  std::vector<LimitCap> caps;
  std::string binding_cap;
  Decimal factor;
  std::optional<Decimal> before_floor;  // yuan
  Money limit;
};

// DOMAIN 1.5 and 5: three sources for one figure.
struct Triangulation {
  std::optional<Decimal> statements, invoices, tax, verified;  // annual sales incl. tax, yuan
  std::optional<Decimal> dispersion;                           // 0..1
  std::string agreement;                                       // 高 中 低
};

enum class MaterialStatus : std::uint8_t { received, replaced_by_data, waived, missing, expired };
[[nodiscard]] std::string_view to_string(MaterialStatus status);

struct MaterialItem {
  std::string id, name;
  bool required = false;
  MaterialStatus status = MaterialStatus::missing;
  Severity priority = Severity::none;  // the heaviest finding that asks for it
  std::string replaced_by;             // source id
  std::vector<std::string> reasons;    // rule ids
  std::string why;                     // Chinese sentence
  std::string how;                     // how to get it
  int due_days = 3;
};

// 调查要点
struct InvestigationPoint {
  std::string id;    // IP-S09
  int priority = 0;  // 1 first
  Severity severity = Severity::none;
  std::string question, why, how;
  std::string answer_type;  // TEXT PHOTO YESNO AMOUNT
  std::vector<std::string> findings;
  std::optional<std::uint32_t> answer = {};  // in Assessment::answers
};

// 数据核查单: a statement of one source that others contradict, to be cleared up with whoever
// supplied it.
struct DataQuery {
  std::string id;        // "DQ-01", ... in the order of providers, then records
  std::string provider;  // who supplied the record (marked as a name where it is one)
  std::uint32_t source = 0;
  std::string record, field, stated;
  struct Other {
    std::string source;  // 银行流水, 发票清单, ...
    std::string stated;
  };
  std::vector<Other> others;
  std::optional<Date> since;  // the record's date, or since when it holds
  std::string question;
  std::vector<std::string> checks;  // ids of the checks that rest on it
  Evidence evidence;
};

struct Assessment {
  std::shared_ptr<const Dossier> dossier;  // after the consent gate
  Reconciliation reconciliation;
  std::vector<Finding> findings;  // KO, WARN, INFO, then NOT_EVALUATED, then PASS; by id within
  Score score;
  CreditLimit limit;
  Triangulation triangulation;
  Decision decision = Decision::manual_review_required;
  std::vector<std::string> decision_reasons;
  std::vector<MaterialItem> materials;
  std::vector<InvestigationPoint> points;
  std::vector<DataQuery> queries;  // 数据核查单
  std::optional<Answers> answers;
  std::vector<std::string> answer_notes;  // Chinese: answers that change nothing, and why
  Policy policy;
  std::string policy_id, engine_version;
  std::string input_digest;  // SHA-256 over sources and dossier, order-free
};

// `watch` may follow the call and stop it. `answers` to points of an earlier assessment of the
// dossier: ErrorCode::invalid_argument when they are of another application or name a point that
// the policy does not have.
[[nodiscard]] Result<Assessment> assess(const Dossier& dossier, const Policy& policy,
                                        Watch* watch = nullptr, const Answers* answers = nullptr);

// The same in two steps: what the first gives has the dossier behind the consent gate and its
// reconciliation, the second adds the rest by the same policy.
[[nodiscard]] Result<Assessment> reconcile_sources(const Dossier& dossier, const Policy& policy,
                                                   Watch* watch = nullptr);
[[nodiscard]] Result<Assessment> judge_sources(Assessment reconciled, Watch* watch = nullptr,
                                               const Answers* answers = nullptr);

}  // namespace zhun
