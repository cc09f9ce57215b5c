// A folder that zhun assess wrote: its seal, and the outputs that the seal names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "files.hpp"
#include "zhun/audit.hpp"

namespace zhun::cli {

inline constexpr const char* kSealName = "seal.json";

struct SealedFolder {
  Seal seal;
  std::vector<NamedBytes> outputs;
};

// Reads it and proves it: seal and outputs are as they were written.
Result<SealedFolder> read_sealed_folder(const std::string& path, std::string_view key = {});

}  // namespace zhun::cli
