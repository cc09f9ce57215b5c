// Reconcile (核对): dossier -> facts, in the order of work of DOMAIN 2.2: duplicates, order,
// balance chain, classes, cycles, effective flow, the rest. A pure function.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/reconciliation.hpp"
#include "zhun/watch.hpp"

namespace zhun {

struct RateStep {
  Date from;
  Decimal rate;  // annual
};

class KeywordMatcher;  // reconcile/keywords.hpp

// The part of a policy that facts need: dictionaries and tables, no judgement.
struct ReconcilePolicy {
  std::shared_ptr<const KeywordMatcher> keywords;  // never null after read_reconcile_policy
  std::vector<RateStep> demand_deposit_rates;      // ascending
  std::map<std::string, Decimal, std::less<>> parameters;
  std::vector<Date> holidays, working_weekends, spring_festivals;
  std::map<std::string, std::pair<int, int>, std::less<>> staleness;  // source -> warn, hard days
};

[[nodiscard]] Result<ReconcilePolicy> read_reconcile_policy(const json::Value& keywords,
                                                            const json::Value& tables,
                                                            std::string_view source);

// The material that supplies data of a kind where the data are not there.
[[nodiscard]] std::string_view material_of(SourceKind kind);

// The dossier must have passed apply_consents. Errors: ErrorCode::limit when a sum exceeds 64 bits.
[[nodiscard]] Result<Reconciliation> reconcile(const Dossier& dossier,
                                               const ReconcilePolicy& policy,
                                               Watch* watch = nullptr);

}  // namespace zhun
