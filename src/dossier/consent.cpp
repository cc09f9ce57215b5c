// The consent gate (DOMAIN 9.3, R1 to R6): what no consent covers never reaches a computation.
#include <algorithm>
#include <array>

#include "zhun/dossier.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::string_view kPurpose = "PRE_LOAN";

// Data that a source of a kind may hold and that need consent; the registry and the public judicial
// lists are open to everybody.
struct Need {
  std::string_view scope;
  bool through_government = false;  // may also come under the document for government data (QCL)
};

std::vector<Need> needs_of(SourceKind kind, const GovernmentRecord* record) {
  switch (kind) {
    case SourceKind::statement:
      return {{"STATEMENT"}};
    case SourceKind::invoices:
      return {{"INVOICE", true}};
    case SourceKind::tax:
      return {{"TAX", true}};
    case SourceKind::government:
      break;
  }
  std::vector<Need> needs;
  if (record == nullptr) return needs;
  if (record->social_security) needs.push_back({"SOCIAL", true});
  if (record->housing_fund) needs.push_back({"HOUSING_FUND", true});
  if (record->utilities) needs.push_back({"UTILITY", true});
  if (record->credit_report) needs.push_back({"CREDIT_REPORT"});
  if (record->real_estate) needs.push_back({"REAL_ESTATE", true});
  return needs;
}

// Whether the consent's subject is the source's subject, by id where both have one (R4).
bool same_subject(const Consent& consent, const std::vector<std::string>& ids,
                  const std::vector<std::string>& names) {
  if (!consent.subject_id.empty() && !ids.empty()) {
    return std::find(ids.begin(), ids.end(), consent.subject_id) != ids.end();
  }
  const std::string name = normalise_name(consent.subject_name);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& other) { return normalise_name(other) == name; });
}

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool covers_time(const Consent& consent, const DateTime& retrieved) {
  if (retrieved.date < consent.signed_at.date) return false;
  if (retrieved.date == consent.signed_at.date && retrieved.has_time() &&
      consent.signed_at.has_time() && retrieved < consent.signed_at) {
    return false;
  }
  if (consent.valid_from && retrieved.date < *consent.valid_from) return false;
  if (!consent.valid_to || retrieved.date >= *consent.valid_to)
    return false;  // R6: silence refuses
  if (!consent.revoked_at) return true;
  // On the day of the revocation only a known time can prove that the retrieval came first.
  if (!retrieved.has_time()) return retrieved.date < consent.revoked_at->date;
  return retrieved < *consent.revoked_at;
}

class Gate {
 public:
  explicit Gate(Dossier& dossier) : dossier_(dossier) {}

  void check(Source& source, const GovernmentRecord* record) {
    const auto needs = needs_of(source.kind, record);
    if (needs.empty()) return;
    if (!source.retrieved_at) {
      refuse(source, "未记录取数时间");
      return;
    }
    for (const Need& need : needs) {
      const Consent* consent = find(source, need);
      if (consent == nullptr) {
        refuse(source, "取数时无覆盖" + std::string(need.scope) + "的有效授权");
        return;
      }
      source.consent_id = consent->id;
    }
  }

 private:
  void refuse(Source& source, std::string why) {
    source.authorised = false;
    source.consent_id.clear();
    source.refusal = std::move(why);
  }

  const Consent* find(const Source& source, const Need& need) const {
    const Customer& customer = dossier_.customer;
    std::vector<std::string> ids, names;
    if (!source.subject_id.empty() || !source.subject_name.empty()) {
      if (!source.subject_id.empty()) ids.push_back(source.subject_id);
      if (!source.subject_name.empty()) names.push_back(source.subject_name);
    } else {
      for (const auto& id : {customer.uscc, customer.id_no}) {
        if (!id.empty()) ids.push_back(id);
      }
      for (const auto& name : {customer.name, customer.business_name}) {
        if (!name.empty()) names.push_back(name);
      }
    }
    for (const Consent& consent : dossier_.consents) {
      if (consent.document == ConsentDocument::qcl && !need.through_government) continue;
      if (contains(consent.scopes, need.scope) && contains(consent.purposes, kPurpose) &&
          same_subject(consent, ids, names) && covers_time(consent, *source.retrieved_at)) {
        return &consent;
      }
    }
    return nullptr;
  }

  Dossier& dossier_;
};

}  // namespace

Dossier apply_consents(Dossier dossier) {
  Gate gate(dossier);
  for (std::size_t i = 0; i < dossier.sources.size(); ++i) {
    const GovernmentRecord* record = nullptr;
    for (const auto& candidate : dossier.government) {
      if (candidate.source == i) record = &candidate;
    }
    gate.check(dossier.sources[i], record);
  }
  const auto refused = [&](const auto& part) { return !dossier.sources[part.source].authorised; };
  std::erase_if(dossier.statements, refused);
  std::erase_if(dossier.invoice_lists, refused);
  std::erase_if(dossier.tax_returns, refused);
  std::erase_if(dossier.government, refused);
  std::erase_if(dossier.scans, refused);
  return dossier;
}

}  // namespace zhun
