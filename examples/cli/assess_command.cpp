// zhun assess: a dossier's folder -> report.html, assessment.json and checklist.json.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "audit_file.hpp"
#include "command.hpp"
#include "engines.hpp"
#include "files.hpp"
#include "sealed_folder.hpp"
#include "summary.hpp"
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
    "  --documents DIR  also write the credit documents (DOCX) and the tables (analysis.xlsx) "
    "there\n"
    "  --masking LEVEL  inside-bank (default), outward, or none\n"
    "  --json           print a summary for programs instead of one for people\n";

constexpr std::string_view kHelpEnd =
    "\n"
    "Either all files are written or none. Exit status: 0 done, 1 bad input, 2 bad usage.\n";

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
  std::optional<std::string> pdfium, password_file;
  EngineChoice ocr;
};

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

Result<Assessment> run(const DossierPath& path, const Policy& policy, const Keys& keys) {
  const Limits limits;
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
  return assess(*dossier, policy);
}

Result<Policy> choose_policy(const Arguments& arguments) {
  const auto folder = arguments.value("--policy");
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

int write_and_tell(const Assessment& assessment, const DossierPath& dossier, const fs::path& folder,
                   Masking masking, bool as_json, const AuditOptions& audit) {
  std::vector<NamedBytes> files = {{"assessment.json", render_assessment_json(assessment, masking)},
                                   {"checklist.json", render_checklist_json(assessment, masking)},
                                   {"explanation.html", render_explanation_html(assessment)},
                                   {"report.html", render_report_html(assessment, masking)}};
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
                    {"--policy", OptionKind::value},
                    {"--masking", OptionKind::value},
                    {"--pdfium", OptionKind::value},
                    {"--password-file", OptionKind::value},
                    {"--engine", OptionKind::value},
                    {"--documents", OptionKind::value},
                    {"--engine-path", OptionKind::value},
                    {"--json", OptionKind::flag}};
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
  const auto documents = arguments.value("--documents");
  if (documents && documents->empty()) return report_usage("assess", "--documents needs a folder");
  auto audit = audit_options(arguments);
  if (!audit) return report(audit.error());
  const auto policy = choose_policy(arguments);
  if (!policy) return report(policy.error());
  const EngineChoice engine{arguments.value("--engine").value_or(""),
                            arguments.value("--engine-path"), 1};
  if (!is_engine_name(engine.name))
    return report_usage("assess", "--engine is ppocr, tesseract or both");
  const auto assessment =
      run(path, *policy, {arguments.value("--pdfium"), arguments.value("--password-file"), engine});
  if (!assessment) return report(assessment.error());
  const fs::path folder = out ? fs::path(*out) : fs::path("zhun-out") / path.name;
  // First, for a template may be refused: then nothing is written.
  if (documents) {
    if (const auto written = write_documents(*assessment, *documents, masking); !written)
      return report(written.error());
  }
  const int status =
      write_and_tell(*assessment, path, folder, masking, arguments.has("--json"), *audit);
  wipe(audit->key.data(), audit->key.size());
  return status;
}

}  // namespace zhun::cli
