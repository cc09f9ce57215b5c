// The tables of the analysis as one workbook, for those who go on working in a spreadsheet.
#include <fmt/format.h>

#include "present/assessment_parts.hpp"
#include "present/report_context.hpp"
#include "present/report_text.hpp"
#include "present/sheet_writer.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

using report::Context;

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : " ") + part;
  return out;
}

Sheet summary_sheet(Context& context, Masking masking) {
  const Assessment& all = context.assessment;
  Sheet sheet("概要", {{"项目", 22}, {"内容", 70}});
  const auto line = [&](std::string_view title, std::string_view value) {
    sheet.begin_row();
    sheet.text(title);
    sheet.text(value);
    sheet.end_row();
  };
  const auto amount_line = [&](std::string_view title, Money value) {
    sheet.begin_row();
    sheet.text(title);
    sheet.amount(value);
    sheet.end_row();
  };
  const Customer& customer = context.dossier.customer;
  line("客户", customer.type == CustomerType::legal ? context.masker.name(customer.name)
                                                    : context.masker.person(customer.name));
  line("申请编号", context.masker.text(context.dossier.application.number));
  line("数据基准日", to_string(context.dossier.as_of));
  line("系统意见", report::decision_words(all.decision));
  line("谁来决定", "由有权审批人决定；本表供人工审批参考");
  amount_line("申请金额（元）", context.dossier.application.requested);
  amount_line("建议额度（元）", all.limit.limit);
  line("评分", fmt::format("{} {}", all.score.total, all.score.grade));
  line("评估摘要", all.policy ? "sha256:" + digest_of(all, masking) : std::string("—"));
  line("规则包", all.policy_id);
  line("引擎", all.engine_version);
  if (masking == Masking::none) line("脱敏", "未脱敏");
  return sheet;
}

Sheet finding_sheet(Context& context) {
  Sheet sheet("发现", {{"编号", 8},
                       {"状态", 16},
                       {"等级", 14},
                       {"主题", 8},
                       {"检查", 24},
                       {"说明", 70},
                       {"数值", 24},
                       {"证据", 8},
                       {"资料", 18},
                       {"缺少", 24}});
  for (const Finding& finding : context.assessment.findings) {
    if (!sheet.begin_row()) break;
    sheet.text(finding.id);
    sheet.text(to_string(finding.status));
    sheet.text(to_string(finding.severity));
    sheet.text(finding.theme);
    sheet.text(finding.title);
    sheet.text(context.masker.text(finding.text));
    sheet.text(context.masker.text(report::shown_value(finding)));
    sheet.text(finding.status == FindingStatus::fail ? context.evidence.of_finding(finding) : "");
    sheet.text(joined(finding.materials));
    sheet.text(context.masker.text(finding.missing_reason));
    sheet.end_row();
  }
  return sheet;
}

void fact_value(Context& context, Sheet& sheet, const Fact& fact, const FactWording& wording) {
  const bool ratio =
      wording.format == FactFormat::percent || wording.format == FactFormat::percent1;
  if (const auto* amount = std::get_if<Money>(&fact.value)) {
    sheet.amount(*amount);
  } else if (const auto* number = std::get_if<std::int64_t>(&fact.value)) {
    sheet.number(*number);
  } else if (const auto* decimal = std::get_if<Decimal>(&fact.value)) {
    ratio ? sheet.share(*decimal) : sheet.decimal(*decimal);
  } else if (const auto* date = std::get_if<Date>(&fact.value)) {
    sheet.date(*date);
  } else {
    sheet.text(context.evidence.fact_value(fact.name));
  }
}

Sheet fact_sheet(Context& context) {
  Sheet sheet("指标", {{"名称", 28},
                       {"指标", 24},
                       {"数值", 20},
                       {"报告中的写法", 22},
                       {"证据", 8},
                       {"状态", 12},
                       {"原因", 30},
                       {"资料", 10}});
  for (const auto& [name, fact] : context.reconciliation.facts) {
    if (!sheet.begin_row()) break;
    const bool known = fact.state == FactState::value;
    const auto wording = context.wording.facts.find(name);
    const FactWording words =
        wording == context.wording.facts.end() ? FactWording{} : wording->second;
    sheet.text(name);
    sheet.text(words.title);
    known ? fact_value(context, sheet, fact, words) : sheet.empty();
    sheet.text(known ? context.evidence.fact_value(name) : "");
    sheet.text(known ? context.evidence.of_fact(name) : "");
    sheet.text(known ? "有值" : fact.state == FactState::missing ? "缺失" : "不适用");
    sheet.text(context.masker.text(fact.reason));
    sheet.text(fact.material);
    sheet.end_row();
  }
  return sheet;
}

Sheet month_sheet(Context& context) {
  Sheet sheet("月度", {{"月份", 10},
                       {"完整", 8},
                       {"流入", 16},
                       {"流出", 16},
                       {"有效净流入", 16},
                       {"收笔", 8},
                       {"付笔", 8}});
  for (const MonthlyFigures& month : context.reconciliation.months) {
    if (!sheet.begin_row()) break;
    sheet.text(to_string(month.month));
    sheet.text(month.full ? "是" : "否");
    sheet.amount(month.inflow);
    sheet.amount(month.outflow);
    sheet.amount(month.effective);
    sheet.number(month.inflow_count);
    sheet.number(month.outflow_count);
    sheet.end_row();
  }
  return sheet;
}

Sheet invoice_month_sheet(Context& context) {
  Sheet sheet("月度发票", {{"月份", 10}, {"净额不含税", 16}, {"净额含税", 16}, {"完整", 8}});
  for (const InvoiceMonth& month : context.reconciliation.invoice_months) {
    if (!sheet.begin_row()) break;
    sheet.text(to_string(month.month));
    sheet.amount(month.issued_ex);
    sheet.amount(month.issued_incl);
    sheet.text(month.covered ? "是" : "否");
    sheet.end_row();
  }
  return sheet;
}

Sheet party_sheet(Context& context) {
  Sheet sheet("对手方",
              {{"种类", 10}, {"名称", 36}, {"金额", 16}, {"流入", 16}, {"流出", 16}, {"占比", 10}});
  const Reconciliation& all = context.reconciliation;
  const std::pair<std::string_view, const std::vector<CounterpartyFigures>*> kinds[] = {
      {"付款方", &all.customers},
      {"收款方", &all.suppliers},
      {"购方", &all.buyers},
      {"既收又付", &all.both_sides}};
  for (const auto& [kind, parties] : kinds) {
    for (const CounterpartyFigures& party : *parties) {
      if (!sheet.begin_row()) break;
      sheet.text(kind);
      sheet.text(context.masker.name(party.name));
      sheet.amount(party.amount);
      sheet.amount(party.inflow);
      sheet.amount(party.outflow);
      sheet.share(party.share);
      sheet.end_row();
    }
  }
  return sheet;
}

std::string mark_words(std::uint16_t marks) {
  std::string out;
  for (std::size_t i = 0; i < report::kRowMarkTitles.size(); ++i) {
    if ((marks >> i & 1U) == 0) continue;
    out += out.empty() ? "" : " ";
    out += report::kRowMarkTitles[i];
  }
  return out;
}

Sheet transaction_sheet(Context& context) {
  Sheet sheet("交易", {{"来源", 8},
                       {"行", 8},
                       {"日期", 12},
                       {"时间", 10},
                       {"账户", 22},
                       {"金额", 16},
                       {"余额", 16},
                       {"对手方", 30},
                       {"摘要", 30},
                       {"类别", 12},
                       {"标记", 18},
                       {"计入", 8},
                       {"归类依据", 24}});
  std::vector<std::string> labels;
  for (std::uint32_t i = 0; i < context.dossier.statements.size(); ++i)
    labels.push_back(context.account_label(i));
  for (const report::TableRow& row : context.table.rows()) {
    if (!sheet.begin_row()) break;
    const Transaction& transaction = context.table.transaction(row);
    sheet.text(context.source_id(row.source));
    sheet.number(row.row);
    sheet.date(transaction.time.date);
    const int second = transaction.time.second_of_day;
    sheet.text(transaction.time.has_time()
                   ? fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
                   : std::string());
    sheet.text(labels[row.statement]);
    const bool out = transaction.direction == Direction::outflow;
    sheet.amount(out ? -transaction.amount : transaction.amount);
    sheet.amount(std::optional<Money>(transaction.balance));
    sheet.text(context.masker.name(transaction.counterparty_name));
    sheet.text(context.masker.text(transaction.summary));
    sheet.text(class_title(row.cls));
    sheet.text(mark_words(row.marks));
    sheet.text(row.counted ? "是" : "否");
    sheet.text(context.masker.text(row.reason));
    sheet.end_row();
  }
  return sheet;
}

Sheet link_sheet(Context& context, std::string_view name, std::string_view party,
                 const std::vector<InvoicePayment>& links) {
  Sheet sheet(name, {{"发票号码", 24},
                     {party, 30},
                     {"开票日", 12},
                     {"发票金额", 16},
                     {"付款方", 30},
                     {"付款日", 12},
                     {"付款金额", 16},
                     {"核销金额", 16},
                     {"扣减", 12},
                     {"方式", 14},
                     {"不唯一", 8},
                     {"发票来源", 14},
                     {"付款来源", 14},
                     {"理由", 40}});
  const auto place = [&](std::uint32_t source, std::uint32_t row) {
    return fmt::format("{} r{}", context.source_id(source), row);
  };
  for (const InvoicePayment& link : links) {
    if (!sheet.begin_row()) break;
    sheet.text(link.invoice_number);
    sheet.text(context.masker.name(link.customer));
    sheet.date(link.issued);
    sheet.amount(link.invoice_amount);
    sheet.text(context.masker.name(link.payer));
    sheet.date(link.paid);
    sheet.amount(link.payment_amount);
    sheet.amount(link.settled);
    sheet.amount(link.deducted);
    sheet.text(to_string(link.kind));
    sheet.text(link.ambiguous ? "是" : "否");
    sheet.text(place(link.invoice_source, link.invoice_row));
    sheet.text(place(context.dossier.statements[link.payment.statement].source, link.payment.row));
    sheet.text(context.masker.text(link.why));
    sheet.end_row();
  }
  return sheet;
}

Sheet score_sheet(Context& context) {
  Sheet sheet("评分", {{"编号", 8},
                       {"特征", 28},
                       {"指标", 28},
                       {"实际", 24},
                       {"得分", 8},
                       {"最高", 8},
                       {"缺失", 8}});
  for (const ScorePoint& point : context.assessment.score.points) {
    sheet.begin_row();
    sheet.text(point.characteristic);
    sheet.text(point.title);
    sheet.text(point.fact);
    sheet.text(context.masker.text(point.observed));
    sheet.number(point.points);
    sheet.number(point.points_max);
    sheet.text(point.missing ? "是" : "否");
    sheet.end_row();
  }
  return sheet;
}

Sheet cap_sheet(Context& context) {
  Sheet sheet("额度上限",
              {{"编号", 8}, {"上限", 24}, {"金额", 18}, {"计算或原因", 70}, {"起作用", 10}});
  for (const LimitCap& cap : context.assessment.limit.caps) {
    sheet.begin_row();
    sheet.text(cap.id);
    sheet.text(cap.title);
    const auto amount = cap.amount ? cap.amount->to_money() : std::nullopt;
    sheet.amount(amount);
    sheet.text(context.masker.text(cap.amount ? cap.formula : cap.reason));
    sheet.text(cap.id == context.assessment.limit.binding_cap ? "是" : "");
    sheet.end_row();
  }
  return sheet;
}

}  // namespace

std::string render_workbook(const Assessment& assessment, Masking masking) {
  Context context(assessment, masking);
  report::append_modules(context);
  std::vector<Sheet> sheets;
  sheets.push_back(summary_sheet(context, masking));
  sheets.push_back(finding_sheet(context));
  sheets.push_back(fact_sheet(context));
  sheets.push_back(month_sheet(context));
  sheets.push_back(invoice_month_sheet(context));
  sheets.push_back(party_sheet(context));
  sheets.push_back(transaction_sheet(context));
  sheets.push_back(
      link_sheet(context, "核销匹配", "购方", context.reconciliation.invoice_payments));
  sheets.push_back(
      link_sheet(context, "采购核销", "销方", context.reconciliation.purchase_payments));
  sheets.push_back(score_sheet(context));
  sheets.push_back(cap_sheet(context));
  return write_workbook(std::move(sheets));
}

}  // namespace zhun
