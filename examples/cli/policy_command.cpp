// zhun policy: write the built-in pack to a folder, or check a pack.
#include <filesystem>
#include <string>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun policy export DIR   write the built-in policy pack into DIR, to begin your own from\n"
    "zhun policy check DIR    load the pack in DIR and say whether it is right\n"
    "\n"
    "A pack is policy.json and the tables (DMN), scorecards (PMML) and texts it lists. export "
    "never\n"
    "overwrites a file. Exit status: 0 done, 1 bad input, 2 bad usage.\n";

int export_pack(const fs::path& folder) {
  std::vector<NamedBytes> files;
  for (const SourceFile& file : default_policy_files()) {
    std::error_code ignored;
    if (fs::exists(folder / file.name, ignored))
      return report(Error{ErrorCode::invalid_argument, Place{file.name, 0, 0, 0, ""},
                          "the folder has a file of this name already; choose an empty folder"});
    files.push_back({file.name, std::string(file.bytes)});
  }
  if (const auto written = write_together(folder, files); !written) return report(written.error());
  return print(std::to_string(files.size()) + " files written to " + folder.string() + "\n");
}

int check_pack(const fs::path& folder) {
  const auto files = read_folder(folder, Limits{}.bytes_max);
  if (!files) return report(files.error());
  const auto policy = load_policy(as_source_files(*files));
  if (!policy) return report(policy.error());
  return print(policy_id(*policy) + " is right\n");
}

}  // namespace

int policy_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {});
  if (!arguments.error().empty()) return report_usage("policy", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  const auto& rest = arguments.rest();
  if (rest.empty() || (rest[0] != "export" && rest[0] != "check"))
    return report_usage("policy", "it takes export or check, and a folder");
  if (rest.size() != 2 || rest[1].empty())
    return report_usage("policy", rest[0] + " takes exactly one folder");
  return rest[0] == "export" ? export_pack(rest[1]) : check_pack(rest[1]);
}

}  // namespace zhun::cli
