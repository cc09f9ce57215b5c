// zhun pmml: run a scorecard or regression model over a table, check one, or write it as PMML 4.4.
#include <string>

#include "arguments.hpp"
#include "batch_options.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/scoring.hpp"

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun pmml run MODEL --input CSV   the model's answer for each row, as CSV\n"
    "zhun pmml check MODEL             read the model and say whether zhun can evaluate all of it\n"
    "zhun pmml write MODEL             the model as PMML 4.4, on standard output\n"
    "\n"
    "MODEL is PMML 3.0 to 4.4 with one Scorecard or RegressionModel.\n"
    "\n"
    "  --input CSV     a table with a header row; its columns are the model's fields by name,\n"
    "                  others are ignored, a blank cell is missing, of two columns of one name "
    "the\n"
    "                  first counts; - is standard input\n"
    "  --keep COLUMN   repeat this column of the table in front (several: separated by commas)\n"
    "  --threads N     work on N threads; the answer is the same (default: 1)\n"
    "  --out FILE      write there instead of standard output\n"
    "\n"
    "The last column, problem, says why a row has no answer.\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

int run(const Arguments& arguments, const NamedBytes& model) {
  const auto options = batch_options_of(arguments);
  if (!options) return report_usage("pmml", options.error());
  const std::string name = *arguments.value("--input");
  const auto table = read_table_argument(name);
  if (!table) return report(table.error());
  const auto csv = run_model({model.name, model.bytes}, {name, *table}, *options);
  if (!csv) return report(csv.error());
  return write_answer(arguments, {model.name, name}, *csv);
}

}  // namespace

int pmml_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {{"--input", OptionKind::value},
                                                       {"--keep", OptionKind::value},
                                                       {"--threads", OptionKind::value},
                                                       {"--out", OptionKind::value}});
  if (!arguments.error().empty()) return report_usage("pmml", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  const auto& rest = arguments.rest();
  if (rest.size() != 2 || (rest[0] != "run" && rest[0] != "check" && rest[0] != "write"))
    return report_usage("pmml", "it takes run, check or write, and a model");
  if ((rest[0] == "run") != arguments.has("--input"))
    return report_usage("pmml", "run takes --input CSV, and nothing else does");
  const auto bytes = read_whole_file(rest[1], rest[1], Limits{}.bytes_max);
  if (!bytes) return report(bytes.error());
  const NamedBytes model{rest[1], *bytes};
  if (rest[0] == "run") return run(arguments, model);
  const auto text = rewrite_model({model.name, model.bytes});
  if (!text) return report(text.error());
  if (rest[0] == "write") return write_answer(arguments, {model.name}, *text);
  return print("zhun can evaluate all of this model\n");
}

}  // namespace zhun::cli
