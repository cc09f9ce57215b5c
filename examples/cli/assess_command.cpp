// zhun assess: a dossier's folder -> report.html, assessment.json and checklist.json.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "audit_file.hpp"
#include "command.hpp"
#include "engines.hpp"
#include "files.hpp"
#include "sealed_folder.hpp"
#include "summary.hpp"
#include "watched_files.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun assess DOSSIER [options]\n"
    "\n"
    "Reads an applicant's dossier and writes report.html, assessment.json, checklist.json, a page\n"
    "for the customer (explanation.html), and seal.json, against which zhun verify checks them.\n"
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

struct DossierPath {
  fs::path folder, description;
  std::string name;
};

// Says which file is being read, on a terminal, when there is much to read.
class Progress {
 public:
  Progress(std::size_t count, bool worth_it)
      : count_(count), on_(worth_it && isatty(STDERR_FILENO)) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (on_) std::fputs("\r\033[K", stderr);
  }
  void reading(std::size_t index) const {
    if (on_) std::fprintf(stderr, "\r\033[Kreading file %zu of %zu", index + 1, count_);
  }
  void assessing() const {
    if (on_) std::fputs("\r\033[Kassessing", stderr);
  }

 private:
  std::size_t count_;
  bool on_;
};

DossierPath locate(const std::string& argument) {
  const fs::path path(argument);
  std::error_code ignored;
  DossierPath out;
  if (fs::is_directory(path, ignored)) {
    out.folder = path;
    out.description = path / "dossier.json";
    const fs::path resolved = fs::canonical(path, ignored);
    out.name = resolved.filename().string();
  } else {
    out.folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    out.description = path;
    out.name = path.stem().string();
  }
  if (out.name.empty()) out.name = "dossier";
  return out;
}

bool is_much(const fs::path& folder, const std::vector<std::string>& names) {
  constexpr std::uintmax_t kMuch = 32U << 20U;
  std::uintmax_t total = 0;
  for (const std::string& name : names) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(folder / name, error);
    if (!error) total += size;
  }
  return total >= kMuch;
}

// PDFium, if a file of the dossier needs it. An archive may hold a PDF, and is read without where
// there is no PDFium.
Result<std::shared_ptr<const PdfEngine>> engine_for(const std::vector<NamedBytes>& files,
                                                    const std::optional<std::string>& option) {
  bool archives = false;
  for (const NamedBytes& file : files) {
    if (is_pdf(file.bytes)) return pdf_engine(option);
    archives = archives || file.bytes.starts_with("PK");
  }
  if (!archives) return std::shared_ptr<const PdfEngine>();
  auto engine = pdf_engine(option);
  return engine || option ? engine : std::shared_ptr<const PdfEngine>();
}

// What opens the files of a dossier; wiped when it goes.
struct Passwords {
  std::vector<NamedBytes> by_name;
  Passwords() = default;
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;
  ~Passwords() {
    for (NamedBytes& entry : by_name) wipe(entry.bytes.data(), entry.bytes.size());
  }
  [[nodiscard]] std::string_view of(const std::string& name) const {
    for (const NamedBytes& entry : by_name) {
      if (entry.name == name) return entry.bytes;
    }
    return {};
  }
};

// Lines of a name, a tab and a password; empty lines are passed over.
Result<void> read_passwords(const std::string& path, const std::vector<std::string>& names,
                            Passwords& out) {
  constexpr std::size_t kBytesMax = 64 << 10;
  const std::string file = "password file";
  auto bytes = read_whole_file(path, file, kBytesMax);
  if (!bytes) return tl::unexpected(bytes.error());
  Result<void> result;
  std::uint32_t line = 0;
  for (std::size_t begin = 0; result && begin < bytes->size();) {
    const std::size_t end = std::min(bytes->find('\n', begin), bytes->size());
    std::string_view text = std::string_view(*bytes).substr(begin, end - begin);
    begin = end + 1;
    ++line;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) continue;
    const auto tab = text.find('\t');
    const std::string name(text.substr(0, tab));
    if (tab == std::string_view::npos || tab == 0 || tab + 1 == text.size()) {
      result = fail(ErrorCode::invalid_argument, Place{file, 0, line, 0, {}},
                    "expected is the name of a file, a tab and its password");
    } else if (std::find(names.begin(), names.end(), name) == names.end()) {
      result = fail(ErrorCode::invalid_argument, Place{file, 0, line, 0, {}},
                    "the dossier names no file of this name");
    } else {
      out.by_name.push_back({name, std::string(text.substr(tab + 1))});
    }
  }
  wipe(bytes->data(), bytes->size());
  return result;
}

struct Keys {
  std::optional<std::string> pdfium, password_file, answers;
  EngineChoice ocr;
};

// This machine's clock in the zone of answers, and five minutes for a phone that runs ahead.
DateTime latest_answer_time() {
  const std::time_t now = std::time(nullptr) + 8 * 3600 + 300;
  struct tm parts {};
  ::gmtime_r(&now, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  return parse_date_time({text, size}).value_or(DateTime{});
}

Result<std::optional<Answers>> read_answers_file(const std::optional<std::string>& path) {
  constexpr std::size_t kAnswersBytesMax = 8U << 20U;
  if (!path) return std::optional<Answers>();
  const auto bytes = read_whole_file(*path, *path, kAnswersBytesMax);
  if (!bytes) return tl::unexpected(bytes.error());
  auto answers = read_answers(*bytes, *path, latest_answer_time());
  if (!answers) return tl::unexpected(answers.error());
  return std::optional<Answers>(std::move(*answers));
}

// The engines, if a file of the dossier needs them. That there is none is no error: the assessment
// then says which file was not read. One that was named and is not there is.
Result<Engines> engines_for(const std::vector<SourceFile>& files, const DossierOptions& options,
                            const EngineChoice& choice) {
  const bool needed = std::any_of(files.begin(), files.end(), [&](const SourceFile& file) {
    ReadOptions read;
    read.limits = options.limits;
    read.pdf = options.pdf;
    read.password = std::string(file.password);
    return is_scan(file.bytes, read);
  });
  if (!needed) return Engines{};
  auto engines = open_engines(choice);
  if (engines || !choice.name.empty()) return engines;
  std::fprintf(stderr, "zhun: %s; scans of this dossier are not read\n",
               engines.error().message.c_str());
  return Engines{};
}

Result<Assessment> run(const DossierPath& path, const Policy& policy, const Keys& keys,
                       Watch* watch) {
  Limits limits;
  limits.watch = watch;
  const auto answers = read_answers_file(keys.answers);
  if (!answers) return tl::unexpected(answers.error());
  const std::string description_name = path.description.filename().string();
  const auto description = read_whole_file(path.description, description_name, limits.bytes_max);
  if (!description) return tl::unexpected(description.error());
  const auto names = list_dossier_files(*description, limits);
  if (!names) return tl::unexpected(names.error());
  Passwords passwords;
  if (keys.password_file) {
    if (auto read = read_passwords(*keys.password_file, *names, passwords); !read)
      return tl::unexpected(read.error());
  }
  const Progress progress(names->size(), is_much(path.folder, *names));
  std::vector<NamedBytes> files;
  for (std::size_t i = 0; i < names->size(); ++i) {
    progress.reading(i);
    auto bytes = read_inside(path.folder, (*names)[i], limits.bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    files.push_back({(*names)[i], std::move(*bytes)});
  }
  progress.assessing();
  const auto engine = engine_for(files, keys.pdfium);
  if (!engine) return tl::unexpected(engine.error());
  DossierOptions options;
  options.limits = limits;
  options.pdf = engine->get();
  auto sources = as_source_files(files);
  for (SourceFile& source : sources) source.password = passwords.of(source.name);
  const auto engines = engines_for(sources, options, keys.ocr);
  if (!engines) return tl::unexpected(engines.error());
  options.ocr_engines = engines->first;
  options.ocr_seconds = engines->second;
  if (isatty(STDERR_FILENO) != 0) {
    options.progress = [](std::uint32_t page, std::uint32_t pages) {
      std::fprintf(stderr, "\r\033[Kreading page %u of %u of a scan", page, pages);
      return true;
    };
  }
  const auto dossier = read_dossier(*description, sources, options);
  if (!dossier) return tl::unexpected(dossier.error());
  return assess(*dossier, policy, watch, *answers ? &**answers : nullptr);
}

Result<Policy> choose_policy(const std::optional<std::string>& folder) {
  if (!folder) return default_policy();
  const auto files = read_folder(*folder, Limits{}.bytes_max);
  if (!files) return tl::unexpected(files.error());
  return open_policy(as_source_files(*files));
}

bool parse_masking(const std::string& word, Masking& out) {
  if (word == "inside-bank")
    out = Masking::inside_bank;
  else if (word == "outward")
    out = Masking::outward;
  else if (word == "none")
    out = Masking::none;
  else
    return false;
  return true;
}

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
  std::optional<std::string> policy, documents;
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

std::vector<NamedBytes> render_all(const Assessment& assessment, const Request& request,
                                   const Changes* changes) {
  const Masking masking = request.masking;
  std::vector<NamedBytes> files = {{"assessment.json", render_assessment_json(assessment, masking)},
                                   {"checklist.json", render_checklist_json(assessment, masking)},
                                   {"explanation.html", render_explanation_html(assessment)},
                                   {"report.html", render_report_html(assessment, masking)}};
  if (changes != nullptr) files.push_back({"changes.json", render_changes_json(*changes)});
  if (request.feed) {
    for (FeedScreen& screen : render_feed(assessment, masking, changes))
      files.push_back({"feed/" + screen.name + ".json", std::move(screen.json)});
  }
  return files;
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
  std::vector<NamedBytes> files = render_all(assessment, request, changes);
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
                          request.feed ? (folder / "feed").string() : std::string()};
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
  const auto assessment = run(request.dossier, *policy, request.keys, watch);
  // What changed while it was read is read again, and whatever was wrong with it does not count.
  if (!is_still_so()) return kDone;
  if (!assessment) return report(assessment.error());
  std::optional<Changes> changes;
  if (!earlier.empty()) {
    auto compared = changes_since(earlier, earlier_name, *assessment);
    if (!compared) return report(compared.error());
    changes = std::move(*compared);
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
  OptionTable table{{"--out", OptionKind::value},           {"--policy", OptionKind::value},
                    {"--masking", OptionKind::value},       {"--pdfium", OptionKind::value},
                    {"--password-file", OptionKind::value}, {"--engine", OptionKind::value},
                    {"--engine-path", OptionKind::value},   {"--json", OptionKind::flag},
                    {"--answers", OptionKind::value},       {"--since", OptionKind::value},
                    {"--feed", OptionKind::flag},           {"--watch", OptionKind::flag},
                    {"--documents", OptionKind::value},     {"--quiet", OptionKind::flag}};
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
  request.documents = arguments.value("--documents");
  if (request.documents && request.documents->empty())
    return report_usage("assess", "--documents needs a folder");
  request.as_json = arguments.has("--json");
  request.quiet = arguments.has("--quiet");
  request.feed = arguments.has("--feed");
  request.keys = {arguments.value("--pdfium"),
                  arguments.value("--password-file"),
                  arguments.value("--answers"),
                  {arguments.value("--engine").value_or(""), arguments.value("--engine-path"), 1}};
  if (!is_engine_name(request.keys.ocr.name))
    return report_usage("assess", "--engine is ppocr, tesseract or both");
  const auto since = arguments.value("--since");
  std::string earlier;
  if (since) {
    auto bytes = read_whole_file(*since, *since, Limits{}.bytes_max);
    if (!bytes) return report(bytes.error());
    if (bytes->empty())
      return report({ErrorCode::format, {*since, 0, 0, 0, ""}, "the file is empty"});
    earlier = std::move(*bytes);
  }
  auto audit = audit_options(arguments);
  if (!audit) return report(audit.error());
  request.audit = std::move(*audit);
  const int status =
      arguments.has("--watch")
          ? assess_and_watch(request, std::move(earlier), since.value_or(""))
          : assess_once(
                request, earlier, since.value_or(""), nullptr, [] { return true; }, nullptr);
  wipe(request.audit.key.data(), request.audit.key.size());
  return status;
}

}  // namespace zhun::cli
