// A folder that zhun assess wrote.
#include "sealed_folder.hpp"

#include <algorithm>
#include <filesystem>

namespace fs = std::filesystem;

namespace zhun::cli {

Result<SealedFolder> read_sealed_folder(const std::string& path, std::string_view key) {
  constexpr std::size_t kOutputBytesMax = 1U << 30U, kSealBytesMax = 16U << 20U;
  std::error_code error;
  if (!fs::is_directory(path, error))
    return fail(ErrorCode::invalid_argument, Place{path, 0, 0, 0, ""}, "this is no folder");
  const auto text = read_whole_file(fs::path(path) / kSealName, kSealName, kSealBytesMax);
  if (!text) return tl::unexpected(text.error());
  auto seal = read_seal(*text, kSealName, key);
  if (!seal) return tl::unexpected(seal.error());
  auto files = read_folder(path, kOutputBytesMax);
  if (!files) return tl::unexpected(files.error());
  SealedFolder out{std::move(*seal), std::move(*files)};
  std::erase_if(out.outputs, [](const NamedBytes& file) { return file.name == kSealName; });
  std::vector<Output> outputs;
  for (const NamedBytes& file : out.outputs) outputs.push_back({file.name, file.bytes});
  if (const auto verified = verify_outputs(out.seal, outputs); !verified)
    return tl::unexpected(verified.error());
  return out;
}

}  // namespace zhun::cli
