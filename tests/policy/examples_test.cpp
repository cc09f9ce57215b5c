// The example dossiers beside what their generator planted (TRUTH.json).
#include <filesystem>
#include <set>

#include "base/json.hpp"
#include "files.hpp"
#include "policy/dossiers.hpp"

using namespace zhun;
using namespace zhun::test;

namespace {

struct Example {
  Assessment assessment;
  json::Value truth;
};

Example load(const std::string& name) {
  const std::string folder = "../examples/dossiers/" + name + "/";
  const std::string text = fixture(folder + "dossier.json");
  REQUIRE_FALSE(text.empty());
  const auto names = list_dossier_files(text);
  REQUIRE(names.has_value());
  std::vector<std::string> bytes;
  for (const auto& file : *names) bytes.push_back(fixture(folder + file));
  std::vector<SourceFile> files;
  for (std::size_t i = 0; i < bytes.size(); ++i) files.push_back({(*names)[i], bytes[i]});
  const auto dossier = read_dossier(text, files);
  REQUIRE_MESSAGE(dossier.has_value(), (dossier ? "" : to_string(dossier.error())));
  auto truth = json::parse(fixture(folder + "TRUTH.json"), "TRUTH.json", {});
  REQUIRE(truth.has_value());
  return {assessed(*dossier), std::move(*truth)};
}

const json::Value& at(const json::Value& value, std::string_view name) {
  const json::Value* found = value.find(name);
  REQUIRE_MESSAGE(found != nullptr, std::string(name));
  return *found;
}

const Decimal kHalfFen = Decimal::from_scaled(5, -3);

Money money(const json::Value& value) { return fen(std::stoll(value.text)); }

void check_flow(const Example& e, const json::Value& truth) {
  const Reconciliation& r = e.assessment.reconciliation;
  CHECK(shown(e.assessment, "statement_rows") == at(truth, "rows").text);
  CHECK(shown(e.assessment, "gross_inflow") == to_string(money(at(truth, "gross_in_fen"))));
  CHECK(shown(e.assessment, "gross_outflow") == to_string(money(at(truth, "gross_out_fen"))));
  CHECK(shown(e.assessment, "net_effective_inflow") ==
        to_string(money(at(truth, "net_effective_fen"))));
  CHECK(shown(e.assessment, "full_months") == at(truth, "full_months").text);
  CHECK(shown(e.assessment, "statement_days") == at(truth, "days").text);
  CHECK(r.duplicates.empty());
  CHECK(r.breaks.empty());
  CHECK(r.months.size() == at(truth, "months").members.size());
  for (const MonthlyFigures& month : r.months) {
    CAPTURE(to_string(month.month));
    const json::Value& expected = at(at(truth, "months"), to_string(month.month));
    CHECK(month.inflow == money(at(expected, "in_fen")));
    CHECK(month.outflow == money(at(expected, "out_fen")));
    CHECK(month.effective == money(at(expected, "effective_fen")));
  }
  CHECK(r.classes.size() == at(truth, "classes").members.size());
  for (const auto& total : r.classes) {
    CAPTURE(to_string(total.cls));
    CHECK(std::to_string(total.count) ==
          at(at(at(truth, "classes"), to_string(total.cls)), "count").text);
  }
}

void check_interest(const Example& e, const json::Value& list) {
  const auto& checks = e.assessment.reconciliation.interest;
  REQUIRE(checks.size() == list.items.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const json::Value& expected = list.items[i];
    CAPTURE(i);
    CHECK(to_string(checks[i].credited_on) == at(expected, "credited_on").text);
    CHECK(std::to_string(checks[i].covered_days) == at(expected, "covered_days").text);
    CHECK(checks[i].accumulated == money(at(expected, "accumulated_fen")));
    CHECK(checks[i].expected.to_money() == money(at(expected, "expected_fen")));
    CHECK(checks[i].stated == money(at(expected, "stated_fen")));
  }
}

void check_cycles(const Example& e, const json::Value& list) {
  const auto& cycles = e.assessment.reconciliation.cycles;
  REQUIRE(cycles.size() == list.items.size());
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    const json::Value& expected = list.items[i];
    CAPTURE(i);
    CHECK(std::to_string(cycles[i].legs.at(0).row) == at(expected, "first_row").text);
    CHECK(std::to_string(cycles[i].legs.at(1).row) == at(expected, "second_row").text);
    CHECK(cycles[i].parties.at(0) == at(expected, "counterparty").text);
    CHECK(cycles[i].amount == money(at(expected, "amount_fen")));
  }
}

void check_sales(const Example& e) {
  const json::Value& invoices = at(e.truth, "invoices");
  CHECK(shown(e.assessment, "invoice_net_ex") == to_string(money(at(invoices, "net_ex_fen"))));
  CHECK(shown(e.assessment, "invoice_net_incl") == to_string(money(at(invoices, "net_incl_fen"))));
  const json::Value& annual = at(e.truth, "annualised_fen");
  using Named = std::pair<const char*, std::string>;
  for (const auto& [name, fact] :
       {Named{"STM", "annual_sales_statements"}, Named{"INV", "annual_sales_invoices"},
        Named{"TAX", "annual_sales_tax"}}) {
    CAPTURE(fact);
    const json::Value& expected = at(annual, name);
    const auto& ours = e.assessment.reconciliation.facts.at(fact);
    CHECK((ours.state == FactState::value) == !expected.is_null());
    if (expected.is_null() || ours.state != FactState::value) continue;
    // The generator adds tax period by period, we at the rate of the whole time: some fen apart.
    const Decimal gap = std::get<Decimal>(ours.value) - Decimal::from_yuan(money(expected));
    CHECK((gap.is_negative() ? -gap : gap) <= (fact == "annual_sales_tax" ? Decimal(1) : kHalfFen));
  }
}

void check_findings(const Example& e) {
  for (const auto& [kind, list, kind_read] : at(e.truth, "findings").members) {
    for (const json::Value& id : list.items) {
      CAPTURE(kind);
      CAPTURE(id.text);
      std::string status(to_string(finding(e.assessment, id.text).status));
      if (kind == "pass" && status == "NOT_APPLICABLE") status = "PASS";  // no totals are printed
      CHECK(status == (kind == "fail" ? "FAIL" : kind == "pass" ? "PASS" : "NOT_EVALUATED"));
    }
  }
}

}  // namespace

TEST_CASE("the trading company is as healthy as it was made") {
  const Example e = load("trading-company");
  check_flow(e, at(e.truth, "statement"));
  check_interest(e, at(at(e.truth, "statement"), "interest"));
  check_cycles(e, at(at(e.truth, "statement"), "cycles"));
  check_sales(e);
  check_findings(e);
  CHECK(outcome(e.assessment, "V04") == "PASS ");
  for (const Finding& f : e.assessment.findings) {
    CAPTURE(f.id);
    CHECK_FALSE((f.status == FindingStatus::fail && f.severity <= Severity::warn_severe));
  }
  CHECK(e.assessment.decision == Decision::refer);
}

TEST_CASE("the sole proprietor's two wallets and card are one business") {
  const Example e = load("sole-proprietor");
  check_flow(e, at(e.truth, "together"));
  check_interest(e, at(at(at(e.truth, "statements"), "bank-card.csv"), "interest"));
  check_sales(e);
  check_findings(e);
  for (const Finding& f : e.assessment.findings) {
    CAPTURE(f.id);
    CHECK_FALSE((f.status == FindingStatus::fail && f.severity == Severity::ko));
  }
}

TEST_CASE("everything planted in the packaged applicant is found") {
  const Example e = load("packaged-applicant");
  check_flow(e, at(e.truth, "statement"));
  check_interest(e, at(at(e.truth, "statement"), "interest"));
  check_cycles(e, at(at(e.truth, "statement"), "cycles"));
  check_sales(e);
  check_findings(e);
  const json::Value& planted = at(e.truth, "planted");
  const auto& facts = e.assessment.reconciliation.facts;
  CHECK(shown(e.assessment, "cycle_count") == at(at(planted, "circular_transfers"), "cycles").text);
  CHECK(shown(e.assessment, "cycle_amount") ==
        to_string(money(at(at(planted, "circular_transfers"), "amount_fen"))));
  const auto& lenders = std::get<std::vector<std::string>>(facts.at("undisclosed_lenders").value);
  REQUIRE(lenders.size() == 1);
  CHECK(lenders[0].find(at(at(planted, "hidden_lender"), "name").text) != std::string::npos);
  // The generator counts back from as_of, we from the last covered day.
  const Decimal lifted = std::get<Decimal>(facts.at("window_inflow_ratio").value);
  const Decimal made = *Decimal::parse(at(at(planted, "lifted_balance"), "ratio").text);
  CHECK(lifted > made - Decimal::from_scaled(1, -1));
  CHECK(lifted < made + Decimal::from_scaled(1, -1));
  CHECK(e.assessment.decision != Decision::propose);
}

TEST_CASE("every example folder is tested here") {
  std::set<std::string> folders;
  const std::string root = std::string(ZHUN_TEST_DATA) + "/../examples/dossiers";
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (std::filesystem::exists(entry.path() / "dossier.json")) {
      folders.insert(entry.path().filename().string());
    }
  }
  CHECK(folders ==
        std::set<std::string>{"packaged-applicant", "sole-proprietor", "trading-company"});
}
