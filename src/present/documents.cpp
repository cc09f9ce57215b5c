// Credit documents (授信资料): which templates there are, and filling them (DOMAIN 7.2).
#include <map>

#include "present/document_values.hpp"
#include "present/word_template.hpp"
#include "score/policy_pack.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

using Templates = std::map<std::string, std::string_view, std::less<>>;

std::string file_of(std::string_view id) { return "documents/" + std::string(id) + ".docx"; }

// A pack without a template of its own uses the built-in one.
Templates templates_of(const PolicyPack* policy) {
  Templates all;
  constexpr std::string_view kFolder = "documents/", kEnding = ".docx";
  for (const SourceFile& file : default_policy_files()) {
    if (!file.name.starts_with(kFolder)) continue;
    const std::size_t length = file.name.size() - kFolder.size() - kEnding.size();
    all[file.name.substr(kFolder.size(), length)] = file.bytes;
  }
  if (policy == nullptr) return all;
  for (const auto& [id, bytes] : policy->documents) all[id] = bytes;
  return all;
}

Result<std::vector<Document>> fill_all(const Templates& templates, const word::Values& values) {
  std::vector<Document> documents;
  word::CheckedParts checked;
  for (const auto& [id, bytes] : templates) {
    auto filled = word::fill_template(bytes, file_of(id), values, checked);
    if (!filled) return tl::unexpected(filled.error());
    documents.push_back({id, std::move(*filled)});
  }
  return documents;
}

}  // namespace

std::vector<std::string> document_ids(const Assessment& assessment) {
  std::vector<std::string> ids;
  for (const auto& [id, bytes] : templates_of(assessment.policy.get())) ids.push_back(id);
  return ids;
}

Result<std::string> render_document(const Assessment& assessment, std::string_view id,
                                    Masking masking) {
  const Templates templates = templates_of(assessment.policy.get());
  const auto it = templates.find(id);
  if (it == templates.end())
    return fail(ErrorCode::invalid_argument, {}, "there is no template for a document of this id");
  word::CheckedParts checked;
  return word::fill_template(it->second, file_of(id), report::document_values(assessment, masking),
                             checked);
}

Result<std::vector<Document>> render_documents(const Assessment& assessment, Masking masking) {
  return fill_all(templates_of(assessment.policy.get()),
                  report::document_values(assessment, masking));
}

Result<void> check_documents(const Policy& policy) {
  // Names are checked whether or not there is anything to show, so that an empty case will do.
  Assessment nothing;
  nothing.dossier = std::make_shared<const Dossier>();
  nothing.policy = policy;
  const auto filled =
      fill_all(templates_of(policy.get()), report::document_values(nothing, Masking::inside_bank));
  if (!filled) return tl::unexpected(filled.error());
  return {};
}

}  // namespace zhun
