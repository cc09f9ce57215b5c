// Summary: see the header.
#include "summary.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "zhun/text.hpp"

namespace zhun::cli {
namespace {

constexpr std::size_t kFindingsShown = 8;
constexpr std::size_t kMaterialsShown = 8;
constexpr std::size_t kPointsShown = 5;
constexpr std::size_t kTextColumns = 90;

struct Counts {
  int knock_outs = 0, severe = 0, warnings = 0, notes = 0, not_evaluated = 0, passed = 0;
};

Counts count(const std::vector<Finding>& findings) {
  Counts out;
  for (const Finding& finding : findings) {
    if (finding.status == FindingStatus::not_evaluated) ++out.not_evaluated;
    if (finding.status == FindingStatus::pass) ++out.passed;
    if (finding.status != FindingStatus::fail) continue;
    if (finding.severity == Severity::ko) ++out.knock_outs;
    if (finding.severity == Severity::warn_severe) ++out.severe;
    if (finding.severity == Severity::warn) ++out.warnings;
    if (finding.severity == Severity::info) ++out.notes;
  }
  return out;
}

std::vector<const Finding*> failed_findings(const Assessment& assessment) {
  std::vector<const Finding*> out;
  for (const Finding& finding : assessment.findings)
    if (finding.status == FindingStatus::fail) out.push_back(&finding);
  std::stable_sort(out.begin(), out.end(),
                   [](const Finding* a, const Finding* b) { return a->severity < b->severity; });
  return out;
}

std::vector<const MaterialItem*> missing_materials(const Assessment& assessment) {
  std::vector<const MaterialItem*> out;
  for (const MaterialItem& item : assessment.materials) {
    const bool open =
        item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
    if (item.required && open) out.push_back(&item);
  }
  return out;
}

std::string_view word_of(Severity severity) {
  switch (severity) {
    case Severity::ko:
      return "拦截";
    case Severity::warn_severe:
      return "严重预警";
    case Severity::warn:
      return "预警";
    case Severity::info:
      return "提示";
    case Severity::none:
      return "";
  }
  return "";
}

std::string_view word_of(Decision decision) {
  switch (decision) {
    case Decision::propose:
      return "建议授信";
    case Decision::refer:
      return "转人工评审";
    case Decision::manual_review_required:
      return "须人工复核";
  }
  return "须人工复核";
}

// Red, yellow and green by weight; nothing where no colours are shown.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  [[nodiscard]] std::string of(Severity severity, const std::string& text) const {
    if (severity == Severity::ko || severity == Severity::warn_severe) return in("31", text);
    return severity == Severity::warn ? in("33", text) : text;
  }
  [[nodiscard]] std::string of(Decision decision, const std::string& text) const {
    return in(decision == Decision::propose ? "32"
              : decision == Decision::refer ? "33"
                                            : "31",
              text);
  }
  [[nodiscard]] std::string strong(const std::string& text) const { return in("1", text); }

 private:
  [[nodiscard]] std::string in(std::string_view code, const std::string& text) const {
    return on_ ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }
  bool on_;
};

// Columns of a terminal: an ideograph takes two.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const std::string_view point : code_points(text)) width += point.size() > 2 ? 2 : 1;
  return width;
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t width = width_of(text);
  std::string out(text);
  if (width < columns) out.append(columns - width, ' ');
  return out;
}

// At most `columns` wide.
std::string cut(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t width = 0;
  for (const std::string_view point : code_points(text)) {
    width += width_of(point);
    if (width > columns) return out + "…";
    out += point;
  }
  return out;
}

std::string line(std::string_view label, std::string_view text) {
  return "  " + padded(label, 8) + std::string(text) + "\n";
}

std::string item(std::string_view word, std::string_view id, std::string_view text) {
  return "    " + padded(word, 10) + padded(id, 16) + cut(text, kTextColumns) + "\n";
}

std::string more(std::size_t all, std::size_t shown) {
  if (all <= shown) return "";
  return "    另有 " + std::to_string(all - shown) + " 项，见报告\n";
}

std::string number(int value) { return std::to_string(value); }

std::string score_words(const Score& score) {
  const std::string grade = score.grade.empty() ? "未给等级：数据不足" : "等级 " + score.grade;
  return number(score.total) + " 分，" + grade + "（评分卡 " + score.card + "）";
}

std::string limit_words(const Assessment& assessment) {
  std::string out = to_grouped_string(assessment.limit.limit) + " 元（申请 " +
                    to_grouped_string(assessment.dossier->application.requested) + " 元）";
  for (const LimitCap& cap : assessment.limit.caps)
    if (cap.id == assessment.limit.binding_cap) out += "，受限于" + cap.title;
  return out;
}

std::string findings_words(const Counts& counts) {
  return "拦截 " + number(counts.knock_outs) + "，严重预警 " + number(counts.severe) + "，预警 " +
         number(counts.warnings) + "，提示 " + number(counts.notes) + "；通过 " +
         number(counts.passed) + "，无法核验 " + number(counts.not_evaluated);
}

std::string findings_lines(const Assessment& assessment, Masking masking, const Paint& paint) {
  std::vector<const Finding*> shown = failed_findings(assessment);
  const std::size_t all = shown.size();
  shown.resize(std::min(all, kFindingsShown));
  const std::vector<std::string> texts = render_finding_texts(assessment, shown, masking);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i)
    out += paint.of(shown[i]->severity, item(word_of(shown[i]->severity), shown[i]->id, texts[i]));
  return out + more(all, kFindingsShown);
}

// What to ask next. The questions' own words are the policy's with figures of the dossier, so that
// they are masked as findings are.
std::string points_lines(const Assessment& assessment, Masking masking) {
  const auto& points = assessment.points;
  const auto answered = std::count_if(points.begin(), points.end(),
                                      [](const auto& point) { return point.answer.has_value(); });
  std::string out = line(
      "要问", std::to_string(points.size()) + " 个要点，已答 " + std::to_string(answered) + " 个");
  std::vector<const InvestigationPoint*> open;
  for (const InvestigationPoint& point : points)
    if (!point.answer) open.push_back(&point);
  const std::size_t shown = std::min(open.size(), kPointsShown);
  for (std::size_t i = 0; i < shown; ++i)
    out += item(word_of(open[i]->severity), open[i]->id,
                render_point_question(assessment, *open[i], masking));
  return out + more(open.size(), shown);
}

std::string materials_lines(const Assessment& assessment) {
  int replaced = 0, received = 0, waived = 0;
  for (const MaterialItem& material : assessment.materials) {
    replaced += material.status == MaterialStatus::replaced_by_data ? 1 : 0;
    received += material.status == MaterialStatus::received ? 1 : 0;
    waived += material.status == MaterialStatus::waived ? 1 : 0;
  }
  const auto missing = missing_materials(assessment);
  std::string out =
      line("资料", (missing.empty() ? std::string("必备资料已齐")
                                    : "必备资料缺 " + std::to_string(missing.size()) + " 项") +
                       "；数据已替代 " + number(replaced) + "，已收 " + number(received) +
                       "，豁免 " + number(waived));
  const std::size_t shown = std::min(missing.size(), kMaterialsShown);
  for (std::size_t i = 0; i < shown; ++i)
    out += item(missing[i]->status == MaterialStatus::expired ? "过期" : "缺少", missing[i]->id,
                missing[i]->name);
  return out + more(missing.size(), shown);
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_quoted(out, name);
  out += ':';
  append_quoted(out, text);
}

void append_member(std::string& out, std::string_view name, int number) {
  append_quoted(out, name);
  out += ':' + std::to_string(number);
}

// Whom to ask what: the query sheet stands in the report and in assessment.json.
std::string query_words(const Assessment& assessment) {
  if (assessment.queries.empty()) return "无：各来源之间没有矛盾";
  std::vector<std::string> providers;
  for (const DataQuery& query : assessment.queries) {
    if (providers.empty() || providers.back() != query.provider)
      providers.push_back(query.provider);
  }
  return std::to_string(assessment.queries.size()) + " 条记录，须向 " +
         std::to_string(providers.size()) + " 家数据提供方核实";
}

}  // namespace

bool is_colourful() {
  const char* none = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) != 0 && (none == nullptr || *none == '\0') && term != nullptr &&
         std::string_view(term) != "dumb";
}

std::string summary_text(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths, Masking masking, bool colourful) {
  const Paint paint(colourful);
  std::string out =
      paint.strong(dossier_name) + "  数据基准日 " + to_string(assessment.dossier->as_of) + "\n";
  if (masking == Masking::none) out += line("注意", "未脱敏：以下内容和输出文件含个人信息");
  out += line("建议", paint.of(assessment.decision, std::string(word_of(assessment.decision))) +
                          "（仅为建议，由人决定）");
  out += line("评分", score_words(assessment.score));
  out += line("额度", limit_words(assessment));
  out += line("发现", findings_words(count(assessment.findings)));
  out += findings_lines(assessment, masking, paint);
  out += points_lines(assessment, masking);
  out += materials_lines(assessment);
  for (const std::string& note : assessment.answer_notes) out += line("答复", note);
  out += line("核查单", query_words(assessment));
  out += line("规则包", assessment.policy_id);
  out += line("报告", paths.report);
  out += line("清单", paths.checklist);
  out += line("数据", paths.assessment);
  if (!paths.feed.empty()) out += line("手机端", paths.feed);
  if (!paths.documents.empty()) out += line("文书", paths.documents);
  return out;
}

std::string summary_json(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths, const Changes* changes) {
  const Counts counts = count(assessment.findings);
  std::string out = "{";
  append_member(out, "schema", "zhun.summary/1");
  append_member(out += ',', "dossier", dossier_name);
  append_member(out += ',', "as_of", to_string(assessment.dossier->as_of));
  append_member(out += ',', "decision", to_string(assessment.decision));
  append_member(out += ',', "score", assessment.score.total);
  append_member(out += ',', "grade", assessment.score.grade);
  append_member(out += ',', "limit", to_string(assessment.limit.limit));
  out += ",\"counts\":{";
  append_member(out, "knock_out", counts.knock_outs);
  append_member(out += ',', "severe", counts.severe);
  append_member(out += ',', "warning", counts.warnings);
  append_member(out += ',', "note", counts.notes);
  append_member(out += ',', "passed", counts.passed);
  append_member(out += ',', "not_evaluated", counts.not_evaluated);
  out += "},\"findings\":[";
  bool first = true;
  for (const Finding* finding : failed_findings(assessment)) {
    out += first ? "{" : ",{";
    first = false;
    append_member(out, "id", finding->id);
    append_member(out += ',', "severity", to_string(finding->severity));
    append_member(out += ',', "title", finding->title);
    out += '}';
  }
  out += "],\"queries\":" + std::to_string(assessment.queries.size()) + ",\"missing_materials\":[";
  first = true;
  for (const MaterialItem* item : missing_materials(assessment)) {
    if (!first) out += ',';
    first = false;
    append_quoted(out, item->id);
  }
  out += "],";
  append_member(out, "policy", assessment.policy_id);
  append_member(out += ',', "engine", assessment.engine_version);
  append_member(out += ',', "input_digest", assessment.input_digest);
  out += ",\"files\":{";
  append_member(out, "report", paths.report);
  append_member(out += ',', "assessment", paths.assessment);
  append_member(out += ',', "checklist", paths.checklist);
  append_member(out += ',', "seal", paths.seal);
  if (!paths.feed.empty()) append_member(out += ',', "feed", paths.feed);
  if (!paths.documents.empty()) append_member(out += ',', "documents", paths.documents);
  out += '}';
  if (changes != nullptr) {
    std::string json = render_changes_json(*changes);
    std::erase(json, '\n');  // a summary is a line, so that those of --watch can be told apart
    out += ",\"changes\":" + json;
  }
  out += "}\n";
  return out;
}

}  // namespace zhun::cli
