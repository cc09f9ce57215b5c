// zhun match: which payments settle which invoices. zhun resolve: which known name each damaged one
// stands for. Both print CSV or JSON; nothing is masked.
#include <cmath>
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
    "fees, under damaged names. Prints invoice, flow, amount_fen, kind, margin, ambiguous,\n"
    "interchangeable, why.\n"
    "\n"
    "  --invoices FILE  columns id, buyer, amount_fen (or amount), date; or any list of invoices\n"
    "                   that zhun parse reads, with --own-name or --own-tax-no of the seller\n"
    "  --flows FILE     columns id, counterparty, amount_fen (or amount), date, memo; or any\n"
    "                   statement that zhun parse reads\n"
    "  --own-name NAME, --own-tax-no NUMBER  whose invoices they are\n"
    "  --json           as JSON, with the payments that stay unresolved\n"
    "\n"
    "ambiguous: another explanation is nearly as likely (margin: by how much, natural logarithm).\n"
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

// RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front.
void append_cell(std::string& out, std::string_view text, char end) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != text.npos;
  const bool quoted = formula || text.find_first_of(",\"\r\n") != text.npos;
  if (quoted) out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quoted) out += '"';
  out += end;
}

void append_json(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

// Three decimals, without a locale.
std::string number_text(double value) {
  const auto thousandths = static_cast<long long>(std::llround(value * 1000));
  std::string digits = std::to_string(std::llabs(thousandths));
  while (digits.size() < 4) digits = '0' + digits;
  std::string out(thousandths < 0 ? "-" : "");
  out.append(digits, 0, digits.size() - 3);
  out.push_back('.');
  out.append(digits, digits.size() - 3);
  return out;
}

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

std::string matching_csv(const Matching& matching, const std::vector<PayableInvoice>& invoices,
                         const std::vector<Payment>& payments) {
  std::string out = "invoice,flow,amount_fen,kind,margin,ambiguous,interchangeable,why\n";
  for (const SettlementLink& link : matching.links) {
    append_cell(out, invoices[link.invoice].id, ',');
    append_cell(out, payments[link.payment].id, ',');
    out += std::to_string(link.amount.fen());
    out.push_back(',');
    out += to_string(link.kind);
    out.push_back(',');
    out += number_text(link.margin);
    out += link.ambiguous ? ",true" : ",false";
    out += link.interchangeable ? ",true," : ",false,";
    append_cell(out, link.why, '\n');
  }
  return out;
}

std::string matching_json(const Matching& matching, const std::vector<PayableInvoice>& invoices,
                          const std::vector<Payment>& payments) {
  std::string out = "{\"links\":[";
  for (std::size_t i = 0; i < matching.links.size(); ++i) {
    const SettlementLink& link = matching.links[i];
    out += i == 0 ? "\n{\"invoice\":" : ",\n{\"invoice\":";
    append_json(out, invoices[link.invoice].id);
    out += ",\"flow\":";
    append_json(out, payments[link.payment].id);
    out += ",\"amount_fen\":" + std::to_string(link.amount.fen());
    out += ",\"kind\":\"";
    out += to_string(link.kind);
    out.push_back('"');
    out += ",\"deducted_fen\":" + std::to_string(link.deducted.fen());
    out += ",\"margin\":" + number_text(link.margin);
    out += std::string(",\"ambiguous\":") + (link.ambiguous ? "true" : "false");
    out += std::string(",\"interchangeable\":") + (link.interchangeable ? "true" : "false");
    out += ",\"why\":";
    append_json(out, link.why);
    out += '}';
  }
  out += "],\"unresolved_flows\":[";
  for (std::size_t i = 0; i < matching.unresolved_payments.size(); ++i) {
    if (i > 0) out += ',';
    append_json(out, payments[matching.unresolved_payments[i]].id);
  }
  return out + "],\"complete\":" + (matching.complete ? "true" : "false") + "}\n";
}

std::string resolved_text(const std::vector<ResolvedName>& resolved,
                          const std::vector<NamedRecord>& known,
                          const std::vector<NamedRecord>& damaged, bool json) {
  std::string out = json ? "[" : "id,name,match_id,match_name,score,why\n";
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    const ResolvedName& one = resolved[i];
    const NamedRecord none;
    const NamedRecord& match = one.match ? known[*one.match] : none;
    if (!json) {
      for (const std::string* text : {&damaged[i].id, &damaged[i].name, &match.id, &match.name})
        append_cell(out, *text, ',');
      out += number_text(one.score);
      out.push_back(',');
      append_cell(out, one.why, '\n');
      continue;
    }
    out += i == 0 ? "\n{\"id\":" : ",\n{\"id\":";
    append_json(out, damaged[i].id);
    out += ",\"name\":";
    append_json(out, damaged[i].name);
    if (one.match) {
      out += ",\"match_id\":";
      append_json(out, match.id);
      out += ",\"match_name\":";
      append_json(out, match.name);
    } else {
      out += ",\"match_id\":null,\"match_name\":null";
    }
    out += ",\"score\":" + number_text(one.score) + ",\"why\":";
    append_json(out, one.why);
    out += '}';
  }
  return json ? out + "]\n" : out;
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
  return print(arguments.has("--json") ? matching_json(matching, *invoices, *payments)
                                       : matching_csv(matching, *invoices, *payments));
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
  return print(resolved_text(resolve_names(names[0], names[1]), records[0], records[1],
                             arguments.has("--json")));
}

}  // namespace zhun::cli
