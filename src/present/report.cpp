// The investigation report (调查报告) as one self-contained HTML file: head, navigation, modules,
// data.
//
// Page 1 is written first, because figures are numbered in the order of reading; the index of the
// evidence and the data for the script follow when all numbers are given.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/digest.hpp"
#include "present/report_assets.hpp"
#include "present/report_context.hpp"
#include "present/report_text.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace report {
namespace {

void append_head(std::string& out, const Context& context, std::string_view css,
                 std::string_view js, std::string_view title) {
  auto to = std::back_inserter(out);
  out += "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">";
  fmt::format_to(to,
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                 "script-src 'sha256-{}'; "
                 "style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'\">",
                 sha256_base64(js), sha256_base64(css));
  out +=
      "<meta name=\"renderer\" content=\"webkit\"><meta name=\"force-rendering\" "
      "content=\"webkit\">"
      "<meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\"><meta name=\"referrer\" "
      "content=\"no-referrer\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta "
      "name=\"generator\" content=\"zhun ";
  append_escaped(out, context.assessment.engine_version);
  out += "\"><title>";
  append_escaped(out, title);
  out += "</title><style>";
  out += css;
  out += "</style></head>";
}

struct NavEntry {
  std::string_view id, title;
  std::string count;
  bool alert = false;
};

std::vector<NavEntry> nav_entries(const Context& context) {
  const auto& findings = context.assessment.findings;
  const auto heavy = std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.status == FindingStatus::fail && finding.severity <= Severity::warn_severe;
  });
  const auto failing = std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.status == FindingStatus::fail;
  });
  const auto& materials = context.assessment.materials;
  const auto open = std::count_if(materials.begin(), materials.end(), is_open);
  return {
      {"m0", "决策摘要", {}, false},
      {"m1", "主体与申请", {}, false},
      {"m2", "关键发现",
       heavy > 0 ? fmt::format("▲{} / {}", heavy, failing) : std::to_string(failing), heavy > 0},
      {"m3", "流水分析", {}, false},
      {"m4", "税票交叉验证", {}, false},
      {"m5", "评分与额度", std::to_string(context.assessment.score.total), false},
      {"m6", "资料与数据质量", open > 0 ? fmt::format("缺{}", open) : std::string(), false},
      {"m7", "流水明细", grouped(context.table.rows().size()), false},
      {"m8", "证据与审计", {}, false}};
}

void append_nav(Context& context, std::string_view name) {
  std::string& out = context.out;
  auto to = std::back_inserter(out);
  out += "<body><a class=\"skip\" href=\"#m0\">跳到正文</a><header class=\"top\"><b>";
  append_escaped(out, shortened(name, 24));
  fmt::format_to(to,
                 "</b><span>{} {}</span></header><nav aria-label=\"章节\"><p "
                 "class=\"brand\">模块化调查报告</p><p class=\"product\">",
                 decision_icon(context.assessment.decision),
                 decision_words(context.assessment.decision));
  append_escaped(
      out, context.dossier.customer.type == CustomerType::legal ? "小微法人授信" : "小微个人授信");
  if (context.dossier.application.term_months > 0) {
    fmt::format_to(to, " · {} 个月", context.dossier.application.term_months);
  }
  out += "</p><ul>";
  for (const auto& entry : nav_entries(context)) {
    fmt::format_to(to, "<li><a href=\"#{}\"><span>{}</span>", entry.id, entry.title);
    if (!entry.count.empty())
      fmt::format_to(to, "<span class=\"count{}\">{}</span>", entry.alert ? " alert" : "",
                     entry.count);
    out += "</a></li>";
  }
  out +=
      "</ul><p class=\"scripted\" hidden><button type=\"button\" id=\"print\">打印 / 存为 "
      "PDF</button></p>"
      "<div class=\"route\"><p>10 分钟阅读路线</p><ol><li>结论与准入 <span>1 "
      "分钟</span></li><li>发现与证据 <span>4 分钟</span></li>"
      "<li>流水与税票图 <span>3 分钟</span></li><li>缺件与条件 <span>2 "
      "分钟</span></li></ol></div></nav><main>";
}

void append_drawer(std::string& out) {
  out +=
      "<dialog id=\"drawer\" aria-labelledby=\"drawer-title\"><header><h2 id=\"drawer-title\"></h2>"
      "<button type=\"button\" id=\"drawer-close\">关闭</button></header><div "
      "id=\"drawer-body\"></div></dialog>"
      "<div id=\"tip\" role=\"tooltip\" hidden></div>";
}

std::string page(const Assessment& assessment, Masking masking) {
  Context context(assessment, masking);
  const std::string css = style_sheet(), js = script();
  const Customer& customer = context.dossier.customer;
  const std::string name = customer.type == CustomerType::legal
                               ? context.masker.name(customer.name)
                               : context.masker.person(customer.name);
  append_head(context.out, context, css, js,
              name + " · 调查报告 · " + to_string(context.dossier.as_of));
  append_nav(context, name);
  append_modules(context);
  context.out += "</main>";
  append_drawer(context.out);
  context.out += "<script type=\"application/json\" id=\"evidence\">";
  context.evidence.append_json(context.out);
  context.out += "</script><script type=\"application/json\" id=\"rows\">";
  append_rows_json(context, context.out);
  context.out += "</script><script>";
  context.out += js;
  context.out += "</script></body></html>\n";
  return std::move(context.out);
}

}  // namespace

void append_modules(Context& context) {
  append_summary(context);
  append_applicant(context);
  append_findings(context);
  append_statements(context);
  append_sales(context);
  append_score(context);
  append_materials(context);
  append_transactions(context);
  append_audit(context);
}

}  // namespace report

std::string render_report_html(const Assessment& assessment, Masking masking) {
  return report::page(assessment, masking);
}

}  // namespace zhun
