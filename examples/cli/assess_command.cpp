// zhun assess: a dossier's folder -> report.html, assessment.json and checklist.json.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "summary.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun assess DOSSIER [options]\n"
    "\n"
    "Reads an applicant's dossier and writes report.html, assessment.json and checklist.json.\n"
    "DOSSIER is a folder with dossier.json and the files it names, or one JSON file.\n"
    "\n"
    "  --out DIR        where to write (default: zhun-out/<name of the dossier>)\n"
    "  --policy DIR     a policy pack of your own (default: the built-in one)\n"
    "  --pdfium PATH    the PDFium library (libpdfium.so) with which PDF is read\n"
    "  --masking LEVEL  inside-bank (default), outward, or none\n"
    "  --json           print a summary for programs instead of one for people\n"
    "\n"
    "Either all three files are written or none. Exit status: 0 done, 1 bad input, 2 bad usage.\n";

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

// PDFium, if a file of the dossier needs it.
Result<std::shared_ptr<const PdfEngine>> engine_for(const std::vector<NamedBytes>& files,
                                                    const std::optional<std::string>& option) {
  for (const NamedBytes& file : files) {
    if (is_pdf(file.bytes)) return pdf_engine(option);
  }
  return std::shared_ptr<const PdfEngine>();
}

Result<Assessment> run(const DossierPath& path, const Policy& policy,
                       const std::optional<std::string>& pdfium) {
  const Limits limits;
  const std::string description_name = path.description.filename().string();
  const auto description = read_whole_file(path.description, description_name, limits.bytes_max);
  if (!description) return tl::unexpected(description.error());
  const auto names = list_dossier_files(*description, limits);
  if (!names) return tl::unexpected(names.error());
  const Progress progress(names->size(), is_much(path.folder, *names));
  std::vector<NamedBytes> files;
  for (std::size_t i = 0; i < names->size(); ++i) {
    progress.reading(i);
    auto bytes = read_inside(path.folder, (*names)[i], limits.bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    files.push_back({(*names)[i], std::move(*bytes)});
  }
  progress.assessing();
  const auto engine = engine_for(files, pdfium);
  if (!engine) return tl::unexpected(engine.error());
  DossierOptions options;
  options.limits = limits;
  options.pdf = engine->get();
  const auto dossier = read_dossier(*description, as_source_files(files), options);
  if (!dossier) return tl::unexpected(dossier.error());
  return assess(*dossier, policy);
}

Result<Policy> choose_policy(const Arguments& arguments) {
  const auto folder = arguments.value("--policy");
  if (!folder) return default_policy();
  const auto files = read_folder(*folder, Limits{}.bytes_max);
  if (!files) return tl::unexpected(files.error());
  return load_policy(as_source_files(*files));
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

int write_and_tell(const Assessment& assessment, const DossierPath& dossier, const fs::path& folder,
                   Masking masking, bool as_json) {
  const auto written =
      write_together(folder, {{"assessment.json", render_assessment_json(assessment, masking)},
                              {"checklist.json", render_checklist_json(assessment, masking)},
                              {"report.html", render_report_html(assessment, masking)}});
  if (!written) return report(written.error());
  const OutputPaths paths{(folder / "report.html").string(), (folder / "assessment.json").string(),
                          (folder / "checklist.json").string()};
  return print(as_json ? summary_json(assessment, dossier.name, paths)
                       : summary_text(assessment, dossier.name, paths, masking));
}

}  // namespace

int assess_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {{"--out", OptionKind::value},
                                                       {"--policy", OptionKind::value},
                                                       {"--masking", OptionKind::value},
                                                       {"--pdfium", OptionKind::value},
                                                       {"--json", OptionKind::flag}});
  if (!arguments.error().empty()) return report_usage("assess", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  if (arguments.rest().size() != 1)
    return report_usage("assess", "it takes exactly one dossier: a folder or a JSON file");
  Masking masking = Masking::inside_bank;
  if (!parse_masking(arguments.value("--masking").value_or("inside-bank"), masking))
    return report_usage("assess", "--masking is inside-bank, outward or none");

  const DossierPath path = locate(arguments.rest()[0]);
  const auto out = arguments.value("--out");
  if (out && out->empty()) return report_usage("assess", "--out needs a folder");
  const auto policy = choose_policy(arguments);
  if (!policy) return report(policy.error());
  const auto assessment = run(path, *policy, arguments.value("--pdfium"));
  if (!assessment) return report(assessment.error());
  const fs::path folder = out ? fs::path(*out) : fs::path("zhun-out") / path.name;
  return write_and_tell(*assessment, path, folder, masking, arguments.has("--json"));
}

}  // namespace zhun::cli
