// Summary: see the header.
#include "summary.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "zhun/text.hpp"

namespace zhun::cli {
namespace {

constexpr std::size_t kFindingsShown = 8;
constexpr std::size_t kMaterialsShown = 8;
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

std::string counted(int number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

std::string_view sign_of(Severity severity) {
  switch (severity) {
    case Severity::ko:
      return "KNOCK-OUT";
    case Severity::warn_severe:
      return "SEVERE";
    case Severity::warn:
      return "WARNING";
    case Severity::info:
      return "NOTE";
    case Severity::none:
      return "";
  }
  return "";
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

std::string line(std::string_view label, std::string_view text) {
  return "  " + padded(label, 11) + std::string(text) + "\n";
}

std::string score_words(const Score& score) {
  const std::string grade =
      score.grade.empty() ? "no grade: too little data" : "grade " + score.grade;
  return std::to_string(score.total) + ", " + grade + " (card " + score.card + ")";
}

std::string limit_words(const Assessment& assessment) {
  std::string out = to_grouped_string(assessment.limit.limit) + " yuan of " +
                    to_grouped_string(assessment.dossier->application.requested) + " requested";
  for (const LimitCap& cap : assessment.limit.caps)
    if (cap.id == assessment.limit.binding_cap) out += "; bound by " + cap.title;
  return out;
}

std::string findings_words(const Counts& counts) {
  return counted(counts.knock_outs, "knock-out", "knock-outs") + ", " +
         counted(counts.severe, "severe warning", "severe warnings") + ", " +
         counted(counts.warnings, "warning", "warnings") + ", " +
         counted(counts.notes, "note", "notes") + "; " + std::to_string(counts.passed) +
         " passed, " + std::to_string(counts.not_evaluated) + " not evaluated";
}

// At most `columns` wide, counting a Chinese character as two.
std::string cut(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t width = 0;
  for (const std::string_view point : code_points(text)) {
    width += point.size() > 2 ? 2 : 1;
    if (width > columns) return out + "…";
    out += point;
  }
  return out;
}

std::string findings_lines(const Assessment& assessment, Masking masking) {
  std::vector<const Finding*> shown = failed_findings(assessment);
  const std::size_t all = shown.size();
  shown.resize(std::min(all, kFindingsShown));
  const std::vector<std::string> texts = render_finding_texts(assessment, shown, masking);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i)
    out += "    " + padded(sign_of(shown[i]->severity), 11) + padded(shown[i]->id, 6) +
           cut(texts[i], kTextColumns) + "\n";
  if (all > shown.size())
    out += "    and " + std::to_string(all - shown.size()) + " more in the report\n";
  return out;
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
  if (assessment.queries.empty()) return "none: no source contradicts another";
  std::vector<std::string> providers;
  for (const DataQuery& query : assessment.queries) {
    if (providers.empty() || providers.back() != query.provider) {
      providers.push_back(query.provider);
    }
  }
  return counted(static_cast<int>(assessment.queries.size()), "record", "records") + " of " +
         counted(static_cast<int>(providers.size()), "data provider", "data providers") +
         " to clear up";
}

}  // namespace

std::string summary_text(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths, Masking masking) {
  std::string out = dossier_name + ", as of " + to_string(assessment.dossier->as_of) + "\n";
  out += line("decision",
              std::string(to_string(assessment.decision)) + " (a proposal: a person decides)");
  out += line("score", score_words(assessment.score));
  out += line("limit", limit_words(assessment));
  out += line("findings", findings_words(count(assessment.findings)));
  out += findings_lines(assessment, masking);
  const auto missing = missing_materials(assessment);
  out +=
      line("materials",
           missing.empty() ? "complete" : std::to_string(missing.size()) + " missing or expired");
  for (std::size_t i = 0; i < std::min(missing.size(), kMaterialsShown); ++i)
    out += "    " + padded(missing[i]->id, 17) + missing[i]->name + "\n";
  if (missing.size() > kMaterialsShown)
    out += "    and " + std::to_string(missing.size() - kMaterialsShown) + " more in the report\n";
  out += line("queries", query_words(assessment));
  out += line("policy", assessment.policy_id);
  out += line("report", paths.report);
  return out;
}

std::string summary_json(const Assessment& assessment, const std::string& dossier_name,
                         const OutputPaths& paths) {
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
  out += "}}\n";
  return out;
}

}  // namespace zhun::cli
