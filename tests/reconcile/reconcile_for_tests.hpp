// Runs the reconciliation with the dictionaries and tables of the default policy, read from src/.
#pragma once

#include <doctest/doctest.h>

#include "base/json.hpp"
#include "files.hpp"
#include "reconcile/dossier_builder.hpp"
#include "reconcile/reconcile.hpp"

namespace zhun::test {

inline const ReconcilePolicy& default_reconcile_policy() {
  static const ReconcilePolicy policy = [] {
    const std::string keywords = fixture("../src/policy/keywords.json");
    const std::string tables = fixture("../src/policy/tables.json");
    const auto k = json::parse(keywords, "keywords.json", {});
    const auto t = json::parse(tables, "tables.json", {});
    REQUIRE(k.has_value());
    REQUIRE(t.has_value());
    auto read = read_reconcile_policy(*k, *t, "tables.json");
    REQUIRE(read.has_value());
    return std::move(*read);
  }();
  return policy;
}

inline Reconciliation run(const Case& c,
                          const ReconcilePolicy& policy = default_reconcile_policy()) {
  auto result = reconcile_dossier(c.dossier, policy);
  REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : to_string(result.error())));
  return std::move(*result);
}

}  // namespace zhun::test
