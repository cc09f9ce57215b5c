// zhun parse: statements, invoices, tax returns and government data -> JSON, CSV or Arrow; or why
// they were read as they were.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/pdf.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun parse FILE... [--format json|csv|arrow | --why] [-o OUT]\n"
    "\n"
    "Reads account statements (流水), invoices (发票), tax returns (纳税申报) or government data\n"
    "(政务数据): CSV, XLSX, XLS, PDF, MT940, camt, OFX, e-invoices, JSON; whatever the file is\n"
    "called, its content tells what it is. Prints every row; nothing is masked. FILE may be - for\n"
    "standard input.\n"
    "\n"
    "  --format json    rows, totals and what did not add up (default); several files:\n"
    "                   {\"files\":[...]} in the order given\n"
    "  --format csv     rows as a table with a header, for a spreadsheet; one file at a time\n"
    "  --format arrow   rows as an Arrow stream, for pandas, polars, DuckDB; one file at a time\n"
    "  --json, --csv, --arrow   the same in short\n"
    "  --why            instead of rows: which layout it is and by what, the use of every column,\n"
    "                   how directions and dates were decided, which totals and balances hold\n"
    "  -o OUT           writes to the file OUT, wholly or not at all, instead of standard output\n"
    "  --password-file FILE   its first line opens what is encrypted; - reads it from standard\n"
    "                   input. (There is no option for the password itself: other users of the\n"
    "                   machine could see it.)\n"
    "  --pdfium PATH    the PDFium library (libpdfium.so) with which PDF is read; else the one "
    "that\n"
    "                   ZHUN_PDFIUM names, else the one that was found when zhun was built\n"
    "\n"
    "  zhun parse bank.xlsx --why\n"
    "  zhun parse bill.zip --password-file password.txt --format csv -o bill.csv\n"
    "\n"
    "Nothing is printed or written unless every file was read. Exit status: 0 done, 1 bad input, 2 "
    "bad\nusage.\n";

enum class Format { json, csv, arrow, why };

struct Task {
  std::vector<std::string> files;
  Format format = Format::json;
  std::string output;  // empty: standard output
  std::string password;
  std::shared_ptr<const PdfEngine> pdf;
};

std::string name_of(const std::string& path) {
  return path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
}

// One line on a terminal while it takes long; a pipe or a file never sees it.
class Progress {
 public:
  explicit Progress(std::size_t files) : files_(files), shown_on_(::isatty(STDERR_FILENO) == 1) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (drawn_) std::fputs("\r\033[K", stderr);
  }
  void begin(std::size_t index, const std::string& name, std::size_t bytes) {
    constexpr std::size_t kLargeBytes = std::size_t{16} << 20;
    const bool late = std::chrono::steady_clock::now() - start_ > std::chrono::seconds(1);
    if (!shown_on_ || (!late && bytes < kLargeBytes)) return;
    std::fprintf(stderr, "\r\033[Kreading %zu of %zu: %s (%zu MiB)", index + 1, files_,
                 name.c_str(), bytes >> 20);
    std::fflush(stderr);
    drawn_ = true;
  }

 private:
  std::size_t files_;
  bool shown_on_ = false, drawn_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Several files in one document, in the order of the command line.
std::string join_json(const std::vector<std::string>& documents) {
  std::string out = "{\"files\":[";
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i > 0) out += ',';
    out += '\n';
    std::string_view document = documents[i];
    while (document.ends_with('\n')) document.remove_suffix(1);
    out += document;
  }
  return out + "\n]}\n";
}

std::string join(const Task& task, const std::vector<std::string>& documents) {
  if (task.format == Format::json && documents.size() > 1) return join_json(documents);
  std::string out;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (task.format == Format::why) {
      if (i > 0) out += '\n';
      out += name_of(task.files[i]) + ": ";
    }
    out += documents[i];
  }
  if (task.format != Format::arrow && !out.ends_with('\n')) out += '\n';
  return out;
}

Result<std::string> render(const AnySource& source, Format format) {
  switch (format) {
    case Format::json:
      return render_source_json(source);
    case Format::csv:
      return render_source_csv(source);
    case Format::arrow:
      return render_source_arrow(source);
    case Format::why:
      return render_source_why(source);
  }
  return std::string();
}

// A PDF needs the engine; an archive may hold one.
Result<void> find_pdf_engine(Task& task, std::string_view bytes) {
  const bool needed = is_pdf(bytes);
  if (task.pdf != nullptr || (!needed && !bytes.starts_with("PK"))) return {};
  auto engine = pdf_engine(std::nullopt);
  if (engine) task.pdf = std::move(*engine);
  if (!engine && needed) return tl::unexpected(engine.error());
  return {};
}

Result<std::string> read_and_render(Task& task, std::size_t index, Progress& progress) {
  const std::string& path = task.files[index];
  const Limits limits;
  ReadOptions options;
  options.source_name = name_of(path);
  options.password = task.password;
  const auto bytes = path == "-" ? read_standard_input(limits.bytes_max)
                                 : read_whole_file(path, options.source_name, limits.bytes_max);
  if (!bytes) return tl::unexpected(bytes.error());
  progress.begin(index, options.source_name, bytes->size());
  if (auto found = find_pdf_engine(task, *bytes); !found) return tl::unexpected(found.error());
  options.pdf = task.pdf.get();
  const auto source = read_any(*bytes, options);
  if (!source) return tl::unexpected(source.error());
  auto text = render(*source, task.format);
  if (!text && text.error().place.source.empty()) text.error().place.source = options.source_name;
  return text;
}

Result<std::string> read_all(Task& task) {
  std::vector<std::string> documents;
  Progress progress(task.files.size());
  for (std::size_t i = 0; i < task.files.size(); ++i) {
    auto text = read_and_render(task, i, progress);
    if (!text) return tl::unexpected(text.error());
    documents.push_back(std::move(*text));
  }
  return join(task, documents);
}

// The password: the first line, without its line end.
Result<std::string> read_password(const std::string& path) {
  constexpr std::size_t kPasswordFileBytesMax = 64 << 10;
  const std::string name = "password file";
  auto bytes = path == "-" ? read_standard_input(kPasswordFileBytesMax)
                           : read_whole_file(path, name, kPasswordFileBytesMax);
  if (!bytes) return bytes;
  std::string password = bytes->substr(0, bytes->find('\n'));
  if (password.ends_with('\r')) password.pop_back();
  wipe(bytes->data(), bytes->size());
  if (password.empty())
    return fail(ErrorCode::invalid_argument, Place{name, 0, 0, 0, {}},
                "its first line is empty; the password is expected there");
  return password;
}

// What the options say; the first thing that is wrong in words.
std::string formats_of(const Arguments& arguments, Format& format) {
  std::vector<std::string> named;
  for (const auto* flag : {"--json", "--csv", "--arrow", "--why"})
    if (arguments.has(flag)) named.emplace_back(flag + 2);
  if (const auto value = arguments.value("--format")) {
    if (*value != "json" && *value != "csv" && *value != "arrow")
      return "--format is json, csv or arrow";
    if (named.size() != 1 || named[0] != *value) named.push_back(*value);
  }
  if (named.size() > 1) return "--" + named[0] + " and --" + named[1] + " exclude each other";
  if (named.empty() || named[0] == "json") return {};
  format = named[0] == "csv" ? Format::csv : named[0] == "arrow" ? Format::arrow : Format::why;
  return {};
}

std::string usage_error(const Arguments& arguments, Task& task) {
  if (!arguments.error().empty()) return arguments.error();
  if (auto error = formats_of(arguments, task.format); !error.empty()) return error;
  task.files = arguments.rest();
  if (task.files.empty()) return "it takes at least one file";
  const bool table = task.format == Format::csv || task.format == Format::arrow;
  if (table && task.files.size() > 1)
    return std::string(task.format == Format::csv ? "--csv" : "--arrow") +
           " takes one file, whose columns it prints";
  std::size_t from_input = arguments.value("--password-file").value_or("") == "-" ? 1 : 0;
  for (const std::string& file : task.files) from_input += file == "-" ? 1 : 0;
  if (from_input > 1) return "standard input can be read once only";
  task.output = arguments.value("-o").value_or("");
  if (arguments.has("-o") && task.output.empty()) return "-o needs the name of a file";
  if (task.output == "-") task.output.clear();
  if (task.format == Format::arrow && task.output.empty() && ::isatty(STDOUT_FILENO) == 1)
    return "an Arrow stream is no text for a terminal; name a file with -o";
  return {};
}

Result<void> open_keys(const Arguments& arguments, Task& task) {
  if (const auto path = arguments.value("--password-file")) {
    auto password = read_password(*path);
    if (!password) return tl::unexpected(password.error());
    task.password = std::move(*password);
  }
  if (const auto path = arguments.value("--pdfium")) {
    auto engine = pdf_engine(path);
    if (!engine) return tl::unexpected(engine.error());
    task.pdf = std::move(*engine);
  }
  return {};
}

}  // namespace

int parse_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {{"--json", OptionKind::flag},
                                                       {"--csv", OptionKind::flag},
                                                       {"--arrow", OptionKind::flag},
                                                       {"--why", OptionKind::flag},
                                                       {"--format", OptionKind::value},
                                                       {"--password-file", OptionKind::value},
                                                       {"--pdfium", OptionKind::value},
                                                       {"-o", OptionKind::value}});
  if (arguments.error().empty() && arguments.has("--help")) return print(kHelp);
  Task task;
  if (const std::string error = usage_error(arguments, task); !error.empty())
    return report_usage("parse", error);
  if (auto opened = open_keys(arguments, task); !opened) return report(opened.error());
  const auto text = read_all(task);
  wipe(task.password.data(), task.password.size());
  if (!text) return report(text.error());
  if (task.output.empty()) return print(*text);
  const auto written = write_one(task.output, task.files, *text);
  return written ? kDone : report(written.error());
}

}  // namespace zhun::cli
