// zhun ocr: pictures of a statement -> its rows, each proved or flagged.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
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

std::vector<fs::path> engine_folders(const std::optional<std::string>& option) {
  if (option) return {*option};
  if (const char* named = std::getenv("ZHUN_OCR_PATH"); named != nullptr && *named != 0)
    return {named};
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return {};
  return {program.parent_path() / ".." / ZHUN_LIBDIR / "zhun",
          program.parent_path() / ".." / "lib" / "zhun"};
}

std::optional<fs::path> engine_file(const std::vector<fs::path>& folders, std::string_view file) {
  for (const fs::path& folder : folders) {
    std::error_code error;
    const fs::path path = fs::absolute(folder / file, error);
    if (!error && fs::exists(path, error)) return path;
  }
  return std::nullopt;
}

struct Engines {
  std::vector<std::unique_ptr<OcrEngine>> first, second;
};

Result<void> open_engines(const fs::path& file, std::uint32_t count,
                          std::vector<std::unique_ptr<OcrEngine>>& into) {
  for (std::uint32_t i = 0; i < count; ++i) {
    auto engine = open_ocr_engine(file.string(), {});
    if (!engine) return tl::unexpected(engine.error());
    into.push_back(std::move(*engine));
  }
  return {};
}

Result<Engines> choose_engines(const Arguments& arguments, std::uint32_t threads) {
  // OpenVINO's scheduler complains on standard error where /sys is not mounted, as in containers.
  setenv("HWLOC_HIDE_ERRORS", "2", 0);
  const std::vector<fs::path> folders = engine_folders(arguments.value("--engine-path"));
  const auto ppocr = engine_file(folders, "libzhun_ppocr.so");
  const auto tesseract = engine_file(folders, "libzhun_ocr.so");
  const std::string name = arguments.value("--engine").value_or("");
  const bool wants_ppocr = name == "ppocr" || name == "both" || (name.empty() && ppocr);
  const bool wants_tesseract = name == "tesseract" || name == "both" || (name.empty() && !ppocr);
  if ((wants_ppocr && !ppocr) || (wants_tesseract && !tesseract))
    return fail(ErrorCode::unsupported, {},
                name.empty() ? "there is no OCR engine: install libzhun_ppocr.so or libzhun_ocr.so "
                               "and name their folder with --engine-path"
                             : "this OCR engine is not there: name its folder with --engine-path");
  Engines engines;
  if (wants_ppocr) {
    auto done = open_engines(*ppocr, threads, engines.first);
    // An engine that nobody asked for by name and that does not work here is no error.
    if (!done && !(name.empty() && tesseract)) return tl::unexpected(done.error());
    if (!done) engines.first.clear();
  }
  if (wants_tesseract || engines.first.empty()) {
    auto& into = engines.first.empty() ? engines.first : engines.second;
    if (auto done = open_engines(*tesseract, threads, into); !done)
      return tl::unexpected(done.error());
  }
  return engines;
}

// All pages of all files: where a page comes from.
struct PagePlace {
  std::size_t file = 0;
  std::uint32_t index = 0;  // in its file
};

class PageFiles {
 public:
  PageFiles(const OcrEngine& engine, std::uint32_t dpi) : engine_(engine), dpi_(dpi) {}

  Result<void> add(const std::string& path, const Arguments& arguments) {
    auto file = std::make_unique<File>();
    file->name = path == "-" ? "standard input" : fs::path(path).filename().string();
    auto bytes = path == "-" ? read_standard_input(limits_.bytes_max)
                             : read_whole_file(path, file->name, limits_.bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    file->bytes = std::move(*bytes);
    std::uint32_t count = 0;
    if (is_pdf(file->bytes)) {
      auto opened = open_pdf(*file, arguments);
      if (!opened) return tl::unexpected(opened.error());
      count = file->pdf->page_count();
    } else {
      auto frames = engine_.frames(file->bytes, limits_);
      if (!frames) return tl::unexpected(named(frames.error(), *file));
      count = *frames;
    }
    for (std::uint32_t i = 0; i < count; ++i) places_.push_back({files_.size(), i});
    files_.push_back(std::move(file));
    return {};
  }

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(places_.size()); }

  [[nodiscard]] Result<Image> load(std::uint32_t index) const {
    const PagePlace& place = places_[index];
    const File& file = *files_[place.file];
    if (file.pdf) return file.pdf->render(place.index + 1, dpi_, limits_.pixels_max);
    auto picture = engine_.decode(file.bytes, place.index, limits_);
    if (!picture) return tl::unexpected(named(picture.error(), file));
    return picture;
  }

 private:
  struct File {
    std::string name, bytes;
    std::shared_ptr<const PdfEngine> engine;
    std::unique_ptr<PdfFile> pdf;
  };

  Result<void> open_pdf(File& file, const Arguments& arguments) {
    auto engine = pdf_engine(arguments.value("--pdfium"));
    if (!engine) return tl::unexpected(engine.error());
    if (!*engine)
      return fail(ErrorCode::unsupported, {file.name, 0, 0, 0, {}},
                  "a PDF needs the PDFium library: name it with --pdfium or ZHUN_PDFIUM");
    file.engine = *engine;
    ReadOptions options;
    options.source_name = file.name;
    if (const auto path = arguments.value("--password-file")) {
      auto secret = read_whole_file(*path, "the password file", 4096);
      if (!secret) return tl::unexpected(secret.error());
      options.password = secret->substr(0, secret->find_first_of("\r\n"));
      wipe(secret->data(), secret->size());
    }
    auto pdf = file.engine->open_file(file.bytes, options);
    wipe(options.password.data(), options.password.size());
    if (!pdf) return tl::unexpected(pdf.error());
    file.pdf = std::move(*pdf);
    return {};
  }

  static Error named(Error error, const File& file) {
    if (error.place.source.empty()) error.place.source = file.name;
    return error;
  }

  const OcrEngine& engine_;
  std::uint32_t dpi_;
  Limits limits_;
  std::vector<std::unique_ptr<File>> files_;
  std::vector<PagePlace> places_;
};

Result<std::vector<std::string>> read_lexicon(const std::optional<std::string>& path) {
  std::vector<std::string> names;
  if (!path) return names;
  const auto bytes = read_whole_file(*path, *path, std::size_t{16} << 20);
  if (!bytes) return tl::unexpected(bytes.error());
  std::size_t begin = 0;
  while (begin < bytes->size()) {
    const std::size_t end = std::min(bytes->find('\n', begin), bytes->size());
    const std::string_view name = trim(std::string_view(*bytes).substr(begin, end - begin));
    if (!name.empty()) names.emplace_back(name);
    begin = end + 1;
  }
  return names;
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
  auto engines = choose_engines(arguments, threads);
  if (!engines) return report(engines.error());
  auto lexicon = read_lexicon(arguments.value("--lexicon"));
  if (!lexicon) return report(lexicon.error());
  PageFiles files(*engines->first.front(), dpi);
  for (const std::string& path : arguments.rest()) {
    if (auto added = files.add(path, arguments); !added) return report(added.error());
  }

  const auto html_path = arguments.value("--debug-html");
  std::vector<std::string> shown(html_path ? files.count() : 0);
  Pictures pictures;
  pictures.count = files.count();
  pictures.load = [&](std::uint32_t index) {
    auto picture = files.load(index);
    if (picture && html_path) shown[index] = render_scan_picture(*picture);
    return picture;
  };
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
  const auto scan = read_scan(pictures, engines->first, engines->second, options);
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
  const std::string engine = arguments.value("--engine").value_or("both");
  if (engine != "ppocr" && engine != "tesseract" && engine != "both")
    return report_usage("ocr", "--engine is ppocr, tesseract or both");
  const auto threads = number_of(arguments, "--threads", 1, 1, kThreadsMax);
  if (!threads) return report_usage("ocr", "--threads is a number from 1 to 64");
  const auto dpi = number_of(arguments, "--dpi", 200, kDpiMin, kDpiMax);
  if (!dpi) return report_usage("ocr", "--dpi is a number from 72 to 600");
  return run(arguments, *threads, *dpi);
}

}  // namespace zhun::cli
