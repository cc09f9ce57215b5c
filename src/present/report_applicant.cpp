// M1 主体与申请, M2 关键发现与调查要点.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

void entry(std::string& out, std::string_view label, std::string_view value,
           std::string_view chip = {}) {
  if (value.empty()) return;
  fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>", label);
  append_escaped(out, value);
  if (!chip.empty()) {
    out += ' ';
    out += chip;
  }
  out += "</dd></div>";
}

std::string dated(const std::optional<Date>& date) {
  return date ? to_string(*date) : std::string();
}

std::string money_words(const std::optional<Money>& amount) {
  return amount ? wan(*amount) + " 万元" : std::string();
}

// The chip of a government record: the record as a whole is the evidence.
std::string record_chip(Context& context, const GovernmentRecord& record, std::string_view what) {
  EvidenceEntry item;
  item.title =
      fmt::format("{}（{}）", what, record.source_name.empty() ? "政务数据" : record.source_name);
  item.value = record.data_as_of ? "数据日期 " + to_string(*record.data_as_of) : "数据日期未注明";
  item.definition =
      fmt::format("提供部门：{}", record.department.empty() ? "未注明" : record.department);
  if (!record.authorisation_no.empty()) item.rule = "授权 " + record.authorisation_no;
  Evidence rows;
  rows.add_source(record.source);
  std::string chip;
  context.evidence.append_chip(
      chip,
      context.evidence.of_custom(fmt::format("record/{}", record.source), std::move(item), rows));
  return chip;
}

void append_registry(Context& context) {
  std::string& out = context.out;
  const GovernmentRecord* record = context.registry_record();
  const Customer& customer = context.dossier.customer;
  out += "<div class=\"card\"><h3>登记信息</h3>";
  if (record == nullptr) {
    append_not_supplied(out, "市场主体登记数据", "不能核对名称、状态与成立日期");
    out += "</div>";
    return;
  }
  const Registry& registry = *record->registry;
  const std::string chip = record_chip(context, *record, "市场主体登记");
  std::string state = registry.status;
  if (record->data_as_of) state += "（" + to_string(*record->data_as_of) + " 数据）";
  out += "<dl class=\"facts\">";
  entry(out, "登记名称", context.masker.name(registry.name));
  entry(out, "登记状态", state, chip);
  entry(out, "主体类型", registry.type);
  entry(out, "成立日期", dated(registry.established));
  entry(out, "注册资本", money_words(registry.capital));
  entry(out, "实缴资本", money_words(registry.paid_in_capital));
  entry(out, "法定代表人", context.masker.person(registry.legal_representative));
  entry(out, "行业", registry.industry);
  entry(out, "住所", context.masker.address(registry.address));
  std::string holders;
  for (const auto& holder : registry.shareholders) {
    if (!holders.empty()) holders += "、";
    holders += context.masker.name(holder.name);
    if (holder.share) holders += " " + percent(*holder.share);
  }
  entry(out, "股东", holders);
  if (!registry.changes.empty())
    entry(out, "变更记录", fmt::format("{} 条", registry.changes.size()));
  entry(out, "经营异常",
        registry.abnormal.empty() ? "无记录" : fmt::format("{} 条", registry.abnormal.size()));
  entry(out, "经营地址（申请）", context.masker.address(customer.address));
  out += "</dl></div>";
}

std::string_view repayment_words(std::string_view code) {
  if (code == "REVOLVING") return "循环，随借随还";
  if (code == "INSTALMENT") return "等额分期";
  if (code == "INTEREST_ONLY") return "按期付息，到期还本";
  return code;
}

void append_application(Context& context) {
  std::string& out = context.out;
  const Application& application = context.dossier.application;
  out += "<div class=\"card\"><h3>本次申请</h3><dl class=\"facts\">";
  entry(out, "申请金额", wan(application.requested) + " 万元");
  if (application.term_months > 0)
    entry(out, "期限", fmt::format("{} 个月", application.term_months));
  entry(out, "还款方式", repayment_words(application.repayment));
  entry(out, "用途", context.masker.text(application.purpose));
  entry(out, "用款对象", context.masker.name(application.purpose_supplier));
  if (application.annual_rate) entry(out, "年利率", percent(*application.annual_rate, 2));
  entry(out, "现有流贷", money_words(application.existing_loans));
  entry(out, "现有月还款", money_words(application.existing_instalment));
  entry(out, "申报年销售额", money_words(application.declared_annual_sales));
  std::string lenders;
  for (const auto& lender : application.disclosed_lenders) {
    lenders += (lenders.empty() ? "" : "、") + context.masker.name(lender);
  }
  entry(out, "已披露的融资方", lenders.empty() ? "未填写" : lenders);
  entry(out, "担保", application.secured ? "有" : "信用");
  const Customer& customer = context.dossier.customer;
  if (!customer.spouse.empty()) entry(out, "配偶", context.masker.person(customer.spouse));
  if (!customer.mobile.empty()) entry(out, "联系电话", context.masker.mobile(customer.mobile));
  if (customer.claimed_staff) entry(out, "申报用工", fmt::format("{} 人", *customer.claimed_staff));
  std::string related;
  for (const auto& name : customer.related_names)
    related += (related.empty() ? "" : "、") + context.masker.name(name);
  entry(out, "关联方", related);
  out += "</dl></div>";
}

struct GovernmentLine {
  std::string what, result;
  const GovernmentRecord* record;
};

std::string count_words(std::size_t count) {
  return count == 0 ? "无记录" : fmt::format("{} 条", count);
}

void add_lines(std::vector<GovernmentLine>& lines, const GovernmentRecord& record) {
  if (record.social_security) {
    const auto& data = *record.social_security;
    std::string words =
        data.headcount_now ? fmt::format("参保 {} 人", *data.headcount_now) : "参保人数未提供";
    words += fmt::format("，{} 个月记录", data.months.size());
    if (data.arrears && !data.arrears->is_zero()) words += "，欠缴 " + yuan(*data.arrears) + " 元";
    lines.push_back({"社会保险", words, &record});
  }
  if (record.housing_fund && record.housing_fund->headcount) {
    lines.push_back(
        {"住房公积金", fmt::format("缴存 {} 人", *record.housing_fund->headcount), &record});
  }
  if (record.utilities) {
    const auto& data = *record.utilities;
    lines.push_back({"水电燃气",
                     fmt::format("电 {} 月，水 {} 月，气 {} 月", data.electricity.size(),
                                 data.water.size(), data.gas.size()),
                     &record});
  }
  if (record.judicial) {
    const auto& data = *record.judicial;
    lines.push_back({"失信被执行人", count_words(data.dishonest.size()), &record});
    lines.push_back(
        {"被执行 / 限高", count_words(data.enforced.size() + data.restricted.size()), &record});
    lines.push_back({"涉诉", count_words(data.litigation.size()), &record});
  }
  if (record.penalties)
    lines.push_back({"行政处罚", count_words(record.penalties->size()), &record});
  if (record.real_estate)
    lines.push_back({"不动产", count_words(record.real_estate->size()), &record});
}

void append_government(Context& context) {
  std::string& out = context.out;
  std::vector<GovernmentLine> lines;
  for (const auto& record : context.dossier.government) add_lines(lines, record);
  out += "<div class=\"card span\"><h3>其他政务数据</h3>";
  if (lines.empty()) {
    append_not_supplied(out, "社保、水电、司法等政务数据", "未拉取不等于没有记录");
  } else {
    open_table(out, "其他政务数据", {"项目", "结果", "主体", "数据日期", "证据"});
    for (const auto& line : lines) {
      out += "<tr>";
      head_cell(out, line.what);
      cell(out, line.result);
      cell(out, context.masker.name(line.record->subject_name));
      cell(out, line.record->data_as_of ? to_string(*line.record->data_as_of) : "—");
      out += "<td>" + record_chip(context, *line.record, line.what) + "</td></tr>";
    }
    close_table(out);
  }
  out += "</div>";
}

// M2
// -------------------------------------------------------------------------------------------------

// X42: the figure stands on data that the policy calls old.
void append_old_sources(Context& context, const Finding& finding) {
  if (finding.old_sources.empty()) return;
  std::string sources;
  for (const std::uint32_t source : finding.old_sources) {
    sources += (sources.empty() ? "" : "、") + context.source_id(source);
  }
  fmt::format_to(std::back_inserter(context.out),
                 "<br><span class=\"old\">◆ 依据的 {} 数据已旧，结论打折看待</span>", sources);
}

void append_failing(Context& context) {
  std::string& out = context.out;
  const auto& findings = context.assessment.findings;
  const auto failing = std::count_if(findings.begin(), findings.end(),
                                     [](const auto& f) { return f.status == FindingStatus::fail; });
  out += "<div class=\"card span\"><h3>发现<span class=\"sub\">按严重程度排序</span></h3>";
  if (failing == 0) {
    out += "<p class=\"absent\">没有未通过的检查</p></div>";
    return;
  }
  open_table(out, "未通过的检查", {"级别", "发现与数字", "怎样核实", "证据", "结果"}, "cards");
  for (const auto& finding : findings) {
    if (finding.status != FindingStatus::fail) continue;
    const CheckWording* check = context.check(finding.id);
    out += "<tr><td>";
    append_severity(out, finding.severity, finding.status);
    out += "</td><td><b>";
    append_escaped(out, context.masker.text(shown_claim(finding)));
    out += "</b> <span class=\"code\">";
    append_escaped(out, finding.id + (finding.theme.empty() ? "" : " · " + finding.theme));
    out += "</span><br>";
    append_escaped(out, context.masker.text(finding.text));
    append_old_sources(context, finding);
    out += "</td>";
    cell(out, check != nullptr ? check->how : "");
    out += "<td class=\"chips\">";
    context.evidence.append_chip(out, context.evidence.of_finding(finding));
    std::size_t shown = 0;
    for (const auto& name : finding.facts) {
      if (shown == 3) break;
      const std::string id = context.evidence.of_fact(name);
      if (id.empty()) continue;
      context.evidence.append_chip(out, id);
      ++shown;
    }
    out += "</td>";
    append_result_boxes(out);
    out += "</tr>";
  }
  close_table(out);
  out += "</div>";
}

std::string finding_chips(Context& context, const std::vector<std::string>& ids) {
  std::string chips;
  for (const auto& id : ids) {
    for (const auto& finding : context.assessment.findings) {
      if (finding.id != id) continue;
      context.evidence.append_chip(chips, context.evidence.of_finding(finding));
      break;
    }
  }
  return chips;
}

// The finding whose sentence in the table of findings is all that this point would say.
const Finding* shown_finding(const Context& context, const InvestigationPoint& point) {
  for (const auto& finding : context.assessment.findings) {
    if (finding.status == FindingStatus::fail && finding.text == point.why &&
        std::find(point.findings.begin(), point.findings.end(), finding.id) !=
            point.findings.end()) {
      return &finding;
    }
  }
  return nullptr;
}

void append_points(Context& context) {
  std::string& out = context.out;
  const auto& points = context.assessment.points;
  if (points.empty()) return;
  out +=
      "<div class=\"card span\"><h3>调查要点<span "
      "class=\"sub\">现场与访谈核实，逐条勾选</span></h3>";
  open_table(out, "调查要点", {"序", "问题", "为什么问", "怎样核实", "证据", "结果"}, "cards");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& point = points[i];
    fmt::format_to(std::back_inserter(out), "<tr><td>{}</td><td><b>", i + 1);
    append_escaped(out, context.masker.text(point.question));
    out += "</b> <span class=\"code\">";
    append_escaped(out, point.id);
    out += "</span></td>";
    // Why a finding raises a point stands in the table above.
    const Finding* above = shown_finding(context, point);
    cell(out, above != nullptr ? fmt::format("见发现 {}：{}", above->id,
                                              context.masker.text(shown_claim(*above)))
                               : context.masker.text(point.why));
    cell(out, context.masker.text(point.how));
    out += "<td class=\"chips\">" + finding_chips(context, point.findings) + "</td>";
    append_result_boxes(out);
    out += "</tr>";
  }
  close_table(out);
  out += "</div>";
}

std::string material_name(const Context& context, std::string_view id) {
  for (const auto& item : context.assessment.materials) {
    if (item.id == id) return item.name;
  }
  if (context.policy != nullptr) {
    for (const auto& item : context.policy->materials) {
      if (item.id == id) return item.name;
    }
  }
  return std::string(id);
}

void append_not_evaluated(Context& context) {
  std::string& out = context.out;
  std::size_t count = 0;
  for (const auto& finding : context.assessment.findings)
    count += finding.status == FindingStatus::not_evaluated ? 1 : 0;
  if (count == 0) return;
  fmt::format_to(std::back_inserter(out),
                 "<div class=\"card span\"><h3>未评估 {} 项<span "
                 "class=\"sub\">缺操作数的检查不作判断，也不按零处理</span></h3>",
                 count);
  open_table(out, "未评估的检查", {"检查", "原因", "可由哪份资料补上"});
  for (const auto& finding : context.assessment.findings) {
    if (finding.status != FindingStatus::not_evaluated) continue;
    out += "<tr>";
    head_cell(out, finding.id + " " + finding.title);
    cell(out, context.masker.text(finding.missing_reason));
    cell(out,
         finding.missing_material.empty() ? "—" : material_name(context, finding.missing_material));
    out += "</tr>";
  }
  close_table(out);
  out += "</div>";
}

void append_passed(Context& context) {
  std::string& out = context.out;
  std::size_t passed = 0, other = 0;
  for (const auto& finding : context.assessment.findings) {
    passed += finding.status == FindingStatus::pass ? 1 : 0;
    other += finding.status == FindingStatus::not_applicable ? 1 : 0;
  }
  if (passed + other == 0) return;
  fmt::format_to(std::back_inserter(out),
                 "<details class=\"card span\"><summary>✓ 通过 {} 项{}</summary>", passed,
                 other == 0 ? std::string() : fmt::format("，不适用 {} 项", other));
  open_table(out, "通过的检查", {"检查", "结果", "观察值", "证据"});
  for (const auto& finding : context.assessment.findings) {
    if (finding.status != FindingStatus::pass && finding.status != FindingStatus::not_applicable)
      continue;
    out += "<tr>";
    head_cell(out, finding.id + " " + finding.title);
    cell(out, finding.status == FindingStatus::pass ? "✓ 通过" : "– 不适用");
    cell(out, context.masker.text(shown_value(finding)));
    out += "<td>";
    context.evidence.append_chip(out, context.evidence.of_finding(finding, 3));
    out += "</td></tr>";
  }
  close_table(out);
  out += "</details>";
}

}  // namespace

void append_applicant(Context& context) {
  open_module(context.out, {1, "m1", "主体与申请", "政务数据与申请信息"});
  context.out += "<div class=\"grid\">";
  append_registry(context);
  append_application(context);
  append_government(context);
  context.out += "</div>";
  close_module(context.out);
}

void append_findings(Context& context) {
  open_module(context.out, {2, "m2", "关键发现与调查要点", "每条都有数字、证据与核实办法"});
  context.out += "<div class=\"grid\">";
  append_failing(context);
  append_points(context);
  append_not_evaluated(context);
  append_passed(context);
  context.out += "</div>";
  close_module(context.out);
}

}  // namespace zhun::report
