// Context of one report: the assessment with everything its modules share, and the few pieces of
// markup they have in common.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "present/report_evidence.hpp"
#include "present/report_masker.hpp"
#include "present/report_rows.hpp"
#include "score/policy_pack.hpp"

namespace zhun::report {

inline constexpr std::size_t kClassCount = static_cast<std::size_t>(TransactionClass::neutral) + 1;

// Counted rows by class and direction.
struct FlowTotals {
  struct Side {
    Money amount;
    std::uint32_t count = 0;
  };
  std::array<Side, kClassCount> in, out;
  Money gross_in, gross_out;
  explicit FlowTotals(const RowTable& table);
};

// A chart with its words.
struct Figure {
  std::string id, title, subtitle, summary;
  std::string chips, svg, data_table;  // markup
  bool wide = false;
};

struct Context {
  const Assessment& assessment;
  const Dossier& dossier;
  const Reconciliation& reconciliation;
  const PolicyPack* policy;  // may be nullptr
  const Wording& wording;
  Masker masker;
  RowTable table;
  EvidenceBook evidence;
  FlowTotals flows;
  std::string out;
  std::vector<Figure> figures;  // so far

  Context(const Assessment& a, Masking masking);

  [[nodiscard]] const CheckWording* check(std::string_view id) const;
  [[nodiscard]] std::string source_id(std::uint32_t source) const;
  [[nodiscard]] std::string account_label(std::uint32_t statement) const;  // "工商银行 0917"
  [[nodiscard]] const Registry* registry() const;  // of the applicant, or nullptr
  [[nodiscard]] const GovernmentRecord* registry_record() const;
};

// Names of the facts that page 1 and the charts show.
namespace facts {
inline constexpr std::string_view kNetEffective = "net_effective_inflow";
inline constexpr std::string_view kGrossInflow = "gross_inflow";
inline constexpr std::string_view kEffectiveRatio = "effective_ratio";
inline constexpr std::string_view kMonthlyMean = "monthly_effective_mean";
inline constexpr std::string_view kMonthlyVariation = "monthly_effective_cv";
inline constexpr std::string_view kThreeMonthsNet = "last_3_months_net";
inline constexpr std::string_view kDailyBalance = "average_daily_balance";
inline constexpr std::string_view kTopCustomer = "customer_top1_share";
inline constexpr std::string_view kTopFiveCustomers = "customer_top5_share";
inline constexpr std::string_view kInflowToInvoice = "inflow_to_invoice";
inline constexpr std::string_view kInvoicedInPeriod = "invoiced_in_period";
inline constexpr std::string_view kCycleShare = "cycle_share";
}  // namespace facts

// Sections
// -------------------------------------------------------------------------------------------
void append_summary(Context& context);       // page 1
void append_applicant(Context& context);     // M1
void append_findings(Context& context);      // M2
void append_statements(Context& context);    // M3
void append_sales(Context& context);         // M4
void append_score(Context& context);         // M5
void append_materials(Context& context);     // M6
void append_transactions(Context& context);  // M7
void append_audit(Context& context);         // M8

// All of the above in the order of the report, which gives figures their numbers.
void append_modules(Context& context);

// Cards of the modules above that say how sources stand to one another; nothing where there is
// nothing to say.
void append_accounts(Context& context);
void append_invoice_payments(Context& context);
void append_queries(Context& context);
void append_overrides(Context& context);

// The rows for the script: columns with dictionaries.
void append_rows_json(Context& context, std::string& out);

// Markup
// ---------------------------------------------------------------------------------------------
struct Module {
  int number;
  std::string_view id, title, subtitle;
};
void open_module(std::string& out, const Module& module);
void close_module(std::string& out);
void append_not_supplied(std::string& out, std::string_view what, std::string_view how);

// Column heads; a leading '#' makes a column of numbers.
void open_table(std::string& out, std::string_view caption,
                std::initializer_list<std::string_view> heads, std::string_view css = {});
void close_table(std::string& out);
void cell(std::string& out, std::string_view text);
void number_cell(std::string& out, std::string_view text);
void head_cell(std::string& out, std::string_view text);  // first of a row

void append_figure(Context& context, Figure figure);

// "▲ 高" and the like: icon, word and colour together.
void append_severity(std::string& out, Severity severity, FindingStatus status);
void append_result_boxes(std::string& out);

// The figure of a finding, short and in Chinese where the policy has words for it.
[[nodiscard]] const std::string& shown_value(const Finding& finding);
[[nodiscard]] const std::string& shown_claim(
    const Finding& finding);                           // headline of a failing check
[[nodiscard]] bool is_open(const MaterialItem& item);  // missing or expired
[[nodiscard]] bool is_blocking(
    const MaterialItem& item);  // open, and no loan is paid out without it
[[nodiscard]] std::string_view decision_icon(Decision decision);
[[nodiscard]] std::string_view decision_words(Decision decision);

struct AdmissionCounts {
  int passed = 0, pending = 0, hit = 0, not_applicable = 0;
  [[nodiscard]] int total() const { return passed + pending + hit + not_applicable; }
};
enum class AdmissionState : std::uint8_t { passed, pending, hit, not_applicable };
[[nodiscard]] AdmissionState admission_state(const Finding& finding);
[[nodiscard]] std::vector<const Finding*> admission_rules(const Context& context);

}  // namespace zhun::report
