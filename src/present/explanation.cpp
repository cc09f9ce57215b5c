// 评估说明书: what counted in an assessment, for the customer (DOMAIN 9.6, 7.2 D18; 个人信息保护法
// article 24), one page that needs no explanation itself.
//
// The customer sees the customer's own data only: no counterparty, no number of a finding, and no
// threshold by which packaging is recognised. Reasons are the characteristics of the scorecard that
// cost most, and what is missing.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "base/digest.hpp"
#include "dossier/names.hpp"
#include "present/report_masker.hpp"
#include "present/report_text.hpp"
#include "zhun/present.hpp"

namespace zhun {

namespace {

using report::append_escaped;

constexpr std::size_t kReasonsMax = 4;

constexpr std::string_view kStyle =
    "body{font:16px/1.6 'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif;"
    "color:#1a1a1a;background:#fff;max-width:44em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em;text-align:center}h2{font-size:1.1em;margin:1.4em 0 .3em}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #777;padding:.25em .6em;"
    "text-align:left;vertical-align:top}th{background:#f2f2f2;font-weight:600}"
    "p,ol,ul{margin:.4em 0}.sign{margin-top:2em}"
    "@page{size:A4;margin:16mm}@media print{body{font-size:11.5px;line-height:1.45;margin:0;"
    "max-width:none}}";

void heading(std::string& out, std::string_view text) {
  fmt::format_to(std::back_inserter(out), "<h2>{}</h2>", text);
}

std::string_view outcome_of(const Assessment& assessment) {
  switch (assessment.decision) {
    case Decision::propose:
      return "系统的意见是：资料基本齐备，建议由审批人员按规定审批。";
    case Decision::refer:
      return "系统的意见是：有情况需要进一步了解，转由审查人员处理。";
    case Decision::manual_review_required:
      return "系统的意见是：须由审查人员全面人工审查。";
  }
  return "";
}

// Kinds of data, with how many files and the days they are as of; which were not used, and why.
void append_data(std::string& out, const Assessment& assessment) {
  heading(out, "一、用了您的哪些数据");
  out +=
      "<table><thead><tr><th>数据</th><th>份数</th><th>截止日</th><th>是否使用</th></tr></thead>"
      "<tbody>";
  struct Line {
    std::size_t count = 0;
    std::optional<Date> first, last;
  };
  std::map<std::pair<std::string, bool>, Line> lines;
  for (const Source& source : assessment.dossier->sources) {
    Line& line = lines[{std::string(kind_title(source.kind)), source.authorised}];
    ++line.count;
    if (!source.data_as_of) continue;
    if (!line.first || *source.data_as_of < *line.first) line.first = source.data_as_of;
    if (!line.last || *line.last < *source.data_as_of) line.last = source.data_as_of;
  }
  for (const auto& [key, line] : lines) {
    std::string days = line.first ? to_string(*line.first) : "—";
    if (line.last && !(*line.first == *line.last)) days += " 至 " + to_string(*line.last);
    fmt::format_to(std::back_inserter(out), "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                   key.first, line.count, days,
                   key.second ? "已使用，依据您的授权" : "未使用：没有您的有效授权");
  }
  if (lines.empty()) out += "<tr><td colspan=\"4\">没有使用任何数据文件</td></tr>";
  out += "</tbody></table>";
}

const ScorePoint* point_of(const Score& score, std::string_view characteristic) {
  const auto found =
      std::find_if(score.points.begin(), score.points.end(),
                   [&](const ScorePoint& point) { return point.characteristic == characteristic; });
  return found == score.points.end() ? nullptr : &*found;
}

void append_reasons(std::string& out, const Assessment& assessment) {
  heading(out, "二、主要影响因素");
  std::size_t shown = 0;
  std::string list;
  for (const std::string& code : assessment.score.reason_codes) {
    const ScorePoint* point = point_of(assessment.score, code);
    if (point == nullptr || shown == kReasonsMax) continue;
    ++shown;
    list += "<li>";
    append_escaped(list, point->title);
    list += point->missing ? "：没有可用的数据" : "：";
    if (!point->missing) append_escaped(list, point->observed);
    list += "</li>";
  }
  if (shown == 0)
    out += "<p>各项因素均未造成明显不利影响。</p>";
  else
    out += "<p>下列因素对评估的不利影响最大，按影响大小排列：</p><ol>" + list + "</ol>";
}

void append_improvements(std::string& out, const Assessment& assessment) {
  heading(out, "三、怎样可以改善");
  std::string list, unknown;
  for (const std::string& characteristic : assessment.score.missing) {
    const ScorePoint* point = point_of(assessment.score, characteristic);
    if (point == nullptr) continue;
    unknown += unknown.empty() ? "" : "、";
    append_escaped(unknown, point->title);
  }
  if (!unknown.empty()) list += "<li>提供能说明以下情况的数据：" + unknown + "</li>";
  std::string missing;
  for (const MaterialItem& item : assessment.materials) {
    const bool open =
        item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
    if (!open || !item.required) continue;
    missing += missing.empty() ? "" : "、";
    append_escaped(missing, item.name);
  }
  if (!missing.empty()) list += "<li>补充以下资料：" + missing + "</li>";
  for (const Source& source : assessment.dossier->sources) {
    if (source.authorised) continue;
    list += "<li>签署相应的授权书后，未使用的数据可以纳入评估</li>";
    break;
  }
  if (!assessment.score.reason_codes.empty())
    list += "<li>上列因素的实际情况改善后，可以提供新的数据重新评估</li>";
  out += list.empty() ? "<p>目前没有需要补充的事项。</p>" : "<ul>" + list + "</ul>";
}

constexpr std::string_view kRights =
    "<h2>四、谁来决定</h2><p>本评估由计算机程序按公开的规则计算，只是给审批人员的参考。"
    "是否贷款、贷多少，由审批人员决定，程序不作批准或拒绝的决定。</p>"
    "<h2>五、您的权利</h2><ul>"
    "<li>您可以要求银行解释评估结果，也可以不接受仅由自动化方式作出的决定，要求人工复核"
    "（《个人信息保护法》第二十四条）。</li>"
    "<li>您认为数据有误时，可以提出异议并提交证明，银行核实后更正（第四十六条）。</li>"
    "<li>您可以撤回授权；撤回前依据授权进行的处理仍然有效（第十五条）。</li>"
    "<li>您可以查阅、复制自己的数据；目的实现后，可以要求删除（第四十五条、第四十七条）。</li>"
    "</ul><p "
    "class=\"sign\">人工复核与异议联系人：____________________　电话：____________________</p>"
    "<p>经办机构（盖章）：____________________　日期：____________________</p>";

}  // namespace

std::string render_explanation_html(const Assessment& assessment) {
  const Dossier& dossier = *assessment.dossier;
  report::Masker masker(assessment, Masking::inside_bank);
  std::string out = "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">";
  fmt::format_to(std::back_inserter(out),
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">",
                 sha256_base64(kStyle));
  out +=
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<title>评估说明书</title><style>";
  out += kStyle;
  out += "</style></head><body><main><h1>评估说明书</h1><p>申请人：";
  append_escaped(out, dossier.customer.type == CustomerType::legal
                          ? masker.name(dossier.customer.name)
                          : masker.person(dossier.customer.name));
  out += "　申请编号：";
  append_escaped(out, dossier.application.number);
  out += "　数据基准日：" + to_string(dossier.as_of) + "</p><p>";
  out += outcome_of(assessment);
  out += "</p>";
  append_data(out, assessment);
  append_reasons(out, assessment);
  append_improvements(out, assessment);
  out += kRights;
  return out + "</main></body></html>\n";
}

}  // namespace zhun
