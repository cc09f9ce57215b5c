// zhun erase: removes what an assessment left on this machine (DOMAIN 9.5).
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "audit_file.hpp"
#include "command.hpp"
#include "files.hpp"
#include "sealed_folder.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun erase FOLDER [--yes] [--audit FILE] [--actor ID] [--key-file FILE]\n"
    "\n"
    "Lists what zhun assess left in FOLDER: the outputs that its seal names, and the seal. With "
    "--yes\n"
    "they are overwritten and removed, and the folder too if nothing else is in it; files that "
    "zhun\n"
    "did not write stay and are named. The dossier itself is the host's to keep or to remove.\n"
    "\n"
    "  --yes            remove; without it nothing is changed\n";

constexpr std::string_view kHelpEnd =
    "\n"
    "An audit trail keeps digests and ids only, so it stays. Copies, backups and what a file "
    "system "
    "or\n"
    "a flash disk keeps of removed blocks are beyond this command.\n"
    "Exit status: 0 done, 1 bad input or not all could be removed, 2 bad usage.\n";

// Overwrites before it removes: the name alone would leave the blocks as they are.
bool overwrite_and_remove(const fs::path& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return false;
  std::error_code error;
  auto left = fs::file_size(path, error);
  static constexpr std::array<char, 65536> kZeros{};
  bool whole = !error;
  while (whole && left > 0) {
    const auto count = write(file, kZeros.data(), std::min<std::uintmax_t>(left, kZeros.size()));
    whole = count > 0;
    left -= whole ? static_cast<std::uintmax_t>(count) : 0;
  }
  whole = fsync(file) == 0 && whole;
  close(file);
  return fs::remove(path, error) && whole;
}

Result<Seal> seal_of(const fs::path& folder) {
  constexpr std::size_t kSealBytesMax = 16U << 20U;
  const auto text = read_whole_file(folder / kSealName, kSealName, kSealBytesMax);
  if (!text) return tl::unexpected(text.error());
  return read_seal(*text, kSealName);
}

// Names stay inside the folder: a seal that was made elsewhere must not reach out of it.
bool is_inside(const std::string& name) {
  const fs::path path(name);
  return !name.empty() && !path.is_absolute() &&
         std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

}  // namespace

int erase_command(std::span<const std::string> words) {
  OptionTable table{{"--yes", OptionKind::flag}};
  add_audit_options(table);
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("erase", arguments.error());
  if (arguments.has("--help"))
    return print(std::string(kHelp) + std::string(kAuditHelp) + std::string(kHelpEnd));
  if (arguments.rest().size() != 1) return report_usage("erase", "it takes exactly one folder");
  const auto options = audit_options(arguments);
  if (!options) return report(options.error());
  const fs::path folder = arguments.rest()[0];
  const auto seal = seal_of(folder);
  if (!seal) return report(seal.error());

  std::vector<std::string> names;
  for (const SealedOutput& output : seal->outputs) {
    if (is_inside(output.name)) names.push_back(output.name);
  }
  names.emplace_back(kSealName);  // last, so that an erasure that was stopped can be taken up again
  std::string out;
  if (!arguments.has("--yes")) {
    for (const std::string& name : names) out += (folder / name).string() + "\n";
    return print(out + "Nothing was removed; give --yes to remove these " +
                 std::to_string(names.size()) + " files.\n");
  }
  AuditEntry entry;
  entry.action = AuditAction::erase;
  entry.application_no = seal->application_no;
  entry.input_digest = seal->input_digest;
  entry.output_digest = seal->sha256;
  entry.engine_version = seal->engine_version;
  entry.policy_id = seal->policy_id;
  if (const auto traced = append_to_audit(*options, entry); !traced) return report(traced.error());
  std::size_t removed = 0;
  for (const std::string& name : names) {
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(folder / name, ignored))) continue;
    if (!overwrite_and_remove(folder / name))
      return report(Error{ErrorCode::state, Place{name, 0, 0, 0, ""},
                          "this file could not be removed; the rest was not touched"});
    ++removed;
  }
  std::error_code error;
  for (const std::string& name : names) {  // folders of outputs, if nothing else is in them
    const auto parent = (folder / name).parent_path();
    if (parent != folder) fs::remove(parent, error);
  }
  fs::remove(folder, error);
  out = std::to_string(removed) + " files removed.\n";
  if (fs::exists(folder, error)) out += "The folder stays: it has files that zhun did not write.\n";
  return print(out);
}

}  // namespace zhun::cli
