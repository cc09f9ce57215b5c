// zhun assess: a dossier's folder -> report.html, assessment.json and checklist.json.
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "assessing.hpp"
#include "audit_file.hpp"
#include "command.hpp"
#include "files.hpp"
#include "sealed_folder.hpp"
#include "summary.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun assess DOSSIER [options]\n"
    "\n"
    "Reads an applicant's dossier and writes report.html, assessment.json, checklist.json, a page\n"
    "for the customer (explanation.html), which fields were read for what (fields.json), and\n"
    "seal.json, against which zhun verify checks them.\n"
    "DOSSIER is a folder with dossier.json and the files it names, or one JSON file.\n"
    "\n"
    "  --out DIR        where to write (default: zhun-out/<name of the dossier>)\n"
    "  --policy DIR     a policy pack of your own (default: the built-in one)\n"
    "  --pdfium PATH    the PDFium library (libpdfium.so) with which PDF is read\n"
    "  --password-file FILE   lines of a file's name as dossier.json has it, a tab and the "
    "password\n"
    "                   that opens it\n"
    "  --engine NAME    the OCR engine that reads scanned statements: ppocr, tesseract or both\n"
    "                   (default: the best that is there; without one a scan is told as unread)\n"
    "  --engine-path DIR  where the engines are (default: ZHUN_OCR_PATH, else beside the program)\n"
    "  --minimise FILE  write a dossier.json, too, with nothing but the fields that were read: it "
    "gives\n"
    "                   the same assessment, byte for byte\n"
    "  --masking LEVEL  inside-bank (default), outward, or none\n"
    "  --json           print a summary for programs instead of one for people\n";

constexpr std::string_view kHelpEnd =
    "\n"
    "Either all files are written or none. Exit status: 0 done, 1 bad input, 2 bad usage.\n";

// What the trail says of this run.
AuditEntry entry_of(const Assessment& assessment, std::string_view seal, Masking masking) {
  AuditEntry entry;
  entry.action = masking == Masking::none ? AuditAction::reveal : AuditAction::analyse;
  entry.application_no = assessment.dossier->application.number;
  entry.input_digest = assessment.input_digest;
  if (const auto read = read_seal(seal, kSealName)) entry.output_digest = read->sha256;
  entry.engine_version = assessment.engine_version;
  entry.policy_id = assessment.policy_id;
  for (const Consent& consent : assessment.dossier->consents)
    entry.consent_ids.push_back(consent.id);
  return entry;
}

int write_and_tell(const Assessment& assessment, const DossierPath& dossier, const fs::path& folder,
                   Masking masking, bool as_json, const AuditOptions& audit) {
  std::vector<NamedBytes> files = outputs_of(assessment, masking);
  std::vector<Output> outputs;
  for (const NamedBytes& file : files) outputs.push_back({file.name, file.bytes});
  std::string seal = render_seal_json(assessment, outputs, audit.key);
  // The line comes first: what was done is on record even if the disk is full afterwards.
  if (const auto traced = append_to_audit(audit, entry_of(assessment, seal, masking)); !traced)
    return report(traced.error());
  files.push_back({kSealName, std::move(seal)});
  const auto written = write_together(folder, files);
  if (!written) return report(written.error());
  const OutputPaths paths{(folder / "report.html").string(), (folder / "assessment.json").string(),
                          (folder / "checklist.json").string(), (folder / kSealName).string()};
  return print(as_json ? summary_json(assessment, dossier.name, paths)
                       : summary_text(assessment, dossier.name, paths, masking));
}

}  // namespace

int assess_command(std::span<const std::string> words) {
  OptionTable table{{"--out", OptionKind::value},
                    {"--minimise", OptionKind::value},
                    {"--json", OptionKind::flag}};
  add_input_options(table);
  add_audit_options(table);
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("assess", arguments.error());
  if (arguments.has("--help"))
    return print(std::string(kHelp) + std::string(kAuditHelp) + std::string(kHelpEnd));
  if (arguments.rest().size() != 1)
    return report_usage("assess", "it takes exactly one dossier: a folder or a JSON file");
  Masking masking = Masking::inside_bank;
  if (!parse_masking(arguments.value("--masking").value_or("inside-bank"), masking))
    return report_usage("assess", "--masking is inside-bank, outward or none");

  const DossierPath path = locate(arguments.rest()[0]);
  const auto out = arguments.value("--out");
  if (out && out->empty()) return report_usage("assess", "--out needs a folder");
  auto audit = audit_options(arguments);
  if (!audit) return report(audit.error());
  const auto policy = choose_policy(arguments);
  if (!policy) return report(policy.error());
  const Keys keys = keys_of(arguments);
  if (!is_engine_name(keys.ocr.name))
    return report_usage("assess", "--engine is ppocr, tesseract or both");
  const auto minimal = arguments.value("--minimise");
  std::string minimised;
  const auto dossier = read_input(path, keys, minimal ? &minimised : nullptr);
  if (!dossier) return report(dossier.error());
  const auto assessment = assess(*dossier, *policy);
  if (!assessment) return report(assessment.error());
  const fs::path folder = out ? fs::path(*out) : fs::path("zhun-out") / path.name;
  const int status =
      write_and_tell(*assessment, path, folder, masking, arguments.has("--json"), *audit);
  wipe(audit->key.data(), audit->key.size());
  if (status != kDone || !minimal) return status;
  const auto written = write_one(*minimal, {path.description.string()}, minimised);
  return written ? kDone : report(written.error());
}

}  // namespace zhun::cli
