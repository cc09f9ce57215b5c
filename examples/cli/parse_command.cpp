// zhun parse: statements, invoices, tax returns and government data -> JSON or CSV on standard
// output.
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun parse FILE... [--json | --csv]\n"
    "\n"
    "Reads statements, invoices, tax returns or government data, recognised by their content, and\n"
    "prints them; nothing is masked. FILE may be - for standard input.\n"
    "\n"
    "  --json  rows and findings as JSON (default); several files: {\"files\":[...]}\n"
    "  --csv   rows as CSV, one file at a time\n"
    "\n"
    "Nothing is printed unless every file was read. Exit status: 0 done, 1 bad input, 2 bad "
    "usage.\n";

Result<AnySource> read_source(const std::string& path) {
  const Limits limits;
  ReadOptions options;
  options.source_name =
      path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
  const auto bytes = path == "-" ? read_standard_input(limits.bytes_max)
                                 : read_whole_file(path, options.source_name, limits.bytes_max);
  if (!bytes) return tl::unexpected(bytes.error());
  return read_any(*bytes, options);
}

// Several files in one document, in the order of the command line.
std::string join(const std::vector<std::string>& documents) {
  std::string out = "{\"files\":[";
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i > 0) out += ',';
    out += '\n';
    std::string_view document = documents[i];
    while (document.ends_with('\n')) document.remove_suffix(1);
    out += document;
  }
  return out + "\n]}\n";
}

}  // namespace

int parse_command(std::span<const std::string> words) {
  const Arguments arguments =
      Arguments::parse(words, {{"--json", OptionKind::flag}, {"--csv", OptionKind::flag}});
  if (!arguments.error().empty()) return report_usage("parse", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  const bool csv = arguments.has("--csv");
  if (csv && arguments.has("--json"))
    return report_usage("parse", "--json and --csv exclude each other");
  if (arguments.rest().empty()) return report_usage("parse", "it takes at least one file");
  if (csv && arguments.rest().size() > 1)
    return report_usage("parse", "--csv takes one file, whose columns it prints");

  std::vector<std::string> documents;
  for (const std::string& path : arguments.rest()) {
    const auto source = read_source(path);
    if (!source) return report(source.error());
    if (csv) {
      auto text = render_source_csv(*source);
      if (!text) return report(text.error());
      documents.push_back(std::move(*text));
    } else {
      documents.push_back(render_source_json(*source));
    }
  }
  if (documents.size() > 1) return print(join(documents));
  if (!documents[0].ends_with('\n')) documents[0] += '\n';
  return print(documents[0]);
}

}  // namespace zhun::cli
