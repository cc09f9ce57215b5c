// checklist.json: investigation points and missing materials for a phone app (DOMAIN 8.3, 7.5;
// schema "zhun.checklist/1"). Goes outside the bank's own systems, so enterprise names are masked
// as well.
#include "base/json.hpp"
#include "present/assessment_parts.hpp"
#include "present/report_masker.hpp"
#include "zhun/present.hpp"

namespace zhun {

namespace {

bool is_open(const MaterialItem& item) {
  return item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
}

std::string_view level_of(const MaterialItem& item) {
  if (item.required || item.priority == Severity::ko) return "BLOCKING";
  return item.priority <= Severity::warn ? "IMPORTANT" : "NORMAL";
}

void write_points(json::Writer& w, const Assessment& a, report::Masker& masker) {
  w.key("investigation_points");
  w.begin_array();
  for (const InvestigationPoint& point : a.points) {
    w.begin_object();
    w.member("id", point.id);
    w.member("priority", point.priority);
    w.member("severity", to_string(point.severity));
    w.member("question", masker.text(point.question));
    w.member("why", masker.text(point.why));
    w.member("how", masker.text(point.how));
    w.member("answer_type", point.answer_type);
    w.key("findings");
    w.begin_array();
    for (const auto& id : point.findings) w.value(id);
    w.end_array();
    w.key("answer");
    write_answer(w, a, point, masker);
    w.end_object();
  }
  w.end_array();
}

void write_material(json::Writer& w, const MaterialItem& item, report::Masker& masker) {
  w.begin_object();
  w.member("id", item.id);
  w.member("name", item.name);
  w.member("level", level_of(item));
  w.member("status", to_string(item.status));
  w.member("why", masker.text(item.why));
  w.member("how_to_get", item.how);
  w.member("due_days", item.due_days);
  if (!item.replaced_by.empty()) w.member("replaced_by", item.replaced_by);
  w.key("reasons");
  w.begin_array();
  for (const auto& id : item.reasons) w.value(id);
  w.end_array();
  w.end_object();
}

}  // namespace

std::string render_checklist_json(const Assessment& a, Masking masking) {
  report::Masker masker(a, masking == Masking::none ? Masking::none : Masking::outward);
  const Customer& customer = a.dossier->customer;
  const bool legal = customer.type == CustomerType::legal;
  json::Writer w(true);
  w.begin_object();
  w.member("schema", "zhun.checklist/1");
  w.member("application_no", a.dossier->application.number);
  w.member("as_of", to_string(a.dossier->as_of));
  w.member("masking", name_of(masker.level()));
  w.member("input_digest", a.input_digest);  // what answers refer to
  w.key("version");
  w.begin_object();
  w.member("engine", a.engine_version);
  w.member("policy", a.policy_id);
  w.end_object();
  w.key("header");
  w.begin_object();
  w.member("name_masked", legal ? masker.name(customer.name) : masker.person(customer.name));
  w.member("type", legal ? "LEGAL" : "PERSONAL");
  w.key("grade");
  a.score.grade.empty() ? w.null() : w.value(a.score.grade);
  w.member("score", a.score.total);
  w.member("limit_fen", a.limit.limit.fen());
  w.member("binding_cap", a.limit.binding_cap);
  w.member("decision", to_string(a.decision));
  w.end_object();
  write_points(w, a, masker);
  for (const bool open : {true, false}) {
    w.key(open ? "missing_materials" : "materials_at_hand");
    w.begin_array();
    for (const MaterialItem& item : a.materials) {
      if (is_open(item) == open) write_material(w, item, masker);
    }
    w.end_array();
  }
  w.end_object();
  return w.take() + "\n";
}

}  // namespace zhun
