// Dossiers for commands that only look at them.
#include "dossier_folder.hpp"

#include <algorithm>

#include "files.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {

std::vector<fs::path> find_dossiers(const fs::path& path) {
  std::error_code ignored;
  std::vector<fs::path> found;
  if (fs::exists(path / "dossier.json", ignored)) return {path};
  for (const auto& entry : fs::directory_iterator(path, ignored)) {
    if (fs::exists(entry.path() / "dossier.json", ignored)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

Result<Dossier> read_dossier_folder(const fs::path& folder) {
  const Limits limits;
  const auto description = read_whole_file(folder / "dossier.json",
                                           (folder / "dossier.json").string(), limits.bytes_max);
  if (!description) return tl::unexpected(description.error());
  const auto names = list_dossier_files(*description, limits);
  if (!names) return tl::unexpected(names.error());
  std::vector<NamedBytes> files;
  std::shared_ptr<const PdfEngine> pdf;
  for (const auto& name : *names) {
    auto bytes = read_inside(folder, name, limits.bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    if (is_pdf(*bytes) && pdf == nullptr) {
      auto engine = pdf_engine(std::nullopt);
      if (!engine) return tl::unexpected(engine.error());
      pdf = std::move(*engine);
    }
    files.push_back({name, std::move(*bytes)});
  }
  DossierOptions options;
  options.limits = limits;
  options.pdf = pdf.get();
  return read_dossier(*description, as_source_files(files), options);
}

}  // namespace zhun::cli
