// See the header; every place is a source's id and the number of a row in it.
#include "present/assessment_parts.hpp"

#include <fmt/format.h>

#include "dossier/names.hpp"

namespace zhun {

namespace {

class RelationsWriter {
 public:
  RelationsWriter(json::Writer& w, const Assessment& assessment, report::Masker& masker)
      : w_(w), a_(assessment), all_(assessment.reconciliation), masker_(masker) {}

  void write() {
    accounts();
    repeats();
    own_transfers();
    payments("invoice_payments", all_.invoice_payments);
    places("unresolved_payments", all_.unresolved_payments);
    w_.member("matching_complete", all_.matching_complete);
    payments("purchase_payments", all_.purchase_payments);
    places("unresolved_purchases", all_.unresolved_purchases);
    name_merges();
    contradictions();
    overrides();
    queries();
  }

 private:
  std::string source_of(std::uint32_t statement) const {
    return id_of(a_.dossier->statements[statement].source);
  }
  std::string id_of(std::uint32_t source) const { return a_.dossier->sources[source].id; }

  void place(std::string_view key, RowPlace at) {
    w_.key(key);
    place(at);
  }

  void place(RowPlace at) { place(source_of(at.statement), at.row); }

  void place(const std::string& source, std::uint32_t row) {
    w_.begin_object();
    w_.member("source", source);
    w_.member("row", row);
    w_.end_object();
  }

  void places(std::string_view key, const std::vector<RowPlace>& list) {
    w_.key(key);
    w_.begin_array();
    for (const RowPlace& at : list) place(at);
    w_.end_array();
  }

  template <typename Days>
  void periods(std::string_view key, const Days& list) {
    w_.key(key);
    w_.begin_array();
    for (const auto& days : list) {
      w_.begin_object();
      w_.member("from", to_string(days.from));
      w_.member("to", to_string(days.to));
      w_.end_object();
    }
    w_.end_array();
  }

  void date(std::string_view key, std::optional<Date> value) {
    w_.key(key);
    value ? w_.value(to_string(*value)) : w_.null();
  }

  void accounts() {
    w_.key("accounts");
    w_.begin_array();
    for (const LedgerAccount& account : all_.accounts) {
      w_.begin_object();
      w_.key("sources");
      w_.begin_array();
      for (const std::uint32_t statement : account.statements) w_.value(source_of(statement));
      w_.end_array();
      const Statement& file = a_.dossier->statements[account.statements.front()];
      w_.member("account", masker_.account(file.account));
      w_.member("bank", file.bank);
      w_.member("rows", account.rows);
      w_.member("repeated_rows", account.repeated);
      periods("covered", account.covered);
      periods("gaps", account.gaps);
      periods("silent", account.silent);
      places("differences", account.differences);
      w_.key("unjoined");
      w_.begin_array();
      for (const auto& joint : account.joints) {
        w_.begin_object();
        w_.member("source", source_of(joint.statement));
        w_.member("at", to_string(joint.at));
        w_.member("expected", joint.expected);
        w_.member("shown", joint.shown);
        w_.end_object();
      }
      w_.end_array();
      w_.end_object();
    }
    w_.end_array();
  }

  void repeats() {
    w_.key("repeats");
    w_.begin_array();
    for (const RepeatedRow& row : all_.repeats) {
      w_.begin_object();
      place("row", row.row);
      place("counted_as", row.of);
      w_.member("why", row.other_account ? "OTHER_ACCOUNT" : "OTHER_FILE");
      w_.end_object();
    }
    w_.end_array();
  }

  void own_transfers() {
    w_.key("own_transfers");
    w_.begin_array();
    for (const OwnTransfer& transfer : all_.own_transfers) {
      w_.begin_object();
      place("out", transfer.out);
      place("in", transfer.in);
      w_.end_object();
    }
    w_.end_array();
  }

  void payments(std::string_view key, const std::vector<InvoicePayment>& links) {
    w_.key(key);
    w_.begin_array();
    for (const InvoicePayment& link : links) {
      w_.begin_object();
      w_.key("invoice");
      place(id_of(link.invoice_source), link.invoice_row);
      w_.member("invoice_no", link.invoice_number);
      place("payment", link.payment);
      w_.member("customer", masker_.name(link.customer));
      w_.member("payer", masker_.name(link.payer));
      w_.member("issued", to_string(link.issued));
      w_.member("paid", to_string(link.paid));
      w_.member("invoice_amount", link.invoice_amount);
      w_.member("payment_amount", link.payment_amount);
      w_.member("settled", link.settled);
      w_.member("deducted", link.deducted);
      w_.member("kind", to_string(link.kind));
      w_.member("ambiguous", link.ambiguous);
      w_.member("interchangeable", link.interchangeable);
      w_.member("why", link.why);
      w_.key("others");
      w_.begin_array();
      for (const auto& other : link.others) {
        w_.begin_object();
        w_.member("source", id_of(other.source));
        w_.member("row", other.row);
        w_.member("invoice_no", other.number);
        w_.end_object();
      }
      w_.end_array();
      w_.end_object();
    }
    w_.end_array();
  }

  void name_merges() {
    w_.key("name_merges");
    w_.begin_array();
    for (const NameMerge& merge : all_.name_merges) {
      w_.begin_object();
      w_.member("printed", masker_.name(merge.printed));
      w_.member("known_as", masker_.name(merge.known));
      w_.member("why", merge.why);
      write_evidence(w_, *a_.dossier, merge.evidence);
      w_.end_object();
    }
    w_.end_array();
  }

  void contradictions() {
    w_.key("contradictions");
    w_.begin_array();
    for (const Contradiction& c : all_.contradictions) {
      w_.begin_object();
      w_.key("place");
      place(id_of(c.source), c.row);
      w_.key("other_place");
      place(id_of(c.other_source), c.other_row);
      w_.member("record", masker_.text(c.record));
      w_.member("field", c.field);
      w_.member("stated", masker_.text(c.stated));
      w_.member("other_stated", masker_.text(c.other_stated));
      date("since", c.since);
      w_.end_object();
    }
    w_.end_array();
  }

  // What the rules said stands beside what the reviewer decided.
  void overrides() {
    w_.key("overrides");
    w_.begin_array();
    for (const ClassOverride& decision : a_.dossier->overrides) {
      w_.begin_object();
      w_.member("source", id_of(decision.source));
      w_.member("row", decision.row);
      w_.member("class", to_string(decision.cls));
      w_.key("class_before");
      const auto before = class_before(decision);
      before ? w_.value(to_string(*before)) : w_.null();
      w_.member("by", masker_.person(decision.by));
      w_.member("at", to_string(decision.at));
      w_.member("why", masker_.text(decision.why));
      w_.end_object();
    }
    w_.end_array();
  }

  std::optional<TransactionClass> class_before(const ClassOverride& decision) const {
    const auto at = [&](RowPlace place) -> std::optional<TransactionClass> {
      for (const LedgerRow& row : all_.ledger) {
        if (row.statement != place.statement || !row.class_before) continue;
        if (a_.dossier->statements[row.statement].rows[row.index].row == place.row) {
          return row.class_before;
        }
      }
      return std::nullopt;
    };
    for (std::uint32_t i = 0; i < a_.dossier->statements.size(); ++i) {
      if (a_.dossier->statements[i].source != decision.source) continue;
      if (const auto cls = at({i, decision.row})) return cls;
      for (const RepeatedRow& row : all_.repeats) {
        if (row.row != RowPlace{i, decision.row}) continue;
        if (const auto cls = at(row.of)) return cls;
      }
    }
    return std::nullopt;  // the source is not in use
  }

  void queries() {
    w_.key("queries");
    w_.begin_array();
    for (const DataQuery& query : a_.queries) {
      w_.begin_object();
      w_.member("id", query.id);
      w_.member("provider", masker_.text(query.provider));
      w_.member("source", id_of(query.source));
      w_.member("record", masker_.text(query.record));
      w_.member("field", query.field);
      w_.member("stated", masker_.text(query.stated));
      w_.key("others");
      w_.begin_array();
      for (const auto& other : query.others) {
        w_.begin_object();
        w_.member("source", masker_.text(other.source));
        w_.member("stated", masker_.text(other.stated));
        w_.end_object();
      }
      w_.end_array();
      date("since", query.since);
      w_.member("question", query.question);
      w_.key("checks");
      w_.begin_array();
      for (const auto& check : query.checks) w_.value(check);
      w_.end_array();
      write_evidence(w_, *a_.dossier, query.evidence);
      w_.end_object();
    }
    w_.end_array();
  }

  json::Writer& w_;
  const Assessment& a_;
  const Reconciliation& all_;
  report::Masker& masker_;
};

}  // namespace

void write_evidence(json::Writer& w, const Dossier& dossier, const Evidence& evidence) {
  w.key("evidence");
  w.begin_array();
  std::string rows;
  std::optional<std::uint32_t> source;
  const auto flush = [&] {
    if (!source) return;
    w.begin_object();
    w.member("source", dossier.sources[*source].id);
    if (!rows.empty()) w.member("rows", rows);
    w.end_object();
    rows.clear();
  };
  for (const RowRange& range : evidence.ranges()) {
    if (source != range.source) flush();
    source = range.source;
    if (range.first == 0) continue;
    if (!rows.empty()) rows += ',';
    rows += range.first == range.last ? std::to_string(range.first)
                                      : fmt::format("{}-{}", range.first, range.last);
  }
  flush();
  w.end_array();
}

void write_source_relations(json::Writer& w, const Assessment& assessment, report::Masker& masker) {
  RelationsWriter(w, assessment, masker).write();
}

void write_answer(json::Writer& w, const Assessment& assessment, const InvestigationPoint& point,
                  report::Masker& masker) {
  if (!point.answer) {
    w.null();
    return;
  }
  const Answer& answer = assessment.answers->list[*point.answer];
  const bool named = is_person_name(answer.answered_by);
  w.begin_object();
  w.member("outcome", to_string(answer.outcome));
  w.member("text", masker.text(answer.text));
  w.member("answered_by",
           named ? masker.person(answer.answered_by) : masker.text(answer.answered_by));
  w.member("answered_at", to_string(answer.answered_at));
  if (answer.value) w.member("value_fen", answer.value->fen());
  w.key("evidence");
  w.begin_array();
  for (const std::string& item : answer.evidence) w.value(masker.text(item));
  w.end_array();
  w.end_object();
}

}  // namespace zhun
