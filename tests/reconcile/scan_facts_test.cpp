// Facts of scans, and the doubt that every other fact inherits from its rows.
#include "reconcile/scan_facts.hpp"

#include "reconcile/reconcile_for_tests.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// Six rows of a scan: the third is doubtful, the sixth plausible, a seventh cannot be read.
struct ScannedCase : Case {
  ScannedCase() {
    Account bank = account("2026-03-01", "2026-06-30");
    for (int i = 0; i < 6; ++i) {
      bank.in(fmt_day(i), yuan(1000 + i), i == 2 ? "丙样例有限公司" : "甲样例有限公司");
    }
    Statement& statement = dossier.statements.front();
    statement.structured = false;
    ScannedSource scan;
    scan.source = statement.source;
    scan.engine = "test";
    for (Transaction& row : statement.rows) {
      ScannedRow scanned;
      scanned.row = row.row;
      scanned.amount = row.amount;
      scanned.verdict.page = 1;
      scanned.verdict.verdict = Verdict::verified;
      scan.rows.push_back(scanned);
    }
    scan.rows[2].verdict.verdict = Verdict::doubtful;
    scan.rows[5].verdict.verdict = Verdict::plausible;
    ScannedRow unread;
    unread.row = 7;
    unread.used = false;
    unread.amount = yuan(50);
    unread.verdict.page = 1;
    unread.verdict.verdict = Verdict::doubtful;
    scan.rows.push_back(unread);
    dossier.scans.push_back(scan);
  }
  static std::string fmt_day(int i) { return "2026-04-0" + std::to_string(i + 1); }
};

template <typename T>
T value_of(const Reconciliation& all, std::string_view name) {
  const auto at = all.facts.find(name);
  REQUIRE(at != all.facts.end());
  REQUIRE(at->second.state == FactState::value);
  return std::get<T>(at->second.value);
}

}  // namespace

TEST_CASE("rows of scans are counted by their verdicts, and doubtful money is summed") {
  const ScannedCase c;
  const Reconciliation all = run(c);
  CHECK(value_of<std::int64_t>(all, "scanned_rows") == 7);
  CHECK(value_of<std::int64_t>(all, "scan_proved_rows") == 4);
  CHECK(value_of<std::int64_t>(all, "scan_doubtful_rows") == 2);
  CHECK(value_of<std::int64_t>(all, "scan_rows_left_out") == 1);
  CHECK(value_of<Money>(all, "scan_doubtful_amount") == yuan(1052));
  CHECK(value_of<std::int64_t>(all, "unread_scans") == 0);
  CHECK(value_of<std::string>(all, "scan_doubt_text").find("第1页第3行（1,002.00元）") !=
        std::string::npos);
  CHECK(value_of<std::string>(all, "scan_doubt_text").find("第7行（不可读，未计入）") !=
        std::string::npos);
}

TEST_CASE("a figure knows how much of it is doubtful, and what it does not rest on is no weaker") {
  const ScannedCase c;
  const Reconciliation all = run(c);
  const Doubt& gross = all.facts.find("gross_inflow")->second.doubt;
  CHECK(gross.unproved_rows == 3);
  CHECK(gross.doubtful_rows == 2);
  CHECK(gross.doubtful_amount == yuan(1052));
  const DoubtIndex index(c.dossier);
  const std::uint32_t source = c.dossier.scans[0].source;
  Evidence first, third, other;
  first.add_row(source, 1);
  third.add_row(source, 3);
  other.add_row(source + 1, 3);
  CHECK(index.of(first).doubtful_rows == 1);  // the row that cannot be read may belong to it
  CHECK(index.of(third).doubtful_rows == 2);
  CHECK(index.of(third).doubtful_amount == yuan(1052));
  CHECK_FALSE(index.of(other).any());
  Evidence whole;
  whole.add_source(source);
  CHECK(index.of(whole).unproved_rows == 3);
}

TEST_CASE(
    "a clear figure that the figures around it contradict is counted, unless digits confuse") {
  ScannedCase c;
  Statement& statement = c.dossier.statements.front();
  statement.notes.push_back({"altered_figure", {"scan.png", 1, 3, 0, "amount"}, "x"});
  {
    const Reconciliation all = run(c);
    CHECK(value_of<std::int64_t>(all, "altered_figures") == 1);
    CHECK(value_of<std::string>(all, "altered_text").find("第1页第3行金额") != std::string::npos);
    const auto ranges = all.facts.find("altered_figures")->second.evidence.ranges();
    REQUIRE(ranges.size() == 1);
    CHECK(ranges[0].first == 3);
  }
  statement.notes.push_back({"digits_confused", {"scan.png", 1, 0, 0, ""}, "x"});
  CHECK(value_of<std::int64_t>(run(c), "altered_figures") == 0);
}

TEST_CASE("a scan that was not read is missing, and says why") {
  Case c;
  c.dossier.sources.emplace_back();
  Source& source = c.dossier.sources.back();
  source.id = "F09";
  source.kind = SourceKind::statement;
  source.unread = "扫描件未识别：没有可用的OCR引擎";
  const Reconciliation all = run(c);
  CHECK(value_of<std::int64_t>(all, "unread_scans") == 1);
  const Fact& gross = all.facts.find("gross_inflow")->second;
  CHECK(gross.state == FactState::missing);
  CHECK(gross.reason == "流水扫描件未识别");
  CHECK(gross.material == "M-STMT");
  CHECK(value_of<std::string>(all, "scan_quality_text").find("F09") != std::string::npos);
}

TEST_CASE("without scans nothing is said of them, and no figure is doubtful") {
  Case c;
  Account bank = c.account("2026-03-01", "2026-06-30");
  bank.in("2026-04-01", yuan(1000), "甲样例有限公司");
  const Reconciliation all = run(c);
  CHECK(all.facts.find("scanned_rows")->second.state == FactState::not_applicable);
  CHECK(all.facts.find("altered_figures")->second.state == FactState::not_applicable);
  for (const auto& [name, fact] : all.facts) CHECK_FALSE(fact.doubt.any());
}
