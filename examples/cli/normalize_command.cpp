// zhun normalize: words that another OCR read -> the same statement as zhun ocr prints.
#include <filesystem>
#include <string>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHelp =
    "zhun normalize WORDS.json [--lexicon FILE] [-o FILE]\n"
    "\n"
    "For who has an OCR of his own (PaddleOCR, a cloud service): takes its words with their "
    "boxes,\n"
    "scores and alternatives, and prints the statement as zhun ocr does, each row with its "
    "verdict,\n"
    "what proves it and what was repaired. docs/ocr.md describes the JSON. WORDS.json may be - "
    "for\n"
    "standard input.\n"
    "\n"
    "  --lexicon FILE   names that are known (one a line): customers, suppliers, the owner\n"
    "  -o, --output FILE  instead of standard output; written whole or not at all\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

int run(const Arguments& arguments) {
  const std::string& path = arguments.rest()[0];
  ScanOptions options;
  options.source_name = path == "-" ? "standard input" : fs::path(path).filename().string();
  auto lexicon = read_lexicon(arguments.value("--lexicon"));
  if (!lexicon) return report(lexicon.error());
  options.lexicon = std::move(*lexicon);
  const auto words = path == "-"
                         ? read_standard_input(options.limits.bytes_max)
                         : read_whole_file(path, options.source_name, options.limits.bytes_max);
  if (!words) return report(words.error());
  Scan scan;
  auto statements = normalize_words(*words, options);
  if (!statements) return report(statements.error());
  scan.statements = std::move(*statements);
  const std::string json = render_scan_json(scan) + "\n";
  const auto output = arguments.value("--output");
  if (!output) return print(json);
  if (auto done = write_one(*output, arguments.rest(), json); !done) return report(done.error());
  return kDone;
}

}  // namespace

int normalize_command(std::span<const std::string> words) {
  std::vector<std::string> named(words.begin(), words.end());
  for (std::string& word : named)
    if (word == "-o") word = "--output";
  const Arguments arguments = Arguments::parse(named, {{"--json", OptionKind::flag},
                                                       {"--lexicon", OptionKind::value},
                                                       {"--output", OptionKind::value}});
  if (!arguments.error().empty()) return report_usage("normalize", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  if (arguments.rest().size() != 1) return report_usage("normalize", "it takes exactly one file");
  return run(arguments);
}

}  // namespace zhun::cli
