// zhun assess: a dossier's folder -> report.html, assessment.json and checklist.json.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "assessing.hpp"
#include "audit_file.hpp"
#include "command.hpp"
#include "engines.hpp"
#include "files.hpp"
#include "sealed_folder.hpp"
#include "summary.hpp"
#include "watched_files.hpp"
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
    "  --masking LEVEL  inside-bank (default): identity, account and phone numbers and names of\n"
    "                   persons are masked; outward: names of enterprises as well; none: nothing,\n"
    "                   which every output and the audit trail then state\n"
    "  --answers FILE   answers to investigation points of an earlier run (docs/formats.md)\n"
    "  --since FILE     an earlier assessment.json: writes changes.json and tells what changed\n"
    "  --feed           also write feed/: screens for a phone of at most 50 KB each, as JSON\n"
    "  --watch          stay, and do it again when a file of the dossier changes; Ctrl-C ends it\n"
    "  --documents DIR  also write the credit documents (DOCX) and the tables (analysis.xlsx) "
    "there\n"
    "  --quiet          print nothing when all is well\n"
    "  --json           print a summary for programs instead of one for people\n";

constexpr std::string_view kHelpEnd =
    "\n"
    "Either all files are written or none. Exit status: 0 done, 1 bad input, 2 bad usage, 130 "
    "ended\nby Ctrl-C.\n";

// What the trail says of this run.
AuditEntry entry_of(const Assessment& assessment, std::string_view seal, Masking masking) {
  AuditEntry entry;
  const bool changed = std::any_of(
      assessment.findings.begin(), assessment.findings.end(), [](const Finding& finding) {
        return finding.answered && finding.answered->before != finding.severity;
      });
  entry.action = masking == Masking::none ? AuditAction::reveal
                 : changed                ? AuditAction::override_
                                          : AuditAction::analyse;
  entry.application_no = assessment.dossier->application.number;
  entry.input_digest = assessment.input_digest;
  if (const auto read = read_seal(seal, kSealName)) entry.output_digest = read->sha256;
  entry.engine_version = assessment.engine_version;
  entry.policy_id = assessment.policy_id;
  for (const Consent& consent : assessment.dossier->consents)
    entry.consent_ids.push_back(consent.id);
  return entry;
}

struct Request {
  DossierPath dossier;
  fs::path folder;
  std::optional<std::string> policy, documents, minimised;
  Keys keys;
  Masking masking = Masking::inside_bank;
  bool as_json = false, quiet = false, feed = false;
  AuditOptions audit;
};

// What an earlier run wrote into this folder and this one does not: its seal says which files are
// its own. A folder without a whole seal is left as it is.
void remove_left_over(const fs::path& folder, const std::vector<NamedBytes>& written) {
  constexpr std::size_t kSealBytesMax = 16U << 20U;
  const auto text = read_whole_file(folder / kSealName, kSealName, kSealBytesMax);
  const auto seal = text ? read_seal(*text, kSealName) : tl::unexpected(text.error());
  if (!seal) return;
  for (const SealedOutput& output : seal->outputs) {
    const fs::path name(output.name);
    const bool inside = !name.is_absolute() && output.name.find("..") == std::string::npos;
    const bool again = std::any_of(written.begin(), written.end(), [&](const NamedBytes& file) {
      return file.name == output.name;
    });
    std::error_code ignored;
    if (inside && !again) fs::remove(folder / name, ignored);
    if (inside && !again && name.has_parent_path())
      fs::remove(folder / name.parent_path(), ignored);
  }
}

// The documents go into a folder of their own, all of them or none, and are no part of the seal:
// each of them says the digest of its assessment.
Result<void> write_documents(const Assessment& assessment, const fs::path& folder,
                             Masking masking) {
  auto documents = render_documents(assessment, masking);
  if (!documents) return tl::unexpected(documents.error());
  std::vector<NamedBytes> files;
  for (Document& document : *documents)
    files.push_back({document.id + ".docx", std::move(document.bytes)});
  files.push_back({"analysis.xlsx", render_workbook(assessment, masking)});
  return write_together(folder, files);
}

int write_and_tell(const Assessment& assessment, const Request& request, const Changes* changes) {
  // First, for a template may be refused: then nothing is written.
  if (request.documents) {
    const auto written = write_documents(assessment, *request.documents, request.masking);
    if (!written) return report(written.error());
  }
  std::vector<NamedBytes> files = outputs_of(assessment, request.masking, request.feed, changes);
  const fs::path& folder = request.folder;
  std::vector<Output> outputs;
  for (const NamedBytes& file : files) outputs.push_back({file.name, file.bytes});
  std::string seal = render_seal_json(assessment, outputs, request.audit.key);
  // The line comes first: what was done is on record even if the disk is full afterwards.
  if (const auto traced =
          append_to_audit(request.audit, entry_of(assessment, seal, request.masking));
      !traced)
    return report(traced.error());
  files.push_back({kSealName, std::move(seal)});
  remove_left_over(folder, files);
  const auto written = write_together(folder, files);
  if (!written) return report(written.error());
  if (request.quiet) return kDone;
  const OutputPaths paths{(folder / "report.html").string(), (folder / "assessment.json").string(),
                          (folder / "checklist.json").string(), (folder / kSealName).string(),
                          request.feed ? (folder / "feed").string() : std::string(),
                          request.documents.value_or("")};
  const std::string& name = request.dossier.name;
  if (request.as_json) return print(summary_json(assessment, name, paths, changes));
  std::string text = summary_text(assessment, name, paths, request.masking, is_colourful());
  if (changes != nullptr) text += render_changes_text(*changes);
  return print(text);
}

// One run. `earlier` is an assessment.json to compare with, or empty.
int assess_once(const Request& request, const std::string& earlier, const std::string& earlier_name,
                Watch* watch, const std::function<bool()>& is_still_so, std::string* made) {
  const auto policy = choose_policy(request.policy);
  if (!policy) return report(policy.error());
  std::string minimised;
  const auto assessment = assess_input(request.dossier, *policy, request.keys, watch,
                                       request.minimised ? &minimised : nullptr);
  // What changed while it was read is read again, and whatever was wrong with it does not count.
  if (!is_still_so()) return kDone;
  if (!assessment) return report(assessment.error());
  std::optional<Changes> changes;
  if (!earlier.empty()) {
    auto compared = changes_since(earlier, earlier_name, *assessment);
    if (!compared) return report(compared.error());
    changes = std::move(*compared);
  }
  if (request.minimised) {
    const std::string name = request.dossier.description.string();
    if (const auto written = write_one(*request.minimised, {name}, minimised); !written)
      return report(written.error());
  }
  const int status = write_and_tell(*assessment, request, changes ? &*changes : nullptr);
  if (status == kDone && made != nullptr)
    *made = render_assessment_json(*assessment, request.masking);
  return status;
}

// dossier.json, the files that it names now, and what else was given.
std::vector<fs::path> watched_files(const Request& request) {
  std::vector<fs::path> files = {request.dossier.description};
  const auto description =
      read_whole_file(request.dossier.description, "dossier.json", Limits{}.bytes_max);
  const auto names =
      description ? list_dossier_files(*description) : tl::unexpected(description.error());
  if (names) {
    for (const std::string& name : *names) files.push_back(request.dossier.folder / name);
  }
  if (request.keys.answers) files.emplace_back(*request.keys.answers);
  if (!request.policy) return files;
  std::error_code error;
  std::vector<fs::path> pack;
  for (fs::directory_iterator at(*request.policy, error), end; !error && at != end;
       at.increment(error))
    pack.push_back(at->path());
  std::sort(pack.begin(), pack.end());
  files.insert(files.end(), pack.begin(), pack.end());
  return files;
}

// Until Ctrl-C. A run that fails leaves what the last good one wrote.
int assess_and_watch(const Request& request, std::string earlier, std::string earlier_name) {
  CancelToken& stop = interrupted();
  const auto state = [&] { return state_of(watched_files(request)); };
  bool good = false;
  while (!stop.requested()) {
    const std::string before = state();
    Watch watch(&stop);
    std::string made;
    const auto is_still_so = [&] { return !stop.requested() && state() == before; };
    const int status = assess_once(request, earlier, earlier_name, &watch, is_still_so, &made);
    if (stop.requested()) break;
    if (!made.empty()) {
      earlier = std::move(made);
      earlier_name = "the last run";
      good = true;
    } else if (status != kDone) {
      std::fprintf(stderr, "zhun: %s; waiting for a change (Ctrl-C ends)\n",
                   good ? "the last good report stays as it is" : "nothing was written yet");
    }
    if (state() == before && !wait_for_change(before, state)) break;
  }
  constexpr int kInterrupted = 130;  // what a shell reports of Ctrl-C
  return kInterrupted;
}

}  // namespace

int assess_command(std::span<const std::string> words) {
  OptionTable table{{"--out", OptionKind::value},       {"--documents", OptionKind::value},
                    {"--minimise", OptionKind::value},  {"--json", OptionKind::flag},
                    {"--feed", OptionKind::flag},       {"--watch", OptionKind::flag},
                    {"--quiet", OptionKind::flag}};
  add_input_options(table);
  add_audit_options(table);
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("assess", arguments.error());
  if (arguments.has("--help"))
    return print(std::string(kHelp) + std::string(kAuditHelp) + std::string(kHelpEnd));
  if (arguments.rest().size() != 1)
    return report_usage("assess", "it takes exactly one dossier: a folder or a JSON file");
  if (arguments.has("--json") && arguments.has("--quiet"))
    return report_usage("assess", "--json and --quiet do not go together");
  Request request;
  if (!parse_masking(arguments.value("--masking").value_or("inside-bank"), request.masking))
    return report_usage("assess", "--masking is inside-bank, outward or none");
  const auto out = arguments.value("--out");
  if (out && out->empty()) return report_usage("assess", "--out needs a folder");
  request.dossier = locate(arguments.rest()[0]);
  request.folder = out ? fs::path(*out) : fs::path("zhun-out") / request.dossier.name;
  request.policy = arguments.value("--policy");
  request.minimised = arguments.value("--minimise");
  request.documents = arguments.value("--documents");
  if (request.documents && request.documents->empty())
    return report_usage("assess", "--documents needs a folder");
  request.as_json = arguments.has("--json");
  request.quiet = arguments.has("--quiet");
  request.feed = arguments.has("--feed");
  request.keys = keys_of(arguments);
  if (!is_engine_name(request.keys.ocr.name))
    return report_usage("assess", "--engine is ppocr, tesseract or both");
  const auto since = arguments.value("--since");
  const auto earlier = earlier_assessment(arguments);
  if (!earlier) return report(earlier.error());
  auto audit = audit_options(arguments);
  if (!audit) return report(audit.error());
  request.audit = std::move(*audit);
  const int status =
      arguments.has("--watch")
          ? assess_and_watch(request, *earlier, since.value_or(""))
          : assess_once(
                request, *earlier, since.value_or(""), nullptr, [] { return true; }, nullptr);
  wipe(request.audit.key.data(), request.audit.key.size());
  return status;
}

}  // namespace zhun::cli
