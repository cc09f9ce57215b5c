// Analytics (统计导出): assessments as a table without anybody in it.
//
// Each row has a keyed pseudonym, and bands in the place of values: age by ten years, region to the
// city, amounts by orders. Rows whose type, age and region fewer than k rows share are generalised
// to the province and, if that is not enough, left out (k-anonymity; k and what was left out are
// told). Who stands behind a pseudonym is a second table, which the host keeps elsewhere, sealed.
//
// Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zhun/assessment.hpp"
#include "zhun/error.hpp"

namespace zhun {

struct AnalyticsRecord {
  std::string pseudonym;
  std::string type, age, region;  // what others could know: LEGAL, "30-39", "3702"
  std::string requested, limit, sales, grade, decision, failed;
};

// `key`: of 16 bytes or more; without an id of the customer ErrorCode::invalid_argument.
[[nodiscard]] Result<AnalyticsRecord> analytics_record(const Assessment& assessment,
                                                       std::string_view key);

struct AnalyticsTable {
  std::string csv;  // with a header line; rows by pseudonym
  std::size_t rows = 0, generalised = 0, left_out = 0;
  std::size_t smallest_group = 0;  // at least k, or 0 of no rows
};
[[nodiscard]] AnalyticsTable anonymise(std::vector<AnalyticsRecord> records, std::size_t k);

// "pseudonym,id": the way back, to be sealed (transport.hpp) and kept apart.
[[nodiscard]] Result<std::string> identity_line(const Assessment& assessment, std::string_view key);

// "10-50万": the band of an amount.
[[nodiscard]] std::string amount_band(Money amount);

}  // namespace zhun
