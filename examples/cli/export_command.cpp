// zhun export: dossiers, assessed, as a table without anybody in it.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "assessing.hpp"
#include "command.hpp"
#include "dossier_folder.hpp"
#include "key_file.hpp"
#include "zhun/analytics.hpp"
#include "zhun/zhun.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun export DOSSIERS... --key-file KEY -o FILE [options]\n"
    "\n"
    "Assesses dossiers (folders, or folders of them) and writes a CSV for statistics: a keyed\n"
    "pseudonym, and bands for age, region and amounts. Rows that fewer than K share in type, age\n"
    "and region are told by province only, or left out.\n"
    "\n"
    "  --key-file KEY     the key of the pseudonyms, at least 16 bytes\n"
    "  -o FILE            where to write\n"
    "  --k K              the smallest group (default 5, at least 2)\n"
    "  --identity FILE    also who stands behind each pseudonym: an encrypted file to be kept\n"
    "                     elsewhere; zhun open opens it\n"
    "  --identity-key KEY its key, another one than KEY, at least 32 bytes\n"
    "  --policy DIR, --pdfium PATH, --password-file FILE, --engine NAME   as for assess\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

struct Rows {
  std::vector<AnalyticsRecord> records;
  Secret identities;
};

Result<void> assess_all(const Arguments& arguments, const Secret& key, Rows& rows) {
  const auto policy = choose_policy(arguments.value("--policy"));
  if (!policy) return tl::unexpected(policy.error());
  rows.identities.bytes = "pseudonym,id\n";
  for (const std::string& path : arguments.rest()) {
    std::vector<fs::path> folders = find_dossiers(path);
    if (folders.empty()) folders.emplace_back(path);
    for (const fs::path& folder : folders) {
      const auto dossier = read_input(locate(folder.string()), keys_of(arguments));
      if (!dossier) return tl::unexpected(dossier.error());
      const auto assessment = assess(*dossier, *policy);
      if (!assessment) return tl::unexpected(assessment.error());
      auto record = analytics_record(*assessment, key.bytes);
      if (!record) return tl::unexpected(record.error());
      rows.records.push_back(std::move(*record));
      rows.identities.bytes += *identity_line(*assessment, key.bytes);
    }
  }
  return {};
}

Result<void> write_identities(const Arguments& arguments, const Secret& key, const Rows& rows) {
  Secret own;
  if (auto read = read_key_file(*arguments.value("--identity-key"), own); !read) return read;
  if (own.bytes == key.bytes)
    return fail(ErrorCode::invalid_argument, Place{"key file", 0, 0, 0, ""},
                "the identities need another key than the pseudonyms");
  const auto nonce = random_nonce();
  if (!nonce) return tl::unexpected(nonce.error());
  const Output output[] = {{"identities.csv", rows.identities.bytes}};
  const auto sealed = encrypt_outputs(output, own.bytes, Cipher::sm4, *nonce);
  if (!sealed) return tl::unexpected(sealed.error());
  return write_one(*arguments.value("--identity"),
                   {*arguments.value("--key-file"), *arguments.value("--identity-key")}, *sealed);
}

}  // namespace

int export_command(std::span<const std::string> words) {
  OptionTable table;
  for (const char* name : {"--key-file", "-o", "--k", "--identity", "--identity-key"})
    table[name] = OptionKind::value;
  add_input_options(table);
  const Arguments arguments = Arguments::parse(words, table);
  if (!arguments.error().empty()) return report_usage("export", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  if (arguments.rest().empty() || !arguments.has("--key-file") || !arguments.has("-o"))
    return report_usage("export", "it takes dossiers, --key-file and -o");
  if (arguments.has("--identity") != arguments.has("--identity-key"))
    return report_usage("export", "--identity and --identity-key belong together");
  const std::string number = arguments.value("--k").value_or("5");
  const bool digits =
      !number.empty() && number.size() < 6 &&
      std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t k = digits ? std::stoul(number) : 0;
  if (k < 2) return report_usage("export", "--k is a number of at least 2");
  Secret key;
  if (const auto read = read_key_file(*arguments.value("--key-file"), key); !read)
    return report(read.error());
  Rows rows;
  if (const auto done = assess_all(arguments, key, rows); !done) return report(done.error());
  const AnalyticsTable out = anonymise(std::move(rows.records), k);
  if (const auto done =
          write_one(*arguments.value("-o"), {*arguments.value("--key-file")}, out.csv);
      !done)
    return report(done.error());
  if (arguments.has("--identity")) {
    if (const auto done = write_identities(arguments, key, rows); !done)
      return report(done.error());
  }
  return print(std::to_string(out.rows) + " rows, k = " + number + ", smallest group " +
               std::to_string(out.smallest_group) + "; " + std::to_string(out.generalised) +
               " told by province, " + std::to_string(out.left_out) + " left out\n");
}

}  // namespace zhun::cli
