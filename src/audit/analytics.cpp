// Assessments as a table of bands under pseudonyms, with k-anonymity.
#include "zhun/analytics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "zhun/audit.hpp"
#include "zhun/identifier.hpp"

namespace zhun {
namespace {

std::string_view id_of(const Customer& customer) {
  return customer.type == CustomerType::personal && !customer.id_no.empty() ? customer.id_no
                                                                            : customer.uscc;
}

// The person whose age it is: the borrower, or the legal representative.
std::string_view person_id_of(const Customer& customer) {
  return customer.type == CustomerType::personal ? customer.id_no
                                                 : customer.legal_representative_id;
}

std::string age_band(std::string_view resident_id, Date as_of) {
  if (!is_valid_resident_id(resident_id)) return "";
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : resident_id.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  const int month_day = as_of.month().month() * 100 + as_of.day();
  const int age = as_of.year() - number(6, 4) - (month_day < number(10, 4) ? 1 : 0);
  if (age < 0) return "";
  const int decade = std::min(age / 10 * 10, 60);
  return decade == 60 ? "60+" : fmt::format("{}-{}", decade, decade + 9);
}

// The city: four digits of the division in a USCC (third to eighth place) or a resident id.
std::string region_of(const Customer& customer) {
  const bool code = customer.uscc.size() == 18;
  const std::string_view digits =
      code ? std::string_view(customer.uscc).substr(2, 4) : person_id_of(customer).substr(0, 4);
  const bool all =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits.size() == 4 && all ? std::string(digits) : "";
}

std::string band_of(const std::optional<Decimal>& yuan) {
  if (!yuan) return "";
  const auto fen = (*yuan * Decimal(100)).rounded(0).to_int64();
  return fen ? amount_band(Money::from_fen(*fen)) : "";
}

using Group = std::tuple<std::string, std::string, std::string>;

Group group_of(const AnalyticsRecord& record) { return {record.type, record.age, record.region}; }

std::map<Group, std::size_t> groups_of(const std::vector<AnalyticsRecord>& records) {
  std::map<Group, std::size_t> groups;
  for (const AnalyticsRecord& record : records) ++groups[group_of(record)];
  return groups;
}

}  // namespace

std::string amount_band(Money amount) {
  struct Band {
    std::int64_t below_wan;
    std::string_view name;
  };
  static constexpr std::array<Band, 6> bands = {{{10, "0-10万"},
                                                 {50, "10-50万"},
                                                 {100, "50-100万"},
                                                 {300, "100-300万"},
                                                 {1000, "300-1000万"},
                                                 {5000, "1000-5000万"}}};
  if (amount.is_negative()) return "<0";
  for (const Band& band : bands) {
    if (amount.fen() < band.below_wan * 1'000'000) return std::string(band.name);
  }
  return "5000万+";
}

Result<AnalyticsRecord> analytics_record(const Assessment& assessment, std::string_view key) {
  const Dossier& dossier = *assessment.dossier;
  auto name = pseudonym(key, "CUSTOMER", id_of(dossier.customer));
  if (!name) return tl::unexpected(name.error());
  AnalyticsRecord record;
  record.pseudonym = std::move(*name);
  record.type = dossier.customer.type == CustomerType::personal ? "PERSONAL" : "LEGAL";
  record.age = age_band(person_id_of(dossier.customer), dossier.as_of);
  record.region = region_of(dossier.customer);
  record.requested = amount_band(dossier.application.requested);
  record.limit = amount_band(assessment.limit.limit);
  record.sales = band_of(assessment.triangulation.verified);
  record.grade = assessment.score.grade;
  record.decision = to_string(assessment.decision);
  for (const Finding& finding : assessment.findings) {
    if (finding.status != FindingStatus::fail) continue;
    record.failed += record.failed.empty() ? "" : " ";
    record.failed += finding.id;
  }
  return record;
}

AnalyticsTable anonymise(std::vector<AnalyticsRecord> records, std::size_t k) {
  constexpr std::size_t kProvinceDigits = 2;
  AnalyticsTable table;
  auto groups = groups_of(records);
  for (AnalyticsRecord& record : records) {
    if (groups[group_of(record)] >= k || record.region.size() <= kProvinceDigits) continue;
    record.region.resize(kProvinceDigits);
    ++table.generalised;
  }
  groups = groups_of(records);
  table.left_out = std::erase_if(
      records, [&](const AnalyticsRecord& record) { return groups[group_of(record)] < k; });
  for (const auto& [group, count] : groups_of(records))
    table.smallest_group =
        table.smallest_group == 0 ? count : std::min(table.smallest_group, count);
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a.pseudonym < b.pseudonym; });
  table.rows = records.size();
  table.csv = "pseudonym,type,age,region,requested,limit,sales,grade,decision,failed_checks\n";
  for (const AnalyticsRecord& r : records)
    table.csv +=
        fmt::format("{},{},{},{},{},{},{},{},{},{}\n", r.pseudonym, r.type, r.age, r.region,
                    r.requested, r.limit, r.sales, r.grade, r.decision, r.failed);
  return table;
}

Result<std::string> identity_line(const Assessment& assessment, std::string_view key) {
  const std::string_view id = id_of(assessment.dossier->customer);
  auto name = pseudonym(key, "CUSTOMER", id);
  if (!name) return tl::unexpected(name.error());
  return *name + "," + std::string(id) + "\n";
}

}  // namespace zhun
