// Every metric and check of the specification's catalogue exists: as a check of the pack, or by
// name as a fact with the reason why no threshold judges it, or told by another check.
#include <map>
#include <set>

#include "base/json.hpp"
#include "files.hpp"
#include "policy/dossiers.hpp"
#include "score/judge.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// 42 statement metrics, 24 of invoices and tax, 17 of government data, 44 cross-checks.
std::set<std::string> catalogue() {
  std::set<std::string> ids;
  const auto add = [&](char family, int first, int last) {
    for (int i = first; i <= last; ++i)
      ids.insert(family + std::string(i < 10 ? "0" : "") + std::to_string(i));
  };
  add('S', 1, 42);
  add('V', 2, 15);
  add('T', 1, 10);
  add('G', 1, 17);
  add('X', 1, 44);
  return ids;
}

struct WithoutCheck {
  const char *id, *facts, *reason;
};
constexpr WithoutCheck kWithoutCheck[] = {
    {"V02", "invoice_net_ex", "monthly sales as a chart: the specification sets no threshold"},
    {"V15", "buyer_count average_invoice buyer_province_text", "no threshold is set"},
    {"T01", "declared_sales_12m", "no threshold is set; T02, X11 and X12 compare it"},
    {"T10", "withheld_persons", "feeds X23; no threshold of its own is set"},
    {"G11", "recent_change_count", "says what X28 says; told once, as X28"},
};

}  // namespace

TEST_CASE("each id of the catalogue is a check of the pack, or a fact with its reason") {
  const PolicyPack& pack = *the_policy();
  std::set<std::string> checks;
  for (const auto& model : pack.checks)
    for (const auto& decision : model.decisions()) checks.insert(decision.id);
  std::map<std::string, const WithoutCheck*> without;
  for (const WithoutCheck& one : kWithoutCheck) without[one.id] = &one;
  CHECK(catalogue().size() == 42 + 24 + 17 + 44);
  for (const std::string& id : catalogue()) {
    CAPTURE(id);
    CHECK(checks.contains(id) != without.contains(id));
  }
  CHECK(checks.contains("X28"));  // which tells G11
  test::Case c;
  fill_company(c);
  const Assessment a = assessed(c.dossier);
  for (const WithoutCheck& one : kWithoutCheck) {
    CAPTURE(one.id);
    CHECK(*one.reason != 0);
    std::string name;
    for (const char* at = one.facts;; ++at) {
      if (*at != ' ' && *at != 0) {
        name += *at;
        continue;
      }
      CAPTURE(name);
      CHECK(a.reconciliation.facts.contains(name));
      CHECK(pack.wording.facts.contains(name));
      name.clear();
      if (*at == 0) break;
    }
  }
  CHECK_FALSE(a.reconciliation.invoice_months.empty());  // V02 by month
}

TEST_CASE("the list of ids is that of the specification, where it is here") {
  const auto text = test::shared("domain/catalog.json");
  if (!text) {
    MESSAGE("skipped: the specification is not here (ZHUN_SHARED)");
    return;
  }
  const auto catalog = json::parse(*text, "catalog", {});
  REQUIRE(catalog.has_value());
  std::set<std::string> theirs;
  for (const auto& [id, entry, asked] : catalog->members) {
    const bool metric =
        id.size() == 3 && std::string_view("SVTGX").find(id[0]) != std::string::npos;
    if (metric && id[1] >= '0' && id[1] <= '9') theirs.insert(id);
  }
  CHECK(theirs == catalogue());
}
