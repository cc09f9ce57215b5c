// zhun match: which payments settle which invoices. zhun resolve: which known name each damaged one
// stands for. Both print CSV or JSON; nothing is masked.
#include <cstdio>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "command.hpp"
#include "files.hpp"
#include "zhun/zhun.hpp"

namespace zhun::cli {
namespace {

constexpr std::string_view kMatchHelp =
    "zhun match --invoices FILE --flows FILE [--json]\n"
    "\n"
    "Finds which payments settle which invoices: one for one, one for several, instalments, less\n"
    "fees, under damaged names. Prints invoice, flow, amount_fen, kind, probability,\n"
    "ambiguous, interchangeable, why.\n"
    "\n"
    "  --invoices FILE  columns id, buyer, amount_fen (or amount), date; or any list of invoices\n"
    "                   that zhun parse reads, with --own-name or --own-tax-no of the seller\n"
    "  --flows FILE     columns id, counterparty, amount_fen (or amount), date, memo; or any\n"
    "                   statement that zhun parse reads\n"
    "  --own-name NAME, --own-tax-no NUMBER  whose invoices they are\n"
    "  --json           as JSON, with the alternatives of doubtful links and the payments that\n"
    "                   likely settle something, though nobody can say what\n"
    "\n"
    "probability: 0 to 1, that the payment settles an invoice of this customer and amount.\n"
    "ambiguous: another link is nearly as likely.\n"
    "interchangeable: another invoice of the same customer and amount would do as well.\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

constexpr std::string_view kResolveHelp =
    "zhun resolve --clean FILE --messy FILE [--json]\n"
    "\n"
    "Finds which of the known company names each damaged one stands for. Both files have the\n"
    "columns id and name. Prints id, name, match_id, match_name, score (0 to 1) and why.\n"
    "\n"
    "Exit status: 0 done, 1 bad input, 2 bad usage.\n";

Result<std::string> read_file(const Arguments& arguments, std::string_view option) {
  return read_whole_file(*arguments.value(option), *arguments.value(option), Limits().bytes_max);
}

ReadOptions options_of(const Arguments& arguments, std::string_view option) {
  ReadOptions options;
  options.source_name = *arguments.value(option);
  options.own_tax_no = arguments.value("--own-tax-no").value_or("");
  if (const auto name = arguments.value("--own-name"))
    options.own_names.push_back(normalise_name(*name));
  return options;
}

}  // namespace

int match_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {{"--json", OptionKind::flag},
                                                       {"--invoices", OptionKind::value},
                                                       {"--flows", OptionKind::value},
                                                       {"--own-name", OptionKind::value},
                                                       {"--own-tax-no", OptionKind::value}});
  if (!arguments.error().empty()) return report_usage("match", arguments.error());
  if (arguments.has("--help")) return print(kMatchHelp);
  if (!arguments.has("--invoices") || !arguments.has("--flows") || !arguments.rest().empty())
    return report_usage("match", "it takes --invoices FILE and --flows FILE");
  const auto invoice_bytes = read_file(arguments, "--invoices");
  if (!invoice_bytes) return report(invoice_bytes.error());
  const auto flow_bytes = read_file(arguments, "--flows");
  if (!flow_bytes) return report(flow_bytes.error());
  const auto invoices = read_payable_invoices(*invoice_bytes, options_of(arguments, "--invoices"));
  if (!invoices) return report(invoices.error());
  const auto payments = read_payments(*flow_bytes, options_of(arguments, "--flows"));
  if (!payments) return report(payments.error());
  const Matching matching = match_payments(*invoices, *payments);
  if (matching.truncated)
    std::fputs("zhun: there are too many ways to settle these; some were not looked at\n", stderr);
  return print(arguments.has("--json") ? render_matching_json(matching, *invoices, *payments)
                                       : render_matching_csv(matching, *invoices, *payments));
}

int resolve_command(std::span<const std::string> words) {
  const Arguments arguments = Arguments::parse(words, {{"--json", OptionKind::flag},
                                                       {"--clean", OptionKind::value},
                                                       {"--messy", OptionKind::value}});
  if (!arguments.error().empty()) return report_usage("resolve", arguments.error());
  if (arguments.has("--help")) return print(kResolveHelp);
  if (!arguments.has("--clean") || !arguments.has("--messy") || !arguments.rest().empty())
    return report_usage("resolve", "it takes --clean FILE and --messy FILE");
  std::vector<NamedRecord> records[2];
  std::vector<std::string> names[2];
  const std::string_view files[2] = {"--clean", "--messy"};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto bytes = read_file(arguments, files[i]);
    if (!bytes) return report(bytes.error());
    auto read = read_names(*bytes, options_of(arguments, files[i]));
    if (!read) return report(read.error());
    records[i] = std::move(*read);
    for (const NamedRecord& record : records[i]) names[i].push_back(record.name);
  }
  const std::vector<ResolvedName> resolved = resolve_names(names[0], names[1]);
  return print(arguments.has("--json") ? render_names_json(resolved, records[0], records[1])
                                       : render_names_csv(resolved, records[0], records[1]));
}

}  // namespace zhun::cli
