// Government data (DOMAIN 4.5) and identity: registry, changes, judicial, social security,
// utilities.
#include <fmt/format.h>

#include <algorithm>

#include "dossier/names.hpp"
#include "reconcile/work.hpp"
#include "zhun/identifier.hpp"

namespace zhun {

namespace {

constexpr std::string_view kRegistryFacts[] = {
    "registry_status",        "business_years",
    "business_months",        "business_days",
    "registered_capital",     "paid_in_ratio",
    "abnormal_listed",        "abnormal_reason",
    "abnormal_closed_12m",    "serious_illegal",
    "recent_change_count",    "recent_change_detail",
    "recent_change_text",     "representative_registered",
    "identity_matches",       "identity_detail",
    "representative_matches", "representative_detail",
    "annual_report_missing",  "industry",
    "equity_freezes",         "equity_pledged_share",
    "licences_lacking",       "required_licence"};

template <typename T>
std::string text_or(const std::optional<T>& value, std::string_view fallback) {
  return value ? to_string(*value) : std::string(fallback);
}

bool is_open(const AbnormalEntry& entry) { return !entry.out_date.has_value(); }

void listings(Work& work, const Registry& registry, const Evidence& evidence) {
  bool listed = false, closed = false;
  std::string reason;
  for (const AbnormalEntry& entry : registry.abnormal) {
    if (is_open(entry)) {
      listed = true;
      reason = entry.reason;
    } else if (work.dossier.as_of.minus(*entry.out_date) <= 365) {
      closed = true;
    }
  }
  const auto illegal =
      std::count_if(registry.serious_illegal.begin(), registry.serious_illegal.end(), is_open);
  work.set("abnormal_listed", listed, evidence);
  work.set("abnormal_reason", reason.empty() ? std::string(listed ? "未注明原因" : "none") : reason,
           evidence);
  work.set("abnormal_closed_12m", closed, evidence);
  work.set("serious_illegal", static_cast<std::int64_t>(illegal), evidence);
}

// X28: changes of the representative, the name, the scope or a majority within 180 days.
void changes(Work& work, const Registry& registry, const Evidence& evidence) {
  static constexpr std::string_view kItems[] = {"法定代表人", "负责人", "经营者", "名称",
                                                "经营范围",   "股东",   "投资人", "股权"};
  std::int64_t count = 0;
  std::string detail, text;
  const auto note = [&](Date date, std::string_view item) {
    const int days = work.dossier.as_of.minus(date);
    if (days < 0 || days > 180) return;
    ++count;
    detail +=
        fmt::format("{}{} {}, {} days", detail.empty() ? "" : "; ", item, to_string(date), days);
    text += fmt::format("{}{}{}（{}天前）", text.empty() ? "" : "；", to_string(date), item, days);
  };
  bool representative_listed = false;
  for (const RegistryChange& change : registry.changes) {
    if (!change.date) continue;
    for (const auto item : kItems) {
      if (change.item.find(item) == std::string::npos) continue;
      note(*change.date, change.item);
      representative_listed =
          representative_listed || change.date == registry.legal_representative_changed_on;
      break;
    }
  }
  if (registry.legal_representative_changed_on && !representative_listed) {
    note(*registry.legal_representative_changed_on,
         work.is_legal() ? "法定代表人变更" : "经营者变更");
  }
  work.set("recent_change_count", count, evidence);
  work.set("recent_change_text", text, evidence);
  work.set("recent_change_detail", detail.empty() ? std::string("none") : detail, evidence);
}

// G12: what has been released counts no more.
void equity(Work& work, const Registry& registry, const Evidence& evidence) {
  constexpr std::string_view kFreezes = "equity_freezes", kPledged = "equity_pledged_share";
  if (!work.is_legal()) {
    for (const auto name : {kFreezes, kPledged}) work.not_applicable(name, "个体工商户无股权结构");
    return;
  }
  const auto held = [&](const auto& entry) {
    return !entry.released_on || *entry.released_on > work.dossier.as_of;
  };
  if (registry.equity_freezes) {
    work.set(kFreezes,
             static_cast<std::int64_t>(std::count_if(registry.equity_freezes->begin(),
                                                     registry.equity_freezes->end(), held)),
             evidence);
  } else {
    work.missing(kFreezes, "登记数据无股权冻结信息");
  }
  if (!registry.equity_pledges) return work.missing(kPledged, "登记数据无股权出质信息");
  Decimal pledged;
  for (const EquityPledge& pledge : *registry.equity_pledges) {
    if (!held(pledge)) continue;
    const auto share = pledge.share || !pledge.amount || !registry.capital
                           ? pledge.share
                           : ratio(*pledge.amount, *registry.capital);
    if (!share) return work.missing(kPledged, "登记数据未载明股权出质比例", "M-SH");
    pledged += *share;
  }
  work.set(kPledged, pledged, evidence);
}

// G17
void operating_licences(Work& work, const Registry& registry, const Evidence& evidence) {
  constexpr std::string_view kLacking = "licences_lacking", kRequired = "required_licence";
  const auto nothing = [&](const std::string& why, const std::string& material) {
    for (const auto name : {kLacking, kRequired}) work.missing(name, why, material);
  };
  if (registry.industry.empty()) return nothing("登记数据无行业", "M-BL");
  const RequiredLicence* required = entry_of(work.policy.required_licences, registry.industry);
  if (required == nullptr) {
    for (const auto name : {kLacking, kRequired}) work.not_applicable(name, "该行业无须专门许可");
    return;
  }
  if (!registry.licences) return nothing("登记数据无行政许可信息", "M-LIC");
  const bool has = std::any_of(
      registry.licences->begin(), registry.licences->end(), [&](const OperatingLicence& licence) {
        if (licence.valid_to && *licence.valid_to < work.dossier.as_of) return false;
        return std::any_of(
            required->names.begin(), required->names.end(),
            [&](const std::string& name) { return licence.name.find(name) != std::string::npos; });
      });
  work.set(kLacking, std::int64_t{has ? 0 : 1}, evidence);
  work.set(kRequired, required->names.front(), evidence);
}

void identity(Work& work, const Registry& registry, const Evidence& evidence) {
  const Customer& customer = work.dossier.customer;
  const std::string& claimed = work.is_legal() ? customer.name : customer.business_name;
  const bool name = normalise_name(claimed) == normalise_name(registry.name);
  const bool code = !customer.uscc.empty() && customer.uscc == registry.uscc;
  const bool valid = is_valid_uscc(customer.uscc);
  work.set("identity_matches", name && code && valid, evidence);
  std::string detail = name && code && valid ? "equal" : "";
  for (const auto& [wrong, text] :
       {std::pair{!name, "name differs"}, std::pair{!code, "code differs"},
        std::pair{!valid, "check digit wrong"}}) {
    if (wrong) detail += (detail.empty() ? "" : ", ") + std::string(text);
  }
  work.set("identity_detail", detail, evidence);
  const std::string& person = work.is_legal() ? customer.legal_representative : customer.name;
  if (person.empty()) {
    work.missing("representative_matches", "申请资料未填法定代表人", "M-APP");
    work.missing("representative_detail", "申请资料未填法定代表人", "M-APP");
    work.missing("representative_registered", "申请资料未填法定代表人", "M-APP");
  } else if (registry.legal_representative.empty()) {
    work.missing("representative_matches", "登记数据无法定代表人", "M-BL");
    work.missing("representative_detail", "登记数据无法定代表人", "M-BL");
    work.missing("representative_registered", "登记数据无法定代表人", "M-BL");
  } else {
    const bool same = normalise_name(person) == normalise_name(registry.legal_representative);
    work.set("representative_matches", same, evidence);
    work.set("representative_registered", marked_name(registry.legal_representative), evidence);
    work.set("representative_detail",
             same ? std::string("equal")
                  : fmt::format("registry {} {} != applicant {}",
                                work.is_legal() ? "representative" : "operator",
                                marked_name(registry.legal_representative), marked_name(person)),
             evidence);
  }
}

void registry_facts(Work& work) {
  std::uint32_t source = 0;
  const Registry* registry = work.registry(&source);
  if (registry == nullptr) {
    for (const auto name : kRegistryFacts) work.missing_source(name, SourceKind::government);
    return;
  }
  Evidence evidence;
  evidence.add_source(source);
  const Date as_of = work.dossier.as_of;
  if (registry->status.empty()) {
    work.missing("registry_status", "登记数据无登记状态", "M-BL");
  } else {
    work.set("registry_status", registry->status, evidence);
  }
  if (registry->industry.empty()) {
    work.missing("industry", "登记数据无行业", "M-BL");
  } else {
    work.set("industry", registry->industry, evidence);
  }
  if (registry->established) {
    const Date since = *registry->established;
    work.set("business_years", std::int64_t{as_of.whole_years_since(since)}, evidence);
    work.set("business_months", std::int64_t{as_of.whole_months_since(since)}, evidence);
    work.set("business_days", std::int64_t{as_of.minus(since)}, evidence);
  } else {
    for (const auto name : {"business_years", "business_months", "business_days"}) {
      work.missing(name, "登记数据无成立日期", "M-BL");
    }
  }
  if (registry->capital) {
    work.set("registered_capital", *registry->capital, evidence);
  } else {
    work.missing("registered_capital", "登记数据无注册资本", "M-BL");
  }
  const auto paid = registry->capital && registry->paid_in_capital
                        ? ratio(*registry->paid_in_capital, *registry->capital)
                        : std::nullopt;
  if (paid) {
    work.set("paid_in_ratio", *paid, evidence);
  } else {
    work.missing("paid_in_ratio", "登记数据无实缴资本", "");
  }
  if (registry->last_annual_report_year) {
    const bool due = as_of.month_of_year() > 6;
    const int expected = as_of.year() - (due ? 1 : 2);
    work.set("annual_report_missing", *registry->last_annual_report_year < expected, evidence);
  } else {
    work.missing("annual_report_missing", "登记数据无年报信息", "");
  }
  listings(work, *registry, evidence);
  equity(work, *registry, evidence);
  operating_licences(work, *registry, evidence);
  changes(work, *registry, evidence);
  identity(work, *registry, evidence);
}

// G16
void industry_restriction(Work& work) {
  constexpr std::string_view kName = "industry_restriction";
  const Registry* registry = work.registry();
  if (registry == nullptr) return work.missing_source(kName, SourceKind::government);
  if (registry->industry.empty()) return work.missing(kName, "登记数据无行业", "M-BL");
  if (work.policy.restricted_industries.empty())
    return work.missing(kName, "规则包未配置禁止和限制行业");
  const RestrictedIndustry* hit = entry_of(work.policy.restricted_industries, registry->industry);
  const std::string_view level =
      hit == nullptr ? "NONE" : (hit->prohibited ? "PROHIBITED" : "RESTRICTED");
  work.set(kName, std::string(level), work.evidence("industry"));
}

void identity_number(Work& work) {
  const Customer& customer = work.dossier.customer;
  const std::string& id = work.is_legal() ? customer.legal_representative_id : customer.id_no;
  if (id.empty()) {
    work.missing("id_valid", "未提供身份证号", "M-ID");
    work.missing("borrower_age", "未提供身份证号", "M-ID");
    return;
  }
  const bool valid = is_valid_resident_id(id);
  work.set("id_valid", valid);
  const auto born = birth_date_of(id);
  if (born) {
    work.set("borrower_age", std::int64_t{work.dossier.as_of.whole_years_since(*born)});
  } else {
    work.missing("borrower_age", "身份证号无有效出生日期", "M-ID");
  }
}

bool within_days(const Work& work, const std::optional<Date>& date, int days) {
  return !date || work.dossier.as_of.minus(*date) <= days;
}

// Only what is still to be performed counts against the customer (DOMAIN 4.5: open).
bool is_open_case(const JudicialCase& item) {
  const auto has = [&](std::string_view word) {
    return item.status.find(word) != std::string::npos;
  };
  return !has("已结案") && (!has("已履行") || has("部分") || has("未"));
}

void judicial_facts(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::judicial);
  if (record == nullptr) {
    for (const auto name :
         {"dishonest_count", "dishonest_text", "enforced_count", "enforced_amount",
          "restricted_count", "defendant_suits_12m", "loan_suits"}) {
      work.missing(name, "未提供司法数据", "M-JUD");
    }
    return;
  }
  Evidence evidence;
  evidence.add_source(record->source);
  const Judicial& judicial = *record->judicial;
  const auto open = [](const std::vector<JudicialCase>& cases) {
    return static_cast<std::int64_t>(std::count_if(cases.begin(), cases.end(), is_open_case));
  };
  const std::int64_t dishonest = open(judicial.dishonest);
  work.set("dishonest_count", dishonest, evidence);
  work.set("dishonest_text",
           dishonest == 0 ? std::string("none") : fmt::format("{} open", dishonest), evidence);
  if (record->judicial_from_registry) {
    for (const auto name : {"enforced_count", "enforced_amount", "restricted_count",
                            "defendant_suits_12m", "loan_suits"}) {
      work.missing(name, "登记数据只注明失信，未提供其他司法数据", "M-JUD");
    }
    return;
  }
  Money enforced;
  for (const auto& item : judicial.enforced) {
    if (is_open_case(item)) enforced += item.amount.value_or(Money());
  }
  std::int64_t defendant = 0, loans = 0;
  for (const auto& item : judicial.litigation) {
    if (item.role.find("被告") == std::string::npos) continue;
    defendant += within_days(work, item.date, 365) ? 1 : 0;
    const bool loan = item.cause.find("借款") != std::string::npos ||
                      item.cause.find("借贷") != std::string::npos;
    loans += loan && within_days(work, item.date, 1826) ? 1 : 0;
  }
  work.set("enforced_count", open(judicial.enforced), evidence);
  work.set("enforced_amount", enforced, evidence);
  work.set("restricted_count", open(judicial.restricted), evidence);
  work.set("defendant_suits_12m", defendant, evidence);
  work.set("loan_suits", loans, evidence);
}

void penalty_facts(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::penalties);
  if (record == nullptr) {
    work.missing("penalties_24m", "未提供行政处罚数据", "");
    work.missing("penalty_amount_24m", "未提供行政处罚数据", "");
    return;
  }
  Evidence evidence;
  evidence.add_source(record->source);
  std::int64_t count = 0;
  Money amount;
  for (const Penalty& penalty : *record->penalties) {
    if (!within_days(work, penalty.date, 730)) continue;
    ++count;
    amount += penalty.amount.value_or(Money());
  }
  work.set("penalties_24m", count, evidence);
  work.set("penalty_amount_24m", amount, evidence);
}

// The scorecards' code for adverse records (L12, P10).
void adverse_record(Work& work) {
  const auto count = [&](std::string_view name) {
    return work.number(name).value_or(Decimal(0)) > Decimal(0);
  };
  const Fact* listed = work.find("abnormal_listed");
  const bool known = listed != nullptr || work.find("dishonest_count") != nullptr;
  if (!known) {
    work.missing("adverse_record", "未提供登记与司法数据", "M-JUD");
    return;
  }
  Evidence evidence = work.evidence("dishonest_count");
  evidence.add(work.evidence("abnormal_listed"));
  const bool abnormal = listed != nullptr && std::get<bool>(listed->value);
  const auto suits = work.number("defendant_suits_12m").value_or(Decimal(0));
  std::string code = "NONE";
  if (count("dishonest_count") || count("enforced_count") || count("restricted_count") ||
      suits >= Decimal(2)) {
    code = "SEVERE";
  } else if (abnormal || suits >= Decimal(1)) {
    code = "LISTED_OR_SUIT";
  } else if (count("penalties_24m")) {
    code = "MINOR_PENALTY";
  }
  work.set("adverse_record", code, evidence);
}

void staff_facts(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::social_security);
  if (record == nullptr) {
    for (const auto name : {"insured_headcount", "headcount_ratio_6m", "social_arrears"}) {
      work.missing_source(name, SourceKind::government);
      auto& fact = work.out.facts[name];
      if (fact.material == "M-BL") work.missing(name, "未提供社保数据", "M-SS");
    }
    return;
  }
  Evidence evidence;
  evidence.add_source(record->source);
  const SocialSecurity& social = *record->social_security;
  std::optional<std::int64_t> now = social.headcount_now;
  if (!now && !social.months.empty()) now = social.months.back().headcount;
  if (now) {
    work.set("insured_headcount", *now, evidence);
  } else {
    work.missing("insured_headcount", "社保数据无人数", "M-SS");
  }
  std::optional<Decimal> trend;
  if (social.months.size() >= 7) {
    const auto& last = social.months.back();
    for (const auto& month : social.months) {
      if (last.month.minus(month.month) == 6) {
        trend = divide(Decimal(last.headcount), Decimal(month.headcount));
      }
    }
  }
  if (trend) {
    work.set("headcount_ratio_6m", *trend, evidence);
  } else {
    work.missing("headcount_ratio_6m", "社保数据不足7个月", "");
  }
  if (social.arrears) {
    work.set("social_arrears", *social.arrears, evidence);
  } else {
    work.missing("social_arrears", "社保数据无欠费信息", "");
  }
}

void utility_facts(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::utilities);
  if (record == nullptr) {
    work.missing("electricity_trend", "未提供水电数据", "");
    work.missing("utility_arrears", "未提供水电数据", "");
    return;
  }
  Evidence evidence;
  evidence.add_source(record->source);
  const auto& months = record->utilities->electricity;
  bool arrears = false;
  for (const auto* list :
       {&record->utilities->electricity, &record->utilities->water, &record->utilities->gas}) {
    for (const UtilityMonth& month : *list) arrears = arrears || month.arrears;
  }
  work.set("utility_arrears", arrears, evidence);
  Decimal last, before;
  int found = 0;
  if (!months.empty()) {
    for (const UtilityMonth& month : months) {
      const int back = months.back().month.minus(month.month);
      if (!month.quantity) continue;
      if (back >= 0 && back <= 2) {
        last += *month.quantity;
        ++found;
      } else if (back >= 12 && back <= 14) {
        before += *month.quantity;
        ++found;
      }
    }
  }
  const auto trend = found == 6 ? divide(last, before) : std::nullopt;
  if (trend) {
    work.set("electricity_trend", *trend - Decimal(1), evidence);
  } else {
    work.missing("electricity_trend", "用电数据不足15个月", "");
  }
}

void property_facts(Work& work) {
  const GovernmentRecord* record = newest(work, &GovernmentRecord::real_estate);
  if (record == nullptr) {
    work.missing("property_status", "未提供不动产数据", "");
    work.missing("seized_properties", "未提供不动产数据", "");
    return;
  }
  Evidence evidence;
  evidence.add_source(record->source);
  std::string status = "NONE";
  for (const RealEstate& estate : *record->real_estate) {
    if (!estate.mortgaged) {
      status = "UNMORTGAGED";
    } else if (status == "NONE") {
      status = "MORTGAGED";
    }
  }
  work.set("property_status", status, evidence);
  const auto seized = std::count_if(record->real_estate->begin(), record->real_estate->end(),
                                    [](const RealEstate& estate) { return estate.seized; });
  work.set("seized_properties", static_cast<std::int64_t>(seized), evidence);
}

}  // namespace

void government_facts(Work& work) {
  registry_facts(work);
  industry_restriction(work);
  identity_number(work);
  judicial_facts(work);
  penalty_facts(work);
  adverse_record(work);
  staff_facts(work);
  utility_facts(work);
  property_facts(work);
}

}  // namespace zhun
