// zhun ocr: pictures of a statement -> its rows, each proved or flagged.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "engines.hpp"
#include "files.hpp"
#include "zhun/pdf.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHelp =
    "zhun ocr FILE... [--engine NAME] [--lexicon FILE] [-o FILE] [--debug-html FILE]\n"
    "\n"
    "Reads a scanned or photographed statement (PNG, JPEG, TIFF, PDF of pictures) and prints its\n"
    "rows as JSON, as zhun parse does, each with its verdict (verified, plausible, doubtful), "
    "what\n"
    "proves it, what was repaired and where it stands on the page. Several files are the pages of\n"
    "one statement, in their order. Nothing is masked.\n"
    "\n"
    "  --engine NAME        ppocr, tesseract or both; default: the best that is there\n"
    "  --engine-path DIR    where the engines are; default: ZHUN_OCR_PATH, else beside the "
    "program\n"
    "  --lexicon FILE       names that are known (one a line): customers, suppliers, the owner\n"
    "  --threads N          pages that are read at the same time; default 1\n"
    "  --dpi N              for pages of PDF; default 200\n"
    "  --pdfium PATH        the PDFium library; default: ZHUN_PDFIUM\n"
    "  --password-file FILE the password of an encrypted PDF, in its first line\n"
    "  -o, --output FILE    instead of standard output; written whole or not at all\n"
    "  --debug-html FILE    the pages with their grid, readings and repairs in colour\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

constexpr std::uint32_t kThreadsMax = 64, kDpiMin = 72, kDpiMax = 600;

// The files of the command line, and PDFium where one of them is a PDF.
struct InputFiles {
  std::vector<NamedBytes> files;
  std::shared_ptr<const PdfEngine> pdf;
  std::string password;
  InputFiles() = default;
  InputFiles(const InputFiles&) = delete;
  InputFiles& operator=(const InputFiles&) = delete;
  ~InputFiles() { wipe(password.data(), password.size()); }
  [[nodiscard]] std::vector<PictureFile> views() const {
    std::vector<PictureFile> out;
    for (const NamedBytes& file : files) out.push_back({file.name, file.bytes, password});
    return out;
  }
};

Result<void> read_inputs(const Arguments& arguments, InputFiles& into) {
  const Limits limits;
  bool pdf = false;
  for (const std::string& path : arguments.rest()) {
    const std::string name = path == "-" ? "standard input" : fs::path(path).filename().string();
    auto bytes = path == "-" ? read_standard_input(limits.bytes_max)
                             : read_whole_file(path, name, limits.bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    if (is_pdf(*bytes) && !pdf) {
      pdf = true;
      auto engine = pdf_engine(arguments.value("--pdfium"));
      if (!engine) return tl::unexpected(engine.error());
      if (!*engine)
        return fail(ErrorCode::unsupported, {name, 0, 0, 0, {}},
                    "a PDF needs the PDFium library: name it with --pdfium or ZHUN_PDFIUM");
      into.pdf = *engine;
    }
    into.files.push_back({name, std::move(*bytes)});
  }
  if (const auto path = arguments.value("--password-file")) {
    auto secret = read_whole_file(*path, "the password file", 4096);
    if (!secret) return tl::unexpected(secret.error());
    into.password = secret->substr(0, secret->find_first_of("\r\n"));
    wipe(secret->data(), secret->size());
  }
  return {};
}

// A whole number of an option between two bounds; nullopt: it is none.
std::optional<std::uint32_t> number_of(const Arguments& arguments, std::string_view option,
                                       std::uint32_t standard, std::uint32_t low,
                                       std::uint32_t high) {
  const auto text = arguments.value(option);
  if (!text) return standard;
  if (text->empty() || text->size() > 4 || text->find_first_not_of("0123456789") != text->npos)
    return std::nullopt;
  const auto number = static_cast<std::uint32_t>(std::stoul(*text));
  if (number < low || number > high) return std::nullopt;
  return number;
}

int run(const Arguments& arguments, std::uint32_t threads, std::uint32_t dpi) {
  auto engines = open_engines(
      {arguments.value("--engine").value_or(""), arguments.value("--engine-path"), threads});
  if (!engines) return report(engines.error());
  auto lexicon = read_lexicon(arguments.value("--lexicon"));
  if (!lexicon) return report(lexicon.error());
  InputFiles inputs;
  if (auto done = read_inputs(arguments, inputs); !done) return report(done.error());
  PictureOptions opening;
  opening.pdf = inputs.pdf.get();
  opening.dots_per_inch = dpi;
  auto pictures = open_pictures(inputs.views(), *engines->first.front(), opening);
  if (!pictures) return report(pictures.error());

  const auto html_path = arguments.value("--debug-html");
  std::vector<std::string> shown(html_path ? pictures->count : 0);
  if (html_path) {
    pictures->load = [&shown, load = pictures->load](std::uint32_t index, const OcrEngine& engine) {
      auto picture = load(index, engine);
      if (picture) shown[index] = render_scan_picture(*picture);
      return picture;
    };
  }
  ScanOptions options;
  options.source_name =
      arguments.rest().size() == 1 ? fs::path(arguments.rest()[0]).filename().string() : "";
  options.lexicon = std::move(*lexicon);
  const bool shows = isatty(STDERR_FILENO) != 0;
  if (shows) {
    options.progress = [](std::uint32_t page, std::uint32_t pages) {
      std::fprintf(stderr, "\rpage %u of %u", page, pages);
      return true;
    };
  }
  const auto scan = read_scan(*pictures, engines->first, engines->second, options);
  if (shows) std::fputc('\n', stderr);
  if (!scan) return report(scan.error());
  if (html_path) {
    if (auto done = write_one(*html_path, arguments.rest(), render_scan_html(*scan, shown)); !done)
      return report(done.error());
  }
  const std::string json = render_scan_json(*scan) + "\n";
  const auto output = arguments.value("--output");
  if (!output) return print(json);
  if (auto done = write_one(*output, arguments.rest(), json); !done) return report(done.error());
  return kDone;
}

}  // namespace

int ocr_command(std::span<const std::string> words) {
  std::vector<std::string> named(words.begin(), words.end());
  for (std::string& word : named)
    if (word == "-o") word = "--output";
  const Arguments arguments = Arguments::parse(named, {{"--json", OptionKind::flag},
                                                       {"--engine", OptionKind::value},
                                                       {"--engine-path", OptionKind::value},
                                                       {"--lexicon", OptionKind::value},
                                                       {"--threads", OptionKind::value},
                                                       {"--dpi", OptionKind::value},
                                                       {"--pdfium", OptionKind::value},
                                                       {"--password-file", OptionKind::value},
                                                       {"--output", OptionKind::value},
                                                       {"--debug-html", OptionKind::value}});
  if (!arguments.error().empty()) return report_usage("ocr", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  if (arguments.rest().empty()) return report_usage("ocr", "it takes at least one file");
  if (!is_engine_name(arguments.value("--engine").value_or("")))
    return report_usage("ocr", "--engine is ppocr, tesseract or both");
  const auto threads = number_of(arguments, "--threads", 1, 1, kThreadsMax);
  if (!threads) return report_usage("ocr", "--threads is a number from 1 to 64");
  const auto dpi = number_of(arguments, "--dpi", 200, kDpiMin, kDpiMax);
  if (!dpi) return report_usage("ocr", "--dpi is a number from 72 to 600");
  return run(arguments, *threads, *dpi);
}

}  // namespace zhun::cli
