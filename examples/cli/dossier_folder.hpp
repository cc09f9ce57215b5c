// Dossiers for commands that only look at them: read from folders, without scans.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "zhun/dossier.hpp"
#include "zhun/error.hpp"

namespace zhun::cli {

// The folders with a dossier.json at or directly below `path`, sorted.
std::vector<std::filesystem::path> find_dossiers(const std::filesystem::path& path);
Result<Dossier> read_dossier_folder(const std::filesystem::path& folder);

}  // namespace zhun::cli
