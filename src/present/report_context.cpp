// What the report's modules share; see report_context.hpp.
#include "present/report_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "present/report_text.hpp"
#include "zhun/text.hpp"

namespace zhun::report {
namespace {

const Wording kNoWording;

std::size_t position(TransactionClass value) { return static_cast<std::size_t>(value); }

}  // namespace

FlowTotals::FlowTotals(const RowTable& table) {
  for (const auto& row : table.rows()) {
    const Transaction& transaction = table.transaction(row);
    if (!row.counted || transaction.direction == Direction::neutral) continue;
    const bool inward = transaction.direction == Direction::inflow;
    Side& side = (inward ? in : out)[position(row.cls)];
    side.amount += transaction.amount;
    ++side.count;
    (inward ? gross_in : gross_out) += transaction.amount;
  }
}

Context::Context(const Assessment& a, Masking masking)
    : assessment(a),
      dossier(*a.dossier),
      reconciliation(a.reconciliation),
      policy(a.policy.get()),
      wording(a.policy ? a.policy->wording : kNoWording),
      masker(a, masking),
      table(a),
      evidence(a, wording, masker, table),
      flows(table) {}

const CheckWording* Context::check(std::string_view id) const {
  const auto it = wording.checks.find(id);
  return it == wording.checks.end() ? nullptr : &it->second;
}

std::string Context::source_id(std::uint32_t source) const {
  return source < dossier.sources.size() ? dossier.sources[source].id : std::string();
}

std::string Context::account_label(std::uint32_t statement) const {
  const Statement& owner = dossier.statements[statement];
  std::string label = owner.bank;
  if (label.empty() && owner.layout.starts_with("alipay")) label = "支付宝";
  if (label.empty() && owner.layout.starts_with("wechat")) label = "微信";
  if (label.empty()) label = "账户";
  std::string digits;
  for (const char c : owner.account) {
    if ((c >= '0' && c <= '9')) digits += c;
  }
  // At most four digits of an account are ever shown here; short numbers show none.
  if (digits.size() >= 8)
    return fmt::format("{} {}", shortened(label, 14), digits.substr(digits.size() - 4));
  return fmt::format("{} {}", shortened(label, 14), source_id(owner.source));
}

const GovernmentRecord* Context::registry_record() const {
  const GovernmentRecord* first = nullptr;
  for (const auto& record : dossier.government) {
    if (!record.registry) continue;
    if (first == nullptr) first = &record;
    if (!dossier.customer.uscc.empty() && record.registry->uscc == dossier.customer.uscc)
      return &record;
  }
  return first;
}

const Registry* Context::registry() const {
  const GovernmentRecord* record = registry_record();
  return record == nullptr ? nullptr : &*record->registry;
}

void open_module(std::string& out, const Module& module) {
  fmt::format_to(
      std::back_inserter(out),
      "<section class=\"module\" id=\"{0}\"><h2><span class=\"number\">{1}</span>"
      "<button type=\"button\" class=\"fold\" aria-expanded=\"true\" aria-controls=\"{0}-body\">{2}"
      "</button><span class=\"sub\">",
      module.id, module.number, module.title);
  append_escaped(out, module.subtitle);
  fmt::format_to(std::back_inserter(out), "</span></h2><div class=\"body\" id=\"{}-body\">",
                 module.id);
}

void close_module(std::string& out) { out += "</div></section>"; }

void append_not_supplied(std::string& out, std::string_view what, std::string_view how) {
  out += "<p class=\"absent\">未提供：";
  append_escaped(out, what);
  if (!how.empty()) {
    out += "（";
    append_escaped(out, how);
    out += "）";
  }
  out += "</p>";
}

void open_table(std::string& out, std::string_view caption,
                std::initializer_list<std::string_view> heads, std::string_view css) {
  out += "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"";
  append_escaped(out, caption);
  fmt::format_to(std::back_inserter(out), "\"><table{}{}{}><thead><tr>",
                 css.empty() ? "" : " class=\"", css, css.empty() ? "" : "\"");
  for (const std::string_view head : heads) {
    const bool number = head.starts_with('#');
    fmt::format_to(std::back_inserter(out), "<th scope=\"col\"{}>{}</th>",
                   number ? " class=\"n\"" : "", escaped(head.substr(number ? 1 : 0)));
  }
  out += "</tr></thead><tbody>";
}

void close_table(std::string& out) { out += "</tbody></table></div>"; }

void cell(std::string& out, std::string_view text) {
  const bool date = text.size() == 10 && text[4] == '-' && text[7] == '-';
  out += date ? "<td class=\"d\">" : "<td>";
  append_escaped(out, text);
  out += "</td>";
}

void number_cell(std::string& out, std::string_view text) {
  out += "<td class=\"n\">";
  append_escaped(out, text);
  out += "</td>";
}

void head_cell(std::string& out, std::string_view text) {
  out += "<th scope=\"row\">";
  append_escaped(out, text);
  out += "</th>";
}

void append_figure(Context& context, Figure figure) {
  std::string& out = context.out;
  auto to = std::back_inserter(out);
  fmt::format_to(to, "<figure class=\"card chart{}\" id=\"{}\"><figcaption><h3 id=\"{}-title\">",
                 figure.wide ? " wide" : "", figure.id, figure.id);
  append_escaped(out, figure.title);
  out += "</h3><p class=\"sub\">";
  append_escaped(out, figure.subtitle);
  out += ' ';
  out += figure.chips;
  fmt::format_to(
      to,
      "</p></figcaption><div class=\"plot\" tabindex=\"0\" role=\"group\" "
      "aria-labelledby=\"{0}-title\"><div role=\"img\" aria-labelledby=\"{0}-title {0}-summary\">",
      figure.id);
  out += figure.svg;
  fmt::format_to(to, "</div></div><p class=\"sr\" id=\"{}-summary\">", figure.id);
  append_escaped(out, figure.summary);
  out += "</p>";
  if (!figure.data_table.empty()) {
    out += "<details><summary>查看数据表</summary>";
    out += figure.data_table;
    out += "</details>";
  }
  out += "</figure>";
  context.figures.push_back(std::move(figure));
}

void append_severity(std::string& out, Severity severity, FindingStatus status) {
  std::string_view css = "none", words = "— 不适用";
  if (status == FindingStatus::pass) {
    css = "ok";
    words = "✓ 通过";
  } else if (status == FindingStatus::not_evaluated) {
    css = "none";
    words = "? 未评估";
  } else if (status == FindingStatus::fail) {
    switch (severity) {
      case Severity::ko:
        css = "alert strong";
        words = "✗ 拦截";
        break;
      case Severity::warn_severe:
        css = "alert";
        words = "▲ 高";
        break;
      case Severity::warn:
        css = "caution";
        words = "◆ 中";
        break;
      case Severity::info:
      case Severity::none:
        css = "info";
        words = "● 提示";
        break;
    }
  }
  fmt::format_to(std::back_inserter(out), "<span class=\"tag {}\">{}</span>", css, words);
}

void append_result_boxes(std::string& out) {
  out += "<td class=\"boxes\">□ 属实　□ 不符　□ 存疑</td>";
}

const std::string& shown_value(const Finding& finding) {
  return finding.value.empty() ? finding.observed : finding.value;
}

const std::string& shown_claim(const Finding& finding) {
  return finding.claim.empty() ? finding.title : finding.claim;
}

bool is_open(const MaterialItem& item) {
  return item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
}

bool is_blocking(const MaterialItem& item) {
  return is_open(item) && (item.required || item.priority <= Severity::warn_severe);
}

std::string_view decision_icon(Decision decision) {
  switch (decision) {
    case Decision::propose:
      return "✓";
    case Decision::refer:
      return "◆";
    case Decision::manual_review_required:
      return "✗";
  }
  return "?";
}

std::string_view decision_words(Decision decision) {
  switch (decision) {
    case Decision::propose:
      return "建议授信";
    case Decision::refer:
      return "有条件，转人工评审";
    case Decision::manual_review_required:
      return "须人工复核";
  }
  return "";
}

AdmissionState admission_state(const Finding& finding) {
  switch (finding.status) {
    case FindingStatus::pass:
      return AdmissionState::passed;
    case FindingStatus::not_applicable:
      return AdmissionState::not_applicable;
    case FindingStatus::not_evaluated:
      return AdmissionState::pending;
    case FindingStatus::fail:
      return finding.severity == Severity::ko ? AdmissionState::hit : AdmissionState::pending;
  }
  return AdmissionState::pending;
}

std::vector<const Finding*> admission_rules(const Context& context) {
  std::vector<const Finding*> rules;
  for (const auto& finding : context.assessment.findings) {
    const CheckWording* check = context.check(finding.id);
    if (check != nullptr && check->knock_out) rules.push_back(&finding);
  }
  std::stable_sort(rules.begin(), rules.end(),
                   [](const Finding* a, const Finding* b) { return a->id < b->id; });
  return rules;
}

}  // namespace zhun::report
