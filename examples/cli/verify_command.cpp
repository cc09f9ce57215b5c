// zhun verify: are the outputs of an assessment, and the audit trail, as they were written?
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "assessing.hpp"
#include "audit_file.hpp"
#include "command.hpp"
#include "files.hpp"
#include "sealed_folder.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun verify FOLDER [--key-file FILE]        the outputs of zhun assess against their seal\n"
    "zhun verify --audit FILE [--key-file FILE]  every line of an audit trail\n"
    "\n"
    "Recomputes every digest and names the first thing that is not as it was sealed: a file that "
    "was\n"
    "changed, added or removed, the seal itself, or the line of the trail. With --key-file, the "
    "key\n"
    "that zhun assess was given, also who rewrote outputs and seal together is found out.\n"
    "\n"
    "  --rerun DOSSIER  also assess DOSSIER again, and name the first thing that is other than it\n"
    "                   was: version, policy, a source, the dossier, an output. --masking,\n"
    "                   --policy, --answers, --since, --pdfium, --password-file and --engine are\n"
    "                   those of assess.\n"
    "\n"
    "Exit status: 0 all is as it was, 1 it is not, 2 bad usage.\n";

int verify_trail(const std::string& path, const std::string& key) {
  constexpr std::size_t kTrailBytesMax = 1U << 30U;
  const auto bytes = read_whole_file(path, "audit trail", kTrailBytesMax);
  if (!bytes) return report(bytes.error());
  const auto trail = read_audit(*bytes, "audit trail", key);
  if (!trail) return report(trail.error());
  std::string out = "The audit trail is whole: " + std::to_string(trail->entries.size()) + " lines";
  if (!trail->entries.empty())
    out += ", from " + trail->entries.front().at + " to " + trail->entries.back().at +
           "\nlast hash  " + trail->last_hash +
           "\n(a trail that was cut off at its end shows only "
           "against a last hash kept elsewhere)";
  return print(out + "\n");
}

// Whether the dossier, assessed again, gives what was sealed.
Result<void> rerun(const Seal& seal, const Arguments& arguments, Masking masking) {
  const auto policy = choose_policy(arguments.value("--policy"));
  if (!policy) return tl::unexpected(policy.error());
  const auto earlier = earlier_assessment(arguments);
  if (!earlier) return tl::unexpected(earlier.error());
  const auto assessment =
      assess_input(locate(*arguments.value("--rerun")), *policy, keys_of(arguments));
  if (!assessment) return tl::unexpected(assessment.error());
  std::optional<Changes> changes;
  if (!earlier->empty()) {
    auto compared = changes_since(*earlier, *arguments.value("--since"), *assessment);
    if (!compared) return tl::unexpected(compared.error());
    changes = std::move(*compared);
  }
  const bool with_feed =
      std::any_of(seal.outputs.begin(), seal.outputs.end(),
                  [](const SealedOutput& output) { return output.name.starts_with("feed/"); });
  const auto files =
      outputs_of(*assessment, masking, with_feed, changes ? &*changes : nullptr);
  std::vector<Output> outputs;
  for (const NamedBytes& file : files) outputs.push_back({file.name, file.bytes});
  const auto again = read_seal(render_seal_json(*assessment, outputs), kSealName);
  return again ? verify_rerun(seal, *again) : Result<void>(tl::unexpected(again.error()));
}

int verify_folder(const Arguments& arguments, const std::string& key, Masking masking) {
  const auto folder = read_sealed_folder(arguments.rest()[0], key);
  if (!folder) return report(folder.error());
  const Seal& seal = folder->seal;
  if (arguments.has("--rerun")) {
    if (const auto same = rerun(seal, arguments, masking); !same) return report(same.error());
  }
  std::string out = "Nothing was changed: " + std::to_string(seal.outputs.size()) +
                    " outputs are as they were sealed" + (key.empty() ? "" : ", with this key") +
                    ".\n";
  if (arguments.has("--rerun")) out += "The dossier gives the same outputs again.\n";
  out += "version    " + seal.engine_version + "\npolicy     " + seal.policy_id + "\ninput      " +
         seal.input_digest + "\nseal       " + seal.sha256 + "\n";
  return print(out);
}

}  // namespace

int verify_command(std::span<const std::string> words) {
  OptionTable table;
  table["--audit"] = OptionKind::value;
  table["--key-file"] = OptionKind::value;
  table["--rerun"] = OptionKind::value;
  add_input_options(table);
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("verify", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  Masking masking = Masking::inside_bank;
  if (!parse_masking(arguments.value("--masking").value_or("inside-bank"), masking))
    return report_usage("verify", "--masking is inside-bank, outward or none");
  auto options = audit_options(arguments);
  if (!options) return report(options.error());
  const auto& rest = arguments.rest();
  if (options->file ? !rest.empty() : rest.size() != 1)
    return report_usage("verify", "it takes one folder, or --audit and a file");
  const int status = options->file ? verify_trail(*options->file, options->key)
                                   : verify_folder(arguments, options->key, masking);
  wipe(options->key.data(), options->key.size());
  return status;
}

}  // namespace zhun::cli
