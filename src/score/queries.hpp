// The query sheet (数据核查单): what is to be cleared up with whoever supplied a record.
#pragma once

#include <vector>

#include "zhun/assessment.hpp"

namespace zhun {

// Of an assessment whose reconciliation and findings are there. By provider, then record; a check
// that passed asks for nothing.
[[nodiscard]] std::vector<DataQuery> list_queries(const Dossier& dossier,
                                                  const Reconciliation& reconciliation,
                                                  const std::vector<Finding>& findings);

// Marks the findings that rest on sources older than the policy allows (X42).
void mark_old_sources(const Reconciliation& reconciliation, std::vector<Finding>& findings);

}  // namespace zhun
