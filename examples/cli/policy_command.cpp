// zhun policy: export the built-in pack, check packs, compare them, run them over tables, and take
// decision tables out of spreadsheets.
#include <filesystem>
#include <string>

#include "arguments.hpp"
#include "batch_options.hpp"
#include "command.hpp"
#include "dossier_folder.hpp"
#include "files.hpp"
#include "zhun/policy_tools.hpp"
#include "zhun/scoring.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun policy export DIR [PACK]        write the built-in policy pack into DIR, to begin your "
    "own\n"
    "                                     from; or PACK, with what it extends worked in\n"
    "zhun policy check PACK|FILE.dmn      is it right, and what would other engines read "
    "differently\n"
    "zhun policy diff OLD NEW [DOSSIER..] what differs, and what is decided differently and why\n"
    "zhun policy run PACK|FILE.dmn --input CSV   decide each row of a table of facts\n"
    "zhun policy import FILE --out DMN    a decision table from XLSX or CSV\n"
    "\n"
    "A pack is a folder with policy.json and the tables (DMN), scorecards (PMML) and texts it "
    "lists;\n"
    "default is the built-in one. A pack whose policy.json says \"extends\" changes thresholds "
    "and\n"
    "wording of another; zhun help of the documents: docs/policy.md.\n"
    "\n"
    "check   --strict       exit status 1 where there is a remark\n"
    "diff    DOSSIER        a folder with dossier.json, or one of such folders\n"
    "run     --decisions A,B  the columns of the answer (default: what no other decision "
    "requires)\n"
    "        --reasons      also the rules that fired\n"
    "        --keep A,B --threads N --out FILE   as zhun pmml run; the same bytes for any N\n"
    "import  --decision NAME --sheet N           (decision, 1)\n"
    "        first row: names of the columns; outputs begin with out:, else the last one is; a "
    "row\n"
    "        before it may say the hit policy (FIRST unless said)\n"
    "\n"
    "export never overwrites a file. Exit status: 0 done, 1 bad input, 2 bad usage.\n";

std::vector<SourceFile> views_of(const std::vector<PackFile>& files) {
  std::vector<SourceFile> views;
  for (const PackFile& file : files) views.push_back({file.name, file.bytes});
  return views;
}

// "default", or a folder; with what it extends worked in.
Result<std::vector<PackFile>> read_pack(const std::string& name) {
  std::error_code ignored;
  if (name == "default" && !fs::exists(name, ignored)) return complete_pack(default_policy_files());
  const auto files = read_folder(name, Limits{}.bytes_max);
  if (!files) return tl::unexpected(files.error());
  return complete_pack(as_source_files(*files));
}

int export_pack(const fs::path& folder, const std::string& name) {
  const auto pack = read_pack(name);
  if (!pack) return report(pack.error());
  std::vector<NamedBytes> files;
  for (const PackFile& file : *pack) {
    std::error_code ignored;
    if (fs::exists(folder / file.name, ignored))
      return report(Error{ErrorCode::invalid_argument, Place{file.name, 0, 0, 0, ""},
                          "the folder has a file of this name already; choose an empty folder"});
    files.push_back({file.name, file.bytes});
  }
  if (const auto written = write_together(folder, files); !written) return report(written.error());
  return print(std::to_string(files.size()) + " files written to " + folder.string() + "\n");
}

int print_remarks(const std::vector<PolicyRemark>& remarks, std::string text, bool strict) {
  for (const auto& remark : remarks) {
    text += remark.place.source + ", row " + std::to_string(remark.place.row) + ", " +
            remark.place.field + ": " + remark.message;
    text += remark.engines.empty() ? "\n" : " (" + remark.engines + ")\n";
  }
  text += remarks.empty() ? "Camunda 7, Camunda 8 and Drools read it as zhun does\n"
                          : std::to_string(remarks.size()) + " remarks\n";
  const int status = print(text);
  return status == kDone && strict && !remarks.empty() ? kBadInput : status;
}

int check_pack(const std::string& name, bool strict) {
  if (name.ends_with(".dmn")) {
    const auto bytes = read_whole_file(name, name, Limits{}.bytes_max);
    if (!bytes) return report(bytes.error());
    const auto remarks = lint_dmn({name, *bytes});
    if (!remarks) return report(remarks.error());
    return print_remarks(*remarks, "", strict);
  }
  const auto pack = read_pack(name);
  if (!pack) return report(pack.error());
  const auto policy = load_policy(views_of(*pack));
  if (!policy) return report(policy.error());
  if (const auto fine = check_documents(*policy); !fine) return report(fine.error());
  const auto remarks = lint_pack(views_of(*pack));
  if (!remarks) return report(remarks.error());
  return print_remarks(*remarks, policy_id(*policy) + " is right\n", strict);
}

std::string shown(const std::string& text) { return text.empty() ? "nothing" : text; }

// The differences of one dossier, or the error that stopped it.
Result<std::string> compare_dossier(const fs::path& folder, const Policy& before,
                                    const Policy& after, std::size_t& different) {
  const auto dossier = read_dossier_folder(folder);
  if (!dossier) return tl::unexpected(dossier.error());
  const auto old_one = assess(*dossier, before);
  if (!old_one) return tl::unexpected(old_one.error());
  const auto new_one = assess(*dossier, after);
  if (!new_one) return tl::unexpected(new_one.error());
  const auto changes = compare_assessments(*old_one, *new_one);
  if (changes.empty()) return std::string();
  ++different;
  std::string text = "\n" + folder.filename().string() + "\n";
  for (const auto& change : changes) {
    text += "  " + change.what + ": " + shown(change.before) + " -> " + shown(change.after);
    text += change.why.empty() ? "\n" : "  (" + change.why + ")\n";
  }
  return text;
}

int diff_packs(const std::vector<std::string>& words) {
  const auto before = read_pack(words[1]);
  if (!before) return report(before.error());
  const auto after = read_pack(words[2]);
  if (!after) return report(after.error());
  const auto old_policy = load_policy(views_of(*before));
  if (!old_policy) return report(old_policy.error());
  const auto new_policy = load_policy(views_of(*after));
  if (!new_policy) return report(new_policy.error());
  const auto changes = compare_packs(views_of(*before), views_of(*after));
  if (!changes) return report(changes.error());
  std::string text = policy_id(*old_policy) + " -> " + policy_id(*new_policy) + "\n";
  for (const auto& change : *changes)
    text += change.file + ", " + change.where + ": " + shown(change.before) + " -> " +
            shown(change.after) + "\n";
  text += std::to_string(changes->size()) + " differences between the packs\n";
  std::size_t count = 0, different = 0;
  for (std::size_t i = 3; i < words.size(); ++i) {
    const auto folders = find_dossiers(words[i]);
    if (folders.empty())
      return report(Error{ErrorCode::invalid_argument, Place{words[i], 0, 0, 0, ""},
                          "there is no dossier.json in the folder or directly below it"});
    for (const auto& folder : folders) {
      ++count;
      const auto part = compare_dossier(folder, *old_policy, *new_policy, different);
      if (!part) return report(part.error());
      text += *part;
    }
  }
  if (words.size() > 3)
    text += "\n" + std::to_string(different) + " of " + std::to_string(count) +
            " dossiers are judged differently\n";
  return print(text);
}

int run(const Arguments& arguments, const std::string& name) {
  const auto options = batch_options_of(arguments);
  if (!options) return report_usage("policy", options.error());
  if (!arguments.has("--input")) return report_usage("policy", "run takes --input CSV");
  const std::string input = *arguments.value("--input");
  const auto table = read_table_argument(input);
  if (!table) return report(table.error());
  Result<std::string> csv;
  if (name.ends_with(".dmn")) {
    const auto model = read_whole_file(name, name, Limits{}.bytes_max);
    if (!model) return report(model.error());
    csv = run_decisions({name, *model}, {input, *table},
                        split_names(arguments.value("--decisions").value_or("")),
                        arguments.has("--reasons"), *options);
  } else {
    const auto pack = read_pack(name);
    if (!pack) return report(pack.error());
    const auto policy = load_policy(views_of(*pack));
    if (!policy) return report(policy.error());
    csv = run_policy(*policy, {input, *table}, *options);
  }
  if (!csv) return report(csv.error());
  return write_answer(arguments, {name, input}, *csv);
}

int import_table(const Arguments& arguments, const std::string& name) {
  ImportOptions options;
  options.decision = arguments.value("--decision").value_or(options.decision);
  const std::string sheet = arguments.value("--sheet").value_or("1");
  if (sheet.size() != 1 || sheet[0] < '1' || sheet[0] > '9')
    return report_usage("policy", "--sheet takes a number from 1 to 9");
  options.sheet = static_cast<std::size_t>(sheet[0] - '1');
  const auto bytes = read_whole_file(name, name, Limits{}.bytes_max);
  if (!bytes) return report(bytes.error());
  const auto dmn = import_decision_table({name, *bytes}, options);
  if (!dmn) return report(dmn.error());
  return write_answer(arguments, {name}, *dmn);
}

const OptionTable kOptions = {
    {"--strict", OptionKind::flag}, {"--reasons", OptionKind::flag},
    {"--input", OptionKind::value}, {"--decisions", OptionKind::value},
    {"--keep", OptionKind::value},  {"--threads", OptionKind::value},
    {"--out", OptionKind::value},   {"--decision", OptionKind::value},
    {"--sheet", OptionKind::value},
};

}  // namespace

int policy_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, kOptions);
  if (!arguments.error().empty()) return report_usage("policy", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  const auto& rest = arguments.rest();
  const std::string what = rest.empty() ? "" : rest[0];
  if (what != "export" && what != "check" && what != "diff" && what != "run" && what != "import")
    return report_usage("policy", "it takes export, check, diff, run or import");
  if (what == "diff") {
    if (rest.size() < 3) return report_usage("policy", "diff takes two packs");
    return diff_packs(rest);
  }
  if (what == "export" && rest.size() == 3) return export_pack(rest[1], rest[2]);
  if (rest.size() != 2 || rest[1].empty())
    return report_usage(
        "policy", what + " takes exactly one " + (what == "export" ? "folder" : "pack or file"));
  if (what == "export") return export_pack(rest[1], "default");
  if (what == "check") return check_pack(rest[1], arguments.has("--strict"));
  return what == "run" ? run(arguments, rest[1]) : import_table(arguments, rest[1]);
}

}  // namespace zhun::cli
