// dossier.json: what is read is assessed, the same twice, and the same from its minimised form;
// nothing that no consent covers is in it.
#include "fuzz.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Policy policy = *default_policy();
  const auto json = fuzz::text_of(data, size);
  DossierOptions options;
  options.limits = fuzz::options().limits;
  const auto dossier = read_dossier(json, {}, options);
  if (!dossier) {
    fuzz::expect(!dossier.error().message.empty());
    fuzz::expect(dossier.error().code != ErrorCode::internal);
    return 0;
  }
  for (const Statement& statement : dossier->statements)
    fuzz::expect(dossier->sources[statement.source].authorised);
  const auto minimised = minimise_dossier(json, {}, options);
  fuzz::expect(minimised.has_value());
  const auto again = read_dossier(*minimised, {}, options);
  fuzz::expect(again.has_value() && again->digest == dossier->digest);
  const auto first = assess(*dossier, policy), second = assess(*again, policy);
  fuzz::expect(first.has_value() == second.has_value());
  if (!first) return 0;
  fuzz::expect(render_assessment_json(*first) == render_assessment_json(*second));
  fuzz::expect(render_report_html(*first) == render_report_html(*second));
  return 0;
}
