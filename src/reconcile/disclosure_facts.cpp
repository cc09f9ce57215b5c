// What the applicant hands in or discloses beside what others say: the business licence's picture
// (X05), the meters' address (X08), loans (X18), income (X27), the host's index (X43).
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dossier/names.hpp"
#include "reconcile/address.hpp"
#include "reconcile/party_names.hpp"
#include "reconcile/work.hpp"
#include "zhun/text.hpp"

namespace zhun {

namespace {

// X05: what OCR did not read of the picture is not compared.
void licence(Work& work) {
  const auto nothing = [&](const std::string& why, const std::string& material) {
    for (const std::string_view name : {"licence_matches", "licence_differences"})
      work.missing(name, why, material);
  };
  const GovernmentRecord* record = newest(work, &GovernmentRecord::licence);
  if (record == nullptr) return nothing("未提供营业执照影像的识别结果", "");
  std::uint32_t source = 0;
  const Registry* registry = work.registry(&source);
  if (registry == nullptr) {
    for (const std::string_view name : {"licence_matches", "licence_differences"})
      work.missing_source(name, SourceKind::government);
    return;
  }
  const LicencePicture& picture = *record->licence;
  int compared = 0;
  std::string differences;
  const auto compare = [&](std::string_view title, bool both, bool same) {
    if (!both) return;
    ++compared;
    if (!same) differences += (differences.empty() ? "" : "、") + std::string(title);
  };
  const auto text = [&](std::string_view title, const std::string& read, const std::string& known) {
    compare(title, !read.empty() && !known.empty(), normalise_name(read) == normalise_name(known));
  };
  text("名称", picture.name, registry->name);
  text("统一社会信用代码", picture.uscc, registry->uscc);
  text("法定代表人", picture.legal_representative, registry->legal_representative);
  compare("住所", !picture.address.empty() && !registry->address.empty(),
          similar_addresses(picture.address, registry->address));
  compare("成立日期", picture.established && registry->established,
          picture.established == registry->established);
  if (compared == 0) return nothing("营业执照影像未识别出可比字段", "M-BL");
  Evidence evidence;
  evidence.add_source(record->source);
  evidence.add_source(source);
  work.set("licence_matches", differences.empty(), evidence);
  work.set("licence_differences", differences.empty() ? std::string("无") : differences, evidence);
}

// X08
void meters(Work& work) {
  constexpr std::string_view kName = "utility_address_same";
  const GovernmentRecord* record = newest(work, &GovernmentRecord::utilities);
  const std::string& claimed = work.dossier.customer.address;
  if (record == nullptr) return work.missing(kName, "未提供水电数据", "M-LEASE");
  if (record->utilities->addresses.empty()) return work.missing(kName, "水电数据无用电地址");
  if (claimed.empty()) return work.missing(kName, "申请资料未填经营地址", "M-APP");
  const House stated = house_of(claimed);
  if (stated.number.empty()) return work.missing(kName, "经营地址未写明门牌号", "M-LEASE");
  const Division place = division_of(claimed);
  bool known = false, same = false;
  for (const std::string& address : record->utilities->addresses) {
    const House house = house_of(address);
    if (house.number.empty()) continue;
    known = true;
    same = same || (house.road == stated.road && house.number == stated.number &&
                    agree(division_of(address), place));
  }
  if (!known) return work.missing(kName, "用电地址未写明门牌号", "M-LEASE");
  Evidence evidence;
  evidence.add_source(record->source);
  work.set(kName, same, evidence);
}

// A loan that has been paid back is no debt.
bool is_open(const CreditLender& lender) {
  for (const std::string_view closed : {"结清", "销户", "注销", "终止"}) {
    if (lender.status.find(closed) != std::string::npos &&
        lender.status.find("未结清") == std::string::npos)
      return false;
  }
  return true;
}

// X18: lenders of the credit report, and of the statements where the report does not list them,
// that the application does not disclose.
void loans(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::credit_report);
  if (record == nullptr) {
    for (const std::string_view name : {"hidden_loan_count", "hidden_loan_lenders"})
      work.missing(name, "未提供征信报告", "M-DEBT");
    return;
  }
  Evidence evidence;
  evidence.add_source(record->source);
  std::vector<std::string> names;
  for (const CreditLender& lender : record->credit_report->lenders) {
    if (!is_open(lender) ||
        lists_lender(work.dossier.application.disclosed_lenders, normalise_name(lender.name)))
      continue;
    const std::string name = marked_name(normalise_name(lender.name));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (const Fact* of_statements = work.find("undisclosed_lenders")) {
    const auto& seen = std::get<std::vector<std::string>>(of_statements->value);
    names.insert(names.end(), seen.begin(), seen.end());
    evidence.add(of_statements->evidence);
  }
  work.set("hidden_loan_count", static_cast<std::int64_t>(names.size()), evidence);
  work.set("hidden_loan_lenders", std::move(names), evidence);
}

// X27: of several persons the one of that name; one without a name is whom the pull is about.
void income(Work& work) {
  constexpr std::string_view kName = "income_to_fund_base";
  if (work.is_legal()) return work.not_applicable(kName, "仅适用于个人申请人");
  const Customer& customer = work.dossier.customer;
  if (!customer.claimed_monthly_income) return work.missing(kName, "申请资料未填月收入", "M-APP");
  const GovernmentRecord* record = newest(work, &GovernmentRecord::housing_fund);
  if (record == nullptr) return work.missing(kName, "未提供公积金数据", "M-INC");
  const auto& persons = record->housing_fund->persons;
  const std::string applicant = normalise_name(customer.name);
  const bool about_applicant = (!customer.id_no.empty() && record->subject_id == customer.id_no) ||
                               normalise_name(record->subject_name) == applicant;
  const auto own =
      std::find_if(persons.begin(), persons.end(), [&](const HousingFundPerson& person) {
        if (!person.name.empty()) return normalise_name(person.name) == applicant;
        return persons.size() == 1 && about_applicant;
      });
  if (own == persons.end()) return work.missing(kName, "公积金数据中无申请人");
  const auto share = own->base ? ratio(*customer.claimed_monthly_income, *own->base) : std::nullopt;
  if (!share) return work.missing(kName, "公积金数据无申请人的缴存基数");
  Evidence evidence;
  evidence.add_source(record->source);
  work.set(kName, *share, evidence);
}

std::string_view title_of(SharedKind kind) {
  switch (kind) {
    case SharedKind::address:
      return "地址";
    case SharedKind::phone:
      return "电话";
    case SharedKind::legal_representative:
      return "法定代表人";
  }
  return "地址";
}

// X43: one token that the host lists twice counts once.
void applicant_index(Work& work) {
  if (!work.dossier.applicant_index) {
    for (const std::string_view name : {"shared_applicants", "shared_attribute"})
      work.missing(name, "未提供申请人索引");
    return;
  }
  std::int64_t most = 0;
  std::string attribute = "无";
  for (const SharedAttribute& shared : *work.dossier.applicant_index) {
    const std::string title(title_of(shared.kind));
    if (shared.other_applicants < most || shared.other_applicants == 0) continue;
    if (shared.other_applicants > most) {
      attribute = title;
    } else if (attribute.find(title) == std::string::npos) {
      attribute += "、" + title;
    }
    most = shared.other_applicants;
  }
  work.set("shared_applicants", most);
  work.set("shared_attribute", attribute);
}

}  // namespace

bool lists_lender(const std::vector<std::string>& names, std::string_view lender) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return same_organisation(name, lender); });
}

void disclosure_facts(Work& work) {
  licence(work);
  meters(work);
  loans(work);
  income(work);
  applicant_index(work);
}

}  // namespace zhun
