// M8 证据与审计: files, consents, the index of all evidence, versions, disclaimer and signatures.
#include <fmt/format.h>

#include <iterator>

#include "present/report_context.hpp"
#include "present/report_text.hpp"

namespace zhun::report {
namespace {

void append_sources(Context& context) {
  std::string& out = context.out;
  out += "<div class=\"card span\"><h3>文件清单</h3>";
  if (context.dossier.sources.empty()) append_not_supplied(out, "任何数据文件", "");
  open_table(out, "文件清单",
             {"编号", "文件", "类型", "格式", "#行数", "数据日期", "授权", "sha256"});
  for (const auto& source : context.dossier.sources) {
    const bool used = source.authorised && source.unread.empty();
    out += used ? "<tr>" : "<tr class=\"wrong\">";
    head_cell(out, source.id);
    cell(out, context.masker.file_name(source.name) +
                  (source.files.empty() ? std::string()
                                        : fmt::format(" 等 {} 个文件", source.files.size())));
    cell(out, kind_title(source.kind));
    cell(out, source.unread.empty() ? source.layout : source.layout + "（未识别）");
    number_cell(out, grouped(source.rows));
    cell(out, source.data_as_of ? to_string(*source.data_as_of) : "—");
    cell(out, source.authorised ? "✓ " + source.consent_id : "✗ 未进入计算：" + source.refusal);
    out += "<td><code title=\"";
    append_escaped(out, source.sha256);
    out += "\">";
    append_escaped(out, short_digest(source.sha256));
    out += "</code></td></tr>";
  }
  close_table(out);
  out += "</div>";
}

std::string_view document_words(ConsentDocument document) {
  switch (document) {
    case ConsentDocument::personal:
      return "个人授权书";
    case ConsentDocument::enterprise:
      return "企业授权书";
    case ConsentDocument::qcl:
      return "泉城链授权书";
  }
  return "";
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : "、") + item;
  return out;
}

void append_consents(Context& context) {
  std::string& out = context.out;
  out += "<div class=\"card span\"><h3>所用授权</h3>";
  if (context.dossier.consents.empty()) {
    append_not_supplied(out, "授权书", "没有授权的数据不进入计算");
    out += "</div>";
    return;
  }
  open_table(out, "授权", {"编号", "授权书", "授权人", "用途", "范围", "签署", "有效期"});
  for (const auto& consent : context.dossier.consents) {
    out += "<tr>";
    head_cell(out, consent.id);
    cell(out, document_words(consent.document));
    cell(out, context.masker.name(consent.subject_name));
    cell(out, joined(consent.purposes));
    cell(out, joined(consent.scopes));
    cell(out, to_string(consent.signed_at.date));
    std::string validity =
        consent.valid_from ? to_string(*consent.valid_from) : std::string("签署日");
    validity += " 至 " + (consent.valid_to ? to_string(*consent.valid_to) : std::string("未注明"));
    if (consent.revoked_at) validity += "，" + to_string(consent.revoked_at->date) + " 撤回";
    out += "<td class=\"d\">";
    append_escaped(out, validity);
    out += "</td>";
    out += "</tr>";
  }
  close_table(out);
  out += "</div>";
}

void append_versions(Context& context) {
  std::string& out = context.out;
  const Assessment& all = context.assessment;
  out += "<div class=\"card span\"><h3>版本与指纹</h3><dl class=\"facts\">";
  const auto line = [&](std::string_view label, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd><code>", label);
    append_escaped(out, value.empty() ? "—" : value);
    out += "</code></dd></div>";
  };
  line("引擎", all.engine_version);
  line("规则包", all.policy_id);
  line("评分模型", all.score.model);
  line("输入指纹 sha256", all.input_digest);
  out +=
      "</dl><p "
      "class=\"note\">"
      "同一份输入、同一引擎与规则包，得到逐字节相同的报告。评分卡的分值为示例，使用前须由本行确认。"
      "</p>"
      "<p "
      "class=\"disclaimer\"><b>仅供辅助决策。</b>本报告的建议由规则与数据推出，不构成授信审批结论；"
      "最终决定由有权审批人作出，申请人可就自动化处理的结果要求说明并申请人工复核。</p></div>";
}

void append_signatures(std::string& out) {
  out += "<div class=\"signatures\">";
  for (const std::string_view role : {"客户经理", "复核人", "审批人"}) {
    fmt::format_to(std::back_inserter(out), "<p>{}：<span></span> 日期：<span></span></p>", role);
  }
  out += "</div>";
}

}  // namespace

void append_audit(Context& context) {
  std::string& out = context.out;
  open_module(out, {8, "m8", "证据与审计", "任何数字都能回到文件、页、行"});
  out += "<div class=\"grid\">";
  append_sources(context);
  append_consents(context);
  append_overrides(context);
  append_versions(context);
  out += "</div>";
  append_signatures(out);
  fmt::format_to(std::back_inserter(out),
                 "<details class=\"card index\" id=\"index\" open><summary>证据索引 {} "
                 "条</summary><p class=\"note\">规则包 ",
                 context.evidence.size());
  append_escaped(out, context.assessment.policy_id.empty() ? "—" : context.assessment.policy_id);
  out += "，引擎 ";
  append_escaped(out, context.assessment.engine_version);
  out +=
      "；▲ 为带标记的行，其余按金额从大到小；折叠部分（图的数据表、通过的检查）所引的证据不打印，"
      "见电子版</p><div class=\"entries\">";
  std::string index;
  context.evidence.append_index(index, out);
  out += index;
  out += "</div></details>";
  close_module(out);
}

}  // namespace zhun::report
