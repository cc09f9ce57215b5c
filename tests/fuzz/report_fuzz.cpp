// Hostile texts in every place of a dossier that the outputs show: they stay text.
#include "base/json.hpp"
#include "dossier/sample_dossier.hpp"
#include "fuzz.hpp"
#include "zhun/zhun.hpp"

using namespace zhun;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Policy policy = *default_policy();
  // Whatever follows, a mark that must never come out as an element.
  std::string quoted;
  json::append_string(
      quoted,
      "<q id=" + std::string(fuzz::text_of(data, std::min<std::size_t>(size, 400))) + "'\">");
  std::string text(test::kSampleDossier);
  for (const char* from : {"\"山东样例农机有限公司\", \"summary\"", "\"货款\"", "\"周样例\"",
                           "\"26372000000000000301\""}) {
    const auto at = text.find(from);
    if (at == std::string::npos) continue;
    const std::string_view rest =
        std::string_view(from).substr(std::string_view(from).find('"', 1) + 1);
    text.replace(at, std::string_view(from).size(), quoted + std::string(rest));
  }
  DossierOptions options;
  options.limits = fuzz::options().limits;
  const auto dossier = read_dossier(text, {}, options);
  if (!dossier) return 0;  // no UTF-8, or longer than a cell may be
  const auto assessment = assess(*dossier, policy);
  if (!assessment) return 0;
  for (const Masking masking : {Masking::inside_bank, Masking::none}) {
    fuzz::expect(render_report_html(*assessment, masking).find("<q id=") == std::string::npos);
    const std::string json = render_assessment_json(*assessment, masking);
    fuzz::expect(json::parse(json, "output", Limits{}).has_value());
  }
  fuzz::expect(render_explanation_html(*assessment).find("<q id=") == std::string::npos);
  fuzz::expect(json::parse(render_fields_json(*assessment), "output", Limits{}).has_value());
  return 0;
}
