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

// Tables by industry: a code of GB/T 4754 without its end (C, C31, F5164) means all that begin so,
// and the longest that fits an industry counts.
struct SalesPerHeadBand {
  std::string industry;
  Money low, high;  // annual sales per person; not below three times less or above three times more
};
struct RestrictedIndustry {
  std::string industry;
  bool prohibited = false;  // else restricted
};
struct ItemConflict {
  std::string industry;
  std::vector<std::string> items;  // *categories* of invoices that do not go with the industry
};

struct TaxBurdenBand {
  std::string industry;
  Decimal low, high;  // VAT payable by sales; above zero
};
struct RequiredLicence {
  std::string industry;
  std::vector<std::string> names;  // any of them does; the first is what people are told
};

class KeywordMatcher;  // reconcile/keywords.hpp

// The part of a policy that facts need: dictionaries and tables, no judgement.
struct ReconcilePolicy {
  std::shared_ptr<const KeywordMatcher> keywords;  // never null after read_reconcile_policy
  std::vector<RateStep> demand_deposit_rates;      // ascending
  std::map<std::string, Decimal, std::less<>> parameters;
  std::vector<Date> holidays, working_weekends, spring_festivals;
  std::map<std::string, std::pair<int, int>, std::less<>> staleness;  // source -> warn, hard days
  std::vector<SalesPerHeadBand> sales_per_head_bands;                 // X24
  std::vector<RestrictedIndustry> restricted_industries;              // G16
  std::vector<ItemConflict> item_conflicts;                           // X31
  std::vector<TaxBurdenBand> tax_burden_bands;                        // T03
  std::vector<RequiredLicence> required_licences;                     // G17
};

[[nodiscard]] Result<ReconcilePolicy> read_reconcile_policy(const json::Value& keywords,
                                                            const json::Value& tables,
                                                            std::string_view source);

// The material that supplies data of a kind where the data are not there.
[[nodiscard]] std::string_view material_of(SourceKind kind);

// The dossier must have passed apply_consents. Errors: ErrorCode::limit when a sum exceeds 64 bits.
[[nodiscard]] Result<Reconciliation> reconcile_dossier(const Dossier& dossier,
                                                       const ReconcilePolicy& policy,
                                                       Watch* watch = nullptr);

}  // namespace zhun
