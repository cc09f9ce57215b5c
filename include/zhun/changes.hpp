// Changes (变化): what differs between an assessment and an earlier one of the same application,
// and where the dossier stands.
//
//   auto changes = zhun::changes_since(earlier_assessment_json, "old.json", *assessment);
//   std::string json = zhun::render_changes_json(*changes);  // docs/schemas/changes.schema.json
//
// Of the earlier assessment only its JSON is needed. Ids, grades and amounts are compared; no text
// of a document is taken over from it, so that nothing needs masking. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/assessment.hpp"
#include "zhun/error.hpp"

namespace zhun {

// A figure or a code before and now; "" is none.
struct Change {
  std::string id, title;  // a finding's, a material's, a characteristic's, a cap's; title: Chinese
  std::string from, to;
};

struct Changes {
  std::string application_no, as_of_before, as_of, digest_before, digest, policy_before, policy;
  Change decision, score, grade, limit, binding_cap;  // from and to; equal when nothing moved
  std::vector<Change> score_points;  // why the score moved: points of characteristics
  std::vector<Change> caps;          // why the limit moved: caps in yuan, and the grade's factor
  // "PASS", "NOT_EVALUATED", ... or, of a failed one, its severity.
  std::vector<Change> new_findings, gone_findings, changed_findings;
  std::vector<Change> materials;  // statuses
  // "USED", "NOT_READ", ...; by their bytes: a file that was replaced is gone and new.
  std::vector<Change> sources;
  std::vector<std::string> new_points, gone_points, answered_points;  // ids
  [[nodiscard]] bool any() const;
};

// `earlier`: what render_assessment_json gave, under any masking. ErrorCode::format when it is
// something else, ErrorCode::invalid_argument when it is about another application.
[[nodiscard]] Result<Changes> changes_since(std::string_view earlier, std::string_view source_name,
                                            const Assessment& now);

[[nodiscard]] std::string render_changes_json(const Changes& changes);
// Lines for a terminal, in Chinese.
[[nodiscard]] std::string render_changes_text(const Changes& changes);

}  // namespace zhun
