// zhun dmn: run a decision model by itself, or cases in the layout of the DMN test kit.
#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun dmn run MODEL [IMPORT...] --input JSON [--decision NAME] [--trace] [--json]\n"
    "    evaluates every decision of a DMN model, or one, on a JSON file with its input data\n"
    "zhun dmn test DIR...\n"
    "    runs cases: a DIR holds models and test files as the DMN test kit (TCK) does, or folders\n"
    "    of such; closes with \"N passed, N failed\" a level, failures with their reason before\n"
    "\n"
    "A text \"@2026-03-31\" in the input is a date, and so for times and durations. --trace shows "
    "each\n"
    "table's inputs, every rule with each cell (+ held, - did not, ? could not tell), which rule\n"
    "fired, and near misses. Exit status: 0 done, 1 bad input or a failed case, 2 bad usage.\n";

struct Counts {
  std::size_t passed = 0, failed = 0, rest_on_error = 0;
};

// The model's files of one folder, without those below it.
Result<std::vector<NamedBytes>> read_case_folder(const fs::path& folder) {
  std::vector<NamedBytes> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto ending = entry.path().extension();
    if (!entry.is_regular_file() || (ending != ".dmn" && ending != ".xml")) continue;
    auto bytes = read_whole_file(entry.path(), entry.path().string(), Limits{}.bytes_max);
    if (!bytes) return tl::unexpected(bytes.error());
    files.push_back({entry.path().filename().string(), std::move(*bytes)});
  }
  if (error)
    return fail(ErrorCode::invalid_argument, {folder.string(), 0, 0, 0, ""},
                "the folder cannot be read");
  std::sort(files.begin(), files.end(),
            [](const NamedBytes& a, const NamedBytes& b) { return a.name < b.name; });
  return files;
}

// The folder itself if it has test files, or else the folders in it.
std::vector<fs::path> case_folders(const fs::path& folder) {
  std::vector<fs::path> inner;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".dmn") return {folder};
    if (entry.is_directory()) {
      const auto more = case_folders(entry.path());
      inner.insert(inner.end(), more.begin(), more.end());
    }
  }
  std::sort(inner.begin(), inner.end());
  return inner;
}

int test_folders(const std::vector<std::string>& names) {
  std::map<std::string, Counts> levels;  // by the folder that holds the folders of cases
  std::string out;
  for (const auto& name : names) {
    const auto folders = case_folders(name);
    if (folders.empty())
      return report(Error{ErrorCode::invalid_argument, Place{name, 0, 0, 0, ""},
                          "the folder has no cases: models (.dmn) with test files (.xml)"});
    for (const auto& folder : folders) {
      const auto files = read_case_folder(folder);
      if (!files) return report(files.error());
      Counts& counts = levels[fs::absolute(folder).lexically_normal().parent_path().filename()];
      for (const DecisionCase& result : run_decision_cases(as_source_files(*files))) {
        ++(result.passed ? counts.passed : counts.failed);
        counts.rest_on_error += result.passed && result.rests_on_error ? 1 : 0;
        if (!result.passed)
          out += "  " + result.file + ", case " + result.id + ": " + result.reason + "\n";
      }
    }
  }
  bool failed = false;
  for (const auto& [level, counts] : levels) {
    out += level + ": " + std::to_string(counts.passed) + " passed, " +
           std::to_string(counts.failed) + " failed";
    if (counts.rest_on_error != 0)
      out += " (" + std::to_string(counts.rest_on_error) +
             " passed since null is expected of an expression that is refused)";
    out += "\n";
    failed = failed || counts.failed != 0;
  }
  if (const int status = print(out); status != kDone) return status;
  return failed ? kBadInput : kDone;
}

int run_model(const Arguments& arguments) {
  const auto& rest = arguments.rest();
  const auto input = arguments.value("--input");
  if (rest.size() < 2 || !input) return report_usage("dmn", "run takes a model and --input JSON");
  std::vector<NamedBytes> files;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    auto bytes = read_whole_file(rest[i], rest[i], Limits{}.bytes_max);
    if (!bytes) return report(bytes.error());
    files.push_back({rest[i], std::move(*bytes)});
  }
  const auto model = DecisionModel::load(as_source_files(files));
  if (!model) return report(model.error());
  const auto json = *input == "-" ? read_standard_input(Limits{}.bytes_max)
                                  : read_whole_file(*input, *input, Limits{}.bytes_max);
  if (!json) return report(json.error());
  DecisionRunOptions options;
  options.decision = arguments.value("--decision").value_or("");
  options.trace = arguments.has("--trace");
  const auto run = model->run(*json, *input, options);
  if (!run) return report(run.error());
  return print(arguments.has("--json") ? run->json + "\n" : run->text);
}

}  // namespace

int dmn_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {{"--input", OptionKind::value},
                                                       {"--decision", OptionKind::value},
                                                       {"--trace", OptionKind::flag},
                                                       {"--json", OptionKind::flag}});
  if (!arguments.error().empty()) return report_usage("dmn", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  const auto& rest = arguments.rest();
  if (rest.empty() || (rest[0] != "run" && rest[0] != "test"))
    return report_usage("dmn", "it takes run or test");
  if (rest[0] == "run") return run_model(arguments);
  if (rest.size() < 2) return report_usage("dmn", "test takes folders");
  return test_folders({rest.begin() + 1, rest.end()});
}

}  // namespace zhun::cli
