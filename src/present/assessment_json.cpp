// assessment.json: the whole assessment for systems, masked (schema "zhun.assessment/1",
// docs/formats.md).
#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "present/assessment_parts.hpp"
#include "present/report_masker.hpp"
#include "present/verdict_json.hpp"
#include "reconcile/scan_facts.hpp"
#include "score/policy_pack.hpp"
#include "zhun/present.hpp"

namespace zhun {

namespace {

using json::Writer;

class AssessmentWriter {
 public:
  AssessmentWriter(const Assessment& assessment, Masking masking)
      : a_(assessment),
        facts_(assessment.reconciliation.facts),
        masker_(assessment, masking),
        doubts_(*assessment.dossier),
        w_(true) {}

  std::string write() {
    w_.begin_object();
    w_.member("schema", "zhun.assessment/1");
    head();
    decision();
    findings();
    score();
    limit();
    facts();
    tables();
    materials();
    points();
    sources();
    scans();
    notes();
    w_.end_object();
    return w_.take() + "\n";
  }

 private:
  void text(std::string_view name, std::string_view value) { w_.member(name, masker_.text(value)); }

  void strings(std::string_view name, const std::vector<std::string>& values) {
    w_.key(name);
    w_.begin_array();
    for (const auto& value : values) w_.value(masker_.text(value));
    w_.end_array();
  }

  void decimal(std::string_view name, const std::optional<Decimal>& value, int scale) {
    w_.key(name);
    if (value) {
      w_.value(to_fixed_string(*value, scale));
    } else {
      w_.null();
    }
  }

  void evidence(const Evidence& evidence) { write_evidence(w_, *a_.dossier, evidence); }

  // How much of the evidence are rows of scans that nothing proves; nothing where there are none.
  void doubt(const Doubt& doubt) {
    if (!doubt.any()) return;
    w_.key("doubt");
    w_.begin_object();
    w_.member("unproved_rows", doubt.unproved_rows);
    w_.member("doubtful_rows", doubt.doubtful_rows);
    w_.member("doubtful_amount", doubt.doubtful_amount);
    w_.end_object();
  }

  void head() {
    const Dossier& dossier = *a_.dossier;
    const Customer& customer = dossier.customer;
    w_.member("dossier", dossier.name);
    w_.member("application_no", dossier.application.number);
    w_.member("as_of", to_string(dossier.as_of));
    w_.key("version");
    w_.begin_object();
    w_.member("engine", a_.engine_version);
    w_.member("policy", a_.policy_id);
    w_.end_object();
    w_.member("input_digest", a_.input_digest);
    w_.member("masking", name_of(masker_.level()));
    w_.key("customer");
    w_.begin_object();
    const bool legal = customer.type == CustomerType::legal;
    w_.member("type", legal ? "LEGAL" : "PERSONAL");
    w_.member("name", legal ? masker_.name(customer.name) : masker_.person(customer.name));
    if (!customer.business_name.empty()) {
      w_.member("business_name", masker_.name(customer.business_name));
    }
    w_.member("uscc", masker_.uscc(customer.uscc));
    w_.end_object();
  }

  void decision() {
    w_.member("decision", to_string(a_.decision));
    strings("decision_reasons", a_.decision_reasons);
    int ko = 0, severe = 0, warn = 0, info = 0, open = 0, passed = 0;
    for (const Finding& finding : a_.findings) {
      const bool failed = finding.status == FindingStatus::fail;
      ko += failed && finding.severity == Severity::ko;
      severe += failed && finding.severity == Severity::warn_severe;
      warn += failed && finding.severity == Severity::warn;
      info += failed && finding.severity == Severity::info;
      open += finding.status == FindingStatus::not_evaluated;
      passed += finding.status == FindingStatus::pass;
    }
    w_.key("counts");
    w_.begin_object();
    w_.member("ko", ko);
    w_.member("warn_severe", severe);
    w_.member("warn", warn);
    w_.member("info", info);
    w_.member("not_evaluated", open);
    w_.member("pass", passed);
    w_.end_object();
  }

  void findings() {
    w_.key("findings");
    w_.begin_array();
    for (const Finding& finding : a_.findings) {
      w_.begin_object();
      w_.member("id", finding.id);
      w_.member("status", to_string(finding.status));
      w_.member("severity", to_string(finding.severity));
      w_.member("theme", finding.theme);
      w_.member("title", finding.title);
      text("text", finding.text);
      if (!finding.observed.empty()) text("observed", finding.observed);
      if (finding.status == FindingStatus::not_evaluated) {
        text("reason", finding.missing_reason);
        w_.member("supplied_by", finding.missing_material);
      }
      if (!finding.materials.empty()) strings("materials", finding.materials);
      strings("facts", finding.facts);
      evidence(finding.evidence);
      if (!finding.old_sources.empty()) {
        w_.key("old_sources");
        w_.begin_array();
        for (const std::uint32_t source : finding.old_sources) {
          w_.value(a_.dossier->sources[source].id);
        }
        w_.end_array();
      }
      doubt(doubts_.of(finding.evidence));
      trace(finding);
      near_miss(finding);
      answered(finding);
      w_.end_object();
    }
    w_.end_array();
  }

  void trace(const Finding& finding) {
    if (finding.rule == 0) return;
    w_.key("trace");
    w_.begin_object();
    w_.member("decision", finding.decision);
    w_.member("rule", finding.rule);
    if (!finding.rule_annotation.empty()) w_.member("annotation", finding.rule_annotation);
    w_.key("inputs");
    w_.begin_array();
    for (const FindingInput& input : finding.inputs) {
      w_.begin_object();
      w_.member("expression", input.expression);
      text("value", input.value);
      w_.end_object();
    }
    w_.end_array();
    w_.end_object();
  }

  void near_miss(const Finding& finding) {
    if (!finding.near_miss) return;
    const FindingNearMiss& miss = *finding.near_miss;
    w_.key("near_miss");
    w_.begin_object();
    w_.member("rule", miss.rule);
    w_.member("status", to_string(miss.status));
    if (miss.status == FindingStatus::fail) w_.member("severity", to_string(miss.severity));
    w_.key("facts");
    w_.begin_array();
    for (const MissedFact& fact : miss.facts) {
      w_.begin_object();
      w_.member("fact", fact.fact);
      w_.member("needed", fact.needed);
      if (!fact.distance.empty()) w_.member("distance", fact.distance);
      w_.end_object();
    }
    w_.end_array();
    w_.member("text", miss.text);
    w_.end_object();
  }

  void answered(const Finding& finding) {
    if (!finding.answered) return;
    w_.key("answered");
    w_.begin_object();
    strings("points", finding.answered->points);
    w_.member("severity_before", to_string(finding.answered->before));
    w_.key("trace");
    w_.begin_object();
    w_.member("decision", "answer");
    w_.member("rule", finding.answered->rule);
    w_.member("reason", finding.answered->reason);
    w_.end_object();
    w_.end_object();
  }

  // Which points there are, and what was answered to them.
  void points() {
    w_.key("investigation_points");
    w_.begin_array();
    for (const InvestigationPoint& point : a_.points) {
      w_.begin_object();
      w_.member("id", point.id);
      w_.member("severity", to_string(point.severity));
      w_.key("answer");
      write_answer(w_, a_, point, masker_);
      w_.end_object();
    }
    w_.end_array();
    if (!a_.answers) return;
    w_.key("answers");
    w_.begin_object();
    w_.member("sha256", a_.answers->sha256);
    w_.member("input_digest", a_.answers->input_digest);
    strings("notes", a_.answer_notes);
    w_.end_object();
  }

  void score() {
    const Score& score = a_.score;
    w_.key("score");
    w_.begin_object();
    w_.member("card", score.card);
    w_.member("model", score.model);
    w_.member("total", score.total);
    w_.key("grade");
    if (score.grade.empty()) {
      w_.null();
    } else {
      w_.value(score.grade);
    }
    w_.member("probability_of_default", to_fixed_string(score.probability_of_default, 4));
    w_.key("points");
    w_.begin_array();
    for (const ScorePoint& point : score.points) {
      w_.begin_object();
      w_.member("characteristic", point.characteristic);
      w_.member("title", point.title);
      w_.member("fact", point.fact);
      w_.member("observed", masker_.text(point.observed));
      w_.member("points", point.points);
      w_.member("points_max", point.points_max);
      w_.member("missing", point.missing);
      if (!point.next_bin.empty()) {
        w_.member("next_bin", point.next_bin);
        w_.member("next_points", point.next_points);
      }
      w_.end_object();
    }
    w_.end_array();
    strings("missing", score.missing);
    strings("reason_codes", score.reason_codes);
    w_.end_object();
  }

  void limit() {
    w_.key("limit");
    w_.begin_object();
    w_.member("limit", a_.limit.limit);
    w_.member("limit_fen", a_.limit.limit.fen());
    w_.member("requested", a_.dossier->application.requested);
    w_.member("binding", a_.limit.binding_cap);
    w_.member("factor", to_fixed_string(a_.limit.factor, 2));
    decimal("before_floor", a_.limit.before_floor, 2);
    w_.key("caps");
    w_.begin_array();
    for (const LimitCap& cap : a_.limit.caps) {
      w_.begin_object();
      w_.member("id", cap.id);
      w_.member("title", cap.title);
      decimal("amount", cap.amount, 2);
      if (cap.amount) {
        text("formula", cap.formula);
      } else {
        text("reason", cap.reason);
      }
      w_.end_object();
    }
    w_.end_array();
    w_.end_object();
    const Triangulation& sales = a_.triangulation;
    w_.key("triangulation");
    w_.begin_object();
    decimal("statements", sales.statements, 2);
    decimal("invoices", sales.invoices, 2);
    decimal("tax", sales.tax, 2);
    decimal("verified", sales.verified, 2);
    decimal("dispersion", sales.dispersion, 4);
    w_.member("agreement", sales.agreement);
    w_.end_object();
  }

  void fact_value(const FactValue& value) {
    w_.key("value");
    if (const auto* flag = std::get_if<bool>(&value)) {
      w_.value(*flag);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      w_.value(*number);
    } else if (const auto* amount = std::get_if<Money>(&value)) {
      w_.value(*amount);
    } else if (const auto* decimal_value = std::get_if<Decimal>(&value)) {
      w_.value(to_string(decimal_value->rounded(8)));
    } else if (const auto* date = std::get_if<Date>(&value)) {
      w_.value(to_string(*date));
    } else if (const auto* words = std::get_if<std::string>(&value)) {
      w_.value(masker_.text(*words));
    } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      w_.begin_array();
      for (const auto& item : *list) w_.value(masker_.text(item));
      w_.end_array();
    }
  }

  void facts() {
    w_.key("facts");
    w_.begin_object();
    for (const auto& [name, fact] : facts_) {
      w_.key(name);
      w_.begin_object();
      const auto wording = a_.policy->wording.facts.find(name);
      if (wording != a_.policy->wording.facts.end()) w_.member("title", wording->second.title);
      if (fact.state == FactState::value) {
        fact_value(fact.value);
        evidence(fact.evidence);
        doubt(fact.doubt);
      } else {
        w_.member("state", fact.state == FactState::missing ? "missing" : "not_applicable");
        text("reason", fact.reason);
        if (!fact.material.empty()) w_.member("supplied_by", fact.material);
      }
      w_.end_object();
    }
    w_.end_object();
  }

  std::string source_of(std::uint32_t statement) const {
    return a_.dossier->sources[a_.dossier->statements[statement].source].id;
  }

  void place(const RowPlace& at) {
    w_.begin_object();
    w_.member("source", source_of(at.statement));
    w_.member("row", at.row);
    w_.end_object();
  }

  void tables() {
    const Reconciliation& r = a_.reconciliation;
    w_.key("months");
    w_.begin_array();
    for (const MonthlyFigures& month : r.months) {
      w_.begin_object();
      w_.member("month", to_string(month.month));
      w_.member("full", month.full);
      w_.member("inflow", month.inflow);
      w_.member("outflow", month.outflow);
      w_.member("effective", month.effective);
      w_.end_object();
    }
    w_.end_array();
    w_.key("classes");
    w_.begin_array();
    for (const auto& total : r.classes) {
      w_.begin_object();
      w_.member("class", to_string(total.cls));
      w_.member("title", class_title(total.cls));
      w_.member("amount", total.amount);
      w_.member("count", total.count);
      evidence(total.evidence);
      w_.end_object();
    }
    w_.end_array();
    counterparties("customers", r.customers);
    counterparties("buyers", r.buyers);
    interest_and_cycles();
    invoice_months();
    write_source_relations(w_, a_, masker_);
  }

  void counterparties(std::string_view name, const std::vector<CounterpartyFigures>& list) {
    w_.key(name);
    w_.begin_array();
    for (std::size_t i = 0; i < list.size() && i < 10; ++i) {
      w_.begin_object();
      w_.member("name", masker_.name(list[i].name));
      w_.member("amount", list[i].amount);
      w_.member("share", to_fixed_string(list[i].share, 4));
      evidence(list[i].evidence);
      w_.end_object();
    }
    w_.end_array();
  }

  void interest_and_cycles() {
    const Reconciliation& r = a_.reconciliation;
    w_.key("interest");
    w_.begin_array();
    for (const InterestCheck& check : r.interest) {
      w_.begin_object();
      w_.member("source", source_of(check.statement));
      w_.member("row", check.row);
      w_.member("credited_on", to_string(check.credited_on));
      w_.member("period_from", to_string(check.period_from));
      w_.member("period_to", to_string(check.period_to));
      w_.member("days", check.days);
      w_.member("covered_days", check.covered_days);
      w_.member("accumulated", check.accumulated);
      w_.member("rate", to_string(check.rate));
      w_.member("expected", to_fixed_string(check.expected, 2));
      w_.member("stated", check.stated);
      w_.member("observed_average", to_fixed_string(check.observed_average, 2));
      w_.member("implied_average", to_fixed_string(check.implied_average, 2));
      w_.member("verdict", check.verdict);
      w_.end_object();
    }
    w_.end_array();
    w_.key("cycles");
    w_.begin_array();
    for (const Cycle& cycle : r.cycles) {
      w_.begin_object();
      w_.key("legs");
      w_.begin_array();
      for (const RowPlace& leg : cycle.legs) place(leg);
      w_.end_array();
      w_.key("counterparties");
      w_.begin_array();
      for (const auto& party : cycle.parties) w_.value(masker_.name(party));
      w_.end_array();
      w_.member("from", to_string(cycle.from));
      w_.member("to", to_string(cycle.to));
      w_.member("days", cycle.days);
      w_.member("amount", cycle.amount);
      w_.end_object();
    }
    w_.end_array();
    w_.key("chain_breaks");
    w_.begin_array();
    for (const ChainBreak& item : r.breaks) {
      w_.begin_object();
      w_.member("source", source_of(item.statement));
      w_.member("row", item.row);
      w_.member("expected", item.expected);
      w_.member("shown", item.shown);
      w_.end_object();
    }
    w_.end_array();
    w_.key("duplicates");
    w_.begin_array();
    for (const DuplicateRow& item : r.duplicates) {
      w_.begin_object();
      w_.member("source", source_of(item.statement));
      w_.member("row", item.row);
      w_.member("duplicate_of", item.duplicate_of);
      w_.end_object();
    }
    w_.end_array();
  }

  void invoice_months() {
    w_.key("invoice_months");
    w_.begin_array();
    for (const InvoiceMonth& month : a_.reconciliation.invoice_months) {
      w_.begin_object();
      w_.member("month", to_string(month.month));
      w_.member("issued_ex", month.issued_ex);
      w_.member("issued_incl", month.issued_incl);
      w_.member("attributed_ex", month.attributed_ex);
      w_.member("covered", month.covered);
      w_.end_object();
    }
    w_.end_array();
  }

  void materials() {
    w_.key("materials");
    w_.begin_array();
    for (const MaterialItem& item : a_.materials) {
      w_.begin_object();
      w_.member("id", item.id);
      w_.member("name", item.name);
      w_.member("required", item.required);
      w_.member("status", to_string(item.status));
      if (!item.replaced_by.empty()) w_.member("replaced_by", item.replaced_by);
      strings("reasons", item.reasons);
      w_.end_object();
    }
    w_.end_array();
  }

  void sources() {
    w_.key("sources");
    w_.begin_array();
    for (const Source& source : a_.dossier->sources) {
      w_.begin_object();
      w_.member("id", source.id);
      w_.member("name", masker_.file_name(source.name));
      if (!source.files.empty()) {
        w_.key("files");
        w_.begin_array();
        for (const auto& file : source.files) w_.value(masker_.file_name(file));
        w_.end_array();
      }
      w_.member("kind", to_string(source.kind));
      w_.member("layout", source.layout);
      w_.member("rows", source.rows);
      w_.member("sha256", source.sha256);
      w_.key("retrieved_at");
      source.retrieved_at ? w_.value(to_string(*source.retrieved_at)) : w_.null();
      w_.key("data_as_of");
      source.data_as_of ? w_.value(to_string(*source.data_as_of)) : w_.null();
      const bool read = source.unread.empty();
      w_.member("status", !source.authorised ? "NOT_AUTHORISED" : read ? "USED" : "NOT_READ");
      if (!read) w_.member("unread", source.unread);
      if (source.authorised) {
        w_.member("consent", source.consent_id);
      } else {
        w_.member("refusal", source.refusal);
      }
      w_.end_object();
    }
    w_.end_array();
  }

  // Every row that OCR read: what proves it, where it stands, what was repaired.
  void scans() {
    w_.key("scans");
    w_.begin_array();
    for (const ScannedSource& scan : a_.dossier->scans) {
      w_.begin_object();
      w_.member("source", a_.dossier->sources[scan.source].id);
      w_.member("engine", scan.engine);
      w_.key("rows");
      w_.begin_array();
      for (const ScannedRow& row : scan.rows) {
        w_.begin_object();
        w_.member("row", row.row);
        w_.member("page", row.verdict.page);
        w_.member("amount", row.amount);
        w_.member("used", row.used);
        put_verdict(w_, row.verdict, [this](std::string_view name) { return masker_.name(name); });
        w_.end_object();
      }
      w_.end_array();
      w_.end_object();
    }
    w_.end_array();
  }

  void notes() {
    w_.key("read_notes");
    w_.begin_array();
    const auto write = [&](std::uint32_t source, const std::vector<ReadNote>& list) {
      for (const ReadNote& note : list) {
        w_.begin_object();
        w_.member("source", a_.dossier->sources[source].id);
        w_.member("code", note.code);
        if (note.place.page > 0) w_.member("page", note.place.page);
        w_.member("row", note.place.row);
        w_.member("column", note.place.column);
        text("message", note.message);
        w_.end_object();
      }
    };
    for (const auto& statement : a_.dossier->statements) write(statement.source, statement.notes);
    for (const auto& list : a_.dossier->invoice_lists) write(list.source, list.notes);
    for (const auto& returns : a_.dossier->tax_returns) write(returns.source, returns.notes);
    for (const auto& record : a_.dossier->government) write(record.source, record.notes);
    w_.end_array();
  }

  const Assessment& a_;
  const Facts& facts_;
  report::Masker masker_;
  DoubtIndex doubts_;
  Writer w_;
};

}  // namespace

std::string digest_of(const Assessment& assessment, Masking masking) {
  return sha256_hex(AssessmentWriter(assessment, masking).write());
}

std::string render_assessment_json(const Assessment& assessment, Masking masking) {
  std::string body = AssessmentWriter(assessment, masking).write();
  // The seal: the digest of everything above it, in front so that a reader meets it first.
  const std::string digest = sha256_hex(body);
  body.insert(1, fmt::format("\n \"digest\": \"sha256:{}\",", digest));
  return body;
}

}  // namespace zhun
