// OCR engines: which shared objects are there, and which of them read.
#include "engines.hpp"

#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace zhun::cli {
namespace {

namespace fs = std::filesystem;

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

Result<void> open_file(const fs::path& file, std::uint32_t count,
                       std::vector<std::unique_ptr<OcrEngine>>& into) {
  for (std::uint32_t i = 0; i < count; ++i) {
    auto engine = open_ocr_engine(file.string(), {});
    if (!engine) return tl::unexpected(engine.error());
    into.push_back(std::move(*engine));
  }
  return {};
}

}  // namespace

bool is_engine_name(std::string_view name) {
  return name.empty() || name == "ppocr" || name == "tesseract" || name == "both";
}

Result<Engines> open_engines(const EngineChoice& choice) {
  // OpenVINO's scheduler complains on standard error where /sys is not mounted, as in containers.
  setenv("HWLOC_HIDE_ERRORS", "2", 0);
  const std::vector<fs::path> folders = engine_folders(choice.folder);
  const auto ppocr = engine_file(folders, "libzhun_ppocr.so");
  const auto tesseract = engine_file(folders, "libzhun_ocr.so");
  const std::string& name = choice.name;
  const bool wants_ppocr = name == "ppocr" || name == "both" || (name.empty() && ppocr);
  const bool wants_tesseract = name == "tesseract" || name == "both" || (name.empty() && !ppocr);
  if ((wants_ppocr && !ppocr) || (wants_tesseract && !tesseract))
    return fail(ErrorCode::unsupported, {},
                name.empty() ? "there is no OCR engine: install libzhun_ppocr.so or libzhun_ocr.so "
                               "and name their folder with --engine-path"
                             : "this OCR engine is not there: name its folder with --engine-path");
  Engines engines;
  if (wants_ppocr) {
    auto done = open_file(*ppocr, choice.threads, engines.first);
    // An engine that nobody asked for by name and that does not work here is no error.
    if (!done && !(name.empty() && tesseract)) return tl::unexpected(done.error());
    if (!done) engines.first.clear();
  }
  if (wants_tesseract || engines.first.empty()) {
    auto& into = engines.first.empty() ? engines.first : engines.second;
    if (auto done = open_file(*tesseract, choice.threads, into); !done)
      return tl::unexpected(done.error());
  }
  return engines;
}

}  // namespace zhun::cli
