// Reading and assessing a dossier's folder: what assess, verify --rerun and consent share.
#include "assessing.hpp"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "zhun/policy_tools.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

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

}  // namespace

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

Result<Dossier> read_input(const DossierPath& path, const Keys& keys, Watch* watch,
                           std::string* minimised) {
  Limits limits;
  limits.watch = watch;
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
  if (minimised != nullptr) {
    auto text = minimise_dossier(*description, sources, options);
    if (!text) return tl::unexpected(text.error());
    *minimised = std::move(*text);
  }
  return read_dossier(*description, sources, options);
}

Result<Assessment> assess_input(const DossierPath& path, const Policy& policy, const Keys& keys,
                                Watch* watch, std::string* minimised) {
  const auto answers = read_answers_file(keys.answers);
  if (!answers) return tl::unexpected(answers.error());
  const auto dossier = read_input(path, keys, watch, minimised);
  if (!dossier) return tl::unexpected(dossier.error());
  return assess(*dossier, policy, watch, *answers ? &**answers : nullptr);
}

Result<Policy> choose_policy(const std::optional<std::string>& folder) {
  if (!folder) return default_policy();
  const auto files = read_folder(*folder, Limits{}.bytes_max);
  if (!files) return tl::unexpected(files.error());
  return open_policy(as_source_files(*files));
}

Result<std::string> earlier_assessment(const Arguments& arguments) {
  const auto since = arguments.value("--since");
  if (!since) return std::string();
  auto bytes = read_whole_file(*since, *since, Limits{}.bytes_max);
  if (bytes && bytes->empty())
    return fail(ErrorCode::format, {*since, 0, 0, 0, ""}, "the file is empty");
  return bytes;
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

void add_input_options(OptionTable& table) {
  for (const char* name :
       {"--policy", "--masking", "--pdfium", "--password-file", "--engine", "--engine-path",
        "--answers", "--since"})
    table[name] = OptionKind::value;
}

Keys keys_of(const Arguments& arguments) {
  return {arguments.value("--pdfium"),
          arguments.value("--password-file"),
          arguments.value("--answers"),
          {arguments.value("--engine").value_or(""), arguments.value("--engine-path"), 1}};
}

std::vector<NamedBytes> outputs_of(const Assessment& assessment, Masking masking, bool with_feed,
                                   const Changes* changes) {
  std::vector<NamedBytes> files = {{"assessment.json", render_assessment_json(assessment, masking)},
                                   {"checklist.json", render_checklist_json(assessment, masking)},
                                   {"explanation.html", render_explanation_html(assessment)},
                                   {"fields.json", render_fields_json(assessment)},
                                   {"report.html", render_report_html(assessment, masking)}};
  if (changes != nullptr) files.push_back({"changes.json", render_changes_json(*changes)});
  if (!with_feed) return files;
  for (FeedScreen& screen : render_feed(assessment, masking, changes))
    files.push_back({"feed/" + screen.name + ".json", std::move(screen.json)});
  return files;
}

}  // namespace zhun::cli
