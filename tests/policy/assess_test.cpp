// Whole assessments: what changes of the input change, and what they must not (DOMAIN 11).
#include <random>

#include "dossier/sample_dossier.hpp"
#include "files.hpp"
#include "policy/dossiers.hpp"
#include "score/judge.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

// Facts as one text, to compare whole assessments.
std::string all_facts(const Assessment& a) {
  std::string text;
  for (const auto& [name, fact] : a.reconciliation.facts) {
    text += name + "=" + shown(a.reconciliation.facts, name) + "\n";
  }
  return text;
}

// The default pack with one file changed.
Result<Policy> changed_policy(std::string_view file, std::string_view from, std::string_view to) {
  std::vector<SourceFile> files(default_policy_files().begin(), default_policy_files().end());
  std::string text;
  for (SourceFile& f : files) {
    if (f.name != file) continue;
    text = replaced(f.bytes, from, to);
    f.bytes = text;
  }
  return load_policy(files);
}

}  // namespace

TEST_CASE("a healthy company has no knock-out, a grade, a limit and a proposal to complete") {
  Case c;
  fill_company(c);
  const Assessment a = assessed(c.dossier);
  for (const Finding& f : a.findings) {
    CAPTURE(f.id);
    CHECK_FALSE((f.status == FindingStatus::fail && f.severity <= Severity::warn_severe));
  }
  CHECK_FALSE(a.score.grade.empty());
  CHECK(a.limit.limit > Money());
  CHECK(a.decision == Decision::refer);
  CHECK(outcome(a, "X10") == "PASS ");
  CHECK(outcome(a, "X12") == "PASS ");
  CHECK(shown(a, "gap_months") == "0");
}

TEST_CASE("with every required material the healthy company is proposed") {
  Case c;
  fill_company(c);
  for (const auto& entry : the_policy()->materials) {
    c.dossier.materials.push_back({entry.id, c.dossier.as_of, std::nullopt});
  }
  const Assessment a = assessed(c.dossier);
  std::string open;
  for (const MaterialItem& item : a.materials) {
    if (item.required && item.status == MaterialStatus::missing) open += item.id + ":" + item.why;
  }
  CHECK(open == "");
  CHECK(a.decision == Decision::propose);
}

TEST_CASE("every fact of the catalogue is computed, whatever the dossier lacks") {
  Case full, empty, person(CustomerType::personal);
  fill_company(full);
  for (const Dossier* dossier : {&full.dossier, &empty.dossier, &person.dossier}) {
    const Assessment a = assessed(*dossier);
    for (const auto& [name, wording] : the_policy()->wording.facts) {
      CAPTURE(name);
      CHECK(a.reconciliation.facts.contains(name));
    }
    for (const auto& [name, fact] : a.reconciliation.facts) {
      CAPTURE(name);
      CHECK((fact.state == FactState::value || !fact.reason.empty()));
    }
  }
}

TEST_CASE("the same dossier gives the same assessment") {
  Case c;
  fill_company(c);
  CHECK(all_facts(assessed(c.dossier)) == all_facts(assessed(c.dossier)));
}

TEST_CASE("shuffled rows of a statement change no fact") {
  Case c;
  fill_company(c);
  const std::string before = all_facts(assessed(c.dossier));
  std::mt19937 random(20261124);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(c.dossier.statements[0].rows.begin(), c.dossier.statements[0].rows.end(), random);
    CHECK(all_facts(assessed(c.dossier)) == before);
  }
}

TEST_CASE("shuffled rows of a JSON statement change no fact") {
  const std::string text(kSampleDossier);
  const auto first = text.find("   {\"seq\": 1"), second = text.find("   {\"seq\": 2");
  const auto end = text.find("]},", second);
  const std::string shuffled = text.substr(0, first) + text.substr(second, end - second) + "," +
                               text.substr(first, second - first - 2) + text.substr(end);
  const auto one = read_dossier(text, {}), other = read_dossier(shuffled, {});
  REQUIRE(one.has_value());
  REQUIRE_MESSAGE(other.has_value(), (other ? "" : to_string(other.error())));
  CHECK(all_facts(assessed(*one)) == all_facts(assessed(*other)));
}

TEST_CASE("a row printed again changes no flow") {
  Case c;
  fill_company(c);
  const Assessment before = assessed(c.dossier);
  auto& rows = c.dossier.statements[0].rows;
  for (const std::size_t copied : {4U, 4U, 17U}) {
    Transaction again = rows[copied];
    again.row = static_cast<std::uint32_t>(rows.size() + 1);
    rows.push_back(again);
  }
  const Assessment after = assessed(c.dossier);
  for (const auto name : {"gross_inflow", "gross_outflow", "net_effective_inflow",
                          "effective_ratio", "average_daily_balance", "inflow_to_invoice"}) {
    CAPTURE(name);
    CHECK(shown(after, name) == shown(before, name));
  }
  CHECK(after.reconciliation.duplicates.size() == 3);
  CHECK(outcome(after, "S01") == "PASS ");
  CHECK(outcome(after, "S02") == "FAIL INFO");
}

TEST_CASE("ten times all amounts changes no ratio") {
  Case c;
  fill_company(c);
  const Assessment before = assessed(c.dossier);
  const auto ten = [](Money& amount) { amount = fen(amount.fen() * 10); };
  Dossier& d = c.dossier;
  for (Statement& statement : d.statements) {
    ten(*statement.opening_balance);
    for (Transaction& row : statement.rows) {
      ten(row.amount);
      ten(*row.balance);
    }
  }
  for (InvoiceList& list : d.invoice_lists) {
    for (Invoice& invoice : list.invoices) {
      ten(invoice.amount_ex);
      ten(invoice.tax);
    }
  }
  for (TaxReturns& returns : d.tax_returns) {
    for (TaxPeriod& period : returns.periods) ten(period.sales_ex);
  }
  ten(d.application.requested);
  ten(*d.application.declared_annual_sales);
  const Assessment after = assessed(d);
  for (const auto name :
       {"effective_ratio", "customer_top1_share", "customer_hhi", "inflow_to_invoice",
        "invoiced_to_declared", "declared_flow_difference", "claimed_to_verified",
        "sales_dispersion", "monthly_effective_cv", "operating_margin", "buyer_top5_share",
        "adb_to_requested", "requested_to_need", "collection_days", "invoice_yoy", "trend_3_months",
        "window_inflow_ratio", "night_share", "cycle_share"}) {
    CAPTURE(name);
    CHECK(shown(after, name) == shown(before, name));
  }
}

TEST_CASE("one fen on one balance breaks the chain twice, on the last row once") {
  Case c;
  fill_company(c);
  auto& rows = c.dossier.statements[0].rows;
  for (const std::size_t at : {0UL, 30UL, rows.size() - 1}) {
    CAPTURE(at);
    *rows[at].balance += fen(1);
    const Assessment a = assessed(c.dossier);
    CHECK(a.reconciliation.breaks.size() == (at + 1 == rows.size() ? 1U : 2U));
    CHECK(outcome(a, "S01") == "FAIL KO");
    CHECK(a.decision == Decision::manual_review_required);
    *rows[at].balance -= fen(1);
  }
  CHECK(outcome(assessed(c.dossier), "S01") == "PASS ");
}

TEST_CASE("without consents no private source is used, and the findings say so") {
  Case c;
  fill_company(c);
  c.dossier.consents.clear();
  const Assessment a = assessed(c.dossier);
  CHECK(a.dossier->statements.empty());
  CHECK(a.dossier->invoice_lists.empty());
  CHECK(a.dossier->tax_returns.empty());
  CHECK(outcome(a, "X41") == "FAIL KO");
  for (const auto id : {"S01", "S05", "S20", "V04", "V05", "T04", "X02", "X10", "X12", "X13", "X14",
                        "X16", "X38", "X39"}) {
    const Finding& f = finding(a, id);
    CAPTURE(f.id);
    CHECK(f.status == FindingStatus::not_evaluated);
    CHECK(f.missing_material == "M-AUTH");
  }
  CHECK(outcome(a, "G01") == "PASS ");
  CHECK(a.limit.limit == Money());
  CHECK(a.score.grade.empty());
  REQUIRE(material(a, "M-AUTH") != nullptr);
  CHECK(material(a, "M-AUTH")->status == MaterialStatus::missing);
  for (const auto id : {"M-STMT", "M-VAT"}) {
    REQUIRE(material(a, id) != nullptr);
    CHECK(material(a, id)->status == MaterialStatus::missing);
  }
}

TEST_CASE("a threshold changed in the table changes the assessment and the policy's id") {
  Case c;
  fill_company(c);
  const Assessment before = assessed(c.dossier);
  CHECK(outcome(before, "S05") == "PASS ");
  const auto policy = changed_policy("checks-statement.dmn", "&lt; 0.30", "&lt;= 1.00");
  REQUIRE_MESSAGE(policy.has_value(), (policy ? "" : to_string(policy.error())));
  const Assessment after = assessed(c.dossier, *policy);
  CHECK(outcome(after, "S05") == "FAIL WARN_SEVERE");
  CHECK(after.decision == Decision::refer);
  CHECK(after.policy_id != before.policy_id);
}

TEST_CASE("points: failing checks first, and what every investigation asks") {
  Case c;
  fill_company(c);
  *c.dossier.statements[0].rows[3].balance += fen(1);
  const Assessment a = assessed(c.dossier);
  REQUIRE_FALSE(a.points.empty());
  CHECK(a.points[0].severity == Severity::ko);
  for (std::size_t i = 0; i < a.points.size(); ++i) {
    CHECK(a.points[i].priority == static_cast<int>(i + 1));
    CHECK_FALSE(a.points[i].question.empty());
    CHECK(a.points[i].question.find('{') == std::string::npos);
  }
}

TEST_CASE("more refunds than sales are assessed, with a limit of nothing") {
  Case c;
  fill_company(c);
  c.dossier.invoice_lists.clear();
  Account account = c.account("2025-07-01", "2026-06-30", yuan(9000000));
  account.in("2026-02-01T10:00:00", yuan(10), "己样例店");
  account.out("2026-02-02T10:00:00", yuan(8000000), "己样例店", "退货款");
  const Assessment a = assessed(c.dossier);
  CHECK(a.limit.limit == Money());
}

TEST_CASE("no policy is an error, not an accident") {
  Case c;
  const auto a = assess(c.dossier, nullptr);
  REQUIRE_FALSE(a.has_value());
  CHECK(a.error().code == ErrorCode::invalid_argument);
}
