// The consent gate (DOMAIN 9.3, R1 to R6): what no consent covers never reaches a computation.
#include <algorithm>
#include <array>

#include "dossier/consent.hpp"
#include "dossier/names.hpp"
#include "zhun/identifier.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

constexpr std::string_view kPurpose = "PRE_LOAN";
constexpr std::string_view kFormPersonal = "《个人信息查询、使用授权书》",
                           kFormEnterprise = "《企业信息查询、使用授权书》",
                           kFormQcl = "《“泉城链”数据使用客户授权书》";

// Data that a source of a kind may hold and that need consent; the registry and the public judicial
// lists are open to everybody.
struct Need {
  std::string_view scope;
  bool through_government = false;  // may also come under the document for government data (QCL)
  bool government_only = false;     // comes from nowhere else
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
  if (record->social_security) needs.push_back({"SOCIAL", true, true});
  if (record->housing_fund) needs.push_back({"HOUSING_FUND", true, true});
  if (record->utilities) needs.push_back({"UTILITY", true, true});
  if (record->credit_report) needs.push_back({"CREDIT_REPORT"});
  if (record->real_estate) needs.push_back({"REAL_ESTATE", true, true});
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

// Accounts of a person are sensitive personal data (个人信息保护法 article 28): who refused the
// separate consent to them refused them, whatever else was signed.
bool is_sensitive(const Source& source, const Consent& consent) {
  return source.kind == SourceKind::statement && consent.document == ConsentDocument::personal;
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

// 授权书 that allows a scope of the source's subject to be used.
std::string_view form_of(const Dossier& dossier, const Source& source, const Need& need) {
  if (need.government_only) return kFormQcl;
  const bool other = !source.subject_id.empty() || !source.subject_name.empty();
  const bool person =
      other ? is_valid_resident_id(source.subject_id) ||
                  (source.subject_id.empty() && is_person_name(normalise_name(source.subject_name)))
            : dossier.customer.type == CustomerType::personal && need.scope == "STATEMENT";
  return person ? kFormPersonal : kFormEnterprise;
}

class Gate {
 public:
  explicit Gate(const Dossier& dossier) : dossier_(dossier) {}

  void check(Source& source, const GovernmentRecord* record) {
    const auto needs = needs_of(source.kind, record);
    if (needs.empty() || !source.authorised) return;
    if (!source.retrieved_at) {
      refuse(source, "未记录取数时间，无法核对授权；请补充取数时间");
      return;
    }
    for (const Need& need : needs) {
      const Consent* consent = find(source, need);
      if (consent == nullptr) {
        refuse(source, "取数时无覆盖" + std::string(need.scope) + "的有效授权，需签署" +
                           std::string(form_of(dossier_, source, need)));
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
      if (is_sensitive(source, consent) && consent.sensitive == false) continue;
      if (contains(consent.scopes, need.scope) && contains(consent.purposes, kPurpose) &&
          same_subject(consent, ids, names) && covers_time(consent, *source.retrieved_at)) {
        return &consent;
      }
    }
    return nullptr;
  }

  const Dossier& dossier_;
};

}  // namespace

void authorise(const Dossier& dossier, Source& source, const GovernmentRecord* record) {
  Gate(dossier).check(source, record);
}

Dossier apply_consents(Dossier dossier) {
  for (std::size_t i = 0; i < dossier.sources.size(); ++i) {
    const GovernmentRecord* record = nullptr;
    for (const auto& candidate : dossier.government) {
      if (candidate.source == i) record = &candidate;
    }
    authorise(dossier, dossier.sources[i], record);
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
