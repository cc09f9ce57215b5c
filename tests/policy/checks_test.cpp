// Every check of the default pack: failing, passing, on the threshold, and without its facts.
#include <doctest/doctest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "files.hpp"
#include "score/judge.hpp"

using namespace zhun;

namespace {

const PolicyPack& pack() {
  static const Policy policy = [] {
    auto loaded = default_policy();
    REQUIRE_MESSAGE(loaded.has_value(), (loaded ? "" : to_string(loaded.error())));
    return *loaded;
  }();
  return *policy;
}

// Every fact of the catalogue, missing.
Facts nothing_known() {
  Facts facts;
  for (const auto& [name, wording] : pack().wording.facts) {
    facts[name] = Fact{name, FactState::missing, false, {}, "未提供", "M-TEST"};
  }
  return facts;
}

// "a=1 b=true c=RENTED d=n/a": numbers, truth values, texts; "not applicable".
void set_facts(Facts& facts, const std::string& text) {
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals), value = word.substr(equals + 1);
    REQUIRE_MESSAGE(facts.contains(name), name);
    Fact& fact = facts[name];
    fact.state = FactState::value;
    if (value == "n/a") {
      fact.state = FactState::not_applicable;
    } else if (value == "true" || value == "false") {
      fact.value = value == "true";
    } else if (const auto number = Decimal::parse(value)) {
      fact.value = *number;
    } else {
      fact.value = value;
    }
  }
}

struct Case {
  const char *check, *facts, *expected;  // "FAIL WARN", "PASS ", "NOT_EVALUATED "
};

std::string outcome(const char* check, const char* given) {
  Facts facts = nothing_known();
  set_facts(facts, given);
  const auto findings = run_checks(pack(), facts, fact_context(facts));
  REQUIRE_MESSAGE(findings.has_value(), (findings ? "" : to_string(findings.error())));
  for (const Finding& finding : *findings) {
    if (finding.id != check) continue;
    // A failure says something, an unevaluated check says why.
    CHECK_FALSE(finding.text.empty());
    return std::string(to_string(finding.status)) + " " + std::string(to_string(finding.severity));
  }
  return "no such check";
}

constexpr Case kCases[] = {
    {"S01", "chain_breaks_structured=1 chain_breaks_recognised=0", "FAIL KO"},
    {"S01", "chain_breaks_structured=0 chain_breaks_recognised=1", "FAIL WARN"},
    {"S01", "chain_breaks_structured=0 chain_breaks_recognised=0", "PASS "},
    {"S01", "chain_breaks_structured=n/a chain_breaks_recognised=n/a", "NOT_APPLICABLE "},
    {"S02", "duplicate_rows=1", "FAIL INFO"},
    {"S02", "duplicate_rows=0", "PASS "},
    {"S03", "statement_gaps=1 unjoined_files=0 overlap_differences=0 silent_gaps=0", "FAIL WARN"},
    {"S03", "statement_gaps=0 unjoined_files=1 overlap_differences=0 silent_gaps=0", "FAIL WARN"},
    {"S03", "statement_gaps=0 unjoined_files=0 overlap_differences=1 silent_gaps=0", "FAIL WARN"},
    {"S03", "statement_gaps=0 unjoined_files=0 overlap_differences=0 silent_gaps=1", "FAIL WARN"},
    {"S03", "statement_gaps=0 unjoined_files=0 overlap_differences=0 silent_gaps=0", "PASS "},
    {"S04", "control_totals_broken=1", "FAIL WARN"},
    {"S04", "control_totals_broken=0", "PASS "},
    {"S05", "effective_ratio=0.2999999", "FAIL WARN_SEVERE"},
    {"S05", "effective_ratio=0.30", "FAIL WARN"},
    {"S05", "effective_ratio=0.5999999", "FAIL WARN"},
    {"S05", "effective_ratio=0.60", "PASS "},
    {"S06", "monthly_effective_cv=0.6000001", "FAIL INFO"},
    {"S06", "monthly_effective_cv=0.6", "PASS "},
    {"S07", "adb_to_requested=0.0299999 adb_to_instalment=5", "FAIL WARN"},
    {"S07", "adb_to_requested=0.03 adb_to_instalment=0.9999", "FAIL WARN"},
    {"S07", "adb_to_requested=0.03 adb_to_instalment=1", "PASS "},
    {"S07", "adb_to_requested=0.03", "PASS "},
    {"S08", "interest_ko=1 interest_warn=0 interest_absent=0 interest_rate_differs=0", "FAIL KO"},
    {"S08", "interest_ko=0 interest_warn=1 interest_absent=0 interest_rate_differs=0", "FAIL WARN"},
    {"S08", "interest_ko=0 interest_warn=0 interest_absent=1 interest_rate_differs=0", "FAIL WARN"},
    {"S08", "interest_ko=0 interest_warn=0 interest_absent=0 interest_rate_differs=1", "FAIL INFO"},
    {"S08", "interest_ko=0 interest_warn=0 interest_absent=0 interest_rate_differs=0", "PASS "},
    {"S09", "customer_top1_share=0.5 customer_top5_share=0.6", "FAIL WARN"},
    {"S09", "customer_top1_share=0.3 customer_top5_share=0.8", "FAIL WARN"},
    {"S09", "customer_top1_share=0.4999999 customer_top5_share=0.7999999", "FAIL INFO"},
    {"S09", "customer_top1_share=0.3999999 customer_top5_share=0.7999999", "PASS "},
    {"S09", "customer_top1_share=0.4 customer_top5_share=0.6", "FAIL INFO"},
    {"S10", "customer_top10_share=0.3 customers_stable_share=0.2999 customers_new_share=0",
     "FAIL WARN"},
    {"S10", "customer_top10_share=0.3 customers_stable_share=0.3 customers_new_share=0.5001",
     "FAIL WARN"},
    {"S10", "customer_top10_share=0.3 customers_stable_share=0.3 customers_new_share=0.5", "PASS "},
    {"S10", "customer_top10_share=0.2999 customers_stable_share=0 customers_new_share=1", "PASS "},
    {"S11", "both_sides_count=1", "FAIL WARN"},
    {"S11", "both_sides_count=0", "PASS "},
    {"S12", "night_share=0.2001", "FAIL INFO"},
    {"S12", "night_share=0.2", "PASS "},
    {"S13", "customer_type=LEGAL weekend_share=0 holiday_counter_rows=1", "FAIL WARN"},
    {"S13", "customer_type=LEGAL weekend_share=0.3001 holiday_counter_rows=0", "FAIL INFO"},
    {"S13", "customer_type=LEGAL weekend_share=0.3 holiday_counter_rows=0", "PASS "},
    {"S13", "customer_type=PERSONAL weekend_share=0.9 holiday_counter_rows=1", "PASS "},
    {"S14", "peak_quarter_share=0.5001", "FAIL INFO"},
    {"S14", "peak_quarter_share=0.5", "PASS "},
    {"S15", "trend_3_months=-0.3001", "FAIL WARN"},
    {"S15", "trend_3_months=-0.30", "PASS "},
    {"S16", "active_months_ratio=0.7499", "FAIL WARN"},
    {"S16", "active_months_ratio=0.75", "PASS "},
    {"S17", "fast_in_out_share=0.6001", "FAIL WARN_SEVERE"},
    {"S17", "fast_in_out_share=0.6", "FAIL WARN"},
    {"S17", "fast_in_out_share=0.3001", "FAIL WARN"},
    {"S17", "fast_in_out_share=0.3", "PASS "},
    {"S18", "low_balance_days_share=0.4001", "FAIL INFO"},
    {"S18", "low_balance_days_share=0.4", "PASS "},
    {"S19", "negative_balance_rows=1", "FAIL WARN"},
    {"S19", "negative_balance_rows=0", "PASS "},
    {"S20", "cycle_share=0.3001 cycle_recent=false", "FAIL WARN_SEVERE"},
    {"S20", "cycle_share=0.3 cycle_recent=false", "FAIL WARN"},
    {"S20", "cycle_share=0.1001 cycle_recent=true", "FAIL WARN_SEVERE"},
    {"S20", "cycle_share=0.1 cycle_recent=true", "PASS "},
    {"S21", "split_transfer_days=1", "FAIL WARN"},
    {"S21", "split_transfer_days=0", "PASS "},
    {"S22", "window_inflow_ratio=2 window_adb_ratio=2 window_largest_share=0.3", "FAIL WARN"},
    {"S22", "window_inflow_ratio=2 window_adb_ratio=2 window_largest_share=0.2999", "PASS "},
    {"S22", "window_inflow_ratio=2.0001 window_adb_ratio=1", "FAIL WARN"},
    {"S22", "window_inflow_ratio=2 window_adb_ratio=2.0001", "FAIL WARN"},
    {"S22", "window_inflow_ratio=2 window_adb_ratio=2", "PASS "},
    {"S22", "window_inflow_ratio=2", "PASS "},
    {"S23", "benford_rows=300 benford_mad=0.0151", "FAIL INFO"},
    {"S23", "benford_rows=299 benford_mad=0.0151", "PASS "},
    {"S23", "benford_rows=300 benford_mad=0.015", "PASS "},
    {"S24", "counted_rows=10 round_share=0.3001", "FAIL INFO"},
    {"S24", "counted_rows=10 round_share=0.3001 round_income_share=0.9", "FAIL INFO"},
    {"S24",
     "counted_rows=10 round_share=0.3001 round_income_share=0.3001 fast_in_out_share=0.3001 "
     "cycle_share=0",
     "FAIL WARN"},
    {"S24",
     "counted_rows=10 round_share=0.3001 round_income_share=0.3001 fast_in_out_share=0.3 "
     "cycle_share=0.1001",
     "FAIL WARN"},
    {"S24",
     "counted_rows=10 round_share=0.3001 round_income_share=0.3001 fast_in_out_share=0.3 "
     "cycle_share=0.1",
     "FAIL INFO"},
    {"S24",
     "counted_rows=10 round_share=0.3001 round_income_share=0.3 fast_in_out_share=0.9 "
     "cycle_share=0.9",
     "FAIL INFO"},
    {"S24",
     "counted_rows=9 round_share=0.9 round_income_share=0.9 fast_in_out_share=0.9 cycle_share=0.9",
     "PASS "},
    {"S24",
     "counted_rows=10 round_share=0.3 round_income_share=0.9 fast_in_out_share=0.9 cycle_share=0.9",
     "PASS "},
    {"S41", "account_months=9 account_age_months=5", "FAIL INFO"},
    {"S41", "account_months=3 account_age_months=6", "PASS "},
    {"S41", "account_months=6", "PASS "},
    {"S41", "account_months=5", "NOT_EVALUATED "},
    {"S25", "loan_repayment_ratio=0.3001 nonbank_lenders=0", "FAIL WARN"},
    {"S25", "loan_repayment_ratio=0.3 nonbank_lenders=3", "FAIL WARN"},
    {"S25", "loan_repayment_ratio=0.3 nonbank_lenders=2", "PASS "},
    {"S26", "undisclosed_lender_count=1", "FAIL WARN"},
    {"S26", "undisclosed_lender_count=0", "PASS "},
    {"S27", "sensitive_hits=1 sensitive_outflow_share=0.05", "FAIL KO"},
    {"S27", "sensitive_hits=1 sensitive_outflow_share=0.0499", "FAIL WARN"},
    {"S27", "sensitive_hits=0 sensitive_outflow_share=0", "PASS "},
    {"S28", "rent_paid=0 premises=RENTED", "FAIL INFO"},
    {"S28", "rent_paid=0.01 premises=RENTED", "PASS "},
    {"S28", "rent_paid=0 premises=OWNED", "PASS "},
    {"S28", "rent_paid=0", "NOT_EVALUATED "},
    {"S29", "insured_headcount=3 wage_months_share=0.4999", "FAIL WARN"},
    {"S29", "insured_headcount=3 wage_months_share=0.5", "PASS "},
    {"S29", "insured_headcount=2 wage_months_share=0", "PASS "},
    {"S30", "customer_type=LEGAL social_gap_months=2", "FAIL WARN"},
    {"S30", "customer_type=LEGAL social_gap_months=1", "PASS "},
    {"S30", "customer_type=PERSONAL social_gap_months=9", "NOT_APPLICABLE "},
    {"S31", "customer_type=LEGAL tax_paid=0 full_months=6", "FAIL WARN"},
    {"S31", "customer_type=LEGAL tax_paid=0 full_months=5", "NOT_EVALUATED "},
    {"S31", "customer_type=LEGAL tax_paid=0.01 full_months=6", "PASS "},
    {"S31", "customer_type=PERSONAL tax_paid=0 full_months=6", "NOT_APPLICABLE "},
    {"S32", "utility_paid=0 industry=C3311", "FAIL INFO"},
    {"S32", "utility_paid=1 industry=C3311", "PASS "},
    {"S32", "utility_paid=0 industry=F5164", "NOT_APPLICABLE "},
    {"S33", "private_transfer_share=0.3001", "FAIL WARN"},
    {"S33", "private_transfer_share=0.3", "PASS "},
    {"S34", "cash_in_share=0.3001", "FAIL WARN"},
    {"S34", "cash_in_share=0.3", "PASS "},
    {"S35", "returned_payments=2", "FAIL WARN"},
    {"S35", "returned_payments=1", "PASS "},
    {"S36", "wealth_net_outflow=0.01", "FAIL INFO"},
    {"S36", "wealth_net_outflow=0", "PASS "},
    {"S36", "wealth_net_outflow=-100", "PASS "},
    {"S37", "operating_margin=-0.0001 full_months=6", "FAIL WARN"},
    {"S37", "operating_margin=-0.5 full_months=5", "PASS "},
    {"S37", "operating_margin=0 full_months=6", "PASS "},
    {"S38", "dscr=0.9999", "FAIL WARN_SEVERE"},
    {"S38", "dscr=1", "FAIL WARN"},
    {"S38", "dscr=1.1999", "FAIL WARN"},
    {"S38", "dscr=1.2", "PASS "},
    {"S39", "inflow_to_invoice=0.2999", "FAIL WARN"},
    {"S39", "inflow_to_invoice=0.3", "PASS "},
    {"S40", "edited_files=1", "FAIL WARN"},
    {"S40", "edited_files=0", "PASS "},
    {"S51", "overridden_rows=1", "FAIL INFO"},
    {"S51", "overridden_rows=0", "PASS "},
    {"S42", "customer_type=LEGAL full_months=11 last_row_age_days=0", "FAIL WARN"},
    {"S42", "customer_type=LEGAL full_months=12 last_row_age_days=31", "FAIL WARN"},
    {"S42", "customer_type=LEGAL full_months=12 last_row_age_days=30", "PASS "},
    {"S42", "customer_type=PERSONAL full_months=5 last_row_age_days=0", "FAIL WARN"},
    {"S42", "customer_type=PERSONAL full_months=6 last_row_age_days=30", "PASS "},
    {"S50",
     "fast_in_out_share=0.31 cycle_share=0.11 cycle_recent=false counted_rows=10 round_share=0.31 "
     "signs_together=true",
     "FAIL WARN_SEVERE"},
    {"S50",
     "fast_in_out_share=0.31 cycle_share=0.11 cycle_recent=false counted_rows=10 round_share=0.31 "
     "signs_together=false",
     "PASS "},
    {"S50",
     "fast_in_out_share=0.30 cycle_share=0.11 cycle_recent=false counted_rows=10 round_share=0.31 "
     "signs_together=true",
     "PASS "},
    {"S50", "fast_in_out_share=0.31 cycle_share=0.11 cycle_recent=false", "NOT_EVALUATED "},
    {"V01", "invoice_errors=1", "FAIL WARN"},
    {"V01", "invoice_errors=0", "PASS "},
    {"V03", "invoice_yoy=-0.3001", "FAIL WARN"},
    {"V03", "invoice_yoy=1.0001", "FAIL WARN"},
    {"V03", "invoice_yoy=-0.30", "PASS "},
    {"V03", "invoice_yoy=1", "PASS "},
    {"V04", "gap_run=4 gap_months=4", "FAIL KO"},
    {"V04", "gap_run=3 gap_months=3", "FAIL WARN"},
    {"V04", "gap_run=2 gap_months=2", "FAIL WARN"},
    {"V04", "gap_run=1 gap_months=3", "FAIL WARN"},
    {"V04", "gap_run=1 gap_months=2", "PASS "},
    {"V05", "buyer_top1_share=0.5 buyer_top5_share=0.6", "FAIL WARN"},
    {"V05", "buyer_top1_share=0.4999 buyer_top5_share=0.8", "FAIL WARN"},
    {"V05", "buyer_top1_share=0.4999 buyer_top5_share=0.7999", "PASS "},
    {"V06", "seller_top1_share=0.6", "FAIL INFO"},
    {"V06", "seller_top1_share=0.5999", "PASS "},
    {"V07", "customer_churn=0.4001", "FAIL WARN"},
    {"V07", "customer_churn=0.4", "PASS "},
    {"V07", "customer_churn=0.3999", "PASS "},
    {"V08", "red_ratio=0.3001 large_reds=0 large_reds_at_month_start=0", "FAIL WARN_SEVERE"},
    {"V08", "red_ratio=0.3 large_reds=0 large_reds_at_month_start=0", "FAIL WARN"},
    {"V08", "red_ratio=0.1 large_reds=1 large_reds_at_month_start=1", "FAIL WARN"},
    {"V08", "red_ratio=0.1 large_reds=1 large_reds_at_month_start=0", "FAIL INFO"},
    {"V08", "red_ratio=0.1 large_reds=0 large_reds_at_month_start=0", "PASS "},
    {"V09", "void_ratio=0.1001", "FAIL WARN"},
    {"V09", "void_ratio=0.1", "PASS "},
    {"V10", "input_output_ratio=0.4999", "FAIL INFO"},
    {"V10", "input_output_ratio=1.2001", "FAIL INFO"},
    {"V10", "input_output_ratio=0.5", "PASS "},
    {"V10", "input_output_ratio=1.2", "PASS "},
    {"V11", "item_mismatch_share=0.5001 industry=F5164", "FAIL WARN"},
    {"V11", "item_mismatch_share=0.5 industry=F5164", "PASS "},
    {"V11", "item_mismatch_share=0.4999 industry=F5164", "PASS "},
    {"V11", "item_mismatch_share=0.9 industry=C3311", "NOT_APPLICABLE "},
    {"V11", "item_mismatch_share=0.9", "NOT_EVALUATED "},
    {"V12", "same_amount_share=0.3001 blue_invoice_count=10", "FAIL INFO"},
    {"V12", "same_amount_share=0.3001 blue_invoice_count=9", "PASS "},
    {"V12", "same_amount_share=0.3 blue_invoice_count=10", "PASS "},
    {"V12", "same_amount_share=0.2999 blue_invoice_count=11", "PASS "},
    {"V13", "related_sales_share=0.2001", "FAIL WARN"},
    {"V13", "related_sales_share=0.2", "PASS "},
    {"V14", "invoice_rush_ratio=2.0001", "FAIL WARN"},
    {"V14", "invoice_rush_ratio=2", "PASS "},
    {"V16", "invoice_list_gaps=1 invoices_differing=0", "FAIL INFO"},
    {"V16", "invoice_list_gaps=0 invoices_differing=1", "FAIL WARN"},
    {"V16", "invoice_list_gaps=0 invoices_differing=0", "PASS "},
    {"T02", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=1.0501",
     "FAIL WARN_SEVERE"},
    {"T02", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=0.7999", "FAIL WARN"},
    {"T02", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=1.05", "PASS "},
    {"T02", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=0.8", "PASS "},
    {"T02", "declared_compared=0 invoiced_compared=1", "FAIL WARN_SEVERE"},
    {"T02", "declared_compared=0 invoiced_compared=0", "NOT_EVALUATED "},
    {"X11", "declared_compared=0 invoiced_compared=0", "NOT_EVALUATED "},
    {"X07", "address_division_same=false", "FAIL WARN"},
    {"X07", "address_division_same=true", "PASS "},
    {"X09", "rent_contradicts_premises=true", "FAIL INFO"},
    {"X09", "rent_contradicts_premises=false", "PASS "},
    {"X11", "declared_compared=0 invoiced_compared=1", "FAIL WARN"},
    {"T04", "tax_rating=D", "FAIL KO"},
    {"T04", "tax_rating=C", "FAIL WARN"},
    {"T04", "tax_rating=A", "PASS "},
    {"T04", "tax_rating=B", "PASS "},
    {"T04", "tax_rating=M", "PASS "},
    {"T05", "overdue_tax=10000.01", "FAIL KO"},
    {"T05", "overdue_tax=10000", "FAIL WARN"},
    {"T05", "overdue_tax=0.01", "FAIL WARN"},
    {"T05", "overdue_tax=0.01 overdue_tax_days=91", "FAIL KO"},
    {"T05", "overdue_tax=0.01 overdue_tax_days=90", "FAIL WARN"},
    {"T05", "overdue_tax=0 overdue_tax_days=0", "PASS "},
    {"T03", "tax_burden_to_low=0.4999 tax_burden_to_high=0.1", "FAIL WARN"},
    {"T03", "tax_burden_to_low=0.5 tax_burden_to_high=0.1", "PASS "},
    {"T03", "tax_burden_to_low=9 tax_burden_to_high=3.0001", "FAIL INFO"},
    {"T03", "tax_burden_to_low=9 tax_burden_to_high=3", "PASS "},
    {"T03", "tax_burden_to_low=n/a tax_burden_to_high=n/a", "NOT_APPLICABLE "},
    {"T08", "loss_years=1", "FAIL WARN"},
    {"T08", "loss_years=0", "PASS "},
    {"T08", "loss_years=n/a", "NOT_APPLICABLE "},
    {"T06", "zero_filing_run=6 late_filings=0", "FAIL KO"},
    {"T06", "zero_filing_run=3 late_filings=0", "FAIL WARN"},
    {"T06", "zero_filing_run=2 late_filings=3", "FAIL WARN"},
    {"T06", "zero_filing_run=2 late_filings=2", "PASS "},
    {"T06", "zero_filing_run=2", "PASS "},
    {"T07", "tax_violations_open=1 tax_penalties_24m=0", "FAIL KO"},
    {"T07", "tax_violations_open=0 tax_penalties_24m=1", "FAIL WARN"},
    {"T07", "tax_violations_open=0 tax_penalties_24m=0", "PASS "},
    {"T07", "tax_violations_open=0", "NOT_EVALUATED "},
    {"T09", "taxpayer_status=非正常户 payer_type_changed=false", "FAIL KO"},
    {"T09", "taxpayer_status=注销", "FAIL KO"},
    {"T09", "taxpayer_status=正常 payer_type_changed=true", "FAIL INFO"},
    {"T09", "taxpayer_status=正常 payer_type_changed=false", "PASS "},
    {"T09", "taxpayer_status=正常", "PASS "},
    {"T09", "payer_type_changed=false", "NOT_EVALUATED "},
    {"G01", "registry_status=存续", "PASS "},
    {"G01", "registry_status=存续（在营、开业、在册）", "PASS "},
    {"G01", "registry_status=在营（开业）企业", "PASS "},
    {"G01", "registry_status=清算中", "FAIL KO"},
    {"G01", "registry_status=其他", "FAIL KO"},
    {"G01", "registry_status=迁出", "FAIL INFO"},
    {"G01", "registry_status=歇业", "FAIL WARN"},
    {"G01", "registry_status=注销", "FAIL KO"},
    {"G01", "registry_status=吊销，未注销", "FAIL KO"},
    {"G02",
     "abnormal_listed=true abnormal_reason=公示信息隐瞒真实情况、弄虚作假 "
     "abnormal_closed_12m=false",
     "FAIL KO"},
    {"G02", "abnormal_listed=true abnormal_reason=无法联系 abnormal_closed_12m=false", "FAIL WARN"},
    {"G02", "abnormal_listed=false abnormal_reason=none abnormal_closed_12m=true", "FAIL INFO"},
    {"G02", "abnormal_listed=false abnormal_reason=none abnormal_closed_12m=false", "PASS "},
    {"G03", "serious_illegal=1", "FAIL KO"},
    {"G03", "serious_illegal=0", "PASS "},
    {"G04", "dishonest_count=1", "FAIL KO"},
    {"G04", "dishonest_count=0", "PASS "},
    {"G05", "restricted_count=1 enforced_amount=0 enforced_count=0 requested_amount=1000",
     "FAIL KO"},
    {"G05", "restricted_count=0 enforced_amount=100.01 enforced_count=1 requested_amount=1000",
     "FAIL KO"},
    {"G05", "restricted_count=0 enforced_amount=100 enforced_count=1 requested_amount=1000",
     "FAIL WARN"},
    {"G05", "restricted_count=0 enforced_amount=0 enforced_count=0 requested_amount=1000", "PASS "},
    {"G06", "loan_suits=3", "FAIL WARN_SEVERE"},
    {"G06", "loan_suits=2", "FAIL WARN"},
    {"G06", "loan_suits=0", "PASS "},
    {"G07", "penalty_amount_24m=50000.01", "FAIL WARN"},
    {"G07", "penalty_amount_24m=50000", "PASS "},
    {"G08", "paid_in_ratio=0.1999", "FAIL INFO"},
    {"G08", "paid_in_ratio=0.2", "PASS "},
    {"G09", "annual_report_missing=true", "FAIL WARN"},
    {"G09", "annual_report_missing=false", "PASS "},
    {"G10", "business_months=5 secured=false", "FAIL KO"},
    {"G10", "business_months=5 secured=true", "FAIL WARN"},
    {"G10", "business_months=6 secured=false", "FAIL WARN"},
    {"G10", "business_months=12 secured=false", "PASS "},
    {"G12", "equity_freezes=1 equity_pledged_share=0", "FAIL KO"},
    {"G12", "equity_freezes=1", "FAIL KO"},
    {"G12", "equity_freezes=0 equity_pledged_share=0.5001", "FAIL WARN"},
    {"G12", "equity_freezes=0 equity_pledged_share=0.5", "PASS "},
    {"G12", "equity_freezes=0", "NOT_EVALUATED "},
    {"G12", "equity_freezes=n/a equity_pledged_share=n/a", "NOT_APPLICABLE "},
    {"G17", "licences_lacking=1", "FAIL WARN"},
    {"G17", "licences_lacking=0", "PASS "},
    {"G17", "licences_lacking=n/a", "NOT_APPLICABLE "},
    {"G13", "headcount_ratio_6m=0.6999", "FAIL WARN"},
    {"G13", "headcount_ratio_6m=0.7", "PASS "},
    {"G14", "seized_properties=1 secured=true", "FAIL WARN_SEVERE"},
    {"G14", "seized_properties=1 secured=false", "FAIL WARN"},
    {"G14", "seized_properties=0 secured=true", "PASS "},
    {"G16", "industry_restriction=PROHIBITED", "FAIL KO"},
    {"G16", "industry_restriction=RESTRICTED", "FAIL WARN"},
    {"G16", "industry_restriction=NONE", "PASS "},
    {"G15", "electricity_trend=-0.4001 utility_arrears=false", "FAIL WARN"},
    {"G15", "electricity_trend=-0.4 utility_arrears=false", "PASS "},
    {"G15", "utility_arrears=true", "FAIL WARN"},
    {"G15", "utility_arrears=false", "PASS "},
    {"S60", "altered_figures=1", "FAIL KO"},
    {"S60", "altered_figures=0", "PASS "},
    {"S61", "scan_doubtful_rows=1", "FAIL INFO"},
    {"S61", "scan_doubtful_rows=0", "PASS "},
    {"X01", "identity_matches=false", "FAIL KO"},
    {"X01", "identity_matches=true", "PASS "},
    {"X02", "holder_matches=false", "FAIL KO"},
    {"X02", "holder_matches=true", "PASS "},
    {"X03", "representative_matches=false", "FAIL KO"},
    {"X03", "representative_matches=true", "PASS "},
    {"X04", "id_valid=false borrower_age=40", "FAIL KO"},
    {"X04", "id_valid=true borrower_age=17", "FAIL KO"},
    {"X04", "id_valid=true borrower_age=66", "FAIL WARN"},
    {"X04", "id_valid=true borrower_age=18", "PASS "},
    {"X04", "id_valid=true borrower_age=65", "PASS "},
    {"X05", "licence_matches=false", "FAIL WARN"},
    {"X05", "licence_matches=true", "PASS "},
    {"X08", "utility_address_same=false", "FAIL INFO"},
    {"X08", "utility_address_same=true", "PASS "},
    {"X18", "hidden_loan_count=1", "FAIL WARN"},
    {"X18", "hidden_loan_count=0", "PASS "},
    {"X27", "income_to_fund_base=1.5001", "FAIL INFO"},
    {"X27", "income_to_fund_base=1.5", "PASS "},
    {"X27", "income_to_fund_base=n/a", "NOT_APPLICABLE "},
    {"X43", "shared_applicants=5", "FAIL WARN"},
    {"X43", "shared_applicants=4", "PASS "},
    {"X06", "foreign_seller_invoices=1", "FAIL KO"},
    {"X06", "foreign_seller_invoices=0", "PASS "},
    {"X10", "inflow_to_invoice=0.7", "PASS "},
    {"X10", "inflow_to_invoice=1.3", "PASS "},
    {"X10", "inflow_to_invoice=1.3001", "FAIL WARN"},
    {"X10", "inflow_to_invoice=0.5", "FAIL WARN"},
    {"X10", "inflow_to_invoice=2", "FAIL WARN"},
    {"X10", "inflow_to_invoice=0.4999", "FAIL WARN_SEVERE"},
    {"X10", "inflow_to_invoice=2.0001", "FAIL WARN_SEVERE"},
    {"X11", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=0.7999", "FAIL WARN"},
    {"X11", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=1.0501", "FAIL WARN"},
    {"X11", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=0.8", "PASS "},
    {"X11", "declared_compared=100 invoiced_compared=90 invoiced_to_declared=1.05", "PASS "},
    {"X12", "declared_flow_difference=0.3001", "FAIL WARN"},
    {"X12", "declared_flow_difference=0.3", "PASS "},
    {"X13", "claimed_to_verified=1.3", "PASS "},
    {"X13", "claimed_to_verified=1.3001", "FAIL WARN"},
    {"X13", "claimed_to_verified=2", "FAIL WARN"},
    {"X13", "claimed_to_verified=2.0001", "FAIL WARN_SEVERE"},
    {"X14", "buyers_paid_share=0.4999", "FAIL WARN"},
    {"X14", "buyers_paid_share=0.5", "PASS "},
    {"X15", "payers_invoiced_share=0.4999", "FAIL WARN"},
    {"X15", "payers_invoiced_share=0.5", "PASS "},
    {"X15", "payers_invoiced_share=n/a", "NOT_APPLICABLE "},
    {"X16", "suppliers_paid_share=0.3999", "FAIL INFO"},
    {"X16", "suppliers_paid_share=0.4", "PASS "},
    {"X17", "customer_type=LEGAL related_flow_share=0.2001", "FAIL WARN"},
    {"X17", "customer_type=LEGAL related_flow_share=0.2", "PASS "},
    {"X17", "customer_type=PERSONAL related_flow_share=0.9", "NOT_APPLICABLE "},
    {"X19", "tax_paid_difference=0.2001", "FAIL INFO"},
    {"X19", "tax_paid_difference=0.2", "PASS "},
    {"X20", "social_paid_difference=0.2001", "FAIL INFO"},
    {"X20", "social_paid_difference=0.2", "PASS "},
    {"X21", "insured_to_claimed=0.2999", "FAIL WARN"},
    {"X21", "insured_to_claimed=0.3", "FAIL INFO"},
    {"X21", "insured_to_claimed=0.5", "PASS "},
    {"X22", "wage_per_head=1999.99", "FAIL WARN"},
    {"X22", "wage_per_head=30000.01", "FAIL WARN"},
    {"X22", "wage_per_head=2000", "PASS "},
    {"X22", "wage_per_head=30000", "PASS "},
    {"X23", "staff_filing_difference=1.0001", "FAIL INFO"},
    {"X23", "staff_filing_difference=1", "PASS "},
    {"X24", "sales_per_head_in_band=false", "FAIL INFO"},
    {"X24", "sales_per_head_in_band=true", "PASS "},
    {"X25", "electricity_change_6m=-0.3001 invoice_change_6m=0.3001", "FAIL WARN"},
    {"X25", "electricity_change_6m=0.3001 invoice_change_6m=-0.3001", "FAIL WARN"},
    {"X25", "electricity_change_6m=-0.3 invoice_change_6m=0.3001", "PASS "},
    {"X25", "electricity_change_6m=-0.3001 invoice_change_6m=0.3", "PASS "},
    {"X25", "electricity_change_6m=0.3 invoice_change_6m=-0.3001", "PASS "},
    {"X25", "electricity_change_6m=0.3001 invoice_change_6m=-0.3", "PASS "},
    {"X25", "electricity_change_6m=-0.5 invoice_change_6m=-0.5", "PASS "},
    {"X26", "utility_paid_difference=0.2001", "FAIL INFO"},
    {"X26", "utility_paid_difference=0.2", "PASS "},
    {"X28", "recent_change_count=1", "FAIL WARN"},
    {"X28", "recent_change_count=0", "PASS "},
    {"X29", "controller_is_largest_holder=false", "FAIL WARN"},
    {"X29", "controller_is_largest_holder=true", "PASS "},
    {"X30", "capital_matches=false", "FAIL INFO"},
    {"X30", "capital_matches=true", "PASS "},
    {"X31", "invoice_item_conflict=true", "FAIL WARN"},
    {"X31", "invoice_item_conflict=false", "PASS "},
    {"X32", "purpose_supplier_seen=false", "FAIL WARN"},
    {"X32", "purpose_supplier_seen=true", "PASS "},
    {"X33", "need_gap=100 requested_amount=100.01", "FAIL WARN"},
    {"X33", "need_gap=0 requested_amount=1", "FAIL WARN"},
    {"X33", "need_gap=100 requested_amount=100", "PASS "},
    {"X34", "dscr=1.1999", "FAIL WARN"},
    {"X34", "dscr=1.2", "PASS "},
    {"X35", "taxpayer_status=正常", "PASS "},
    {"X35", "taxpayer_status=非正常", "FAIL KO"},
    {"X36", "dishonest_count=1 enforced_count=0", "FAIL KO"},
    {"X36", "dishonest_count=0 enforced_count=1", "FAIL KO"},
    {"X36", "dishonest_count=0 enforced_count=0", "PASS "},
    {"X37", "owned_premises_registered=false", "FAIL WARN"},
    {"X37", "owned_premises_registered=true", "PASS "},
    {"X37", "owned_premises_registered=n/a", "NOT_APPLICABLE "},
    {"X38", "unmatched_own_transfers=3", "FAIL WARN"},
    {"X38", "unmatched_own_transfers=2", "PASS "},
    {"X39", "collection_days=120.01", "FAIL INFO"},
    {"X39", "collection_days=120", "PASS "},
    {"S60", "altered_figures=1", "FAIL KO"},
    {"S60", "altered_figures=0", "PASS "},
    {"S61", "scan_doubtful_rows=1", "FAIL INFO"},
    {"S61", "scan_doubtful_rows=0", "PASS "},
    {"X40",
     "unread_scans=1 scan_unsure_row_share=0 scan_doubtful_amount_share=0 scan_rows_left_out=0",
     "FAIL WARN_SEVERE"},
    {"X40",
     "unread_scans=0 scan_unsure_row_share=0.0501 scan_doubtful_amount_share=0 "
     "scan_rows_left_out=0",
     "FAIL WARN"},
    {"X40",
     "unread_scans=0 scan_unsure_row_share=0.05 scan_doubtful_amount_share=0.1001 "
     "scan_rows_left_out=0",
     "FAIL WARN"},
    {"X40",
     "unread_scans=0 scan_unsure_row_share=0 scan_doubtful_amount_share=0 scan_rows_left_out=1",
     "FAIL WARN"},
    {"X40",
     "unread_scans=0 scan_unsure_row_share=0.05 scan_doubtful_amount_share=0.1 "
     "scan_rows_left_out=0",
     "PASS "},
    {"X41", "refused_sources=1", "FAIL KO"},
    {"X41", "refused_sources=0", "PASS "},
    {"X42", "stale_sources=1", "FAIL WARN"},
    {"X42", "stale_sources=0", "PASS "},
    {"X44", "stated_accounts_missing=1", "FAIL INFO"},
    {"X44", "stated_accounts_missing=0", "PASS "},
};

}  // namespace

TEST_CASE("checks fail and pass where their tables say, the threshold included") {
  for (const Case& c : kCases) {
    CAPTURE(c.check);
    CAPTURE(c.facts);
    CHECK(outcome(c.check, c.facts) == c.expected);
  }
}

TEST_CASE("every check of the pack has a failing and a passing case here") {
  std::map<std::string, std::set<std::string>> seen;
  for (const Case& c : kCases) {
    const std::string expected = c.expected;
    seen[c.check].insert(expected.substr(0, expected.find(' ')));
  }
  std::size_t checks = 0;
  for (const auto& model : pack().checks) {
    for (const auto& decision : model.decisions()) {
      CAPTURE(decision.id);
      CHECK(seen[decision.id].contains("FAIL"));
      CHECK(seen[decision.id].contains("PASS"));
      ++checks;
    }
  }
  CHECK(seen.size() == checks);
}

// The bounds of the pack's tables, out of their text: "S05 effective_ratio 0.30".
std::set<std::string> bounds_of_tables() {
  static const std::regex kTable("<decision id=\"(\\w+)\"[\\s\\S]*?</decision>");
  static const std::regex kInput("<inputExpression [^>]*><text>(\\w+)</text>");
  static const std::regex kEntry(
      "<inputEntry id=\"c_\\w+?_\\d+_(\\d+)\"><text>&?[lg<>]t?;?=? ?"
      "(-?[0-9.]+)</text>");
  std::set<std::string> bounds;
  for (const char* file : {"statement", "invoice-tax", "government", "cross"}) {
    const auto text =
        test::read_file(std::string(ZHUN_TEST_DATA) + "/../src/policy/checks-" + file + ".dmn");
    REQUIRE(text.has_value());
    for (std::sregex_iterator table(text->begin(), text->end(), kTable), end; table != end;
         ++table) {
      const std::string body = table->str();
      std::vector<std::string> inputs;
      for (std::sregex_iterator at(body.begin(), body.end(), kInput); at != end; ++at)
        inputs.push_back((*at)[1]);
      for (std::sregex_iterator at(body.begin(), body.end(), kEntry); at != end; ++at) {
        const auto column = static_cast<std::size_t>(std::stoi((*at)[1]));
        bounds.insert((*table)[1].str() + " " + inputs.at(column - 1) + " " + (*at)[2].str());
      }
    }
  }
  return bounds;
}

TEST_CASE("every bound of the pack's tables has a case that lies on it") {
  std::set<std::string> seen;  // "S05 effective_ratio 0.3"
  for (const Case& c : kCases) {
    std::istringstream words(c.facts);
    for (std::string word; words >> word;) {
      const auto equals = word.find('=');
      const auto number = Decimal::parse(word.substr(equals + 1));
      if (number)
        seen.insert(std::string(c.check) + " " + word.substr(0, equals) + " " + to_string(*number));
    }
  }
  const std::set<std::string> bounds = bounds_of_tables();
  CHECK(bounds.size() > 90);
  for (const std::string& bound : bounds) {
    CAPTURE(bound);
    const auto space = bound.rfind(' ');
    const auto number = Decimal::parse(bound.substr(space + 1));
    REQUIRE(number.has_value());
    CHECK(seen.contains(bound.substr(0, space + 1) + to_string(*number)));
  }
}

TEST_CASE("without facts no check passes and none fails") {
  const Facts facts = nothing_known();
  const auto findings = run_checks(pack(), facts, fact_context(facts));
  REQUIRE(findings.has_value());
  for (const Finding& finding : *findings) {
    CAPTURE(finding.id);
    CHECK(finding.status == FindingStatus::not_evaluated);
    CHECK(finding.severity == Severity::none);
    CHECK_FALSE(finding.missing_reason.empty());
  }
}

TEST_CASE("a fact that nobody computed does not pass in silence") {
  const auto findings = run_checks(pack(), {}, fact_context({}));
  REQUIRE(findings.has_value());
  for (const Finding& finding : *findings) {
    CAPTURE(finding.id);
    CHECK(finding.status == FindingStatus::not_evaluated);
  }
}

TEST_CASE("each check on the shelf names materials and facts that exist") {
  std::set<std::string> materials;
  for (const auto& material : pack().materials) materials.insert(material.id);
  for (const auto& [id, wording] : pack().wording.checks) {
    CAPTURE(id);
    for (const auto& material : wording.materials) {
      CAPTURE(material);
      CHECK(materials.contains(material));
    }
    CHECK_FALSE(wording.evidence.empty());
  }
}

TEST_CASE("findings come by weight, then by id") {
  Facts facts = nothing_known();
  set_facts(facts,
            "identity_matches=false chain_breaks_structured=1 chain_breaks_recognised=0 "
            "effective_ratio=0.1 stale_sources=1 duplicate_rows=1 cash_in_share=0");
  const auto findings = run_checks(pack(), facts, fact_context(facts));
  REQUIRE(findings.has_value());
  std::string order;
  for (std::size_t i = 0; i < 6; ++i) order += (*findings)[i].id + " ";
  CHECK(order.substr(0, 20) == "S01 X01 S05 X42 S02 ");
  CHECK(findings->back().status == FindingStatus::pass);
}

TEST_CASE("a failing check keeps the rule, its inputs and its evidence") {
  Facts facts = nothing_known();
  set_facts(facts, "effective_ratio=0.45");
  for (const auto& name : pack().wording.checks.at("S05").evidence) {
    facts[name].evidence.add_row(0, 7);
  }
  const auto findings = run_checks(pack(), facts, fact_context(facts));
  REQUIRE(findings.has_value());
  const auto it = std::find_if(findings->begin(), findings->end(),
                               [](const Finding& f) { return f.id == "S05"; });
  REQUIRE(it != findings->end());
  CHECK(it->rule == 2);
  REQUIRE(it->inputs.size() == 1);
  CHECK(it->inputs[0].expression == "effective_ratio");
  CHECK(it->inputs[0].value == "0.45");
  CHECK(it->evidence.row_count() == 1);
  CHECK(it->text.find("45.00%") != std::string::npos);
}
