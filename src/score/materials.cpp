// Materials (资料清单, DOMAIN 7.5) and investigation points (调查要点, DOMAIN 8.4).
#include <algorithm>
#include <map>
#include <set>

#include "score/judge.hpp"

namespace zhun {

namespace {

bool is_required(const MaterialTemplate& material, const Dossier& dossier) {
  const bool base = dossier.customer.type == CustomerType::legal ? material.required_legal
                                                                 : material.required_personal;
  return base || (material.required_secured && dossier.application.secured);
}

struct Demand {
  std::vector<std::string> reasons;
  std::vector<std::string> titles;
  Severity severity = Severity::none;
  bool by_failure = false;
};

void add_demand(std::map<std::string, Demand>& demands, const std::string& id,
                const Finding& finding) {
  Demand& demand = demands[id];
  demand.reasons.push_back(finding.id);
  demand.titles.push_back(finding.status == FindingStatus::fail ? finding.claim : finding.title);
  demand.severity = std::min(demand.severity, finding.severity);
  demand.by_failure = demand.by_failure || finding.status == FindingStatus::fail;
}

// Answered so that it is worth no more than a note: it asks for nothing further.
bool is_settled(const Finding& finding) {
  return finding.answered && finding.severity == Severity::info &&
         finding.answered->before < Severity::info;
}

// What the findings ask for: failures their materials, unevaluated checks the material that is
// lacking.
std::map<std::string, Demand> demands_of(const std::vector<Finding>& findings) {
  std::map<std::string, Demand> demands;
  for (const Finding& finding : findings) {
    if (is_settled(finding)) continue;
    if (finding.status == FindingStatus::fail) {
      for (const auto& id : finding.materials) add_demand(demands, id, finding);
    } else if (finding.status == FindingStatus::not_evaluated &&
               !finding.missing_material.empty()) {
      add_demand(demands, finding.missing_material, finding);
    }
  }
  return demands;
}

// Data that no consent covers stand in for nothing: what fails for their sake asks for their
// materials.
void demand_refused(const Dossier& dossier, const std::vector<Finding>& findings,
                    std::map<std::string, Demand>& demands) {
  for (const Finding& finding : findings) {
    const bool about_consent = std::find(finding.facts.begin(), finding.facts.end(),
                                         "refused_sources") != finding.facts.end();
    if (finding.status != FindingStatus::fail || !about_consent) continue;
    std::set<std::string_view> materials;
    for (const Source& source : dossier.sources) {
      if (!source.authorised) materials.insert(material_of(source.kind));
    }
    for (const auto material : materials) add_demand(demands, std::string(material), finding);
  }
}

std::string join(const std::vector<std::string>& texts, std::size_t most) {
  std::string joined;
  for (std::size_t i = 0; i < texts.size() && i < most; ++i)
    joined += (i == 0 ? "" : "、") + texts[i];
  if (texts.size() > most) joined += "等";
  return joined;
}

// The source whose data stand in for a material.
std::string source_for(const Dossier& dossier, std::string_view material) {
  const auto kind = material == "M-STMT"                         ? SourceKind::statement
                    : material == "M-INV"                        ? SourceKind::invoices
                    : material == "M-VAT" || material == "M-TAX" ? SourceKind::tax
                                                                 : SourceKind::government;
  for (const Source& source : dossier.sources) {
    if (source.kind == kind && source.authorised && source.unread.empty()) return source.id;
  }
  return "";
}

MaterialStatus received_status(const Dossier& dossier, const std::string& id) {
  MaterialStatus status = MaterialStatus::missing;
  for (const Material& material : dossier.materials) {
    if (material.id != id) continue;
    if (material.expires_on && *material.expires_on < dossier.as_of) {
      status = MaterialStatus::expired;
    } else {
      return MaterialStatus::received;
    }
  }
  return status;
}

std::optional<MaterialStatus> parse_material_status(std::string_view text) {
  for (const auto status :
       {MaterialStatus::received, MaterialStatus::replaced_by_data, MaterialStatus::waived,
        MaterialStatus::missing, MaterialStatus::expired}) {
    if (to_string(status) == text) return status;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(MaterialStatus status) {
  switch (status) {
    case MaterialStatus::received:
      return "RECEIVED";
    case MaterialStatus::replaced_by_data:
      return "REPLACED_BY_DATA";
    case MaterialStatus::waived:
      return "WAIVED";
    case MaterialStatus::missing:
      return "MISSING";
    case MaterialStatus::expired:
      return "EXPIRED";
  }
  return "MISSING";
}

std::vector<MaterialItem> list_materials(const PolicyPack& pack, const Dossier& dossier,
                                         const feel::Context& context,
                                         const std::vector<Finding>& findings, Money limit) {
  feel::Context inputs = context;
  feel::Context statuses;
  for (const Finding& finding : findings) {
    statuses.set(finding.id, feel::Value(std::string(to_string(finding.status))));
  }
  inputs.set("findings", feel::Value(std::move(statuses)));
  inputs.set("limit_amount", feel::Value(Decimal::from_yuan(limit)));
  feel::State state;
  auto demands = demands_of(findings);
  demand_refused(dossier, findings, demands);
  std::vector<MaterialItem> items;
  for (const MaterialTemplate& material : pack.materials) {
    MaterialItem item;
    item.required = is_required(material, dossier);
    const auto demand = demands.find(material.id);
    const bool demanded = demand != demands.end() && (demand->second.by_failure || item.required);
    if (!item.required && !demanded) continue;
    item.id = material.id;
    item.name = material.name;
    item.how = material.how;
    item.due_days = material.due_days;
    item.status = received_status(dossier, material.id);
    if (item.status != MaterialStatus::received && pack.replacements.find(material.id) != nullptr) {
      const feel::Value value = pack.replacements.evaluate(material.id, inputs, state);
      const auto replaced =
          value.is_string() ? parse_material_status(value.string()) : std::nullopt;
      if (replaced) {
        item.status = *replaced;
        item.replaced_by = source_for(dossier, material.id);
      }
    }
    if (demanded) {
      item.reasons = demand->second.reasons;
      item.priority = demand->second.severity;
      item.why = join(demand->second.titles, 3);
      // A failed check asks for a better copy than the one on file.
      if (demand->second.by_failure) {
        item.status = MaterialStatus::missing;
        item.replaced_by.clear();
      }
    } else {
      item.why = "必备资料";
    }
    items.push_back(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(), [](const MaterialItem& a, const MaterialItem& b) {
    const auto open = [](const MaterialItem& item) {
      return item.status == MaterialStatus::missing || item.status == MaterialStatus::expired;
    };
    return std::pair(!open(a), a.priority) < std::pair(!open(b), b.priority);
  });
  return items;
}

std::string point_id(std::string_view check, std::size_t index) {
  return "IP-" + std::string(check) + (index == 0 ? "" : "-" + std::to_string(index + 1));
}

std::vector<InvestigationPoint> list_points(const PolicyPack& pack,
                                            const std::vector<Finding>& findings) {
  std::vector<InvestigationPoint> points;
  for (const Finding& finding : findings) {
    const CheckWording& wording = pack.wording.checks.find(finding.id)->second;
    const bool open_knock_out = finding.status == FindingStatus::not_evaluated && wording.knock_out;
    std::vector<std::string> questions = finding.points;
    // Its own questions ask for the reason of what nobody has found yet.
    if (open_knock_out) questions = {finding.title + "：数据不足，未能核验，请补充资料或当面核实"};
    for (std::size_t i = 0; i < questions.size(); ++i) {
      InvestigationPoint point;
      point.id = point_id(finding.id, i);
      point.severity = finding.severity;
      point.question = questions[i];
      point.why = finding.text;
      point.how = wording.how;
      point.answer_type = wording.answer_type.empty() ? "TEXT" : wording.answer_type;
      point.findings = {finding.id};
      points.push_back(std::move(point));
    }
  }
  for (const MandatoryPoint& mandatory : pack.wording.mandatory_points) {
    InvestigationPoint point;
    point.id = mandatory.id;
    point.question = mandatory.question;
    point.why = mandatory.why;
    point.how = mandatory.how;
    point.answer_type = mandatory.answer_type;
    points.push_back(std::move(point));
  }
  for (std::size_t i = 0; i < points.size(); ++i) points[i].priority = static_cast<int>(i + 1);
  return points;
}

}  // namespace zhun
