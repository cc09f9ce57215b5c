// GovernmentRecord (政务数据): one pull of government data, in the shape of docs/formats.md.
// A part that was not pulled stays empty (nullopt): missing is never "nothing found".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "zhun/date.hpp"
#include "zhun/decimal.hpp"
#include "zhun/money.hpp"
#include "zhun/statement.hpp"

namespace zhun {

struct Shareholder {
  std::string name;
  std::optional<Decimal> share;  // 0..1
};

struct RegistryChange {
  std::optional<Date> date;
  std::string item, before, after;
};

struct AbnormalEntry {
  std::optional<Date> in_date, out_date;  // no out_date: still listed
  std::string reason;
};

// 股权出质; no released_on: still pledged
struct EquityPledge {
  std::string pledgor, pledgee;
  std::optional<Decimal> share;  // of the capital, 0..1
  std::optional<Money> amount;   // of capital
  std::optional<Date> date, released_on;
};

// 股权冻结; no released_on: still frozen
struct EquityFreeze {
  std::string holder, court;
  std::optional<Date> date, released_on;
};

// 行政许可
struct OperatingLicence {
  std::string name, number;
  std::optional<Date> valid_to;  // none: without end
};

// 市场主体登记
struct Registry {
  std::string name, uscc, status, legal_representative, industry, address, scope, type;
  std::vector<std::string> former_names;
  std::optional<Date> established;
  std::optional<Money> capital, paid_in_capital;
  std::vector<Shareholder> shareholders;
  std::vector<RegistryChange> changes;
  std::vector<AbnormalEntry> abnormal;         // 经营异常名录
  std::vector<AbnormalEntry> serious_illegal;  // 严重违法失信名单
  // Not asked for where there is no list.
  std::optional<std::vector<EquityPledge>> equity_pledges;
  std::optional<std::vector<EquityFreeze>> equity_freezes;
  std::optional<std::vector<OperatingLicence>> licences;
  std::optional<Date> legal_representative_changed_on;
  std::optional<int> last_annual_report_year;
};

struct SocialSecurityMonth {
  Month month;
  std::int64_t headcount = 0;
  std::optional<Money> paid;
};

struct SocialSecurity {
  std::vector<SocialSecurityMonth> months;  // ascending
  std::optional<std::int64_t> headcount_now;
  std::optional<Money> arrears;
};

struct UtilityMonth {
  Month month;
  std::optional<Decimal> quantity;  // kWh, ton or m3
  std::optional<Money> fee;
  bool arrears = false;
};

struct Utilities {
  std::vector<UtilityMonth> electricity, water, gas;
  std::vector<std::string> addresses;  // where the meters are
};

struct JudicialCase {
  std::string case_no, court, role, cause, status;
  std::optional<Money> amount;
  std::optional<Date> date;
};

struct Judicial {
  std::vector<JudicialCase> dishonest;   // 失信被执行人
  std::vector<JudicialCase> enforced;    // 被执行人
  std::vector<JudicialCase> restricted;  // 限制高消费
  std::vector<JudicialCase> litigation;
};

struct Penalty {
  std::string document_no, authority, reason;
  std::optional<Date> date;
  std::optional<Money> amount;
};

struct RealEstate {
  std::string certificate_no, address, use;
  std::vector<std::string> owners;
  bool mortgaged = false, seized = false;
};

struct HousingFundPerson {
  std::string name;
  std::optional<Money> base, monthly;  // 缴存基数, 月缴存额
};

struct HousingFund {
  std::optional<std::int64_t> headcount;
  std::vector<HousingFundPerson> persons;
};

// 营业执照影像, as OCR read it; an empty field was not read
struct LicencePicture {
  std::string name, uscc, legal_representative, address;
  std::optional<Date> established;
};

// 征信报告: who lent
struct CreditLender {
  std::string name, kind, status;
  std::optional<Money> balance;
  std::optional<Date> opened;
};

struct CreditReport {
  std::vector<CreditLender> lenders;
};

enum class PullStatus : std::uint8_t { ok, no_record, partial, error };

struct GovernmentRecord {
  std::uint32_t source = 0;
  std::string pull_id, source_code, source_name, department;
  std::string subject_name, subject_id;
  std::string authorisation_no;
  PullStatus status = PullStatus::ok;
  std::optional<DateTime> retrieved_at;
  std::optional<Date> data_as_of;
  std::optional<Registry> registry;
  std::optional<SocialSecurity> social_security;
  std::optional<HousingFund> housing_fund;
  std::optional<Utilities> utilities;
  std::optional<Judicial> judicial;
  bool judicial_from_registry = false;  // a mark in the registry entry, as old as the registry
  std::optional<std::vector<Penalty>> penalties;
  std::optional<std::vector<RealEstate>> real_estate;
  std::optional<LicencePicture> licence;
  std::optional<CreditReport> credit_report;
  std::vector<ReadNote> notes;
  std::vector<Recognition> recognised;
};

}  // namespace zhun
