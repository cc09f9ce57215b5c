// Sentences of findings for hosts that list some of them by themselves.
#include "present/report_masker.hpp"
#include "zhun/present.hpp"

namespace zhun {

std::vector<std::string> render_finding_texts(const Assessment& assessment,
                                              const std::vector<const Finding*>& findings,
                                              Masking masking) {
  report::Masker masker(assessment, masking);
  std::vector<std::string> out;
  out.reserve(findings.size());
  for (const Finding* finding : findings) out.push_back(masker.text(finding->text));
  return out;
}

std::string render_point_question(const Assessment& assessment, const InvestigationPoint& point,
                                  Masking masking) {
  return report::Masker(assessment, masking).text(point.question);
}

}  // namespace zhun
