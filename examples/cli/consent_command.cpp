// zhun consent: what of a dossier may be used, until when, and what is to be signed for the rest.
#include <algorithm>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "assessing.hpp"
#include "command.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun consent DOSSIER [--json]\n"
    "\n"
    "Checks for each source of a dossier whether a signed consent covers it at the time when it\n"
    "was retrieved: its scope, its subject and the purpose PRE_LOAN. Says until when the consent\n"
    "holds, whether it was withdrawn, and which form is to be signed where there is none.\n"
    "\n"
    "  --json           the same for programs\n"
    "  --pdfium PATH, --password-file FILE, --engine NAME, --engine-path DIR   as for assess\n"
    "\n"
    "Exit status: 0 every source may be used, 1 some may not or bad input, 2 bad usage.\n";

const Consent* consent_of(const Dossier& dossier, const Source& source) {
  const auto found =
      std::find_if(dossier.consents.begin(), dossier.consents.end(),
                   [&](const Consent& consent) { return consent.id == source.consent_id; });
  return source.consent_id.empty() || found == dossier.consents.end() ? nullptr : &*found;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string separate_of(const Consent& consent) {
  return consent.sensitive ? (*consent.sensitive ? "given" : "refused") : "not stated";
}

std::string json_of(const Dossier& dossier) {
  std::string out = "{\"as_of\":" + json_text(to_string(dossier.as_of)) +
                    ",\"purpose\":\"PRE_LOAN\"," + "\"sources\":[";
  for (const Source& source : dossier.sources) {
    const Consent* consent = consent_of(dossier, source);
    if (out.back() != '[') out += ',';
    out += "{\"id\":" + json_text(source.id) + ",\"kind\":" + json_text(to_string(source.kind)) +
           ",\"file\":" + json_text(mask_text(source.name)) +
           ",\"status\":" + json_text(source.authorised ? "AUTHORISED" : "NOT_AUTHORISED");
    out += ",\"retrieved_at\":" +
           (source.retrieved_at ? json_text(to_string(*source.retrieved_at)) : std::string("null"));
    out += ",\"consent\":" + (consent != nullptr ? json_text(consent->id) : std::string("null"));
    if (consent != nullptr) {
      out +=
          ",\"valid_to\":" +
          (consent->valid_to ? json_text(to_string(*consent->valid_to)) : std::string("null")) +
          ",\"revoked_at\":" +
          (consent->revoked_at ? json_text(to_string(*consent->revoked_at)) : std::string("null")) +
          ",\"separate_consent\":" + json_text(separate_of(*consent));
    }
    if (!source.authorised) out += ",\"to_sign\":" + json_text(source.refusal);
    out += '}';
  }
  return out + "]}\n";
}

std::string text_of(const Dossier& dossier) {
  std::string out;
  std::size_t refused = 0;
  for (const Source& source : dossier.sources) {
    out += source.id + "  " + std::string(kind_title(source.kind)) + "  " + mask_text(source.name) +
           "\n     ";
    const Consent* consent = consent_of(dossier, source);
    if (!source.authorised) {
      ++refused;
      out += "不得使用：" + source.refusal + "\n";
    } else if (consent == nullptr) {
      out += "公开数据，无需授权\n";
    } else {
      out += "可以使用，依据 " + consent->id + "，有效至 " + to_string(*consent->valid_to) +
             "（不含）";
      if (consent->revoked_at)
        out += "，已于 " + to_string(*consent->revoked_at) + " 撤回，此后不得再取数";
      if (consent->valid_to && *consent->valid_to <= dossier.as_of)
        out += "，已到期，此后不得再取数";
      if (consent->document == ConsentDocument::personal && !consent->sensitive)
        out += "；未载明敏感个人信息单独同意";
      out += "\n";
    }
  }
  return out + std::to_string(dossier.sources.size() - refused) + " 份可以使用，" +
         std::to_string(refused) + " 份不得使用\n";
}

}  // namespace

int consent_command(std::span<const std::string> words) {
  OptionTable table{{"--json", OptionKind::flag}};
  add_input_options(table);
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("consent", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  if (arguments.rest().size() != 1)
    return report_usage("consent", "it takes exactly one dossier: a folder or a JSON file");
  auto dossier = read_input(locate(arguments.rest()[0]), keys_of(arguments));
  if (!dossier) return report(dossier.error());
  const Dossier checked = apply_consents(std::move(*dossier));
  const int status = print(arguments.has("--json") ? json_of(checked) : text_of(checked));
  const bool all = std::all_of(checked.sources.begin(), checked.sources.end(),
                               [](const Source& source) { return source.authorised; });
  return status != kDone ? status : all ? kDone : kBadInput;
}

}  // namespace zhun::cli
