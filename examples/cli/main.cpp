// zhun: the command. Each word after it is a command of its own file; this one chooses.
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "command.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun: a small-business loan applicant's data -> a credit assessment with its evidence\n"
    "\n"
    "  zhun parse FILE...        statements, invoices, tax returns, government data -> JSON, CSV, "
    "Arrow\n"
    "  zhun ocr FILE...          a scanned or photographed statement as JSON, each row proved or "
    "flagged\n"
    "  zhun normalize WORDS      the same from the words of another OCR\n"
    "  zhun assess DOSSIER       a dossier -> investigation report, assessment and checklist\n"
    "  zhun match                which payments settle which invoices\n"
    "  zhun resolve              which known company each damaged name stands for\n"
    "  zhun consent DOSSIER      what of a dossier may be used, until when, and what to sign\n"
    "  zhun verify FOLDER        whether the outputs of assess are as they were written\n"
    "  zhun seal FOLDER          encrypt what assess wrote for transport; zhun open FILE opens it\n"
    "  zhun export DOSSIERS      a table for statistics: pseudonyms and bands, with k-anonymity\n"
    "  zhun erase FOLDER         remove what assess wrote\n"
    "  zhun policy export DIR    write the built-in policy pack\n"
    "  zhun policy check PACK    check a policy pack; also diff, run, import\n"
    "  zhun scorecard fit CSV    fit a scorecard to past cases; also score and monitor\n"
    "  zhun pmml run MODEL       a scorecard or regression model (PMML) over a table\n"
    "  zhun dmn run MODEL        evaluate a decision model (DMN) on JSON\n"
    "  zhun dmn test DIR...      run cases in the layout of the DMN test kit\n"
    "  zhun --version            versions of the program and of the built-in policy\n"
    "  zhun help [COMMAND]       this text, or that of a command (also: zhun COMMAND --help)\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage, 3 a mistake in zhun.\n";

int print_version() {
  std::string out = "zhun " + std::string(version()) + "\n";
  const auto policy = default_policy();
  if (!policy) return report(policy.error());
  return print(out + "policy " + policy_id(*policy) + "\n");
}

int dispatch(std::string_view command, std::span<const std::string> words) {
  if (command == "parse") return parse_command(words);
  if (command == "ocr") return ocr_command(words);
  if (command == "normalize") return normalize_command(words);
  if (command == "match") return match_command(words);
  if (command == "resolve") return resolve_command(words);
  if (command == "assess") return assess_command(words);
  if (command == "verify") return verify_command(words);
  if (command == "consent") return consent_command(words);
  if (command == "seal") return seal_command(words);
  if (command == "open") return open_command(words);
  if (command == "export") return export_command(words);
  if (command == "erase") return erase_command(words);
  if (command == "policy") return policy_command(words);
  if (command == "scorecard") return scorecard_command(words);
  if (command == "pmml") return pmml_command(words);
  if (command == "dmn") return dmn_command(words);
  return report_usage("", "there is no command " + std::string(command));
}

int run(std::span<const std::string> words) {
  if (words.empty()) {
    std::fwrite(kHelp.data(), 1, kHelp.size(), stderr);
    return kBadUsage;
  }
  const std::string& first = words[0];
  if (first == "--version") return print_version();
  if (first == "--help" || first == "-h") return print(kHelp);
  if (first != "help") return dispatch(first, words.subspan(1));
  if (words.size() == 1) return print(kHelp);
  const std::vector<std::string> help = {"--help"};
  return dispatch(words[1], help);
}

}  // namespace

int report(const Error& error) {
  std::fprintf(stderr, "zhun: %s\n", to_string(error).c_str());
  return error.code == ErrorCode::internal || error.code == ErrorCode::out_of_memory ? kInternal
                                                                                     : kBadInput;
}

int report_usage(std::string_view command, std::string_view what) {
  const std::string space = command.empty() ? "" : " ";
  const std::string name(command);
  std::fprintf(stderr, "zhun%s%s: %.*s; see zhun help%s%s\n", space.c_str(), name.c_str(),
               static_cast<int>(what.size()), what.data(), space.c_str(), name.c_str());
  return kBadUsage;
}

int print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
    return kDone;
  std::fputs("zhun: standard output cannot be written\n", stderr);
  return kBadInput;
}

}  // namespace zhun::cli

int main(int count, char** words) {
  try {
    const std::vector<std::string> all(words + (count > 0 ? 1 : 0), words + count);
    return zhun::cli::run(all);
  } catch (const std::bad_alloc&) {
    std::fputs("zhun: there is not enough memory\n", stderr);
  } catch (const std::exception&) {
    // Its text is dropped: it might quote a document.
    std::fputs("zhun: this is a mistake in zhun; please report it\n", stderr);
  }
  return zhun::cli::kInternal;
}
