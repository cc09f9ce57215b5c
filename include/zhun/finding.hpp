// Finding (发现): a judgement on facts, made by a table of the policy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "zhun/evidence.hpp"

namespace zhun {

enum class FindingStatus : std::uint8_t { fail, not_evaluated, pass, not_applicable };
// Ordered by weight: knock-out first.
enum class Severity : std::uint8_t { ko, warn_severe, warn, info, none };
[[nodiscard]] std::string_view to_string(FindingStatus status);  // "FAIL", "NOT_EVALUATED", ...
[[nodiscard]] std::string_view to_string(
    Severity severity);  // "KO", "WARN_SEVERE", "WARN", "INFO", ""

// What the table looked at: expression, the value it had, and the fact names in it.
struct FindingInput {
  std::string expression;
  std::string value;  // as FEEL would print it
  std::vector<std::string> facts;
};

// What the answers to a finding's points change (the policy's table "answer").
struct AnswerEffect {
  std::vector<std::string> points;   // that were answered
  Severity before = Severity::none;  // as its check gave it
  int rule = 0;                      // 1-based row of the table; 0: none matched, or a knock-out
  std::string reason;                // Chinese
};

// A fact that kept a milder rule from firing.
struct MissedFact {
  std::string fact;
  std::string needed;    // in words: "不低于60%"
  std::string distance;  // in the fact's unit: "1.36个百分点"; empty where there is none
};

// The rule of a failing check's table that came nearest to a pass, or to a milder failure.
struct FindingNearMiss {
  int rule = 0;  // 1-based row of the table
  FindingStatus status = FindingStatus::pass;
  Severity severity = Severity::none;  // of a failure
  std::vector<MissedFact> facts;       // all of them would have to change
  std::string text;                    // Chinese
};

struct Finding {
  std::string id;  // S05, X10, ...
  FindingStatus status = FindingStatus::not_evaluated;
  Severity severity = Severity::none;
  std::string title;     // Chinese
  std::string claim;     // the failing check as a headline of at most 18 characters
  std::string text;      // Chinese sentence with the figures filled in
  std::string value;     // the figure alone, short and in Chinese
  std::string observed;  // the figures alone, for comparison with references
  std::string theme;     // 流水, 税票, 政务, 交叉, ...
  int impact = 0;        // of findings of one severity the larger is shown first
  Evidence evidence;
  std::vector<std::string> facts;                // that it rests on
  std::vector<std::string> materials;            // ids
  std::vector<std::string> points;               // questions for the customer manager (Chinese)
  std::string missing_reason, missing_material;  // NOT_EVALUATED
  std::vector<std::uint32_t> old_sources;        // that it rests on: older than the policy's days
  // trace
  std::string decision;  // DMN decision id
  int rule = 0;          // 1-based row of the table that fired; 0 = none
  std::string rule_annotation;
  std::vector<FindingInput> inputs;
  std::optional<AnswerEffect> answered = {};
  std::optional<FindingNearMiss> near_miss = {};
};

}  // namespace zhun
