// zhun_assessment_*: the figures a host branches on, and the renderings.
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "handles.hpp"
#include "zhun/arrow.hpp"
#include "zhun/feed.hpp"

using zhun::capi::guarded;

namespace {

// Numbers of the two enumerations are the same; a decision added to one must be added to the other.
static_assert(ZHUN_DECISION_PROPOSE == static_cast<int>(zhun::Decision::propose));
static_assert(ZHUN_DECISION_REFER == static_cast<int>(zhun::Decision::refer));
static_assert(ZHUN_DECISION_MANUAL_REVIEW_REQUIRED ==
              static_cast<int>(zhun::Decision::manual_review_required));

void count(const zhun::Finding& finding, zhun_summary& summary) {
  switch (finding.status) {
    case zhun::FindingStatus::not_evaluated:
      ++summary.not_evaluated_count;
      return;
    case zhun::FindingStatus::pass:
      ++summary.passed_count;
      return;
    case zhun::FindingStatus::not_applicable:
      return;
    case zhun::FindingStatus::fail:
      break;
  }
  switch (finding.severity) {
    case zhun::Severity::ko:
      ++summary.knock_out_count;
      break;
    case zhun::Severity::warn_severe:
      ++summary.severe_count;
      break;
    case zhun::Severity::warn:
      ++summary.warning_count;
      break;
    case zhun::Severity::info:
      ++summary.info_count;
      break;
    case zhun::Severity::none:
      break;
  }
}

bool is_missing(const zhun::MaterialItem& item) {
  return item.required && (item.status == zhun::MaterialStatus::missing ||
                           item.status == zhun::MaterialStatus::expired);
}

zhun_summary summarise(const zhun::Assessment& assessment) {
  zhun_summary summary = ZHUN_SUMMARY_INIT;
  summary.decision = static_cast<zhun_decision>(assessment.decision);
  summary.score = assessment.score.total;
  const std::string& grade = assessment.score.grade;
  std::memcpy(summary.grade, grade.data(), std::min(grade.size(), sizeof summary.grade - 1));
  summary.limit_fen = assessment.limit.limit.fen();
  for (const zhun::Finding& finding : assessment.findings) count(finding, summary);
  summary.missing_material_count = static_cast<std::uint32_t>(
      std::count_if(assessment.materials.begin(), assessment.materials.end(), is_missing));
  summary.refused_source_count = static_cast<std::uint32_t>(
      std::count_if(assessment.dossier->sources.begin(), assessment.dossier->sources.end(),
                    [](const zhun::Source& source) { return !source.authorised; }));
  return summary;
}

}  // namespace

zhun_status zhun_assessment_summary(const zhun_assessment* assessment, zhun_summary* summary,
                                    zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (!zhun::capi::is_alive(assessment) || summary == nullptr)
      return zhun::capi::invalid(
          error, "assessment or summary is NULL, or the handle is of another kind or freed");
    const std::uint32_t size = summary->struct_size;
    if (size < sizeof(zhun_summary))
      return zhun::capi::invalid(error, "the summary's struct_size is smaller than version 1");
    const zhun_summary known = summarise(*assessment->assessment);
    std::memset(summary, 0, size);
    std::memcpy(summary, &known, sizeof known);
    summary->struct_size = size;
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_assessment_json(const zhun_assessment* assessment, zhun_buffer* out,
                                 zhun_error* error) noexcept {
  return zhun_assessment_render(assessment, "application/json", out, error);
}

zhun_status zhun_assessment_render(const zhun_assessment* assessment, const char* media_type,
                                   zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (!zhun::capi::is_alive(assessment) || media_type == nullptr)
      return zhun::capi::invalid(
          error, "assessment or media_type is NULL, or the handle is of another kind or freed");
    const zhun::Assessment& from = *assessment->assessment;
    const std::string_view wanted = media_type;
    if (wanted == "text/html") {
      zhun::capi::fill(*out, zhun::render_report_html(from, assessment->masking));
    } else if (wanted == "application/json") {
      zhun::capi::fill(*out, zhun::render_assessment_json(from, assessment->masking));
    } else if (wanted == "application/vnd.zhun.checklist+json") {
      zhun::capi::fill(*out, zhun::render_checklist_json(from, assessment->masking));
    } else {
      return zhun::capi::invalid(error, "the media type is not one that zhun renders");
    }
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_assessment_table(const zhun_assessment* assessment, const char* name,
                                  ArrowArrayStream* stream, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (stream == nullptr) return zhun::capi::invalid(error, "stream is NULL");
    *stream = {};
    if (!zhun::capi::is_alive(assessment) || name == nullptr)
      return zhun::capi::invalid(
          error, "assessment or name is NULL, or the handle is of another kind or freed");
    const auto exported =
        zhun::export_assessment_arrow(assessment->assessment, name, assessment->masking, stream);
    if (!exported) return zhun::capi::report(error, exported.error());
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_assessment_chart(const zhun_assessment* assessment, const char* name,
                                  const char* media_type, zhun_buffer* out,
                                  zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (!zhun::capi::is_alive(assessment) || name == nullptr || media_type == nullptr)
      return zhun::capi::invalid(
          error,
          "assessment, name or media_type is NULL, or the handle is of another kind or freed");
    const std::string_view wanted = media_type;
    if (wanted != "image/svg+xml" && wanted != "text/html")
      return zhun::capi::invalid(error, "the media type is not one that zhun renders");
    const auto names = zhun::chart_names();
    if (std::find(names.begin(), names.end(), std::string_view(name)) == names.end())
      return zhun::capi::invalid(error, "there is no chart of this name");
    for (zhun::Chart& chart : zhun::render_charts(*assessment->assessment, assessment->masking)) {
      if (chart.name != name) continue;
      zhun::capi::fill(*out, std::move(wanted == "text/html" ? chart.html : chart.svg));
      return zhun::capi::succeed(error);
    }
    return zhun::capi::report(error, ZHUN_ESTATE, "the dossier has no data for this chart");
  });
}

zhun_status zhun_assessment_document(const zhun_assessment* assessment, const char* id,
                                     zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (assessment == nullptr || id == nullptr)
      return zhun::capi::invalid(error, "assessment or id is NULL");
    const zhun::Assessment& from = *assessment->assessment;
    if (std::string_view(id) == "analysis") {
      zhun::capi::fill(*out, zhun::render_workbook(from, assessment->masking));
      return zhun::capi::succeed(error);
    }
    auto document = zhun::render_document(from, id, assessment->masking);
    if (!document) return zhun::capi::report(error, document.error());
    zhun::capi::fill(*out, std::move(*document));
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_assessment_digest(const zhun_assessment* assessment, const char* algorithm,
                                   char* hex, std::size_t size, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (hex == nullptr || size == 0) return zhun::capi::invalid(error, "hex is NULL");
    *hex = '\0';
    if (!zhun::capi::is_alive(assessment) || algorithm == nullptr)
      return zhun::capi::invalid(
          error, "assessment or algorithm is NULL, or the handle is of another kind or freed");
    const std::string_view wanted = algorithm;
    if (wanted != "sha256" && wanted != "sm3")
      return zhun::capi::invalid(error, "the digests are sha256 and sm3");
    const std::string json =
        zhun::render_assessment_json(*assessment->assessment, assessment->masking);
    const std::string digest = wanted == "sm3" ? zhun::sm3_hex(json) : zhun::sha256_hex(json);
    if (size <= digest.size())
      return zhun::capi::invalid(error, "a digest takes 65 bytes, the last one a zero");
    std::memcpy(hex, digest.c_str(), digest.size() + 1);
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_assessment_changes(const zhun_assessment* assessment, const void* earlier,
                                    std::size_t size, zhun_buffer* out,
                                    zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (assessment == nullptr || earlier == nullptr)
      return zhun::capi::invalid(error, "assessment or earlier is NULL");
    const auto changes = zhun::changes_since({static_cast<const char*>(earlier), size}, "earlier",
                                             *assessment->assessment);
    if (!changes) return zhun::capi::report(error, changes.error());
    zhun::capi::fill(*out, zhun::render_changes_json(*changes));
    return zhun::capi::succeed(error);
  });
}

zhun_status zhun_assessment_screen(const zhun_assessment* assessment, const char* name,
                                   zhun_buffer* out, zhun_error* error) noexcept {
  return guarded(error, [&] {
    if (out == nullptr) return zhun::capi::invalid(error, "out is NULL");
    zhun_buffer_free(out);
    if (assessment == nullptr || name == nullptr)
      return zhun::capi::invalid(error, "assessment or name is NULL");
    for (zhun::FeedScreen& screen :
         zhun::render_feed(*assessment->assessment, assessment->masking)) {
      if (screen.name != name) continue;
      zhun::capi::fill(*out, std::move(screen.json));
      return zhun::capi::succeed(error);
    }
    return zhun::capi::invalid(error, "there is no screen of this name");
  });
}

const char* zhun_chart_name(std::size_t index) noexcept {
  const auto names = zhun::chart_names();
  return index < names.size() ? names[index].data() : nullptr;
}

const char* zhun_table_name(std::size_t index) noexcept {
  const auto names = zhun::table_names();
  return index < names.size() ? names[index].data() : nullptr;
}

void zhun_assessment_free(zhun_assessment* assessment) noexcept {
  zhun::capi::free_handle(assessment);
}
