// PolicyPack: a loaded policy: compiled tables and scorecards with their wording and dictionaries.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reconcile/reconcile.hpp"
#include "score/dmn.hpp"
#include "score/pmml.hpp"
#include "score/wording.hpp"
#include "zhun/policy.hpp"

namespace zhun {

struct MaterialTemplate {
  std::string id, name, how;
  bool required_legal = false, required_personal = false, required_secured = false;
  int due_days = 3;
};

struct PolicyPack {
  std::string name, version, digest;
  std::vector<dmn::Model> checks;  // one decision a check
  dmn::Model grade, limit, decision, replacements;
  dmn::Model answer;  // empty in packs without one: answers change nothing
  std::map<std::string, pmml::Scorecard, std::less<>> scorecards;  // "L", "P"
  Wording wording;
  ReconcilePolicy reconcile;  // keywords, rates, calendar
  std::vector<MaterialTemplate> materials;
  // Word templates by the id of the document: D05 of documents/D05.docx.
  std::map<std::string, std::string, std::less<>> documents;
};

// The catalogue of facts: the names that tables may use, sorted.
[[nodiscard]] std::vector<std::string> fact_names(const Wording& wording);
// What a rule asks of each fact that a column of its own holds; cells without a test are left out.
[[nodiscard]] RuleCells rule_cells(const dmn::DecisionInfo& decision, const dmn::RuleInfo& rule);

}  // namespace zhun
