// Which payments settle which invoices, and which names stand for which: as CSV and as JSON.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/json.hpp"
#include "present/csv_writer.hpp"
#include "zhun/present.hpp"

namespace zhun {
namespace {

std::string number_text(double value) { return fmt::format("{:.3f}", value); }

void put_number(json::Writer& w, std::string_view name, double value) {
  w.key(name);
  w.number(number_text(value));
}

std::string_view truth(bool flag) { return flag ? "true" : "false"; }

void put_link(json::Writer& w, const SettlementLink& link,
              const std::vector<PayableInvoice>& invoices, const std::vector<Payment>& payments) {
  w.begin_object();
  w.member("invoice", invoices[link.invoice].id);
  w.member("flow", payments[link.payment].id);
  w.member("amount_fen", link.amount.fen());
  w.member("kind", to_string(link.kind));
  w.member("deducted_fen", link.deducted.fen());
  put_number(w, "probability", link.probability);
  w.member("ambiguous", link.ambiguous);
  w.member("interchangeable", link.interchangeable);
  w.member("why", link.why);
  w.end_object();
}

}  // namespace

std::string render_matching_json(const Matching& matching,
                                 const std::vector<PayableInvoice>& invoices,
                                 const std::vector<Payment>& payments) {
  json::Writer w(true);
  w.begin_object();
  w.key("links");
  w.begin_array();
  for (const SettlementLink& link : matching.links) put_link(w, link, invoices, payments);
  w.end_array();
  w.key("alternatives");
  w.begin_array();
  for (const SettlementAlternative& one : matching.alternatives) {
    w.begin_object();
    w.member("flow", payments[one.payment].id);
    w.member("invoice", invoices[one.invoice].id);
    put_number(w, "probability", one.probability);
    w.end_object();
  }
  w.end_array();
  w.key("unresolved_flows");
  w.begin_array();
  for (const std::uint32_t payment : matching.unresolved_payments) w.value(payments[payment].id);
  w.end_array();
  w.member("complete", matching.complete);
  w.member("truncated", matching.truncated);
  w.end_object();
  return w.take() + "\n";
}

std::string render_matching_csv(const Matching& matching,
                                const std::vector<PayableInvoice>& invoices,
                                const std::vector<Payment>& payments) {
  CsvWriter csv;
  for (const std::string_view name : {"invoice", "flow", "amount_fen", "kind", "probability",
                                      "ambiguous", "interchangeable", "why"})
    csv.cell(name);
  csv.end_row();
  for (const SettlementLink& link : matching.links) {
    csv.text(invoices[link.invoice].id);
    csv.text(payments[link.payment].id);
    csv.cell(std::to_string(link.amount.fen()));
    csv.cell(to_string(link.kind));
    csv.cell(number_text(link.probability));
    csv.cell(truth(link.ambiguous));
    csv.cell(truth(link.interchangeable));
    csv.cell(link.why);
    csv.end_row();
  }
  return csv.take();
}

std::string render_names_json(const std::vector<ResolvedName>& resolved,
                              const std::vector<NamedRecord>& known,
                              const std::vector<NamedRecord>& damaged) {
  json::Writer w(true);
  w.begin_array();
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    w.begin_object();
    w.member("id", damaged[i].id);
    w.member("name", damaged[i].name);
    const NamedRecord* match = resolved[i].match ? &known[*resolved[i].match] : nullptr;
    for (const bool id : {true, false}) {
      w.key(id ? "match_id" : "match_name");
      if (match == nullptr)
        w.null();
      else
        w.value(id ? match->id : match->name);
    }
    put_number(w, "score", resolved[i].score);
    w.member("why", resolved[i].why);
    w.end_object();
  }
  w.end_array();
  return w.take() + "\n";
}

std::string render_names_csv(const std::vector<ResolvedName>& resolved,
                             const std::vector<NamedRecord>& known,
                             const std::vector<NamedRecord>& damaged) {
  CsvWriter csv;
  for (const std::string_view name : {"id", "name", "match_id", "match_name", "score", "why"})
    csv.cell(name);
  csv.end_row();
  for (std::size_t i = 0; i < resolved.size(); ++i) {
    csv.text(damaged[i].id);
    csv.text(damaged[i].name);
    csv.text(resolved[i].match ? known[*resolved[i].match].id : "");
    csv.text(resolved[i].match ? known[*resolved[i].match].name : "");
    csv.cell(number_text(resolved[i].score));
    csv.cell(resolved[i].why);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace zhun
