// Files: the core never opens one, so the command does, within limits and never outside a dossier's
// folder.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/error.hpp"
#include "zhun/pdf.hpp"

namespace zhun::cli {

struct NamedBytes {
  std::string name;  // as dossier.json or the command line says it
  std::string bytes;
};

// A regular file of at most `bytes_max` bytes. `name` is what errors call it.
Result<std::string> read_whole_file(const std::filesystem::path& path, const std::string& name,
                                    std::size_t bytes_max);
Result<std::string> read_standard_input(std::size_t bytes_max);

// The file that dossier.json calls `name`, which must lie inside `folder`: no absolute name, no
// "..", and no link that leads out of it.
Result<std::string> read_inside(const std::filesystem::path& folder, const std::string& name,
                                std::size_t bytes_max);

// All regular files below `folder`, by name with '/', sorted; hidden ones are left out.
Result<std::vector<NamedBytes>> read_folder(const std::filesystem::path& folder,
                                            std::size_t bytes_max);

std::vector<SourceFile> as_source_files(const std::vector<NamedBytes>& files);

// Writes all files or none: first into a hidden folder inside `folder`, then renamed into place.
// What it made is removed when it fails.
Result<void> write_together(const std::filesystem::path& folder,
                            const std::vector<NamedBytes>& files);

// Writes one file or leaves what was there: first beside it, then renamed into place. Refuses what
// is no regular file and what is one of `inputs`.
Result<void> write_one(const std::filesystem::path& path, const std::vector<std::string>& inputs,
                       std::string_view bytes);

// Names, one a line; empty without a path.
Result<std::vector<std::string>> read_lexicon(const std::optional<std::string>& path);

// PDFium, for files that are PDF (is_pdf): the library that `option` (--pdfium) names, else the
// environment variable ZHUN_PDFIUM, else the one that was found when zhun was built. Null when
// there is none: the reader then says what to do. An error when the one that is named is no PDFium.
Result<std::shared_ptr<const PdfEngine>> pdf_engine(const std::optional<std::string>& option);

}  // namespace zhun::cli
