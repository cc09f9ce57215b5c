// zhun scorecard: fit a scorecard to past cases, score a table with it, watch how it keeps.
#include <charconv>
#include <string>

#include "arguments.hpp"
#include "batch_options.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/scorecard.hpp"

namespace fs = std::filesystem;

namespace zhun::cli {
namespace {

constexpr std::string_view kHelp =
    "zhun scorecard fit CSV --out DIR                      fit a card to past cases\n"
    "zhun scorecard score CARD --input CSV                 the score and reason codes of each row\n"
    "zhun scorecard monitor CARD --then CSV --now CSV      how the population has moved\n"
    "\n"
    "fit classes each column (the bins with the largest information value), replaces bins by\n"
    "weights of evidence, fits a logistic regression, and scales it to points. Into DIR it writes\n"
    "scorecard.pmml (PMML 4.4), report.html, fit.json and bins.csv; the summary is printed. The\n"
    "same table and options give the same bytes.\n"
    "\n"
    "  --target COLUMN   the outcome (default: bad)       --bad VALUE   of a bad case (default: "
    "1)\n"
    "  --exclude A,B     columns that are not used        --test CSV    judge the card on this, "
    "too\n"
    "  --bins CSV        given bins: columns variable and bin (\"[8,16)\", \"a%,%b\", "
    "\"missing\"),\n"
    "                    such as bins.csv of an earlier fit\n"
    "  --trend WORD      of numbers: any (default), monotone, ascending, descending (in bad "
    "cases)\n"
    "  --bins-max N      of a column (7)                  --share-min X  of the cases, a bin "
    "(0.05)\n"
    "  --gain-min X      information a bin adds (0.0002 to 0.003, by the number of cases)\n"
    "  --iv-min X        information value of a column (0)\n"
    "  --base X --odds X --pdo X   X points at odds of X good to 1 bad; X more double them\n"
    "                    (600, 20, 40)\n"
    "  --decimals N      of points (0)                    --woe bad-good | good-bad   the sign\n"
    "\n"
    "score takes --keep, --threads and --out as zhun pmml run does.\n"
    "monitor takes --target and --bad where the tables have the outcome, and --out FILE for a "
    "page\n"
    "with charts.\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

const OptionTable kOptions = {
    {"--target", OptionKind::value},   {"--bad", OptionKind::value},
    {"--exclude", OptionKind::value},  {"--test", OptionKind::value},
    {"--bins", OptionKind::value},     {"--trend", OptionKind::value},
    {"--bins-max", OptionKind::value}, {"--share-min", OptionKind::value},
    {"--gain-min", OptionKind::value}, {"--iv-min", OptionKind::value},
    {"--base", OptionKind::value},     {"--odds", OptionKind::value},
    {"--pdo", OptionKind::value},      {"--decimals", OptionKind::value},
    {"--woe", OptionKind::value},      {"--out", OptionKind::value},
    {"--input", OptionKind::value},    {"--keep", OptionKind::value},
    {"--threads", OptionKind::value},  {"--then", OptionKind::value},
    {"--now", OptionKind::value},
};

template <typename Number>
bool read_number(const Arguments& arguments, std::string_view option, Number& number) {
  const auto text = arguments.value(option);
  if (!text) return true;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  return problem == std::errc() && end == text->data() + text->size();
}

// A sentence on what is wrong, or nothing.
std::string read_fit_options(const Arguments& arguments, FitOptions& options) {
  options.target = arguments.value("--target").value_or(options.target);
  options.bad = arguments.value("--bad").value_or(options.bad);
  options.excluded = split_names(arguments.value("--exclude").value_or(""));
  const std::string trend = arguments.value("--trend").value_or("any");
  if (trend == "monotone")
    options.trend = Trend::monotone;
  else if (trend == "ascending")
    options.trend = Trend::ascending;
  else if (trend == "descending")
    options.trend = Trend::descending;
  else if (trend != "any")
    return "--trend is any, monotone, ascending or descending";
  const std::string sign = arguments.value("--woe").value_or("bad-good");
  if (sign != "bad-good" && sign != "good-bad") return "--woe is bad-good or good-bad";
  options.good_over_bad = sign == "good-bad";
  const bool numbers = read_number(arguments, "--bins-max", options.bins_max) &&
                       read_number(arguments, "--share-min", options.share_min) &&
                       read_number(arguments, "--iv-min", options.iv_min) &&
                       read_number(arguments, "--base", options.base) &&
                       read_number(arguments, "--odds", options.odds) &&
                       read_number(arguments, "--pdo", options.pdo) &&
                       read_number(arguments, "--decimals", options.decimals);
  if (arguments.has("--gain-min") &&
      !read_number(arguments, "--gain-min", options.gain_min.emplace()))
    return "an option that takes a number has none";
  return numbers ? "" : "an option that takes a number has none";
}

int fit(const Arguments& arguments, const std::string& name) {
  if (!arguments.has("--out")) return report_usage("scorecard", "fit takes --out DIR");
  FitOptions options;
  const std::string wrong = read_fit_options(arguments, options);
  if (!wrong.empty()) return report_usage("scorecard", wrong);
  const auto table = read_table_argument(name);
  if (!table) return report(table.error());
  std::string bins, test;
  if (const auto file = arguments.value("--bins")) {
    auto bytes = read_table_argument(*file);
    if (!bytes) return report(bytes.error());
    bins = std::move(*bytes);
    options.bins = SourceFile{*file, bins};
  }
  std::optional<SourceFile> test_file;
  if (const auto file = arguments.value("--test")) {
    auto bytes = read_table_argument(*file);
    if (!bytes) return report(bytes.error());
    test = std::move(*bytes);
    test_file = SourceFile{*file, test};
  }
  const auto card = fit_scorecard({name, *table}, test_file, options);
  if (!card) return report(card.error());
  const auto written =
      write_together(*arguments.value("--out"), {{"scorecard.pmml", render_scorecard_pmml(*card)},
                                                 {"report.html", render_scorecard_html(*card)},
                                                 {"fit.json", render_scorecard_json(*card)},
                                                 {"bins.csv", render_scorecard_bins(*card)}});
  if (!written) return report(written.error());
  return print(render_scorecard_text(*card));
}

int score(const Arguments& arguments, const std::string& card) {
  const auto options = batch_options_of(arguments);
  if (!options) return report_usage("scorecard", options.error());
  if (!arguments.has("--input")) return report_usage("scorecard", "score takes --input CSV");
  const std::string name = *arguments.value("--input");
  const auto model = read_whole_file(card, card, Limits{}.bytes_max);
  if (!model) return report(model.error());
  const auto table = read_table_argument(name);
  if (!table) return report(table.error());
  const auto csv = run_model({card, *model}, {name, *table}, *options);
  if (!csv) return report(csv.error());
  return write_answer(arguments, {card, name}, *csv);
}

int monitor(const Arguments& arguments, const std::string& card) {
  if (!arguments.has("--then") || !arguments.has("--now"))
    return report_usage("scorecard", "monitor takes --then CSV and --now CSV");
  const auto model = read_whole_file(card, card, Limits{}.bytes_max);
  if (!model) return report(model.error());
  const std::string then_name = *arguments.value("--then"), now_name = *arguments.value("--now");
  const auto then = read_table_argument(then_name);
  if (!then) return report(then.error());
  const auto now = read_table_argument(now_name);
  if (!now) return report(now.error());
  MonitorOptions options;
  options.target = arguments.value("--target").value_or("");
  options.bad = arguments.value("--bad").value_or("1");
  const auto result =
      monitor_scorecard({card, *model}, {then_name, *then}, {now_name, *now}, options);
  if (!result) return report(result.error());
  if (arguments.has("--out")) {
    const int status =
        write_answer(arguments, {card, then_name, now_name}, render_monitor_html(*result));
    if (status != kDone) return status;
  }
  return print(render_monitor_text(*result));
}

}  // namespace

int scorecard_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, kOptions);
  if (!arguments.error().empty()) return report_usage("scorecard", arguments.error());
  if (arguments.has("--help")) return print(kHelp);
  const auto& rest = arguments.rest();
  if (rest.size() != 2 || (rest[0] != "fit" && rest[0] != "score" && rest[0] != "monitor"))
    return report_usage("scorecard", "it takes fit, score or monitor, and a file");
  if (rest[0] == "fit") return fit(arguments, rest[1]);
  return rest[0] == "score" ? score(arguments, rest[1]) : monitor(arguments, rest[1]);
}

}  // namespace zhun::cli
