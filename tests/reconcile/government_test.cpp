// Government data: the registry's lists and changes, courts, staff (DOMAIN 4.5).
#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

TEST_CASE("G02: entries of the abnormal list, open, closed and long closed") {
  const auto state = [](const char* out_date) {
    Case c;
    AbnormalEntry entry;
    entry.in_date = day("2024-01-01");
    if (*out_date != 0) entry.out_date = day(out_date);
    entry.reason = "无法联系";
    c.registry().abnormal = {entry};
    const auto r = run(c);
    return shown(r.facts, "abnormal_listed") + " " + shown(r.facts, "abnormal_closed_12m");
  };
  CHECK(state("") == "true false");
  CHECK(state("2025-06-30") == "false true");
  CHECK(state("2025-06-29") == "false false");
}

TEST_CASE("X28: changes of 180 days, each once") {
  const auto count = [](const char* date, const char* item) {
    Case c;
    Registry& registry = c.registry();
    registry.changes = {{day(date), item, "", ""}};
    if (std::string_view(item) == "法定代表人变更") {
      registry.legal_representative_changed_on = day(date);
    }
    return shown(run(c).facts, "recent_change_count");
  };
  CHECK(count("2026-01-01", "法定代表人变更") == "1");  // 180 days
  CHECK(count("2025-12-31", "法定代表人变更") == "0");
  CHECK(count("2026-06-01", "经营范围变更") == "1");
  CHECK(count("2026-06-01", "联络员备案") == "0");
}

TEST_CASE("G04, G05: open entries count, performed ones do not") {
  const auto counts = [](const char* status) {
    Case c;
    JudicialCase item;
    item.status = status;
    item.amount = yuan(500);
    c.government().judicial = Judicial{{item}, {item}, {item}, {}};
    const auto r = run(c);
    return shown(r.facts, "dishonest_count") + shown(r.facts, "enforced_count") +
           shown(r.facts, "restricted_count") + " " + shown(r.facts, "enforced_amount");
  };
  for (const auto status : {"", "未履行", "全部未履行", "部分未履行", "部分已履行", "执行中"}) {
    CAPTURE(status);
    CHECK(counts(status) == "111 500.00");
  }
  for (const auto status : {"已履行", "全部已履行", "已结案"}) {
    CAPTURE(status);
    CHECK(counts(status) == "000 0.00");
  }
}

TEST_CASE("no record is not the same as no answer") {
  Case none, failed;
  none.government().judicial = Judicial{};
  CHECK(shown(run(none).facts, "dishonest_count") == "0");
  GovernmentRecord& record = failed.government();
  record.judicial = Judicial{};
  record.status = PullStatus::error;
  CHECK(shown(run(failed).facts, "dishonest_count") == "missing");
}

TEST_CASE("a registry entry without a status tells nothing of it") {
  Case c;
  c.registry().status = "";
  CHECK(shown(run(c).facts, "registry_status") == "missing");
}

TEST_CASE("X01, X03: name, code and representative beside the registry") {
  const auto matches = [](auto change) {
    Case c;
    Registry& registry = c.registry();
    change(c.dossier.customer, registry);
    const auto r = run(c);
    return shown(r.facts, "identity_matches") + " " + shown(r.facts, "representative_matches");
  };
  CHECK(matches([](Customer&, Registry&) {}) == "true true");
  CHECK(matches([](Customer&, Registry& r) { r.name = "济南样例轴承有限公司 "; }) == "true true");
  CHECK(matches([](Customer&, Registry& r) { r.name = "济南样例齿轮有限公司"; }) == "false true");
  CHECK(matches([](Customer&, Registry& r) { r.uscc = "92370102PDY0000288"; }) == "false true");
  CHECK(matches([](Customer& c, Registry& r) {
          c.uscc = r.uscc = "91370102PDY00001XC";  // equal, but the check character is wrong
        }) == "false true");
  CHECK(matches([](Customer&, Registry& r) { r.legal_representative = "吴样例"; }) == "true false");
  CHECK(matches([](Customer& c, Registry&) { c.legal_representative = ""; }) == "true missing");
}
